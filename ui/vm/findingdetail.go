package vm

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// detail is what is read about the chosen finding beside its row.
type detail struct {
	id        string // that is read or being read
	asked     int
	phase     Phase
	err       error
	finding   Finding
	principal string // id, where the name is that of one
	key       string // id, where the public id is that of a key
	stale     bool   // the list was read again since
}

// Show chooses a finding and reads its evidence.
func (v *FindingsPage) Show(id string) {
	v.Choose(id)
	v.ask(id)
}

// Again reads the evidence of the chosen finding once more, after a failure.
func (v *FindingsPage) Again() {
	if f, ok := v.Chosen(); ok {
		v.detail.id = ""
		v.ask(f.ID)
		v.changed()
	}
}

// ask reads the evidence of a finding, and the ids behind the names in it.
func (v *FindingsPage) ask(id string) {
	if id == v.detail.id && !v.detail.stale {
		return
	}
	if id != v.detail.id {
		v.detail = detail{asked: v.detail.asked, phase: Loading}
	}
	v.detail.id, v.detail.stale = id, false
	v.detail.asked++
	asked := v.detail.asked
	type answer struct {
		finding        Finding
		principal, key string
	}
	runner.Go(v.run, v.ctx, func(ctx context.Context) (a answer, err error) {
		if a.finding, err = v.house.Findings().Finding(ctx, id); err != nil {
			return a, err
		}
		if name := a.finding.Principal; name != "" {
			ps, err := v.house.Directory().Principals(ctx)
			if err != nil {
				return a, err
			}
			for _, p := range ps {
				if p.Name == name || p.ID == name {
					a.principal = p.ID
				}
			}
		}
		if public := a.finding.Key; public != "" {
			ks, err := v.house.Keys().Keys(ctx)
			if err != nil {
				return a, err
			}
			for _, k := range ks {
				if k.ID == public || k.Prefix == public || strings.HasSuffix(k.Prefix, "_"+public) {
					a.key = k.ID
				}
			}
		}
		return a, nil
	}, func(a answer, err error) {
		if asked != v.detail.asked {
			return
		}
		v.detail.finding, v.detail.principal, v.detail.key, v.detail.err, v.detail.phase = a.finding, a.principal, a.key, err, Ready
		if err != nil {
			v.detail.phase = Failed
		}
		v.changed()
	})
}

// EvidenceLine is one line of evidence in words.
type EvidenceLine struct {
	Text, File, Place, SHA256 string
	Copy                      string // what the copy button puts on the clipboard
}

// FindingDetail is the lower half of the page.
type FindingDetail struct {
	Phase          Phase // Empty = none is chosen
	Problem        Problem
	ID             string
	Severity       tone.Mark
	Grade, Status  tone.Mark
	Check          string
	Title          string
	Why            string
	Policy         tone.Mark // what policy says, where that is known
	Gateway        tone.Mark // what the gateway did
	Facts          []Pair
	Principal, Key Link // their ID is "" where they are not in the vault
	Route          string
	Note           string // why it was decided so
	Until          string // how long that holds
	Evidence       []EvidenceLine
	Shown          string
	History        []Event
}

// Detail returns the lower half of the page, and begins to read it where that was not done yet.
func (v *FindingsPage) Detail() FindingDetail {
	c, ok := v.Chosen()
	if !ok {
		return FindingDetail{Phase: Empty}
	}
	if v.ctx != nil {
		v.ask(c.ID)
	}
	s := v.status(c)
	d := FindingDetail{ID: c.ID, Phase: v.detail.phase, Severity: SeverityMark(c.Severity), Grade: gradeMark(c.Grade), Status: s.mark(), Check: c.Check, Title: c.Title}
	if d.Phase == Failed {
		d.Problem = Explain(v.detail.err)
	}
	if d.Phase != Ready || v.detail.finding.ID != c.ID {
		return d
	}
	f := v.detail.finding
	d.Why = Escaped([]byte(f.Detail))
	d.Policy, d.Gateway = policyAndGateway(f)
	d.Principal, d.Key = Link{ID: v.detail.principal, Label: Escaped([]byte(f.Principal))}, Link{ID: v.detail.key, Label: Escaped([]byte(f.Key))}
	d.Route = Escaped([]byte(f.Route))
	if s != open || c.Note != "" {
		d.Note = Escaped([]byte(c.Note))
	}
	switch {
	case s == accepted && c.Until.IsZero():
		d.Until = say.L("for good")
	case s == accepted:
		d.Until = say.L("until {{.Day}}", say.V{"Day": Date(c.Until)})
	case c.Status == "accepted":
		d.Until = say.L("was accepted until {{.Day}}", say.V{"Day": Date(c.Until)})
	}
	d.Facts = findingFacts(f)
	d.History = v.history.of(v.ctx, c.ID)
	for _, e := range f.Evidence {
		d.Evidence = append(d.Evidence, evidenceLine(e))
	}
	d.Shown = say.N(f.Count, "{{.Some}} of {{.Count}} line, escaped for display", "{{.Some}} of {{.Count}} lines, escaped for display", say.V{"Some": Count(int64(len(f.Evidence)))})
	return d
}

// findingFacts are what is known beside names that lead somewhere.
func findingFacts(f Finding) []Pair {
	var ps []Pair
	add := func(name, value, tip string) {
		if value != "" {
			ps = append(ps, Pair{name, Escaped([]byte(value)), tip})
		}
	}
	add(say.L("Source"), f.Source, "")
	add(say.L("Events"), Count(f.Count), "")
	add(say.L("First"), DateTime(f.First), Both(f.First))
	add(say.L("Last"), DateTime(f.Last), Both(f.Last))
	return ps
}

// evidenceLine writes one line of a log with its place.
func evidenceLine(e Evidence) EvidenceLine {
	file := Escaped([]byte(e.File))
	l := EvidenceLine{Text: Escaped(e.Raw), File: file, SHA256: e.SHA256,
		Place: say.L("{{.File}}, line {{.Line}}, byte {{.Byte}}", say.V{"File": file, "Line": Count(int64(e.Line)), "Byte": Count(e.Offset)})}
	l.Copy = fmt.Sprintf("%s:%d (byte %d)\nsha256 %s\n%s\n", file, e.Line, e.Offset, cmp.Or(e.SHA256, "-"), l.Text)
	return l
}

// policyAndGateway say what policy answers and what the gateway did, where a finding knows both.
func policyAndGateway(f Finding) (policy, gateway tone.Mark) {
	if f.Reason == "" {
		return policy, gateway
	}
	policy = tone.Mark{Tone: tone.Ok, Icon: "shield-check", Word: say.L("Policy: {{.Reason}}", say.V{"Reason": ReasonWords(f.Reason)})}
	switch f.Grade {
	case "possible success":
		gateway = tone.Mark{Tone: tone.Danger, Icon: "door-open", Word: say.L("Gateway: answered")}
	case "blocked":
		gateway = tone.Mark{Tone: tone.Ok, Icon: "shield-check", Word: say.L("Gateway: refused")}
	case "attempt":
		gateway = tone.Mark{Tone: tone.Neutral, Icon: "circle-dot", Word: say.L("Gateway: no success")}
	default:
		gateway = tone.Mark{Tone: tone.Warn, Icon: "git-compare", Word: say.L("Gateway: differs")}
	}
	return policy, gateway
}

// ReasonWords writes a reason code of the policy as words: "role lacks grant".
func ReasonWords(code string) string {
	return Escaped([]byte(strings.ReplaceAll(code, "_", " ")))
}
