package archive

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"hash/maphash"
	"io"
	"slices"

	"vaughn/index/message"
)

// wickrRef is what memory keeps of one log entry while the whole export is
// read: 64 bytes and no pointer, so that a million of them are 64 MiB.
type wickrRef struct {
	micro  int64  // server time
	off    int64  // in the scratch
	pos    int64  // in its source file
	id     uint64 // hash of message_id, 0 when it has none
	target uint64 // hash of the id it changes, 0 when it stands by itself
	size   uint32
	conv   uint32
	file   uint32 // index of the source file
	next   uint32 // 1 + the ref that repeats this one
	twin   uint32 // how many different entries before it bear the same id
}

// slab is how many refs are allocated at once: a growing slice would need
// twice the memory for a moment.
const slab = 1 << 14

// wickrIndex is all entries of an export and their order.
type wickrIndex struct {
	seed  maphash.Seed
	keep  scratch
	slabs [][]wickrRef
	n     uint32
	convs map[string]uint32
	names []string // conversation ids
	files []string
}

func newWickrIndex(memory int64) *wickrIndex {
	return &wickrIndex{seed: maphash.MakeSeed(), keep: scratch{limit: memory}, convs: map[string]uint32{}}
}

func (x *wickrIndex) ref(i uint32) *wickrRef { return &x.slabs[i/slab][i%slab] }

func (x *wickrIndex) hash(id string) uint64 {
	if id == "" {
		return 0
	}
	return max(1, maphash.String(x.seed, id))
}

// wickrKey is what ordering needs of an entry.
type wickrKey struct {
	MessageID string          `json:"message_id"`
	ID        string          `json:"id"`
	TS        json.RawMessage `json:"msg_ts"`
	TimeISO   string          `json:"time_iso"`
	Type      int             `json:"msgtype"`
	Group     string          `json:"vgroupid"`
	Sender    string          `json:"sender"`
	Receiver  string          `json:"receiver"`
	Edit      *struct {
		Original string `json:"originalmessageid"`
	} `json:"edit"`
	Control *struct {
		Type  int    `json:"msgtype"`
		MsgID string `json:"msgid"`
	} `json:"control"`
}

func (k *wickrKey) id() string { return cmp.Or(k.MessageID, k.ID) }

// group names the conversation. QUIRK: a record without vgroupid belongs to its
// two people.
func (k *wickrKey) group() string {
	switch {
	case k.Group != "" || k.Sender == "" && k.Receiver == "":
		return k.Group
	case k.Sender < k.Receiver:
		return k.Sender + " / " + k.Receiver
	}
	return k.Receiver + " / " + k.Sender
}

// target is the id of the entry that this one changes.
func (k *wickrKey) target() string {
	switch {
	case k.Edit != nil:
		return k.Edit.Original
	case k.Control != nil && cmp.Or(k.Control.Type, k.Type) == 4011:
		return k.Control.MsgID
	}
	return ""
}

// lenient decodes what can be: a field of an unexpected type is left out and
// stays in the raw bytes.
func lenient(raw []byte, into any) error {
	err := json.Unmarshal(raw, into)
	var odd *json.UnmarshalTypeError
	if errors.As(err, &odd) && odd.Field != "" {
		return nil
	}
	return err
}

// add takes one object in.
func (x *wickrIndex) add(raw []byte, file uint32, pos int64) error {
	var k wickrKey
	if err := lenient(raw, &k); err != nil {
		return errNotWickr
	}
	if k.Type == 0 && k.Control == nil && k.Group == "" && k.TS == nil {
		return errNotWickr
	}
	target := k.target()
	if target == "" && k.Control != nil && k.Type == 4011 {
		target = otherID(raw)
	}
	off, err := x.keep.add(raw)
	if err != nil {
		return err
	}
	conv, ok := x.convs[k.group()]
	if !ok {
		conv = uint32(len(x.names))
		x.convs[k.group()] = conv
		x.names = append(x.names, k.group())
	}
	if x.n%slab == 0 {
		x.slabs = append(x.slabs, make([]wickrRef, slab))
	}
	micro, _ := wickrTime(k.TS, k.TimeISO)
	*x.ref(x.n) = wickrRef{
		micro: micro, off: off, pos: pos, size: uint32(len(raw)), conv: conv, file: file,
		id: x.hash(k.id()), target: x.hash(target),
	}
	x.n++
	return nil
}

// otherID finds what a deletion is about when its key is not the usual one:
// any long hexadecimal value of its control object.
func otherID(raw []byte) string {
	var o struct {
		Control map[string]any `json:"control"`
	}
	if json.Unmarshal(raw, &o) != nil {
		return ""
	}
	for _, v := range o.Control {
		if s, ok := v.(string); ok && len(s) >= 24 && isHex(s) {
			return s
		}
	}
	return ""
}

func isHex(s string) bool {
	for i := 0; i < len(s); i++ {
		if hexOf[s[i]] < 0 {
			return false
		}
	}
	return true
}

// change is an entry that edits, deletes or marks another one.
type change struct{ rank, ref uint32 }

// thread is one conversation in order: its own entries, and the changes to them
// by the rank of what they change.
type wickrThread struct {
	conv    uint32
	base    []uint32
	changes []change
}

// order groups and sorts everything. Repeats of a message_id are chained to the
// first and leave the order.
func (x *wickrIndex) order() []wickrThread {
	all := make([]uint32, x.n)
	for i := range all {
		all[i] = uint32(i)
	}
	byID := func(a, b uint32) int {
		p, q := x.ref(a), x.ref(b)
		return cmp.Or(cmp.Compare(p.conv, q.conv), cmp.Compare(p.id, q.id), cmp.Compare(a, b))
	}
	slices.SortFunc(all, byID)
	kept := all[:0]
	for _, i := range all {
		if r := x.ref(i); len(kept) > 0 && r.id != 0 {
			if p := x.ref(kept[len(kept)-1]); p.id == r.id && p.conv == r.conv {
				if x.same(p, r) {
					x.repeat(p, i)
					continue
				}
				r.twin = p.twin + 1
			}
		}
		kept = append(kept, i)
	}
	find := func(conv uint32, id uint64) (uint32, bool) {
		at, ok := slices.BinarySearchFunc(kept, id, func(i uint32, id uint64) int {
			r := x.ref(i)
			return cmp.Or(cmp.Compare(r.conv, conv), cmp.Compare(r.id, id))
		})
		if !ok {
			return 0, false
		}
		return kept[at], true
	}
	// root follows edits of edits; a ring or a long chain is no root.
	root := func(i uint32) (uint32, bool) {
		from := i
		for range 1000 {
			r := x.ref(i)
			if r.target == 0 {
				return i, i != from
			}
			j, ok := find(r.conv, r.target)
			if !ok || j == from {
				return i, i != from
			}
			i = j
		}
		return from, false
	}
	out := make([]wickrThread, len(x.names))
	counts := make([]int, len(x.names))
	for _, i := range kept {
		counts[x.ref(i).conv]++
	}
	for c := range out {
		out[c] = wickrThread{conv: uint32(c), base: make([]uint32, 0, counts[c])}
	}
	owner := make(map[uint32]uint32)
	for _, i := range kept {
		r := x.ref(i)
		if to, ok := root(i); ok {
			owner[i] = to
			out[r.conv].changes = append(out[r.conv].changes, change{ref: i})
			continue
		}
		out[r.conv].base = append(out[r.conv].base, i)
	}
	for c := range out {
		x.sortThread(&out[c], owner)
	}
	return out
}

// repeat chains a repeat to its first.
func (x *wickrIndex) repeat(p *wickrRef, i uint32) {
	for p.next != 0 {
		p = x.ref(p.next - 1)
	}
	p.next = i + 1
}

// same tells a repeat from another entry that carries the same id by mistake:
// the second must not vanish.
func (x *wickrIndex) same(p, q *wickrRef) bool {
	a, err := x.keep.at(p.off, p.size, nil)
	if err != nil {
		return false
	}
	b, err := x.keep.at(q.off, q.size, nil)
	if err != nil {
		return false
	}
	if bytes.Equal(a, b) {
		return true
	}
	var m, n wickrEntry
	if lenient(a, &m) != nil || lenient(b, &n) != nil {
		return false
	}
	return m.Type == n.Type && m.Sender == n.Sender && m.Message == n.Message && p.micro == q.micro && p.target == q.target
}

func (x *wickrIndex) byTime(a, b uint32) int {
	p, q := x.ref(a), x.ref(b)
	return cmp.Or(cmp.Compare(p.micro, q.micro), cmp.Compare(p.file, q.file), cmp.Compare(p.pos, q.pos))
}

func (x *wickrIndex) sortThread(t *wickrThread, owner map[uint32]uint32) {
	slices.SortFunc(t.base, x.byTime)
	if len(t.changes) == 0 {
		return
	}
	rank := make(map[uint32]uint32, len(t.changes))
	for _, c := range t.changes {
		rank[owner[c.ref]] = 0
	}
	for r, i := range t.base {
		if _, ok := rank[i]; ok {
			rank[i] = uint32(r)
		}
	}
	for k := range t.changes {
		t.changes[k].rank = rank[owner[t.changes[k].ref]]
	}
	slices.SortFunc(t.changes, func(a, b change) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), x.byTime(a.ref, b.ref))
	})
}

// raw streams the entries of a list, one a line.
func (x *wickrIndex) raw(refs []uint32) io.ReadCloser {
	return io.NopCloser(&refReader{x: x, refs: refs})
}

type refReader struct {
	x    *wickrIndex
	refs []uint32
	buf  []byte
	line []byte
	rest []byte
}

func (r *refReader) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		if len(r.refs) == 0 {
			return 0, io.EOF
		}
		ref := r.x.ref(r.refs[0])
		line, err := r.x.keep.at(ref.off, ref.size, r.buf)
		if err != nil {
			return 0, err
		}
		if r.x.keep.file != nil {
			r.buf = line
		}
		r.refs = r.refs[1:]
		r.line = append(append(r.line[:0], line...), '\n')
		r.rest = r.line
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// place is where an entry stood, and all its repeats.
func (x *wickrIndex) place(source string, i uint32) (at message.Locator, again []message.Locator) {
	spot := func(i uint32) message.Locator {
		r := x.ref(i)
		return message.Locator{Source: source, Path: x.files[r.file], Ordinal: int64(i), Offset: r.pos, Length: int64(r.size)}
	}
	at = spot(i)
	for n := x.ref(i).next; n != 0; n = x.ref(n - 1).next {
		again = append(again, spot(n-1))
	}
	return at, again
}
