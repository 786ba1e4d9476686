package archive

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The delimiters of a Concordance DAT.
const (
	thorn     = 'þ'
	separator = 0x14
	newline   = '®'
)

// rowReader reads a DAT row by row, in whichever encoding it is.
type rowReader struct {
	r      *bufio.Reader
	limit  int64
	text   bytes.Buffer // the row as text
	broken bool         // nothing can be read any more
}

// newRowReader finds the encoding out: by a byte order mark, else by the first
// thorn, which is one byte in Windows-1252 and two in UTF-8.
func newRowReader(r io.Reader, limit int64) *rowReader {
	br := bufio.NewReader(r)
	head, _ := br.Peek(3)
	var text io.Reader = br
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		_, _ = br.Discard(3)
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		text = transform.NewReader(br, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder())
	case bytes.HasPrefix(head, []byte{0xFE}):
		text = transform.NewReader(br, charmap.Windows1252.NewDecoder())
	}
	return &rowReader{r: bufio.NewReader(text), limit: limit}
}

var (
	errRowLong = errors.New("the row is longer than is read")
	errRowOpen = errors.New("the file ends inside a cell")
)

// raw is the last row as UTF-8, valid until the next.
func (r *rowReader) raw() []byte { return bytes.TrimRight(r.text.Bytes(), "\r\n") }

// next reads a row, passing over empty lines; io.EOF at the end. Cells in
// thorns may hold line ends; a thorn ends a cell only where a separator or the
// row's end follows, so that a stray one stays text.
func (r *rowReader) next() ([]string, error) {
	r.text.Reset()
	var cells []string
	var cell bytes.Buffer
	inside, start := false, true
	for {
		c, err := r.rune()
		if err != nil {
			r.broken = true
			switch {
			case err != io.EOF:
				return nil, err
			case inside:
				return nil, errRowOpen
			case start && len(cells) == 0:
				return nil, io.EOF
			}
			return append(cells, cell.String()), nil
		}
		if int64(r.text.Len()) > r.limit {
			return nil, r.skipRow()
		}
		switch {
		case start && c == thorn:
			inside, start = true, false
		case inside && c == thorn && r.closes():
			inside = false
		case !inside && c == separator:
			cells, start = append(cells, cell.String()), true
			cell.Reset()
		case !inside && (c == '\n' || c == '\r'):
			if start && len(cells) == 0 {
				r.text.Reset()
				continue
			}
			return append(cells, cell.String()), nil
		case inside && c == '\r' && r.ahead('\n'):
		case inside && (c == newline || c == '\r'):
			cell.WriteByte('\n')
		default:
			start = false
			cell.WriteRune(c)
		}
	}
}

func (r *rowReader) rune() (rune, error) {
	c, _, err := r.r.ReadRune()
	if err == nil {
		r.text.WriteRune(c)
	}
	return c, err
}

func (r *rowReader) ahead(c byte) bool {
	next, err := r.r.Peek(1)
	return err == nil && next[0] == c
}

// closes tells whether the thorn just read ends its cell.
func (r *rowReader) closes() bool {
	next, err := r.r.Peek(1)
	return err != nil || next[0] == separator || next[0] == '\r' || next[0] == '\n'
}

// skipRow passes over what is left of a row that is too long.
func (r *rowReader) skipRow() error {
	for {
		c, _, err := r.r.ReadRune()
		if err != nil {
			r.broken = true
		}
		if err != nil || c == '\n' {
			return errRowLong
		}
	}
}
