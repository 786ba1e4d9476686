package check

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"vaughn/index/people"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/suggest"
)

// person is what became of one person, address or number in the whole case.
type person struct {
	name     string
	listed   bool // somebody named the person as one to withhold
	withheld []Place
	count    int // places where it is withheld
	open     []Place
	as       *redact.Mark
	codes    map[string][]Place // of marks that hide nothing else, by their basis
}

// kind is what became of one kind of identifier.
type kind struct {
	rule    string
	hidden  map[string]bool
	open    map[string][]Place
	private map[string]bool // values that the line calls somebody's own
}

func (k *checker) personFor(name string) *person {
	id := people.ParseName(name).Key()
	if id == "" {
		id = key(name)
	}
	p := k.persons[id]
	if p == nil {
		p = &person{name: name, codes: map[string][]Place{}}
		k.persons[id] = p
	}
	return p
}

func (p *person) opened(at Place, r *root) {
	for _, q := range p.open {
		if q.Record == at.Record && q.Span.Overlaps(at.Span) {
			return
		}
	}
	p.open = append(p.open, at)
	if r != nil && p.as == nil {
		p.as = &r.mark
	}
	if r != nil && len(p.withheld) == 0 {
		p.withheld, p.count = r.places, len(r.places)
	}
}

// sure is how sure a proposal of a person must be to be held against a decision.
const sure = 0.75

// persons and identifiers of one record: what of them is hidden, cut or open.
func (k *checker) named(it Item, t *seen) {
	for _, p := range t.proposals {
		if p.Kept || p.Rule == suggest.RulePeople && (p.Confidence < sure || mere(it.Record.Text, p)) {
			continue
		}
		pieces := open(it.Record.Text, p.Span, t.hidden)
		switch whole := trimmed(it.Record.Text, p.Span); {
		case len(pieces) == 0:
			k.hides(it, p)
		case total(pieces) < whole.Len() && touched(whole, t.hidden):
			k.cutShort(it, p, pieces)
		case within(p.Span, t.proposed) || within(p.Span, t.rejected):
		case p.Rule == suggest.RulePeople:
			k.personFor(p.Person).opened(Place{Record: it.Record, Span: p.Span}, nil)
		default:
			k.identifier(it, p)
		}
	}
}

// mere tells a word in small letters that may be a word and no name. Where
// somebody writes without capitals it is taken for the name.
func mere(text string, p suggest.Proposal) bool {
	word := text[p.Span.Start:p.Span.End]
	line := lineOf(text, p.Span)
	return p.Confidence < 0.95 && !strings.ContainsAny(word, "@._ 0123456789") && !capital(word) && line != strings.ToLower(line)
}

func touched(s record.Span, hidden []record.Span) bool {
	return slices.ContainsFunc(hidden, s.Overlaps)
}

func (k *checker) kindOf(rule string) *kind {
	out := k.kinds[rule]
	if out == nil {
		out = &kind{rule, map[string]bool{}, map[string][]Place{}, map[string]bool{}}
		k.kinds[rule] = out
	}
	return out
}

// hides notes a person or identifier that is withheld, and by what code.
func (k *checker) hides(it Item, p suggest.Proposal) {
	text := it.Record.Text[p.Span.Start:p.Span.End]
	if p.Rule != suggest.RulePeople {
		k.kindOf(p.Rule).hidden[key(text)] = true
	}
	for _, m := range covering(it, p.Span) {
		if m.Span.Len() > 2*p.Span.Len()+24 {
			continue // it hides a passage, not the person
		}
		if it.Asked && !personal(m.Basis) && advice(m.Basis) {
			fix := m
			fix.Basis, fix.Statute, fix.Privileges = k.opt.Basis, "", nil
			k.report(Finding{Check: Code, Severity: Warn, Place: Place{it.Record, m.Span, m.Basis}, Fix: []redact.Mark{fix},
				Why: "A name or identifier is withheld as advice, work product or the like; what protects a person is another exemption."})
			continue
		}
		if p.Rule != suggest.RulePeople {
			continue
		}
		who := k.personFor(p.Person)
		who.count++
		at := Place{it.Record, m.Span, m.Basis}
		if len(who.withheld) < maxPlaces {
			who.withheld = append(slices.Clip(who.withheld), at)
		}
		if who.as == nil {
			who.as = &m
		}
		b := strings.Join(slices.Sorted(slices.Values(m.Basis)), " ")
		who.codes[b] = append(who.codes[b], at)
	}
}

// own is what a line says of a number that is one person's.
var own = regexp.MustCompile(`(?i)\b(?:cell|mobile|mob|personal|home|private)\b|\(c\)|\bc:`)

// freeMail are hosts where people have their own addresses.
var freeMail = regexp.MustCompile(`(?i)@(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|aol|icloud|me|mac|proton|protonmail|gmx|comcast|verizon|att|sbcglobal|cox|earthlink|mail|zoho|yandex|fastmail)\.[a-z.]+$`)

// tollFree are numbers that nobody has for himself.
var tollFree = regexp.MustCompile(`^\+?1?\D*(?:800|888|877|866|855|844|833)\b`)

// office is what a line says of a number that is everybody's.
var office = regexp.MustCompile(`(?i)\b(?:hotline|helpline|lifeline|toll[- ]free|main|office|press|media|switchboard|front desk|conference|dial[- ]in|bridge|fax|help ?desk|duty)\b`)

// lives is what stands near the address of a home.
var lives = regexp.MustCompile(`(?i)\b(?:home|live[sd]?|living|resid\w+|moved|moving|my (?:house|apartment|place|address)|house|apt|apartment)\b`)

func (k *checker) identifier(it Item, p suggest.Proposal) {
	text, line := it.Record.Text[p.Span.Start:p.Span.End], lineOf(it.Record.Text, p.Span)
	if !Shaped(p.Rule, it.Record.Text, p.Span) {
		return
	}
	switch p.Rule {
	case "ip", "url", "share":
		return
	case "home":
		near := it.Record.Text[max(0, p.Span.Start-60):min(len(it.Record.Text), p.Span.End+20)]
		if !lives.MatchString(near) {
			return
		}
	case "phone":
		if tollFree.MatchString(text) || office.MatchString(line) || header(it.Record, p.Span) {
			return
		}
	}
	d := k.kindOf(p.Rule)
	v := key(text)
	d.open[v] = append(d.open[v], Place{Record: it.Record, Span: p.Span})
	if p.Rule == "phone" && own.MatchString(line) || p.Rule == "mail" && freeMail.MatchString(text) {
		d.private[v] = true
	}
}

func lineOf(text string, s record.Span) string {
	from := strings.LastIndexByte(text[:s.Start], '\n') + 1
	if n := strings.IndexByte(text[s.End:], '\n'); n >= 0 {
		return text[from : s.End+n]
	}
	return text[from:]
}

// mostly tells whether values of a kind are as a rule withheld in this case.
func (d *kind) mostly() bool {
	return len(d.hidden) >= 3 && 2*len(d.hidden) >= 3*len(d.open)
}

// compare reports what only the whole case shows.
func (k *checker) compare() {
	for _, id := range slices.Sorted(maps.Keys(k.persons)) {
		k.treated(k.persons[id])
		k.coded(k.persons[id])
	}
	for _, name := range slices.Sorted(maps.Keys(k.kinds)) {
		d := k.kinds[name]
		general := name == "phone" || name == "mail"
		for _, v := range slices.Sorted(maps.Keys(d.open)) {
			severity, why := Block, "This looks like "+about(name)+" and is open."
			if general {
				severity = Warn
				switch {
				case d.private[v]:
					if len(k.opt.People) > 0 && !d.mostly() {
						severity = Info // whoever is to be withheld was named, and this belongs to none of them
					}
					why = "This looks like " + about(name) + " of one's own and is open."
				case d.mostly():
					why = "Others of its kind are withheld in this case; this one is open."
				default:
					continue
				}
			}
			for _, at := range d.open[v] {
				if !k.spoken(at.Record, at.Span) && k.asked(at.Record) {
					k.report(Finding{Check: Leak, Severity: severity, Place: at, Why: why, key: name + v, Fix: k.fresh(at)})
				}
			}
		}
	}
	k.passageCodes()
	k.decided.report(k)
}

func about(rule string) string {
	personal, general := suggest.Patterns(nil)
	for _, r := range append(personal, general...) {
		if r.Name == rule {
			return r.About
		}
	}
	return rule
}

// fresh is the mark that mends a leak for which no other mark speaks.
func (k *checker) fresh(at Place) []redact.Mark {
	if len(k.opt.Basis) == 0 {
		return nil
	}
	return []redact.Mark{{Record: at.Record.ID, Version: at.Record.Version, Target: redact.OnSpan, Span: at.Span, Basis: k.opt.Basis, State: redact.Accepted}}
}

// treated reports where somebody is open who is withheld elsewhere or listed.
func (k *checker) treated(p *person) {
	many := map[string]bool{}
	for _, at := range p.open {
		many[key(at.Text())+surroundings(at.Record, at.Span)] = true
	}
	rule := len(many) > 5 && len(many) > p.count && !p.listed
	for _, at := range p.open {
		if p.count == 0 && !p.listed || k.spoken(at.Record, at.Span) || !k.asked(at.Record) {
			continue
		}
		f := Finding{Check: Inconsistent, Severity: Block, Place: at, Other: p.withheld, Why: "The same person, address or number is withheld in another place."}
		switch {
		case p.count == 0:
			f.Check, f.Why = Leak, "A name of the list is open."
		case rule:
			f.Severity, f.key = Warn, "\x00"+p.name
			f.Why = fmt.Sprintf("It is open in %d surroundings and withheld at %d places: decide which of the two is meant.", len(many), p.count)
		}
		if f.Fix = k.fresh(at); p.as != nil {
			f.Fix = []redact.Mark{mend(at.Record, at.Span, *p.as)}
		}
		k.report(f)
	}
}

// coded reports where a person is withheld under other codes than elsewhere.
func (k *checker) coded(p *person) {
	usual := ""
	for _, b := range slices.Sorted(maps.Keys(p.codes)) {
		if usual == "" || len(p.codes[b]) > len(p.codes[usual]) {
			usual = b
		}
	}
	for _, b := range slices.Sorted(maps.Keys(p.codes)) {
		if b == usual {
			continue
		}
		for _, at := range p.codes[b] {
			if !k.asked(at.Record) || k.spoken(at.Record, at.Span) {
				continue
			}
			few := p.codes[usual][:min(len(p.codes[usual]), 3)]
			k.report(Finding{Check: Codes, Severity: Warn, Place: at, Other: few, key: p.name + b,
				Why: "The same person is withheld under other codes elsewhere."})
		}
	}
}
