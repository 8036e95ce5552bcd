package bundle

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"gatehouse/core/policy"
)

// Change is one thing that differs between two policies.
type Change struct {
	Kind   string          `json:"kind"` // api, route, principal, role, apikey, limit
	ID     string          `json:"id"`
	Change string          `json:"change"` // added, removed, changed
	Old    json.RawMessage `json:"old,omitempty"`
	New    json.RawMessage `json:"new,omitempty"`
}

// Diff lists what differs between the policies of two bundles, by kind and id. What bundles say
// about themselves is not compared.
func Diff(from, to Bundle) ([]Change, error) {
	a, err := from.Policy()
	if err != nil {
		return nil, err
	}
	b, err := to.Policy()
	if err != nil {
		return nil, err
	}
	return DiffPolicies(a, b)
}

// DiffPolicies lists what differs between two policies, by kind and id.
func DiffPolicies(from, to policy.Input) ([]Change, error) {
	var all []Change
	olds, news := tables(from), tables(to)
	for i := range olds {
		changes, err := compare(olds[i], news[i])
		if err != nil {
			return nil, err
		}
		all = append(all, changes...)
	}
	return all, nil
}

// table is the records of one kind.
type table struct {
	kind string
	ids  []string
	rows []any
}

// tables returns a policy's records by kind, each in the order of ids.
func tables(in policy.Input) []table {
	return []table{
		rowsOf("api", in.APIs, func(i int) string { return in.APIs[i].ID }),
		rowsOf("route", in.Routes, func(i int) string { return in.Routes[i].ID }),
		rowsOf("principal", in.Principals, func(i int) string { return in.Principals[i].ID }),
		rowsOf("role", in.Roles, func(i int) string { return in.Roles[i].ID }),
		rowsOf("apikey", in.Keys, func(i int) string { return in.Keys[i].ID }),
		rowsOf("limit", in.Limits, func(i int) string { return in.Limits[i].ID }),
	}
}

func rowsOf[T any](kind string, rows []T, id func(int) string) table {
	places := make([]int, len(rows))
	for i := range places {
		places[i] = i
	}
	slices.SortFunc(places, func(a, b int) int { return cmp.Compare(id(a), id(b)) })
	t := table{kind: kind}
	for _, i := range places {
		t.ids = append(t.ids, id(i))
		t.rows = append(t.rows, rows[i])
	}
	return t
}

// compare merges two tables of one kind.
func compare(old, now table) ([]Change, error) {
	var all []Change
	i, j := 0, 0
	for i < len(old.ids) || j < len(now.ids) {
		c := Change{Kind: old.kind}
		var err error
		switch order := headOrder(old.ids[i:], now.ids[j:]); {
		case order < 0:
			c.ID, c.Change = old.ids[i], "removed"
			c.Old, err = marshal(old.rows[i])
			i++
		case order > 0:
			c.ID, c.Change = now.ids[j], "added"
			c.New, err = marshal(now.rows[j])
			j++
		default:
			c.ID, c.Change = old.ids[i], "changed"
			c.Old, err = marshal(old.rows[i])
			if err == nil {
				c.New, err = marshal(now.rows[j])
			}
			i++
			j++
		}
		if err != nil {
			return nil, err
		}
		if c.Change != "changed" || !bytes.Equal(c.Old, c.New) {
			all = append(all, c)
		}
	}
	return slices.Clip(all), nil
}

// headOrder compares the first ids of two lists; an empty list comes last.
func headOrder(a, b []string) int {
	switch {
	case len(a) == 0:
		return 1
	case len(b) == 0:
		return -1
	}
	return cmp.Compare(a[0], b[0])
}
