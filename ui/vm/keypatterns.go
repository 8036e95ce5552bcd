package vm

import (
	"context"
	"path/filepath"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
)

// PatternForms are the scanners for which there are patterns.
func PatternForms() []Choice {
	return []Choice{{"gitleaks", "gitleaks", say.L("a configuration in TOML")}, {"github", say.L("GitHub secret scanning"), say.L("a custom pattern, to copy")}, {"github.json", say.L("GitHub secret scanning, JSON"), say.L("for programs")}}
}

// WritePatterns writes a pattern for another scanner into a new file.
func (v *APIKeys) WritePatterns(form, path string, done func(Saved, error)) {
	path = Expand(strings.TrimSpace(path))
	if path == "" {
		done(Saved{}, fault.New(fault.Invalid, "%s", say.L("Say where the file should lie.")))
		return
	}
	runner.Go(v.run, v.ctx, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, v.house.KeyTools().WritePatterns(ctx, form, path)
	}, func(_ struct{}, err error) {
		done(Saved{path, say.L("Wrote {{.File}}.", say.V{"File": Escaped([]byte(filepath.Base(path)))})}, err)
	})
}
