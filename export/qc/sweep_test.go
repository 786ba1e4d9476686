package qc

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
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

// Words of the format are in every file; to withhold one stops nothing.
func TestWordsOfPDF(t *testing.T) {
	p := prover(t)
	f := produced(t, rand.New(rand.NewPCG(2, 4)), 1, false)
	var words []string
	for _, body := range edit(t, f.file).objects {
		if m := streamRE.FindStringSubmatch(body); m != nil && !strings.Contains(body, "begincmap") {
			body = m[1]
		}
		words = append(words, strings.FieldsFunc(body, func(r rune) bool { return !unicode.IsLetter(r) || r > unicode.MaxASCII })...)
	}
	words = slices.DeleteFunc(words, func(w string) bool { return len(w) < 8 || len(w) > 30 })
	f.claim.Withheld = NewNeedles(words)
	for _, x := range p.alone("bytes").findings(t, f.file, f.claim) {
		t.Errorf("%s: %s", x.Check, x.Why)
	}
	for _, i := range f.claim.Withheld.Sweep(f.file) {
		if !slices.Contains(f.claim.Withheld.Anywhere(pdfWords()), i) && !slices.Contains(f.claim.Withheld.Anywhere(saying(f.claim)), i) {
			t.Errorf("%q would stop a production", f.claim.Withheld.Text(i))
		}
	}
	if f.claim.Withheld.Len() < 30 {
		t.Errorf("only %d words", f.claim.Withheld.Len())
	}
}
