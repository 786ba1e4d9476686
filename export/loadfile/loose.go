package loadfile

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
)

// Table is what a tolerant reader found.
type Table struct {
	Fields   []string
	Rows     [][]string // as wide as Fields
	Forgiven []string   // what was not as it should be, by line; no content
}

// maxForgiven bounds the list of a table that is nothing but faults.
const maxForgiven = 100

func (t *Table) forgive(line int, why string) {
	if len(t.Forgiven) < maxForgiven {
		t.Forgiven = append(t.Forgiven, fmt.Sprintf("line %d: %s", line, why))
	}
}

// dialect is a pair of delimiters; a quote of 0 is none.
type dialect struct{ sep, quote rune }

// dialects in the order in which they are looked for in the first line.
var dialects = []dialect{{0x14, 'þ'}, {0x14, 0}, {'|', '^'}, {'\t', '"'}, {';', '"'}, {',', '"'}}

// Loose reads all of a table with LooseRows.
func Loose(data []byte) (Table, error) {
	t, rows, err := LooseRows(bytes.NewReader(data))
	if err != nil {
		return Table{}, err
	}
	for row, err := range rows {
		if err != nil {
			return *t, err
		}
		t.Rows = append(t.Rows, row)
	}
	return *t, nil
}

// LooseRows reads a table of data as review programs do, row by row: DAT and CSV
// in UTF-8, UTF-16 or Windows-1252, with or without a byte order mark, by other
// pairs of delimiters, with line ends inside quoted cells and doubled quotes. A
// row that is too short is filled, one that is too long is cut, and both are
// told in the table's Forgiven while the rows are read. No more than one row is
// held. After an error no row follows.
//
// QUIRK: without a mark a first byte of FE is the thorn of Windows-1252 and C3
// BE that of UTF-8; one byte that is no UTF-8 makes the whole file Windows-1252,
// so a file without a mark is read twice.
func LooseRows(r io.ReadSeeker) (*Table, iter.Seq2[[]string, error], error) {
	t := &Table{}
	in, note, err := decode(r)
	if err != nil {
		return nil, nil, fmt.Errorf("reading a load file: %w", err)
	}
	if note != "" {
		t.forgive(1, note)
	}
	s := &scanner{in: bufio.NewReader(in), line: 1, t: t}
	first, err := s.in.ReadString('\n')
	if err != nil && err != io.EOF || len(first) > maxLine {
		return nil, nil, fmt.Errorf("reading a load file: its first line: %w", cmp.Or(err, errLong))
	}
	s.d = dialectOf(first)
	s.in = bufio.NewReader(io.MultiReader(strings.NewReader(first), s.in))
	if !s.more() {
		return nil, nil, fmt.Errorf("reading a load file: it has no row")
	}
	if t.Fields, err = s.row(); err != nil {
		return nil, nil, err
	}
	return t, s.rows, nil
}

func dialectOf(first string) dialect {
	d := dialects[len(dialects)-1]
	for _, x := range dialects {
		if strings.ContainsRune(first, x.sep) || x.quote > '"' && strings.ContainsRune(first, x.quote) {
			d = x
			break
		}
	}
	if d.quote == 'þ' && !strings.ContainsRune(first, 'þ') {
		d.quote = 0
	}
	return d
}

// decode finds the encoding and gives the text as UTF-8 without a mark.
func decode(r io.ReadSeeker) (in io.Reader, note string, err error) {
	var head [3]byte
	n, err := io.ReadFull(r, head[:])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, "", err
	}
	from := func(at int64, by transform.Transformer, note string) (io.Reader, string, error) {
		_, err := r.Seek(at, io.SeekStart)
		return transform.NewReader(r, by), note, err
	}
	wide := func(o unicode.Endianness) transform.Transformer {
		return unicode.UTF16(o, unicode.IgnoreBOM).NewDecoder()
	}
	switch {
	case string(head[:n]) == bom:
		return from(3, runes.ReplaceIllFormed(), "")
	case n >= 2 && head[0] == 0xff && head[1] == 0xfe:
		return from(2, wide(unicode.LittleEndian), "it is UTF-16")
	case n == 3 && head[0] == 0xfe && head[1] == 0xff && head[2] == 0:
		return from(2, wide(unicode.BigEndian), "it is UTF-16")
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, "", err
	}
	ok, err := allUTF8(r)
	if err != nil {
		return nil, "", err
	}
	if !ok {
		return from(0, charmap.Windows1252.NewDecoder(), "it is Windows-1252")
	}
	return from(0, runes.ReplaceIllFormed(), "")
}

func allUTF8(r io.Reader) (bool, error) {
	in := bufio.NewReader(r)
	for {
		c, n, err := in.ReadRune()
		switch {
		case err == io.EOF:
			return true, nil
		case err != nil:
			return false, err
		case c == utf8.RuneError && n == 1:
			return false, nil
		}
	}
}

// errLong says that a row is longer than any that is read.
var errLong = fmt.Errorf("a row has more than %d bytes", maxLine)

// scanner cuts a text into rows and cells.
type scanner struct {
	in   *bufio.Reader
	d    dialect
	line int
	t    *Table
	size int // of the row at hand
}

func (s *scanner) more() bool {
	_, err := s.in.Peek(1)
	return err != io.EOF
}

// rows gives the rows behind the header.
func (s *scanner) rows(yield func([]string, error) bool) {
	for s.more() {
		line := s.line
		cells, err := s.row()
		if err != nil {
			yield(nil, err)
			return
		}
		if len(cells) == 1 && cells[0] == "" && len(s.t.Fields) > 1 {
			s.t.forgive(line, "an empty line")
			continue
		}
		if len(cells) != len(s.t.Fields) {
			s.t.forgive(line, fmt.Sprintf("%d cells, the header has %d", len(cells), len(s.t.Fields)))
		}
		row := make([]string, len(s.t.Fields))
		copy(row, cells)
		if !yield(row, nil) {
			return
		}
	}
}

func (s *scanner) row() (cells []string, err error) {
	s.size = 0
	for {
		cell, end, err := s.cell()
		if err != nil {
			return nil, fmt.Errorf("reading a load file: line %d: %w", s.line, err)
		}
		cells = append(cells, strings.ReplaceAll(cell, newline, "\n"))
		if end {
			return cells, nil
		}
	}
}

// next gives the next sign; ok is false at the end of the file.
func (s *scanner) next() (c rune, ok bool, err error) {
	c, n, err := s.in.ReadRune()
	if err == io.EOF {
		return 0, false, nil
	}
	if s.size += n; err == nil && s.size > maxLine {
		err = errLong
	}
	return c, err == nil, err
}

// cell gives the next cell; end says that its row ends with it.
func (s *scanner) cell() (cell string, end bool, err error) {
	var b strings.Builder
	quoted, open := false, false
	rest := 0 // where what stands behind a quoted cell begins
	for first := true; ; first = false {
		c, ok, err := s.next()
		if err != nil {
			return "", false, err
		}
		switch {
		case !ok && open:
			s.t.forgive(s.line, "a quoted cell has no end")
			return b.String(), true, nil
		case first && s.d.quote != 0 && c == s.d.quote && ok:
			quoted, open = true, true
			continue
		case open && c == s.d.quote:
			if again, ok, err := s.next(); err != nil {
				return "", false, err
			} else if ok && again == c {
				b.WriteRune(c) // doubled: one of it
			} else {
				if open, rest = false, b.Len(); ok {
					err = s.in.UnreadRune()
				}
				if err != nil {
					return "", false, err
				}
			}
			continue
		case open:
			if c == '\n' {
				s.line++
			}
			b.WriteRune(c)
			continue
		case ok && c != s.d.sep && c != '\n':
			b.WriteRune(c)
			continue
		}
		cell = b.String()
		if end = !ok || c == '\n'; end {
			s.line++
			cell = cell[:rest] + strings.TrimSuffix(cell[rest:], "\r")
		}
		if quoted && len(cell) > rest {
			s.t.forgive(s.line, "something stands behind a quoted cell")
		}
		return cell, end, nil
	}
}
