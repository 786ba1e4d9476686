package people

import (
	"cmp"
	"slices"
	"strings"

	"vaughn/index/query"
	"vaughn/index/record"
)

// node is one form with all that is known of it.
type node struct {
	key     Key
	kind    string
	names   map[string]*borne // by spelling
	full    map[string]*borne // by FullName.Key; only names that count, see settle
	records []record.Num      // in which it takes part
	wrote   int
	shown   int  // records of named sightings
	feigned bool // it was shown under another's address
}

// borne is a name that a form bears.
type borne struct {
	FullName
	n int
}

// graph is all forms and what links them.
type graph struct {
	opt   Options
	nodes []node
	at    map[Key]int32
	links []link           // of cards, accounts and signatures
	lines map[Key][]int32  // telephone to the writers who sign with it
	signs map[[2]int32]int // writer and telephone: in how many records
}

// link is an explicit statement of a source that two forms belong together.
type link struct {
	a, b int32
	how  string
	n    int
}

func (g *graph) node(k Key) int32 {
	i, ok := g.at[k]
	if !ok {
		i = int32(len(g.nodes))
		g.at[k] = i
		g.nodes = append(g.nodes, node{key: k, kind: kindOf(k), names: map[string]*borne{}})
	}
	return i
}

// gather turns evidence into forms.
func gather(ev []Evidence, opt Options) *graph {
	g := &graph{opt: opt, at: make(map[Key]int32, len(ev)), lines: map[Key][]int32{}, signs: map[[2]int32]int{}}
	for i := range ev {
		g.take(&ev[i])
	}
	for i := range g.nodes {
		n := &g.nodes[i]
		slices.Sort(n.records)
		n.records = slices.Compact(n.records)
		n.settle()
	}
	return g
}

func (g *graph) take(e *Evidence) {
	var ids []int32
	for _, id := range e.IDs {
		if k, ok := KeyOf(id, e.Platform, g.opt.Region); ok {
			ids = append(ids, g.node(k))
		}
	}
	if e.How == AsSignature {
		g.sign(ids, len(e.Records))
		return
	}
	if len(ids) == 0 && len(e.IDs) == 0 {
		if k, ok := bareKey(e.Name); ok && e.How != AsCard {
			ids = append(ids, g.node(k))
		}
	}
	for j, id := range ids {
		n := &g.nodes[id]
		if e.How != AsCard { // a contact is about somebody who takes no part in it
			n.records = append(n.records, e.Records...)
			n.wrote += e.Wrote
		}
		n.bear(e.Name, max(1, len(e.Records)))
		if j > 0 && id != ids[0] {
			g.links = append(g.links, link{ids[0], id, e.How, len(e.Records)})
		}
	}
}

func (g *graph) sign(ids []int32, n int) {
	if len(ids) != 2 || g.nodes[ids[1]].key.Kind() != Phone {
		return
	}
	k := g.nodes[ids[1]].key
	if !slices.Contains(g.lines[k], ids[0]) {
		g.lines[k] = append(g.lines[k], ids[0])
	}
	g.signs[[2]int32{ids[0], ids[1]}] += n
}

// bear notes a name. QUIRK: a list writes "Jane Doe via List <list@…>", and a
// program that knows no name repeats the address.
func (n *node) bear(name string, times int) {
	name = strings.Join(strings.Fields(strings.Trim(name, `'" `)), " ")
	if n.key.Kind() == Address && strings.Contains(name, "@") && !strings.Contains(strings.ToLower(name), n.key.Value()) {
		n.feigned = true
	}
	if name == "" || strings.Contains(name, " via ") || strings.ContainsAny(name, "@") || generic[strings.ToLower(name)] {
		return
	}
	b := n.names[name]
	if b == nil {
		b = &borne{FullName: ParseName(name)}
		n.names[name] = b
	}
	b.n += times
}

// sharedBy is how many different full names make an address nobody's own.
const sharedBy = 3

// settle sums names up and finds shared mailboxes: a name that stands on less
// than a tenth of an address's sightings is a slip and proves nothing.
func (n *node) settle() {
	n.full = map[string]*borne{}
	for _, text := range sortedKeys(n.names) {
		b := n.names[text]
		n.shown += b.n
		k := b.Key()
		if k == "" {
			continue
		}
		f := n.full[k]
		if f == nil {
			f = &borne{FullName: FullName{Given: b.Given, Family: b.Family}}
			n.full[k] = f
		}
		f.n += b.n
		f.Suffix = cmp.Or(f.Suffix, b.Suffix)
		if len(b.Middle) > len(f.Middle) {
			f.Middle = b.Middle
		}
	}
	for k, f := range n.full {
		if f.n*10 < n.shown {
			delete(n.full, k)
		}
	}
	if n.kind == Human && n.key.Kind() != Bare && (len(n.full) >= sharedBy || n.office()) {
		n.kind = Mailbox
	}
}

// office tells whether all names of a form are an office's: "FHSA Press".
func (n *node) office() bool {
	for text := range n.names {
		at := slices.IndexFunc(strings.Fields(query.Fold(text)), func(w string) bool { return offices[strings.Trim(w, ".,()")] })
		if at < 0 {
			return false
		}
	}
	return len(n.names) > 0
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// together counts the records in which both take part, up to most.
func together(a, b []record.Num, most int) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	n := 0
	for _, num := range a {
		if _, ok := slices.BinarySearch(b, num); ok {
			if n++; n >= most {
				break
			}
		}
	}
	return n
}
