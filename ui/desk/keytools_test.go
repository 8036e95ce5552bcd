package desk_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/fault"
	"gatehouse/ui/vm"
)

func TestKeyToolsWorkOnARealVault(t *testing.T) {
	h, dir := newHouse(t)
	ctx := t.Context()
	_, _, who, key := access(t, h)
	tools := h.KeyTools()
	file := filepath.Join(dir, "tokens.csv")
	n := must[int](t)(tools.CreateMany(ctx, vm.NewKeys{Principals: []string{who.ID}, Key: vm.NewKey{Env: "live", Name: "Rollout", Notes: "of the team"}, Path: file}))
	text := must[[]byte](t)(os.ReadFile(file))
	if n != 1 || !strings.Contains(string(text), "svc-billing,"+who.ID) {
		t.Errorf("%d keys in %s", n, text)
	}
	if _, err := tools.CreateMany(ctx, vm.NewKeys{Principals: []string{who.ID}, Key: vm.NewKey{Env: "live"}, Path: file}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("over a file that is there: %v", err)
	}

	read := must[vm.Digests](t)(tools.ReadDigests(ctx, vm.DigestSource{Text: apikey.DigestOf([]byte("old")).String() + ",,Old one\nnonsense,svc-billing\n", Principal: who.ID}))
	if len(read.Keys) != 1 || read.Keys[0].Of != "svc-billing" || len(read.Bad) != 1 || read.Bad[0].Line != 2 || !strings.HasPrefix(read.Bad[0].Why, "digest: ") {
		t.Errorf("read %+v", read)
	}
	if err := tools.TakeDigests(ctx, read.Keys); err != nil {
		t.Fatal(err)
	}
	if keys := must[[]vm.Key](t)(h.Keys().Keys(ctx)); len(keys) != 3 {
		t.Errorf("%d keys", len(keys))
	}
	if _, err := tools.ReadDigests(ctx, vm.DigestSource{Path: filepath.Join(dir, "nothing.csv")}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a file that is not there: %v", err)
	}

	found := must[vm.LeakResult](t)(tools.Scan(ctx, vm.LeakQuery{Text: "x " + key.Token}, nil))
	if found.Live != 1 || len(found.Hits) != 1 || found.Hits[0].Key != key.ID || found.Hits[0].Of != "svc-billing" || found.Hits[0].Column != 3 {
		t.Errorf("in a text: %+v", found)
	}
	found = must[vm.LeakResult](t)(tools.Scan(ctx, vm.LeakQuery{Paths: []string{file}}, nil))
	if found.Live != 1 || found.Hits[0].Path != file {
		t.Errorf("in the file of tokens: %+v", found)
	}
	for _, form := range []string{"gitleaks", "github", "github.json"} {
		out := filepath.Join(dir, form)
		if err := tools.WritePatterns(ctx, form, out); err != nil {
			t.Error(err)
		}
		if err := tools.WritePatterns(ctx, form, out); fault.KindOf(err) != fault.Conflict {
			t.Errorf("over a file that is there: %v", err)
		}
	}

	must[vm.Export](t)(h.Bundles().Export(ctx, vm.NewExport{Audience: "default", Path: filepath.Join(dir, "out", "bundle.tar.gz"), Lasts: 24 * time.Hour}))
	done := must[vm.EmergencyDone](t)(tools.Emergency(ctx, vm.KeyEmergency{Keys: []string{key.ID}, Reason: "leaked", Folder: filepath.Join(dir, "emergency")}))
	if done.Revoked != 1 || len(done.Steps) != 1 || done.Steps[0].Serial != 2 || done.Steps[0].Why != nil {
		t.Errorf("got %+v", done)
	}
	if _, err := os.Stat(done.Steps[0].File); err != nil {
		t.Error(err)
	}
}

func TestKeysAreRenewedWithinTheRules(t *testing.T) {
	h, _ := newHouse(t)
	ctx := t.Context()
	_, _, who, key := access(t, h)
	if err := h.Keys().SetRules(ctx, vm.KeyRules{Max: 120 * 24 * time.Hour, Default: 60 * 24 * time.Hour}); err != nil {
		t.Fatal(err)
	}
	if r := must[vm.KeyRules](t)(h.Keys().Rules(ctx)); r.Max != 120*24*time.Hour || r.Default != 60*24*time.Hour {
		t.Errorf("got %+v", r)
	}
	if err := h.Keys().Renew(ctx, []string{key.ID}); err != nil {
		t.Fatal(err)
	}
	k := must[[]vm.Key](t)(h.Keys().Keys(ctx))[0]
	if left := time.Until(k.Expires); left < 119*24*time.Hour || left > 121*24*time.Hour {
		t.Errorf("it lasts for %v", left)
	}
	if _, err := h.Keys().Create(ctx, vm.NewKey{Principal: who.ID, Env: "live", Name: "for ever"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a key without an end: %v", err)
	}
	k.Notes, k.NotBefore = "moved", time.Now().Add(time.Hour)
	if got := must[vm.Key](t)(h.Keys().Edit(ctx, k)); got.Notes != "moved" || got.NotBefore.IsZero() {
		t.Errorf("got %+v", got)
	}
}
