package store

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"vaughn/index/fault"
)

// coded gives an error its code and hint. What is coded already, or was
// cancelled, passes; the subject is the database file, never content.
func coded(op, subject string, err error) error {
	var f *fault.Error
	if err == nil || errors.As(err, &f) {
		return err
	}
	e := &fault.Error{Op: op, Subject: subject, Err: err, Code: fault.Internal}
	var s *sqlite.Error
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		e.Code = fault.Cancelled
	case errors.As(err, &s):
		e.Code, e.Hint = sqlCode(s.Code())
	case full(err):
		e.Code, e.Hint = fault.NoSpace, hintSpace
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		e.Code, e.Hint = fault.NoAccess, hintAccess
	case errors.Is(err, fs.ErrNotExist):
		e.Code = fault.NotFound
	}
	return e
}

const (
	hintSpace   = "Free some space on this disk and start again; everything acknowledged so far is kept."
	hintAccess  = "Check that you may write to this folder and the files in it, and that the disk is not read-only."
	hintDamaged = "Copy the case folder before anything else, then restore it from a backup; the disk may be failing."
	hintBusy    = "Another program, such as a backup, is holding the file; wait for it or close it, then try again."
)

func sqlCode(extended int) (fault.Code, string) {
	switch extended & 0xff {
	case sqlite3.SQLITE_FULL:
		return fault.NoSpace, hintSpace
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_AUTH:
		return fault.NoAccess, hintAccess
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_IOERR:
		return fault.Damaged, hintDamaged
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fault.Locked, hintBusy
	case sqlite3.SQLITE_INTERRUPT:
		return fault.Cancelled, ""
	}
	return fault.Internal, ""
}
