package extract

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"vaughn/index/message"
)

// endless gives letters for ever.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// swollen is a document with a part that unpacks to many bytes of a letter.
func swollen(part, before string, size int64, after string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, n := range []string{"word/document.xml", part} {
		f, err := z.Create(n)
		if err != nil {
			panic(err)
		}
		if n == part {
			_, _ = io.WriteString(f, before)
			_, _ = io.CopyN(f, endless{}, size)
			_, _ = io.WriteString(f, after)
			break
		}
		_, _ = io.WriteString(f, "<w:document>"+para(run("", "the letter"))+"</w:document>")
	}
	_ = z.Close()
	return out.Bytes()
}

func TestHostileFiles(t *testing.T) {
	deep := strings.Repeat("<w:p>", 100_000)
	entities := `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>`
	var many []string
	for i := range 20_000 {
		many = append(many, fmt.Sprintf("word/media/%d", i), "")
	}
	relName, rel := relations("xl/workbook.xml", "r1 worksheet worksheets/sheet1.xml", "r2 worksheet ../xl/worksheets/sheet1.xml")
	sheetOf := func(cells string) []byte {
		return packed("xl/workbook.xml", `<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`, relName, rel, "xl/worksheets/sheet1.xml", "<worksheet>"+cells+"</worksheet>")
	}
	cases := []struct {
		name string
		data []byte
		text string
		code string
	}{
		{"part of 300 MB beside the document", swollen("word/comments.xml", "<c>", 300<<20, "</c>"), "the letter", "text-cut"},
		{"document of 300 MB", swollen("word/document.xml", "<w:document>"+para(run("", "the letter"))+"<w:t>", 300<<20, "</w:t></w:document>"), "the letter", "text-cut"},
		{"nested too deep", letter(para(run("", "first")) + deep), "first", "text-cut"},
		{"entities", letter(entities + para(run("", "one &a; &b; &c; two"))), "one ", ""},
		{"cut off", letter(para(run("", "kept")))[:200], "Nobody has read", "unread"},
		{"broken xml", letter(para(run("", "kept")) + "<w:p <<"), "kept", "text-cut"},
		{"closed what is not open", letter("</w:p></w:tc></w:r></w:ins>" + para(run("", "kept"))), "kept", ""},
		{"entries without end", packed(append([]string{"word/document.xml", "<w:document>" + para(run("", "kept")) + "</w:document>"}, many...)...), "kept", "pictures"},
		{"styles in a circle", letter(para(run("", "kept")), "word/styles.xml", `<w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>`), "kept", ""},
		{"cell far away", sheetOf(`<sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c><c r="ZZZZZ1"><v>1</v></c></row></sheetData>`), "far\t1", ""},
		{"columns without end", sheetOf(strings.Repeat(`<cols><col min="-5" max="99999999" hidden="1"/></cols>`, 500) + `<row><c><v>1</v></c></row>`), "A1: 1", "hidden-columns"},
		{"string that is not there", sheetOf(`<row><c t="s"><v>99999999999</v></c><c s="-4"><v>7</v></c></row>`), "7", ""},
		{"matryoshka", matryoshka(12), "outermost", "unread"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			start := time.Now()
			r := read(t, "a.bin", "", c.data)
			if !strings.Contains(r.Text, c.text) || !strings.Contains(codes(r), c.code) {
				t.Errorf("problems %q, text %.200q", codes(r), r.Text)
			}
			if strings.Contains(r.Text, "root:") {
				t.Error("it read a file of the machine")
			}
			if d := time.Since(start); d > 30*time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}

// matryoshka is a document in a document in a document.
func matryoshka(n int) []byte {
	var inside []byte
	for range n {
		inside = letter(para(run("", "outermost")), "word/embeddings/inner.docx", string(inside))
	}
	return inside
}

func TestDirectoryOfAZipIsBounded(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range 60_000 {
		if _, err := z.Create(fmt.Sprintf("%040d", i)); err != nil {
			t.Fatal(err)
		}
	}
	_ = z.Close()
	if r := read(t, "a.zip", "", b.Bytes()); codes(r) != "unread" || !strings.Contains(r.Text, "more time or memory") {
		t.Errorf("problems %q, text %q", codes(r), r.Text)
	}
}

func TestLongTextIsCutAndSaysSo(t *testing.T) {
	line := strings.Repeat("words and more ", 1000) + "\n"
	r := read(t, "a.txt", "text/plain", []byte(strings.Repeat(line, maxText/len(line)+10)))
	if len(r.Text) > maxText+1000 || codes(r) != "text-cut" {
		t.Errorf("%d bytes, problems %q", len(r.Text), codes(r))
	}
	many := strings.Repeat(para(run("", strings.Repeat("wörter ", 100))), 20_000)
	if r = read(t, "a.docx", "", letter(many)); len(r.Text) > maxText+1000 || codes(r) != "text-cut" {
		t.Errorf("%d bytes, problems %q", len(r.Text), codes(r))
	}
}

// A file that takes too long, and one whose reader panics, are slip sheets
// between neighbours that are read.
func TestNeighboursOfABadFileGoOn(t *testing.T) {
	x := New(Options{Office: "-", Time: 300 * time.Millisecond})
	defer x.Close()
	m := &message.Message{ID: "m", Attached: []message.Attachment{
		{Name: "a.txt", Type: "text/plain", Blob: "good"}, {Name: "slow.txt", Type: "text/plain", Blob: "slow"},
		{Name: "bad.txt", Type: "text/plain", Blob: "bad"}, {Name: "b.txt", Type: "text/plain", Blob: "good"},
	}}
	open := func(ref message.BlobRef) (io.ReadCloser, error) {
		switch ref {
		case "slow":
			return &oddFile{Reader: strings.NewReader(strings.Repeat("x", 1<<20)), wait: 10 * time.Millisecond}, nil
		case "bad":
			return &oddFile{Reader: strings.NewReader(strings.Repeat("x", 1<<20)), panics: true}, nil
		}
		return io.NopCloser(strings.NewReader("good words")), nil
	}
	rs, err := x.Family(context.Background(), m, open)
	if err != nil || len(rs) != 4 {
		t.Fatalf("%d records, %v", len(rs), err)
	}
	for i, want := range []string{"good words", "more time or memory", "damaged", "good words"} {
		if !strings.Contains(rs[i].Text, want) {
			t.Errorf("record %d says %q, want %q", i, rs[i].Text, want)
		}
	}
}

// oddFile misbehaves after its head was read.
type oddFile struct {
	*strings.Reader
	reads  int
	wait   time.Duration
	panics bool
}

func (f *oddFile) Read(p []byte) (int, error) {
	if f.reads++; f.reads > 1 {
		if f.panics {
			panic("a reader of a third party")
		}
		time.Sleep(f.wait)
		p = p[:min(len(p), 1024)]
	}
	return f.Reader.Read(p)
}

func (*oddFile) Close() error { return nil }

func TestCancelledImportMakesNoSlipSheets(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	m := &message.Message{ID: "m", Attached: []message.Attachment{{Name: "a.txt", Blob: "b"}}}
	rs, err := reader.Family(ctx, m, func(message.BlobRef) (io.ReadCloser, error) { return nil, errors.New("gone") })
	if !errors.Is(err, context.Canceled) || len(rs) != 0 {
		t.Errorf("%d records, %v", len(rs), err)
	}
}

func TestEngineStartsWithTheFirstPDF(t *testing.T) {
	x := New(Options{Office: "-"})
	readBy(t, x, "a.txt", "text/plain", []byte("words"))
	if x.engine.e != nil {
		t.Error("the PDF engine was started for a text")
	}
	readBy(t, x, "a.pdf", "", pages("", "", ink("x")))
	if x.engine.e == nil {
		t.Error("the PDF engine was not started")
	}
	if err := x.Close(); err != nil || x.engine.e != nil {
		t.Errorf("closing: %v", err)
	}
	if err := x.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}

// The heap after reading a part of the largest allowed size tells what one file
// may cost.
func TestMemoryIsBounded(t *testing.T) {
	cells := strings.Repeat(`<row><c t="inlineStr"><is><t>`+strings.Repeat("w", 200)+`</t></is></c></row>`, 140_000)
	relName, rel := relations("xl/workbook.xml", "r1 worksheet worksheets/sheet1.xml")
	data := packed("xl/workbook.xml", `<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`, relName, rel, "xl/worksheets/sheet1.xml", "<worksheet>"+cells+"</worksheet>")
	cells = ""
	most := uint64(0)
	done, watched := make(chan struct{}), make(chan struct{})
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	go func() {
		defer close(watched)
		for {
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}()
	r := read(t, "a.xlsx", "", data)
	close(done)
	<-watched
	used := int64(most) - int64(before.HeapAlloc)
	if t.Logf("it took %d MiB", used>>20); used > 200<<20 {
		t.Error("more than 200 MiB")
	}
	if len(r.Text) < maxText/2 || codes(r) != "text-cut" {
		t.Errorf("%d bytes, problems %q", len(r.Text), codes(r))
	}
}
