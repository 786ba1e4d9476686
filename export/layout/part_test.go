package layout

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vaughn/index/record"
)

func TestSpoken(t *testing.T) {
	for label, want := range map[string]string{
		"(b)(6)":                            "redacted, exemption b 6",
		"(b)(6), (b)(7)(C)":                 "redacted, exemption b 6, b 7 C",
		"(b)(6), (b)(7)(C) [1–3 lines]":     "redacted, exemption b 6, b 7 C, 1–3 lines",
		"(b)(3) 26 U.S.C. 6103 [paragraph]": "redacted, exemption b 3 26 U.S.C. 6103, paragraph",
		"Attorney-Client [up to 2 pages]":   "redacted, Attorney-Client, up to 2 pages",
		"Work Product (Fact), Redacted-PII": "redacted, Work Product Fact, Redacted-PII",
		"Redacted-PHI":                      "redacted, PHI",
		"[redacted]":                        "redacted",
		"(k)(2)":                            "redacted, exemption k 2",
		"(see the protective order)":        "redacted, see the protective order",
		"  (b)(5)\n(b)(6) ":                 "redacted, exemption b 5 b 6",
	} {
		got := Spoken(label)
		if got != want {
			t.Errorf("%q is read as %q, want %q", label, got, want)
		}
		// a reader of the page knows the label without its spaces
		if a, b := Letters(got), Letters(Spoken(Letters(label))); a != b {
			t.Errorf("%q is read as %q, without spaces as %q", label, a, b)
		}
	}
}

// Every part is told by what it is, and boxes are spoken.
func TestTagged(t *testing.T) {
	r := mail(t, "Pilot", "Dear all,\nplease call Maria Delgado.\n\nSee below.\n> Old words.\n")
	p := pages(t, resolve(t, r, hideWord(t, r, "Maria Delgado", "b6")), Letter())[0]
	if diff := cmp.Diff([]string{
		"L LI Lbl: From:", "L LI LBody: AnaRuiz<ana.ruiz@example.gov>", "L LI Lbl: Date:", "L LI LBody: Tue,3Mar202614:02:11-0500", "L LI Lbl: To:",
		"L LI LBody: RobertOlsen<robert.olsen@example.gov>;PriyaNair<priya.nair@example.gov>;RecordsOffice<records@example.gov>",
		"L LI Lbl: Subject:", "L LI LBody: Pilot",
		"P: Dearall,pleasecall(b)(6){redacted, exemption b 6}.", "P: Seebelow.", "BlockQuote P: >Oldwords.",
	}, p.Tagged()); diff != "" {
		t.Error(diff)
	}
	if !p.First {
		t.Error("its first page is not said to be")
	}
}

// A table that goes on over pages stays one; a head that is repeated is no part
// of it, and cells are read one by one although their lines are set across.
func TestTaggedTable(t *testing.T) {
	rows := []string{"Who\tWhat"}
	for i := range 30 {
		rows = append(rows, fmt.Sprintf("Custodian %d\tone\ntwo", i))
	}
	st := Letter()
	st.H = Pt(420)
	groups, seen, cells := map[int]bool{}, map[int]int{}, 0
	ps := pages(t, resolve(t, table("ll", rows...)), st)
	for n, p := range ps {
		if p.First != (n == 0) {
			t.Errorf("page %d: first is %v", n+1, p.First)
		}
		tagged := p.Tagged()
		for i, x := range p.Parts {
			if x.Kind != Head && x.Kind != Cell {
				continue
			}
			groups[x.Group] = true
			if x.Kind == Cell {
				cells++
			}
			if seen[x.ID]++; x.Kind == Head && n > 0 {
				t.Errorf("page %d: a repeated head is read again", n+1)
			}
			if strings.HasSuffix(tagged[i], "one") || strings.HasSuffix(tagged[i], ": two") {
				t.Errorf("page %d: a cell is read in pieces: %s", n+1, tagged[i])
			}
		}
	}
	if len(ps) < 3 || len(groups) != 1 || cells != 60 {
		t.Errorf("%d pages, %d tables, %d cells", len(ps), len(groups), cells)
	}
}

// Whatever is set in words belongs to the record, but for stamps.
func TestOnlyStampsDress(t *testing.T) {
	r := mail(t, "Pilot", chain3)
	for f, err := range Finish(resolve(t, r, hideWord(t, r, "Maria Delgado", "b6")), Letter(), func(int) Stamps { return Stamps{BottomRight: "T-1"} }) {
		if err != nil {
			t.Fatal(err)
		}
		var dress []string
		for _, s := range f.Page().Stretches() {
			if s.Part == 0 {
				dress = append(dress, s.Said())
			}
		}
		if diff := cmp.Diff([]string{"T-1"}, dress); diff != "" {
			t.Error(diff)
		}
	}
}

// Words on paper have a contrast of at least 4.5 to 1, codes of 21 to 1 and a
// size of at least 6 points (WCAG 2.1, 1.4.3).
func TestContrast(t *testing.T) {
	r := mail(t, "Pilot", chain3)
	speech := &record.Builder{}
	speech.Add(record.Block{Role: record.RoleNote, Field: record.FieldDay}, "Tuesday")
	speech.Add(record.Block{Role: record.RoleSpeaker}, "14:02 Ana")
	speech.Add(record.Block{Role: record.RoleNote, Field: record.FieldGap}, "Two days are missing")
	chat := &record.Record{ID: r.ID, Kind: "chat", Family: r.ID}
	speech.Into(chat)
	chat.Seal()
	for _, src := range []Source{resolve(t, r, hideWord(t, r, "Maria Delgado", "b6")), resolve(t, chat)} {
		for _, p := range pages(t, src, Letter()) {
			for _, s := range p.Stretches() {
				for _, w := range s.Words {
					if s.Box && (w.Grey != 255 || w.Size < Pt(6)) {
						t.Errorf("a code is set in grey %d, %v points", w.Grey, w.Size.Points())
					}
					if c := 1.05 / (luminance(w.Grey) + 0.05); !s.Box && c < 4.5 {
						t.Errorf("%q has a contrast of %.1f", w.Text, c)
					}
				}
			}
		}
	}
}

// luminance is the relative luminance of a grey in sRGB.
func luminance(grey uint8) float64 {
	c := float64(grey) / 255
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}
