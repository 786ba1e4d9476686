package casework

import (
	"bufio"
	"crypto/md5"
	"encoding/binary"
	"fmt"
	"os"

	"vaughn/index/thread"
)

// shapeFile keeps the shapes of a case's texts outside of memory, in a file of
// the case folder that holds hashes alone and goes with its close.
type shapeFile struct {
	f    *os.File
	w    *bufio.Writer
	ends []int64 // of each shape, in runs
	last []byte  // the shape at hand
}

func newShapeFile(dir string) (*shapeFile, error) {
	f, err := os.CreateTemp(dir, "near-*.tmp")
	if err != nil {
		return nil, fmt.Errorf("comparing texts: %w", err)
	}
	return &shapeFile{f: f, w: bufio.NewWriterSize(f, 1<<18)}, nil
}

func (s *shapeFile) close() {
	_ = s.f.Close()
	_ = os.Remove(s.f.Name())
}

// key takes a shape to hand and gives what is equal for equal shapes alone, in
// practice.
func (s *shapeFile) key(shape thread.Shape) [md5.Size]byte {
	s.last = s.last[:0]
	for _, g := range shape {
		s.last = binary.LittleEndian.AppendUint32(s.last, g)
	}
	return md5.Sum(s.last)
}

// add keeps the shape at hand.
func (s *shapeFile) add() error {
	if _, err := s.w.Write(s.last); err != nil {
		return fmt.Errorf("comparing texts: %w", err)
	}
	end := int64(len(s.last) / 4)
	if n := len(s.ends); n > 0 {
		end += s.ends[n-1]
	}
	s.ends = append(s.ends, end)
	return nil
}

// done ends the writing.
func (s *shapeFile) done() error {
	if err := s.w.Flush(); err != nil {
		return fmt.Errorf("comparing texts: %w", err)
	}
	return nil
}

func (s *shapeFile) start(i int) int64 {
	if i == 0 {
		return 0
	}
	return s.ends[i-1]
}

// Len is how many shapes there are.
func (s *shapeFile) Len() int { return len(s.ends) }

// Size is the number of runs of one.
func (s *shapeFile) Size(i int) int { return int(s.ends[i] - s.start(i)) }

// Shape reads one.
func (s *shapeFile) Shape(i int, into thread.Shape) (thread.Shape, error) {
	n := 4 * s.Size(i)
	if cap(s.last) < n {
		s.last = make([]byte, n)
	}
	b := s.last[:n]
	if _, err := s.f.ReadAt(b, 4*s.start(i)); err != nil {
		return nil, fmt.Errorf("comparing texts: %w", err)
	}
	for ; len(b) > 0; b = b[4:] {
		into = append(into, binary.LittleEndian.Uint32(b))
	}
	return into, nil
}
