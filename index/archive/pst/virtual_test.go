package pst

import (
	"encoding/binary"
	"io"
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
	return sample{w.Content(data), w.Content(table), w.Content(subs[0].Data)}
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

// vbuilder makes a virtual file. BIDs rise from the fixed blocks over those of the messages to the contents table's.
type vbuilder struct {
	v     *virtual
	n     int
	fixed []vblock
	nodes []node // below the messages

	parts  [msgBlocks][]byte // encoded blocks of a message; the second, its subnode list, is made for each
	sums   [msgBlocks]uint32
	sizes  [msgBlocks]int // extents
	stride int
	msgAt  int64

	mids, midBlocks, tableBlocks int // of the row index
	tableAt                      int64
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

const fixedRoom = 64 // more than there are fixed blocks

func (b *vbuilder) msgBID(i, j int) uint64 {
	id := uint64(fixedRoom+msgBlocks*i+j) * 4
	if j == 1 {
		id |= 2
	}
	return id
}

func (b *vbuilder) tableBID(k int) uint64 { return uint64(fixedRoom+msgBlocks*b.n+k) * 4 }

// permute is what Outlook writes; it needs no key, so that equal blocks stay equal.
func permute(data []byte) { encoder(CryptPermute)(data, 0) }

// newVirtual makes a file of n messages.
func newVirtual(t testing.TB, n int) *virtual {
	s := model(t)
	b := &vbuilder{v: new(virtual), n: n, parts: [msgBlocks][]byte{s.props, make([]byte, 8+2*24), s.body, s.recipients}}
	b.v.add(0x4400, 1, func(int, []byte) {}) // the header is made last, when the roots are known
	for j, data := range b.parts {
		if j != 1 {
			permute(data)
		}
		b.sums[j], b.sizes[j] = weakCRC(data), extent(len(data))
		b.stride += b.sizes[j]
	}
	b.mids = ((n+perLeaf-1)/perLeaf + perLeaf - 1) / perLeaf
	b.midBlocks = (b.mids + 1) / 2
	b.tableBlocks = 1 + b.midBlocks + (n+perBlock-1)/perBlock

	b.folders()
	for i := range b.fixed {
		f := &b.fixed[i]
		f.at = b.v.add(extent(len(f.data)), 1, func(_ int, p []byte) { sealed(p, f.data, f.bid, weakCRC(f.data)) })
	}
	b.msgAt = b.v.add(b.stride, n, b.message)
	b.tableAt = b.v.add(8192, b.tableBlocks, func(k int, p []byte) {
		data := b.tableBlock(k)
		permute(data)
		sealed(p[:extent(len(data))], data, b.tableBID(k), weakCRC(data))
	})
	nbtRoot := b.tree(ptypeNBT, len(b.nodes)+n, 15, 32, b.nodeEntry)
	bbtRoot := b.tree(ptypeBBT, len(b.fixed)+msgBlocks*n+b.tableBlocks, 20, 24, b.blockEntry)
	b.header(nbtRoot, bbtRoot)
	return b.v
}

// message makes the blocks of one message.
func (b *vbuilder) message(i int, p []byte) {
	list := append(b.parts[1][:0], 2, 0, 2, 0, 0, 0, 0, 0)
	for _, e := range [][3]uint64{{uint64(subRecipients), b.msgBID(i, 3)}, {vBody, b.msgBID(i, 2)}} {
		for _, x := range e {
			list = binary.LittleEndian.AppendUint64(list, x)
		}
	}
	b.sums[1] = weakCRC(list)
	for j, data := range b.parts {
		sealed(p[:b.sizes[j]], data, b.msgBID(i, j), b.sums[j])
		p = p[b.sizes[j]:]
	}
}

func words(size int, w ...uint64) []byte {
	out := make([]byte, size)
	for i, x := range w {
		binary.LittleEndian.PutUint64(out[8*i:], x)
	}
	return out
}

func (b *vbuilder) blockEntry(e int) (key uint64, entry []byte) {
	m := e - len(b.fixed)
	if m < 0 {
		f := b.fixed[e]
		return f.bid, words(24, f.bid, uint64(f.at), uint64(len(f.data)))
	}
	if m >= msgBlocks*b.n {
		k := m - msgBlocks*b.n
		id := b.tableBID(k)
		return id, words(24, id, uint64(b.tableAt+int64(k)*8192), uint64(len(b.tableBlock(k))))
	}
	i, j := m/msgBlocks, m%msgBlocks
	at := b.msgAt + int64(i)*int64(b.stride)
	for _, skip := range b.sizes[:j] {
		at += int64(skip)
	}
	id := b.msgBID(i, j)
	return id, words(24, id, uint64(at), uint64(len(b.parts[j])))
}

func (b *vbuilder) nodeEntry(e int) (key uint64, entry []byte) {
	x := node{nid: NID(vFirst + (e-len(b.nodes))*32), parent: vFolder}
	if i := e - len(b.nodes); i < 0 {
		x = b.nodes[e]
	} else {
		x.data, x.sub = b.msgBID(i, 0), b.msgBID(i, 1)
	}
	return uint64(x.nid), words(32, uint64(x.nid), x.data, x.sub, uint64(x.parent))
}

// folders adds the fixed nodes: store, names, root and the folder, with the contents table of all messages.
func (b *vbuilder) folders() {
	w := psttest.New(psttest.Options{Layout: psttest.Unicode})
	w.Store(psttest.Store{Folders: []psttest.Folder{{NID: vFolder, Name: "Everything", Props: []P{{ID: 0x3602, Value: int32(b.n)}}}}})
	for _, nid := range []uint32{0x21, 0x61, 0x122, 0x12D, 0x12E, 0x12F, vFolder, 0x802D, 0x802E, 0x802F} {
		n := node{nid: NID(nid)}
		if nid == 0x802E {
			n.data = b.lists()
		} else {
			from, _ := w.NodeData(nid)
			data := slices.Clone(w.Content(from))
			permute(data)
			n.data = b.block(data, false)
		}
		b.nodes = append(b.nodes, n)
	}
}

// lists adds the XBLOCKs over the blocks of the contents table.
func (b *vbuilder) lists() uint64 {
	list := func(level int, ids []uint64, total int) uint64 {
		d := []byte{1, byte(level), byte(len(ids)), byte(len(ids) >> 8)}
		d = binary.LittleEndian.AppendUint32(d, uint32(total))
		for _, x := range ids {
			d = binary.LittleEndian.AppendUint64(d, x)
		}
		return b.block(d, true)
	}
	var ids, lists []uint64
	for k := range b.tableBlocks {
		if ids = append(ids, b.tableBID(k)); len(ids) == listRoom || k == b.tableBlocks-1 {
			lists = append(lists, list(1, ids, 8000*len(ids)))
			ids = nil
		}
	}
	if len(lists) == 1 {
		return lists[0]
	}
	return list(2, lists, 8000*b.tableBlocks)
}

// tableBlock makes a block of the contents table's heap: the header and top of the row index, its middle nodes, or
// two of its leaves.
func (b *vbuilder) tableBlock(k int) []byte {
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
		for i := range b.mids {
			top = le.AppendUint32(top, nid(i*perLeaf*perLeaf))
			top = le.AppendUint32(top, item(2+i))
		}
		head := []byte{bthSig, 4, 4, 2, 3 << 5, 0, 0, 0}
		allocs = [][]byte{info, head, top}
	case k <= b.midBlocks:
		for i := 2 * (k - 1); i < min(2*k, b.mids); i++ {
			var mid []byte
			for leaf := i * perLeaf; leaf < min((i+1)*perLeaf, leaves); leaf++ {
				mid = le.AppendUint32(mid, nid(leaf*perLeaf))
				mid = le.AppendUint32(mid, item(2*(1+b.midBlocks)+leaf))
			}
			allocs = append(allocs, mid)
		}
	default:
		for leaf := 2 * (k - 1 - b.midBlocks); leaf < min(2*(k-b.midBlocks), leaves); leaf++ {
			var rows []byte
			for row := leaf * perLeaf; row < min((leaf+1)*perLeaf, b.n); row++ {
				rows = le.AppendUint32(rows, nid(row))
				rows = le.AppendUint32(rows, uint32(row))
			}
			allocs = append(allocs, rows)
		}
	}
	return heapBlock(k, allocs)
}

// heapBlock lays out a block of a table's heap with its page map.
func heapBlock(k int, allocs [][]byte) []byte {
	le := binary.LittleEndian
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
