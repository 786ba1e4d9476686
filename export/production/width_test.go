package production

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"vaughn/export/qc"
	"vaughn/index/pdfium/pdftest"
	"vaughn/redact"
	"vaughn/redact/exempt"
)

// people are invented names, short ones and long ones.
func people() (out []string) {
	for _, first := range []string{"Al", "Mia", "Ines", "Tilda", "Marlon", "Leopold", "Wilhelma"} {
		for _, last := range []string{"Li", "Noor", "Ishii", "Jansen", "Quistgaard", "Featherstone", "Fitz", "Ilic", "Wammond"} {
			out = append(out, first+" "+last)
		}
	}
	return out
}

// bits is what a value tells about who is meant: the entropy of its classes.
func bits[K comparable](of []K) (h float64) {
	n := map[K]int{}
	for _, k := range of {
		n[k]++
	}
	for _, k := range n {
		p := float64(k) / float64(len(of))
		h -= p * math.Log2(p)
	}
	return h
}

// The length of a box with blank paper beside it tells little of the name under
// it, and the page nothing else; one between two words tells much, and is said to.
func TestWidthsTellLittle(t *testing.T) {
	names := people()
	for _, c := range []struct {
		after string
		most  float64 // bits
		tight bool
		turn  int // of the page
	}{{"", 1.6, false, 0}, {" today", 6, true, 0}, {"", 1.6, false, 90}, {" today", 6, true, 90}, {"", 1.6, false, 180}, {" today", 6, true, 180}, {"", 1.6, false, 270}, {" today", 6, true, 270}} {
		m, s := newMemory(), shelf{}
		parent := m.mail(t, map[string]string{"Subject": "Files"}, "See the file.\n")
		var pages []string
		for _, name := range names {
			pages = append(pages, pdftest.Says("Ring "+name+c.after))
		}
		r := m.file(t, s, parent, "names.pdf", pdftest.Pages(fmt.Sprint("/Rotate ", c.turn), pages...))
		m.mark(r.ID, marksOn(r, names...)...)
		clean, err := redact.Resolve(r, m.docs[r.ID].State.Marks, exempt.Set{})
		if err != nil {
			t.Fatal(err)
		}
		job := pressed(t, s).Press.Job(t.Context())
		defer job.Close()
		var widths []int
		var plates [][32]byte
		for pic := range clean.Pictures() {
			p, err := job.Plate(pic)
			if err != nil || len(p.Boxes()) != 1 {
				t.Fatalf("page %d: %v", pic.Page+1, err)
			}
			if p.Tight(0) != c.tight {
				t.Errorf("page %d turned by %d: its box is tight: %v", pic.Page+1, c.turn, p.Tight(0))
			}
			length := p.Boxes()[0].Dx()
			if c.turn%180 == 90 {
				length = p.Boxes()[0].Dy()
			}
			widths, plates = append(widths, length), append(plates, p.Sum())
		}
		got, all := bits(widths), bits(plates)
		t.Logf("%d names, then %q: the width tells %.1f bits of %.1f, the page's pixels %.1f", len(names), c.after, got, math.Log2(float64(len(names))), all)
		if got > c.most || c.tight && got < 4 || !c.tight && all > got+1 {
			t.Errorf("the width tells %.1f bits", got)
		}
	}
}

// The plan says what could be done about boxes that tell, the run names them and
// the remedy, the certificate counts them, and verify counts again.
func TestTellingWidthsAreSaid(t *testing.T) {
	m, s := newMemory(), shelf{}
	parent := m.mail(t, map[string]string{"Subject": "Files"}, "See the file.\n")
	r := m.file(t, s, parent, "names.pdf", pdftest.Pages("", pdftest.Says("Ring Mia Noor"), pdftest.Says("Ring Mia Noor today"),
		pdftest.Says("Ring Mia Noor")+" 1 w 110 45 m 110 65 l S")) // a line behind the name
	m.mark(r.ID, marksOn(r, "Mia Noor")...)
	m.lookedAt()
	for _, c := range []struct {
		choice, before, after string
		tight, anew           int
	}{
		{"keep", "1 of its pages have boxes", `"reflow", which sets 1 of its pages anew in words, or "reflow-all": all 3`, 2, 0},
		{"reflow", "1 of its pages are set anew", `a line or a drawing stands close beside them: where that tells who is meant, mark more of the line, or produce with "telling_boxes": "reflow-all", which sets 3`, 1, 1},
		{"reflow-all", "3 of its pages are set anew", "", 0, 3},
	} {
		spec := testSpec()
		spec.TellingBoxes = c.choice
		p, planned, err := Prepare(t.Context(), m, m.ids(), spec, Frozen{Seq: 7, Next: 1})
		if err != nil {
			t.Fatal(err)
		}
		if said := widths(planned); len(said) != 1 || said[0].Severity != qc.Info || !strings.Contains(said[0].Why, c.before) {
			t.Errorf("%s: the plan says %+v", c.choice, said)
		}
		out := t.TempDir() + "/out"
		rep, err := Run(t.Context(), m, p, out, pressed(t, s))
		if err != nil {
			t.Fatalf("%v %v", err, rep.Findings)
		}
		said := widths(rep.Findings)
		if c.tight > 0 && (len(said) != 1 || !strings.Contains(said[0].Why, c.after)) || c.tight == 0 && len(said) > 0 {
			t.Errorf("%s: the run says %+v", c.choice, said)
		}
		if c.choice == "keep" && (said[0].Page != 2 || said[0].Bates != "T-000003") {
			t.Errorf("%+v", said[0])
		}
		if n := rep.Certificate.Counts; n.Tight != c.tight || n.SetAnew != c.anew || n.Boxes != 3 {
			t.Errorf("%s: the certificate counts %+v", c.choice, n)
		}
		if _, fs, err := verify(t, out); err != nil || len(fs) > 0 {
			t.Errorf("%v %v", err, fs)
		}
	}
}

func widths(fs []qc.Finding) (out []qc.Finding) {
	for _, f := range fs {
		if f.Check == "widths" {
			out = append(out, f)
		}
	}
	return out
}
