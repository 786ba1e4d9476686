package thread

import (
	"strings"

	"vaughn/index/record"
)

// Header is what a quotation says of the message it quotes, as it is written
// there; fields it does not name are empty.
type Header struct {
	From    string `json:"from,omitempty"`
	Sent    string `json:"sent,omitempty"`
	To      string `json:"to,omitempty"`
	Cc      string `json:"cc,omitempty"`
	Subject string `json:"subject,omitempty"`
}

// Segment is a run of a mail's body that one message wrote. The spans of all
// segments, Head and Span, follow each other and cover every line of the body
// that is not blank.
type Segment struct {
	Span   record.Span // its lines, quotation marks included; may be empty
	Head   record.Span // the lines that introduce it ("On … wrote:", "From: …"); empty without any
	Depth  int         // how many messages lie between: 0 is the mail's own text
	Part   int         // segments with one Part are one message, interrupted by answers; 0 is the mail itself
	Header Header
	Own    bool // Depth is 0
}

// maxDepth bounds the chain: deeper quotations count as part of the deepest.
const maxDepth = 100

// Segments cuts the body of a mail's record into what it says itself and the
// messages it quotes, outermost first as they stand in the text. Known are
// blocks of header lines (with or without a line that says "original message"
// in one of many languages), "On … wrote:" lines, forwarded-message lines, and
// '>' marks, each inside the others, and marked lines that were wrapped again.
// It does not understand quotations that nothing marks (colour, indentation).
func Segments(r *record.Record) []Segment {
	body, ok := r.Field(record.FieldBody)
	if !ok {
		return nil
	}
	c := cutter{lines: lines(r.Text, body), frames: []frame{{}}}
	c.rewrapped()
	for i := 0; i < len(c.lines); {
		i += c.line(i)
	}
	c.close()
	return c.out
}

// textLine is one line: where it is, how deep it is marked, what it says
// without the marks.
type textLine struct {
	span  record.Span
	quote int
	text  string // trimmed
}

func lines(text string, body record.Span) []textLine {
	var out []textLine
	for at := body.Start; at < body.End; {
		end := body.End
		if n := strings.IndexByte(text[at:body.End], '\n'); n >= 0 {
			end = at + n
		}
		q, rest := unquote(text[at:end])
		out = append(out, textLine{record.Span{Start: at, End: end}, q, rest})
		at = end + 1
	}
	return out
}

// unquote counts the marks of a line and takes them off. QUIRK: programs put
// blanks and no-break spaces between the marks, and "|" is used by a few only,
// so it is left to tables.
func unquote(line string) (int, string) {
	n := 0
	rest := line
	for {
		t := strings.TrimLeft(rest, " \t\u00a0")
		if !strings.HasPrefix(t, ">") || n == 0 && len(rest)-len(t) > 2 {
			return n, strings.TrimSpace(rest)
		}
		rest = t[1:]
		n++
	}
}

// rewrapped gives marked lines their mark back: a program that wraps marked
// lines anew leaves the end of each without one.
func (c *cutter) rewrapped() {
	for i := 1; i+1 < len(c.lines); i++ {
		l, up, down := &c.lines[i], c.lines[i-1], c.lines[i+1]
		const wide, rest = 60, 28
		if l.quote == 0 && l.text != "" && len(l.text) <= rest && up.quote > 0 && up.text != "" && up.span.Len() >= wide &&
			down.quote == up.quote && down.text != "" {
			l.quote = up.quote
		}
	}
}

// frame is a message that is open: everything at its mark depth belongs to it
// until the marks get fewer.
type frame struct {
	quote  int
	part   int
	header Header
	fresh  bool // nothing was said yet
}

type cutter struct {
	lines   []textLine
	frames  []frame
	parts   int
	out     []Segment
	open    bool   // the last segment of out goes on
	pending *intro // an introduction whose message has not begun
	left    []frame
}

// intro is a run of lines that introduces a quoted message.
type intro struct {
	span   record.Span
	header Header
	quote  int
	lines  int
	block  bool // header fields, which hold for all that follows without more marks
	ahead  bool // own words come first, then the marked lines it introduces
}

// line takes the lines from i that belong together and says how many.
func (c *cutter) line(i int) int {
	l := c.lines[i]
	if l.text == "" {
		return 1 // blank lines belong to what is around them
	}
	if in, ok := introduce(c.lines[i:]); ok {
		c.settle(l.quote)
		c.introduce(in)
		return in.lines
	}
	c.settle(l.quote)
	c.say(l.span)
	return 1
}

// settle opens and closes messages until the depth of marks fits.
func (c *cutter) settle(quote int) {
	if c.pending != nil && c.pending.quote > quote {
		c.flush() // it introduced nothing
	}
	for len(c.frames) > 1 && c.top().quote > quote {
		c.left = append(c.left[:0], c.frames[len(c.frames)-1])
		c.frames = c.frames[:len(c.frames)-1]
		c.open = false
	}
	if c.pending != nil && c.pending.quote < quote {
		in := *c.pending
		c.pending = nil
		c.push(in.quote+1, in.header, in.span)
	} else if c.pending != nil {
		c.flush() // what was introduced goes on without marks
	}
	for c.top().quote < quote && len(c.frames) <= maxDepth {
		q := c.top().quote + 1
		if n := len(c.left); n > 0 && c.left[n-1].quote == q {
			c.frames = append(c.frames, c.left[n-1]) // the same message, quoted on
			c.left, c.open = nil, false
			continue
		}
		c.push(q, Header{}, record.Span{})
	}
}

func (c *cutter) top() *frame { return &c.frames[len(c.frames)-1] }

// introduce notes an introduction. One that follows another at once, as "Begin
// forwarded message:" before header lines does, adds to it.
func (c *cutter) introduce(in intro) {
	if t := c.top(); t.fresh && t.header.empty() && len(c.frames) > 1 && len(c.out) > 0 && c.open {
		last := &c.out[len(c.out)-1]
		if last.Head == (record.Span{}) {
			last.Head = in.span
		}
		last.Head.End, last.Span = in.span.End, record.Span{Start: in.span.End, End: in.span.End}
		last.Header, t.header = in.header, in.header
		return
	}
	if in.ahead {
		c.push(in.quote+1, in.header, in.span) // own words close it, marks go on with it
		return
	}
	if c.pending = &in; in.block {
		// QUIRK: an answer between marked lines may be what is quoted, so the
		// message of a block begins here and not with the first mark.
		c.flush()
	}
}

func (c *cutter) push(quote int, h Header, head record.Span) {
	if len(c.frames) > maxDepth {
		return
	}
	c.parts++
	c.frames = append(c.frames, frame{quote: quote, part: c.parts, header: h, fresh: true})
	c.left = nil
	c.begin(head)
}

// begin opens a segment for the top frame.
func (c *cutter) begin(head record.Span) {
	t := c.top()
	d := len(c.frames) - 1
	c.out = append(c.out, Segment{Head: head, Span: record.Span{Start: head.End, End: head.End}, Depth: d, Part: t.part, Header: t.header, Own: d == 0})
	c.open = true
}

// say gives a line to the message that is open.
func (c *cutter) say(s record.Span) {
	c.top().fresh = false
	if !c.open || len(c.out) == 0 {
		c.begin(record.Span{Start: s.Start, End: s.Start})
		c.out[len(c.out)-1].Head = record.Span{}
	}
	last := &c.out[len(c.out)-1]
	if last.Span.Len() == 0 {
		last.Span.Start = s.Start
	}
	last.Span.End = s.End
}

// close ends the text: an introduction with nothing behind it still quotes.
func (c *cutter) close() {
	if c.pending != nil {
		c.flush()
	}
}

// flush opens the message that was introduced, at the depth of its introduction.
func (c *cutter) flush() {
	in := *c.pending
	c.pending = nil
	c.push(in.quote, in.header, in.span)
}

func (h Header) empty() bool { return h == Header{} }

// Part is all that one message of a chain says in a mail.
type Part struct {
	Depth  int
	Header Header
	Text   string        // its lines without marks and introductions
	Spans  []record.Span // where they are in the record's text
}

// Parts puts the segments of each message together: the mail's own text first
// (always there, perhaps empty), then the quoted ones as they stand.
func Parts(text string, segs []Segment) []Part {
	out := []Part{{}}
	at := map[int]int{0: 0}
	var texts [][]string
	texts = append(texts, nil)
	for _, s := range segs {
		i, ok := at[s.Part]
		if !ok {
			i = len(out)
			at[s.Part] = i
			out, texts = append(out, Part{Depth: s.Depth, Header: s.Header}), append(texts, nil)
		}
		if s.Head.Len() > 0 {
			out[i].Spans = append(out[i].Spans, s.Head)
		}
		if s.Span.Len() > 0 {
			out[i].Spans = append(out[i].Spans, s.Span)
			for line := range strings.SplitSeq(text[s.Span.Start:s.Span.End], "\n") {
				_, rest := unquote(line)
				texts[i] = append(texts[i], rest)
			}
		}
	}
	for i := range out {
		out[i].Text = strings.Join(texts[i], "\n")
	}
	return out
}
