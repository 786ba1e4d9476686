package production

import (
	"path/filepath"
	"strings"
	"testing"

	"vaughn/export/qc"
)

const advice = "Counsel advises that the agency should not renew the Halvorsen contract.\nThe exposure is four million dollars if the bidder sues in April.\n"

// quoting gives the findings of a plan of a mail that is withheld in full and of
// one that is released.
func quoting(t *testing.T, withheld, released string, hide bool) (*memory, []qc.Finding) {
	t.Helper()
	m := newMemory()
	head := map[string]string{"From": "Ann Lee <ann@x.example>", "To": "Bo Roe <bo@x.example>", "Subject": "Advice of counsel in the matter of the Halvorsen contract"}
	if hide {
		m.mail(t, head, withheld, strings.TrimSpace(withheld))
	} else {
		m.withhold(m.mail(t, head, withheld))
	}
	m.mail(t, head, released)
	_, fs := found(t, m, testSpec(), elsewhereCheck)
	return m, fs
}

// A part of what is withheld is found where it is quoted: wrapped anew, behind
// quotation signs, in part, in another case; in full or by a mark on it.
func TestQuotedPartsAreFound(t *testing.T) {
	for name, text := range map[string]string{
		"a sentence":       "Fine.\n\n> The exposure is four million dollars if the bidder sues in April.\n",
		"wrapped":          "> Counsel advises that\n> the agency should not renew the Halvorsen\n> contract.\n",
		"half a sentence":  "You said that the agency SHOULD NOT renew the Halvorsen contract?\n",
		"over a full stop": "the Halvorsen contract. The exposure is four million\n",
	} {
		for _, hide := range []bool{false, true} {
			_, fs := quoting(t, advice, text, hide)
			if len(fs) != 1 || fs[0].Severity != qc.Block || fs[0].Reason != "part" || fs[0].ID == "" || !strings.Contains(fs[0].Text, "alvorsen") && !strings.Contains(fs[0].Text, "exposure") {
				t.Errorf("%s, by a mark %v: %+v", name, hide, fs)
			}
		}
	}
}

// What only looks like a quotation stops nothing: the same header, stock phrases
// below a run, columns of figures.
func TestNoQuotedParts(t *testing.T) {
	for name, c := range map[string][2]string{
		"the same header": {"No.\n", "Yes.\n"},
		"a short phrase":  {advice, "I hope that the agency should not be late.\n"},
		"figures":         {"0 0 0 0 0 0 0 0 0 0 0 0 1 2 0 0 0\n", "9 0 0 0 0 0 0 0 0 0 0 0 7\n"},
	} {
		if _, fs := quoting(t, c[0], c[1], false); len(fs) > 0 {
			t.Errorf("%s: %+v", name, fs)
		}
	}
}

// A person clears such a part once; when more of it is quoted it comes back.
func TestQuotedPartIsCleared(t *testing.T) {
	m, fs := quoting(t, advice, "The exposure is four million dollars if the bidder sues in April.\n", false)
	m.clear(fs[0])
	p, fs := found(t, m, testSpec(), elsewhereCheck)
	if len(fs) != 1 || fs[0].Severity != qc.Info || p.certificate("").Counts.Cleared != 1 {
		t.Fatalf("%+v", fs)
	}
	if _, err := Run(t.Context(), m, p, filepath.Join(t.TempDir(), "out"), options(t)); err != nil {
		t.Error(err)
	}
	m.mail(t, map[string]string{"Subject": "more"}, advice)
	if _, fs = found(t, m, testSpec(), elsewhereCheck); len(fs) != 2 || fs[1].Severity != qc.Block {
		t.Errorf("%+v", fs)
	}
}
