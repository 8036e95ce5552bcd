package vm_test

import (
	"fmt"
	"strings"
	"testing"

	"gatehouse/core/access"
	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

// matrixOf is a matrix that has read its table.
func matrixOf(t *testing.T, h *uitest.House) (*vm.Matrix, *runner.Steps) {
	t.Helper()
	run := clock()
	v := vm.NewMatrix(run, h)
	v.Start(t.Context())
	run.Settle()
	return v, run
}

// choose chooses the cell of a row and a role.
func choose(t *testing.T, v *vm.Matrix, method, path, role string) {
	t.Helper()
	for i := range v.Len() {
		if r := v.Row(i); r.Method != method || r.Path != path {
			continue
		}
		for j := range v.Columns() {
			if name, _ := v.Column(j); name == role {
				v.Choose(i, j)
				return
			}
		}
	}
	t.Fatalf("there is no cell %s %s %s", method, path, role)
}

func TestTheMatrixShowsRoutesByRoles(t *testing.T) {
	v, run := matrixOf(t, uitest.Full())
	var rows []string
	for i := range v.Len() {
		r := v.Row(i)
		rows = append(rows, strings.TrimSpace(r.Group+" "+r.Method+" "+r.Path))
	}
	want := "Billing; GET /invoices; GET /invoices/{id}/pdf; Catalogue; GET /products/{sku}; Orders; GET /health; GET /orders; POST /orders; GET /orders/{id}; PATCH /orders/{id}; DELETE /orders/{id}; POST /refunds"
	if got := strings.Join(rows, "; "); got != want || v.Columns() != 4 {
		t.Errorf("got %s, %d columns", got, v.Columns())
	}
	choose(t, v, "DELETE", "/orders/{id}", "orders.write")
	run.Settle()
	f, ok := v.Facts()
	if !ok || f.Status.Word != "May call" || len(f.Because) != 1 || f.Because[0] != "PATCH, DELETE /orders/{id}" || len(f.Callers) != 3 || f.Callers[0].Why != "orders.write: PATCH, DELETE /orders/{id}" {
		t.Errorf("got %+v", f)
	}
	v.SetSearch("DELETE")
	if v.Len() != 2 {
		t.Errorf("%d rows fit", v.Len())
	}
	v.SetSearch("nothing like it")
	if v.Phase() != vm.NoMatch {
		t.Errorf("got %v", v.Phase())
	}
	v.Find("delete /shop/v1/orders/7", wants(t, "a question", 0))
	run.Settle()
	if i, _ := v.Chosen(); i < 0 || v.Row(i).Path != "/orders/{id}" || v.Row(i).Method != "DELETE" {
		t.Errorf("the question led to row %d", i)
	}
	v.Find("DELETE /gone", wants(t, "a path that is none", fault.NotFound))
	run.Settle()
}

func TestCellsAreMarkedWeighedAndSavedAsOne(t *testing.T) {
	h := uitest.Full()
	v, run := matrixOf(t, h)
	choose(t, v, "POST", "/refunds", "orders.read")
	wants(t, "granting", 0)(v.Toggle())
	choose(t, v, "POST", "/orders", "orders.write")
	wants(t, "taking", 0)(v.Toggle())
	choose(t, v, "PATCH", "/orders/{id}", "orders.write")
	wants(t, "demanding", 0)(v.Demand())
	run.Settle()
	e, ready := v.Effect()
	if !ready || v.Pending() != 3 || e.Sum != "4 principals gain, 2 principals lose, 1 key on its own gains" {
		t.Errorf("%d marks, %+v", v.Pending(), e)
	}
	if h.AllRoles[0].Grants[0].Path != "/orders/**" || len(h.AllRoles[0].Grants) != 1 {
		t.Error("marking changed something")
	}
	left := v.State()
	var u vm.Undone
	v.Save(undo(t, &u))
	run.Settle()
	grants := func() string { return fmt.Sprint(h.AllRoles[0].Grants, h.AllRoles[1].Grants) }
	if got := grants(); got != "[{a1 /orders/** [GET] false} {a1 /refunds [POST] false}] [{a1 /orders/{id} [DELETE] false} {a1 /refunds [POST] false} {a1 /orders/{id} [PATCH] true}]" || v.Pending() != 0 {
		t.Errorf("got %s", got)
	}
	u.Undo(wants(t, "undo", 0))
	run.Settle()
	choose(t, v, "PATCH", "/orders/{id}", "orders.write")
	run.Settle()
	if f, _ := v.Facts(); f.Level != access.Plainly {
		t.Errorf("it did not come back: %s", grants())
	}
	// What was marked and not saved is found again.
	again := vm.NewMatrix(run, h)
	again.Restore(left)
	again.Start(t.Context())
	run.Settle()
	if again.Pending() != 3 {
		t.Errorf("%d marks are found again", again.Pending())
	}
	again.Discard()
	if again.Pending() != 0 {
		t.Error("they stayed")
	}
}

func TestACellThatAnotherGrantOpensSaysWhich(t *testing.T) {
	h := uitest.Full()
	h.AllRoles[1].Inherits = []string{"o1"}
	v, run := matrixOf(t, h)
	for cell, text := range map[[3]string]string{
		{"GET", "/orders", "orders.read"}:       "the grant of /orders/**",
		{"GET", "/orders", "orders.write"}:      "inherited from “orders.read”",
		{"GET", "/products/{sku}", "catalogue"}: "public",
	} {
		choose(t, v, cell[0], cell[1], cell[2])
		run.Settle()
		if err := v.Toggle(); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), text) {
			t.Errorf("%v: got %v, want %q", cell, err, text)
		}
	}
	h.May = func(action string) bool { return action != "role.grants" }
	choose(t, v, "POST", "/refunds", "orders.read")
	wants(t, "an auditor's mark", fault.Denied)(v.Toggle())
}
