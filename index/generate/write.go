package generate

import (
	"encoding/base64"
	"fmt"
	"html"
	"strconv"
	"strings"
)

// transport writes what servers put in front: it differs from mailbox to
// mailbox. It is as long as the profile wants, of the kinds of lines that make
// real mail long.
func (g *Generator) transport(holder int) {
	end := g.out.Len() + g.opt.Profile.headers
	fmt.Fprintf(&g.out, "Return-Path: <bounce@%s.example>\nDelivered-To: custodian-%d@%s.example\n", word(7), holder, word(9))
	for hop := 0; g.out.Len() < end; hop++ {
		if hop%3 == 2 {
			b := make([]byte, 190)
			for i := range b {
				b[i] = byte(g.r.Uint32())
			}
			s := base64.StdEncoding.EncodeToString(b)
			fmt.Fprintf(&g.out, "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=%s.example;\n        h=from:to:cc:subject:date:message-id; s=%d;\n        b=%s\n         %s\n         %s\n",
				word(g.r.IntN(500)), g.r.IntN(1e6), s[:76], s[76:152], s[152:])
			continue
		}
		fmt.Fprintf(&g.out, "Received: from %s.%s.example ([10.%d.%d.%d]) by %s.example with ESMTPS id %x\n        for <custodian-%d@%s.example>; %s\n",
			word(g.r.IntN(1000)), word(g.r.IntN(500)), g.r.IntN(256), g.r.IntN(256), g.r.IntN(256), word(9), g.r.Uint64(), holder, word(9), stamp(g.clock))
	}
}

// write adds the mail itself to what the servers wrote.
func (g *Generator) write(m *mail) {
	fmt.Fprintf(&g.out, "From: %s <%s>\nTo: ", name(m.from), address(m.from))
	for i, p := range m.to {
		if i > 0 {
			g.out.WriteString(",\n        ")
		}
		fmt.Fprintf(&g.out, "%s <%s>", name(p), address(p))
	}
	fmt.Fprintf(&g.out, "\nSubject: %s\nDate: %s\nMessage-ID: %s\n", m.subject, stamp(m.date), m.id)
	if n := len(m.refs); n > 0 {
		fmt.Fprintf(&g.out, "In-Reply-To: %s\nReferences: %s\n", m.refs[n-1], strings.Join(m.refs, "\n        "))
	}
	g.out.WriteString("MIME-Version: 1.0\n")
	body := strings.Join(m.shown, "\n") + "\n"
	if g.due += g.opt.Profile.attach; g.due < 1 {
		g.body(body)
		return
	}
	g.due--
	edge := "=_" + strconv.Itoa(g.mail)
	fmt.Fprintf(&g.out, "Content-Type: multipart/mixed; boundary=\"%s\"\n\n--%s\n", edge, edge)
	g.body(body)
	for range 1 + g.r.IntN(5)/4 {
		fmt.Fprintf(&g.out, "\n--%s\n", edge)
		g.attachment()
	}
	fmt.Fprintf(&g.out, "\n--%s--\n", edge)
}

const plainType = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"

func (g *Generator) body(text string) {
	if !g.chance(g.opt.Profile.html) {
		g.out.WriteString(plainType + text)
		return
	}
	edge := "=_alt" + strconv.Itoa(g.mail)
	fmt.Fprintf(&g.out, "Content-Type: multipart/alternative; boundary=\"%s\"\n\n--%s\n%s%s\n--%s\n", edge, edge, plainType, text, edge)
	g.out.WriteString("Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n<html><body style=\"font-family:Calibri,sans-serif\">\n")
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		g.out.WriteString("<div class=\"MsoNormal\">" + html.EscapeString(line) + "<br></div>\n")
	}
	fmt.Fprintf(&g.out, "</body></html>\n--%s--\n", edge)
}

// attachment writes a log, a table or bytes without text; some were sent before.
func (g *Generator) attachment() {
	kind := g.r.IntN(3)
	var data []byte
	if len(g.files) > 0 && g.chance(0.3) {
		data = g.files[g.r.IntN(len(g.files))]
	} else {
		data = g.file(kind)
	}
	if len(g.files) < 100 {
		g.files = append(g.files, data)
	}
	types := []string{"text/plain", "text/csv", "application/octet-stream"}
	endings := []string{"log", "csv", "bin"}
	fmt.Fprintf(&g.out, "Content-Type: %s; name=\"%s.%s\"\nContent-Disposition: attachment; filename=\"%[2]s.%[3]s\"\nContent-Transfer-Encoding: base64\n\n",
		types[kind], g.words.next(), endings[kind])
	s := base64.StdEncoding.EncodeToString(data)
	for len(s) > 0 {
		n := min(len(s), 76)
		g.out.WriteString(s[:n] + "\n")
		s = s[n:]
	}
}

func (g *Generator) file(kind int) []byte {
	n := 1 + g.r.IntN(120) // lines
	switch kind {
	case 0:
		return []byte(strings.Join(g.words.lines(n*8), "\n"))
	case 1:
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "%d,%s,%d\n", i, g.words.next(), g.r.IntN(1000))
		}
		return []byte(b.String())
	}
	data := make([]byte, n*40)
	for i := range data {
		data[i] = byte(g.r.Uint32())
	}
	return data
}
