package casework

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"vaughn/index/fault"
	"vaughn/index/record"
	"vaughn/index/sampling"
	"vaughn/index/store"
	"vaughn/redact/review"
)

// DrawSpec is what a sample for quality control is asked for with.
type DrawSpec struct {
	Set        string  // "" is "QC"
	Query      string  // what to draw from; "" is every coded record
	Level      string  // "" is review.QC
	Size       int     // 0 asks for Margin
	Margin     float64 // of the estimate, 0.05 for five points in a hundred; 0 is 0.05
	Confidence float64 // 0 is 0.95
	Seed       string  // "" makes one
}

// DrawSample draws records at random from what a query finds and makes a batch
// of them. Seed, population and its sum are kept with it, so that Redraw, or
// anyone with another program, can draw it again.
func (c *Case) DrawSample(ctx context.Context, spec DrawSpec) (Made, error) {
	c.batches.making.Lock()
	defer c.batches.making.Unlock()
	spec, err := spec.filled()
	if err != nil {
		return Made{}, err
	}
	h, err := c.Find(ctx, spec.Query, store.ByNum, false)
	if err != nil || len(h.Nums) == 0 {
		return Made{}, err
	}
	if spec.Size == 0 {
		spec.Size = sampling.Size(len(h.Nums), spec.Confidence, spec.Margin)
	}
	ids, err := c.store.IDs(ctx, h.Nums)
	if err != nil {
		return Made{}, err
	}
	list, err := c.batchList(ctx)
	if err != nil {
		return Made{}, err
	}
	_, seq, err := c.store.Head(ctx)
	if err != nil {
		return Made{}, err
	}
	names := plainIDs(ids)
	number := nextNumber(list, spec.Set)
	b := review.Batch{Name: fmt.Sprintf("%s %03d", spec.Set, number), Set: spec.Set, Number: number, Level: spec.Level, Query: spec.Query,
		Sample: &review.Sample{Seed: spec.Seed, Confidence: spec.Confidence, Population: len(ids), Sum: sampling.Sum(names), Of: review.PackNums(h.Nums), Entry: seq}}
	for _, id := range sampling.Draw(spec.Seed, names, spec.Size) {
		b.Records = append(b.Records, record.ID(id))
	}
	out := Made{Batches: []review.Batch{b}, Of: len(ids), Records: len(b.Records)}
	out.Entry, err = c.Desk.MakeBatches(ctx, out.Batches)
	return out, err
}

func (s DrawSpec) filled() (DrawSpec, error) {
	b, err := BatchSpec{Set: cmp.Or(s.Set, "QC"), Level: cmp.Or(s.Level, review.QC), Query: cmp.Or(s.Query, "is:reviewed")}.filled()
	if err != nil {
		return s, err
	}
	s.Set, s.Level, s.Query = b.Set, b.Level, b.Query
	s.Confidence, s.Margin, s.Seed = cmp.Or(s.Confidence, 0.95), cmp.Or(s.Margin, 0.05), cmp.Or(s.Seed, newSeed())
	bad := func(why string) (DrawSpec, error) {
		return s, &fault.Error{Code: fault.Usage, Op: "drawing a sample", Err: errors.New(why)}
	}
	switch {
	case s.Level == levelFirst:
		return bad("a sample checks what is decided: its level is second-level, counsel or qc")
	case s.Confidence <= 0.5 || s.Confidence >= 0.9999:
		return bad("a confidence lies between 50 and 99.99 percent")
	case s.Margin < 0.001 || s.Margin > 0.5:
		return bad("a margin lies between 0.1 and 50 points")
	case s.Size < 0 || s.Size > 10_000:
		return bad("a sample has 1 to 10000 records")
	case len(s.Seed) > 200:
		return bad("a seed has at most 200 bytes")
	}
	return s, nil
}

func plainIDs(ids []record.ID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}

// Redrawn is what came of drawing a sample again.
type Redrawn struct {
	Batch      string `json:"batch"`
	Seed       string `json:"seed"`
	Population int    `json:"population"`
	Sum        string `json:"population_sha256"`
	Same       bool   `json:"same"`   // the population kept with it and the seed give the sample
	Now        int    `json:"now"`    // records the query finds now
	Joined     int    `json:"joined"` // of these, not in the population
	Left       int    `json:"left"`   // of the population, not found any more
}

// Redraw draws a sample again, from the population that was kept with it.
func (c *Case) Redraw(ctx context.Context, name string) (Redrawn, error) {
	b, err := c.sampleNamed(ctx, name)
	if err != nil {
		return Redrawn{}, err
	}
	s := b.Sample
	out := Redrawn{Batch: b.Name, Seed: s.Seed, Population: s.Population, Sum: s.Sum}
	nums := review.UnpackNums(s.Of)
	ids, err := c.store.IDs(ctx, nums)
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		return out, err
	}
	names := plainIDs(ids)
	out.Same = len(names) == s.Population && sampling.Sum(names) == s.Sum && slices.Equal(sampling.Draw(s.Seed, names, len(b.Records)), plainIDs(b.Records))
	h, err := c.Find(ctx, b.Query, store.ByNum, false)
	if err != nil {
		return out, err
	}
	was := make(map[record.Num]bool, len(nums))
	for _, n := range nums {
		was[n] = true
	}
	for _, n := range h.Nums {
		if !was[n] {
			out.Joined++
		}
	}
	out.Now = len(h.Nums)
	out.Left = len(nums) + out.Joined - out.Now
	return out, nil
}

func (c *Case) sampleNamed(ctx context.Context, name string) (BatchInfo, error) {
	b, err := c.BatchNamed(ctx, name)
	if err == nil && b.Sample == nil {
		err = &fault.Error{Code: fault.Usage, Op: "reading a sample", Err: errors.New("the batch was not drawn at random"), Hint: "`vaughn batches CASE sample` draws one."}
	}
	return b, err
}

// Estimate is what a sample shows of all it was drawn from.
type Estimate struct {
	Batch      string         `json:"batch"`
	Query      string         `json:"query"`
	Population int            `json:"population"`
	Size       int            `json:"size"`
	Checked    int            `json:"checked"`
	Confidence float64        `json:"confidence"`
	Errors     []ErrorRate    `json:"errors"` // AnyField first
	Ways       []WayRate      `json:"ways"`
	Sample     *review.Sample `json:"-"`
}

// ErrorRate is how often a field was decided wrongly, in the sample and, between
// Fewest and Most records, in all it was drawn from.
type ErrorRate struct {
	Field string `json:"field"`
	Rate
	Fewest int `json:"fewest"`
	Most   int `json:"most"`
}

// WayRate is how often one value was changed into one other: of a sample of what
// was coded not responsive, "no" into "yes" is what was missed.
type WayRate struct {
	Way
	Share float64 `json:"share"`
	sampling.Interval
	Fewest int `json:"fewest"`
	Most   int `json:"most"`
}

// Estimated says what a sample shows. Records of it that nobody checked yet
// count for nothing; while there are some the figures are not final.
func (c *Case) Estimated(ctx context.Context, name string) (Estimate, error) {
	b, err := c.sampleNamed(ctx, name)
	if err != nil {
		return Estimate{}, err
	}
	o, err := c.Overturned(ctx, OverturnSpec{Batch: b.Name, Confidence: b.Sample.Confidence})
	if err != nil {
		return Estimate{}, err
	}
	e := Estimate{Batch: b.Name, Query: b.Query, Population: b.Sample.Population, Size: b.Size, Checked: o.Checked + o.Undecided, Confidence: b.Sample.Confidence, Sample: b.Sample}
	byField := map[string]int{}
	for _, x := range o.List {
		byField[x.Field]++
	}
	names := []string{AnyField, "responsive"}
	for _, r := range o.Rates {
		if r.Reviewer == "" && !slices.Contains(names, r.Field) {
			names = append(names, r.Field)
		}
	}
	byField[AnyField] = o.Checked - o.Agreed
	for _, field := range names { // of every record that was checked: a field that was left out counts too
		x := ErrorRate{Field: field, Rate: Rate{Checked: e.Checked, Overturned: byField[field]}}
		x.settle(e.Confidence)
		x.Fewest, x.Most = e.records(x.Overturned, x.Interval)
		e.Errors = append(e.Errors, x)
	}
	for _, w := range o.Ways {
		x := WayRate{Way: w, Share: float64(w.Records) / float64(max(1, e.Checked)), Interval: sampling.Exact(w.Records, e.Checked, e.Confidence)}
		x.Fewest, x.Most = e.records(w.Records, x.Interval)
		e.Ways = append(e.Ways, x)
	}
	return e, nil
}

// records turns an interval into numbers of records; what was seen is certain.
func (e Estimate) records(seen int, in sampling.Interval) (fewest, most int) {
	fewest = max(seen, int(math.Ceil(in.Low*float64(e.Population)-1e-9)))
	return fewest, max(fewest, min(e.Population-(e.Checked-seen), int(math.Floor(in.High*float64(e.Population)+1e-9))))
}
