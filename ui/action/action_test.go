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

func TestWhatIsNotPermittedDoesNotRun(t *testing.T) {
	ran := 0
	r := action.Registry{May: func(p string) bool { return p == "apikey.create" }}
	r.Add(action.Action{ID: "keys.new", Title: "New key", Permission: "apikey.create", Run: func() { ran++ }})
	r.Add(action.Action{ID: "bundles.export", Title: "Export", Permission: "bundle.export", Run: func() { ran += 10 }})
	r.Add(action.Action{ID: "go.keys", Title: "API keys", Run: func() { ran += 100 }})
	for id, want := range map[action.ID]bool{"keys.new": true, "bundles.export": false, "go.keys": true, "unknown": false} {
		if got := r.Run(id); got != want {
			t.Errorf("%s ran: %v, want %v", id, got, want)
		}
	}
	if ran != 101 {
		t.Errorf("ran %d", ran)
	}
}
