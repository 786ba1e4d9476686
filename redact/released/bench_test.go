package released

import (
	"strings"
	"testing"
)

// BenchmarkCheck measures a release of a hundred copies of one chain.
func BenchmarkCheck(b *testing.B) {
	text := strings.Repeat(release, 100)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Check([]Page{{File: "r", Text: text}})
	}
}
