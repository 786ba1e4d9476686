package sqlite

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// maxIndex bounds the rows of an Index, at 16 bytes each.
const maxIndex = 1 << 25

// ErrLarge says that a table has more rows than are listed.
var ErrLarge = errors.New("the table has more rows than are read")

// Entry is one row of an Index.
type Entry struct{ Key, Row int64 }

// Index lists the rows of a table by a number of theirs, such as the row of
// another table that they are about.
type Index []Entry

// Index lists a table by a column; an absent table or column gives an empty one.
func (t *Table) Index(column string) (Index, error) {
	c := t.Col(column)
	if c < 0 {
		return nil, nil
	}
	return t.IndexBy(func(r *Row) (int64, bool) { return r.Int(c), !r.Null(c) })
}

// IndexBy lists a table by what key gives; rows it refuses are left out.
func (t *Table) IndexBy(key func(*Row) (int64, bool)) (Index, error) {
	var x Index
	err := t.Scan(func(r *Row) error {
		if len(x) >= maxIndex {
			return fmt.Errorf("listing a table: %w", ErrLarge)
		}
		if k, ok := key(r); ok {
			x = append(x, Entry{k, r.ID})
		}
		return nil
	})
	slices.SortStableFunc(x, func(a, b Entry) int { return cmp.Compare(a.Key, b.Key) })
	return x, err
}

// Of gives the rows of one key, in their order.
func (x Index) Of(key int64) []Entry {
	i, _ := slices.BinarySearchFunc(x, key, func(e Entry, k int64) int { return cmp.Compare(e.Key, k) })
	n := i
	for n < len(x) && x[n].Key == key {
		n++
	}
	return x[i:n]
}

// Batches cuts the index into runs of whole keys, each of at most so many rows
// unless one key has more, and gives each in the order of its rows. The index
// is in another order afterwards.
func (x Index) Batches(most int) iter.Seq[Index] {
	return func(yield func(Index) bool) {
		for len(x) > 0 {
			n := 0
			for n < len(x) {
				end := n + 1
				for end < len(x) && x[end].Key == x[n].Key {
					end++
				}
				if n > 0 && end > most {
					break
				}
				n = end
			}
			run := x[:n]
			slices.SortFunc(run, func(a, b Entry) int { return cmp.Compare(a.Row, b.Row) })
			if !yield(run) {
				return
			}
			x = x[n:]
		}
	}
}

// Facts prints every column that holds something as "name=value", for rows that
// nobody knows how to read; a blob is printed as its size. At most limit bytes.
func (r *Row) Facts(limit int) string {
	if r == nil {
		return ""
	}
	var b strings.Builder
	for c, name := range r.t.Columns {
		v, raw := r.value(c)
		if r.Null(c) || b.Len() > limit {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		text := ""
		if v.kind >= 12 && v.kind%2 == 0 {
			text = fmt.Sprintf("(%d bytes)", len(raw))
		} else {
			text = r.Text(c)
		}
		b.WriteString(name + "=" + text[:min(len(text), limit)])
	}
	return strings.ToValidUTF8(b.String()[:min(b.Len(), limit)], "")
}

// Link finds the rows of a table that are about a row of another one.
type Link struct {
	t     *Table
	own   bool // the column is the row number
	index Index
}

// Link prepares looking a table up by a column. That of an absent table finds
// nothing.
func (t *Table) Link(column string) (Link, error) {
	l := Link{t: t}
	if c := t.Col(column); c >= 0 && c == t.alias {
		l.own = true
		return l, nil
	}
	var err error
	l.index, err = t.Index(column)
	return l, err
}

// Row gives the first row about id, nil when there is none; it holds until the
// next look at that table.
func (l Link) Row(id int64) *Row {
	if l.own {
		return l.t.Row(id)
	}
	for r := range l.Rows(id) {
		return r
	}
	return nil
}

// Rows gives all rows about id in their order.
func (l Link) Rows(id int64) iter.Seq[*Row] {
	return func(yield func(*Row) bool) {
		if l.own {
			if r := l.t.Row(id); r != nil {
				yield(r)
			}
			return
		}
		for _, e := range l.index.Of(id) {
			if r := l.t.Row(e.Row); r != nil && !yield(r) {
				return
			}
		}
	}
}

// Pairs lists a table that joins two others: Key and Row of an entry are what
// its columns key and row hold.
func (t *Table) Pairs(key, row string) (Index, error) {
	k, v := t.Col(key), t.Col(row)
	var x Index
	err := t.Scan(func(r *Row) error {
		if len(x) >= maxIndex {
			return fmt.Errorf("listing a table: %w", ErrLarge)
		}
		x = append(x, Entry{r.Int(k), r.Int(v)})
		return nil
	})
	x.Sort()
	return x, err
}

// Sort puts the entries in order of their keys, those of one key in order of
// their rows.
func (x Index) Sort() {
	slices.SortFunc(x, func(a, b Entry) int { return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Row, b.Row)) })
}

// maxBlob is how many bytes of a blob JSON holds; of a longer one it holds the
// size.
const maxBlob = 4 << 10

// JSON is the row as one object: its table and number, then every column that
// holds something, by name; a blob is in base64.
func (r *Row) JSON() []byte {
	if r == nil {
		return nil
	}
	b := strconv.AppendInt(append(appendText([]byte(`{"table":`), r.t.Name), `,"row":`...), r.ID, 10)
	for c, name := range r.t.Columns {
		v, raw := r.value(c)
		if r.Null(c) {
			continue
		}
		b = append(appendText(append(b, ','), name), ':')
		switch {
		case v.kind < 12 && v.kind != 7:
			b = strconv.AppendInt(b, r.Int(c), 10)
		case v.kind == 7 || v.kind%2 == 1:
			b = appendText(b, r.Text(c))
		case len(raw) > maxBlob:
			b = fmt.Appendf(b, `{"bytes":%d}`, len(raw))
		default:
			b = append(base64.StdEncoding.AppendEncode(append(b, `{"base64":"`...), raw), `"}`...)
		}
	}
	return append(b, '}')
}

// appendText appends a string of JSON.
func appendText(b []byte, s string) []byte {
	for _, c := range []byte(s) {
		if c < ' ' || c == '"' || c == '\\' || c >= 0x80 {
			quoted, _ := json.Marshal(s) // of a string: cannot fail
			return append(b, quoted...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}
