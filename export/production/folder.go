package production

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"syscall"

	"vaughn/index/disk"
	"vaughn/index/fault"
)

// staging is a production folder under its temporary name. Nothing in it looks
// finished: the name ends in ".partial" until everything is proven.
type staging struct {
	on         disk.FS
	final, dir string
	mu         sync.Mutex
	files      listing
}

// shared is the disk of this computer, with files that others may read: a
// production is for others.
type shared struct{ disk.OS }

// Open opens a file or folder.
func (d shared) Open(name string, flag int) (disk.File, error) {
	if flag&os.O_CREATE == 0 {
		return d.OS.Open(name, flag)
	}
	return os.OpenFile(name, flag, 0o644)
}

// Mkdir makes one folder.
func (shared) Mkdir(name string) error { return os.Mkdir(name, 0o755) }

// partial ends the name of a folder that is not finished.
const partial = ".partial"

// marker is the file that tells our own left-over from a folder of the user's.
const marker = ".vaughn-unfinished"

// stage makes the folder of a run. What a run left there that was cut off is
// removed, but for a production whose numbers are given: it gets its name.
func stage(on disk.FS, out string, roots map[string]string) (*staging, error) {
	switch _, done, err := finish(on, out, roots); {
	case err != nil:
		return nil, err
	case done:
		return nil, &fault.Error{Code: fault.Exists, Op: "making the production folder", Subject: out, Err: errors.New("a production lay there of which only the name was missing; it has its name now"),
			Hint: "Verify that folder, and name another one for this production."}
	}
	s := &staging{on: on, final: out, dir: filepath.Clean(out) + partial}
	if _, err := os.Lstat(filepath.Join(s.dir, marker)); err == nil {
		if err := os.RemoveAll(s.dir); err != nil {
			return nil, diskError("removing an unfinished production", s.dir, err)
		}
	}
	if err := s.folder(filepath.Dir(s.dir)); err != nil {
		return nil, diskError("making the production folder", out, err)
	}
	if err := on.Mkdir(s.dir); err != nil {
		return nil, diskError("making the production folder", s.dir, err)
	}
	if err := s.write(marker, nil); err != nil {
		s.drop()
		return nil, err
	}
	return s, nil
}

// folder makes a folder and those above it.
func (s *staging) folder(path string) error {
	if st, err := os.Stat(path); err == nil && st.IsDir() {
		return nil
	}
	if up := filepath.Dir(path); up != path {
		if err := s.folder(up); err != nil {
			return err
		}
	}
	err := s.on.Mkdir(path)
	if st, serr := os.Stat(path); errors.Is(err, fs.ErrExist) && serr == nil {
		if st.IsDir() {
			return nil // another file of it was quicker
		}
		return &fs.PathError{Op: "mkdir", Path: path, Err: syscall.ENOTDIR}
	}
	return err
}

// put writes one file of the production; settle makes it safe.
func (s *staging) put(path string, data []byte) (CertFile, error) {
	f, err := s.place(path, data)
	if err == nil {
		err = s.list(f)
	}
	return f, err
}

// write writes without listing.
func (s *staging) write(path string, data []byte) error {
	f, err := s.open(path)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return diskError("writing the production", path, err)
	}
	return nil
}

// open makes a new file of the production.
func (s *staging) open(path string) (disk.File, error) {
	full := filepath.Join(s.dir, filepath.FromSlash(path))
	err := s.folder(filepath.Dir(full))
	var f disk.File
	if err == nil {
		f, err = s.on.Open(full, os.O_RDWR|os.O_CREATE|os.O_TRUNC)
	}
	if err != nil {
		return nil, diskError("writing the production", path, err)
	}
	return f, nil
}

// read gives a file that was written.
func (s *staging) read(path string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(s.dir, filepath.FromSlash(path)))
	if err != nil {
		return nil, diskError("writing the production", path, err)
	}
	return data, nil
}

// settle makes every file safe on disk, at the end and all at once: with the one
// call that some systems have for it, or file by file. Until it is done the folder
// has no finished name, so a power cut before leaves nothing that looks produced.
func (s *staging) settle(ctx context.Context) error {
	if d, ok := s.on.(interface {
		syncAll(dir string) (bool, error)
	}); ok {
		switch done, err := d.syncAll(s.dir); {
		case err != nil:
			return diskError("writing the production", s.dir, err)
		case done:
			return nil
		}
	}
	root, err := os.OpenRoot(s.dir)
	if err != nil {
		return diskError("finishing the production", s.dir, err)
	}
	defer root.Close()
	return inOrder(ctx, walk(root), func(e entry) (struct{}, error) {
		if e.dir {
			return struct{}{}, nil
		}
		f, err := s.on.Open(filepath.Join(s.dir, filepath.FromSlash(e.path)), os.O_RDWR)
		if err == nil {
			err = f.Sync()
			if cerr := f.Close(); err == nil {
				err = cerr
			}
		}
		if err != nil {
			err = diskError("writing the production", e.path, err)
		}
		return struct{}{}, err
	}, func(struct{}) error { return nil })
}

// finish gives the folder its name. Its numbers are given by now, so what cannot
// be finished is kept, and named by the next run to this place.
func (s *staging) finish() error {
	err := s.on.Remove(filepath.Join(s.dir, marker))
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = s.name()
	}
	if err == nil {
		return nil
	}
	e := &fault.Error{Code: fault.Internal, Op: "finishing the production", Subject: s.final, Err: err,
		Hint: "The production is whole and its numbers are given, but its folder still ends in " + partial + ": run it again to the same folder, which gives it its name."}
	if _, there := os.Lstat(s.final); there == nil {
		e.Hint = "The production is whole, has its name, and its numbers are given, but the disk did not confirm it: check the disk and verify the folder."
	}
	if isFull(err) {
		e.Code = fault.NoSpace
	}
	return e
}

// dirs lists the folders of the production by their paths, each before those in it.
func (s *staging) dirs() ([]string, error) {
	root, err := os.OpenRoot(s.dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	out := []string{s.dir}
	for e, err := range walk(root) {
		if err != nil {
			return nil, err
		}
		if e.dir {
			out = append(out, filepath.Join(s.dir, filepath.FromSlash(e.path)))
		}
	}
	slices.Sort(out)
	return out, nil
}

// prune removes the folders that files were moved out of: a folder without
// files tells nobody anything.
func (s *staging) prune() error {
	dirs, err := s.dirs()
	if err != nil {
		return diskError("finishing the production", s.dir, err)
	}
	for _, d := range slices.Backward(dirs[1:]) {
		_ = os.Remove(d) // one that holds something stays
	}
	return nil
}

func (s *staging) name() error {
	dirs, err := s.dirs()
	for _, d := range dirs {
		if err == nil {
			err = s.sync(d)
		}
	}
	if err == nil {
		err = s.on.Rename(s.dir, s.final)
	}
	if err == nil {
		err = s.sync(filepath.Dir(s.final))
	}
	return err
}

// drop removes what a failed run left.
func (s *staging) drop() { _ = os.RemoveAll(s.dir) }

// sync makes the names in a folder durable. QUIRK: Windows has no such call
// and refuses to open a folder for it; there the rename itself is journaled.
func (s *staging) sync(path string) error {
	if err := disk.SyncDir(s.on, path); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrInvalid) && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil
}

func diskError(op, subject string, err error) error {
	e := &fault.Error{Code: fault.Internal, Op: op, Subject: subject, Err: err}
	switch {
	case isFull(err):
		e.Code, e.Hint = fault.NoSpace, "The disk is full. Free some space and run it again; nothing half-finished was left as a production."
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		e.Code, e.Hint = fault.NoAccess, "You have no right to write there, or the disk is read-only. Choose another folder."
	case errors.Is(err, syscall.ENOTDIR):
		e.Code, e.Hint = fault.NotFound, "Check the path: a part of it is a file where a folder is meant."
	case errors.Is(err, fs.ErrExist):
		e.Code, e.Hint = fault.Exists, "Look into that folder, then remove or rename it: no run of this case left it unfinished."
	case errors.Is(err, fs.ErrNotExist):
		e.Code, e.Hint = fault.NotFound, "Check the path."
	}
	return e
}

// entry is one thing in a folder.
type entry struct {
	path  string // '/'-separated
	plain bool   // a regular file, not a link or a device
	dir   bool
}

// maxEntries bounds what is listed of a folder that may be hostile.
const maxEntries = 4_000_000

// atOnce is how many names of a folder are read together: those of a production may
// hold a hundred thousand.
const atOnce = 1000

// walk lists what lies in a folder, as the disk has it; links are listed, never
// followed.
func walk(root *os.Root) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		seen := 0
		for dirs := []string{"."}; len(dirs) > 0; {
			dir := dirs[0]
			dirs = dirs[1:]
			f, err := root.Open(filepath.FromSlash(dir))
			for err == nil {
				var part []fs.DirEntry
				part, err = f.ReadDir(atOnce)
				for _, d := range part {
					if seen++; seen > maxEntries {
						err = fmt.Errorf("it holds more than %d files", maxEntries)
						break
					}
					e := entry{path.Join(dir, d.Name()), d.Type().IsRegular(), d.IsDir()}
					if e.dir {
						dirs = append(dirs, e.path)
					}
					if !yield(e, nil) {
						_ = f.Close()
						return
					}
				}
			}
			if f != nil {
				_ = f.Close()
			}
			if err != io.EOF {
				yield(entry{}, err)
				return
			}
		}
	}
}

// openFile opens a file of a finished production and tells its size, refusing links
// and whatever leads out of the folder or is too large.
func openFile(root *os.Root, path string, most int64) (*os.File, int64, error) {
	st, err := root.Lstat(filepath.FromSlash(path))
	if err != nil {
		return nil, 0, diskError("reading the production", path, err)
	}
	if !st.Mode().IsRegular() {
		return nil, 0, fmt.Errorf("reading the production: %s is not a plain file", path)
	}
	if st.Size() > most {
		return nil, 0, fmt.Errorf("reading the production: %s has more than the %d bytes that are looked at", path, most)
	}
	f, err := root.Open(filepath.FromSlash(path))
	if err != nil {
		return nil, 0, diskError("reading the production", path, err)
	}
	return f, st.Size(), nil
}

// openRoot opens a folder that a person named.
func openRoot(dir string) (*os.Root, error) {
	if st, err := os.Stat(dir); err == nil && !st.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: dir, Err: syscall.ENOTDIR}
	}
	return os.OpenRoot(dir)
}

// readFile reads a file of a finished production.
func readFile(root *os.Root, path string, most int64) ([]byte, error) {
	f, size, err := openFile(root, path, most)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	if _, err := data.ReadFrom(io.LimitReader(f, most)); err != nil {
		return nil, diskError("reading the production", path, err)
	}
	return data.Bytes(), nil
}
