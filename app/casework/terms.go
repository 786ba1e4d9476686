package casework

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"vaughn/index/fault"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/index/search"
	"vaughn/index/store"
)

// Term is one line of a search term report.
type Term struct {
	Line       int // in the file, from 1; 0 for the total
	Query      string
	Err        error // the query cannot be read; the numbers are 0 then
	Hits       Counts
	WithFamily int              // records of all families with a hit
	Unique     int              // records that this query finds and no other
	Custodians map[string]Share // what each holds; a record held by two counts for both
	Dates
}

// Share is what one custodian holds of the hits of a query.
type Share struct {
	Records int
	Dates
}

// Dates is the span of the dated hits; zero when none is dated.
type Dates struct{ First, Last time.Time }

func (d *Dates) add(at time.Time) {
	if d.First.IsZero() || at.Before(d.First) {
		d.First = at
	}
	if at.After(d.Last) {
		d.Last = at
	}
}

// TermReport is a search term report. A record that several queries find counts
// once in Total.
type TermReport struct {
	Terms []Term
	Total Term
}

const (
	maxTerms = 10000
	maxTerm  = 64 << 10
)

// ReadTerms reads a file of queries, one a line; empty lines and those that
// begin with '#' are left out.
func ReadTerms(r io.Reader) ([]Term, error) {
	const op = "reading the file of search terms"
	var out []Term
	s := bufio.NewScanner(r)
	s.Buffer(nil, maxTerm)
	for n := 1; s.Scan(); n++ {
		q := strings.TrimSpace(strings.TrimPrefix(s.Text(), "\ufeff"))
		if q == "" || strings.HasPrefix(q, "#") {
			continue
		}
		if len(out) == maxTerms {
			return nil, &fault.Error{Code: fault.Usage, Op: op, Err: fmt.Errorf("it has more than %d lines", maxTerms), Hint: "Split the file."}
		}
		out = append(out, Term{Line: n, Query: q})
	}
	if err := s.Err(); err != nil {
		return nil, &fault.Error{Code: fault.Usage, Op: op, Err: err, Hint: "It is a text file with one query a line."}
	}
	return out, nil
}

// Terms runs the queries of a search term report. One that cannot be read keeps
// its error and the others go on.
func (c *Case) Terms(ctx context.Context, terms []Term) (TermReport, error) {
	rep := TermReport{Terms: terms, Total: Term{Query: "total"}}
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return rep, err
	}
	holders, err := c.holders(ctx)
	if err != nil {
		return rep, err
	}
	times := make([]uint32, cols.Len()+1) // queries that find a record
	found := make([][]record.Num, len(terms))
	posts := posts{}
	for i := range terms {
		t := &rep.Terms[i]
		h, err := c.Find(ctx, t.Query, store.ByNum, false)
		if fault.CodeOf(err) == fault.Usage {
			t.Err = err
			continue
		}
		if err != nil {
			return rep, err
		}
		found[i] = h.Nums
		if err := c.postsOf(ctx, h, cols, posts); err != nil {
			return rep, err
		}
		for _, n := range h.Nums {
			times[n]++
		}
	}
	var all []record.Num
	for n := range times {
		if times[n] > 0 {
			all = append(all, record.Num(n))
		}
		if times[n] == 1 {
			rep.Total.Unique++
		}
	}
	for i := range terms {
		if err := c.measure(ctx, &rep.Terms[i], found[i], cols, holders); err != nil {
			return rep, err
		}
		if t := &rep.Terms[i]; t.Err == nil && t.Hits.Events > 0 {
			n, err := c.Count(ctx, t.Query)
			if err != nil {
				return rep, err
			}
			t.Hits.Events = n.Events
		}
		for _, n := range found[i] {
			if times[n] == 1 {
				rep.Terms[i].Unique++
			}
		}
	}
	if err := c.measure(ctx, &rep.Total, all, cols, holders); err != nil {
		return rep, err
	}
	rep.Total.Hits.Events, err = c.total(ctx, posts)
	return rep, err
}

// posts are the entries of conversations that queries found, by their places;
// nil stands for all entries of one.
type posts map[record.Num]map[int]bool

// postsOf adds what a query found: the entries it is true of by themselves, or
// whole conversations when it asks nothing of an entry.
func (c *Case) postsOf(ctx context.Context, h Hits, cols *store.Columns, into posts) error {
	if !ofEvents(h.Query) {
		for _, n := range h.Nums {
			if cols.Kind(n) == string(message.ChatPost) {
				into[n] = nil
			}
		}
		return nil
	}
	for in, err := range c.events(ctx, h.Query) {
		if err != nil {
			return err
		}
		set, known := into[in.Num]
		if known && set == nil {
			continue
		}
		if set == nil {
			set = map[int]bool{}
			into[in.Num] = set
		}
		for _, i := range in.Entries {
			set[i] = true
		}
	}
	return nil
}

func (c *Case) total(ctx context.Context, p posts) (int, error) {
	var whole []record.Num
	sum := 0
	for n, set := range p {
		if set == nil {
			whole = append(whole, n)
		}
		sum += len(set)
	}
	all, err := c.eventCount(ctx, whole)
	return sum + all, err
}

type holder struct {
	name string
	set  search.Set
}

func (c *Case) holders(ctx context.Context) ([]holder, error) {
	names, err := c.store.Custodians(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]holder, len(names))
	for i, name := range names {
		nums, err := c.store.Where(ctx, store.Is, store.IsCustodian, name.Value)
		if err != nil {
			return nil, err
		}
		out[i] = holder{name.Value, search.SetOf(nums...)}
	}
	return out, nil
}

func (c *Case) measure(ctx context.Context, t *Term, nums []record.Num, cols *store.Columns, holders []holder) error {
	var err error
	if t.Hits, err = c.Tally(ctx, nums); err != nil {
		return err
	}
	t.Custodians = make(map[string]Share, len(holders))
	next := record.Num(0) // families are unbroken runs, so each is counted at its first hit
	for _, n := range nums {
		if first, last := cols.FamilyRange(n); n >= next {
			t.WithFamily += int(last-first) + 1
			next = last + 1
		}
		var at time.Time
		if d := cols.Date(n); d != store.NoDate {
			at = time.Unix(d, 0).UTC()
			t.add(at)
		}
		for _, h := range holders {
			if !h.set.Has(n) {
				continue
			}
			share := t.Custodians[h.name]
			if share.Records++; !at.IsZero() {
				share.add(at)
			}
			t.Custodians[h.name] = share
		}
	}
	return nil
}
