package store_test

import (
	"testing"

	"vaughn/index/record"
	"vaughn/index/store"
)

// Features are kept in the order of numbers or not at all, so that the last
// number tells what is kept.
func TestFeatures(t *testing.T) {
	s, _ := create(t)
	defer s.Close()
	b := store.Batch{Items: []store.Item{mail(t, 0, 1), mail(t, 1, 0)}}
	if err := s.PutSource(t.Context(), store.Source{ID: b.Items[0].At.Source, Name: "a.mbox", Custodian: "Ann"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddBatch(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	for _, put := range []struct {
		first  record.Num
		bodies [][]byte
		last   record.Num
	}{
		{2, [][]byte{{9}}, 0}, // the first is not kept yet
		{1, [][]byte{{1}, nil}, 2},
		{2, [][]byte{{9}, {9}}, 2}, // one of them is kept
		{3, [][]byte{{3}}, 3},
	} {
		if err := s.PutFeatures(t.Context(), put.first, put.bodies); err != nil {
			t.Fatal(err)
		}
		if last, err := s.LastFeatured(t.Context()); err != nil || last != put.last {
			t.Errorf("after putting from %d: the last is %d, %v", put.first, last, err)
		}
	}
	var got []string
	err := s.Features(t.Context(), func(n record.Num, body []byte) error {
		got = append(got, string(rune('0'+n))+string(body))
		return nil
	})
	if err != nil || len(got) != 3 || got[0] != "1\x01" || got[1] != "2" || got[2] != "3\x03" {
		t.Errorf("%q, %v", got, err)
	}
}
