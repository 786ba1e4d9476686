// Package chattest holds what every reader of a chat promises, for their tests:
// no input, however broken, may make a conversation that contradicts itself.
package chattest

import (
	"crypto/sha256"
	"io"
	"testing"
	"unicode/utf8"

	"vaughn/index/archive/chat"
	"vaughn/index/message"
)

// Check proves a talk as a Set hands it on: events named once, text that is
// text, places inside the item's bytes, and only members in the room.
func Check(t testing.TB, k *chat.Talk) {
	t.Helper()
	m := k.Message(message.Locator{})
	size := int64(0)
	if m.Raw != nil {
		f, err := m.Raw()
		if err != nil {
			t.Fatal(err)
		}
		h := sha256.New()
		if size, err = io.Copy(h, f); err != nil || size != m.RawLen || [32]byte(h.Sum(nil)) != m.RawSum {
			t.Errorf("%d bytes instead of %d, %v", size, m.RawLen, err)
		}
	}
	members, seen := map[string]bool{}, map[string]bool{}
	for _, p := range m.Chat.Participants {
		if members[p.ID] {
			t.Errorf("member %q twice", p.ID)
		}
		members[p.ID] = true
	}
	for _, e := range m.Chat.Events {
		if seen[e.ID] || e.ID == "" {
			t.Errorf("event %q twice, or without a name", e.ID)
		}
		seen[e.ID] = true
		if !utf8.ValidString(e.Text) || !utf8.ValidString(e.AtText) || len(e.Text) > chat.MaxText+4 {
			t.Errorf("event %q: no clean text", e.ID)
		}
		if len(e.Raw) == 0 && m.Raw != nil {
			t.Errorf("event %q has no bytes", e.ID)
		}
		for _, s := range e.Raw {
			if s.At < 0 || s.Len < 0 || s.At+s.Len > size {
				t.Errorf("event %q: bytes %d+%d of %d", e.ID, s.At, s.Len, size)
			}
		}
		for _, id := range e.Present {
			if !members[id] {
				t.Errorf("event %q: %q was in the room and is no member", e.ID, id)
			}
		}
		for _, f := range e.Files {
			if f < 0 || f >= len(m.Attached) {
				t.Errorf("event %q: file %d of %d", e.ID, f, len(m.Attached))
			}
		}
	}
}
