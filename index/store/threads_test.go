package store_test

import (
	"testing"

	"vaughn/index/record"
	"vaughn/index/store"
)

// TestOldCaseGetsThreadKeys takes a case back to the schema before keys, opens
// it, and finds its records waiting for keys and nothing lost.
func TestOldCaseGetsThreadKeys(t *testing.T) {
	s, dir := create(t)
	b := store.Batch{Items: []store.Item{mail(t, 0, 2), mail(t, 1, 0)}}
	if err := s.PutSource(t.Context(), store.Source{ID: b.Items[0].At.Source, Name: "a.mbox", Custodian: "Ann"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddBatch(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := raw(t, dir, "DROP TABLE thread_keys; DROP TABLE record_sightings; DROP TABLE sightings; DROP TABLE column_runs; DROP TABLE features; PRAGMA user_version=1"); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	lack, err := s.Unthreaded(t.Context())
	if n, _ := s.Count(t.Context()); err != nil || len(lack) == 0 || n < len(lack) {
		t.Fatalf("%d of %d records lack a key: %v", len(lack), n, err)
	}
	var keys []store.ThreadKey
	for _, n := range lack {
		keys = append(keys, store.ThreadKey{Num: n, Body: []byte{byte(n)}})
	}
	for range 2 { // again changes nothing
		if err := s.PutThreadKeys(t.Context(), keys); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.ThreadKeys(t.Context())
	if err != nil || len(got) != len(keys) || got[0].Num != record.Num(1) || got[0].Body[0] != 1 {
		t.Fatalf("%v, %v", got, err)
	}
	if lack, err = s.Unthreaded(t.Context()); err != nil || len(lack) != 0 {
		t.Fatalf("%d lack a key still: %v", len(lack), err)
	}
}
