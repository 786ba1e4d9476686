package search

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// span is a run of words in a column, by position, both ends included.
type span struct{ first, last uint64 }

// places answers where a part of a query matches. narrow is called once before
// at and says which documents at will be asked for, each at most once and in
// ascending order; all of them are in docs.
type places interface {
	docs() *roaring.Bitmap
	narrow(to *roaring.Bitmap)
	at(doc uint32) ([]span, error)
}

// wordPlaces is one word.
type wordPlaces struct {
	p    posting
	it   segment.PostingsIterator
	open bool
	out  []span
}

func (w *wordPlaces) docs() *roaring.Bitmap { return w.p.docs }

func (w *wordPlaces) narrow(*roaring.Bitmap) {}

func (w *wordPlaces) at(doc uint32) ([]span, error) {
	if !w.open {
		w.it, w.open = w.p.list.Iterator(true, false, true, nil), true
	}
	w.out = w.out[:0]
	p, err := w.it.Advance(uint64(doc))
	if err != nil || p == nil || p.Number() != uint64(doc) {
		return nil, err
	}
	at, locations := uint64(0), p.Locations()
	if len(locations) == 0 {
		w.out = unpack(p.Frequency(), w.out)
	}
	for _, l := range locations {
		for _, d := range [...]uint64{l.Pos(), l.Start(), l.End()} {
			if d > 0 {
				at += d
				w.out = append(w.out, span{at, at})
			}
		}
		for _, d := range l.ArrayPositions() {
			at += d
			w.out = append(w.out, span{at, at})
		}
	}
	return w.out, nil
}

// union is any of several, each place once and in order.
type union struct {
	of  []places
	all *roaring.Bitmap
	who []match // by document
}

// match says that one of a union's parts is in a document.
type match struct{ doc, part uint32 }

func newUnion(of []places) *union {
	each := make([]*roaring.Bitmap, len(of))
	for i, p := range of {
		each[i] = p.docs()
	}
	return &union{of: of, all: roaring.FastOr(each...)}
}

func (u *union) docs() *roaring.Bitmap { return u.all }

// narrow notes which parts are in which document, so that at need not ask the
// thousands of words of a wildcard in turn.
func (u *union) narrow(to *roaring.Bitmap) {
	for i, p := range u.of {
		both := roaring.And(p.docs(), to)
		if both.IsEmpty() {
			continue
		}
		p.narrow(both)
		for it := both.Iterator(); it.HasNext(); {
			u.who = append(u.who, match{it.Next(), uint32(i)})
		}
	}
	slices.SortStableFunc(u.who, func(a, b match) int { return int(int64(a.doc) - int64(b.doc)) })
}

func (u *union) at(doc uint32) ([]span, error) {
	for len(u.who) > 0 && u.who[0].doc < doc {
		u.who = u.who[1:]
	}
	var out []span
	for ; len(u.who) > 0 && u.who[0].doc == doc; u.who = u.who[1:] {
		s, err := u.of[u.who[0].part].at(doc)
		if err != nil {
			return nil, err
		}
		out = append(out, s...)
	}
	return inOrder(out), nil
}
