package archive

import (
	"fmt"
	"io"
	"os"

	"vaughn/index/fault"
)

// spool is an item too large for memory, on disk. The scratch file is removed
// from its folder at once where the system allows that, so that nothing is
// left behind by a crash; its name says nothing about the content.
type spool struct {
	file *os.File
	size int64
	gone bool
}

func newSpool() (*spool, error) {
	f, err := os.CreateTemp("", "vaughn-*.item")
	if err != nil {
		return nil, opening(os.TempDir(), err)
	}
	return &spool{file: f, gone: os.Remove(f.Name()) == nil}, nil
}

// Write appends.
func (s *spool) Write(p []byte) (int, error) {
	n, err := s.file.Write(p)
	s.size += int64(n)
	if err != nil {
		err = opening(os.TempDir(), err)
	}
	return n, err
}

// tooLarge reports an item that is a bomb, or as good as one.
func tooLarge(name string, offset int64, lim Limits) error {
	return &fault.Error{
		Code: fault.Limit, Op: "reading", Subject: fmt.Sprintf("%s at byte %d", name, offset),
		Err:  fmt.Errorf("the item is larger than %d MiB", lim.Item>>20),
		Hint: "Cut it out of its container and look at it by itself.",
	}
}

// Close frees the bytes; closing no spool is fine.
func (s *spool) Close() {
	if s == nil {
		return
	}
	s.file.Close()
	if !s.gone {
		os.Remove(s.file.Name())
	}
}

// ReaderAtCloser is a file that can be read at any place.
type ReaderAtCloser interface {
	io.ReaderAt
	io.Closer
}

// OpenAt gives a file of the source for reading at any place, and its size:
// what binary containers need. A compressed file, or one of a file system that
// only streams, goes through a scratch file, at most Limits.Item bytes of it.
func (s Source) OpenAt(name string) (ReaderAtCloser, int64, error) {
	f, err := s.FS.Open(name)
	if err != nil {
		return nil, 0, opening(s.label(name), err)
	}
	var magic [4]byte
	info, err := f.Stat()
	if at, ok := f.(ReaderAtCloser); ok && err == nil {
		if n, _ := at.ReadAt(magic[:], 0); compression(magic[:n]) == nil {
			return at, info.Size(), nil
		}
	}
	f.Close()
	r, err := s.Open(name)
	if err != nil {
		return nil, 0, err
	}
	defer r.Close()
	sp, err := newSpool()
	if err != nil {
		return nil, 0, err
	}
	limit := s.Limits.orDefaults().Item
	if _, err = io.Copy(sp, io.LimitReader(r, limit+1)); err == nil && sp.size > limit {
		err = tooLarge(s.label(name), 0, s.Limits.orDefaults())
	}
	if err != nil {
		sp.Close()
		return nil, 0, opening(s.label(name), err)
	}
	return spoolFile{sp}, sp.size, nil
}

// spoolFile lends a spool out.
type spoolFile struct{ *spool }

// ReadAt reads the scratch file.
func (s spoolFile) ReadAt(p []byte, off int64) (int, error) { return s.file.ReadAt(p, off) }

// Close frees it.
func (s spoolFile) Close() error { s.spool.Close(); return nil }
