package vm_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

// gate returns the first page over an opener.
func gate(t *testing.T, o *uitest.Opener) (*vm.Welcome, func(), *vm.House) {
	t.Helper()
	run := clock()
	var open vm.House
	v := vm.NewWelcome(run, o, &uitest.Recents{}, t.TempDir())
	v.OnOpen = func(h vm.House) { open = h }
	v.Start(t.Context())
	return v, run.Settle, &open
}

func TestAVaultFormSaysWhatIsWrong(t *testing.T) {
	good := vm.VaultForm{Name: "production", Folder: "/vaults", Admin: "Mira", Password: "korrekt pferd batterie heft", Again: "korrekt pferd batterie heft", Kept: true}
	cases := []struct {
		name string
		edit func(*vm.VaultForm)
		want string
	}{
		{"all right", func(*vm.VaultForm) {}, ""},
		{"the ending is typed too", func(f *vm.VaultForm) { f.Name = "production.gate" }, ""},
		{"no name", func(f *vm.VaultForm) { f.Name = " " }, "a name"},
		{"a name that leaves the folder", func(f *vm.VaultForm) { f.Name = "../x" }, "slashes"},
		{"a hidden file", func(f *vm.VaultForm) { f.Name = ".x" }, "dot"},
		{"no folder", func(f *vm.VaultForm) { f.Folder = "" }, "folder"},
		{"nobody", func(f *vm.VaultForm) { f.Admin = "" }, "your name"},
		{"a weak password", func(f *vm.VaultForm) { f.Password = "passwordpassword" }, "15 characters"},
		{"nobody keeps the password", func(f *vm.VaultForm) { f.Kept = false }, "find it again"},
		{"two passwords", func(f *vm.VaultForm) { f.Again = "korrekt pferd batterie hefe" }, "differ"},
	}
	for _, c := range cases {
		f := good
		c.edit(&f)
		n, err := f.Check()
		if c.want == "" && (err != nil || n.Path != filepath.Join("/vaults", "production.gate")) {
			t.Errorf("%s: %+v, %v", c.name, n, err)
		}
		if c.want != "" && (fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestCreatingOpensTheVault(t *testing.T) {
	o := &uitest.Opener{House: uitest.Empty()}
	v, settle, open := gate(t, o)
	v.ShowCreate()
	v.Create(vm.VaultForm{Name: "x"})
	if p, failed := v.Failed(); !failed || p.Detail == "" {
		t.Error("a wrong form is not explained")
	}
	f := vm.VaultForm{Name: "x", Folder: v.DefaultFolder(), Admin: "Mira", Password: "korrekt pferd batterie heft", Again: "korrekt pferd batterie heft", Kept: true}
	v.Create(f)
	if !v.Busy() {
		t.Error("it is not busy while the vault is made")
	}
	v.Create(f) // a second click does nothing
	v.ShowIntro()
	settle()
	if *open == nil || v.Busy() || o.Created.Admin != "Mira" {
		t.Errorf("open %v, busy %v, made %+v", *open, v.Busy(), o.Created)
	}
	if r := v.Recent(); len(r) != 1 || !strings.Contains(r[0].Note, "not there now") {
		t.Errorf("recent: %+v", r)
	}
}

func TestUnlockingExplainsEachFailure(t *testing.T) {
	o := &uitest.Opener{House: uitest.Empty()}
	v, settle, open := gate(t, o)
	path := filepath.Join(t.TempDir(), "production.gate")
	v.Choose(path)
	if p, _ := v.Failed(); p.Title != "There is no vault at this place" {
		t.Errorf("no file: %+v", p)
	}
	v.Choose(filepath.Dir(path))
	if p, _ := v.Failed(); !strings.Contains(p.Detail, "folder") {
		t.Errorf("a folder: %+v", p)
	}
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	v.Choose(path)
	if v.Screen() != vm.Unlocking || v.Path() != path {
		t.Fatalf("screen %v, path %s", v.Screen(), v.Path())
	}
	v.Unlock("Mira", "")
	if _, failed := v.Failed(); !failed {
		t.Error("an empty password is not explained")
	}
	for kind, title := range map[fault.Kind]string{
		fault.Denied: "This name and password do not open the vault", fault.Busy: "The vault is in use elsewhere",
		fault.Damaged: "The vault is damaged", fault.Invalid: "Something here is not right",
	} {
		o.Fail = fault.New(kind, "the reason")
		v.Unlock("Mira", "wrong")
		settle()
		if p, _ := v.Failed(); p.Title != title {
			t.Errorf("%v: %+v", kind, p)
		}
	}
	o.Fail = nil
	v.Unlock(" Mira ", "right")
	settle()
	if *open == nil || o.Admin != "Mira" || o.Path != path || o.Password != "right" {
		t.Errorf("opened %v as %q", o.Path, o.Admin)
	}
}

func TestTheSampleReportsHowFarItIs(t *testing.T) {
	o := &uitest.Opener{House: uitest.Full()}
	v, settle, open := gate(t, o)
	labels := ""
	v.OnChange = func() { labels += v.Progress().Label }
	v.Sample()
	settle()
	if *open == nil || !strings.Contains(labels, "importing the log") {
		t.Errorf("open %v, said %q", *open, labels)
	}
}

func TestPathsAreShortenedAndExpanded(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	if got := vm.Tilde(filepath.Join(home, "vaults")); got != "~/vaults" {
		t.Errorf("got %s", got)
	}
	if got := vm.Tilde(home + "x"); got != home+"x" {
		t.Errorf("got %s", got)
	}
	if got := vm.Expand("~/vaults"); got != filepath.Join(home, "vaults") {
		t.Errorf("got %s", got)
	}
}

func TestTooManyWrongPasswordsSayHowLongToWait(t *testing.T) {
	for text, want := range map[string]string{"3m58s": "4 minutes", "15m0s": "15 minutes", "42s": "42 seconds", "1s": "1 second"} {
		o := &uitest.Opener{House: uitest.Empty(), Fail: fault.New(fault.Denied, "too many wrong passwords; try again in %s", text)}
		v, settle, _ := gate(t, o)
		v.ShowUnlock("/vaults/a.gate", "")
		v.Unlock("Mira", "wrong")
		settle()
		if p, _ := v.Failed(); p.Title != "Too many wrong passwords" || !strings.Contains(p.Detail, want) {
			t.Errorf("%s: %+v", text, p)
		}
	}
}

func TestALogIsNoVault(t *testing.T) {
	v, _, _ := gate(t, &uitest.Opener{House: uitest.Empty()})
	path := filepath.Join(t.TempDir(), "access.log")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	v.Choose(path)
	if p, _ := v.Failed(); v.Screen() != vm.Intro || !strings.Contains(p.Detail, "looks like a log") {
		t.Errorf("screen %v, %+v", v.Screen(), p)
	}
}

func TestAProposedPasswordIsGoodAndAlwaysAnother(t *testing.T) {
	v, _, _ := gate(t, &uitest.Opener{House: uitest.Empty()})
	seen := map[string]bool{}
	for range 50 {
		p := v.Suggest()
		if len(strings.Fields(p)) != 5 || seen[p] || !vm.Measure(p, "production", "Mira").Good {
			t.Errorf("proposed %q", p)
		}
		seen[p] = true
	}
}
