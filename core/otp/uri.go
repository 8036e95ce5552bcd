package otp

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"gatehouse/core/fault"
	"gatehouse/core/seal"
)

// Label names a key in an authenticator: who asks for the code, and for whom.
type Label struct{ Issuer, Account string }

// maxURI is how long a URI may be; a QR code of more would not be read.
const maxURI = 1024

// URI writes a key for an authenticator (the otpauth form of Google Authenticator's wiki). What all of
// them take for granted is left out: older ones stumble over it. Neither name may hold a colon.
func (k Key) URI(l Label) string {
	var b strings.Builder
	b.WriteString("otpauth://totp/")
	if l.Issuer != "" {
		b.WriteString(escape(l.Issuer) + ":")
	}
	b.WriteString(escape(l.Account) + "?secret=" + unpadded.EncodeToString(k.Secret.Expose()))
	if l.Issuer != "" {
		b.WriteString("&issuer=" + escape(l.Issuer))
	}
	if k.Algorithm != SHA1 {
		b.WriteString("&algorithm=" + k.Algorithm.String())
	}
	if k.Digits == 8 {
		b.WriteString("&digits=8")
	}
	return b.String()
}

// escape writes everything but letters, digits and -._~ as %XX; a blank is never a plus.
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// ParseURI reads an otpauth URI. No two URIs that differ in more than the case of the secret, the order
// of parameters, defaults that are written out, and an image, are read as the same.
//
// Errors: Invalid, naming the part that is wrong. The secret is never in an error.
func ParseURI(s string) (Key, Label, error) {
	fail := func(format string, args ...any) (Key, Label, error) {
		return Key{}, Label{}, fault.New(fault.Invalid, "the otpauth URI "+format, args...)
	}
	if len(s) > maxURI {
		return fail("has %d bytes; at most %d are read", len(s), maxURI)
	}
	rest, ok := strings.CutPrefix(s, "otpauth://")
	if !ok {
		return fail("must begin with otpauth://")
	}
	kind, rest, _ := strings.Cut(rest, "/")
	switch kind {
	case "totp":
	case "hotp":
		return fail("is of counted codes (hotp); only timed ones (totp) are supported")
	default:
		return fail("must say totp after otpauth://")
	}
	path, query, ok := strings.Cut(rest, "?")
	if !ok {
		return fail("has no secret")
	}
	if strings.ContainsAny(rest, "#") {
		return fail("must not hold a #")
	}
	label, err := parseLabel(path)
	if err != nil {
		return Key{}, Label{}, err
	}
	given, err := parameters(query)
	if err != nil {
		return Key{}, Label{}, err
	}
	if issuer, ok := given["issuer"]; ok {
		if label.Issuer != "" && label.Issuer != issuer {
			return fail("names two issuers: %q and %q", label.Issuer, issuer)
		}
		if !plain(issuer) || strings.Contains(issuer, ":") { // no label could be written for it
			return fail("has an issuer that is empty, has a colon or does not print")
		}
		label.Issuer = issuer
	}
	k, err := keyOf(given)
	return k, label, err
}

// parseLabel reads "Issuer:account" or "account"; blanks may follow the colon.
func parseLabel(path string) (Label, error) {
	text, err := url.PathUnescape(path)
	if err != nil || strings.Contains(path, "/") {
		return Label{}, fault.New(fault.Invalid, "the otpauth URI has a label that cannot be read")
	}
	var l Label
	issuer, account, both := strings.Cut(text, ":")
	if l.Account = issuer; both {
		l.Issuer, l.Account = issuer, strings.TrimLeft(account, " ")
		if !plain(l.Issuer) {
			return Label{}, fault.New(fault.Invalid, "the otpauth URI has an issuer that is empty or does not print")
		}
	}
	if !plain(l.Account) || strings.Contains(l.Account, ":") {
		return Label{}, fault.New(fault.Invalid, "the otpauth URI has an account that is empty, has a colon or does not print")
	}
	return l, nil
}

// parameters reads the query: known names, each once.
func parameters(query string) (map[string]string, error) {
	out := map[string]string{}
	for part := range strings.SplitSeq(query, "&") {
		name, raw, ok := strings.Cut(part, "=")
		switch name {
		case "secret", "issuer", "algorithm", "digits", "period", "image":
		default:
			return nil, fault.New(fault.Invalid, "the otpauth URI has a parameter that is not known; allowed are secret, issuer, algorithm, digits, period, image")
		}
		value, err := url.PathUnescape(raw) // a plus is a plus
		if _, twice := out[name]; twice || !ok || err != nil {
			return nil, fault.New(fault.Invalid, "the otpauth URI has %s twice, or without a value that can be read", name)
		}
		out[name] = value
	}
	return out, nil
}

// keyOf makes the key that parameters describe.
func keyOf(given map[string]string) (k Key, err error) {
	k.Digits = 6
	switch d, ok := given["digits"]; {
	case !ok, d == "6":
	case d == "8":
		k.Digits = 8
	default:
		return Key{}, fault.New(fault.Invalid, "the otpauth URI asks for other digits than 6 or 8")
	}
	if p, ok := given["period"]; ok && p != "30" {
		return Key{}, fault.New(fault.Invalid, "the otpauth URI asks for another period than 30 seconds")
	}
	if a, ok := given["algorithm"]; ok {
		if err := k.Algorithm.UnmarshalText([]byte(a)); err != nil {
			return Key{}, fault.New(fault.Invalid, "the otpauth URI asks for an algorithm that is none of SHA1, SHA256, SHA512")
		}
	}
	text := strings.ToUpper(given["secret"])
	secret, err := unpadded.DecodeString(text)
	if err != nil || text == "" || unpadded.EncodeToString(secret) != text {
		return Key{}, fault.New(fault.Invalid, "the otpauth URI has no secret in base32 (A-Z and 2-7, without blanks and =)")
	}
	k.Secret = seal.NewSecret(secret)
	if err := k.Valid(); err != nil {
		return Key{}, err
	}
	return k, nil
}

// plain reports whether a name is there and prints: no control and no direction marks.
func plain(s string) bool {
	if s == "" || !utf8.ValidString(s) || strings.TrimSpace(s) != s {
		return false
	}
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}
