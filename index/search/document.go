package search

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"time"

	index "github.com/blevesearch/bleve_index_api"

	"vaughn/index/query"
	"vaughn/index/record"
)

// document is a record as bleve takes it in: one field per column with its
// words counted already, no stored text, no scores.
type document struct {
	id     string
	fields []*field
	bytes  uint64
}

// field is one column. The places of a word are kept as distances, packed into
// the number that bleve means for the word's frequency (see pack). Where they do
// not fit they stand in one location instead: the first three distances in its
// position, start and end, the others in its array positions. bleve would write
// seven numbers for a place.
type field struct {
	name    string
	value   []byte
	options index.FieldIndexingOptions
	words   index.TokenFrequencies
}

func (d *document) ID() string                                 { return d.id }
func (d *document) Size() int                                  { return int(d.bytes) }
func (d *document) VisitComposite(index.CompositeFieldVisitor) {}
func (d *document) HasComposite() bool                         { return false }
func (d *document) NumPlainTextBytes() uint64                  { return d.bytes }
func (d *document) AddIDField()                                {}
func (d *document) StoredFieldsBytes() uint64                  { return 0 }
func (d *document) Indexed() bool                              { return true }
func (d *document) VisitFields(visit index.FieldVisitor) {
	for _, f := range d.fields {
		visit(f)
	}
}

func (f *field) Name() string                                     { return f.name }
func (f *field) Value() []byte                                    { return f.value }
func (f *field) ArrayPositions() []uint64                         { return nil }
func (f *field) EncodedFieldType() byte                           { return 't' }
func (f *field) Analyze()                                         {}
func (f *field) Options() index.FieldIndexingOptions              { return f.options }
func (f *field) AnalyzedLength() int                              { return 1 } // no scores
func (f *field) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.words }
func (f *field) NumPlainTextBytes() uint64                        { return 0 }

// key is a record's number as bleve's document name: ascending bytes.
func key(n record.Num) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(n)))
}

// analyzer turns records into documents. It is used by one goroutine at a time
// and keeps its tables between records.
type analyzer struct {
	seed  maphash.Seed
	table []int32  // open addressing; entry+1, 0 is free
	hash  []uint64 // by entry
	end   []int    // by entry: end of its bytes in chars
	count []int    // by entry
	where []uint64 // by word of the text: its position
	which []int32  // by word of the text: its entry
	chars []byte   // the distinct words one after the other
}

func newAnalyzer() *analyzer {
	return &analyzer{seed: maphash.MakeSeed(), table: make([]int32, 1<<12)}
}

func (a *analyzer) document(n record.Num, r *record.Record) *document {
	d := &document{id: key(n), bytes: uint64(len(r.Text))}
	id := []byte(d.id)
	d.fields = append(d.fields, &field{name: "_id", value: id, options: index.IndexField | index.StoreField, words: single(id)})
	all := pieces(r)
	for _, column := range query.Bare() {
		if a.read(all, column) {
			d.fields = append(d.fields, &field{name: column, options: index.IndexField | index.IncludeTermVectors, words: a.words()})
		}
	}
	if !r.Date.IsZero() {
		d.fields = append(d.fields, &field{name: query.ColDate, options: index.IndexField, words: single(dayTerm(r.Date.Unix()), secondTerm(r.Date.Unix()))})
	}
	return d
}

func single(terms ...[]byte) index.TokenFrequencies {
	out := make(index.TokenFrequencies, len(terms))
	for _, t := range terms {
		tf := &index.TokenFreq{Term: t}
		tf.SetFrequency(1)
		out[string(t)] = tf
	}
	return out
}

// read counts the words of a column; false when there are none.
func (a *analyzer) read(all []piece, column string) bool {
	clear(a.table)
	a.hash, a.end, a.count = a.hash[:0], a.end[:0], a.count[:0]
	a.where, a.which, a.chars = a.where[:0], a.which[:0], a.chars[:0]
	at := uint64(0)
	for _, p := range all {
		if p.column != column {
			continue
		}
		if p.gap {
			at += gap
		}
		w := query.NewWords(p.text)
		for {
			word, _, _, ok := w.Next()
			if !ok {
				break
			}
			at++
			a.where = append(a.where, at)
			a.which = append(a.which, a.entry(word))
		}
	}
	return len(a.which) > 0
}

// entry finds or makes the entry of a word.
func (a *analyzer) entry(word []byte) int32 {
	h := maphash.Bytes(a.seed, word)
	mask := uint64(len(a.table) - 1)
	i := h & mask
	for ; a.table[i] != 0; i = (i + 1) & mask {
		e := a.table[i] - 1
		if a.hash[e] == h && string(a.bytes(e)) == string(word) {
			a.count[e]++
			return e
		}
	}
	e := int32(len(a.hash))
	a.table[i] = e + 1
	a.chars = append(a.chars, word...)
	a.hash, a.end, a.count = append(a.hash, h), append(a.end, len(a.chars)), append(a.count, 1)
	if 2*len(a.hash) > len(a.table) {
		a.grow()
	}
	return e
}

func (a *analyzer) bytes(e int32) []byte {
	start := 0
	if e > 0 {
		start = a.end[e-1]
	}
	return a.chars[start:a.end[e]]
}

func (a *analyzer) grow() {
	a.table = make([]int32, 2*len(a.table))
	mask := uint64(len(a.table) - 1)
	for e, h := range a.hash {
		i := h & mask
		for a.table[i] != 0 {
			i = (i + 1) & mask
		}
		a.table[i] = int32(e) + 1
	}
}

// words builds bleve's table of the words read, in a handful of allocations.
func (a *analyzer) words() index.TokenFrequencies {
	n := len(a.hash)
	out := make(index.TokenFrequencies, n)
	letters := append([]byte(nil), a.chars...)
	names := string(letters)
	freqs := make([]index.TokenFreq, n)
	locs := make([]index.TokenLocation, n)
	ptrs := make([]*index.TokenLocation, n)
	steps := make([]uint64, len(a.which))
	from := make([]int, n+1) // by entry: where its distances start in steps
	for e := range n {
		from[e+1] = from[e] + a.count[e]
	}
	latest, used := make([]uint64, n), make([]int, n)
	for i, e := range a.which {
		steps[from[e]+used[e]] = a.where[i] - latest[e]
		latest[e] = a.where[i]
		used[e]++
	}
	start := 0
	for e := range n {
		end := a.end[e]
		distances := steps[from[e]:from[e+1]:from[e+1]]
		freqs[e] = index.TokenFreq{Term: letters[start:end:end]}
		if packed, ok := pack(distances); ok {
			freqs[e].SetFrequency(packed)
		} else {
			locs[e] = location(distances)
			ptrs[e] = &locs[e]
			freqs[e].Locations = ptrs[e : e+1 : e+1]
			freqs[e].SetFrequency(1)
		}
		out[names[start:end]] = &freqs[e]
		start = end
	}
	if len(a.table) > 1<<16 {
		a.table = make([]int32, 1<<12) // one huge record does not slow all that follow
	}
	return out
}

// groups is how many groups of pack fit into an int and leave the sign alone.
const groups = bits.UintSize / 8

// pack writes distances, none of which is 0, into one number: groups of seven
// bits from the lowest up, six of a distance and one that says that it goes on
// in the next. A group costs one byte in the index; ok is false when they are
// too many.
func pack(distances []uint64) (packed int, ok bool) {
	used := 0
	for _, d := range distances {
		for {
			if used == groups {
				return 0, false
			}
			group := int(d & 63)
			if d >>= 6; d > 0 {
				group |= 64
			}
			packed |= group << (7 * used)
			used++
			if d == 0 {
				break
			}
		}
	}
	return packed, true
}

// unpack gives the places that pack wrote, added to out.
func unpack(packed uint64, out []span) []span {
	at, d, shift := uint64(0), uint64(0), 0
	for ; packed > 0; packed >>= 7 {
		d |= (packed & 63) << shift
		if packed&64 != 0 {
			shift += 6
			continue
		}
		at += d
		out = append(out, span{at, at})
		d, shift = 0, 0
	}
	return out
}

// location holds distances that are too many to pack.
func location(distances []uint64) (l index.TokenLocation) {
	first := [3]*int{&l.Position, &l.Start, &l.End}
	for i, d := range distances[:min(3, len(distances))] {
		*first[i] = int(d)
	}
	l.ArrayPositions = distances[min(3, len(distances)):]
	return l
}

const day = 24 * 60 * 60

// dayTerm names the UTC day of a moment, secondTerm the moment; both sort as
// time does.
func dayTerm(unix int64) []byte {
	d := unix / day
	if unix%day < 0 {
		d--
	}
	return binary.BigEndian.AppendUint64([]byte{'d'}, uint64(d)^1<<63)
}

func secondTerm(unix int64) []byte {
	return binary.BigEndian.AppendUint64([]byte{'s'}, uint64(unix)^1<<63)
}

// startOfDay is the first second of the UTC day that holds a moment.
func startOfDay(t time.Time) int64 {
	u := t.Unix()
	return u - ((u%day)+day)%day
}
