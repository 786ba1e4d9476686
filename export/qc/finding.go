// Package qc checks what is about to leave and what has left. Checks may
// refuse, never repair.
//
// After a run every file is opened by two readers that did not write it, PDFium
// and the package syntax below, and each page must say exactly what the plan
// released: the proof is equality; looking for withheld strings comes on top.
// The layers of a proof (see Prover) are:
//
//	structure  every byte in a known object, every object in use, known keys only
//	strings    no string outside pages that the plan does not know
//	content    the strings of pages are the released letters (own reader)
//	tags       what a screen reader is told is what the pages say, redactions spoken (both)
//	fonts      fonts hold the drawn letters alone, in the bundled shapes
//	names      title, page labels, outline, paper size (PDFium)
//	text       each page reads as released (PDFium)
//	withheld   no withheld string more often than planned, over all ends
//	geometry   every letter is to be seen, boxes stand where they should
//	render     boxes are black in the picture but for their labels
//	plates     the images drawn are the plates of the plan, byte for byte
//	pixels     what an image stores is black under each box, and only pixels
//	bytes      no withheld string in any bytes, packed or coded (no reader at all)
//
// Limits: it proves pages of text, filled rectangles and plates, and refuses any
// other picture; what released pixels show besides the boxes only a person can
// say. On pages with letters from right to left, text is compared without its
// order; on a page with a plate PDFium's text is too, and the own reader's is not. A word that was never marked is released, and no check here knows
// better.
package qc

import (
	"encoding/hex"
	"strings"

	"vaughn/export/layout"
)

// Severity says what a finding means for a production.
type Severity string

// The severities: a block stops the production, a warning needs a person's
// look, info is for the record.
const (
	Block Severity = "block"
	Warn  Severity = "warn"
	Info  Severity = "info"
)

// Place is another place a finding speaks of.
type Place struct {
	Record    string `json:"record,omitempty"`
	MessageID string `json:"message_id,omitempty"`
	Line      int    `json:"line,omitempty"`
	Text      string `json:"text,omitempty"`
}

// Finding is one thing a person should know. Text may be exempt: findings are
// shown to the reviewer who has the case, never logged and never produced.
type Finding struct {
	V         int      `json:"v"`
	ID        string   `json:"id,omitempty"` // by which a person may clear it; "" for what nobody can
	Check     string   `json:"check"`
	Severity  Severity `json:"severity"`
	MessageID string   `json:"message_id,omitempty"`
	Record    string   `json:"record,omitempty"`
	Field     string   `json:"field,omitempty"`
	File      string   `json:"file,omitempty"`
	Page      int      `json:"page,omitempty"`
	Bates     string   `json:"bates,omitempty"`  // number of the page
	Reason    string   `json:"reason,omitempty"` // a word for programs, of checks that have several
	Line      int      `json:"line,omitempty"`
	Text      string   `json:"text,omitempty"`
	Other     []Place  `json:"other"`
	Why       string   `json:"why"`
	Cleared   string   `json:"cleared,omitempty"` // who cleared it, and why
}

// Blocking tells whether any finding stops the production.
func Blocking(fs []Finding) bool {
	for _, f := range fs {
		if f.Severity == Block {
			return true
		}
	}
	return false
}

// Claim is what a production says one of its PDF files holds: its own strings
// and its pages.
type Claim struct {
	Path      string
	Title     string
	Bookmarks []BookmarkClaim
	Pages     []PageClaim
	// Withheld are strings that may occur in the file as often as the claim
	// itself says them, and no more. Nil where they are not known.
	Withheld *Needles
}

// ClaimPage is what a finished page says under its number.
func ClaimPage(f layout.Final, number string) PageClaim {
	p := f.Page()
	out := PageClaim{Bates: number, W: p.W.Points(), H: p.H.Points(), Text: f.Text(), Tags: append([]string{}, p.Tagged()...)}
	if why := f.Refused(); why != nil {
		out.NotShown = why.Code
	}
	out.SetAnew = f.SetAnew()
	for _, x := range p.Pictures {
		w, h := x.Plate.Size()
		sum := x.Plate.Sum()
		out.Plates = append(out.Plates, PlateClaim{X: x.X.Points(), Y: x.Y.Points(), W: x.W.Points(), H: x.H.Points(),
			PixelW: w, PixelH: h, Kind: string(x.Plate.Kind()), SHA256: hex.EncodeToString(sum[:])})
	}
	if len(p.Layer) > 0 {
		out.Layer, out.Seen = true, f.Seen()
	}
	for _, b := range p.Boxes {
		var label []string
		for _, w := range b.Label {
			label = append(label, w.Text)
		}
		out.Boxes = append(out.Boxes, BoxClaim{X: b.X.Points(), Y: b.Y.Points(), W: b.W.Points(), H: b.H.Points(),
			Codes: b.Codes, Label: strings.Join(label, " "), Tight: b.Tight})
	}
	return out
}

// BookmarkClaim is one entry of the outline.
type BookmarkClaim struct {
	Page int // from 0
	Text string
}

// PageClaim is what one page says: its Bates number (its page label; "" for a
// page without), its size in points, its text as layout.Final.Text gives it,
// and its boxes.
type PageClaim struct {
	Bates string     `json:"bates"`
	W     float64    `json:"w"`
	H     float64    `json:"h"`
	Text  string     `json:"-"`
	Boxes []BoxClaim `json:"boxes,omitempty"`
	// Plates are its pictures. On a page with a Layer only Seen of its text is
	// painted, stamps and labels; the rest lies invisible over the plates.
	Plates []PlateClaim `json:"plates,omitempty"`
	Layer  bool         `json:"layer,omitempty"`
	Seen   string       `json:"seen,omitempty"`
	// Tags are what a screen reader is told of it, as layout.Page.Tagged gives it;
	// nil where that is not known.
	Tags []string `json:"-"`
	// NotShown is why a sheet stands for a page of a file that could not be drawn,
	// a code of plate.Refused.
	NotShown string `json:"not_shown,omitempty"`
	// SetAnew is set where a page of a file leaves as its released words, not as it
	// looks, because its boxes would tell the width of what they hide.
	SetAnew bool `json:"set_anew,omitempty"`
}

// PlateClaim is one picture on a page, in points from the top left corner: its
// stored pixels, their coding (see plate.Kind) and the hash of what is stored.
type PlateClaim struct {
	X      float64 `json:"x"`
	Y      float64 `json:"y"`
	W      float64 `json:"w"`
	H      float64 `json:"h"`
	PixelW int     `json:"pixel_w"`
	PixelH int     `json:"pixel_h"`
	Kind   string  `json:"kind"`
	SHA256 string  `json:"sha256"`
}

// BoxClaim is one redaction on a page, in points from the top left corner.
type BoxClaim struct {
	X     float64  `json:"x"`
	Y     float64  `json:"y"`
	W     float64  `json:"w"`
	H     float64  `json:"h"`
	Codes []string `json:"codes"`
	Label string   `json:"label"`
	// Tight is set where it is as wide as the words it hides: others stand beside it.
	Tight bool `json:"tight,omitempty"`
}
