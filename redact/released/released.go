// Package released reads a release that somebody has finished, as its reader
// gets it: pages of text in which codes stand where words were, and finds what
// went wrong in it. The evening before a release that is somebody's last chance,
// the day after it is what a requester asks about.
//
// A release quotes one message many times. Where the words on both sides of a
// code are the same in two places and one of them has words instead of the code,
// one message was withheld in two ways: that is found by the words around alone,
// whatever a scanner or another program did to the lines. Letters that scanners
// confuse (rn and m, l and 1, 0 and O), quotation marks and hyphens at line ends
// make no difference.
//
// It needs no case and changes nothing. It never guesses what a code hides.
//
// Limits: messages are recognised by their header lines in English; a message
// that was withheld alike in all its copies is never found, however wrong.
package released

import (
	"cmp"
	"slices"
	"strings"
)

// Page is one page of a release, or a whole text file as page 0.
type Page struct {
	File string
	Page int // from 1; 0 for a text file
	Text string
}

// Names of the checks.
const (
	Inconsistent = "inconsistent"  // open in one copy, withheld in another
	Codes        = "codes-differ"  // withheld under other codes in another copy
	Leak         = "leak"          // an identifier is open
	Partial      = "partial-cover" // a name or address is half open
	BadCode      = "bad-code"      // a code that the law does not know
	NoCode       = "no-code"       // a box that says no code
)

// Severities, as in the check of a case.
const (
	Block = "block"
	Warn  = "warn"
	Info  = "info"
)

// Place is where something stands in a release.
type Place struct {
	File  string
	Page  int // from 1; 0 for a text file
	Line  int // from 1, of the page or text file
	Text  string
	Whole string   // the whole line, for a reader
	Sent  string   // when the message was sent, as it is written there
	Codes []string // as they are written there; none where it is open
}

// Finding is one thing a reader should know.
type Finding struct {
	Check    string
	Severity string
	Place    Place
	Other    []Place // the copies
	Why      string
}

// maxOther bounds the copies that one finding lists, maxFindings the findings.
const (
	maxOther    = 50
	maxFindings = 5000
)

// Check reads the pages in their order and gives what it finds, the gravest
// first, then in the order of pages.
func Check(pages []Page) []Finding {
	d := read(pages)
	out := d.copies()
	out = append(out, d.alike()...)
	out = append(out, d.headers()...)
	out = append(out, d.halves()...)
	out = append(out, d.left()...)
	out = append(out, d.codes()...)
	out = settled(out)
	return out[:min(len(out), maxFindings)]
}

// settled leaves one finding about each place and orders them.
func settled(fs []Finding) []Finding {
	type at struct {
		file       string
		page, line int
		text       string
	}
	seen := map[at]bool{}
	var out []Finding
	for _, f := range fs {
		k := at{f.Place.File, f.Place.Page, f.Place.Line, key(f.Place.Text)}
		if !seen[k] {
			seen[k] = true
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Compare(Rank(a.Severity), Rank(b.Severity))
	})
	return out
}

// Rank orders severities, the gravest first.
func Rank(s string) int { return slices.Index([]string{Block, Warn, Info}, s) }

func key(s string) string {
	var b strings.Builder
	for _, w := range strings.Fields(s) {
		if w = plain(w); w != "" {
			b.WriteString(w + " ")
		}
	}
	return b.String()
}
