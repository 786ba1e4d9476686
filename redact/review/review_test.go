package review

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sort"
	"testing"
	"time"

	"vaughn/index/journal"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/redact"
)

// ledger keeps decisions in memory by the journal's own rules.
type ledger struct {
	facts   map[journal.Key]journal.Fact
	entries []journal.Entry
}

func (l *ledger) Commit(_ context.Context, e journal.Entry) (journal.Entry, error) {
	if err := e.Check(); err != nil {
		return e, err
	}
	e.Seq = int64(len(l.entries) + 1)
	if err := journal.Fold(l.facts, e); err != nil {
		return e, err
	}
	l.entries = append(l.entries, e)
	return e, nil
}

func (l *ledger) CommitAll(ctx context.Context, es []journal.Entry) ([]journal.Entry, error) {
	before, n := maps.Clone(l.facts), len(l.entries)
	out := slices.Clone(es)
	for i, e := range es {
		var err error
		if out[i], err = l.Commit(ctx, e); err != nil {
			l.facts, l.entries = before, l.entries[:n]
			return nil, err
		}
	}
	return out, nil
}

func (l *ledger) Facts(_ context.Context, target, kind string) ([]journal.Fact, error) {
	var out []journal.Fact
	for k, f := range l.facts {
		if k.Target == target && (kind == "" || k.Kind == kind) {
			out = append(out, f)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Key.Name < out[j].Key.Name })
	return out, nil
}

func (l *ledger) EventFacts(_ context.Context, id, kind string) ([]journal.Fact, error) {
	var out []journal.Fact
	for k, f := range l.facts {
		if rec, event := record.SplitTarget(k.Target); string(rec) == id && event != "" && k.Kind == kind {
			out = append(out, f)
		}
	}
	return out, nil
}

func desk() (*Desk, *ledger) {
	l := &ledger{facts: map[journal.Key]journal.Fact{}}
	at := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	return New(l, "ann", func() time.Time { at = at.Add(time.Second); return at }), l
}

func TestCodeAndUndo(t *testing.T) {
	ctx := context.Background()
	d, l := desk()
	do := func(s string) journal.Entry {
		t.Helper()
		c, err := ParseCoding(s)
		if err != nil {
			t.Fatal(err)
		}
		e, err := d.Code(ctx, []record.ID{"r1", "r2"}, c)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	do("responsive=yes")
	do("tag+=hot")
	tagged := do("tag+=cold")
	if s, _ := d.State(ctx, "r2"); s.Coding["responsive"] != "yes" || s.Coding["tag"] != "cold; hot" {
		t.Errorf("coding %v", s.Coding)
	}
	if e := do("responsive=yes"); len(e.Changes) != 0 || len(l.entries) != 3 {
		t.Errorf("coding what is already so made an entry: %v", e)
	}
	if _, err := d.Undo(ctx, tagged, "mistake"); err != nil {
		t.Fatal(err)
	}
	if s, _ := d.State(ctx, "r1"); s.Coding["tag"] != "hot" {
		t.Errorf("after undo %v", s.Coding)
	}
	if _, err := d.Undo(ctx, tagged, "again"); err == nil {
		t.Error("undoing twice was not refused")
	}
	do("responsive=")
	if s, _ := d.State(ctx, "r1"); s.Coding["responsive"] != "" {
		t.Errorf("clearing left %v", s.Coding)
	}
}

func TestMarksAreDecidedAndOrdered(t *testing.T) {
	ctx := context.Background()
	d, _ := desk()
	r, err := record.FromEmail(&message.Message{ID: message.IDOf([32]byte{9}), Kind: message.Email, Subject: "x",
		Bodies: []message.Body{{Type: "text/plain", Text: "one two three"}}})
	if err != nil {
		t.Fatal(err)
	}
	late, early := d.NewMark(r, record.Span{Start: 8, End: 9}, "b6"), d.NewMark(r, record.Span{Start: 2, End: 4}, "b5")
	early.State = redact.Proposed
	if _, err := d.Mark(ctx, late, early); err != nil {
		t.Fatal(err)
	}
	s, _ := d.State(ctx, r.ID)
	if len(s.Marks) != 2 || s.Marks[0].ID != early.ID {
		t.Fatalf("marks %v", s.Marks)
	}
	e, err := d.Decide(ctx, r.ID, []redact.MarkID{early.ID}, redact.Rejected, "public")
	if err != nil {
		t.Fatal(err)
	}
	if s, _ = d.State(ctx, r.ID); s.Marks[0].State != redact.Rejected || s.Marks[0].Note != "public" {
		t.Errorf("after rejecting %+v", s.Marks[0])
	}
	if _, err := d.Undo(ctx, e, ""); err != nil {
		t.Fatal(err)
	}
	if s, _ = d.State(ctx, r.ID); s.Marks[0].State != redact.Proposed {
		t.Errorf("after undo %+v", s.Marks[0])
	}
	if _, err := d.Decide(ctx, r.ID, []redact.MarkID{"gone"}, redact.Accepted, ""); err == nil {
		t.Error("a mark that is not there was decided on")
	}
}

func TestBulkActionIsOneBatch(t *testing.T) {
	ctx := context.Background()
	d, l := desk()
	ids := make([]record.ID, maxChanges+1)
	for i := range ids {
		ids[i] = message.IDOf([32]byte{byte(i), byte(i >> 8), 1})
	}
	if _, err := d.Code(ctx, ids, Coding{Field: "responsive", Value: "no", Op: "="}); err != nil {
		t.Fatal(err)
	}
	if len(l.entries) != 2 || l.entries[0].Batch == "" || l.entries[0].Batch != l.entries[1].Batch {
		t.Errorf("%d entries, batches %q %q", len(l.entries), l.entries[0].Batch, l.entries[1].Batch)
	}
}

func TestParseCodingRefuses(t *testing.T) {
	for _, s := range []string{"", "=yes", "Responsive=yes", "a b=c", "word"} {
		if _, err := ParseCoding(s); err == nil {
			t.Errorf("%q was accepted", s)
		}
	}
	d, _ := desk()
	ctx := context.Background()
	if _, err := d.Code(ctx, []record.ID{"r"}, Coding{Field: "f", Value: "v", Op: "="}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Code(ctx, []record.ID{"r"}, Coding{Field: "f", Value: "v", Op: "+="}); err == nil || errors.Is(err, context.Canceled) {
		t.Error("a single value became a list")
	}
}

// TestEventsAreCodedByThemselves: an event's coding is not its record's.
func TestEventsAreCodedByThemselves(t *testing.T) {
	ctx := context.Background()
	d, _ := desk()
	ids := []record.ID{record.ID(record.EventTarget("r1", "e1")), record.ID(record.EventTarget("r1", "e#2"))}
	if _, err := d.Code(ctx, ids, Coding{Field: "responsive", Value: "yes", Op: "="}); err != nil {
		t.Fatal(err)
	}
	got, err := d.EventCoding(ctx, "r1")
	if err != nil || len(got) != 2 || got["e1"]["responsive"] != "yes" || got["e#2"]["responsive"] != "yes" {
		t.Errorf("%v, %v", got, err)
	}
	if s, err := d.State(ctx, "r1"); err != nil || len(s.Coding) != 0 {
		t.Errorf("the conversation itself is coded %v, %v", s.Coding, err)
	}
}

// TestBatchOfMarksIsOneAct: more marks than one entry holds are set together
// and taken back together; a stale undo changes nothing.
func TestBatchOfMarksIsOneAct(t *testing.T) {
	ctx := context.Background()
	d, l := desk()
	ms := make([]redact.Mark, maxChanges+5)
	for i := range ms {
		id := message.IDOf([32]byte{byte(i), byte(i >> 8), 2})
		ms[i] = redact.Mark{ID: redact.MarkID(id), Record: id, Target: redact.OnRecord, State: redact.Accepted, Basis: []string{"b6"}}
	}
	es, err := d.Batch(ctx, "why", ms...)
	if err != nil || len(es) != 2 || es[0].Batch == "" || es[0].Batch != es[1].Batch {
		t.Fatalf("%d entries, %v", len(es), err)
	}
	if again, err := d.Batch(ctx, "why", ms...); err != nil || len(again) != 0 {
		t.Errorf("what stands so already made %d entries, %v", len(again), err)
	}
	if _, err := d.DecideAll(ctx, ms[:1], redact.Rejected, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := d.UndoAll(ctx, es, ""); err == nil || len(l.facts) != len(ms) {
		t.Errorf("a stale undo left %d facts: %v", len(l.facts), err)
	}
	if _, err := d.Undo(ctx, l.entries[2], ""); err != nil {
		t.Fatal(err)
	}
	if _, err := d.UndoAll(ctx, es, ""); err != nil || len(l.facts) != 0 {
		t.Errorf("%d facts after undo, %v", len(l.facts), err)
	}
}

func TestHarm(t *testing.T) {
	ctx := context.Background()
	d, _ := desk()
	e, err := d.StateHarm(ctx, []record.ID{"r1", "r2"}, "b5", Harm{Interest: "candour", Statement: "advice would dry up"})
	if err != nil || len(e.Changes) != 2 {
		t.Fatalf("%+v, %v", e, err)
	}
	if hs, err := d.Harms(ctx, "r2"); err != nil || hs["b5"] != (Harm{"candour", "advice would dry up", "ann"}) {
		t.Errorf("%v, %v", hs, err)
	}
	if _, err := d.StateHarm(ctx, []record.ID{"r1"}, "b5", Harm{}); err != nil {
		t.Fatal(err)
	}
	if hs, _ := d.Harms(ctx, "r1"); len(hs) != 0 {
		t.Errorf("taken back: %v", hs)
	}
	if _, err := d.StateHarm(ctx, []record.ID{"r1"}, "", Harm{Statement: "x"}); err == nil {
		t.Error("harm without a code was accepted")
	}
}
