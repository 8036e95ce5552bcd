package apikey_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

// desk is a vault with one principal, one role and the keys' service.
type desk struct {
	t     testing.TB
	v     *vault.Vault
	clock *vaulttest.Clock
	keys  *apikey.Service
	ann   string
	role  string
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	v, clock := vaulttest.NewWithClock(t)
	d := directory.New(v)
	role, err := d.AddRole(context.Background(), v.Actor(), directory.Role{Name: "clerk"})
	if err != nil {
		t.Fatal(err)
	}
	ann, err := d.AddPrincipal(context.Background(), v.Actor(), directory.Principal{Name: "ann", Roles: []string{"clerk"}})
	if err != nil {
		t.Fatal(err)
	}
	return &desk{t, v, clock, apikey.New(v), ann.ID, role.ID}
}

func (d *desk) create(change func(*apikey.Draft)) (apikey.Created, error) {
	draft := apikey.Draft{Principal: d.ann}
	if change != nil {
		change(&draft)
	}
	return d.keys.Create(context.Background(), d.v.Actor(), draft)
}

func (d *desk) must(c apikey.Created, err error) apikey.Created {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

// verdict is what Verify says about a token after some time.
func (d *desk) verdict(c apikey.Created, after time.Duration) string {
	return d.keys.Verify(c.Token.Expose(), d.v.Now().Add(after)).Reason
}

// in is an instant relative to now.
func (d *desk) in(after time.Duration) vault.Millis { return vault.MillisOf(d.v.Now().Add(after)) }

func TestCreateKeepsNoToken(t *testing.T) {
	d := newDesk(t)
	c := d.must(d.create(func(x *apikey.Draft) {
		x.Name, x.Scopes, x.Networks, x.Expires = "  night  job ", []string{d.role, d.role}, []string{"192.0.2.7", "10.0.0.0/8", "::1", "192.0.2.7/32"}, d.in(time.Hour)
	}))
	if c.Key.Name != "night  job" || fmt.Sprint(c.Key.Networks) != "[10.0.0.0/8 192.0.2.7/32 ::1/128]" || len(c.Key.Scopes) != 1 || c.Key.State != apikey.Active || c.Key.Env != apikey.Live {
		t.Errorf("got %+v", c.Key)
	}
	rec, ok := d.v.Get(vault.KindAPIKey, c.Key.ID)
	if !ok {
		t.Fatal("the key is not stored")
	}
	secret := string(c.Token.Expose())[17:]
	shown, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{"record": string(rec.Body), "print": fmt.Sprintf("%+v %s", c, c), "JSON": string(shown)} {
		if strings.Contains(text, secret) {
			t.Errorf("the %s holds the secret", what)
		}
	}
	for _, id := range []string{c.Key.ID, c.Key.Tokens[0].Public, c.Key.Prefix()} {
		if k, err := d.keys.Key(id); err != nil || k.ID != c.Key.ID {
			t.Errorf("by %s: got %+v, %v", id, k, err)
		}
	}
	if _, err := d.keys.Key(string(c.Token.Expose())); fault.KindOf(err) != fault.NotFound || strings.Contains(err.Error(), secret) {
		t.Errorf("a whole key as id: got %v", err)
	}
	if ks := d.keys.KeysOf(d.ann); len(ks) != 1 || ks[0].ID != c.Key.ID {
		t.Errorf("got %v", ks)
	}
}

func TestCreateSaysWhatWouldBeRight(t *testing.T) {
	d := newDesk(t)
	first := d.must(d.create(func(x *apikey.Draft) { x.Public = "demo0001" }))
	for name, c := range map[string]struct {
		change func(*apikey.Draft)
		kind   fault.Kind
		text   string
	}{
		"no such principal":         {func(x *apikey.Draft) { x.Principal = "nobody" }, fault.NotFound, "no principal"},
		"no such role":              {func(x *apikey.Draft) { x.Scopes = []string{"nothing"} }, fault.NotFound, "no role"},
		"an id that is none":        {func(x *apikey.Draft) { x.ID = "k1" }, fault.Invalid, "26 letters"},
		"an id that is taken":       {func(x *apikey.Draft) { x.ID = first.Key.ID }, fault.Conflict, "already"},
		"a public id that is taken": {func(x *apikey.Draft) { x.Public = "demo0001" }, fault.Conflict, "public id demo0001 is taken"},
		"a public id that is none":  {func(x *apikey.Draft) { x.Public = "demo" }, fault.Invalid, "is not 8 of"},
		"another environment":       {func(x *apikey.Draft) { x.Env = "prod" }, fault.Invalid, "live test"},
		"a bad network":             {func(x *apikey.Draft) { x.Networks = []string{"10.0.0.0/33"} }, fault.Invalid, "192.0.2.0/24"},
		"bits behind the mask":      {func(x *apikey.Draft) { x.Networks = []string{"10.1.0.0/8"} }, fault.Invalid, "10.0.0.0/8 would be right"},
		"IPv4 as IPv6":              {func(x *apikey.Draft) { x.Networks = []string{"::ffff:10.0.0.0/104"} }, fault.Invalid, "as IPv4"},
		"a zone":                    {func(x *apikey.Draft) { x.Networks = []string{"fe80::1%eth0"} }, fault.Invalid, "is not an address"},
		"too many networks":         {func(x *apikey.Draft) { x.Networks = make([]string, 65) }, fault.Invalid, "at most 64"},
		"over already":              {func(x *apikey.Draft) { x.Expires = d.in(0) }, fault.Invalid, "in the past"},
		"over before it begins":     {func(x *apikey.Draft) { x.NotBefore, x.Expires = d.in(2*time.Hour), d.in(time.Hour) }, fault.Invalid, "before it is valid"},
		"a time before 1970":        {func(x *apikey.Draft) { x.NotBefore = -1 }, fault.Invalid, "1970"},
		"a name with a line break":  {func(x *apikey.Draft) { x.Name = "a\nb" }, fault.Invalid, "U+000A"},
		"a digest that is none":     {func(x *apikey.Draft) { x.SHA256 = "abc" }, fault.Invalid, "64 lower-case"},
		"a digest that is known":    {func(x *apikey.Draft) { x.SHA256 = first.Key.Tokens[0].SHA256 }, fault.Conflict, "exists already"},
		"last four of five":         {func(x *apikey.Draft) { x.SHA256, x.Last4 = strings.Repeat("0a", 32), "12345" }, fault.Invalid, "last four"},
	} {
		_, err := d.create(c.change)
		if fault.KindOf(err) != c.kind || !strings.Contains(fmt.Sprint(err), c.text) {
			t.Errorf("%s: got %v (%v), want %v with %q", name, err, fault.KindOf(err), c.kind, c.text)
		}
	}
	if d.keys.Len() != 1 {
		t.Errorf("%d keys are stored, want 1", d.keys.Len())
	}
}

func TestManyKeysAreOneEntry(t *testing.T) {
	d := newDesk(t)
	seq := d.v.Seq()
	made, err := d.keys.CreateAll(context.Background(), d.v.Actor(), []apikey.Draft{{Principal: d.ann}, {Principal: d.ann}, {Principal: d.ann}})
	if err != nil || len(made) != 3 || d.keys.Len() != 3 || d.v.Seq() != seq+1 {
		t.Errorf("got %d keys, %d entries, %v", d.keys.Len(), d.v.Seq()-seq, err)
	}
	_, err = d.keys.CreateAll(context.Background(), d.v.Actor(), []apikey.Draft{{Principal: d.ann}, {Principal: d.ann, Public: "same0000"}, {Principal: d.ann, Public: "same0000"}})
	if fault.KindOf(err) != fault.Conflict || d.keys.Len() != 3 {
		t.Errorf("got %v and %d keys: all or none", err, d.keys.Len())
	}
}

func TestNoTokenWithoutItsEntry(t *testing.T) {
	d := newDesk(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c, err := d.keys.Create(ctx, d.v.Actor(), apikey.Draft{Principal: d.ann})
	if err == nil || !c.Token.IsZero() || d.keys.Len() != 0 {
		t.Errorf("a token was handed out though nothing was written: %v", err)
	}
}

func TestVerify(t *testing.T) {
	d := newDesk(t)
	c := d.must(d.create(func(x *apikey.Draft) { x.NotBefore, x.Expires = d.in(time.Minute), d.in(time.Hour) }))
	for after, want := range map[time.Duration]string{
		0: "not_yet_valid", time.Minute - time.Millisecond: "not_yet_valid", time.Minute: "valid", time.Hour - time.Millisecond: "valid", time.Hour: "expired",
	} {
		if got := d.verdict(c, after); got != want {
			t.Errorf("after %s: got %s, want %s", after, got, want)
		}
	}
	other, _, _ := apikey.NewToken(&reader{bytes: []byte{7}}, "live", "")
	if v := d.keys.Verify(other.Expose(), d.v.Now()); v.Valid || v.Reason != "unknown" {
		t.Errorf("got %+v", v)
	}
	if v := d.keys.Verify([]byte("swordfish"), d.v.Now()); v.Valid || v.Reason != "malformed" || strings.Contains(v.Detail, "swordfish") {
		t.Errorf("got %+v", v)
	}
	foreign := "a key of another system"
	if _, err := d.create(func(x *apikey.Draft) { x.SHA256 = apikey.DigestOf([]byte(foreign)).String() }); err != nil {
		t.Fatal(err)
	}
	if v := d.keys.Verify([]byte(foreign), d.v.Now()); !v.Valid {
		t.Errorf("a foreign key known by its digest: got %+v", v)
	}
}

func TestSuspendResumeRevoke(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	c := d.must(d.create(nil))
	id := c.Key.ID
	steps := []struct {
		do     func() error
		kind   fault.Kind
		reason string
	}{
		{func() error { _, err := d.keys.Resume(ctx, d.v.Actor(), id); return err }, fault.Conflict, "valid"},
		{func() error { _, err := d.keys.Suspend(ctx, d.v.Actor(), id, "seen in a log"); return err }, 0, "suspended"},
		{func() error { _, err := d.keys.Suspend(ctx, d.v.Actor(), id, ""); return err }, fault.Conflict, "suspended"},
		{func() error { _, err := d.keys.Resume(ctx, d.v.Actor(), id); return err }, 0, "valid"},
		{func() error { _, err := d.keys.Revoke(ctx, d.v.Actor(), id, "a\x00b"); return err }, fault.Invalid, "valid"},
		{func() error { _, err := d.keys.Revoke(ctx, d.v.Actor(), id, "leaked"); return err }, 0, "revoked"},
		{func() error { _, err := d.keys.Revoke(ctx, d.v.Actor(), id, ""); return err }, fault.Conflict, "revoked"},
		{func() error { _, err := d.keys.Resume(ctx, d.v.Actor(), id); return err }, fault.Conflict, "revoked"},
		{func() error { _, err := d.keys.Rotate(ctx, d.v.Actor(), id, 0); return err }, fault.Conflict, "revoked"},
		{func() error { _, err := d.keys.Edit(ctx, d.v.Actor(), c.Key); return err }, fault.Conflict, "revoked"},
		{func() error { _, err := d.keys.Revoke(ctx, d.v.Actor(), "nothing", ""); return err }, fault.NotFound, "revoked"},
	}
	for i, s := range steps {
		if err := s.do(); fault.KindOf(err) != s.kind {
			t.Errorf("step %d: got %v, want %v", i, err, s.kind)
		}
		if got := d.verdict(c, 0); got != s.reason {
			t.Errorf("step %d: the key is %s, want %s", i, got, s.reason)
		}
	}
	if k, _ := d.keys.Key(id); k.Reason != "leaked" || k.Revoked == 0 {
		t.Errorf("got %+v", k)
	}
}

func TestRotateNeverExtendsTheOldToken(t *testing.T) {
	for name, c := range map[string]struct {
		expires, grace time.Duration
		oldUntil       time.Duration // how long the old token is valid
		kind           fault.Kind
	}{
		"grace ends before the key":    {10 * time.Hour, time.Hour, time.Hour, 0},
		"the key ends before grace":    {time.Hour, 10 * time.Hour, time.Hour, 0},
		"a key without an end":         {0, time.Hour, time.Hour, 0},
		"no grace":                     {10 * time.Hour, 0, 0, 0},
		"a grace below zero":           {0, -time.Second, 0, fault.Invalid},
		"a grace of more than a year":  {0, 366 * 24 * time.Hour, 0, fault.Invalid},
		"the greatest grace there is":  {0, apikey.MaxGrace, apikey.MaxGrace, 0},
		"a grace of a millisecond too": {0, time.Millisecond, time.Millisecond, 0},
	} {
		d := newDesk(t)
		first := d.must(d.create(func(x *apikey.Draft) {
			if c.expires > 0 {
				x.Expires = d.in(c.expires)
			}
		}))
		second, err := d.keys.Rotate(context.Background(), d.v.Actor(), first.Key.ID, c.grace)
		if fault.KindOf(err) != c.kind {
			t.Errorf("%s: got %v", name, err)
		}
		if c.kind != 0 {
			continue
		}
		if second.Key.ID != first.Key.ID || second.Key.Expires != first.Key.Expires {
			t.Errorf("%s: got %+v", name, second.Key)
		}
		if got := d.verdict(second, 0); got != "valid" {
			t.Errorf("%s: the new token is %s", name, got)
		}
		made := second.Key.Tokens[len(second.Key.Tokens)-1].Made.Time()
		ends := made.Add(c.oldUntil)
		if c.expires > 0 && ends.After(first.Key.Expires.Time()) {
			ends = first.Key.Expires.Time()
		}
		if c.oldUntil > 0 {
			if v := d.keys.Verify(first.Token.Expose(), ends.Add(-time.Millisecond)); !v.Valid {
				t.Errorf("%s: the old token is %s in its grace", name, v.Reason)
			}
		}
		if v := d.keys.Verify(first.Token.Expose(), ends); v.Valid {
			t.Errorf("%s: the old token is valid after its grace", name)
		}
	}
}

func TestARotationEndsTheGraceOfTheOneBefore(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	first := d.must(d.create(nil))
	second := d.must(d.keys.Rotate(ctx, d.v.Actor(), first.Key.ID, 24*time.Hour))
	third := d.must(d.keys.Rotate(ctx, d.v.Actor(), first.Key.ID, time.Hour))
	if got := []string{d.verdict(first, 0), d.verdict(second, 0), d.verdict(third, 0)}; fmt.Sprint(got) != "[unknown valid valid]" {
		t.Errorf("got %v", got)
	}
	if len(third.Key.Tokens) != 2 {
		t.Errorf("%d tokens are kept, want 2", len(third.Key.Tokens))
	}
	if _, err := d.keys.Key(first.Key.Tokens[0].Public); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the first public id is still known: %v", err)
	}
}

func TestAnExpiredKeyIsNotRotated(t *testing.T) {
	d := newDesk(t)
	c := d.must(d.create(func(x *apikey.Draft) { x.Expires = d.in(time.Hour) }))
	d.clock.Add(time.Hour)
	if _, err := d.keys.Rotate(context.Background(), d.v.Actor(), c.Key.ID, 0); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
}

func TestEdit(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	c := d.must(d.create(nil))
	k := c.Key
	k.Name, k.Expires, k.Networks, k.Principal, k.State = "new", d.in(time.Hour), []string{"10.0.0.1"}, "somebody else", apikey.Revoked
	got, err := d.keys.Edit(ctx, d.v.Actor(), k)
	if err != nil || got.Name != "new" || got.Principal != d.ann || got.State != apikey.Active || got.Networks[0] != "10.0.0.1/32" {
		t.Errorf("got %+v, %v", got, err)
	}
	k.Expires = d.in(-time.Hour)
	if _, err := d.keys.Edit(ctx, d.v.Actor(), k); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
	k.Expires, k.Scopes = 0, []string{"nothing"}
	if _, err := d.keys.Edit(ctx, d.v.Actor(), k); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
}

func TestWhatIsStoredIsFoundAfterOpening(t *testing.T) {
	d := newDesk(t)
	c := d.must(d.create(func(x *apikey.Draft) { x.Public = "demo0001" }))
	again := apikey.New(d.v) // as after unlocking: indexes are built from the records
	if v := again.Verify(c.Token.Expose(), d.v.Now()); !v.Valid || v.Key.ID != c.Key.ID {
		t.Errorf("got %+v", v)
	}
	if len(again.KeysOf(d.ann)) != 1 {
		t.Errorf("got %v", again.KeysOf(d.ann))
	}
	if _, err := again.Create(context.Background(), d.v.Actor(), apikey.Draft{Principal: d.ann, Public: "demo0001"}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
}

func TestTheOldestKeyComesFirst(t *testing.T) {
	d := newDesk(t)
	var want []string
	for range 3 {
		want = append(want, d.must(d.create(nil)).Key.ID)
		d.clock.Add(time.Second)
	}
	var got []string
	for _, k := range d.keys.KeysOf(d.ann) {
		got = append(got, k.ID)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
