// Package chat gathers the entries of a chat archive into conversations: what
// the parsers in the folders below it have in common. A parser reads one
// platform's files and adds events to the talks of a Set; the Set bounds what
// is held in memory and hands finished talks on.
//
// It promises that an edit, a deletion or a reaction never replaces what it is
// about, that events are in order of time and named once, and that text is
// valid UTF-8 with LF line ends. It refuses to guess who a person is: members
// are as the platform names them.
//
// Limit: when a Set holds more than its budget, every talk is handed on as a
// piece of its conversation, marked ProblemPart; an edit or reaction in a later
// piece then stands by itself.
package chat

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"vaughn/index/message"
)

// Codes of message.Problem that reading chat can note, on a conversation or on
// an event. Detail adds positions and counts, never content.
const (
	ProblemPart      = "chat-part"              // the conversation was too large and is given in pieces
	ProblemDateOrder = "chat-date-order"        // day and month could be either way round
	ProblemDateGuess = "chat-date-order-likely" // day and month were told apart by the order of the entries
	ProblemEntry     = "chat-entry-unreadable"  // an entry could not be read; it is kept as a system event where it has text
	ProblemTime      = "chat-time-unreadable"   // an entry states no time that can be read
	ProblemBackwards = "chat-time-backwards"    // an entry is older than the one before it in the source
	ProblemTarget    = "chat-target-unknown"    // about an event the source does not hold
	ProblemFile      = "chat-file-missing"      // a file is named and not there
	ProblemTwice     = "chat-file-ambiguous"    // several files bear the name; the first was taken
	ProblemRepeat    = "chat-entry-repeated"    // the source holds the entry more than once
	ProblemCount     = "chat-count-differs"     // the source states another number of entries
	ProblemLimit     = "chat-at-row-limit"      // the number of entries is a limit of the exporting tool: more may be missing
	ProblemTruncated = "truncated"              // the source ends inside an entry
	ProblemLong      = "text-too-long"          // a text was cut at the limit
	ProblemUnknown   = "chat-kind-unknown"      // an entry of a kind nobody knows, kept as a system event
	ProblemRoom      = "chat-room-contradicted" // the entries and the list of members disagree about who was in the room
)

// MaxText is how many bytes of one event's text are kept; MaxEvents how many
// events make one piece: a longer one would be slow to open.
const (
	MaxText   = 1 << 20
	MaxEvents = 100_000
)

// Talk is a conversation being gathered.
type Talk struct {
	message.Conversation
	Attached []message.Attachment
	Problems []message.Problem
	Piece    int  // 0, or the number of the piece from 1
	Room     Room // who is in it, as far as the source tells

	kept    []byte // what Keep was given
	unpaid  int64  // of kept, not yet counted into the set's budget
	byID    map[string]int
	times   map[string]int
	members map[string]int
	cost    int64
}

// Set is the conversations of one source.
type Set struct {
	Platform string
	Limit    int64             // estimate of bytes held before everything is handed on
	Give     func(*Talk) error // takes a finished talk

	talks  map[string]*Talk
	order  []*Talk
	cost   int64
	pieces map[string]int
}

// NewSet gives an empty set; limit 0 takes 256 MiB.
func NewSet(platform string, limit int64, give func(*Talk) error) *Set {
	if limit <= 0 {
		limit = 256 << 20
	}
	return &Set{Platform: platform, Limit: limit, Give: give, talks: map[string]*Talk{}, pieces: map[string]int{}}
}

// Talk finds or begins the conversation of that key, which is its ID unless
// the parser sets another.
func (s *Set) Talk(key string) *Talk {
	t := s.talks[key]
	if t == nil {
		t = &Talk{byID: map[string]int{}, times: map[string]int{}, members: map[string]int{}, Piece: s.pieces[key]}
		t.ID, t.Platform = key, s.Platform
		s.talks[key] = t
		s.order = append(s.order, t)
	}
	return t
}

// Len is the number of talks that hold an event.
func (s *Set) Len() int {
	n := 0
	for _, t := range s.order {
		if len(t.Events) > 0 {
			n++
		}
	}
	return n
}

// Add appends an event with its files. It fails only when handing on failed.
func (s *Set) Add(t *Talk, e message.Event, files ...message.Attachment) error {
	cost := t.add(e, files)
	t.cost += cost
	if s.cost += cost; s.cost <= s.Limit {
		if len(t.Events) < MaxEvents {
			return nil
		}
		return s.piece(t)
	}
	for _, t := range s.order {
		if err := s.piece(t); err != nil {
			return err
		}
	}
	return nil
}

// piece hands on what a talk holds so far. What was said of members and names
// goes with every piece.
func (s *Set) piece(t *Talk) error {
	if len(t.Events) == 0 {
		return nil
	}
	t.Piece++
	if err := s.give(t); err != nil {
		return err
	}
	t.Events, t.Attached, t.Problems, t.kept = nil, nil, nil, nil
	clear(t.byID)
	clear(t.times)
	s.cost -= t.cost
	t.cost = 0
	return nil
}

// Flush hands every talk on, in order of first appearance, and empties the set.
func (s *Set) Flush() error {
	for _, t := range s.order {
		if len(t.Events) == 0 {
			continue
		}
		if t.Piece > 0 {
			t.Piece++
		}
		if err := s.give(t); err != nil {
			return err
		}
	}
	for key, t := range s.talks {
		s.pieces[key] = t.Piece
	}
	s.talks, s.order, s.cost = map[string]*Talk{}, nil, 0
	return nil
}

func (s *Set) give(t *Talk) error {
	if t.Piece > 0 {
		t.Note(ProblemPart, "piece "+strconv.Itoa(t.Piece), false)
	}
	t.settle()
	t.FollowRoom()
	return s.Give(t)
}

// Note records a problem of the conversation.
func (t *Talk) Note(code, detail string, lost bool) {
	t.Problems = append(t.Problems, message.Problem{Code: code, Detail: detail, Lost: lost})
}

// Member makes someone known, or completes what is known, and gives the ID.
func (t *Talk) Member(m message.Member) string {
	m.ID, m.Name, m.Addr = Line(m.ID), Line(m.Name), Line(m.Addr)
	if m.ID == "" {
		return ""
	}
	i, ok := t.members[m.ID]
	if !ok {
		t.members[m.ID] = len(t.Participants)
		t.Participants = append(t.Participants, m)
		return m.ID
	}
	old := &t.Participants[i]
	old.Name, old.Addr, old.Own = cmp.Or(old.Name, m.Name), cmp.Or(old.Addr, m.Addr), old.Own || m.Own
	return m.ID
}

// Keep holds the bytes of an entry for the item and says where they stand; the
// caller puts that into Event.Raw.
func (t *Talk) Keep(raw []byte) message.Stretch {
	s := message.Stretch{At: int64(len(t.kept)), Len: int64(len(raw))}
	t.kept = append(append(t.kept, raw...), '\n')
	t.unpaid += s.Len
	return s
}

// Event finds an event by its ID; the pointer holds until the next Add.
func (t *Talk) Event(id string) *message.Event {
	if i, ok := t.byID[id]; ok && id != "" {
		return &t.Events[i]
	}
	return nil
}

func (t *Talk) add(e message.Event, files []message.Attachment) int64 {
	if len(e.Text) > MaxText {
		e.Text = e.Text[:MaxText]
		e.Problems = append(e.Problems, message.Problem{Code: ProblemLong, Lost: true})
	}
	e.Text = Clean(e.Text)
	if !utf8.ValidString(e.AtText) {
		e.AtText = Line(e.AtText)
	}
	e.ID = t.unique(e)
	for _, f := range files {
		e.Files = append(e.Files, len(t.Attached))
		t.Attached = append(t.Attached, f)
	}
	cost := int64(600+2*len(e.Text)+len(e.AtText)+300*len(files)) + t.unpaid
	t.unpaid = 0
	for _, h := range e.Extra {
		cost += int64(len(h.Name) + len(h.Value))
	}
	t.byID[e.ID] = len(t.Events)
	t.Events = append(t.Events, e)
	return cost
}

// unique gives the event's ID: the platform's, else one of its content; a
// number is added to one that was taken.
func (t *Talk) unique(e message.Event) string {
	id := Line(e.ID)
	if id == "" {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d\x00%s\x00%s", t.ID, e.Kind, e.At.UnixNano(), e.From, e.Text))
		id = hex.EncodeToString(sum[:8])
	}
	for {
		if _, taken := t.byID[id]; !taken {
			return id
		}
		t.times[id]++
		id += "-" + strconv.Itoa(t.times[id]+1)
	}
}

// settle puts the events in order of time; those without one stay behind the
// event they follow in the source.
func (t *Talk) settle() {
	type timed struct {
		message.Event
		at time.Time
	}
	sorted := slices.IsSortedFunc(t.Events, func(a, b message.Event) int { return a.At.Compare(b.At) })
	if sorted {
		return
	}
	list := make([]timed, len(t.Events))
	var last time.Time
	for i, e := range t.Events {
		if !e.At.IsZero() {
			last = e.At
		}
		list[i] = timed{e, last}
	}
	slices.SortStableFunc(list, func(a, b timed) int { return a.at.Compare(b.at) })
	for i := range list {
		t.Events[i] = list[i].Event
		t.byID[list[i].ID] = i
	}
}
