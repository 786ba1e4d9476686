package pdfium

import (
	"bytes"
	"context"
	"image"
	"reflect"
	"testing"
)

// A module goes from document to document, and nothing of a document with it.
func TestModulesAreWiped(t *testing.T) {
	e := strict(t, Options{Documents: 2, CacheDir: t.TempDir()})
	const secret = "Mirela Quistgaard"
	data := simple("", "BT /F1 12 Tf 20 50 Td ("+secret+") Tj ET")
	first, err := e.OpenBytes(context.Background(), data, "")
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := e.OpenBytes(context.Background(), data, "")
	if err != nil {
		t.Fatal(err)
	}
	if a, b := first.in.memory(), fresh.in.memory(); !bytes.Equal(a, b) {
		t.Error("two modules that have just started differ")
	}
	fresh.Close()
	var want []Char
	for round, d := 0, first; round < 4; round++ {
		if round > 0 {
			if d, err = e.OpenBytes(context.Background(), data, ""); err != nil {
				t.Fatal(err)
			}
		}
		chars, err := d.Chars(0)
		if err != nil || round > 0 && !reflect.DeepEqual(chars, want) {
			t.Fatalf("round %d: %v, %v", round, chars, err)
		}
		want = chars
		if _, err := d.Render(0, 400+100*float64(round), false); err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(d.in.memory(), []byte(secret)) {
			t.Fatal("the memory does not hold what the document says: this test looks at nothing")
		}
		d.Close()
		for _, kept := range e.modules.free {
			memory := kept.memory()
			if n := len(e.modules.image); !bytes.Equal(memory[:n], e.modules.image) || len(bytes.TrimRight(memory[n:], "\x00")) > 0 {
				t.Fatalf("round %d: a module that is kept is not as it started", round)
			}
		}
		if n := len(e.modules.free); n != 2 {
			t.Fatalf("round %d: %d modules are kept", round, n)
		}
		if text, err := d.Text(0); err == nil || text != "" {
			t.Errorf("a closed document says %q, %v", text, err)
		}
	}
}

// What led a document astray goes with it.
func TestBrokenModulesAreDropped(t *testing.T) {
	e := strict(t, Options{Documents: 1, CacheDir: t.TempDir()})
	ctx, cancel := context.WithCancel(context.Background())
	d, err := e.OpenBytes(ctx, bomb(), "")
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := d.Text(0); err == nil {
		t.Error("a cancelled document is read")
	}
	d.Close()
	if n := len(e.modules.free); n != 0 {
		t.Errorf("%d modules are kept", n)
	}
}

// Room that was given back serves the next document, and a small picture leaves it
// to a large one.
func TestRoomOfPicturesIsUsedAgain(t *testing.T) {
	e := strict(t, Options{Documents: 1, CacheDir: t.TempDir()})
	data := simple("", "BT /F1 12 Tf 20 50 Td (Hello) Tj ET")
	draw := func(dpi float64) *image.RGBA {
		d, err := e.OpenBytes(context.Background(), data, "")
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		if _, err := d.Render(0, dpi/10, false); err != nil {
			t.Fatal(err)
		}
		img, err := d.Render(0, dpi, false)
		if err != nil {
			t.Fatal(err)
		}
		out, _ := img.(*image.RGBA)
		d.Reuse(img)
		return out
	}
	first := draw(200)
	want := bytes.Clone(first.Pix)
	for i := range first.Pix {
		first.Pix[i] = 0x55 // what nobody writes is seen below
	}
	if again := draw(200); &again.Pix[0] != &first.Pix[0] || !bytes.Equal(again.Pix, want) {
		t.Error("the room of a picture is not used again, or not written anew")
	}
}
