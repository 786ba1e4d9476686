package suggest

import (
	"slices"
	"strings"
	"unicode/utf8"

	"vaughn/index/message"
	"vaughn/index/people"
	"vaughn/index/record"
)

// letters finds initials: "-JD" below a note, "(JD)", "JD: …".
func (w *weak) letters(i int) (hit, bool) {
	t := w.t
	tok := t.toks[i]
	raw := t.r.Text[tok.Start:tok.End]
	upper := strings.ToUpper(tok.fold)
	for _, p := range w.list.initial[upper] {
		if !w.near(p) || tok.owns && !tok.caps {
			continue
		}
		before, after := "", t.gap(i)
		if i > 0 && t.same(i-1, i) {
			before = t.gap(i - 1)
		}
		dashed := strings.HasSuffix(strings.TrimRight(before, " "), "-") || strings.HasSuffix(before, "/") || strings.HasSuffix(before, "–") || strings.HasSuffix(before, "—") || tok.first && i == 0
		alone := tok.first && tok.last
		sender := w.sender(i, p)
		switch {
		case alone && sender && (raw == upper || dashed):
			return hit{p, tok.Span, "the initials, as a signature", 0.95, i, i + 1}, true
		case raw != upper || w.k.acronym(upper, p) || len(w.list.initial[upper]) > 1:
		case strings.HasSuffix(before, "(") && strings.HasPrefix(after, ")"), dashed && tok.last, strings.HasPrefix(after, ":") && tok.first, tok.owns, w.spoken(i, i+1, false):
			return hit{p, tok.Span, "the initials, in a conversation the person takes part in", 0.8, i, i + 1}, true
		}
	}
	return hit{}, false
}

// sender tells whether the person wrote the message that says token i.
func (w *weak) sender(i, p int) bool {
	part, ok := w.t.partAt(w.t.toks[i].Start)
	return ok && w.list.in(part.from, p)
}

// in tells whether a line of parties names a person by a strong form.
func (l *list) in(parties string, p int) bool {
	if parties == "" {
		return false
	}
	t := line(parties)
	for _, h := range l.strong(t, nil) {
		if h.person == p {
			return true
		}
	}
	return false
}

// line makes a text of its own out of a few words.
func line(s string) *text {
	t := &text{r: &record.Record{Text: s}}
	t.tokens(record.Span{End: len(s)}, 0)
	t.ends()
	return t
}

// rivals are the others in the conversation who bear a word.
func (w *weak) rivals(word string) map[string]bool {
	out := map[string]bool{}
	for _, o := range w.others {
		if o.word == word {
			out[o.name] = true
		}
	}
	for name := range w.k.near[w.thread][word] {
		out[name] = true
	}
	return out
}

// settled decides between the person and others in the conversation who bear
// the same name: who writes signs, who is written to is greeted, and otherwise
// whoever was named last is meant. When nothing tells, the person is.
func (w *weak) settled(h hit, i, end int, word string) (hit, bool) {
	rivals := w.rivals(word)
	if len(rivals) == 0 {
		return h, true
	}
	t := w.t
	if part, inside := t.partAt(h.Start); inside {
		mine, theirs := w.k.told(t, part, i, h.person)
		for _, who := range t.meant(part, i, end) {
			if !mine && !theirs {
				mine, theirs = w.list.in(who, h.person), names(who, rivals)
			}
		}
		if mine != theirs {
			h.why += "; sender or recipient tells which of several"
			return w.either(h, mine, rivals)
		}
	}
	if near, ok := w.last(h, word); ok {
		h.why += "; of several who bear it, this one was named last"
		return w.either(h, near, rivals)
	}
	h.sure = 0.5
	h.why += "; others in the conversation bear it too"
	return h, true
}

// either takes back a hit that is somebody else's. When everybody else it can be
// is on the list too, it stays, so that whoever is meant is withheld.
func (w *weak) either(h hit, mine bool, rivals map[string]bool) (hit, bool) {
	if !mine && !w.list.strangers(rivals) {
		h.sure = 0.45
		return h, true
	}
	return h, mine
}

// strangers tells whether some of these people, each "given family", are not on
// the list or stay released.
func (l *list) strangers(who map[string]bool) bool {
	for n := range who {
		given, family, _ := strings.Cut(n, " ")
		if !slices.ContainsFunc(l.given[given], func(p int) bool {
			return !l.people[p].Released && l.people[p].is(people.FullName{Given: given, Family: family})
		}) {
			return true
		}
	}
	return false
}

// maxGreeting is how many words stand before the last name of a greeting: "Good
// morning Jane and Grant".
const maxGreeting = 5

// meant is who a name at tokens i to end of a part can be, going by its place,
// the likelier first.
func (t *text) meant(p part, i, end int) []string {
	switch t.role(p, i, end) {
	case message.From:
		return []string{p.from}
	case message.To:
		// Each alone: of two who bear a name the first is greeted.
		return slices.Concat(strings.SplitAfter(p.to, ">"), strings.SplitAfter(p.cc, ">"))
	}
	return nil
}

// role is message.From where senders sign, message.To where recipients are
// greeted, and "" elsewhere.
func (t *text) role(p part, i, end int) string {
	switch {
	case t.toks[i].first && t.toks[end-1].last && t.late(p, t.toks[end-1].End):
		return message.From
	case t.early(p, t.toks[i].Start) && i-t.at(p.span.Start) <= maxGreeting:
		return message.To
	}
	return ""
}

// early and late tell whether a place stands in the first or last lines of
// what one message says.
func (t *text) early(p part, at int) bool {
	return strings.Count(strings.TrimSpace(t.r.Text[p.span.Start:at]), "\n") == 0
}

func (t *text) late(p part, at int) bool {
	rest := strings.TrimSpace(t.r.Text[at:max(at, p.span.End)])
	return strings.Count(rest, "\n") < 12 && at-p.span.Start > (p.span.End-p.span.Start)/4
}

// names tells whether a line of parties names one of these people, each "given
// family", folded.
func names(parties string, who map[string]bool) bool {
	var all []string
	for _, k := range line(parties).toks {
		all = append(all, k.fold)
	}
	joined := " " + strings.Join(all, " ") + " "
	for n := range who {
		given, family, _ := strings.Cut(n, " ")
		if strings.Contains(joined, " "+given+" "+family+" ") || strings.Contains(joined, " "+family+" "+given+" ") {
			return true
		}
	}
	return false
}

// last tells whether of everybody who bears the word the person was named last
// before this place, or first behind it.
func (w *weak) last(h hit, word string) (mine, ok bool) {
	before, after := -1, len(w.t.r.Text)+1
	mineBefore, mineAfter := false, false
	look := func(at int, mine bool) {
		if at < h.Start && at > before {
			before, mineBefore = at, mine
		}
		if at > h.Start && at < after {
			after, mineAfter = at, mine
		}
	}
	for _, s := range w.strong {
		if s.person == h.person {
			look(s.Start, true)
		}
	}
	for _, o := range w.others {
		if o.word == word {
			look(w.t.toks[o.at].Start, false)
		}
	}
	switch {
	case before >= 0:
		return mineBefore, true
	case after <= len(w.t.r.Text):
		return mineAfter, true
	}
	return false, false
}

// addresses finds addresses of mail: those of the list, those on another domain
// whose user name is the person's, and those that known says go by the name.
func (l *list) addresses(t *text, mails map[string]int) []hit {
	var out []hit
	for _, span := range t.addressed() {
		from, to := span.Start, span.End
		address := strings.ToLower(t.r.Text[from:to])
		h := hit{Span: span}
		h.from = t.at(from)
		h.to = t.at(to)
		if p, ok := l.mail[address]; ok {
			h.person, h.why, h.sure = p, "the address", 1
			out = append(out, h)
			continue
		}
		if p, ok := mails[address]; ok && p >= 0 {
			h.person, h.why, h.sure = p, "an address that goes by the name in this case", 0.95
			out = append(out, h)
			continue
		}
		local, _, _ := strings.Cut(address, "@")
		for _, p := range l.user[strings.TrimRight(joined(local), "0123456789")] {
			h.person, h.why, h.sure = p, "an address made of the name", 0.93
			out = append(out, h)
			break
		}
	}
	return out
}

// addressed gives everything that is spelled as an address of mail.
func (t *text) addressed() []record.Span {
	var out []record.Span
	text := t.r.Text
	for at := 0; at < len(text); at++ {
		k := strings.IndexByte(text[at:], '@')
		if k < 0 {
			break
		}
		at += k
		from, to := at, at+1
		for wordBefore(text, from) || from > 0 && strings.IndexByte(".+-_%'", text[from-1]) >= 0 {
			_, n := utf8.DecodeLastRuneInString(text[:from])
			from -= n
		}
		for wordAfter(text, to) || to < len(text) && (text[to] == '.' || text[to] == '-') && wordAfter(text, to+1) {
			_, n := utf8.DecodeRuneInString(text[to:])
			to += n
		}
		for from < at && strings.IndexByte(".'-%", text[from]) >= 0 {
			from++
		}
		if from < at && to > at+1 {
			out = append(out, record.Span{Start: from, End: to})
		}
	}
	return out
}

// numbers finds telephone numbers of the list in any notation.
func (l *list) numbers(t *text) []hit {
	if len(l.digits) == 0 {
		return nil
	}
	var out []hit
	for _, s := range phoneSpans(t.r.Text) {
		raw := t.r.Text[s.Start:s.End]
		digits := digitsOf(raw)
		p, ok := l.digits[digits[max(0, len(digits)-10):]]
		if !ok && len(digits) > 10 { // an extension behind it
			for n := 1; n <= 6 && !ok && len(digits)-n >= 10; n++ {
				cut := digits[:len(digits)-n]
				p, ok = l.digits[cut[max(0, len(cut)-10):]]
			}
		}
		if ok {
			out = append(out, hit{p, s, "the telephone number", 0.99, t.at(s.Start), t.at(s.End)})
		}
	}
	return out
}

// signed finds telephone numbers below a listed person's name in a signature
// that are marked as the person's own: "cell", "mobile", "direct".
func (w *weak) signed() []hit {
	var out []hit
	t := w.t
	for _, s := range phoneSpans(t.r.Text) {
		digits := digitsOf(t.r.Text[s.Start:s.End])
		if _, listed := w.list.digits[digits[max(0, len(digits)-10):]]; listed || len(digits) < 10 || len(digits) > 15 {
			continue
		}
		if !ownLine(t.r.Text, s) {
			continue
		}
		for _, h := range w.strong {
			gap := s.Start - h.End
			if gap > 0 && gap < 400 && strings.Count(t.r.Text[h.End:s.Start], "\n") <= 8 && t.toks[min(h.from, len(t.toks)-1)].first && w.sender(min(h.from, len(t.toks)-1), h.person) {
				out = append(out, hit{h.person, s, "a personal number in the signature", 0.75, t.at(s.Start), t.at(s.End)})
				break
			}
		}
	}
	return out
}

// ownLine tells whether the line of a number says that it is one person's.
func ownLine(text string, s record.Span) bool {
	from := strings.LastIndexByte(text[:s.Start], '\n') + 1
	to := s.End + strings.IndexByte(text[s.End:]+"\n", '\n')
	for _, w := range words(text[from:to]) {
		switch w {
		case "cell", "mobile", "mob", "m", "c", "direct", "desk", "d", "personal", "home", "h":
			return true
		}
	}
	return false
}
