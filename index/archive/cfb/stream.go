package cfb

import (
	"encoding/binary"
	"fmt"
	"io"
)

// Open streams the bytes of a stream; a storage has none. A stream whose
// sectors end before its declared size gives what is there, then an error
// with ErrDamaged.
func (e *Entry) Open() io.ReadCloser {
	s := &stream{f: e.f, at: e.start, left: e.Size, beyond: e.Size - e.have, mini: e.Size < e.f.cutoff}
	if e.Storage {
		s.left = 0
	}
	s.unit = e.f.sector
	if s.mini {
		s.unit = miniSector
	}
	// A chain that leads in a circle ends where the file could hold no more.
	s.limit = e.f.size/s.unit + 1
	return s
}

// Bytes reads a stream up to max bytes. With an error, what was read before it
// is given too.
func (e *Entry) Bytes(max int64) ([]byte, error) {
	if e.Size > max {
		return nil, fmt.Errorf("stream of %d bytes is longer than %d: %w", e.Size, max, ErrDamaged)
	}
	return io.ReadAll(e.Open())
}

type stream struct {
	f      *File
	at     uint32 // sector of the next byte
	pos    int64  // in that sector
	left   int64  // of the declared size
	beyond int64  // bytes of left that are more than the file has room for
	unit   int64  // bytes of a sector
	mini   bool
	limit  int64 // sectors that may still be entered
	err    error
}

// Read reads on.
func (s *stream) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	if s.left == 0 {
		return 0, io.EOF
	}
	if s.left <= s.beyond {
		s.err = fmt.Errorf("stream is longer than the file has room for: %w", ErrDamaged)
		return 0, s.err
	}
	if s.pos == s.unit {
		if s.at, s.err = s.after(s.at); s.err != nil {
			return 0, s.err
		}
		s.pos = 0
		s.limit--
	}
	off, err := s.place()
	if err != nil {
		s.err = err
		return 0, err
	}
	n := min(int64(len(p)), s.unit-s.pos, s.left-s.beyond)
	got, err := s.f.r.ReadAt(p[:n], off+s.pos)
	s.pos += int64(got)
	s.left -= int64(got)
	if int64(got) == n {
		return got, nil
	}
	s.err = fmt.Errorf("stream ends at offset %d with %d bytes missing: %w", off+s.pos, s.left, orDamaged(err))
	return got, s.err
}

// Close has nothing to free.
func (s *stream) Close() error { return nil }

// place is the file offset of the sector at hand.
func (s *stream) place() (int64, error) {
	if s.at >= lastSector || s.limit <= 0 {
		return 0, fmt.Errorf("chain of a stream ends with %d bytes missing: %w", s.left, ErrDamaged)
	}
	if !s.mini {
		return s.f.offset(s.at), nil
	}
	per := s.f.sector / miniSector
	i := int64(s.at) / per
	if i >= int64(len(s.f.mini)) {
		return 0, fmt.Errorf("small sector %d is not there: %w", s.at, ErrDamaged)
	}
	return s.f.offset(s.f.mini[i]) + int64(s.at)%per*miniSector, nil
}

func (s *stream) after(sector uint32) (uint32, error) {
	if !s.mini {
		return s.f.next(sector)
	}
	per := s.f.sector / 4
	i := int64(sector) / per
	if i >= int64(len(s.f.miniFAT)) {
		return 0, fmt.Errorf("small sector %d has no entry in its table: %w", sector, ErrDamaged)
	}
	var b [4]byte
	off := s.f.offset(s.f.miniFAT[i]) + int64(sector)%per*4
	if _, err := s.f.r.ReadAt(b[:], off); err != nil {
		return 0, fmt.Errorf("small sector table at offset %d: %w", off, orDamaged(err))
	}
	return binary.LittleEndian.Uint32(b[:]), nil
}
