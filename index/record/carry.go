package record

import "strings"

// Carry finds a span of one version in another by its words and what stands
// around them. It moves only when exactly one place fits; otherwise a person
// must decide.
func Carry(s Span, from, to *Record) (Span, bool) {
	text, err := from.Slice(s)
	if err != nil || text == "" {
		return Span{}, false
	}
	for _, around := range []int{40, 20, 8, 0} {
		before := from.Text[max(0, s.Start-around):s.Start]
		after := from.Text[s.End:min(len(from.Text), s.End+around)]
		whole := before + text + after
		at := strings.Index(to.Text, whole)
		if at < 0 {
			continue
		}
		if strings.Contains(to.Text[at+1:], whole) {
			return Span{}, false
		}
		start := at + len(before)
		return Span{start, start + len(text)}, true
	}
	return Span{}, false
}
