package layout

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"vaughn/index/message"
	"vaughn/index/record"
)

func conversation(t testing.TB) *record.Record {
	t.Helper()
	at := time.Date(2026, 3, 2, 14, 41, 7, 0, time.UTC)
	m := &message.Message{Kind: message.ChatPost, RawSum: [32]byte{7}, Chat: &message.Conversation{
		ID: "S58a1518", Platform: "wickr", Name: "Messaging pilot",
		Participants: []message.Member{{ID: "mdelgado", Name: "Maria Delgado"}, {ID: "priya.nair@example.gov", Addr: "priya.nair@example.gov"}},
		Events: []message.Event{
			{ID: "a", Kind: message.EventText, At: at, From: "mdelgado", Text: "The vendor can keep the old price if we sign before the end of the month, and the cost table on page 4 is out of date.", Present: []string{"mdelgado", "priya.nair@example.gov"}, Expires: at.Add(24 * time.Hour)},
			{ID: "b", Kind: message.EventText, At: at.Add(time.Minute), From: "priya.nair@example.gov", Text: "Call 555-0137.", ReplyTo: "a", Versions: []message.Version{{Text: "Call 555-0136.", At: at.Add(2 * time.Minute)}}},
			{ID: "c", Kind: message.EventText, At: at.Add(24 * time.Hour), From: "mdelgado", Deleted: &message.Deletion{At: at.Add(25 * time.Hour), By: "mdelgado"}},
			{ID: "d", Kind: message.EventFile, At: at.Add(26 * time.Hour), From: "mdelgado", Missing: []string{"plan.pdf"}, Reacted: []message.Reaction{{Sign: "👍", By: "mdelgado"}}},
		},
	}}
	m.Seal()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	r, err := record.FromChat(m, zone)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestGoldenChat(t *testing.T) {
	r := conversation(t)
	for _, c := range []struct {
		name string
		src  Source
	}{
		{"chat", produced(t, r)},
		{"chat-boxes", produced(t, r, hideWord(t, r, "555-0137", "b6"), hideWord(t, r, "Files named and not held: plan.pdf", "b5"), hideWord(t, r, "Tuesday, 3 March 2026 (EST)", "b6"))},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got bytes.Buffer
			for _, p := range pages(t, c.src, Letter()) {
				if err := Dump(&got, p); err != nil {
					t.Fatal(err)
				}
			}
			golden(t, c.name+".dump", got.String())
		})
	}
}

// TestHiddenNoteIsNoDeletedPage: a note of which all is hidden is a box in its
// place, not a sheet that says that the record is withheld.
func TestHiddenNoteIsNoDeletedPage(t *testing.T) {
	r := conversation(t)
	c := resolve(t, r, hideWord(t, r, "Files named and not held: plan.pdf", "b5"))
	var text strings.Builder
	for f, err := range Finish(c, Letter(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		text.WriteString(f.Text())
	}
	if s := text.String(); strings.Contains(s, "Nothing of this record is released") || !strings.Contains(s, "555-0137") {
		t.Error(s)
	}
}

// TestChatSenderIsIndented holds the page to what makes a conversation readable:
// words stand in from the bold line of their time and sender.
func TestChatSenderIsIndented(t *testing.T) {
	r := conversation(t)
	var speaker, words Unit
	for _, p := range pages(t, produced(t, r), Letter()) {
		for _, w := range p.Words {
			if strings.HasPrefix(w.Text, "1 · ") && w.Face.Bold {
				speaker = w.X
			}
			if strings.HasPrefix(w.Text, "The vendor") {
				words = w.X
			}
		}
	}
	if speaker == 0 || words-speaker != eventIndent {
		t.Errorf("sender at %v, words at %v", speaker, words)
	}
}
