package pst

import (
	"bytes"
	"testing"

	"vaughn/index/archive/pst/psttest"
)

// tiny is a store that fits a few kilobytes and still has one of each structure.
func tiny() psttest.Store {
	inner := &psttest.Message{Props: []P{{ID: 0x001A, Value: "IPM.Note"}, {ID: 0x0037, Value: "in"}}}
	return psttest.Store{Names: []psttest.Name{{ID: 7}, {Text: "k"}}, Folders: []psttest.Folder{
		{NID: nidInbox, Name: "I", Messages: []psttest.Message{
			{NID: nidMail, Props: []P{{ID: 0x001A, Value: "IPM.Note"}, {ID: 0x0037, Value: "\x01\x01s"}, {ID: 0x0039, Value: sent},
				{ID: 0x8001, Value: []string{"a", "b"}}, {ID: 0x1000, Value: psttest.ANSI8("\xe9")}},
				Recipients:  [][]P{person(1, "n", "a@b")},
				Attachments: []psttest.Attachment{{Data: []byte("x")}, {Message: inner}, {OLE: []byte("o")}, {Link: true}}},
			{NID: nidRule}}}}}
}

func tinyOptions() []psttest.Options {
	return []psttest.Options{
		{Layout: psttest.ANSI, Start: 0x400, Fanout: 4},
		{Layout: psttest.Unicode, Start: 0x400, Crypt: 1, Encode: encoder(CryptPermute), Fanout: 4},
		{Layout: psttest.Unicode4K, Start: 0x1000, Pack: psttest.Zlib},
	}
}

// check reads everything and demands what holds for any input: no item twice, every problem with a position, no value
// without a source in the file.
func check(t *testing.T, data []byte) {
	t.Helper()
	h, err := walk(t, data, Options{CacheBytes: 1 << 16, MaxValue: 1 << 20})
	if err != nil {
		return
	}
	readAll(h)
	seen := make(map[NID]bool)
	for _, it := range h.items {
		if seen[it.NID] {
			t.Fatalf("item %v twice", it.NID)
		}
		seen[it.NID] = true
	}
	for _, p := range h.problems {
		if p.Detail == "" || p.NID == 0 && p.Offset < -1 {
			t.Fatalf("problem without words or place: %+v", p)
		}
	}
}

// FuzzFile changes whole files. Checksums do not stop it: wrong ones are noted and the data used.
func FuzzFile(f *testing.F) {
	for _, opt := range tinyOptions() {
		f.Add(psttest.Build(opt, tiny()))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<17 {
			t.Skip("larger than any seed needs to be")
		}
		check(t, data)
	})
}

// FuzzBlock puts arbitrary bytes in the place of one block of an otherwise whole file, with right checksums, so that
// heaps, tables, block lists, subnode lists and names are reached at once.
func FuzzBlock(f *testing.F) {
	for _, opt := range tinyOptions() {
		w := psttest.New(opt)
		w.Store(tiny())
		for place := range byte(places) {
			f.Add(byte(opt.Layout), place, w.Content(blockAt(w, place)))
		}
	}
	f.Fuzz(func(t *testing.T, layout, place byte, content []byte) {
		opt := tinyOptions()[int(layout)%3]
		w := psttest.New(opt)
		w.Store(tiny())
		if len(content) > w.MaxBlock() {
			t.Skip("no block can be that long")
		}
		w.Put(blockAt(w, place%places), content)
		check(t, w.Bytes())
	})
}

const places = 8

// blockAt names the blocks that FuzzBlock replaces.
func blockAt(w *psttest.Writer, place byte) psttest.BID {
	at := []func() psttest.BID{
		func() psttest.BID { d, _ := w.NodeData(nidMail); return d },
		func() psttest.BID { _, s := w.NodeData(nidMail); return s },
		func() psttest.BID { d, _ := w.NodeData(nidInbox); return d },
		func() psttest.BID { d, _ := w.NodeData(nidInbox&^31 | 0x0E); return d },
		func() psttest.BID { d, _ := w.NodeData(0x12D); return d },
		func() psttest.BID { d, _ := w.NodeData(0x61); return d },
		func() psttest.BID { d, _ := w.NodeData(0x21); return d },
		func() psttest.BID { return w.SubData(nidMail, 0x692) },
	}
	return at[place]()
}

// FuzzInflate unpacks arbitrary bytes and checks the promise about the length.
func FuzzInflate(f *testing.F) {
	for _, opt := range tinyOptions()[2:] {
		opt.Pack = psttest.Deflate
		f.Add(psttest.Build(opt, tiny())[0x1000:0x1100], 300)
	}
	f.Fuzz(func(t *testing.T, data []byte, n int) {
		if n < 0 || n > 1<<16 {
			t.Skip("sizes have 16 bits")
		}
		before := bytes.Clone(data)
		if out, ok := inflate(data, n); ok && len(out) != n {
			t.Fatalf("%d bytes, want %d", len(out), n)
		}
		if !bytes.Equal(before, data) {
			t.Fatal("input was changed")
		}
	})
}
