package gaps

import (
	"cmp"
	"slices"

	"vaughn/index/record"
)

// Chat is a conversation with where its entries come from.
type Chat struct {
	*record.Record
	Parts []int // entries of each record it was joined from
	at    map[string]record.ID
}

// At is the record that holds an event, "" for the only one.
func (c Chat) At(event string) record.ID { return c.at[event] }

// Merge joins what several records hold of the same conversation: the parts of
// a long one, or the copies of several custodians. Records of one conversation
// become one whose skeleton is the union of theirs by event id; of entries held
// twice the one that tells more stands. The order of the first records is kept;
// the inputs are left as they are.
func Merge(rs []*record.Record) []Chat {
	type key struct{ platform, id string }
	at := map[key]int{}
	var out []Chat
	var groups [][]*record.Record
	for _, r := range rs {
		if r.Log == nil {
			continue
		}
		k := key{r.Log.Platform, r.Conversation}
		if i, ok := at[k]; ok && k.id != "" {
			groups[i] = append(groups[i], r)
			continue
		}
		at[k] = len(groups)
		groups = append(groups, []*record.Record{r})
	}
	for _, g := range groups {
		out = append(out, union(g))
	}
	return out
}

func union(g []*record.Record) Chat {
	if len(g) == 1 {
		return Chat{Record: g[0], Parts: []int{len(g[0].Log.Entries)}}
	}
	c := Chat{at: map[string]record.ID{}}
	one := *g[0]
	log := *g[0].Log
	log.Entries, log.Members = nil, nil
	place := map[string]int{}
	known := map[string]bool{}
	for _, r := range g {
		c.Parts = append(c.Parts, len(r.Log.Entries))
		for _, m := range r.Log.Members {
			if !known[m.ID] {
				known[m.ID] = true
				log.Members = append(log.Members, m)
			}
		}
		for _, e := range r.Log.Entries {
			i, ok := place[e.ID]
			if !ok {
				place[e.ID], c.at[e.ID] = len(log.Entries), r.ID
				log.Entries = append(log.Entries, e)
				continue
			}
			log.Entries[i] = fuller(log.Entries[i], e)
		}
	}
	slices.SortStableFunc(log.Entries, func(a, b record.Entry) int { return cmp.Compare(a.At, b.At) })
	one.Log, one.Events = &log, len(log.Entries)
	c.Record = &one
	return c
}

// fuller joins two accounts of one entry: a deletion that one of them tells
// happened; what one of them still holds is held.
func fuller(a, b record.Entry) record.Entry {
	switch {
	case !a.Deleted && b.Deleted:
		a.Deleted, a.DeletedBy, a.DeletedAt, a.Empty = true, b.DeletedBy, b.DeletedAt, false
	case a.Deleted && (!b.Deleted || !b.Empty):
		a.Empty = false
	}
	a.Edits = max(a.Edits, b.Edits)
	a.Orphan = a.Orphan && b.Orphan
	a.Files = max(a.Files, b.Files)
	if len(b.Missing) < len(a.Missing) {
		a.Missing = b.Missing
	}
	a.Expires, a.Burn = cmp.Or(a.Expires, b.Expires), cmp.Or(a.Burn, b.Burn)
	a.Timer = cmp.Or(a.Timer, b.Timer)
	return a
}
