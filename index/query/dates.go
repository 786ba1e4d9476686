package query

import (
	"strings"
	"time"
)

// forms of a date, finest last, each with what one unit of it adds.
var forms = []struct {
	layout   string
	y, mo, d int
	dur      time.Duration
}{
	{"2006", 1, 0, 0, 0},
	{"2006-01", 0, 1, 0, 0},
	{"2006-01-02", 0, 0, 1, 0},
	{"2006-01-02T15:04", 0, 0, 0, time.Minute},
	{"2006-01-02T15:04:05", 0, 0, 0, time.Second},
}

const dateWant = "a date such as 2022, 2022-02, 2022-02-01 or 2022-02-01T14:30, a range a..b, or one of >= <= > < before a date"

// dates reads the value of a date field.
func dates(field, s string, pos int) (Q, error) {
	bad := func(got string) error { return &SyntaxError{pos, quoted(got), dateWant} }
	r := Range{Field: field}
	if a, b, ok := strings.Cut(s, ".."); ok {
		var okA, okB bool
		r.From, okA = canonical(a, 0)
		r.To, okB = canonical(b, 0)
		if !(okA || a == "") || !(okB || b == "") || a == "" && b == "" {
			return nil, bad(s)
		}
		from, to := r.Bounds(time.UTC)
		if a != "" && b != "" && !from.Before(to) {
			return nil, &SyntaxError{pos, quoted(s), "a range whose end is not before its start"}
		}
		return r, nil
	}
	var ok bool
	switch rest := strings.TrimLeft(s, "<>="); s[:len(s)-len(rest)] {
	case "", "=":
		r.From, ok = canonical(rest, 0)
		r.To = r.From
	case ">=":
		r.From, ok = canonical(rest, 0)
	case ">":
		r.From, ok = canonical(rest, 1)
	case "<=":
		r.To, ok = canonical(rest, 0)
	case "<":
		r.To, ok = canonical(rest, -1)
	}
	if !ok {
		return nil, bad(s)
	}
	return r, nil
}

// canonical spells a date as the table of forms does, moved by a number of its
// own units.
func canonical(s string, move int) (string, bool) {
	s = strings.Replace(strings.TrimSpace(s), " ", "T", 1)
	for _, f := range forms {
		t, err := time.Parse(f.layout, s)
		if err != nil || len(s) != len(f.layout) {
			continue
		}
		t = t.AddDate(move*f.y, move*f.mo, move*f.d).Add(time.Duration(move) * f.dur)
		return t.Format(f.layout), t.Year() >= 0 && t.Year() <= 9999
	}
	return "", false
}

// Bounds gives the moments a range covers in a zone, from inclusive and to
// exclusive; a zero time is an open end. A moment that a clock change skips is
// read as the zone's rules move it.
func (r Range) Bounds(zone *time.Location) (from, to time.Time) {
	for _, f := range forms {
		if len(r.From) == len(f.layout) {
			from, _ = time.ParseInLocation(f.layout, r.From, zone)
		}
		if len(r.To) == len(f.layout) {
			t, _ := time.ParseInLocation(f.layout, r.To, zone)
			to = t.AddDate(f.y, f.mo, f.d).Add(f.dur)
		}
	}
	return from, to
}
