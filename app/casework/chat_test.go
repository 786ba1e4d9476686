package casework_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vaughn/app/casework"
	"vaughn/index/ingest"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/index/store"
)

// TestChatInACase takes a Wickr export through a case: counted by events,
// found, marked by event, written out and read in again.
func TestChatInACase(t *testing.T) {
	dir := t.TempDir()
	export := filepath.Join(dir, "export", "attachments")
	if err := os.MkdirAll(export, 0o700); err != nil {
		t.Fatal(err)
	}
	log := `{"message":"call me at 555-0137","message_id":"e1","msg_ts":"1691176258.9","msgtype":1000,"sender":"al","receiver":"bo","vgroupid":"7ad6"}
{"message":"or at 555-0137 later","message_id":"e2","msg_ts":"1691176259.9","msgtype":1000,"sender":"bo","receiver":"al","vgroupid":"7ad6"}
{"file":{"filename":"plan.txt","localfilename":"/b/plan.txt"},"message_id":"e3","msg_ts":"1691176544.5","msgtype":6000,"sender":"al","vgroupid":"7ad6"}
`
	for name, text := range map[string]string{"log.txt": log, "attachments/plan.txt": "the plan of the pilot"} {
		if err := os.WriteFile(filepath.Join(dir, "export", filepath.FromSlash(name)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := casework.Create(ctx, filepath.Join(dir, "case"), casework.Describe{Zone: "UTC"}, casework.Options{Actor: "tester"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Import(ctx, []string{filepath.Join(dir, "export")}, ingest.Options{Custodian: "Al"}, progress.None); err != nil {
		t.Fatal(err)
	}
	n, err := c.Count(ctx, "kind:chat")
	if err != nil || n.Records != 1 || n.Events != 3 || n.Messages != 0 {
		t.Fatalf("%+v, %v", n, err)
	}
	if n, err := c.Count(ctx, "*"); err != nil || n.Records != 2 || n.Events != 3 {
		t.Fatalf("with the attachment: %+v, %v", n, err)
	}
	terms, err := c.Terms(ctx, []casework.Term{{Line: 1, Query: "call"}, {Line: 2, Query: "555-0137"}, {Line: 3, Query: "pilot"}})
	if err != nil || terms.Terms[0].Hits.Events != 1 || terms.Terms[1].Hits.Events != 2 || terms.Terms[2].Hits.Events != 0 || terms.Total.Hits.Events != 2 {
		t.Errorf("entries of chats that terms find: %+v, %v", terms, err)
	}
	if terms, err = c.Terms(ctx, []casework.Term{{Line: 1, Query: "call"}, {Line: 2, Query: "kind:chat"}}); err != nil || terms.Total.Hits.Events != 3 {
		t.Errorf("entries of chats in all: %+v, %v", terms.Total, err)
	}
	h, err := c.Find(ctx, "555-0137", store.ByNum, false)
	if err != nil || len(h.Nums) != 1 {
		t.Fatalf("%v, %v", h.Nums, err)
	}
	rows, err := c.Rows(ctx, h.Nums)
	if err != nil {
		t.Fatal(err)
	}
	id := rows[0].ID
	r, err := c.Record(ctx, id)
	if err != nil || r.Log == nil || len(r.Log.Entries) != 3 || len(r.Children) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	if raw, err := c.EventRaw(ctx, id, "e2"); err != nil || string(raw) != strings.Split(log, "\n")[1]+"\n" {
		t.Errorf("the source of e2: %q, %v", raw, err)
	}
	if _, err := c.EventRaw(ctx, id, "e9"); err == nil {
		t.Error("the source of an entry that is not there")
	}
	lines := fmt.Sprintf(`{"redactions":[
		{"record":"%[1]s","field":"chat","event":"e2","text":"555-0137","exemptions":["(b)(6)"],"state":"accepted"},
		{"record":"%[1]s#e1","start":0,"end":4,"text":"call","exemptions":["(b)(6)"],"state":"accepted"},
		{"record":"%[1]s","field":"speaker:e1","text":"al","exemptions":["(b)(6)"],"state":"accepted"},
		{"record":"%[1]s","field":"chat","event":"none","text":"x","exemptions":["(b)(6)"],"state":"accepted"},
		{"record":"%[1]s","field":"chat","text":"x","exemptions":["(b)(6)"],"state":"accepted"}]}`, id)
	rep, err := c.ImportRedactions(ctx, strings.NewReader(lines))
	if err != nil || rep.Marks != 3 || len(rep.Problems) != 2 {
		t.Fatalf("%+v, %v", rep, err)
	}
	state, err := c.State(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	e2, _ := r.Field(record.EventField("e2"))
	found := false
	for _, m := range state.Marks {
		found = found || m.Span.Start >= e2.Start && m.Span.End <= e2.End && r.Text[m.Span.Start:m.Span.End] == "555-0137"
	}
	if !found {
		t.Errorf("no mark lies in event e2: %+v", state.Marks)
	}
	var out bytes.Buffer
	if _, err := c.ExportRedactions(ctx, &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), `"event": "e2"`) || !strings.Contains(out.String(), `"field": "chat"`) {
		t.Error(out.String())
	}
	if rep, err := c.ImportRedactions(ctx, &out); err != nil || rep.Marks != 3 || len(rep.Problems) != 0 {
		t.Errorf("read in again: %+v, %v", rep, err)
	}
	if state, err := c.State(ctx, id); err != nil || len(state.Marks) != 3 {
		t.Errorf("%d marks after reading in again, %v", len(state.Marks), err)
	}
}

// A conversation prints its times in the zone of the case, whatever zone is
// assumed for sources that state none.
func TestChatTimesInTheCasesZone(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "log.txt")
	if err := os.WriteFile(log, []byte(`{"message":"hello","message_id":"e1","msg_ts":"1691176258.9","msgtype":1000,"sender":"al","receiver":"bo","vgroupid":"7ad6"}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := casework.Create(ctx, filepath.Join(dir, "case"), casework.Describe{Zone: "America/New_York"}, casework.Options{Actor: "tester"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Import(ctx, []string{log}, ingest.Options{Custodian: "Al"}, progress.None); err != nil {
		t.Fatal(err)
	}
	ids, err := c.IDs(ctx, "kind:chat")
	if err != nil || len(ids) != 1 {
		t.Fatalf("%v, %v", ids, err)
	}
	r, err := c.Record(ctx, ids[0])
	if err != nil || !strings.Contains(r.Text, "15:10:58 EDT") {
		t.Errorf("no entry at 15:10:58 EDT: %v", err)
	}
}
