package redact

import "vaughn/index/record"

// thumbSide is how many pixels the longer side of a picture in a conversation has.
const thumbSide = 480

// With shows the files of a message where it shows them (see Inset), and those
// of a conversation behind the events that sent them. files holds, by their places in r.Children, what is released of each as
// a record of its own: so a picture here shows nothing that it does not show
// there. Left out are pictures in which anything is hidden, and those of events
// in which anything is: their names and labels stand for them. r is the record
// that c was made from.
func (c Clean) With(r *record.Record, files map[int]Clean) Clean {
	if r.Log == nil {
		c.runs = insets(r, c.runs, files)
		return c
	}
	first := make([]int, 0, len(r.Blocks)) // run with which each block begins
	for i, run := range c.runs {
		if run.Start {
			first = append(first, i)
		}
	}
	if len(first) != len(r.Blocks) || len(files) == 0 {
		return c
	}
	runs := append([]Run(nil), c.runs...)
	for _, p := range r.EventParts() {
		end := len(runs)
		if p.Last+1 < len(first) {
			end = first[p.Last+1]
		}
		if boxed(runs[first[p.First]:end]) || p.Entry >= len(r.Log.Entries) {
			continue
		}
		for _, child := range r.Log.Entries[p.Entry].Held {
			if pic, ok := files[child].plain(); ok {
				runs[end-1].Thumbs = append(runs[end-1].Thumbs, pic)
			}
		}
	}
	c.runs = runs
	return c
}

func boxed(runs []Run) bool {
	for _, r := range runs {
		if r.Box != nil {
			return true
		}
	}
	return false
}

// plain gives the one picture of a record in which nothing is hidden.
func (c Clean) plain() (Picture, bool) {
	if len(c.pictures) != 1 || c.pictures[0].Page >= 0 || c.Withheld() || c.Redacted() {
		return Picture{}, false
	}
	p := c.pictures[0]
	p.Side = thumbSide
	return p, true
}
