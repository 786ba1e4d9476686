package withholding

import (
	"slices"
	"strconv"

	"vaughn/redact/exempt"
)

// Counts is what a release letter states. Records = InFull + InPart + Withheld +
// Stood and Issued = PagesInFull + PagesInPart + Sheets + StoodPages +
// NativePages.
type Counts struct {
	Records, InFull, InPart, Withheld int
	Stood                             int // records that are answered elsewhere or were claimed back
	Natives                           int // of InFull, those whose files left as they were
	Issued                            int // pages that have a number, 0 for decisions not produced
	PagesInFull, PagesInPart          int
	Sheets                            int // pages that stand for records withheld in full
	StoodPages                        int // pages that stand for those of Stood
	NativePages                       int // pages that stand for those of Natives
	PagesWithheld                     int // the pages that records withheld in full have
	Redactions                        int
	ByExemption                       []Exemption
	by                                map[string]*Exemption
}

// Exemption is how often one was claimed.
type Exemption struct {
	Label                      string
	Records, Pages, Redactions int
	order                      int
}

// add counts one document.
func (c *Counts) add(disposition string, d Left, issued bool, set exempt.Set) {
	c.Records++
	pages := len(d.Boxes)
	if issued {
		c.Issued += pages
	}
	switch {
	case disposition == Stood:
		c.Stood++
		c.StoodPages += pages
	case disposition == Withheld:
		c.Withheld++
		c.Sheets += pages
		c.PagesWithheld += d.Whole
	case d.Native:
		c.InFull++
		c.Natives++
		c.NativePages += pages
	case disposition == InPart:
		c.InPart++
		c.PagesInFull += clear(d.Boxes)
		c.PagesInPart += pages - clear(d.Boxes)
	default:
		c.InFull++
		c.PagesInFull += pages
	}
	c.exempted(d, set)
}

// exempted counts by exemption: redactions as the document has them, pages by
// the boxes that stand on them.
func (c *Counts) exempted(d Left, set exempt.Set) {
	if c.by == nil {
		c.by = map[string]*Exemption{}
	}
	inDoc := map[string]bool{}
	for _, b := range d.Clean.Boxes() {
		c.Redactions++
		for _, code := range b.Codes {
			x := c.exemption(code, set)
			x.Redactions++
			if !inDoc[code] {
				inDoc[code] = true
				x.Records++
			}
		}
	}
	for _, boxes := range d.Boxes {
		inPage := map[string]bool{}
		for _, b := range boxes {
			for _, code := range b.Codes {
				if !inPage[code] {
					inPage[code] = true
					c.exemption(code, set).Pages++
				}
			}
		}
	}
}

func (c *Counts) exemption(code string, set exempt.Set) *Exemption {
	if c.by[code] == nil {
		x := &Exemption{Label: set.Label([]string{code}), order: 1 << 30}
		if known, ok := set.Lookup(code); ok {
			x.order = known.Order
		}
		c.by[code] = x
	}
	return c.by[code]
}

func (c *Counts) finish() {
	for _, x := range c.by {
		c.ByExemption = append(c.ByExemption, *x)
	}
	slices.SortFunc(c.ByExemption, func(a, b Exemption) int {
		if a.order != b.order {
			return a.order - b.order
		}
		if a.Label < b.Label {
			return -1
		}
		return 1
	})
	c.by = nil
}

func itoa(n int) string { return strconv.Itoa(n) }
