package apikey_test

import (
	"context"
	"testing"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/fault"
	"gatehouse/core/vault"
)

const day = 24 * time.Hour

// life is a time in records' form.
func life(d time.Duration) vault.Millis { return vault.Millis(d.Milliseconds()) }

func (d *desk) rules(r apikey.Rules) {
	d.t.Helper()
	if err := d.keys.SetRules(context.Background(), d.v.Actor(), r); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) renew(id string) (apikey.Key, error) {
	ks, err := d.keys.Renew(context.Background(), d.v.Actor(), []string{id})
	if err != nil {
		return apikey.Key{}, err
	}
	return ks[0], nil
}

func TestARenewalAddsTheKeysOwnSpan(t *testing.T) {
	d := newDesk(t)
	c := d.must(d.create(func(x *apikey.Draft) { x.Expires = d.in(90 * day) }))
	span := c.Key.Expires - c.Key.Created
	d.clock.Add(80 * day)
	first, err := d.renew(c.Key.ID)
	if err != nil || first.Expires != c.Key.Expires+span {
		t.Fatalf("got %v, %v; want %v", first.Expires, err, c.Key.Expires+span)
	}
	d.clock.Add(200 * day) // it ended long ago: from now on, not from its end
	second, err := d.renew(c.Key.ID)
	if err != nil || second.Expires-d.in(0) > span || second.Expires-d.in(0) < span-life(time.Minute) {
		t.Errorf("a key that ended: %v from now, %v; want %v", second.Expires-d.in(0), err, span)
	}
	if got := d.verdict(c, 0); got != "valid" {
		t.Errorf("after its renewal it is %s", got)
	}
	edited := second
	edited.Expires = d.in(day) // an edit by hand changes the end and not the span
	if _, err := d.keys.Edit(context.Background(), d.v.Actor(), edited); err != nil {
		t.Fatal(err)
	}
	if third, err := d.renew(c.Key.ID); err != nil || third.Expires != edited.Expires+span {
		t.Errorf("after an edit: %v, %v", third.Expires, err)
	}
}

func TestWhatIsNotRenewed(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	endless := d.must(d.create(nil)).Key
	revoked := d.must(d.create(func(x *apikey.Draft) { x.Expires = d.in(90 * day) })).Key
	good := d.must(d.create(func(x *apikey.Draft) { x.Expires = d.in(90 * day) })).Key
	if _, err := d.keys.Revoke(ctx, d.v.Actor(), revoked.ID, "leaked"); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		id   string
		kind fault.Kind
	}{
		"a key that never ends": {endless.ID, fault.Invalid},
		"a revoked key":         {revoked.ID, fault.Conflict},
		"a key that is none":    {"nothing", fault.NotFound},
	} {
		if _, err := d.keys.Renew(ctx, d.v.Actor(), []string{good.ID, c.id}); fault.KindOf(err) != c.kind {
			t.Errorf("%s: got %v", name, err)
		}
		if k, _ := d.keys.Key(good.ID); k.Expires != good.Expires {
			t.Errorf("%s: the key beside it was renewed", name)
		}
	}
	if k, _ := d.keys.Key(revoked.ID); k.State != apikey.Revoked || k.Expires != revoked.Expires {
		t.Errorf("the revoked key became %+v", k)
	}
}

func TestARenewalDoesNotExtendTheOldTokenOfARotation(t *testing.T) {
	d := newDesk(t)
	first := d.must(d.create(func(x *apikey.Draft) { x.Expires = d.in(day) }))
	second := d.must(d.keys.Rotate(context.Background(), d.v.Actor(), first.Key.ID, 90*day))
	if _, err := d.renew(first.Key.ID); err != nil {
		t.Fatal(err)
	}
	if got := d.verdict(first, day+time.Minute); got != "expired" {
		t.Errorf("the old token is %s after the end that it had", got)
	}
	if got := d.verdict(second, day+time.Minute); got != "valid" {
		t.Errorf("the new token is %s", got)
	}
}

func TestTheVaultsRulesBindEveryDoor(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	old := d.must(d.create(nil)).Key
	d.rules(apikey.Rules{MaxLife: life(90 * day), DefaultLife: life(30 * day)})
	d.rules(apikey.Rules{MaxLife: life(100 * day)})
	if got := d.keys.Rules(); got.Max() != 100*day || got.Default() != 0 {
		t.Fatalf("got %+v", got)
	}
	good := d.must(d.create(func(x *apikey.Draft) { x.Expires = d.in(99 * day) })).Key
	later := d.must(d.create(func(x *apikey.Draft) { x.NotBefore, x.Expires = d.in(50*day), d.in(149*day) })).Key
	tooLong := good
	tooLong.Expires = d.in(101 * day)
	never := good
	never.Expires = 0
	for name, do := range map[string]func() error{
		"a new key without an end": func() error { _, err := d.create(nil); return err },
		"a new key too long": func() error {
			_, err := d.create(func(x *apikey.Draft) { x.Expires = d.in(101 * day) })
			return err
		},
		"an edit": func() error { _, err := d.keys.Edit(ctx, d.v.Actor(), tooLong); return err },
		"no end":  func() error { _, err := d.keys.Edit(ctx, d.v.Actor(), never); return err },
		"many ends": func() error {
			_, err := d.keys.SetExpiries(ctx, d.v.Actor(), []apikey.Expiry{{ID: good.ID, Expires: tooLong.Expires}})
			return err
		},
		"an import": func() error {
			_, err := d.keys.ImportAll(ctx, d.v.Actor(), []apikey.Draft{{Principal: d.ann, SHA256: apikey.DigestOf([]byte("x")).String()}})
			return err
		},
	} {
		if err := do(); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
	old.Name = "still here" // what was there before the rule may be edited otherwise
	if _, err := d.keys.Edit(ctx, d.v.Actor(), old); err != nil {
		t.Errorf("editing an older key: %v", err)
	}
	d.clock.Add(10 * day)
	if k, err := d.renew(good.ID); err != nil || k.Expires-d.in(0) > life(100*day) || k.Expires <= good.Expires {
		t.Errorf("a renewal goes to the rule's end: %v, %v", k.Expires, err)
	}
	if _, err := d.renew(good.ID); err != nil && fault.KindOf(err) != fault.Conflict {
		t.Errorf("renewing twice: %v", err)
	}
	if k, err := d.renew(later.ID); err == nil && k.Expires-later.NotBefore > life(100*day) {
		t.Errorf("a key that begins later lasts until %v", k.Expires)
	}
}

func TestRulesThatMakeNoSense(t *testing.T) {
	d := newDesk(t)
	for name, r := range map[string]apikey.Rules{
		"below zero":                     {MaxLife: -1},
		"a default longer than the rule": {MaxLife: life(day), DefaultLife: life(2 * day)},
		"a thousand years":               {MaxLife: life(100*366*day) * 10},
	} {
		if err := d.keys.SetRules(context.Background(), d.v.Actor(), r); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if got := d.keys.Rules(); got != (apikey.Rules{}) {
		t.Errorf("got %+v", got)
	}
}
