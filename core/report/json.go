package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// JSON writes the report as one indented JSON document.
func JSON(w io.Writer, d *Document) error {
	b := bufio.NewWriter(w)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(d); err != nil {
		return fmt.Errorf("writing the JSON report: %w", err)
	}
	return b.Flush()
}
