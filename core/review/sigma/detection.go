package sigma

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

// detection reads selections and the condition over them.
func (p *parse) detection(d *node) (Expr, error) {
	if d.kind != mapNode {
		return nil, p.fail(d.line, "detection is a mapping")
	}
	selections := map[string]Expr{}
	var names []string
	for _, kv := range d.pairs {
		switch kv.key {
		case "condition":
			continue
		case "timeframe":
			return nil, p.fail(kv.line, "timeframe is not supported: write a correlation")
		}
		e, err := p.selection(kv.value)
		if err != nil {
			return nil, err
		}
		selections[kv.key] = e
		names = append(names, kv.key)
	}
	if len(names) == 0 {
		return nil, p.fail(d.line, "detection holds no selection")
	}
	c := d.get("condition")
	if c == nil || c.kind != scalarNode {
		return nil, p.fail(d.line, "detection needs one condition")
	}
	return p.condition(c, selections, names)
}

// selection reads a map of fields (all must hold) or a list of such maps (one must hold).
func (p *parse) selection(n *node) (Expr, error) {
	switch n.kind {
	case mapNode:
		var all And
		for _, kv := range n.pairs {
			e, err := p.field(kv.key, kv.line, kv.value)
			if err != nil {
				return nil, err
			}
			all = append(all, e)
		}
		return all, nil
	case listNode:
		var one Or
		for _, i := range n.items {
			if i.kind != mapNode {
				return nil, p.fail(i.line, "keywords without a field are not supported")
			}
			e, err := p.selection(i)
			if err != nil {
				return nil, err
			}
			one = append(one, e)
		}
		if len(one) == 0 {
			return nil, p.fail(n.line, "the selection is empty")
		}
		return one, nil
	}
	return nil, p.fail(n.line, "a selection is a mapping or a list of mappings")
}

// modified is a field with its modifiers taken apart.
type modified struct {
	field      string
	op         Op
	all, cased bool
	fold       string // regexp flags
}

// modifiers splits "field|a|b".
func (p *parse) modifiers(key string, line int) (modified, error) {
	parts := strings.Split(key, "|")
	m := modified{field: parts[0]}
	if m.field == "" {
		return m, p.fail(line, "keywords without a field are not supported")
	}
	for _, mod := range parts[1:] {
		switch mod {
		case "contains":
			m.op = Contains
		case "startswith":
			m.op = Prefix
		case "endswith":
			m.op = Suffix
		case "re":
			m.op = Regexp
		case "i", "m", "s":
			if m.op != Regexp {
				return m, p.fail(line, "modifier %q needs re before it", mod)
			}
			m.fold += mod
		case "cidr":
			m.op = CIDR
		case "gt":
			m.op = Gt
		case "gte":
			m.op = Gte
		case "lt":
			m.op = Lt
		case "lte":
			m.op = Lte
		case "exists":
			m.op = Exists
		case "all":
			m.all = true
		case "cased":
			m.cased = true
		default:
			return m, p.fail(line, "modifier %q is not supported", mod)
		}
	}
	return m, nil
}

// field reads one field of a selection: one value, or a list of which one must hold (with `all`, all).
func (p *parse) field(key string, line int, v *node) (Expr, error) {
	m, err := p.modifiers(key, line)
	if err != nil {
		return nil, err
	}
	if v.kind != listNode {
		return p.value(m, v)
	}
	var parts []Expr
	for _, i := range v.items {
		e, err := p.value(m, i)
		if err != nil {
			return nil, err
		}
		parts = append(parts, e)
	}
	switch {
	case len(parts) == 0:
		return nil, p.fail(line, "field %q has an empty list", m.field)
	case m.all:
		return And(parts), nil
	}
	return Or(parts), nil
}

// value reads one value to compare with.
func (p *parse) value(m modified, v *node) (Expr, error) {
	if p.values++; p.values > MaxValues {
		return nil, p.fail(v.line, "more than %d values in one file", MaxValues)
	}
	out := &Match{Field: m.field, Op: m.op, Cased: m.cased, Line: v.line}
	if v.kind == nullNode {
		if m.op != Equal {
			return nil, p.fail(v.line, "null goes without a modifier")
		}
		out.Op = Exists
		return out, nil
	}
	if v.kind != scalarNode {
		return nil, p.fail(v.line, "a value is a text, a number or null")
	}
	switch m.op {
	case Exists:
		b, err := strconv.ParseBool(v.text)
		if err != nil {
			return nil, p.fail(v.line, "exists is true or false, not %q", v.text)
		}
		if b {
			out.Number = 1
		}
	case Gt, Gte, Lt, Lte:
		n, ok := v.num()
		if !ok {
			return nil, p.fail(v.line, "%s compares with a whole number, not %q", m.op, v.text)
		}
		out.Number, out.Numeric = n, true
	case CIDR:
		pre, err := netip.ParsePrefix(v.text)
		if err != nil {
			return nil, p.fail(v.line, "%q is no network", v.text)
		}
		out.Prefix = pre.Masked()
	case Regexp:
		return p.regexp(out, v, m.fold, v.text)
	default:
		return p.text(out, v)
	}
	return out, nil
}

// regexp compiles an expression; Go's RE2 has linear time and no look-around.
func (p *parse) regexp(out *Match, v *node, flags, expr string) (Expr, error) {
	if flags != "" {
		expr = "(?" + flags + ")" + expr
	}
	re, err := regexp.Compile(expr)
	if err != nil {
		return nil, p.fail(v.line, "the expression is not RE2: %v", err)
	}
	out.Op, out.Re, out.Text = Regexp, re, expr
	return out, nil
}

// text reads a text value with Sigma's wildcards: * any run, ? one character, backslash escapes
// them. Wildcards at the ends become operators, others an expression.
func (p *parse) text(out *Match, v *node) (Expr, error) {
	if n, ok := v.num(); ok {
		out.Number, out.Numeric = n, true
	}
	lit, stars, marks := wildcards(v.text)
	out.Text = lit
	if len(stars) == 0 && len(marks) == 0 {
		return out, nil
	}
	front := len(stars) > 0 && stars[0] == 0
	back := len(stars) > 0 && stars[len(stars)-1] == len(lit)
	ends := 0
	if front {
		ends++
	}
	if back {
		ends++
	}
	if len(marks) == 0 && len(stars) == ends && lit != "" {
		switch {
		case out.Op == Contains, front && back, front && out.Op == Prefix, back && out.Op == Suffix:
			out.Op = Contains
		case front:
			out.Op = Suffix
		case back:
			out.Op = Prefix
		}
		return out, nil
	}
	return p.regexp(out, v, "", wildcardExpr(out, lit, stars, marks))
}

// wildcards takes the escapes out and tells where in the literal the stars and question marks stood.
func wildcards(s string) (lit string, stars, marks []int) {
	var b []byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && (s[i+1] == '*' || s[i+1] == '?' || s[i+1] == '\\'):
			i++
			b = append(b, s[i])
		case c == '*':
			stars = append(stars, len(b))
		case c == '?':
			marks = append(marks, len(b))
		default:
			b = append(b, c)
		}
	}
	return string(b), stars, marks
}

// wildcardExpr writes a value with wildcards as an expression.
func wildcardExpr(m *Match, lit string, stars, marks []int) string {
	var b strings.Builder
	b.WriteString("(?s")
	if !m.Cased {
		b.WriteString("i")
	}
	b.WriteString(")")
	if m.Op == Equal || m.Op == Prefix {
		b.WriteString(`\A`)
	}
	for i := 0; i <= len(lit); i++ {
		for ; len(stars) > 0 && stars[0] == i; stars = stars[1:] {
			b.WriteString(".*")
		}
		for ; len(marks) > 0 && marks[0] == i; marks = marks[1:] {
			b.WriteString(".")
		}
		if i < len(lit) {
			b.WriteString(regexp.QuoteMeta(lit[i : i+1]))
		}
	}
	if m.Op == Equal || m.Op == Suffix {
		b.WriteString(`\z`)
	}
	return b.String()
}
