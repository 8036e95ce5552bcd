package auditlog

import (
	"strings"

	"gatehouse/core/fault"
)

// Format is a log format that this package reads.
type Format string

// The formats. Auto asks for detection; it is no format of a parser.
const (
	Auto           Format = "auto"
	NginxCombined  Format = "nginx_combined"
	ApacheCombined Format = "apache_combined"
	ApacheCommon   Format = "apache_common"
	NginxJSON      Format = "nginx_json"
)

// Formats lists the formats that a parser can be made for.
func Formats() []Format {
	return []Format{NginxCombined, ApacheCombined, ApacheCommon, NginxJSON}
}

// ParseFormat returns the format called name, "" and "auto" being [Auto].
func ParseFormat(name string) (Format, error) {
	if name == "" || name == string(Auto) {
		return Auto, nil
	}
	known := []string{string(Auto)}
	for _, f := range Formats() {
		if name == string(f) {
			return f, nil
		}
		known = append(known, string(f))
	}
	return "", fault.New(fault.Invalid, "unknown log format %q; it is one of %s", name, strings.Join(known, ", "))
}

// Profile says what a log can prove.
type Profile struct {
	Name Format
	// Carries is the set of fields whose absence means something: where an event of this log lacks
	// one of them, the request had none. The user of a combined log is not among them, because only
	// HTTP basic authentication fills it.
	Carries Field
}

const (
	commonFields   = FieldTime | FieldSource | FieldMethod | FieldTarget | FieldProto | FieldStatus | FieldBytesOut
	combinedFields = commonFields | FieldReferer | FieldUserAgent
)

// MaxLine returns the longest line that is read of format f; a longer one is rejected.
func MaxLine(f Format) int {
	if f == NginxJSON {
		return MaxJSONLine
	}
	return MaxTextLine
}

// Parser turns lines into events. It is not safe for concurrent use: one parser a worker.
type Parser interface {
	// Parse reads one line without its line end into e, which it overwrites whole. What the line
	// cannot be read for is a [Reject]. It keeps no reference to line, but e's slices may point
	// into it.
	Parse(line []byte, e *Event) error
}

// NewParser returns a parser of format f, which is not [Auto].
func NewParser(f Format) (Parser, error) {
	switch f {
	case NginxCombined, ApacheCombined, ApacheCommon:
		return &clfParser{}, nil
	case NginxJSON:
		return newJSONParser(), nil
	}
	return nil, fault.New(fault.Invalid, "no parser for log format %q", f)
}
