package thread

import (
	"cmp"
	"slices"
)

// conversations writes the trees out. Boxes without a message vanish: what
// hung below them hangs on the nearest message above, or, when there is none,
// side by side.
func (b *builder) conversations() [][]Node {
	trees := map[int32][]int32{} // root of the set: keys in canonical order
	var order []int32
	for i := range b.keys {
		t := b.find(b.of[i])
		if trees[t] == nil {
			order = append(order, t)
		}
		trees[t] = append(trees[t], int32(i))
	}
	out := make([][]Node, 0, len(order))
	for _, t := range order {
		out = append(out, b.nodes(trees[t]))
	}
	return out
}

// nodes orders the messages of one tree so that a parent stands before its
// answers even where clocks say otherwise.
func (b *builder) nodes(keys []int32) []Node {
	kids := map[int32][]int32{} // key of the parent, -1 for tops
	parent := map[int32]int32{}
	above := map[int32]climb{}
	why := map[int32]Why{}
	for _, i := range keys {
		up := b.nearest(b.of[i], above)
		p := up.msg
		why[i] = cmp.Or(up.by, b.boxes[b.of[i]].why)
		// Messages of one id that differ are side by side under one parent.
		parent[i] = p
		kids[p] = append(kids[p], i)
	}
	// Among those whose parent is out, the earliest goes next: keys are in
	// canonical order, so the smallest index is the earliest.
	ready := slices.Clone(kids[-1])
	slices.Sort(ready)
	var h heap
	for _, i := range ready {
		h.push(i)
	}
	out, place := make([]Node, 0, len(keys)), make(map[int32]int, len(keys))
	for len(h) > 0 {
		i := h.pop()
		n := Node{Num: b.keys[i].Num, Parent: -1, Why: why[i]}
		if p := parent[i]; p >= 0 {
			n.Parent = place[p]
		} else if n.Why == ByHeader && len(out) == 0 {
			n.Why = First
		} else if len(out) > 0 && n.Why != ByIndex && n.Why != ByQuote {
			n.Why = ByMention
		}
		place[i] = len(out)
		out = append(out, n)
		for _, c := range kids[i] {
			h.push(c)
		}
	}
	return out
}

// climb is what lies above a box without messages: the key of the nearest
// message, -1 for none, and the evidence on the way when that is less than a
// header.
type climb struct {
	msg int32
	by  Why
}

// nearest is the first message of the nearest box above that has one. It
// remembers for boxes without messages, so that long chains of them are walked
// once.
func (b *builder) nearest(x int32, above map[int32]climb) climb {
	var walked []int32
	found := climb{msg: -1}
	for at := b.boxes[x].parent; at >= 0; at = b.boxes[at].parent {
		if len(b.boxes[at].msgs) > 0 {
			found.msg = b.boxes[at].msgs[0]
			break
		}
		if k, ok := above[at]; ok {
			found = k
			break
		}
		walked = append(walked, at)
	}
	for _, w := range slices.Backward(walked) {
		if by := b.boxes[w].why; by == ByQuote || by == ByIndex {
			found.by = by
		}
		above[w] = found
	}
	return found
}

// heap is a smallest-first queue.
type heap []int32

func (h *heap) push(x int32) {
	*h = append(*h, x)
	s := *h
	for i := len(s) - 1; i > 0; {
		p := (i - 1) / 2
		if s[p] <= s[i] {
			return
		}
		s[p], s[i] = s[i], s[p]
		i = p
	}
}

func (h *heap) pop() int32 {
	s := *h
	top := s[0]
	s[0] = s[len(s)-1]
	s = s[:len(s)-1]
	for i := 0; ; {
		c := 2*i + 1
		if c >= len(s) {
			break
		}
		if c+1 < len(s) && s[c+1] < s[c] {
			c++
		}
		if s[i] <= s[c] {
			break
		}
		s[i], s[c] = s[c], s[i]
		i = c
	}
	*h = s
	return top
}
