package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"time"
)

func TestParseAge(t *testing.T) {
	for in, want := range map[string]time.Duration{
		"90d": 90 * 24 * time.Hour, "12h": 12 * time.Hour, "30m": 30 * time.Minute, "45s": 45 * time.Second, "1d12h": 36 * time.Hour, "0s": 0, "36500d": 36500 * 24 * time.Hour,
	} {
		if got, err := parseAge("grace", in); err != nil || got != want {
			t.Errorf("%s: got %v, %v; want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"", "d", "90", "90w", "-1d", "1.5h", " 1d", "1d ", "1d1", "99999999999d", "999999999d", "1ms"} {
		var usage usageError
		if got, err := parseAge("grace", in); !errors.As(err, &usage) {
			t.Errorf("%q: got %v, %v; want wrong usage", in, got, err)
		}
	}
	for d, want := range map[time.Duration]string{90 * 24 * time.Hour: "90d", 36 * time.Hour: "36h", time.Minute: "1m", 90 * time.Second: "90s", 1500 * time.Millisecond: "1.5s"} {
		if got := writeAge(d); got != want {
			t.Errorf("%v: got %s, want %s", d, got, want)
		}
	}
}

func TestColumnsAreSafeForATerminal(t *testing.T) {
	var b bytes.Buffer
	columns(&b, "A|B", [][]string{{"x\ty", "\x1b[31m"}, {"longer", ""}})
	if got, want := b.String(), "A       B\nx y     \\u001b[31m\nlonger  \n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestJSONIsSafeForATerminalAndMeansTheSame(t *testing.T) {
	var b bytes.Buffer
	in := map[string]string{"file": "a\u009b31m\x7f\u202egol.<ssecca>\n\U0001F600"}
	if err := (&app{stdout: &b}).json(in); err != nil {
		t.Fatal(err)
	}
	if got, want := b.String(), `{"file":"a\u009b31m\u007f\u202egol.<ssecca>\n`+"\U0001F600\"}\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	var back map[string]string
	if err := json.Unmarshal(b.Bytes(), &back); err != nil || back["file"] != in["file"] {
		t.Errorf("it reads back as %q, %v", back["file"], err)
	}
}
