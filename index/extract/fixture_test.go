package extract

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"path"
	"strings"
	"testing"

	"vaughn/index/message"
	"vaughn/index/record"
)

// reader is one engine for all tests of the package.
var reader = New(Options{Office: "-"})

// read gives the record of one file.
func read(t testing.TB, name, mediaType string, data []byte) *record.Record {
	t.Helper()
	return readBy(t, reader, name, mediaType, data)
}

func readBy(t testing.TB, x *Extractor, name, mediaType string, data []byte) *record.Record {
	t.Helper()
	m := &message.Message{ID: message.IDOf([32]byte{7}), Attached: []message.Attachment{{Name: name, Type: mediaType, Blob: "b", Size: int64(len(data))}}}
	rs, err := x.Family(context.Background(), m, fixed(data))
	if err != nil || len(rs) != 1 {
		t.Fatalf("%d records, %v", len(rs), err)
	}
	checkShape(t, rs[0])
	return rs[0]
}

// fixed is a shelf on which every place holds the same bytes.
func fixed(data []byte) Open {
	return func(message.BlobRef) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
}

// checkShape holds for every record whatever it was made from.
func checkShape(t testing.TB, r *record.Record) {
	t.Helper()
	at := 0
	for _, b := range r.Blocks {
		if b.Span.Start != at || b.Span.End >= len(r.Text) || r.Text[b.Span.End] != '\n' && (b.Cell == nil || r.Text[b.Span.End] != '\t') {
			t.Fatalf("block %+v does not follow byte %d of %d", b, at, len(r.Text))
		}
		at = b.Span.End + 1
	}
	if at != len(r.Text) || record.Clean(r.Text) != r.Text {
		t.Fatalf("the blocks end at %d of %d, or the text is not clean", at, len(r.Text))
	}
	for _, p := range r.Pages {
		for _, w := range p.Words {
			s, err := r.Slice(w.Span)
			if err != nil || s == "" || strings.ContainsAny(s, " \n") {
				t.Fatalf("word %q: %v", s, err)
			}
			if w.X < 0 || w.Y < 0 || w.X > 1 || w.Y > 1 || w.W > 1 || w.H > 1 {
				t.Fatalf("word %q lies at %+v", s, w)
			}
		}
	}
	for _, p := range r.Problems {
		if p.Detail == "" {
			t.Errorf("problem %q says nothing", p.Code)
		}
	}
}

// bodyOf is what a page shows, hiddenOf what it does not.
func bodyOf(r *record.Record) string {
	var b strings.Builder
	for _, x := range r.Blocks {
		if x.Role == record.RoleBody {
			b.WriteString(x.Label + r.Text[x.Span.Start:x.Span.End] + "\n")
		}
	}
	return b.String()
}

func hiddenOf(r *record.Record) string {
	var b strings.Builder
	for _, x := range r.Blocks {
		if x.Field == record.FieldHidden {
			b.WriteString(r.Text[x.Span.Start:x.Span.End] + "\n")
		}
	}
	return b.String()
}

func codes(r *record.Record) string {
	var out []string
	for _, p := range r.Problems {
		out = append(out, p.Code)
	}
	return strings.Join(out, " ")
}

// packed writes a zip of "name", "content" pairs.
func packed(pairs ...string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i+1 < len(pairs); i += 2 {
		f, err := z.Create(pairs[i])
		if err == nil {
			_, err = io.WriteString(f, pairs[i+1])
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// relations writes the relationships of a part, "id type target" each.
func relations(part string, list ...string) (name, content string) {
	var b strings.Builder
	b.WriteString(`<Relationships>`)
	for _, l := range list {
		var id, kind, target string
		fmt.Sscan(l, &id, &kind, &target)
		mode := ""
		if strings.HasPrefix(target, "http") {
			mode = ` TargetMode="External"`
		}
		fmt.Fprintf(&b, `<Relationship Id="%s" Type="http://x.example/relationships/%s" Target="%s"%s/>`, id, kind, target, mode)
	}
	return path.Join(path.Dir(part), "_rels", path.Base(part)+".rels"), b.String() + `</Relationships>`
}

const core = `<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:creator>Ann Archer</dc:creator><cp:lastModifiedBy>Bo Baker</cp:lastModifiedBy></cp:coreProperties>`

func letter(body string, more ...string) []byte {
	return packed(append([]string{"[Content_Types].xml", "<Types/>", "word/document.xml", `<w:document xmlns:w="w"><w:body>` + body + `</w:body></w:document>`}, more...)...)
}

func para(runs string) string { return "<w:p>" + runs + "</w:p>" }

func run(props, text string) string {
	return "<w:r><w:rPr>" + props + `</w:rPr><w:t xml:space="preserve">` + text + "</w:t></w:r>"
}

// paper writes a PDF of the objects from number 1; the first is the catalog.
func paper(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	at := make([]int, len(objects))
	for i, o := range objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /Info 3 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

func stream(dict, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

// pages writes a PDF with a page for each content; all share a font and a
// picture. extra goes into the catalog, annots to the first page.
func pages(extra, annots string, contents ...string) []byte {
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R " + extra + " >>", "",
		"<< /Title (Budget) /Author (Ann Archer) >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
		stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "\x80"),
		stream("/Type /EmbeddedFile", "the inner words"),
		"<< /Type /Filespec /F (inner.txt) /UF (inner.txt) /EF << /F 6 0 R /UF 6 0 R >> >>",
	}
	var kids strings.Builder
	for i, c := range contents {
		n := len(objects) + 1
		fmt.Fprintf(&kids, "%d 0 R ", n)
		if i > 0 {
			annots = ""
		}
		objects = append(objects, fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents %d 0 R %s /Resources << /Font << /F1 4 0 R >> /XObject << /I 5 0 R >> >> >>", n+1, annots),
			stream("", c))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", kids.String(), len(contents))
	return paper(objects...)
}

func ink(text string) string { return "BT /F1 12 Tf 20 50 Td (" + text + ") Tj ET\n" }

// repacked is a zip with some words of a part replaced.
func repacked(t testing.TB, data []byte, part, from, to string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var pairs []string
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		text := string(raw)
		if f.Name == part {
			if !strings.Contains(text, from) {
				t.Fatalf("%s has no %q: %s", part, from, text)
			}
			text = strings.Replace(text, from, to, 1)
		}
		pairs = append(pairs, f.Name, text)
	}
	return packed(pairs...)
}
