package review

import (
	"fmt"
	"strconv"
	"time"

	"gatehouse/core/auditlog"
	"gatehouse/core/review/sigma"
)

// Trial runs the tests that a check file carries, through a whole engine with that check alone. It
// returns one sentence for each test that went wrong, with file and line.
func Trial(c *Check) ([]string, error) {
	var wrong []string
	for _, set := range []struct {
		cases []sigma.Case
		fire  bool
	}{{c.file.Tests.Fire, true}, {c.file.Tests.Quiet, false}} {
		for _, test := range set.cases {
			fired, err := try(c, test)
			switch {
			case err != nil:
				return nil, fmt.Errorf("%s:%d: %w", c.File, test.Line, err)
			case fired && !set.fire:
				wrong = append(wrong, fmt.Sprintf("%s:%d: fires and should be quiet", c.File, test.Line))
			case !fired && set.fire:
				wrong = append(wrong, fmt.Sprintf("%s:%d: is quiet and should fire", c.File, test.Line))
			}
		}
	}
	return wrong, nil
}

// trialStart is the time of the first event of every trial.
var trialStart = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// try runs one case and reports whether the check fired.
func try(c *Check, test sigma.Case) (bool, error) {
	t := &trialPolicy{}
	e, err := NewEngine(Config{Checks: []*Check{c}, Policies: t})
	if err != nil {
		return false, err
	}
	w, s := e.Worker(), e.Sequencer()
	var chunk Chunk
	at, line := trialStart.UnixMilli(), uint64(0)
	for _, te := range test.Events {
		ev, err := t.event(te.Fields)
		if err != nil {
			return false, err
		}
		for range te.Repeat {
			chunk.Reset()
			ev.Time = at
			line++
			w.Enrich(&ev, []byte("test"), Position{Line: line}, &chunk)
			s.Add(chunk.Rows)
			at += te.Every.Milliseconds()
		}
	}
	return len(s.Finish().Findings) > 0, nil
}

// trialPolicy judges a test event as the test says.
type trialPolicy struct {
	judged   bool
	expected int16
	route    string
	verdicts Verdicts
	age      int64
}

// At implements [PolicySource].
func (t *trialPolicy) At(int64) (Policy, string, bool) { return t, "", false }

// Judge implements [Policy].
func (t *trialPolicy) Judge(r *Row) Verdicts {
	r.Judged, r.Expected, r.Route = t.judged, t.expected, t.route
	v := t.verdicts
	if t.age > 0 {
		v.KeySince = r.Event.Time - t.age*1000
	}
	return v
}

// trialTexts are the text fields that a test event may give.
var trialTexts = map[string]func(e *auditlog.Event) (*[]byte, auditlog.Field){
	"c-ip":          func(e *auditlog.Event) (*[]byte, auditlog.Field) { return &e.Source, auditlog.FieldSource },
	"cs-method":     func(e *auditlog.Event) (*[]byte, auditlog.Field) { return &e.Method, auditlog.FieldMethod },
	"cs-uri":        func(e *auditlog.Event) (*[]byte, auditlog.Field) { return &e.Target, auditlog.FieldTarget },
	"cs-host":       func(e *auditlog.Event) (*[]byte, auditlog.Field) { return &e.Host, auditlog.FieldHost },
	"cs-version":    func(e *auditlog.Event) (*[]byte, auditlog.Field) { return &e.Proto, auditlog.FieldProto },
	"cs-user-agent": func(e *auditlog.Event) (*[]byte, auditlog.Field) { return &e.UserAgent, auditlog.FieldUserAgent },
	"cs-referer":    func(e *auditlog.Event) (*[]byte, auditlog.Field) { return &e.Referer, auditlog.FieldReferer },
	"cs-username":   func(e *auditlog.Event) (*[]byte, auditlog.Field) { return &e.User, auditlog.FieldUser },
	"gh.principal":  func(e *auditlog.Event) (*[]byte, auditlog.Field) { return &e.Principal, auditlog.FieldPrincipal },
	"gh.key":        func(e *auditlog.Event) (*[]byte, auditlog.Field) { return &e.Key, auditlog.FieldKey },
	"gh.reason":     func(e *auditlog.Event) (*[]byte, auditlog.Field) { return &e.Reason, auditlog.FieldReason },
	"gh.revision":   func(e *auditlog.Event) (*[]byte, auditlog.Field) { return &e.Revision, auditlog.FieldRevision },
	"gh.tls":        func(e *auditlog.Event) (*[]byte, auditlog.Field) { return &e.TLS, auditlog.FieldTLS },
}

// event makes an event of a test's fields. A field given as "" is one that the log carries and that
// is empty.
func (t *trialPolicy) event(given map[string]string) (auditlog.Event, error) {
	*t = trialPolicy{}
	e := auditlog.Event{BytesIn: -1, BytesOut: -1, BytesSent: -1, Has: auditlog.FieldTime, Carried: auditlog.FieldTime}
	for name, text := range given {
		if at, ok := trialTexts[name]; ok {
			dst, bit := at(&e)
			e.Carried |= bit
			if text != "" {
				*dst = []byte(text)
				e.Has |= bit
			}
			continue
		}
		if err := t.other(&e, name, text); err != nil {
			return e, err
		}
	}
	return e, nil
}

// other sets a field that is no text of the event.
func (t *trialPolicy) other(e *auditlog.Event, name, text string) error {
	number := func() (int64, error) {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("field %q: %q is no number", name, text)
		}
		return n, nil
	}
	var (
		n   int64
		err error
	)
	switch name {
	case "sc-status":
		n, err = number()
		e.Status, e.Has, e.Carried = int16(n), e.Has|auditlog.FieldStatus, e.Carried|auditlog.FieldStatus
	case "gh.upstream.status":
		n, err = number()
		e.UpstreamStatus, e.Has, e.Carried = int16(n), e.Has|auditlog.FieldUpstreamStatus, e.Carried|auditlog.FieldUpstreamStatus
	case "sc-bytes":
		e.BytesOut, err = number()
	case "cs-bytes":
		e.BytesIn, err = number()
	case "gh.expected.status":
		n, err = number()
		t.judged, t.expected = true, int16(n)
	case "gh.key.age":
		t.age, err = number()
	case "gh.route.public":
		t.judged, t.expected, t.route, t.verdicts.Public = true, 200, "/test", text == "true"
	case "gh.key.state":
		for i, s := range keyStates {
			if string(s) == text {
				t.verdicts.KeyState = KeyState(i)
			}
		}
	default:
		err = fmt.Errorf("field %q can't be given in a test", name)
	}
	return err
}
