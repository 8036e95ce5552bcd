package sigma

import (
	"strconv"
	"strings"
	"time"
)

// correlation reads a correlation of Sigma 2.1.
func (p *parse) correlation(n *node, head Head) (*Correlation, error) {
	if n.kind != mapNode {
		return nil, p.fail(n.line, "correlation is a mapping")
	}
	c := &Correlation{Head: head, Type: n.get("type").str(), Rules: n.get("rules").strs(), GroupBy: n.get("group-by").strs()}
	switch c.Type {
	case "event_count", "value_count":
	case "":
		return nil, p.fail(n.line, "the correlation has no type")
	default:
		return nil, p.fail(n.get("type").line, "correlation type %q is not supported, only event_count and value_count", c.Type)
	}
	for _, kv := range n.pairs {
		switch kv.key {
		case "type", "rules", "group-by", "timespan", "condition":
		default:
			return nil, p.fail(kv.line, "correlation: %q is not supported", kv.key)
		}
	}
	if len(c.Rules) == 0 {
		return nil, p.fail(n.line, "the correlation names no rule")
	}
	span, err := timespan(n.get("timespan").str())
	if err != nil {
		return nil, p.fail(n.line, "timespan %q: want a number and s, m, h or d", n.get("timespan").str())
	}
	c.Timespan = span
	return c, p.countCondition(c, n)
}

// countCondition reads the condition: one operator with a number, and a field for value_count.
func (p *parse) countCondition(c *Correlation, n *node) error {
	cond := n.get("condition")
	if cond == nil || cond.kind != mapNode {
		return p.fail(n.line, "the correlation needs a condition such as gte: 5")
	}
	ops := map[string]Op{"gt": Gt, "gte": Gte, "eq": Equal, "lt": Lt, "lte": Lte}
	found := false
	for _, kv := range cond.pairs {
		if kv.key == "field" {
			c.Field = kv.value.str()
			continue
		}
		op, ok := ops[kv.key]
		if !ok || found {
			return p.fail(kv.line, "correlation condition: %q is not supported here", kv.key)
		}
		if op != Gt && op != Gte {
			return p.fail(kv.line, "correlation condition %q is not supported, only gt and gte", kv.key)
		}
		v, ok := kv.value.num()
		if !ok || v < 0 || v > 1_000_000 {
			return p.fail(kv.line, "correlation condition: %q is no count", kv.value.str())
		}
		c.Op, c.Count, found = op, v, true
	}
	if !found {
		return p.fail(cond.line, "the correlation's condition has no gt or gte")
	}
	if (c.Type == "value_count") != (c.Field != "") {
		return p.fail(cond.line, "value_count needs a field, event_count has none")
	}
	return nil
}

// Threshold returns the smallest count that satisfies the condition.
func (c *Correlation) Threshold() int {
	if c.Op == Gt {
		return int(c.Count) + 1
	}
	return max(1, int(c.Count))
}

// timespan reads Sigma's durations: 10s, 5m, 1h, 1d.
func timespan(s string) (time.Duration, error) {
	unit := map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}
	if s == "" {
		return 0, strconv.ErrSyntax
	}
	u, ok := unit[s[len(s)-1:]]
	n, err := strconv.Atoi(s[:len(s)-1])
	if err != nil || !ok || n <= 0 || n > 10_000 {
		return 0, strconv.ErrSyntax
	}
	return time.Duration(n) * u, nil
}

// extension reads x-gatehouse.
func (p *parse) extension(n *node) error {
	if n == nil {
		return nil
	}
	for _, kv := range n.pairs {
		switch kv.key {
		case "params":
			for _, q := range kv.value.pairs {
				p.file.Params = append(p.file.Params, Param{
					Name: q.key, Of: q.value.get("of").str(), Value: q.value.get("value").str(), About: q.value.get("about").str(),
				})
			}
		case "tests":
			for _, t := range kv.value.pairs {
				if err := p.tests(t); err != nil {
					return err
				}
			}
		case "group-by":
			p.file.GroupBy = kv.value.strs()
		case "needs":
			p.file.Needs = kv.value.strs()
		case "grade":
			p.file.Grade = kv.value.str() == "true"
		default:
			return p.fail(kv.line, "x-gatehouse: %q is not supported", kv.key)
		}
	}
	return nil
}

// tests reads the cases under fire or quiet.
func (p *parse) tests(t pair) error {
	if t.key != "fire" && t.key != "quiet" {
		return p.fail(t.line, "x-gatehouse: tests are fire or quiet, not %q", t.key)
	}
	for _, item := range t.value.items {
		c := Case{Line: item.line}
		events := []*node{item}
		if item.kind == listNode {
			events = item.items
		}
		for _, e := range events {
			ev, err := p.testEvent(e)
			if err != nil {
				return err
			}
			c.Events = append(c.Events, ev)
		}
		if t.key == "fire" {
			p.file.Tests.Fire = append(p.file.Tests.Fire, c)
		} else {
			p.file.Tests.Quiet = append(p.file.Tests.Quiet, c)
		}
	}
	return nil
}

// testEvent reads one event of a case.
func (p *parse) testEvent(e *node) (TestEvent, error) {
	if e.kind != mapNode {
		return TestEvent{}, p.fail(e.line, "x-gatehouse: a test event is a mapping of fields")
	}
	ev := TestEvent{Fields: map[string]string{}, Repeat: 1}
	for _, kv := range e.pairs {
		switch kv.key {
		case "repeat":
			n, ok := kv.value.num()
			if !ok || n < 1 || n > 100_000 {
				return ev, p.fail(kv.line, "x-gatehouse: repeat is a count")
			}
			ev.Repeat = int(n)
		case "every":
			d, err := time.ParseDuration(strings.TrimSpace(kv.value.str()))
			if err != nil || d < 0 {
				return ev, p.fail(kv.line, "x-gatehouse: every is a duration such as 1s or 50ms")
			}
			ev.Every = d
		default:
			if kv.value.kind != scalarNode {
				return ev, p.fail(kv.line, "x-gatehouse: field %q is a text or a number", kv.key)
			}
			ev.Fields[kv.key] = kv.value.text
		}
	}
	return ev, nil
}
