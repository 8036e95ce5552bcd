package main

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
)

func TestTheChosenScaleReachesTheToolkit(t *testing.T) {
	cases := []struct {
		name string
		file string // of preferences
		env  map[string]string
		want map[string]string
	}{
		{"a chosen scale is set, and no guess about the screen is made", `{"look.scale":1.25}`, nil, map[string]string{scaleEnv: "1.25", guessEnv: "true"}},
		{"a scale of 1 leaves it to the screen", `{"look.scale":1}`, nil, nil},
		{"no scale leaves it to the screen", `{"look.mode":"dark"}`, nil, nil},
		{"the environment wins", `{"look.scale":1.25}`, map[string]string{scaleEnv: "2"}, nil},
		{"the guess stays as the environment wants it", `{"look.scale":1.5}`, map[string]string{guessEnv: "1"}, map[string]string{scaleEnv: "1.50"}},
		{"a scale out of its limits is none", `{"look.scale":20}`, nil, nil},
		{"a scale of another kind is none", `{"look.scale":"2"}`, nil, nil},
		{"a broken file is none", `{"look.scale":1.2`, nil, nil},
		{"a file of another kind is none", `[1]`, nil, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "preferences.json")
			if err := os.WriteFile(file, []byte(c.file), 0o600); err != nil {
				t.Fatal(err)
			}
			got := scaleSettings(readPreferences(file), func(k string) string { return c.env[k] })
			if !maps.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	if readPreferences(filepath.Join(t.TempDir(), "none")) != nil || readPreferences("") != nil {
		t.Error("a missing file holds something")
	}
}
