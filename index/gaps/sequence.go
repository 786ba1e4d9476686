package gaps

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vaughn/index/record"
)

// A platform counts its entries when nearly all ids end in a number that grows
// with time by one.
const (
	leastCounted = 20 // entries
	counted      = 90 // percent of the steps that are 1
	widest       = 1000
)

// numbered is an entry whose id ends in a number.
type numbered struct {
	n int64
	e *record.Entry
}

// sequence looks for holes where a platform numbers the entries of a
// conversation one by one.
func (s *survey) sequence() {
	var list []numbered
	prefix := ""
	for i := range s.log.Entries {
		e := &s.log.Entries[i]
		head := strings.TrimRight(e.ID, "0123456789")
		n, err := strconv.ParseInt(e.ID[len(head):], 10, 64)
		if err != nil || e.Orphan || len(list) > 0 && head != prefix {
			continue
		}
		prefix = head
		list = append(list, numbered{n, e})
	}
	if len(list) < leastCounted || len(list)*100 < len(s.log.Entries)*counted {
		return
	}
	slices.SortStableFunc(list, func(a, b numbered) int { return cmp.Compare(a.n, b.n) })
	ones, ordered := 0, 0
	for i := 1; i < len(list); i++ {
		if list[i].n == list[i-1].n+1 {
			ones++
		}
		if list[i].e.At >= list[i-1].e.At {
			ordered++
		}
	}
	if steps := len(list) - 1; ones*100 < steps*counted || ordered*100 < steps*counted {
		return
	}
	for i := 1; i < len(list); i++ {
		a, b := list[i-1], list[i]
		missing := b.n - a.n - 1
		if missing < 1 || missing > widest {
			continue // beyond that the count was begun anew
		}
		s.found(Finding{Kind: Sequence, Sure: Inferred, Count: int(missing), From: a.e.Time(a.e.At), To: b.e.Time(b.e.At), Events: []string{a.e.ID, b.e.ID},
			Text: plural(int(missing), "number is", "numbers are") + " left out of the platform's count between two entries.",
			Why:  fmt.Sprintf("%d of %d entries are numbered one by one. A number may also belong to an entry of another conversation or to one that was never sent.", ones+1, len(list))})
	}
}

// Limit is where a tool stops.
type Limit struct {
	Platform string // "" for any
	Rows     int
	Why      string
}

// Limits are the known ones. The first is from the help page of WhatsApp on
// exporting a chat, those of sheets from the specifications of Excel.
func Limits() []Limit {
	return []Limit{
		{"whatsapp", 40_000, "WhatsApp exports the last 40,000 messages of a chat without media and no more."},
		{"whatsapp", 10_000, "WhatsApp exports the last 10,000 messages of a chat with media and no more."},
		{"", 65_535, "A sheet of Excel 97-2003 has 65,536 rows, one of them the head."},
		{"", 65_536, "A sheet of Excel 97-2003 has 65,536 rows."},
		{"", 1_048_575, "A sheet of Excel has 1,048,576 rows, one of them the head."},
		{"", 1_048_576, "A sheet of Excel has 1,048,576 rows."},
	}
}

// AtLimit tells why a number of rows is suspect: it is a known limit, or a
// round number as limits are.
func AtLimit(platform string, rows int) (why string, ok bool) {
	for _, l := range Limits() {
		if l.Rows == rows && (l.Platform == "" || l.Platform == platform) {
			return l.Why + " The number may be chance.", true
		}
	}
	for _, r := range []int{5_000, 10_000, 20_000, 25_000, 50_000, 100_000, 200_000, 250_000, 500_000, 1_000_000} {
		if rows == r {
			return "Tools that stop do so at round numbers; by chance a number is as round in less than one of a thousand exports.", true
		}
	}
	return "", false
}

// limits asks of each export of the conversation whether it ends where tools do.
func (s *survey) limits() {
	parts := s.opt.Parts
	if parts == nil {
		parts = []int{len(s.log.Entries)}
	}
	for _, n := range parts {
		if why, ok := AtLimit(s.Platform, n); ok {
			s.found(Finding{Kind: RowLimit, Sure: Inferred, Count: 1, From: s.First, To: s.Last,
				Text: fmt.Sprintf("An export of this conversation holds exactly %d entries.", n), Why: why})
		}
	}
}
