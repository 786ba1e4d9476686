package redact

import (
	"fmt"
	"strings"
)

// Amount says how much a box deleted, in classes coarse enough to betray no
// word and fine enough for the duty to indicate the amount deleted
// (5 U.S.C. 552(b), sentence after (9)).
type Amount struct {
	Class string `json:"class"` // phrase, lines, paragraph, pages; area of a picture
	Pages int    `json:"pages,omitempty"`
}

// Words per class. A printed line of mail holds about 15 words, a page about 450.
const (
	phraseWords    = 15
	linesWords     = 45
	paragraphWords = 225
)

// PageWords is the number of words that count as a page.
const PageWords = 450

// AmountOf classes a deleted text by its count of words.
func AmountOf(text string) Amount {
	switch n := len(strings.Fields(text)); {
	case n <= phraseWords:
		return Amount{Class: "phrase"}
	case n <= linesWords:
		return Amount{Class: "lines"}
	case n <= paragraphWords:
		return Amount{Class: "paragraph"}
	default:
		return Amount{Class: "pages", Pages: (n + PageWords - 1) / PageWords}
	}
}

// String says the amount in words.
func (a Amount) String() string {
	switch a.Class {
	case "lines":
		return "1–3 lines"
	case "paragraph":
		return "paragraph"
	case "area":
		return "area of a picture"
	case "pages":
		if a.Pages == 1 {
			return "up to 1 page"
		}
		return fmt.Sprintf("up to %d pages", a.Pages)
	}
	return "phrase"
}

func (a Amount) suffix() string {
	if a.Class == "phrase" || a.Class == "area" {
		return ""
	}
	return " [" + a.String() + "]"
}
