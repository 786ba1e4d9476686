// Package storetest says what the case database must do, whatever it stands on,
// and lends a SQLite file layer over a test disk.
package storetest

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"vaughn/index/fault"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/index/store"
)

var dawn = time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC)

// Run tests a store; open gives one with nothing but its description.
func Run(t *testing.T, open func(t *testing.T) *store.Store) {
	for name, f := range map[string]func(*testing.T, *store.Store){
		"ledger": ledger, "records": records, "copies": copies, "lists": lists, "versions": versions,
		"decisions": decisions, "conflict": conflict, "replay": replay, "where": where, "description": description,
	} {
		t.Run(name, func(t *testing.T) { f(t, open(t)) })
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// item is a mail with attachments; equal n are equal bytes.
func item(t *testing.T, n int, source string, ordinal int64, attachments int) store.Item {
	t.Helper()
	m := &message.Message{Kind: message.Email, MessageID: fmt.Sprintf("<%d@x>", n), Subject: []string{"Re: budget", "Apples", "fwd: \"zebra\""}[n%3],
		Date: dawn.Add(time.Duration(10-n) * time.Hour), Parties: []message.Party{{Role: message.From, Addr: fmt.Sprintf("p%d@x", n%4)}, {Role: message.To, Name: "Bob"}},
		Bodies: []message.Body{{Type: "text/plain", Text: fmt.Sprintf("text %d\n> old\n", n)}}}
	m.RawSum = [32]byte{byte(n), 1, 2}
	m.Seal()
	if n%2 == 1 {
		m.Note("charset", "unknown", false)
	}
	for range attachments {
		m.Attached = append(m.Attached, message.Attachment{Name: "plan.pdf", Type: "application/pdf", Size: 5})
	}
	r, err := record.FromEmail(m)
	must(t, err)
	it := store.Item{Record: r, At: store.Occurrence{Source: source, Ordinal: ordinal, Offset: 7, Length: 9, SHA256: m.RawSum}}
	for _, c := range r.Children {
		child := &record.Record{ID: c.ID, Kind: "attachment", Family: r.ID, Parent: r.ID, Name: c.Name, Type: c.Type, Text: "in it\n"}
		child.Seal()
		it.Family = append(it.Family, child)
	}
	return it
}

func sources(t *testing.T, s *store.Store) {
	t.Helper()
	must(t, s.PutSource(t.Context(), store.Source{ID: "a", Name: "a.mbox", Custodian: "Ann", Format: "mbox", Expected: -1, Started: dawn}))
	must(t, s.PutSource(t.Context(), store.Source{ID: "b", Name: "mail", Custodian: "Böb", Format: "eml", Expected: 3}))
}

func add(t *testing.T, s *store.Store, items ...store.Item) store.Added {
	t.Helper()
	a, err := s.AddBatch(t.Context(), store.Batch{Items: items})
	must(t, err)
	return a
}

func ledger(t *testing.T, s *store.Store) {
	sources(t, s)
	_, err := s.AddBatch(t.Context(), store.Batch{Source: "a", Problems: []message.Problem{{Code: "cut-off", At: "byte 9", Lost: true}, {Code: "cut-off", At: "byte 9", Lost: true}}})
	must(t, err)
	want := store.Source{ID: "a", Name: "a.mbox", Custodian: "Ann", Format: "mbox", Expected: 4, Read: 3, Failed: 1, Started: dawn, Finished: dawn.Add(time.Hour),
		SHA256: "00", SumAfter: "00", Bytes: 12, AttachmentsDeclared: 2, AttachmentsRead: 1, Recovered: 1, Zone: "UTC",
		Problems: []message.Problem{{Code: "encrypted", At: "byte 1"}}}
	must(t, s.PutSource(t.Context(), want))
	list, err := s.Sources(t.Context())
	must(t, err)
	want.Problems = []message.Problem{{Code: "encrypted", At: "byte 1"}, {Code: "cut-off", At: "byte 9", Lost: true}}
	want.ProblemCount = 2
	if len(list) != 2 || !reflect.DeepEqual(list[0], want) {
		t.Errorf("the ledger says\n%+v, want\n%+v", list, want)
	}
	if _, err := s.AddBatch(t.Context(), store.Batch{Items: []store.Item{item(t, 1, "nowhere", 0, 0)}}); err == nil {
		t.Error("an unknown source was taken")
	}
}

func records(t *testing.T, s *store.Store) {
	ctx := t.Context()
	sources(t, s)
	var want []*record.Record
	for n := range 5 {
		it := item(t, n, "a", int64(n), n%3)
		want = append(append(want, it.Record), it.Family...)
		add(t, s, it)
	}
	var got []*record.Record
	for r, err := range s.Records(ctx, 0) {
		must(t, err)
		if int(r.Num) != len(got)+1 {
			t.Fatalf("number %d after %d records", r.Num, len(got))
		}
		got = append(got, r.Record)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatal("records come back changed")
	}
	family, err := s.Family(ctx, want[3].ID)
	must(t, err)
	if !slices.Equal(family, []record.ID{want[3].ID, want[4].ID, want[5].ID}) {
		t.Errorf("the family is %v", family)
	}
	if _, err := s.Record(ctx, record.ID("00000000000000000000000000000000")); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("an absent record gave %v", err)
	}
	ids, err := s.ByMessageID(ctx, "<2@x>")
	must(t, err)
	if !slices.Equal(ids, []record.ID{want[3].ID}) {
		t.Errorf("by message id: %v", ids)
	}
	seen, err := s.Seen(ctx, "a")
	must(t, err)
	none, err := s.Seen(ctx, "b")
	must(t, err)
	if !seen("", 4) || seen("", 5) || seen("x", 4) || none("", 4) {
		t.Error("what was seen is told wrong")
	}
}

func copies(t *testing.T, s *store.Store) {
	ctx := t.Context()
	sources(t, s)
	first, same, other := item(t, 1, "a", 0, 1), item(t, 1, "b", 8, 1), item(t, 4, "b", 9, 0)
	first.Dup, same.Dup, other.Dup = []byte("k"), []byte("k"), []byte("k")
	a := add(t, s, first, same, other)
	if len(a.Records) != 3 || a.Occurrences != 3 {
		t.Fatalf("added %d records, %d places", len(a.Records), a.Occurrences)
	}
	again := add(t, s, first, other)
	if len(again.Records) != 0 || again.Occurrences != 0 {
		t.Errorf("added again: %+v", again)
	}
	for _, id := range []record.ID{first.Record.ID, first.Family[0].ID} {
		places, err := s.Occurrences(ctx, id)
		must(t, err)
		if len(places) != 2 || places[0].Custodian != "Ann" || places[1].Custodian != "Böb" || places[1].Ordinal != 8 || places[0].SHA256 != first.At.SHA256 {
			t.Errorf("places: %+v", places)
		}
	}
	c, err := s.Columns(ctx)
	must(t, err)
	if got := c.Count([]record.Num{1, 2, 3}); got != (store.Counts{Records: 3, Messages: 1, Families: 2}) {
		t.Errorf("counts: %+v", got)
	}
}

func lists(t *testing.T, s *store.Store) {
	ctx := t.Context()
	sources(t, s)
	for n := range 6 {
		add(t, s, item(t, n, "a", int64(n), 0))
	}
	for by, want := range map[store.Order][]record.Num{
		store.ByNum: {1, 2, 3, 4, 5, 6}, store.ByDate: {6, 5, 4, 3, 2, 1},
		store.BySubject: {2, 5, 1, 4, 3, 6}, store.ByFrom: {1, 5, 2, 6, 3, 4},
	} {
		for range 2 { // the second time from what is kept
			nums := []record.Num{3, 1, 2, 6, 5, 4}
			must(t, s.Sort(ctx, nums, by, false))
			if !slices.Equal(nums, want) {
				t.Errorf("by %s: %v, want %v", by, nums, want)
			}
		}
	}
	if err := s.Sort(ctx, nil, "taste", false); fault.CodeOf(err) != fault.Usage {
		t.Errorf("an unknown order gave %v", err)
	}
	rows, err := s.Rows(ctx, []record.Num{5, 2, 5})
	must(t, err)
	if len(rows) != 3 || rows[0].Num != 5 || rows[1].Num != 2 || rows[2].Num != 5 || rows[1].From != "p1@x" || rows[1].To != "Bob" || rows[1].Problems != 1 ||
		!rows[1].Date.Equal(dawn.Add(9*time.Hour)) || !slices.Equal(rows[1].Custodians, []string{"Ann"}) {
		t.Errorf("rows: %+v", rows)
	}
	if _, err := s.Rows(ctx, []record.Num{99}); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("a row of nobody gave %v", err)
	}
	add(t, s, item(t, 6, "a", 6, 0))
	nums := []record.Num{7, 1}
	must(t, s.Sort(ctx, nums, store.BySubject, true))
	if !slices.Equal(nums, []record.Num{7, 1}) { // both "budget": the later number first, descending
		t.Errorf("after another batch: %v", nums)
	}
}

func versions(t *testing.T, s *store.Store) {
	ctx := t.Context()
	sources(t, s)
	it := item(t, 1, "a", 0, 0)
	add(t, s, it)
	better := *it.Record
	better.Text += "more\n"
	better.Seal()
	must(t, s.Revise(ctx, []*record.Record{&better}))
	now, err := s.Record(ctx, better.ID)
	must(t, err)
	old, err := s.Version(ctx, better.ID, it.Record.Version)
	must(t, err)
	if now.Text != better.Text || !reflect.DeepEqual(old, it.Record) {
		t.Error("versions are mixed up")
	}
	if _, err := s.Version(ctx, better.ID, "ffff"); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("an unknown version gave %v", err)
	}
}
