package casework

import (
	"slices"

	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/index/thread"
)

// carried is what conversations know of messages that are attached to others.
type carried struct {
	node  map[record.Num]record.Num   // of an attached message: the message it is, itself when no record is that
	own   map[record.Num]int32        // of an attached message: the group of its node + 1
	holds map[record.Num][]record.Num // of a mail: the nodes attached to it
}

// parted takes the messages that are attached to others from the rest, and
// leaves out copies of either.
func parted(keys []thread.Key, cols *store.Columns) (top, attached []thread.Key) {
	for _, k := range keys {
		switch family := cols.Family(k.Num); {
		case cols.Dup(family) != family:
		case cols.Parent(k.Num) == 0:
			top = append(top, k)
		default:
			attached = append(attached, k)
		}
	}
	return top, attached
}

// carry adds attached messages to those that are grouped. One that is there by
// itself, or attached elsewhere, with the same id and the same words, is that
// message. What a mail carries is, when it is one message, evidence like a
// quotation; a digest of many joins nothing.
func carry(top, attached []thread.Key, cols *store.Columns) ([]thread.Key, carried) {
	c := carried{node: map[record.Num]record.Num{}, own: map[record.Num]int32{}, holds: map[record.Num][]record.Num{}}
	if len(attached) == 0 {
		return top, c
	}
	type content struct{ id, words uint64 }
	is := map[content]record.Num{}
	wanted := map[uint64]bool{}
	for _, k := range attached {
		wanted[k.ID] = k.ID != 0
	}
	at := map[record.Num]int{}
	for i, k := range top {
		at[k.Num] = i
		if wanted[k.ID] {
			is[content{k.ID, k.Own.Whole}] = k.Num
		}
	}
	said := map[record.Num][]thread.Mold{}
	for _, k := range attached {
		node, ok := is[content{k.ID, k.Own.Whole}]
		if !ok || k.ID == 0 {
			node = k.Num
			is[content{k.ID, k.Own.Whole}] = node
			top = append(top, k)
		}
		family := cols.Family(k.Num)
		c.node[k.Num] = node
		c.holds[family] = append(c.holds[family], node)
		if cols.Parent(k.Num) == family {
			said[family] = append(said[family], k.Own)
		}
	}
	for family, molds := range said {
		if i, ok := at[family]; ok && len(molds) == 1 {
			top[i].Quotes = append(slices.Clone(top[i].Quotes), molds[0])
		}
	}
	return top, c
}
