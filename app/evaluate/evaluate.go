// Package evaluate invents a mailbox of which it knows the right answer, to
// measure how well people are found, decisions carried and faults caught. From
// a seed it makes the archives of four custodians (mail in long chains, copies
// that differ in transport headers, a chat, an invitation, attachments), a list
// of people to withhold, and for each field of each message where these people
// stand, where a name must stay released, and where a passage of deliberation
// was written, quoted or forwarded.
//
// The names, places and sentences are its own; nothing that searches knows them.
// The answers come from writing the text, never from searching it. Two manners
// of writing (Styles) part what was learnt from what was looked at.
//
// The measuring is in the tests:
//
//	go test -tags headless ./app/evaluate -seed 7 -seeds 5 -style all -v
//
// prints the figures of five seeds, every miss, every false hit, and which
// planted faults the check did not find.
package evaluate

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Span is a stretch of a Text, in characters, and what it is.
type Span struct {
	Start, End int
	Person     int    // index of Set.People to withhold, or -1
	Trap       string // why a name must stay released here; "" is no trap
	Passage    int    // number of the deliberation written here, or -1
}

// Text is one field of one message with its answers. Every copy of the message
// says the same; copies may break lines, quote and encode otherwise, so a Text
// agrees with them in letters and digits.
type Text struct {
	MessageID  string // of a chat, its custodian
	Attachment string // name of the attached file it is the text of
	Field      string // From, To, Cc, Subject, body, chat
	Event      int    // of a chat: which of its messages, from 0
	Text       string
	Spans      []Span
}

// Archive is one file to import.
type Archive struct {
	Custodian, Name string
	Data            []byte
}

// Set is an invented collection with its answers.
type Set struct {
	People   []string // to withhold, as they are named
	List     string   // of people, in the shape that suggest reads
	Archives []Archive
	Texts    []Text
	Messages int // of mail, each counted once
	Passages int
}

// Marks in text under way. They show nothing and are taken out by answers.
const (
	endSpan     = '\ue000'
	endPassage  = '\ue001'
	openPerson  = '\ue100'
	openTrap    = '\ue200'
	openPassage = '\ue300'
	lastMark    = '\uefff'
)

// traps are the reasons why a name stays released.
var traps = []string{"word", "thing", "press", "released", "other person"}

const (
	trapWord = iota
	trapThing
	trapPress
	trapReleased
	trapOther
)

func trap(kind int, s string) string { return string(openTrap+rune(kind)) + s + string(endSpan) }

func isMark(c rune) bool { return c >= endSpan && c <= lastMark }

// answers takes the marks out of a text.
func answers(marked string) (text string, spans []Span) {
	var b strings.Builder
	name, passage := -1, -1
	at := 0
	for _, c := range marked {
		switch {
		case c == endSpan:
			spans[name].End, name = at, -1
		case c == endPassage:
			spans[passage].End, passage = at, -1
		case isMark(c):
			s := Span{Start: at, Person: -1, Passage: -1}
			switch {
			case c >= openPassage:
				s.Passage, passage = int(c-openPassage), len(spans)
			case c >= openTrap:
				s.Trap, name = traps[c-openTrap], len(spans)
			default:
				s.Person, name = int(c-openPerson), len(spans)
			}
			spans = append(spans, s)
		default:
			b.WriteRune(c)
			at++
		}
	}
	return b.String(), spans
}

// maker is a set under way.
type maker struct {
	r     *rand.Rand
	style Style
	set   *Set
	cast  []*person
	now   time.Time
	n     int // of the next message
	boxes map[string]*strings.Builder
}

// Make invents a set. The same seed and style give the same bytes.
func Make(seed uint64, style Style) *Set {
	m := &maker{r: rand.New(rand.NewPCG(seed, 97)), style: style, set: &Set{}, boxes: map[string]*strings.Builder{},
		now: time.Date(2023, 3, 6, 14, 0, 0, 0, time.UTC)}
	m.people()
	for i := 0; m.set.Messages < minMessages; i++ {
		m.thread(i)
	}
	for i := range 3 {
		m.chat(i)
	}
	for i, o := range m.owners() {
		m.set.Archives = append(m.set.Archives, Archive{o.custodian(), fmt.Sprintf("box%d.mbox", i), []byte(m.boxes[o.custodian()].String())})
	}
	return m.set
}

const (
	minMessages = 110
	custodians  = 4
)

func (m *maker) one(of []string) string { return of[m.r.IntN(len(of))] }

// chance is true in n of 100 cases.
func (m *maker) chance(n int) bool { return m.r.IntN(100) < n }

func (m *maker) add(id, attachment, field, marked string) {
	t := Text{MessageID: id, Attachment: attachment, Field: field}
	t.Text, t.Spans = answers(marked)
	m.set.Texts = append(m.set.Texts, t)
}
