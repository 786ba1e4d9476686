package archive

import (
	"fmt"
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
