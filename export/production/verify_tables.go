package production

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vaughn/export/loadfile"
)

// Load files of a production.
const (
	datPath = "DATA/production.dat"
	csvPath = "DATA/production.csv"
	optPath = "DATA/production.opt"
)

// tables re-reads the load files strictly: their cells follow from the
// documents or stand on their pages, the CSV and the OPT say what the DAT says,
// and each is written byte for byte as the program writes it.
func (v *verifier) tables(context.Context) error {
	if _, ok := v.listed[datPath]; !ok {
		for _, p := range []string{csvPath, optPath} {
			if _, ok := v.listed[p]; ok {
				v.fail("load-file", p, "there is no DAT it could belong to", 0)
			}
		}
		return nil
	}
	rows, ok := v.dat()
	if !ok {
		return nil
	}
	first := map[string]int{} // of each family, by BEGATTACH
	for i, r := range rows {
		v.row(i, r)
		if _, ok := first[r["BEGATTACH"]]; !ok {
			first[r["BEGATTACH"]] = i
		}
	}
	v.families(rows, first)
	v.csv(rows)
	v.opt(rows)
	return nil
}

func (v *verifier) dat() ([]loadfile.Row, bool) {
	data, bad := v.read(datPath)
	if bad != nil {
		v.findings = append(v.findings, *bad)
		return nil, false
	}
	head, rows, err := loadfile.ReadDAT(bytes.NewReader(data))
	switch {
	case err != nil:
		v.fail("load-file", datPath, err.Error(), 0)
	case !slices.Equal(head, fields):
		v.fail("load-file", datPath, "its fields are not those of the program", 0)
	case len(rows) != len(v.cert.Documents):
		v.fail("load-file", datPath, "it has not one row for each document", 0)
	case !bytes.Equal(data, rewritten(loadfile.DAT, rows)):
		v.fail("load-file", datPath, "it is not written as the program writes it", 0)
	default:
		return rows, true
	}
	return nil, false
}

// row checks the cells of one document.
func (v *verifier) row(i int, r loadfile.Row) {
	d := v.cert.Documents[i]
	boxes := 0
	for _, p := range d.Pages {
		boxes += len(p.Boxes)
	}
	for f, want := range map[string]string{
		"BEGBATES": d.Begin, "ENDBATES": d.End, "PAGECOUNT": fmt.Sprint(len(d.Pages)), "PDFPATH": backslashes(d.PDF), "TEXTPATH": backslashes(d.Text),
		"PRODID": v.cert.Production, "WITHHELD": yes(d.Withheld), "REDACTED": yes(boxes > 0 || d.Withheld),
	} {
		if r[f] != loadable(want) {
			v.cell(i, f, "does not agree with its document")
		}
	}
	texts, _ := v.says(d)
	page := strings.Join(texts, "\n")
	for _, f := range []string{"FROM", "TO", "CC", "BCC", "SUBJECT", "FILENAME"} {
		if !says(page, r[f]) {
			v.cell(i, f, "says what no page says")
		}
	}
	for _, label := range listed(r["EXEMPTIONS"]) {
		if !says(page, label) {
			v.cell(i, "EXEMPTIONS", "says what no page says")
		}
	}
	for _, name := range listed(r["ALLCUSTODIANS"]) {
		if !slices.Contains(v.cert.Custodians, name) {
			v.cell(i, "ALLCUSTODIANS", "names somebody the certificate does not know")
		}
	}
	if first, _, _ := strings.Cut(r["ALLCUSTODIANS"], "; "); r["CUSTODIAN"] != first {
		v.cell(i, "CUSTODIAN", "is not the first of all custodians")
	}
	if !slices.Contains(kinds, r["RECORDTYPE"]) {
		v.cell(i, "RECORDTYPE", "is no kind of record")
	}
	if !v.dated(r) {
		v.cell(i, "DATESENT", "and its neighbours are no date and time")
	}
}

func (v *verifier) cell(row int, field, why string) {
	v.fail("load-file", datPath, fmt.Sprintf("row %d, field %s %s", row+1, field, why), 0)
}

// listed cuts a cell of several values.
func listed(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "; ")
}

func (v *verifier) dated(r loadfile.Row) bool {
	if r["DATESENT"]+r["TIMESENT"]+r["TIMEZONE"] == "" {
		return true
	}
	at, err := time.Parse(dateForm+" "+timeForm, r["DATESENT"]+" "+r["TIMESENT"])
	return err == nil && at.Format(dateForm+" "+timeForm) == r["DATESENT"]+" "+r["TIMESENT"] && r["TIMEZONE"] == "UTC"
}

// families checks that the rows of a family stand together and share its range.
func (v *verifier) families(rows []loadfile.Row, first map[string]int) {
	for i, r := range rows {
		from := first[r["BEGATTACH"]]
		to := from
		for to+1 < len(rows) && rows[to+1]["BEGATTACH"] == r["BEGATTACH"] {
			to++
		}
		if i > to || rows[from]["BEGBATES"] != r["BEGATTACH"] || rows[to]["ENDBATES"] != r["ENDATTACH"] {
			v.cell(i, "BEGATTACH", "and ENDATTACH are not the range of a family")
		}
	}
}

// csv compares the CSV cell by cell with the DAT, whose format cannot hold
// three characters (loadfile.DAT).
func (v *verifier) csv(rows []loadfile.Row) {
	data, bad := v.read(csvPath)
	if bad != nil {
		v.findings = append(v.findings, *bad)
		return
	}
	all, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil || len(all) != len(rows)+1 || !slices.Equal(all[0], fields) {
		v.fail("load-file", csvPath, "it is not the table of the DAT", 0)
		return
	}
	var again []loadfile.Row
	for i, cells := range all[1:] {
		row := loadfile.Row{}
		for k, f := range fields {
			row[f] = cells[k]
			if loadable(unquoted(cells[k])) != rows[i][f] {
				v.fail("load-file", csvPath, fmt.Sprintf("row %d, field %s is not what the DAT says", i+1, f), 0)
			}
		}
		again = append(again, row)
	}
	if !bytes.Equal(data, rewritten(loadfile.CSV, again)) {
		v.fail("load-file", csvPath, "it is not written as the program writes it", 0)
	}
}

// unquoted takes the apostrophe from a cell that would have run as a formula.
func unquoted(c string) string {
	if len(c) > 1 && c[0] == '\'' && strings.ContainsRune("=+-@\t\r", rune(c[1])) {
		return c[1:]
	}
	return c
}

// loadable is a value as the DAT can hold it and ReadDAT gives it back.
func loadable(s string) string {
	return strings.NewReplacer("þ", "th", "®", "(R)", "\x14", "", "\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
}

func (v *verifier) opt(rows []loadfile.Row) {
	data, bad := v.read(optPath)
	if bad != nil {
		v.findings = append(v.findings, *bad)
		return
	}
	var want bytes.Buffer
	w := loadfile.OPT(&want)
	for _, r := range rows {
		_ = w.Row(optRow(r)) // a buffer takes all
	}
	_ = w.Close()
	if !bytes.Equal(data, want.Bytes()) {
		v.fail("load-file", optPath, "it does not say what the DAT says", 0)
	}
}

// rewritten is a table as the program writes these rows.
func rewritten(open func(io.Writer, []string) (loadfile.Writer, error), rows []loadfile.Row) []byte {
	var b bytes.Buffer
	w, err := open(&b, fields)
	if err != nil {
		return nil
	}
	for _, r := range rows {
		_ = w.Row(cellsOf(r))
	}
	_ = w.Close()
	return b.Bytes()
}

// says tells whether a page says a cell's words, each as a whole: a line may
// break between any two of them. Words that pages cannot show as they are
// spelled (from right to left, or named in brackets) are compared letter by
// letter.
func says(page, cell string) bool {
	return said{squeezed(page) + "\n" + squeezed(loadable(page))}.has(cell) // as it is and as a DAT can hold it
}

// said is what pages say, squeezed once for many cells.
type said struct{ page string }

func (s said) has(cell string) bool {
	for _, w := range strings.Fields(cell) {
		// QUIRK: U+1F236 is a plain ideograph in normal form, and named on the page.
		if !strings.Contains(s.page, squeezed(w)) && !reshaped(s.page, norm.NFKC.String(w)) && !reshaped(s.page, w) && !parted(s.page, squeezed(w)) {
			return false
		}
	}
	return true
}

// longWord is what no line of a page holds: such a word may be broken where a
// page ends, with its stamps between the parts.
const longWord = 40

// parted tells whether pages say a long word in parts: two, and one more for
// each page that it could fill.
func parted(said, word string) bool {
	if len(word) <= longWord {
		return false
	}
	for parts := 2 + len(word)/2000; parts > 0; parts-- {
		n := sort.Search(len(word), func(n int) bool { return !strings.Contains(said, word[:n+1]) })
		if word = word[n:]; word == "" {
			return true
		}
	}
	return false
}

// squeezed is layout.Letters without its sorting.
func squeezed(s string) string {
	return strings.Join(strings.Fields(norm.NFKC.String(s)), "")
}

// reshaped tells whether a page may show a word in another order or by the
// names of its letters, and has each of them.
func reshaped(said, word string) bool {
	may := false
	for _, r := range word {
		named := r >= 0x80 && strings.Contains(said, fmt.Sprintf("[U+%04X", r))
		may = may || named || r >= 0x80 && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
		if !named && !unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) && !strings.ContainsRune(said, r) && !strings.Contains(said, fmt.Sprintf("U+%04X", r)) {
			return false
		}
	}
	return may
}
