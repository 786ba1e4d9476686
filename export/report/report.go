// Package report writes what the program counts and lists for people outside
// of it: search term reports, registers, logs. A report is a title, facts about
// it, tables and notes, written as CSV for programs, as XLSX to work in, and as
// PDF to attach to an affidavit.
//
// The PDF is a record without marks that goes through the same layout and the
// same writer as a production. All three are functions of the report alone: two
// runs give the same bytes, so a date in a report is one that its maker put
// there.
//
// It cleans nothing: what is in a cell is printed. A log of withheld records is
// filled from redact.Clean by its maker. It has no charts, merged cells or
// formulas: a text that a spreadsheet would run is written so that none does.
package report

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vaughn/index/disk"
	"vaughn/index/fault"
)

// Report is one report.
type Report struct {
	Title  string
	About  []Pair // facts about the report itself: case, date, query
	Tables []Table
	Notes  []string // a paragraph each: what is counted how, what is left out
}

// Pair is one fact.
type Pair struct{ Name, Value string }

// Table is one table. A row shorter than Columns ends with empty cells; LF
// parts the lines of a cell.
type Table struct {
	Name    string
	Columns []Column
	Rows    [][]string
}

// Column is one column.
type Column struct {
	Key    string // its name in CSV, "" for Name
	Name   string
	Number bool // its cells are numbers: set to the right, and numbers in a spreadsheet
}

// Formats.
const (
	CSV  = "csv"
	XLSX = "xlsx"
	PDF  = "pdf"
)

// Formats lists what Write can write.
func Formats() []string { return []string{CSV, XLSX, PDF} }

// Write writes a report in a format.
func Write(ctx context.Context, format string, w io.Writer, r Report) error {
	if err := r.check(); err != nil {
		return err
	}
	switch format {
	case CSV:
		return writeCSV(w, r)
	case XLSX:
		return writeXLSX(w, r)
	case PDF:
		return writePDF(ctx, w, r)
	}
	return &fault.Error{Code: fault.Usage, Op: "writing a report", Err: fmt.Errorf("there is no format %q", format), Hint: "Choose " + strings.Join(Formats(), ", ") + "."}
}

// FormatOf is the format a file name asks for; "" when it asks for none.
func FormatOf(path string) string {
	ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))
	if slices.Contains(Formats(), ext) {
		return ext
	}
	return ""
}

// Save writes a report to a new file: under another name first, so that nobody
// takes half of one for all of it. An empty format is taken from the file's
// name. It refuses a file that exists.
func Save(ctx context.Context, format, path string, r Report) error {
	const op = "writing the report"
	if format == "" {
		format = FormatOf(path)
	}
	if !slices.Contains(Formats(), format) {
		return &fault.Error{Code: fault.Usage, Op: op, Subject: path, Err: fmt.Errorf("its format is not known"), Hint: "End the file's name in .csv, .xlsx or .pdf, or name the format."}
	}
	return SaveAs(path, func(w io.Writer) error { return Write(ctx, format, w, r) })
}

// SaveAs makes a new file of what write writes, as Save does.
func SaveAs(path string, write func(io.Writer) error) error {
	const op = "writing the report"
	if _, err := os.Stat(path); err == nil {
		return &fault.Error{Code: fault.Exists, Op: op, Subject: path, Hint: "Name a file that does not exist yet."}
	}
	tmp := path + ".partial"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return disk.Coded(op, path, err)
	}
	defer os.Remove(tmp)
	defer f.Close()
	if err := write(f); err != nil {
		return err
	}
	for _, step := range []func() error{f.Sync, f.Close, func() error { return os.Rename(tmp, path) }} {
		if err := step(); err != nil {
			return disk.Coded(op, path, err)
		}
	}
	return disk.SyncDir(disk.OS{}, filepath.Dir(path))
}

func (r Report) check() error {
	for _, t := range r.Tables {
		for i, row := range t.Rows {
			if len(row) > len(t.Columns) {
				return fmt.Errorf("writing the report: row %d of a table has %d cells for %d columns", i+1, len(row), len(t.Columns))
			}
		}
	}
	return nil
}

// cell is a cell of a row, "" beyond its end.
func cell(row []string, i int) string {
	if i < len(row) {
		return row[i]
	}
	return ""
}
