package psttest

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"time"
	"unicode/utf16"
)

// Prop is a property of a context or a cell of a table. Value is one of: bool, int16, int32, int64, float64, string
// (UTF-16), ANSI8, []byte, time.Time, []string, Object.
type Prop struct {
	ID    uint16
	Value any
}

// ANSI8 is an 8-bit string value in the code page of the object.
type ANSI8 string

// Object is an object value: the subnode that is an embedded message or OLE storage.
type Object struct {
	NID  uint32
	Size uint32
}

// heap collects allocations; the first block keeps room for the header that goes in last.
type heap struct {
	w      *Writer
	kind   byte
	blocks [][][]byte
	used   int
}

const maxAlloc = 3580 // MS-PST 2.3.1.1: larger values go to subnodes

func (w *Writer) newHeap(kind byte) *heap {
	return &heap{w: w, kind: kind, blocks: [][][]byte{nil}, used: 16}
}

// alloc adds an allocation and gives its HID.
func (h *heap) alloc(b []byte) uint32 {
	if len(b) == 0 {
		return 0
	}
	if h.used+len(b)+2*(len(h.blocks[len(h.blocks)-1])+4) > min(h.w.MaxBlock(), 8176) {
		h.blocks = append(h.blocks, nil)
		h.used = 8
	}
	i := len(h.blocks) - 1
	h.blocks[i] = append(h.blocks[i], b)
	h.used += len(b)
	n := uint32(len(h.blocks[i]))
	if h.w.opt.Layout == Unicode4K {
		return n<<5 | uint32(i)<<19
	}
	return n<<5 | uint32(i)<<16
}

// finish writes the blocks.
func (h *heap) finish(root uint32) BID {
	var parts [][]byte
	le := binary.LittleEndian
	for i, allocs := range h.blocks {
		b := []byte{0, 0, 0xEC, h.kind, 0, 0, 0, 0, 0, 0, 0, 0}
		le.PutUint32(b[4:], root)
		if i > 0 {
			b = b[:2]
			if i%128 == 8 {
				b = append(b, make([]byte, 64)...)
			}
		}
		offsets := []int{len(b)}
		for _, a := range allocs {
			b = append(b, a...)
			offsets = append(offsets, len(b))
		}
		if len(b)%2 == 1 {
			b = append(b, 0)
		}
		le.PutUint16(b, uint16(len(b)))
		b = le.AppendUint16(b, uint16(len(allocs)))
		b = le.AppendUint16(b, 0)
		for _, o := range offsets {
			b = le.AppendUint16(b, uint16(o))
		}
		parts = append(parts, b)
	}
	return h.w.Tree(parts)
}

// bth writes a tree of records, in as many levels as they need, and gives the header's HID.
func (h *heap) bth(key, data int, records [][]byte) uint32 {
	head := []byte{0xB5, byte(key), byte(data), 0, 0, 0, 0, 0}
	id := h.alloc(head)
	step, levels := key+data, 0
	for len(records) > 0 {
		var above [][]byte
		var last uint32
		for c := range slices.Chunk(records, maxAlloc/step) {
			last = h.alloc(slices.Concat(c...))
			above = append(above, binary.LittleEndian.AppendUint32(slices.Clone(c[0][:key]), last))
		}
		if len(above) == 1 {
			head[3] = byte(levels)
			binary.LittleEndian.PutUint32(head[4:], last)
			break
		}
		records, step = above, key+4
		levels++
	}
	return id
}

// place puts a variable-length value into the heap, or into a subnode if it is long.
func (h *heap) place(b []byte, subs *[]Sub) uint32 {
	if len(b) <= maxAlloc {
		return h.alloc(b)
	}
	nid := uint32(0x10000+len(*subs))<<5 | 0x1F
	*subs = append(*subs, Sub{NID: nid, Data: h.w.Data(b)})
	return nid
}

// PC writes a property context. The subnodes it needs are added to subs.
func (w *Writer) PC(props []Prop, subs *[]Sub) BID {
	h := w.newHeap(0xBC)
	var records [][]byte
	props = slices.Clone(props)
	slices.SortStableFunc(props, func(a, b Prop) int { return int(a.ID) - int(b.ID) })
	var late []func()
	for _, p := range props {
		typ, b, inline := encode(p.Value)
		r := make([]byte, 8)
		binary.LittleEndian.PutUint16(r, p.ID)
		binary.LittleEndian.PutUint16(r[2:], typ)
		if inline && len(b) <= 4 {
			copy(r[4:], b)
		} else {
			late = append(late, func() { binary.LittleEndian.PutUint32(r[4:], h.place(b, subs)) })
		}
		records = append(records, r)
	}
	for _, put := range late {
		put()
	}
	return h.finish(h.bth(2, 6, records))
}

// Row is a row of a table: an id and cells.
type Row struct {
	ID    uint32
	Cells []Prop
}

type tableColumn struct {
	id, typ  uint16
	at, size int
	bit      int
}

// Table writes a table context with the columns that occur in its rows. The rows lie in the heap, or in a subnode if
// they are long.
func (w *Writer) Table(rows []Row, subs *[]Sub) BID {
	h := w.newHeap(0x7C)
	columns, ends := layoutColumns(rows)
	info := []byte{0x7C, byte(len(columns))}
	for _, e := range ends {
		info = binary.LittleEndian.AppendUint16(info, uint16(e))
	}
	info = append(info, make([]byte, 12)...)
	for _, c := range columns {
		for _, v := range []int{int(c.typ), int(c.id), c.at} {
			info = binary.LittleEndian.AppendUint16(info, uint16(v))
		}
		info = append(info, byte(c.size), byte(c.bit))
	}
	root := h.alloc(info)
	var matrix, index [][]byte
	for i, r := range rows {
		matrix = append(matrix, w.row(h, columns, ends, r, subs))
		e := binary.LittleEndian.AppendUint32(nil, r.ID)
		if w.wide() {
			e = binary.LittleEndian.AppendUint32(e, uint32(i))
		} else {
			e = binary.LittleEndian.AppendUint16(e, uint16(i))
		}
		index = append(index, e)
	}
	slices.SortFunc(index, func(a, b []byte) int {
		return int(binary.LittleEndian.Uint32(a)) - int(binary.LittleEndian.Uint32(b))
	})
	data := 4
	if !w.wide() {
		data = 2
	}
	le := binary.LittleEndian
	le.PutUint32(info[10:], h.bth(4, data, index))
	if len(matrix)*ends[3] <= maxAlloc {
		le.PutUint32(info[14:], h.alloc(slices.Concat(matrix...)))
		return h.finish(root)
	}
	var parts [][]byte
	for c := range slices.Chunk(matrix, w.MaxBlock()/ends[3]) {
		b := slices.Concat(c...)
		if len(parts) > 0 || len(c) < len(matrix) {
			b = append(b, make([]byte, w.MaxBlock()-len(b))...)
		}
		parts = append(parts, b)
	}
	nid := uint32(0x20000+len(*subs))<<5 | 0x1F
	*subs = append(*subs, Sub{NID: nid, Data: w.Tree(parts)})
	le.PutUint32(info[14:], nid)
	return h.finish(root)
}

// layoutColumns orders the columns by size, as the format wants: 8 and 4 bytes, then 2, then 1.
func layoutColumns(rows []Row) (columns []tableColumn, ends [4]int) {
	columns = []tableColumn{{id: 0x67F2, typ: 3, size: 4}, {id: 0x67F3, typ: 3, size: 4}}
	for _, r := range rows {
		for _, c := range r.Cells {
			typ, b, inline := encode(c.Value)
			if slices.ContainsFunc(columns, func(k tableColumn) bool { return k.id == c.ID }) {
				continue
			}
			size := 4
			if inline {
				size = len(b)
			}
			columns = append(columns, tableColumn{id: c.ID, typ: typ, size: size})
		}
	}
	at := 0
	for group, sizes := range [][]int{{4, 8}, {2}, {1}} {
		for i := range columns {
			if slices.Contains(sizes, columns[i].size) {
				columns[i].at, columns[i].bit = at, i
				at += columns[i].size
			}
		}
		ends[group] = at
	}
	ends[3] = at + (len(columns)+7)/8
	return columns, ends
}

func (w *Writer) row(h *heap, columns []tableColumn, ends [4]int, r Row, subs *[]Sub) []byte {
	out := make([]byte, ends[3])
	cells := append([]Prop{{0x67F2, int32(r.ID)}, {0x67F3, int32(1)}}, r.Cells...)
	for _, cell := range cells {
		i := slices.IndexFunc(columns, func(c tableColumn) bool { return c.id == cell.ID })
		c := columns[i]
		_, b, inline := encode(cell.Value)
		if !inline {
			b = binary.LittleEndian.AppendUint32(nil, h.place(b, subs))
		}
		copy(out[c.at:c.at+c.size], b)
		out[ends[2]+c.bit/8] |= 1 << (7 - c.bit%8)
	}
	return out
}

// encode gives a value's property type and bytes, and whether its size is fixed and at most eight bytes.
func encode(v any) (typ uint16, b []byte, inline bool) {
	le := binary.LittleEndian
	switch v := v.(type) {
	case bool:
		if v {
			return 0x0B, []byte{1}, true
		}
		return 0x0B, []byte{0}, true
	case int16:
		return 0x02, le.AppendUint16(nil, uint16(v)), true
	case int32:
		return 0x03, le.AppendUint32(nil, uint32(v)), true
	case int64:
		return 0x14, le.AppendUint64(nil, uint64(v)), true
	case float64:
		return 0x05, le.AppendUint64(nil, math.Float64bits(v)), true
	case time.Time:
		return 0x40, le.AppendUint64(nil, uint64(v.Unix()+11644473600)*10_000_000+uint64(v.Nanosecond()/100)), true
	case string:
		return 0x1F, UTF16(v), false
	case ANSI8:
		return 0x1E, []byte(v), false
	case []byte:
		return 0x102, v, false
	case Object:
		return 0x0D, le.AppendUint32(le.AppendUint32(nil, v.NID), v.Size), false
	case []string:
		head := le.AppendUint32(nil, uint32(len(v)))
		var body []byte
		for _, s := range v {
			head = le.AppendUint32(head, uint32(4+4*len(v)+len(body)))
			body = append(body, UTF16(s)...)
		}
		return 0x101F, append(head, body...), false
	}
	panic(fmt.Sprintf("value of type %T", v))
}

// UTF16 encodes a string as the file keeps it.
func UTF16(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}
