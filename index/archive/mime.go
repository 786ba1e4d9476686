package archive

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"

	"vaughn/index/message"
)

// ReadMIME reads one mail (RFC 5322, MIME) from memory. It always gives a
// message: what is broken is read as far as it makes sense and noted as a
// Problem. The message and its attachments share raw's memory, which must not
// change while they are in use.
func ReadMIME(raw []byte, at message.Locator, lim Limits) *message.Message {
	m := newItem(at)
	m.RawSum, m.RawLen = sha256.Sum256(raw), int64(len(raw))
	m.Raw = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }
	readMessage(m, memory(lineFeeds(raw)), lim.orDefaults(), &budget{})
	m.Seal()
	return m
}

// ReadMIMEAt reads one mail that is too large for memory. r must stay open
// while the message's attachments are in use. It fails only when r does.
func ReadMIMEAt(r io.ReaderAt, size int64, at message.Locator, lim Limits) (*message.Message, error) {
	m := newItem(at)
	var err error
	if m.RawSum, err = sumOf(r, size); err != nil {
		return nil, opening(fmt.Sprintf("item %d", at.Ordinal), err)
	}
	m.RawLen = size
	m.Raw = func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(r, 0, size)), nil }
	in := &input{file: r, size: size}
	if onlyCR(in.slice(0, headSize, headSize)) {
		in.file = crReader{r}
	}
	readMessage(m, in, lim.orDefaults(), &budget{})
	if in.err != nil {
		return nil, opening(fmt.Sprintf("item %d", at.Ordinal), in.err)
	}
	m.Seal()
	return m, nil
}

func newItem(at message.Locator) *message.Message {
	return &message.Message{Kind: message.Email, At: at}
}

// lineFeeds makes the line ends of a text that has only CR (old Macintosh)
// LF; every position stays where it is.
func lineFeeds(raw []byte) []byte {
	if !onlyCR(raw[:min(len(raw), headSize)]) {
		return raw
	}
	return bytes.ReplaceAll(raw, []byte{'\r'}, []byte{'\n'})
}

func onlyCR(head []byte) bool {
	return bytes.IndexByte(head, '\r') >= 0 && bytes.IndexByte(head, '\n') < 0
}

// crReader does to a file what lineFeeds does to memory.
type crReader struct{ io.ReaderAt }

// ReadAt reads with every CR made LF.
func (c crReader) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(p, off)
	for i := range p[:n] {
		if p[i] == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// budget is what an item, with all the messages inside it, may still use.
type budget struct{ parts, depth int }

// reader reads the entities of one message.
type reader struct {
	m    *message.Message
	in   *input
	lim  Limits
	used *budget
	hint string // charset of raw 8-bit bytes in headers

	head     header
	preamble string  // text before the first part, shown only if there is no other
	calendar bool    // a part was an iCalendar object
	inner    []field // protected header fields of the signed part
}

// readMessage fills m from an input that holds one message.
func readMessage(m *message.Message, in *input, lim Limits, used *budget) {
	r := &reader{m: m, in: in, lim: lim, used: used}
	root := r.entity(0, in.size, true, "text/plain")
	r.head = root.head
	if root.is("multipart/report") {
		m.Kind = message.Report
	}
	r.hint = root.params.get("charset", "")
	r.part(root, nil)
	if len(m.Bodies) == 0 && !boilerplate(r.preamble) {
		m.Bodies = append(m.Bodies, message.Body{Type: "text/plain", Text: r.preamble})
	}
	if r.hint == "" && len(m.Bodies) > 0 {
		r.hint = m.Bodies[0].Charset
	}
	if r.calendar && m.Kind == message.Email && len(m.Bodies) == 0 {
		m.Kind = message.Calendar
	}
	dataPictures(m, lim, used)
	r.fillHeaders()
}

// part is one entity: a header and a range of the input.
type part struct {
	head       header
	start, end int64 // the body
	media      string
	params     params
	disp       string
	dispParams params
	enc        transfer
}

func (p *part) is(media string) bool { return p.media == media }

func (p *part) multi() bool { return strings.HasPrefix(p.media, "multipart/") }

// name is the file name a part states, in the order of preference that
// conflicting producers make necessary.
func (p *part) name(hint string) string {
	if n := p.dispParams.get("filename", hint); n != "" {
		return n
	}
	return p.params.get("name", hint)
}

// entity reads the header of the entity in a range.
func (r *reader) entity(start, end int64, top bool, media string) *part {
	window := r.in.slice(start, end, r.lim.Header)
	p := &part{head: parseHeader(window, top), end: end}
	p.start = start + p.head.size
	if p.head.size == r.lim.Header && start+p.head.size < end {
		p.head.note(ProblemHeaderLong)
		p.start = r.in.blankLine(p.start-1, end)
	}
	for _, code := range p.head.problems {
		r.note(code, "", code == ProblemHeaderLong)
	}
	p.media, p.params = parseParams(p.head.get("Content-Type"))
	p.media = strings.ReplaceAll(p.media, " ", "")
	if !strings.Contains(p.media, "/") || strings.HasPrefix(p.media, "/") || strings.HasSuffix(p.media, "/") {
		// QUIRK: "text", "plain", "html" and nothing at all stand for types.
		switch p.media {
		case "html":
			p.media = "text/html"
		case "multipart", "multipart/":
			p.media = "multipart/mixed"
		default:
			p.media = media
		}
	}
	p.disp, p.dispParams = parseParams(p.head.get("Content-Disposition"))
	if strings.ContainsAny(p.media, `="`) {
		// QUIRK: a missing ';' glues the first parameter to the type.
		p.media = typeByName(p.name(r.hint))
	}
	p.enc = transferOf(string(p.head.get("Content-Transfer-Encoding")))
	return p
}

// part takes one entity apart; parent is nil for the message's own.
func (r *reader) part(p, parent *part) {
	r.used.parts++
	r.used.depth++
	defer func() { r.used.depth-- }()
	r.noteKind(p)
	switch {
	case r.used.depth > r.lim.Depth:
		r.note(ProblemDepth, "", false)
		r.attach(p, parent)
	case r.used.parts > r.lim.Parts:
		r.note(ProblemParts, "", false)
		r.attach(p, parent)
	case p.multi():
		r.multipart(p, parent)
	case p.is("message/rfc822"), p.is("message/global"), p.is("message/news"):
		r.nested(p, parent)
	default:
		r.leaf(p, parent)
	}
}

// noteKind notes what a person must know about a part before reading it.
func (r *reader) noteKind(p *part) {
	switch p.media {
	case "multipart/encrypted":
		r.note(ProblemEncrypted, "PGP/MIME", false)
	case "multipart/signed":
		r.note(ProblemSigned, clip(p.params.get("protocol", ""), 60), false)
	case "application/pgp-encrypted":
		// QUIRK: Exchange turns the multipart/encrypted around it into multipart/mixed.
		r.note(ProblemEncrypted, "PGP/MIME", false)
	case "message/partial":
		r.note(ProblemPartial, "", false)
	case "message/external-body":
		r.note(ProblemExternal, "", true)
	case "text/calendar":
		r.calendar = true
	}
	if p.enc == unknown && !p.multi() {
		r.note(ProblemEncodingName, "", false)
	}
}

func (r *reader) note(code, detail string, lost bool) {
	for _, p := range r.m.Problems {
		if p.Code == code {
			return
		}
	}
	r.m.Note(code, detail, lost)
}

// multipart cuts a range at its delimiters. Outer delimiters are found first,
// so that an inner multipart without its end stops where the outer one goes on.
func (r *reader) multipart(p, parent *part) {
	boundary := bytes.TrimRight(first(p.params.raw("boundary")), " \t")
	marks := []delimiter(nil)
	if len(boundary) > 0 {
		marks = r.in.delimiters(p.start, p.end, boundary, r.lim.Parts)
	}
	if len(marks) == 0 {
		r.note(ProblemBoundary, "", false)
		p.media = "text/plain"
		r.leaf(p, parent)
		return
	}
	r.keepPreamble(p, marks[0].pos)
	child := "text/plain"
	if p.is("multipart/digest") {
		child = "message/rfc822" // RFC 2046 section 5.1.5
	}
	closed := false
	before := len(r.m.Bodies)
	for i, d := range marks {
		if d.close && (i+1 == len(marks) || onlyBlank(r.in, d.next, marks[i+1].pos)) {
			closed = true
			continue
		}
		end := p.end
		if i+1 < len(marks) {
			end = r.in.beforeEOL(d.next, marks[i+1].pos)
		}
		if d.next >= end && i+1 == len(marks) {
			continue
		}
		kid := r.entity(d.next, end, false, child)
		if parent == nil && i == 0 && p.is("multipart/signed") {
			r.protect(kid)
		}
		have := len(r.m.Bodies)
		r.part(kid, p)
		if p.is("multipart/alternative") && have > before {
			for k := range r.m.Bodies[have:] {
				r.m.Bodies[have+k].Alternative = true
			}
		}
		if r.used.parts > r.lim.Parts {
			break
		}
	}
	if !closed {
		r.note(ProblemUnclosed, "", false)
		return
	}
	if last := marks[len(marks)-1]; last.close {
		r.epilogue(last.next, p.end)
	}
}

func first(b []byte, _ bool) []byte { return b }

func onlyBlank(in *input, start, end int64) bool { return isBlank(in.slice(start, end, 4096)) }

// boilerplate tells the usual line for readers without MIME, and nothing at
// all, from a text someone wrote.
func boilerplate(preamble string) bool {
	text := strings.ToLower(strings.TrimSpace(preamble))
	return text == "" || len(text) < 300 && (strings.Contains(text, "mime") || strings.Contains(text, "multi-part message"))
}

func (r *reader) keepPreamble(p *part, end int64) {
	if r.preamble == "" && end > p.start {
		text, _ := textOf(r.in.slice(p.start, end, r.lim.Text), "")
		r.preamble = unixLines(text)
	}
}

// epilogue keeps text after the last delimiter: list servers and gateways put
// footers there, and a sender can put anything.
func (r *reader) epilogue(start, end int64) {
	b := r.in.slice(start, end, r.lim.Text)
	if isBlank(b) {
		return
	}
	text, _ := textOf(b, "")
	text = strings.Trim(unixLines(text), "\n") + "\n"
	if strings.TrimSpace(text) != "" {
		r.m.Bodies = append(r.m.Bodies, message.Body{Type: "text/plain", Text: text})
	}
}

// leaf keeps a part that has no parts: as a body or as an attachment.
func (r *reader) leaf(p, parent *part) {
	if r.isBody(p, parent) && r.body(p) {
		return
	}
	r.attach(p, parent)
}

// isBody tells the sender's own words from what came with them. A named part
// is an attachment, unless it is one of the alternatives of the text or all
// there is.
func (r *reader) isBody(p, parent *part) bool {
	if p.disp == "attachment" {
		return false
	}
	if p.media != "text/plain" && p.media != "text/html" {
		return parent == nil && p.name(r.hint) == "" && looseText(p.media)
	}
	if p.name(r.hint) == "" || parent == nil {
		return true
	}
	return parent.is("multipart/alternative")
}

// looseText tells the text types that are read as plain text when a whole mail
// consists of one; those with a structure of their own are attachments.
func looseText(media string) bool {
	switch media {
	case "text/calendar", "text/vcard", "text/x-vcard", "text/directory", "text/rtf", "text/richtext", "text/csv", "text/xml", "text/rfc822-headers":
		return false
	}
	return strings.HasPrefix(media, "text/")
}
