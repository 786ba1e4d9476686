// Package disk is the little that storing safely needs of a file system: names
// and bytes that stay when the power goes. The program uses OS; tests put a
// disk in its place that loses what was not synced, fills up, or refuses.
//
// What a caller may count on after a crash: a file's bytes after its Sync, a
// folder's names after a Sync of the folder opened for reading, and nothing else.
package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
	"syscall"

	"vaughn/index/fault"
)

// File is an open file or folder; *os.File is one.
type File interface {
	io.ReadWriteSeeker
	io.Closer
	Sync() error
	ReadDir(n int) ([]fs.DirEntry, error)
}

// FS opens and names files. Errors match fs.ErrNotExist, fs.ErrExist,
// fs.ErrPermission and syscall.ENOSPC as those of package os do.
type FS interface {
	Open(name string, flag int) (File, error) // flags of os.OpenFile
	Rename(from, to string) error             // replaces to
	Remove(name string) error
	Mkdir(name string) error
}

// OS is the file system of this computer. Files and folders are the user's
// alone: a case holds what others may not read.
type OS struct{}

// Open opens a file, or a folder for Sync and ReadDir.
func (OS) Open(name string, flag int) (File, error) {
	f, err := os.OpenFile(name, flag, 0o600)
	if err != nil {
		return nil, err
	}
	if runtime.GOOS == "windows" && flag == os.O_RDONLY {
		return readOnly{f}, nil
	}
	return f, nil
}

// Rename gives a file another name on the same disk.
func (OS) Rename(from, to string) error { return os.Rename(from, to) }

// Remove removes a file or an empty folder.
func (OS) Remove(name string) error { return os.Remove(name) }

// Mkdir makes one folder.
func (OS) Mkdir(name string) error { return os.Mkdir(name, 0o700) }

// readOnly has nothing to sync. QUIRK: Windows refuses to flush a handle that
// cannot write, folders included; NTFS journals the names in a folder itself.
type readOnly struct{ *os.File }

// Sync does nothing.
func (readOnly) Sync() error { return nil }

// SyncDir makes the names in a folder durable.
func SyncDir(f FS, dir string) error {
	d, err := f.Open(dir, os.O_RDONLY)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Hints for what a person can do about a disk.
const (
	HintSpace  = "Free some space on this disk and start again; everything acknowledged so far is kept."
	HintAbsent = "Check the path: that file, or a folder in it, does not exist."
	HintAccess = "Check that you may write to this folder and the files in it, and that the disk is not read-only."
)

// Coded gives a failure of the file system its code and hint: NoSpace,
// NoAccess, NotFound, else Internal. What is coded already passes.
func Coded(op, subject string, err error) error {
	var f *fault.Error
	if err == nil || errors.As(err, &f) {
		return err
	}
	e := &fault.Error{Code: fault.Internal, Op: op, Subject: subject, Err: err}
	switch {
	case full(err):
		e.Code, e.Hint = fault.NoSpace, HintSpace
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		e.Code, e.Hint = fault.NoAccess, HintAccess
	case errors.Is(err, fs.ErrNotExist):
		e.Code, e.Hint = fault.NotFound, HintAbsent
	}
	return e
}
