package view

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"vaughn/app/casework"
	"vaughn/index/query"
)

// ExploreState is what the hits of the search are like: their properties with
// counts, when they were written and by whom to whom.
type ExploreState struct {
	Query   string
	Counts  casework.Counts
	Facets  []FacetRow
	Days    Histogram
	Pairs   []casework.PicturePair
	More    int // pairs that are not listed
	Saved   []casework.Saved
	Stale   bool // decisions changed since it was read
	Back    int  // narrowings that can be taken back
	Working bool
	Version int // grows with every outcome
	Said    string
	Err     *Trouble
}

// FacetRow is one line of the facets: a heading, or a value with what narrows
// the search to it.
type FacetRow struct {
	Heading string // "" for a value
	Value   string
	Records int
	Narrow  string
}

// Histogram is messages over time, custodian by custodian.
type Histogram struct {
	Labels []string // first day of each step
	Lanes  []HistogramLane
	Step   string // day, week or month
	ends   []string
}

// HistogramLane is one custodian.
type HistogramLane struct {
	Name   string
	Counts []int
	narrow string
}

// Narrow gives the words that narrow a search to a step of a lane.
func (h Histogram) Narrow(lane, bin int) string {
	if lane < 0 || bin < 0 || lane >= len(h.Lanes) || bin >= len(h.Labels) {
		return ""
	}
	date := "date:" + h.Labels[bin]
	if h.ends[bin] != h.Labels[bin] {
		date += ".." + h.ends[bin]
	}
	return date + " " + h.Lanes[lane].narrow
}

// Explore is the model of the screen that shows what a search holds.
type Explore struct {
	model[ExploreState]
	d    *Desk
	work newest
	past []string
}

// Load asks for everything about the present search anew.
func (m *Explore) Load() { m.load(m.d.Results.State().Query, "") }

// Search shows what another query finds, here and in the list of results.
func (m *Explore) Search(text string) { m.turn(strings.TrimSpace(text)) }

// Narrow adds words to the query.
func (m *Explore) Narrow(words string) {
	if words != "" && !m.State().Working {
		m.turn(Narrowed(m.State().Query, words))
	}
}

// Widen takes the last narrowing back.
func (m *Explore) Widen() {
	m.mu.Lock()
	n := len(m.past)
	if n == 0 {
		m.mu.Unlock()
		return
	}
	text := m.past[n-1]
	m.past = m.past[:n-1]
	m.mu.Unlock()
	m.d.Results.Search(text)
	m.load(text, "")
}

func (m *Explore) turn(text string) {
	m.mu.Lock()
	if now := m.state.Query; now != text {
		m.past = append(m.past, now)
	}
	m.mu.Unlock()
	m.d.Results.Search(text)
	m.load(text, "")
}

// Narrowed is a query narrowed by words. Of two alternatives both are.
func Narrowed(text, words string) string {
	if text == "" {
		return words
	}
	if q, err := query.Parse(text); err == nil {
		if _, alternatives := q.(query.Or); alternatives {
			text = "(" + text + ")"
		}
	}
	return text + " " + words
}

func (m *Explore) load(text, said string) {
	ctx, wanted, end := m.work.begin(m.d.ctx)
	m.change(func(s *ExploreState) { s.Query, s.Working, s.Stale = text, true, false })
	m.env.Go(func() {
		defer end()
		now, err := m.read(ctx, text)
		if !wanted() {
			return
		}
		m.change(func(s *ExploreState) {
			s.Working, s.Err, s.Said = false, trouble(err), said
			if err == nil {
				now.Version, now.Said = s.Version+1, said
				*s = now
			}
			s.Back = len(m.past)
		})
	})
}

func (m *Explore) read(ctx context.Context, text string) (ExploreState, error) {
	s := ExploreState{Query: text}
	if text == "" {
		text = "*"
	}
	c := m.d.Case
	n, err := c.Count(ctx, text)
	if err != nil {
		return s, err
	}
	s.Counts = n
	facets, err := c.Facets(ctx, text, casework.FacetOptions{Top: 12})
	if err != nil {
		return s, err
	}
	s.Facets = m.rows(facets)
	p, err := c.Picture(ctx, text)
	if err != nil {
		return s, err
	}
	s.Days, s.Pairs, s.More = histogram(p.Days), p.Pairs, p.More
	s.Saved, err = c.SavedSearches(ctx)
	return s, err
}

// facetTitles are the facets in the order in which they help.
var facetTitles = []struct{ name, title string }{
	{"custodian", "Custodian"}, {"kind", "Kind"}, {"date", "Month"}, {"sender", "Sender"}, {"domain", "Domain"},
	{"coded", "Coding"}, {"exemption", "Exemption"}, {"tag", "Tag"}, {"filetype", "File type"}}

func (m *Explore) rows(facets []casework.Facet) []FacetRow {
	var out []FacetRow
	for _, t := range facetTitles {
		i := slices.IndexFunc(facets, func(f casework.Facet) bool { return f.Name == t.name })
		if i < 0 || len(facets[i].Values) == 0 {
			continue
		}
		title := t.title
		if more := facets[i].More; more > 0 {
			title += fmt.Sprintf(" (%d more)", more)
		}
		out = append(out, FacetRow{Heading: title})
		for _, v := range facets[i].Values {
			name := v.Value
			if t.name == "exemption" {
				name = m.d.Case.Exemptions().Label([]string{v.Value})
			}
			out = append(out, FacetRow{Value: name, Records: v.Records, Narrow: v.Narrow})
		}
	}
	return out
}

// maxSteps is how many steps of time a histogram has at most.
const maxSteps = 92

// histogram puts days together into days, weeks or months, with the empty ones
// between.
func histogram(days []casework.PictureDay) Histogram {
	h := Histogram{Step: "day"}
	if len(days) == 0 {
		return h
	}
	first, err1 := time.Parse(time.DateOnly, days[0].Day)
	last, err2 := time.Parse(time.DateOnly, days[len(days)-1].Day)
	if err1 != nil || err2 != nil {
		return h
	}
	next := func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }
	switch span := int(last.Sub(first).Hours()/24) + 1; {
	case span > maxSteps*7:
		h.Step, first = "month", time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, time.UTC)
		next = func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }
	case span > maxSteps:
		h.Step = "week"
		next = func(t time.Time) time.Time { return t.AddDate(0, 0, 7) }
	}
	for t := first; !t.After(last); t = next(t) {
		h.Labels = append(h.Labels, t.Format(time.DateOnly))
		h.ends = append(h.ends, next(t).AddDate(0, 0, -1).Format(time.DateOnly))
	}
	for _, d := range days {
		i := slices.IndexFunc(h.Lanes, func(l HistogramLane) bool { return l.Name == d.Custodian })
		if i < 0 {
			i = len(h.Lanes)
			h.Lanes = append(h.Lanes, HistogramLane{Name: d.Custodian, Counts: make([]int, len(h.Labels)), narrow: strings.TrimPrefix(d.Narrow, "date:"+d.Day+" ")})
		}
		bin, exact := slices.BinarySearch(h.Labels, d.Day)
		if !exact {
			bin--
		}
		h.Lanes[i].Counts[bin] += d.Messages
	}
	slices.SortFunc(h.Lanes, func(a, b HistogramLane) int { return strings.Compare(a.Name, b.Name) })
	return h
}

// Save gives the present query a name.
func (m *Explore) Save(name string) {
	text := m.State().Query
	m.env.Go(func() {
		e, err := m.d.Case.SaveSearch(m.d.ctx, name, text)
		if err != nil {
			m.change(func(s *ExploreState) { s.Err = trouble(err) })
			return
		}
		m.d.Reader.remember(e)
		m.load(text, "Saved as “"+name+"”. It can be used in other queries as saved:\""+name+"\".")
	})
}

// Remove takes a saved search away; undo brings it back.
func (m *Explore) Remove(name string) {
	text := m.State().Query
	m.env.Go(func() {
		e, err := m.d.Case.RemoveSearch(m.d.ctx, name)
		if err != nil {
			m.change(func(s *ExploreState) { s.Err = trouble(err) })
			return
		}
		m.d.Reader.remember(e)
		m.load(text, "“"+name+"” is removed. Undo brings it back.")
	})
}

// Touched tells that decisions changed.
func (m *Explore) Touched() { m.change(func(s *ExploreState) { s.Stale = true }) }

// Dismiss takes a shown error away.
func (m *Explore) Dismiss() { m.change(func(s *ExploreState) { s.Err = nil }) }
