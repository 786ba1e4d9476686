package record

import (
	"time"

	"vaughn/index/message"
)

// Log is the skeleton of a conversation: who and when, never what. It lets a
// report on gaps do without the words.
type Log struct {
	Platform string   `json:"pl,omitempty"`
	Direct   bool     `json:"di,omitempty"`
	Zone     string   `json:"z,omitempty"` // in which the text states times
	Members  []Member `json:"m,omitempty"`
	Entries  []Entry  `json:"e,omitempty"`
}

// Member is one participant of a conversation.
type Member struct {
	ID   string `json:"id"`
	Name string `json:"n,omitempty"`
	Addr string `json:"a,omitempty"`
	Own  bool   `json:"o,omitempty"`
}

// Entry is one event without its words. Times are microseconds since 1970 UTC,
// 0 when unknown.
type Entry struct {
	ID        string   `json:"id"`
	Kind      string   `json:"k"`
	At        int64    `json:"at,omitempty"`
	From      string   `json:"f,omitempty"`
	ReplyTo   string   `json:"r,omitempty"`
	Orphan    bool     `json:"or,omitempty"` // about an event that the archive does not hold
	Edits     int      `json:"ed,omitempty"`
	Deleted   bool     `json:"de,omitempty"`
	DeletedBy string   `json:"db,omitempty"`
	DeletedAt int64    `json:"da,omitempty"`
	Empty     bool     `json:"em,omitempty"` // deleted, and nothing of it was kept
	Files     int      `json:"fi,omitempty"`
	Held      []int    `json:"h,omitempty"` // which of the record's Children they are
	Missing   []string `json:"mi,omitempty"`
	Expires   int64    `json:"ex,omitempty"`
	Burn      int64    `json:"bu,omitempty"`
	Timer     string   `json:"ti,omitempty"` // what a change of the timers said
	Raw       []int64  `json:"rw,omitempty"` // where its bytes stand in the record's source: offset and length, in turn
}

// Time is the moment of a field of Entry.
func (Entry) Time(micro int64) time.Time {
	if micro == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micro).UTC()
}

// OrphanFact names the extra fact by which an importer says that an event is
// about another one that its archive does not hold.
const OrphanFact = "About an entry not held"

// TimerFact names the extra fact that says what expiry and burn on read were
// set to.
const TimerFact = "Timers"

func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func logOf(c *message.Conversation, zone *time.Location) *Log {
	l := &Log{Platform: c.Platform, Direct: c.Direct, Zone: zone.String(), Entries: make([]Entry, 0, len(c.Events))}
	for _, m := range c.Participants {
		l.Members = append(l.Members, Member(m))
	}
	for i := range c.Events {
		e := &c.Events[i]
		n := Entry{
			ID: eventName(e.ID), Kind: e.Kind, At: micro(e.At), From: e.From, ReplyTo: eventName(e.ReplyTo), Edits: len(e.Versions),
			Files: len(e.Files), Held: e.Files, Missing: e.Missing, Expires: micro(e.Expires), Burn: micro(e.BurnAt),
		}
		for _, s := range e.Raw {
			n.Raw = append(n.Raw, s.At, s.Len)
		}
		if d := e.Deleted; d != nil {
			n.Deleted, n.DeletedBy, n.DeletedAt = true, d.By, micro(d.At)
			n.Empty = e.Text == "" && len(e.Files) == 0
		}
		if e.Kind == message.EventTimer {
			n.Timer = e.Text
		}
		for _, h := range e.Extra {
			n.Orphan = n.Orphan || h.Name == OrphanFact
			if h.Name == TimerFact {
				n.Timer = h.Value
			}
		}
		l.Entries = append(l.Entries, n)
	}
	return l
}
