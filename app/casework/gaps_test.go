package casework_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vaughn/app/casework"
	"vaughn/index/gaps"
	"vaughn/index/ingest"
	"vaughn/index/progress"
)

// TestGaps takes a deletion, a missing file and a member without an export
// from the log to the report.
func TestGaps(t *testing.T) {
	dir := t.TempDir()
	log := `{"message":"one","message_id":"e1","msg_ts":"1691176258.9","msgtype":1000,"sender":"jane.roe@x.example","receiver":"bo","vgroupid":"7ad6"}
{"control":{"msgid":"e1","msgtype":4011},"message_id":"e2","msg_ts":"1691176260.9","msgtype":4011,"sender":"jane.roe@x.example","vgroupid":"7ad6"}
{"file":{"filename":"lost.txt","localfilename":"/b/lost.txt"},"message_id":"e3","msg_ts":"1691176544.5","msgtype":6000,"sender":"bo","vgroupid":"7ad6"}
`
	if err := os.WriteFile(filepath.Join(dir, "log.txt"), []byte(log), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := casework.Create(ctx, filepath.Join(dir, "case"), casework.Describe{Zone: "UTC"}, casework.Options{Actor: "tester"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Import(ctx, []string{filepath.Join(dir, "log.txt")}, ingest.Options{Custodian: "Roe, Jane"}, progress.None); err != nil {
		t.Fatal(err)
	}
	cs, err := c.Gaps(ctx, "")
	if err != nil || len(cs) != 1 || cs[0].Events != 2 {
		t.Fatalf("%+v, %v", cs, err)
	}
	n := gaps.Totals(cs)
	if n[gaps.Deleted] != 1 || n[gaps.MissingFile] != 1 || n[gaps.NoExport] != 1 {
		t.Errorf("totals %v", n)
	}
	for _, f := range cs[0].Findings {
		if f.Kind == gaps.NoExport && f.Person != "bo" {
			t.Errorf("%s has an export", f.Person)
		}
		if strings.Contains(f.Text, "lost.txt") {
			t.Errorf("a file's name stands in %q", f.Text)
		}
	}
	if cs, err := c.Gaps(ctx, "nowhere"); err != nil || len(cs) != 0 {
		t.Errorf("a query that finds none: %v, %v", cs, err)
	}
}
