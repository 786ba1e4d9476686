package suggest

import (
	"slices"
	"strings"
	"unicode"

	"vaughn/index/people"
)

// list is the people to look for, made ready.
type list struct {
	people  []human
	given   map[string][]int // by the first word of a given name or nickname
	family  map[string][]int // by the first word of a family name
	initial map[string][]int // by initials in capitals, two or three
	alias   map[string][]int // by the first word of an alias that is no part of a name
	user    map[string][]int // by user name without separators
	mail    map[string]int   // by address, lower case
	digits  map[string]int   // by the last ten digits of a number, or all of a shorter one
	phones  Phones
}

// human is a person with the words of the name.
type human struct {
	Person
	full    people.FullName
	givens  [][]string // first names and nicknames, each as its words
	middles []string   // middle names and initials
	family  [][]string // family names, each as its words; the parts of a double name too
	aliases []alias
	users   []string // user names, which stand for the person wherever they stand
}

// alias is a form that is looked for as it is written.
type alias struct {
	words []string
	caps  bool // all capitals, so only so: initials, a code name
	name  bool // one word that is spelled as a name: weak
}

func compile(ps []Person, phones Phones) *list {
	l := &list{given: map[string][]int{}, family: map[string][]int{}, initial: map[string][]int{}, alias: map[string][]int{},
		user: map[string][]int{}, mail: map[string]int{}, digits: map[string]int{}, phones: phones}
	for i, p := range ps {
		h := human{Person: p, full: people.ParseName(p.Name)}
		h.name(p.Name)
		for _, f := range p.Forms {
			l.form(&h, i, f)
		}
		h.usernames()
		l.people = append(l.people, h)
		l.enter(i)
	}
	return l
}

func words(s string) []string {
	out := strings.FieldsFunc(s, func(c rune) bool { return !wordRune(c) && !apostrophe(c) && !invisible(c) })
	for i, w := range out {
		out[i] = fold(w)
	}
	return slices.DeleteFunc(out, func(w string) bool { return w == "" })
}

func addTo(list [][]string, ws []string) [][]string {
	if len(ws) == 0 || slices.ContainsFunc(list, func(x []string) bool { return slices.Equal(x, ws) }) {
		return list
	}
	return append(list, ws)
}

// name takes a full name apart. QUIRK: people.ParseName keeps middle names as
// initials; here they are wanted whole.
func (h *human) name(s string) {
	n := people.ParseName(s)
	if n.Key() == "" {
		// One word, or what is no name of a human: found as it is written.
		if ws := words(s); len(ws) > 0 {
			h.aliases = append(h.aliases, newAlias(s, ws))
		}
		return
	}
	family := words(n.Family)
	h.family = addTo(h.family, family)
	if strings.ContainsAny(n.Family, "-‐‑") {
		for _, w := range family {
			h.family = addTo(h.family, []string{w})
		}
	}
	h.nicks(words(n.Given))
	for _, nick := range n.Nicks {
		h.nicks(words(nick))
	}
	var middles []string
	for _, w := range words(s) {
		if w != "" && !slices.Contains(family, w) && !slices.ContainsFunc(h.givens, func(g []string) bool { return slices.Contains(g, w) }) {
			middles = append(middles, w)
		}
	}
	h.middles = append(h.middles, middles...)
	// "Ana Ruiz Soto" files under Ruiz Soto as well as under Soto.
	if n := len(middles); n > 0 && len(middles[n-1]) > 1 && !strings.Contains(s, ",") {
		h.family = addTo(h.family, append([]string{middles[n-1]}, family...))
	}
}

// nicks adds a given name with the short forms it is known by.
func (h *human) nicks(given []string) {
	h.givens = addTo(h.givens, given)
	for _, w := range given {
		if len(given) > 1 && len(w) > 2 {
			h.givens = addTo(h.givens, []string{w}) // "Mary-Ann" is called Mary too
		}
		for _, nick := range nicknames[w] {
			h.givens = addTo(h.givens, []string{nick})
		}
	}
}

// form adds one form of the list to a person.
func (l *list) form(h *human, i int, f string) {
	lower := strings.ToLower(strings.Trim(f, "<>()\"' "))
	if at := strings.LastIndexByte(lower, '@'); at > 0 && strings.Contains(lower[at:], ".") {
		lower = strings.TrimPrefix(lower, "mailto:")
		l.mail[lower] = i
		if local := lower[:at]; personal(local, h) {
			h.users = append(h.users, joined(local))
		}
		return
	}
	if digits, ok := l.number(f); ok {
		l.digits[digits] = i
		return
	}
	ws := words(f)
	if len(ws) == 0 {
		return
	}
	if n := people.ParseName(f); n.Key() != "" && strings.IndexFunc(f, unicode.IsUpper) >= 0 {
		h.name(f)
		return
	}
	h.aliases = append(h.aliases, newAlias(f, ws))
}

// newAlias reads an alias. A single word with a capital and small letters is
// a first name or surname somebody goes by.
func newAlias(s string, ws []string) alias {
	a := alias{words: ws}
	letters, digits, lower, signs := 0, 0, 0, 0
	for _, c := range s {
		switch {
		case unicode.IsDigit(c):
			digits++
		case unicode.IsLower(c):
			letters, lower = letters+1, lower+1
		case unicode.IsLetter(c):
			letters++
		case !apostrophe(c):
			signs++
		}
	}
	first := []rune(s)[0]
	a.caps = lower == 0 && letters > 0 && letters <= 4
	a.name = len(ws) == 1 && digits == 0 && signs == 0 && unicode.IsUpper(first) && lower > 0
	return a
}

// number reads a telephone number of the list: its last ten digits, or all of
// a shorter one, an extension left out.
func (l *list) number(s string) (digits string, ok bool) {
	letters := strings.IndexFunc(s, func(c rune) bool { return unicode.IsLetter(c) && !strings.ContainsRune("extEXT", c) })
	digits = digitsOf(s)
	if len(digits) < 4 || letters >= 0 || len(digits) < len(strings.TrimSpace(s))/2 {
		return "", false
	}
	if l.phones != nil {
		if number, ok := l.phones.Phone(s); ok {
			number, _, _ = strings.Cut(number, ";")
			digits = digitsOf(number)
		}
	}
	return digits[max(0, len(digits)-10):], true
}

func digitsOf(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, s)
}

// personal tells whether the local part of an address is one that only this
// person bears: it holds the family name, or a given name and more.
func personal(local string, h *human) bool {
	j := joined(local)
	if len(j) < 4 {
		return false
	}
	for _, f := range h.family {
		if strings.Contains(j, strings.Join(f, "")) {
			return true
		}
	}
	return strings.IndexFunc(local, unicode.IsDigit) >= 0
}

// joined is a user name without its separators, folded.
func joined(s string) string { return strings.Join(words(s), "") }

// usernames derives what a login of the person looks like. Only those made of
// the whole family name and at least an initial are taken.
func (h *human) usernames() {
	for _, g := range h.givens {
		for _, f := range h.family {
			given, family := strings.Join(g, ""), strings.Join(f, "")
			if len(given) < 2 || len(family) < 3 {
				continue
			}
			h.users = append(h.users, given+family, family+given, given[:1]+family, family+given[:1])
		}
	}
	slices.Sort(h.users)
	h.users = slices.Compact(h.users)
}

// enter notes the first words by which a person is found.
func (l *list) enter(i int) {
	h := &l.people[i]
	add := func(m map[string][]int, key string) {
		if !slices.Contains(m[key], i) {
			m[key] = append(m[key], i)
		}
	}
	for _, g := range h.givens {
		add(l.given, g[0])
	}
	for _, f := range h.family {
		add(l.family, f[0])
	}
	for _, a := range h.aliases {
		if a.name {
			h.givens = addTo(h.givens, a.words)
			add(l.given, a.words[0])
			continue
		}
		add(l.alias, a.words[0])
	}
	for _, u := range h.users {
		add(l.user, u)
	}
	for _, in := range h.initials() {
		add(l.initial, in)
	}
}

// initials in capitals, with and without those of middle names.
func (h *human) initials() []string {
	var out []string
	if h.full.Key() == "" {
		return nil
	}
	first := []rune(h.full.Given)[:1]
	for _, f := range h.family {
		in := strings.ToUpper(string(first) + string([]rune(f[0])[:1]))
		if !slices.Contains(out, in) {
			out = append(out, in)
		}
	}
	last := []rune(h.full.Family)[:1]
	if h.full.Middle != "" {
		out = append(out, strings.ToUpper(string(first)+h.full.Middle+string(last)))
	}
	return out
}
