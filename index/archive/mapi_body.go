package archive

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"vaughn/index/archive/mapi"
	"vaughn/index/archive/rtf"
	"vaughn/index/message"
	"vaughn/index/record"
)

// Values of PidTagNativeBody.
const nativeText = 1

// bodies reads the forms of the text: HTML as it is or out of the rich text,
// and the plain text beside it. For items that are no mail the fields a person
// sees come first.
func (r *mapiReader) bodies() {
	p := r.it.Props
	plain, _ := r.text(mapi.Body)
	if plain == "" {
		plain, _ = r.text(mapi.ReportText)
	}
	html, charset := r.html()
	if native, _ := mapi.Int(p, mapi.NativeBody); html == "" && native != nativeText {
		var rich string
		if html, rich = r.rich(); plain == "" {
			plain = rich
		}
	}
	if plain != "" && html != "" && lacks(plain, html) {
		r.m.Note(ProblemPlain, "", false)
		plain = ""
	}
	if lines := r.fields(); lines != "" {
		if plain == "" && html != "" {
			plain = record.HTMLText(html)
		}
		plain = strings.TrimRight(lines+"\n"+strings.TrimLeft(plain, "\n"), "\n") + "\n"
	}
	if plain != "" {
		r.m.Bodies = append(r.m.Bodies, message.Body{Type: "text/plain", Text: plain})
		(&reader{m: r.m}).notePGP(plain)
	}
	if html != "" {
		r.m.Bodies = append(r.m.Bodies, message.Body{Type: "text/html", Charset: charset, Text: html, Alternative: plain != ""})
	}
}

// fits tells whether a text may become a body; a longer one is attached.
func (r *mapiReader) fits(id mapi.ID, media string) bool {
	f, n, err := r.it.Props.Open(id)
	if err != nil {
		return true
	}
	f.Close()
	if n <= 2*r.lim.Text { // UTF-16 takes two bytes a letter
		return true
	}
	r.m.Note(ProblemText, "", false)
	open := func() (io.ReadCloser, error) {
		f, _, err := r.it.Props.Open(id)
		return f, err
	}
	r.m.Attached = append(r.m.Attached, message.Attachment{Type: media, Size: n, Open: open})
	return false
}

// text reads a string property as body text.
func (r *mapiReader) text(id mapi.ID) (string, bool) {
	if !r.fits(id, "text/plain") {
		return "", false
	}
	s, ok := r.it.Props.Value(id).(string)
	return unixLines(strings.ToValidUTF8(s, "\uFFFD")), ok
}

// html reads PidTagHtml, which is bytes in the internet code page or a string.
func (r *mapiReader) html() (text, charset string) {
	if !r.fits(mapi.HTML, "text/html") {
		return "", ""
	}
	switch v := r.it.Props.Value(mapi.HTML).(type) {
	case string:
		return unixLines(strings.ToValidUTF8(v, "\uFFFD")), ""
	case []byte:
		page, _ := mapi.Int(r.it.Props, mapi.InternetCodepage)
		charset = mapi.Charset(int(page))
		if charset == "" {
			charset = metaCharset(v)
		}
		text, code := textOf(v, charset)
		if code != "" {
			r.m.Note(code, clip(charset, 40), false)
		}
		return unixLines(strings.TrimRight(text, "\x00")), charset
	}
	return "", ""
}

// rich reads the compressed rich text: the HTML a mailer wrapped in it, or
// plain text.
func (r *mapiReader) rich() (html, plain string) {
	if !r.fits(mapi.RTFCompressed, "application/x-rtf-compressed") {
		return "", ""
	}
	raw, _ := r.it.Props.Value(mapi.RTFCompressed).([]byte)
	if len(raw) == 0 {
		return "", ""
	}
	// Rich text repeats itself; what it says is far shorter than itself.
	text, err := rtf.Decompress(raw, int(min(4*r.lim.Text, 1<<30)))
	if errors.Is(err, rtf.ErrFormat) {
		r.m.Note(ProblemRTF, "", true)
		return "", ""
	}
	body, broken := rtf.Parse(text, int(min(r.lim.Text, 1<<30)))
	// QUIRK: producers state a length that counts the header too. Whether the
	// text is whole is told by its last brace.
	if broken == nil && errors.Is(err, rtf.ErrTruncated) {
		err = nil
	}
	if err = errors.Join(err, broken); err != nil {
		lost := errors.Is(err, rtf.ErrTruncated) || errors.Is(err, rtf.ErrLimit) || errors.Is(err, rtf.ErrFormat)
		r.m.Note(ProblemRTF, "", lost)
	}
	return body.HTML, body.Text
}

// lacks tells a plain text that leaves out what the HTML says: less than four
// fifths of its letters. QUIRK: some programs store "see the HTML part" or the
// first lines only.
func lacks(plain, html string) bool {
	if len(plain) > len(html) {
		return false
	}
	return 5*letterCount(plain) < 4*letterCount(record.HTMLText(html))
}

func letterCount(s string) int {
	n := 0
	for _, c := range s {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			n++
		}
	}
	return n
}

// embedded reads a message inside the message. A container of Outlook keeps no
// bytes for it that mean anything outside; Open gives it as RFC 5322 mail.
func (r *mapiReader) embedded(from *mapi.Attachment, a *message.Attachment) [32]byte {
	a.Type = "message/rfc822"
	r.used.depth++
	defer func() { r.used.depth-- }()
	if r.used.depth > r.lim.Depth {
		r.m.Note(ProblemDepth, "", true)
		return [32]byte{}
	}
	it, err := from.Item()
	if err != nil {
		r.m.Note(ProblemAttachment, "an embedded message", true)
		return [32]byte{}
	}
	m := readItem(it, r.m.At, r.lim, r.used)
	a.Nested, a.Open = m, func() (io.ReadCloser, error) { return renderMail(m), nil }
	if a.Name == "" {
		a.Name = m.Subject
	}
	for _, p := range m.Problems {
		// A bound that was reached further in is the whole item's affair.
		if p.Code == ProblemDepth || p.Code == ProblemParts {
			r.m.Note(p.Code, p.Detail, p.Lost)
		}
	}
	return m.RawSum
}

// unpack opens the wrappers met in mail (S/MIME, TNEF) and the whole mail that
// Outlook keeps as the one attachment of a signed item (MS-OXOSMIME section
// 2.1.3.1). The wrapper stays.
func (r *mapiReader) unpack(a message.Attachment) {
	signed := strings.HasPrefix(strings.ToUpper(mapi.Text(r.it.Props, mapi.MessageClass)), "IPM.NOTE.SMIME") && a.Type == "multipart/signed"
	if !signed && unpackFor(a.Type) == nil || r.used.depth > r.lim.Depth {
		return
	}
	if a.Size < 0 || a.Size > r.lim.Memory {
		r.m.Note(ProblemUnpack, "too large to be opened", false)
		return
	}
	f, err := a.Open()
	if err != nil {
		return
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, a.Size))
	if err != nil {
		return
	}
	if !signed {
		(&reader{m: r.m, lim: r.lim, used: r.used}).unpack(a, data, false)
		return
	}
	inner := ReadMIME(data, r.m.At, r.lim)
	if len(r.m.Bodies) == 0 {
		r.m.Bodies = inner.Bodies
	}
	r.m.Attached = append(r.m.Attached, inner.Attached...)
	r.m.Note(ProblemSigned, fmt.Sprintf("%d attachments inside", len(inner.Attached)), false)
}
