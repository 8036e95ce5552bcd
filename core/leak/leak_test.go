package leak_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"

	"gatehouse/core/apikey"
	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/core/leak"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

// desk is a vault with keys in every state.
type desk struct {
	t      testing.TB
	v      *vault.Vault
	keys   *apikey.Service
	ann    string
	tokens map[string]string // by state
	ids    map[string]string
}

const foreign = "sk-prod-7Qm2xV9bN4kL8pR3tY6w"

func newDesk(t testing.TB) *desk {
	t.Helper()
	v, clock := vaulttest.NewWithClock(t)
	ctx := context.Background()
	p, err := directory.New(v).AddPrincipal(ctx, v.Actor(), directory.Principal{Name: "ann"})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, v: v, keys: apikey.New(v), ann: p.ID, tokens: map[string]string{}, ids: map[string]string{}}
	make := func(state string, change func(*apikey.Draft)) {
		x := apikey.Draft{Principal: p.ID}
		if change != nil {
			change(&x)
		}
		c, err := d.keys.Create(ctx, v.Actor(), x)
		if err != nil {
			t.Fatal(err)
		}
		d.tokens[state], d.ids[state] = string(c.Token.Expose()), c.Key.ID
	}
	make("valid", nil)
	make("expired", func(x *apikey.Draft) { x.Expires = vault.MillisOf(v.Now().Add(time.Hour)) })
	make("not_yet_valid", func(x *apikey.Draft) { x.NotBefore = vault.MillisOf(v.Now().Add(48 * time.Hour)) })
	make("suspended", nil)
	make("revoked", nil)
	if _, err := d.keys.Suspend(ctx, v.Actor(), d.ids["suspended"], ""); err != nil {
		t.Fatal(err)
	}
	if _, err := d.keys.Revoke(ctx, v.Actor(), d.ids["revoked"], "leaked"); err != nil {
		t.Fatal(err)
	}
	make("foreign", func(x *apikey.Draft) { x.SHA256, x.Last4 = apikey.DigestOf([]byte(foreign)).String(), "tY6w" })
	d.tokens["unknown"] = leak.Sample(apikey.Live)
	clock.Add(2 * time.Hour)
	return d
}

func (d *desk) scanner(o leak.Options) *leak.Scanner {
	o.Now = d.v.Now
	return leak.New(d.keys, o)
}

// scan scans a text.
func (d *desk) scan(text string, o leak.Options) leak.Result {
	d.t.Helper()
	r, err := d.scanner(o).Reader(context.Background(), "text", strings.NewReader(text), nil)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func TestAHitSaysWhoseItIsAndNeverTheSecret(t *testing.T) {
	d := newDesk(t)
	if !d.keys.HasForeign() {
		t.Error("the key of another system is not seen")
	}
	for state, c := range map[string]struct{ live, known bool }{
		"valid": {true, true}, "suspended": {true, true}, "not_yet_valid": {true, true}, "expired": {false, true}, "revoked": {false, true}, "unknown": {false, false},
	} {
		token := d.tokens[state]
		r := d.scan("one\ntwo: \""+token+"\"\n", leak.Options{})
		if r.Total != 1 || len(r.Hits) != 1 {
			t.Errorf("%s: %d hits", state, r.Total)
			continue
		}
		h := r.Hits[0]
		if h.State != state || h.Live != c.live || h.Known != c.known || h.Key != d.ids[state] || (h.Principal == d.ann) != c.known {
			t.Errorf("%s: got %+v", state, h)
		}
		if h.Line != 2 || h.Column != 7 || h.Offset != 10 || h.Prefix != token[:16] || h.Last4 != token[len(token)-4:] {
			t.Errorf("%s: got %+v", state, h)
		}
		if strings.Contains(fmt.Sprintf("%+v", r), token[17:40]) {
			t.Errorf("%s: the result holds the secret", state)
		}
	}
	if r := d.scan(d.tokens["valid"]+d.tokens["valid"]+d.tokens["suspended"], leak.Options{}); r.Live != 3 || fmt.Sprint(r.Keys()) != fmt.Sprint([]string{d.ids["valid"], d.ids["suspended"]}) {
		t.Errorf("three that touch: %+v", r)
	}
}

func TestOnlyWhatHasTheChecksumIsAToken(t *testing.T) {
	d := newDesk(t)
	token := []byte(d.tokens["valid"])
	for i := range token {
		wrong := bytes.Clone(token)
		if wrong[i]++; wrong[i] == token[i] {
			continue
		}
		if r := d.scan(string(wrong), leak.Options{}); r.Total != 0 {
			t.Errorf("byte %d changed: %+v", i, r.Hits)
		}
	}
	for name, text := range map[string]string{"nothing": "", "a cut token": string(token[:len(token)-1]), "marks": strings.Repeat("gh_live_", 1000), "almost": strings.Repeat("gh_live_abcdefgh_", 100)} {
		if r := d.scan(text, leak.Options{}); r.Total != 0 {
			t.Errorf("%s: %+v", name, r.Hits)
		}
	}
}

func TestKeysOfOtherSystemsAreKnownByTheirDigest(t *testing.T) {
	d := newDesk(t)
	for name, c := range map[string]struct {
		text string
		want int64
	}{
		"alone":                    {foreign, 1},
		"as a value":               {"API_KEY=" + foreign + "\n", 1},
		"in JSON":                  {`{"key":"` + foreign + `","x":1}`, 1},
		"inside of a longer word":  {"x" + foreign, 0},
		"beside one of ours":       {foreign + " " + d.tokens["valid"], 2},
		"a word that is too short": {"short1", 0},
	} {
		if r := d.scan(c.text, leak.Options{Foreign: true}); r.Total != c.want {
			t.Errorf("%s: got %+v", name, r.Hits)
		}
	}
	r := d.scan("\n  "+foreign, leak.Options{Foreign: true})
	if h := r.Hits[0]; h.Key != d.ids["foreign"] || !h.Live || h.Prefix != "" || h.Last4 != "tY6w" || h.Line != 2 || h.Column != 3 {
		t.Errorf("got %+v", h)
	}
	if r := d.scan(foreign, leak.Options{}); r.Total != 0 {
		t.Errorf("without being asked for: %+v", r.Hits)
	}
	padded := "QUJDREVGR0hJSktMTU5PUFFSUw=="
	if _, err := d.keys.Create(context.Background(), d.v.Actor(), apikey.Draft{Principal: d.ann, SHA256: apikey.DigestOf([]byte(padded + "")).String()}); err != nil {
		t.Fatal(err)
	}
	if r := d.scan("k = "+padded, leak.Options{Foreign: true}); r.Total != 0 {
		t.Logf("letters only: not asked for") // it has no digit, so it is no candidate
	}
}

// utf16 writes text as Windows does.
func wide(text string, big bool) string {
	b := []byte{0xFF, 0xFE}
	if big {
		b = []byte{0xFE, 0xFF}
	}
	for _, u := range utf16.Encode([]rune(text)) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

func packedWith(t testing.TB, text string) (gz, zs string) {
	t.Helper()
	var g, z bytes.Buffer
	gw := gzip.NewWriter(&g)
	zw, err := zstd.NewWriter(&z)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gw.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if _, err := zw.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(gw.Close(), zw.Close()); err != nil {
		t.Fatal(err)
	}
	return g.String(), z.String()
}

func TestPackedBinaryAndWideFilesAreLookedInto(t *testing.T) {
	d := newDesk(t)
	text := "first\nkey: " + d.tokens["valid"] + "\n"
	gz, zs := packedWith(t, text)
	for name, c := range map[string]struct {
		content      string
		line, column uint64
	}{
		"plain": {text, 2, 6}, "gzip": {gz, 2, 6}, "zstd": {zs, 2, 6},
		"UTF-16, little end first": {wide(text, false), 2, 6}, "UTF-16, big end first": {wide(text, true), 2, 6},
		"binary":        {"\x7fELF\x00\x01\xff\n\x00\x00" + d.tokens["valid"] + "\x00", 2, 3},
		"a single line": {strings.Repeat("x", 3<<20) + d.tokens["valid"], 1, 3<<20 + 1},
		"many lines":    {strings.Repeat("\n", 1<<20) + d.tokens["valid"], 1<<20 + 1, 1},
	} {
		r := d.scan(c.content, leak.Options{})
		if r.Total != 1 || r.Hits[0].Line != c.line || r.Hits[0].Column != c.column {
			t.Errorf("%s: got %+v", name, r.Hits)
		}
	}
	r := d.scan("PK\x03\x04"+d.tokens["valid"], leak.Options{})
	if r.Total != 1 || r.Unread != 1 || !strings.Contains(r.Problems[0].Why, "zip, which was not unpacked") {
		t.Errorf("zip: got %+v", r)
	}
}

func TestNothingIsMissedWherePartsMeet(t *testing.T) {
	d := newDesk(t)
	const part = leak.Tail + 100
	for at := range 2*part + 10 {
		for name, text := range map[string]string{
			"token": strings.Repeat("\n", at) + d.tokens["valid"] + strings.Repeat(".", 700), "word": strings.Repeat("\n", at) + foreign + strings.Repeat(" ", 700),
			"wide": strings.Repeat("\n\x00", at) + wide(d.tokens["valid"], false)[2:] + strings.Repeat(".\x00", 700),
		} {
			s := d.scanner(leak.Options{Foreign: true})
			s.SetChunk(part)
			r, err := s.Reader(context.Background(), "x", iotest.HalfReader(strings.NewReader(text)), nil)
			if err != nil || r.Total != 1 || r.Hits[0].Line != uint64(at)+1 || r.Hits[0].Column != 1 || r.Bytes != int64(len(text)) {
				t.Fatalf("%s at %d: %+v, %v", name, at, r, err)
			}
		}
	}
}

func TestAFolderIsScannedWhateverStandsInIt(t *testing.T) {
	d, dir := newDesk(t), t.TempDir()
	write := func(name, text string, mode os.FileMode) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	gz, _ := packedWith(t, d.tokens["valid"])
	write("src/deep/er/config.yml", "a: "+d.tokens["valid"], 0o644)
	write("logs/access.log.gz", gz, 0o644)
	write("logs/cut.gz", gz[:len(gz)-9], 0o644)
	write("empty", "", 0o644)
	write("a\nname\x1b[31m", d.tokens["revoked"], 0o644)
	links := int64(0)
	if err := os.Symlink(dir, filepath.Join(dir, "src", "loop")); err == nil {
		links++
	}
	secret := runtime.GOOS != "windows" && os.Getuid() != 0
	if secret {
		write("locked", d.tokens["valid"], 0)
	}
	var last job.Progress
	r, err := d.scanner(leak.Options{}).Paths(context.Background(), []string{dir}, func(p job.Progress) { last = p })
	if err != nil {
		t.Fatal(err)
	}
	if r.Total < 3 || r.Live < 2 || r.Links != links || len(r.Keys()) != 1 {
		t.Errorf("got %+v", r)
	}
	if want := int64(1); !secret && r.Unread != want || r.Problems[0].Path != filepath.Join(dir, "logs", "cut.gz") || !strings.Contains(r.Problems[0].Why, "ends in the middle") {
		t.Errorf("problems: %+v", r.Problems)
	}
	if last.Done != last.Total || last.Total == 0 {
		t.Errorf("progress ended at %+v", last)
	}
	link := filepath.Join(t.TempDir(), "link")
	if links == 1 {
		if err := os.Symlink(filepath.Join(dir, "src"), link); err != nil {
			t.Fatal(err)
		}
		if r, err := d.scanner(leak.Options{}).Paths(context.Background(), []string{link}, nil); err != nil || r.Total != 1 || r.Hits[0].Path != filepath.Join(link, "deep", "er", "config.yml") {
			t.Errorf("a link that was named: %+v, %v", r, err)
		}
	}
}

func TestWhatCannotBeScannedIsSaid(t *testing.T) {
	d := newDesk(t)
	if _, err := d.scanner(leak.Options{}).Paths(context.Background(), []string{filepath.Join(t.TempDir(), "nothing")}, nil); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a path that is not there: %v", err)
	}
	if _, err := os.Stat(os.DevNull); err == nil && runtime.GOOS != "windows" {
		if _, err := d.scanner(leak.Options{}).Paths(context.Background(), []string{os.DevNull}, nil); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a device: %v", err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := d.scanner(leak.Options{}).Paths(ctx, []string{t.TempDir()}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a scan that was cancelled: %v", err)
	}
	torn := iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(d.tokens["valid"])))
	if _, err := d.scanner(leak.Options{}).Reader(context.Background(), "x", torn, nil); !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("a stream that breaks: %v", err)
	}
	many := d.scan(strings.Repeat(d.tokens["valid"]+"\n", leak.MaxHits+5), leak.Options{})
	if many.Total != leak.MaxHits+5 || len(many.Hits) != leak.MaxHits || many.Live != many.Total {
		t.Errorf("%d of %d hits are kept", len(many.Hits), many.Total)
	}
}

func TestPatternsFindTokensAndLookalikesStayToTheScan(t *testing.T) {
	d := newDesk(t)
	found := regexp.MustCompile(`(?m)^regex = '''(.*)'''$`).FindStringSubmatch(leak.Gitleaks())
	if found == nil {
		t.Fatalf("no expression in\n%s", leak.Gitleaks())
	}
	gitleaks, gh := regexp.MustCompile(found[1]), leak.GitHubPattern()
	github := regexp.MustCompile("(?:" + gh.BeforeSecret + ")(" + gh.SecretFormat + ")(?:" + gh.AfterSecret + ")")
	for _, token := range []string{d.tokens["valid"], gh.TestStrings[0], gh.TestStrings[1]} {
		for name, re := range map[string]*regexp.Regexp{"gitleaks": gitleaks, "GitHub": github} {
			if m := re.FindStringSubmatch("key=\"" + token + "\""); m == nil || m[1] != token {
				t.Errorf("%s does not find %s", name, token)
			}
			if re.MatchString("key=\"" + token[:len(token)-1] + "\"") {
				t.Errorf("%s finds a token that was cut", name)
			}
		}
		if r := d.scan(token, leak.Options{}); r.Total != 1 {
			t.Errorf("the scan does not find %s", token)
		}
	}
	if !strings.Contains(gh.Text(), gh.SecretFormat) {
		t.Errorf("got %s", gh.Text())
	}
}

// TestOtherScannersRulesHoldNoneOfOurs scans a real configuration full of examples of secrets.
func TestOtherScannersRulesHoldNoneOfOurs(t *testing.T) {
	samples := os.Getenv("GATEHOUSE_SAMPLES")
	if samples == "" {
		t.Skip("GATEHOUSE_SAMPLES is not set")
	}
	folder := filepath.Join(samples, "secrets")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("there are no samples of secrets")
	}
	d := newDesk(t)
	r, err := d.scanner(leak.Options{Foreign: true}).Paths(context.Background(), []string{folder}, nil)
	if err != nil || r.Files == 0 || r.Total != 0 || r.Unread != 0 {
		t.Errorf("got %+v, %v", r, err)
	}
}
