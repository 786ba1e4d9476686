// Package generate makes any number of invented mails for measuring: the same
// seed gives the same mails. Conversations branch, answers quote in the ways of
// several programs, files are attached, copies lie in several mailboxes with
// the same bytes or with other transport headers, and texts come back with a
// few words changed. Every word is put together from syllables; nothing is
// taken from real mail but the Figures that a Profile was set by.
//
// It streams: a bounded number of recent messages is remembered, whatever the
// size. Limits: words have no grammar and no topics, so that phrases and
// proximity are rarer than in real mail, and conversations do not cluster by
// vocabulary.
package generate

import (
	"bytes"
	"io"
	"math"
	"math/rand/v2"
	"time"
)

// Options say what to make.
type Options struct {
	Seed       uint64
	Size       int // items of all mailboxes together, copies included
	Custodians int // mailboxes; at least 1
	Profile    Profile
}

// Item is one mail in one mailbox.
type Item struct {
	Custodian int
	Raw       []byte // RFC 5322, line ends as LF; valid until the next call
	Copy      bool   // the mail was given before, for another mailbox
}

const (
	people   = 800  // who write
	remember = 4000 // recent messages that can be answered
	longest  = 80   // answers one upon the other
)

// Generator makes items one after the other.
type Generator struct {
	opt    Options
	r      *rand.Rand
	words  tongue
	made   int
	mail   int // distinct mails
	clock  time.Time
	recent []*mail
	texts  [][]string // of earlier conversations, to be repeated
	files  [][]byte   // attached before, to be sent again
	out    bytes.Buffer
	last   *mail
	copied bool    // the last mail has its copy already
	due    float64 // attachments owed to the share that is wanted
}

// mail is one message as long as it may be answered.
type mail struct {
	id      string
	refs    []string
	from    int
	to      []int
	subject string
	date    time.Time
	own     []string
	parent  *mail // what it quotes from
	depth   int
	shown   []string // the body as it was sent
	quoted  []string // the part of it that was quoted, as a chain that can be kept whole
	holder  int
}

// New prepares a generator.
func New(o Options) *Generator {
	o.Custodians = max(o.Custodians, 1)
	if o.Profile.Name == "" {
		o.Profile = Profiles()[0]
	}
	g := &Generator{opt: o, r: rand.New(rand.NewPCG(o.Seed, 0x5eed)), clock: time.Date(2019, 4, 1, 8, 0, 0, 0, time.UTC)}
	g.words = tongue{g.r, &g.opt.Profile}
	return g
}

// Next makes the next item; false when Size items were made.
func (g *Generator) Next() (Item, bool) {
	if g.made == g.opt.Size {
		return Item{}, false
	}
	g.made++
	p := &g.opt.Profile
	if g.last != nil && !g.copied && g.opt.Custodians > 1 && g.chance(p.copies/(1-p.copies)) {
		return g.copy(), true
	}
	m := g.compose()
	g.last, g.copied = m, false
	g.out.Reset()
	g.transport(m.holder)
	g.write(m)
	return Item{Custodian: m.holder, Raw: g.out.Bytes()}, true
}

// copy gives the last mail again for another mailbox.
func (g *Generator) copy() Item {
	g.copied = true
	to := (g.last.holder + 1 + g.r.IntN(g.opt.Custodians-1)) % g.opt.Custodians
	if !g.chance(g.opt.Profile.oneBytes) {
		rest := bytes.Clone(g.out.Bytes()[bytes.Index(g.out.Bytes(), []byte("\nFrom: "))+1:])
		g.out.Reset()
		g.transport(to)
		g.out.Write(rest)
	}
	return Item{Custodian: to, Raw: g.out.Bytes(), Copy: true}
}

func (g *Generator) chance(p float64) bool { return g.r.Float64() < p }

// compose writes a message: an answer to a recent one or a new conversation.
func (g *Generator) compose() *mail {
	p := &g.opt.Profile
	g.mail++
	g.clock = g.clock.Add(time.Duration(g.r.ExpFloat64() * float64(4*365*24*time.Hour) / float64(max(g.opt.Size, 50_000))))
	m := &mail{date: g.clock.Truncate(time.Second)}
	n := int(p.middle * math.Exp(p.spread*g.r.NormFloat64()))
	m.own = g.words.lines(min(max(n, 3), 6000))
	if to := g.answered(); to != nil {
		g.answer(m, to)
	} else {
		g.begin(m)
	}
	m.id = "<" + word(g.mail) + "." + word(g.r.IntN(1e9)) + "@" + address(m.from)[bytes.IndexByte([]byte(address(m.from)), '@')+1:] + ">"
	m.holder = m.from % g.opt.Custodians
	g.keep(m)
	return m
}

// answered chooses what to answer, recent messages rather than old ones; nil
// to begin something new.
func (g *Generator) answered() *mail {
	if len(g.recent) == 0 || !g.chance(g.opt.Profile.answer) {
		return nil
	}
	u := g.r.Float64()
	m := g.recent[len(g.recent)-1-int(u*u*u*float64(len(g.recent)))]
	if m.depth >= longest {
		return nil
	}
	return m
}

func (g *Generator) begin(m *mail) {
	m.from = g.person()
	for range 1 + g.r.IntN(5) {
		m.to = append(m.to, g.person())
	}
	for range 2 + g.r.IntN(6) {
		m.subject += " " + g.words.next()
	}
	m.subject = m.subject[1:]
	if len(g.texts) > 0 && g.chance(g.opt.Profile.similar) {
		m.own = g.words.changed(g.texts[g.r.IntN(len(g.texts))])
	} else if len(g.texts) < 200 {
		g.texts = append(g.texts, m.own)
	} else {
		g.texts[g.r.IntN(len(g.texts))] = m.own
	}
	m.shown = m.own
}

// person draws one: few write much.
func (g *Generator) person() int {
	u := g.r.Float64()
	return int(u * u * people)
}

// keep remembers a message for answers.
func (g *Generator) keep(m *mail) {
	if len(g.recent) < remember {
		g.recent = append(g.recent, m)
		return
	}
	copy(g.recent, g.recent[1:])
	g.recent[len(g.recent)-1] = m
}

// Reader gives all items as one mbox (mboxrd), whatever mailbox they lie in.
func Reader(o Options) io.Reader { return &stream{g: New(o)} }

type stream struct {
	g    *Generator
	left []byte
	buf  bytes.Buffer
}

func (s *stream) Read(p []byte) (int, error) {
	if len(s.left) == 0 {
		it, ok := s.g.Next()
		if !ok {
			return 0, io.EOF
		}
		s.buf.Reset()
		WriteMbox(&s.buf, it.Raw)
		s.left = s.buf.Bytes()
	}
	n := copy(p, s.left)
	s.left = s.left[n:]
	return n, nil
}

// WriteMbox appends a mail to an mboxrd file: lines that look like a separator
// get one more mark.
func WriteMbox(w *bytes.Buffer, raw []byte) {
	w.WriteString("From generated@example Mon Apr  1 08:00:00 2019\n")
	for len(raw) > 0 {
		line := raw
		if i := bytes.IndexByte(raw, '\n'); i >= 0 {
			line = raw[:i+1]
		}
		raw = raw[len(line):]
		if bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) {
			w.WriteByte('>')
		}
		w.Write(line)
	}
	w.WriteByte('\n')
}
