package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/query"
	"vaughn/index/store"
)

// KindSaved is the kind of the journal facts that are saved searches: the
// target is the case, the name that of the search in lower case.
const KindSaved = "saved-search"

// Saved is a search that was given a name.
type Saved struct {
	Name  string    `json:"name"`
	Query string    `json:"query"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
}

// maxName bounds the name of a saved search, in bytes.
const maxName = 200

// SavedSearches lists the saved searches by name.
func (c *Case) SavedSearches(ctx context.Context) ([]Saved, error) {
	var out []Saved
	for f, err := range c.store.FactsOf(ctx, KindSaved) {
		var s Saved
		if err == nil {
			err = unmarshal(f.Value, &s)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// saved finds a saved search, whatever the case of its name.
func (c *Case) saved(ctx context.Context, name string) (s Saved, found bool, err error) {
	all, err := c.SavedSearches(ctx)
	if err != nil {
		return s, false, err
	}
	i := slices.IndexFunc(all, func(s Saved) bool { return strings.EqualFold(s.Name, name) })
	if i < 0 {
		return s, false, nil
	}
	return all[i], true, nil
}

// SaveSearch gives a query a name, or a name another query, as an entry of the
// journal that Undo takes back. The query must be one, and not use itself.
func (c *Case) SaveSearch(ctx context.Context, name, text string) (journal.Entry, error) {
	const op = "saving the search"
	name = strings.TrimSpace(name)
	if name == "" || len(name) > maxName || strings.ContainsAny(name, "*?\"\\\n") {
		return journal.Entry{}, &fault.Error{Code: fault.Usage, Op: op, Err: errors.New("that is no name"),
			Hint: fmt.Sprintf("A name has 1 to %d letters, digits, blanks and signs, but none of * ? \" \\.", maxName)}
	}
	q, err := c.Parse(ctx, text)
	if err != nil {
		return journal.Entry{}, err
	}
	if _, err := c.expand(ctx, q, []string{name}); err != nil {
		return journal.Entry{}, err
	}
	return c.putSaved(ctx, name, &Saved{Name: name, Query: text, By: c.Actor(), At: c.opt.Now().UTC()}, "saved a search")
}

// RemoveSearch takes a saved search away; the journal keeps that it was there.
func (c *Case) RemoveSearch(ctx context.Context, name string) (journal.Entry, error) {
	if _, ok, err := c.saved(ctx, name); err != nil || !ok {
		return journal.Entry{}, errors.Join(err, noSaved("removing the search"))
	}
	return c.putSaved(ctx, name, nil, "removed a saved search")
}

// putSaved sets or, with nil, removes the fact of a name.
func (c *Case) putSaved(ctx context.Context, name string, to *Saved, reason string) (journal.Entry, error) {
	old, was, err := c.saved(ctx, name)
	if err != nil {
		return journal.Entry{}, err
	}
	var before, after any
	if was {
		before = old
	}
	if to != nil {
		after = *to
	}
	change, err := journal.Set(journal.Key{Target: store.TargetCase, Kind: KindSaved, Name: strings.ToLower(name)}, before, after)
	if err != nil {
		return journal.Entry{}, err
	}
	return c.store.Commit(ctx, journal.Entry{At: c.opt.Now().UTC(), Actor: c.Actor(), Reason: reason, Changes: []journal.Change{change}})
}

func noSaved(op string) error {
	return &fault.Error{Code: fault.Usage, Op: op, Err: errors.New("there is no saved search of that name"), Hint: "`vaughn searches CASE` lists them."}
}

// savedTree reads a saved search for another query; within are the ones that
// are being read, so that none holds itself.
func (c *Case) savedTree(ctx context.Context, name string, within []string) (query.Q, error) {
	const op = "reading a saved search"
	if slices.ContainsFunc(within, func(w string) bool { return strings.EqualFold(w, name) }) {
		return nil, &fault.Error{Code: fault.Usage, Op: op, Err: errors.New("it uses itself"), Hint: "Save it under another name, or without saved: in it."}
	}
	if len(within) == query.MaxDepth {
		return nil, &fault.Error{Code: fault.Usage, Op: op, Err: errors.New("saved searches use one another too deeply")}
	}
	if name == store.Any {
		return nil, noSaved(op)
	}
	s, ok, err := c.saved(ctx, name)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, noSaved(op)
	}
	q, err := c.Parse(ctx, s.Query)
	if err != nil {
		return nil, err
	}
	return c.expand(ctx, q, append(slices.Clip(within), name))
}
