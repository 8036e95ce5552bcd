package apikey_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/vault/vaulttest"
)

func TestTheJournalSaysWhatChangedAndNoSecret(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	from := d.v.Seq()
	c := d.must(d.create(func(x *apikey.Draft) { x.Public = "demo0001" }))
	k := c.Key
	k.Name, k.Networks = "night job", []string{"10.0.0.0/8"}
	if _, err := d.keys.Edit(ctx, d.v.Actor(), k); err != nil {
		t.Fatal(err)
	}
	second := d.must(d.keys.Rotate(ctx, d.v.Actor(), c.Key.ID, time.Hour))
	if _, err := d.keys.Suspend(ctx, d.v.Actor(), c.Key.ID, "seen in a log"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.keys.Resume(ctx, d.v.Actor(), c.Key.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := d.keys.Revoke(ctx, d.v.Actor(), c.Key.ID, "leaked"); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(vaulttest.Entries(t, d.v, from), "\n")
	for _, x := range []apikey.Created{c, second} {
		if strings.Contains(got, string(x.Token.Expose())[17:]) {
			t.Error("the journal holds the secret of a key")
		}
	}
	got = regexp.MustCompile(`2026-11-[0-9T:]+Z`).ReplaceAllString(got, "TIME")
	want := `apikey.create; key:  -> gh_live_demo0001
apikey.edit; name:  -> night job; networks:  -> 10.0.0.0/8
apikey.rotate; key: gh_live_demo0001 -> gh_live_` + second.Key.Tokens[1].Public + `; old valid until:  -> TIME
apikey.suspend (seen in a log); state: active -> suspended
apikey.resume; state: suspended -> active
apikey.revoke (leaked); state: active -> revoked`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
