package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"vaughn/index/fault"
	"vaughn/index/record"
)

// Order is what a list is sorted by.
type Order string

// The orders. Equal ones follow their numbers. ByNum is the order of import.
const (
	ByNum     Order = "num"
	ByDate    Order = "date"
	ByFrom    Order = "from"
	BySubject Order = "subject" // reply and forward prefixes ignored
	ByTo      Order = "to"
	ByKind    Order = "kind"
	BySize    Order = "size"
)

// ranks keeps, per order, every record's place in it: sorting hits is then
// comparing small numbers. They are made when first asked for and again after
// records came.
type ranks struct {
	mu sync.Mutex
	of map[Order][]uint32
}

// Sort brings numbers into an order, in place.
func (s *Store) Sort(ctx context.Context, nums []record.Num, by Order, descending bool) error {
	switch by {
	case ByNum:
		slices.Sort(nums)
	case ByDate:
		c, err := s.Columns(ctx)
		if err != nil {
			return err
		}
		c.byDate(nums)
	default:
		rank, err := s.rank(ctx, by)
		if err != nil {
			return err
		}
		at := func(n record.Num) uint32 {
			if int(n) < len(rank) {
				return rank[n]
			}
			return 0
		}
		slices.SortFunc(nums, func(a, b record.Num) int { return cmp.Or(cmp.Compare(at(a), at(b)), cmp.Compare(a, b)) })
	}
	if descending {
		slices.Reverse(nums)
	}
	return nil
}

func (s *Store) rank(ctx context.Context, by Order) ([]uint32, error) {
	field, ok := map[Order]string{ByFrom: "sender", BySubject: "subject", ByTo: "recipients", ByKind: "kind", BySize: "printf('%020d', bytes)"}[by]
	if !ok {
		return nil, &fault.Error{Code: fault.Usage, Op: "sorting a list", Err: fmt.Errorf("there is no order %q", by)}
	}
	s.ranks.mu.Lock()
	defer s.ranks.mu.Unlock()
	if r := s.ranks.of[by]; len(r) == s.cols.len()+1 {
		return r, nil
	}
	type keyed struct {
		key string
		num record.Num
	}
	list, err := collect(s, ctx, "SELECT num, "+field+" FROM records", nil, func(r *sql.Rows, k *keyed) error {
		err := r.Scan(&k.num, &k.key)
		k.key = sortKey(k.key, by == BySubject)
		return err
	})
	if err != nil {
		return nil, coded("sorting a list", s.path, err)
	}
	slices.SortFunc(list, func(a, b keyed) int { return cmp.Or(strings.Compare(a.key, b.key), cmp.Compare(a.num, b.num)) })
	rank := make([]uint32, len(list)+1)
	for i, k := range list {
		if i == 0 || k.key != list[i-1].key {
			rank[k.num] = uint32(i)
		} else {
			rank[k.num] = rank[list[i-1].num]
		}
	}
	if s.ranks.of == nil {
		s.ranks.of = map[Order][]uint32{}
	}
	s.ranks.of[by] = rank
	return rank, nil
}

// sortKey folds case and drops what stands before the first letter or digit
// (quotation marks, brackets, blanks); of a subject also the prefixes that
// replies and forwards put there.
func sortKey(s string, subject bool) string {
	s = strings.ToLower(s)
	for {
		s = strings.TrimLeftFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		cut := false
		if subject {
			for _, p := range []string{"re", "fw", "fwd", "aw", "wg", "tr", "rv"} {
				if rest, ok := strings.CutPrefix(s, p); ok {
					if r, _ := utf8.DecodeRuneInString(rest); r == ':' {
						s, cut = rest, true
					}
				}
			}
		}
		if !cut {
			return s
		}
	}
}
