package people

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"vaughn/index/record"
)

// Options of Build.
type Options struct {
	Region Region // of numbers written without a country
}

// Book is everybody of a case. It is not changed once built.
type Book struct {
	Persons []Person // by records, the most first
	g       *graph
	byForm  map[Key]int
	byID    map[string]int
	byName  map[string][]int // by FullName.Key
}

// maxForms bounds what is proposed as one person: more is a mistake of the
// evidence. Decisions may join any number.
const maxForms = 40

// Build makes out who is who. Decisions are kept whatever the evidence says;
// proposals follow from the surest to the weakest, and one that would join two
// persons of the decisions is dropped.
func Build(ev []Evidence, d Decisions, opt Options) *Book {
	g := gather(ev, opt)
	for _, k := range slices.Sorted(maps.Keys(d)) {
		g.node(k) // decided and no longer seen
	}
	u := newUnion(len(g.nodes))
	first := map[string]int32{}
	for _, k := range slices.Sorted(maps.Keys(d)) {
		i, id := g.at[k], d[k]
		if f, ok := first[id]; ok {
			u.join(f, i)
		} else {
			first[id] = i
		}
		u.owner[u.find(i)] = id
	}
	named := g.named()
	es := append(g.stated(), g.handles()...)
	for _, name := range slices.Sorted(maps.Keys(named)) {
		es = append(es, g.sameName(name, named[name])...)
	}
	sortEdges(g, es)
	kept := u.follow(es)
	bare := g.bareNames(u.find, named)
	sortEdges(g, bare)
	kept = append(kept, u.follow(bare)...)
	return g.book(u, kept, d)
}

// union is a union-find whose sets have at most one owner.
type union struct {
	up    []int32
	size  []int32
	owner map[int32]string // of a set's root; absent when nobody decided
}

func newUnion(n int) *union {
	u := &union{up: make([]int32, n), size: make([]int32, n), owner: map[int32]string{}}
	for i := range u.up {
		u.up[i], u.size[i] = int32(i), 1
	}
	return u
}

func (u *union) find(i int32) int32 {
	for u.up[i] != i {
		u.up[i] = u.up[u.up[i]]
		i = u.up[i]
	}
	return i
}

func (u *union) join(a, b int32) {
	a, b = u.find(a), u.find(b)
	if a == b {
		return
	}
	if u.size[a] < u.size[b] {
		a, b = b, a
	}
	u.up[b] = a
	u.size[a] += u.size[b]
	if own, ok := u.owner[b]; ok {
		u.owner[a] = own
		delete(u.owner, b)
	}
}

// follow joins along edges and gives those that were taken or say again what
// is joined already.
func (u *union) follow(es []edge) []edge {
	var kept []edge
	for _, e := range es {
		a, b := u.find(e.a), u.find(e.b)
		if a != b {
			x, y := u.owner[a], u.owner[b]
			if x != "" && y != "" && x != y || u.size[a]+u.size[b] > maxForms {
				continue
			}
			u.join(a, b)
		}
		kept = append(kept, e)
	}
	return kept
}

// book writes the sets out as persons.
func (g *graph) book(u *union, kept []edge, d Decisions) *Book {
	b := &Book{g: g, byForm: make(map[Key]int, len(g.nodes)), byID: map[string]int{}, byName: map[string][]int{}}
	sets := map[int32][]int32{}
	for i := range g.nodes {
		root := u.find(int32(i))
		sets[root] = append(sets[root], int32(i))
	}
	reasons := map[int32][]Reason{}
	for _, e := range kept {
		text := strings.Join(e.why, " ")
		reasons[e.a] = append(reasons[e.a], Reason{g.nodes[e.b].key, e.sure, text})
		reasons[e.b] = append(reasons[e.b], Reason{g.nodes[e.a].key, e.sure, text})
	}
	for root, set := range sets {
		b.Persons = append(b.Persons, g.person(set, u.owner[root], d, reasons))
	}
	slices.SortFunc(b.Persons, func(x, y Person) int {
		return cmp.Or(cmp.Compare(y.Records, x.Records), cmp.Compare(x.Name, y.Name), cmp.Compare(x.Forms[0].Key, y.Forms[0].Key))
	})
	b.index()
	return b
}

func (b *Book) index() {
	for i := range b.Persons {
		if p := &b.Persons[i]; p.Decided {
			b.byID[p.ID] = i
		}
	}
	for i := range b.Persons {
		p := &b.Persons[i]
		if p.ID == "" {
			p.ID = NewID(p.lowest(), func(id string) bool { _, taken := b.byID[id]; return taken })
			b.byID[p.ID] = i
		}
		seen := map[string]bool{}
		for _, n := range p.Names {
			if k := ParseName(n.Text).Key(); k != "" && !seen[k] {
				seen[k] = true
				b.byName[k] = append(b.byName[k], i)
			}
		}
		for _, f := range p.Forms {
			b.byForm[f.Key] = i
		}
	}
}

// lowest is the form that names a person nobody decided on: it stays the same
// while others are added.
func (p *Person) lowest() Key {
	k := p.Forms[0].Key
	for _, f := range p.Forms {
		k = min(k, f.Key)
	}
	return k
}

// NewID makes the id of a person out of a form of his, one that is not taken.
func NewID(k Key, taken func(string) bool) string {
	for salt := ""; ; salt += "'" {
		sum := sha256.Sum256([]byte(string(k) + salt))
		if id := "p" + hex.EncodeToString(sum[:5]); !taken(id) {
			return id
		}
	}
}

func (g *graph) person(set []int32, owner string, d Decisions, reasons map[int32][]Reason) Person {
	p := Person{ID: owner, Decided: owner != "", nodes: set, Kind: Human}
	names := map[string]*Name{}
	for _, i := range set {
		n := &g.nodes[i]
		f := Form{Key: n.key, State: Proposed, Records: len(n.records)}
		if _, ok := d[n.key]; ok {
			f.State = Confirmed
		} else {
			f.Reasons = strongest(reasons[i])
		}
		if n.kind != Human && !p.Decided {
			p.Kind = n.kind
		}
		p.Forms = append(p.Forms, f)
		n.collect(names, f.State)
	}
	slices.SortFunc(p.Forms, func(x, y Form) int {
		return cmp.Or(cmp.Compare(x.State, y.State), cmp.Compare(y.Records, x.Records), cmp.Compare(x.Key, y.Key))
	})
	for _, n := range names {
		p.Names = append(p.Names, *n)
	}
	slices.SortFunc(p.Names, func(x, y Name) int {
		return cmp.Or(cmp.Compare(x.State, y.State), cmp.Compare(y.Records, x.Records), cmp.Compare(x.Text, y.Text))
	})
	p.Name = p.title()
	p.Records = len(g.records(set, nil))
	return p
}

func (n *node) collect(into map[string]*Name, state string) {
	add := func(text string, nick bool, times int) {
		m := into[text]
		if m == nil {
			m = &Name{Text: text, Nick: nick, State: state}
			into[text] = m
		}
		m.State = min(m.State, state) // "confirmed" sorts before "proposed"
		m.Records += times
	}
	for text, b := range n.names {
		add(text, false, b.n)
		for _, nick := range b.Nicks {
			add(nick, true, b.n)
		}
	}
}

// title is what a person is called in a list.
func (p *Person) title() string {
	first := ""
	for _, n := range p.Names {
		if n.Nick {
			continue
		}
		if ParseName(n.Text).Key() != "" {
			return n.Text
		}
		first = cmp.Or(first, n.Text)
	}
	return cmp.Or(first, p.Forms[0].Key.Value())
}

// maxReasons bounds what is told of one form.
const maxReasons = 5

func strongest(rs []Reason) []Reason {
	rs = slices.Clone(rs)
	slices.SortStableFunc(rs, func(x, y Reason) int { return cmp.Compare(y.Sure, x.Sure) })
	return rs[:min(len(rs), maxReasons)]
}

// records unites the records in which forms take part; of only those forms
// that want, nil being all.
func (g *graph) records(set []int32, want func(Key) bool) []record.Num {
	var out []record.Num
	for _, i := range set {
		if n := &g.nodes[i]; want == nil || want(n.key) {
			out = append(out, n.records...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Records lists the records in which a person takes part by a form of that
// state, ascending; "" is any state.
func (b *Book) Records(p *Person, state string) []record.Num {
	want := map[Key]bool{}
	for _, f := range p.Of(state) {
		want[f.Key] = true
	}
	return b.g.records(p.nodes, func(k Key) bool { return want[k] })
}

// ByID finds a person by id.
func (b *Book) ByID(id string) (*Person, bool) {
	i, ok := b.byID[id]
	if !ok {
		return nil, false
	}
	return &b.Persons[i], true
}

// ByForm finds who has a form.
func (b *Book) ByForm(k Key) (*Person, bool) {
	i, ok := b.byForm[k]
	if !ok {
		return nil, false
	}
	return &b.Persons[i], true
}

// Key reads a form as a person types it: a key, an address, a number in any
// notation, or the name of an account, which must be one's only.
func (b *Book) Key(text string) (Key, bool) {
	text = strings.TrimSpace(text)
	if _, ok := b.byForm[Key(text)]; ok {
		return Key(text), true
	}
	if k, ok := KeyOf(text, "", b.g.opt.Region); ok {
		_, ok = b.byForm[k]
		return k, ok
	}
	if k, ok := bareKey(text); ok {
		if _, ok := b.byForm[k]; ok {
			return k, true
		}
	}
	return b.account(strings.ToLower(text))
}

func (b *Book) account(name string) (Key, bool) {
	var found Key
	for _, platform := range []string{"wickr", "slack", "teams", "signal", "whatsapp", "google", "telegram", "exchange"} {
		k := Key(Handle + ":" + platform + "/" + name)
		if _, ok := b.byForm[k]; ok {
			if found != "" {
				return "", false
			}
			found = k
		}
	}
	return found, found != ""
}

// Find gives everybody whom a text means: an id, a form, or a full name that
// the person bears under any spelling. With state Confirmed only what somebody
// decided on counts.
func (b *Book) Find(text, state string) []*Person {
	text = strings.TrimSpace(text)
	if p, ok := b.ByID(text); ok && (p.Decided || state == "") {
		return []*Person{p}
	}
	var out []*Person
	add := func(i int) {
		if p := &b.Persons[i]; !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	if k, ok := b.Key(text); ok {
		i := b.byForm[k]
		if state == "" || slices.ContainsFunc(b.Persons[i].Of(state), func(f Form) bool { return f.Key == k }) {
			add(i)
		}
		if k.Kind() != Bare {
			return out
		}
	}
	n := ParseName(text)
	for _, i := range b.byName[n.Key()] {
		for _, m := range b.Persons[i].Names {
			o := ParseName(m.Text)
			if can, _ := n.agree(o); can && o.Key() == n.Key() && (state == "" || m.State == state) {
				add(i)
				break
			}
		}
	}
	return out
}

// Meant lists the records that a text stands for without a doubt: those in
// which its persons take part by a confirmed form, and where it is itself a
// form, decided on or not, those of that form.
func (b *Book) Meant(text string) []record.Num {
	var out []record.Num
	for _, p := range b.Find(text, Confirmed) {
		out = append(out, b.Records(p, Confirmed)...)
	}
	if k, ok := b.Key(text); ok {
		out = append(out, b.g.nodes[b.g.at[k]].records...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
