package layout

import (
	"fmt"

	"vaughn/export/plate"
	"vaughn/redact"
)

// Style is everything besides the runs that a page depends on.
type Style struct {
	W, H                     Unit // paper
	Top, Bottom, Left, Right Unit // margins; stamps lie inside Top and Bottom
	Size, Lead               Unit // running text: type size and distance of baselines
	FixedSize, FixedLead     Unit // the same for text that is laid out in columns by its writer
	Draft                    bool // hidden words that the source still carries are shown
	// Plates makes the pictures of a Clean; nil sets what is said of them as text.
	Plates Plates
	Reflow Reflow // which of them leave as words instead
}

// Plates makes plates: a plate.Job, or plate.Blank where pages are only counted.
// A *plate.Refused error is a reason that is printed in the picture's place.
type Plates interface {
	Plate(redact.Picture) (*plate.Plate, error)
}

// Letter is the style of US productions.
func Letter() Style {
	return Style{
		W: Pt(612), H: Pt(792), Top: Pt(64), Bottom: Pt(68), Left: Pt(72), Right: Pt(72),
		Size: Pt(10.5), Lead: Pt(15), FixedSize: Pt(9), FixedLead: Pt(12.5),
	}
}

// A4 is the same page on A4 paper.
func A4() Style {
	st := Letter()
	st.W, st.H, st.Left, st.Right = Pt(595), Pt(842), Pt(64), Pt(63)
	return st
}

// Smallest measures that a page can be set in: below them boxes and their
// codes cannot be read (codes are never set under 7 points).
const (
	minColumn = 240 * 64
	minDepth  = 160 * 64
	minLead   = 11 * 64
	minStamp  = 36 * 64
	maxPaper  = 2000 * 64
)

func (st Style) check() error {
	switch {
	case st.W > maxPaper || st.H > maxPaper:
		return fmt.Errorf("checking the page style: the paper is larger than 2000 points")
	case st.Left < 0 || st.Right < 0 || st.column() < minColumn:
		return fmt.Errorf("checking the page style: the margins leave a column of %.0f points, at least %d are needed", st.column().Points(), minColumn/64)
	case st.Top < minStamp || st.Bottom < minStamp:
		return fmt.Errorf("checking the page style: top and bottom margins need %d points for stamps", minStamp/64)
	case st.H-st.Top-st.Bottom < minDepth:
		return fmt.Errorf("checking the page style: the margins leave %.0f points of depth, at least %d are needed", (st.H - st.Top - st.Bottom).Points(), minDepth/64)
	case st.Size < 6*64 || st.FixedSize < 6*64:
		return fmt.Errorf("checking the page style: type smaller than 6 points cannot be read")
	case st.Lead < minLead || st.FixedLead < minLead || st.Lead < st.Size || st.FixedLead < st.FixedSize:
		return fmt.Errorf("checking the page style: lines closer than 11 points or than their type overlap")
	case st.Lead > 100*64 || st.FixedLead > 100*64:
		return fmt.Errorf("checking the page style: lines further apart than 100 points")
	}
	return nil
}

func (st Style) column() Unit { return st.W - st.Left - st.Right }
