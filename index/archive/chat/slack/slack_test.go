package slack

import (
	"archive/zip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/chat/chattest"
	"vaughn/index/message"
)

// parse reads an export whole.
func parse(t testing.TB, fsys fs.FS) (talks []*chat.Talk, failed []string) {
	t.Helper()
	set := chat.NewSet("slack", 0, func(k *chat.Talk) error { talks = append(talks, k); return nil })
	err := Parse(fsys, ".", set, Options{Limit: 1 << 20,
		Open: func(name string) (io.ReadCloser, error) { return fsys.Open(name) },
		Fail: func(name string, err error) error { failed = append(failed, name+": "+err.Error()); return nil },
		Find: func(name string) (message.Attachment, bool) {
			return message.Attachment{Name: name}, name == "F1-plan.pdf"
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return talks, failed
}

func sample(day string) fstest.MapFS {
	return fstest.MapFS{
		"users.json":              {Data: []byte(`[{"id":"U1","name":"ann","real_name":"Ann Reed","profile":{"email":"ann@agency.example"}},{"id":"U2","name":"bob","profile":{"display_name":"Bobby"}}]`)},
		"channels.json":           {Data: []byte(`[{"id":"C1","name":"pilot","members":["U1","U2"]}]`)},
		"dms.json":                {Data: []byte(`[{"id":"D1","members":["U1","U2"]}]`)},
		"pilot/2024-03-04.json":   {Data: []byte(day)},
		"D1/2024-03-04.json":      {Data: []byte(`[{"type":"message","user":"U2","text":"psst","ts":"1709543000.000001"}]`)},
		"integration_logs.json":   {Data: []byte(`[]`)},
		"pilot/canvas_notes.json": {Data: []byte(`{}`)},
	}
}

func TestExport(t *testing.T) {
	talks, failed := parse(t, sample(`[
{"type":"message","subtype":"message_changed","ts":"1709542900.000100","message":{"user":"U1","text":"at &lt;b&gt;noon","ts":"1709542800.000100","edited":{"user":"U1","ts":"1709542900.000000"}},"previous_message":{"user":"U1","text":"at ten","ts":"1709542800.000100"}},
{"type":"message","user":"U1","text":"at ten","ts":"1709542800.000100","reactions":[{"name":"+1","users":["U2"],"count":3}],"thread_ts":"1709542800.000100"},
{"type":"message","user":"U2","text":"<@U1> see <https://x.example|this> &amp; <#C1> <!here>","ts":"1709542801.000100","thread_ts":"1709542800.000100","files":[{"id":"F1","name":"plan.pdf"},{"id":"F2","name":"gone.pdf","mode":"tombstone"}]},
{"broken": 12,,},
{"type":"message","subtype":"channel_leave","user":"U2","text":"<@U2> has left","ts":"1709542802.000100"},
{"type":"message","subtype":"new_thing","user":"U2","text":"?","ts":"1709542803.000100"},
{"type":"message","subtype":"message_deleted","user":"U2","ts":"1709542810.000100","deleted_ts":"1709542801.000100"},
{"type":"message","subtype":"message_deleted","user":"U2","ts":"1709542811.000100","deleted_ts":"1709500000.000100","previous_message":{"user":"U2","text":"before","ts":"1709500000.000100"}},
{"type":"message","subtype":"message_deleted","user":"U2","ts":"1709542812.000100","deleted_ts":"1709500001.000100"},
{"type":"message","subtype":"bot_message","bot_id":"B1","username":"Build","text":"","attachments":[{"title":"run 7","text":"failed","fields":[{"title":"by","value":"<@U1>"}]}],"ts":"1709542813.000100"},
{"type":"message","user":"U9","user_profile":{"real_name":"Guest"},"text":12,"ts":"1709542814.000100"},
{"type":"message","user":"U1","text":"cut`))
	if len(failed) != 0 || len(talks) != 2 {
		t.Fatalf("%d talks, failed %v", len(talks), failed)
	}
	if d := talks[0]; !d.Direct || d.Name != "Ann Reed, Bobby" || len(d.Events) != 1 {
		t.Errorf("direct: %+v", d.Conversation)
	}
	k := talks[1]
	var got []string
	for _, e := range k.Events {
		deleted := ""
		if e.Deleted != nil {
			deleted = "deleted by " + e.Deleted.By
		}
		got = append(got, fmt.Sprintf("%s %s %q %d %v %s %v %s", e.Kind, e.From, e.Text, len(e.Versions), e.Files, e.Missing, e.Problems, deleted))
	}
	want := []string{
		`text U2 "before" 0 [] [] [{chat-target-unknown   false}] deleted by U2`,
		`text U1 "at <b>noon" 1 [] [] [] `,
		`text U2 "@Ann Reed see this (https://x.example) & #pilot @here" 0 [0] [gone.pdf] [{chat-file-missing   false}] deleted by U2`,
		`system  "An entry that cannot be read; its bytes are kept." 0 [] [] [{chat-entry-unreadable   true}] `,
		`leave U2 "@Bobby has left" 0 [] [] [] `,
		`system U2 "?" 0 [] [] [] `,
		`system U2 "" 0 [] [] [{chat-target-unknown   false}] `,
		`text B1 "run 7\nfailed\nby: @Ann Reed" 0 [] [] [] `,
		`text U9 "" 0 [] [] [{chat-entry-unreadable  a field of unknown shape true}] `,
		`system  "An entry that cannot be read; its bytes are kept." 0 [] [] [{chat-entry-unreadable   true}] `,
	}
	if len(got) != len(want) {
		t.Errorf("%d events, want %d", len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Errorf("event %d:\n%s\n%s", i, got[i], want[i])
		}
	}
	e := k.Event("1709542800.000100")
	if len(e.Versions) != 1 || e.Versions[0].Text != "at ten" || len(e.Reacted) != 1 || e.Reacted[0].By != "U2" {
		t.Errorf("edited: %+v", e)
	}
	if r := k.Event("1709542801.000100"); r.ReplyTo != e.ID {
		t.Errorf("reply to %q", r.ReplyTo)
	}
}

func TestRealExports(t *testing.T) {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	for name, want := range map[string]int{"slack-export-viewer-testarchive.zip": 158, "slackdump-source_export.zip": 16} {
		z, err := zip.OpenReader(filepath.Join(dir, "slack", name))
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		talks, failed := parse(t, z)
		n := 0
		for _, k := range talks {
			for _, e := range k.Events {
				n++
				if e.At.IsZero() || e.Text == "" && e.Kind != message.EventFile && e.Deleted == nil && e.Missing == nil || len(e.Problems) > 0 && e.Problems[0].Code != chat.ProblemFile {
					t.Errorf("%s: %+v", name, e)
				}
				if e.ReplyTo != "" && k.Event(e.ReplyTo) == nil {
					t.Logf("%s: the parent of %s is not in the export", name, e.ID)
				}
			}
		}
		if n != want || len(failed) != 0 {
			t.Errorf("%s: %d messages, want %d; failed %v", name, n, want, failed)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`[{"type":"message","user":"U1","text":"<@U1|x> <a|b","ts":"1709542800.000100","blocks":[{"type":"rich_text","elements":[{"text":"x"}]}]}]`)
	f.Add(`[{"subtype":"message_changed","ts":"1.1","message":{"ts":"2"}},{"ts":"2","text":"a"}`)
	f.Fuzz(func(t *testing.T, day string) {
		set := chat.NewSet("slack", 4000, func(k *chat.Talk) error { chattest.Check(t, k); return nil })
		fsys := sample(day)
		_ = Parse(fsys, ".", set, Options{Limit: 1 << 16,
			Open: func(name string) (io.ReadCloser, error) { return fsys.Open(name) },
			Fail: func(string, error) error { return nil }})
	})
}
