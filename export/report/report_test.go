package report

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"vaughn/export/layout"
	"vaughn/index/fault"
)

// sample is a report with everything that has gone wrong in some writer.
func sample(rows int) Report {
	r := Report{
		Title: "Search term report",
		About: []Pair{{"Case", "Smith 2023"}, {"Made", "22 November 2026 09:14 EST"}, {"Records searched", "12,408 records of 3 custodians, " + strings.Repeat("all of what was received by the office ", 5)}},
		Tables: []Table{{Name: "Terms", Columns: []Column{
			{Key: "line", Name: "Line", Number: true}, {Key: "query", Name: "Query"}, {Key: "records", Name: "Records", Number: true},
			{Key: "with_family", Name: "With family", Number: true}, {Name: "Dates"}, {Name: "Halloran, P.", Number: true}, {Name: "Okafor", Number: true},
		}}, {Name: "Custodians: none [yet]", Columns: []Column{{Name: "Name"}}}},
		Notes: []string{"A record that several terms find counts once in the total.", "Dates are of the dated hits."},
	}
	for i := range rows {
		q := []string{
			`"phase two" w/10 budget`, `=cmd|'/C calc'!A0`, `-subject:"re: pilot" from:press`, `@SUM(1+1)`, `+1 202 555 0100`, `Ελληνικά кириллица`,
			`שלום עולם budget`, `مرحبا budget`, `予算 第二段階`, `(` + strings.Repeat(`"the pilot program" OR budget* OR `, 9) + `overrun) AND NOT from:newsletter@example.com`,
			`d41d8cd98f00b204e9800998ecf8427ed41d8cd98f00b204e9800998ecf8427e`, "two\nlines\tand a tab", "",
		}[i%13]
		r.Tables[0].Rows = append(r.Tables[0].Rows, []string{fmt.Sprint(i + 1), q, fmt.Sprint(i * 317), fmt.Sprint(i*401 + 7), "2023-01-04 to 2023-06-30", fmt.Sprint(i * 3), "-" + fmt.Sprint(i+1)})
	}
	return r
}

func written(t testing.TB, format string, r Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(t.Context(), format, &b, r); err != nil {
		t.Fatal(format, err)
	}
	return b.Bytes()
}

func TestSameReportSameBytes(t *testing.T) {
	for _, f := range Formats() {
		a := written(t, f, sample(40))
		for range 4 {
			if !bytes.Equal(a, written(t, f, sample(40))) {
				t.Errorf("%s: two runs differ", f)
			}
		}
	}
}

func TestCSVReadsBack(t *testing.T) {
	r := sample(13)
	r.Tables = r.Tables[:1]
	rows, err := csv.NewReader(bytes.NewReader(written(t, CSV, r))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(rows[0], "|"); got != "line|query|records|with_family|Dates|Halloran, P.|Okafor" {
		t.Errorf("head %s", got)
	}
	for i, row := range rows[1:] {
		want := r.Tables[0].Rows[i]
		for c := range row {
			if row[c] != want[c] && row[c] != "'"+want[c] {
				t.Errorf("row %d: %q for %q", i, row[c], want[c])
			}
			if row[c] != "" && strings.ContainsRune("=+-@\t\r", rune(row[c][0])) && c != 6 {
				t.Errorf("row %d: a spreadsheet runs %q", i, row[c])
			}
		}
		if row[6] != want[6] {
			t.Errorf("row %d: the number %s became %s", i, want[6], row[6])
		}
	}
}

func TestCSVNamesItsTables(t *testing.T) {
	got := string(written(t, CSV, sample(1)))
	if !strings.HasPrefix(got, "Terms\nline,") || !strings.HasSuffix(got, "\n\nCustodians: none [yet]\nName\n") {
		t.Errorf("%q", got)
	}
}

func TestXLSXReadsBack(t *testing.T) {
	r := sample(13)
	long := strings.Repeat("é", 40_000)
	r.Tables[0].Rows[12][1] = long
	r.Tables = append(r.Tables, Table{Name: "terms", Columns: []Column{{Name: "ID", Number: true}}, Rows: [][]string{{"00017"}, {"12345678901234567890"}, {"2.5"}, {}}})
	data := written(t, XLSX, r)
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := strings.Join(f.GetSheetList(), "|"); got != "About|Terms|Custodians none yet|terms (2)" {
		t.Errorf("sheets %s", got)
	}
	rows, err := f.GetRows("Terms", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range r.Tables[0].Rows {
		for c := range want {
			if got := cell(rows[i+1], c); got != want[c] && want[c] != long {
				t.Errorf("row %d: %q for %q", i, got, want[c])
			}
		}
	}
	if got := rows[13][1]; !strings.HasPrefix(long, got[:20]) || !strings.Contains(got, "cut here") {
		t.Error("a cell that holds too much does not say that it was cut")
	}
	for at, want := range map[string]excelize.CellType{"A2": excelize.CellTypeUnset, "B3": excelize.CellTypeSharedString} {
		if got, err := f.GetCellType("Terms", at); err != nil || got != want {
			t.Errorf("%s has type %v, want %v: %v", at, got, want, err)
		}
	}
	for at, want := range map[string]string{"A2": "00017", "A3": "12345678901234567890", "A4": "2.5"} {
		if got, _ := f.GetCellValue("terms (2)", at); got != want {
			t.Errorf("%s is %q, want %q", at, got, want)
		}
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range z.File {
		rc, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		_, _ = b.ReadFrom(rc)
		rc.Close()
		if strings.Contains(b.String(), "<f>") || strings.Contains(b.String(), "<f ") {
			t.Errorf("%s holds a formula", e.Name)
		}
	}
}

// TestPDFSaysEverything reads the PDF with a program that did not write it.
func TestPDFSaysEverything(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not installed")
	}
	r := sample(70)
	path := filepath.Join(t.TempDir(), "r.pdf")
	if err := Save(t.Context(), "", path, r); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-raw", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
	clean, err := r.sheet()
	if err != nil {
		t.Fatal(err)
	}
	st, err := paper(clean)
	if err != nil {
		t.Fatal(err)
	}
	if st.W < st.H {
		t.Error("a wide table does not turn the page")
	}
	i := 0
	for f, err := range layout.Finish(clean, st, nil) {
		if err != nil {
			t.Fatal(err)
		}
		if i >= len(pages) {
			t.Fatalf("%d pages, more are planned", len(pages))
		}
		for _, w := range []string{"Line", "Query", "Records", "Okafor", fmt.Sprintf("Page %d of %d", i+1, len(pages))} {
			if !strings.Contains(pages[i], w) && (i < 4 || strings.HasPrefix(w, "Page")) {
				t.Errorf("page %d does not say %q", i+1, w)
			}
		}
		if a, b := letters(f.Text()), letters(pages[i]); !strings.Contains(b, a[:min(60, len(a))]) {
			t.Errorf("page %d begins otherwise than planned:\n%.80s\n%.80s", i+1, a, b)
		}
		i++
	}
	if i != len(pages) || i < 3 {
		t.Errorf("%d pages, %d planned", len(pages), i)
	}
}

func letters(s string) string { return strings.Join(strings.Fields(s), "") }

func TestSave(t *testing.T) {
	dir := t.TempDir()
	ctx := t.Context()
	if err := Save(ctx, "", filepath.Join(dir, "a.docx"), sample(1)); fault.CodeOf(err) != fault.Usage {
		t.Error(err)
	}
	if err := Save(ctx, "", filepath.Join(dir, "no", "a.csv"), sample(1)); err == nil {
		t.Error("a folder that is not there was taken")
	}
	path := filepath.Join(dir, "a.XLSX")
	if err := Save(ctx, "", path, sample(1)); err != nil {
		t.Fatal(err)
	}
	if err := Save(ctx, CSV, path, sample(1)); fault.CodeOf(err) != fault.Exists {
		t.Error(err)
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	if err := Save(stopped, "", filepath.Join(dir, "b.pdf"), sample(1)); err == nil {
		t.Error("a cancelled report was written")
	}
	bad := sample(1)
	bad.Tables[0].Rows[0] = make([]string, 99)
	if err := Save(ctx, "", filepath.Join(dir, "c.csv"), bad); err == nil {
		t.Error("cells without a column were dropped in silence")
	}
	left, _ := os.ReadDir(dir)
	if len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func BenchmarkPDF(b *testing.B) {
	r := sample(5000)
	for b.Loop() {
		written(b, PDF, r)
	}
}
