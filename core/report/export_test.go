package report

import (
	"crypto/sha256"
	"encoding/base64"
)

// HashForTest returns how a content policy names a style sheet.
func HashForTest(css string) string {
	sum := sha256.Sum256([]byte(css))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
