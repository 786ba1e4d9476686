// Package plate makes the only pictures that may leave a case: pixels with
// their boxes burned in, encoded anew. A page of a PDF is drawn by PDFium, a
// picture is decoded; what a redact.Picture says to cover is set to black in
// the pixels; what is encoded afterwards holds no byte of the source: no
// comment, no EXIF, no thumbnail, no colour profile.
//
// There is no other way to a Plate, so a box over live pixels cannot be
// expressed: whoever draws a plate draws what was blackened before.
//
// Pages are drawn at DPI. A plate of two levels is coded as ITU-T G4, one with
// colours or many greys as JPEG.
//
// It refuses, with a reason a reader understands (Refused), what is locked,
// damaged, of a kind it cannot decode, too large, or takes too long; the caller
// prints the reason in the picture's place, and the pages behind it are drawn. Of a
// TIFF file each picture is drawn that is asked for, of a moving one the first.
// Pictures stand upright as their EXIF or TIFF orientation says, and the lines of
// a fax are as far apart as its resolution says.
package plate

import (
	"crypto/sha256"
	"image"

	"vaughn/redact"
)

// DPI is the resolution of pages.
const DPI = 200

// Kind is how a plate is coded.
type Kind string

// The kinds of coding.
const (
	KindG4   Kind = "g4"   // ITU-T T.6, two levels
	KindGrey Kind = "grey" // JPEG of one component
	KindRGB  Kind = "rgb"  // JPEG of three
)

// Plate is a picture that may be drawn. Only a Job makes one.
type Plate struct {
	kind  Kind
	w, h  int
	data  []byte
	boxes []image.Rectangle
	tight []bool // by box
}

// Kind tells how Data is coded.
func (p *Plate) Kind() Kind { return p.kind }

// Size is its size in pixels.
func (p *Plate) Size() (w, h int) { return p.w, p.h }

// Data is the coded picture; callers must not change it.
func (p *Plate) Data() []byte { return p.data }

// Sum is the SHA-256 of Data.
func (p *Plate) Sum() [32]byte { return sha256.Sum256(p.data) }

// Boxes are the blackened areas in pixels, one for each cover of the picture it
// was made from and in their order; every one has an area on the plate.
func (p *Plate) Boxes() []image.Rectangle { return p.boxes }

// Tight tells whether a box ends where its words do, because others stand beside
// it: then its width tells how long they were.
func (p *Plate) Tight(box int) bool { return box < len(p.tight) && p.tight[box] }

// Refused says why a picture cannot be drawn: a code for programs, and words fit
// for the page.
type Refused struct{ Code, Why string }

func (r *Refused) Error() string { return "drawing a picture: " + r.Why }

// Blank stands where pages are only counted: it draws nothing.
type Blank struct{}

// Plate refuses.
func (Blank) Plate(redact.Picture) (*Plate, error) {
	return nil, &Refused{"not-drawn", "It was not drawn."}
}

// The reasons.
var (
	errLocked  = &Refused{"locked", "It is locked with a password."}
	errDamaged = &Refused{"damaged", "It is damaged."}
	errLarge   = &Refused{"too-large", "Drawing it takes more pixels or memory than is allowed."}
	errSlow    = &Refused{"too-slow", "Drawing it takes more time than is allowed."}
	errUnknown = &Refused{"unknown-kind", "No program here can draw this kind of picture."}
	errAbsent  = &Refused{"absent", "Its bytes are not in the case."}
	errStopped = &Refused{"too-slow", "Other pages of this file took more time or memory than is allowed."}
	errLight   = &Refused{"not-solid", "Its boxes could not be made solid."}
)
