package vm_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/nav"
	"gatehouse/ui/runner"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

// journalOf starts the page of the journal and lets it load.
func journalOf(t *testing.T, h *uitest.House) (*vm.JournalPage, *runner.Steps) {
	t.Helper()
	run := clock()
	v := vm.NewJournal(run, h)
	v.Start(t.Context())
	run.Settle()
	return v, run
}

// book is a house with these entries, newest first.
func book(es ...vm.Entry) *uitest.House {
	h := uitest.Empty()
	h.Book, h.Info.Seq = es, uint64(len(es))
	return h
}

func entry(seq uint64, ago time.Duration, admin, action, subject string) vm.Entry {
	return vm.Entry{Seq: seq, Time: uitest.Now.Add(-ago), Admin: admin, Action: action, Subject: subject, Touched: 1}
}

func TestTheJournalIsReadNewestFirstInWords(t *testing.T) {
	v, _ := journalOf(t, book(entry(0, 48*time.Hour, "Mira", "vault.init", ""), entry(1, time.Hour, "Jonas", "apikey.revoke", "Load\x1btest"), entry(2, time.Minute, "Mira", "strange.deed", "")))
	r := v.Row(1)
	if v.Row(0).What != "strange.deed" || r.What != "API key revoked" || r.Seq != "1" || r.Time != "13:05" || strings.ContainsRune(r.Subject, '\x1b') || v.Row(2).What != "Vault created" || v.Row(2).Time != "22 Nov 14:05" {
		t.Errorf("got %+v, %+v, %+v", v.Row(0), r, v.Row(2))
	}
}

func TestTheJournalNarrows(t *testing.T) {
	h := book(entry(3, time.Hour, "Jonas", "apikey.revoke", "Load test"), entry(2, 26*time.Hour, "Mira", "role.grant", "orders.read"), entry(1, 9*24*time.Hour, "Mira", "apikey.create", "Load test"))
	h.Book[0].Reason = "leaked"
	h.Book[1].Diff = []vm.Field{{Name: "grant", New: "GET /orders/**"}}
	v, _ := journalOf(t, h)
	for search, want := range map[string]string{
		"is:today": "3", "is:week": "3 2", "is:reasoned": "3", "admin:mira": "2 1", "kind:apikey": "3 1", "action:role.grant": "2", "from:2026-11-23": "3 2", "to:2026-11-23": "2 1", "from:2026-11-20 to:2026-11-23": "2", "from:never": "", "revoked": "3", "/orders/**": "2", "leaked": "3",
	} {
		v.LookFor(search)
		var got []string
		for i := range v.Len() {
			got = append(got, v.Row(i).Seq)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %q, want %q", search, got, want)
		}
	}
	v.LookFor("")
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.Local) }
	v.SetSpan(day(20), day(24))
	if c := v.Chips(); v.Len() != 1 || len(c) != 2 || c[0].Value != "20 Nov 2026" || c[1].Value != "23 Nov 2026" {
		t.Errorf("%d rows, chips %+v", v.Len(), c)
	}
	if from, to := v.Span(); !from.Equal(day(20)) || !to.Equal(day(24)) {
		t.Errorf("from %v to %v", from, to)
	}
	v.SetSpan(time.Time{}, time.Time{})
	if v.Len() != 3 {
		t.Error("without dates entries are hidden")
	}
}

func TestAnEntrySaysWhatChanged(t *testing.T) {
	h := book(entry(7, time.Hour, "Mira", "apikey.edit", "Load test"))
	h.Book[0].ID = "k7"
	h.Book[0].Diff = []vm.Field{{"expires_at", "2026-12-01", "2027-01-01"}, {"scope", "", "orders"}, {"network", "10.0.0.0/8", ""}}
	h.Check = vm.JournalCheck{Entries: 8, Checkpoint: "gatehouse.example/GH\n8\nq83v=\n", At: uitest.Now}
	v, run := journalOf(t, h)
	v.ChooseRow(0)
	f, ok := v.Facts()
	if !ok || f.Title != "Entry 7" || f.About != nav.Key("k7") || len(f.Diff) != 3 || f.Diff[0].Name != "expires at" || f.Diff[0].Mark.Word != "changed" || f.Diff[1].Mark.Word != "set" || f.Diff[2].Mark.Word != "removed" || len(f.Checkpoint) != 0 {
		t.Errorf("got %+v", f)
	}
	v.Verify()
	run.Settle()
	if f, _ := v.Facts(); len(f.Checkpoint) == 0 || f.Checkpoint[0].Value != "yes" || f.Checkpoint[1].Value != "8" {
		t.Errorf("checkpoint %+v", f.Checkpoint)
	}
}

func TestVerifyingTheJournalSaysYesNoOrWhyNot(t *testing.T) {
	h := uitest.Full()
	v, run := journalOf(t, h)
	var heard []bool
	v.OnVerified = func(at time.Time, ok bool) {
		if heard = append(heard, ok); !at.Equal(uitest.Now) {
			t.Errorf("verified at %v", at)
		}
	}
	v.Verify()
	v.Verify() // it runs already
	if _, running := v.Verifying(); !running {
		t.Error("it does not say that it runs")
	}
	run.Settle()
	if d, ok := v.Verdict(); !ok || d.Mark.Word != "Journal verified, 4,812 entries, 14:05" {
		t.Errorf("good: %+v", d)
	}
	h.Check.Flaws = []string{"entry 812: its signature does not verify"}
	v.Verify()
	run.Settle()
	if d, _ := v.Verdict(); d.Mark.Icon != "shield-x" || len(d.Flaws) != 1 || !strings.Contains(d.Flaws[0], "812") {
		t.Errorf("flawed: %+v", d)
	}
	h.Fail = fault.New(fault.Busy, "somebody writes")
	v.Verify()
	run.Settle()
	if d, _ := v.Verdict(); d.Mark.Word != "The journal could not be verified" || d.More != "Somebody writes." {
		t.Errorf("failed: %+v", d)
	}
	if len(heard) != 2 || !heard[0] || heard[1] {
		t.Errorf("the status bar heard %v", heard)
	}
	v.Dismiss()
	if _, ok := v.Verdict(); ok {
		t.Error("the banner stays")
	}
}

func TestOlderEntriesAreReadWhenAsked(t *testing.T) {
	v, run := journalOf(t, uitest.Many(10_050))
	if all, more := v.More(); v.Total() != 10_000 || !more || all != 10_050 {
		t.Fatalf("%d read, %d in all, more %v", v.Total(), all, more)
	}
	v.LoadAll()
	run.Settle()
	if _, more := v.More(); more || v.Total() != 10_050 {
		t.Errorf("after all: %d read, more %v", v.Total(), more)
	}
}

func TestTheJournalFollowsEveryChange(t *testing.T) {
	h := uitest.Full()
	v, run := journalOf(t, h)
	before := v.Total()
	h.Book = append([]vm.Entry{entry(9999, 0, "Mira", "api.add", "Orders")}, h.Book...)
	if _, err := h.Catalog().AddAPI(t.Context(), vm.API{Name: "Orders"}); err != nil {
		t.Fatal(err)
	}
	run.Settle()
	if v.Total() != before+1 {
		t.Errorf("%d entries, want %d", v.Total(), before+1)
	}
}

func TestShownEntriesAreExportedAsJSON(t *testing.T) {
	v, run := journalOf(t, uitest.Full())
	v.LookFor("action:apikey.revoke")
	path := filepath.Join(t.TempDir(), "j.json")
	v.Export(path, "json", func(_ vm.Saved, err error) {
		if err != nil {
			t.Error(err)
		}
	})
	run.Settle()
	text, err := os.ReadFile(path)
	if err != nil || strings.Count(string(text), `"action": "apikey.revoke"`) != v.Len() || strings.Contains(string(text), "role.grant") {
		t.Errorf("%v: %s", err, text)
	}
}
