// Package passage finds the other places of a passage. The unit of a decision
// is not the file but what was said: the words of one message stand again in
// its copies, in every reply and forward that quotes it, in the subject lines
// of its thread, in signatures, attachments and chats, and nowhere in the same
// shape. Wrapping, '>' marks, smart quotes, dashes, no-break spaces, soft
// hyphens, entities and quoted-printable codes that nobody decoded all differ
// between copies; letters and digits do not. So a text is read as its letters
// and digits, folded, with a note of what stands between them (see reading), a
// passage is found among those, and what is found is given as a span of the
// other text: from the first letter of its first word to the last letter of its
// last, whatever stands between.
//
// A place is of one of two kinds. Found.Same: it is the same passage, because
// its own words are many, because the words around it are the same too, or
// because it names the same party of a header. Otherwise only the same short
// text stands there, in another context: a person must look.
//
// The package is pure: no files, no index, no decisions. It reads texts that
// the caller chose and says nothing of how they were chosen. Half a word is
// never found, and a passage without a letter or digit has no places.
//
// Limits: a passage whose words were reordered or translated is not found; of
// one that was rewritten, at least nearShare of its runs of words must be left
// and it must have nearWords words; initials and nicknames are another
// package's business.
package passage

import (
	"slices"
	"strings"

	"vaughn/index/query"
	"vaughn/index/record"
	"vaughn/index/thread"
)

// Why a place was found.
const (
	ByWords  = "words"  // all words of the passage
	ByPart   = "part"   // a sentence of it
	ByPerson = "person" // a name or address of the party it names, in a header
	ByEdit   = "near"   // most words of it, in order
)

// Passage is what a mark covers, made ready to be found elsewhere.
type Passage struct {
	Field   string // of the record it was marked in
	Words   int    // how many it has
	needles []needle
	runs    []uint64 // of a long passage: see nearly
	runAt   map[uint64]int
	subject string // base subject, of a passage in a subject line
	before  side   // what stands around it in its own message
	after   side
}

// needle is one text that is looked for.
type needle struct {
	why    string
	text   string // as it was marked
	fold   []byte
	gaps   []gap
	words  int
	digits bool   // the notation of a number does not matter
	lead   string // punctuation at its edges that the mark covered too
	tail   string
}

// side is the words next to a passage, nearest first in reading order.
type side struct {
	fold []byte
	gaps []gap // before each letter; of the right side the first is the gap behind the passage
	end  bool  // the message or field begins or ends there
}

// contextLetters bounds how much of a passage's surroundings is compared.
const contextLetters = 400

// Of reads a passage from the record it was marked in. A span that begins or
// ends inside a word stands for the whole word. ok is false when it holds no
// letter or digit.
func Of(r *record.Record, s record.Span) (p Passage, ok bool) {
	rd := newReader().read(r)
	lo, hi := rd.letters(s)
	if lo >= hi {
		return Passage{}, false
	}
	p.Field = rd.field(lo)
	p.Words = rd.words(lo, hi)
	p.needles = append(p.needles, rd.needle(lo, hi, ByWords, s))
	p.parts(rd, lo, hi)
	if address(p.Field) {
		p.parties(r)
	}
	if p.Field == record.FieldSubject {
		p.subject, _ = thread.BaseSubject(r.Subject)
		// "Re: Pilot" marked whole stands as "Pilot" and "FW: Pilot" elsewhere
		base, _ := thread.BaseSubject(p.needles[0].text)
		if n, ok := needleOf(base, ByPart); ok && string(n.fold) != p.Key() && contains(p.needles[0], n) {
			p.needles = append(p.needles, n)
		}
	}
	from, to := rd.bounds(lo, hi, thread.Segments(r))
	left := max(from, lo-contextLetters)
	right := min(to, hi+contextLetters)
	p.before = side{slices.Clone(rd.fold[left:lo]), slices.Clone(rd.gaps[left : lo+1]), left == from}
	p.after = side{slices.Clone(rd.fold[hi:right]), slices.Clone(rd.gaps[hi:right]), right == to}
	if p.Words >= nearWords {
		p.runs = rd.runs(rd.tokens(lo, hi))
		p.runAt = placesOf(p.runs)
	}
	return p, true
}

// partWords is the least number of words by which a sentence of a passage is
// looked for by itself: people quote a part and answer below it.
const partWords = 6

// parts adds the sentences of a passage that has several.
func (p *Passage) parts(rd *reading, lo, hi int) {
	from := lo
	var out []needle
	for i := lo + 1; i <= hi; i++ {
		if i < hi && !rd.sentence(i) {
			continue
		}
		if rd.words(from, i) >= partWords && i-from < hi-lo {
			out = append(out, rd.needle(from, i, ByPart, record.Span{}))
		}
		from = i
	}
	p.needles = append(p.needles, out...)
}

// parties adds, for a passage in an address field, the ways in which other
// headers write the same name or address: alone, and last name first.
func (p *Passage) parties(r *record.Record) {
	whole := p.needles[0]
	add := func(text string) {
		n, ok := needleOf(text, ByPerson)
		if !ok || !contains(whole, n) && !contains(whole, needleReversed(text)) {
			return
		}
		for _, have := range p.needles {
			if string(have.fold) == string(n.fold) {
				return
			}
		}
		p.needles = append(p.needles, n)
	}
	for _, q := range r.Parties {
		add(q.Addr)
		if len(strings.Fields(q.Name)) < 2 {
			continue // one name alone says too little
		}
		add(q.Name)
		add(reversed(q.Name))
	}
}

// reversed turns "Ann M. Doe" into "Doe, Ann M." and back.
func reversed(name string) string {
	if last, first, ok := strings.Cut(name, ","); ok {
		return strings.TrimSpace(first) + " " + strings.TrimSpace(last)
	}
	w := strings.Fields(name)
	if len(w) < 2 {
		return ""
	}
	return w[len(w)-1] + ", " + strings.Join(w[:len(w)-1], " ")
}

func needleReversed(name string) needle {
	n, _ := needleOf(reversed(name), ByPerson)
	return n
}

// needleOf makes a needle of a text that stands in no record.
func needleOf(text, why string) (needle, bool) {
	rd := newReader().text(text)
	if len(rd.fold) == 0 {
		return needle{}, false
	}
	return rd.needle(0, len(rd.fold), why, record.Span{}), true
}

// contains tells whether the words of n stand in whole, in a row.
func contains(whole, n needle) bool {
	if len(n.fold) == 0 || len(n.fold) > len(whole.fold) {
		return false
	}
	for at := 0; at+len(n.fold) <= len(whole.fold); at++ {
		if whole.gaps[at] == none && at > 0 || string(whole.fold[at:at+len(n.fold)]) != string(n.fold) {
			continue
		}
		if end := at + len(n.fold); end == len(whole.fold) || whole.gaps[end] != none {
			return true
		}
	}
	return false
}

// Texts gives what is looked for, each as the words by which the search index
// knows it: the caller finds records that may hold it.
func (p Passage) Texts() [][]string {
	var out [][]string
	for _, n := range p.needles {
		if w := indexWords(n.text); len(w) > 0 {
			out = append(out, w)
		}
	}
	return out
}

// Around gives the words of the passage and of its surroundings as the search
// index knows them, each once: a copy holds most of them even where a break
// inside a word hides one.
func (p Passage) Around() []string {
	rd := reading{fold: slices.Concat(p.before.fold, p.needles[0].fold, p.after.fold), gaps: slices.Concat(p.before.gaps, p.needles[0].gaps[1:], p.after.gaps)}
	var out []string
	for _, t := range rd.tokens(0, len(rd.fold)) {
		if w := string(rd.fold[t.from:t.to]); !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// Key is equal for passages with the same words.
func (p Passage) Key() string { return string(p.needles[0].fold) }

func indexWords(text string) []string {
	w := query.NewWords(text)
	var out []string
	for {
		word, _, _, ok := w.Next()
		if !ok {
			return out
		}
		out = append(out, string(word))
	}
}

// address tells fields that name people.
func address(field string) bool {
	switch field {
	case record.FieldFrom, record.FieldTo, record.FieldCc, record.FieldBcc, record.FieldSender, record.FieldParticipants:
		return true
	}
	return strings.HasPrefix(field, "speaker:")
}
