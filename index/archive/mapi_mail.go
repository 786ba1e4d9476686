package archive

import (
	"bytes"
	enc64 "encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strings"

	"vaughn/index/message"
)

// renderMail writes a message as RFC 5322 mail: what a message inside an
// Outlook item is given out as, since its container has no bytes for it that
// another program could open. Equal messages give equal bytes. Fields about
// the encoding are new, all others as they were; attachments without bytes are
// left out.
func renderMail(m *message.Message) io.ReadCloser {
	pr, pw := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		pw.CloseWithError(writeMail(pw, m))
	}()
	return rendering{pr, done}
}

// rendering waits for its writer to let go of the source.
type rendering struct {
	*io.PipeReader
	done chan struct{}
}

// Close ends the writing.
func (r rendering) Close() error {
	err := r.PipeReader.Close()
	<-r.done
	return err
}

func writeMail(w io.Writer, m *message.Message) error {
	var head bytes.Buffer
	seen := map[string]bool{}
	for _, h := range m.Headers {
		name := strings.ToLower(h.Name)
		if strings.HasPrefix(name, "content-") || name == "mime-version" {
			continue
		}
		value := encodeText(h.Value)
		for _, role := range roles {
			if strings.EqualFold(role.field, h.Name) {
				value = encodeParties(m.With(role.role))
				if seen[name] {
					value = ""
				}
			}
		}
		if seen[name] = true; value != "" {
			fmt.Fprintf(&head, "%s: %s\r\n", h.Name, value)
		}
	}
	mw := multipart.NewWriter(w)
	if err := mw.SetBoundary("=_" + hex.EncodeToString(m.RawSum[:15])); err != nil {
		return err
	}
	fmt.Fprintf(&head, "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=%q\r\n\r\n", mw.Boundary())
	if _, err := w.Write(head.Bytes()); err != nil {
		return err
	}
	if err := writeBodies(mw, m); err != nil {
		return err
	}
	for i := range m.Attached {
		if err := writeAttachment(mw, &m.Attached[i]); err != nil {
			return err
		}
	}
	return mw.Close()
}

func writeBodies(mw *multipart.Writer, m *message.Message) error {
	var b bytes.Buffer
	alt := multipart.NewWriter(&b)
	if err := alt.SetBoundary("=_" + hex.EncodeToString(m.RawSum[16:31])); err != nil {
		return err
	}
	for _, body := range m.Bodies {
		part, err := alt.CreatePart(textproto.MIMEHeader{"Content-Type": {body.Type + "; charset=utf-8"}, "Content-Transfer-Encoding": {"base64"}})
		if err != nil {
			return err
		}
		if err := writeBase64(part, strings.NewReader(body.Text)); err != nil {
			return err
		}
	}
	if len(m.Bodies) == 0 {
		return nil
	}
	if err := alt.Close(); err != nil {
		return err
	}
	part, err := mw.CreatePart(textproto.MIMEHeader{"Content-Type": {fmt.Sprintf("multipart/alternative; boundary=%q", alt.Boundary())}})
	if err != nil {
		return err
	}
	_, err = part.Write(b.Bytes())
	return err
}

func writeAttachment(mw *multipart.Writer, a *message.Attachment) error {
	if a.Open == nil {
		return nil
	}
	disposition := "attachment"
	if a.Inline {
		disposition = "inline"
	}
	head := textproto.MIMEHeader{"Content-Disposition": {disposition}, "Content-Type": {a.Type}}
	if a.Name != "" {
		head.Set("Content-Disposition", disposition+`; filename="`+encodeText(strings.NewReplacer(`"`, "'", `\`, "/").Replace(a.Name))+`"`)
	}
	if a.ContentID != "" {
		head.Set("Content-ID", "<"+encodeText(a.ContentID)+">")
	}
	f, err := a.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	if a.Nested == nil {
		head.Set("Content-Transfer-Encoding", "base64")
	}
	part, err := mw.CreatePart(head)
	if err != nil {
		return err
	}
	if a.Nested != nil {
		_, err = io.Copy(part, f)
		return err
	}
	return writeBase64(part, f)
}

// lineBytes is how many bytes a base64 line of 76 characters stands for.
const lineBytes = 57

func writeBase64(w io.Writer, r io.Reader) error {
	buf := make([]byte, 512*lineBytes)
	line := make([]byte, 78)
	for {
		n, err := io.ReadFull(r, buf)
		for b := buf[:n]; len(b) > 0; {
			k := min(lineBytes, len(b))
			m := enc64.StdEncoding.EncodedLen(k)
			enc64.StdEncoding.Encode(line, b[:k])
			copy(line[m:], "\r\n")
			if _, err := w.Write(line[:m+2]); err != nil {
				return err
			}
			b = b[k:]
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// encodeText makes a header value ASCII (RFC 2047).
func encodeText(s string) string {
	return strings.ReplaceAll(mime.BEncoding.Encode("utf-8", oneLine(s)), "?= =?", "?=\r\n =?")
}

func encodeParties(parties []message.Party) string {
	var out []string
	for _, p := range parties {
		name := encodeText(p.Name)
		if name == p.Name && strings.ContainsAny(name, `,;<>"@()[]:.\`) {
			name = `"` + strings.NewReplacer(`"`, "'", `\`, "/").Replace(name) + `"`
		}
		switch {
		case p.Addr == "":
			out = append(out, encodeText(message.Party{Name: name, Raw: p.Raw}.String()))
		case name == "":
			out = append(out, encodeText(p.Addr))
		default:
			out = append(out, name+" <"+encodeText(p.Addr)+">")
		}
	}
	return strings.Join(out, ",\r\n ")
}
