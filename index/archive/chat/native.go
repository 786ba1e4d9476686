package chat

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"io"
	"strconv"

	"vaughn/index/message"
)

// Unreadable is the event of an entry that is no such thing; raw is what there
// is of it.
func (t *Talk) Unreadable(raw []byte, pos message.Locator) message.Event {
	return message.Event{
		Kind: message.EventSystem, Text: "An entry that cannot be read; its bytes are kept.", Position: pos, Raw: []message.Stretch{t.Keep(raw)},
		Problems: []message.Problem{{Code: ProblemEntry, Lost: true}},
	}
}

// Message makes the item of a talk. Its bytes are a line of JSON that says what
// the conversation is, then what Keep was given, an LF behind each. They, and so
// the hash, do not tell where it lay: two copies of one export are one item.
// It is called once: the events' places in what was kept become those in the item.
func (t *Talk) Message(at message.Locator) *message.Message {
	c := t.Conversation
	m := &message.Message{Kind: message.ChatPost, At: at, Subject: Line(c.Name), Chat: &c, Attached: t.Attached, Problems: t.Problems}
	if t.Piece > 0 {
		m.Subject += ", part " + strconv.Itoa(t.Piece)
	}
	for i := range c.Events {
		if e := &c.Events[i]; !e.At.IsZero() {
			m.Date, m.DateText, m.Zone = e.At, e.AtText, e.Zone
			break
		}
	}
	if t.kept == nil {
		t.sumOfEvents(m)
	} else {
		t.native(m)
	}
	m.Seal()
	return m
}

// native gives the item the bytes that were kept.
func (t *Talk) native(m *message.Message) {
	type file struct {
		Name string `json:"name"`
		Type string `json:"type"`
		Size int64  `json:"size"`
	}
	head := struct {
		ID       string           `json:"conversation"`
		Platform string           `json:"platform"`
		Name     string           `json:"name"`
		Direct   bool             `json:"direct"`
		Part     int              `json:"part,omitempty"`
		Members  []message.Member `json:"members"`
		Files    []file           `json:"files,omitempty"`
	}{t.ID, t.Platform, t.Name, t.Direct, t.Piece, t.Participants, nil}
	for _, a := range t.Attached {
		head.Files = append(head.Files, file{a.Name, a.Type, a.Size})
	}
	Native(m, head, t.kept)
}

// Native makes an item's bytes of a line of JSON, head, and the entries behind
// it; the places of its events, which count in kept, are moved along.
func Native(m *message.Message, head any, kept []byte) {
	first, _ := json.Marshal(head) // of strings and numbers: cannot fail
	first = append(first, '\n')
	for i := range m.Chat.Events {
		raw := m.Chat.Events[i].Raw
		for k := range raw {
			raw[k].At += int64(len(first))
		}
	}
	h := sha256.New()
	h.Write(first)
	h.Write(kept)
	m.RawSum, m.RawLen = [32]byte(h.Sum(nil)), int64(len(first)+len(kept))
	m.Raw = func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(bytes.NewReader(first), bytes.NewReader(kept))), nil
	}
}

// sumOfEvents names an item of which no bytes were kept by what it says.
func (t *Talk) sumOfEvents(m *message.Message) {
	c := t.Conversation
	h := sha256.New()
	n := new(counter)
	enc := json.NewEncoder(multi{h, n})
	_ = enc.Encode([]any{c.ID, c.Platform, c.Name, c.Direct, c.Participants, t.Piece})
	for _, e := range c.Events {
		e.Position, e.Problems = message.Locator{}, nil
		_ = enc.Encode(e)
	}
	for _, a := range t.Attached {
		_ = enc.Encode([]any{a.Name, a.Type, a.Size})
	}
	m.RawSum, m.RawLen = [32]byte(h.Sum(nil)), int64(*n)
}

type counter int64

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }

type multi [2]interface{ Write([]byte) (int, error) }

func (m multi) Write(p []byte) (int, error) {
	_, _ = m[0].Write(p)
	return m[1].Write(p)
}
