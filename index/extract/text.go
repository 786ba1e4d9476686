package extract

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"

	"vaughn/index/archive/rtf"
	"vaughn/index/fault"
	"vaughn/index/record"
)

var textTypes = []string{"application/json", "application/xml", "application/x-sh", "application/pgp-keys", "application/pgp-signature", "application/ics"}

// QUIRK: mailers send patches and logs as application/octet-stream; the file
// name's ending tells, and readText refuses bytes that are not text after all.
var textNames = []string{
	".txt", ".csv", ".tsv", ".log", ".patch", ".diff", ".ics", ".vcf", ".htm", ".html", ".xhtml", ".xml", ".json", ".md",
	".c", ".h", ".cpp", ".py", ".sh", ".grc", ".yml", ".yaml", ".eml",
}

// isText takes what says that it is text, and what says nothing but is valid
// UTF-8 without control characters.
func isText(in *input) bool {
	stated := strings.HasPrefix(in.typ, "text/") && in.typ != "text/rtf"
	return stated || slices.Contains(textTypes, in.typ) || slices.Contains(textNames, in.ext) || plainHead(in.head)
}

func plainHead(head []byte) bool {
	if len(head) == 0 || looksBinary(head) {
		return false
	}
	for i := 0; i < utf8.UTFMax && len(head) > 0 && !utf8.Valid(head); i++ { // a character cut at the end
		head = head[:len(head)-1]
	}
	return utf8.Valid(head) && !bytes.ContainsRune(head, 0)
}

func readText(ctx context.Context, _ *Extractor, in *input, s *sheet) error {
	text, err := decoded(ctx, in, s)
	if err != nil {
		return err
	}
	if isHTML(in) {
		s.page(record.ReadHTMLFile(text))
		return nil
	}
	s.say("", text)
	return nil
}

// decoded is a text file as UTF-8.
func decoded(ctx context.Context, in *input, s *sheet) (string, error) {
	raw, cut, err := in.first(ctx, maxText)
	if err != nil {
		return "", err
	}
	if cut {
		s.fail("text-cut", "Only the first 8 MiB of this attachment became text.", false)
	}
	if utf16, ok := wide(raw); ok {
		return utf16, nil
	}
	if looksBinary(raw) {
		return "", fmt.Errorf("reading an attachment: not text")
	}
	return decode(raw, in.typ), nil
}

// wide reads UTF-16 that has no mark in front. QUIRK: exports of some Windows
// programs; three of four characters of Western text have a zero byte.
func wide(raw []byte) (string, bool) {
	head := raw[:min(len(raw), headBytes)&^1]
	if len(head) < 8 || head[0] >= 0xfe && head[1] >= 0xfe {
		return "", false
	}
	var zero [2]int
	for i, c := range head {
		if c == 0 {
			zero[i%2]++
		}
	}
	half := len(head) / 2
	order := unicode.LittleEndian
	switch {
	case zero[1]*4 > half*3 && zero[0] == 0:
	case zero[0]*4 > half*3 && zero[1] == 0:
		order = unicode.BigEndian
	default:
		return "", false
	}
	out, err := unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Bytes(raw)
	return string(out), err == nil
}

// looksBinary tells bytes that are no text in any charset met in mail: many control
// bytes without a UTF-16 mark in front.
func looksBinary(raw []byte) bool {
	if len(raw) >= 2 && (raw[0] == 0xff && raw[1] == 0xfe || raw[0] == 0xfe && raw[1] == 0xff) {
		return false
	}
	head := raw[:min(len(raw), headBytes)]
	odd := 0
	for _, c := range head {
		if c < 9 || c > 13 && c < 32 && c != 27 {
			odd++
		}
	}
	return odd*50 > len(head)
}

func decode(raw []byte, mediaType string) string {
	if utf8.Valid(raw) {
		return strings.TrimPrefix(string(raw), "\uFEFF")
	}
	enc, _, _ := charset.DetermineEncoding(raw, mediaType)
	if out, err := enc.NewDecoder().Bytes(raw); err == nil {
		return strings.TrimPrefix(string(out), "\uFEFF")
	}
	return strings.ToValidUTF8(string(raw), "\uFFFD")
}

func readLocked(context.Context, *Extractor, *input, *sheet) error {
	return &fault.Error{Code: fault.Encrypted, Op: "reading an attachment", Err: fmt.Errorf("the mail is encrypted")}
}

// readSignature says what the part is: it has no words of its own, so nobody
// needs to read it.
func readSignature(_ context.Context, _ *Extractor, _ *input, s *sheet) error {
	s.note("A digital signature. It was not verified. It holds certificates and no text.")
	return nil
}

// readRTF gives the words of rich text; hidden and deleted ones are among them,
// because the reader of it keeps them.
func readRTF(ctx context.Context, _ *Extractor, in *input, s *sheet) error {
	s.shown = asText
	raw, cut, err := in.first(ctx, 4*maxText)
	if err != nil {
		return err
	}
	if cut {
		s.fail("text-cut", "Only the first 32 MiB of this attachment became text.", false)
	}
	body, err := rtf.Parse(raw, maxText)
	text := body.Text
	if body.HTML != "" {
		text = record.HTMLText(body.HTML)
	}
	if strings.TrimSpace(text) != "" || err == nil {
		s.say("", text)
	}
	rtfHidden(raw, s)
	if err != nil {
		return damaged("reading rich text", err)
	}
	return nil
}

// rtfHidden counts what the control words of hidden things announce.
func rtfHidden(raw []byte, s *sheet) {
	for _, w := range []struct{ word, code string }{
		{`\objdata`, "embedded-file"}, {`\pict`, "pictures"}, {`\annotation`, "comments"},
		{`\deleted`, "tracked-changes"}, {`\revised`, "tracked-changes"}, {`\v `, "hidden-text"},
	} {
		if n := bytes.Count(raw, []byte(w.word)); n > 0 {
			s.count(w.code, n)
		}
	}
}
