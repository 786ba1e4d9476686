package suggest

import (
	"hash/fnv"

	"vaughn/index/message"
	"vaughn/index/people"
)

// Where two people of a conversation share a first name, the headers of the
// message that said it tell who was greeted and who signed. A quotation of it may
// have lost them, so what they told is kept by the words around the name.

// spot is a name of a person of the list with the words around it.
type spot struct {
	person int
	words  uint64
}

// around is how many words on each side make a spot.
const around = 6

func (t *text) spot(p part, i, person int) spot {
	from, to := max(i-around, t.at(p.span.Start)), min(i+around+1, t.at(p.span.End))
	sum := fnv.New64a()
	for k := from; k < to; k++ {
		_, _ = sum.Write([]byte(t.toks[k].fold))
		_, _ = sum.Write([]byte{byte(1 + k - i + around)})
	}
	return spot{person, sum.Sum64()}
}

// bind keeps what the headers of a message tell of the names in it.
func (k *known) bind(t *text) {
	var parties []party
	bears := map[string]bool{}
	for _, p := range t.r.Parties {
		if n := people.ParseName(p.Name); len(k.list.given[n.Given]) > 0 && n.Key() != "" {
			parties = append(parties, party{p.Role, n})
			bears[n.Given] = true
		}
	}
	for i, tok := range t.toks {
		if !bears[tok.fold] || !tok.upper {
			continue
		}
		if t.parts == nil {
			t.segments()
		}
		p, ok := t.partAt(tok.Start)
		if !ok || !p.own {
			continue
		}
		roles := map[string][]string{message.From: {message.From}, message.To: {message.To, message.Cc}}[t.role(p, i, i+1)]
		for _, person := range k.list.given[tok.fold] {
			if mine, theirs := k.bearer(parties, roles, tok.fold, person); mine != theirs {
				k.bound[t.spot(p, i, person)] = mine
			}
		}
	}
}

// party is somebody who writes or reads and bears a given name of the list.
type party struct {
	role string
	name people.FullName
}

// bearer tells whether the first who bears a given name, in the order of the
// roles, is the person or somebody else.
func (k *known) bearer(parties []party, roles []string, given string, person int) (mine, theirs bool) {
	for _, role := range roles {
		for _, p := range parties {
			if p.role == role && p.name.Given == given {
				is := k.list.people[person].is(p.name)
				return is, !is
			}
		}
	}
	return false, false
}

// told recalls it.
func (k *known) told(t *text, p part, i, person int) (mine, theirs bool) {
	mine, ok := k.bound[t.spot(p, i, person)]
	return mine, ok && !mine
}
