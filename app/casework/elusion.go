package casework

import (
	"context"
	"math"

	"vaughn/index/record"
	"vaughn/index/sampling"
	"vaughn/redact/review"
)

// Elusion is what a random sample of the records nobody had coded says of what
// reading on would still bring: when to stop.
type Elusion struct {
	Batch      string  `json:"batch"`
	Population int     `json:"population"` // not coded when the sample was drawn
	Size       int     `json:"size"`
	Checked    int     `json:"checked"` // of the sample, coded since
	Yes        int     `json:"yes"`     // of these, as the goal says
	Confidence float64 `json:"confidence"`
	sampling.Interval
	Fewest int `json:"fewest"` // such records in the population
	Most   int `json:"most"`
	Found  int `json:"found"` // such records coded outside the population
	// Recall is the share of all such records that were found before the sample.
	Recall sampling.Interval `json:"recall"`
}

// Elude reads a sample as one of what had not been coded in the goal's field.
// Records of it that are not coded yet count for nothing; while there are some
// the figures are not final.
func (c *Case) Elude(ctx context.Context, batch string, goal Goal) (Elusion, error) {
	b, err := c.sampleNamed(ctx, batch)
	if err != nil {
		return Elusion{}, err
	}
	coded, err := c.examples(ctx, goal)
	if err != nil {
		return Elusion{}, err
	}
	out := Elusion{Batch: b.Name, Population: b.Sample.Population, Size: b.Size, Confidence: b.Sample.Confidence}
	drawn, err := c.store.Nums(ctx, b.Records)
	if err != nil {
		return out, err
	}
	for _, n := range drawn {
		if yes, ok := coded[n]; ok {
			out.Checked++
			if yes {
				out.Yes++
			}
		}
	}
	within := map[record.Num]bool{}
	for _, n := range review.UnpackNums(b.Sample.Of) {
		within[n] = true
	}
	for n, yes := range coded {
		if yes && !within[n] {
			out.Found++
		}
	}
	out.Interval = sampling.Exact(out.Yes, out.Checked, out.Confidence)
	out.Fewest = max(out.Yes, int(math.Ceil(out.Low*float64(out.Population)-1e-9)))
	out.Most = max(out.Fewest, min(out.Population-(out.Checked-out.Yes), int(math.Floor(out.High*float64(out.Population)+1e-9))))
	out.Recall = sampling.Interval{Low: share(out.Found, out.Found+out.Most), High: share(out.Found, out.Found+out.Fewest)}
	return out, nil
}

// share is a part of a whole; all of nothing.
func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}
