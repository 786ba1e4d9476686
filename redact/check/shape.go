package check

import (
	"regexp"
	"strings"

	"vaughn/index/record"
)

// How numbers are written when somebody means a telephone or a payment card. The
// cells of a table read in a row look like either: "22,650 859 1,178 0 14".
var (
	dialled = regexp.MustCompile(`^(?:\+?1[ .\-]?)?(?:\(\d{3}\) ?|\d{3}[ .\-–/])\d{3}[ .\-–]\d{4}$|^\(?\+[\d() .\-–/]{9,20}$|^\d{3}-\d{4}$`)
	carded  = regexp.MustCompile(`^\d{4}([ \-]?)\d{4}[ \-]?\d{4}[ \-]?\d{1,7}$|^\d{4}[ \-]?\d{6}[ \-]?\d{5}$`)
)

// Shaped tells whether a number that a rule found is written as its kind is and
// stands by itself.
func Shaped(rule, text string, s record.Span) bool {
	got := strings.Trim(text[s.Start:s.End], " ")
	alone := s.Start == 0 || strings.IndexByte(",.$#:/-0123456789", text[s.Start-1]) < 0 || text[s.Start-1] == ':'
	if s.End < len(text)-1 && strings.IndexByte(",.", text[s.End]) >= 0 && text[s.End+1] >= '0' && text[s.End+1] <= '9' {
		alone = false
	}
	switch rule {
	case "phone":
		return alone && dialled.MatchString(got)
	case "card":
		return alone && carded.MatchString(got)
	}
	return true
}
