package casework

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"vaughn/export/production"
	"vaughn/index/fault"
	"vaughn/index/message"
	"vaughn/index/query"
	"vaughn/index/record"
	"vaughn/index/search"
	"vaughn/index/store"
	"vaughn/redact/review"
)

// Page is a window of a result.
type Page struct {
	Offset, Limit int
	By            store.Order
	Desc          bool
}

// Counts of a query: a message held by several custodians or in several forms
// is one of Messages; chat entries count as Events: those that
// the query is true of by themselves.
type Counts struct {
	Records  int `json:"records"`
	Messages int `json:"messages"`
	Families int `json:"families"`
	Events   int `json:"events"`
}

// Hits is the whole result of a query in an order, without its rows. Query is
// what was searched: saved searches stand in it as they were read.
type Hits struct {
	Query query.Q
	Nums  []record.Num
	Took  time.Duration
}

// parse reads a query; a wrong one is a usage error that says where.
func parse(text string, own ...query.FieldInfo) (query.Q, error) {
	q, err := query.Parse(text, own...)
	var syn *query.SyntaxError
	if errors.As(err, &syn) {
		return nil, &fault.Error{Code: fault.Usage, Op: "reading the query", Err: err, Hint: "`vaughn help search` lists the fields and signs."}
	}
	return q, err
}

// Find runs a query and orders all its hits.
func (c *Case) Find(ctx context.Context, text string, by store.Order, desc bool) (Hits, error) {
	start := time.Now()
	q, err := c.read(ctx, text)
	if err != nil {
		return Hits{}, err
	}
	asked, err := c.identify(ctx, q)
	if err != nil {
		return Hits{}, err
	}
	set, err := c.index.All(ctx, asked, facts{c})
	if err != nil {
		return Hits{}, err
	}
	gone, err := c.excluded(ctx)
	if err != nil {
		return Hits{}, err
	}
	nums := slices.Collect(set.Without(gone).Each())
	if by != "" && by != store.ByNum {
		if err := c.store.Sort(ctx, nums, by, desc); err != nil {
			return Hits{}, err
		}
	} else if desc {
		slices.Reverse(nums)
	}
	return Hits{Query: q, Nums: nums, Took: time.Since(start)}, nil
}

// Rows gives the list rows of numbers, in their order. Ask for pages.
func (c *Case) Rows(ctx context.Context, nums []record.Num) ([]store.Row, error) {
	return c.store.Rows(ctx, nums)
}

// Count counts the hits of a query.
func (c *Case) Count(ctx context.Context, text string) (Counts, error) {
	h, err := c.Find(ctx, text, store.ByNum, false)
	if err != nil {
		return Counts{}, err
	}
	out, err := c.Tally(ctx, h.Nums)
	if err != nil || !ofEvents(h.Query) {
		return out, err
	}
	out.Events = 0
	for in, err := range c.events(ctx, h.Query) {
		if err != nil {
			return Counts{}, err
		}
		out.Events += len(in.Entries)
	}
	return out, nil
}

// Tally counts records that are at hand, a conversation with all its events.
func (c *Case) Tally(ctx context.Context, nums []record.Num) (Counts, error) {
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return Counts{}, err
	}
	out := Counts{Records: len(nums)}
	sets, families := map[record.Num]bool{}, map[record.Num]bool{}
	var chats []record.Num
	for _, n := range nums {
		families[cols.Family(n)] = true
		if cols.Kind(n) == string(message.ChatPost) {
			chats = append(chats, n)
			continue
		}
		if cols.Parent(n) == 0 && cols.Kind(n) != "document" {
			sets[cols.Dup(n)] = true
		}
	}
	if out.Events, err = c.eventCount(ctx, chats); err != nil {
		return Counts{}, err
	}
	out.Messages, out.Families = len(sets), len(families)
	return out, nil
}

// Each streams the ids of a query's hits, by date.
func (c *Case) Each(ctx context.Context, text string) iter.Seq2[record.ID, error] {
	return func(yield func(record.ID, error) bool) {
		h, err := c.Find(ctx, text, store.ByDate, false)
		if err != nil {
			yield("", err)
			return
		}
		for id, err := range c.records(ctx, h.Nums) {
			if !yield(id, err) {
				return
			}
		}
	}
}

// IDs lists the ids of a query's hits, by date.
func (c *Case) IDs(ctx context.Context, text string) ([]record.ID, error) {
	var out []record.ID
	for id, err := range c.Each(ctx, text) {
		if err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}

// facts answers the search index from the case database.
type facts struct{ c *Case }

// Zone is the zone dates are read in.
func (f facts) Zone() *time.Location { return f.c.zone }

// Rank gives the place of every record in an order.
func (f facts) Rank(ctx context.Context, column string) (func(record.Num) int64, error) {
	n, err := f.c.store.Count(ctx)
	if err != nil {
		return nil, err
	}
	nums := make([]record.Num, n)
	for i := range nums {
		nums[i] = record.Num(i + 1)
	}
	if err := f.c.store.Sort(ctx, nums, store.Order(column), false); err != nil {
		return nil, err
	}
	rank := make([]int64, n+1)
	for i, num := range nums {
		rank[num] = int64(i)
	}
	return func(n record.Num) int64 {
		if int(n) >= len(rank) {
			return 0
		}
		return rank[n]
	}, nil
}

// Where asks the database for one fact.
func (f facts) Where(ctx context.Context, field, value string) ([]record.Num, error) {
	s := f.c.store
	switch field {
	case "custodian":
		return s.Where(ctx, store.Is, store.IsCustodian, value)
	case "kind":
		return s.Where(ctx, store.Is, store.IsKind, value)
	case "problem":
		return s.Where(ctx, store.Is, store.IsProblem, value)
	case "messageid":
		return f.messageID(ctx, value)
	case "id", "family", "thread":
		return f.byID(ctx, field, value)
	case "has":
		if value == "mark" || value == "exemption" {
			return s.Where(ctx, review.KindMark, store.Any, store.Any)
		}
		if value == "hidden" {
			return f.hidden(ctx, store.Any)
		}
		return s.Where(ctx, store.Is, store.IsHas, value)
	case "hidden":
		return f.hidden(ctx, value)
	case "domain", "filetype":
		return f.trait(ctx, field, value)
	case "is":
		return f.state(ctx, value)
	case "person":
		b, err := f.c.peopleBook(ctx)
		if err != nil {
			return nil, err
		}
		return b.Meant(value), nil
	case "exemption":
		return f.exemption(ctx, value)
	case "coded":
		return f.coded(ctx, value)
	case "batch":
		return f.inBatch(ctx, value)
	case "batched":
		return f.batched(ctx, value)
	case "checked":
		return f.checked(ctx, value)
	case "reviewer":
		return s.WhereBy(ctx, review.KindCoding, value)
	case "note":
		return f.noted(ctx, value)
	}
	return f.codedField(ctx, field, value)
}

func (f facts) messageID(ctx context.Context, value string) ([]record.Num, error) {
	if value != store.Any && !strings.HasPrefix(value, "<") {
		value = "<" + value + ">"
	}
	return f.c.store.Where(ctx, store.Is, store.IsMessageID, value)
}

func (f facts) byID(ctx context.Context, field, value string) ([]record.Num, error) {
	id, _ := record.SplitTarget(value)
	ids := []record.ID{id}
	if ok, err := f.c.store.Has(ctx, ids[0]); err != nil || !ok {
		return nil, err
	}
	if field == "thread" {
		n, err := f.c.store.Num(ctx, ids[0])
		if err != nil {
			return nil, err
		}
		return f.c.threadOf(ctx, n)
	}
	if field != "id" {
		var err error
		if ids, err = f.c.store.Family(ctx, ids[0]); err != nil {
			return nil, err
		}
	}
	var out []record.Num
	for _, id := range ids {
		n, err := f.c.store.Num(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	slices.Sort(out)
	return out, nil
}

// state answers is:. A record is reviewed when somebody said whether it is
// responsive.
func (f facts) state(ctx context.Context, value string) ([]record.Num, error) {
	switch value {
	case "produced":
		return f.produced(ctx)
	case "incomplete":
		return f.incomplete(ctx)
	case "overturned":
		return f.overturnedRecords(ctx)
	}
	done, err := f.c.store.Where(ctx, review.KindCoding, "responsive", store.Any)
	if err != nil || value == "reviewed" {
		return done, err
	}
	n, err := f.c.store.Count(ctx)
	if err != nil {
		return nil, err
	}
	have := search.SetOf(done...)
	var out []record.Num
	for i := range n {
		if num := record.Num(i + 1); !have.Has(num) {
			out = append(out, num)
		}
	}
	return out, nil
}

func (f facts) produced(ctx context.Context) ([]record.Num, error) {
	var out []record.Num
	for p, err := range f.c.Productions(ctx) {
		if err != nil {
			return nil, err
		}
		for _, d := range p.Docs {
			n, err := f.c.store.Num(ctx, d.Record)
			if err != nil {
				return nil, err
			}
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// exemption finds a code and, for a whole such as (b)(7), its parts.
func (f facts) exemption(ctx context.Context, value string) ([]record.Num, error) {
	if value == store.Any {
		return f.c.store.Where(ctx, review.KindMark, store.Any, store.Any)
	}
	codes, err := f.codes(value)
	if err != nil {
		return nil, err
	}
	var out []record.Num
	for id := range codes {
		nums, err := f.c.store.Where(ctx, review.KindMark, store.Any, "basis="+id)
		if err != nil {
			return nil, err
		}
		out = append(out, nums...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// coded reads "responsive=yes", or "responsive" for what is coded yes.
func (f facts) coded(ctx context.Context, value string) ([]record.Num, error) {
	field, v := codedAs("coded", value)
	return f.c.store.Where(ctx, review.KindCoding, field, v)
}

// Productions streams what the journal keeps of finished productions.
func (c *Case) Productions(ctx context.Context) iter.Seq2[production.Produced, error] {
	return func(yield func(production.Produced, error) bool) {
		for f, err := range c.store.FactsOf(ctx, production.KindProduced) {
			var p production.Produced
			if err == nil {
				err = unmarshal(f.Value, &p)
			}
			if !yield(p, err) || err != nil {
				return
			}
		}
	}
}
