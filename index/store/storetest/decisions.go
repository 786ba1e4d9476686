package storetest

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/index/store"
)

func entry(t *testing.T, target, kind, name string, before, after any) journal.Entry {
	t.Helper()
	c, err := journal.Set(journal.Key{Target: target, Kind: kind, Name: name}, before, after)
	must(t, err)
	return journal.Entry{At: dawn, Actor: "ada", Changes: []journal.Change{c}}
}

func decisions(t *testing.T, s *store.Store) {
	ctx := t.Context()
	e, err := s.Commit(ctx, entry(t, "r", "coding", "hot", nil, "<yes>"))
	must(t, err)
	facts, err := s.Facts(ctx, "r", "coding")
	must(t, err)
	if len(facts) != 1 || facts[0].Seq != e.Seq {
		t.Fatalf("facts: %+v", facts)
	}
	undo := e.Inverse("eve", "wrong record")
	undo.At, undo.Batch = dawn, "b-1"
	u, err := s.Commit(ctx, undo)
	must(t, err)
	if facts, err = s.Facts(ctx, "r", ""); err != nil || len(facts) != 0 {
		t.Errorf("after undo: %+v, %v", facts, err)
	}
	var history []int64
	for h, err := range s.History(ctx, "r") {
		must(t, err)
		history = append(history, h.Seq)
	}
	if !slices.Equal(history, []int64{e.Seq, u.Seq}) || u.Reverts != e.Seq {
		t.Errorf("history: %v", history)
	}
	if got, err := s.Batch(ctx, "b-1"); err != nil || len(got) != 1 || !reflect.DeepEqual(got[0], u) {
		t.Errorf("batch: %+v, %v", got, err)
	}
	if got, err := s.Entry(ctx, e.Seq); err != nil || !reflect.DeepEqual(got, e) {
		t.Errorf("entry: %+v, %v", got, err)
	}
	if _, err := s.Entry(ctx, 99); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("an absent entry gave %v", err)
	}
	head, n, err := journal.Verify(s.Journal(ctx, 0))
	must(t, err)
	if sum, seq, err := s.Head(ctx); err != nil || sum != head || seq != n || n != u.Seq {
		t.Errorf("head %d, verified %d: %v", seq, n, err)
	}
}

func conflict(t *testing.T, s *store.Store) {
	ctx := t.Context()
	_, err := s.Commit(ctx, entry(t, "r", "coding", "", nil, 1))
	must(t, err)
	_, before, _ := s.Head(ctx)
	_, err = s.CommitAll(ctx, []journal.Entry{entry(t, "q", "coding", "", nil, 1), entry(t, "r", "coding", "", nil, 2)})
	if fault.CodeOf(err) != fault.Conflict || fault.Hint(err) == "" {
		t.Errorf("a stale decision gave %v", err)
	}
	if facts, _ := s.Facts(ctx, "q", ""); len(facts) != 0 {
		t.Error("half of a refused batch was kept")
	}
	if _, after, _ := s.Head(ctx); after != before {
		t.Error("a refused decision stands in the journal")
	}
	if _, err := s.Commit(ctx, journal.Entry{At: dawn, Actor: "ada"}); err == nil {
		t.Error("an empty entry was taken")
	}
}

// replay compares the facts table with folding the journal, for random entries.
func replay(t *testing.T, s *store.Store) {
	ctx := t.Context()
	rng := rand.New(rand.NewPCG(5, 6))
	for range 150 {
		target, name := fmt.Sprint("r", rng.IntN(4)), fmt.Sprint("n", rng.IntN(3))
		var before any
		facts, err := s.Facts(ctx, target, "k")
		must(t, err)
		for _, f := range facts {
			if f.Key.Name == name {
				before = f.Value
			}
		}
		_, err = s.Commit(ctx, entry(t, target, "k", name, before, []any{nil, 1, "two", []string{"x"}}[rng.IntN(4)]))
		must(t, err)
	}
	folded := map[journal.Key]journal.Fact{}
	for e, err := range s.Journal(ctx, 0) {
		must(t, err)
		must(t, journal.Fold(folded, e))
	}
	check := func(when string) {
		live := map[journal.Key]journal.Fact{}
		for _, kind := range []string{"k", store.KindCase, store.KindRequest} {
			for f, err := range s.FactsOf(ctx, kind) {
				must(t, err)
				live[f.Key] = f
			}
		}
		if !reflect.DeepEqual(live, folded) {
			t.Errorf("%s: %d facts, %d by replay, or others", when, len(live), len(folded))
		}
	}
	check("live")
	must(t, s.Rebuild(ctx))
	check("rebuilt")
}

func where(t *testing.T, s *store.Store) {
	ctx := t.Context()
	sources(t, s)
	a, b, c := item(t, 1, "a", 0, 1), item(t, 2, "b", 1, 0), item(t, 4, "b", 2, 0)
	b.Dup, c.Dup = []byte("d"), []byte("d")
	add(t, s, a, b, c)
	for _, e := range []journal.Entry{
		entry(t, string(a.Record.ID), "coding", "responsive", nil, "Yes"),
		entry(t, string(b.Record.ID), "tag", "hot", nil, true),
		entry(t, string(c.Record.ID)+"#7", "mark", "m1", nil, map[string]any{"basis": []string{"(b)(5)", "(b)(6)"}, "state": "accepted"}),
		entry(t, string(b.Record.ID), "coding", "responsive", nil, "no"),
		entry(t, string(b.Record.ID), "coding", "responsive", "no", []string{"maybe", "later"}),
		entry(t, "elsewhere", "coding", "responsive", nil, "Yes"),
	} {
		_, err := s.Commit(ctx, e)
		must(t, err)
	}
	for range 2 {
		for _, q := range []struct {
			kind, name, value string
			want              []record.Num
		}{
			{"coding", "responsive", "yes", []record.Num{1}}, {"coding", "responsive", "no", nil}, {"coding", "responsive", "LATER", []record.Num{3}},
			{"coding", "responsive", store.Any, []record.Num{1, 3}}, {"coding", store.Any, store.Any, []record.Num{1, 3}},
			{"tag", "hot", "true", []record.Num{3}}, {"mark", store.Any, "basis=(b)(6)", []record.Num{4}}, {"mark", store.Any, "state=rejected", nil},
			{store.Is, store.IsCustodian, "ann", []record.Num{1, 2}}, {store.Is, store.IsCustodian, "BÖB", []record.Num{3, 4}},
			{store.Is, store.IsCustodian, store.Any, []record.Num{1, 2, 3, 4}}, {store.Is, store.IsSource, "a.mbox", []record.Num{1, 2}},
			{store.Is, store.IsFormat, "EML", []record.Num{3, 4}}, {store.Is, store.IsKind, "attachment", []record.Num{2}},
			{store.Is, store.IsType, "application/pdf", []record.Num{2}}, {store.Is, store.IsProblem, "charset", []record.Num{1}},
			{store.Is, store.IsHas, store.HasAttachment, []record.Num{1}}, {store.Is, store.IsHas, store.HasProblem, []record.Num{1}},
			{store.Is, store.IsHas, store.HasDuplicate, []record.Num{3, 4}}, {store.Is, store.IsHas, store.HasDate, []record.Num{1, 2, 3, 4}},
			{store.Is, store.IsMessageID, "2@x", []record.Num{3}},
		} {
			got, err := s.Where(ctx, q.kind, q.name, q.value)
			if err != nil || !slices.Equal(got, q.want) {
				t.Errorf("%s %s %s: %v, want %v (%v)", q.kind, q.name, q.value, got, q.want, err)
			}
		}
		must(t, s.Rebuild(ctx)) // and the same once more
	}
	if _, err := s.Where(ctx, store.Is, "blue", "yes"); fault.CodeOf(err) != fault.Usage {
		t.Errorf("an unknown question gave %v", err)
	}
	if v, err := s.Custodians(ctx); err != nil || !slices.Equal(v, []store.Value{{Value: "Ann", Records: 1}, {Value: "Böb", Records: 2}}) {
		t.Errorf("custodians: %v, %v", v, err)
	}
	if v, err := s.Values(ctx, "mark", store.Any); err != nil || len(v) != 3 {
		t.Errorf("values: %v, %v", v, err)
	}
}

func description(t *testing.T, s *store.Store) {
	ctx := t.Context()
	m, err := s.Meta(ctx)
	must(t, err)
	m.Request.Cutoff = "2024-06-30"
	e, err := s.Amend(ctx, m, "eve", "clarified by the requester", dawn)
	must(t, err)
	if len(e.Changes) != 1 {
		t.Errorf("changed: %+v", e.Changes)
	}
	if again, err := s.Amend(ctx, m, "eve", "", dawn); err != nil || again.Seq != 0 {
		t.Errorf("amending nothing: %+v, %v", again, err)
	}
	if got, err := s.Meta(ctx); err != nil || got != m {
		t.Errorf("description: %+v, %v", got, err)
	}
	m.Request.Cutoff = "June"
	if _, err := s.Amend(ctx, m, "eve", "", dawn); fault.CodeOf(err) != fault.Usage {
		t.Errorf("a day that is none gave %v", err)
	}
}
