package pdfium

import (
	"bytes"
	"context"
	"testing"
)

// Memory goes from document to document, and nothing in it does.
func TestMemoryIsWiped(t *testing.T) {
	e := strict(t, Options{Documents: 1, CacheDir: t.TempDir()})
	const secret = "Mirela Quistgaard"
	for range 3 {
		d, err := e.OpenBytes(context.Background(), simple("", "BT /F1 12 Tf 20 50 Td ("+secret+") Tj ET"), "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Render(0, 200, false); err != nil {
			t.Fatal(err)
		}
		held, _ := d.in.mod.Memory().Read(0, uint32(d.Memory()))
		if !bytes.Contains(held, []byte(secret)) {
			t.Fatal("the memory does not hold what the document says: this test looks at nothing")
		}
		d.Close()
		if n := len(e.memories.free); n != 1 {
			t.Fatalf("%d memories are kept of one document", n)
		}
		kept := e.memories.free[0]
		for i, b := range kept[:cap(kept)] {
			if b != 0 {
				t.Fatalf("byte %d of the memory that is kept is %d", i, b)
			}
		}
		if text, err := d.Text(0); err == nil || text != "" {
			t.Errorf("a closed document says %q, %v", text, err)
		}
	}
}
