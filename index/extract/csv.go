package extract

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Bounds of a table in a text file: rows looked at to find what parts its columns,
// and how long what stands in quotation marks may be.
const (
	sniffed   = 64
	maxQuoted = 64 << 10
)

// isTable goes by what the file is called: words parted by commas are otherwise a
// text. QUIRK: Windows sends CSV as application/vnd.ms-excel.
func isTable(in *input) bool {
	return slices.Contains([]string{"text/csv", "application/csv", "text/comma-separated-values", "text/tab-separated-values"}, in.typ) ||
		slices.Contains([]string{".csv", ".tsv", ".tab"}, in.ext)
}

// readTable sets values parted by commas, semicolons, tabs or bars (RFC 4180, and
// what programs make of it) as a table. What parts nothing is set as text.
func readTable(ctx context.Context, x *Extractor, in *input, s *sheet) error {
	text, err := decoded(ctx, in, s)
	if err != nil {
		return err
	}
	// QUIRK: Excel's first line "sep=;" says what parts the columns.
	sep, rest, first := byte(0), text, 1
	if line, after, ok := strings.Cut(text, "\n"); ok {
		if t := strings.TrimRight(line, "\r"); len(t) == len("sep=;") && strings.EqualFold(t[:4], "sep=") {
			sep, rest, first = t[4], after, 2
		}
	}
	if sep == 0 {
		sep = separator(text)
	}
	if sep == 0 {
		s.say("", text)
		return nil
	}
	s.shown = asCells
	if first == 2 {
		s.note(fmt.Sprintf("The file says that %q parts its columns.", sep))
	}
	g := sheetCells{}
	g.ready(s)
	n := first
	separated(rest, sep, func(cells []string) bool {
		g.begin(n, false)
		for col, text := range cells {
			g.put(gridCell{col: col, text: strings.TrimSpace(text)}, cellLook{})
		}
		g.endRow()
		n++
		return true
	})
	s.grid("", g.list)
	return nil
}

// separator is what parts the columns: the one of which the first rows have the
// same number, two columns or more; 0 when there is none.
func separator(text string) byte {
	best, most := byte(0), 0
	for _, sep := range []byte{'\t', ',', ';', '|'} {
		rows, counts := 0, map[int]int{}
		separated(text, sep, func(cells []string) bool {
			if len(cells) > 1 || strings.TrimSpace(cells[0]) != "" {
				rows++
				counts[len(cells)]++
			}
			return rows < sniffed
		})
		for cols, n := range counts {
			// rows with the usual number of columns, the more columns the better
			if score := n * min(cols, 100); cols > 1 && 2*n > rows && score > most {
				best, most = sep, score
			}
		}
	}
	return best
}

// separated gives the rows of a table until take has enough. Quotation marks hold
// what parts, doubled ones stand for themselves; one that opens and does not close
// before maxQuoted is a letter.
func separated(text string, sep byte, take func(cells []string) bool) {
	var cells []string
	for i := 0; i < len(text); {
		var cell string
		cell, i = value(text, i, sep)
		if cells = append(cells, cell); i < len(text) && text[i] == sep {
			if i++; i < len(text) {
				continue
			}
			cells = append(cells, "")
		}
		if !take(cells) {
			return
		}
		cells = cells[:0]
		if i < len(text) && text[i] == '\r' {
			i++
		}
		if i < len(text) && text[i] == '\n' {
			i++
		}
	}
}

// value reads a cell and gives the place behind it: what parts, a line end or the
// end.
func value(text string, i int, sep byte) (string, int) {
	if i < len(text) && text[i] == '"' {
		if v, end, ok := quoted(text, i, sep); ok {
			return v, end
		}
	}
	for k := i; k < len(text); k++ {
		if c := text[k]; c == sep || c == '\n' || c == '\r' {
			return text[i:k], k
		}
	}
	return text[i:], len(text)
}

// quoted reads a cell in quotation marks. What follows the closing one belongs to
// the cell.
func quoted(text string, i int, sep byte) (string, int, bool) {
	for k := i + 1; k < min(len(text), i+maxQuoted); k++ {
		if text[k] != '"' {
			continue
		}
		if k+1 < len(text) && text[k+1] == '"' {
			k++
			continue
		}
		v := strings.ReplaceAll(text[i+1:k], `""`, `"`)
		more, end := value(text, k+1, sep)
		return v + more, end, true
	}
	return "", 0, false
}
