package vm

import (
	"path/filepath"
	"strconv"
	"strings"

	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// DetectionView says what a chosen file is, in words. Every text that comes from the log is
// escaped.
type DetectionView struct {
	Name, Format, Size string
	Sure               tone.Mark
	Doubt              string // when it is a guess, what that means
	Lacks              []Lack
	Rows               []SampleLine
	Unread             int      // how many lines of the sample are not understood
	Raw                []string // the first lines
}

// Lack is something that the format does not carry, and what cannot be checked therefore.
type Lack struct{ What, Therefore string }

// SampleLine is one line of the sample as Gatehouse reads it.
type SampleLine struct {
	Line, Time, TimeTip, Source, Method, Path, Principal string
	MethodTone                                           tone.Tone
	Status                                               tone.Mark
	Bad                                                  string // why the line is not understood
}

// ShowFile chooses the file whose sample is shown.
func (v *ImportsPage) ShowFile(i int) {
	if i >= 0 && i < len(v.files) && v.shown != i {
		v.shown = i
		v.changed()
	}
}

// ShownFile is the place of the file whose sample is shown.
func (v *ImportsPage) ShownFile() int { return v.shown }

// Detection describes the shown file; the zero view while nothing is known.
func (v *ImportsPage) Detection() DetectionView {
	if v.shown >= len(v.files) || !v.files[v.shown].known {
		return DetectionView{}
	}
	f := v.files[v.shown]
	d := f.found
	out := DetectionView{Name: Escaped([]byte(filepath.Base(f.path))), Format: FormatName(d.Format), Size: Bytes(d.Size), Sure: sureness(d.Confidence), Lacks: lacks(d.Missing)}
	if d.Confidence < 0.7 {
		out.Doubt = say.L("Many lines do not look like this format. Look at the rows below before you go on.")
	}
	for _, l := range d.Sample {
		out.Raw = append(out.Raw, Escaped([]byte(l)))
	}
	for _, r := range d.Rows {
		out.Rows = append(out.Rows, sampleLine(r))
		if r.Bad != "" {
			out.Unread++
		}
	}
	return out
}

func sampleLine(r SampleRow) SampleLine {
	text := func(s string) string { return Escaped([]byte(s)) }
	l := SampleLine{Line: strconv.FormatUint(r.Line, 10), Source: text(r.Source), Method: text(r.Method), Path: text(r.Path), Principal: text(r.Principal), MethodTone: sampleMethod(r.Method), Bad: text(r.Bad)}
	if !r.Time.IsZero() {
		l.Time, l.TimeTip = r.Time.Local().Format("15:04:05.000"), Both(r.Time)
	}
	if r.Status != 0 {
		l.Status = sampleStatus(r.Status)
	}
	return l
}

// sampleMethod is the colour of a method's tag: reading neutral, writing info, deleting a warning.
func sampleMethod(method string) tone.Tone {
	switch strings.ToUpper(method) {
	case "POST", "PUT", "PATCH":
		return tone.Info
	case "DELETE":
		return tone.Warn
	}
	return tone.Neutral
}

// sampleStatus is the badge of an answer's status.
func sampleStatus(status int) tone.Mark {
	m := tone.Mark{Word: strconv.Itoa(status)}
	switch status / 100 {
	case 2:
		m.Tone, m.Icon = tone.Ok, "circle-check"
	case 4:
		m.Tone, m.Icon = tone.Warn, "ban"
	case 5:
		m.Tone, m.Icon = tone.Danger, "circle-x"
	default:
		m.Tone, m.Icon = tone.Neutral, "minus"
	}
	return m
}

// lacking says what a field is, and what depends on it.
var lacking = map[string][2]string{
	"principal": {say.Key("Who called"), say.Key("Checks that look at one principal's requests cannot run.")},
	"key":       {say.Key("The API key"), say.Key("The use of revoked, expired and foreign keys cannot be seen.")},
	"user":      {say.Key("The user of basic authentication"), ""},
	"tls":       {say.Key("The TLS version"), say.Key("Requests without TLS, or with an old version, cannot be seen.")},
	"scheme":    {say.Key("http or https"), say.Key("Requests in plain text cannot be seen.")},
	"host":      {say.Key("The host"), say.Key("Where APIs differ by their hosts alone, the route is not certain.")},
	"reason":    {say.Key("The reason of a refusal"), say.Key("Whether a request was refused for policy's reason cannot be compared.")},
	"revision":  {say.Key("The bundle's revision"), say.Key("Requests are judged by the policy that was exported last before them.")},
	"duration":  {say.Key("How long a request took"), say.Key("Slow requests cannot be seen.")},
	"bytes_in":  {say.Key("The size of requests"), say.Key("Bodies that are too large cannot be seen.")},
	"forwarded": {say.Key("The address before a proxy"), say.Key("Behind a proxy all requests seem to come from it.")},
	"status":    {say.Key("The answer's status"), say.Key("Whether a request was let through cannot be seen.")},
	"source":    {say.Key("The client's address"), say.Key("Networks of keys and guessing by address cannot be checked.")},
}

// lacks says in words what a format does not carry, the worst first. Fields on which nothing
// depends are told together.
func lacks(missing []string) []Lack {
	has := map[string]bool{}
	for _, m := range missing {
		has[m] = true
	}
	var all []Lack
	for _, f := range []string{"status", "source", "principal", "key", "tls", "scheme", "reason", "revision", "host", "bytes_in", "duration", "forwarded", "user"} {
		if w := lacking[f]; has[f] && w[1] != "" {
			all = append(all, Lack{say.Of(w[0]), say.Of(w[1])})
		}
		delete(has, f)
	}
	var rest []string
	for _, m := range missing {
		if has[m] {
			rest = append(rest, strings.ReplaceAll(m, "_", " "))
		}
	}
	if len(rest) > 0 {
		all = append(all, Lack{say.L("Also not carried"), and(rest) + "."})
	}
	return all
}
