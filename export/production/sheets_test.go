package production

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A sheet says one amount: the pages of its words are those of its box, however
// many words stand on them.
func TestSheetSaysOneAmount(t *testing.T) {
	for lines, want := range map[int][2]string{1: {"1 page is", "(b)(5) [up to 1 page]"}, 100: {"3 pages are", "(b)(5) [up to 3 pages]"}} {
		m := newMemory()
		m.withhold(m.mail(t, map[string]string{"Subject": "s"}, strings.Repeat("One.\n", lines)))
		out := produce(t, m, testSpec())
		data, err := os.ReadFile(filepath.Join(out, "TEXT", "T-000001.txt"))
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(string(data), w) {
				t.Errorf("%d lines: %q is not in %q", lines, w, data)
			}
		}
		c, _, err := verify(t, out)
		if err != nil || c.Counts.Amounts["pages"] != 1 {
			t.Errorf("%v %v", err, c.Counts.Amounts)
		}
	}
}
