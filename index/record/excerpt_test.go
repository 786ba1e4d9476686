package record_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"vaughn/index/message"
	"vaughn/index/record"
)

// room is a conversation in which everything said, and everybody, is unmistakable.
func room(t *testing.T, n int) *record.Record {
	t.Helper()
	m := &message.Message{Kind: message.ChatPost, RawSum: [32]byte{3}, Chat: &message.Conversation{ID: "S1", Platform: "wickr"}}
	at := time.Date(2024, 3, 4, 20, 0, 0, 0, time.UTC)
	for i := range n {
		m.Chat.Participants = append(m.Chat.Participants, message.Member{ID: fmt.Sprintf("<who%02d>", i), Name: fmt.Sprintf("Name %02d; of it", i), Addr: fmt.Sprintf("addr%02d@x.example", i)})
		m.Attached = append(m.Attached, message.Attachment{Name: fmt.Sprintf("file%02d.txt", i)})
		e := message.Event{ID: fmt.Sprintf("<id%02d>", i), Kind: message.EventText, At: at.Add(time.Duration(i) * 70 * time.Minute), From: fmt.Sprintf("<who%02d>", i),
			Text: fmt.Sprintf("said%02d\nline%02d", i, i), Versions: []message.Version{{Text: fmt.Sprintf("before%02d", i)}}, Files: []int{i}}
		if i > 2 {
			e.ReplyTo = fmt.Sprintf("<id%02d>", i-3)
		}
		m.Chat.Events = append(m.Chat.Events, e)
	}
	m.Seal()
	r, err := record.FromChat(m, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestExcerptHoldsNothingElse: whatever is kept, no word, name, file or time of
// an event that is not kept stands in the excerpt, and all of the kept does.
func TestExcerptHoldsNothingElse(t *testing.T) {
	const n = 20
	r := room(t, n)
	rng := rand.New(rand.NewPCG(4, 4))
	for range 200 {
		var keep []int
		for i := range n {
			if rng.IntN(3) == 0 {
				keep = append(keep, i)
			}
		}
		x, pieces := record.Excerpt(r, keep)
		all := x.Text + fmt.Sprint(x.Blocks, x.Children, *x.Log, x.Parties, x.Subject)
		for i := range n {
			for _, s := range []string{"said%02d", "line%02d", "before%02d", "Name %02d", "addr%02d", "file%02d", "<id%02d>", "<who%02d>"} {
				s = fmt.Sprintf(s, i)
				if got := strings.Contains(all, s); got != slices.Contains(keep, i) {
					t.Fatalf("keeping %v: %q stands there: %v", keep, s, got)
				}
			}
		}
		for _, p := range pieces {
			if a, b := r.Text[p.From.Start:p.From.End], x.Text[p.To:p.To+p.From.Len()]; a != b {
				t.Fatalf("a piece says %q, its source %q", b, a)
			}
		}
		if parts := x.EventParts(); len(parts) != len(keep) || len(x.Log.Entries) != len(keep) {
			t.Fatalf("keeping %v gives %d parts", keep, len(parts))
		}
		left := 0
		for _, b := range x.Blocks {
			if b.Field == record.FieldGap {
				var k int
				fmt.Sscanf(x.Text[b.Span.Start:b.Span.End], "%d", &k)
				left += k
			}
		}
		if left != n-len(keep) {
			t.Fatalf("keeping %v: %d are said to be left out", keep, left)
		}
	}
}

func TestExcerptOfAReply(t *testing.T) {
	r := room(t, 8)
	x, _ := record.Excerpt(r, []int{0, 3, 5})
	said := map[string]string{}
	for _, b := range x.Blocks {
		said[b.Field] = x.Text[b.Span.Start:b.Span.End]
	}
	if !strings.HasPrefix(said["reply:<id03>"], "In reply to entry 1,") || said["reply:<id05>"] != "In reply to an entry that is not produced here." {
		t.Errorf("%q, %q", said["reply:<id03>"], said["reply:<id05>"])
	}
	if said[record.FieldEntries] != "3 of 8, edited 3, deleted 0; 5 events not produced here" {
		t.Error(said[record.FieldEntries])
	}
	if !strings.HasPrefix(said["speaker:<id05>"], "6 · ") {
		t.Error("an event lost its number: " + said["speaker:<id05>"])
	}
}

func TestEventParts(t *testing.T) {
	r := room(t, 5)
	for i, p := range r.EventParts() {
		if p.Entry != i || p.ID != r.Log.Entries[i].ID || !strings.Contains(r.Text[p.Span.Start:p.Span.End], fmt.Sprintf("said%02d", i)) {
			t.Errorf("part %d is %+v", i, p)
		}
		if q, ok := r.EventPart(p.ID); !ok || q != p {
			t.Errorf("%+v, %v", q, ok)
		}
	}
	if _, ok := record.AboutEvent("version:x"); ok {
		t.Error("a version without a number is no event")
	}
	if id, event := record.SplitTarget(record.EventTarget("AB", "c#d")); id != "ab" || event != "c#d" {
		t.Error(id, event)
	}
}
