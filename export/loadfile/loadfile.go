// Package loadfile writes and reads the tables that go with a production:
// Concordance DAT and CSV, Opticon OPT and IPRO LFP for pictures, EDRM XML 1.2,
// and RSMF. It knows rows, cells and paths, not records.
//
// For each table there is a strict reader, which takes what the writer here
// gives and nothing else, and a tolerant one (Loose, LooseImageLines), which takes
// what review programs take and says what it had to forgive. A row is at most
// 64 MB, and all readers but that of RSMF go row by row, so that the size of a
// table does not matter.
package loadfile

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
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

// Row is one row of a table by field name.
type Row map[string]string

// ReadDAT reads a whole Concordance file strictly; see DATRows.
func ReadDAT(r io.Reader) (fields []string, rows []Row, err error) {
	fields, each, err := DATRows(r)
	if err != nil {
		return nil, nil, err
	}
	for cells, err := range each {
		if err != nil {
			return nil, nil, err
		}
		row := Row{}
		for i, f := range fields {
			row[f] = cells[i]
		}
		rows = append(rows, row)
	}
	return fields, rows, nil
}

// maxLine bounds a row of a load file, in bytes.
const maxLine = 64 << 20

// DATRows reads a Concordance file strictly, row by row: the byte order mark,
// the delimiters and the width of every row must be right. After an error no
// row follows.
func DATRows(r io.Reader) (fields []string, rows iter.Seq2[[]string, error], err error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, maxLine)
	if !sc.Scan() {
		return nil, nil, fmt.Errorf("reading a load file: no row of field names: %w", cmp.Or(sc.Err(), io.ErrUnexpectedEOF))
	}
	head, ok := strings.CutPrefix(sc.Text(), bom)
	if !ok {
		return nil, nil, fmt.Errorf("reading a load file: no byte order mark")
	}
	if fields, err = datCells(head, 1); err != nil {
		return nil, nil, err
	}
	return fields, func(yield func([]string, error) bool) {
		for n := 2; sc.Scan(); n++ {
			cells, err := datCells(sc.Text(), n)
			if err == nil && len(cells) != len(fields) {
				err = fmt.Errorf("reading a load file: line %d has %d cells, the header %d", n, len(cells), len(fields))
			}
			if !yield(cells, err) || err != nil {
				return
			}
		}
		if sc.Err() != nil {
			yield(nil, fmt.Errorf("reading a load file: %w", sc.Err()))
		}
	}, nil
}

func datCells(line string, n int) ([]string, error) {
	if !utf8.ValidString(line) {
		return nil, fmt.Errorf("reading a load file: line %d is not UTF-8", n)
	}
	out := strings.Split(strings.TrimSuffix(line, "\r"), separator)
	for i, c := range out {
		inner, ok := strings.CutPrefix(c, qualifier)
		inner, ok2 := strings.CutSuffix(inner, qualifier)
		if !ok || !ok2 || strings.Contains(inner, qualifier) {
			return nil, fmt.Errorf("reading a load file: line %d, cell %d is not qualified", n, i+1)
		}
		out[i] = strings.ReplaceAll(inner, newline, "\n")
	}
	return out, nil
}
