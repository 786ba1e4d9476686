package pst

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sort"
	"strings"
	"testing"

	"vaughn/index/archive/pst/psttest"
)

// virtual is a Unicode file with any number of messages in one folder. Nothing of it is stored: pages and blocks are
// made when they are read. Each message has a property block, a subnode block, a recipient table and a body.
type virtual struct {
	regions []region
	size    int64
	scratch []byte
}

// region is a run of pieces of equal size.
type region struct {
	at     int64
	piece  int
	count  int
	create func(k int, b []byte)
}

func (v *virtual) ReadAt(p []byte, off int64) (int, error) {
	n := 0
	for n < len(p) {
		at := off + int64(n)
		if at >= v.size {
			return n, io.EOF
		}
		r := &v.regions[sort.Search(len(v.regions), func(i int) bool { return v.regions[i].at > at })-1]
		k := int((at - r.at) / int64(r.piece))
		b := v.scratch[:r.piece]
		r.create(k, b)
		n += copy(p[n:], b[int(at-r.at)-k*r.piece:])
	}
	return n, nil
}

func (v *virtual) add(piece, count int, create func(k int, b []byte)) int64 {
	at := v.size
	v.regions = append(v.regions, region{at, piece, count, create})
	v.size += int64(piece) * int64(count)
	if piece > len(v.scratch) {
		v.scratch = make([]byte, piece)
	}
	return at
}

// parts of one message: data of the property context, recipient table and body, and what lies between.
type sample struct{ props, recipients, body []byte }

// model takes the blocks of one message out of a small real file.
func model(t testing.TB) sample {
	t.Helper()
	w := psttest.New(psttest.Options{Layout: psttest.Unicode})
	m := psttest.Message{Props: []P{{ID: 0x001A, Value: "IPM.Note"}, {ID: 0x0037, Value: "\x01\x05RE: bridge works"},
		{ID: 0x0039, Value: sent}, {ID: 0x0E06, Value: sent}, {ID: 0x0C1A, Value: "Ines Amaro"},
		{ID: 0x0C1F, Value: "ines@example.org"}, {ID: 0x1035, Value: "<1@example.org>"}, {ID: 0x0E07, Value: int32(1)},
		{ID: 0x007D, Value: strings.Repeat("Received: from a.example.org by b.example.org\r\n", 30)},
		{ID: 0x1000, Value: strings.Repeat("The grating is loose. ", 180)}},
		Recipients: [][]P{person(1, "Téo Brandt", "teo@example.org"), person(2, "Records", "records@example.org")}}
	var subs []psttest.Sub
	data := w.PC(m.Props, &subs)
	rows := []psttest.Row{{ID: 0, Cells: m.Recipients[0]}, {ID: 1, Cells: m.Recipients[1]}}
	table := w.Table(rows, &subs)
	body := subs[0].Data
	file := w.Bytes()
	cut := func(id psttest.BID) []byte {
		b := file[w.BlockAt[id]:]
		n := 64
		for ; u16(b[n-16:]) == 0 || u16(b[n-16:]) > n-16 || uint64(id) != binary.LittleEndian.Uint64(b[n-8:]); n += 64 {
		}
		return slices.Clone(b[:u16(b[n-16:])])
	}
	return sample{cut(data), cut(table), cut(body)}
}

func sealed(b, data []byte, bid uint64, sum uint32) {
	clear(b)
	copy(b, data)
	t := b[len(b)-16:]
	binary.LittleEndian.PutUint16(t, uint16(len(data)))
	binary.LittleEndian.PutUint32(t[4:], sum)
	binary.LittleEndian.PutUint64(t[8:], bid)
}

func extent(n int) int { return unicodeLayout().extent(n) }

const (
	vFolder   = 0x8022
	vFirst    = 0x200024
	vBody     = 0x10000<<5 | 0x1F // the number that psttest gives a first long value
	perLeaf   = 447               // row index records in one heap item
	perBlock  = 2 * perLeaf
	listRoom  = 1021
	msgBlocks = 4
)

// builder of a virtual file: blocks are listed in the order of their BIDs.
type vbuilder struct {
	v     *virtual
	n     int
	fixed []vblock // small blocks with low BIDs
	nodes []node   // below the messages
}

type vblock struct {
	bid  uint64
	data []byte
	at   int64
}

func (b *vbuilder) block(data []byte, internal bool) uint64 {
	id := uint64(len(b.fixed)+1) * 4
	if internal {
		id |= 2
	}
	b.fixed = append(b.fixed, vblock{bid: id, data: data})
	return id
}

// newVirtual makes a file of n messages.
func newVirtual(t testing.TB, n int) *virtual {
	s := model(t)
	encode := encoder(CryptPermute) // what Outlook writes; it needs no key, so that equal blocks stay equal
	for _, data := range [][]byte{s.props, s.recipients, s.body} {
		encode(data, 0)
	}
	b := &vbuilder{v: new(virtual), n: n}
	b.v.add(0x4400, 1, func(int, []byte) {}) // the header is made last, when the roots are known
	small := psttest.New(psttest.Options{Layout: psttest.Unicode})
	leafBlocks := (n + perBlock - 1) / perBlock
	mids := ((n+perLeaf-1)/perLeaf + perLeaf - 1) / perLeaf
	midBlocks := (mids + 1) / 2
	tableBlocks := 1 + midBlocks + leafBlocks

	fixedCount := 64 // BIDs below this number of blocks are for the fixed ones
	msgBID := func(i, j int) uint64 {
		id := uint64(fixedCount+msgBlocks*i+j) * 4
		if j == 1 {
			id |= 2
		}
		return id
	}
	tableBID := func(k int) uint64 { return uint64(fixedCount+msgBlocks*n+k) * 4 }

	b.folders(small, func() uint64 { return b.lists(tableBlocks, tableBID) })
	b.placeFixed()
	sizes := []int{extent(len(s.props)), extent(8 + 2*24), extent(len(s.body)), extent(len(s.recipients))}
	sums := []uint32{weakCRC(s.props), 0, weakCRC(s.body), weakCRC(s.recipients)}
	stride := sizes[0] + sizes[1] + sizes[2] + sizes[3]
	msgAt := b.v.add(stride, n, func(i int, p []byte) {
		list := []byte{2, 0, 2, 0, 0, 0, 0, 0}
		for _, e := range [][3]uint64{{uint64(subRecipients), msgBID(i, 3)}, {vBody, msgBID(i, 2)}} {
			for _, x := range e {
				list = binary.LittleEndian.AppendUint64(list, x)
			}
		}
		for j, data := range [][]byte{s.props, list, s.body, s.recipients} {
			sum := sums[j]
			if j == 1 {
				sum = weakCRC(list)
			}
			sealed(p[:sizes[j]], data, msgBID(i, j), sum)
			p = p[sizes[j]:]
		}
	})
	tableAt := b.v.add(8192, tableBlocks, func(k int, p []byte) {
		data := b.tableBlock(k, midBlocks, mids)
		encode(data, 0)
		sealed(p[:extent(len(data))], data, tableBID(k), weakCRC(data))
	})
	bbt := func(e int) (key uint64, entry []byte) {
		ref := [3]uint64{}
		switch m := e - len(b.fixed); {
		case m < 0:
			f := b.fixed[e]
			ref = [3]uint64{f.bid, uint64(f.at), uint64(len(f.data))}
		case m < msgBlocks*n:
			i, j := m/msgBlocks, m%msgBlocks
			at := msgAt + int64(i)*int64(stride)
			for _, skip := range sizes[:j] {
				at += int64(skip)
			}
			ref = [3]uint64{msgBID(i, j), uint64(at), uint64([]int{len(s.props), 56, len(s.body), len(s.recipients)}[j])}
		default:
			k := m - msgBlocks*n
			ref = [3]uint64{tableBID(k), uint64(tableAt + int64(k)*8192), uint64(len(b.tableBlock(k, midBlocks, mids)))}
		}
		out := make([]byte, 24)
		for i, x := range ref {
			binary.LittleEndian.PutUint64(out[8*i:], x)
		}
		return ref[0], out
	}
	nbt := func(e int) (key uint64, entry []byte) {
		x := node{nid: NID(vFirst + (e-len(b.nodes))*32), parent: vFolder}
		if e < len(b.nodes) {
			x = b.nodes[e]
		} else {
			x.data, x.sub = msgBID(e-len(b.nodes), 0), msgBID(e-len(b.nodes), 1)
		}
		out := make([]byte, 32)
		for i, y := range []uint64{uint64(x.nid), x.data, x.sub, uint64(x.parent)} {
			binary.LittleEndian.PutUint64(out[8*i:], y)
		}
		return uint64(x.nid), out
	}
	nbtRoot := b.tree(ptypeNBT, len(b.nodes)+n, 15, 32, nbt)
	bbtRoot := b.tree(ptypeBBT, len(b.fixed)+msgBlocks*n+tableBlocks, 20, 24, bbt)
	b.header(nbtRoot, bbtRoot)
	return b.v
}

// folders adds the fixed nodes: store, names, root and the folder, with the contents table made by lists.
func (b *vbuilder) folders(w *psttest.Writer, lists func() uint64) {
	w.Store(psttest.Store{Folders: []psttest.Folder{{NID: vFolder, Name: "Everything", Props: []P{{ID: 0x3602, Value: int32(b.n)}}}}})
	f, err := Open(bytes.NewReader(w.Bytes()), 1<<30, Options{})
	if err != nil {
		panic(err)
	}
	for _, nid := range []NID{0x21, 0x61, 0x122, 0x12D, 0x12E, 0x12F, vFolder, 0x802D, 0x802E, 0x802F} {
		n, err := f.node(nid, f.trace(nid))
		if err != nil {
			panic(err)
		}
		if nid == 0x802E {
			n.data = lists()
		} else {
			block, err := f.block(n.data, f.trace(nid))
			if err != nil {
				panic(err)
			}
			data := slices.Clone(block.data)
			encoder(CryptPermute)(data, 0)
			n.data = b.block(data, false)
		}
		b.nodes = append(b.nodes, n)
	}
}

// lists adds the XBLOCKs over the blocks of the contents table.
func (b *vbuilder) lists(blocks int, id func(int) uint64) uint64 {
	list := func(level int, ids []uint64, total int) uint64 {
		d := []byte{1, byte(level), byte(len(ids)), byte(len(ids) >> 8)}
		d = binary.LittleEndian.AppendUint32(d, uint32(total))
		for _, x := range ids {
			d = binary.LittleEndian.AppendUint64(d, x)
		}
		return b.block(d, true)
	}
	if blocks == 1 {
		return id(0)
	}
	var ids, lists []uint64
	for k := range blocks {
		if ids = append(ids, id(k)); len(ids) == listRoom || k == blocks-1 {
			lists = append(lists, list(1, ids, 8000*len(ids)))
			ids = nil
		}
	}
	if len(lists) == 1 {
		return lists[0]
	}
	return list(2, lists, 8000*blocks)
}

// tableBlock makes a block of the contents table's heap: the header and top of the row index, its middle nodes, or
// two of its leaves.
func (b *vbuilder) tableBlock(k, midBlocks, mids int) []byte {
	le := binary.LittleEndian
	item := func(i int) uint32 { return uint32(i%2+1)<<5 | uint32(i/2)<<16 } // two items a block
	var allocs [][]byte
	nid := func(row int) uint32 { return uint32(vFirst + 32*row) }
	leaves := (b.n + perLeaf - 1) / perLeaf
	switch {
	case k == 0:
		info := make([]byte, 22)
		info[0] = tableSig
		le.PutUint16(info[6:], 4)
		le.PutUint16(info[8:], 5)
		le.PutUint32(info[10:], 2<<5)
		var top []byte
		for i := range mids {
			top = le.AppendUint32(top, nid(i*perLeaf*perLeaf))
			top = le.AppendUint32(top, item(2+i))
		}
		head := []byte{bthSig, 4, 4, 2, 3 << 5, 0, 0, 0}
		allocs = [][]byte{info, head, top}
	case k <= midBlocks:
		for i := 2 * (k - 1); i < min(2*k, mids); i++ {
			var mid []byte
			for leaf := i * perLeaf; leaf < min((i+1)*perLeaf, leaves); leaf++ {
				mid = le.AppendUint32(mid, nid(leaf*perLeaf))
				mid = le.AppendUint32(mid, item(2*(1+midBlocks)+leaf))
			}
			allocs = append(allocs, mid)
		}
	default:
		for leaf := 2 * (k - 1 - midBlocks); leaf < min(2*(k-midBlocks), leaves); leaf++ {
			var rows []byte
			for row := leaf * perLeaf; row < min((leaf+1)*perLeaf, b.n); row++ {
				rows = le.AppendUint32(rows, nid(row))
				rows = le.AppendUint32(rows, uint32(row))
			}
			allocs = append(allocs, rows)
		}
	}
	d := []byte{0, 0, heapSig, tableSig, 1 << 5, 0, 0, 0, 0, 0, 0, 0}
	if k > 0 {
		d = d[:2]
	}
	offsets := []int{len(d)}
	for _, a := range allocs {
		d = append(d, a...)
		offsets = append(offsets, len(d))
	}
	le.PutUint16(d, uint16(len(d)))
	d = le.AppendUint16(d, uint16(len(allocs)))
	d = append(d, 0, 0)
	for _, o := range offsets {
		d = le.AppendUint16(d, uint16(o))
	}
	return d
}

func (b *vbuilder) placeFixed() {
	for i := range b.fixed {
		f := &b.fixed[i]
		f.at = b.v.add(extent(len(f.data)), 1, func(_ int, p []byte) { sealed(p, f.data, f.bid, weakCRC(f.data)) })
	}
}

// tree adds the pages of a B-tree over count entries, level by level.
func (b *vbuilder) tree(ptype byte, count, perPage, size int, entry func(int) (uint64, []byte)) pageRef {
	b.align()
	pageBID := func(level, k int) uint64 { return uint64(ptype)<<40 | uint64(level)<<32 | uint64(k)<<2 | 2 }
	page := func(p []byte, level, k, first, n, size int, entry func(int) (uint64, []byte)) {
		clear(p)
		for i := range n {
			_, e := entry(first + i)
			copy(p[i*size:], e)
		}
		p[488], p[489], p[490], p[491] = byte(n), byte(n), byte(size), byte(level)
		p[496], p[497] = ptype, ptype
		binary.LittleEndian.PutUint64(p[504:], pageBID(level, k))
		binary.LittleEndian.PutUint32(p[500:], weakCRC(p[:496]))
	}
	for level := 0; ; level++ {
		pages := (count + perPage - 1) / perPage
		below, total, per, width := entry, count, perPage, size
		at := b.v.add(512, pages, func(k int, p []byte) {
			page(p, level, k, k*per, min(per, total-k*per), width, below)
		})
		if pages == 1 {
			return pageRef{pageBID(level, 0), at}
		}
		entry = func(k int) (uint64, []byte) {
			key, _ := below(k * per)
			out := make([]byte, 24)
			for i, x := range []uint64{key, pageBID(level, k), uint64(at + 512*int64(k))} {
				binary.LittleEndian.PutUint64(out[8*i:], x)
			}
			return key, out
		}
		count, perPage, size = pages, 20, 24
	}
}

func (b *vbuilder) align() {
	if pad := int(-b.v.size & 511); pad > 0 {
		b.v.add(pad, 1, func(_ int, p []byte) { clear(p) })
	}
}

func (b *vbuilder) header(nbt, bbt pageRef) {
	le := binary.LittleEndian
	h := make([]byte, 564)
	copy(h, "!BDN")
	copy(h[8:], "SM")
	h[513] = byte(CryptPermute)
	le.PutUint16(h[10:], 23)
	le.PutUint64(h[184:], uint64(b.v.size))
	for i, x := range []uint64{nbt.bid, uint64(nbt.off), bbt.bid, uint64(bbt.off)} {
		le.PutUint64(h[216+8*i:], x)
	}
	le.PutUint32(h[4:], weakCRC(h[8:479]))
	b.v.regions[0].create = func(_ int, p []byte) {
		clear(p)
		copy(p, h)
	}
}

// visitAll reads the values an importer reads and gives the number of messages and of text bytes.
func visitAll(t testing.TB, v *virtual, opt Options, skip func(NID) bool, every func(n int)) (messages int, text int64) {
	t.Helper()
	opt.Report = func(p Problem) { t.Fatalf("problem in a whole file: %v", p) }
	f, err := Open(v, v.size, opt)
	if err != nil {
		t.Fatal(err)
	}
	err = f.Walk(context.Background(), Visitor{Skip: skip, Item: func(it *Item) error {
		messages++
		for _, id := range []PropID{PropSubject, PropBody, PropTransportHeaders, PropSenderName, PropSenderAddress} {
			s, _ := it.Props.String(id)
			text += int64(len(s))
		}
		for _, r := range it.Recipients {
			s, _ := r.Props.String(PropSMTPAddress)
			text += int64(len(s))
		}
		if it.Origin != Listed || len(it.Recipients) != 2 {
			return fmt.Errorf("message %v: %v with %d recipients", it.NID, it.Origin, len(it.Recipients))
		}
		if every != nil {
			every(messages)
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return messages, text
}

// TestMillionNodes walks a file of a million messages, more than ten gigabytes long, reading one in sixteen and
// finding all the others, and watches the memory.
func TestMillionNodes(t *testing.T) {
	n := 1_000_000
	if testing.Short() {
		n = 64_000
	}
	const step = 16
	v := newVirtual(t, n)
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	base, peak := m.HeapAlloc, uint64(0)
	met := 0
	skip := func(nid NID) bool {
		met++
		return int(nid-vFirst)/32%step != 0
	}
	got, _ := visitAll(t, v, Options{CacheBytes: 8 << 20}, skip, func(i int) {
		if i%(n/step/50) == 0 {
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
		}
	})
	if got != n/step || met != n {
		t.Errorf("%d messages read and %d found, want %d and %d", got, met, n/step, n)
	}
	t.Logf("%d messages, %d MiB of file, heap grew by at most %.1f MiB", met, v.size>>20, float64(peak-base)/(1<<20))
	if peak > base+48<<20 {
		t.Errorf("heap grew by %d MiB over %d MiB", (peak-base)>>20, base>>20)
	}
}

// BenchmarkWalk reads messages of about 12 KB each: properties, headers, body, recipients.
func BenchmarkWalk(b *testing.B) {
	const n = 20_000
	v := newVirtual(b, n)
	b.SetBytes(v.size)
	b.ReportAllocs()
	for b.Loop() {
		visitAll(b, v, Options{}, nil, nil)
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "msgs/s")
}

// BenchmarkAttachment streams one attachment of 64 MiB.
func BenchmarkAttachment(b *testing.B) {
	m := psttest.Message{NID: nidMail, Props: []P{{ID: 0x001A, Value: "IPM.Note"}},
		Attachments: []psttest.Attachment{{Data: attachmentBytes(64 << 20)}}}
	data := psttest.Build(psttest.Options{Layout: psttest.Unicode, Crypt: 1, Encode: encoder(CryptPermute)},
		psttest.Store{Folders: []psttest.Folder{{NID: nidInbox, Messages: []psttest.Message{m}}}})
	a := cleanWalk(b, data).item(nidMail).Attachments[0]
	b.SetBytes(64 << 20)
	b.ReportAllocs()
	for b.Loop() {
		s, err := a.Open()
		if err != nil {
			b.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, s); n != 64<<20 || err != nil {
			b.Fatalf("%d bytes, %v", n, err)
		}
	}
}
