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
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
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
)

// MaxText is how many bytes of one event's text are kept.
const MaxText = 1 << 20

// Talk is a conversation being gathered.
type Talk struct {
	message.Conversation
	Attached []message.Attachment
	Problems []message.Problem
	Piece    int // 0, or the number of the piece from 1

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
	if s.cost += cost; s.cost <= s.Limit {
		return nil
	}
	// What was said of members and names goes with every piece.
	for _, t := range s.order {
		if len(t.Events) == 0 {
			continue
		}
		t.Piece++
		if err := s.give(t); err != nil {
			return err
		}
		t.Events, t.Attached, t.Problems = nil, nil, nil
		clear(t.byID)
		clear(t.times)
	}
	s.cost = 0
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
	e.ID = t.unique(e)
	for _, f := range files {
		e.Files = append(e.Files, len(t.Attached))
		t.Attached = append(t.Attached, f)
	}
	cost := int64(600 + 2*len(e.Text) + len(e.AtText) + 300*len(files))
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

// Message makes the item of a talk. Sum covers what the conversation says and
// not where it lay, so that two copies of one export are one item.
func (t *Talk) Message(at message.Locator) *message.Message {
	c := t.Conversation
	m := &message.Message{Kind: message.ChatPost, At: at, Subject: Line(c.Name), Chat: &c, Attached: t.Attached, Problems: t.Problems}
	h := sha256.New()
	n := new(counter)
	enc := json.NewEncoder(multi{h, n})
	_ = enc.Encode([]any{c.ID, c.Platform, c.Name, c.Direct, c.Participants, t.Piece})
	for _, e := range c.Events {
		if m.Date.IsZero() && !e.At.IsZero() {
			m.Date, m.DateText, m.Zone = e.At, e.AtText, e.Zone
		}
		e.Position, e.Problems = message.Locator{}, nil
		_ = enc.Encode(e)
	}
	for _, a := range t.Attached {
		_ = enc.Encode([]any{a.Name, a.Type, a.Size})
	}
	m.RawSum, m.RawLen = [32]byte(h.Sum(nil)), int64(*n)
	m.Seal()
	return m
}

type counter int64

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }

type multi [2]interface{ Write([]byte) (int, error) }

func (m multi) Write(p []byte) (int, error) {
	_, _ = m[0].Write(p)
	return m[1].Write(p)
}

// Clean makes text valid UTF-8 with LF line ends and no NUL.
func Clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	if strings.ContainsAny(s, "\r\x00") {
		s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(s)
	}
	return s
}

// Line makes a name of text: one line, no control or direction marks.
func Line(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case Mark(r):
			return -1
		case r == '\n' || r == '\t' || r == '\r' || r == '\u202F' || r == '\u00A0':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, Clean(s))
	if len(s) > 1000 {
		s = strings.ToValidUTF8(s[:1000], "")
	}
	return strings.TrimSpace(s)
}

// Mark tells the invisible characters that only steer writing direction.
func Mark(r rune) bool {
	return r == '\u200E' || r == '\u200F' || r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069' || r == '\uFEFF'
}

// Base is the last element of a file name from a source, whatever separators
// it has; "" when nothing usable is left.
func Base(name string) string {
	name = Line(name)
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	if name == "." || name == ".." {
		return ""
	}
	return name
}

// Millis reads milliseconds since 1970; false for what cannot be a time of
// this kind of archive (before 1990 or after 2100).
func Millis(ms int64) (time.Time, bool) {
	at := time.UnixMilli(ms).UTC()
	return at, plausible(at)
}

// Seconds reads decimal seconds since 1970 with any number of digits behind
// the point, exactly.
func Seconds(text string) (time.Time, bool) {
	whole, frac, _ := strings.Cut(text, ".")
	s, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || s < 0 || s > math.MaxInt32*4 || len(frac) > 9 {
		return time.Time{}, false
	}
	ns := int64(0)
	if frac != "" {
		if ns, err = strconv.ParseInt((frac + "000000000")[:9], 10, 64); err != nil || ns < 0 {
			return time.Time{}, false
		}
	}
	at := time.Unix(s, ns).UTC()
	return at, plausible(at)
}

func plausible(at time.Time) bool { return at.Year() >= 1990 && at.Year() < 2100 }
