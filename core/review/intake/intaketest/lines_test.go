package intaketest_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"testing"

	"gatehouse/core/auditlog"
	"gatehouse/core/review/intake/intaketest"
)

func TestTheLinesOfASeedNeverChange(t *testing.T) {
	var b bytes.Buffer
	if err := intaketest.Combined(&b, 5000, 1); err != nil {
		t.Fatal(err)
	}
	// Figures of different days are compared: they have to be of the same lines.
	const want = "b45ff80a9da7f87a"
	if got := fmt.Sprintf("%x", sha256.Sum256(b.Bytes())); got[:16] != want {
		t.Errorf("got %s, want %s", got[:16], want)
	}
	if d, err := auditlog.Detect(b.Bytes()); err != nil || d.Format != auditlog.NginxCombined || d.Matched != d.Sampled {
		t.Errorf("got %+v, %v", d, err)
	}
	if _, err := intaketest.Policy(); err != nil {
		t.Error(err)
	}
}
