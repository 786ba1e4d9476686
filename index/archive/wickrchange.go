package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"vaughn/index/message"
	"vaughn/index/record"
)

// derivedID names an event that its platform gave no id.
func derivedID(conv string, raw []byte) string {
	sum := sha256.Sum256(append([]byte(conv+"\x00"), raw...))
	return "x" + hex.EncodeToString(sum[:12])
}

// strayEdit keeps an edit or a reaction whose message is not held, and updates
// of a shared place, which name no message.
func (b *wickrBuilder) strayEdit(ev *message.Event, e *wickrEdit) {
	switch e.Kind {
	case "location":
		ev.Kind, ev.Text = message.EventLocation, coordinates(e.Lat, e.Lon)
		for _, v := range [][]byte{e.Until, e.UntilMis} {
			if t := wickrDate(v); !t.IsZero() {
				fact(ev, "Shared until", t.Format(time.RFC3339))
			}
		}
	case "reaction":
		ev.Text = "Reaction " + e.Reaction
		if !e.Added {
			ev.Text = "Reaction taken back " + e.Reaction
		}
	case "text":
		ev.Text = e.Text
		fact(ev, "Edit", "this is the new wording")
	default:
		ev.Text = "Edit of kind " + e.Kind
	}
	if e.Original != "" {
		fact(ev, record.OrphanFact, e.Original)
	}
}

// change applies an edit, reaction or deletion to the event it is about.
func (b *wickrBuilder) change(ev *message.Event, e *wickrEntry, ref uint32) {
	b.meet(e.Sender)
	at := time.Time{}
	if micro := b.w.x.ref(ref).micro; micro != 0 {
		at = time.UnixMicro(micro).UTC()
	}
	by := b.once(e.Sender)
	if e.Edit == nil {
		// Deleting twice is told by several devices; the first counts.
		if ev.Deleted == nil {
			ev.Deleted = &message.Deletion{At: at, By: by}
			if e.Control != nil && e.Control.Recall {
				fact(ev, "Recalled", "yes")
			}
		}
		return
	}
	switch {
	case e.Edit.Kind == "reaction":
		ev.Reacted = append(ev.Reacted, message.Reaction{Sign: e.Edit.Reaction, By: by, At: at, Removed: !e.Edit.Added})
	case e.Edit.Kind == "location":
		b.version(ev, coordinates(e.Edit.Lat, e.Edit.Lon), at, by)
	case e.Edit.Text == ev.Text:
		// QUIRK: a link preview is told as an edit that changes no word.
		fact(ev, "Edit that changed nothing", at.Format(time.RFC3339))
	default:
		b.version(ev, e.Edit.Text, at, by)
	}
}

func (b *wickrBuilder) version(ev *message.Event, text string, at time.Time, by string) {
	ev.Versions = append(ev.Versions, message.Version{Text: ev.Text, At: at, By: by})
	ev.Text = text
}

// control reads what was done to the room.
func (b *wickrBuilder) control(ev *message.Event, e *wickrEntry, raw []byte) {
	c, kind := e.Control, e.Control.Type
	if kind == 0 {
		kind = e.Type
	}
	b.meet(c.Masters...)
	b.meet(c.Members...)
	b.meet(c.Added...)
	b.meet(c.Removed...)
	switch kind {
	case 4001:
		ev.Kind, ev.Text = message.EventJoin, "created the room"
		b.roomIs(c, ev)
	case 4002:
		b.modifyMembers(ev, c)
	case 4003:
		ev.Kind, ev.Text = message.EventLeave, "left the room"
		b.leave(e.Sender)
	case 4004:
		b.modifyRoom(ev, c)
	case 4005:
		ev.Text, b.room = "deleted the room", []string{}
	case 4011:
		ev.Text = "Deletion of an entry that is not held"
		if c.Recall {
			ev.Text = "Recall of an entry that is not held"
		}
		if c.MsgID == "" {
			c.MsgID = otherID(raw)
		}
		fact(ev, record.OrphanFact, c.MsgID)
	case 4012, 4013, 4014:
		ev.Text = map[int]string{4012: "Message attributes (starred)", 4013: "Request to synchronise message attributes", 4014: "Private properties (pinned)"}[kind]
		fact(ev, "Fields", keysOf(raw))
	default:
		ev.Text = fmt.Sprintf("Control entry of type %d", kind)
		fact(ev, "Fields", keysOf(raw))
	}
}

// roomIs takes over the whole state that a control object tells.
func (b *wickrBuilder) roomIs(c *wickrControl, ev *message.Event) {
	if c.Title != nil && *c.Title != "" {
		b.title = *c.Title
		ev.Text += fmt.Sprintf("; title: %s", *c.Title)
	}
	if c.About != nil && *c.About != "" {
		ev.Text += "; description: " + *c.About
	}
	if len(c.Members) > 0 {
		ev.Text += "; members: " + strings.Join(c.Members, ", ")
	}
	if len(c.Masters) > 0 {
		ev.Text += "; moderators: " + strings.Join(c.Masters, ", ")
	}
	if len(c.Members)+len(c.Masters) > 0 {
		b.setRoom(slices.Concat(c.Members, c.Masters))
	}
	fact(ev, record.TimerFact, c.timers())
}

func (b *wickrBuilder) setRoom(ids []string) {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	b.room = slices.Compact(ids)
}

func (b *wickrBuilder) leave(id string) {
	if b.room != nil {
		b.room = slices.DeleteFunc(slices.Clone(b.room), func(x string) bool { return x == id })
	}
}

func (b *wickrBuilder) modifyMembers(ev *message.Event, c *wickrControl) {
	var said []string
	ev.Kind = message.EventJoin
	if len(c.Added) > 0 {
		said = append(said, "added "+strings.Join(c.Added, ", "))
	}
	if len(c.Removed) > 0 {
		said = append(said, "removed "+strings.Join(c.Removed, ", "))
		if len(c.Added) == 0 {
			ev.Kind = message.EventLeave
		}
	}
	ev.Text = strings.Join(said, "; ")
	switch {
	case len(c.Members) > 0:
		b.setRoom(slices.Concat(c.Members, c.Masters))
	case b.room != nil:
		left := slices.DeleteFunc(slices.Clone(b.room), func(x string) bool { return slices.Contains(c.Removed, x) })
		b.setRoom(append(left, c.Added...))
	}
}

// modifyRoom reads changed parameters; changemask says which of them count.
func (b *wickrBuilder) modifyRoom(ev *message.Event, c *wickrControl) {
	has := func(bit int) bool { return c.Mask == nil || *c.Mask&bit != 0 }
	var said []string
	ev.Kind = message.EventSystem
	if c.Title != nil && has(maskTitle) && *c.Title != b.title {
		said = append(said, "title: "+*c.Title)
		b.title, ev.Kind = *c.Title, message.EventRename
	}
	if c.About != nil && has(maskAbout) && (*c.About != "" || c.Mask != nil) {
		said = append(said, "description: "+*c.About)
		ev.Kind = message.EventRename
	}
	if len(c.Masters) > 0 && has(maskMasters) {
		said = append(said, "moderators: "+strings.Join(c.Masters, ", "))
	}
	if len(c.Members) > 0 {
		b.setRoom(slices.Concat(c.Members, c.Masters))
	}
	if t := c.timers(); t != "" {
		said = append(said, t)
		ev.Kind = message.EventTimer
		fact(ev, record.TimerFact, t)
	}
	if c.Vault != nil && has(maskVault) {
		// The key opens the stored file: it is a secret and is left out.
		said = append(said, "saved item "+c.Vault.GUID+" (its key is withheld here)")
	}
	if len(said) == 0 {
		said = append(said, "changed the room")
	}
	ev.Text = strings.Join(said, "; ")
}
