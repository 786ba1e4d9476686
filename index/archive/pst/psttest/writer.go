// Package psttest builds small Outlook data files in memory for tests: valid ones in all three layouts, and, through
// its lower layers, files that are wrong in one chosen place.
//
// It writes what a reader needs and no more: there are no allocation maps, so Outlook itself would repair the result
// before use. It is for tests only and does not stream.
package psttest

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
)

// Layout is one of the three file layouts.
type Layout int

// The layouts: wVer 14, 23 and 36.
const (
	ANSI Layout = iota
	Unicode
	Unicode4K
)

// Packing says how a 4K file compresses its blocks.
type Packing int

// Packings.
const (
	Plain Packing = iota
	Zlib          // as Outlook does
	Deflate
)

// Options adjust a Writer.
type Options struct {
	Layout Layout
	Crypt  byte                          // bCryptMethod in the header
	Encode func(data []byte, bid uint64) // encodes a data block in place; nil for none
	Pack   Packing                       // 4K only
	Fanout int                           // entries in a B-tree page, to force deep trees; 0 fills pages
	Chunk  int                           // bytes in a data block, to force long block lists; 0 fills blocks
	Start  int                           // offset of the first block, a multiple of the page size; 0 means 0x5000
}

// BID names a block.
type BID uint64

// Writer collects blocks and nodes and lays them out as a file.
type Writer struct {
	opt    Options
	next   uint64
	blocks map[BID][]byte
	nodes  map[uint32]nodeEntry

	// Where things lie after Bytes.
	BlockAt map[BID]int // offset of each block
	Pages   []PageAt    // all B-tree pages
}

// PageAt is a page of the finished file.
type PageAt struct {
	Type  byte // 0x80 for the block tree, 0x81 for the node tree
	Level int
	At    int
	BID   uint64
}

type nodeEntry struct {
	data, sub BID
	parent    uint32
}

// New starts an empty file.
func New(opt Options) *Writer {
	return &Writer{opt: opt, next: 4, blocks: make(map[BID][]byte), nodes: make(map[uint32]nodeEntry)}
}

func (w *Writer) wide() bool { return w.opt.Layout != ANSI }

// WordSize is the size of BIDs and offsets: 4 or 8.
func (w *Writer) WordSize() int {
	if w.wide() {
		return 8
	}
	return 4
}

// MaxBlock is the most bytes a block holds.
func (w *Writer) MaxBlock() int {
	return [...]int{8180, 8176, 65512}[w.opt.Layout]
}

func (w *Writer) align() int {
	if w.opt.Layout == Unicode4K {
		return 512
	}
	return 64
}

func (w *Writer) trailer() int { return [...]int{12, 16, 24}[w.opt.Layout] }

// PageSize is the size of a B-tree page.
func (w *Writer) PageSize() int {
	if w.opt.Layout == Unicode4K {
		return 4096
	}
	return 512
}

// NewBID reserves a name, for blocks that refer to each other.
func (w *Writer) NewBID(internal bool) BID {
	b := BID(w.next)
	w.next += 4
	if internal {
		b |= 2
	}
	return b
}

// Put sets a block's content as it is before encoding.
func (w *Writer) Put(b BID, data []byte) { w.blocks[b] = data }

// Drop removes a block, so that references to it dangle.
func (w *Writer) Drop(b BID) { delete(w.blocks, b) }

// Block adds a data block.
func (w *Writer) Block(data []byte) BID {
	b := w.NewBID(false)
	w.Put(b, data)
	return b
}

// Data adds a data tree of whatever height the bytes need. No bytes make no tree: 0.
func (w *Writer) Data(data []byte) BID {
	chunk := w.MaxBlock()
	if w.opt.Chunk > 0 {
		chunk = w.opt.Chunk
	}
	if len(data) == 0 {
		return 0
	}
	var parts [][]byte
	for c := range slices.Chunk(data, chunk) {
		parts = append(parts, c)
	}
	return w.Tree(parts)
}

// Tree adds a data tree of the given blocks.
func (w *Writer) Tree(parts [][]byte) BID {
	if len(parts) == 1 {
		return w.Block(parts[0])
	}
	ids := make([]BID, len(parts))
	for i, p := range parts {
		ids[i] = w.Block(p)
	}
	room := (w.MaxBlock() - 8) / w.WordSize()
	if w.opt.Chunk > 0 {
		room = 8 // many lists for small files
	}
	var lists []BID
	total, all := 0, 0
	for c := range slices.Chunk(ids, room) {
		total = 0
		for _, id := range c {
			total += len(w.blocks[id])
		}
		all += total
		lists = append(lists, w.List(1, total, c))
	}
	if len(lists) == 1 {
		return lists[0]
	}
	return w.List(2, all, lists)
}

// List adds an XBLOCK (level 1) or XXBLOCK (level 2).
func (w *Writer) List(level, total int, ids []BID) BID {
	b := w.NewBID(true)
	w.Put(b, w.ListBytes(level, total, ids))
	return b
}

// ListBytes is the content of an XBLOCK or XXBLOCK.
func (w *Writer) ListBytes(level, total int, ids []BID) []byte {
	out := []byte{1, byte(level), byte(len(ids)), byte(len(ids) >> 8)}
	out = binary.LittleEndian.AppendUint32(out, uint32(total))
	for _, id := range ids {
		out = w.word(out, uint64(id))
	}
	return out
}

// Sub is a subnode.
type Sub struct {
	NID       uint32
	Data, Sub BID
}

// Subnodes adds an SLBLOCK, and an SIBLOCK above several of them if there are many. None make no block: 0.
func (w *Writer) Subnodes(subs []Sub) BID {
	if len(subs) == 0 {
		return 0
	}
	slices.SortFunc(subs, func(a, b Sub) int { return int(a.NID) - int(b.NID) })
	room := (w.MaxBlock() - 8) / (3 * w.WordSize())
	if w.opt.Chunk > 0 {
		room = 4
	}
	var leaves []Sub
	for c := range slices.Chunk(subs, room) {
		b := w.NewBID(true)
		w.Put(b, w.SubBytes(0, c))
		leaves = append(leaves, Sub{NID: c[0].NID, Data: b})
	}
	if len(leaves) == 1 {
		return leaves[0].Data
	}
	b := w.NewBID(true)
	w.Put(b, w.SubBytes(1, leaves))
	return b
}

// SubBytes is the content of an SLBLOCK (level 0) or SIBLOCK (level 1, where Data is the lower block).
func (w *Writer) SubBytes(level int, subs []Sub) []byte {
	out := []byte{2, byte(level), byte(len(subs)), byte(len(subs) >> 8)}
	if w.wide() {
		out = append(out, 0, 0, 0, 0)
	}
	for _, s := range subs {
		out = w.word(out, uint64(s.NID))
		out = w.word(out, uint64(s.Data))
		if level == 0 {
			out = w.word(out, uint64(s.Sub))
		}
	}
	return out
}

// Node adds or replaces an entry of the node tree.
func (w *Writer) Node(nid uint32, data, sub BID, parent uint32) {
	w.nodes[nid] = nodeEntry{data, sub, parent}
}

// DropNode removes an entry of the node tree.
func (w *Writer) DropNode(nid uint32) { delete(w.nodes, nid) }

// NodeData gives the blocks of a node that was added.
func (w *Writer) NodeData(nid uint32) (data, sub BID) {
	n := w.nodes[nid]
	return n.data, n.sub
}

// Content gives a block's content before encoding.
func (w *Writer) Content(b BID) []byte { return w.blocks[b] }

// SubData gives the data block of a node's subnode; it looks into a single SLBLOCK only.
func (w *Writer) SubData(nid, sub uint32) BID {
	list := w.blocks[w.nodes[nid].sub]
	ws := w.WordSize()
	if len(list) < 4 || list[1] != 0 {
		return 0
	}
	for at := ws; at+3*ws <= len(list); at += 3 * ws {
		if binary.LittleEndian.Uint32(list[at:]) != sub {
			continue
		}
		if w.wide() {
			return BID(binary.LittleEndian.Uint64(list[at+ws:]))
		}
		return BID(binary.LittleEndian.Uint32(list[at+ws:]))
	}
	return 0
}

func (w *Writer) word(out []byte, v uint64) []byte {
	if w.wide() {
		return binary.LittleEndian.AppendUint64(out, v)
	}
	return binary.LittleEndian.AppendUint32(out, uint32(v))
}

// Bytes lays out the file.
func (w *Writer) Bytes() []byte {
	w.BlockAt, w.Pages = make(map[BID]int), nil
	start := w.opt.Start
	if start == 0 {
		start = 0x5000
	}
	file := make([]byte, start)
	ids := make([]BID, 0, len(w.blocks))
	for id := range w.blocks {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var bbt, nbt []entry
	for _, id := range ids {
		at := len(file)
		w.BlockAt[id] = at
		stored, inflated := w.stored(id)
		file = append(file, w.sealBlock(stored, inflated, id, at)...)
		e := w.word(w.word(nil, uint64(id)), uint64(at))
		e = binary.LittleEndian.AppendUint16(e, uint16(len(stored)))
		if w.opt.Layout == Unicode4K {
			e = binary.LittleEndian.AppendUint16(e, uint16(inflated))
		}
		e = append(e, 2, 0)
		if w.wide() {
			e = append(e, make([]byte, 24-len(e))...)
		}
		bbt = append(bbt, entry{uint64(id), e})
	}
	nids := make([]uint32, 0, len(w.nodes))
	for nid := range w.nodes {
		nids = append(nids, nid)
	}
	slices.Sort(nids)
	for _, nid := range nids {
		n := w.nodes[nid]
		e := w.word(w.word(w.word(nil, uint64(nid)), uint64(n.data)), uint64(n.sub))
		e = binary.LittleEndian.AppendUint32(e, n.parent)
		if w.wide() {
			e = append(e, 0, 0, 0, 0)
		}
		nbt = append(nbt, entry{uint64(nid), e})
	}
	for len(file)%w.PageSize() != 0 {
		file = append(file, 0)
	}
	var nbtRoot, bbtRoot [2]uint64
	file, nbtRoot = w.tree(file, 0x81, nbt)
	file, bbtRoot = w.tree(file, 0x80, bbt)
	w.header(file, nbtRoot, bbtRoot)
	return file
}

// stored is a block as it goes into the file.
func (w *Writer) stored(id BID) (data []byte, inflated int) {
	data = slices.Clone(w.blocks[id])
	inflated = len(data)
	if id&2 == 0 && w.opt.Encode != nil {
		w.opt.Encode(data, uint64(id))
	}
	if w.opt.Layout != Unicode4K || w.opt.Pack == Plain {
		return data, inflated
	}
	var b bytes.Buffer
	var err error
	if w.opt.Pack == Zlib {
		z := zlib.NewWriter(&b)
		_, err = z.Write(data)
		err = firstError(err, z.Close())
	} else {
		z, _ := flate.NewWriter(&b, flate.BestCompression)
		_, err = z.Write(data)
		err = firstError(err, z.Close())
	}
	if err != nil {
		panic(err) // writing to memory
	}
	if b.Len() >= len(data) {
		return data, inflated
	}
	return b.Bytes(), inflated
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func (w *Writer) sealBlock(data []byte, inflated int, id BID, at int) []byte {
	n := (len(data) + w.trailer() + w.align() - 1) / w.align() * w.align()
	out := make([]byte, n)
	copy(out, data)
	t := out[n-w.trailer():]
	le := binary.LittleEndian
	le.PutUint16(t, uint16(len(data)))
	le.PutUint16(t[2:], sig(at, uint64(id)))
	if w.wide() {
		le.PutUint32(t[4:], crc(data))
		le.PutUint64(t[8:], uint64(id))
	} else {
		le.PutUint32(t[4:], uint32(id))
		le.PutUint32(t[8:], crc(data))
	}
	if w.opt.Layout == Unicode4K {
		le.PutUint16(t[18:], uint16(inflated))
	}
	return out
}

type entry struct {
	key  uint64
	data []byte
}

// tree writes the pages of a B-tree from the leaves up and gives the root's BID and offset.
func (w *Writer) tree(file []byte, ptype byte, entries []entry) ([]byte, [2]uint64) {
	for level := 0; ; level++ {
		size := 4 * w.WordSize()
		if level > 0 || ptype == 0x80 {
			size = 3 * w.WordSize()
		}
		room := [...]int{496, 488, 4056}[w.opt.Layout] / size
		if w.opt.Fanout > 0 {
			room = min(room, w.opt.Fanout)
		}
		var above []entry
		for len(above) == 0 || len(entries) > 0 {
			n := min(room, len(entries))
			at, id := len(file), uint64(w.NewBID(true))
			file = append(file, w.page(ptype, level, size, id, at, entries[:n])...)
			w.Pages = append(w.Pages, PageAt{ptype, level, at, id})
			key := uint64(0)
			if n > 0 {
				key = entries[0].key
			}
			above = append(above, entry{key, w.word(w.word(w.word(nil, key), id), uint64(at))})
			entries = entries[n:]
		}
		if len(above) == 1 {
			last := w.Pages[len(w.Pages)-1]
			return file, [2]uint64{last.BID, uint64(last.At)}
		}
		entries = above
	}
}

func (w *Writer) page(ptype byte, level, size int, id uint64, at int, entries []entry) []byte {
	p := make([]byte, w.PageSize())
	for i, e := range entries {
		copy(p[i*size:], e.data)
	}
	le := binary.LittleEndian
	n := len(entries)
	switch w.opt.Layout {
	case ANSI:
		p[496], p[497], p[498], p[499] = byte(n), byte(496/size), byte(size), byte(level)
	case Unicode:
		p[488], p[489], p[490], p[491] = byte(n), byte(488/size), byte(size), byte(level)
	case Unicode4K:
		le.PutUint16(p[4056:], uint16(n))
		le.PutUint16(p[4058:], uint16(4056/size))
		p[4060], p[4061] = byte(size), byte(level)
	}
	t := [...]int{500, 496, 4072}[w.opt.Layout]
	p[t], p[t+1] = ptype, ptype
	le.PutUint16(p[t+2:], sig(at, id))
	if w.wide() {
		le.PutUint64(p[t+8:], id)
	} else {
		le.PutUint32(p[t+4:], uint32(id))
	}
	w.SealPage(p)
	return p
}

// SealPage sets a page's checksum anew, after a test has changed the page.
func (w *Writer) SealPage(p []byte) {
	t := [...]int{500, 496, 4072}[w.opt.Layout]
	if w.wide() {
		binary.LittleEndian.PutUint32(p[t+4:], crc(p[:t]))
	} else {
		binary.LittleEndian.PutUint32(p[t+8:], crc(p[:t]))
	}
}

func (w *Writer) header(f []byte, nbt, bbt [2]uint64) {
	le := binary.LittleEndian
	copy(f, "!BDN")
	copy(f[8:], "SM")
	le.PutUint16(f[10:], [...]uint16{14, 23, 36}[w.opt.Layout])
	le.PutUint16(f[12:], 19)
	f[14], f[15] = 1, 1
	if w.wide() {
		le.PutUint64(f[184:], uint64(len(f)))
		for i, v := range [...]uint64{nbt[0], nbt[1], bbt[0], bbt[1]} {
			le.PutUint64(f[216+8*i:], v)
		}
		f[512], f[513] = 0x80, w.opt.Crypt
		le.PutUint32(f[524:], crc(f[8:524]))
	} else {
		le.PutUint32(f[168:], uint32(len(f)))
		for i, v := range [...]uint64{nbt[0], nbt[1], bbt[0], bbt[1]} {
			le.PutUint32(f[184+4*i:], uint32(v))
		}
		f[460], f[461] = 0x80, w.opt.Crypt
	}
	le.PutUint32(f[4:], crc(f[8:479]))
}

func crc(b []byte) uint32 { return ^crc32.Update(0xFFFFFFFF, crc32.IEEETable, b) }

func sig(at int, id uint64) uint16 {
	x := uint32(uint64(at) ^ id)
	return uint16(x>>16) ^ uint16(x)
}

// String names the layout.
func (l Layout) String() string {
	if l < ANSI || l > Unicode4K {
		return fmt.Sprintf("Layout(%d)", int(l))
	}
	return [...]string{"ANSI", "Unicode", "Unicode4K"}[l]
}
