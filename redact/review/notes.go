package review

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"vaughn/index/journal"
	"vaughn/index/record"
)

// KindNote is the kind of the facts that are notes of reviewers: target is the
// record or event, Name the note's id, the value a Note. A note is said to
// colleagues; nothing puts one into a production.
const KindNote = "note"

// NoteField is the name under which a coding adds a note: note+=TEXT.
const NoteField = "note"

// maxNote bounds a note, in bytes.
const maxNote = 10_000

// Note is what a reviewer wrote about a record.
type Note struct {
	ID   string    `json:"-"`
	Text string    `json:"text"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
}

// Notes gives the notes on a record or event, oldest first.
func (d *Desk) Notes(ctx context.Context, id record.ID) ([]Note, error) {
	facts, err := d.ledger.Facts(ctx, string(id), KindNote)
	if err != nil {
		return nil, fmt.Errorf("reading notes: %w", err)
	}
	slices.SortFunc(facts, func(a, b journal.Fact) int { return int(a.Seq - b.Seq) })
	out := make([]Note, 0, len(facts))
	for _, f := range facts {
		n := Note{}
		if err := json.Unmarshal(f.Value, &n); err != nil {
			return nil, fmt.Errorf("reading notes: entry %d: %w", f.Seq, err)
		}
		n.ID = f.Key.Name
		out = append(out, n)
	}
	return out, nil
}

// RemoveNote takes a note away; the journal keeps that it was there.
func (d *Desk) RemoveNote(ctx context.Context, id record.ID, note string) (journal.Entry, error) {
	facts, err := d.ledger.Facts(ctx, string(id), KindNote)
	if err != nil {
		return journal.Entry{}, fmt.Errorf("removing a note: %w", err)
	}
	for _, f := range facts {
		if f.Key.Name == note {
			return d.commit(ctx, []journal.Change{{Key: f.Key, Before: f.Value}}, "")
		}
	}
	return journal.Entry{}, fmt.Errorf("removing a note: the record has no such note")
}

// note is the change that adds a note.
func (d *Desk) note(id record.ID, c Coding) (journal.Change, error) {
	text := strings.TrimSpace(c.Value)
	switch {
	case c.Op != "+=":
		return journal.Change{}, fmt.Errorf("notes are added, by note+=TEXT, and never replaced")
	case text == "" || len(text) > maxNote:
		return journal.Change{}, fmt.Errorf("a note has 1 to %d bytes of text", maxNote)
	}
	return journal.Set(journal.Key{Target: string(id), Kind: KindNote, Name: uuid.NewString()}, nil,
		Note{Text: text, By: d.actor, At: d.now().UTC().Truncate(time.Second)})
}
