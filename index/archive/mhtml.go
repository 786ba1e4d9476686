package archive

import (
	"bytes"
	"context"
	"strings"

	"vaughn/index/message"
)

// MHTML reads a web page saved in one file (RFC 2557). The page is the body,
// what it shows are attachments; the item is a Document.
type MHTML struct{}

// Info describes the format.
func (MHTML) Info() Info {
	return Info{
		Name: "mhtml", Title: "web page archive", Extensions: []string{".mht", ".mhtml"},
		Keeps:  "the page, its pictures and its address byte for byte",
		Proven: SpecsOnly,
	}
}

// Sniff wants the header of such a file: multipart/related with a page in it,
// and either a saving browser's mark or no sign of a mail that was sent.
func (MHTML) Sniff(head []byte, name string) bool {
	h := parseHeader(head, true)
	media, p := parseParams(h.get("Content-Type"))
	if h.get("Snapshot-Content-Location") != nil {
		return true
	}
	page := media == "multipart/related" && strings.EqualFold(p.get("type", ""), "text/html") || media == "text/html"
	saved := bytes.Contains(h.get("From"), []byte("Saved by"))
	sent := h.get("Received") != nil || h.get("To") != nil || h.get("Message-ID") != nil
	return page && (saved || hasExt(name, ".mht", ".mhtml") && !sent)
}

// Read emits the one page.
func (f MHTML) Read(ctx context.Context, src Source, emit func(Item) error) error {
	return readSingle(ctx, src, f, emit)
}

func (MHTML) load(src Source, name string, lim Limits) *job {
	j, _ := src.load(name, lim, whole)
	j.then(func(m *message.Message) { m.Kind = message.Document })
	return j
}
