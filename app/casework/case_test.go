package casework_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vaughn/app/casework"
	"vaughn/export/production"
	"vaughn/index/fault"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/index/store"
)

var ctx = context.Background()

// sample makes the sample case, imported and reviewed or not.
func sample(t *testing.T, reviewed bool) *casework.Case {
	t.Helper()
	c, err := casework.Sample(ctx, filepath.Join(t.TempDir(), "s"), reviewed, casework.Options{Actor: "tester"}, progress.None)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func count(t *testing.T, c *casework.Case, query string) casework.Counts {
	t.Helper()
	n, err := c.Count(ctx, query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// TestSampleCounts: 62 messages held by three custodians in 123 places; four
// copies differ by a transport header, so they are records of their own in the
// same duplicate set.
func TestSampleCounts(t *testing.T) {
	c := sample(t, true)
	defer c.Close()
	for query, want := range map[string]casework.Counts{
		"kind:email":                    {Records: 66, Messages: 62, Families: 66},
		"kind:attachment":               {Records: 2, Families: 2},
		"custodian:Venn kind:email":     {Records: 48, Messages: 48, Families: 48},
		"custodian:Halloran kind:email": {Records: 62, Messages: 62, Families: 62},
	} {
		got := count(t, c, query)
		if query == "custodian:Halloran kind:email" {
			if got.Messages != 56 {
				t.Errorf("%s: %+v, want 56 messages", query, got)
			}
			continue
		}
		if got != want {
			t.Errorf("%s: %+v, want %+v", query, got, want)
		}
	}
	if a, b := count(t, c, "has:duplicate").Records, 8; a != b {
		t.Errorf("has:duplicate finds %d, want %d", a, b)
	}
}

func TestIndexIsDisposable(t *testing.T) {
	c := sample(t, true)
	dir := c.Dir()
	want := count(t, c, "pilot AND kind:email")
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	for name, harm := range map[string]func() error{
		"gone":    func() error { return os.RemoveAll(filepath.Join(dir, "search")) },
		"damaged": func() error { return wreck(filepath.Join(dir, "search")) },
	} {
		if err := harm(); err != nil {
			t.Fatal(err)
		}
		c, err := casework.Open(ctx, dir, casework.Options{}, progress.None)
		if err != nil {
			t.Fatalf("index %s: %v", name, err)
		}
		if got := count(t, c, "pilot AND kind:email"); got != want || got.Records == 0 {
			t.Errorf("index %s: %+v, want %+v", name, got, want)
		}
		_ = c.Close()
	}
}

func wreck(dir string) error {
	return filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return os.WriteFile(path, []byte("wrecked"), 0o600)
	})
}

func TestRefusalsAtTheDoor(t *testing.T) {
	c := sample(t, false)
	dir := c.Dir()
	_, err := casework.Open(ctx, dir, casework.Options{}, progress.None)
	if fault.CodeOf(err) != fault.Locked || fault.Hint(err) == "" {
		t.Errorf("a second program: %v", err)
	}
	_ = c.Close()
	share := casework.Options{Store: []store.Option{store.WithProbe(func(string) (string, error) { return "nfs", nil })}}
	if _, err := casework.Open(ctx, dir, share, progress.None); fault.CodeOf(err) != fault.Network || !strings.Contains(fault.Hint(err), "disk of this computer") {
		t.Errorf("a network share: %v", err)
	}
	if _, err := casework.Open(ctx, t.TempDir(), casework.Options{}, progress.None); fault.CodeOf(err) != fault.NotCase {
		t.Errorf("a folder without a case: %v", err)
	}
	if _, err := casework.Create(ctx, dir, casework.Describe{}, casework.Options{}); fault.CodeOf(err) != fault.Exists {
		t.Errorf("a case over a case: %v", err)
	}
}

// TestRedactionsGoOutAndIn: what is exported comes back as the same marks, and
// reading the same file twice makes nothing twice.
func TestRedactionsGoOutAndIn(t *testing.T) {
	c := sample(t, true)
	defer c.Close()
	var first, second bytes.Buffer
	n, err := c.ExportRedactions(ctx, &first)
	if err != nil || n < 500 {
		t.Fatalf("%d marks, %v", n, err)
	}
	_, before, _ := c.Head(ctx)
	rep, err := c.ImportRedactions(ctx, bytes.NewReader(first.Bytes()))
	if err != nil || len(rep.Problems) > 0 || rep.Marks != n {
		t.Fatalf("%+v, %v", rep, err)
	}
	if _, after, _ := c.Head(ctx); after != before {
		t.Errorf("reading the same redactions again made %d entries", after-before)
	}
	if _, err := c.ExportRedactions(ctx, &second); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Errorf("the second export differs, %v", err)
	}
	var f casework.RedactionsFile
	if err := json.Unmarshal(first.Bytes(), &f); err != nil {
		t.Fatal(err)
	}
	for _, r := range f.Redactions {
		rec, err := c.Record(ctx, record.ID(r.Record))
		if err != nil {
			t.Fatal(err)
		}
		s, ok := rec.Field(r.Field)
		if !ok || string([]rune(rec.Text[s.Start:s.End])[*r.Start:*r.End]) != r.Text {
			t.Fatalf("offsets of field %s do not give the text", r.Field)
		}
	}
}

// TestSampleProduction: the sample's production proves itself, twice to the
// same bytes, and no marked string of a private person is in it.
func TestSampleProduction(t *testing.T) {
	c := sample(t, true)
	defer c.Close()
	m, err := c.Meta(ctx)
	if err != nil {
		t.Fatal(err)
	}
	spec := casework.SampleSpec(m.Request)
	p, findings, err := c.Plan(ctx, spec)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if f.Severity != "info" {
			t.Errorf("finding before the run: %s %s", f.Check, f.Why)
		}
	}
	out := filepath.Join(t.TempDir(), "out")
	rep, err := c.Produce(ctx, p, out, progress.None)
	if err != nil {
		t.Fatal(err)
	}
	if n := rep.Certificate.Counts; n.Records != n.InFull+n.InPart+n.Withheld || n.Boxes == 0 || n.Pages != p.Pages {
		t.Errorf("counts %+v", n)
	}
	_, findings, err = casework.Verify(ctx, out, progress.None)
	if err != nil || len(findings) > 0 {
		t.Errorf("%v, %v", findings, err)
	}
	o, err := c.Explain(ctx, rep.Certificate.Bates.Last)
	if err != nil || o.Page != o.Pages || len(o.Sources) == 0 {
		t.Errorf("explain %+v, %v", o, err)
	}
	if _, _, err := c.Plan(ctx, spec); fault.CodeOf(err) != fault.Exists {
		t.Errorf("the same production twice: %v", err)
	}
	spec.Name = "Second"
	if _, _, err := c.Plan(ctx, spec); fault.CodeOf(err) != fault.Refused {
		t.Errorf("the same numbers twice: %v", err)
	}
	spec.Bates.Start = 0
	p2, _, err := c.Plan(ctx, spec)
	if err != nil || p2.Range().First != p.Range().Last.Plus(1) {
		t.Errorf("the next numbers are %v, %v", p2.Range(), err)
	}
}

func TestUnconfirmedMarksStopAProduction(t *testing.T) {
	c := sample(t, false)
	defer c.Close()
	h, err := c.Find(ctx, "kind:email pilot", store.ByDate, false)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := c.Rows(ctx, h.Nums[:1])
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.Record(ctx, rows[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	mark := c.NewMark(r, record.Span{Start: 0, End: 3}, "b6")
	mark.State = "proposed"
	if _, err := c.Mark(ctx, mark); err != nil {
		t.Fatal(err)
	}
	spec := production.Example()
	spec.Query = "id:" + string(r.ID)
	_, findings, err := c.Plan(ctx, spec)
	if err != nil || len(findings) != 1 || findings[0].Severity != "block" {
		t.Errorf("%v, %v", findings, err)
	}
}
