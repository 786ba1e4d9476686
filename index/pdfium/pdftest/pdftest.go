// Package pdftest makes small PDF files for tests: plain ones, and ones that are
// hostile to whoever reads them. It imports nothing of the program.
package pdftest

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
)

// Build writes a PDF of the given objects, numbered from 1: the catalog, the page
// tree, the information dictionary, and the rest.
func Build(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /Info 3 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

// Stream is an object with data; dict holds its entries but the length.
func Stream(dict, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

// head are the first objects of a document whose page tree holds kids.
func head(kids string, count int) []string {
	return []string{
		"<< /Type /Catalog /Pages 2 0 R >>", fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", kids, count),
		"<< /Title (Invented title) /Author <FEFF004100F6> >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
}

// Pages is a document whose pages have the given content streams, in Helvetica
// as /F1, 200 × 100 points, with extra entries in each page.
func Pages(extra string, contents ...string) []byte {
	var kids strings.Builder
	objects := head("", 0)
	for _, c := range contents {
		n := len(objects) + 1
		fmt.Fprintf(&kids, "%d 0 R ", n)
		objects = append(objects,
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents %d 0 R"+
				" /Resources << /Font << /F1 4 0 R >> >> %s >>", n+1, extra),
			Stream("", c))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", kids.String(), len(contents))
	return Build(objects...)
}

// Says is the content of a page that says a line.
func Says(text string) string { return "BT /F1 12 Tf 20 50 Td (" + text + ") Tj ET" }

// Many is a document of n pages that share one content, which says text.
func Many(n int, text string) []byte {
	var kids strings.Builder
	objects := append(head("", 0), Stream("", Says(text)))
	for i := range n {
		fmt.Fprintf(&kids, "%d 0 R ", 6+i)
		objects = append(objects, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>")
	}
	objects[1] = head(kids.String(), n)[1]
	return Build(objects...)
}

// Deep is a page that says text below n levels of the page tree.
func Deep(n int, text string) []byte {
	objects := append(head("6 0 R", 1), Stream("", Says(text)))
	for i := range n {
		objects = append(objects, fmt.Sprintf("<< /Type /Pages /Parent %d 0 R /Kids [%d 0 R] /Count 1 >>", max(2, 5+i), 7+i))
	}
	objects = append(objects, fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 200 100] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>", max(2, 5+n)))
	return Build(objects...)
}

// Endless is a document of pages that say what they are asked to, but where that
// is "": such a page draws 10^9 rectangles, by ten forms each of which draws the
// next ten times.
func Endless(says ...string) []byte {
	objects := head("", 0)
	const levels = 9
	first := len(objects) + 1
	for i := range levels {
		dict := fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 200 100] /Resources << /XObject << /X %d 0 R >> >>", first+1+i)
		content := strings.Repeat("/X Do ", 10)
		if i == levels-1 {
			content = strings.Repeat("0 0 5 5 re f ", 10)
		}
		objects = append(objects, Stream(dict, content))
	}
	return saying(objects, says, "/X Do", fmt.Sprintf("/XObject << /X %d 0 R >>", first))
}

// Swollen is a page whose content has n bytes unpacked, all of them blank.
func Swollen(n int) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	blank := bytes.Repeat([]byte{' '}, 1<<20)
	for ; n > 0; n -= len(blank) {
		_, _ = w.Write(blank[:min(n, len(blank))])
	}
	_ = w.Close()
	return Build(append(head("5 0 R", 1), "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 6 0 R >>", Stream("/Filter /FlateDecode", b.String()))...)
}

// Boxed is a page that says text on paper of the given size, in points.
func Boxed(box, text string) []byte {
	return Build(append(head("5 0 R", 1), "<< /Type /Page /Parent 2 0 R /MediaBox ["+box+"] /Contents 6 0 R /Resources << /Font << /F1 4 0 R >> >> >>", Stream("", Says(text)))...)
}

// Unmapped is a page in a font that neither is in the file nor says which letters
// its codes stand for.
func Unmapped(codes string) []byte {
	objects := append(head("5 0 R", 1),
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 6 0 R /Resources << /Font << /F1 7 0 R >> >> >>",
		Stream("", "BT /F1 12 Tf 20 50 Td <"+codes+"> Tj ET"),
		"<< /Type /Font /Subtype /Type0 /BaseFont /Nowhere /Encoding /Identity-H /DescendantFonts [8 0 R] >>",
		"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Nowhere /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 9 0 R /DW 600 >>",
		"<< /Type /FontDescriptor /FontName /Nowhere /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>")
	return Build(objects...)
}

// Tiled is a document of pages that say what they are asked to, but where that is
// "": such a page is painted with a pattern that repeats every millionth of a
// point, 10^14 times. It takes no memory, and time without end.
func Tiled(says ...string) []byte {
	objects := append(head("", 0), Stream("/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.00001 /YStep 0.00001 /Resources << >>", "1 0 0 rg 0 0 1 1 re f"))
	return saying(objects, says, "/Pattern cs /P scn 0 0 200 100 re f", "/Pattern << /P 5 0 R >>")
}

// saying adds pages that say what they are asked to; one that is to say "" is painted
// with what the resources name.
func saying(objects, says []string, painted, resources string) []byte {
	var kids strings.Builder
	for _, text := range says {
		n := len(objects) + 1
		fmt.Fprintf(&kids, "%d 0 R ", n)
		content := painted
		if text != "" {
			content = Says(text)
		}
		objects = append(objects, fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents %d 0 R"+
			" /Resources << /Font << /F1 4 0 R >> %s >> >>", n+1, resources), Stream("", content))
	}
	objects[1] = head(kids.String(), len(says))[1]
	return Build(objects...)
}
