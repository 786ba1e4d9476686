package pst

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"vaughn/index/archive/pst/psttest"
)

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
		self = self || p.NID == nidInbox && strings.Contains(p.Detail, "visited before")
		dangling = dangling || p.NID == 0xDDD02 && p.Lost
		message = message || p.NID == nidTop && strings.Contains(p.Detail, "no folder")
	}
	if !self || !dangling || !message {
		t.Errorf("problems %v", h.problems)
	}
}

func TestLongFolderName(t *testing.T) {
	s := psttest.Store{Folders: []psttest.Folder{{NID: nidInbox, Name: strings.Repeat("ä", 5000),
		Messages: []psttest.Message{{NID: nidMail, Props: []P{{ID: 0x001A, Value: "IPM.Note"}}}}}}}
	h := mustWalk(t, psttest.Build(psttest.Options{Layout: psttest.ANSI}, s))
	if it := h.item(nidMail); it.Path[0] != strings.Repeat("ä", maxName/2) || len(h.problems) != 1 {
		t.Errorf("path of %d bytes, problems %v", len(it.Path[0]), h.problems)
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

// TestSharedLists gives 3000 messages the attachments and recipients of one: a file of half a megabyte that says it
// holds millions.
func TestSharedLists(t *testing.T) {
	w := psttest.New(psttest.Options{Layout: psttest.Unicode})
	w.Store(psttest.Store{})
	m := psttest.Message{Props: []P{{ID: 0x001A, Value: "IPM.Note"}}}
	for range 600 {
		m.Attachments = append(m.Attachments, psttest.Attachment{Link: true})
		m.Recipients = append(m.Recipients, []P{{ID: 0x0C15, Value: int32(1)}})
	}
	data, sub := w.Message(m)
	for i := range 3000 {
		w.Node(uint32(nidMail+i<<5), data, sub, 0x122)
	}
	file := w.Bytes()
	h := mustWalk(t, file)
	attachments, recipients := 0, 0
	for _, it := range h.items {
		attachments += len(it.Attachments)
		recipients += len(it.Recipients)
	}
	if len(h.items) != 3000 || h.lost() == 0 {
		t.Errorf("%d items, %d problems", len(h.items), h.lost())
	}
	if attachments > len(file)/64+maxAttachments || recipients > len(file)/8+maxRecipients {
		t.Errorf("%d attachments and %d recipients from %d bytes", attachments, recipients, len(file))
	}
}
