package sqlite

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Row is one row: its number and, column by column, what it holds.
type Row struct {
	ID int64
	// Cut says that the row is longer than MaxRow; what lies beyond is NULL.
	Cut bool

	t    *Table
	body []byte // as far as it was read
	size int    // of the whole, at most MaxRow
	next uint32 // the page that goes on after body
	hops uint32 // pages it has gone on to
	cols []value
}

// value is where a column lies in the row's bytes; kind is the serial type.
type value struct {
	kind uint64
	at   int
	size int
}

// load reads a leaf's cell; what overflowed from it is read when it is asked
// for.
func (r *Row) load(p *node, i int) bool {
	db := r.t.db
	c := p.cell(i)
	size, n := uvarint(c)
	if n == 0 {
		return false
	}
	id, k := uvarint(c[n:])
	if k == 0 || size > math.MaxInt32 {
		return false
	}
	r.ID, r.size, r.next, r.hops = int64(id), min(int(size), MaxRow), 0, 0
	c = c[n+k:]
	local := db.local(int(size))
	if local > len(c) {
		return false
	}
	r.body = append(r.body[:0], c[:local]...)
	if local < int(size) && len(c) >= local+4 {
		r.next = binary.BigEndian.Uint32(c[local:])
	}
	r.Cut = r.size < int(size)
	return r.parse()
}

// local is how much of a row lies on its leaf (section 1.6).
func (db *DB) local(size int) int {
	u := db.usable
	if size <= u-35 {
		return size
	}
	least := (u-12)*32/255 - 23
	if k := least + (size-least)%(u-4); k <= u-35 {
		return k
	}
	return least
}

// need follows the chain of overflow pages until so many bytes are there; false
// when it ends before. A chain has no more pages than the database, and all
// together are read no more often than an honest reader would.
func (r *Row) need(want int) bool {
	db := r.t.db
	for len(r.body) < want {
		if r.next == 0 || r.hops > db.pages || db.spent > db.budget {
			if db.spent > db.budget {
				db.harm(Damage{Table: r.t.Name, What: "its rows share pages without end"})
			}
			return false
		}
		data, err := db.get(r.next)
		if err != nil {
			db.harm(Damage{r.t.Name, r.next, err.Error()})
			r.next = 0
			return false
		}
		r.body = append(r.body, data[4:min(db.usable, 4+r.size-len(r.body))]...)
		r.next = binary.BigEndian.Uint32(data)
		r.hops++
		db.spent += int64(db.page)
	}
	return true
}

// parse reads the header of a record: its own size, then a type a column.
func (r *Row) parse() bool {
	head, n := uvarint(r.body)
	if n == 0 || head > uint64(r.size) || !r.need(int(head)) {
		return false
	}
	r.cols = r.cols[:0]
	at := int(head)
	for i := n; i < int(head) && len(r.cols) < len(r.t.Columns); {
		kind, k := uvarint(r.body[i:head])
		if k == 0 {
			return false
		}
		i += k
		size := sizeOf(kind)
		if size < 0 || at+size > r.size {
			kind, size = 0, 0 // beyond the end, or beyond what is read
			at = r.size
		}
		r.cols = append(r.cols, value{kind, at, size})
		at += size
	}
	return true
}

// sizeOf is the bytes a value of that serial type takes; negative when no file
// can hold it.
func sizeOf(kind uint64) int {
	switch {
	case kind < 5:
		return int(kind)
	case kind == 5:
		return 6
	case kind < 8:
		return 8
	case kind < 12:
		return 0
	case kind > math.MaxInt32:
		return -1
	}
	return int(kind-12) / 2
}

func (r *Row) value(c int) (value, []byte) {
	if r == nil || c < 0 || c >= len(r.cols) {
		return value{}, nil
	}
	v := r.cols[c]
	if !r.need(v.at + v.size) {
		return value{}, nil
	}
	return v, r.body[v.at : v.at+v.size]
}

// Null tells that a column holds nothing, or that there is no such column.
func (r *Row) Null(c int) bool {
	return r == nil || c < 0 || c >= len(r.cols) || r.cols[c].kind == 0 && c != r.t.alias
}

// Int is a column as a whole number; what is none is 0.
func (r *Row) Int(c int) int64 {
	v, b := r.value(c)
	switch {
	case v.kind == 0 && r != nil && c >= 0 && c == r.t.alias:
		return r.ID
	case v.kind == 9:
		return 1
	case v.kind >= 1 && v.kind <= 6:
		n := int64(int8(b[0]))
		for _, x := range b[1:] {
			n = n<<8 | int64(x)
		}
		return n
	case v.kind == 7:
		f := math.Float64frombits(binary.BigEndian.Uint64(b))
		if f > -1<<62 && f < 1<<62 {
			return int64(f)
		}
	case v.kind >= 12:
		n, _ := strconv.ParseInt(strings.TrimSpace(r.Text(c)), 10, 64)
		return n
	}
	return 0
}

// Float is a column as a number.
func (r *Row) Float(c int) float64 {
	v, b := r.value(c)
	switch {
	case v.kind == 7:
		return math.Float64frombits(binary.BigEndian.Uint64(b))
	case v.kind >= 12:
		f, _ := strconv.ParseFloat(strings.TrimSpace(r.Text(c)), 64)
		return f
	}
	return float64(r.Int(c))
}

// Text is a column as text, as the database spells it; numbers are printed and
// a blob is taken as it is.
func (r *Row) Text(c int) string {
	v, b := r.value(c)
	switch {
	case v.kind >= 13 && v.kind%2 == 1 && r.t.db.enc > 1:
		return r.t.db.wide(b)
	case v.kind >= 12:
		return string(b)
	case v.kind == 7:
		return strconv.FormatFloat(r.Float(c), 'g', -1, 64)
	case r.Null(c):
		return ""
	}
	return strconv.FormatInt(r.Int(c), 10)
}

// Bytes is a copy of a blob or text as it is stored, nil for anything else.
func (r *Row) Bytes(c int) []byte {
	if v, b := r.value(c); v.kind >= 12 {
		return append([]byte(nil), b...)
	}
	return nil
}

// wide reads UTF-16.
func (db *DB) wide(b []byte) string {
	var order binary.ByteOrder = binary.LittleEndian
	if db.enc == 3 {
		order = binary.BigEndian
	}
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = order.Uint16(b[2*i:])
	}
	return string(utf16.Decode(u))
}

// Col is the place of a column of the row's table; see Table.Col.
func (r *Row) Col(name string) int {
	if r == nil {
		return -1
	}
	return r.t.Col(name)
}
