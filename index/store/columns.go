package store

import (
	"cmp"
	"context"
	"database/sql"
	"math"
	"slices"
	"sync"

	"vaughn/index/record"
)

// NoDate stands for an unknown date; it sorts before every other.
const NoDate = math.MinInt64

// column is what memory keeps of one record: 21 bytes, so that a million of
// them is no burden.
type column struct {
	num, family, parent, dup record.Num
	kind                     string
	date                     int64
}

// columns holds the columns of all records; it only ever grows, so a snapshot
// is the slices as they were.
type columns struct {
	mu    sync.RWMutex
	now   Columns
	kinds map[string]uint8
}

// Columns is an immutable view of what sorting and counting need of every
// record; records added later are not in it. A number outside it is nobody's:
// methods give zero values for it.
type Columns struct {
	family, parent, dup []record.Num
	date                []int64
	kind                []uint8
	kinds               []string
}

func (c *columns) len() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.now.family)
}

func (c *columns) extend(list []column) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kinds == nil {
		c.kinds = map[string]uint8{}
	}
	for _, r := range list {
		k, ok := c.kinds[r.kind]
		if !ok && len(c.now.kinds) < math.MaxUint8 {
			k = uint8(len(c.now.kinds))
			c.kinds[r.kind] = k
			c.now.kinds = append(slices.Clip(c.now.kinds), r.kind)
		}
		c.now.family = append(c.now.family, r.family)
		c.now.parent = append(c.now.parent, r.parent)
		c.now.dup = append(c.now.dup, r.dup)
		c.now.date = append(c.now.date, r.date)
		c.now.kind = append(c.now.kind, k)
	}
}

func (s *Store) loadColumns(ctx context.Context) error {
	if err := s.loadRuns(ctx); err != nil {
		return err
	}
	list, err := collect(s, ctx, "SELECT num, family, parent, dup, kind, date FROM records WHERE num > ? ORDER BY num", []any{s.cols.len()},
		func(r *sql.Rows, c *column) error {
			var date sql.NullInt64
			err := r.Scan(&c.num, &c.family, &c.parent, &c.dup, &c.kind, &date)
			if c.date = date.Int64; !date.Valid {
				c.date = NoDate
			}
			return err
		})
	if err != nil {
		return err
	}
	s.cols.extend(list)
	return nil
}

// Columns gives the columns of all records stored so far.
func (s *Store) Columns(context.Context) (*Columns, error) {
	s.cols.mu.RLock()
	defer s.cols.mu.RUnlock()
	now := s.cols.now
	return &now, nil
}

// Len is the number of records; their numbers are 1 to Len.
func (c *Columns) Len() int { return len(c.family) }

func (c *Columns) has(n record.Num) bool { return n > 0 && int(n) <= len(c.family) }

// Family is the number of the family's top-level record.
func (c *Columns) Family(n record.Num) record.Num { return pick(c, c.family, n) }

// Parent is the number of the record it is attached to, 0 for a top-level one.
func (c *Columns) Parent(n record.Num) record.Num { return pick(c, c.parent, n) }

// Dup is the number of the first record of the duplicate set.
func (c *Columns) Dup(n record.Num) record.Num { return pick(c, c.dup, n) }

// Date is in seconds since 1970 UTC, NoDate when unknown. An attachment without
// a date has its parent's.
func (c *Columns) Date(n record.Num) int64 {
	if !c.has(n) {
		return NoDate
	}
	return c.date[n-1]
}

// Kind is the kind of record.
func (c *Columns) Kind(n record.Num) string {
	if !c.has(n) {
		return ""
	}
	return c.kinds[c.kind[n-1]]
}

func pick(c *Columns, col []record.Num, n record.Num) record.Num {
	if !c.has(n) {
		return 0
	}
	return col[n-1]
}

// FamilyRange gives the first and last number of a record's family: families
// are unbroken runs.
func (c *Columns) FamilyRange(n record.Num) (first, last record.Num) {
	first = c.Family(n)
	for last = max(n, first); c.Family(last+1) == first && c.has(last+1); last++ {
	}
	return first, last
}

// Counts says how much a set of records is.
type Counts struct {
	Records  int // records, attachments and conversations included
	Messages int // top-level records that are no conversation, a duplicate set once
	Families int // families with at least one record in the set
}

// Count counts a set; a number that occurs twice counts once for messages and
// families, twice for records.
func (c *Columns) Count(nums []record.Num) Counts {
	out := Counts{Records: len(nums)}
	families, dups := newBits(c.Len()), newBits(c.Len())
	for _, n := range nums {
		if !c.has(n) {
			continue
		}
		if families.add(c.family[n-1]) {
			out.Families++
		}
		if c.parent[n-1] == 0 && c.Kind(n) != "chat" && dups.add(c.dup[n-1]) {
			out.Messages++
		}
	}
	return out
}

type bits []uint64

func newBits(n int) bits { return make(bits, n/64+1) }

// add tells whether n was not there yet.
func (b bits) add(n record.Num) bool {
	was := b[n/64]
	b[n/64] |= 1 << (n % 64)
	return was != b[n/64]
}

// byDate sorts by date, then by number; the number decides so that families
// stay together and a list has one order.
func (c *Columns) byDate(nums []record.Num) {
	slices.SortFunc(nums, func(a, b record.Num) int {
		return cmp.Or(cmp.Compare(c.Date(a), c.Date(b)), cmp.Compare(a, b))
	})
}
