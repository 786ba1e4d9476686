package production

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vaughn/export/bates"
	"vaughn/export/loadfile"
	"vaughn/export/qc"
	"vaughn/index/record"
	"vaughn/redact"
)

// A replacement keeps the numbers, whatever became of the pages.
func TestReplacement(t *testing.T) {
	m := sample(t)
	first := plan(t, m, testSpec())
	old := map[record.ID]bates.Range{}
	for d := range first.Docs() {
		old[d.ID] = d.Range
	}
	// the first family's message grows shorter, the last document longer
	m.withhold(m.order[0])
	last := m.order[4]
	d := m.docs[last]
	longer := newMemory()
	id := longer.mail(t, map[string]string{"Subject": "longer"}, strings.Repeat("A line of it.\n", 120))
	r := *longer.docs[id].Record
	r.ID, r.Family = last, last
	r.Seal()
	d.Record = &r
	m.docs[last] = d
	m.order = []record.ID{m.order[0], last}

	s := rich()
	s.Name, s.Replaces, s.Bates.Suffix, s.Volumes = "Replacement", "Test release", "R", Volumes{}
	p, findings0, err := Prepare(t.Context(), m, m.ids(), s, Frozen{Numbers: old, Taken: []bates.Range{first.Range()}})
	if err != nil || qc.Blocking(findings0) {
		t.Fatal(err, findings0)
	}
	out := filepath.Join(t.TempDir(), "out")
	if rep, err := Run(t.Context(), m, p, out, options(t)); err != nil {
		t.Fatal(err, rep.Findings)
	}
	cert, findings, err := verify(t, out)
	if err != nil || len(findings) > 0 {
		t.Fatal(err, findings)
	}
	gone := Unused{From: "T-000002", To: old[m.order[0]].Last.String(), Behind: "T-000001R"}
	if !slices.Equal(cert.Unused, []Unused{gone}) || !slices.ContainsFunc(findings0, func(f qc.Finding) bool { return f.Check == "bates" && strings.Contains(f.Why, "T-000002") }) {
		t.Errorf("numbers on no page: %v, want %v; %v", cert.Unused, gone, findings0)
	}
	if got := everything(t, out)[gapsPath]; !strings.HasPrefix(got, "FROM,TO,REASON\r\nT-000002,"+gone.To+",the document is shorter") {
		t.Errorf("list of gaps: %q", got)
	}
	n := m.kept[len(m.kept)-1]
	var was Produced
	if err := json.Unmarshal(n.Changes[0].After, &was); err != nil {
		t.Fatal(err)
	}
	if r, err := was.Given(was.Docs[0]); err != nil || r.String() != old[m.order[0]].String() {
		t.Errorf("a replacement of the replacement may bear %v: %v", r, err)
	}
	end := old[last].Last.String() + "R"
	docs := documents(t, out)
	if cert.Replaces != "Test release" || docs[0].Begin != "T-000001R" || docs[0].End != "T-000001R" || docs[1].End != end+".002" {
		t.Errorf("%s, %+v %q", end, docs, everything(t, out)["TEXT/T-000001R.txt"])
	}
	_, rows, err := loadfile.ReadDAT(strings.NewReader(everything(t, out)[tablesOf("").dat]))
	if err != nil || rows[0]["REPLACES"] != "Test release" {
		t.Errorf("%v %v", rows, err)
	}
	// what was not produced before has no number to keep
	delete(old, last)
	if _, _, err := Prepare(t.Context(), m, m.ids(), s, Frozen{Numbers: old}); err == nil {
		t.Error("a record without a number replaces nothing")
	}
}

// In a package for another agency all is read, with what is proposed to be
// withheld in brackets; nothing is hidden and so nothing counts as redacted.
func TestBracketedPackage(t *testing.T) {
	m := sampleOf(t, 3)
	s := testSpec()
	s.Combined, s.RSMF = false, false
	s.Package = Package{Kind: "consultation", Agency: "State", Contact: "A. Officer", Due: "2026-04-01", Marks: "bracketed"}
	d := m.docs[m.order[2]]
	d.State.Marks[0].State = redact.Proposed // what waits for a person is shown as well
	m.docs[m.order[2]] = d
	p, findings, err := Prepare(t.Context(), m, m.ids(), s, Frozen{})
	if err != nil || qc.Blocking(findings) {
		t.Fatal(err, findings)
	}
	out := filepath.Join(t.TempDir(), "out")
	rep, err := Run(t.Context(), m, p, out, options(t))
	if err != nil {
		t.Fatal(err, rep.Findings)
	}
	cert, findings, err := verify(t, out)
	if err != nil || len(findings) > 0 || cert.Counts.Boxes != 0 || cert.Counts.InPart != 0 {
		t.Fatalf("%v %v %+v", err, findings, cert.Counts)
	}
	all, docs := everything(t, out), documents(t, out)
	for p, want := range map[string]string{
		docs[0].Text: "[(b)(6): " + hiddenName + "]", docs[3].Text: "[Proposed to be withheld, (b)(5): the whole record]",
		docs[2].Text: "[(b)(6): " + hiddenName + "].txt", transmittalPath: "Package,Asked by,2026-04-01",
	} {
		if !strings.Contains(strings.Join(strings.Fields(all[p]), " "), want) {
			t.Errorf("%s does not say %q: %s", p, want, all[p])
		}
	}
	if !strings.Contains(all[docs[3].Text], "not to sign") {
		t.Error("a record withheld in full is not shown")
	}
	var was Produced
	if err := json.Unmarshal(m.kept[0].Changes[0].After, &was); err != nil {
		t.Fatal(err)
	}
	for r, err := range Replay(t.Context(), m, was, p.set) {
		if err != nil || len(r.State.Marks) > 0 || r.Clean.Redacted() {
			t.Errorf("replayed: %v %v", r.State.Marks, err)
		}
	}
}
