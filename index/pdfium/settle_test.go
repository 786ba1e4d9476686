package pdfium

import (
	"os"
	"sync"
	"testing"
)

// For the race detector, and alone: any earlier page would settle the engine.
// An embedded font is read under setjmp, which is what the invoke functions are for.
func TestFirstPagesAtOnce(t *testing.T) {
	face, err := os.ReadFile("../../assets/fonts/DejaVuSansMono.ttf")
	if err != nil {
		t.Fatal(err)
	}
	page := build("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [4 0 R] /Count 1 >>", "<< >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 5 0 R /Resources << /Font << /F1 6 0 R >> >> >>",
		stream("", "BT /F1 12 Tf 20 50 Td (Hello) Tj ET"),
		"<< /Type /Font /Subtype /TrueType /BaseFont /Own /Encoding /WinAnsiEncoding /FontDescriptor 7 0 R >>",
		"<< /Type /FontDescriptor /FontName /Own /Flags 32 /FontFile2 8 0 R >>",
		stream("", string(face)))
	start := make(chan struct{})
	var wg sync.WaitGroup
	for range 2 {
		d := open(t, page)
		wg.Go(func() {
			<-start
			if got, err := d.Chars(0); err != nil || len(got) != len("Hello") {
				t.Errorf("%d letters, %v", len(got), err)
			}
		})
	}
	close(start)
	wg.Wait()
}
