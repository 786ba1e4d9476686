package casework

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"vaughn/index/record"
	"vaughn/index/sampling"
	"vaughn/index/store"
	"vaughn/redact/review"
)

// AnyField stands for all fields of a record together.
const AnyField = "any field"

// Rate is how many of the decisions that were checked were overturned. Low and
// High are where the rate of all of them lies, exact, at the confidence asked
// for, if what was checked was drawn at random.
type Rate struct {
	Checked    int     `json:"checked"`
	Overturned int     `json:"overturned"`
	Share      float64 `json:"share"`
	sampling.Interval
}

func (r *Rate) settle(confidence float64) {
	if r.Checked > 0 {
		r.Share = float64(r.Overturned) / float64(r.Checked)
	}
	r.Interval = sampling.Exact(r.Overturned, r.Checked, confidence)
}

// FieldRate is the rate of one field, or of AnyField, for one reviewer; "" is
// all of them.
type FieldRate struct {
	Reviewer string `json:"reviewer,omitempty"`
	Field    string `json:"field"`
	Rate
}

// Way is a change of a value that checkers made; "" is no value.
type Way struct {
	Field   string `json:"field"`
	From    string `json:"from"`
	To      string `json:"to"`
	Records int    `json:"records"`
}

// Overturn is one decision that a higher level changed.
type Overturn struct {
	Num     record.Num `json:"-"`
	Record  record.ID  `json:"record"`
	Field   string     `json:"field"`
	From    string     `json:"from"`
	By      string     `json:"by"` // who had decided; of a value that was missing, who coded the record
	At      time.Time  `json:"at"`
	To      string     `json:"to"`
	Checker string     `json:"checker"`
	Checked time.Time  `json:"checked"`
	Batch   string     `json:"batch"`
	Level   string     `json:"level"`
}

// Overturns is what higher levels left and what they changed.
type Overturns struct {
	Confidence float64     `json:"confidence"`
	Checked    int         `json:"checked"`   // decisions on records that a lower level had coded
	Agreed     int         `json:"agreed"`    // of these, left as they were
	Undecided  int         `json:"undecided"` // decisions on records that nobody had coded
	Rates      []FieldRate `json:"rates"`     // all reviewers first, then each; AnyField first, then each field
	Ways       []Way       `json:"ways"`      // commonest first
	Checkers   []FieldRate `json:"checkers"`  // by who checked
	List       []Overturn  `json:"list"`
}

// OverturnSpec narrows the report; its zero value takes everything.
type OverturnSpec struct {
	Level, Batch string
	Confidence   float64 // 0 is 0.95
}

// signedOn is a decision of a higher level on a record.
type signedOn struct {
	num record.Num
	review.Signed
}

// Overturned reports who coded what, and what higher levels made of it.
func (c *Case) Overturned(ctx context.Context, spec OverturnSpec) (Overturns, error) {
	all, err := c.signatures(ctx)
	if err != nil {
		return Overturns{}, err
	}
	gone, err := c.excluded(ctx)
	if err != nil {
		return Overturns{}, err
	}
	var list []signedOn
	for _, of := range all {
		for n, s := range of {
			if (spec.Level == "" || s.Level == spec.Level) && (spec.Batch == "" || strings.EqualFold(s.Batch, spec.Batch)) && !gone.Has(n) {
				list = append(list, signedOn{n, s})
			}
		}
	}
	slices.SortFunc(list, func(a, b signedOn) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.num, b.num), cmp.Compare(a.Batch, b.Batch))
	})
	authors, err := c.authors(ctx, list)
	if err != nil {
		return Overturns{}, err
	}
	return c.countOverturns(ctx, list, authors, cmp.Or(spec.Confidence, 0.95))
}

// authors gives who set what the decisions found.
func (c *Case) authors(ctx context.Context, list []signedOn) (map[int64]store.Author, error) {
	var seqs []int64
	for _, s := range list {
		for _, f := range s.Was {
			seqs = append(seqs, f.Entry)
		}
	}
	slices.Sort(seqs)
	return c.store.Authors(ctx, slices.Compact(seqs))
}

func (c *Case) countOverturns(ctx context.Context, list []signedOn, authors map[int64]store.Author, confidence float64) (Overturns, error) {
	out := Overturns{Confidence: confidence}
	t, fields := tallies{}, fieldsIn(list)
	ways := map[Way]int{}
	var nums []record.Num
	for _, s := range list {
		changed := decisive(s.Overturned())
		for _, name := range changed {
			ways[Way{Field: name, From: s.Was[name].Value, To: s.As[name]}]++
		}
		if len(s.Was) == 0 {
			out.Undecided++
			continue
		}
		out.Checked++
		if len(changed) == 0 {
			out.Agreed++
		}
		coder := authors[coderOf(s.Was)]
		t.add(coder.Actor, AnyField, len(changed) > 0)
		t.count(s.By, checkerTally, len(changed) > 0)
		for _, name := range fields { // a field that was left out is a decision of who coded the record
			by := coder
			if f, was := s.Was[name]; was {
				by = authors[f.Entry]
			}
			t.add(by.Actor, name, slices.Contains(changed, name))
			if slices.Contains(changed, name) {
				nums = append(nums, s.num)
				out.List = append(out.List, Overturn{Num: s.num, Field: name, From: s.Was[name].Value, By: by.Actor, At: by.At,
					To: s.As[name], Checker: s.By, Checked: s.At, Batch: s.Batch, Level: s.Level})
			}
		}
	}
	ids, err := c.store.IDs(ctx, nums)
	if err != nil {
		return out, err
	}
	for i := range out.List {
		out.List[i].Record = ids[i]
	}
	for w, n := range ways {
		w.Records = n
		out.Ways = append(out.Ways, w)
	}
	slices.SortFunc(out.Ways, func(a, b Way) int {
		return cmp.Or(cmp.Compare(b.Records, a.Records), cmp.Compare(a.Field, b.Field), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	out.Rates, out.Checkers = t.rates(confidence)
	return out, nil
}

// fieldsIn lists the fields that were found or set on any record.
func fieldsIn(list []signedOn) []string {
	seen := map[string]bool{}
	for _, s := range list {
		for name := range s.Was {
			seen[name] = true
		}
		for name := range s.As {
			seen[name] = true
		}
	}
	return decisive(slices.Sorted(maps.Keys(seen)))
}

// decisive leaves tags out: they sort, they decide nothing.
func decisive(fields []string) []string {
	return slices.DeleteFunc(fields, func(f string) bool { return f == "tag" })
}

// overturned tells whether a decision changed one of a lower level.
func overturned(s review.Signed) bool { return len(s.Was) > 0 && len(decisive(s.Overturned())) > 0 }

// coderOf is the entry that coded a record: that said whether it is responsive,
// or else the newest.
func coderOf(was map[string]review.Found) int64 {
	if f, ok := was["responsive"]; ok {
		return f.Entry
	}
	last := int64(0)
	for _, f := range was {
		last = max(last, f.Entry)
	}
	return last
}

// tallies count by reviewer and field, "" being all reviewers.
type tallies map[[2]string]*Rate

// checkerTally is the field under which a tally keeps who checked.
const checkerTally = "\x00checker"

func (t tallies) count(reviewer, field string, overturned bool) {
	key := [2]string{reviewer, field}
	if t[key] == nil {
		t[key] = &Rate{}
	}
	t[key].Checked++
	if overturned {
		t[key].Overturned++
	}
}

func (t tallies) add(reviewer, field string, overturned bool) {
	t.count("", field, overturned)
	t.count(reviewer, field, overturned)
}

func (t tallies) rates(confidence float64) (by, checkers []FieldRate) {
	for key, r := range t {
		r.settle(confidence)
		if key[1] == checkerTally {
			checkers = append(checkers, FieldRate{key[0], AnyField, *r})
		} else {
			by = append(by, FieldRate{key[0], key[1], *r})
		}
	}
	anyFirst := func(f string) int {
		if f == AnyField {
			return 0
		}
		return 1
	}
	order := func(a, b FieldRate) int {
		return cmp.Or(cmp.Compare(a.Reviewer, b.Reviewer), cmp.Compare(anyFirst(a.Field), anyFirst(b.Field)), cmp.Compare(a.Field, b.Field))
	}
	slices.SortFunc(by, order)
	slices.SortFunc(checkers, order)
	return by, checkers
}
