package loadfile_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"vaughn/export/loadfile"
	"vaughn/index/archive"
	"vaughn/index/archive/rsmf"
	"vaughn/index/message"
)

func short() loadfile.RSMF {
	return loadfile.RSMF{
		Custodian: "Zoë Roe",
		Manifest: rsmf.Manifest{
			Collection:    "P1",
			Participants:  []rsmf.Participant{{ID: "1", Display: "Zoë Roe"}, {ID: "2", Display: "Bo"}},
			Conversations: []rsmf.Conversation{{ID: "c", Platform: "wickr", Type: "channel", Participants: []string{"1", "2"}}},
			Events: []rsmf.Event{
				{ID: "b", Type: "message", Participant: "2", Conversation: "c", Timestamp: "2024-03-04T14:16:00Z", Body: "second", Deleted: true, Parent: "a"},
				{ID: "a", Type: "message", Participant: "1", Conversation: "c", Timestamp: "2024-03-04T14:15:00Z", Body: "call (b)(6)\nnow", Attachments: []rsmf.Attachment{{ID: "A1.txt", Display: "plan.txt"}},
					Reactions: []rsmf.Reaction{{Value: "👍", Participants: []string{"2"}}}, Edits: []rsmf.Edit{{Participant: "1", Previous: "before"}}},
			},
		},
		Files: []loadfile.RSMFFile{{Name: "A1.txt", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("the plan")), nil }}},
	}
}

// TestRSMFRoundTrip writes a file and reads it with the importer: nothing is
// lost, and the checks of the format find nothing.
func TestRSMFRoundTrip(t *testing.T) {
	var out, again bytes.Buffer
	if err := loadfile.WriteRSMF(&out, short()); err != nil {
		t.Fatal(err)
	}
	if err := loadfile.WriteRSMF(&again, short()); err != nil || !bytes.Equal(out.Bytes(), again.Bytes()) {
		t.Errorf("the second writing differs, %v", err)
	}
	for i, line := range strings.Split(out.String(), "\r\n") {
		if len(line) > 998 || strings.IndexFunc(line, func(r rune) bool { return r > 126 || r == '\n' }) >= 0 {
			t.Errorf("line %d is no line of 7-bit mail", i+1)
		}
	}
	src := archive.Source{Name: "x.rsmf", FS: fstest.MapFS{"x.rsmf": {Data: out.Bytes()}}, Main: "x.rsmf", ID: "x"}
	var m *message.Message
	err := archive.RSMF{}.Read(context.Background(), src, func(it archive.Item) error {
		if it.Err != nil {
			t.Error(it.Err)
		}
		if it.Message != nil {
			m = it.Message
			f, err := m.Attached[0].Open()
			if err != nil {
				t.Fatal(err)
			}
			if b, _ := io.ReadAll(f); string(b) != "the plan" {
				t.Errorf("the file says %q", b)
			}
		}
		return nil
	})
	if err != nil || m == nil || len(m.Problems) != 0 {
		t.Fatalf("%+v, %v", m, err)
	}
	e := m.Chat.Events
	if len(e) != 2 || e[0].ReplyTo != "a" || e[0].Deleted == nil || e[1].Text != "call (b)(6)\nnow" || e[1].Versions[0].Text != "before" || e[1].Reacted[0].Sign != "👍" || m.Attached[0].Name != "plan.txt" || m.Chat.Participants[0].Name != "Zoë Roe" {
		t.Errorf("%+v", m.Chat)
	}
}

func TestRSMFRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*loadfile.RSMF){
		"a person nobody defined": func(x *loadfile.RSMF) { x.Manifest.Events[0].Participant = "3" },
		"an empty id":             func(x *loadfile.RSMF) { x.Manifest.Participants[0].ID = "" },
		"an unknown type":         func(x *loadfile.RSMF) { x.Manifest.Events[0].Type = "post" },
		"a file not given":        func(x *loadfile.RSMF) { x.Files = nil },
		"an empty custom value":   func(x *loadfile.RSMF) { x.Manifest.Events[0].Custom = []rsmf.Custom{{Name: "n"}} },
		"a folder in a name":      func(x *loadfile.RSMF) { x.Files[0].Name = "../A1.txt" },
		"no events":               func(x *loadfile.RSMF) { x.Manifest.Events = nil },
	} {
		x := short()
		spoil(&x)
		if err := loadfile.WriteRSMF(io.Discard, x); err == nil {
			t.Errorf("%s was written", name)
		}
	}
}
