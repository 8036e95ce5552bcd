package action_test

import (
	"testing"

	"gatehouse/ui/action"
)

func TestAnActionRunsOnlyWhenItMay(t *testing.T) {
	var r action.Registry
	ran, open, possible := 0, false, true
	r.Blocked = func() bool { return open }
	r.Add(action.Action{ID: "vault.lock", Title: "Lock", Key: "Ctrl+L", Enabled: func() bool { return possible }, Run: func() { ran++ }})
	steps := []struct {
		name           string
		id             action.ID
		open, possible bool
		want           bool
	}{
		{"enabled", "vault.lock", false, true, true},
		{"under a dialog", "vault.lock", true, true, false},
		{"disabled", "vault.lock", false, false, false},
		{"unknown", "vault.melt", false, true, false},
	}
	for _, s := range steps {
		before := ran
		open, possible = s.open, s.possible
		if got := r.Run(s.id); got != s.want || (ran > before) != s.want {
			t.Errorf("%s: got %v, want %v", s.name, got, s.want)
		}
	}
}

func TestTwoActionsNeverShareAKey(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a taken key was accepted")
		}
	}()
	var r action.Registry
	r.Add(action.Action{ID: "a", Title: "A", Key: "Ctrl+L", Run: func() {}})
	r.Add(action.Action{ID: "b", Title: "B", Key: "Ctrl+L", Run: func() {}})
}
