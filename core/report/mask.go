package report

import (
	"regexp"
	"slices"
	"strings"

	"gatehouse/core/auditlog"
	"gatehouse/core/review"
)

// masked stands where a secret stood.
const masked = "[masked]"

// secretNames are the names whose values are secrets, in a query, a header, JSON or a form. A name
// may have a prefix: access_token, x-api-key, client_secret.
const secretNames = `(?:[a-z0-9_.\-]*(?:token|api[_\-]?key|access[_\-]?key|private[_\-]?key|secret|password|passwd|passphrase|signature|credential)s?` +
	`|pwd|pass|pw|sig|key|apikey|auth|authorization|proxy-authorization|cookie|set-cookie|jwt|sid|session|session_?id|otp|totp|code_verifier|assertion)`

// assigned is what stands between a name and its value: = or : and quotes, plain, percent-encoded
// once or twice, or escaped as servers and JSON do.
const assigned = `(?:\\?["']|%22|%27|\\x22|\\u0022)?(?:\]|%5d)?\s*(?:=|:|%3d|%3a|%253d|%253a)\s*(?:\\?["']|%22|%27|\\x22|\\u0022)?`

// shape is what one kind of secret looks like. The first group is kept, the rest is masked. A text
// that holds none of signs, in small letters, is not searched.
type shape struct {
	signs []string
	re    *regexp.Regexp
}

// shapes are the shapes of secrets, the certain ones first.
var shapes = []shape{
	// Our own keys: the public id stays, it is how a key is found.
	{[]string{"gh_"}, regexp.MustCompile(`(\bgh_(?:live|test)_[0-9A-Za-z]{8}_)[0-9A-Za-z]{4,}`)},
	// JSON Web Tokens, also cut off ones.
	{[]string{"eyj"}, regexp.MustCompile(`()\beyJ[0-9A-Za-z_\-]{6,}(?:\.[0-9A-Za-z_\-=]*){0,4}`)},
	// Credentials of an Authorization header, wherever it was logged.
	{[]string{"bearer", "basic", "digest", "negotiate", "apikey", "hmac"},
		regexp.MustCompile(`(?i)(\b(?:bearer|basic|digest|negotiate|apikey|hmac)(?:\s|%20|\+)+)[0-9a-z._~+/=%:\-]{6,}`)},
	// The password of a URL.
	{[]string{"@", "%40"}, regexp.MustCompile(`(?i)([a-z][a-z0-9+.\-]*(?:://|%3a%2f%2f)[^\s/@:"'?#]*(?::|%3a))[^\s/@"'?#]+(?:@|%40)`)},
	// Keys of other services, known by their beginning.
	{[]string{"akia", "asia"}, regexp.MustCompile(`()\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`)},
	{[]string{"gh", "glpat", "xox", "sk_", "rk_", "aiza", "sg.", "npm_"}, regexp.MustCompile(
		`()\b(?:gh[pousr]_[0-9A-Za-z]{20,}|github_pat_[0-9A-Za-z_]{20,}|glpat-[0-9A-Za-z_\-]{16,}|xox[abeoprs]-[0-9A-Za-z\-]{10,}` +
			`|[sr]k_(?:live|test)_[0-9A-Za-z]{10,}|AIza[0-9A-Za-z_\-]{30,}|SG\.[0-9A-Za-z_\-]{16,}\.[0-9A-Za-z_\-]{16,}|npm_[0-9A-Za-z]{30,})`)},
	{[]string{"private key"}, regexp.MustCompile(`(-----BEGIN [A-Z ]*PRIVATE KEY-----)[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?`)},
	// Values by the names of their parameters.
	{[]string{"token", "key", "secret", "pass", "pwd", "pw", "sig", "credential", "auth", "cookie", "jwt", "sid", "session", "otp", "code_verifier", "assertion"},
		regexp.MustCompile(`(?i)((?:^|[^0-9a-z_.\-])` + secretNames + assigned + `)[^\s&;,"'<>{}\\#]+`)},
}

// Mask replaces what looks like a secret in text that came from a log: values of parameters named
// like one, credentials of Authorization headers, Gatehouse's own keys but for their public id, JSON
// Web Tokens, and keys of common services. It rather masks too much than too little: the line's hash
// and place lead to the original.
func Mask(s string) string {
	lower := strings.ToLower(s)
	for _, shape := range shapes {
		if !slices.ContainsFunc(shape.signs, func(sign string) bool { return strings.Contains(lower, sign) }) {
			continue
		}
		s = shape.re.ReplaceAllStringFunc(s, func(m string) string {
			sub := shape.re.FindStringSubmatch(m)
			if value := m[len(sub[1]):]; strings.HasPrefix(value, masked) || isScheme(value) {
				return m
			}
			if strings.HasSuffix(m, "@") { // of a URL's password
				return sub[1] + masked + "@"
			}
			return sub[1] + masked
		})
	}
	return s
}

// MaskFinding returns a finding with every text of it masked that came from a log: a gateway may log
// a whole key where its public id belongs. The finding itself stays as it is.
func MaskFinding(f review.Finding) review.Finding {
	for _, s := range []*string{&f.Principal, &f.Source, &f.Route, &f.Key, &f.Reason, &f.Note} {
		*s = Mask(*s)
	}
	f.Evidence = slices.Clone(f.Evidence)
	for i := range f.Evidence {
		f.Evidence[i].Raw = Mask(f.Evidence[i].Raw)
	}
	return f
}

// MaskEvent returns an event with the secrets of its texts masked. The event itself stays as it is.
func MaskEvent(e auditlog.Event) auditlog.Event {
	for _, b := range []*[]byte{&e.Source, &e.Forwarded, &e.User, &e.Target, &e.Host, &e.Referer, &e.UserAgent, &e.RequestID, &e.Principal, &e.Key, &e.Reason} {
		if len(*b) > 0 {
			*b = []byte(Mask(string(*b)))
		}
	}
	return e
}

// isScheme reports whether a value is the name of a scheme, after which the secret was masked.
func isScheme(value string) bool {
	switch strings.ToLower(value) {
	case "bearer", "basic", "digest", "negotiate", "apikey", "hmac":
		return true
	}
	return false
}
