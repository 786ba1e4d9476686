package store

import (
	"testing"

	sqlite3 "modernc.org/sqlite/lib"

	"vaughn/index/disk"
	"vaughn/index/fault"
)

// TestFullDiskIsNoDamage: a case on a full disk cannot be opened, and nothing is
// wrong with it.
func TestFullDiskIsNoDamage(t *testing.T) {
	for _, c := range []int{sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE} {
		if code, hint := sqlCode(c); code != fault.NoSpace || hint != disk.HintSpace {
			t.Errorf("%d: %s %q", c, code, hint)
		}
	}
	if code, _ := sqlCode(sqlite3.SQLITE_IOERR_READ); code != fault.Damaged {
		t.Errorf("a read that fails: %s", code)
	}
}
