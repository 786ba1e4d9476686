package casework

import (
	"cmp"
	"context"
	"crypto/md5"
	"encoding/hex"
	"slices"
	"strings"

	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/index/thread"
)

// Kinds of a CopySet.
const (
	CopyOf    = "copy"            // the same message
	Contested = "same-message-id" // one Message-ID, different content: not copies
)

// CopySet is records that are copies of one another, or that claim to be.
type CopySet struct {
	Kind string
	MIH  string // EDRM Message Identification Hash of the first; "" without Message-ID
	Rows []store.Row
	At   [][]store.Occurrence // places of each row
}

// Duplicates gives the sets of copies: records that say the same under other
// transport headers, and records found in several places byte for byte. Then
// come the Message-IDs that messages of different content share.
func (c *Case) Duplicates(ctx context.Context) ([]CopySet, error) {
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return nil, err
	}
	sets := map[record.Num][]record.Num{}
	for n := record.Num(1); int(n) <= cols.Len(); n++ {
		if d := cols.Dup(n); d != n {
			if sets[d] == nil {
				sets[d] = []record.Num{d}
			}
			sets[d] = append(sets[d], n)
		}
	}
	repeated, err := c.store.Repeated(ctx)
	if err != nil {
		return nil, err
	}
	for _, n := range repeated {
		if d := cols.Dup(n); sets[d] == nil {
			sets[d] = []record.Num{d}
		}
	}
	lists := make([][]record.Num, 0, len(sets))
	for _, s := range sets {
		lists = append(lists, s)
	}
	slices.SortFunc(lists, func(a, b []record.Num) int { return cmp.Compare(a[0], b[0]) })
	contested, err := c.store.Contested(ctx)
	if err != nil {
		return nil, err
	}
	var out []CopySet
	for i, nums := range append(lists, contested...) {
		s := CopySet{Kind: CopyOf}
		if i >= len(lists) {
			s.Kind = Contested
		}
		if err := c.copySet(ctx, &s, nums); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func (c *Case) copySet(ctx context.Context, s *CopySet, nums []record.Num) (err error) {
	if s.Rows, err = c.store.Rows(ctx, nums); err != nil {
		return err
	}
	s.MIH = mih(s.Rows[0].MessageID)
	for _, r := range s.Rows {
		at, err := c.store.Occurrences(ctx, r.ID)
		if err != nil {
			return err
		}
		s.At = append(s.At, at)
	}
	return nil
}

// mih is the EDRM Message Identification Hash 1.0: MD5 of the Message-ID from
// '<' to '>', never of nothing.
func mih(id string) string {
	i, j := strings.IndexByte(id, '<'), strings.LastIndexByte(id, '>')
	if i < 0 || j < i {
		return ""
	}
	sum := md5.Sum([]byte(id[i : j+1]))
	return hex.EncodeToString(sum[:])
}

// NearSet is records whose own words are nearly the same, first to last; each
// is at least as similar as asked to some other of the set.
type NearSet struct {
	Rows []store.Row
	Like []int     // for each row the index of the row it is most similar to
	At   []float64 // and how similar, 0..1
}

// Near finds near-copies by what records say themselves: mails without what
// they quote, attachments as a whole. Copies are counted once. at is the least
// similarity, above 0 up to 1; texts of fewer than thread.MinWords words are
// left out.
func (c *Case) Near(ctx context.Context, at float64) ([]NearSet, error) {
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return nil, err
	}
	var shapes []thread.Shape
	var nums [][]record.Num // of each shape: all records that have it
	first := map[string]int{}
	for r, err := range c.store.Records(ctx, 0) {
		if err != nil {
			return nil, err
		}
		if cols.Dup(r.Num) != r.Num || cols.Dup(cols.Family(r.Num)) != cols.Family(r.Num) || r.Record.Kind == string(message.ChatPost) {
			continue
		}
		text := OwnText(r.Record)
		shape := thread.ShapeOf(text)
		if shape == nil {
			continue
		}
		key := shapeKey(shape)
		if i, ok := first[key]; ok {
			nums[i] = append(nums[i], r.Num)
			continue
		}
		first[key] = len(shapes)
		shapes, nums = append(shapes, shape), append(nums, []record.Num{r.Num})
	}
	return c.nearSets(ctx, nums, thread.Near(shapes, at))
}

// shapeKey is equal for equal shapes alone, in practice.
func shapeKey(s thread.Shape) string {
	h := md5.New()
	var b [4]byte
	for _, g := range s {
		b = [4]byte{byte(g), byte(g >> 8), byte(g >> 16), byte(g >> 24)}
		h.Write(b[:])
	}
	return string(h.Sum(nil))
}

// OwnText is what a record says itself: a mail without what it quotes, an
// attachment's whole text.
func OwnText(r *record.Record) string {
	if r.Parent != "" {
		s, _ := r.Field(record.FieldBody)
		return r.Text[s.Start:s.End]
	}
	return thread.Parts(r.Text, thread.Segments(r))[0].Text
}

func (c *Case) nearSets(ctx context.Context, nums [][]record.Num, pairs []thread.Pair) ([]NearSet, error) {
	group := make([]int, len(nums))
	for i := range group {
		group[i] = i
	}
	find := func(x int) int {
		for group[x] != x {
			group[x] = group[group[x]]
			x = group[x]
		}
		return x
	}
	like, best := make([]int, len(nums)), make([]float64, len(nums))
	for _, p := range pairs {
		if a, b := find(p.A), find(p.B); a != b {
			group[max(a, b)] = min(a, b)
		}
		if p.Similarity > best[p.A] {
			like[p.A], best[p.A] = p.B, p.Similarity
		}
		if p.Similarity > best[p.B] {
			like[p.B], best[p.B] = p.A, p.Similarity
		}
	}
	members := map[int][]int{}
	for i := range nums {
		members[find(i)] = append(members[find(i)], i)
	}
	var out []NearSet
	for i := range nums {
		if m := members[i]; len(m) > 1 || len(m) == 1 && len(nums[i]) > 1 {
			s, err := c.nearSet(ctx, nums, m, like, best)
			if err != nil {
				return nil, err
			}
			out = append(out, s)
		}
	}
	return out, nil
}

func (c *Case) nearSet(ctx context.Context, nums [][]record.Num, members, like []int, best []float64) (NearSet, error) {
	var all []record.Num
	var s NearSet
	place := map[int]int{} // of a shape: its first row
	for _, m := range members {
		place[m] = len(all)
		all = append(all, nums[m]...)
	}
	for _, m := range members {
		for k := range nums[m] {
			switch {
			case k > 0: // the same words as the row before
				s.Like, s.At = append(s.Like, place[m]), append(s.At, 1)
			case len(nums[m]) > 1:
				s.Like, s.At = append(s.Like, place[m]+1), append(s.At, 1)
			default:
				s.Like, s.At = append(s.Like, place[like[m]]), append(s.At, best[m])
			}
		}
	}
	rows, err := c.store.Rows(ctx, all)
	s.Rows = rows
	return s, err
}
