// Package fault holds the errors a person can act on: each has a code that
// scripts and dialogs branch on, the thing it happened to, and a hint in the
// reader's own words. It refuses to carry content: nothing that may be exempt
// (text, subjects, names, addresses) belongs in any field.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Code names a kind of failure. The set is small and stable: scripts branch on it.
type Code string

// The codes. Each maps to one exit status in ExitStatus.
const (
	Usage     Code = "usage"      // the call's words are wrong
	NotFound  Code = "not-found"  // the named file, case or record is not there
	NotCase   Code = "not-a-case" // a folder that holds no case
	Exists    Code = "exists"     // the target is already there
	Newer     Code = "newer"      // a case written by a newer version
	Locked    Code = "locked"     // a second program has the case open
	NoSpace   Code = "no-space"   // the disk is full
	NoAccess  Code = "no-access"  // missing rights
	Network   Code = "network"    // a case on a network share
	Format    Code = "format"     // nobody knows how to read it
	Damaged   Code = "damaged"    // known format, broken content
	Encrypted Code = "encrypted"  // a password is needed
	Limit     Code = "limit"      // a bound on size, depth or time was reached
	Conflict  Code = "conflict"   // a decision was taken on a stale state
	Refused   Code = "refused"    // checks forbid the step
	Findings  Code = "findings"   // done, but a person must look
	NoDisplay Code = "no-display" // there is no screen to open a window on
	Cancelled Code = "cancelled"  // a person stopped it
	Internal  Code = "internal"   // a defect of the program
)

// Error is a failure with what a person needs to act on it.
type Error struct {
	Code    Code
	Op      string // what was attempted: "opening the case"
	Subject string // the file, folder or position it happened to; never content
	Hint    string // what to do next, a full sentence
	Err     error  // the cause, may be nil
}

// Error tells what was attempted, on what, and why it failed, in one line.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	if e.Subject != "" {
		fmt.Fprintf(&b, " %s", e.Subject)
	}
	switch {
	case e.Err != nil:
		fmt.Fprintf(&b, ": %v", e.Err)
	default:
		fmt.Fprintf(&b, ": %s", strings.ReplaceAll(string(e.Code), "-", " "))
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf finds the code of the first coded error in the chain; "" for nil,
// Internal for an error that nobody coded.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// Hint finds the first hint in the chain, or "".
func Hint(err error) string {
	for err != nil {
		var e *Error
		if !errors.As(err, &e) {
			return ""
		}
		if e.Hint != "" {
			return e.Hint
		}
		err = e.Err
	}
	return ""
}

// Text is what a person is shown: the error and, when there is one, its hint.
func Text(err error) string {
	if err == nil {
		return ""
	}
	if h := Hint(err); h != "" {
		return err.Error() + "\n" + h
	}
	return err.Error()
}

// ExitStatus maps an error to the exit status of the command line: 0 done,
// 1 a person must look, 2 wrong usage, 3 nothing was done.
func ExitStatus(err error) int {
	switch CodeOf(err) {
	case "":
		return 0
	case Findings, Cancelled:
		return 1
	case Usage:
		return 2
	default:
		return 3
	}
}
