package casework

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"

	"vaughn/export/production"
	"vaughn/index/fault"
	"vaughn/index/message"
	"vaughn/index/query"
	"vaughn/index/record"
	"vaughn/index/search"
	"vaughn/index/store"
	"vaughn/redact"
	"vaughn/redact/review"
)

// EventsOf is a conversation and those of its events that a query is true of,
// by their places in the record's Log.
type EventsOf struct {
	Num     record.Num
	Record  *record.Record
	Entries []int
}

// Events streams the conversations that have events which a query is true of
// by themselves, by the date of the conversation.
func (c *Case) Events(ctx context.Context, text string) iter.Seq2[EventsOf, error] {
	return func(yield func(EventsOf, error) bool) {
		q, err := c.read(ctx, text)
		if err != nil {
			yield(EventsOf{}, err)
			return
		}
		for in, err := range c.events(ctx, q) {
			if !yield(in, err) || err != nil {
				return
			}
		}
	}
}

// EventTargets lists the addresses of all events that a query is true of.
func (c *Case) EventTargets(ctx context.Context, text string) ([]record.ID, error) {
	var out []record.ID
	for in, err := range c.Events(ctx, text) {
		if err != nil {
			return nil, err
		}
		for _, i := range in.Entries {
			out = append(out, record.ID(record.EventTarget(in.Record.ID, in.Record.Log.Entries[i].ID)))
		}
	}
	return out, nil
}

// EventsIn finds the events of one conversation that a query is true of.
func (c *Case) EventsIn(ctx context.Context, r *record.Record, q query.Q) ([]int, error) {
	return search.Events(ctx, r, q, newEventFacts(c))
}

func (c *Case) events(ctx context.Context, q query.Q) iter.Seq2[EventsOf, error] {
	return func(yield func(EventsOf, error) bool) {
		bound := query.And{Of: []query.Q{query.Fact{Field: "kind", Value: string(message.ChatPost)}, search.EventBound(q)}}
		set, err := c.index.All(ctx, bound, facts{c})
		if gone, gerr := c.excluded(ctx); err == nil {
			set, err = set.Without(gone), gerr
		}
		nums := slices.Collect(set.Each())
		if err == nil {
			err = c.store.Sort(ctx, nums, store.ByDate, false)
		}
		if err != nil {
			yield(EventsOf{}, err)
			return
		}
		known := newEventFacts(c)
		for _, n := range nums {
			r, err := c.store.ByNum(ctx, n)
			var in []int
			if err == nil {
				in, err = search.Events(ctx, r, q, known)
			}
			if err == nil && len(in) == 0 {
				continue
			}
			if !yield(EventsOf{n, r, in}, err) || err != nil {
				return
			}
		}
	}
}

// ofEvents tells a query whose answer may differ between the events of one
// conversation.
func ofEvents(q query.Q) bool {
	found := false
	query.Map(q, func(q query.Q) query.Q {
		switch t := q.(type) {
		case query.Term, query.Near, query.Range:
			found = true
		case query.Fact:
			found = found || slices.Contains([]string{"coded", "tag", "is", "exemption", "has", "id"}, t.Field) || codes(t.Field)
		}
		return q
	})
	return found
}

// codes tells whether a field of a query is one that reviewers code: a built-in
// one, or one of the case, which the table of fields does not know.
func codes(field string) bool {
	_, builtIn := review.FieldNamed(review.BuiltIn(), field)
	_, known := query.Lookup(field)
	return builtIn || !known
}

// eventCount sums the events of conversations. A record never changes how many it
// has, so each is looked at once.
func (c *Case) eventCount(ctx context.Context, chats []record.Num) (int, error) {
	sum := 0
	var ask []record.Num
	for _, n := range chats {
		if v, ok := c.sizes.Load(n); ok {
			sum += v.(int)
		} else {
			ask = append(ask, n)
		}
	}
	i := 0
	for id, err := range c.records(ctx, ask) {
		if err != nil {
			return 0, err
		}
		r, err := c.store.Record(ctx, id)
		if err != nil {
			return 0, err
		}
		c.sizes.Store(ask[i], r.Events)
		sum += r.Events
		i++
	}
	return sum, nil
}

// eventFacts answers for the events of conversations; it remembers what it was
// told of records while one query runs.
type eventFacts struct {
	facts
	sets map[[2]string]search.Set
	of   *decided
}

// decided is what was decided about one conversation and its events.
type decided struct {
	rec    *record.Record
	whole  review.State
	events map[string]map[string]string
	parts  []record.Part
}

func newEventFacts(c *Case) *eventFacts {
	return &eventFacts{facts: facts{c}, sets: map[[2]string]search.Set{}}
}

// OfEvents makes eventFacts a search.EventFacts.
func (f *eventFacts) OfEvents(ctx context.Context, r *record.Record, field, value string) (func(int) bool, error) {
	entry := func(i int) *record.Entry { return &r.Log.Entries[i] }
	switch {
	case field == "id" && strings.Contains(value, "#"):
		id, event := record.SplitTarget(value)
		return func(i int) bool { return id == r.ID && entry(i).ID == event }, nil
	case field == "has" && value == "attachment":
		return func(i int) bool { return entry(i).Files > 0 }, nil
	case field == "is" && value == "produced":
		return f.producedEvents(ctx, r)
	case field == "coded", field == "tag", field == "is" && value != "incomplete" && value != "overturned", codes(field):
		d, err := f.decided(ctx, r)
		if err != nil {
			return nil, err
		}
		name, want := codedAs(field, value)
		return func(i int) bool { return d.coded(entry(i).ID, name, want) != (field == "is" && value == "unreviewed") }, nil
	case field == "exemption", field == "has" && (value == "mark" || value == "exemption"):
		return f.marked(ctx, r, field, value)
	}
	key := [2]string{field, value}
	set, ok := f.sets[key]
	if !ok {
		nums, err := f.Where(ctx, field, value)
		if err != nil {
			return nil, err
		}
		set = search.SetOf(nums...)
		f.sets[key] = set
	}
	n, err := f.c.store.Num(ctx, r.ID)
	return func(int) bool { return set.Has(n) }, err
}

func (f *eventFacts) decided(ctx context.Context, r *record.Record) (*decided, error) {
	if f.of != nil && f.of.rec == r {
		return f.of, nil
	}
	whole, err := f.c.State(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	events, err := f.c.EventCoding(ctx, r.ID)
	f.of = &decided{rec: r, whole: whole, events: events, parts: r.EventParts()}
	return f.of, err
}

// codedAs is the field and value that a fact asks for.
func codedAs(field, value string) (name, want string) {
	switch field {
	case "tag":
		return "tag", value
	case "is":
		return "responsive", store.Any
	}
	if field != "coded" {
		return field, value
	}
	if value == store.Any {
		return store.Any, store.Any
	}
	name, want, ok := strings.Cut(value, "=")
	if !ok {
		want = "yes"
	}
	return name, want
}

// coded tells whether an event is coded so: by itself, or, in a field in which
// it is not, with its conversation.
func (d *decided) coded(event, name, want string) bool {
	own := d.events[event]
	if name == store.Any {
		return len(own) > 0 || len(d.whole.Coding) > 0
	}
	v, ok := own[name]
	if !ok {
		v, ok = d.whole.Coding[name]
	}
	return ok && (want == store.Any || strings.EqualFold(v, want) ||
		slices.ContainsFunc(strings.Split(v, "; "), func(s string) bool { return strings.EqualFold(s, want) }))
}

// marked finds the events that marks lie on.
func (f *eventFacts) marked(ctx context.Context, r *record.Record, field, value string) (func(int) bool, error) {
	d, err := f.decided(ctx, r)
	if err != nil {
		return nil, err
	}
	want := map[string]bool{}
	if field == "exemption" && value != store.Any {
		if want, err = f.codes(value); err != nil {
			return nil, err
		}
	}
	on := make([]bool, len(r.Log.Entries))
	for _, m := range d.whole.Marks {
		if len(want) > 0 && !slices.ContainsFunc(m.Basis, func(b string) bool { return want[b] }) {
			continue
		}
		for _, p := range d.parts {
			if p.Entry < len(on) && (m.Target == redact.OnRecord || m.Target != redact.Except && m.Span.Overlaps(p.Span)) {
				on[p.Entry] = true
			}
		}
	}
	return func(i int) bool { return on[i] }, nil
}

// codes are a code and, for a whole such as (b)(7), its parts.
func (f facts) codes(value string) (map[string]bool, error) {
	code, ok := f.c.set.Lookup(value)
	if !ok {
		return nil, &fault.Error{Code: fault.Usage, Op: "searching", Err: errors.New("that exemption is not in the case's set"), Hint: "`vaughn help exemptions` lists the codes."}
	}
	out := map[string]bool{}
	for _, k := range f.c.set.Codes() {
		if k.ID == code.ID || k.Parent == code.ID {
			out[string(k.ID)] = true
		}
	}
	return out, nil
}

// producedEvents finds the events that stand in a finished production.
func (f *eventFacts) producedEvents(ctx context.Context, r *record.Record) (func(int) bool, error) {
	out := make([]bool, len(r.Log.Entries))
	for p, err := range f.c.Productions(ctx) {
		if err != nil {
			return nil, err
		}
		for _, d := range p.Docs {
			if d.Record == r.ID {
				production.Each(d.Events, len(out), func(i int) { out[i] = true })
			}
		}
	}
	return func(i int) bool { return out[i] }, nil
}
