package vm_test

import (
	"context"
	"fmt"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/ui/runner"
	"gatehouse/ui/vm"
)

// yard is a house with bundles and imports in memory, and with nothing else.
type yard struct {
	vm.House
	history   []vm.Export
	logs      []vm.Import
	looks     map[string]vm.Detection // by path; others fail
	preview   vm.Preview
	verified  vm.Verified
	fail      map[string]error // by the name of a method
	calls     []string
	out       vm.NewExport
	in        vm.NewImport
	reports   []job.Progress
	hold      func(context.Context) error // while an import or an export runs
	listeners []func(vm.Change)
	denied    bool
	fleet     []vm.Gateway
}

// yardGateways answers what gateways there are.
type (
	anyGateways  interface{ vm.Gateways } // another name for what is embedded: a method has this one
	yardGateways struct {
		anyGateways
		y *yard
	}
)

func (g yardGateways) Gateways(context.Context) ([]vm.Gateway, error) { return g.y.fleet, nil }

func (y *yard) Bundles() vm.Bundles     { return yardBundles{y} }
func (y *yard) Gateways() vm.Gateways   { return yardGateways{y: y} }
func (y *yard) Imports() vm.Imports     { return yardImports{y} }
func (y *yard) Directory() vm.Directory { return yardDirectory{y: y} }
func (y *yard) Can(string) bool         { return !y.denied }

func (y *yard) Subscribe(fn func(vm.Change)) func() {
	y.listeners = append(y.listeners, fn)
	return func() {}
}

func (y *yard) tell(kinds ...string) {
	for _, fn := range y.listeners {
		fn(vm.Change{Kinds: kinds})
	}
}

type yardDirectory struct {
	vm.Directory
	y *yard
}

func (d yardDirectory) Roles(context.Context) ([]vm.Role, error) {
	return []vm.Role{{ID: "r1", Name: "partner", Principals: 5}}, nil
}

type yardBundles struct{ *yard }

func (b yardBundles) Exports(context.Context) ([]vm.Export, error) {
	return b.history, b.fail["exports"]
}

func (b yardBundles) Preview(_ context.Context, audience string) (vm.Preview, error) {
	b.calls = append(b.calls, "preview "+audience)
	return b.preview, b.fail["preview"]
}

func (b yardBundles) Compare(_ context.Context, id string) (vm.Preview, error) {
	p := b.preview
	p.Names = map[string]string{"k1": "key of " + id}
	return p, b.fail["compare"]
}

func (b yardBundles) Export(ctx context.Context, n vm.NewExport) (vm.Export, error) {
	if b.hold != nil {
		if err := b.hold(ctx); err != nil {
			return vm.Export{}, err
		}
	}
	if err := b.fail["export"]; err != nil {
		return vm.Export{}, err
	}
	b.out = n
	e := vm.Export{ID: "new", Serial: 43, Revision: "gh-000043-5f0c2a91be77", Audience: n.Audience, KeyID: "Hk3q", Digest: "9c1f71c40be2d51788c1e20b3f9a71c4", Issued: morning, Expires: morning.Add(n.Lasts), Size: 612_000, Path: n.Path, Beside: []vm.File{{Path: n.Path + ".pem", What: "the public key"}}}
	b.history = append(b.history, e)
	b.tell("export")
	return e, nil
}

func (b yardBundles) Verify(_ context.Context, path string) (vm.Verified, error) {
	b.calls = append(b.calls, "verify "+path)
	return b.verified, b.fail["verify"]
}

type yardImports struct{ *yard }

func (i yardImports) Imports(context.Context) ([]vm.Import, error) { return i.logs, i.fail["imports"] }

func (i yardImports) Detect(_ context.Context, path string) (vm.Detection, error) {
	d, ok := i.looks[path]
	if !ok {
		return d, fault.New(fault.Invalid, "the file is empty")
	}
	return d, nil
}

func (i yardImports) Import(ctx context.Context, n vm.NewImport, report job.Report) (vm.Imported, error) {
	for _, p := range i.reports {
		report(p)
	}
	if i.hold != nil {
		if err := i.hold(ctx); err != nil {
			return vm.Imported{}, err
		}
	}
	if err := i.fail["import"]; err != nil {
		return vm.Imported{}, err
	}
	i.in = n
	m := vm.Import{ID: "import-9", Files: n.Paths, Format: n.Format, Events: 12_110_204, Rejected: 214, Findings: map[string]int{"critical": 3, "medium": 2}, First: morning.Add(-26 * time.Hour), Last: morning.Add(-time.Hour), Made: morning}
	i.logs = append(i.logs, m)
	return vm.Imported{Import: m, Seconds: 29.4}, nil
}

func (i yardImports) Remove(_ context.Context, id string) error {
	i.calls = append(i.calls, "remove "+id)
	return i.fail["remove"]
}

func (i yardImports) Traffic(context.Context) ([]vm.Hour, error) { return nil, nil }

func steps() *runner.Steps { return &runner.Steps{Time: morning} }
func sixExports() (all []vm.Export) {
	for i := range 6 {
		n := 42 - i
		issued := morning.Add(-time.Duration(i*3*24+1) * time.Hour)
		all = append(all, vm.Export{ID: fmt.Sprint("e", n), Serial: uint64(n), Revision: fmt.Sprintf("gh-%06d", n), Audience: "eu-edge", KeyID: "Hk3q", Digest: "9c1f71c40be2d517aa", Issued: issued, Expires: issued.Add(11 * 24 * time.Hour), Size: 612_000})
	}
	return all
}
