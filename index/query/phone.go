package query

import (
	"slices"
	"strings"
)

// Bounds of a telephone number, in digits (ITU-T E.164, section 6: at most 15),
// and of the groups it may be written in.
const (
	minDigits = 5
	maxDigits = 15
	maxGroup  = 5 // digits of one group of several
	maxGroups = 5
)

// Readings gives the terms that a term stands for, any of which may match. It
// is the term itself but for a telephone number: digits written in groups are
// words in a row, so each way to group them is a reading.
func (q Term) Readings() []Term {
	if q.Form != FormPhone {
		return []Term{q}
	}
	var out []Term
	for _, n := range q.numbers() {
		out = append(out, Term{Field: q.Field, Text: n})
		for _, groups := range groupings(n, maxGroups) {
			out = append(out, Term{Field: q.Field, Text: strings.Join(groups, " "), Quoted: true})
		}
	}
	return out
}

// numbers gives the digits of a number: as typed, and with and without what
// stands before it when it is dialled from elsewhere. What is left out is a
// word of its own where the number is written in groups, so that only the
// number written in one run needs each form.
func (q Term) numbers() []string {
	text := strings.TrimSpace(plain(q.Text))
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
	if len(digits) < minDigits || len(digits) > maxDigits {
		return nil
	}
	out := []string{digits}
	switch abroad, ok := strings.CutPrefix(text, "+"); {
	case len(digits) == 11 && digits[0] == '1':
		out = append(out, digits[1:]) // North America
	case ok:
		// the country's code is the first group; inside the country a 0 stands for it
		code := strings.IndexFunc(abroad, func(r rune) bool { return r < '0' || r > '9' })
		if code > 0 && code <= 3 && len(digits)-code >= minDigits {
			out = append(out, digits[code:], "0"+digits[code:], "00"+digits)
		}
	case len(digits) == 10:
		out = append(out, "1"+digits)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// groupings cuts digits into two or more groups in every way people do.
func groupings(digits string, most int) [][]string {
	if most < 2 {
		return nil
	}
	var out [][]string
	for n := 2; n <= min(maxGroup, len(digits)-2); n++ {
		head, rest := digits[:n], digits[n:]
		if len(rest) < 2*maxGroup {
			out = append(out, []string{head, rest})
		}
		for _, g := range groupings(rest, most-1) {
			out = append(out, append([]string{head}, g...))
		}
	}
	return out
}
