package vm

import (
	"context"
	"path/filepath"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// CanStop reports whether there is a target for an emergency: one that is revoked counts, too, since
// gateways may not know it yet.
func (v *APIKeys) CanStop() bool { return len(v.Targets()) > 0 && v.house.Can("apikey.revoke") }

// StopText asks before an emergency.
func (v *APIKeys) StopText() Asking {
	ks := v.Targets()
	n := int64(len(ks))
	a := Asking{Title: say.N(n, "Emergency: stop {{.Count}} API key now", "Emergency: stop {{.Count}} API keys now"), Verb: say.L("Stop now"), TypeToConfirm: say.Count(n)}
	if len(ks) == 1 {
		a.Title, a.TypeToConfirm = say.L("Emergency: stop “{{.Name}}” now", say.V{"Name": ks[0].Name}), ks[0].Name
	}
	return a
}

// StopSteps say what an emergency does, in order.
func StopSteps() []string {
	return []string{
		say.L("The keys are revoked for good. That stays, whatever happens next."),
		say.L("A bundle without them is signed and written for every audience that has one."),
		say.L("The floor of its gateways rises, so that no older bundle is accepted again."),
	}
}

// StopLine is one step of an emergency with its outcome.
type StopLine struct {
	Mark       tone.Mark
	Text, More string
}

// Stopped is an emergency in words.
type Stopped struct {
	Title, Note string
	Tone        tone.Tone
	Lines       []StopLine
	IDs         []string // of the keys, to try again
}

// Stop revokes the targets, exports and raises the floors; ids are those to stop once more, or nil.
func (v *APIKeys) Stop(ids []string, reason, folder string, done func(Stopped, error)) {
	if ids == nil {
		ids = v.ids(v.Targets())
	}
	e := KeyEmergency{Keys: ids, Reason: strings.TrimSpace(reason), Folder: Expand(strings.TrimSpace(folder))}
	switch {
	case e.Reason == "":
		done(Stopped{}, needReason())
		return
	case e.Folder == "":
		done(Stopped{}, fault.New(fault.Invalid, "%s", say.L("Say where the bundles should be written.")))
		return
	}
	v.history.forget()
	after(v.List, func(ctx context.Context) (EmergencyDone, error) { return v.house.KeyTools().Emergency(ctx, e) }, func(d EmergencyDone, err error) {
		if err != nil {
			done(Stopped{}, err)
			return
		}
		done(stopped(d, ids), nil)
	})
}

// stopped tells an emergency step by step.
func stopped(d EmergencyDone, ids []string) Stopped {
	ok := tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Done")}
	bad := tone.Mark{Tone: tone.Danger, Icon: "circle-x", Word: say.L("Failed")}
	s := Stopped{Tone: tone.Ok, Title: say.L("The keys are stopped"), Note: say.L("Bring the bundles to your gateways now; until one has loaded its bundle it accepts the keys."), IDs: ids}
	n := int64(d.Revoked)
	line := StopLine{Mark: ok, Text: say.N(n, "{{.Count}} API key revoked", "{{.Count}} API keys revoked")}
	if before := int64(d.Before); before > 0 {
		line.More = say.N(before, "{{.Count}} was revoked already", "{{.Count}} were revoked already")
	}
	s.Lines = append(s.Lines, line)
	for _, x := range d.Steps {
		name := Escaped([]byte(x.Audience))
		switch {
		case x.File == "":
			s.Lines = append(s.Lines, StopLine{Mark: bad, Text: say.L("No bundle for {{.Audience}}", say.V{"Audience": name}), More: Explain(x.Why).Detail})
		case x.Why != nil:
			s.Lines = append(s.Lines, StopLine{Mark: bad, Text: say.L("Bundle for {{.Audience}}, but its floor did not rise", say.V{"Audience": name}), More: Explain(x.Why).Detail})
		default:
			more := say.L("no gateway is recorded for it")
			if len(x.Gateways) > 0 {
				more = say.L("floor raised for {{.Gateways}}", say.V{"Gateways": Few(escapedAll(x.Gateways), 2)})
			}
			s.Lines = append(s.Lines, StopLine{Mark: ok, Text: say.L("Bundle {{.Serial}} for {{.Audience}}: {{.File}}", say.V{"Serial": x.Serial, "Audience": name, "File": Escaped([]byte(filepath.Base(x.File)))}), More: more})
		}
		if x.Why != nil {
			s.Tone, s.Title = tone.Danger, say.L("Revoked, but not everything was exported")
			s.Note = say.L("The keys are revoked in the vault. Gateways whose bundle failed still accept them: try again.")
		}
	}
	if len(d.Steps) == 0 {
		s.Note = say.L("Nothing was ever exported, so no gateway knows the keys.")
	}
	return s
}

// escapedAll makes texts harmless.
func escapedAll(texts []string) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = Escaped([]byte(t))
	}
	return out
}
