package desk

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"gatehouse/core/job"
	"gatehouse/core/vault"
	"gatehouse/core/workspace"
	"gatehouse/ui/vm"
)

// book answers vm.Journal.
type book struct{ ws *workspace.Workspace }

// Entries implements vm.Journal.
func (s book) Entries(ctx context.Context, limit int) ([]vm.Entry, error) {
	from := uint64(0)
	if seq := s.ws.Vault.Seq(); limit > 0 && seq > uint64(limit) {
		from = seq - uint64(limit)
	}
	return s.read(ctx, from, func(*vault.JournalEntry) bool { return true })
}

// How far back the entries about one thing are looked for, and how many are told.
const (
	aboutDepth = 20_000
	aboutShown = 50
)

// About implements vm.Journal: what the newest entries say about a record.
func (s book) About(ctx context.Context, id string) ([]vm.Entry, error) {
	from := uint64(0)
	if seq := s.ws.Vault.Seq(); seq > aboutDepth {
		from = seq - aboutDepth
	}
	all, err := s.read(ctx, from, func(e *vault.JournalEntry) bool { return e.Touches(id) })
	return all[:min(len(all), aboutShown)], err
}

// read returns the entries from a number on that are wanted, newest first.
func (s book) read(ctx context.Context, from uint64, wanted func(*vault.JournalEntry) bool) ([]vm.Entry, error) {
	name := s.namer()
	var all []vm.Entry
	for e, err := range s.ws.Vault.Journal(ctx, from) {
		if err != nil {
			return nil, err
		}
		if wanted(&e) {
			all = append(all, entryView(e, name))
		}
	}
	slices.Reverse(all)
	return all, nil
}

// Verify implements vm.Journal.
func (s book) Verify(ctx context.Context, report job.Report) (vm.JournalCheck, error) {
	if report != nil {
		report(job.Progress{Label: "Checking every entry, the tree and the rows"})
	}
	rep, err := s.ws.Vault.Verify(ctx)
	if err != nil {
		return vm.JournalCheck{}, err
	}
	c := vm.JournalCheck{Entries: rep.Entries, Checkpoint: string(s.ws.Vault.Checkpoint()), At: s.ws.Vault.Now()}
	for _, f := range rep.Findings {
		c.Flaws = append(c.Flaws, fmt.Sprintf("%s: %s", f.Where, f.What))
	}
	return c, nil
}

// namer tells the names of everything in the vault by id, for the subjects of entries; "" for what has
// none. Keys, of which there may be many, are looked up one by one.
func (s book) namer() func(id string) string {
	names := s.names()
	return func(id string) string {
		name, known := names[id]
		if !known && id != "" {
			if k, err := s.ws.Keys.Key(id); err == nil {
				name = cmp.Or(k.Name, k.Prefix())
			}
			names[id] = name
		}
		return name
	}
}

// names are the names of everything in the vault but keys, by id.
func (s book) names() map[string]string {
	names := map[string]string{}
	for _, a := range s.ws.Catalog.APIs() {
		names[a.ID] = a.Name
	}
	for _, r := range s.ws.Catalog.Routes() {
		names[r.ID] = names[r.API] + " " + r.Path
	}
	for _, p := range s.ws.Directory.Principals() {
		names[p.ID] = p.Name
	}
	for _, r := range s.ws.Directory.Roles() {
		names[r.ID] = r.Name
	}
	for _, l := range s.ws.Limits.Limits() {
		names[l.ID] = l.Name
	}
	for _, e := range s.ws.Bundles.List() {
		names[e.ID] = e.Revision
	}
	for _, r := range s.ws.Imports.List() {
		if len(r.Files) > 0 {
			names[r.ID] = filepath.Base(r.Files[0].Name)
		}
	}
	return names
}

// entryView names the subject where it still exists, or as the entry itself has it.
func entryView(e vault.JournalEntry, name func(id string) string) vm.Entry {
	v := vm.Entry{Seq: e.Seq, Time: e.Time.Time(), Admin: e.ActorName, Action: e.Action, ID: e.Subject, Subject: name(e.Subject), Reason: e.Reason, Program: e.Program, Touched: e.Touched}
	for _, d := range e.Diff {
		v.Diff = append(v.Diff, vm.Field{Name: d.Field, Old: d.Old, New: d.New})
		if v.Subject == "" && (d.Field == "name" || d.Field == "key" || d.Field == "path" || d.Field == "revision") {
			v.Subject = cmp.Or(d.New, d.Old)
		}
	}
	return v
}
