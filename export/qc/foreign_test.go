package qc

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// placeholder are the words that other programs wrote into the files of
// testdata/foreign.
const placeholder = "Qzxwv Kjhgfdp"

// substituted is a file of another program with a name in the place of those words,
// in each of the ways in which the programs wrote them.
func substituted(file []byte, name string) []byte {
	apart := func(s string) string { return strings.Join(strings.Split(s, ""), ") -90 (") }
	for _, form := range []func(string) string{func(s string) string { return s }, apart, func(s string) string { return wideBytes(s) }} {
		file = bytes.ReplaceAll(file, []byte(form(placeholder)), []byte(form(name)))
	}
	return file
}

// The layers that look for withheld strings find them in files of other
// programs, wherever those put them, and let a twin pass that holds another
// name. The other layers refuse any PDF that this program did not write.
func TestFilesOfOtherPrograms(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("testdata", "foreign", "*.*"))
	if err != nil {
		t.Fatal(err)
	}
	p := prover(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 8))
	seen := 0
	for _, path := range paths {
		if strings.HasSuffix(path, ".md") {
			continue
		}
		seen++
		secret, other := randomName(rng), randomName(rng)
		t.Run(filepath.Base(path), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			leak, twin := substituted(data, secret), substituted(data, other)
			if bytes.Equal(leak, data) {
				t.Fatal("it does not hold the words of the placeholder")
			}
			n := NewNeedles([]string{secret})
			if len(n.Sweep(leak)) != 1 || len(n.Sweep(twin)) != 0 {
				t.Errorf("in its bytes: %v, in those of its twin: %v", n.Sweep(leak), n.Sweep(twin))
			}
			if filepath.Ext(path) != ".pdf" {
				return
			}
			claim := asRead(t, p, twin)
			claim.Withheld = n
			if len(p.findings(t, leak, claim)) == 0 {
				t.Error("it is proven")
			}
			// what PDFium reads as text is told by the text, too
			if said := asRead(t, p, leak); strings.Contains(saying(said), secret) {
				f := &proof{claim: claim, report: func(Finding) {}}
				hits := 0
				f.report = func(Finding) { hits++ }
				f.beyond(0, saying(said), saying(claim))
				if hits == 0 {
					t.Error("its text is not more than was released")
				}
				if f.beyond(0, saying(claim), saying(claim)); hits != 1 {
					t.Error("the twin's text is more than was released")
				}
			}
		})
	}
	if seen < 25 {
		t.Errorf("only %d files", seen)
	}
}

func saying(c Claim) string {
	var b strings.Builder
	for _, pg := range c.Pages {
		b.WriteString(pg.Text + "\n")
	}
	return b.String()
}
