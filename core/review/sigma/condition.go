package sigma

import (
	"path"
	"strings"
)

// condition parses the condition over named selections:
//
//	or   = and { "or" and }
//	and  = not { "and" not }
//	not  = [ "not" ] term
//	term = "(" or ")" | ("1" | "any" | "all") "of" pattern | name
//
// A pattern is a name with stars, or "them" for every selection whose name has no leading underscore.
func (p *parse) condition(n *node, selections map[string]Expr, names []string) (Expr, error) {
	if strings.Contains(n.text, "|") {
		return nil, p.fail(n.line, "condition: aggregations after | are not supported: write a correlation")
	}
	c := &cond{p: p, line: n.line, tokens: tokens(n.text), selections: selections, names: names}
	e, err := c.or(0)
	if err != nil {
		return nil, err
	}
	if len(c.tokens) > 0 {
		return nil, p.fail(n.line, "condition: %q is not expected here", c.tokens[0])
	}
	return e, nil
}

// cond is the state of parsing one condition.
type cond struct {
	p          *parse
	line       int
	tokens     []string
	selections map[string]Expr
	names      []string
}

// tokens splits a condition at spaces and parentheses.
func tokens(s string) []string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "(", " ( "), ")", " ) ")
	return strings.Fields(s)
}

// next takes the next token if it is one of want (letters of any case); of no want, any.
func (c *cond) next(want ...string) (string, bool) {
	if len(c.tokens) == 0 {
		return "", false
	}
	t := c.tokens[0]
	for _, w := range want {
		if strings.EqualFold(t, w) {
			c.tokens = c.tokens[1:]
			return w, true
		}
	}
	if len(want) == 0 {
		c.tokens = c.tokens[1:]
		return t, true
	}
	return "", false
}

func (c *cond) or(depth int) (Expr, error) {
	if depth > MaxDepth {
		return nil, c.p.fail(c.line, "condition: nested deeper than %d levels", MaxDepth)
	}
	e, err := c.and(depth)
	if err != nil {
		return nil, err
	}
	all := Or{e}
	for {
		if _, ok := c.next("or"); !ok {
			break
		}
		if e, err = c.and(depth); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return all, nil
}

func (c *cond) and(depth int) (Expr, error) {
	e, err := c.not(depth)
	if err != nil {
		return nil, err
	}
	all := And{e}
	for {
		if _, ok := c.next("and"); !ok {
			break
		}
		if e, err = c.not(depth); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return all, nil
}

func (c *cond) not(depth int) (Expr, error) {
	if depth > MaxDepth {
		return nil, c.p.fail(c.line, "condition: nested deeper than %d levels", MaxDepth)
	}
	if _, ok := c.next("not"); ok {
		e, err := c.not(depth + 1)
		return Not{e}, err
	}
	return c.term(depth)
}

func (c *cond) term(depth int) (Expr, error) {
	if _, ok := c.next("("); ok {
		e, err := c.or(depth + 1)
		if err != nil {
			return nil, err
		}
		if _, ok := c.next(")"); !ok {
			return nil, c.p.fail(c.line, "condition: a parenthesis is not closed")
		}
		return e, nil
	}
	if len(c.tokens) > 1 && strings.EqualFold(c.tokens[1], "of") {
		return c.quantified()
	}
	name, ok := c.next()
	if !ok {
		return nil, c.p.fail(c.line, "condition: it ends too early")
	}
	e, ok := c.selections[name]
	if !ok {
		return nil, c.p.fail(c.line, "condition names %q, which is no selection", name)
	}
	return e, nil
}

// quantified parses "1 of x*", "all of them".
func (c *cond) quantified() (Expr, error) {
	q, _ := c.next()
	c.next("of")
	pattern, ok := c.next()
	if !ok {
		return nil, c.p.fail(c.line, "condition: %q of what?", q)
	}
	var parts []Expr
	for _, n := range c.names {
		hit := !strings.HasPrefix(n, "_")
		if pattern != "them" {
			hit, _ = path.Match(pattern, n)
		}
		if hit {
			parts = append(parts, c.selections[n])
		}
	}
	if len(parts) == 0 {
		return nil, c.p.fail(c.line, "condition: no selection is named %q", pattern)
	}
	switch strings.ToLower(q) {
	case "1", "any":
		return Or(parts), nil
	case "all":
		return And(parts), nil
	}
	return nil, c.p.fail(c.line, "condition: %q of is not supported, only 1 of and all of", q)
}
