package qc

import (
	"math/rand/v2"
	"testing"
)

// What looking through the bytes of a file of three pages adds to its proof.
func BenchmarkSweep(b *testing.B) {
	f := produced(b, rand.New(rand.NewPCG(1, 4)), 3, false)
	n := NewNeedles([]string{f.secret, "202-555-0143", "the plan is not ready"})
	b.SetBytes(int64(len(f.file)))
	b.ReportAllocs()
	for b.Loop() {
		n.Sweep(f.file)
	}
}
