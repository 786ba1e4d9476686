package casework_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"vaughn/app/casework"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact"
	"vaughn/redact/review"
)

// as opens a case for another reviewer.
func as(t *testing.T, c *casework.Case, who string) *casework.Case {
	t.Helper()
	dir := c.Dir()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c, err := casework.Open(ctx, dir, casework.Options{Actor: who}, progress.None)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func nums(t *testing.T, c *casework.Case, query string) []record.Num {
	t.Helper()
	h, err := c.Find(ctx, query, store.ByNum, false)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return h.Nums
}

func ids(t *testing.T, c *casework.Case, query string) []record.ID {
	t.Helper()
	out, err := c.IDs(ctx, query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return out
}

// batchModel is the naive one: who stands in which open batch.
type batchModel struct {
	t    *testing.T
	c    *casework.Case
	open map[string]map[record.Num]string // by level: the open batch a record stands in
}

// holds checks what must be true whatever was done.
func (m *batchModel) holds() {
	p, err := m.c.Progress(ctx)
	if err != nil {
		m.t.Fatal(err)
	}
	records, done, left, out := 0, 0, 0, 0
	for _, b := range p.Batches {
		if b.Done+b.Left() != b.Size || b.Done < 0 || b.Done > b.Size {
			m.t.Errorf("%s: %d done, %d left of %d", b.Name, b.Done, b.Left(), b.Size)
		}
		in, err := m.c.BatchRecords(ctx, b.Name)
		if err != nil || len(in) != b.Size {
			m.t.Errorf("%s has %d records, %v", b.Name, len(in), err)
		}
		for _, n := range in {
			if b.State != review.Completed && m.open[b.Level][n] != b.Name {
				m.t.Errorf("record %d stands in %s, not in %q", n, b.Name, m.open[b.Level][n])
			}
		}
		records, done, left, out = records+b.Size, done+b.Done, left+b.Left(), out+1
	}
	sum := casework.ReviewerProgress{}
	for _, r := range p.Reviewers {
		sum.Records, sum.Done, sum.Left, sum.Out = sum.Records+r.Records, sum.Done+r.Done, sum.Left+r.Left, sum.Out+r.Out+r.Completed+r.Waiting
	}
	if sum.Records != records || sum.Done != done || sum.Left != left || sum.Out != out || p.Records != records || p.Done != done || p.Left != left {
		m.t.Errorf("batches have %d records (%d, %d), reviewers %+v", records, done, left, sum)
	}
}

// made checks that new batches part what was free among the hits, whole groups
// in each, and notes them.
func (m *batchModel) made(hits []record.Num, spec casework.BatchSpec, made casework.Made) {
	var got []record.Num
	of := map[record.Num]string{}
	for _, b := range made.Batches {
		in, err := m.c.BatchRecords(ctx, b.Name)
		if err != nil {
			m.t.Fatal(err)
		}
		for _, n := range in {
			if of[n] != "" || m.open[spec.Level][n] != "" {
				m.t.Errorf("record %d stands in %s, %s and %s", n, b.Name, of[n], m.open[spec.Level][n])
			}
			of[n] = b.Name
		}
		got = append(got, in...)
		if spec.Families && len(in) > spec.Size && made.Larger == 0 {
			m.t.Errorf("%s has %d records", b.Name, len(in))
		}
	}
	var want []record.Num
	for _, n := range hits {
		if m.open[spec.Level][n] == "" {
			want = append(want, n)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) || made.Records != len(want) || made.Skipped != len(hits)-len(want) || made.Of != len(hits) {
		m.t.Errorf("%+v: %d of %d records are in batches (%+v)", spec, len(got), len(want), made.Skipped)
	}
	for kin, on := range map[string]bool{"family": spec.Families, "copies": spec.Copies, "thread": spec.Threads} {
		for n := range of {
			if !on {
				break
			}
			for _, o := range m.kin(kin, n) {
				if of[o] != "" && of[o] != of[n] {
					m.t.Errorf("%d and %d of one %s stand in %s and %s", n, o, kin, of[n], of[o])
				}
			}
		}
	}
	for n, name := range of {
		m.open[spec.Level][n] = name
	}
}

func (m *batchModel) kin(by string, n record.Num) []record.Num {
	rows, err := m.c.Rows(ctx, []record.Num{n})
	if err != nil {
		m.t.Fatal(err)
	}
	return nums(m.t, m.c, fmt.Sprintf("in:%s(id:%s)", by, rows[0].ID))
}

// TestBatchesAgainstModel makes, gives out, codes, returns, reopens, removes and
// undoes at random.
func TestBatchesAgainstModel(t *testing.T) {
	c := sample(t, false)
	defer func() { _ = c.Close() }()
	m := &batchModel{t: t, c: c, open: map[string]map[record.Num]string{redact.FirstLevel: {}, redact.SecondLevel: {}}}
	rnd := rand.New(rand.NewPCG(5, 8))
	queries := []string{"*", "kind:email", "pilot", "is:unreviewed", "custodian:Venn", "has:attachment OR kind:attachment"}
	levels := []string{redact.FirstLevel, redact.SecondLevel}
	var undo []int64
	for range 60 {
		list, err := c.Batches(ctx)
		if err != nil {
			t.Fatal(err)
		}
		pick := casework.BatchInfo{}
		if len(list) > 0 {
			pick = list[rnd.IntN(len(list))]
		}
		switch act := rnd.IntN(8); {
		case act < 2 || len(list) == 0:
			spec := casework.BatchSpec{Set: []string{"A", "b"}[rnd.IntN(2)], Query: queries[rnd.IntN(len(queries))], Level: levels[rnd.IntN(2)], Size: 1 + rnd.IntN(30),
				By: []store.Order{store.ByDate, store.ByFrom, casework.ByChance}[rnd.IntN(3)], Families: rnd.IntN(2) == 0, Threads: rnd.IntN(2) == 0, Copies: rnd.IntN(2) == 0}
			hits := nums(t, c, spec.Query)
			made, err := c.MakeBatches(ctx, spec)
			if err != nil {
				t.Fatal(err)
			}
			m.made(hits, spec, made)
			if rnd.IntN(3) == 0 && made.Entry.Seq > 0 { // one undo takes all of it back
				if _, err := c.UndoEntry(ctx, made.Entry.Seq, ""); err != nil {
					t.Fatal(err)
				}
				for n, name := range m.open[spec.Level] {
					if slices.ContainsFunc(made.Batches, func(b review.Batch) bool { return b.Name == name }) {
						delete(m.open[spec.Level], n)
					}
				}
			}
		case act == 2:
			_, _, err := c.CheckOut(ctx, pick.Name, "", "ann", rnd.IntN(2) == 0)
			if (err != nil) != (pick.State == review.Completed) {
				t.Errorf("checking out %s, %s: %v", pick.Name, pick.State, err)
			}
		case act == 3 && pick.State != review.Completed:
			if _, _, err := c.CheckOut(ctx, pick.Name, "", "", true); err != nil {
				t.Fatal(err)
			}
			if _, err := c.CodeIn(ctx, pick.Name, pick.Records[:1+rnd.IntN(len(pick.Records))], review.Coding{Field: "responsive", Op: "=", Value: []string{"yes", "no"}[rnd.IntN(2)]}); err != nil {
				t.Fatal(err)
			}
		case act == 4 && pick.State == review.Out:
			got, err := c.Return(ctx, pick.Name, true, "")
			if err != nil || (got.State == review.Completed) != (pick.Left() == 0) {
				t.Fatalf("%+v: %s, %v", pick, got.State, err)
			}
			if got.State == review.Completed {
				for _, n := range nums(t, c, `batch:"`+pick.Name+`"`) {
					delete(m.open[pick.Level], n)
				}
				undo = append(undo, last(t, c))
			}
		case act == 5 && pick.State == review.Waiting:
			if _, err := c.DropBatch(ctx, pick.Name); err == nil {
				for n, name := range m.open[pick.Level] {
					if name == pick.Name {
						delete(m.open[pick.Level], n)
					}
				}
			}
		case act >= 6 && pick.State == review.Completed || len(undo) > 0:
			name := pick.Name
			if act == 6 && pick.State == review.Completed {
				_, err = c.Reopen(ctx, name, "")
			} else if len(undo) > 0 { // an old completion is undone: refused where it would open a record twice
				seq := undo[rnd.IntN(len(undo))]
				name = completedBy(t, c, seq)
				_, err = c.UndoEntry(ctx, seq, "")
			} else {
				continue
			}
			b, _ := c.BatchNamed(ctx, name)
			if err == nil && b.State != review.Completed {
				for _, n := range nums(t, c, `batch:"`+name+`"`) {
					if m.open[b.Level][n] != "" && m.open[b.Level][n] != name {
						t.Errorf("record %d came into a second open batch", n)
					}
					m.open[b.Level][n] = name
				}
			}
		}
		m.holds()
	}
	before, _ := c.Batches(ctx)
	if err := c.Rebuild(ctx, progress.None); err != nil { // replay equals live
		t.Fatal(err)
	}
	after, err := c.Batches(ctx)
	if err != nil || fmt.Sprint(before) != fmt.Sprint(after) {
		t.Errorf("after a rebuild the batches differ: %v", err)
	}
}

func last(t *testing.T, c *casework.Case) int64 {
	t.Helper()
	seq := int64(0)
	for e, err := range c.Journal(ctx, 0) {
		if err != nil {
			t.Fatal(err)
		}
		seq = e.Seq
	}
	return seq
}

// completedBy is the batch that an entry completed.
func completedBy(t *testing.T, c *casework.Case, seq int64) string {
	t.Helper()
	list, err := c.Batches(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for e, err := range c.Journal(ctx, seq-1) {
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range list {
			if e.Changes[0].Key.Target == review.TargetBatch+b.Key() {
				return b.Name
			}
		}
		break
	}
	return ""
}

// TestOverturnsAgainstModel: first level codes at random, second level changes
// at random; the report's numbers are those of counting one by one.
func TestOverturnsAgainstModel(t *testing.T) {
	c := sample(t, false)
	defer func() { _ = c.Close() }()
	rnd := rand.New(rand.NewPCG(3, 9))
	all := ids(t, c, "kind:email")
	was, coder := map[record.ID]string{}, map[record.ID]string{}
	for _, who := range []string{"ann", "bob"} {
		c = as(t, c, who)
		for _, id := range all {
			if was[id] == "" && rnd.IntN(2) == 0 || who == "bob" && was[id] == "" {
				was[id], coder[id] = []string{"yes", "no"}[rnd.IntN(2)], who
				if _, err := c.Code(ctx, []record.ID{id}, review.Coding{Field: "responsive", Op: "=", Value: was[id]}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	c = as(t, c, "carla")
	if _, err := c.Route(ctx, redact.SecondLevel, "responsive:yes"); err != nil {
		t.Fatal(err)
	}
	yes := 0
	for _, v := range was {
		if v == "yes" {
			yes++
		}
	}
	if n := len(nums(t, c, "queue:second-level")); n != yes {
		t.Fatalf("%d wait for second level, %d are coded yes", n, yes)
	}
	made, err := c.MakeBatches(ctx, casework.BatchSpec{Set: "Second", Level: redact.SecondLevel, Size: 7})
	if err != nil || made.Records != yes {
		t.Fatalf("%+v, %v", made, err)
	}
	if n := len(nums(t, c, "queue:second-level")); n != 0 {
		t.Errorf("%d still wait", n)
	}
	overturned, per := 0, map[string]int{}
	for _, b := range made.Batches {
		if _, own, err := c.CheckOut(ctx, b.Name, "", "", false); err != nil || own != 0 {
			t.Fatalf("%d own, %v", own, err)
		}
		for _, id := range b.Records {
			var cs []review.Coding
			if rnd.IntN(3) == 0 {
				cs = append(cs, review.Coding{Field: "responsive", Op: "=", Value: "no"})
				overturned++
				per[coder[id]]++
			}
			if _, err := c.CodeIn(ctx, b.Name, []record.ID{id}, cs...); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := c.Return(ctx, b.Name, false, ""); err != nil || got.State != review.Completed {
			t.Fatalf("%s: %v", got.State, err)
		}
	}
	o, err := c.Overturned(ctx, casework.OverturnSpec{Level: redact.SecondLevel})
	if err != nil || o.Checked != yes || o.Checked-o.Agreed != overturned || len(o.List) != overturned {
		t.Fatalf("%d checked, %d agreed, %d listed; want %d, %d: %v", o.Checked, o.Agreed, len(o.List), yes, yes-overturned, err)
	}
	sum := 0
	for _, r := range o.Rates {
		if r.Field == casework.AnyField && r.Reviewer != "" {
			if sum += r.Checked; r.Overturned != per[r.Reviewer] || r.Low > r.Share || r.High < r.Share {
				t.Errorf("%+v, want %d", r, per[r.Reviewer])
			}
		}
	}
	if sum != yes {
		t.Errorf("the reviewers' records are %d of %d", sum, yes)
	}
	if n := len(nums(t, c, "is:overturned")); n != overturned {
		t.Errorf("is:overturned finds %d of %d", n, overturned)
	}
	// what the first level codes anew after that is to be checked again
	first := o.List[0].Record
	c = as(t, c, "ann")
	if _, err := c.Code(ctx, []record.ID{first}, review.Coding{Field: "responsive", Op: "=", Value: "yes"}); err != nil {
		t.Fatal(err)
	}
	if got := ids(t, c, "queue:second-level"); len(got) != 1 || got[0] != first {
		t.Errorf("the queue holds %v", got)
	}
}

// TestSampleRepeats: the seed draws the same records again, and the estimate is
// that of counting.
func TestSampleRepeats(t *testing.T) {
	c := sample(t, true)
	defer func() { _ = c.Close() }()
	population := len(nums(t, c, "is:reviewed"))
	spec := casework.DrawSpec{Size: 20, Seed: "a seed"}
	made, err := c.DrawSample(ctx, spec)
	if err != nil || made.Of != population || made.Records != 20 {
		t.Fatalf("%+v, %v", made, err)
	}
	again, err := c.DrawSample(ctx, spec)
	if err != nil || !slices.Equal(again.Batches[0].Records, made.Batches[0].Records) || again.Batches[0].Name == made.Batches[0].Name {
		t.Errorf("another draw: %v", err)
	}
	b := made.Batches[0]
	if _, own, err := c.CheckOut(ctx, b.Name, "", "", false); err != nil || own != 20 {
		t.Fatalf("%d own, %v", own, err)
	}
	wrong := 0
	for i, id := range b.Records {
		var cs []review.Coding
		if i%5 == 0 {
			st, err := c.State(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			flip := map[string]string{"yes": "no", "no": "yes"}[st.Coding["responsive"]]
			cs = []review.Coding{{Field: "responsive", Op: "=", Value: flip}}
			wrong++
		}
		if _, err := c.CodeIn(ctx, b.Name, []record.ID{id}, cs...); err != nil {
			t.Fatal(err)
		}
	}
	e, err := c.Estimated(ctx, b.Name)
	if err != nil || e.Checked != 20 || e.Population != population || e.Errors[0].Overturned != wrong || e.Errors[1].Overturned != wrong {
		t.Fatalf("%+v, %v", e, err)
	}
	if r := e.Errors[0]; r.Share != 0.2 || r.Low > 0.06 || r.High < 0.43 || r.Fewest < wrong || r.Most > population {
		t.Errorf("%+v", r) // 4 of 20: 5.7 to 43.7 percent
	}
	if r, err := c.Redraw(ctx, b.Name); err != nil || !r.Same || r.Population != population {
		t.Errorf("%+v, %v", r, err)
	}
	rep, err := c.EstimateReport(ctx, e)
	if err != nil || len(rep.Tables) != 2 {
		t.Fatal(err)
	}
}

// TestQueueDoesNotEatItself: a queue that uses itself is refused.
func TestQueueDoesNotEatItself(t *testing.T) {
	c := sample(t, false)
	defer c.Close()
	if _, err := c.Route(ctx, redact.SecondLevel, "pilot AND NOT queue:second-level"); err == nil {
		t.Error("it was taken")
	}
	if _, err := c.Find(ctx, "queue:counsel", store.ByNum, false); err == nil {
		t.Error("a queue of nothing was searched")
	}
}

// TestUndoOpensNoRecordTwice: when the records of a completed batch stand in a
// newer one, its completion can neither be undone nor reopened.
func TestUndoOpensNoRecordTwice(t *testing.T) {
	c := sample(t, true)
	defer c.Close()
	made, err := c.MakeBatches(ctx, casework.BatchSpec{Query: "kind:attachment"})
	if err != nil || len(made.Batches) != 1 {
		t.Fatalf("%+v, %v", made, err)
	}
	name := made.Batches[0].Name
	if _, _, err := c.CheckOut(ctx, name, "", "", false); err != nil {
		t.Fatal(err)
	}
	if _, err := c.CodeIn(ctx, name, made.Batches[0].Records, review.Coding{Field: "responsive", Op: "=", Value: "yes"}); err != nil {
		t.Fatal(err)
	}
	if b, err := c.Return(ctx, name, false, ""); err != nil || b.State != review.Completed {
		t.Fatalf("%s, %v", b.State, err)
	}
	done := last(t, c)
	if again, err := c.MakeBatches(ctx, casework.BatchSpec{Query: "*", Size: 50}); err != nil || again.Skipped != 0 {
		t.Fatalf("%+v, %v", again, err)
	}
	if _, err := c.UndoEntry(ctx, done, ""); err == nil {
		t.Error("the completion was undone")
	}
	if _, err := c.Reopen(ctx, name, ""); err == nil {
		t.Error("the batch was reopened")
	}
}
