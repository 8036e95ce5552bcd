package vm

import (
	"context"
	"strconv"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/say"
)

// Asking is what is asked before something is done: the title names the thing, Body says what
// follows. TypeToConfirm, when it is set, has to be typed. Where it cannot be done now, Blocked says
// what to do first, and nothing is asked.
type Asking struct {
	Title, Body, Verb string
	TypeToConfirm     string
	Blocked           string
}

// manyKeys is from how many keys on a revocation has to be typed out.
const manyKeys = 20

// revocable are the targets that are not revoked yet.
func (v *APIKeys) revocable() []Key {
	return v.targets(func(k Key) bool { return k.State != "revoked" })
}

func (v *APIKeys) targets(fits func(Key) bool) []Key {
	var out []Key
	for _, k := range v.Targets() {
		if fits(k) {
			out = append(out, k)
		}
	}
	return out
}

// CanRevoke reports whether a target can be revoked.
func (v *APIKeys) CanRevoke() bool { return len(v.revocable()) > 0 }

// RevokeText asks before the targets are revoked.
func (v *APIKeys) RevokeText() Asking {
	ks := v.revocable()
	if len(ks) == 1 {
		return Asking{Title: say.L("Revoke “{{.Name}}”?", say.V{"Name": ks[0].Name}), Verb: say.L("Revoke key"),
			Body: say.L("{{.Who}} ({{.Prefix}}) can no longer call anything with it once the next bundle is exported. A revoked key cannot be brought back.", say.V{"Who": ks[0].Who, "Prefix": ks[0].Prefix})}
	}
	n := int64(len(ks))
	a := Asking{Title: say.N(n, "Revoke {{.Count}} API key?", "Revoke {{.Count}} API keys?"), Verb: say.N(n, "Revoke {{.Count}} key", "Revoke {{.Count}} keys"),
		Body: say.L("{{.Names}} stop working once the next bundle is exported. Revoked keys cannot be brought back.", say.V{"Names": v.named(ks)})}
	if len(ks) >= manyKeys {
		a.TypeToConfirm = say.Count(n)
	}
	return a
}

// named lists the first names and counts the others.
func (v *APIKeys) named(ks []Key) string {
	const few = 3
	var names []string
	for _, k := range ks[:min(few, len(ks))] {
		names = append(names, "“"+k.Name+"”")
	}
	s := strings.Join(names, ", ")
	if more := int64(len(ks) - few); more > 0 {
		return say.N(more, "{{.Some}} and {{.Count}} other", "{{.Some}} and {{.Count}} others", say.V{"Some": s})
	}
	return s
}

// change acts on keys by their ids.
func (v *APIKeys) change(done func(error), work func(context.Context) error) {
	v.history.forget()
	after(v.List, func(ctx context.Context) (struct{}, error) { return struct{}{}, work(ctx) }, func(_ struct{}, err error) { done(err) })
}

// Revoke revokes the targets.
func (v *APIKeys) Revoke(reason string, done func(error)) {
	if reason = strings.TrimSpace(reason); reason == "" {
		done(needReason())
		return
	}
	ids := v.ids(v.revocable())
	v.change(done, func(ctx context.Context) error { return v.house.Keys().Revoke(ctx, ids, reason) })
}

// needReason says that a reason is missing.
func needReason() error {
	return fault.New(fault.Invalid, "%s", say.L("Say why, in a few words. It is kept in the journal."))
}

// CanSuspend reports whether a target is active.
func (v *APIKeys) CanSuspend() bool { return len(v.targets(isState("active"))) > 0 }

// CanResume reports whether a target is paused.
func (v *APIKeys) CanResume() bool { return len(v.targets(isState("suspended"))) > 0 }

func isState(s string) func(Key) bool { return func(k Key) bool { return k.State == s } }

// Undone is what a message about something that can be taken back says, and how.
type Undone struct {
	Text string
	Undo func(done func(error))
}

// Suspend pauses the active targets; it can be undone.
func (v *APIKeys) Suspend(done func(Undone, error)) {
	ids := v.ids(v.targets(isState("active")))
	reason := say.L("paused in the desktop")
	v.change(func(err error) {
		done(Undone{say.N(int64(len(ids)), "Paused {{.Count}} API key. Export a bundle to make it count.", "Paused {{.Count}} API keys. Export a bundle to make it count."), func(done func(error)) {
			v.change(done, func(ctx context.Context) error { return v.house.Keys().Resume(ctx, ids) })
		}}, err)
	}, func(ctx context.Context) error { return v.house.Keys().Suspend(ctx, ids, reason) })
}

// Resume lets the paused targets work again; it can be undone.
func (v *APIKeys) Resume(done func(Undone, error)) {
	ids := v.ids(v.targets(isState("suspended")))
	v.change(func(err error) {
		done(Undone{say.N(int64(len(ids)), "Resumed {{.Count}} API key. Export a bundle to make it count.", "Resumed {{.Count}} API keys. Export a bundle to make it count."), func(done func(error)) {
			v.change(done, func(ctx context.Context) error {
				return v.house.Keys().Suspend(ctx, ids, say.L("paused again"))
			})
		}}, err)
	}, func(ctx context.Context) error { return v.house.Keys().Resume(ctx, ids) })
}

// CanExtend reports whether a target has an expiry that can be moved.
func (v *APIKeys) CanExtend() bool { return v.CanRevoke() }

// Extensions are the choices for how long targets shall last from now on.
func Extensions() []Choice { return Lifetimes() }

// Extend makes the targets end so many days from now, 0 for never; it can be undone.
func (v *APIKeys) Extend(days int, done func(Undone, error)) {
	ks := v.revocable()
	var now, before []KeyExpiry
	at := time.Time{}
	if days > 0 {
		at = v.run.Now().Add(time.Duration(days) * 24 * time.Hour)
	}
	for _, k := range ks {
		now, before = append(now, KeyExpiry{k.ID, at}), append(before, KeyExpiry{k.ID, k.Expires})
	}
	text := say.N(int64(len(ks)), "{{.Count}} API key now ends {{.When}}.", "{{.Count}} API keys now end {{.When}}.", say.V{"When": Date(at)})
	if days == 0 {
		text = say.N(int64(len(ks)), "{{.Count}} API key no longer ends.", "{{.Count}} API keys no longer end.")
	}
	v.change(func(err error) {
		done(Undone{text, func(done func(error)) {
			v.change(done, func(ctx context.Context) error { return v.house.Keys().SetExpiry(ctx, before) })
		}}, err)
	}, func(ctx context.Context) error { return v.house.Keys().SetExpiry(ctx, now) })
}

// renewable are the targets that a renewal moves.
func (v *APIKeys) renewable() []Key {
	return v.targets(func(k Key) bool { return k.State != "revoked" && !k.Expires.IsZero() })
}

// CanRenew reports whether a target has an end that can be moved by the span it was made with.
func (v *APIKeys) CanRenew() bool { return len(v.renewable()) > 0 }

// Renew moves the end of the targets by the span that each was made with. It can be undone where no
// target had ended already.
func (v *APIKeys) Renew(done func(Undone, error)) {
	ks := v.renewable()
	var before []KeyExpiry
	over := false
	for _, k := range ks {
		before = append(before, KeyExpiry{k.ID, k.Expires})
		over = over || v.expired(k)
	}
	ids := v.ids(ks)
	u := Undone{Text: say.N(int64(len(ks)), "Renewed {{.Count}} API key. Export a bundle to make it count.", "Renewed {{.Count}} API keys. Export a bundle to make it count.")}
	if !over {
		u.Undo = func(done func(error)) {
			v.change(done, func(ctx context.Context) error { return v.house.Keys().SetExpiry(ctx, before) })
		}
	}
	v.change(func(err error) { done(u, err) }, func(ctx context.Context) error { return v.house.Keys().Renew(ctx, ids) })
}

// Rules are what the vault asks of the lives of its keys, in days; 0 means nothing.
func (v *APIKeys) Rules() (longest, usual int) {
	return int(v.rules.Max / (24 * time.Hour)), int(v.rules.Default / (24 * time.Hour))
}

// SetRules changes the rules, as typed in days; empty means none.
func (v *APIKeys) SetRules(longest, usual string, done func(error)) {
	most, err := ruleDays(longest)
	if err == nil {
		var usually time.Duration
		if usually, err = ruleDays(usual); err == nil {
			v.change(done, func(ctx context.Context) error {
				return v.house.Keys().SetRules(ctx, KeyRules{Max: most, Default: usually})
			})
			return
		}
	}
	done(err)
}

// ruleDays reads a number of days.
func ruleDays(s string) (time.Duration, error) {
	if s = strings.TrimSpace(s); s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 36500 {
		return 0, fault.New(fault.Invalid, "%s", say.L("“{{.Text}}” is no number of days. Leave it empty for no rule.", say.V{"Text": s}))
	}
	return time.Duration(n) * 24 * time.Hour, nil
}

// CanRotate reports whether exactly one key is meant, and it works.
func (v *APIKeys) CanRotate() bool {
	ks := v.Targets()
	return len(ks) == 1 && ks[0].State == "active" && !v.expired(ks[0])
}

// Graces are the choices for how long the old token of a rotated key goes on.
func Graces() []Choice {
	return []Choice{{"0", say.L("Not at all"), say.L("the old token stops with the next bundle")}, {"1", say.N(1, "{{.Count}} day", "{{.Count}} days"), ""}, {"7", say.N(7, "{{.Count}} day", "{{.Count}} days"), say.L("the default")}, {"30", say.N(30, "{{.Count}} day", "{{.Count}} days"), ""}}
}

// Rotate gives the one target a new token and hands it to done, once.
func (v *APIKeys) Rotate(days int, done func(MadeKey, error)) {
	ks := v.Targets()
	if len(ks) != 1 {
		return
	}
	v.history.forget()
	after(v.List, func(ctx context.Context) (MadeKey, error) {
		return v.house.Keys().Rotate(ctx, ks[0].ID, time.Duration(days)*24*time.Hour)
	}, done)
}
