package archive

import (
	"bytes"
	"strings"

	"vaughn/index/message"
)

// body keeps a text part as a body; false when it is longer than Limits.Text
// and must be kept as an attachment.
func (r *reader) body(p *part) bool {
	if p.end-p.start > r.lim.Text {
		r.note(ProblemText, "", false)
		return false
	}
	raw := r.in.slice(p.start, p.end, r.lim.Text)
	data, damaged := p.enc.decode(raw)
	if damaged && p.enc == base64 && !looksBase64(raw) {
		data = raw
	}
	if damaged {
		r.note(ProblemEncoding, "in the text", false)
	}
	media := p.media
	if media != "text/html" {
		media = "text/plain"
	}
	label := p.params.get("charset", "")
	if label == "" && media == "text/html" {
		label = metaCharset(data)
	}
	if label == "" {
		label = r.hint
	}
	text, code := textOf(data, label)
	if code != "" {
		r.note(code, strings.ToLower(oneLine(clip(label, 40))), false)
	}
	text = unixLines(text)
	if media == "text/plain" {
		text = r.unuu(text)
		if strings.EqualFold(p.params.get("format", ""), "flowed") {
			text = unflow(text, strings.EqualFold(p.params.get("delsp", ""), "yes"))
		}
		r.notePGP(text)
	}
	r.m.Bodies = append(r.m.Bodies, message.Body{Type: media, Charset: strings.ToLower(clip(label, 40)), Text: text})
	return true
}

// looksBase64 tells encoded lines from text under a false label: an eighth of
// stray characters is text.
func looksBase64(b []byte) bool {
	stray := 0
	for _, c := range b {
		if base64Value[c] == b64Junk || c == ' ' {
			stray++
		}
	}
	return stray*8 < len(b)
}

func clip(s string, n int) string {
	if len(s) > n {
		return strings.ToValidUTF8(s[:n], "")
	}
	return s
}

// unixLines makes every line end LF.
func unixLines(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != '\r':
			b.WriteByte(s[i])
		case i+1 < len(s) && s[i+1] == '\n':
		default:
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// notePGP notes the inline forms of RFC 4880, which no MIME type announces.
func (r *reader) notePGP(text string) {
	i := strings.Index(text, "-----BEGIN PGP ")
	if i < 0 || i > 0 && text[i-1] != '\n' {
		return
	}
	switch rest := text[i+len("-----BEGIN PGP "):]; {
	case strings.HasPrefix(rest, "MESSAGE-----"):
		r.note(ProblemEncrypted, "inline PGP", false)
	case strings.HasPrefix(rest, "SIGNED MESSAGE-----"):
		r.note(ProblemSigned, "inline PGP", false)
	}
}

// metaCharset looks for the charset an HTML text states of itself, within the
// bytes where the HTML standard looks for it.
func metaCharset(b []byte) string {
	head := bytes.ToLower(b[:min(len(b), 1024)])
	i := bytes.Index(head, []byte("charset="))
	if i < 0 || !bytes.Contains(head[:i], []byte("<meta")) && !bytes.Contains(head[:i], []byte("<?xml")) {
		return ""
	}
	v := bytes.TrimLeft(head[i+len("charset="):], ` "'`)
	end := bytes.IndexAny(v, ` "'/>;`)
	if end <= 0 || end > 40 {
		return ""
	}
	name := string(v[:end])
	// The bytes were readable as ASCII so far: a label of UTF-16 is false.
	if strings.HasPrefix(name, "utf-16") {
		return "utf-8"
	}
	return name
}

// unflow undoes format=flowed (RFC 3676 section 4.2): a line that ends in a
// blank goes on in the next one of the same quotation depth. Quote marks stay,
// a blank after them; the signature separator "-- " is no flowed line.
func unflow(text string, delSp bool) string {
	var b strings.Builder
	b.Grow(len(text))
	open, depth := false, 0
	for len(text) > 0 {
		line, rest, more := strings.Cut(text, "\n")
		text = rest
		d := 0
		for d < len(line) && line[d] == '>' {
			d++
		}
		content := strings.TrimPrefix(line[d:], " ")
		if open && (d != depth || content == "-- ") {
			b.WriteByte('\n')
			open = false
		}
		if !open {
			b.WriteString(line[:d])
			if d > 0 && content != "" {
				b.WriteByte(' ')
			}
		}
		depth = d
		open = strings.HasSuffix(content, " ") && content != "-- " && more
		if open && delSp {
			content = content[:len(content)-1]
		}
		b.WriteString(content)
		if !open && more {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// unuu takes uuencoded files out of a text and attaches them. Only a block
// with a proper head, data lines and "end" is taken: anything else is text.
func (r *reader) unuu(text string) string {
	if !strings.HasPrefix(text, "begin ") && !strings.Contains(text, "\nbegin ") {
		return text
	}
	var b strings.Builder
	for text != "" {
		end := strings.IndexByte(text, '\n') + 1
		if end == 0 {
			end = len(text)
		}
		if isUUBegin([]byte(strings.TrimRight(text[:end], "\n"))) {
			if size, data, ok := uuBlock(text); ok {
				r.attachUU(text[:end], data)
				text = text[size:]
				continue
			}
		}
		b.WriteString(text[:end])
		text = text[end:]
	}
	return b.String()
}

func (r *reader) attachUU(head string, data []byte) {
	f := strings.SplitN(strings.TrimSpace(head), " ", 3)
	a := attachment{message.Attachment{Name: strings.TrimSpace(f[2]), Type: "application/octet-stream"}}
	a.setBytes(data)
	r.m.Attached = append(r.m.Attached, a.Attachment)
}

// uuBlock decodes the block at the start of text and gives its length.
func uuBlock(text string) (size int, data []byte, ok bool) {
	pos := strings.IndexByte(text, '\n') + 1
	if pos == 0 {
		return 0, nil, false
	}
	for pos < len(text) {
		end := strings.IndexByte(text[pos:], '\n')
		if end < 0 {
			end = len(text) - pos
		}
		line := text[pos : pos+end]
		pos = min(pos+end+1, len(text))
		if strings.TrimSpace(line) == "end" {
			return pos, data, len(data) > 0
		}
		if line == "" || line == "`" {
			continue
		}
		var good bool
		if data, good = uuLine(data, []byte(line)); !good {
			return 0, nil, false
		}
	}
	return 0, nil, false
}
