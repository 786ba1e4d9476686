package extract

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"vaughn/index/record"
)

// cellsOf is what the tables of a record say, "row.column[+columns]=text".
func cellsOf(r *record.Record) string {
	var out []string
	for _, b := range r.Blocks {
		if c := b.Cell; c != nil && b.Role == record.RoleBody {
			wide := ""
			if c.Cols > 0 {
				wide = fmt.Sprintf("+%d", c.Cols)
			}
			out = append(out, fmt.Sprintf("%d.%d%s=%s", c.Row, c.Col, wide, r.Text[b.Span.Start:b.Span.End]))
		}
	}
	return strings.Join(out, " ")
}

func openSheetOf(content string, more ...string) []byte {
	return packed(append([]string{"mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<office:document-content>" + content + "</office:document-content>"}, more...)...)
}

func TestOpenSpreadsheet(t *testing.T) {
	cell := func(attr, text string) string {
		return "<table:table-cell " + attr + "><text:p>" + text + "</text:p></table:table-cell>"
	}
	row := func(attr, cells string) string {
		return "<table:table-row " + attr + ">" + cells + "</table:table-row>"
	}
	content := `<office:automatic-styles><style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>
<style:style style:name="pale"><style:text-properties fo:color="#FFFFFF"/></style:style>
<style:style style:name="clear"><style:table-cell-properties fo:background-color="#000080"/><style:text-properties fo:color="#ffffff"/></style:style></office:automatic-styles><office:body><office:spreadsheet>
<table:tracked-changes><table:cell-content-change><dc:creator>Gus</dc:creator><table:previous><table:change-track-table-cell><text:p>was 9</text:p></table:change-track-table-cell></table:previous></table:cell-content-change></table:tracked-changes>
<table:table table:name="Open"><table:table-column table:number-columns-repeated="3"/><table:table-column table:visibility="collapse"/>` +
		row("", cell(`table:number-columns-spanned="3"`, "Budget")+`<table:covered-table-cell><text:p>beneath</text:p></table:covered-table-cell><table:covered-table-cell/>`) +
		row(`table:number-rows-repeated="2"`, `<table:table-cell table:number-columns-repeated="1000"/>`) +
		row("", cell("", "Pilot")+`<table:table-cell table:formula="of:=SUM([.B9:.B10])" office:value="12.5"><text:p>12<text:s text:c="2"/>50</text:p><office:annotation><dc:creator>Hal</dc:creator><dc:date>2024</dc:date><text:p>why?</text:p></office:annotation></table:table-cell><table:table-cell office:date-value="2024-01-05"/>`+cell("", "col nobody sees")) +
		row(`table:visibility="filter"`, cell("", "folded")) +
		row(`table:number-rows-repeated="2"`, cell(`table:number-columns-repeated="2"`, "x")+cell(`table:style-name="pale"`, "ghost")) +
		row("", cell(`table:style-name="clear"`, `head <text:a xlink:href="https://x.example/a">link</text:a>`)+`<table:table-cell><draw:frame><draw:text-box><text:p>in a box</text:p></draw:text-box></draw:frame><text:p>seven</text:p></table:table-cell>`) +
		`</table:table><table:table table:name="Shut" table:style-name="ta2">` + row("", cell("", "dark")) + `</table:table></office:spreadsheet></office:body>`
	styles := `<s><style:master-page><style:header><text:p>Draft <text:page-number>1</text:page-number></text:p></style:header><style:header-left><text:p>Draft </text:p></style:header-left></style:master-page></s>`
	r := read(t, "a.ods", "", openSheetOf(content, "styles.xml", styles))
	want := "1.1+2=Budget 2.1=Pilot 2.2=12 50 2.3=2024-01-05 3.1=x 3.2=x 3.3=ghost 4.1=x 4.2=x 4.3=ghost 5.1=head link 5.2=seven"
	if diff := cmp.Diff(want, cellsOf(r)); diff != "" {
		t.Error(diff)
	}
	wants(t, "the page", bodyOf(r), []string{"Sheet:Open\n", "Text boxes:in a box\n", "Header or footer:Draft\n"}, []string{"nobody", "folded", "dark", "was 9", "why", "Other words", "Page"})
	wants(t, "the list", hiddenOf(r), []string{`Hidden sheet "Shut" (1 rows):` + "\ndark", "row 5: folded", "D4: col nobody sees", "B4: =SUM([.B9:.B10])", "C6: ghost\nC7: ghost",
		"Cells under a merged one of sheet \"Open\" (1):\nB1: beneath", "B4: Hal: 2024: why?", "Gus: was 9", "A8: https://x.example/a"}, []string{"head", "Pilot"})
	if got := codes(r); got != "comments formulas hidden-columns hidden-rows hidden-sheet invisible-text tracked-changes white-text" {
		t.Errorf("problems %q", got)
	}
}

func TestHostileOpenSpreadsheet(t *testing.T) {
	table := func(rows string) string {
		return `<office:body><office:spreadsheet><table:table table:name="S">` + rows
	}
	for _, c := range []struct{ name, content, text, code string }{
		{"a cell repeated without end", table(`<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>after</text:p></table:table-cell></table:table-row>`), "after", "text-cut"},
		{"far away", table(`<table:table-row table:number-rows-repeated="999999999"><table:table-cell/></table:table-row><table:table-row><table:table-cell table:number-columns-repeated="99999999"/><table:table-cell><text:p>far</text:p></table:table-cell></table:table-row>`), "far", ""},
		{"broken off", table(`<table:table-row><table:table-cell><text:p>kept`) + "<<", "kept", "text-cut"},
		{"words in no cell", table(`<text:p>loose</text:p><table:table-row><text:p>free</text:p></table:table-row>`) + "</table:table><text:p>behind</text:p>", "free behind", ""},
		{"cells in cells", table(`<table:table-row><table:table-cell>` + strings.Repeat("<table:table><table:table-row><table:table-cell>", 100) + "<text:p>deep</text:p>"), "deep", ""},
		{"ended what is not open", `</table:table></table:table-row></table:table-cell><table:table-row><table:table-cell><text:p>stray</text:p></table:table-cell>`, "stray", ""},
	} {
		r := read(t, "a.bin", "", openSheetOf(c.content))
		if !strings.Contains(strings.Join(strings.Fields(r.Text), " "), c.text) || !strings.Contains(codes(r), c.code) {
			t.Errorf("%s: problems %q, text %.200q", c.name, codes(r), r.Text)
		}
		if len(r.Blocks) > 3*maxCells {
			t.Errorf("%s: %d blocks", c.name, len(r.Blocks))
		}
	}
}

// A formula shows its last value; where the file keeps none, the record says so.
func TestFormulasWithoutValue(t *testing.T) {
	relName, rel := relations("xl/workbook.xml", "r1 worksheet s.xml")
	cells := `<row><c><f>A9+1</f><v>8</v></c><c t="str"><f>""</f><v></v></c><c><f>B1</f></c></row>`
	for name, data := range map[string][]byte{
		"a.xlsx": packed("xl/workbook.xml", `<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`, relName, rel, "xl/s.xml", "<worksheet>"+cells+"</worksheet>"),
		"a.ods":  openSheetOf(`<table:table table:name="S"><table:table-row><table:table-cell table:formula="of:=[.A9]+1" office:value-type="float" office:value="8"/><table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string"/><table:table-cell table:formula="of:=[.B1]"/></table:table-row></table:table>`),
	} {
		r := read(t, name, "", data)
		if !strings.Contains(cellsOf(r), "=8") || !strings.Contains(r.Text, `1 formulas of sheet "S" have no value`) || !strings.Contains(codes(r), "formulas") {
			t.Errorf("%s: %q, problems %q", name, r.Text, codes(r))
		}
	}
}

// Merged cells are as wide as they were; what they cover is told, not lost.
func TestMergedCells(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for cell, v := range map[string]string{"A1": "Budget 2024", "B1": "beneath", "A2": "Pilot", "B2": "1", "C2": "2", "B3": "tall", "B4": "covered", "C4": "4", "A9": "last"} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	if err := f.MergeCell("Sheet1", "B3", "B8"); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	// excelize empties what it covers; a file of other programs need not
	data := repacked(t, []byte(out.String()), "xl/worksheets/sheet1.xml", `<mergeCells count="1">`, `<mergeCells count="3"><mergeCell ref="A1:C1"/><mergeCell ref="C9:A1"/><mergeCell ref="x:y"/>`)
	r := read(t, "a.xlsx", "", data)
	if diff := cmp.Diff("1.1+2=Budget 2024 2.1=Pilot 2.2=1 2.3=2 3.2=tall 4.3=4 5.1=last", cellsOf(r)); diff != "" {
		t.Error(diff)
	}
	wants(t, "the list", hiddenOf(r), []string{"(1):\nB1: beneath"}, nil)
	wants(t, "the page", bodyOf(r), nil, []string{"formulas"})
	if got := codes(r); got != "invisible-text properties" {
		t.Errorf("problems %q", got)
	}
}

func TestSeparatedValues(t *testing.T) {
	for _, c := range []struct{ name, typ, text, cells, body string }{
		{"a.csv", "text/csv", "Item,Cost\r\npilot,\"1,200\"\r\n\r\n\"said \"\"no\"\"\nthen\",7\r\n", "0.1=Item 0.2=Cost 1.1=pilot 1.2=1,200 2.1=said \"no\" then 2.2=7", ""},
		{"a.csv", "application/vnd.ms-excel", "sep=;\nItem;Cost\npilot;12,5\n", "0.1=Item 0.2=Cost 1.1=pilot 1.2=12,5", ""},
		{"a.bin", "text/tab-separated-values", "a\tb\n1\t\"2\n3\t4", "0.1=a 0.2=b 1.1=1 1.2=\"2 2.1=3 2.2=4", ""},
		{"a.CSV", "application/octet-stream", "\ufeffa|b|\n1||3\n", "1.1=a 1.2=b 2.1=1 2.3=3", ""},
		{"a.csv", "text/csv", "one column\nof words, no table\nat all\n", "", "one column\nof words, no table\nat all\n"},
		{"a.csv", "text/csv", "\"never closed,a\nb,c\nd,e\n", "0.1=\"never closed 0.2=a 1.1=b 1.2=c 2.1=d 2.2=e", ""},
		{"a.txt", "text/plain", "a,b\nc,d\n", "", "a,b\nc,d\n"},
		{"a.csv", "text/csv", "a\x00", "", ""},
	} {
		r := read(t, c.name, c.typ, []byte(c.text))
		if diff := cmp.Diff(c.cells, cellsOf(r)); diff != "" {
			t.Errorf("%q: %s", c.text, diff)
		}
		if c.body != "" && bodyOf(r) != c.body {
			t.Errorf("%q is set as %q", c.text, bodyOf(r))
		}
	}
	r := read(t, "a.csv", "", []byte(strings.Repeat("x,y\n", maxCells)+strings.Repeat(",", 100_000)+"wide,end\n"))
	if cells := strings.Count(cellsOf(r), "="); cells != maxCells || !strings.Contains(r.Text, "are set as lines") || !strings.Contains(r.Text, "end") {
		t.Errorf("%d cells of a long table: %q", cells, codes(r))
	}
}

// FuzzSeparated: on what RFC 4180 allows the reader agrees with the one of the
// library, and every letter of any file is in a cell.
func FuzzSeparated(f *testing.F) {
	for _, s := range []string{"a,b\r\n\"c\"\"d\",e", "\"", ",\n,,", "\"a\nb\"x,\"", "a\"b,c\n", "\r\r\n,\"\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var got [][]string
		size := 0
		separated(text, ',', func(cells []string) bool {
			got = append(got, append([]string(nil), cells...))
			size += len(strings.Join(cells, ""))
			return true
		})
		if loss := len(text) - size; loss > strings.Count(text, ",")+strings.Count(text, "\n")+strings.Count(text, "\r")+strings.Count(text, `"`) {
			t.Errorf("%d of %d bytes are lost", loss, len(text))
		}
		strict := csv.NewReader(strings.NewReader(text))
		strict.FieldsPerRecord = -1
		want, err := strict.ReadAll()
		if err != nil || strings.ContainsAny(text, "\r\n") { // blank lines are rows here
			return
		}
		if diff := cmp.Diff(want, got); diff != "" && len(text) < maxQuoted {
			t.Error(diff)
		}
	})
}
