package cfb_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"vaughn/index/archive/cfb"
	"vaughn/index/archive/cfb/cfbtest"
)

// pattern is content that tells every position from the next.
func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i ^ i>>8 ^ i>>16)
	}
	return b
}

func sample() (cfbtest.Node, []byte) {
	root := cfbtest.Node{Class: [16]byte{1, 2, 3}, Kids: []cfbtest.Node{
		{Name: "empty"},
		{Name: "short", Data: []byte("a few bytes")},
		{Name: "mini", Data: pattern(4095)},
		{Name: "cutoff", Data: pattern(4096)},
		{Name: "long", Data: pattern(300_001)},
		{Name: "Ünicode \U0001F4CE", Data: []byte("n")},
		{Name: "store", Storage: true, Kids: []cfbtest.Node{
			{Name: "deep", Storage: true, Kids: []cfbtest.Node{{Name: "leaf", Data: pattern(70)}}},
			{Name: "short", Data: []byte("another")},
		}},
	}}
	for i := range 200 {
		root.Kids = append(root.Kids, cfbtest.Node{Name: fmt.Sprintf("kid%03d", i), Data: pattern(i)})
	}
	return root, cfbtest.Build(root)
}

func TestReadsWhatWasWritten(t *testing.T) {
	want, data := sample()
	f, err := cfb.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if f.Root().Class != want.Class {
		t.Errorf("class %x", f.Root().Class)
	}
	compare(t, "", f.Root(), want)
}

func compare(t *testing.T, path string, got *cfb.Entry, want cfbtest.Node) {
	t.Helper()
	if len(got.Kids) != len(want.Kids) {
		t.Errorf("%s: %d entries, want %d", path, len(got.Kids), len(want.Kids))
	}
	for _, w := range want.Kids {
		at := path + "/" + w.Name
		k := got.Kid(strings.ToUpper(w.Name))
		if k == nil {
			t.Errorf("%s: missing", at)
			continue
		}
		if k.Storage != w.Storage {
			t.Errorf("%s: storage %v", at, k.Storage)
		}
		if w.Storage {
			compare(t, at, k, w)
			continue
		}
		b, err := k.Bytes(1 << 20)
		if err != nil || !bytes.Equal(b, w.Data) {
			t.Errorf("%s: %d bytes, %v; want %d", at, len(b), err, len(w.Data))
		}
	}
}

func TestRefusesWhatIsNone(t *testing.T) {
	for _, b := range [][]byte{nil, []byte("PK\x03\x04"), bytes.Repeat([]byte{0}, 600)} {
		if _, err := cfb.Open(bytes.NewReader(b), int64(len(b))); !errors.Is(err, cfb.ErrFormat) {
			t.Errorf("%d bytes: %v", len(b), err)
		}
	}
	_, data := sample()
	for _, c := range []struct {
		what string
		at   int
		b    []byte
	}{
		{"sector size", 30, []byte{200, 0}},
		{"directory", 48, []byte{0xFF, 0xFF, 0xFF, 0x7F}},
		{"header alone", -1, nil},
	} {
		bad := bytes.Clone(data)
		if c.at < 0 {
			bad = bad[:512]
		} else {
			copy(bad[c.at:], c.b)
		}
		if _, err := cfb.Open(bytes.NewReader(bad), int64(len(bad))); !errors.Is(err, cfb.ErrDamaged) {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}

// TestCycles makes every chain and the sibling tree lead back into themselves.
func TestCycles(t *testing.T) {
	_, data := sample()
	le := binary.LittleEndian
	dir := (int(le.Uint32(data[48:])) + 1) * 512
	fat := (int(le.Uint32(data[76:])) + 1) * 512
	for _, c := range []struct {
		what string
		harm func(b []byte)
	}{
		{"all sectors point to the first", func(b []byte) {
			for i := range 128 {
				le.PutUint32(b[fat+4*i:], 0)
			}
		}},
		{"siblings point to each other", func(b []byte) {
			for e := dir; e+128 <= len(b) && e < dir+128*64; e += 128 {
				le.PutUint32(b[e+68:], 1)
				le.PutUint32(b[e+72:], 2)
				le.PutUint32(b[e+76:], 1)
			}
		}},
		{"a storage holds the root", func(b []byte) { le.PutUint32(b[dir+128+76:], 0) }},
		{"a stream of four gigabytes", func(b []byte) {
			for e := dir + 128; e+128 <= len(b) && b[e+66] == 2; e += 128 {
				le.PutUint32(b[e+120:], 0xFFFFFFFF)
			}
		}},
	} {
		bad := bytes.Clone(data)
		c.harm(bad)
		f, err := cfb.Open(bytes.NewReader(bad), int64(len(bad)))
		if err != nil {
			continue
		}
		if n := drain(f.Root()); n > 4*int64(len(bad))+64<<10 {
			t.Errorf("%s: %d bytes out of %d", c.what, n, len(bad))
		}
	}
}

// TestCut gives what is there of a stream and then an error.
func TestCut(t *testing.T) {
	big := pattern(50_000)
	data := cfbtest.Build(cfbtest.Node{Kids: []cfbtest.Node{{Name: "big", Data: big}}})
	f, err := cfb.Open(shortened{bytes.NewReader(data), 512 + 20_000}, int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	b, err := f.Root().Kid("big").Bytes(1 << 20)
	if !errors.Is(err, cfb.ErrDamaged) || !bytes.Equal(b, big[:20_000]) {
		t.Errorf("%d bytes, %v", len(b), err)
	}
}

// shortened cannot read the part of the file that holds the stream's end.
type shortened struct {
	*bytes.Reader
	hole int64
}

func (s shortened) ReadAt(p []byte, off int64) (int, error) {
	if off < s.hole && off+int64(len(p)) > s.hole {
		n, _ := s.Reader.ReadAt(p[:s.hole-off], off)
		return n, io.EOF
	}
	return s.Reader.ReadAt(p, off)
}

// drain reads everything below an entry and gives the number of bytes.
func drain(e *cfb.Entry) (n int64) {
	if !e.Storage {
		r := e.Open()
		n, _ = io.Copy(io.Discard, r)
		r.Close()
	}
	for _, k := range e.Kids {
		n += drain(k)
	}
	return n
}

func FuzzOpen(f *testing.F) {
	small := cfbtest.Build(cfbtest.Node{Kids: []cfbtest.Node{{Name: "a", Data: pattern(100)}, {Name: "s", Storage: true, Kids: []cfbtest.Node{{Name: "b", Data: pattern(5000)}}}}})
	f.Add(small)
	f.Add(small[:1500])
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := cfb.Open(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		if n, most := drain(c.Root()), int64(4*len(b)+64<<10); n > most {
			t.Errorf("%d bytes out of %d", n, len(b))
		}
	})
}
