package vm

import (
	"context"
	"time"

	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// Shell is what the frame shows beside the pages: counts that need care.
type Shell struct {
	OnChange func()

	run    runner.Runner
	house  House
	ctx    context.Context
	asked  int
	badges map[string]Badge
}

// Badge is a small count beside the name of a page. Tip says it in words.
type Badge struct {
	Mark tone.Mark
	Tip  string
}

// NewShell makes the counts of an open vault.
func NewShell(run runner.Runner, house House) *Shell {
	return &Shell{run: run, house: house, badges: map[string]Badge{}}
}

// Start counts, and counts again after every change.
func (v *Shell) Start(ctx context.Context) {
	v.ctx = ctx
	context.AfterFunc(ctx, v.house.Subscribe(func(Change) { runner.Post(v.run, ctx, v.Reload) }))
	v.Reload()
}

// Badges are the counts by page.
func (v *Shell) Badges() map[string]Badge { return v.badges }

// Reload counts again.
func (v *Shell) Reload() {
	v.asked++
	asked, now := v.asked, v.run.Now()
	runner.Go(v.run, v.ctx, func(ctx context.Context) (map[string]Badge, error) { return v.count(ctx, now) }, func(b map[string]Badge, err error) {
		if asked != v.asked {
			return
		}
		if err != nil {
			Explain(err) // for the log; the pages say what is wrong with them
			return
		}
		v.badges = b
		if v.OnChange != nil {
			v.OnChange()
		}
	})
}

func (v *Shell) count(ctx context.Context, now time.Time) (map[string]Badge, error) {
	out := map[string]Badge{}
	keys, err := v.house.Keys().Keys(ctx)
	if err != nil {
		return nil, err
	}
	ending := int64(0)
	for i := range keys {
		if k := &keys[i]; k.State != "revoked" && !k.Expires.IsZero() && k.Expires.After(now) && k.Expires.Sub(now) < soon {
			ending++
		}
	}
	if ending > 0 {
		out["keys"] = Badge{tone.Mark{Tone: tone.Warn, Icon: "clock", Word: Short(ending)}, say.N(ending, "{{.Count}} key ends within 30 days", "{{.Count}} keys end within 30 days")}
	}
	findings, err := v.house.Findings().Findings(ctx)
	if err != nil {
		return nil, err
	}
	open, severe := int64(0), int64(0)
	for i := range findings {
		if findings[i].Status == "open" {
			open++
			if findings[i].Severity == "critical" || findings[i].Severity == "high" {
				severe++
			}
		}
	}
	switch {
	case severe > 0:
		out["findings"] = Badge{tone.Mark{Tone: tone.Danger, Icon: "octagon-alert", Word: Short(severe)}, say.L("{{.Severe}} critical or high of {{.Open}} open", say.V{"Severe": Count(severe), "Open": Count(open)})}
	case open > 0:
		out["findings"] = Badge{tone.Mark{Tone: tone.Neutral, Word: Short(open)}, say.N(open, "{{.Count}} open finding", "{{.Count}} open findings")}
	}
	return out, nil
}

// Short writes an amount in at most four letters: "1,284" becomes "1.3k".
func Short(n int64) string {
	switch {
	case n < 1000:
		return Count(n)
	case n < 10_000:
		return Count(n/1000) + "." + Count(n%1000/100) + "k"
	case n < 1_000_000:
		return Count(n/1000) + "k"
	}
	return Count(n/1_000_000) + "M"
}
