package production

import (
	"encoding/hex"
	"fmt"
	"iter"
	"slices"
	"strings"

	"vaughn/export/bates"
	"vaughn/index/record"
)

// Doc is one document of a plan.
type Doc struct {
	ID       record.ID
	Version  record.Version
	Range    bates.Range
	Family   int // index of the first document of its family
	Pages    int
	Withheld bool
	Status   string // as {status} prints it
	Sheet    string // title of the sheet that stands for it
	Boxes    int
	Codes    []string
	old      bates.Range // of a replacement: the numbers of what it replaces
	parent   int         // index of the document it is attached to; -1 for none
	chat     bool
	cut      bool     // a conversation that does not leave whole
	sum      [32]byte // of what is released: what a run must find again
}

// docs are the documents of a plan. Each takes a hundred bytes, whatever is said of
// it: a plan of a hundred thousand stays in the memory as long as somebody looks at it.
type docs struct {
	list  []packed
	words []string   // statuses, each once
	codes [][]string // sets of codes, each once
	sets  map[string]int32
	kin   map[record.ID]int // places of the documents of the family at work
}

// packed is a Doc.
type packed struct {
	id             [16]byte
	sum            [32]byte
	version        [8]byte
	first          int64 // number
	pages, behind  int32 // of the pages, those put in behind the last number
	family, parent int32
	boxes, codes   int32
	status         uint16
	is             flags
}

type flags uint8

const (
	isWithheld flags = 1 << iota
	isSheet
	isChat
	isCut
)

// key is an ID as 16 bytes.
func key(id record.ID) (out [16]byte, err error) {
	if n, err := hex.Decode(out[:], []byte(id[:min(len(id), 32)])); err != nil || n != len(out) || len(id) != 32 {
		return out, fmt.Errorf("planning the production: %q is no id of a record", id)
	}
	return out, nil
}

// add takes the next document; its range comes later.
func (l *docs) add(d Doc) error {
	id, err := key(d.ID)
	if err != nil {
		return err
	}
	x := packed{id: id, sum: d.sum, pages: int32(d.Pages), family: int32(d.Family), parent: int32(d.parent), boxes: int32(d.Boxes)}
	if n, err := hex.Decode(x.version[:], []byte(d.Version)); err != nil || n != len(x.version) {
		return fmt.Errorf("planning the production: record %s has no version", d.ID)
	}
	for i, is := range []bool{d.Withheld, d.Sheet != "", d.chat, d.cut} {
		if is {
			x.is |= 1 << i
		}
	}
	x.status, x.codes = l.word(d.Status), l.set(d.Codes)
	l.list = append(l.list, x)
	return nil
}

// word is the place of a status; there are few.
func (l *docs) word(s string) uint16 {
	i := slices.Index(l.words, s)
	if i < 0 {
		i, l.words = len(l.words), append(l.words, s)
	}
	return uint16(i)
}

// set is the place of a set of codes.
func (l *docs) set(codes []string) int32 {
	name := strings.Join(codes, "\x00")
	i, ok := l.sets[name]
	if !ok {
		if l.sets == nil {
			l.sets = map[string]int32{}
		}
		i = int32(len(l.codes))
		l.sets[name], l.codes = i, append(l.codes, codes)
	}
	return i
}

// Len is the number of documents.
func (p *Plan) Len() int { return len(p.docs.list) }

// Doc is a document by its place.
func (p *Plan) Doc(i int) Doc {
	x := &p.docs.list[i]
	d := Doc{ID: record.ID(hex.EncodeToString(x.id[:])), Version: record.Version(hex.EncodeToString(x.version[:])), Family: int(x.family), Pages: int(x.pages),
		Withheld: x.is&isWithheld != 0, Status: p.docs.words[x.status], Boxes: int(x.boxes), Codes: p.docs.codes[x.codes], parent: int(x.parent),
		chat: x.is&isChat != 0, cut: x.is&isCut != 0, sum: x.sum}
	if x.is&isSheet != 0 {
		d.Sheet = d.Status
	}
	if x.pages > 0 {
		d.Range.First = bates.Number{Prefix: p.Spec.Bates.Prefix, N: x.first, Width: p.Spec.Bates.Digits, Suffix: p.Spec.Bates.Suffix}
		d.Range.Last = d.Range.First.Plus(int64(x.pages - x.behind - 1))
		d.Range.Last.Sub = int(x.behind)
	}
	if p.Spec.Replaces != "" {
		d.old = p.Frozen.Numbers[d.ID]
	}
	return d
}

// Docs gives all documents in their order.
func (p *Plan) Docs() iter.Seq[Doc] {
	return func(yield func(Doc) bool) {
		for i := range p.docs.list {
			if !yield(p.Doc(i)) {
				return
			}
		}
	}
}

// family gives the places of the documents of the family that begins with one.
func (p *Plan) family(first int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := first; i < p.Len() && int(p.docs.list[i].family) == first; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

// records are those of a plan, sorted.
type records [][16]byte

func newRecords(ids []record.ID) (out records) {
	out = make(records, 0, len(ids))
	for _, id := range ids {
		if k, err := key(id); err == nil { // add tells of what is none
			out = append(out, k)
		}
	}
	slices.SortFunc(out, func(a, b [16]byte) int { return strings.Compare(string(a[:]), string(b[:])) })
	return out
}

func (r records) has(id record.ID) bool {
	k, err := key(id)
	_, ok := slices.BinarySearchFunc(r, k, func(a, b [16]byte) int { return strings.Compare(string(a[:]), string(b[:])) })
	return ok && err == nil
}
