package extract

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// wants checks that texts hold some words and not others.
func wants(t *testing.T, what, text string, with, without []string) {
	t.Helper()
	for _, w := range with {
		if !strings.Contains(text, w) {
			t.Errorf("%s lacks %q: %q", what, w, text)
		}
	}
	for _, w := range without {
		if strings.Contains(text, w) {
			t.Errorf("%s has %q: %q", what, w, text)
		}
	}
}

func TestDocx(t *testing.T) {
	white := `<w:color w:val="FFFFFF"/>`
	styles := `<w:styles xmlns:w="w"><w:style w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="Child"><w:basedOn w:val="Secret"/><w:rPr/></w:style></w:styles>`
	cases := []struct {
		name         string
		body         string
		more         []string
		shown        []string
		hidden       []string
		codes        string
		never, unhid []string // not shown, not listed as hidden
	}{
		{name: "paragraphs, tabs and breaks", body: para(run("", "One")+"<w:r><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r>") + para(run("", "four")), shown: []string{"One\ttwo\nthree\nfour\n"}},
		{name: "tab stops are no tabs", body: "<w:p><w:pPr><w:tabs><w:tab w:pos=\"1\"/></w:tabs></w:pPr>" + run("", "x") + "</w:p>", shown: []string{"x\n"}, never: []string{"\t"}},
		{name: "table", body: "<w:tbl><w:tr><w:tc>" + para(run("", "a")) + para(run("", "b")) + "</w:tc><w:tc>" + para(run("", "c")) + "</w:tc></w:tr><w:tr><w:tc>" + para("") + "</w:tc><w:tc>" + para(run("", "d")) + "</w:tc></w:tr></w:tbl>",
			shown: []string{"a b\tc\n", "\td\n"}},
		{name: "tracked changes", body: para(run("", "Keep ") + `<w:ins w:author="Bo" w:date="2024-01-04T10:00:00Z">` + run("", "added") + `</w:ins><w:del w:author="Cy"><w:r><w:delText>cut words</w:delText></w:r></w:del>`),
			shown: []string{"Keep added"}, never: []string{"cut words"}, hidden: []string{"Inserted by Bo, 2024-01-04T10:00:00Z: added", "Deleted by Cy: cut words", "Tracked changes (2)"}, codes: "tracked-changes"},
		{name: "hidden text", body: para(run("<w:vanish/>", "unseen") + run(`<w:vanish w:val="0"/>`, "seen")), shown: []string{"seen"}, never: []string{"unseen"}, hidden: []string{"unseen"}, codes: "hidden-text"},
		{name: "hidden by a style that is based on one", body: para(run(`<w:rStyle w:val="Child"/>`, "styled")), more: []string{"word/styles.xml", styles}, never: []string{"styled"}, hidden: []string{"styled"}, codes: "hidden-text"},
		{name: "white on white", body: para(run(white, "ghost")), shown: []string{"ghost"}, hidden: []string{"White text (1):\nghost"}, codes: "white-text"},
		{name: "white on dark", body: "<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val=\"clear\" w:fill=\"000080\"/></w:tcPr>" + para(run(white, "head")) + "</w:tc></w:tr></w:tbl>" + para(run(white+`<w:shd w:fill="333333"/>`, "band")),
			shown: []string{"head", "band"}, unhid: []string{"head", "band"}},
		{name: "headers, notes and comments", body: para(run("", "Body") + `<w:r><w:footnoteReference w:id="2"/></w:r>`),
			more:  []string{"word/header1.xml", "<w:hdr>" + para(run("", "Draft")) + "</w:hdr>", "word/footnotes.xml", "<w:footnotes><w:footnote>" + para(run("", "see file 9")) + "</w:footnote></w:footnotes>", "word/comments.xml", `<w:comments><w:comment w:author="Di">` + para(run("", "is this true?")) + "</w:comment></w:comments>"},
			shown: []string{"Body[note 2]", "Header:Draft", "Footnotes:see file 9"}, hidden: []string{"by Di: is this true?"}, codes: "comments"},
		{name: "alternative for old programs once", body: para(`<w:r><mc:AlternateContent><mc:Choice><w:t>box</w:t></mc:Choice><mc:Fallback><w:t>box again</w:t></mc:Fallback></mc:AlternateContent></w:r>`), shown: []string{"box"}, never: []string{"again"}},
		{name: "properties, macros, embedded file", body: para(run("", "x")), more: []string{"docProps/core.xml", core, "word/vbaProject.bin", "\xd0\xcf", "word/embeddings/note.txt", "inside words"},
			hidden: []string{"creator: Ann Archer", "lastModifiedBy: Bo Baker", "Macros", "Embedded file \"note.txt\", 12 bytes:", "inside words"}, codes: "embedded-file macros properties"},
		{name: "custom properties", body: para(run("", "x")), more: []string{"docProps/custom.xml", `<Properties><property name="Case"><vt:lpwstr>19-7</vt:lpwstr></property></Properties>`}, hidden: []string{"Case: 19-7"}, codes: "properties"},
		{name: "only a picture", body: para("<w:r><w:drawing/></w:r>"), more: []string{"word/media/image1.png", "x"}, codes: "image-only"},
		{name: "picture beside words", body: para(run("", "words")), more: []string{"word/media/image1.png", "x"}, codes: "pictures"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, "a.docx", "application/octet-stream", letter(c.body, c.more...))
			wants(t, "the page", bodyOf(r), c.shown, c.never)
			wants(t, "the list", hiddenOf(r), c.hidden, c.unhid)
			if got := codes(r); got != c.codes {
				t.Errorf("problems %q, want %q", got, c.codes)
			}
		})
	}
}

func TestPptx(t *testing.T) {
	slide := func(attr, text string) string {
		return `<p:sld` + attr + `><p:cSld><p:spTree><p:sp><p:nvSpPr><p:cNvPr id="1"/></p:nvSpPr><p:txBody><a:p><a:r><a:t>` + text + `</a:t></a:r></a:p></p:txBody></p:sp>` +
			`<p:sp><p:nvSpPr><p:cNvPr id="2" hidden="1"/></p:nvSpPr><p:txBody><a:p><a:r><a:t>behind ` + text + `</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>`
	}
	prelName, prel := relations("ppt/presentation.xml", "r1 slide slides/slide1.xml", "r2 slide slides/slide2.xml")
	srelName, srel := relations("ppt/slides/slide2.xml", "r1 notesSlide ../notesSlides/notesSlide1.xml", "r2 comments ../comments/comment1.xml", "r3 hyperlink https://x.example/a")
	r := read(t, "a.bin", "", packed(
		"ppt/presentation.xml", `<p:presentation><p:sldIdLst><p:sldId id="256" r:id="r2"/><p:sldId id="257" r:id="r1"/></p:sldIdLst></p:presentation>`, prelName, prel,
		"ppt/slides/slide1.xml", slide(` show="0"`, "Alpha"), "ppt/slides/slide2.xml", slide("", "Beta"), srelName, srel,
		"ppt/notesSlides/notesSlide1.xml", `<p:notes><p:sp><p:nvPr><p:ph type="body"/></p:nvPr><a:p><a:r><a:t>do not say this</a:t></a:r></a:p></p:sp><p:sp><p:nvPr><p:ph type="sldNum"/></p:nvPr><a:p><a:fld><a:t>17</a:t></a:fld></a:p></p:sp></p:notes>`,
		"ppt/commentAuthors.xml", `<p:cmAuthorLst><p:cmAuthor id="0" name="Eve"/></p:cmAuthorLst>`,
		"ppt/comments/comment1.xml", `<p:cmLst><p:cm authorId="0"><p:text>wrong figure</p:text></p:cm></p:cmLst>`))
	wants(t, "the page", bodyOf(r), []string{"Slide 1:Beta\n"}, []string{"Alpha", "behind", "17"})
	wants(t, "the list", hiddenOf(r), []string{"Hidden slide 2:\nAlpha", "Speaker notes of slide 1:\ndo not say this", "by Eve: wrong figure", "behind Beta", "behind Alpha", "https://x.example/a"}, []string{"17"})
	if got := codes(r); got != "comments hidden-shape hidden-slide speaker-notes" {
		t.Errorf("problems %q", got)
	}
}

// The workbook is written by another program's hand: what it put in must come
// out on the right side.
func TestXlsx(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	set := func(sheet, cell string, v any) { t.Helper(); must(f.SetCellValue(sheet, cell, v)) }
	set("Sheet1", "A1", "Item")
	set("Sheet1", "C1", "Cost")
	set("Sheet1", "A2", "Pilot")
	set("Sheet1", "C2", 12.5)
	set("Sheet1", "A3", "row nobody sees")
	set("Sheet1", "D1", "column nobody sees")
	set("Sheet1", "A4", true)
	set("Sheet1", "B4", 45296.5)
	set("Sheet1", "A5", "ghost")
	set("Sheet1", "A6", "blank format")
	date, err := f.NewStyle(&excelize.Style{NumFmt: 22})
	must(err)
	must(f.SetCellStyle("Sheet1", "B4", "B4", date))
	white, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Color: "FFFFFF"}})
	must(err)
	must(f.SetCellStyle("Sheet1", "A5", "A5", white))
	none := ";;;"
	blank, err := f.NewStyle(&excelize.Style{CustomNumFmt: &none})
	must(err)
	must(f.SetCellStyle("Sheet1", "A6", "A6", blank))
	must(f.SetRowVisible("Sheet1", 3, false))
	must(f.SetColVisible("Sheet1", "D", false))
	must(f.SetCellFormula("Sheet1", "C2", "SUM(C3:C9)"))
	must(f.AddComment("Sheet1", excelize.Comment{Cell: "A2", Author: "Flo", Paragraph: []excelize.RichTextRun{{Text: "who paid?"}}}))
	for _, s := range []string{"Costs", "Deep"} {
		_, err := f.NewSheet(s)
		must(err)
		set(s, "A1", "secret of "+s)
		must(f.SetSheetVisible(s, false, s == "Deep"))
	}
	var out bytes.Buffer
	must(f.Write(&out))
	r := read(t, "a.xlsx", "application/octet-stream", out.Bytes())
	wants(t, "the page", bodyOf(r), []string{"Sheet:Sheet1\nItem\nCost\nPilot\n12.5\nTRUE\n2024-01-05 12:00:00\nghost\n"}, []string{"nobody sees", "secret", "SUM", "blank format", "paid"})
	wants(t, "the list", hiddenOf(r), []string{
		"Hidden sheet \"Costs\" (1 rows):\nsecret of Costs", "Very hidden sheet \"Deep\" (1 rows):\nsecret of Deep", "row 3: row nobody sees", "D1: column nobody sees",
		"C2: =SUM(C3:C9)", "A5: ghost", "A6: blank format", "by Flo: who paid?",
	}, []string{"Pilot"})
	if got := codes(r); got != "comments formulas hidden-columns hidden-rows hidden-sheet invisible-text properties white-text" {
		t.Errorf("problems %q", got)
	}
}

func TestXlsxKeepsDataOfOthers(t *testing.T) {
	relName, rel := relations("xl/workbook.xml", "r1 worksheet worksheets/sheet1.xml")
	r := read(t, "a.xlsx", "", packed("xl/workbook.xml", `<workbook><workbookPr date1904="1"/><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`, relName, rel,
		"xl/worksheets/sheet1.xml", `<worksheet><sheetData><row><c t="inlineStr"><is><t>in line</t></is></c><c><v>7</v></c></row></sheetData><headerFooter><oddHeader>&amp;LDraft</oddHeader></headerFooter></worksheet>`,
		"xl/pivotCache/pivotCacheRecords1.xml", `<r><s v="Smith"/><n v="42"/></r>`, "xl/externalLinks/externalLink1.xml", `<l><sheetName val="Pay"/><cell><v>99</v></cell></l>`))
	wants(t, "the page", bodyOf(r), []string{"Sheet:S\nin line\n7\n", "Header or footer:Draft\n"}, nil)
	wants(t, "the list", hiddenOf(r), []string{"Smith", "42", "Pay", "99"}, nil)
	if got := codes(r); got != "cached-data" {
		t.Errorf("problems %q", got)
	}
}

func TestDatesOfCells(t *testing.T) {
	for _, c := range []struct {
		v    string
		late bool
		want string
	}{{"45296", false, "2024-01-05"}, {"0.75", false, "18:00:00"}, {"1.5", true, "1904-01-02 12:00:00"}, {"x", false, "x"}, {"-3", false, "-3"}, {"1e300", false, "1e300"}} {
		if got := serial(c.v, c.late); got != c.want {
			t.Errorf("%s is %s, want %s", c.v, got, c.want)
		}
	}
	for code, want := range map[string]bool{"yyyy-mm-dd": true, "h:mm": true, `0.00" days"`: false, "[Red]0": false, "General": false, `0\d`: false, "#,##0;[Red]-d": false} {
		if isDateFormat(code) != want {
			t.Errorf("format %q", code)
		}
	}
}

func TestOpenDocument(t *testing.T) {
	content := `<office:document-content><office:automatic-styles><style:style style:name="ta2"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body>
<text:tracked-changes><text:changed-region><text:deletion><dc:creator>Gus</dc:creator><text:p>struck out</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:h>Title</text:h><text:p>One<text:s text:c="2"/>two<office:annotation><dc:creator>Hal</dc:creator><text:p>why?</text:p></office:annotation><text:tab/>three</text:p>
<table:table table:name="Open"><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row>
<table:table-row table:visibility="collapse"><table:table-cell><text:p>folded</text:p></table:table-cell></table:table-row></table:table>
<table:table table:name="Shut" table:style-name="ta2"><table:table-row><table:table-cell><text:p>dark</text:p></table:table-cell></table:table-row></table:table></office:body></office:document-content>`
	r := read(t, "a.odt", "", packed("mimetype", "application/vnd.oasis.opendocument.text", "content.xml", content, "meta.xml", `<m><meta:initial-creator>Ida</meta:initial-creator></m>`))
	wants(t, "the page", bodyOf(r), []string{"Title\nOne  two\tthree\n", "[Open]\na\tb\n"}, []string{"struck", "why", "folded", "dark"})
	wants(t, "the list", hiddenOf(r), []string{"struck out", "Hal: why?", "folded", "[Shut]\ndark", "Ida"}, nil)
	if got := codes(r); got != "comments hidden-rows hidden-sheet properties tracked-changes" {
		t.Errorf("problems %q", got)
	}
	r = read(t, "b.odt", "", packed("mimetype", "x", "content.xml", "\x00\x01", "META-INF/manifest.xml", `<m><manifest:encryption-data/></m>`))
	if got := codes(r); got != "encrypted" {
		t.Errorf("an encrypted one has problems %q", got)
	}
}
