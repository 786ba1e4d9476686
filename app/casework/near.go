package casework

import (
	"context"
	"crypto/md5"

	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/index/thread"
)

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
	shapes, err := newShapeFile(c.dir)
	if err != nil {
		return nil, err
	}
	defer shapes.close()
	nums, err := c.shapes(ctx, shapes)
	if err != nil {
		return nil, err
	}
	pairs, err := thread.Near(shapes, at)
	if err != nil {
		return nil, err
	}
	return c.nearSets(ctx, nums, pairs)
}

// shapes writes the shape of each text once and gives, for each, all records
// that have it.
func (c *Case) shapes(ctx context.Context, to *shapeFile) ([][]record.Num, error) {
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return nil, err
	}
	var nums [][]record.Num
	first := map[[md5.Size]byte]int32{}
	for r, err := range c.store.Records(ctx, 0) {
		if err != nil {
			return nil, err
		}
		if cols.Dup(r.Num) != r.Num || cols.Dup(cols.Family(r.Num)) != cols.Family(r.Num) || r.Record.Kind == string(message.ChatPost) {
			continue
		}
		shape := thread.ShapeOf(OwnText(r.Record))
		if shape == nil {
			continue
		}
		key := to.key(shape)
		if i, ok := first[key]; ok {
			nums[i] = append(nums[i], r.Num)
			continue
		}
		if err := to.add(); err != nil {
			return nil, err
		}
		first[key] = int32(len(nums))
		nums = append(nums, []record.Num{r.Num})
	}
	return nums, to.done()
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
