package loadfile

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
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

// Loose reads a table of data as review programs do: DAT and CSV in UTF-8,
// UTF-16 or Windows-1252, with or without a byte order mark, by other pairs of
// delimiters, with line ends inside quoted cells and doubled quotes. A row that
// is too short is filled, one that is too long is cut, and both are told.
//
// QUIRK: without a mark a first byte of FE is the thorn of Windows-1252 and C3
// BE that of UTF-8.
func Loose(data []byte) (Table, error) {
	var t Table
	text, note := decode(data)
	if note != "" {
		t.forgive(1, note)
	}
	first, _, _ := strings.Cut(text, "\n")
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
	s := scanner{text: text, d: d, line: 1}
	for s.more() {
		line := s.line
		cells := s.row(&t)
		switch {
		case t.Fields == nil:
			t.Fields = cells
			continue
		case len(cells) == 1 && cells[0] == "" && len(t.Fields) > 1:
			t.forgive(line, "an empty line")
			continue
		case len(cells) != len(t.Fields):
			t.forgive(line, fmt.Sprintf("%d cells, the header has %d", len(cells), len(t.Fields)))
		}
		row := make([]string, len(t.Fields))
		copy(row, cells)
		t.Rows = append(t.Rows, row)
	}
	if t.Fields == nil {
		return t, fmt.Errorf("reading a load file: it has no row")
	}
	return t, nil
}

func decode(data []byte) (text, note string) {
	switch {
	case bytes.HasPrefix(data, []byte(bom)):
		text = string(data[len(bom):])
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		text, note = utf16Text(data[2:], binary.LittleEndian), "it is UTF-16"
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}) && len(data) > 2 && data[2] == 0:
		text, note = utf16Text(data[2:], binary.BigEndian), "it is UTF-16"
	case !utf8.Valid(data):
		b, _ := charmap.Windows1252.NewDecoder().Bytes(data) // every byte has a meaning there
		text, note = string(b), "it is Windows-1252"
	default:
		return strings.ToValidUTF8(string(data), "\uFFFD"), ""
	}
	return strings.ToValidUTF8(text, "\uFFFD"), note
}

func utf16Text(data []byte, o binary.ByteOrder) string {
	u := make([]uint16, len(data)/2)
	for i := range u {
		u[i] = o.Uint16(data[2*i:])
	}
	return string(utf16.Decode(u))
}

// scanner cuts a text into rows and cells.
type scanner struct {
	text string
	d    dialect
	line int
}

func (s *scanner) more() bool { return s.text != "" }

func (s *scanner) row(t *Table) (cells []string) {
	for {
		cell, end := s.cell(t)
		cells = append(cells, strings.ReplaceAll(cell, newline, "\n"))
		if end {
			return cells
		}
	}
}

// cell gives the next cell; end says that its row ends with it.
func (s *scanner) cell(t *Table) (cell string, end bool) {
	q := string(s.d.quote)
	quoted := s.d.quote != 0 && strings.HasPrefix(s.text, q)
	var b strings.Builder
	if quoted {
		s.text = s.text[len(q):]
		for {
			i := strings.Index(s.text, q)
			if i < 0 {
				t.forgive(s.line, "a quoted cell has no end")
				b.WriteString(s.text)
				s.text = ""
				return b.String(), true
			}
			s.line += strings.Count(s.text[:i], "\n")
			b.WriteString(s.text[:i])
			s.text = s.text[i+len(q):]
			if !strings.HasPrefix(s.text, q) {
				break
			}
			b.WriteString(q) // doubled: one of it
			s.text = s.text[len(q):]
		}
	}
	i := strings.IndexFunc(s.text, func(r rune) bool { return r == s.d.sep || r == '\n' })
	rest, end := s.text, true
	if i >= 0 {
		rest, end = s.text[:i], s.text[i] == '\n'
		s.text = s.text[i:]
		_, n := utf8.DecodeRuneInString(s.text)
		s.text = s.text[n:]
	} else {
		s.text = ""
	}
	if end {
		s.line++
		rest = strings.TrimSuffix(rest, "\r")
	}
	if quoted && rest != "" {
		t.forgive(s.line, "something stands behind a quoted cell")
	}
	b.WriteString(rest)
	return b.String(), end
}

// LooseImages reads an image load file, OPT or LFP, as review programs do: any
// line ends, blank lines, a byte order mark, spaces around cells, lower case,
// slashes, missing counts; lines of LFP that are no IM are passed over. What is
// forgiven is told by line.
func LooseImages(r io.Reader) (out []Image, forgiven []string, err error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	var t Table
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(sc.Text(), bom))
		if line == "" {
			continue
		}
		cells := strings.Split(line, ",")
		for i := range cells {
			cells[i] = strings.Trim(strings.TrimSpace(cells[i]), `"`)
		}
		i, why := looseImage(cells)
		if why != "" {
			t.forgive(n, why)
		}
		if i.Key != "" {
			out = append(out, i)
		}
	}
	if sc.Err() != nil {
		return nil, nil, fmt.Errorf("reading a load file of images: %w", sc.Err())
	}
	return out, t.Forgiven, nil
}

func looseImage(c []string) (i Image, why string) {
	slash := strings.NewReplacer("/", `\`)
	switch {
	case strings.EqualFold(c[0], "IM") && len(c) >= 5:
		p := strings.Split(strings.TrimPrefix(c[4], "@"), ";")
		if len(p) < 3 {
			return i, "an IM without a place"
		}
		i = Image{Key: c[1], First: c[2] != "", Child: strings.EqualFold(c[2], "C"), Volume: p[0], Path: strings.Trim(slash.Replace(p[1]+`\`+p[2]), `\`)}
		if i.Offset, _ = strconv.Atoi(c[3]); i.Offset < 0 {
			i.Offset, why = 0, "a page before the first"
		}
		return i, why
	case len(c[0]) == 2 && strings.ToUpper(c[0]) == c[0] && len(c) < 7:
		return i, "a line that is no image"
	case len(c) < 3:
		return i, "too few cells"
	}
	i = Image{Key: c[0], Volume: c[1], Path: strings.Trim(slash.Replace(c[2]), `\`), First: len(c) > 3 && strings.EqualFold(c[3], "Y")}
	if len(c) > 6 && c[6] != "" {
		n, err := strconv.Atoi(c[6])
		if err != nil || n < 0 {
			return i, "a count of pages that is none"
		}
		i.Pages = n
	}
	if len(c) != 7 {
		why = fmt.Sprintf("%d cells, want 7", len(c))
	}
	return i, why
}
