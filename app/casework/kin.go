package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"vaughn/index/fault"
	"vaughn/index/query"
	"vaughn/index/record"
	"vaughn/index/search"
	"vaughn/index/store"
)

// read makes the tree that is searched of a query's text: what the case knows
// better than the words of the query takes its place here, part by part.
func (c *Case) read(ctx context.Context, text string) (query.Q, error) {
	q, err := c.Parse(ctx, text)
	if err != nil {
		return nil, err
	}
	return c.expand(ctx, q, nil)
}

// expand replaces the parts of a tree that stand for others. within are the
// saved searches that are being read, the outermost first.
func (c *Case) expand(ctx context.Context, q query.Q, within []string) (query.Q, error) {
	var failed error
	out := query.Map(q, func(q query.Q) query.Q {
		f, ok := q.(query.Fact)
		if !ok || failed != nil {
			return q
		}
		meant := q
		switch f.Field {
		case "saved":
			meant, failed = c.savedTree(ctx, f.Value, within)
		case "queue":
			meant, failed = c.queueTree(ctx, f.Value, within)
		}
		if failed != nil {
			return q
		}
		return meant
	})
	return out, failed
}

// Kin gives all records that belong with those of a set.
func (f facts) Kin(ctx context.Context, by string, of search.Set) (search.Set, error) {
	cols, err := f.c.store.Columns(ctx)
	if err != nil {
		return search.Set{}, err
	}
	var group func(record.Num) uint32
	switch by {
	case "family":
		group = func(n record.Num) uint32 { return uint32(cols.Family(n)) }
	case "copies":
		group = func(n record.Num) uint32 { return uint32(cols.Dup(cols.Family(n))) }
	case "thread":
		_, threads, err := f.c.grouped(ctx)
		if err != nil {
			return search.Set{}, err
		}
		group = func(n record.Num) uint32 { // a record outside all conversations has its family
			if int(n) < len(threads) && threads[n] > 0 {
				return uint32(cols.Len()) + uint32(threads[n])
			}
			return uint32(cols.Family(n))
		}
	default:
		return search.Set{}, &fault.Error{Code: fault.Usage, Op: "searching", Err: fmt.Errorf("nothing is known as in:%s", by)}
	}
	var ids []record.Num
	for n := range of.Each() {
		ids = append(ids, record.Num(group(n)))
	}
	groups := search.SetOf(ids...)
	var out []record.Num
	for n := record.Num(1); int(n) <= cols.Len(); n++ {
		if groups.Has(record.Num(group(n))) {
			out = append(out, n)
		}
	}
	return search.SetOf(out...), nil
}

// hidden finds what files hold that their printed page does not show; a file's
// properties are in nearly all of them and count only where asked for by
// problem:properties.
func (f facts) hidden(ctx context.Context, value string) ([]record.Num, error) {
	if value != store.Any {
		return f.c.store.Where(ctx, store.Is, store.IsProblem, value)
	}
	info, _ := query.Lookup("hidden")
	var out []record.Num
	for _, code := range info.Values {
		nums, err := f.c.store.Where(ctx, store.Is, store.IsProblem, code)
		if err != nil {
			return nil, err
		}
		out = append(out, nums...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// trait answers domain: and filetype: from what facets count.
func (f facts) trait(ctx context.Context, field, value string) ([]record.Num, error) {
	if field == "filetype" && strings.Contains(value, "/") {
		return f.c.store.Where(ctx, store.Is, store.IsType, value)
	}
	t, err := f.c.traits(ctx)
	if err != nil {
		return nil, err
	}
	cols, err := f.c.store.Columns(ctx)
	if err != nil {
		return nil, err
	}
	value = strings.ToLower(strings.TrimPrefix(value, "."))
	var out []record.Num
	for n := record.Num(1); int(n) <= cols.Len(); n++ {
		var has bool
		if field == "filetype" {
			has = value == store.Any || t.Types[t.Type(n)] == value
		} else {
			has = slices.ContainsFunc(t.authors(n, t.domain), func(d uint32) bool { return value == store.Any || t.names[d] == value })
		}
		if has {
			out = append(out, n)
		}
	}
	return out, nil
}
