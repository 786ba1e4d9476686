package extract

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"vaughn/index/message"
	"vaughn/index/record"
)

func shelf(files map[message.BlobRef]string) func(message.BlobRef) (io.ReadCloser, error) {
	return func(b message.BlobRef) (io.ReadCloser, error) {
		s, ok := files[b]
		if !ok {
			return nil, errors.New("gone")
		}
		return io.NopCloser(bytes.NewBufferString(s)), nil
	}
}

func TestFamily(t *testing.T) {
	open := shelf(map[message.BlobRef]string{
		"csv": "item,cost\npilot,12\nbridge,7\n", "html": "<p>Hello <b>there</b></p>", "bin": "\x00\x01\x02\x03", "latin": "caf\xe9",
		"utf16": "\xff\xfeh\x00i\x00", "mail": "Subject: inner\n\nbody",
	})
	m := &message.Message{ID: message.IDOf([32]byte{1}), Attached: []message.Attachment{
		{Name: "cost.csv", Type: "text/csv", Blob: "csv", Size: 19},
		{Name: "page.html", Type: "text/html", Blob: "html"},
		{Name: "tool.exe", Type: "application/octet-stream", Blob: "bin"},
		{Name: "note.txt", Type: "text/plain", Blob: "bin"},
		{Name: "latin.txt", Type: "text/plain", Blob: "latin"},
		{Name: "wide.txt", Type: "text/plain", Blob: "utf16"},
		{Name: "lost.txt", Type: "text/plain"},
		{Name: "gone.txt", Type: "text/plain", Blob: "none"},
		{Name: "fw.eml", Type: "message/rfc822", Blob: "mail", Nested: &message.Message{Kind: message.Email, Subject: "inner",
			Bodies:   []message.Body{{Type: "text/plain", Text: "body"}},
			Attached: []message.Attachment{{Name: "deep.txt", Type: "text/plain", Blob: "latin"}}}},
	}}
	x := New(Options{Office: "-"})
	defer x.Close()
	rs, err := x.Family(context.Background(), m, open)
	if err != nil {
		t.Fatal(err)
	}
	if len(rs) != 10 {
		t.Fatalf("%d records, want 10", len(rs))
	}
	for i, want := range []string{"pilot\t12", "Hello there", "Nobody has read", "could not be read", "café", "hi", "does not hold", "could not be read", "inner", "café"} {
		if !strings.Contains(rs[i].Text, want) {
			t.Errorf("record %d (%s) says %q, want %q in it", i, rs[i].Name, rs[i].Text, want)
		}
		if rs[i].Family != m.ID || rs[i].Kind != "attachment" || rs[i].Version == "" {
			t.Errorf("record %d: family %s kind %s version %q", i, rs[i].Family, rs[i].Kind, rs[i].Version)
		}
	}
	if rs[8].Parent != m.ID || rs[9].Parent != rs[8].ID || rs[9].ID != message.ChildID(rs[8].ID, 0) {
		t.Errorf("parents %s %s", rs[8].Parent, rs[9].Parent)
	}
	if len(rs[8].Children) != 1 || rs[8].Children[0].ID != rs[9].ID {
		t.Errorf("the attached message lists %v, its attachment is %s", rs[8].Children, rs[9].ID)
	}
	if !rs[6].Problems[0].Lost {
		t.Error("a missing attachment is not called lost")
	}
	ids := map[record.ID]bool{}
	for _, r := range rs {
		ids[r.ID] = true
	}
	if len(ids) != len(rs) {
		t.Error("two attachments share an ID")
	}
}
