package storage_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/storage"
)

func TestADeviceRemembersTheLastCheckpointOfEachVault(t *testing.T) {
	d := storage.Device{Dir: filepath.Join(t.TempDir(), "not", "there", "yet")}
	a, b := strings.Repeat("a", 32), strings.Repeat("b", 32)
	if note, err := d.Last(a); note != nil || err != nil {
		t.Errorf("a new device remembers %q, %v", note, err)
	}
	for _, note := range []string{"one", "two"} {
		if err := d.Remember(a, []byte(note)); err != nil {
			t.Fatal(err)
		}
	}
	if note, err := d.Last(a); string(note) != "two" || err != nil {
		t.Errorf("got %q, %v", note, err)
	}
	if note, err := d.Last(b); note != nil || err != nil {
		t.Errorf("of another vault it remembers %q, %v", note, err)
	}
	names, _ := filepath.Glob(filepath.Join(d.Dir, "checkpoints", "*"))
	if len(names) != 1 {
		t.Errorf("files: %q", names)
	}
	if st, err := os.Stat(names[0]); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v", st, err)
	}
}

func TestADeviceRefusesWhatIsNoVaultID(t *testing.T) {
	d := storage.Device{Dir: t.TempDir()}
	for _, id := range []string{"", "../../etc/passwd", strings.Repeat("A", 32)} {
		if err := d.Remember(id, nil); fault.KindOf(err) != fault.Invalid {
			t.Errorf("remembering %q gives %v", id, err)
		}
		if _, err := d.Last(id); fault.KindOf(err) != fault.Invalid {
			t.Errorf("the last of %q gives %v", id, err)
		}
	}
}

func TestADeviceWithoutAFolderRemembersNothing(t *testing.T) {
	var d storage.Device
	if err := d.Remember(strings.Repeat("a", 32), []byte("x")); err != nil {
		t.Error(err)
	}
	if note, err := d.Last(strings.Repeat("a", 32)); note != nil || err != nil {
		t.Errorf("got %q, %v", note, err)
	}
}
