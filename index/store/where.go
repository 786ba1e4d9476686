package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"vaughn/index/fault"
	"vaughn/index/record"
)

// Is is the kind of the facts that follow from a record itself; they stand in
// no journal. Their names are given below.
const Is = "is"

// Names of facts of kind Is. All values are compared without regard to case.
const (
	IsCustodian = "custodian" // a holder of the record or of its family
	IsSource    = "source"    // name or ID of a container it was found in
	IsFormat    = "format"    // format of such a container
	IsKind      = "kind"      // record.Kind
	IsType      = "type"      // media type
	IsProblem   = "problem"   // code of a problem of the record
	IsHas       = "has"       // HasAttachment, HasProblem, HasDuplicate, HasDate
	IsMessageID = "message-id"
)

// Values of IsHas.
const (
	HasAttachment = "attachment"
	HasProblem    = "problem"
	HasDuplicate  = "duplicate" // the duplicate set has another record
	HasDate       = "date"
)

// Any as a value asks for the fact's presence, as a name for a fact of that
// value under any name.
const Any = "*"

// Where gives the records with a fact of that kind, name and value, ascending,
// each once. For facts of the journal the value is compared, case ignored, with
// the JSON text, number or truth value of the fact, with each element of a list,
// and as "field=value" with the fields of an object and the elements of lists in
// them; values over 200 bytes are found only by presence. A fact on an event of
// a conversation ("record#event") counts for its record.
func (s *Store) Where(ctx context.Context, kind, name, value string) ([]record.Num, error) {
	if kind == Is {
		return s.whereIs(ctx, name, value)
	}
	switch {
	case value == Any && name == Any:
		return s.nums(ctx, "SELECT num FROM facts WHERE kind=? AND num IS NOT NULL", kind)
	case value == Any:
		return s.nums(ctx, "SELECT num FROM facts WHERE kind=? AND name=? AND num IS NOT NULL", kind, name)
	case name == Any:
		return s.nums(ctx, "SELECT num FROM terms WHERE kind=? AND term=?", kind, strings.ToLower(value))
	}
	return s.nums(ctx, "SELECT num FROM terms WHERE kind=? AND term=? AND name=?", kind, strings.ToLower(value), name)
}

func (s *Store) nums(ctx context.Context, query string, args ...any) ([]record.Num, error) {
	out, err := collect(s, ctx, query, args, func(r *sql.Rows, n *record.Num) error { return r.Scan(n) })
	if err != nil {
		return nil, coded("asking for facts", s.path, err)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func (s *Store) whereIs(ctx context.Context, name, value string) ([]record.Num, error) {
	all := value == Any
	switch name {
	case IsCustodian:
		return s.found(ctx, "SELECT num, name, name FROM custodians", "custodian", value)
	case IsSource:
		return s.found(ctx, "SELECT num, name, id FROM sources", "source", value)
	case IsFormat:
		return s.found(ctx, "SELECT num, format, format FROM sources", "source", value)
	case IsProblem:
		return s.nums(ctx, "SELECT num FROM record_problems WHERE ? OR code=?", all, value)
	case IsType:
		return s.nums(ctx, "SELECT num FROM records WHERE ? OR type=?", all, strings.ToLower(value))
	case IsMessageID:
		if all {
			return s.nums(ctx, "SELECT num FROM records WHERE message_id<>''")
		}
		return s.nums(ctx, "SELECT num FROM records WHERE message_id<>'' AND message_id IN (?, ?)", value, "<"+value+">")
	case IsKind:
		return s.kinds(ctx, value)
	case IsHas:
		return s.whereHas(ctx, value)
	}
	return nil, &fault.Error{Code: fault.Usage, Op: "asking for facts", Err: fmt.Errorf("records have no %q", name)}
}

func (s *Store) kinds(ctx context.Context, kind string) ([]record.Num, error) {
	return s.each(ctx, func(c *Columns, n record.Num) bool { return kind == Any || strings.EqualFold(c.Kind(n), kind) })
}

func (s *Store) whereHas(ctx context.Context, what string) ([]record.Num, error) {
	switch what {
	case HasAttachment:
		return s.nums(ctx, "SELECT num FROM records WHERE children > 0")
	case HasProblem:
		return s.nums(ctx, "SELECT num FROM record_problems")
	case HasDate:
		return s.each(ctx, func(c *Columns, n record.Num) bool { return c.Date(n) != NoDate })
	case HasDuplicate:
		c, err := s.Columns(ctx)
		if err != nil {
			return nil, err
		}
		size := make([]int32, c.Len()+1)
		for n := record.Num(1); c.has(n); n++ {
			size[c.Dup(n)]++
		}
		return s.each(ctx, func(c *Columns, n record.Num) bool { d := c.Dup(n); return int(d) < len(size) && size[d] > 1 })
	}
	return nil, &fault.Error{Code: fault.Usage, Op: "asking for facts", Err: fmt.Errorf("nothing is known as having %q", what)}
}

// each asks every record in turn.
func (s *Store) each(ctx context.Context, ok func(*Columns, record.Num) bool) ([]record.Num, error) {
	c, err := s.Columns(ctx)
	if err != nil {
		return nil, err
	}
	var out []record.Num
	for n := record.Num(1); c.has(n); n++ {
		if ok(c, n) {
			out = append(out, n)
		}
	}
	return out, nil
}

// found gives the families found with the custodians or sources of a name. The
// names are few, and Go folds the case of all letters where SQLite knows ASCII.
func (s *Store) found(ctx context.Context, list, column, value string) ([]record.Num, error) {
	type named struct {
		num       int64
		name, alt string
	}
	names, err := collect(s, ctx, list, nil, func(r *sql.Rows, v *named) error { return r.Scan(&v.num, &v.name, &v.alt) })
	if err != nil {
		return nil, coded("asking for facts", s.path, err)
	}
	c, err := s.Columns(ctx)
	if err != nil {
		return nil, err
	}
	var out []record.Num
	for _, v := range names {
		if value != Any && !strings.EqualFold(v.name, value) && !strings.EqualFold(v.alt, value) {
			continue
		}
		tops, err := s.nums(ctx, "SELECT num FROM occurrences WHERE "+column+"=?", v.num)
		if err != nil {
			return nil, err
		}
		for _, t := range tops {
			if !c.has(t) {
				continue // stored after the columns were looked at
			}
			for _, last := c.FamilyRange(t); t <= last; t++ {
				out = append(out, t)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Value is one value of a fact and how many records have it.
type Value struct {
	Value   string
	Records int
}

// Custodians gives the holders by name with the number of top-level records
// found with each.
func (s *Store) Custodians(ctx context.Context) ([]Value, error) {
	return s.values(ctx, "SELECT c.name, count(DISTINCT o.num) FROM custodians c JOIN occurrences o ON o.custodian=c.num GROUP BY c.name ORDER BY c.name")
}

// Values gives the values of a journal fact, commonest first; name may be Any.
func (s *Store) Values(ctx context.Context, kind, name string) ([]Value, error) {
	return s.values(ctx, "SELECT term, count(DISTINCT num) n FROM terms WHERE kind=? AND (?='*' OR name=?) GROUP BY term ORDER BY n DESC, term", kind, name, name)
}

func (s *Store) values(ctx context.Context, query string, args ...any) ([]Value, error) {
	out, err := collect(s, ctx, query, args, func(r *sql.Rows, v *Value) error { return r.Scan(&v.Value, &v.Records) })
	return out, coded("asking for facts", s.path, err)
}
