package apikey

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/vault"
)

// The limits of a file of digests.
const (
	maxDigestLine = 16 << 10 // bytes; the longest line that makes sense has about 3,000
	maxBadLines   = 1000     // what is told of a file that is something else altogether
)

// digestColumns are the columns of a file of digests, in their order where it has no heading.
var digestColumns = []string{"digest", "principal", "name", "last4", "expires", "public"}

// DigestLine is a key of another system as a line of a file gives it.
type DigestLine struct {
	Line      int
	Draft     Draft
	Principal string // as the line names it
}

// BadLine is a line that can't be taken over, and why: which field, and what would be right.
type BadLine struct {
	Line  int
	Field string // "digest"; empty when it is the line as a whole
	Err   error
}

// String says where and what.
func (b BadLine) String() string {
	if b.Field == "" {
		return fmt.Sprintf("line %d: %v", b.Line, b.Err)
	}
	return fmt.Sprintf("line %d: %s: %v", b.Line, b.Field, b.Err)
}

// Digests is what a file of digests holds.
type Digests struct {
	Keys []DigestLine
	Bad  []BadLine // in order of the lines; at most 1,000
	More int       // bad lines beyond those
}

// Drafts are the keys to give to [Service.ImportAll].
func (d *Digests) Drafts() []Draft {
	out := make([]Draft, len(d.Keys))
	for i := range d.Keys {
		out[i] = d.Keys[i].Draft
	}
	return out
}

// ReadDigests reads keys of other systems from lines of
// digest,principal,name,last4,expires,public, where all but the digest may be missing. A first line
// that names columns gives their order. Resolve gives the id of the principal that a line names; a
// line that names none gets the one with the empty name. Empty lines and lines that begin with # are
// passed over. A line that can't be taken over is reported with the others, so that a file is put
// right in one go; nothing is stored here.
//
// Errors: of reading alone.
func (s *Service) ReadDigests(r io.Reader, resolve func(principal string) (id string, err error)) (Digests, error) {
	var (
		out     Digests
		columns = digestColumns
		seen    = map[Digest]int{}
		first   = true
		lines   = bufio.NewReaderSize(r, maxDigestLine)
	)
	for n := 1; ; n++ {
		line, err := readLine(lines)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return out, fmt.Errorf("reading line %d: %w", n, err)
		}
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		text := string(bytes.TrimSpace(line))
		if text == "" || text[0] == '#' {
			continue
		}
		if err != nil {
			out.bad(BadLine{n, "", fault.New(fault.Invalid, "it is longer than %d bytes", maxDigestLine)})
			continue
		}
		cells, err := csv.NewReader(strings.NewReader(text)).Read()
		if err != nil {
			out.bad(BadLine{n, "", fault.New(fault.Invalid, "its quotes are not those of CSV; a quote inside a field is written twice")})
			continue
		}
		if first {
			first = false
			if named, ok := headingOf(cells); ok {
				columns = named
				continue
			}
		}
		if len(out.Keys) >= MaxAtOnce {
			out.bad(BadLine{n, "", fault.New(fault.Invalid, "a file holds at most %d keys; split it", MaxAtOnce)})
			continue
		}
		if k, bad := s.digestLine(n, cells, columns, resolve, seen); bad != nil {
			out.bad(*bad)
		} else {
			out.Keys = append(out.Keys, k)
		}
	}
}

func (d *Digests) bad(b BadLine) {
	if len(d.Bad) < maxBadLines {
		d.Bad = append(d.Bad, b)
		return
	}
	d.More++
}

// readLine returns the next line; ErrBufferFull after one that is too long, which it skips.
func readLine(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if errors.Is(err, io.EOF) && len(line) > 0 {
		return line, nil
	}
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, err
	}
	head := bytes.Clone(line[:min(8, len(line))])
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = r.ReadSlice('\n')
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return head, bufio.ErrBufferFull
}

// headingOf reads a line of column names.
func headingOf(cells []string) ([]string, bool) {
	names := make([]string, len(cells))
	for i, c := range cells {
		names[i] = strings.ToLower(strings.TrimSpace(c))
		if names[i] == "sha256" {
			names[i] = "digest"
		}
	}
	return names, slices.Contains(names, "digest")
}

// digestLine reads one line.
func (s *Service) digestLine(n int, cells, columns []string, resolve func(string) (string, error), seen map[Digest]int) (DigestLine, *BadLine) {
	k := DigestLine{Line: n}
	wrong := func(field string, err error) (DigestLine, *BadLine) { return k, &BadLine{n, field, err} }
	if len(cells) > len(columns) {
		return wrong("", fault.New(fault.Invalid, "it has %d fields; %s would be right", len(cells), strings.Join(columns, ",")))
	}
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		switch columns[i] {
		case "digest":
			k.Draft.SHA256 = strings.TrimPrefix(strings.ToLower(cell), "sha256:")
		case "principal":
			k.Principal = cell
		case "name":
			k.Draft.Name = cell
		case "last4":
			k.Draft.Last4 = cell
		case "public":
			k.Draft.Public = cell
		case "expires":
			at, err := parseExpiry(cell)
			if err != nil {
				return wrong("expires", err)
			}
			k.Draft.Expires = at
		}
	}
	d, err := ParseDigest(k.Draft.SHA256)
	if err != nil {
		return wrong("digest", fault.New(fault.Invalid, "it is not the 64 hex digits of a SHA-256")) // not said back: it may be the key itself
	}
	if k.Draft.Principal, err = resolve(k.Principal); err != nil {
		return wrong("principal", err)
	}
	if before, again := seen[d]; again {
		return wrong("digest", fault.New(fault.Conflict, "it stands in line %d already", before))
	}
	if k, ok := s.byDigestOf(d); ok {
		return wrong("digest", fault.New(fault.Conflict, "this key is in the vault already, as %s", k.ID))
	}
	if field, err := s.checkDraft(k.Draft); err != nil {
		return wrong(field, err)
	}
	seen[d] = n
	return k, nil
}

// checkDraft says which field of a foreign key is wrong.
func (s *Service) checkDraft(d Draft) (string, error) {
	if _, err := foreign(Draft{SHA256: d.SHA256, Last4: d.Last4}); err != nil {
		return "last4", err
	}
	if _, err := foreign(d); err != nil {
		return "public", err
	}
	now, longest := vault.MillisOf(s.v.Now()), s.Rules().MaxLife
	switch {
	case d.Expires != 0 && d.Expires <= now:
		return "expires", fault.New(fault.Invalid, "%s is in the past", d.Expires)
	case longest != 0 && (d.Expires == 0 || d.Expires-now > longest):
		return "expires", fault.New(fault.Invalid, "an API key of this vault ends after %s at most", days(longest))
	}
	if _, err := check(Key{Name: d.Name}); err != nil {
		return "name", err
	}
	return "", nil
}

// byDigestOf returns the key that has a token with this digest.
func (s *Service) byDigestOf(d Digest) (Key, bool) {
	s.mu.RLock()
	id, ok := s.byDigest[d]
	s.mu.RUnlock()
	if !ok {
		return Key{}, false
	}
	return s.keys.Get(id)
}

// parseExpiry reads a day, which ends at its begin in UTC, or a time; empty and "never" are none.
func parseExpiry(text string) (vault.Millis, error) {
	if text == "" || strings.EqualFold(text, "never") {
		return 0, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return vault.MillisOf(at), nil
		}
	}
	return 0, fault.New(fault.Invalid, "%q is no time; write 2027-01-31 or 2027-01-31T12:00:00Z", cut(text))
}

// cut shortens what is said back.
func cut(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + "…"
	}
	return s
}
