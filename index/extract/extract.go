// Package extract turns attachments into records of their own: their text when
// it can be read, a slip sheet that says why when it cannot. It never guesses
// and never drops: a part without text is still a record with its bytes.
//
// Limits: text, HTML, CSV, calendar and contact files and attached messages are
// read; anything else is a slip sheet until a reader for it exists.
package extract

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"vaughn/index/message"
	"vaughn/index/record"
)

// maxText is how much of one attachment becomes text; the rest is only in its
// native and the record says so.
const maxText = 8 << 20

// maxDepth is how deep attached messages are followed.
const maxDepth = 32

// Family makes the records of everything attached to a message, parents before
// children. The attachments must be stored: open gives the bytes of one.
func Family(m *message.Message, open func(message.BlobRef) (io.ReadCloser, error)) []*record.Record {
	return family(m, m.ID, m.ID, open, 0)
}

func family(m *message.Message, parent, top record.ID, open func(message.BlobRef) (io.ReadCloser, error), depth int) []*record.Record {
	var out []*record.Record
	for i := range m.Attached {
		a := &m.Attached[i]
		r := attachment(a, message.ChildID(parent, i), open)
		r.Parent, r.Family = parent, top
		if r.Date.IsZero() {
			r.Date = m.Date
		}
		out = append(out, r)
		if a.Nested != nil && depth < maxDepth {
			out = append(out, family(a.Nested, r.ID, top, open, depth+1)...)
		}
	}
	return out
}

func attachment(a *message.Attachment, id record.ID, open func(message.BlobRef) (io.ReadCloser, error)) *record.Record {
	if a.Nested != nil {
		if r, err := nested(a, id); err == nil {
			return r
		}
	}
	r := blank(a, id)
	switch {
	case a.Blob == "":
		return slip(r, "lost", "The source declares this attachment but does not hold its bytes.", true)
	case !readable(a):
		return slip(r, "unread", "No text was taken from this file. Nobody has read what it says.", false)
	}
	text, problem, err := read(a, open)
	if err != nil {
		return slip(r, "unread", "This file could not be read as text. Nobody has read what it says.", false)
	}
	if problem != nil {
		r.Problems = append(r.Problems, *problem)
	}
	var w record.Builder
	header(&w, r)
	w.Add(record.Block{Role: record.RoleBody, Field: record.FieldBody}, strings.TrimRight(text, "\n"))
	w.Into(r)
	r.Seal()
	return r
}

// nested is the record of an attached message: as readable as a mail of its
// own, but a child of the message that carried it.
func nested(a *message.Attachment, id record.ID) (*record.Record, error) {
	m := *a.Nested
	m.ID = id
	r, err := record.FromEmail(&m)
	if err != nil {
		return nil, err
	}
	r.Kind, r.Name, r.Type, r.Bytes, r.Native = "attachment", record.Clean(a.Name), a.Type, a.Size, a.Blob
	return r, nil
}

func blank(a *message.Attachment, id record.ID) *record.Record {
	return &record.Record{ID: id, Kind: "attachment", Name: record.Clean(a.Name), Type: a.Type, Bytes: a.Size, Native: a.Blob}
}

func header(w *record.Builder, r *record.Record) {
	w.Add(record.Block{Role: record.RoleField, Field: "Filename", Label: "File:"}, r.Name)
	w.Add(record.Block{Role: record.RoleField, Field: "Type", Label: "Type:"}, r.Type)
}

// slip finishes a record that has no text: a sheet with name and type and the
// reason. Size and hash stay out of it: they identify a source that may yet be
// withheld.
func slip(r *record.Record, code, why string, lost bool) *record.Record {
	r.Problems = append(r.Problems, message.Problem{Code: code, Detail: why, Lost: lost})
	var w record.Builder
	header(&w, r)
	w.Add(record.Block{Role: record.RoleNote, Field: "note"}, why)
	w.Into(r)
	r.Seal()
	return r
}

var textTypes = []string{"application/json", "application/xml", "application/x-sh", "application/pgp-keys", "application/pgp-signature", "application/ics"}

// QUIRK: mailers send patches and logs as application/octet-stream; the file
// name's ending tells, and read refuses bytes that are not text after all.
var textNames = []string{".txt", ".csv", ".log", ".patch", ".diff", ".ics", ".vcf", ".htm", ".html", ".xml", ".json", ".md", ".c", ".h", ".cpp", ".py", ".sh", ".grc"}

func readable(a *message.Attachment) bool {
	if strings.HasPrefix(a.Type, "text/") && a.Type != "text/rtf" {
		return true
	}
	for _, t := range textTypes {
		if a.Type == t {
			return true
		}
	}
	name := strings.ToLower(a.Name)
	for _, e := range textNames {
		if strings.HasSuffix(name, e) {
			return true
		}
	}
	return false
}

func read(a *message.Attachment, open func(message.BlobRef) (io.ReadCloser, error)) (string, *message.Problem, error) {
	f, err := open(a.Blob)
	if err != nil {
		return "", nil, fmt.Errorf("reading an attachment: %w", err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxText+1))
	if err != nil {
		return "", nil, fmt.Errorf("reading an attachment: %w", err)
	}
	var problem *message.Problem
	if len(raw) > maxText {
		raw = raw[:maxText]
		problem = &message.Problem{Code: "text-cut", Detail: "only the first 8 MiB of this attachment became text", Lost: false}
	}
	if binary(raw) {
		return "", nil, fmt.Errorf("reading an attachment: not text")
	}
	text := decode(raw, a.Type)
	if a.Type == "text/html" || strings.HasSuffix(strings.ToLower(a.Name), ".html") || strings.HasSuffix(strings.ToLower(a.Name), ".htm") {
		text = record.HTMLText(text)
	}
	return text, problem, nil
}

// binary tells bytes that are no text in any charset met in mail: many zero
// bytes without a UTF-16 mark in front.
func binary(raw []byte) bool {
	if len(raw) >= 2 && (raw[0] == 0xff && raw[1] == 0xfe || raw[0] == 0xfe && raw[1] == 0xff) {
		return false
	}
	head := raw[:min(len(raw), 4096)]
	odd := 0
	for _, c := range head {
		if c == 0 || c < 9 || c > 13 && c < 32 && c != 27 {
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
