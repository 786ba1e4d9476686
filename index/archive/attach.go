package archive

import (
	"bytes"
	"crypto/sha256"
	"io"
	"path"
	"strings"

	"vaughn/index/archive/tnef"
	"vaughn/index/message"
)

// Unpack opens a wrapper that hides bodies and attachments in bytes of its
// own. What it gives is added to the mail; the wrapper stays as it is.
type Unpack func(raw []byte, at message.Locator, lim Limits) (*message.Message, error)

// unpackFor is the one list of wrappers found inside mail; nil for a part that
// is what it seems.
func unpackFor(mediaType string) Unpack {
	switch mediaType {
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		return openSMIME
	case "application/ms-tnef", "application/vnd.ms-tnef":
		return openTNEF
	}
	return nil
}

// attach keeps a part as an attachment with its decoded bytes.
func (r *reader) attach(p, parent *part) {
	a := r.attachment(p, parent)
	if r.in.file == nil {
		data, damaged := p.enc.decode(r.in.mem[p.start:p.end])
		if damaged {
			r.note(ProblemEncoding, "in an attachment", false)
		}
		a.setBytes(data)
		r.m.Attached = append(r.m.Attached, a.Attachment)
		r.unpack(a.Attachment, data, parent == nil)
		return
	}
	if unpackFor(a.Type) != nil {
		r.note(ProblemUnpack, "too large to be opened", false)
	}
	in, start, end, enc := r.in, p.start, p.end, p.enc
	a.Size = -1
	a.Open = func() (io.ReadCloser, error) { return io.NopCloser(enc.reader(in.reader(start, end))), nil }
	r.m.Attached = append(r.m.Attached, a.Attachment)
}

type attachment struct{ message.Attachment }

func (a *attachment) setBytes(data []byte) {
	a.Size = int64(len(data))
	a.Open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
}

func (r *reader) attachment(p, parent *part) attachment {
	a := attachment{message.Attachment{
		Name:      p.name(r.hint),
		Type:      p.media,
		ContentID: strings.Trim(string(bytes.TrimSpace(p.head.get("Content-ID"))), "<> "),
	}}
	if a.Name == "" {
		a.Name = locationName(string(p.head.get("Content-Location")))
	}
	related := parent != nil && parent.is("multipart/related") && a.ContentID != ""
	a.Inline = p.disp == "inline" || p.disp != "attachment" && related
	return a
}

// locationName is the last element of a Content-Location, for web archives.
func locationName(location string) string {
	location, _, _ = strings.Cut(strings.TrimSpace(location), "?")
	if location == "" || strings.HasSuffix(location, "/") {
		return ""
	}
	if base := path.Base(location); base != "." && base != "/" {
		return oneLine(strings.ToValidUTF8(base, "\uFFFD"))
	}
	return ""
}

// nested keeps a message inside the message: its bytes as an attachment, and
// what they say as Nested.
func (r *reader) nested(p, parent *part) {
	a := r.attachment(p, parent)
	in := r.in.section(p.start, p.end)
	if p.enc != identity && p.enc != unknown {
		// RFC 2046 section 5.2.1 forbids it; mailers do it.
		data := r.in.slice(p.start, p.end, r.lim.Memory)
		if int64(len(data)) < p.end-p.start {
			r.attach(p, parent)
			return
		}
		decoded, damaged := p.enc.decode(data)
		if damaged {
			r.note(ProblemEncoding, "in a nested message", false)
		}
		in = memory(decoded)
	}
	a.Size = in.size
	a.Open = func() (io.ReadCloser, error) { return io.NopCloser(in.reader(0, in.size)), nil }
	m := newItem(r.m.At)
	m.RawLen, m.Raw = in.size, a.Open
	if in.file == nil {
		m.RawSum = sha256.Sum256(in.mem)
	} else {
		m.RawSum, _ = sumOf(in.file, in.size)
	}
	readMessage(m, in, r.lim, r.used)
	if in.err != nil && r.in.err == nil {
		r.in.err = in.err
	}
	for _, p := range m.Problems {
		// A bound that was reached further in is the whole item's affair.
		if p.Code == ProblemDepth || p.Code == ProblemParts {
			r.note(p.Code, p.Detail, p.Lost)
		}
	}
	m.Seal()
	a.Nested = m
	r.m.Attached = append(r.m.Attached, a.Attachment)
}

// unpack adds what a wrapper holds; whole says that it is all of the mail.
func (r *reader) unpack(a message.Attachment, data []byte, whole bool) {
	open := unpackFor(a.Type)
	if open == nil && tnef.Is(data) {
		open = openTNEF // QUIRK: gateways relabel and rename it
	}
	// What is inside counts its own depth: it gets what is left of ours.
	lim := r.lim
	lim.Depth -= r.used.depth + 1
	if open == nil || lim.Depth <= 0 {
		return
	}
	inner, err := open(data, r.m.At, lim)
	if err != nil {
		r.note(ProblemUnpack, a.Type, false)
		return
	}
	if !r.hasWords() {
		r.m.Bodies = append(r.m.Bodies, inner.Bodies...)
		if r.m.Kind == message.Email {
			r.m.Kind = inner.Kind
		}
	}
	r.m.Attached = append(r.m.Attached, inner.Attached...)
	for _, p := range inner.Problems {
		r.note(p.Code, p.Detail, p.Lost)
	}
	if whole && strings.Contains(inner.Header("Content-Type"), "protected-headers") {
		r.replaceSubject([]byte(inner.Subject))
	}
}

// hasWords tells a mail with a text from one whose text is all in a wrapper:
// there may be an empty part for those who cannot open it.
func (r *reader) hasWords() bool {
	for _, b := range r.m.Bodies {
		if strings.TrimSpace(b.Text) != "" {
			return true
		}
	}
	return false
}
