package suggest

import (
	"slices"
	"strings"
	"unicode/utf8"

	"vaughn/index/record"
)

// hit is a strong form found.
type hit struct {
	person int
	record.Span
	why  string
	sure float64
	from int // token it begins with
	to   int // token behind it
}

// strong finds the forms that stand for a person wherever they stand.
func (l *list) strong(t *text, mails map[string]int) []hit {
	out := append(l.addresses(t, mails), l.numbers(t)...)
	for i := range t.toks {
		for _, h := range l.named(t, i) {
			if !thing(t, h.from, h.to) {
				out = append(out, h)
			}
		}
		out = append(out, l.asWritten(t, i)...)
		out = append(out, l.login(t, i)...)
	}
	return out
}

// named finds full names that begin at token i.
func (l *list) named(t *text, i int) []hit {
	var out []hit
	add := func(p, end int, why string, sure float64) {
		span := record.Span{Start: t.toks[i].Start, End: t.toks[end-1].End}
		out = append(out, hit{p, span, why, sure, i, end})
	}
	for _, p := range l.given[t.toks[i].fold] {
		if end, ok := l.people[p].forward(t, i); ok {
			add(p, end, "the full name", 0.99)
		}
	}
	for _, p := range l.family[t.toks[i].fold] {
		if end, ok := l.people[p].backward(t, i); ok {
			add(p, end, "the full name, surname first", 0.99)
		}
	}
	if utf8.RuneCountInString(t.toks[i].fold) <= 2 && t.toks[i].upper {
		for j := i + 1; j <= i+2 && j < len(t.toks); j++ {
			for _, p := range l.family[t.toks[j].fold] {
				if end, ok := l.people[p].shortened(t, i); ok && end > j {
					add(p, end, "an initial with the surname", 0.95)
				}
			}
		}
	}
	return out
}

// seq matches words in a row from token i and gives the token behind them.
func (t *text) seq(i int, ws []string) (int, bool) {
	for k, w := range ws {
		if i+k >= len(t.toks) || t.toks[i+k].fold != w || k > 0 && !t.beside(i+k-1) {
			return 0, false
		}
	}
	return i + len(ws), true
}

// maxMiddle is how many words may stand between a given and a family name.
const maxMiddle = 2

// forward matches "Jane Doe", "Jane Q. Doe", "Robert “Bob” Moss", "jane.doe".
func (h *human) forward(t *text, i int) (int, bool) {
	for _, g := range h.givens {
		at, ok := t.seq(i, g)
		if !ok {
			continue
		}
		for n := 0; n <= maxMiddle && at < len(t.toks) && t.beside(at-1); n++ {
			for _, f := range h.family {
				if end, ok := t.seq(at, f); ok {
					return h.suffix(t, end), true
				}
			}
			if !h.middle(t, at) {
				break
			}
			at++
		}
	}
	return 0, false
}

// middle tells whether a token may stand between given and family name: an
// initial or a capitalised word on the same line. That the family name follows
// is what makes it the person's.
func (h *human) middle(t *text, i int) bool {
	k := t.toks[i]
	if strings.Contains(t.gap(i-1), "\n") && !slices.Contains(h.middles, k.fold) {
		return false
	}
	return k.upper && !k.owns || slices.Contains(h.middles, k.fold)
}

// suffix takes in a "Jr." that follows.
func (h *human) suffix(t *text, end int) int {
	if end < len(t.toks) && (t.beside(end-1) || t.comma(end-1)) {
		switch t.toks[end].fold {
		case "jr", "sr", "ii", "iii":
			return end + 1
		}
	}
	return end
}

// backward matches "Doe, Jane", "DOE, JANE Q", "DOE JANE".
func (h *human) backward(t *text, i int) (int, bool) {
	for _, f := range h.family {
		at, ok := t.seq(i, f)
		if !ok || at >= len(t.toks) {
			continue
		}
		// "Will Grant, Jane Doe" is a list of names and not Grant, Jane.
		if t.afterName(i) {
			continue
		}
		switch {
		case t.comma(at - 1):
		case t.beside(at-1) && (t.toks[i].caps || strings.ContainsAny(t.gap(at-1), "_-.")):
		default:
			continue
		}
		for _, g := range h.givens {
			if end, ok := t.seq(at, g); ok {
				return h.tail(t, end), true
			}
		}
		if k := t.toks[at]; t.comma(at-1) && utf8.RuneCountInString(k.fold) == 1 && k.upper && h.first(k.fold) && !t.owns(at) {
			return h.tail(t, at+1), true
		}
	}
	return 0, false
}

// capital tells whether one of some words begins with a capital: "von Trotha".
func (t *text) capital(from, to int) bool {
	return slices.ContainsFunc(t.toks[from:to], func(k token) bool { return k.upper })
}

func (t *text) owns(i int) bool { return t.toks[i].owns }

// afterName tells whether a word that looks like another name stands right
// before token i.
func (t *text) afterName(i int) bool {
	if i == 0 || !t.spaced(i-1) || !t.toks[i-1].upper || len(t.toks[i-1].fold) < 2 || t.toks[i-1].owns {
		return false
	}
	if t.names[t.toks[i-1].fold] {
		return true
	}
	return !t.starts(i-1) && !title[t.toks[i-1].fold] && !greeting[t.toks[i-1].fold]
}

// first tells whether a letter begins one of the given names as they are listed.
func (h *human) first(letter string) bool {
	return h.full.Given != "" && strings.HasPrefix(h.full.Given, letter)
}

// tail takes in middle initials behind a given name: "Doe, Jane Q."
func (h *human) tail(t *text, end int) int {
	for n := 0; n < 2 && end < len(t.toks) && t.beside(end-1); n++ {
		k := t.toks[end]
		if (utf8.RuneCountInString(k.fold) != 1 || !k.upper || strings.Contains(t.gap(end-1), "\n")) && !slices.Contains(h.middles, k.fold) {
			break
		}
		end++
	}
	return end
}

// shortened matches "J. Doe", "J.Q. Doe", "JQ Doe".
func (h *human) shortened(t *text, i int) (int, bool) {
	if h.full.Key() == "" {
		return 0, false
	}
	letters := t.toks[i].fold
	at := i + 1
	if len(letters) == 2 && (h.full.Middle == "" || letters != h.full.Given[:1]+h.full.Middle[:1]) || len(letters) > 2 || !h.first(letters[:1]) {
		return 0, false
	}
	if i > 0 && t.beside(i-1) && t.initial(i-1) {
		return 0, false // begun before
	}
	if at < len(t.toks) && t.beside(i) && utf8.RuneCountInString(t.toks[at].fold) == 1 && t.toks[at].upper &&
		(h.full.Middle == "" || strings.HasPrefix(h.full.Middle, t.toks[at].fold)) {
		at++
	}
	if at >= len(t.toks) || !t.beside(at-1) || strings.Contains(t.gap(at-1), "\n\n") {
		return 0, false
	}
	for _, f := range h.family {
		if end, ok := t.seq(at, f); ok && t.capital(at, end) {
			return h.suffix(t, end), true
		}
	}
	return 0, false
}

// asWritten finds aliases that are no names: "Falcon Six", "@jd_ops", "JDQ".
func (l *list) asWritten(t *text, i int) []hit {
	var out []hit
	for _, p := range l.alias[t.toks[i].fold] {
		for _, a := range l.people[p].aliases {
			end, ok := t.seq(i, a.words)
			if !ok || a.name || a.caps && !t.toks[i].caps {
				continue
			}
			span := record.Span{Start: t.toks[i].Start, End: t.toks[end-1].End}
			if span.Start > 0 && t.r.Text[span.Start-1] == '@' {
				span.Start--
			}
			out = append(out, hit{p, span, "as the list writes it", 0.97, i, end})
		}
	}
	return out
}

// login finds user names: "jdoe", "jane.doe" with what stands around it in an
// address of another domain, a path or a link.
func (l *list) login(t *text, i int) []hit {
	var out []hit
	k := t.toks[i]
	for _, p := range l.user[strings.TrimRight(k.fold, "0123456789")] {
		out = append(out, hit{p, k.Span, "a user name made of the name", 0.95, i, i + 1})
	}
	return out
}
