package search

import (
	"context"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"vaughn/index/fault"
	"vaughn/index/query"
)

// eval answers one query over one view.
type eval struct {
	ctx   context.Context
	view  *view
	facts Facts
	whole *roaring.Bitmap
	fuzzy map[query.Step]segment.Automaton
	lists *lists
	work  int
}

// maxWork bounds what one query may look at, in words of the dictionary and
// places in records together: some minutes at the worst.
const maxWork = 1 << 28

// spend counts work and stops a query that has run away or is not wanted any
// more.
func (e *eval) spend(n int) error {
	if e.work += n; e.work > maxWork {
		return &fault.Error{Code: fault.Limit, Op: "searching",
			Hint: "The query stands for too many words or places; write more letters before its wildcards, or smaller distances."}
	}
	return e.live()
}

func (e *eval) all() *roaring.Bitmap {
	if e.whole == nil {
		e.whole = e.view.all()
	}
	return e.whole
}

// set gives the numbers a tree matches; the caller must not change it.
func (e *eval) set(q query.Q) (*roaring.Bitmap, error) {
	if err := e.live(); err != nil {
		return nil, err
	}
	switch t := q.(type) {
	case query.All:
		return e.all(), nil
	case query.And:
		return e.and(t.Of)
	case query.Or:
		parts := make([]*roaring.Bitmap, len(t.Of))
		for i, p := range t.Of {
			var err error
			if parts[i], err = e.set(p); err != nil {
				return nil, err
			}
		}
		return roaring.FastOr(parts...), nil
	case query.Not:
		in, err := e.set(t.Of)
		if err != nil {
			return nil, err
		}
		return roaring.AndNot(e.all(), in), nil
	case query.Fact:
		nums, err := e.facts.Where(e.ctx, t.Field, t.Value)
		if err != nil {
			return nil, fmt.Errorf("asking for %s: %w", t.Field, err)
		}
		return roaring.And(bitmap(nums), e.all()), nil
	case query.Kin:
		in, err := e.set(t.Of)
		if err != nil {
			return nil, err
		}
		out, err := e.facts.Kin(e.ctx, t.By, Set{in})
		if err != nil {
			return nil, fmt.Errorf("asking for %s: %w", t.By, err)
		}
		return roaring.And(out.roaring(), e.all()), nil
	case query.Term, query.Near, query.Range:
		return e.text(q)
	}
	return nil, fmt.Errorf("a query of the unknown kind %T", q)
}

func (e *eval) live() error {
	if err := e.ctx.Err(); err != nil {
		return &fault.Error{Code: fault.Cancelled, Op: "searching", Err: err}
	}
	return nil
}

// and starts with what holds and takes away what is denied, so that a NOT
// needs no set of everything else.
func (e *eval) and(of []query.Q) (*roaring.Bitmap, error) {
	var out *roaring.Bitmap
	for _, denied := range []bool{false, true} {
		for _, q := range of {
			n, not := q.(query.Not)
			if not != denied {
				continue
			}
			if not {
				q = n.Of
			}
			if out != nil && out.IsEmpty() {
				return out, nil
			}
			s, err := e.set(q)
			switch {
			case err != nil:
				return nil, err
			case not && out == nil:
				out = roaring.AndNot(e.all(), s)
			case not:
				out = roaring.AndNot(out, s)
			case out == nil:
				out = s
			default:
				out = roaring.And(out, s)
			}
		}
	}
	return out, nil
}

// text asks the index, segment by segment and column by column.
func (e *eval) text(q query.Q) (*roaring.Bitmap, error) {
	out := e.view.dense()
	for _, p := range e.view.segs {
		if err := e.live(); err != nil {
			return nil, err
		}
		for _, column := range query.Columns(fieldOf(q)) {
			s := scope{e, p, column}
			docs, err := s.docs(q)
			if err != nil {
				return nil, err
			}
			out.add(p, docs)
		}
	}
	return out.bitmap(), nil
}

// fieldOf is the one field that all leaves of a text part share.
func fieldOf(q query.Q) string {
	switch t := q.(type) {
	case query.Term:
		return t.Field
	case query.Range:
		return t.Field
	case query.Near:
		return fieldOf(t.Left)
	case query.Or:
		return fieldOf(t.Of[0])
	}
	return ""
}
