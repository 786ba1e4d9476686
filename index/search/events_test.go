package search

import (
	"context"
	"slices"
	"testing"
	"time"

	"vaughn/index/message"
	"vaughn/index/query"
	"vaughn/index/record"
)

// oddOnes says that each fact holds of events 1, 3, 5 …
type oddOnes struct{}

func (oddOnes) OfEvents(context.Context, *record.Record, string, string) (func(int) bool, error) {
	return func(i int) bool { return i%2 == 1 }, nil
}
func (oddOnes) Zone() *time.Location { return time.UTC }

func TestEventsOfAConversation(t *testing.T) {
	at := time.Date(2024, 3, 4, 23, 0, 0, 0, time.UTC)
	m := &message.Message{Kind: message.ChatPost, RawSum: [32]byte{1}, Attached: []message.Attachment{{Name: "budget.xlsx"}},
		Chat: &message.Conversation{ID: "x", Name: "Pilot room", Participants: []message.Member{{ID: "a", Name: "Ann Doe", Addr: "ann@x.example"}, {ID: "b", Name: "Bo"}},
			Events: []message.Event{
				{ID: "0", Kind: message.EventText, At: at, From: "a", Text: "the budget of the pilot"},
				{ID: "1", Kind: message.EventText, At: at, From: "b", Text: "the pilot"},
				{ID: "2", Kind: message.EventText, At: at.Add(2 * time.Hour), From: "a", Text: "no more", Versions: []message.Version{{Text: "draft budget"}}},
				{ID: "3", Kind: message.EventFile, At: at.Add(3 * time.Hour), From: "b", Files: []int{0}},
				{ID: "4", Kind: message.EventText, From: "a", Text: "budget", Missing: []string{"lost.pdf"}},
			}}}
	m.Seal()
	r, err := record.FromChat(m, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]int{
		"*":                          {0, 1, 2, 3, 4},
		"pilot":                      {0, 1},
		"budget":                     {0, 2, 3, 4},
		"text:budget":                {0, 2, 4},
		"budget pilot":               {0},
		"budget OR pilot":            {0, 1, 2, 3, 4},
		"pilot NOT budget":           {1},
		`"budget of the pilot"`:      {0},
		"budget w/3 pilot":           {0},
		"pilot w/9 budget":           {0},
		"from:doe":                   {0, 2, 4},
		"from:ann@x.example budget*": {0, 2, 4},
		"to:bo":                      {0, 2, 4},
		"attachment:budget":          {3},
		"attachment:lost.pdf":        {4},
		"subject:room":               {0, 1, 2, 3, 4},
		"date:2024-03-05":            {2, 3},
		"date:*":                     {0, 1, 2, 3},
		"tag:hot budget":             {3},
		"NOT tag:hot":                {0, 2, 4},
	} {
		q, err := query.Parse(text)
		if err != nil {
			t.Fatal(text, err)
		}
		got, err := Events(t.Context(), r, q, oddOnes{})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v, %v", text, got, want, err)
		}
	}
}
