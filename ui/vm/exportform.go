package vm

import (
	"cmp"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/say"
)

// ExportForm is the form for an export, as typed.
type ExportForm struct{ Audience, Folder, Days string }

// How long a bundle counts: unless one says otherwise, and at most.
const (
	DefaultDays = 14
	maxDays     = 365
)

// Check turns the form into an export, or says what is wrong with it.
func (f ExportForm) Check() (NewExport, error) {
	e := NewExport{Audience: cmp.Or(strings.TrimSpace(f.Audience), "default")}
	folder := strings.TrimSpace(f.Folder)
	if folder == "" {
		return e, fault.New(fault.Invalid, "%s", say.L("Say where the bundle should be written."))
	}
	if e.Path = Expand(folder); !strings.HasSuffix(folder, ".tar.gz") {
		e.Path = filepath.Join(e.Path, "bundle.tar.gz")
	}
	days := DefaultDays
	if s := strings.TrimSpace(f.Days); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > maxDays {
			return e, fault.New(fault.Invalid, "%s", say.L("A bundle lasts between 1 and 365 days."))
		}
		days = n
	}
	e.Lasts = time.Duration(days) * 24 * time.Hour
	return e, nil
}
