package slack

import (
	"vaughn/index/archive/chat"
	"vaughn/index/message"
)

// change is an edit or deletion of a message not met yet.
type change struct {
	p   post
	at  message.Locator
	raw []byte // nil when the message has it already
}

// change applies a logged edit or deletion; false when what it is about has
// not been met.
func (k *talk) change(c change) bool {
	id := c.p.Deleted
	if c.p.Message != nil && c.p.Subtype == "message_changed" {
		id = c.p.Message.TS
	}
	e := k.Event(id)
	if e == nil {
		return false
	}
	if c.raw != nil {
		e.Raw = append(e.Raw, k.Keep(c.raw))
	}
	at, _ := stamp(c.p.TS)
	by := c.p.User
	if c.p.Subtype == "message_deleted" {
		e.Deleted = &message.Deletion{At: at, By: k.member(by)}
		return true
	}
	if c.p.Message.Edited != nil {
		by = c.p.Message.Edited.User
	}
	text := k.text(*c.p.Message)
	before := e.Text
	if c.p.Previous != nil {
		before = k.text(*c.p.Previous)
	}
	if before != text {
		e.Versions = append(e.Versions, message.Version{Text: chat.Clean(before), At: at, By: k.member(by)})
	}
	e.Text = chat.Clean(text)
	return true
}

// settleChanges applies what came before its message, and makes events of what
// is about none.
func (k *talk) settleChanges() {
	for _, c := range k.changes {
		if k.change(c) {
			continue
		}
		p := post{TS: c.p.TS, User: c.p.User, Subtype: c.p.Subtype}
		switch {
		case c.p.Previous != nil:
			p = *c.p.Previous
		case c.p.Message != nil:
			p = *c.p.Message
		}
		e, files := k.event(p, c.at)
		e.Raw, c.raw = []message.Stretch{k.Keep(c.raw)}, nil
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemTarget})
		if c.p.Previous == nil && c.p.Message == nil {
			e.Kind = message.EventSystem
		}
		if c.p.Deleted != "" {
			e.Extra = append(e.Extra, message.Header{Name: "About", Value: chat.Line(c.p.Deleted)})
		}
		if k.set.Add(k.Talk, e, files...) == nil && k.Event(e.ID) != nil {
			k.change(c)
		}
	}
	k.changes = nil
}
