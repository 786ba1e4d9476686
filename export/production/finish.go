package production

import (
	"os"
	"path/filepath"

	"vaughn/index/disk"
	"vaughn/index/fault"
)

// Finish names the folder of a production whose run was cut off between the
// journal's entry, which gave its numbers, and its name: it is proven, safe on
// disk, and complete. roots are those of the productions that the journal knows, by
// name; of any other folder no number was given, and it is left as it is. ok is
// false when there is nothing to finish. A folder that is there already is an error.
func Finish(out string, roots map[string]string) (cert Certificate, ok bool, err error) {
	return finish(shared{}, out, roots)
}

func finish(on disk.FS, out string, roots map[string]string) (cert Certificate, ok bool, err error) {
	if err := vacant(out); err != nil {
		return cert, false, err
	}
	s := &staging{on: on, final: out, dir: filepath.Clean(out) + partial}
	root, err := os.OpenRoot(s.dir)
	if err != nil {
		return cert, false, nil // there is no such folder
	}
	l, done, err := openLedger(root)
	if err == nil {
		cert = l.Certificate
		done()
	}
	_ = root.Close() // Windows renames no folder that is open
	if err != nil || cert.Root == "" || roots[cert.Production] != cert.Root {
		return Certificate{}, false, nil
	}
	return cert, true, s.finish()
}

// vacant refuses a folder that is there.
func vacant(out string) error {
	if _, err := os.Lstat(out); err == nil {
		return &fault.Error{Code: fault.Exists, Op: "making the production folder", Subject: out, Hint: "Name a folder that does not exist yet."}
	}
	return nil
}
