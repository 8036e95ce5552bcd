// Package fault names the few kinds of failure that a person can act on.
//
// An error made here carries a [Kind], which decides what the program does (an exit code, a
// dialog, a retry), and a message that is fit to be shown: it says what is wrong and what to do
// next, and never holds a secret. Every other error means "something went wrong": the desktop
// and gatectl show a reference number for it and put the detail in the log.
//
// Messages start in lower case without a full stop when they are part of a path
// ("importing access.log: line 812: …"); whole sentences for people start with a capital.
package fault

import (
	"errors"
	"fmt"
)

// Kind says which sort of failure this is.
type Kind uint8

// The kinds. A program branches on them; nothing else about an error is for branching.
const (
	NotFound      Kind = iota + 1 // the named thing does not exist
	Conflict                      // it exists already, or was changed meanwhile
	Invalid                       // the input is wrong; the message says where and what would be right
	Denied                        // this person may not do this
	NeedsApproval                 // a proposal was made; somebody else must agree
	NeedsLogin                    // the vault is locked, or the log-in is too old for this
	Refused                       // a verification said no
	Busy                          // another program holds the vault
	Damaged                       // the storage is not what was written
	Full                          // no space left; nothing was changed
)

var kindNames = [...]string{
	NotFound: "not found", Conflict: "conflict", Invalid: "invalid", Denied: "denied",
	NeedsApproval: "needs approval", NeedsLogin: "needs log-in", Refused: "refused",
	Busy: "busy", Damaged: "damaged", Full: "full",
}

// String returns the kind in words.
func (k Kind) String() string {
	if int(k) < len(kindNames) && kindNames[k] != "" {
		return kindNames[k]
	}
	return "unexpected"
}

// Error is a failure that a person can act on.
type Error struct {
	Kind    Kind
	Message string // fit to be shown
	Err     error  // the cause, for the log; may be nil
}

// Error returns the message, and the cause behind it where there is one.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Message
	}
	return e.Message + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New returns an error of the given kind.
func New(k Kind, format string, args ...any) error {
	return &Error{Kind: k, Message: fmt.Sprintf(format, args...)}
}

// Wrap returns an error of the given kind with err as its cause.
func Wrap(k Kind, err error, format string, args ...any) error {
	return &Error{Kind: k, Message: fmt.Sprintf(format, args...), Err: err}
}

// KindOf returns the kind of the outermost [Error] in err's chain, or 0 when there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return 0
}

// Is reports whether err is of kind k.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }
