// Package rtf gets text and HTML back out of the rich text that Outlook stores
// beside or instead of a mail's body: Decompress undoes the LZFu compression
// (MS-OXRTFCP), Parse takes out the HTML or plain text a mailer wrapped
// (MS-OXRTFEX), or renders ordinary RTF as plain text.
//
// It refuses to lay out: fonts, colours and pictures are left out, tables
// become tabs and lines. Hidden and deleted text is kept, because a reviewer
// must see it. Input may be hostile: time grows with the length of the input,
// output is bounded by the caller, group nesting by maxDepth. Where something
// is wrong, what could be had is returned beside the error.
package rtf

import (
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Errors. All but ErrFormat come with everything that could be read.
var (
	ErrFormat    = errors.New("not rich text")
	ErrChecksum  = errors.New("the checksum of the compressed text is wrong")
	ErrTruncated = errors.New("the text ends before its end")
	ErrLimit     = errors.New("the text is longer than allowed")
	ErrTrailing  = errors.New("there is more after the end of the document")
)

// Values of Body.From.
const (
	FromHTML = "html" // HTML a mailer wrapped
	FromText = "text" // plain text a mailer wrapped
	FromRTF  = "rtf"  // ordinary rich text, rendered here
)

// Body is what a rich text says. HTML is set when From is FromHTML, Text
// otherwise. Both are valid UTF-8 with LF line ends; a charset the HTML states
// of itself has been made utf-8.
type Body struct {
	HTML string
	Text string
	From string
}

// Parse reads rich text; max bounds the bytes of the result. ErrFormat means
// that the input is none; with any other error the Body holds what was read.
func Parse(rtf []byte, max int) (Body, error) {
	start := 0
	for start < len(rtf) && (rtf[start] <= ' ' || rtf[start] >= 0xEF) { // white space, a byte order mark
		start++
	}
	if !strings.HasPrefix(string(rtf[start:min(start+5, len(rtf))]), `{\rtf`) {
		return Body{}, ErrFormat
	}
	p := &parser{in: rtf, pos: start, max: max, codePage: 1252, fonts: map[int]int{}, defFont: -1}
	p.state = state{uc: 1, font: -1}
	err := p.run()
	text := clip(p.out.String(), max)
	switch p.from {
	case FromHTML:
		return Body{HTML: clip(declareUTF8(text), max), From: FromHTML}, err
	case FromText:
		return Body{Text: text, From: FromText}, err
	}
	return Body{Text: text, From: FromRTF}, err
}

// clip cuts at a character's end.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	n = max(n, 0)
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

var statedCharset = regexp.MustCompile(`(?i)(<meta\b[^<>]{0,200}\bcharset\s*=\s*["']?)[a-z0-9_:.-]+`)

// declareUTF8 corrects the charset a page states of itself: it is UTF-8 now,
// and whoever displays it would believe the page.
func declareUTF8(html string) string {
	const headSize = 16 << 10
	head := clip(html, headSize)
	return statedCharset.ReplaceAllString(head, "${1}utf-8") + html[len(head):]
}
