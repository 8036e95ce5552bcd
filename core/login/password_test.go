package login_test

import (
	"strings"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/core/login"
	"gatehouse/core/seal"
)

func TestNewPasswords(t *testing.T) {
	cases := []struct {
		name, password string
		ok             bool
	}{
		{"five words", "maple ridge otter copper lantern", true},
		{"fifteen characters", "xkq7hw2mfp9zt4b", true},
		{"letters of any script", "дерево мост река камень", true},
		{"the longest", strings.Repeat("ab12", 256), true},
		{"fourteen characters", "xkq7hw2mfp9zt4", false},
		{"fourteen characters in more bytes", "дддддддкккккк1", false},
		{"accents typed apart count once", "e\u0301xkq7hw2mfp9z", false},
		{"nothing", "", false},
		{"one letter again and again", strings.Repeat("a", 30), false},
		{"a short piece again and again", strings.Repeat("abc", 9), false},
		{"the administrator's name again and again", "OlgaOlgaOlgaOlga", false},
		{"one from the list", "Administrator 123", false},
		{"longer than is stretched", strings.Repeat("xkq7h w2mfp", 100), false},
		{"not text", "xkq7hw2mfp9zt4b\xff", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := login.CheckPassword(seal.NewSecret([]byte(c.password)), "olga", "acme")
			if (err == nil) != c.ok || err != nil && fault.KindOf(err) != fault.Invalid {
				t.Errorf("got %v", err)
			}
			if err != nil && c.password != "" && strings.Contains(err.Error(), c.password) {
				t.Errorf("the error tells the password: %v", err)
			}
		})
	}
}
