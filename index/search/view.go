package search

import (
	"encoding/binary"
	"errors"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// segmentNums maps a segment's own document numbers to record numbers. A
// segment never changes, so it is read once.
type segmentNums struct {
	nums []uint32
	max  uint32
}

// view is one state of the index, unmoved by what is added meanwhile. No bitmap
// that a segment lends may outlive it.
type view struct {
	snap *scorch.IndexSnapshot
	segs []part
	max  uint32
}

type part struct {
	id      uint64
	seg     segment.Segment
	deleted *roaring.Bitmap
	nums    []uint32
}

func (x *Index) view() (*view, error) {
	r, err := x.idx.Reader()
	if err != nil {
		return nil, err
	}
	snap, ok := r.(*scorch.IndexSnapshot)
	if !ok || snap == nil {
		return nil, errors.New("the index is closed")
	}
	v := &view{snap: snap}
	x.mu.Lock()
	defer x.mu.Unlock()
	known := map[uint64]*segmentNums{}
	for _, s := range snap.Segments() {
		n := x.nums[s.Id()]
		if n == nil {
			if n, err = numsOf(s.Segment()); err != nil {
				_ = snap.Close()
				return nil, err
			}
		}
		known[s.Id()] = n
		v.segs = append(v.segs, part{s.Id(), s.Segment(), s.Deleted(), n.nums})
		v.max = max(v.max, n.max)
	}
	x.nums = known
	x.lists.keep(known)
	return v, nil
}

func (v *view) close() { _ = v.snap.Close() }

func numsOf(s segment.Segment) (*segmentNums, error) {
	out := &segmentNums{nums: make([]uint32, s.Count())}
	for i := range out.nums {
		id, err := s.DocID(uint64(i))
		if err != nil {
			return nil, err
		}
		if len(id) != 4 {
			return nil, errors.New("a document of the index has no number")
		}
		out.nums[i] = binary.BigEndian.Uint32(id)
		out.max = max(out.max, out.nums[i])
	}
	return out, nil
}

// dense collects record numbers from several segments, in any order.
type dense []uint64

func (v *view) dense() dense { return make(dense, v.max/64+1) }

func (d dense) add(p part, local *roaring.Bitmap) {
	var buf [256]uint32
	it := local.ManyIterator()
	for n := it.NextMany(buf[:]); n > 0; n = it.NextMany(buf[:]) {
		for _, doc := range buf[:n] {
			num := p.nums[doc]
			d[num/64] |= 1 << (num % 64)
		}
	}
}

func (d dense) bitmap() *roaring.Bitmap { return roaring.FromDense(d, true) }

// all is every record of the view.
func (v *view) all() *roaring.Bitmap {
	d := v.dense()
	for _, p := range v.segs {
		for doc, num := range p.nums {
			if p.deleted == nil || !p.deleted.Contains(uint32(doc)) {
				d[num/64] |= 1 << (num % 64)
			}
		}
	}
	return d.bitmap()
}

// posting is one word's documents in one segment.
type posting struct {
	list segment.PostingsList
	docs *roaring.Bitmap // without deleted ones
}

// posting looks a word up; docs is empty when the segment lacks it.
func (p part) posting(column string, word []byte) (posting, error) {
	dict, err := p.seg.Dictionary(column)
	if err != nil {
		return posting{}, err
	}
	return p.from(dict, word)
}

func (p part) from(dict segment.TermDictionary, word []byte) (posting, error) {
	list, err := dict.PostingsList(word, p.deleted, nil)
	if err != nil {
		return posting{}, err
	}
	out := posting{list: list}
	it, ok := list.Iterator(false, false, false, nil).(segment.OptimizablePostingsIterator)
	if !ok {
		return posting{}, errors.New("the index has a form of postings that is not known")
	}
	out.docs = it.ActualBitmap()
	if doc, one := it.DocNum1Hit(); one {
		out.docs = roaring.BitmapOf(uint32(doc))
	}
	if out.docs == nil {
		out.docs = roaring.New()
	}
	return out, nil
}

// omitter is the dictionary's walk that leaves the postings unread.
type omitter interface {
	AutomatonIteratorOmitCount(a segment.Automaton, start, end []byte) segment.DictionaryIterator
}

// words walks the words of a column from start up to but not including end;
// an automaton, if any, picks them.
func words(dict segment.TermDictionary, pick segment.Automaton, start, end []byte, visit func(string) error) error {
	var it segment.DictionaryIterator
	if o, ok := dict.(omitter); ok {
		it = o.AutomatonIteratorOmitCount(pick, start, end)
	} else {
		it = dict.AutomatonIterator(pick, start, end)
	}
	for {
		e, err := it.Next()
		if err != nil || e == nil {
			return err
		}
		if err := visit(e.Term); err != nil {
			return err
		}
	}
}

// after is the first word that no longer has a prefix; nil for none.
func after(prefix string) []byte {
	b := []byte(prefix)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < 0xff {
			b[i]++
			return b[:i+1]
		}
	}
	return nil
}
