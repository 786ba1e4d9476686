package suggest

import (
	"slices"
	"strings"

	"vaughn/index/people"
	"vaughn/index/record"
)

// known is what the first reading learns of the whole case.
type known struct {
	list    *list
	lower   map[string]int                        // a name's word in small letters
	upper   map[string]int                        // the same with a capital inside a sentence
	seen    []bool                                // by person: a strong form stands somewhere
	there   map[uint32]map[int]bool               // by thread: persons with a strong form in it
	rivals  map[string]map[string]bool            // others who bear a name's word, by the word
	near    map[uint32]map[string]map[string]bool // the same, by thread
	letters map[string][2]int                     // initials: conversations that hold them, and those where their person is
	held    map[uint32]map[string]bool            // initials that a thread holds
	called  map[string]bool                       // given names of everybody who writes or reads
	bearers map[string]bool                       // their full names, "given family"
	bound   map[spot]bool                         // names that headers settled: true for the person of the list
	mails   map[string]int                        // addresses that stood beside a person's full name; -1 when beside others too
}

func newKnown(l *list) *known {
	return &known{list: l, lower: map[string]int{}, upper: map[string]int{}, seen: make([]bool, len(l.people)),
		there: map[uint32]map[int]bool{}, rivals: map[string]map[string]bool{}, near: map[uint32]map[string]map[string]bool{},
		letters: map[string][2]int{}, held: map[uint32]map[string]bool{}, bound: map[spot]bool{}, called: map[string]bool{}, bearers: map[string]bool{}, mails: map[string]int{}}
}

// Survey reads a record for what the others need to know of it. thread names
// its conversation; records of one conversation share it.
func (s *Searcher) Survey(r *record.Record, thread uint32) {
	if len(s.list.people) == 0 {
		return
	}
	t := &text{r: r}
	t.blocks()
	s.known.learn(t, thread)
}

func (k *known) learn(t *text, thread uint32) {
	l := k.list
	t.names = k.called
	for _, h := range l.strong(t, nil) {
		k.seen[h.person] = true
		if k.there[thread] == nil {
			k.there[thread] = map[int]bool{}
		}
		k.there[thread][h.person] = true
	}
	for i, tok := range t.toks {
		_, given := l.given[tok.fold]
		_, family := l.family[tok.fold]
		if given || family {
			switch {
			case !tok.upper:
				k.lower[tok.fold]++
			case !t.starts(i) && !tok.caps:
				k.upper[tok.fold]++
			}
		}
		if tok.caps && len(l.initial[strings.ToUpper(tok.fold)]) > 0 {
			if k.held[thread] == nil {
				k.held[thread] = map[string]bool{}
			}
			k.held[thread][strings.ToUpper(tok.fold)] = true
		}
	}
	for _, o := range l.others(t) {
		k.rival(thread, o.word, o.name)
	}
	for _, p := range t.r.Parties {
		n := people.ParseName(p.Name)
		k.party(thread, n)
		k.address(strings.ToLower(p.Addr), n)
	}
	k.bind(t)
}

// party notes somebody who writes or reads and only shares a name with the list.
func (k *known) party(thread uint32, n people.FullName) {
	if n.Key() == "" || len(words(n.Given)) == 0 {
		return
	}
	k.called[words(n.Given)[0]] = true
	for _, f := range words(n.Family) {
		k.bearers[words(n.Given)[0]+" "+f] = true
	}
	for _, w := range []string{n.Given, n.Family} {
		for _, p := range append(slices.Clone(k.list.given[w]), k.list.family[w]...) {
			if !k.list.people[p].is(n) {
				k.rival(thread, w, n.Key())
			}
		}
	}
}

// address notes whose name an address goes by. One that several names go by is
// nobody's: an office's, or a list's.
func (k *known) address(addr string, n people.FullName) {
	if addr == "" || n.Key() == "" {
		return
	}
	who := -1
	for _, p := range k.list.given[n.Given] {
		if k.list.people[p].is(n) {
			who = p
		}
	}
	if before, ok := k.mails[addr]; ok && before != who {
		who = -1
	}
	k.mails[addr] = who
}

// is tells whether a name can be this person's.
func (h *human) is(n people.FullName) bool {
	given := slices.ContainsFunc(h.givens, func(g []string) bool { return strings.Join(g, " ") == n.Given || g[0] == n.Given })
	family := slices.ContainsFunc(h.family, func(f []string) bool { return strings.Join(f, " ") == strings.Join(words(n.Family), " ") })
	return given && family
}

func (k *known) rival(thread uint32, word, name string) {
	if k.rivals[word] == nil {
		k.rivals[word] = map[string]bool{}
	}
	k.rivals[word][name] = true
	if k.near[thread] == nil {
		k.near[thread] = map[string]map[string]bool{}
	}
	if k.near[thread][word] == nil {
		k.near[thread][word] = map[string]bool{}
	}
	k.near[thread][word][name] = true
}

// common tells whether a word is more often a mere word than a name.
func (k *known) common(word string) bool {
	return everyday[word] || k.lower[word] > 2*k.upper[word]
}

// acronym tells whether initials stand for something else: they occur where
// their person is not.
func (k *known) acronym(in string, person int) bool {
	if everyday[strings.ToLower(in)] || acronyms[in] {
		return true
	}
	with, without := 0, 0
	for thread, held := range k.held {
		switch {
		case !held[in]:
		case k.there[thread][person]:
			with++
		default:
			without++
		}
	}
	return without*4 > with
}

// other is a full name that shares a word with the list and is somebody else's.
type other struct {
	word, name string
	at         int // token
}

// others finds the names of other people: a given name of the list with another
// surname, or a surname with another given name.
func (l *list) others(t *text) []other {
	var out []other
	for i := range t.toks {
		k := t.toks[i]
		if !k.upper || thing(t, i, i+1) {
			continue
		}
		if ps := l.given[k.fold]; len(ps) > 0 && !l.anyFull(t, i, ps) {
			if at := t.follows(i, i+1); at > 0 {
				out = append(out, other{k.fold, k.fold + " " + t.toks[at].fold, i})
			}
		}
		if ps := l.family[k.fold]; len(ps) > 0 && t.forename(i) && !l.anyNamed(t, i, ps) && !(t.starts(i-1) && !l.firstName(t, i-1)) {
			out = append(out, other{k.fold, t.toks[i-1].fold + " " + k.fold, i})
		}
	}
	return out
}

// surname tells whether token i looks like a surname behind the word before it.
func (t *text) surname(i int) bool {
	k, before := t.toks[i], t.toks[i-1]
	return k.upper && k.caps == before.caps && len(k.fold) > 1 && !before.owns && t.spaced(i-1) && !calendar[k.fold] && !place[k.fold] && !thingAfter[k.fold] && !everyday[k.fold] && !person[k.fold]
}

// firstName tells whether a word is known as one.
func (l *list) firstName(t *text, i int) bool {
	word := t.toks[i].fold
	_, given := l.given[word]
	_, short := nicknames[word]
	return given || short || t.names[word]
}

// follows gives the token that is a surname behind the given name of tokens i
// to end, an initial between them left out; 0 when there is none.
func (t *text) follows(i, end int) int {
	if end+1 < len(t.toks) && t.spaced(end-1) && t.toks[end].upper && len(t.toks[end].fold) == 1 && strings.HasPrefix(t.gap(end), ".") && t.same(end, end+1) && strings.Trim(t.gap(end), ". \u00a0") == "" && t.toks[end+1].upper && !t.toks[end-1].owns {
		return end + 1
	}
	if end < len(t.toks) && t.surname(end) {
		return end
	}
	return 0
}

// forename tells whether the token before i looks like a given name in front of it.
func (t *text) forename(i int) bool {
	if i == 0 || !t.spaced(i-1) {
		return false
	}
	b := t.toks[i-1]
	return b.upper && b.caps == t.toks[i].caps && len(b.fold) > 1 && !b.owns && !title[b.fold] && !greeting[b.fold] && !calendar[b.fold] && !everyday[b.fold] && !place[b.fold] && !verb[b.fold]
}

func (l *list) anyFull(t *text, i int, ps []int) bool {
	return slices.ContainsFunc(ps, func(p int) bool { _, ok := l.people[p].forward(t, i); return ok })
}

// anyNamed tells whether the surname at token i ends a full name of one of ps.
func (l *list) anyNamed(t *text, i int, ps []int) bool {
	for _, p := range ps {
		for from := max(0, i-maxMiddle-1); from < i; from++ {
			if end, ok := l.people[p].forward(t, from); ok && end > i {
				return true
			}
			if end, ok := l.people[p].shortened(t, from); ok && end > i {
				return true
			}
		}
	}
	return false
}
