package apikey_test

import (
	"context"
	"testing"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/fault"
	"gatehouse/core/vault"
)

func TestManyKeysChangeInOneEntryOrNotAtAll(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t)
	var ids []string
	for range 120 {
		ids = append(ids, d.must(d.create(nil)).Key.ID)
	}
	before := d.v.Seq()
	if _, err := d.keys.SuspendAll(ctx, d.v.Actor(), ids, "a pause"); err != nil {
		t.Fatal(err)
	}
	if got := d.v.Seq(); got != before+1 {
		t.Errorf("pausing 120 keys wrote %d entries", got-before)
	}
	for _, id := range ids {
		if k, err := d.keys.Key(id); err != nil || k.State != apikey.Suspended || k.Reason != "a pause" {
			t.Fatalf("after pausing: %+v, %v", k, err)
		}
	}
	if _, err := d.keys.ResumeAll(ctx, d.v.Actor(), ids[:2]); err != nil {
		t.Fatal(err)
	}
	if _, err := d.keys.ResumeAll(ctx, d.v.Actor(), ids[1:3]); fault.KindOf(err) != fault.Conflict {
		t.Errorf("resuming one that is active already: %v", err)
	}
	if k, _ := d.keys.Key(ids[2]); k.State != apikey.Suspended {
		t.Errorf("a change that was refused left %s", k.State)
	}
	if _, err := d.keys.RevokeAll(ctx, d.v.Actor(), append(ids, ids...), "over"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.keys.RevokeAll(ctx, d.v.Actor(), ids, "over"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("revoking twice: %v", err)
	}
}

func TestExpiriesMoveTogetherAndBack(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t)
	a := d.must(d.create(func(x *apikey.Draft) { x.Expires = d.in(time.Hour) })).Key
	b := d.must(d.create(nil)).Key
	to := []apikey.Expiry{{ID: a.ID, Expires: d.in(48 * time.Hour)}, {ID: b.ID, Expires: d.in(48 * time.Hour)}}
	if _, err := d.keys.SetExpiries(ctx, d.v.Actor(), to); err != nil {
		t.Fatal(err)
	}
	if k, _ := d.keys.Key(b.ID); k.Expires != to[1].Expires {
		t.Errorf("got %v", k.Expires)
	}
	if _, err := d.keys.SetExpiries(ctx, d.v.Actor(), []apikey.Expiry{{ID: a.ID, Expires: a.Expires}, {ID: b.ID, Expires: 0}}); err != nil {
		t.Fatal(err)
	}
	if k, _ := d.keys.Key(b.ID); k.Expires != 0 {
		t.Errorf("going back gave %v", k.Expires)
	}
	for name, to := range map[string][]apikey.Expiry{"a time that is over": {{ID: a.ID, Expires: d.in(-time.Hour)}}, "nothing": nil} {
		if _, err := d.keys.SetExpiries(ctx, d.v.Actor(), to); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.keys.SetExpiries(ctx, d.v.Actor(), []apikey.Expiry{{ID: "nobody", Expires: vault.Millis(0)}}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a key that is not there: %v", err)
	}
}
