package archive

import (
	"bytes"
	"context"
	"strconv"
)

// bound finds the end of the message that begins at start: an index into buf.
// trusted says that a Content-Length field told it. A message beyond
// Limits.Memory is written to j.spool on the way; skip only looks for the end.
func (s *splitter) bound(ctx context.Context, j *job, skip bool) (end int, trusted bool, err error) {
	if end, ok := s.byLength(); ok {
		return end, true, nil
	}
	scan := 0 // relative to start
	var first int64
	for {
		k := s.separatorFrom(scan)
		if k >= 0 {
			end = s.start + k
			break
		}
		if s.eof {
			// The last message, too, is followed by a blank line of the mbox.
			end = len(s.buf)
			if blank, size := blankBefore(s.buf[s.start:], end-s.start-1); blank && end > s.start && s.buf[end-1] == '\n' {
				end -= size
			}
			break
		}
		if err := ctx.Err(); err != nil {
			return 0, false, err
		}
		// Keep the last line's beginning: the mark may straddle the pieces.
		scan = max(0, len(s.buf)-s.start-separatorAhead)
		if int64(scan) > s.lim.Memory {
			cut := s.start + bytes.LastIndexByte(s.buf[s.start:s.start+scan], '\n') + 1
			if cut == s.start {
				cut = s.start + scan
			}
			if err := s.spill(j, s.buf[s.start:cut], skip); err != nil {
				return 0, false, err
			}
			first += int64(cut - s.start)
			scan -= cut - s.start
			s.start = cut
		}
		s.fill()
	}
	if first > 0 {
		tail := end
		if err := s.spill(j, s.buf[s.start:tail], skip); err != nil {
			return 0, false, err
		}
		j.at.Length = first + int64(tail-s.start)
	}
	return end, false, nil
}

// spill appends to the item's spool, quoting undone.
func (s *splitter) spill(j *job, b []byte, skip bool) error {
	if skip || j.err != nil {
		return nil
	}
	if j.spool != nil && j.spool.size+int64(len(b)) > s.lim.Item {
		j.spool.Close()
		j.spool, j.err = nil, tooLarge(s.src.Name, j.at.Offset, s.lim)
		return nil
	}
	if j.spool == nil {
		sp, err := newSpool()
		if err != nil {
			return err
		}
		j.spool = sp
	}
	_, err := j.spool.Write(s.unquote(bytes.Clone(b)))
	return err
}

// separatorFrom looks for the next separator from start+scan on and gives the
// end of the message before it, relative to start; -1 when the bytes at hand
// do not tell.
func (s *splitter) separatorFrom(scan int) int {
	for {
		b := s.buf[s.start:]
		if scan > len(b) {
			return -1
		}
		k := bytes.Index(b[scan:], []byte("\nFrom "))
		if scan == 0 && bytes.HasPrefix(b, fromMark) {
			k = -1 // a message of no bytes at all: its successor follows at once
			if s.judge(0, true) {
				return 0
			}
			k = bytes.Index(b, []byte("\nFrom "))
		}
		if k < 0 {
			return -1
		}
		k += scan
		blank, size := blankBefore(b, k)
		if s.judge(k+1, blank) {
			return k + 1 - size
		}
		scan = k + 1
	}
}

// judge asks isSeparator with enough bytes at hand. k is relative to start.
func (s *splitter) judge(k int, blank bool) bool {
	s.have(k + separatorAhead)
	b := s.buf[s.start+k:]
	return isSeparator(b, blank) && (s.patches || !isPatchMark(b))
}

// blankBefore tells whether the line that the LF at k ends is empty, and how
// many bytes that empty line has.
func blankBefore(b []byte, k int) (bool, int) {
	switch {
	case k <= 0 || b[k-1] == '\n':
		return true, 1
	case b[k-1] == '\r' && (k == 1 || b[k-2] == '\n'):
		return true, 2
	}
	return false, 0
}

// byLength follows a Content-Length field. It is a hint only: it counts when a
// separator or the end of the file follows the bytes it names. QUIRK: it is
// wrong in most files that were edited or changed their line ends.
func (s *splitter) byLength() (end int, ok bool) {
	s.have(separatorAhead)
	head := s.headerBlock()
	body := len(head)
	n := contentLength(head)
	if n < 0 || n > s.lim.Memory {
		return 0, false
	}
	target := body + int(n)
	s.have(target + separatorAhead)
	b := s.buf[s.start:]
	if target > len(b) {
		return 0, false
	}
	rest := b[target:]
	skip := 0
	for skip < 4 && skip < len(rest) && (rest[skip] == '\n' || rest[skip] == '\r') {
		skip++
	}
	atLine := target == 0 || b[target-1] == '\n' || skip > 0
	if !atLine || skip < len(rest) && !isSeparator(rest[skip:], true) {
		return 0, false
	}
	s.lengths = true
	if k := bytes.Index(b[:target], []byte("\nFrom ")); k >= 0 {
		blank, _ := blankBefore(b, k)
		s.unquoted = s.unquoted || isSeparator(b[k+1:], blank)
	}
	return s.start + target, true
}

// headerBlock is the header of the current message with its blank line, as far
// as it fits a sane window.
func (s *splitter) headerBlock() []byte {
	for size := 16 << 10; ; size *= 4 {
		more := s.have(size)
		b := s.buf[s.start:min(len(s.buf), s.start+size)]
		if k := bytes.Index(b, []byte("\n\n")); k >= 0 {
			if c := bytes.Index(b[:k], []byte("\n\r\n")); c >= 0 {
				return b[:c+3]
			}
			return b[:k+2]
		}
		if k := bytes.Index(b, []byte("\n\r\n")); k >= 0 {
			return b[:k+3]
		}
		if !more || size > 256<<10 {
			return nil
		}
	}
}

// contentLength reads the field of that name; -1 when there is none.
func contentLength(head []byte) int64 {
	for _, name := range []string{"\nContent-Length:", "\nContent-length:", "\ncontent-length:"} {
		k := bytes.Index(head, []byte(name))
		if k < 0 {
			continue
		}
		v := head[k+len(name):]
		n, err := strconv.ParseInt(string(bytes.TrimSpace(v[:lineEnd(v, 0)])), 10, 63)
		if err == nil && n >= 0 {
			return n
		}
	}
	return -1
}
