package vm

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"log/slog"
	"strings"
	"syscall"
	"unicode"

	"gatehouse/core/fault"
	"gatehouse/ui/say"
)

// Problem is an error as people read it.
type Problem struct {
	Title  string // what happened
	Detail string // what to do; may be ""
	Ref    string // where it stands in the program's log; "" when the detail says all
}

// titles say what each kind of failure means for the person.
var titles = map[fault.Kind]string{
	fault.NotFound:      say.Key("This is not there"),
	fault.Conflict:      say.Key("This exists already or was changed meanwhile"),
	fault.Invalid:       say.Key("Something here is not right"),
	fault.Denied:        say.Key("This is not allowed"),
	fault.NeedsApproval: say.Key("Somebody else has to agree"),
	fault.NeedsLogin:    say.Key("Please unlock the vault again"),
	fault.Refused:       say.Key("This was refused"),
	fault.Busy:          say.Key("The vault is in use elsewhere"),
	fault.Damaged:       say.Key("The storage is not what was written"),
	fault.Full:          say.Key("There is no space left"),
}

// Explain turns an error into words. What is no fault of a known kind goes to the log under a short
// reference, and people read the reference: what such an error says is not for them.
func Explain(err error) Problem {
	switch kind := fault.KindOf(err); {
	case err == nil:
		return Problem{}
	case errors.Is(err, context.Canceled):
		return Problem{Title: say.L("Stopped"), Detail: say.L("Nothing was kept.")}
	case kind != 0:
		return Problem{Title: say.Of(titles[kind]), Detail: Sentence(err)}
	case fault.OutOfRoom(err):
		return Problem{Title: say.Of(titles[fault.Full]), Detail: say.L("Nothing was kept of what was begun. Make room on the disk and try again.")}
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return Problem{Title: say.Of(titles[fault.Denied]), Detail: say.L("The system lets you neither read nor write there. Choose another place, or change who may.")}
	case errors.Is(err, fs.ErrNotExist):
		return Problem{Title: say.Of(titles[fault.NotFound]), Detail: say.L("A file or folder that is needed does not exist any more.")}
	}
	ref := reference(err)
	slog.Error("unexpected error", "reference", ref, "error", err)
	return Problem{Title: say.L("Something went wrong"), Detail: say.L("What happened is in the program's log. Your vault is as it was before. Reference {{.Ref}}.", say.V{"Ref": ref}), Ref: ref}
}

// reference names an error by what it says, so that drawing it again does not change it.
func reference(err error) string {
	sum := sha256.Sum256([]byte(err.Error()))
	return strings.ToUpper(hex.EncodeToString(sum[:3]))
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
