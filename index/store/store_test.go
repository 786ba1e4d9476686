package store_test

import (
	"fmt"
	"testing"
	"time"

	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/index/store"
)

var dawn = time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC)

func meta() store.Meta {
	return store.Meta{CaseID: "c-1", Name: "Pilot", Zone: "America/New_York", Created: dawn, By: "ada",
		Request: store.Request{Number: "F-24-1", Requester: "The Ledger", Received: "2024-02-01", Scope: "all", Kind: store.FOIA}}
}

func create(t testing.TB, opts ...store.Option) (*store.Store, string) {
	t.Helper()
	dir := t.TempDir()
	s, err := store.Create(t.Context(), dir, meta(), opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, dir
}

func mail(t testing.TB, i int, attachments int) store.Item {
	t.Helper()
	m := &message.Message{Kind: message.Email, MessageID: fmt.Sprintf("<%d@x>", i), Subject: fmt.Sprintf("Re: subject %d", i%7),
		Date: dawn.Add(time.Duration(i%50) * time.Hour), Parties: []message.Party{{Role: message.From, Name: "Ann", Addr: fmt.Sprintf("ann%d@x", i%5)},
			{Role: message.To, Addr: "bob@x"}}, Bodies: []message.Body{{Type: "text/plain", Text: fmt.Sprintf("body %d\n> quoted\nend\n", i)}}}
	m.RawSum[0], m.RawSum[1], m.RawSum[2], m.RawSum[3] = byte(i), byte(i>>8), byte(i>>16), 7
	m.Seal()
	for a := range attachments {
		m.Attached = append(m.Attached, message.Attachment{Name: fmt.Sprintf("a%d.pdf", a), Type: "application/pdf", Size: 9})
	}
	r, err := record.FromEmail(m)
	if err != nil {
		t.Fatal(err)
	}
	it := store.Item{Record: r, At: store.Occurrence{Source: "s1", Ordinal: int64(i), Offset: -1, Length: 10, SHA256: m.RawSum}, Dup: []byte(fmt.Sprint("dup", i/2))}
	for _, c := range r.Children {
		child := &record.Record{ID: c.ID, Kind: "attachment", Family: r.ID, Parent: r.ID, Name: c.Name, Type: c.Type, Text: "attached\n"}
		child.Seal()
		it.Family = append(it.Family, child)
	}
	return it
}

func TestRoundTrip(t *testing.T) {
	s, dir := create(t)
	ctx := t.Context()
	if err := s.PutSource(ctx, store.Source{ID: "s1", Name: "a.mbox", Custodian: "Élan", Expected: -1, Started: dawn}); err != nil {
		t.Fatal(err)
	}
	var b store.Batch
	for i := range 10 {
		b.Items = append(b.Items, mail(t, i, i%3))
	}
	added, err := s.AddBatch(ctx, b)
	if err != nil {
		t.Fatal(err)
	}
	if len(added.Records) != 19 || added.Occurrences != 10 {
		t.Fatalf("added %d records, %d places", len(added.Records), added.Occurrences)
	}
	if again, err := s.AddBatch(ctx, b); err != nil || len(again.Records) != 0 || again.Occurrences != 0 {
		t.Fatalf("adding it again brought %v, %v", again, err)
	}
	got, err := s.Where(ctx, store.Is, store.IsCustodian, "élAN")
	if err != nil || len(got) != 19 {
		t.Fatal(got, err)
	}
	rows, err := s.Rows(ctx, got)
	if err != nil || len(rows) != 19 || rows[0].Custodians[0] != "Élan" {
		t.Fatal(rows, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, err = store.Open(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	m, err := s.Meta(ctx)
	if err != nil || m != meta() {
		t.Fatal(m, err)
	}
	cols, _ := s.Columns(ctx)
	if c := cols.Count(got); c != (store.Counts{Records: 19, Messages: 5, Families: 10}) {
		t.Fatal(c)
	}
}
