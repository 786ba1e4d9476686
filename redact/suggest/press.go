package suggest

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"vaughn/index/record"
	"vaughn/index/thread"
)

// A press article or release that somebody pasted into a message is public, and
// so is every name in it. It begins where a headline, a byline, a dateline or a
// newspaper's name stands and reads on like a report: people are quoted as having
// said things. It ends with the message, at a sign that ends articles, or where
// the sender speaks again.

var (
	dateline = regexp.MustCompile(`^\p{Lu}[\p{Lu} .'’-]{2,30}(?:,\s[\p{L}\d][\p{L}\d., ]{1,30})?\s*(?:\((?:AP|Reuters|AFP|UPI|\p{Lu}[\p{Lu} ]+)\)\s*)?(?:—|–|--|-)(?:$|\s+[\p{Lu}“"])`)
	byline   = regexp.MustCompile(`^(?i:by)\s+\p{Lu}[\p{L}.'’-]+(?:\s+(?:\p{Lu}[\p{L}.'’-]*|d[aei]|del?|der|van|von|la|le|el|al|bin|ibn|ter|ten|zu|dos)){1,4}(?:,| and |\s*\||$)`)
	twoNames = regexp.MustCompile(`^\p{Lu}[\p{L}.'’-]+(?:\s\p{Lu}[\p{L}.'’-]*){1,2}\s(?:and|&)\s\p{Lu}[\p{L}.'’-]+(?:\s\p{Lu}[\p{L}.'’-]*){1,2}$`)
	released = regexp.MustCompile(`(?i)^(?:\*+\s*)?(?:for immediate release|press release|news release|media advisory|press statement)\b`)
	issued   = regexp.MustCompile(`(?i)^(?:published|updated|posted|last updated)\b.{0,12}\d`)
	pasted   = regexp.MustCompile(`(?i)^[\W_]*(?:(?:full )?(?:article|story|text of (?:the )?(?:article|story|release)|press clip|news clip|clip)(?: (?:below|follows|text))?|begin (?:article|story|clip))[\W_]*$`)
	said     = regexp.MustCompile(`(?i)\b(?:said|told|says|according to|in (?:a|an emailed) statement|declined to comment|did not (?:immediately )?respond|spokes(?:man|woman|person)|reporters?|reported|announced|testified)\b`)
	over     = regexp.MustCompile(`(?i)^(?:###|# # #|-30-|— ?end ?—|-+ ?end.{0,12}|ends?$|\(end\)|read more|©|copyright\b|all rights reserved|sign up for|subscribe|follow us|end of (?:article|story|clip))`)
	signoff  = regexp.MustCompile(`(?i)^(?:--|__+|thanks|thank you|best|regards|kind regards|cheers|v/r|sent from my|get outlook)\b|^--\s*$`)
	speaking = regexp.MustCompile(`\b(?:I|I'm|I’m|I'll|I’ll|let's|let’s|we should|can you|could you|please|FYI|thoughts\?)\b`)
)

// minBody is what makes a text read like a report; minStart what makes a line
// look like the beginning of one.
const (
	minStart = 2
	minTotal = 5
	maxLines = 400
)

type textLine struct {
	record.Span
	text string // marks of quotation and blanks at the ends left out
}

// articles finds the published texts in a record.
func articles(t *text) []record.Span {
	var out []record.Span
	subject, _ := thread.BaseSubject(t.r.Subject)
	parts := t.parts
	if len(parts) == 0 && len(t.r.Text) > 0 {
		if body, ok := t.r.Field(record.FieldBody); ok {
			parts = []part{{span: body}}
		}
	}
	for _, p := range parts {
		lines := linesOf(t.r.Text, p.span)
		for i := 0; i < len(lines); i++ {
			if to, ok := article(lines, i, subject); ok {
				out = append(out, record.Span{Start: lines[i].Start, End: lines[to-1].End})
				i = to - 1
			}
		}
	}
	return out
}

// linesOf gives the lines of a span that say something.
func linesOf(text string, s record.Span) []textLine {
	var out []textLine
	for at := s.Start; at < s.End; {
		end := s.End
		if n := strings.IndexByte(text[at:s.End], '\n'); n >= 0 {
			end = at + n
		}
		if clean := strings.Trim(text[at:end], " \t\r\u00a0>|"); clean != "" {
			out = append(out, textLine{record.Span{Start: at, End: end}, clean})
		}
		at = end + 1
	}
	return out
}

// article tells whether a published text begins at line i, and which line is
// the first behind it.
func article(lines []textLine, i int, subject string) (to int, ok bool) {
	start := 0
	head := i
	for ; head < len(lines) && head < i+6; head++ {
		n := opening(lines, head, subject)
		if n == 0 && head == i {
			return 0, false
		}
		if n == 0 && !headline(lines[head].text) {
			break
		}
		start += n
	}
	if start < minStart {
		return 0, false
	}
	body := 0
	for _, l := range lines[i:head] {
		body += min(2, len(said.FindAllString(l.text, 3)))
	}
	to = head
	for ; to < len(lines) && to-i < maxLines; to++ {
		l := lines[to].text
		if over.MatchString(l) {
			to++
			body += 2
			break
		}
		if to > head && (signoff.MatchString(l) || resumes(lines, to)) {
			break
		}
		body += min(2, len(said.FindAllString(l, 3)))
		if strings.ContainsAny(l, "“”\"") && said.MatchString(l) {
			body++
		}
		if len(strings.Fields(l)) >= 25 {
			body++
		}
	}
	return to, body >= 2 && start+min(body, 6) >= minTotal
}

// opening says how much a line looks like the beginning of a published text.
func opening(lines []textLine, i int, subject string) int {
	l := lines[i].text
	words := len(strings.Fields(l))
	switch {
	case begins(l, "fpnm*") && released.MatchString(l), shouted(l) && dateline.MatchString(l):
		return 3
	case begins(l, "b") && words <= 14 && byline.MatchString(l), len(l) < 60 && pasted.MatchString(l):
		return 2
	case i > 0 && words <= 9 && twoNames.MatchString(l):
		return 2
	case subject != "" && len(subject) > 20 && thread.Fold(l) == thread.Fold(subject):
		return 2
	case words <= 12 && begins(l, "pul") && issued.MatchString(l):
		return 2
	case words <= 24 && outlet(l):
		return 1
	case words == 1 && (strings.HasPrefix(l, "http://") || strings.HasPrefix(l, "https://")):
		return 1
	}
	return 0
}

// outlets are words of the names of newspapers and agencies.
var outlets = set(`News Times Post Journal Herald Tribune Gazette Reuters Politico CNN NPR BBC NBC CBS ABC
	Daily Chronicle Guardian Bloomberg Globe Examiner Dispatch Courier Observer Sentinel
	Bulletin Telegraph Weekly Ledger Inquirer Register Star`)

// outlet tells whether a line names a newspaper.
func outlet(l string) bool {
	for _, w := range strings.FieldsFunc(l, func(c rune) bool { return !unicode.IsLetter(c) }) {
		if unicode.IsUpper(rune(w[0])) && outlets[w] {
			return true
		}
	}
	return strings.Contains(l, "Associated Press")
}

// begins tells whether a line begins with one of some small letters or its capital.
func begins(l, letters string) bool {
	return strings.IndexByte(letters, l[0]|0x20) >= 0 || strings.IndexByte(letters, l[0]) >= 0
}

// shouted tells whether a line begins with two capitals and holds a dash.
func shouted(l string) bool {
	for i, c := range l {
		if i > 0 {
			return (unicode.IsUpper(c) || c == '.') && strings.ContainsAny(l, "-–—")
		}
		if !unicode.IsUpper(c) {
			return false
		}
	}
	return false
}

// headline tells whether a line could be one: short, no full stop, a capital.
func headline(l string) bool {
	n := len(strings.Fields(l))
	first := []rune(l)[0]
	return n >= 3 && n <= 20 && !strings.HasSuffix(l, ".") && !strings.HasSuffix(l, ",") && (unicode.IsUpper(first) || unicode.IsDigit(first))
}

// resumes tells whether the sender speaks again at line i: in the first person
// outside quotation marks, or with the lines of a signature.
func resumes(lines []textLine, i int) bool {
	l := lines[i].text
	if speaking.MatchString(l) && !strings.ContainsAny(l, "“”\"") && len(strings.Fields(l)) < 40 {
		return true
	}
	if len(strings.Fields(l)) > 4 || strings.HasSuffix(l, ".") || i == 0 || lines[i].Start-lines[i-1].End < 2 {
		return false // a signature begins a paragraph, the rest of a broken line does not
	}
	for k := i + 1; k < len(lines) && k <= i+4; k++ {
		if strings.Contains(lines[k].text, "@") || slices.ContainsFunc(phoneSpans(lines[k].text), func(s record.Span) bool { return s.Len() >= 10 }) {
			return true
		}
	}
	return i == len(lines)-1 && i > 0 && lines[i].Start-lines[i-1].End > 1
}

// public tells whether a place lies in a published text.
func (t *text) public(s record.Span) bool {
	for _, p := range t.press {
		if p.Start <= s.Start && s.End <= p.End {
			return true
		}
	}
	return false
}
