package seal

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// hidden is what a secret prints as, everywhere.
const hidden = "[hidden]"

// Secret is bytes that must not be printed: a password, a seed, a token. Its zero value is empty.
// Copies share the same bytes, so that [Secret.Wipe] clears all of them.
type Secret struct{ b []byte }

// NewSecret returns a secret with a copy of b.
func NewSecret(b []byte) Secret {
	if len(b) == 0 {
		return Secret{}
	}
	return Secret{append([]byte(nil), b...)}
}

// RandomSecret returns n random bytes.
func RandomSecret(n int) Secret {
	b := make([]byte, n)
	rand.Read(b) // never fails: it ends the program instead
	return Secret{b}
}

// Expose returns the bytes themselves, not a copy; the caller must not keep or print them.
func (s Secret) Expose() []byte { return s.b }

// IsZero reports whether the secret is empty.
func (s Secret) IsZero() bool { return len(s.b) == 0 }

// Len returns the number of bytes.
func (s Secret) Len() int { return len(s.b) }

// Equal compares in constant time.
func (s Secret) Equal(t Secret) bool { return subtle.ConstantTimeCompare(s.b, t.b) == 1 }

// Wipe overwrites the bytes, in this copy and in all others.
func (s Secret) Wipe() { clear(s.b) }

// String prints [hidden].
func (s Secret) String() string { return hidden }

// GoString prints [hidden].
func (s Secret) GoString() string { return hidden }

// Format prints [hidden] for every verb.
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// LogValue prints [hidden].
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalJSON prints "[hidden]"; only [Encode] reveals a secret.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }

// UnmarshalJSON reads the base64 that [Encode] writes.
func (s *Secret) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return errSecretText
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return errSecretText
	}
	*s = NewSecret(raw)
	clear(raw)
	return nil
}
