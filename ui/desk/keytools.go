package desk

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"gatehouse/core/apikey"
	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/core/leak"
	"gatehouse/core/workspace"
	"gatehouse/ui/vm"
)

// keyTools answers vm.KeyTools.
type keyTools struct{ ws *workspace.Workspace }

// Emergency implements vm.KeyTools.
func (s keyTools) Emergency(ctx context.Context, e vm.KeyEmergency) (vm.EmergencyDone, error) {
	if err := os.MkdirAll(e.Folder, 0o755); err != nil {
		return vm.EmergencyDone{}, fault.Wrap(fault.Invalid, err, "making the folder for the bundles")
	}
	r, err := s.ws.Emergency(ctx, workspace.Emergency{Keys: e.Keys, Reason: e.Reason, Folder: e.Folder}, nil)
	if err != nil {
		return vm.EmergencyDone{}, err
	}
	out := vm.EmergencyDone{Revoked: len(r.Revoked), Before: len(r.Before)}
	for _, x := range r.Exports {
		step := vm.EmergencyStep{Audience: x.Audience, File: x.Exported.File, Serial: x.Exported.Serial, Why: x.Err}
		for _, g := range x.Raised {
			step.Gateways = append(step.Gateways, g.Name)
		}
		out.Steps = append(out.Steps, step)
	}
	return out, nil
}

// CreateMany implements vm.KeyTools.
func (s keyTools) CreateMany(ctx context.Context, n vm.NewKeys) (int, error) {
	drafts := make([]apikey.Draft, len(n.Principals))
	for i, id := range n.Principals {
		drafts[i] = draft(n.Key)
		drafts[i].Principal = id
	}
	made, err := s.ws.Keys.CreateToFile(ctx, s.ws.Actor(), drafts, s.ws.PrincipalName, n.Path)
	return len(made), err
}

// ReadDigests implements vm.KeyTools.
func (s keyTools) ReadDigests(_ context.Context, src vm.DigestSource) (vm.Digests, error) {
	var in io.Reader = strings.NewReader(src.Text)
	if src.Path != "" {
		f, err := os.Open(src.Path)
		if err != nil {
			return vm.Digests{}, fault.Wrap(fault.Invalid, err, "reading the file")
		}
		defer f.Close()
		in = f
	}
	read, err := s.ws.Keys.ReadDigests(in, func(who string) (string, error) {
		if who == "" {
			who = src.Principal
		}
		if who == "" {
			return "", fault.New(fault.Invalid, "it names nobody; pick whose such keys are")
		}
		p, err := s.ws.Directory.Principal(who)
		return p.ID, err
	})
	if err != nil {
		return vm.Digests{}, fault.Wrap(fault.Invalid, err, "reading the digests")
	}
	out := vm.Digests{More: read.More}
	for _, k := range read.Keys {
		d := k.Draft
		out.Keys = append(out.Keys, vm.DigestKey{Line: k.Line, Principal: d.Principal, Of: s.ws.PrincipalName(d.Principal), SHA256: d.SHA256, Name: d.Name, Last4: d.Last4, Public: d.Public, Expires: d.Expires.Time()})
	}
	for _, b := range read.Bad {
		why := b.Err.Error()
		if b.Field != "" {
			why = b.Field + ": " + why
		}
		out.Bad = append(out.Bad, vm.BadDigest{Line: b.Line, Why: why})
	}
	return out, nil
}

// TakeDigests implements vm.KeyTools.
func (s keyTools) TakeDigests(ctx context.Context, keys []vm.DigestKey) error {
	drafts := make([]apikey.Draft, len(keys))
	for i, k := range keys {
		drafts[i] = apikey.Draft{Principal: k.Principal, Name: k.Name, SHA256: k.SHA256, Last4: k.Last4, Public: k.Public, Expires: millis(k.Expires)}
	}
	_, err := s.ws.Keys.ImportAll(ctx, s.ws.Actor(), drafts)
	return err
}

// Scan implements vm.KeyTools.
func (s keyTools) Scan(ctx context.Context, q vm.LeakQuery, report job.Report) (vm.LeakResult, error) {
	scanner := leak.New(s.ws.Keys, leak.Options{Foreign: q.Foreign, Now: s.ws.Vault.Now})
	var (
		r   leak.Result
		err error
	)
	if len(q.Paths) > 0 {
		r, err = scanner.Paths(ctx, q.Paths, report)
	} else {
		r, err = scanner.Reader(ctx, "", strings.NewReader(q.Text), report)
	}
	if err != nil {
		return vm.LeakResult{}, err
	}
	out := vm.LeakResult{Files: r.Files, Bytes: r.Bytes, Total: r.Total, Live: r.Live, Links: r.Links, Unread: r.Unread, Keys: r.Keys()}
	for _, h := range r.Hits {
		x := vm.LeakHit{Path: h.Path, Line: h.Line, Column: h.Column, Prefix: h.Prefix, Last4: h.Last4, Known: h.Known, Live: h.Live, Key: h.Key, State: h.State}
		if h.Known {
			x.Of = s.ws.PrincipalName(h.Principal)
		}
		out.Hits = append(out.Hits, x)
	}
	for _, p := range r.Problems {
		out.Problems = append(out.Problems, [2]string{p.Path, p.Why})
	}
	return out, nil
}

// WritePatterns implements vm.KeyTools.
func (s keyTools) WritePatterns(_ context.Context, format, path string) error {
	text := leak.Gitleaks()
	switch format {
	case "gitleaks":
	case "github":
		text = leak.GitHubPattern().Text()
	case "github.json":
		b, err := json.MarshalIndent(leak.GitHubPattern(), "", "  ")
		if err != nil {
			return err
		}
		text = string(b) + "\n"
	default:
		return fault.New(fault.Invalid, "there is no pattern for %q", format)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fault.New(fault.Conflict, "there is already a file %s; choose another name", path)
	}
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "writing %s", path)
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); fault.OutOfRoom(err) {
		return errors.Join(fault.NoRoom(path), os.Remove(path))
	}
	if err != nil {
		return fault.Wrap(fault.Full, err, "writing %s", path)
	}
	return nil
}

// draft is a key to make, without whose it is.
func draft(n vm.NewKey) apikey.Draft {
	return apikey.Draft{Name: n.Name, Env: n.Env, Notes: n.Notes, Scopes: n.Scopes, Networks: n.Networks, NotBefore: millis(n.NotBefore), Expires: millis(n.Expires)}
}
