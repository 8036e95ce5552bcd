package vm

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"unicode"

	"gatehouse/core/fault"
)

// Problem is an error as people read it.
type Problem struct {
	Title  string // what happened
	Detail string // what to do; may be ""
}

// titles say what each kind of failure means for the person.
var titles = map[fault.Kind]string{
	fault.NotFound:      "This is not there",
	fault.Conflict:      "This exists already or was changed meanwhile",
	fault.Invalid:       "Something here is not right",
	fault.Denied:        "This is not allowed",
	fault.NeedsApproval: "Somebody else has to agree",
	fault.NeedsLogin:    "Please unlock the vault again",
	fault.Refused:       "The check said no",
	fault.Busy:          "The vault is in use elsewhere",
	fault.Damaged:       "The storage is not what was written",
	fault.Full:          "There is no space left",
}

// Explain turns an error into words. What is no fault of a known kind goes to the log, and people
// read only what they can act on.
func Explain(err error) Problem {
	switch kind := fault.KindOf(err); {
	case err == nil:
		return Problem{}
	case errors.Is(err, context.Canceled):
		return Problem{Title: "Stopped", Detail: "Nothing was kept."}
	case kind != 0:
		return Problem{titles[kind], Sentence(err)}
	}
	slog.Error("unexpected error", "error", err)
	return Problem{"Something went wrong", Sentence(err)}
}

// Sentence writes an error as a sentence: a capital first, one full stop last.
func Sentence(err error) string {
	if err == nil {
		return ""
	}
	r := []rune(strings.TrimSpace(err.Error()))
	if len(r) == 0 {
		return ""
	}
	r[0] = unicode.ToUpper(r[0])
	if !strings.ContainsRune(".!?", r[len(r)-1]) {
		r = append(r, '.')
	}
	return string(r)
}
