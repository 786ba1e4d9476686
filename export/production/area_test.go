package production

import (
	"strings"
	"testing"

	"vaughn/index/pdfium/pdftest"
	"vaughn/redact"
)

// An area over a column of words, one of them hidden for another reason, is one
// redaction; as words each stretch under it has its label in its place.
func TestAreaOverAColumn(t *testing.T) {
	const line = "(left          mid          right) Tj 0 -12 Td "
	m, s := newMemory(), shelf{}
	parent := m.mail(t, map[string]string{"Subject": "Files"}, "See the file.\n")
	r := m.file(t, s, parent, "table.pdf", pdftest.Pages("", "BT /F1 8 Tf 20 80 Td "+strings.Repeat(line, 3)+" 0 -20 Td (Ring Mia Noor today) Tj ET"))
	m.mark(r.ID, append(marksOn(r, "Mia Noor"), redact.Mark{ID: "r", Target: redact.OnRegion, Region: &redact.Region{X: 0.24, Y: 0.05, W: 0.14, H: 0.6}})...)
	mid := marksOn(r, "mid")[:1]
	m.mark(r.ID, mid...)
	d := m.docs[r.ID]
	d.State.Marks[len(d.State.Marks)-1].Basis = []string{"b4"}
	m.docs[r.ID] = d
	for how, says := range map[string]string{"keep": "left (b)(4), (b)(6) right left right left right Ring (b)(6) today", "reflow": "left (b)(4), (b)(6) right left (b)(6) right left (b)(6) right Ring (b)(6) today"} {
		spec := testSpec()
		spec.TellingBoxes = how
		out := t.TempDir() + "/out"
		rep, err := Run(t.Context(), m, plan(t, m, spec), out, pressed(t, s))
		if err != nil {
			t.Fatalf("%s: %v %v", how, err, rep.Findings)
		}
		if text := everything(t, out)["TEXT/T-000002.txt"]; !strings.Contains(strings.Join(strings.Fields(text), " "), strings.Join(strings.Fields(says), " ")) {
			t.Errorf("%s: %s", how, text)
		}
		if n := rep.Certificate.Counts; n.Boxes != 2 || n.ByExemption["(b)(4)"] != 1 || n.ByExemption["(b)(6)"] != 2 {
			t.Errorf("%s: %+v", how, n)
		}
		if _, fs, err := verify(t, out); err != nil || len(fs) > 0 {
			t.Errorf("%v %v", err, fs)
		}
	}
}
