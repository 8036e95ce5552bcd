package report

import (
	"errors"
	"io"
)

// HTML writes the report as one page that needs nothing else.
func HTML(w io.Writer, d *Document) error { return errors.ErrUnsupported }
