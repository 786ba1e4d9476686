package search

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestPack: what is packed is unpacked as it was, and what does not fit is
// refused, never cut.
func TestPack(t *testing.T) {
	r := rand.New(rand.NewPCG(23, 29))
	fit := 0
	for range 20000 {
		distances := make([]uint64, 1+r.IntN(groups+2))
		var want []span
		at, bytes := uint64(0), 0
		for i := range distances {
			distances[i] = 1 + r.Uint64N(1<<(1+r.IntN(30)))
			at += distances[i]
			want = append(want, span{at, at})
			for d := distances[i]; d > 0; d >>= 6 {
				bytes++
			}
		}
		packed, ok := pack(distances)
		if ok != (bytes <= groups) {
			t.Fatalf("%v: %d groups fit %v", distances, bytes, ok)
		}
		if !ok {
			continue
		}
		fit++
		if got := unpack(uint64(packed), nil); packed <= 0 || !slices.Equal(got, want) {
			t.Fatalf("%v became %v", distances, got)
		}
	}
	if fit < 1000 {
		t.Errorf("only %d lists fit", fit)
	}
}
