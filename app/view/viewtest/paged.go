package viewtest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// Paged writes a mail with a PDF of two pages of 300 × 200 points, the first of
// which says "Alpha Quistgaard omega", and a grey picture of 400 × 200 dots.
func Paged(t testing.TB) string {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 400, 200))
	for i := range img.Pix {
		img.Pix[i] = 200
	}
	var pic bytes.Buffer
	if err := png.Encode(&pic, img); err != nil {
		t.Fatal(err)
	}
	part := func(name, media string, data []byte) string {
		return "--b\r\nContent-Type: " + media + "; name=" + name + "\r\nContent-Disposition: attachment; filename=" + name + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
			base64.StdEncoding.EncodeToString(data) + "\r\n"
	}
	mail := "From: Ann <ann@x.example>\r\nTo: Bo <bo@y.example>\r\nMessage-ID: <1@x.example>\r\nSubject: plan\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain\r\n\r\nsee below\r\n" + part("plan.pdf", "application/pdf", pages("Alpha Quistgaard omega", "second page")) + part("map.png", "image/png", pic.Bytes()) + "--b--\r\n"
	path := filepath.Join(t.TempDir(), "in.eml")
	if err := os.WriteFile(path, []byte(mail), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// pages is a PDF of small pages with one line each.
func pages(lines ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	add := func(body string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), body)
	}
	add("<</Type/Catalog/Pages 2 0 R>>")
	kids := ""
	for i := range lines {
		kids += fmt.Sprintf("%d 0 R ", 4+2*i)
	}
	add(fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(lines), kids))
	add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	for i, line := range lines {
		add(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>", 5+2*i))
		text := "BT /F 18 Tf 40 100 Td (" + line + ") Tj ET"
		add(fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(text), text))
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, x := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", x)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}
