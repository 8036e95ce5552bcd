package vm

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"gatehouse/core/directory/sheet"
	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// SheetView is what importing a CSV file would do, in words.
type SheetView struct {
	Path, File string
	Sum        string // "12 new, 3 changed, 40 unchanged"
	Rows       []SheetRow
	More       int      // rows beyond those that are listed
	Faults     []string // what is wrong, line by line
	MoreFaults int
	Stores     int // how many principals it stores
}

// SheetRow is one principal of the file.
type SheetRow struct {
	Line, Name, Changes string
	Mark                tone.Mark
}

// How much of a file is listed.
const (
	sheetRows   = 200
	sheetFaults = 100
)

// PlanSheet reads a CSV file and says what importing it would do.
func (v *Principals) PlanSheet(path string, done func(SheetView, error)) {
	if path = Expand(strings.TrimSpace(path)); path == "" {
		done(SheetView{}, fault.New(fault.Invalid, "%s", say.L("Say which file to import.")))
		return
	}
	runner.Go(v.run, v.ctx, func(ctx context.Context) (*sheet.Plan, error) { return v.house.Access().PlanPrincipals(ctx, path) }, func(p *sheet.Plan, err error) {
		if err != nil {
			done(SheetView{}, err)
			return
		}
		v.plan = p
		done(sheetView(p, path), nil)
	})
}

// sheetView puts a plan into words.
func sheetView(p *sheet.Plan, path string) SheetView {
	s := SheetView{Path: path, File: filepath.Base(path), Stores: p.Count(sheet.New) + p.Count(sheet.Changed)}
	s.Sum = say.L("{{.New}} new, {{.Changed}} changed, {{.Unchanged}} unchanged", say.V{"New": Count(int64(p.Count(sheet.New))), "Changed": Count(int64(p.Count(sheet.Changed))), "Unchanged": Count(int64(p.Count(sheet.Unchanged)))})
	for _, f := range p.Faults[:min(sheetFaults, len(p.Faults))] {
		where := say.L("Line {{.Line}}", say.V{"Line": Count(int64(f.Line))})
		if f.Field != "" {
			where = say.L("Line {{.Line}}, {{.Field}}", say.V{"Line": Count(int64(f.Line)), "Field": f.Field})
		}
		s.Faults = append(s.Faults, where+": "+Escaped([]byte(f.Text)))
	}
	s.MoreFaults = len(p.Faults) - len(s.Faults) + p.More
	for _, r := range p.Rows {
		if r.Verdict == sheet.Unchanged {
			continue
		}
		if len(s.Rows) == sheetRows {
			s.More++
			continue
		}
		row := SheetRow{Line: Count(int64(r.Line)), Name: r.Name, Mark: tone.Mark{Tone: tone.Ok, Icon: "plus", Word: say.L("New")}}
		var changes []string
		for _, c := range r.Changes {
			if c.Field == "name" && r.Verdict == sheet.New {
				continue
			}
			old, now := c.Old, c.New
			if old == "" {
				changes = append(changes, fieldWord(c.Field)+" "+now)
				continue
			}
			if now == "" {
				now = "–"
			}
			changes = append(changes, fieldWord(c.Field)+" "+old+" → "+now)
		}
		if r.Verdict == sheet.Changed {
			row.Mark = tone.Mark{Tone: tone.Info, Icon: "pencil", Word: say.L("Changed")}
		}
		row.Changes = strings.Join(changes, ", ")
		s.Rows = append(s.Rows, row)
	}
	return s
}

// ImportSheet stores what was planned, all of it or nothing.
func (v *Principals) ImportSheet(s SheetView, done func(text string, err error)) {
	p := v.plan
	if p == nil || s.Stores == 0 {
		done("", fault.New(fault.Invalid, "%s", say.L("The file changes nothing.")))
		return
	}
	v.arrived = nil
	for _, r := range p.Rows {
		if r.Verdict != sheet.Unchanged {
			v.arrived = append(v.arrived, r.Name)
		}
	}
	act(v.List, &v.history, func(ctx context.Context) error { return v.house.Access().ImportPrincipals(ctx, p, s.Path) }, func(err error) {
		if v.plan = nil; err != nil {
			v.plan, v.arrived = p, nil
		}
		done(say.N(int64(s.Stores), "Imported {{.Count}} principal. Export a bundle to make it count.", "Imported {{.Count}} principals. Export a bundle to make it count."), err)
	})
}

// selectArrived selects what an import stored, once all of it is there: roles, keys and one-time
// passwords come next, for all of them.
func (v *Principals) selectArrived(ps []Principal) {
	if len(v.arrived) == 0 {
		return
	}
	ids := make(map[string]string, len(ps))
	for _, p := range ps {
		ids[p.Name] = p.ID
	}
	selected := make(map[string]bool, len(v.arrived))
	for _, name := range v.arrived {
		id, ok := ids[name]
		if !ok {
			return
		}
		selected[id] = true
	}
	v.selected, v.arrived = selected, nil
}

// SheetName is what the file of an export is called at first.
func (v *Principals) SheetName() string {
	return filepath.Join("~", "principals-"+v.run.Now().Local().Format(time.DateOnly)+".csv")
}

// ExportSheet writes all principals to a new CSV file, as an import reads them.
func (v *Principals) ExportSheet(path string, done func(Saved, error)) {
	if path = Expand(strings.TrimSpace(path)); path == "" {
		done(Saved{}, fault.New(fault.Invalid, "%s", say.L("Say where the file should lie.")))
		return
	}
	n := int64(v.Total())
	runner.Go(v.run, v.ctx, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, v.house.Access().ExportPrincipals(ctx, path)
	}, func(_ struct{}, err error) {
		done(Saved{path, say.N(n, "Wrote {{.Count}} principal to {{.File}}.", "Wrote {{.Count}} principals to {{.File}}.", say.V{"File": filepath.Base(path)})}, err)
	})
}
