// Package loadfile writes and reads the tables that go with a production:
// Concordance DAT, CSV and Opticon OPT. It knows rows and cells, not records.
package loadfile

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Delimiters of a Concordance DAT: field separator U+0014, text qualifier
// U+00FE, newline inside a value U+00AE.
const (
	separator = "\x14"
	qualifier = "þ"
	newline   = "®"
	bom       = "\uFEFF"
)

// Writer takes rows of cells; Close finishes the table.
type Writer interface {
	Row(cells []string) error
	Close() error
}

type table struct {
	w     *bufio.Writer
	width int
	print func(cells []string) string
}

func (t *table) Row(cells []string) error {
	if len(cells) != t.width {
		return fmt.Errorf("writing a load file: %d cells in a table of %d fields", len(cells), t.width)
	}
	_, err := t.w.WriteString(t.print(cells))
	return err
}

func (t *table) Close() error { return t.w.Flush() }

// DAT writes a Concordance file in UTF-8 with a byte order mark: every cell
// qualified, rows closed by CR LF, the first row the field names.
//
// QUIRK: the format has no escape for its own delimiters. A thorn in a value
// becomes "th", a literal ® becomes "(R)", the separator is dropped.
func DAT(w io.Writer, fields []string) (Writer, error) {
	t := &table{w: bufio.NewWriter(w), width: len(fields), print: datRow}
	if _, err := t.w.WriteString(bom); err != nil {
		return nil, err
	}
	return t, t.Row(fields)
}

func datRow(cells []string) string {
	clean := strings.NewReplacer(qualifier, "th", newline, "(R)", separator, "", "\r\n", newline, "\r", newline, "\n", newline)
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = qualifier + clean.Replace(strings.ToValidUTF8(c, "\uFFFD")) + qualifier
	}
	return strings.Join(out, separator) + "\r\n"
}

// CSV writes comma-separated values with a header row (RFC 4180).
//
// QUIRK: a cell that begins with = + - @ runs as a formula in spreadsheets; it
// gets an apostrophe in front.
func CSV(w io.Writer, fields []string) (Writer, error) {
	t := &table{w: bufio.NewWriter(w), width: len(fields), print: csvRow}
	return t, t.Row(fields)
}

func csvRow(cells []string) string {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	out := make([]string, len(cells))
	for i, c := range cells {
		if c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) {
			c = "'" + c
		}
		out[i] = c
	}
	_ = w.Write(out)
	w.Flush()
	return b.String()
}

// OPT writes an Opticon image load file: key, volume, path, document break,
// two empty breaks, page count; no header, no quoting, no byte order mark.
func OPT(w io.Writer) Writer {
	return &table{w: bufio.NewWriter(w), width: 4, print: func(c []string) string {
		return fmt.Sprintf("%s,%s,%s,Y,,,%s\r\n", c[0], c[1], c[2], c[3])
	}}
}

// Row is one row of a table by field name.
type Row map[string]string

// ReadDAT reads a Concordance file strictly: the byte order mark, the
// delimiters and the width of every row must be right.
func ReadDAT(r io.Reader) (fields []string, rows []Row, err error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 64<<20)
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		if !utf8.ValidString(line) {
			return nil, nil, fmt.Errorf("reading a load file: line %d is not UTF-8", n)
		}
		if n == 1 {
			if !strings.HasPrefix(line, bom) {
				return nil, nil, fmt.Errorf("reading a load file: no byte order mark")
			}
			line = strings.TrimPrefix(line, bom)
		}
		cells, err := datCells(strings.TrimSuffix(line, "\r"), n)
		if err != nil {
			return nil, nil, err
		}
		if n == 1 {
			fields = cells
			continue
		}
		if len(cells) != len(fields) {
			return nil, nil, fmt.Errorf("reading a load file: line %d has %d cells, the header %d", n, len(cells), len(fields))
		}
		row := Row{}
		for i, f := range fields {
			row[f] = strings.ReplaceAll(cells[i], newline, "\n")
		}
		rows = append(rows, row)
	}
	return fields, rows, sc.Err()
}

func datCells(line string, n int) ([]string, error) {
	var out []string
	for i, c := range strings.Split(line, separator) {
		inner, ok := strings.CutPrefix(c, qualifier)
		inner, ok2 := strings.CutSuffix(inner, qualifier)
		if !ok || !ok2 || strings.Contains(inner, qualifier) {
			return nil, fmt.Errorf("reading a load file: line %d, cell %d is not qualified", n, i+1)
		}
		out = append(out, inner)
	}
	return out, nil
}
