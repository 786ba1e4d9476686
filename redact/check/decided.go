package check

import (
	"cmp"
	"fmt"
	"slices"

	"vaughn/index/record"
	"vaughn/redact"
)

// decided is what was coded, and what was not, over the whole case.
type decided struct {
	items  []outcome
	coded  int
	top    map[record.ID]outcome
	copies map[record.Num][]outcome
}

// outcome is what was decided about one record as a whole.
type outcome struct {
	record     *record.Record
	responsive string
	any        bool // something was decided
	asked      bool
	parent     record.ID
	family     record.ID
	set        record.Num
}

func newDecided() decided {
	return decided{top: map[record.ID]outcome{}, copies: map[record.Num][]outcome{}}
}

// stub keeps of a record what a finding about all of it needs, and no text.
func stub(r *record.Record) *record.Record {
	return &record.Record{ID: r.ID, Version: r.Version, MessageID: r.MessageID, Family: r.Family, Parent: r.Parent, Kind: r.Kind}
}

func (d *decided) learn(it Item) {
	r := it.Record
	o := outcome{record: stub(r), responsive: it.Coding["responsive"], any: len(it.Coding) > 0 || it.Gone, asked: it.Asked, parent: r.Parent, family: r.Family, set: it.Copies}
	if o.responsive != "" {
		d.coded++
	}
	for _, m := range it.Marks {
		o.any = o.any || m.State != redact.Proposed
	}
	d.items = append(d.items, o)
	if o.parent == "" {
		d.top[r.ID] = o
		if it.Copies != 0 {
			d.copies[it.Copies] = append(d.copies[it.Copies], o)
		}
	}
}

// report tells what was left open and what was not decided alike.
func (d *decided) report(k *checker) {
	var left []outcome
	for _, o := range d.items {
		switch top, ok := d.top[o.family]; {
		case !o.asked:
		case o.parent != "" && ok && top.responsive != "" && o.responsive == "" && !o.any:
			k.whole(Families, Warn, o, []outcome{top}, "The message is coded and this attachment is not.")
		case o.parent != "" && ok && top.responsive != "" && o.responsive != "" && top.responsive != o.responsive:
			k.whole(Families, Info, o, []outcome{top}, fmt.Sprintf("The message is coded responsive=%s and its attachment responsive=%s.", top.responsive, o.responsive))
		case !o.any:
			left = append(left, o)
		}
	}
	if len(left) > 0 {
		severity := Warn
		if d.coded == 0 {
			severity = Info // this case is not coded at all
		}
		k.whole(Unreviewed, severity, left[0], left[1:], fmt.Sprintf("Nothing was decided about %d records.", len(left)))
	}
	for _, set := range d.sets() {
		first := set[0]
		for _, o := range set[1:] {
			if o.asked && o.responsive != first.responsive && o.responsive != "" && first.responsive != "" {
				k.whole(Families, Block, o, []outcome{first}, fmt.Sprintf("This copy of a message is coded responsive=%s and another responsive=%s.", o.responsive, first.responsive))
			} else if o.asked && (o.responsive == "") != (first.responsive == "") {
				k.whole(Families, Warn, o, []outcome{first}, "One copy of this message is coded and another is not.")
			}
		}
	}
}

func (d *decided) sets() [][]outcome {
	var out [][]outcome
	for _, s := range d.copies {
		if len(s) > 1 {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b []outcome) int { return cmp.Compare(a[0].set, b[0].set) })
	return out
}

// whole reports a finding about records as wholes.
func (k *checker) whole(name string, s Severity, o outcome, other []outcome, why string) {
	f := Finding{Check: name, Severity: s, Place: Place{Record: o.record}, Why: why, key: string(o.record.ID)}
	for _, p := range other {
		f.Other = append(f.Other, Place{Record: p.record})
	}
	k.report(f)
}
