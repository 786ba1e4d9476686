package archive

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"sync/atomic"

	"vaughn/index/fault"
	"vaughn/index/message"
)

// Mbox reads the mbox family: mboxo, mboxrd, mboxcl, mboxcl2, Thunderbird's
// and other close kin. An item's bytes are those between the separator line
// and the blank line before the next one, with ">From " quoting undone.
type Mbox struct{}

// Info describes the format.
func (Mbox) Info() Info {
	return Info{
		Name: "mbox", Title: "mbox mail folder", Extensions: []string{".mbox", ".mbx", ".mbox.gz", ".mbox.bz2", ".mbox.zst"},
		Keeps:  "every message byte for byte with its position; read, replied, flagged, deleted and Gmail labels",
		Loses:  "in the old variant mboxo, whether a line that begins with \">From \" had its \">\" from the writer or the program",
		Proven: RealData, Many: true,
	}
}

// Sniff looks for a separator line at the very start.
func (Mbox) Sniff(head []byte, _ string) bool {
	return isSeparator(head[mboxStart(head):], true)
}

// mboxStart passes over a byte order mark and blank lines.
func mboxStart(b []byte) int {
	i := 0
	if bytes.HasPrefix(b, []byte("\xef\xbb\xbf")) {
		i = 3
	}
	for i < len(b) && (b[i] == '\n' || b[i] == '\r') {
		i++
	}
	return i
}

// Read splits in one goroutine and parses in others.
func (Mbox) Read(ctx context.Context, src Source, emit func(Item) error) error {
	f, err := src.Open(src.Main)
	if err != nil {
		return err
	}
	defer f.Close()
	p := newPipe(src.Options)
	s := &splitter{src: src, r: f, lim: p.limits, sum: &p.sum}
	return p.run(ctx, s.run, func(it Item) error {
		if it.Summary != nil {
			it.Summary.Expected = s.seen
			it.Summary.Dialect = s.dialect()
		}
		return emit(it)
	})
}

// splitter cuts an mbox stream into messages. buf holds the stream from offset
// base on; the current message begins at start.
type splitter struct {
	src  Source
	r    io.Reader
	lim  Limits
	sum  *Summary
	seen int64 // separators

	buf   []byte
	base  int64
	start int
	eof   bool
	err   error // why the stream ended early

	patches                   bool        // the file is a series made by git format-patch
	lengths, unquoted         bool        // Content-Length was right; and around unquoted lines
	quotedLines, quotedDeeply atomic.Bool // set by parsers
}

func (s *splitter) dialect() string {
	switch {
	case s.unquoted:
		return "mboxcl2"
	case s.quotedDeeply.Load():
		return "mboxrd"
	case s.lengths:
		return "mboxcl"
	case s.quotedLines.Load():
		return "mboxo or mboxrd"
	}
	return "mbox"
}

// fill reads more of the stream behind what is held; false at its end.
func (s *splitter) fill() bool {
	if s.eof {
		return false
	}
	if s.start > 0 && s.start >= len(s.buf)/2 {
		n := copy(s.buf, s.buf[s.start:])
		s.base += int64(s.start)
		s.buf, s.start = s.buf[:n], 0
	}
	if len(s.buf) == cap(s.buf) {
		bigger := make([]byte, len(s.buf), max(64<<10, 2*cap(s.buf)))
		copy(bigger, s.buf)
		s.buf = bigger
	}
	n, err := s.r.Read(s.buf[len(s.buf):min(cap(s.buf), len(s.buf)+256<<10)])
	s.buf = s.buf[:len(s.buf)+n]
	if err != nil {
		s.eof = true
		if !errors.Is(err, io.EOF) {
			s.err = err
		}
	}
	return n > 0 || !s.eof
}

// have makes n bytes after start available if the stream has them.
func (s *splitter) have(n int) bool {
	for len(s.buf)-s.start < n {
		if !s.fill() {
			return false
		}
	}
	return true
}

// run is the producer of Read's pipe.
func (s *splitter) run(ctx context.Context, put func(*job) error) error {
	s.have(separatorAhead)
	s.start = min(mboxStart(s.buf), len(s.buf))
	for s.have(1) {
		if err := ctx.Err(); err != nil {
			return err
		}
		j, err := s.next(ctx)
		if err != nil {
			return err
		}
		if j == nil {
			continue
		}
		if err := put(j); err != nil {
			return err
		}
	}
	if s.err == nil {
		return nil
	}
	return put(&job{at: s.locator(), err: &fault.Error{
		Code: fault.Damaged, Op: "reading", Subject: s.src.Name + " at byte " + strconv.FormatInt(s.base+int64(len(s.buf)), 10), Err: s.err,
		Hint: "The file ends early or is damaged here: what came before it was read. Ask for another copy.",
	}})
}

func (s *splitter) locator() message.Locator {
	return message.Locator{Source: s.src.ID, Ordinal: s.seen, Offset: s.base + int64(s.start), Length: 0}
}

// next takes the message whose separator line is at start; nil when it is to
// be skipped.
func (s *splitter) next(ctx context.Context) (*job, error) {
	line := s.separatorLine()
	j := &job{at: s.locator()}
	ordinal := s.seen
	s.seen++
	skip := s.src.Skip != nil && s.src.Skip("", ordinal)
	end, trusted, err := s.bound(ctx, j, skip)
	if err != nil {
		j.spool.Close()
		return nil, err
	}
	if j.spool == nil && j.err == nil {
		j.at.Length = int64(end - s.start)
		if !skip {
			j.raw = bytes.Clone(s.buf[s.start:end])
		}
	}
	s.start = end
	s.skipBlank()
	truncated := s.eof && s.err != nil && s.start == len(s.buf)
	if skip {
		s.sum.Skipped++
		return nil, nil
	}
	if !(trusted && s.unquoted) {
		j.prep = s.unquote
	}
	j.fix = func(m *message.Message) { fromLine(m, line, truncated) }
	return j, nil
}

func (s *splitter) unquote(b []byte) []byte {
	b, some, deep := unquoteFrom(b)
	if some {
		s.quotedLines.Store(true)
	}
	if deep {
		s.quotedDeeply.Store(true)
	}
	return b
}

// separatorLine consumes the From_ line.
func (s *splitter) separatorLine() string {
	s.have(separatorAhead)
	b := s.buf[s.start:]
	end := lineEnd(b[:min(len(b), separatorAhead)], 0)
	s.patches = s.seen == 0 && isPatchMark(b) || s.patches
	s.start += end
	return string(trimEOL(b[:end]))
}

// skipBlank passes over the blank line that precedes a separator.
func (s *splitter) skipBlank() {
	s.have(2)
	for s.start < len(s.buf) && (s.buf[s.start] == '\n' || s.buf[s.start] == '\r') {
		s.start++
		s.have(2)
	}
}

// fromLine uses what a separator line tells: the last witness of the date.
func fromLine(m *message.Message, line string, truncated bool) {
	if truncated {
		m.Note(ProblemTruncated, "", true)
	}
	if !m.Date.IsZero() {
		return
	}
	f := strings.Fields(line)
	for i := 1; i < len(f); i++ {
		if len(f[i]) < 3 || !strings.Contains(weekdays, strings.ToLower(f[i][:3])) {
			continue
		}
		// asctime has the year behind the time; public-inbox writes a dummy of 1970.
		if d, ok := parseDate(strings.Join(f[i+1:], " ")); ok && d.at.Year() > 1970 {
			m.Date, m.Zone = d.at, d.zone
			m.Note(ProblemDateSeparator, "", false)
			return
		}
	}
}
