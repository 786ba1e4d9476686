package extract

import (
	"bytes"
	"context"
	"testing"
	"time"

	"vaughn/index/message"
	"vaughn/index/record"
)

// sameTwice reads a file twice: what comes out must be well formed and the same.
func sameTwice(t *testing.T, name string, data []byte) {
	x := New(Options{Office: "-", Time: 20 * time.Second})
	defer x.Close()
	a, b := readBy(t, x, name, "", data), readBy(t, x, name, "", data)
	if a.Version != b.Version || codes(a) != codes(b) {
		t.Errorf("read twice it has two versions: %q and %q", codes(a), codes(b))
	}
	for _, r := range []*record.Record{a, b} {
		if len(r.Text) > 2*maxText || len(r.Blocks) < 3 {
			t.Errorf("%d bytes in %d blocks", len(r.Text), len(r.Blocks))
		}
	}
}

// FuzzFile reads any bytes as an attachment. PDFs are left to the tests of
// their engine.
func FuzzFile(f *testing.F) {
	for _, s := range [][]byte{
		photo(), drawing(), packed("a.txt", "x"), tarred("a", "b"), zipped(tarred("a")), ole("EncryptedPackage", make([]byte, 64)),
		ole("WordDocument", make([]byte, 4096)), []byte(`{\rtf1 x}`), []byte("BEGIN:VCARD\nFN:x\nEND:VCARD\n"), []byte("\xff\xfea\x00"),
		letter(para(run("<w:vanish/>", "x"))), exifBlock(), oldLetter(), oldSlides(), []byte("0\x80" + pkcs7 + "\x03"), nil,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.Contains(data, []byte("%PDF-")) {
			return
		}
		sameTwice(t, "a.txt", data)
	})
}

// FuzzParts reads two XML parts as the main part of each kind of office file
// and the one beside it.
func FuzzParts(f *testing.F) {
	f.Add(para(run("<w:vanish/>", "x")+`<w:ins w:author="a">`+run("", "y")+"</w:ins><w:del><w:r><w:delText>z</w:delText></w:r></w:del>"), `<w:comments><w:comment w:author="b"><w:p><w:r><w:t>c</w:t></w:r></w:p></w:comment></w:comments>`)
	f.Add("<w:tbl><w:tr><w:tc>"+para(run("", "x"))+"</w:tc></w:tr></w:tbl>", `<w:style w:styleId="a"><w:basedOn w:val="a"/></w:style>`)
	f.Add(`<cols><col min="1" max="3" hidden="1"/></cols><row r="2" hidden="1"><c r="B2" t="s" s="0"><v>0</v></c><c t="str"><f>A1</f><v>x</v></c></row>`, `<sst><si><t>a</t><rPh><t>b</t></rPh></si></sst>`)
	f.Add(`<p:sld show="0"><p:sp><p:cNvPr hidden="1"/><a:p><a:t>x</a:t></a:p></p:sp></p:sld>`, `<p:cm authorId="0"><p:text>x</p:text></p:cm>`)
	f.Add(`<office:body><table:table table:name="x"><table:table-row table:visibility="collapse"><table:table-cell table:number-columns-repeated="9"><text:p>x<text:s text:c="3"/></text:p></table:table-cell></table:table-row></table:table></office:body>`, `<styleSheet><fonts><font><color rgb="FFFFFFFF"/></font></fonts><cellXfs><xf numFmtId="14" fontId="0"/></cellXfs></styleSheet>`)
	f.Add(`<table:table><table:table-column table:visibility="collapse"/><table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-spanned="2" table:formula="of:=1"><text:p>x</text:p></table:table-cell><table:covered-table-cell office:value="1" table:number-columns-repeated="2"/></table:table-row></table:table>`, `<style:style style:name="a"><style:text-properties fo:color="#ffffff"/></style:style><style:header><text:p>x</text:p></style:header>`)
	f.Add(`<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B9"/><mergeCell ref="A1:XFD1"/></mergeCells>`, ``)
	wn, w := relations("xl/workbook.xml", "r1 worksheet sheet.xml")
	sn, s := relations("xl/sheet.xml", "r1 comments side.xml")
	pn, p := relations("ppt/presentation.xml", "r1 slide slide.xml")
	tn, q := relations("ppt/slide.xml", "r1 comments side.xml", "r2 notesSlide slide.xml")
	f.Fuzz(func(t *testing.T, part, side string) {
		sameTwice(t, "a.docx", packed("word/document.xml", part, "word/styles.xml", side, "word/comments.xml", side, "word/header1.xml", part, "docProps/core.xml", side))
		sameTwice(t, "a.xlsx", packed("xl/workbook.xml", `<sheets><sheet name="x" r:id="r1"/></sheets>`, wn, w, "xl/sheet.xml", part, sn, s, "xl/side.xml", side, "xl/styles.xml", side, "xl/sharedStrings.xml", side))
		sameTwice(t, "a.pptx", packed("ppt/presentation.xml", `<sldId r:id="r1"/>`, pn, p, "ppt/slide.xml", part, tn, q, "ppt/side.xml", side))
		sameTwice(t, "a.odt", packed("mimetype", "x", "content.xml", part, "meta.xml", side))
		sameTwice(t, "a.ods", packed("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", part, "styles.xml", side))
	})
}

// BenchmarkLetter reads a text document of 100 KiB.
func BenchmarkLetter(b *testing.B) { bench(b, letter(bigBody())) }

// BenchmarkPDF reads ten pages with the engine running.
func BenchmarkPDF(b *testing.B) {
	text := ""
	for i := range 8 {
		text += "BT /F1 8 Tf 5 " + string(rune('1'+i)) + "0 Td (some forty letters of text on this line) Tj ET\n"
	}
	bench(b, pages("", "", text, text, text, text, text, text, text, text, text, text))
}

func bigBody() string {
	s := ""
	for len(s) < 100<<10 {
		s += para(run("", "Some words of a letter that is long enough to be a paragraph of its own."))
	}
	return s
}

func bench(b *testing.B, data []byte) {
	x := New(Options{Office: "-"})
	defer x.Close()
	read := func() {
		a := &message.Attachment{Name: "a", Blob: "b"}
		if r := x.attachment(context.Background(), a, "id", fixed(data)); len(r.Text) < 1000 {
			b.Fatalf("it says %q", r.Text)
		}
	}
	read()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		read()
	}
}
