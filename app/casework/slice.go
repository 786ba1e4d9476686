package casework

import (
	"context"
	"iter"
	"slices"

	"vaughn/export/production"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/index/store"
)

func each(ids []record.ID) iter.Seq2[record.ID, error] {
	return func(yield func(record.ID, error) bool) {
		for _, id := range ids {
			if !yield(id, nil) {
				return
			}
		}
	}
}

// slicing is the choice of a production whose query is asked of events.
type slicing struct {
	c    *Case
	spec production.Spec
	cols *store.Columns
	hits map[record.ID][]int // events chosen, by conversation
	nums map[record.Num]record.ID
	hit  map[record.Num]bool // records chosen, conversations for their events
	keep map[record.ID][]int // events with their context
	held map[record.Num]bool // files of the kept events
}

// sliced chooses the records of a production in which conversations leave in
// parts: those with an event that the query is true of, reduced to these events
// and their context, with the files these hold and no other.
func (c *Case) sliced(ctx context.Context, spec production.Spec) (*slicing, error) {
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return nil, err
	}
	s := &slicing{c: c, spec: spec, cols: cols, hits: map[record.ID][]int{}, nums: map[record.Num]record.ID{}, hit: map[record.Num]bool{},
		keep: map[record.ID][]int{}, held: map[record.Num]bool{}}
	for in, err := range c.Events(ctx, spec.Query) {
		if err != nil {
			return nil, err
		}
		s.hits[in.Record.ID], s.nums[in.Num] = in.Entries, in.Record.ID
	}
	h, err := c.Find(ctx, spec.Query, store.ByNum, false)
	if err != nil {
		return nil, err
	}
	for _, n := range h.Nums {
		if !s.chat(n) {
			s.hit[n] = true
			if err := s.bring(ctx, n); err != nil {
				return nil, err
			}
		}
	}
	for n, id := range s.nums {
		s.hit[n] = true
		if err := s.around(ctx, n, id); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// reduced leaves of the families of conversations what stays of them.
func (s *slicing) reduced(nums []record.Num) []record.Num {
	return slices.DeleteFunc(nums, func(n record.Num) bool { return !s.hit[n] && !s.stays(n) })
}

func (s *slicing) chat(n record.Num) bool {
	return s.cols.Kind(n) == string(message.ChatPost) && s.cols.Parent(n) == 0
}

// child is the file of the conversation that a record is, or comes out of.
func (s *slicing) child(n record.Num) record.Num {
	for p := s.cols.Parent(n); p != 0 && s.cols.Parent(p) != 0; p = s.cols.Parent(n) {
		n = p
	}
	return n
}

// bring chooses the events that carry a file which the query found.
func (s *slicing) bring(ctx context.Context, n record.Num) error {
	top := s.cols.Family(n)
	if !s.spec.Families || top == n || !s.chat(top) {
		return nil
	}
	r, err := s.c.store.ByNum(ctx, top)
	if err != nil {
		return err
	}
	ids, err := s.c.store.IDs(ctx, []record.Num{s.child(n)})
	if err != nil {
		return err
	}
	for i, e := range r.Log.Entries {
		for _, k := range e.Held {
			if k >= 0 && k < len(r.Children) && r.Children[k].ID == ids[0] {
				s.hits[r.ID], s.nums[top] = append(s.hits[r.ID], i), r.ID
			}
		}
	}
	return nil
}

// around adds the context and notes the files that the kept events hold.
func (s *slicing) around(ctx context.Context, n record.Num, id record.ID) error {
	r, err := s.c.store.ByNum(ctx, n)
	if err != nil {
		return err
	}
	s.keep[id] = s.spec.ChatContext.Around(r, s.hits[id], s.c.zone)
	for _, i := range s.keep[id] {
		for _, k := range r.Log.Entries[i].Held {
			if k < 0 || k >= len(r.Children) {
				continue
			}
			num, err := s.c.store.Num(ctx, r.Children[k].ID)
			if err != nil {
				return err
			}
			s.held[num] = true
		}
	}
	return nil
}

// stays tells whether a record that the query did not choose goes with its
// family: of a conversation only the files of the kept events.
func (s *slicing) stays(n record.Num) bool {
	top := s.cols.Family(n)
	return !s.chat(top) || top != n && s.held[s.child(n)]
}
