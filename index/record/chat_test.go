package record_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vaughn/index/message"
	"vaughn/index/record"
)

func talk() *message.Message {
	t0 := time.Date(2024, 3, 4, 14, 41, 7, 0, time.UTC)
	at := func(d time.Duration) time.Time { return t0.Add(d) }
	m := &message.Message{Kind: message.ChatPost, RawSum: [32]byte{1}, Chat: &message.Conversation{
		ID: "S77", Platform: "wickr", Name: "Pilot room",
		Participants: []message.Member{{ID: "jdoe", Name: "Jane Doe", Addr: "jdoe@agency.example"}, {ID: "amoss"}, {ID: "late"}},
		Events: []message.Event{
			{ID: "a", Kind: message.EventText, At: t0, From: "jdoe", Text: "call me: 555-0100", Present: []string{"jdoe", "amoss"}, Expires: at(24 * time.Hour)},
			{ID: "b", Kind: message.EventText, At: at(time.Minute), From: "amoss", Text: "second\nline", ReplyTo: "a", Present: []string{"jdoe", "amoss"},
				Versions: []message.Version{{Text: "first", At: at(2 * time.Minute), By: "amoss"}},
				Reacted:  []message.Reaction{{Sign: "👍", By: "jdoe", At: at(3 * time.Minute)}}},
			{ID: "c", Kind: message.EventText, At: at(4 * time.Minute), From: "jdoe", Deleted: &message.Deletion{At: at(5 * time.Minute), By: "jdoe"}},
			{ID: "d", Kind: message.EventFile, At: at(20 * time.Hour), From: "jdoe", Files: []int{0}, Missing: []string{"lost.png"}, ReplyTo: "zz", Present: []string{"jdoe", "amoss", "late"}},
		},
	}, Attached: []message.Attachment{{Name: "plan.pdf", Type: "application/pdf"}}}
	m.Seal()
	return m
}

func TestFromChat(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	r, err := record.FromChat(talk(), zone)
	if err != nil {
		t.Fatal(err)
	}
	want := `Platform|wickr
Conversation|Pilot room (S77)
Participants|Jane Doe <jdoe@agency.example>; amoss; late
Period|2024-03-04 09:41:07 EST to 2024-03-05 05:41:07 EST
Entries|4, edited 1, deleted 1
Attachments|plan.pdf
day|Monday, 4 March 2024 (EST)
about:a|In the room from here on: 2; come: Jane Doe, amoss
speaker:a|1 · 09:41:07 EST · Jane Doe
event:a|call me: 555-0100
about:a|Set to expire 2024-03-05 09:41:07 EST
speaker:b|2 · 09:42:07 EST · amoss
reply:b|In reply to entry 1, 09:41:07 EST.
version1:b|first
event:b|second
line
about:b|Reaction 👍 by Jane Doe, 09:44:07 EST
speaker:c|3 · 09:45:07 EST · Jane Doe
about:c|[deleted by Jane Doe, 09:46:07 EST] The archive does not hold what it said.
day|Tuesday, 5 March 2024 (EST)
about:d|In the room from here on: 3; come: late
speaker:d|4 · 05:41:07 EST · Jane Doe · file
reply:d|In reply to an entry that is not in this archive.
about:d|Files: plan.pdf
about:d|Files named and not held: lost.png
`
	var b strings.Builder
	for _, x := range r.Blocks {
		fmt.Fprintf(&b, "%s|%s\n", x.Field, r.Text[x.Span.Start:x.Span.End])
	}
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	if r.Events != 4 || r.Kind != "chat" || r.Conversation != "S77" || len(r.Children) != 1 || len(r.Log.Entries) != 4 || !r.Log.Entries[2].Empty {
		t.Errorf("record %+v", r)
	}
	if from, to := r.With(message.From), r.With(message.To); len(from) != 2 || len(to) != 1 || to[0].Raw != "late" {
		t.Errorf("parties %+v", r.Parties)
	}
	again, err := record.FromChat(talk(), zone)
	if err != nil || again.Version != r.Version {
		t.Errorf("a second making gives another version: %v", err)
	}
	if other, err := record.FromChat(talk(), nil); err != nil || other.Version == r.Version {
		t.Errorf("another zone gives the same version: %v", err)
	}
}

// TestFromChatHostileNames holds that no id or name can forge a line of the page.
func TestFromChatHostileNames(t *testing.T) {
	m := talk()
	m.Chat.Events[0].ID = "x\nday"
	m.Chat.Participants[0].Name = "Jane\n9 · 10:00:00 EST · Boss\r\n"
	r, err := record.FromChat(m, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range r.Blocks {
		if b.Role != record.RoleEvent && strings.Contains(r.Text[b.Span.Start:b.Span.End], "\n") {
			t.Errorf("block %s has two lines", b.Field)
		}
		if strings.Contains(b.Field, "\n") {
			t.Errorf("field %q has two lines", b.Field)
		}
	}
}

func TestFromChatRefuses(t *testing.T) {
	if _, err := record.FromChat(&message.Message{}, nil); err == nil {
		t.Error("a mail without a conversation was taken")
	}
}

func BenchmarkFromChat(b *testing.B) {
	m := talk()
	e := m.Chat.Events[0]
	m.Chat.Events = nil
	for i := range 100_000 {
		e.ID, e.At = fmt.Sprint(i), e.At.Add(time.Second)
		m.Chat.Events = append(m.Chat.Events, e)
	}
	for b.Loop() {
		if _, err := record.FromChat(m, nil); err != nil {
			b.Fatal(err)
		}
	}
}
