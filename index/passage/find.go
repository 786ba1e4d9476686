package passage

import (
	"cmp"
	"slices"

	"vaughn/index/record"
	"vaughn/index/thread"
)

// Found is a place of a passage in some record.
type Found struct {
	Passage int         // index of the passage among those looked for
	Span    record.Span // whole words of the record's Text
	Field   string      // of the record
	Why     string      // ByWords, ByPart, ByPerson, ByEdit
	Words   int         // words that are the same in a row there, those around it included
	Share   float64     // of the passage's runs of words, 1 unless ByEdit
	same    bool        // whatever the context
	whole   bool        // what stands around it is the same up to both ends of the message
	own     int         // words of the needle
}

// How many words in a row make a passage the same by themselves. Eight words
// with their order are a sentence that somebody wrote once; in one conversation
// four are enough.
const (
	longWords    = 6
	longLetters  = 24
	runWords     = 8
	threadWords  = 4
	contextWords = 3 // of a run, those that must lie outside a short passage
)

// Same tells whether the place is the same passage. related says that the
// record belongs to the conversation of the one that was marked.
func (f Found) Same(related bool) bool {
	switch {
	case f.same:
		return true
	case f.Words >= runWords && f.Words-f.own >= contextWords:
		return true
	}
	return related && (f.whole || f.Words >= threadWords && f.Words > f.own)
}

// Own is how many of Words are the passage's own.
func (f Found) Own() int { return f.own }

// Confidence is how sure it is that the place is the same passage, 0..1.
func (f Found) Confidence(related bool) float64 {
	switch {
	case f.Why == ByEdit:
		return f.Share
	case !f.Same(related):
		return min(0.5, 0.1*float64(f.Words+f.own))
	case f.same || f.whole:
		return 1
	}
	return min(0.99, 0.9+0.01*float64(f.Words))
}

// Finder looks for many passages at once. It is used by one goroutine at a time.
type Finder struct {
	reader   *reader
	passages []Passage
	starts   map[string][]start // by the first keyLetters letters
	first    [256]bool
	runs     map[uint64][]int // the long passages that hold a run of words
}

type start struct{ passage, needle int }

// keyLetters is how many letters are looked up before a needle is compared.
const keyLetters = 4

// NewFinder prepares a search for passages.
func NewFinder(ps ...Passage) *Finder {
	f := &Finder{reader: newReader(), passages: ps, starts: map[string][]start{}, runs: map[uint64][]int{}}
	for i, p := range ps {
		for g := range p.runAt {
			f.runs[g] = append(f.runs[g], i)
		}
		for k, n := range p.needles {
			key := string(n.fold[:min(keyLetters, len(n.fold))])
			f.starts[key] = append(f.starts[key], start{i, k})
			f.first[key[0]] = true
		}
	}
	return f
}

// In gives the places in a record, by passage and then in order; of several
// that overlap for one passage the one found by most words stays.
func (f *Finder) In(r *record.Record) []Found {
	rd := f.reader.read(r)
	var out []Found
	var segs []thread.Segment
	asked := false
	segments := func() []thread.Segment {
		if !asked {
			segs, asked = thread.Segments(r), true
		}
		return segs
	}
	for at := range rd.fold {
		if rd.gaps[at] == none || !f.first[rd.fold[at]] {
			continue
		}
		for k := 1; k <= keyLetters && at+k <= len(rd.fold); k++ {
			for _, s := range f.starts[string(rd.fold[at:at+k])] {
				p := &f.passages[s.passage]
				n := &p.needles[s.needle]
				if rd.match(at, n) {
					out = append(out, p.place(r, rd, at, n, segments))
					out[len(out)-1].Passage = s.passage
				}
			}
		}
	}
	if len(f.runs) > 0 {
		out = append(out, f.nearly(rd)...)
	}
	return best(out)
}

// match compares a needle with the letters at a place.
func (rd *reading) match(at int, n *needle) bool {
	end := at + len(n.fold)
	if end > len(rd.fold) || string(rd.fold[at:end]) != string(n.fold) || end < len(rd.fold) && rd.gaps[end] == none {
		return false
	}
	for k := 1; k < len(n.fold); k++ {
		g := rd.gaps[at+k]
		if g == wall || !n.digits && !fits(n.gaps[k], g) {
			return false
		}
	}
	return true
}

// place says what was found and how much around it is the same.
func (p *Passage) place(r *record.Record, rd *reading, at int, n *needle, segments func() []thread.Segment) Found {
	end := at + len(n.fold)
	out := Found{Span: edges(rd, rd.span(at, end), n), Field: rd.field(at), Why: n.why, Words: n.words, own: n.words, Share: 1}
	if n.words >= longWords && len(n.fold) >= longLetters {
		out.same = true
		return out
	}
	inHead := func() (thread.Segment, bool) {
		for _, s := range segments() {
			if in := int(rd.from[at]); in >= s.Head.Start && in < s.Head.End {
				return s, true
			}
		}
		return thread.Segment{}, false
	}
	body := out.Field == record.FieldBody
	switch {
	case p.subject != "" && out.Field == record.FieldSubject:
		base, _ := thread.BaseSubject(r.Subject)
		out.same = base == p.subject
	case p.subject != "" && body:
		if s, ok := inHead(); ok {
			base, _ := thread.BaseSubject(s.Header.Subject)
			out.same = base == p.subject
		}
	case address(p.Field) && n.words > 1 && address(out.Field):
		out.same = true
	case address(p.Field) && n.words > 1 && body:
		_, out.same = inHead()
	}
	if out.same || n.why != ByWords {
		return out
	}
	p.around(rd, at, end, segments, &out)
	return out
}

// around counts the words next to a place that are those of the passage.
func (p *Passage) around(rd *reading, at, end int, segments func() []thread.Segment, out *Found) {
	left, lend := p.left(rd, at)
	right, rend := p.right(rd, end)
	out.Words += left + right
	if !lend || !rend || out.Words >= runWords {
		return
	}
	from, to := rd.bounds(at, end, segments())
	out.whole = at-from == len(p.before.fold) && to-end == len(p.after.fold)
}

// left counts equal words before a place; all tells that none of the
// passage's own is missing up to the beginning of its message.
func (p *Passage) left(rd *reading, at int) (words int, all bool) {
	b := p.before
	n := len(b.fold)
	if !fits(rd.gaps[at], b.gaps[n]) {
		return 0, n == 0 && b.end
	}
	k := 0
	for k < n && at-k-1 >= 0 && rd.fold[at-k-1] == b.fold[n-k-1] {
		k++
		if g := rd.gaps[at-k]; g != none && b.gaps[n-k] != none {
			words++
		}
		if k < n && !fits(rd.gaps[at-k], b.gaps[n-k]) {
			break
		}
	}
	return words, k == n && b.end
}

// right counts equal words behind a place.
func (p *Passage) right(rd *reading, end int) (words int, all bool) {
	a := p.after
	k := 0
	for k < len(a.fold) && end+k < len(rd.fold) && rd.fold[end+k] == a.fold[k] && fits(rd.gaps[end+k], a.gaps[k]) {
		k++
		next := end+k == len(rd.fold) || rd.gaps[end+k] != none
		if next && (k == len(a.fold) || a.gaps[k] != none) {
			words++
		}
	}
	return words, k == len(a.fold) && a.end
}

// edges adds the punctuation that the mark covered beside its words, where it
// stands here too: "(202) 555-0143" is not to leave its parenthesis.
func edges(rd *reading, s record.Span, n *needle) record.Span {
	if k := len(n.lead); k > 0 && s.Start >= k && rd.source[s.Start-k:s.Start] == n.lead {
		s.Start -= k
	}
	if k := len(n.tail); k > 0 && s.End+k <= len(rd.source) && rd.source[s.End:s.End+k] == n.tail {
		s.End += k
	}
	return s
}

// rank orders the ways of finding: an edited copy tells more than a sentence of it.
func rank(why string) int { return slices.Index([]string{ByEdit, ByPart}, why) }

// best drops, of places of one passage that overlap, the poorer ones.
func best(fs []Found) []Found {
	slices.SortFunc(fs, func(a, b Found) int {
		if a.Passage != b.Passage {
			return a.Passage - b.Passage
		}
		return cmp.Or(rank(a.Why)-rank(b.Why), b.Span.Len()-a.Span.Len())
	})
	var out []Found
	first := 0
	for i, f := range fs {
		if i > 0 && fs[i-1].Passage != f.Passage {
			first = len(out)
		}
		if !overlaps(f.Span, out[first:]) {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b Found) int {
		if a.Passage != b.Passage {
			return a.Passage - b.Passage
		}
		return a.Span.Start - b.Span.Start
	})
	return out
}
