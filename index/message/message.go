// Package message is what any archive says, in one shape: a mail, a calendar
// item or a chat entry as it was found, with its parties, bodies, attachments
// and everything that was wrong with it. It holds no file handles beyond the
// life of one emit and decides nothing about review.
package message

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"
)

// ID names one item by content: 32 lower-case hex digits, the first half of
// the SHA-256 of the item's bytes as its container holds them. Equal bytes
// found in several places have one ID.
type ID string

// ParseID checks the shape of an ID that came from outside.
func ParseID(s string) (ID, error) {
	if len(s) != 32 {
		return "", fmt.Errorf("parsing an id: %d characters instead of 32", len(s))
	}
	if _, err := hex.DecodeString(s); err != nil || strings.ToLower(s) != s {
		return "", fmt.Errorf("parsing an id: not lower-case hexadecimal")
	}
	return ID(s), nil
}

// Kind is what sort of item an archive held.
type Kind string

// The kinds of item. A report is a delivery or read report.
const (
	Email    Kind = "email"
	Calendar Kind = "calendar"
	Contact  Kind = "contact"
	Task     Kind = "task"
	Note     Kind = "note"
	Report   Kind = "report"
	Document Kind = "document"
	ChatPost Kind = "chat"
)

// Roles of a Party.
const (
	From    = "from"
	Sender  = "sender"
	To      = "to"
	Cc      = "cc"
	Bcc     = "bcc"
	ReplyTo = "reply-to"
)

// Party is one person or address in a role. Raw is the text it was read from
// when it could not be parsed; a party is never dropped.
type Party struct {
	Role string `json:"role"`
	Name string `json:"name,omitempty"`
	Addr string `json:"addr,omitempty"`
	Raw  string `json:"raw,omitempty"`
}

// String prints "Name <addr>" as far as the parts are known.
func (p Party) String() string {
	switch {
	case p.Name != "" && p.Addr != "":
		return p.Name + " <" + p.Addr + ">"
	case p.Addr != "":
		return p.Addr
	case p.Name != "":
		return p.Name
	}
	return p.Raw
}

// Header is one header field as decoded text, unfolded; Name keeps the
// spelling of the source.
type Header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Body is one textual rendering of the item. Text is valid UTF-8 with LF line
// ends. Type is "text/plain" or "text/html". An Alternative says the same as
// the last body before it that is none (RFC 2046 section 5.1.4).
type Body struct {
	Type        string `json:"type"`
	Charset     string `json:"charset,omitempty"`
	Text        string `json:"text"`
	Alternative bool   `json:"alternative,omitempty"`
}

// BlobRef names stored bytes by their SHA-256, 64 lower-case hex digits.
type BlobRef string

// Attachment is one part that is not the item's own text.
type Attachment struct {
	Name      string   // as the source spells it, decoded; may be empty
	Type      string   // media type, lower case
	ContentID string   // without angle brackets
	Inline    bool     // shown inside the body
	Size      int64    // decoded bytes; -1 until read
	Blob      BlobRef  // set once stored
	Nested    *Message // a message inside the message, parsed; Open still gives its bytes
	// Open gives the decoded bytes. It is valid only during the emit that
	// delivered the message.
	Open func() (io.ReadCloser, error) `json:"-"`
}

// Locator is where an item was found: Path inside the source (empty when the
// source is one file) and its Ordinal there, counted from 0. Offset and Length
// are bytes in the decompressed container, -1 when the format has none.
type Locator struct {
	Source  string // identity of the container: its SHA-256, or of its absolute path for a folder
	Path    string // file or folder inside it, '/'-separated
	Ordinal int64
	Offset  int64
	Length  int64
}

// Problem is something wrong with an item. Detail never holds content; Lost
// says that something the source held could not be kept.
type Problem struct {
	Code   string `json:"code"`
	At     string `json:"at,omitempty"`
	Detail string `json:"detail,omitempty"`
	Lost   bool   `json:"lost"`
}

// Message is one item of an archive.
type Message struct {
	ID        ID
	Kind      Kind
	At        Locator
	MessageID string // with its angle brackets, as in the header; "" if none
	InReplyTo []string
	Refs      []string  // References in order
	ThreadIdx string    // Outlook's Conversation-Index, base64 as found
	Subject   string    // decoded, unfolded
	Date      time.Time // UTC; zero when unknown
	DateText  string    // the original text
	Zone      string    // the offset or zone name the source stated, "assumed ..." when it stated none
	Parties   []Party
	Headers   []Header // all, in order, decoded
	Bodies    []Body   // in the order of the source
	Attached  []Attachment
	Problems  []Problem
	RawSum    [32]byte // SHA-256 of the item's bytes as the container holds them
	RawLen    int64
	Raw       func() (io.ReadCloser, error) `json:"-"` // the item's bytes, valid only during the emit; nil when the format has no such bytes
	Chat      *Conversation                 // of kind ChatPost
	Flags     []string                      // states the container keeps beside the item: seen, replied, draft …
}

// Seal derives the ID from RawSum.
func (m *Message) Seal() ID {
	m.ID = IDOf(m.RawSum)
	return m.ID
}

// IDOf is the ID of an item whose bytes have this SHA-256.
func IDOf(sum [32]byte) ID { return ID(hex.EncodeToString(sum[:16])) }

// ChildID is the ID of the nth attachment of a parent: a record per parent,
// although its bytes are stored once, so that a privileged parent never lends
// its coding to another.
func ChildID(parent ID, n int) ID {
	return IDOf(sha256.Sum256(fmt.Appendf(nil, "%s/%d", parent, n)))
}

// With gives the parties in one role, in order.
func (m *Message) With(role string) []Party {
	var out []Party
	for _, p := range m.Parties {
		if p.Role == role {
			out = append(out, p)
		}
	}
	return out
}

// Header gives the first header field of that name, case ignored.
func (m *Message) Header(name string) string {
	for _, h := range m.Headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

// Body gives the first body of that media type.
func (m *Message) Body(mediaType string) (Body, bool) {
	for _, b := range m.Bodies {
		if b.Type == mediaType {
			return b, true
		}
	}
	return Body{}, false
}

// Note records a problem.
func (m *Message) Note(code, detail string, lost bool) {
	m.Problems = append(m.Problems, Problem{Code: code, Detail: detail, Lost: lost})
}
