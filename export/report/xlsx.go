package report

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"vaughn/index/fault"
)

// Limits of the format. Excel refuses a sheet beyond maxRows and a cell beyond
// maxCell UTF-16 units.
const (
	maxRows  = 1_048_576
	maxCell  = 32_767
	maxSheet = 31
)

// book is a workbook on its way.
type book struct {
	f     *excelize.File
	used  map[string]bool
	style map[string]int
}

// writeXLSX writes a sheet with the facts and notes, then a sheet for each
// table with its head kept in view and a filter on it.
func writeXLSX(w io.Writer, r Report) error {
	b := &book{f: excelize.NewFile(), used: map[string]bool{}, style: map[string]int{}}
	defer b.f.Close()
	err := b.styles()
	if err == nil {
		err = b.about(r)
	}
	for i := 0; i < len(r.Tables) && err == nil; i++ {
		err = b.table(r.Tables[i], fmt.Sprintf("Table %d", i+1))
	}
	if err == nil {
		_, err = b.f.WriteTo(w)
	}
	if err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

// styles: number format 49 is text, so that a cell that begins with = stays
// text when someone edits it.
func (b *book) styles() error {
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	for _, s := range []struct {
		name string
		excelize.Style
	}{
		{"title", excelize.Style{Font: &excelize.Font{Bold: true, Size: 16}, NumFmt: 49}},
		{"name", excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: top, NumFmt: 49}},
		{"head", excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: top, NumFmt: 49, Border: []excelize.Border{{Type: "bottom", Color: "000000", Style: 1}}}},
		{"text", excelize.Style{Alignment: top, NumFmt: 49}},
		{"number", excelize.Style{Alignment: &excelize.Alignment{Vertical: "top"}}},
	} {
		id, err := b.f.NewStyle(&s.Style)
		if err != nil {
			return err
		}
		b.style[s.name] = id
	}
	return nil
}

func (b *book) about(r Report) error {
	const sheet = "About"
	b.used[strings.ToLower(sheet)] = true
	if err := b.f.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	if err := b.text(sheet, 1, 1, r.Title, "title"); err != nil {
		return err
	}
	row := 3
	for _, p := range r.About {
		if err := b.text(sheet, 1, row, p.Name, "name"); err != nil {
			return err
		}
		if err := b.text(sheet, 2, row, p.Value, "text"); err != nil {
			return err
		}
		row++
	}
	for _, n := range r.Notes {
		row++
		if err := b.text(sheet, 2, row, n, "text"); err != nil {
			return err
		}
	}
	if err := b.f.SetColWidth(sheet, "A", "A", 24); err != nil {
		return err
	}
	return b.f.SetColWidth(sheet, "B", "B", 90)
}

func (b *book) table(t Table, name string) error {
	if len(t.Rows) >= maxRows {
		return &fault.Error{Code: fault.Limit, Op: "writing the report", Err: fmt.Errorf("a table has %d rows, a sheet holds %d", len(t.Rows), maxRows-1), Hint: "Write it as CSV."}
	}
	if t.Name != "" {
		name = t.Name
	}
	sheet := b.sheetName(name)
	if _, err := b.f.NewSheet(sheet); err != nil {
		return err
	}
	for i, c := range t.Columns {
		if err := b.text(sheet, i+1, 1, c.Name, "head"); err != nil {
			return err
		}
	}
	for n, row := range t.Rows {
		for i, c := range t.Columns {
			if err := b.value(sheet, i+1, n+2, cell(row, i), c.Number); err != nil {
				return err
			}
		}
	}
	return b.finish(sheet, t)
}

// finish sets the widths of columns, keeps the head in view and puts a filter
// on it.
func (b *book) finish(sheet string, t Table) error {
	for i, c := range t.Columns {
		w := utf8.RuneCountInString(c.Name)
		for _, row := range t.Rows {
			w = max(w, utf8.RuneCountInString(cell(row, i)))
		}
		col, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := b.f.SetColWidth(sheet, col, col, float64(min(max(w, 6), 60))+2); err != nil {
			return err
		}
	}
	if len(t.Columns) == 0 {
		return nil
	}
	if err := b.f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	last, err := excelize.CoordinatesToCellName(len(t.Columns), len(t.Rows)+1)
	if err != nil {
		return err
	}
	return b.f.AutoFilter(sheet, "A1:"+last, nil)
}

func (b *book) value(sheet string, col, row int, s string, num bool) error {
	v, ok := number(s)
	if !num || !ok {
		return b.text(sheet, col, row, s, "text")
	}
	at, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		return err
	}
	if err := b.f.SetCellValue(sheet, at, v); err != nil {
		return err
	}
	return b.f.SetCellStyle(sheet, at, at, b.style["number"])
}

func (b *book) text(sheet string, col, row int, s, style string) error {
	at, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		return err
	}
	if err := b.f.SetCellStr(sheet, at, bounded(s)); err != nil {
		return err
	}
	return b.f.SetCellStyle(sheet, at, at, b.style[style])
}

// bounded cuts a text that a cell cannot hold and says so. QUIRK: excelize cuts
// it in silence.
func bounded(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	n, cut := 0, len(s)
	const note = " … [cut here: a cell holds no more, the CSV has all]"
	for i, r := range s {
		if n += utf16.RuneLen(r); n > maxCell {
			return s[:cut] + note
		}
		if n <= maxCell-len(note) {
			cut = i + utf8.RuneLen(r)
		}
	}
	return s
}

// sheetName makes a name Excel takes: at most 31 characters, none of []:*?/\,
// no quote at its ends, not used yet in any case of letters.
func (b *book) sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r > 0xffff || strings.ContainsRune(`[]:*?/\`, r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = strings.Join(strings.Fields(strings.Trim(name, "' ")), " ")
	if name == "" || strings.EqualFold(name, "history") { // QUIRK: Excel keeps "History" for itself
		name = "Table"
	}
	for n := 1; ; n++ {
		tail := ""
		if n > 1 {
			tail = fmt.Sprintf(" (%d)", n)
		}
		rs := []rune(name)
		try := strings.Trim(string(rs[:min(len(rs), maxSheet-len(tail))]), "' ") + tail
		if !b.used[strings.ToLower(try)] {
			b.used[strings.ToLower(try)] = true
			return try
		}
	}
}

// number reads a cell of a column of numbers. What a float64 would change, an
// identifier of twenty digits or a leading zero, stays text.
func number(s string) (any, bool) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > -1<<53 && n < 1<<53 && strconv.FormatInt(n, 10) == s {
		return n, true
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) || strconv.FormatFloat(f, 'f', -1, 64) != s {
		return nil, false
	}
	return f, true
}
