package view

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"vaughn/app/casework"
	"vaughn/index/query"
	"vaughn/index/record"
	"vaughn/index/store"
)

// ResultsState is a search and its outcome, without rows: rows are fetched in
// pages.
type ResultsState struct {
	Query   string
	Parsed  query.Q
	Total   int
	Counts  casework.Counts
	Took    time.Duration
	By      store.Order
	Desc    bool
	Working bool
	Version int    // grows with every outcome: fetched pages of another one are stale
	Search  int    // grows with every outcome that may have other rows
	Row     int    // the row that is in the reader, -1 for none
	Learned string // what the order was learnt from; "" in any order but ByLikely
	Why     string // in that order: why the record in the reader stands where it does
	Err     *Trouble
	At      int // character of the query an error points to, -1 for none
}

// Results is the model of search.
type Results struct {
	model[ResultsState]
	c      *casework.Case
	ctx    context.Context
	nums   atomic.Pointer[[]record.Num]
	ranked atomic.Pointer[casework.Ranking] // nil in any order but ByLikely
	turn   atomic.Int64
	// known are the values that Complete offers for a field; counted is false when
	// they are to be counted anew.
	known   map[string][]Proposal
	counted bool
	own     []query.FieldInfo // fields of the case, found together with known
}

func newResults(ctx context.Context, c *casework.Case, env Env) *Results {
	r := &Results{model: model[ResultsState]{env: env, state: ResultsState{By: store.ByDate, At: -1, Row: -1}}, c: c, ctx: ctx}
	r.nums.Store(&[]record.Num{})
	return r
}

// Search runs a query; "" shows everything.
func (r *Results) Search(text string) {
	s := r.State()
	r.run(text, s.By, s.Desc)
}

// Again runs the last query anew.
func (r *Results) Again() {
	r.recount()
	s := r.State()
	r.run(s.Query, s.By, s.Desc)
}

// Sort orders the results; the same column again turns the order round.
func (r *Results) Sort(by store.Order) {
	if by == "" {
		return
	}
	s := r.State()
	r.run(s.Query, by, s.By == by && !s.Desc)
}

// Touched tells that decisions changed: rows are fetched anew, the order stays.
func (r *Results) Touched() {
	r.recount()
	r.change(func(s *ResultsState) { s.Version++ })
}

// searchIn shows what a query finds in an order of its own, until it is sorted.
func (r *Results) searchIn(text string, order []record.Num) {
	at := make(map[record.Num]int, len(order))
	for i, n := range order {
		at[n] = i
	}
	r.ordered(text, "", false, func(nums []record.Num) {
		slices.SortFunc(nums, func(a, b record.Num) int { return at[a] - at[b] })
	})
}

func (r *Results) run(text string, by store.Order, desc bool) { r.ordered(text, by, desc, nil) }

func (r *Results) ordered(text string, by store.Order, desc bool, order func([]record.Num)) {
	turn := r.turn.Add(1)
	r.change(func(s *ResultsState) { s.Query, s.By, s.Desc, s.Working = text, by, desc, true })
	r.env.Go(func() {
		ask := text
		if ask == "" {
			ask = "*"
		}
		h, k, err := r.find(ask, by, desc)
		var n casework.Counts
		if err == nil {
			n, err = r.c.Tally(r.ctx, h.Nums)
		}
		if r.turn.Load() != turn {
			return
		}
		if err == nil {
			if order != nil {
				order(h.Nums)
			}
			r.nums.Store(&h.Nums)
			r.ranked.Store(k)
		}
		r.change(func(s *ResultsState) {
			s.Working, s.Err, s.At = false, trouble(err), -1
			if syn := (*query.SyntaxError)(nil); errors.As(err, &syn) {
				s.At = syn.Pos
				s.Err.Text = syn.Got + " stands where " + syn.Want + " was expected"
			}
			if err == nil {
				s.Parsed, s.Total, s.Counts, s.Took = h.Query, len(h.Nums), n, h.Took
				s.Version++
				s.Search++
				s.Row = -1
				s.Learned, s.Why = learned(k), ""
			}
		})
	})
}

// Len is the number of rows.
func (r *Results) Len() int { return len(*r.nums.Load()) }

// Fetch gives the cells of rows from..to, to excluded; it asks the disk and so
// runs off the drawing thread.
func (r *Results) Fetch(ctx context.Context, from, to int) ([][]string, error) {
	nums := *r.nums.Load()
	from = min(from, len(nums))
	nums = nums[from:max(from, min(len(nums), to))]
	rows, err := r.c.Rows(ctx, nums)
	if err != nil {
		return nil, err
	}
	out := make([][]string, len(rows))
	for i, row := range rows {
		if out[i], err = r.cells(ctx, row); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (r *Results) cells(ctx context.Context, row store.Row) ([]string, error) {
	s, err := r.c.State(ctx, row.ID)
	if err != nil {
		return nil, err
	}
	columns := ResultColumns()
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.cell(r.c, row, s)
	}
	return out, nil
}

// ID is the record in row i.
func (r *Results) ID(i int) (record.ID, bool) {
	nums := *r.nums.Load()
	if i < 0 || i >= len(nums) {
		return "", false
	}
	rows, err := r.c.Rows(r.ctx, nums[i:i+1])
	if err != nil || len(rows) != 1 {
		return "", false
	}
	return rows[0].ID, true
}
