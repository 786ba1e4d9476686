package archive

import "slices"

// scratch keeps bytes in memory and, beyond a limit, in an unnamed file.
type scratch struct {
	limit int64
	mem   []byte
	file  *spool
	size  int64
}

func (s *scratch) add(p []byte) (off int64, err error) {
	off = s.size
	if s.file == nil && s.size+int64(len(p)) > s.limit {
		if s.file, err = newSpool(); err != nil {
			return 0, err
		}
		if _, err = s.file.Write(s.mem); err != nil {
			return 0, err
		}
		s.mem = make([]byte, 0, 1<<20)
	}
	s.size += int64(len(p))
	s.mem = append(s.mem, p...)
	if s.file != nil && len(s.mem) >= 1<<20 {
		err = s.flush()
	}
	return off, err
}

// flush must precede at when bytes were spooled.
func (s *scratch) flush() error {
	if s.file == nil || len(s.mem) == 0 {
		return nil
	}
	_, err := s.file.Write(s.mem)
	s.mem = s.mem[:0]
	return err
}

func (s *scratch) at(off int64, n uint32, buf []byte) ([]byte, error) {
	if s.file == nil {
		return s.mem[off : off+int64(n)], nil
	}
	buf = slices.Grow(buf[:0], int(n))[:n]
	if _, err := s.file.file.ReadAt(buf, off); err != nil {
		return nil, opening("the scratch file", err)
	}
	return buf, nil
}

func (s *scratch) Close() { s.file.Close() }
