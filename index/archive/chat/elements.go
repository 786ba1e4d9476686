package chat

import (
	"bufio"
	"errors"
	"io"
)

// Why an element could not be handed on whole.
var (
	ErrCut   = errors.New("the file ends inside the entry")
	ErrLarge = errors.New("the entry is larger than the limit")
)

// Elements streams the JSON objects of a file: those of an array, those that
// follow one another (lines or not), or, when inside is set, those of the array
// that the outermost object has under that key. A damaged element does not end
// the reading; do gets its bytes, and with an error its first ones only. At most
// limit bytes of an element are held, and they are valid during do alone.
func Elements(r io.Reader, inside string, limit int, do func(raw []byte, at int64, err error) error) error {
	s := &elements{br: bufio.NewReaderSize(r, 128<<10), inside: inside, limit: limit, do: do, base: -1}
	for {
		b, err := s.br.ReadByte()
		if errors.Is(err, io.EOF) {
			if s.taking {
				return do(s.buf, s.start, ErrCut)
			}
			return nil
		}
		if err != nil {
			return err
		}
		if err := s.step(b); err != nil {
			return err
		}
		s.at++
	}
}

type elements struct {
	br     *bufio.Reader
	inside string
	limit  int
	do     func([]byte, int64, error) error

	at, start     int64
	depth, base   int // base is the depth the elements lie at, -1 outside of them
	text, escaped bool
	taking, large bool
	key           []byte // the last string at the outermost level
	buf           []byte
	inObject      bool
}

func (s *elements) step(b byte) error {
	if s.text {
		s.inText(b)
		s.keep(b)
		return nil
	}
	switch b {
	case '"':
		s.text = true
		s.key = s.key[:0]
	case '{', '[':
		s.down(b)
	case '}', ']':
		s.keep(b)
		return s.up()
	}
	s.keep(b)
	return nil
}

func (s *elements) inText(b byte) {
	switch {
	case s.escaped:
		s.escaped = false
	case b == '\\':
		s.escaped = true
	case b == '"':
		s.text = false
		return
	}
	if !s.taking && len(s.key) < 64 {
		s.key = append(s.key, b)
	}
}

func (s *elements) down(b byte) {
	switch {
	case s.taking:
	case s.depth == 0 && b == '[':
		s.base = 1
	case s.depth == 0 && s.inside == "":
		s.base = 0
	case s.depth == 0:
		s.inObject = true
	case s.depth == 1 && s.inObject && b == '[' && string(s.key) == s.inside:
		s.base = 2
	}
	if !s.taking && b == '{' && s.depth == s.base {
		s.taking, s.large, s.start, s.buf = true, false, s.at, s.buf[:0]
	}
	s.depth++
}

func (s *elements) up() error {
	s.depth = max(0, s.depth-1)
	if s.taking && s.depth == s.base {
		s.taking = false
		if s.large {
			return s.do(s.buf, s.start, ErrLarge)
		}
		return s.do(s.buf, s.start, nil)
	}
	if s.depth < s.base {
		s.base = -1
	}
	return nil
}

func (s *elements) keep(b byte) {
	switch {
	case !s.taking:
	case len(s.buf) >= s.limit:
		s.large = true
	default:
		s.buf = append(s.buf, b)
	}
}
