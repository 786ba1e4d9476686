package casework

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"vaughn/index/fault"
	"vaughn/index/passage"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact"
	"vaughn/redact/review"
)

// OtherPlace is another place of a marked passage, as a person sees it before the
// decision is carried there.
type OtherPlace struct {
	ID         redact.MarkID `json:"id"` // of the mark it gets: name it to veto the place
	Record     record.ID     `json:"record"`
	MessageID  string        `json:"message_id,omitempty"`
	Field      string        `json:"field"`
	Before     string        `json:"before"`
	Text       string        `json:"text"`
	After      string        `json:"after"`
	Same       bool          `json:"same"` // the same passage; otherwise the same short text in another context
	Why        string        `json:"why"`
	Confidence float64       `json:"confidence"`     // 0..1
	Held       redact.State  `json:"held,omitempty"` // state of a mark that says the same there already
	mark       redact.Mark
}

// Span is where the place is in its record.
func (p OtherPlace) Span() record.Span { return p.mark.Span }

// Bounds of one search for places.
const (
	maxRead      = 100_000 // records whose text is read
	readTogether = 2_000   // of these, how many are in memory at once
	aroundLen    = 60      // bytes shown on each side of a place
)

// Places finds the other places of a mark's passage, in the marked record and
// in all others: first those of the same passage, each kind in the order of
// records. Nothing is decided.
func (c *Case) Places(ctx context.Context, m redact.Mark) ([]OtherPlace, error) {
	s, err := c.survey(ctx, m)
	return s.places, err
}

// survey is what one search for places did.
type survey struct {
	places  []OtherPlace
	read    int
	bounded bool // more records may hold the passage than were read
}

func (c *Case) survey(ctx context.Context, m redact.Mark) (survey, error) {
	if m.Target != redact.OnSpan {
		return survey{}, &fault.Error{Code: fault.Usage, Op: "looking for the other places of a mark", Err: fmt.Errorf("it covers no words"), Hint: "Only a mark on words has other places."}
	}
	r, err := c.store.Version(ctx, m.Record, m.Version)
	if err != nil {
		return survey{}, err
	}
	p, ok := passage.Of(r, m.Span)
	if !ok {
		return survey{}, nil
	}
	likely, err := c.likely(ctx, p, m.Record)
	if err != nil {
		return survey{}, err
	}
	out := survey{read: min(len(likely), maxRead), bounded: len(likely) > maxRead}
	related, err := c.related(ctx, m.Record)
	if err != nil {
		return survey{}, err
	}
	marked, err := c.store.Where(ctx, review.KindMark, store.Any, store.Any)
	if err != nil {
		return survey{}, err
	}
	for nums := range slices.Chunk(likely[:out.read], readTogether) {
		hits, err := c.scan(ctx, nums, p)
		if err != nil {
			return survey{}, err
		}
		for _, h := range hits {
			held, err := c.standingMarks(ctx, h, marked)
			if err != nil {
				return survey{}, err
			}
			out.places = append(out.places, placed(h, m, related(h.num), held)...)
		}
	}
	slices.SortStableFunc(out.places, func(a, b OtherPlace) int { return cmp.Compare(order(a), order(b)) })
	return out, nil
}

// standingMarks gives the marks of a record, if it is one of those that have any.
func (c *Case) standingMarks(ctx context.Context, h hit, marked []record.Num) ([]redact.Mark, error) {
	if _, ok := slices.BinarySearch(marked, h.num); !ok {
		return nil, nil
	}
	s, err := c.State(ctx, h.record.ID)
	return s.Marks, err
}

func order(p OtherPlace) int {
	if p.Same {
		return 0
	}
	return 1
}

// hit is a record that holds passages.
type hit struct {
	num    record.Num
	record *record.Record
	found  []passage.Found
}

// scan reads records on all processors and looks for passages, in the order
// given.
func (c *Case) scan(ctx context.Context, nums []record.Num, ps ...passage.Passage) ([]hit, error) {
	out := make([]hit, len(nums))
	workers := min(runtime.GOMAXPROCS(0), max(1, len(nums)))
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			f := passage.NewFinder(ps...)
			for i := w; i < len(nums) && errs[w] == nil; i += workers {
				if errs[w] = ctx.Err(); errs[w] != nil {
					return
				}
				r, err := c.store.ByNum(ctx, nums[i])
				if errs[w] = err; err != nil {
					return
				}
				if found := f.In(r); len(found) > 0 {
					out[i] = hit{nums[i], r, found}
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(out, func(h hit) bool { return h.record == nil }), nil
}

// related gives a question: does a record belong to the conversation of id?
func (c *Case) related(ctx context.Context, id record.ID) (func(record.Num) bool, error) {
	n, err := c.store.Num(ctx, id)
	if err != nil {
		return nil, err
	}
	_, of, err := c.grouped(ctx)
	if err != nil {
		return nil, err
	}
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return nil, err
	}
	return func(o record.Num) bool {
		return o == n || cols.Family(o) == cols.Family(n) || int(max(o, n)) < len(of) && of[n] != 0 && of[o] == of[n]
	}, nil
}

// placed turns what was found in a record into places, the mark's own left out.
func placed(h hit, m redact.Mark, related bool, held []redact.Mark) []OtherPlace {
	var out []OtherPlace
	for _, f := range h.found {
		if h.record.ID == m.Record && h.record.Version == m.Version && f.Span.Overlaps(m.Span) {
			continue
		}
		out = append(out, place(h.record, f, m, related, held))
	}
	return out
}

func place(r *record.Record, f passage.Found, m redact.Mark, related bool, held []redact.Mark) OtherPlace {
	from := m.From
	if from == "" {
		from = m.ID
	}
	to := redact.Mark{Record: r.ID, Version: r.Version, Target: redact.OnSpan, Span: f.Span, Basis: m.Basis, Statute: m.Statute,
		Privileges: m.Privileges, Set: m.Set, Layer: m.Layer, From: from, Note: m.Note}
	to = named(to)
	before, after := around(r.Text, f.Span)
	return OtherPlace{ID: to.ID, Record: r.ID, MessageID: r.MessageID, Field: f.Field, Before: before, Text: strings.Clone(r.Text[f.Span.Start:f.Span.End]), After: after,
		Same: f.Same(related), Why: why(f, related), Confidence: f.Confidence(related), Held: standing(held, to), mark: to}
}

func why(f passage.Found, related bool) string {
	switch {
	case !f.Same(related):
		return "the same short text in another context"
	case f.Why == passage.ByPart:
		return "a sentence of the passage"
	case f.Why == passage.ByEdit:
		return fmt.Sprintf("nearly the same words, %.0f %%", 100*f.Share)
	case f.Why == passage.ByPerson:
		return "the same party in a header"
	case f.Words > f.Own():
		return "the same words, and the same around them"
	}
	return "the same words"
}

// standing tells whether a mark already says there what to says: one that hides
// it all under at least the same codes, or a veto on the very place.
func standing(held []redact.Mark, to redact.Mark) redact.State {
	out := redact.State("")
	for _, h := range held {
		switch {
		case h.Version != to.Version || h.Set != "" && h.Set != to.Set:
		case h.ID == to.ID && h.State == redact.Rejected:
			return redact.Rejected
		case h.State == redact.Rejected || !within(to.Basis, h.Basis):
		case h.Target == redact.OnRecord, h.Target == redact.OnSpan && h.Span.Start <= to.Span.Start && to.Span.End <= h.Span.End:
			if out != redact.Accepted {
				out = h.State
			}
		}
	}
	return out
}

func within(a, b []string) bool {
	return !slices.ContainsFunc(a, func(s string) bool { return !slices.Contains(b, s) })
}

// around gives the text on both sides of a span, on rune boundaries.
func around(text string, s record.Span) (before, after string) {
	from, to := max(0, s.Start-aroundLen), min(len(text), s.End+aroundLen)
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	return strings.Clone(text[from:s.Start]), strings.Clone(text[s.End:to]) // a slice would keep the whole text in memory
}

// FindMark gives a mark by its id; fault.NotFound when the case has none.
func (c *Case) FindMark(ctx context.Context, id redact.MarkID) (redact.Mark, error) {
	ms, err := c.marksWhere(ctx, string(id), store.Any, func(m redact.Mark) bool { return m.ID == id })
	if err == nil && len(ms) == 0 {
		err = &fault.Error{Code: fault.NotFound, Op: "looking for mark", Subject: string(id), Hint: "`vaughn redactions CASE list` gives the ids."}
	}
	if err != nil {
		return redact.Mark{}, err
	}
	return ms[0], nil
}

// Group gives the marks that a decision was carried to from one mark.
func (c *Case) Group(ctx context.Context, id redact.MarkID) ([]redact.Mark, error) {
	return c.marksWhere(ctx, store.Any, "from="+string(id), func(m redact.Mark) bool { return m.From == id })
}

func (c *Case) marksWhere(ctx context.Context, name, value string, want func(redact.Mark) bool) ([]redact.Mark, error) {
	nums, err := c.store.Where(ctx, review.KindMark, name, value)
	if err != nil {
		return nil, err
	}
	var out []redact.Mark
	for id, err := range c.records(ctx, nums) {
		if err != nil {
			return nil, err
		}
		s, err := c.State(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, m := range s.Marks {
			if want(m) {
				out = append(out, m)
			}
		}
	}
	return out, nil
}
