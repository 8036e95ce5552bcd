package vm

import (
	"context"
	"strconv"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// Verdict is the outcome of verifying a file, in words.
type Verdict struct {
	Mark  tone.Mark
	More  string
	Facts [][2]string
}

// Busy reports that a file is being verified.
func (v *BundlesPage) Busy() bool { return v.busy }

// Verify verifies a bundle file and says what it is.
func (v *BundlesPage) Verify(path string, done func(Verdict, error)) {
	path = strings.TrimSpace(path)
	if path == "" {
		done(Verdict{}, fault.New(fault.Invalid, "%s", say.L("Say which file to verify.")))
		return
	}
	v.busy = true
	v.changed()
	runner.Go(v.run, v.ctx, func(ctx context.Context) (Verified, error) { return v.house.Bundles().Verify(ctx, path) }, func(b Verified, err error) {
		v.busy = false
		v.changed()
		done(judged(b, err))
	})
}

// judged turns what verifying said into words. A file that is refused is an answer, not a failure.
func judged(b Verified, err error) (Verdict, error) {
	if fault.Is(err, fault.Refused) {
		return Verdict{Mark: tone.Mark{Tone: tone.Danger, Icon: "shield-x", Word: say.L("This is not a bundle of this vault, or it was changed.")}, More: Sentence(err)}, nil
	}
	if err != nil {
		return Verdict{}, err
	}
	d := Verdict{Mark: tone.Mark{Tone: tone.Ok, Icon: "shield-check", Word: say.L("The signature holds and nothing was changed.")},
		Facts: [][2]string{{say.L("Serial"), strconv.FormatUint(b.Serial, 10)}, {say.L("Revision"), b.Revision}, {say.L("Audience"), b.Audience}, {say.L("Signed by"), b.KeyID}, {say.L("Issued"), DateTime(b.Issued)}, {say.L("Expires"), DateTime(b.Expires)}, {say.L("Holds"), holdsWords(map[string]int{"apikey": b.Keys, "route": b.Routes})}}}
	if b.Expired {
		d.Mark = tone.Mark{Tone: tone.Warn, Icon: "clock", Word: say.L("The signature holds, but the bundle has expired.")}
		d.More = say.L("Gateways that check the expiry refuse every request. Export a new one.")
	}
	return d, nil
}

// holdsWords says how much a bundle holds: "1,281 API keys, 96 routes".
func holdsWords(holds map[string]int) string {
	return say.N(int64(holds["apikey"]), "{{.Count}} API key", "{{.Count}} API keys") + ", " + say.N(int64(holds["route"]), "{{.Count}} route", "{{.Count}} routes")
}
