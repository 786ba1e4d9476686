package view

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vaughn/app/view/viewtest"
	"vaughn/index/gaps"
	"vaughn/index/ingest"
	"vaughn/index/progress"
)

func TestGapsAreListedOpenedAndWritten(t *testing.T) {
	d := desk(t)
	if _, err := d.Case.Import(context.Background(), []string{viewtest.Chat(t)}, ingest.Options{Custodian: "Venn"}, progress.None); err != nil {
		t.Fatal(err)
	}
	d.Gaps.Load()
	s := d.Gaps.State()
	if s.Err != nil || !s.Loaded || len(s.About) == 0 || s.About[0].Record == "" || s.Totals[gaps.Deleted] != 1 || s.Totals[gaps.MissingFile] != 1 {
		t.Fatalf("%+v", s)
	}
	at := -1
	for i, f := range s.About[0].Findings {
		if f.Kind == gaps.Deleted {
			at = i
		}
	}
	if at < 0 || !d.Gaps.OpenFinding(0, at) {
		t.Fatal("the deletion cannot be opened")
	}
	r := d.Reader.State()
	if r.ID != s.About[0].Record || len(r.Hits) != 1 {
		t.Fatalf("shown %s with %d hits", r.ID, len(r.Hits))
	}
	text, _ := d.Reader.Text(r.Hits[0].Start, r.Hits[0].End)
	if !strings.Contains(text, "deleted") && !strings.Contains(text, "note 9 ") {
		t.Errorf("lit is %q", text)
	}
	bins := s.About[0].Timeline.Bins
	if !d.Gaps.OpenBin(0, len(bins)-1) || d.Reader.State().Hits[0].Start <= r.Hits[0].Start {
		t.Error("the last step does not open the conversation further down")
	}
	if d.Gaps.OpenBin(0, len(bins)) || d.Gaps.OpenFinding(99, 0) {
		t.Error("what is not there was opened")
	}
	if said := GapBin(s.About[0].Timeline, 0, d.Case.Zone()); !strings.Contains(said, "message") {
		t.Errorf("a step says %q", said)
	}
	out := filepath.Join(t.TempDir(), "gaps.pdf")
	d.Gaps.Export(out)
	if head, err := os.ReadFile(out); err != nil || !strings.HasPrefix(string(head), "%PDF") || d.Gaps.State().Said == "" {
		t.Errorf("no report: %v %+v", err, d.Gaps.State().Err)
	}
	d.Gaps.Export(out)
	if s := d.Gaps.State(); s.Err == nil || s.Said != "" {
		t.Error("a report was overwritten")
	}
}
