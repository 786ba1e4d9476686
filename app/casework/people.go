package casework

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"

	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/people"
	"vaughn/index/query"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact/review"
)

// roll is who is who, made out when first asked for and again when records or
// decisions were added.
type roll struct {
	mu      sync.Mutex
	count   int // records that are in evidence
	ev      []people.Evidence
	decided int // decisions that are in book, and the newest of them
	last    int64
	book    *people.Book
}

// People gives everybody the case knows, the most frequent first: each with
// all forms (addresses, numbers, handles, bare names) and names, confirmed and
// proposed ones apart. What it gives must not be changed.
func (c *Case) People(ctx context.Context) ([]people.Person, error) {
	b, err := c.peopleBook(ctx)
	if err != nil {
		return nil, err
	}
	return b.Persons, nil
}

func (c *Case) peopleBook(ctx context.Context) (*people.Book, error) {
	r := &c.roll
	r.mu.Lock()
	defer r.mu.Unlock()
	of, last, err := c.Identities(ctx)
	if err != nil {
		return nil, err
	}
	count, err := c.store.Count(ctx)
	if err != nil {
		return nil, err
	}
	if r.book != nil && r.count == count && r.decided == len(of) && r.last == last {
		return r.book, nil
	}
	if r.ev == nil || r.count != count {
		if r.ev, err = c.evidence(ctx); err != nil {
			return nil, err
		}
		r.count = count
	}
	d := make(people.Decisions, len(of))
	for form, id := range of {
		d[people.Key(form)] = id
	}
	r.book = people.Build(r.ev, d, people.Options{Region: people.RegionOf(c.zone.String())})
	r.decided, r.last = len(of), last
	return r.book, nil
}

// evidence reads what is kept of all records, after keeping what records of an
// older version of the case lack.
func (c *Case) evidence(ctx context.Context) ([]people.Evidence, error) {
	if err := c.sightRest(ctx); err != nil {
		return nil, err
	}
	seen, err := c.store.Sightings(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]people.Evidence, len(seen))
	for i, s := range seen {
		out[i] = people.Evidence{Sighting: people.Unpack(s.Body), Wrote: s.Wrote, Records: s.Records}
	}
	return out, nil
}

// sightRest keeps who is seen in records of an older version of the case.
func (c *Case) sightRest(ctx context.Context) error {
	last, err := c.store.LastSighted(ctx)
	if err != nil {
		return err
	}
	return inBatches(c.store.Records(ctx, last), func(rs []store.Numbered) error { return c.sight(ctx, rs) })
}

// inBatches gives what a stream brings in groups of a size that one transaction
// bears.
func inBatches(rs iter.Seq2[store.Numbered, error], put func([]store.Numbered) error) error {
	var batch []store.Numbered
	for r, err := range rs {
		if err != nil {
			return err
		}
		if batch = append(batch, r); len(batch) == 500 {
			if err := put(batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	if len(batch) == 0 {
		return nil
	}
	return put(batch)
}

// sight keeps who is seen in records that follow each other.
func (c *Case) sight(ctx context.Context, rs []store.Numbered) error {
	if len(rs) == 0 {
		return nil
	}
	list := make([][]store.Sighting, len(rs))
	for i, r := range rs {
		for _, s := range people.Read(r.Record) {
			if line, ok := s.Pack(); ok {
				list[i] = append(list[i], store.Sighting{Body: line, Wrote: s.Wrote})
			}
		}
	}
	return c.store.PutSightings(ctx, rs[0].Num, list)
}

// Persons gives whom a text means: an id, an address, a number in any notation,
// an account or a full name. Nobody is fault.NotFound.
func (c *Case) Persons(ctx context.Context, text string) ([]*people.Person, error) {
	b, err := c.peopleBook(ctx)
	if err != nil {
		return nil, err
	}
	found := b.Find(text, "")
	if len(found) == 0 {
		return nil, &fault.Error{Code: fault.NotFound, Op: "looking a person up", Err: errors.New("nobody of the case is called so"),
			Hint: "Give an id as `vaughn people CASE` prints it, a whole address or number, or a full name."}
	}
	return found, nil
}

// RecordsOf lists the records in which a person takes part by a form of that
// state, "" being any.
func (c *Case) RecordsOf(ctx context.Context, id, state string) ([]record.Num, error) {
	b, err := c.peopleBook(ctx)
	if err != nil {
		return nil, err
	}
	p, ok := b.ByID(id)
	if !ok {
		return nil, nil
	}
	return b.Records(p, state), nil
}

// identify adds to each participant: of a query, outside of w/ and pre/, the
// records of whom it names without a doubt: a confirmed form of a person, or a
// telephone number in any notation. The words stay searched as they are
// written, so a decision never hides a hit. An address in quotes, a pattern and
// a spelling with ~ are words and nothing else.
func (c *Case) identify(ctx context.Context, q query.Q) (query.Q, error) {
	switch t := q.(type) {
	case query.And:
		of, err := c.identifyAll(ctx, t.Of)
		return query.And{Of: of}, err
	case query.Or:
		of, err := c.identifyAll(ctx, t.Of)
		return query.Or{Of: of}, err
	case query.Not:
		of, err := c.identify(ctx, t.Of)
		return query.Not{Of: of}, err
	case query.Kin:
		of, err := c.identify(ctx, t.Of)
		return query.Kin{By: t.By, Of: of}, err
	case query.Term:
		text, ok := t.Literal()
		if t.Field != "participant" || t.Form != "" || !ok || t.Quoted && strings.Contains(text, "@") {
			return q, nil
		}
		b, err := c.peopleBook(ctx)
		if err != nil {
			return nil, err
		}
		k, known := b.Key(text)
		if len(b.Find(text, people.Confirmed)) > 0 || known && k.Kind() == people.Phone {
			return query.Or{Of: []query.Q{q, query.Fact{Field: "person", Value: text}}}, nil
		}
	}
	return q, nil
}

func (c *Case) identifyAll(ctx context.Context, of []query.Q) ([]query.Q, error) {
	out := make([]query.Q, len(of))
	for i, q := range of {
		var err error
		if out[i], err = c.identify(ctx, q); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// onePerson is whom a text means, when it means one.
func onePerson(b *people.Book, text string) (*people.Person, error) {
	found := b.Find(text, "")
	if len(found) == 1 {
		return found[0], nil
	}
	return nil, &fault.Error{Code: fault.Usage, Op: "deciding who is who", Err: fmt.Errorf("%d persons are meant", len(found)),
		Hint: "Give an id as `vaughn people CASE` prints it, or one address or number."}
}

// Confirm decides that forms belong to a person; without forms, all that are
// proposed do.
func (c *Case) Confirm(ctx context.Context, who string, forms ...string) (journal.Entry, error) {
	b, err := c.peopleBook(ctx)
	if err != nil {
		return journal.Entry{}, err
	}
	p, err := onePerson(b, who)
	if err != nil {
		return journal.Entry{}, err
	}
	to := map[string]string{}
	for _, f := range p.Forms {
		if len(forms) == 0 || f.State == people.Confirmed {
			to[string(f.Key)] = p.ID
		}
	}
	for _, text := range forms {
		k, err := formOf(b, p, text)
		if err != nil {
			return journal.Entry{}, err
		}
		to[string(k)] = p.ID
	}
	return c.Identify(ctx, to, "confirmed")
}

// formOf reads a form of a person.
func formOf(b *people.Book, p *people.Person, text string) (people.Key, error) {
	if k, ok := b.Key(text); ok {
		if owner, ok := b.ByForm(k); ok && owner.ID == p.ID {
			return k, nil
		}
	}
	return "", &fault.Error{Code: fault.Usage, Op: "deciding who is who", Err: errors.New("a form given is none of this person"),
		Hint: "`vaughn people CASE " + p.ID + "` lists the forms."}
}

// Merge decides that persons are one, the first of them: all forms that are
// confirmed of each, or the ones that are proposed where none is.
func (c *Case) Merge(ctx context.Context, into string, others ...string) (journal.Entry, error) {
	b, err := c.peopleBook(ctx)
	if err != nil {
		return journal.Entry{}, err
	}
	var first *people.Person
	to := map[string]string{}
	for _, who := range append([]string{into}, others...) {
		p, err := onePerson(b, who)
		if err != nil {
			return journal.Entry{}, err
		}
		if first == nil {
			first = p
		}
		state := ""
		if p.Decided {
			state = people.Confirmed
		}
		for _, f := range p.Of(state) {
			to[string(f.Key)] = first.ID
		}
	}
	return c.Identify(ctx, to, "merged")
}

// Split decides that forms of a person are somebody else's: one new person who
// is apart from then on. Where nothing was decided yet, the most frequent form
// that stays is confirmed to be the person's, or the two would be proposed
// as one again.
func (c *Case) Split(ctx context.Context, who string, forms ...string) (journal.Entry, error) {
	b, err := c.peopleBook(ctx)
	if err != nil {
		return journal.Entry{}, err
	}
	p, err := onePerson(b, who)
	if err != nil {
		return journal.Entry{}, err
	}
	var out []people.Key
	for _, text := range forms {
		k, err := formOf(b, p, text)
		if err != nil {
			return journal.Entry{}, err
		}
		out = append(out, k)
	}
	to, ok := splitting(b, p, out)
	if !ok {
		return journal.Entry{}, &fault.Error{Code: fault.Usage, Op: "deciding who is who", Err: errors.New("a form must go and a form must stay"),
			Hint: "Name at least one form of the person, and not all."}
	}
	return c.Identify(ctx, to, "split")
}

// splitting gives the decisions that take forms from a person.
func splitting(b *people.Book, p *people.Person, out []people.Key) (map[string]string, bool) {
	gone := map[people.Key]bool{}
	for _, k := range out {
		gone[k] = true
	}
	var stays []people.Form
	anchored := false
	for _, f := range p.Forms {
		if !gone[f.Key] {
			stays = append(stays, f)
			anchored = anchored || f.State == people.Confirmed
		}
	}
	if len(out) == 0 || len(stays) == 0 {
		return nil, false
	}
	fresh := people.NewID(out[0], func(id string) bool { _, taken := b.ByID(id); return taken })
	to := map[string]string{}
	for _, k := range out {
		to[string(k)] = fresh
	}
	if !anchored {
		to[string(stays[0].Key)] = p.ID
	}
	return to, true
}

// UndoPeople takes back one decision on who is who, by its entry.
func (c *Case) UndoPeople(ctx context.Context, seq int64) (journal.Entry, error) {
	for e, err := range c.store.Journal(ctx, seq-1) {
		if err != nil {
			return journal.Entry{}, err
		}
		if e.Seq == seq && len(e.Changes) > 0 && e.Changes[0].Key.Kind == review.KindPerson {
			return c.Undo(ctx, e, "taken back")
		}
		break
	}
	return journal.Entry{}, &fault.Error{Code: fault.NotFound, Op: "taking a decision back", Err: errors.New("that entry decides nothing about people"),
		Hint: "`vaughn log CASE` lists the entries."}
}
