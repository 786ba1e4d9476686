package extract

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"vaughn/index/record"
)

// Bounds of the tables of one file. What lies beyond is set as lines of words
// parted by tabs.
const (
	maxCells    = 20_000
	bandWidth   = 96 // letters side by side that a page holds in small type
	bandColumns = 12
	widestCell  = 28 // letters: what is longer is set in several lines
	cellSpace   = 3  // letters that the gap between columns takes
)

// row is a row of a sheet that is shown, without its empty cells.
type row struct {
	number int // from 1
	cells  []gridCell
}

type gridCell struct {
	col  int // from 0
	wide int // columns that it spans beyond that
	text string
}

// lines is rows as text: cells parted by tabs, a tab for each empty one.
func lines(rows []row) string {
	var b strings.Builder
	for _, r := range rows {
		next := 0
		for i, c := range r.cells {
			tabs := min(max(c.col-next, 0), maxGap)
			if i > 0 {
				tabs++
			}
			b.WriteString(strings.Repeat("\t", tabs) + c.text)
			next = c.col + 1
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// grid sets the shown rows of a sheet as tables. A sheet too wide for a page is
// parted into bands of columns, one below the other; each names its rows by number
// and its columns by their titles, or by their letters where it has none.
func (s *sheet) grid(name string, rows []row) {
	if len(rows) == 0 {
		return
	}
	fits, cells := 0, 0
	for fits < len(rows) && s.cells+cells+len(rows[fits].cells) <= maxCells {
		cells += len(rows[fits].cells)
		fits++
	}
	s.cells += cells
	rest := rows[fits:]
	rows = rows[:fits]
	titled := titles(rows)
	for i, band := range bands(rows) {
		first, last := letters(band[0]), letters(band[len(band)-1])
		what := fmt.Sprintf("Columns %s to %s", first, last)
		if first == last {
			what = "Column " + first
		}
		if i > 0 && name != "" {
			what += fmt.Sprintf(" of sheet %q", name)
		}
		s.note(what)
		s.band(rows, band, titled)
	}
	if len(rest) > 0 {
		s.note(fmt.Sprintf("The rows from %d on are set as lines.", rest[0].number))
		s.say("", lines(rest))
	}
}

// band sets some columns of rows as one table.
func (s *sheet) band(rows []row, band []int, titled bool) {
	s.tables++
	at := make(map[int]int, len(band))
	for i, col := range band {
		at[col] = i + 1
	}
	n := 0
	if !titled {
		for _, col := range band {
			s.cell(record.RoleNote, record.Cell{Table: s.tables, Col: at[col], Head: true}, letters(col))
		}
		n++
	}
	for i, r := range rows {
		begun := false
		for _, c := range r.cells {
			col, in := at[c.col]
			if !in {
				continue
			}
			head := titled && i == 0
			if !begun {
				s.cell(record.RoleNote, record.Cell{Table: s.tables, Row: n, Head: head}, strconv.Itoa(r.number))
				begun = true
			}
			s.cell(record.RoleBody, record.Cell{Table: s.tables, Row: n, Col: col, Cols: spans(at, c), Head: head}, c.text)
		}
		if begun {
			n++
		}
	}
}

// spans counts the columns of a band that a cell spans beyond its own.
func spans(at map[int]int, c gridCell) int {
	n := 0
	for col := range at {
		if col > c.col && col <= c.col+c.wide {
			n++
		}
	}
	return n
}

// cell adds a cell; what the program says in one is no word of the file.
func (s *sheet) cell(role string, at record.Cell, text string) {
	b := record.Block{Role: role, Field: record.FieldBody, Cell: &at}
	if role == record.RoleNote {
		b.Field = "note"
	}
	text = strings.Join(strings.Fields(record.Clean(text)), " ")
	if text = s.fit(text); text != "" {
		s.body = append(s.body, part{b, text})
	}
}

// bands parts the columns that hold something into as many beside each other as a
// page holds.
func bands(rows []row) [][]int {
	wide := map[int]int{}
	last := -1
	for _, r := range rows {
		for _, c := range r.cells {
			wide[c.col] = max(wide[c.col], min(utf8.RuneCountInString(c.text)/(c.wide+1), widestCell))
			last = max(last, c.col)
		}
	}
	var out [][]int
	left := 0
	for col := 0; col <= last; col++ {
		w, ok := wide[col]
		if !ok {
			continue
		}
		if w += cellSpace; len(out) == 0 || w > left || len(out[len(out)-1]) == bandColumns {
			out, left = append(out, nil), bandWidth
		}
		left -= w
		out[len(out)-1] = append(out[len(out)-1], col)
	}
	return out
}

// titles tells whether the first row names the columns: words without figures,
// in most columns that hold something.
func titles(rows []row) bool {
	if len(rows) < 2 {
		return false
	}
	seen := map[int]bool{}
	for _, r := range rows[1:min(len(rows), 50)] {
		for _, c := range r.cells {
			seen[c.col] = true
		}
	}
	for _, c := range rows[0].cells {
		if !strings.ContainsFunc(c.text, unicode.IsLetter) || utf8.RuneCountInString(c.text) > 60 {
			return false
		}
		delete(seen, c.col)
	}
	return len(seen)*3 <= len(rows[0].cells)
}

// printed is what a header or footer of a sheet says without the codes of its
// form (ECMA-376 part 1, 18.3.1.46): "&C&\"Arial\"&12Page &P" says "Page".
func printed(code string) string {
	var b strings.Builder
	for i := 0; i < len(code); i++ {
		if code[i] != '&' || i+1 == len(code) {
			b.WriteByte(code[i])
			continue
		}
		i++
		switch c := code[i]; {
		case c == '&':
			b.WriteByte('&')
		case c == '"':
			if end := strings.IndexByte(code[i+1:], '"'); end >= 0 {
				i += end + 1
			}
		case c >= '0' && c <= '9':
			for i+1 < len(code) && code[i+1] >= '0' && code[i+1] <= '9' {
				i++
			}
		case c == 'K':
			i = min(i+6, len(code)-1)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
