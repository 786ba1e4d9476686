package store

import (
	"context"
	"errors"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"vaughn/index/disk"
	"vaughn/index/fault"
)

// coded gives an error its code and hint. What is coded already passes; the
// subject is the database file, never content.
func coded(op, subject string, err error) error {
	var f *fault.Error
	var s *sqlite.Error
	switch {
	case err == nil || errors.As(err, &f):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return &fault.Error{Code: fault.Cancelled, Op: op, Subject: subject, Err: err}
	case errors.As(err, &s):
		code, hint := sqlCode(s.Code())
		return &fault.Error{Code: code, Op: op, Subject: subject, Err: err, Hint: hint}
	}
	return disk.Coded(op, subject, err)
}

const (
	hintDamaged = "Copy the case folder before anything else, then restore it from a backup; the disk may be failing."
	hintBusy    = "Another program, such as a backup, is holding the file; wait for it or close it, then try again."
)

func sqlCode(extended int) (fault.Code, string) {
	if extended == sqlite3.SQLITE_IOERR_SHMSIZE { // the index of the log could not be made as long as it must be
		return fault.NoSpace, disk.HintSpace
	}
	switch extended & 0xff {
	case sqlite3.SQLITE_FULL:
		return fault.NoSpace, disk.HintSpace
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_AUTH:
		return fault.NoAccess, disk.HintAccess
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_IOERR:
		return fault.Damaged, hintDamaged
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fault.Locked, hintBusy
	case sqlite3.SQLITE_INTERRUPT:
		return fault.Cancelled, ""
	}
	return fault.Internal, ""
}
