package pst

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"vaughn/index/archive/pst/psttest"
)

// desk is a smaller office, for tests that read it hundreds of times.
func desk() psttest.Store {
	s := office()
	inbox := &s.Folders[0].Folders[0]
	inbox.Messages[0].Attachments[0].Data = attachmentBytes(30_000)
	inbox.Messages[0].Attachments[2].OLE = attachmentBytes(9_000)
	inbox.Messages[1].Recipients = inbox.Messages[1].Recipients[:5]
	notes := inbox.Folders[0].Messages
	inbox.Folders[0].Messages = append(notes[:60:60], notes[len(notes)-1])
	return s
}

const deskItems = 66

// readAll reads every value and attachment, as an importer would.
func readAll(h *haul) {
	for _, it := range h.items {
		readItem(it)
	}
}

func readItem(it *Item) {
	readProps(it.Props)
	for _, r := range it.Recipients {
		readProps(r.Props)
	}
	for _, a := range it.Attachments {
		readProps(a.Props)
		_, _, _ = a.Name(), a.Size(), a.Reference()
		if m, err := a.Message(); err == nil {
			readItem(m)
		}
		if s, err := a.Open(); err == nil {
			_, _ = io.Copy(io.Discard, s)
			_, _ = s.ReadAt(make([]byte, 100), s.Size()/2)
		}
	}
}

func readProps(p *Props) {
	for id := range p.All() {
		p.Int(id)
		p.Bool(id)
		p.Float(id)
		p.Time(id)
		p.String(id)
		p.Strings(id)
		p.Bytes(id)
		p.Len(id)
	}
	p.Subject()
	p.NormalizedSubject()
}

// mutated walks a broken file and reads all it gave. Every item of the whole file must have been handed out or be
// accounted for by a problem.
func mutated(t *testing.T, name string, data []byte) *haul {
	t.Helper()
	start := time.Now()
	h, err := walk(t, data, Options{})
	readAll(h)
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("%s: took %v", name, d)
	}
	if err != nil {
		if !errors.Is(err, ErrFormat) && !errors.Is(err, ErrProtected) {
			t.Errorf("%s: %v", name, err)
		}
		return h
	}
	if len(h.items) < deskItems && h.lost() == 0 {
		t.Errorf("%s: %d items of %d and nothing reported as lost", name, len(h.items), deskItems)
	}
	seen := make(map[NID]bool)
	for _, it := range h.items {
		if seen[it.NID] {
			t.Errorf("%s: item %v twice", name, it.NID)
		}
		seen[it.NID] = true
	}
	return h
}

func TestTruncated(t *testing.T) {
	for name, opt := range layouts() {
		data := psttest.Build(opt, desk())
		for i := range 16 {
			mutated(t, name, data[:len(data)*i/16])
		}
		// The trees are the last thing in these files: without its last page, the header's root is gone and every
		// leaf page must be found again.
		h := mutated(t, name, data[:len(data)-pageSize(opt)])
		if len(layoutPages(opt)) > 2 && len(h.items) != deskItems {
			t.Errorf("%s: without the last page %d items, want %d", name, len(h.items), deskItems)
		}
		for _, it := range h.items {
			if !it.Recovered() {
				t.Errorf("%s: item %v of a file without block tree does not count as recovered", name, it.NID)
			}
		}
	}
}

func pageSize(opt psttest.Options) int { return psttest.New(opt).PageSize() }

func layoutPages(opt psttest.Options) []psttest.PageAt {
	w := psttest.New(opt)
	w.Store(desk())
	w.Bytes()
	return w.Pages
}

// TestZeroedWindows blanks each stretch of 512 bytes in turn. No more may be lost than what lay there: a page of a
// tree is made up for by the scan or by the other pages, a block hits the items that use it.
func TestZeroedWindows(t *testing.T) {
	for _, name := range []string{"ansi permute deep", "unicode permute", "4k zlib permute"} {
		data := psttest.Build(layouts()[name], desk())
		worst := deskItems
		for at := 0x5000; at < len(data); at += 512 {
			bad := bytes.Clone(data)
			clear(bad[at:min(at+512, len(bad))])
			h := mutated(t, name, bad)
			worst = min(worst, len(h.items))
		}
		// Blocks of single messages are up to 512 bytes here and several can share a window.
		t.Logf("%s: at worst %d of %d items", name, worst, deskItems)
		if name != "4k zlib permute" && worst < deskItems/2 {
			t.Errorf("%s: one window of 512 bytes costs %d of %d items", name, deskItems-worst, deskItems)
		}
	}
}

func TestBitFlips(t *testing.T) {
	for name, opt := range layouts() {
		data := psttest.Build(opt, desk())
		for at := 100; at < len(data); at += 4096 {
			bad := bytes.Clone(data)
			bad[at] ^= 1 << (at / 4096 % 8)
			mutated(t, name, bad)
		}
	}
}

// TestFlippedTreePages flips a bit in every B-tree page. All items must still be found.
func TestFlippedTreePages(t *testing.T) {
	for _, name := range []string{"ansi none", "unicode cyclic deep", "unicode permute"} {
		w := psttest.New(layouts()[name])
		w.Store(desk())
		data := w.Bytes()
		for _, p := range w.Pages {
			bad := bytes.Clone(data)
			bad[p.At+9] ^= 0x40
			h := mutated(t, name, bad)
			if p.Level > 0 && len(h.items) != deskItems {
				t.Errorf("%s: a bad branch page of type %02X costs %d items", name, p.Type, deskItems-len(h.items))
			}
			// Leaves that name only blocks nobody asks for (a search folder's table) are never read.
			unread := len(h.problems) == 0 && p.Type == 0x80 && p.Level == 0 && len(h.items) == deskItems
			if !unread && h.problems[0].Offset != int64(p.At) {
				t.Errorf("%s: page at %d is damaged, problems are %v", name, p.At, h.problems)
			}
		}
	}
}

// TestCyclicPages points the first child of every branch page at the page itself and at the root.
func TestCyclicPages(t *testing.T) {
	for _, layout := range []psttest.Layout{psttest.ANSI, psttest.Unicode, psttest.Unicode4K} {
		w := psttest.New(psttest.Options{Layout: layout, Fanout: 3})
		w.Store(desk())
		data := w.Bytes()
		root := w.Pages[len(w.Pages)-1]
		for _, p := range w.Pages {
			if p.Level == 0 {
				continue
			}
			for _, to := range []psttest.PageAt{p, root} {
				bad := bytes.Clone(data)
				page := bad[p.At : p.At+w.PageSize()]
				ws := w.WordSize()
				putWord(page[ws:], ws, to.BID)
				putWord(page[2*ws:], ws, uint64(to.At))
				w.SealPage(page)
				if h := mutated(t, layout.String(), bad); len(h.items) != deskItems {
					t.Errorf("%v: a cycle in the tree costs %d items", layout, deskItems-len(h.items))
				}
			}
		}
	}
}

func putWord(b []byte, size int, v uint64) {
	if size == 8 {
		binary.LittleEndian.PutUint64(b, v)
	} else {
		binary.LittleEndian.PutUint32(b, uint32(v))
	}
}

// crafted builds one message whose attachment or subnodes are made by hand, beside a whole neighbour.
func crafted(layout psttest.Layout, make func(w *psttest.Writer) (data, sub psttest.BID)) ([]byte, *psttest.Writer) {
	w := psttest.New(psttest.Options{Layout: layout})
	w.Store(psttest.Store{Folders: []psttest.Folder{{NID: nidInbox, Name: "Inbox", Messages: []psttest.Message{
		{NID: nidMail, Props: []P{{ID: 0x001A, Value: "IPM.Note"}}}, {NID: nidBig, Props: []P{{ID: 0x001A, Value: "IPM.Note"}}}}}}})
	data, sub := make(w)
	w.Node(nidMail, data, sub, nidInbox)
	return w.Bytes(), w
}

func withBody(w *psttest.Writer, body psttest.BID) (data, sub psttest.BID) {
	// The value of property 1000 is put into subnode 0x201F by replacing the subnode that a long value was given.
	var subs []psttest.Sub
	data = w.PC([]P{{ID: 0x001A, Value: "IPM.Note"}, {ID: 0x1000, Value: strings.Repeat("x", 4000)}}, &subs)
	subs[0].Data = body
	return data, w.Subnodes(subs)
}

// TestTangledBlocks has block lists that refer to themselves, to each other and to nothing. The message is kept, its
// body is reported, and its neighbour is untouched.
func TestTangledBlocks(t *testing.T) {
	cases := map[string]func(w *psttest.Writer) psttest.BID{
		"list names itself": func(w *psttest.Writer) psttest.BID {
			b := w.NewBID(true)
			w.Put(b, w.ListBytes(1, 100, []psttest.BID{b, b}))
			return b
		},
		"upper list names itself": func(w *psttest.Writer) psttest.BID {
			b := w.NewBID(true)
			w.Put(b, w.ListBytes(2, 100, []psttest.BID{b}))
			return b
		},
		"two lists name each other": func(w *psttest.Writer) psttest.BID {
			a, b := w.NewBID(true), w.NewBID(true)
			w.Put(a, w.ListBytes(2, 100, []psttest.BID{b}))
			w.Put(b, w.ListBytes(2, 100, []psttest.BID{a}))
			return a
		},
		"list of missing blocks": func(w *psttest.Writer) psttest.BID {
			return w.List(1, 100, []psttest.BID{0xFFFF0, 0xFFFF4})
		},
		"missing block": func(w *psttest.Writer) psttest.BID { return 0xFFFF0 },
		"list is longer than its block": func(w *psttest.Writer) psttest.BID {
			b := w.NewBID(true)
			w.Put(b, []byte{1, 1, 0xFF, 0xFF, 0, 0, 0, 0})
			return b
		},
		"bomb: one block 900 times": func(w *psttest.Writer) psttest.BID {
			b := w.Block(bytes.Repeat([]byte{'y'}, 8000))
			ids := make([]psttest.BID, 900)
			for i := range ids {
				ids[i] = b
			}
			return w.List(1, 900*8000, ids)
		},
	}
	for name, body := range cases {
		for _, layout := range []psttest.Layout{psttest.ANSI, psttest.Unicode, psttest.Unicode4K} {
			data, _ := crafted(layout, func(w *psttest.Writer) (psttest.BID, psttest.BID) { return withBody(w, body(w)) })
			h := mustWalk(t, data)
			if len(h.items) != 2 {
				t.Fatalf("%s: %d items, want 2", name, len(h.items))
			}
			text, ok := h.item(nidMail).Props.String(PropBody)
			if len(text) > 2*len(data) { // two bytes of UTF-16 can be three of UTF-8
				t.Errorf("%s: %d bytes of text from a file of %d", name, len(text), len(data))
			}
			if p := h.item(nidMail).Problems(); ok && text == "" || len(p) == 0 || p[0].NID != nidMail || !p[0].Lost {
				t.Errorf("%s: value of %d bytes, problems %v", name, len(text), p)
			}
			if p := h.item(nidBig).Problems(); len(p) != 0 {
				t.Errorf("%s: neighbour has problems %v", name, p)
			}
		}
	}
}

// TestBombStream checks that a stream ends when it has used more blocks than the file has.
func TestBombStream(t *testing.T) {
	data, _ := crafted(psttest.Unicode, func(w *psttest.Writer) (psttest.BID, psttest.BID) {
		block := w.Block(bytes.Repeat([]byte{'y'}, 8000))
		ids := make([]psttest.BID, 900)
		for i := range ids {
			ids[i] = block
		}
		return withBody(w, w.List(1, 8000, ids)) // the list lies about its length
	})
	h := mustWalk(t, data)
	s, err := h.item(nidMail).Props.Open(PropBody)
	if err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(io.Discard, s)
	if !errors.Is(err, ErrDamaged) || n > int64(len(data)) {
		t.Errorf("%d bytes from a file of %d, %v", n, len(data), err)
	}
}

func TestTangledSubnodes(t *testing.T) {
	cases := map[string]func(w *psttest.Writer) psttest.BID{
		"leaf block is missing": func(w *psttest.Writer) psttest.BID { return 0xFFFF2 },
		"data block":            func(w *psttest.Writer) psttest.BID { return w.Block([]byte("nothing")) },
		"branch names itself": func(w *psttest.Writer) psttest.BID {
			b := w.NewBID(true)
			w.Put(b, w.SubBytes(1, []psttest.Sub{{NID: 1, Data: b}, {NID: 2, Data: b}}))
			return b
		},
		"deep branches": func(w *psttest.Writer) psttest.BID {
			a, b := w.NewBID(true), w.NewBID(true)
			w.Put(a, w.SubBytes(1, []psttest.Sub{{NID: 1, Data: b}}))
			w.Put(b, w.SubBytes(1, []psttest.Sub{{NID: 1, Data: a}}))
			return a
		},
	}
	for name, sub := range cases {
		data, _ := crafted(psttest.Unicode, func(w *psttest.Writer) (psttest.BID, psttest.BID) {
			var subs []psttest.Sub
			return w.PC([]P{{ID: 0x001A, Value: "IPM.Note"}}, &subs), sub(w)
		})
		h := mustWalk(t, data)
		if len(h.items) != 2 || len(h.item(nidMail).Problems()) == 0 || len(h.item(nidBig).Problems()) != 0 {
			t.Errorf("%s: %d items, problems %v", name, len(h.items), h.problems)
		}
	}
}

// TestMessageInItself embeds a message whose attachment is the message again, and one that is embedded 80 deep.
func TestMessageInItself(t *testing.T) {
	w := psttest.New(psttest.Options{Layout: psttest.Unicode})
	deep := psttest.Message{Props: []P{{ID: 0x001A, Value: "IPM.Note"}}}
	for range 80 {
		inner := deep
		deep = psttest.Message{Props: []P{{ID: 0x001A, Value: "IPM.Note"}}, Attachments: []psttest.Attachment{{Message: &inner}}}
	}
	deep.NID = nidBig
	w.Store(psttest.Store{Folders: []psttest.Folder{{NID: nidInbox, Name: "Inbox", Messages: []psttest.Message{deep}}}})

	var props []psttest.Sub
	const inner = 0x7001<<5 | 0x1F
	data := w.PC([]P{{ID: 0x001A, Value: "IPM.Note"}}, &props)
	att := w.PC([]P{{ID: 0x3705, Value: int32(5)}, {ID: 0x3701, Value: psttest.Object{NID: inner}}}, &props)
	sub, below := w.NewBID(true), w.NewBID(true)
	w.Put(sub, w.SubBytes(0, []psttest.Sub{{NID: 0x8025, Data: att, Sub: below}}))
	w.Put(below, w.SubBytes(0, []psttest.Sub{{NID: inner, Data: data, Sub: sub}}))
	w.Node(nidMail, data, sub, nidInbox)

	h := mustWalk(t, w.Bytes())
	it := h.item(nidMail)
	if it == nil || it.Origin != Orphaned || len(it.Attachments) != 1 {
		t.Fatalf("message in itself: %+v", it)
	}
	if _, err := it.Attachments[0].Message(); !errors.Is(err, ErrDamaged) {
		t.Errorf("message in itself opens: %v", err)
	}
	it = h.item(nidBig)
	var err error
	for err == nil {
		var next *Item
		if next, err = it.Attachments[0].Message(); err == nil {
			it = next
		}
	}
	if it.Depth != maxDepth || !errors.Is(err, ErrLimit) {
		t.Errorf("embedded messages end at depth %d with %v", it.Depth, err)
	}
}

// TestWideNesting has 20 levels of messages with two attachments each, all sharing the level below: a million
// messages from a few blocks.
func TestWideNesting(t *testing.T) {
	w := psttest.New(psttest.Options{Layout: psttest.Unicode})
	w.Store(psttest.Store{})
	var none []psttest.Sub
	const inner = 0x7001<<5 | 0x1F
	att := w.PC([]P{{ID: 0x3705, Value: int32(5)}, {ID: 0x3701, Value: psttest.Object{NID: inner}}}, &none)
	var data, sub psttest.BID
	for range 20 {
		next := w.PC([]P{{ID: 0x001A, Value: "IPM.Note"}}, &none)
		if data == 0 {
			data = next
			continue
		}
		below := w.Subnodes([]psttest.Sub{{NID: inner, Data: data, Sub: sub}})
		data, sub = next, w.Subnodes([]psttest.Sub{{NID: 0x8025, Data: att, Sub: below}, {NID: 0x8045, Data: att, Sub: below}})
	}
	w.Node(nidMail, data, sub, nidRootParent)
	h := mustWalk(t, w.Bytes())
	opened := 0
	var open func(it *Item)
	open = func(it *Item) {
		for _, a := range it.Attachments {
			if m, err := a.Message(); err == nil {
				opened++
				open(m)
			}
		}
	}
	open(h.item(nidMail))
	if opened != maxEmbedded {
		t.Errorf("%d embedded messages opened, want %d", opened, maxEmbedded)
	}
}

const nidRootParent = 0x122

func TestFolderCycles(t *testing.T) {
	s := desk()
	top := &s.Folders[0]
	top.Extra = []uint32{nidTop, 0x122, 0xDDD02, nidMail}
	top.Folders[0].Extra = []uint32{nidTop, nidInbox}
	h := mutated(t, "folder in itself", psttest.Build(psttest.Options{Layout: psttest.Unicode}, s))
	if len(h.items) != deskItems {
		t.Errorf("%d items, want %d", len(h.items), deskItems)
	}
	var self, dangling, message bool
	for _, p := range h.problems {
		self = self || p.NID == nidInbox && strings.Contains(p.Detail, "second time")
		dangling = dangling || p.NID == 0xDDD02 && p.Lost
		message = message || p.NID == nidTop && strings.Contains(p.Detail, "no folder")
	}
	if !self || !dangling || !message {
		t.Errorf("problems %v", h.problems)
	}
}

func TestDeepFolders(t *testing.T) {
	f := psttest.Folder{NID: 0x10002, Name: "deepest", Messages: []psttest.Message{
		{NID: nidMail, Props: []P{{ID: 0x001A, Value: "IPM.Note"}}}}}
	for i := range 150 {
		f = psttest.Folder{NID: uint32(0x10022 + i<<5), Name: "level", Folders: []psttest.Folder{f}}
	}
	h := mustWalk(t, psttest.Build(psttest.Options{Layout: psttest.ANSI}, psttest.Store{Folders: []psttest.Folder{f}}))
	if it := h.item(nidMail); it == nil || it.Origin != Orphaned || it.Path[0] != OrphanFolder {
		t.Errorf("message 150 folders deep: %+v", it)
	}
	if len(h.folders) != 152 {
		t.Errorf("%d folders, want 152", len(h.folders))
	}
}

// blockOf gives the stored bytes of a block of a finished file.
func blockOf(file []byte, w *psttest.Writer, id psttest.BID) []byte { return file[w.BlockAt[id]:] }

func TestDamagedBlocks(t *testing.T) {
	le := binary.LittleEndian
	w := psttest.New(psttest.Options{Layout: psttest.Unicode})
	w.Store(desk())
	data := w.Bytes()
	mail, _ := w.NodeData(nidMail)
	table, _ := w.NodeData(nidInbox&^31 | 0x0E)
	cases := map[string]struct {
		edit  func(bad []byte)
		items int
		nid   NID
	}{
		"heap signature": {func(bad []byte) { blockOf(bad, w, mail)[2] = 0 }, deskItems - 1, nidMail},
		"heap offsets decrease": {func(bad []byte) {
			b := blockOf(bad, w, mail)
			m := b[le.Uint16(b):]
			le.PutUint16(m[4:], 0x7FFF)
		}, deskItems, nidMail},
		"block of another name": {func(bad []byte) {
			b := blockOf(bad, w, mail)
			n := (int(le.Uint16(b)) + 64) / 64 * 64
			clear(b[n : n+64])
		}, deskItems - 1, nidMail},
		"contents table": {func(bad []byte) { clear(blockOf(bad, w, table)[:12]) }, deskItems, nidInbox},
		"row numbers": {func(bad []byte) {
			b := blockOf(bad, w, table)
			b[12+13] ^= 0xFF // inside the table header: rows and columns no longer make sense
		}, deskItems, nidInbox},
	}
	for name, c := range cases {
		bad := bytes.Clone(data)
		c.edit(bad)
		h := mutated(t, name, bad)
		found := false
		for _, p := range h.problems {
			found = found || p.NID == c.nid
		}
		if len(h.items) != c.items || !found {
			t.Errorf("%s: %d items, want %d; problems %v", name, len(h.items), c.items, h.problems)
		}
	}
}

// TestEntryOutsideFile points each entry of the block tree beyond the end.
func TestEntryOutsideFile(t *testing.T) {
	w := psttest.New(psttest.Options{Layout: psttest.Unicode})
	w.Store(desk())
	data := w.Bytes()
	for _, p := range w.Pages {
		if p.Type != 0x80 || p.Level > 0 {
			continue
		}
		bad := bytes.Clone(data)
		page := bad[p.At : p.At+512]
		for i := range int(page[488]) {
			binary.LittleEndian.PutUint64(page[24*i+8:], 1<<40)
		}
		w.SealPage(page)
		if h := mutated(t, "entries outside", bad); h.lost() == 0 {
			t.Errorf("page at %d: nothing lost", p.At)
		}
	}
}

// TestProblemsHoldNoContent looks for words of the mailbox in everything reported about broken copies of it.
func TestProblemsHoldNoContent(t *testing.T) {
	words := []string{"Culvert", "grating", "Ines", "example.org", "plan.pdf", "drawing", "note ", "Inbox", "Odile", "share"}
	data := psttest.Build(layouts()["unicode none"], desk())
	for at := 0x5000; at < len(data); at += 1500 {
		bad := bytes.Clone(data)
		clear(bad[at:min(at+300, len(bad))])
		h := mutated(t, "content", bad)
		for _, p := range h.problems {
			for _, word := range words {
				if strings.Contains(p.String(), word) {
					t.Fatalf("problem %q holds content", p)
				}
			}
		}
	}
}
