package thread

import (
	"bytes"
	"cmp"
	"slices"

	"vaughn/index/record"
)

// Why says what made a message part of its conversation.
type Why string

// The kinds of evidence, strongest first.
const (
	First     Why = "first"     // nothing before it is known
	ByHeader  Why = "header"    // References or In-Reply-To
	ByIndex   Why = "index"     // Outlook's Conversation-Index and an equal subject
	ByQuote   Why = "quote"     // it quotes the words of exactly one conversation
	ByMention Why = "reference" // names, as others do, a message that is not here
)

// Node is a message in its conversation. Parent is the index, in the same
// conversation, of the nearest message before it that is here; -1 for none.
type Node struct {
	Num    record.Num
	Parent int
	Why    Why
}

// Build groups messages into conversations and those into trees: RFC 5256's
// REFERENCES, then Conversation-Index, then quoted text for loose ends. Two
// messages are never joined for an equal subject alone. The result does not
// depend on the order of the keys; conversations are sorted by their first
// message, messages by date with parents before their answers.
func Build(keys []Key) [][]Node {
	b := newBuilder(keys)
	b.headers()
	b.indexes()
	b.quotes()
	return b.conversations()
}

// box is JWZ's container: an id that a message has, or that is only spoken of.
type box struct {
	parent int32 // -1: none
	msgs   []int32
	why    Why
}

type builder struct {
	keys  []Key // in canonical order
	boxes []box
	byID  map[uint64]int32
	of    []int32 // box of each key
	set   []int32 // union-find over boxes: the tree each is in
}

func newBuilder(keys []Key) *builder {
	b := &builder{keys: slices.Clone(keys), byID: make(map[uint64]int32, len(keys)*5/4), of: make([]int32, len(keys))}
	slices.SortFunc(b.keys, before)
	for i, k := range b.keys {
		at, ok := b.byID[k.ID]
		if k.ID == 0 || !ok {
			at = b.add(k.ID)
		}
		b.of[i] = at
		b.boxes[at].msgs = append(b.boxes[at].msgs, int32(i))
	}
	return b
}

// before is an order that only content decides, as far as content differs.
func before(a, b Key) int {
	if c := cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.ID, b.ID), slices.Compare(a.Refs, b.Refs), bytes.Compare(a.Index, b.Index)); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Own.Whole, b.Own.Whole),
		slices.CompareFunc(a.Quotes, b.Quotes, func(x, y Mold) int { return cmp.Compare(x.Whole, y.Whole) }), cmp.Compare(a.Num, b.Num))
}

func (b *builder) add(id uint64) int32 {
	at := int32(len(b.boxes))
	b.boxes = append(b.boxes, box{parent: -1, why: First})
	b.set = append(b.set, at)
	if id != 0 {
		b.byID[id] = at
	}
	return at
}

func (b *builder) box(id uint64) int32 {
	if at, ok := b.byID[id]; ok {
		return at
	}
	return b.add(id)
}

// find is the root of the tree a box is in: a root that gets a parent points to
// that tree's root, so the representative of a set is always its root.
func (b *builder) find(x int32) int32 {
	for b.set[x] != x {
		b.set[x] = b.set[b.set[x]]
		x = b.set[x]
	}
	return x
}

// link makes a box that has no parent the child of another. Having none, it is
// the root of its tree, so the only way to a loop is a parent inside that tree.
func (b *builder) link(child, parent int32, why Why) bool {
	if b.boxes[child].parent >= 0 {
		return false
	}
	x, y := b.find(child), b.find(parent)
	if x == y {
		return false
	}
	b.set[x] = y
	b.boxes[child].parent, b.boxes[child].why = parent, why
	return true
}

// headers links by References. A message's own last reference outranks what
// other messages' References say of it, so all own ones come first.
func (b *builder) headers() {
	for i, k := range b.keys {
		if n := len(k.Refs); n > 0 {
			b.link(b.of[i], b.box(k.Refs[n-1]), ByHeader)
		}
	}
	for _, k := range b.keys {
		for j := 1; j < len(k.Refs); j++ {
			b.link(b.box(k.Refs[j]), b.box(k.Refs[j-1]), ByMention)
		}
	}
}

// indexes links what has the same first 22 bytes and the same subject. QUIRK:
// mailing software copies the index of one mail into many, so that the index
// alone joins strangers.
func (b *builder) indexes() {
	type group struct {
		head    [22]byte
		subject uint64
	}
	groups := map[group][]int32{}
	var order []group
	for i, k := range b.keys {
		if len(k.Index) < 22 || k.Subject == 0 {
			continue
		}
		g := group{[22]byte(k.Index), k.Subject}
		if groups[g] == nil {
			order = append(order, g)
		}
		groups[g] = append(groups[g], int32(i))
	}
	for _, g := range order {
		at := map[string]int32{}
		for _, i := range groups[g] {
			if x := string(b.keys[i].Index); at[x] == 0 {
				at[x] = i + 1
			}
		}
		for _, i := range groups[g] {
			b.link(b.find(b.of[i]), b.of[b.indexParent(i, groups[g], at)], ByIndex)
		}
	}
}

// indexParent finds the message with the longest index that begins this one's:
// five bytes less is the message it answers, if that is here. Without one it is
// the group's first.
func (b *builder) indexParent(i int32, group []int32, at map[string]int32) int32 {
	x := b.keys[i].Index
	for n := len(x) - 5; n >= 22; n -= 5 {
		if p := at[string(x[:n])]; p > 0 {
			return p - 1
		}
	}
	return group[0]
}

const (
	enoughWords = 20 // whole text equal: enough alone
	fewWords    = 6  // with an equal subject
)

// quotes links loose ends: messages that say they answer or forward something
// and name nothing that is here. The quoted words must lead to exactly one
// conversation; "thank you" is quoted by everybody.
func (b *builder) quotes() {
	whole, head := map[uint64][]int32{}, map[uint64][]int32{}
	wanted := map[uint64]bool{}
	for i := range b.keys {
		if !b.loose(i) {
			continue
		}
		for _, q := range b.keys[i].Quotes {
			wanted[q.Whole], wanted[q.Head] = true, true
		}
	}
	for i, k := range b.keys {
		if k.Own.Words < fewWords {
			continue
		}
		if wanted[k.Own.Whole] {
			whole[k.Own.Whole] = append(whole[k.Own.Whole], int32(i))
		}
		if k.Own.Head != 0 && wanted[k.Own.Head] {
			head[k.Own.Head] = append(head[k.Own.Head], int32(i))
		}
	}
	for i := range b.keys {
		if b.loose(i) {
			if p, ok := b.quoted(i, whole, head); ok {
				b.link(b.find(b.of[i]), p, ByQuote)
			}
		}
	}
}

// maxClimb bounds how far a loose end looks upwards through ids that nobody has.
const maxClimb = 1000

// loose tells whether a message answers and nothing it answers is known: it is
// a root, or all above it are ids that nobody here has.
func (b *builder) loose(i int) bool {
	if !b.keys[i].Reply || len(b.keys[i].Quotes) == 0 {
		return false
	}
	at := b.boxes[b.of[i]].parent
	for n := 0; at >= 0; n++ {
		if len(b.boxes[at].msgs) > 0 || n == maxClimb {
			return false
		}
		at = b.boxes[at].parent
	}
	return true
}

func (b *builder) quoted(i int, whole, head map[uint64][]int32) (int32, bool) {
	k := b.keys[i]
	for _, q := range k.Quotes {
		if q.Words < fewWords {
			continue
		}
		for _, list := range [][]int32{whole[q.Whole], head[q.Head]} {
			found, trees := int32(-1), 0
			last := int32(-1)
			for _, j := range list[:min(len(list), 1000)] {
				c := b.keys[j]
				same := c.Subject != 0 && c.Subject == k.Subject
				strong := c.Own.Whole == q.Whole && q.Words >= enoughWords
				if int(j) == i || !same && !strong || k.Date < c.Date || b.find(b.of[j]) == b.find(b.of[i]) {
					continue
				}
				if t := b.find(b.of[j]); t != last {
					last = t
					trees++
				}
				if found < 0 {
					found = b.of[j]
				}
			}
			if trees == 1 {
				return found, true
			}
		}
	}
	return 0, false
}
