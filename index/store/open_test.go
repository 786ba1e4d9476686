package store_test

import (
	"fmt"
	"testing"

	"vaughn/index/record"
	"vaughn/index/store"
)

// seenColumns prints what columns say of every record.
func seenColumns(t *testing.T, s *store.Store) string {
	t.Helper()
	c, err := s.Columns(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out []byte
	for n := record.Num(1); int(n) <= c.Len(); n++ {
		out = fmt.Append(out, n, c.Family(n), c.Parent(n), c.Dup(n), c.Date(n), c.Kind(n), "\n")
	}
	return string(out)
}

// TestColumnsAfterOpening: packed columns, those beyond them, and damaged ones
// are what was stored.
func TestColumnsAfterOpening(t *testing.T) {
	s, dir := create(t)
	if err := s.PutSource(t.Context(), store.Source{ID: "s1", Name: "a.mbox", Custodian: "Ann", Started: dawn}); err != nil {
		t.Fatal(err)
	}
	for from := 0; from < 4500; from += 1500 {
		var b store.Batch
		for i := range 1500 {
			b.Items = append(b.Items, mail(t, from+i, i%3))
		}
		if _, err := s.AddBatch(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	want := seenColumns(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, damage := range []string{"SELECT 1", "UPDATE column_runs SET body=x'0102' WHERE first=4097", "DELETE FROM column_runs WHERE first=1"} {
		if err := raw(t, dir, damage); err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		if seenColumns(t, s) != want {
			t.Errorf("after %q the columns are others", damage)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
