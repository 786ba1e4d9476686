package whatsapp

import (
	"slices"
	"time"
)

// orders are tried in this order; the earlier wins where nothing decides.
var orders = [...]Order{DMY, MDY, YMD}

// inference learns the order of dates from all heads of a file.
type inference struct {
	wrong [len(orders)]int // heads that are no date in the order
	back  [len(orders)]int // days that lie before the one above them
	last  [len(orders)]time.Time
	sum   [len(orders)]uint64 // stands for all dates: equal when two orders read them alike
	heads int
	half  bool // a clock of 12 hours was met
	four  bool // a year of four digits was met
}

func (f *inference) add(h head) {
	f.heads++
	f.half = f.half || h.half != 0
	f.four = f.four || h.first4 || h.last4
	for i, o := range orders {
		at, ok := h.on(o)
		if !ok {
			f.wrong[i]++
			continue
		}
		day := at.Truncate(24 * time.Hour)
		if day.Before(f.last[i]) {
			f.back[i]++
		}
		f.last[i] = day
		f.sum[i] = f.sum[i]*31 + uint64(day.Unix())
	}
}

// verdict is how sure an order is.
type verdict int

const (
	certain   verdict = iota // every other order meets a day that does not exist
	likely                   // every other order jumps back in time more often
	undecided                // nothing tells them apart
)

func (f *inference) decide() (Order, verdict) {
	type candidate struct{ i, wrong, back int }
	list := make([]candidate, len(orders))
	for i := range orders {
		list[i] = candidate{i, f.wrong[i], f.back[i]}
		// QUIRK: a year of two digits in front is rare (old Chinese phones);
		// it must be better than the others, not as good.
		if orders[i] == YMD && !f.four {
			list[i].back = list[i].back*2 + 1
		}
		// The 12-hour clock and month first go together in most of the places
		// that have either.
		if f.half && orders[i] == MDY {
			list[i].i -= len(orders)
		}
	}
	slices.SortFunc(list, func(a, b candidate) int {
		for _, d := range []int{a.wrong - b.wrong, a.back - b.back, a.i - b.i} {
			if d != 0 {
				return d
			}
		}
		return 0
	})
	best, next := list[0], list[1]
	at := func(c candidate) int { return (c.i + len(orders)) % len(orders) }
	o := orders[at(best)]
	switch {
	case best.wrong < next.wrong, f.sum[at(best)] == f.sum[at(next)] && best.wrong == next.wrong:
		return o, certain
	case best.back < next.back && orders[at(next)] != YMD:
		return o, likely
	case best.back < next.back:
		// Against a year in front: sure as long as the date is otherwise sound.
		return o, certain
	}
	return o, undecided
}
