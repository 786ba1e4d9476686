package view

import (
	"maps"
	"slices"

	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact/review"
)

// Open shows the record of a results row in the reader, its hits lit.
func (d *Desk) Open(row int) {
	turn := d.step.Add(1)
	d.Results.change(func(s *ResultsState) { s.Row = row })
	parsed := d.Results.State().Parsed
	d.Results.env.Go(func() {
		id, ok := d.Results.ID(row)
		if ok && d.step.Load() == turn {
			d.Reader.Show(id, parsed)
			d.Results.tellWhy(id)
		}
	})
}

// Show puts a record in the reader, such as an attachment, whatever row is
// current.
func (d *Desk) Show(id record.ID) {
	d.step.Add(1)
	d.Reader.Show(id, d.Results.State().Parsed)
}

// Step shows the record by rows further down, or up.
func (d *Desk) Step(by int) {
	s := d.Results.State()
	if by > 0 && !d.Reader.leave() {
		return
	}
	if row := s.Row + by; row >= 0 && row < d.Results.Len() {
		d.Open(row)
	}
}

// NextUnreviewed shows the next record below that nobody coded, and goes on
// from the top when there is none.
func (d *Desk) NextUnreviewed() { d.seek(1) }

// PreviousUnreviewed is NextUnreviewed upwards.
func (d *Desk) PreviousUnreviewed() { d.seek(-1) }

func (d *Desk) seek(by int) {
	turn := d.step.Add(1)
	d.Results.env.Go(func() {
		row, err := d.unreviewed(d.Results.State().Row, by)
		if d.step.Load() != turn {
			return
		}
		switch {
		case err != nil:
			d.Reader.change(func(s *ReaderState) { s.Err = trouble(err) })
		case row < 0:
			d.Reader.change(func(s *ReaderState) { s.Said = "Everything in this list is reviewed." })
		default:
			d.Open(row)
		}
	})
}

// unreviewed is the first row from a row onwards, by rows at a time and round
// the end, that nobody coded; -1 for none.
func (d *Desk) unreviewed(from, by int) (int, error) {
	open, err := d.undecided()
	if err != nil {
		return -1, err
	}
	nums := *d.Results.nums.Load()
	if from < 0 && by < 0 {
		from = 0 // nothing is shown: the last row is the first upwards
	}
	for i := 1; i <= len(nums); i++ {
		row := ((from+by*i)%len(nums) + len(nums)) % len(nums)
		if _, is := slices.BinarySearch(open, nums[row]); is {
			return row, nil
		}
	}
	return -1, nil
}

// undecided are the records that nobody coded, ascending; while a batch is worked
// in, those of it that are not decided there.
func (d *Desk) undecided() ([]record.Num, error) {
	if ids, in := d.Batches.open(); in {
		return d.Case.Nums(d.ctx, slices.Collect(maps.Keys(ids)))
	}
	h, err := d.Case.Find(d.ctx, "is:unreviewed", store.ByNum, false)
	return h.Nums, err
}

// CodeAndNext codes the record shown and shows the next one, in one act.
func (d *Desk) CodeAndNext(field, value string) {
	d.codeAndNext(review.Coding{Field: field, Value: value, Op: "="})
}

func (d *Desk) codeAndNext(cs ...review.Coding) {
	row := d.Results.State().Row + 1
	next := func() { d.Open(row) }
	if row >= d.Results.Len() {
		next = func() { d.Reader.load(d.Reader.State().ID, "That was the last record of the list.") }
	}
	d.Reader.codeThen(next, cs...)
}

// CodeRows codes the records of several results rows as one decision.
func (d *Desk) CodeRows(rows []int, c review.Coding) {
	nums := *d.Results.nums.Load()
	picked := make([]record.Num, 0, len(rows))
	for _, i := range rows {
		if i >= 0 && i < len(nums) {
			picked = append(picked, nums[i])
		}
	}
	d.Reader.codeMany(picked, c)
}
