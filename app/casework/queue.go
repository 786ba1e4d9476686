package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/query"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact/review"
)

// KindRoute is the kind of the facts that send records on: target is the case,
// Name a level of review, the value the query of what goes there.
const KindRoute = "route"

// Routes gives the query of what goes to each higher level.
func (c *Case) Routes(ctx context.Context) (map[string]string, error) {
	facts, err := c.store.Facts(ctx, store.TargetCase, KindRoute)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, f := range facts {
		var q string
		if err := unmarshal(f.Value, &q); err != nil {
			return nil, err
		}
		out[f.Key.Name] = q
	}
	return out, nil
}

// Route says what goes to a level of review: what a query finds, such as
// "coded:privileged=yes". An empty one takes that back.
func (c *Case) Route(ctx context.Context, level, text string) (journal.Entry, error) {
	level, err := levelOf(level)
	if err != nil {
		return journal.Entry{}, err
	}
	if level == levelFirst {
		return journal.Entry{}, &fault.Error{Code: fault.Usage, Op: "setting a queue", Err: errors.New("the first level has none"), Hint: "What nobody coded is is:unreviewed."}
	}
	routes, err := c.Routes(ctx)
	if err != nil {
		return journal.Entry{}, err
	}
	var before, after any
	if old, was := routes[level]; was {
		before = old
	}
	if text = strings.TrimSpace(text); text != "" {
		q, err := c.Parse(ctx, text)
		if err != nil {
			return journal.Entry{}, err
		}
		if _, err := c.expand(ctx, q, []string{queueOf(level)}); err != nil {
			return journal.Entry{}, err
		}
		after = text
	}
	ch, err := journal.Set(journal.Key{Target: store.TargetCase, Kind: KindRoute, Name: level}, before, after)
	if err != nil || string(ch.Before) == string(ch.After) {
		return journal.Entry{}, err
	}
	return c.store.Commit(ctx, journal.Entry{At: c.opt.Now().UTC(), Actor: c.Actor(), Reason: "review queue", Changes: []journal.Change{ch}})
}

// queueOf names a queue among the saved searches that are being read.
func queueOf(level string) string { return "queue:" + level }

// queueTree is what waits for a level: what its query finds, was not decided
// there as it is coded now, and stands in no open batch of the level.
func (c *Case) queueTree(ctx context.Context, level string, within []string) (query.Q, error) {
	const op = "reading a queue"
	if slices.Contains(within, queueOf(level)) || len(within) == query.MaxDepth {
		return nil, &fault.Error{Code: fault.Usage, Op: op, Err: errors.New("it uses itself")}
	}
	routes, err := c.Routes(ctx)
	if err != nil {
		return nil, err
	}
	text, ok := routes[level]
	if !ok {
		return nil, &fault.Error{Code: fault.Usage, Op: op, Err: fmt.Errorf("nothing is sent to %s", level), Hint: "`vaughn batches CASE route " + level + " QUERY` says what is, such as coded:privileged=yes."}
	}
	q, err := c.Parse(ctx, text)
	if err != nil {
		return nil, err
	}
	if q, err = c.expand(ctx, q, append(slices.Clip(within), queueOf(level))); err != nil {
		return nil, err
	}
	return query.And{Of: []query.Q{q, query.Not{Of: query.Fact{Field: "checked", Value: level}}, query.Not{Of: query.Fact{Field: "batched", Value: level}}}}, nil
}

// inBatch answers batch: by the name of a batch or of a set.
func (f facts) inBatch(ctx context.Context, value string) ([]record.Num, error) {
	return f.members(ctx, func(b BatchInfo) bool {
		return value == anyValue || strings.EqualFold(b.Name, value) || strings.EqualFold(b.Set, value)
	})
}

// batched answers batched: by the level of open batches.
func (f facts) batched(ctx context.Context, value string) ([]record.Num, error) {
	return f.members(ctx, func(b BatchInfo) bool {
		return b.State != review.Completed && b.Sample == nil && (value == anyValue || b.Level == value)
	})
}

func (f facts) members(ctx context.Context, is func(BatchInfo) bool) ([]record.Num, error) {
	list, err := f.c.batchList(ctx)
	if err != nil {
		return nil, err
	}
	var out []record.Num
	for _, b := range list {
		if is(b) {
			out = append(out, b.nums...)
		}
	}
	return ascending(out), nil
}

// checked answers checked: by the level that decided, when what it left still
// stands. What a lower level codes afterwards is to be checked again.
func (f facts) checked(ctx context.Context, value string) ([]record.Num, error) {
	all, err := f.c.signatures(ctx)
	if err != nil {
		return nil, err
	}
	var out []record.Num
	newest := map[record.Num]review.Signed{}
	for _, of := range all {
		for n, s := range of {
			if was, ok := newest[n]; (value == anyValue || s.Level == value) && (!ok || s.At.After(was.At)) {
				newest[n] = s
			}
		}
	}
	now, err := f.codings(ctx, func(n record.Num) bool { _, is := newest[n]; return is })
	if err != nil {
		return nil, err
	}
	fields, err := f.c.Fields(ctx)
	if err != nil {
		return nil, err
	}
	for n, s := range newest {
		if !slices.ContainsFunc(fields, func(x review.Field) bool { return x.Name != "tag" && s.As[x.Name] != now[n][x.Name] }) {
			out = append(out, n)
		}
	}
	return ascending(out), nil
}

// codings gives how records are coded.
func (f facts) codings(ctx context.Context, of func(record.Num) bool) (map[record.Num]map[string]string, error) {
	facts, err := f.c.store.Named(ctx, review.KindCoding, anyValue)
	if err != nil {
		return nil, err
	}
	out := map[record.Num]map[string]string{}
	for _, x := range facts {
		if !of(x.Num) {
			continue
		}
		v, err := review.CodingText(x.Value)
		if err != nil {
			return nil, err
		}
		if out[x.Num] == nil {
			out[x.Num] = map[string]string{}
		}
		out[x.Num][x.Name] = v
	}
	return out, nil
}

// overturnedRecords answers is:overturned.
func (f facts) overturnedRecords(ctx context.Context) ([]record.Num, error) {
	all, err := f.c.signatures(ctx)
	if err != nil {
		return nil, err
	}
	var out []record.Num
	for _, of := range all {
		for n, s := range of {
			if overturned(s) {
				out = append(out, n)
			}
		}
	}
	return ascending(out), nil
}

// incomplete answers is:incomplete: coded, and a required field is missing.
func (f facts) incomplete(ctx context.Context) ([]record.Num, error) {
	_, missing, err := f.c.codedAndMissing(ctx)
	return slices.Collect(missing.Each()), err
}
