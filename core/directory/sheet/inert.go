package sheet

import "strings"

// A spreadsheet takes a cell that begins with one of these for a formula, wherever it comes from
// (OWASP, CSV injection). The apostrophe is what tells it otherwise, and so it needs one itself.
const formula = "=+-@\t\r'"

// inert returns a cell that a spreadsheet shows and does not run.
func inert(s string) string {
	if s != "" && strings.IndexByte(formula, s[0]) >= 0 {
		return "'" + s
	}
	return s
}

// alive takes back what inert does. An apostrophe that stands before nothing of the kind is text.
func alive(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.IndexByte(formula, s[1]) >= 0 {
		return s[1:]
	}
	return s
}

// list cuts a cell into names: names hold none of these.
func list(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" ,;|\t\n\r", r) })
}
