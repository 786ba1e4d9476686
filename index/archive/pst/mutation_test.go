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

// TestPageOfOtherTree points node tree branches at leaves of the block tree, which the reader has in its cache by then
// and whose entries are shorter.
func TestPageOfOtherTree(t *testing.T) {
	for _, layout := range []psttest.Layout{psttest.ANSI, psttest.Unicode, psttest.Unicode4K} {
		w := psttest.New(psttest.Options{Layout: layout, Fanout: 4})
		w.Store(desk())
		data := w.Bytes()
		var other []psttest.PageAt
		for _, p := range w.Pages {
			if p.Type == 0x80 && p.Level == 0 {
				other = append(other, p)
			}
		}
		for i, p := range w.Pages {
			if p.Type != 0x81 || p.Level != 1 {
				continue
			}
			bad := bytes.Clone(data)
			page, ws := bad[p.At:p.At+w.PageSize()], w.WordSize()
			to := other[i%len(other)]
			putWord(page[ws:], ws, to.BID)
			putWord(page[2*ws:], ws, uint64(to.At))
			w.SealPage(page)
			if h := mutated(t, layout.String(), bad); len(h.items) != deskItems {
				t.Errorf("%v: %d items, want %d", layout, len(h.items), deskItems)
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

// TestBlockChecksum changes a letter: the text is read, and the message says that it is doubtful, and where.
func TestBlockChecksum(t *testing.T) {
	for _, layout := range []psttest.Layout{psttest.ANSI, psttest.Unicode, psttest.Unicode4K} {
		w := psttest.New(psttest.Options{Layout: layout})
		w.Store(desk())
		data := w.Bytes()
		id, _ := w.NodeData(nidMail)
		at := bytes.Index(blockOf(data, w, id), psttest.UTF16("loose"))
		blockOf(data, w, id)[at] = 'm'
		h := mutated(t, layout.String(), data)
		body, _ := h.item(nidMail).Props.String(PropBody)
		want := Problem{NID: nidMail, Offset: int64(w.BlockAt[id]), Detail: "checksum of a block is wrong"}
		if p := h.item(nidMail).Problems(); body != "The grating is moose." || len(p) != 1 || p[0] != want || len(h.problems) != 1 {
			t.Errorf("%v: body of %d bytes, problems %v", layout, len(body), h.problems)
		}
	}
}

// TestRowBeyondTable has a recipient table whose index names a row that is not there. The other rows are read.
func TestRowBeyondTable(t *testing.T) {
	w := psttest.New(psttest.Options{Layout: psttest.Unicode})
	w.Store(desk())
	id := w.SubData(nidMail, 0x692)
	table := bytes.Clone(w.Content(id))
	at := bytes.Index(table, []byte{1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0})
	table[at+4] = 99
	w.Put(id, table)
	h := mutated(t, "row", w.Bytes())
	it := h.item(nidMail)
	if p := it.Problems(); len(it.Recipients) != 2 || len(p) != 1 || !p[0].Lost || len(h.items) != deskItems {
		t.Errorf("%d recipients, problems %v", len(it.Recipients), h.problems)
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
