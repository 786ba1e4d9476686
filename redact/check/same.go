package check

import (
	"strings"

	"vaughn/index/passage"
	"vaughn/index/people"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/suggest"
)

// root is a passage that somebody withheld, with the places where that was done.
type root struct {
	passage passage.Passage
	mark    redact.Mark
	thread  uint32
	who     bool // it names a person, an address or a number, and means the same wherever it stands
	name    string
	places  []Place
}

// maxPlaces bounds the places that are kept to show beside a finding.
const maxPlaces = 20

// searcher looks for people and identifiers.
type searcher struct {
	*suggest.Searcher
	people bool
}

// learn takes in what was decided about a record.
func (k *checker) learn(it Item) {
	k.decided.learn(it)
	for _, p := range it.Record.Parties {
		k.name(p.Name)
	}
	if it.Gone {
		return
	}
	for _, m := range it.Marks {
		if m.State != redact.Accepted || m.Target != redact.OnSpan || m.Version != it.Record.Version {
			continue
		}
		if text := it.Record.Text[m.Span.Start:m.Span.End]; says(text) && Needless(text) == "" {
			k.root(it, m)
			if personal(m.Basis) {
				k.person(it.Record, m.Span)
			}
		}
	}
}

// name notes which words follow each other in a name, either way round.
func (k *checker) name(s string) {
	w := words(s)
	if len(w) < 2 || len(w) > 5 || strings.Contains(s, "@") || people.ParseName(s).Key() == "" {
		return
	}
	for i := range len(w) - 1 {
		if len(w[i]) > 1 && len(w[i+1]) > 1 {
			k.near[w[i]+" "+w[i+1]] = true
		}
	}
}

// root keeps the passage of a mark, equal ones in equal surroundings once.
func (k *checker) root(it Item, m redact.Mark) {
	r := it.Record
	text := r.Text[m.Span.Start:m.Span.End]
	who := FullName(text) || mail(text) || number(text)
	id := key(text)
	if !who {
		id += "\x00" + surroundings(r, m.Span)
	}
	at := Place{r, m.Span, m.Basis}
	if i, ok := k.rootOf[id]; ok {
		if len(k.roots[i].places) < maxPlaces {
			k.roots[i].places = append(k.roots[i].places, at)
		}
		return
	}
	p, ok := passage.Of(r, m.Span)
	if !ok {
		return
	}
	k.rootOf[id] = len(k.roots)
	k.roots = append(k.roots, root{p, m, it.Thread, who, strings.TrimSpace(text), []Place{at}})
}

// person takes whom a mark names: a full name in a text, a party of a header.
func (k *checker) person(r *record.Record, s record.Span) {
	text := strings.TrimSpace(r.Text[s.Start:s.End])
	folded := " " + key(text) + " "
	held := false
	if header(r, s) {
		for _, p := range r.Parties {
			named := p.Name != "" && strings.Contains(folded, " "+key(p.Name)+" ")
			addressed := p.Addr != "" && strings.Contains(strings.ToLower(text), strings.ToLower(p.Addr))
			if named || addressed {
				held = true
				k.known(p.Name, p.Addr)
			}
		}
	}
	if !held && FullName(text) {
		k.known(text)
	}
}

// known adds a person, or forms of one who is known already.
func (k *checker) known(name string, forms ...string) {
	full := people.ParseName(name)
	if full.Key() == "" || Needless(name) != "" {
		if len(forms) == 0 || !mail(forms[0]) {
			return
		}
		name = forms[0]
	}
	id := full.Key()
	if id == "" {
		id = strings.ToLower(name)
	}
	k.name(name)
	i, ok := k.personOf[id]
	if !ok {
		i = len(k.people)
		k.personOf[id] = i
		k.people = append(k.people, suggest.Person{Name: name})
	}
	for _, f := range forms {
		if f != "" && len(k.people[i].Forms) < maxPlaces {
			k.people[i].Forms = append(k.people[i].Forms, f)
		}
	}
}

// prepare makes the searches ready for what was learned.
func (k *checker) prepare() {
	for _, p := range k.opt.Known {
		k.known(p.Name, p.Forms...)
	}
	listed := map[string]bool{}
	all := append([]suggest.Person{}, k.opt.People...)
	for _, p := range k.opt.People {
		listed[people.ParseName(p.Name).Key()] = true
		k.name(p.Name)
		k.personFor(p.Name).listed = !p.Released
	}
	for _, p := range k.people {
		if id := people.ParseName(p.Name).Key(); id == "" || !listed[id] {
			all = append(all, p)
		}
	}
	k.search = searcher{suggest.New(all, nil, suggest.Options{Region: k.opt.Region, Personal: true, General: true, Basis: k.opt.Basis}), len(all) > 0}
	ps := make([]passage.Passage, len(k.roots))
	for i, r := range k.roots {
		ps[i] = r.passage
	}
	k.passages = ps
}

// carried reports where a passage is open that is withheld elsewhere.
func (k *checker) carried(it Item, t *seen) {
	for _, f := range t.found {
		root := &k.roots[f.Passage]
		if !root.who && !f.Same(root.thread == it.Thread) || root.who && f.Why != passage.ByWords || t.inPress(f.Span) {
			continue
		}
		pieces := open(it.Record.Text, f.Span, t.hidden)
		left := total(pieces)
		if left == 0 || within(f.Span, t.proposed) || f.Why != passage.ByWords && 2*left < f.Span.Len() || left < 4 && 3*left < f.Span.Len() {
			continue
		}
		at := Place{Record: it.Record, Span: f.Span}
		if 10*left < 9*f.Span.Len() {
			at.Span = pieces[0]
		}
		if root.who {
			if left == trimmed(it.Record.Text, f.Span).Len() {
				k.personFor(root.name).opened(at, root)
			}
			continue
		}
		if !it.Asked || k.spoken(it.Record, at.Span) {
			continue
		}
		severity, why := Block, "It is open here and withheld in another place of the same passage."
		if within(f.Span, t.rejected) {
			severity, why = Warn, "A mark was rejected here; the same passage is withheld in another place."
		}
		k.report(Finding{Check: Inconsistent, Severity: severity, Place: at, Other: root.places, Why: why, Fix: []redact.Mark{mend(it.Record, f.Span, root.mark)}})
	}
}

// mend is the mark that says at one place what another mark says elsewhere.
func mend(r *record.Record, s record.Span, as redact.Mark) redact.Mark {
	from := as.From
	if from == "" {
		from = as.ID
	}
	return redact.Mark{Record: r.ID, Version: r.Version, Target: redact.OnSpan, Span: s, Basis: as.Basis, Statute: as.Statute,
		Privileges: as.Privileges, Set: as.Set, From: from, State: redact.Accepted}
}

// within tells whether one of the spans covers s.
func within(s record.Span, in []record.Span) bool {
	for _, h := range in {
		if h.Start <= s.Start && s.End <= h.End {
			return true
		}
	}
	return false
}
