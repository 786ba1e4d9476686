package store

import (
	"math/rand/v2"
	"slices"
	"testing"

	"vaughn/index/record"
)

func TestRunsPack(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for _, first := range []record.Num{1, runLength + 1, 1_000_001} {
		list := make([]column, runLength)
		for i := range list {
			n := first + record.Num(i)
			list[i] = column{n, n, 0, n, []string{"email", "attachment", "chat"}[r.IntN(3)], r.Int64() - r.Int64()}
			if r.IntN(3) == 0 {
				list[i].family, list[i].parent = n-record.Num(r.IntN(min(int(n), 9))), record.Num(r.IntN(int(n)))
				list[i].dup, list[i].date = 1+record.Num(r.IntN(int(n))), NoDate
			}
		}
		b := packRun(list)
		if got, err := unpackRun(first, b); err != nil || !slices.Equal(got, list) {
			t.Fatalf("%d records, %v", len(got), err)
		}
		if _, err := unpackRun(first, b[:len(b)-1]); err == nil {
			t.Error("a cut run is read")
		}
		if _, err := unpackRun(first, append(b, 0)); err == nil {
			t.Error("a longer run is read")
		}
	}
}

func FuzzUnpackRun(f *testing.F) {
	f.Add([]byte{1, 1, 'e', 0, 0, 0, 0, 0})
	f.Fuzz(func(_ *testing.T, b []byte) { _, _ = unpackRun(1, b) })
}
