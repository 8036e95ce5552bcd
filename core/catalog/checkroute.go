package catalog

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gatehouse/core/fault"
)

// The limits of a route, each far above what people state.
const (
	MaxMediaTypes = 32
	maxMediaType  = 127 // bytes; RFC 6838 §4.2 gives each side as many
	maxSummary    = 200 // bytes
)

// checkRoute returns r with its fields in the form in which they are stored.
func checkRoute(r Route) (Route, Template, error) {
	t, err := ParseTemplate("route path", strings.TrimSpace(r.Path))
	if err != nil {
		return r, t, err
	}
	r.Path = t.Path
	if r.Methods, err = CheckMethods(r.Methods); err != nil {
		return r, t, err
	}
	if r.Accept, err = CheckWays(r.Accept); err != nil {
		return r, t, err
	}
	switch r.TLSMin {
	case "", "none":
		r.TLSMin = ""
	case "1.2", "1.3":
	default:
		return r, t, fault.New(fault.Invalid, "minimum TLS %q is not one of none 1.2 1.3; none leaves it to the API", r.TLSMin)
	}
	if r.MaxBody < 0 {
		return r, t, fault.New(fault.Invalid, "largest body %d is below 0; 0 leaves it to the API", r.MaxBody)
	}
	if r.Public && r.OTP {
		return r, t, fault.New(fault.Invalid, "a public route cannot demand a one-time password: nobody says who they are; choose one of both")
	}
	if r.MediaTypes, err = CheckMediaTypes(r.MediaTypes); err != nil {
		return r, t, err
	}
	r.Summary = oneLine(r.Summary, maxSummary)
	r.Parameters, err = checkParameters(r.Parameters, t)
	return r, t, err
}

// CheckWays returns ways of saying who one is in the order of [Ways], each once; none means any, and
// so do all.
func CheckWays(ways []string) ([]string, error) {
	for _, w := range ways {
		if !slices.Contains(Ways[:], w) {
			return nil, fault.New(fault.Invalid, "a route cannot accept %q; it accepts any of %s", w, strings.Join(Ways[:], " "))
		}
	}
	var out []string
	for _, w := range Ways {
		if slices.Contains(ways, w) {
			out = append(out, w)
		}
	}
	if len(out) == len(Ways) {
		return nil, nil
	}
	return out, nil
}

// CheckMediaTypes returns the media types of request bodies in lower case, each once and in order,
// without parameters such as a charset. None means any, and so does */*.
func CheckMediaTypes(types []string) ([]string, error) {
	var out []string
	for _, given := range types {
		m, _, _ := strings.Cut(given, ";")
		m = strings.ToLower(strings.Trim(m, " \t"))
		if m == "*/*" {
			return nil, nil
		}
		kind, sub, _ := strings.Cut(m, "/")
		if len(m) > maxMediaType || !MediaToken(kind) || !MediaToken(sub) && sub != "*" {
			return nil, fault.New(fault.Invalid, "media type %q is none; write it as application/json, or image/* for all of a kind", given)
		}
		if !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	if len(out) > MaxMediaTypes {
		return nil, fault.New(fault.Invalid, "%d media types given; at most %d are allowed", len(out), MaxMediaTypes)
	}
	slices.Sort(out)
	return out, nil
}

// MediaToken reports whether s may stand on one side of the slash of a media type (RFC 6838 §4.2).
func MediaToken(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("!#$&^_.+-", c) >= 0:
		default:
			return false
		}
	}
	return s != ""
}

// oneLine returns text as one line without control characters, cut to at most so many bytes.
func oneLine(text string, most int) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError }), " ")
	if len(text) <= most {
		return text
	}
	cut := most - len("…")
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}
