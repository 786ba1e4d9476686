package people

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// leastSure is below which nothing is proposed.
const leastSure = 0.5

// commonName is how many forms may bear one name before it proves nothing.
const commonName = 12

// edge is a proposal to join two forms.
type edge struct {
	a, b int32
	sure float64
	why  []string
}

func (e *edge) add(sure float64, why string) {
	e.sure += sure
	e.why = append(e.why, why)
}

// stated are the joins that sources state themselves.
func (g *graph) stated() []edge {
	var out []edge
	cards := map[int32]int{} // telephone to the cards that show it
	for _, l := range g.links {
		if l.how == AsCard {
			cards[l.b]++
		}
	}
	for _, l := range g.links {
		switch {
		case g.nodes[l.a].kind != Human || g.nodes[l.b].kind != Human:
		case l.how == AsCard && g.nodes[l.b].key.Kind() == Phone && cards[l.b] > 2:
		case l.how == AsCard:
			out = append(out, edge{l.a, l.b, 0.95, []string{"One contact card holds both."}})
		default:
			out = append(out, edge{l.a, l.b, 0.95, []string{"One account of the chat platform shows both."}})
		}
	}
	for _, k := range slices.Sorted(maps.Keys(g.lines)) {
		out = append(out, g.signed(k, g.lines[k])...)
	}
	return out
}

// signed joins a number to those who sign with it, unless several people do:
// then it is a line of the office.
func (g *graph) signed(k Key, writers []int32) []edge {
	var names []string
	for _, w := range writers {
		n := &g.nodes[w]
		if n.kind != Human {
			return nil
		}
		name := string(n.key)
		if best := n.best(); best != "" {
			name = best
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) != 1 {
		return nil
	}
	var out []edge
	tel := g.at[k]
	for _, w := range writers {
		times := g.signs[[2]int32{w, tel}]
		e := edge{a: w, b: tel}
		if times > 1 {
			e.add(0.85, fmt.Sprintf("The number stands below %d messages from %s, and below nobody else's.", times, g.nodes[w].key.Value()))
		} else {
			e.add(0.65, fmt.Sprintf("The number stands below a message from %s, and below nobody else's.", g.nodes[w].key.Value()))
		}
		out = append(out, e)
	}
	return out
}

// best is the name key that a form bears most.
func (n *node) best() string {
	out := ""
	for k, b := range n.full {
		if out == "" || b.n > n.full[out].n || b.n == n.full[out].n && k < out {
			out = k
		}
	}
	return out
}

// named groups the forms by the names they bear; an address that shows no name
// but spells one ("jane.doe@") bears that.
func (g *graph) named() map[string][]int32 {
	out := map[string][]int32{}
	for i := range g.nodes {
		n := &g.nodes[i]
		if n.kind != Human || n.key.Kind() == Bare {
			continue
		}
		for k := range n.full {
			out[k] = append(out[k], int32(i))
		}
		if len(n.names) > 0 || n.key.Kind() != Address || n.feigned {
			continue
		}
		if k := spelled(n.local()); k != "" {
			out[k] = append(out[k], int32(i))
		}
	}
	return out
}

// spelled gives the name key that the words of an address's local part make.
func spelled(local string) string {
	w := strings.FieldsFunc(strings.TrimRight(local, "0123456789"), func(c rune) bool { return c == '.' || c == '_' })
	if len(w) != 2 || offices[w[0]] || offices[w[1]] {
		return ""
	}
	return FullName{Given: w[0], Family: w[1]}.Key()
}

func (n *node) local() string  { l, _, _ := strings.Cut(n.key.Value(), "@"); return l }
func (n *node) domain() string { _, d, _ := strings.Cut(n.key.Value(), "@"); return d }

// sameName proposes joins among the forms that bear one full name.
func (g *graph) sameName(name string, of []int32) []edge {
	if len(of) < 2 || len(of) > commonName {
		return nil
	}
	variants := g.variants(name, of)
	var out []edge
	for i, a := range of {
		for _, b := range of[i+1:] {
			x, y := g.nodes[a].called(name), g.nodes[b].called(name)
			can, unsure := x.agree(y)
			if !can || unsure && variants {
				continue
			}
			if e := g.weigh(name, a, b); e.sure >= leastSure {
				if len(of) == 2 {
					e.add(0.1, "No other form bears the name.")
				}
				e.sure = min(e.sure, 0.95)
				out = append(out, e)
			}
		}
	}
	return out
}

// variants tells whether the case knows people whom only a middle name or a
// suffix tells apart, father and son: then a form that lacks it could be either.
func (g *graph) variants(name string, of []int32) bool {
	for i, a := range of {
		for _, b := range of[i+1:] {
			if can, _ := g.nodes[a].called(name).agree(g.nodes[b].called(name)); !can {
				return true
			}
		}
	}
	return false
}

func (n *node) called(name string) FullName {
	if b := n.full[name]; b != nil {
		return b.FullName
	}
	return FullName{}
}

// weigh sums up what speaks for and against two forms of one name. The sums
// are judgement, not statistics: they order proposals and keep back weak ones.
func (g *graph) weigh(name string, a, b int32) edge {
	x, y := &g.nodes[a], &g.nodes[b]
	e := edge{a: a, b: b}
	if x.full[name] != nil && y.full[name] != nil {
		e.add(0.45, "Both appear under the same full name.")
	} else {
		e.add(0.35, "One appears under a full name that the other's address spells.")
	}
	both := together(x.records, y.records, 3)
	switch {
	case both > 2:
		e.add(-0.45, "But both stand on the same messages, three or more.")
	case both > 0:
		e.add(-0.35, "But both stand on one message.")
	}
	if x.key.Kind() != Address || y.key.Kind() != Address {
		e.add(0.1, "They are forms of different kinds, as one person has them.")
		return e
	}
	fits := spells(x.local(), name) && spells(y.local(), name)
	switch {
	case fits:
		e.add(0.25, "Both addresses are made from the name.")
	case len(x.records) < 3 || len(y.records) < 3 || x.answered() == 0 || y.answered() == 0:
		e.add(-0.25, "But an address is not made from the name, and display names can be borrowed.")
	default:
		e.add(0.05, "Both were written to.")
	}
	if x.local() == y.local() {
		e.add(0.15, "The part before the @ is the same.")
	}
	switch {
	case x.domain() == y.domain():
		// A mail system gives the second Jane Doe another figure.
		e.add(-0.4, "But one mail system gave two addresses.")
	case !public[x.domain()] && !public[y.domain()] && domainRoot(x.domain()) != domainRoot(y.domain()):
		e.add(-0.1, "But they belong to two organisations.")
	}
	return e
}

// answered is in how many records somebody else wrote to a form.
func (n *node) answered() int { return len(n.records) - n.wrote }

// domainRoot is the last two labels of a domain, which sub-offices share.
func domainRoot(d string) string {
	labels := strings.Split(d, ".")
	return strings.Join(labels[max(0, len(labels)-2):], ".")
}

// bareNames joins names without an address to the one person who bears them;
// when several do, or one whose middle name or suffix differs, nothing is said.
func (g *graph) bareNames(cluster func(int32) int32, named map[string][]int32) []edge {
	var out []edge
	for i := range g.nodes {
		n := &g.nodes[i]
		if n.key.Kind() != Bare {
			continue
		}
		name := n.best()
		of := named[name]
		if name == "" || len(of) == 0 || len(of) > commonName || g.variants(name, of) {
			continue
		}
		best := of[0]
		one := true
		for _, o := range of {
			can, _ := n.called(name).agree(g.nodes[o].called(name))
			one = one && can && cluster(o) == cluster(of[0])
			if len(g.nodes[o].records) > len(g.nodes[best].records) {
				best = o
			}
		}
		if !one || together(n.records, g.nodes[best].records, 1) > 0 {
			continue
		}
		out = append(out, edge{best, int32(i), 0.65, []string{"The name stands alone, and only one person of the case bears it."}})
	}
	return out
}

// handles joins a nameless account to the one address whose local part it is.
func (g *graph) handles() []edge {
	locals := map[string][]int32{}
	for i := range g.nodes {
		if n := &g.nodes[i]; n.key.Kind() == Address && n.kind == Human {
			locals[n.local()] = append(locals[n.local()], int32(i))
		}
	}
	var out []edge
	for i := range g.nodes {
		n := &g.nodes[i]
		if n.key.Kind() != Handle || len(n.full) > 0 {
			continue
		}
		_, name, _ := strings.Cut(n.key.Value(), "/")
		if of := locals[name]; len(of) == 1 && len(name) >= 5 {
			out = append(out, edge{of[0], int32(i), 0.5, []string{"The account is called as the mail address begins, and no other address does."}})
		}
	}
	return out
}

func sortEdges(g *graph, es []edge) {
	slices.SortFunc(es, func(x, y edge) int {
		return cmp.Or(cmp.Compare(y.sure, x.sure), cmp.Compare(g.nodes[x.a].key, g.nodes[y.a].key), cmp.Compare(g.nodes[x.b].key, g.nodes[y.b].key))
	})
}
