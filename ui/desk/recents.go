package desk

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"gatehouse/ui/vm"
)

// Recents remembers in a file which vaults were opened on this machine: path, administrator, time.
// It is a comfort; a file that is missing or broken means that none were.
type Recents struct{ File string }

// maxRecents is how many vaults are remembered.
const maxRecents = 12

// List implements vm.Recents.
func (r Recents) List() []vm.Recent {
	b, err := os.ReadFile(r.File)
	if err != nil {
		return nil
	}
	var all []vm.Recent
	if json.Unmarshal(b, &all) != nil {
		return nil
	}
	return all
}

// Add implements vm.Recents: the vault comes first, once.
func (r Recents) Add(v vm.Recent) error {
	all := slices.DeleteFunc(r.List(), func(o vm.Recent) bool { return o.Path == v.Path })
	all = append([]vm.Recent{v}, all[:min(len(all), maxRecents-1)]...)
	b, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("remembering a vault: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(r.File), 0o700); err != nil {
		return fmt.Errorf("remembering a vault: %w", err)
	}
	if err := os.WriteFile(r.File, b, 0o600); err != nil {
		return fmt.Errorf("remembering a vault: %w", err)
	}
	return nil
}

var _ vm.Recents = Recents{}
