package pdfium

import (
	"os"
	"strings"
	"testing"
)

// The module, its checksum, the script that fetches it and the notes about it
// must tell the same.
func TestModule(t *testing.T) {
	code, err := unpack(packed)
	if err != nil {
		t.Fatal(err)
	}
	if len(code) < 1<<20 {
		t.Errorf("the module has %d bytes", len(code))
	}
	for _, name := range []string{"README.md", "fetch.sh"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), Checksum) {
			t.Errorf("%s names another checksum", name)
		}
	}
	if _, err := unpack(packed[:len(packed)/2]); err == nil {
		t.Error("half a module is accepted")
	}
	// An empty zstd frame with a checksum-less header: valid, but not the module.
	if _, err := unpack([]byte{0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x00, 0x01, 0x00, 0x00}); err == nil {
		t.Error("another module is accepted")
	}
}

// Metering must touch every loop, and must refuse what it cannot walk.
func TestMetered(t *testing.T) {
	code, err := unpack(packed)
	if err != nil {
		t.Fatal(err)
	}
	out, err := metered(code)
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < len(code) {
		t.Errorf("%d bytes became %d", len(code), len(out))
	}
	for n := 8; n < len(code); n += len(code) / 97 {
		if _, err := metered(code[:n]); err == nil && n > 4096 {
			t.Errorf("a module cut at %d is accepted", n)
		}
	}
}

func FuzzMetered(f *testing.F) {
	f.Add([]byte("\x00asm\x01\x00\x00\x00"))
	f.Add([]byte("\x00asm\x01\x00\x00\x00\x06\x06\x01\x7f\x01\x41\x00\x0b"))
	f.Fuzz(func(t *testing.T, module []byte) {
		out, err := metered(module)
		if err == nil && len(out) == 0 && len(module) > 8 {
			t.Fatal("nothing came out")
		}
	})
}
