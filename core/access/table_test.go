package access_test

import (
	"slices"
	"testing"

	"gatehouse/core/access"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
)

// at finds a role and a route of a table.
func at(t *access.Table, role, route string) (int, int) {
	return slices.IndexFunc(t.Roles(), func(r directory.Role) bool { return r.ID == role }),
		slices.IndexFunc(t.Routes(), func(r catalog.Route) bool { return r.ID == route })
}

func TestTheTableSaysWhatRolesOpen(t *testing.T) {
	table := open(t, shop()).Table()
	for cell, want := range map[[3]string]access.Level{
		{"reader", "orders", "GET"}: access.Plainly, {"reader", "orders", "POST"}: access.Nothing, {"boss", "orders", "POST"}: access.Plainly,
		{"boss", "order", "DELETE"}: access.WithOTP, {"payer", "pay", "POST"}: access.Plainly, {"payer", "orders", "GET"}: access.Nothing,
	} {
		role, route := at(table, cell[0], cell[1])
		if got := table.Level(role, route, cell[2]); got != want {
			t.Errorf("%v: got %v, want %v", cell, got, want)
		}
	}
	boss, _ := at(table, "reader", "orders")
	if n := table.Holders()[boss]; n != 5 {
		t.Errorf("%d hold the reader, want 5", n)
	}
}

func TestACellIsSetByGrantsOfItsOwn(t *testing.T) {
	in := shop()
	for name, c := range map[string]struct {
		role, route, method string
		to                  access.Level
		edits               int
		ok                  bool
	}{
		"what is not open is granted":            {"clerk", "order", "DELETE", access.Plainly, 1, true},
		"what is granted is taken":               {"clerk", "orders", "POST", access.Nothing, 1, true},
		"a one-time password is demanded":        {"clerk", "orders", "POST", access.WithOTP, 2, true},
		"and not any more":                       {"boss", "order", "DELETE", access.Plainly, 2, true},
		"what is so already":                     {"clerk", "orders", "POST", access.Plainly, 0, true},
		"what is inherited cannot be taken":      {"boss", "orders", "POST", access.Nothing, 0, false},
		"what a pattern opens cannot be taken":   {"reader", "order", "GET", access.Nothing, 0, false},
		"nor be made to demand":                  {"payer", "pay", "POST", access.WithOTP, 0, false},
		"another name of the parameter is taken": {"boss", "order", "DELETE", access.Nothing, 1, true},
	} {
		table := open(t, in).Table()
		role, route := at(table, c.role, c.route)
		edits, others, ok := table.Want(role, route, c.method, c.to)
		if len(edits) != c.edits || ok != c.ok || ok == (len(others) > 0) {
			t.Errorf("%s: got %v, %v, %v", name, edits, others, ok)
			continue
		}
		after := in
		var err error
		if after.Roles, err = directory.Regranted(in.Roles, edits); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := open(t, after).Table().Level(role, route, c.method); ok && got != c.to {
			t.Errorf("%s: it is %v afterwards, want %v", name, got, c.to)
		}
	}
}
