package pdfium

import (
	"context"
	"os"
	"testing"

	"vaughn/index/fault"
)

var engine *Engine

func TestMain(m *testing.M) {
	var err error
	if engine, err = New(context.Background(), Options{}); err != nil {
		panic(err)
	}
	code := m.Run()
	engine.Close()
	os.Exit(code)
}

func open(t testing.TB, data []byte) *Document {
	t.Helper()
	d, err := engine.OpenBytes(context.Background(), data, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func TestTextAndMeta(t *testing.T) {
	d := open(t, simple("", "BT /F1 12 Tf 20 50 Td (Hello, world) Tj 0 -20 Td (second line) Tj ET", "BT /F1 12 Tf 20 50 Td (page two) Tj ET"))
	if d.Pages() != 2 {
		t.Fatalf("pages = %d", d.Pages())
	}
	for i, want := range []string{"Hello, world\nsecond line", "page two"} {
		if got, err := d.Text(i); err != nil || got != want {
			t.Errorf("page %d: %q, %v", i, got, err)
		}
	}
	for key, want := range map[string]string{"Title": "Invented title", "Author": "Aö", "Subject": ""} {
		if got, err := d.Meta(key); err != nil || got != want {
			t.Errorf("%s = %q, %v", key, got, err)
		}
	}
	if _, err := d.Text(2); fault.CodeOf(err) != fault.Usage {
		t.Errorf("a page beyond the last: %v", err)
	}
}
