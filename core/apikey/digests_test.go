package apikey_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"gatehouse/core/apikey"
	"gatehouse/core/fault"
)

// resolve knows ann and, where a line names nobody, her again.
func (d *desk) resolve(who string) (string, error) {
	if who == "ann" || who == "" {
		return d.ann, nil
	}
	return "", fault.New(fault.NotFound, "there is no principal %q", who)
}

func digest(of string) string { return apikey.DigestOf([]byte(of)).String() }

func TestDigestsAreReadLineByLine(t *testing.T) {
	d := newDesk(t)
	known := d.must(d.create(nil)).Key
	text := strings.Join([]string{
		"\ufeffprincipal,SHA256,expires,name,last4", // 1
		"ann," + digest("a") + ",2099-01-31,\"Billing, nightly\",ab12",
		"# a comment", // 3
		"",
		" ann , sha256:" + strings.ToUpper(digest("b")) + ",never,,", // 5
		"bob," + digest("c"),
		"ann,swordfish", // 7
		"ann," + digest("a"),
		"ann," + digest("d") + ",2001-01-01", // 9
		"ann," + digest("e") + ",tomorrow",
		"ann," + digest("f") + ",,,12345", // 11
		"ann," + known.Tokens[0].SHA256,
		"ann," + digest("g") + ",,,,more", // 13
		"ann,\"" + digest("h"),
		"ann," + digest("i") + ",," + strings.Repeat("n", 200), // 15
		strings.Repeat("x", 20_000),
		"ann," + digest("j"), // 17
	}, "\r\n")
	got, err := d.keys.ReadDigests(strings.NewReader(text), d.resolve)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, k := range got.Keys {
		lines = append(lines, fmt.Sprint(k.Line, " ", k.Draft.Name, " ", k.Draft.Last4, " ", k.Draft.Expires))
	}
	if want := "2 Billing, nightly ab12 2099-01-31T00:00:00Z; 5   -; 17   -"; strings.Join(lines, "; ") != want {
		t.Errorf("got %s", strings.Join(lines, "; "))
	}
	want := []string{"line 6: principal: there is no principal", "line 7: digest: it is not the 64 hex digits", "line 8: digest: it stands in line 2",
		"line 9: expires: 2001-01-01T00:00:00Z is in the past", `line 10: expires: "tomorrow" is no time`, "line 11: last4: ", "line 12: digest: this key is in the vault already", "line 13: it has 6 fields", "line 14: its quotes", "line 15: name: ", "line 16: it is longer"}
	if len(got.Bad) != len(want) {
		t.Fatalf("got %v", got.Bad)
	}
	for i, b := range got.Bad {
		if !strings.HasPrefix(b.String(), want[i]) || strings.Contains(b.String(), "swordfish") {
			t.Errorf("got %q, want %q", b, want[i])
		}
	}
	keys, err := d.keys.ImportAll(context.Background(), d.v.Actor(), got.Drafts())
	if err != nil || len(keys) != 3 || keys[0].Principal != d.ann {
		t.Fatalf("got %v, %v", keys, err)
	}
	if v := d.keys.Verify([]byte("b"), d.v.Now()); !v.Valid {
		t.Errorf("a key that was taken over is %s", v.Reason)
	}
}

func TestPlainDigestsNeedNoColumns(t *testing.T) {
	d := newDesk(t)
	got, err := d.keys.ReadDigests(iotest.OneByteReader(strings.NewReader(digest("a")+"\n"+digest("b"))), d.resolve)
	if err != nil || len(got.Keys) != 2 || len(got.Bad) != 0 || got.Keys[1].Draft.Principal != d.ann {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := d.keys.ReadDigests(iotest.ErrReader(fmt.Errorf("torn cable")), d.resolve); err == nil || !strings.Contains(err.Error(), "line 1: torn cable") {
		t.Errorf("got %v", err)
	}
	if _, err := d.keys.ImportAll(context.Background(), d.v.Actor(), []apikey.Draft{{Principal: d.ann}}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an import without a digest: %v", err)
	}
	if _, err := d.keys.ImportAll(context.Background(), d.v.Actor(), nil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an import of nothing: %v", err)
	}
}

func FuzzReadDigests(f *testing.F) {
	f.Add("digest,principal\n" + digest("a") + ",ann\n")
	f.Add("\ufeff# x\n\"" + digest("a") + "\",ann,n,l4,2099-01-01,AbCd1234\r\n\r\n")
	f.Add(strings.Repeat("\x00,", 9000))
	d := newDesk(f)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := d.keys.ReadDigests(strings.NewReader(text), d.resolve)
		if err != nil {
			t.Fatalf("reading from memory: %v", err)
		}
		if lines := strings.Count(text, "\n") + 1; len(got.Keys)+len(got.Bad)+got.More > lines {
			t.Errorf("%d keys and %d bad lines of %d", len(got.Keys), len(got.Bad), lines)
		}
		for _, k := range got.Keys {
			if _, err := apikey.ParseDigest(k.Draft.SHA256); err != nil || k.Draft.Principal != d.ann {
				t.Errorf("taken over: %+v", k)
			}
		}
	})
}
