package apikey_test

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/fault"
	"gatehouse/core/vault/vaulttest"
)

func TestManyTokensGoToOneFileOfTheOwner(t *testing.T) {
	d := newDesk(t)
	file := filepath.Join(t.TempDir(), "tokens.csv")
	from := d.v.Seq()
	drafts := []apikey.Draft{{Principal: d.ann, Name: "=cmd|' /C calc'!A0"}, {Principal: d.ann, Expires: d.in(time.Hour)}}
	keys, err := d.keys.CreateToFile(context.Background(), d.v.Actor(), drafts, func(string) string { return "ann" }, file)
	if err != nil || len(keys) != 2 {
		t.Fatalf("got %v, %v", keys, err)
	}
	st, err := os.Stat(file)
	if err != nil || runtime.GOOS != "windows" && st.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", st.Mode(), err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil || len(rows) != 3 || rows[1][0] != "ann" || rows[1][3] != "'=cmd|' /C calc'!A0" || rows[2][2] != keys[1].ID {
		t.Fatalf("got %v, %v", rows, err)
	}
	for i, row := range rows[1:] {
		if v := d.keys.Verify([]byte(row[6]), d.v.Now()); !v.Valid || v.Key.ID != keys[i].ID {
			t.Errorf("token %d of the file: %+v", i, v)
		}
		if entry := strings.Join(vaulttest.Entries(t, d.v, from), "\n"); strings.Contains(entry, row[6][17:]) || !strings.Contains(entry, "tokens in the file:  -> tokens.csv") {
			t.Errorf("the journal says %s", entry)
		}
	}
}

func TestAFileOfTokensIsThereExactlyWhenTheKeysAre(t *testing.T) {
	ctx := context.Background()
	named := func(string) string { return "ann" }
	for name, c := range map[string]struct {
		drafts func(*desk) []apikey.Draft
		file   string
		kind   fault.Kind
	}{
		"nobody to make it for": {func(*desk) []apikey.Draft { return []apikey.Draft{{Principal: "nobody"}} }, "new.csv", fault.NotFound},
		"a file that is there":  {func(d *desk) []apikey.Draft { return []apikey.Draft{{Principal: d.ann}} }, "old.csv", fault.Conflict},
		"no such folder":        {func(d *desk) []apikey.Draft { return []apikey.Draft{{Principal: d.ann}} }, "nowhere/new.csv", fault.Invalid},
		"a foreign key":         {func(d *desk) []apikey.Draft { return []apikey.Draft{{Principal: d.ann, SHA256: digest("a")}} }, "new.csv", fault.Invalid},
		"none at all":           {func(d *desk) []apikey.Draft { return nil }, "new.csv", fault.Invalid},
	} {
		d, dir := newDesk(t), t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "old.csv"), []byte("mine"), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := d.keys.CreateToFile(ctx, d.v.Actor(), c.drafts(d), named, filepath.Join(dir, c.file))
		if fault.KindOf(err) != c.kind || d.keys.Len() != 0 {
			t.Errorf("%s: got %v and %d keys", name, err, d.keys.Len())
		}
		if old, _ := os.ReadFile(filepath.Join(dir, "old.csv")); string(old) != "mine" {
			t.Errorf("%s: the other file holds %q", name, old)
		}
		if _, err := os.Stat(filepath.Join(dir, "new.csv")); err == nil {
			t.Errorf("%s: a file of tokens was left", name)
		}
	}
}

func TestACommitThatFailsTakesTheFileOfTokensAway(t *testing.T) {
	d := newDesk(t)
	file := filepath.Join(t.TempDir(), "tokens.csv")
	ctx, cancel := context.WithCancel(context.Background())
	_, err := d.keys.CreateToFile(ctx, d.v.Actor(), []apikey.Draft{{Principal: d.ann}}, func(string) string { cancel(); return "ann" }, file)
	if err == nil || d.keys.Len() != 0 {
		t.Errorf("got %v and %d keys", err, d.keys.Len())
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("the file of tokens was left")
	}
}
