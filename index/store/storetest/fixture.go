package storetest

import (
	"os"
	"path/filepath"
	"testing"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// Database lets the real engine make a database file from a script of SQL, for
// tests of what reads such files. When the script chose journal_mode=wal, log is
// the write-ahead log as it lies there while a program has the file open.
func Database(t testing.TB, script string) (file, log []byte) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "fixture.db")
	tls := libc.NewTLS()
	defer tls.Close()
	path, err := libc.CString(name)
	if err != nil {
		t.Fatal(err)
	}
	defer libc.Xfree(tls, path)
	sql, err := libc.CString(script)
	if err != nil {
		t.Fatal(err)
	}
	defer libc.Xfree(tls, sql)
	handle := libc.Xcalloc(tls, 1, 8)
	defer libc.Xfree(tls, handle)
	if rc := sqlite3.Xsqlite3_open(tls, path, handle); rc != sqlite3.SQLITE_OK {
		t.Fatalf("opening the fixture: %d", rc)
	}
	db := *at[uintptr](handle)
	defer sqlite3.Xsqlite3_close_v2(tls, db)
	if rc := sqlite3.Xsqlite3_exec(tls, db, sql, 0, 0, 0); rc != sqlite3.SQLITE_OK {
		t.Fatalf("making the fixture: %s", libc.GoString(sqlite3.Xsqlite3_errmsg(tls, db)))
	}
	if file, err = os.ReadFile(name); err != nil {
		t.Fatal(err)
	}
	log, _ = os.ReadFile(name + "-wal") // absent in the usual mode
	return file, log
}
