// Package record is the review unit: one mail, one attachment, one
// conversation as linear UTF-8 text with named blocks, pictures and pages. A
// record is immutable in one Version; marks are spans of a version. It knows
// nothing of decisions.
//
// Text is the concatenation of its blocks' texts, each followed by one LF;
// behind the cell of a table another white space may stand instead.
// What a block is (a header field, a paragraph, a quotation) is said by the
// block; words that only dress the page, such as "From:", are a block's Label
// and not part of Text, so that offsets into a header field are offsets into
// its value.
package record

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"sort"
	"time"
	"unicode/utf8"

	"vaughn/index/message"
)

// ID names a record; it equals the ID of the item it was made from.
type ID = message.ID

// Version names one state of a record's text: 16 hex digits over text, blocks
// and pictures. Better extraction makes a new version, never a changed one.
type Version string

// Span is a half-open range of bytes of a record's Text, on rune boundaries.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Len is the number of bytes.
func (s Span) Len() int { return s.End - s.Start }

// Overlaps tells whether the two share at least one byte.
func (s Span) Overlaps(t Span) bool { return s.Start < t.End && t.Start < s.End }

// Roles of a block.
const (
	RoleField = "field" // a header field; Field names it
	RoleBody  = "body"  // the item's own lines
	RoleEvent = "event" // the words of one entry of a conversation; see EventField
	RoleNote  = "note"  // something the program says: a slip sheet's reason
	RoleImage = "image" // a place for Images[Image]

	RoleTitle   = "title"   // what a report is called
	RoleHeading = "heading" // what follows until the next one
	RoleHead    = "head"    // the first row of a table, repeated on each page; Field is its Columns
	RoleRow     = "row"     // a row of a table: TAB parts its cells, LF the lines of a cell
)

// Fields of RoleField blocks, as the redactions file spells them. The body's
// blocks carry the field "body".
const (
	FieldFrom    = "From"
	FieldTo      = "To"
	FieldCc      = "Cc"
	FieldBcc     = "Bcc"
	FieldDate    = "Date"
	FieldSubject = "Subject"
	FieldSender  = "Sender"
	FieldAttach  = "Attachments"
	FieldBody    = "body"
	FieldHidden  = "hidden"   // of a note block: a line that says what is hidden in a file, then its words
	FieldUnheld  = "pictures" // of a note block: pictures that a message names and does not hold
)

// UnheldLabel is printed before a note of FieldUnheld.
const UnheldLabel = "Pictures named and not held (none was fetched):"

// Block is a run of Text with one meaning. Span excludes the closing LF.
type Block struct {
	Span   Span    `json:"span"`
	Role   string  `json:"role"`
	Field  string  `json:"field,omitempty"`
	Label  string  `json:"label,omitempty"` // printed before the text, not part of it
	Quote  int     `json:"quote,omitempty"` // depth of quotation of a body block
	Image  int     `json:"image,omitempty"` // index into Images for RoleImage
	Form   string  `json:"form,omitempty"`  // how a body block was meant to stand on a page
	List   int     `json:"list,omitempty"`  // depth of the list that a body block stands in, 0 outside
	Cell   *Cell   `json:"cell,omitempty"`  // of a body block that is a cell of a table
	Insets []Inset `json:"insets,omitempty"`
}

// dress is all of a block that its page depends on beside words and role, ""
// for one that is set as its writer spaced it.
func (b *Block) dress() string {
	if b.Form == FormSpaced && b.List == 0 && b.Cell == nil && len(b.Insets) == 0 {
		return ""
	}
	s := fmt.Sprintf("%s %d %v", b.Form, b.List, b.Insets)
	if b.Cell != nil {
		s += fmt.Sprintf(" %v", *b.Cell)
	}
	return s
}

// Image is a picture that belongs to the record.
type Image struct {
	Blob message.BlobRef `json:"blob"`
	Type string          `json:"type"`
	W    int             `json:"w"`
	H    int             `json:"h"`

	Frame int `json:"frame,omitempty"` // which of the file's pictures, from 0
}

// Word is a stretch of Text and where it lies on a page picture, in fractions
// of the page (0..1, origin top left).
type Word struct {
	Span       Span `json:"span"`
	X, Y, W, H float64
}

// Page is one page of a paged attachment: the picture it is made from at
// production and where its words lie, so that one mark serves text and picture.
type Page struct {
	W     float64 `json:"w"` // points
	H     float64 `json:"h"`
	Words []Word  `json:"words,omitempty"`
}

// Child is an attachment as its parent's record lists it.
type Child struct {
	ID    ID              `json:"id"`
	Name  string          `json:"name"`
	Type  string          `json:"type"`
	Bytes int64           `json:"bytes"`
	Blob  message.BlobRef `json:"sha256"`
}

// Record is one reviewable item in one version.
type Record struct {
	ID           ID
	Version      Version
	Kind         string // email, attachment, chat, calendar, contact, task, note, report, document
	Family       ID     // the top-level record of the family; its own ID for that one
	Parent       ID     // "" for a top-level record
	MessageID    string
	Subject      string
	Date         time.Time // UTC
	DateText     string
	Zone         string
	Parties      []message.Party
	Children     []Child
	Conversation string
	Events       int
	Name         string          // file name of an attachment
	Type         string          // media type
	Bytes        int64           // size of the native
	Native       message.BlobRef // its bytes, "" when the source has none
	Rendition    message.BlobRef // the PDF that its pages are drawn from when it is not the native: an office file as a program set it
	Problems     []message.Problem

	Text   string
	Blocks []Block
	Images []Image
	Pages  []Page
	Log    *Log // of a conversation
}

// Seal derives the Version from everything a mark or a page depends on.
func (r *Record) Seal() Version {
	h := sha256.New()
	put := func(s string) {
		var n [8]byte
		binary.LittleEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	put(r.Text)
	for _, b := range r.Blocks {
		put(fmt.Sprintf("%d %d %s %d %d", b.Span.Start, b.Span.End, b.Role, b.Quote, b.Image))
		put(b.Field)
		put(b.Label)
		if d := b.dress(); d != "" {
			put(d)
		}
	}
	for _, i := range r.Images {
		put(string(i.Blob))
	}
	for _, p := range r.Pages {
		put(fmt.Sprintf("%v %v %d", p.W, p.H, len(p.Words)))
	}
	if r.Rendition != "" {
		put(string(r.Rendition))
	}
	r.Version = Version(hex.EncodeToString(h.Sum(nil)[:8]))
	return r.Version
}

// Drawable tells that there is something to draw its pages from.
func (r *Record) Drawable() bool { return r.Native != "" || r.Rendition != "" }

// Drawn gives the bytes that the pages are drawn from, and their type.
func (r *Record) Drawn() (message.BlobRef, string) {
	if r.Rendition != "" {
		return r.Rendition, "application/pdf"
	}
	return r.Native, r.Type
}

// Slice gives the text of a span, refusing one that is out of range or cuts a rune.
func (r *Record) Slice(s Span) (string, error) {
	if s.Start < 0 || s.End < s.Start || s.End > len(r.Text) {
		return "", fmt.Errorf("slicing record %s: span %d..%d is outside its %d bytes", r.ID, s.Start, s.End, len(r.Text))
	}
	if !boundary(r.Text, s.Start) || !boundary(r.Text, s.End) {
		return "", fmt.Errorf("slicing record %s: span %d..%d cuts a character", r.ID, s.Start, s.End)
	}
	return r.Text[s.Start:s.End], nil
}

func boundary(s string, i int) bool { return i == len(s) || utf8.RuneStart(s[i]) }

// Field gives the span of a header field or of the whole body (FieldBody).
func (r *Record) Field(name string) (Span, bool) {
	out, ok := Span{}, false
	for _, b := range r.Blocks {
		if b.Field != name {
			continue
		}
		if !ok {
			out, ok = b.Span, true
		}
		out.End = b.Span.End
	}
	return out, ok
}

// BlockAt finds the block that holds a byte of Text.
func (r *Record) BlockAt(offset int) (int, bool) {
	i := sort.Search(len(r.Blocks), func(i int) bool { return r.Blocks[i].Span.End >= offset })
	return i, i < len(r.Blocks) && r.Blocks[i].Span.Start <= offset
}

// With gives the parties in one role.
func (r *Record) With(role string) []message.Party {
	m := message.Message{Parties: r.Parties}
	return m.With(role)
}

// Builder writes a record's Text block by block.
type Builder struct {
	text   []byte
	blocks []Block
}

// Add appends a block; its text is cleaned to valid UTF-8 without CR or NUL.
// Field values must hold no LF: it becomes a space.
func (w *Builder) Add(b Block, text string) {
	text = Clean(text)
	if b.Role == RoleField {
		text = oneLine(text)
	}
	w.put(b, text, '\n')
}

// put appends a block of clean text and the white space behind it.
func (w *Builder) put(b Block, text string, behind byte) {
	start := len(w.text)
	w.text = append(w.text, text...)
	b.Span = Span{start, len(w.text)}
	w.blocks = append(w.blocks, b)
	w.text = append(w.text, behind)
}

// Cell appends a cell of a table; last ends its row.
func (w *Builder) Cell(b Block, text string, last bool) {
	behind := byte('\t')
	if last {
		behind = '\n'
	}
	w.put(b, Clean(text), behind)
}

// Into puts text and blocks into a record.
func (w *Builder) Into(r *Record) { r.Text, r.Blocks = string(w.text), w.blocks }

// PageBlocks gives the index of the first page's block: each page's text is one
// block and they follow each other. It is false for a record without pages, and
// for one whose words do not lie where its pages say.
func (r *Record) PageBlocks() (first int, ok bool) {
	if len(r.Pages) == 0 {
		return 0, false
	}
	for first < len(r.Blocks) && r.Blocks[first].Role != RoleBody {
		first++
	}
	if first+len(r.Pages) > len(r.Blocks) {
		return 0, false
	}
	for i, p := range r.Pages {
		b := r.Blocks[first+i]
		if b.Role != RoleBody {
			return 0, false
		}
		for _, w := range p.Words {
			if w.Span.Start < b.Span.Start || w.Span.End > b.Span.End {
				return 0, false
			}
		}
	}
	return first, true
}
