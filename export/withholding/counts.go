package withholding

import (
	"slices"
	"strconv"

	"vaughn/export/layout"
	"vaughn/redact/exempt"
)

// Counts is what a release letter states. Records = InFull + InPart + Withheld
// and Issued = PagesInFull + PagesInPart + Sheets.
type Counts struct {
	Records, InFull, InPart, Withheld int
	Issued                            int // pages that have a number, 0 for decisions not produced
	PagesInFull, PagesInPart          int
	Sheets                            int // pages that stand for records withheld in full
	PagesWithheld                     int // the pages those records have
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

// add counts one document: pages are those of the release with their boxes,
// whole what the record has by itself.
func (c *Counts) add(disposition string, pages [][]layout.Box, whole int, issued bool, set exempt.Set) {
	c.Records++
	if issued {
		c.Issued += len(pages)
	}
	switch disposition {
	case Withheld:
		c.Withheld++
		c.Sheets += len(pages)
		c.PagesWithheld += whole
	case InPart:
		c.InPart++
	default:
		c.InFull++
	}
	if c.by == nil {
		c.by = map[string]*Exemption{}
	}
	inDoc := map[string]bool{}
	for _, boxes := range pages {
		if disposition != Withheld {
			if len(boxes) > 0 {
				c.PagesInPart++
			} else {
				c.PagesInFull++
			}
		}
		inPage := map[string]bool{}
		for _, b := range boxes {
			c.Redactions++
			for _, code := range b.Codes {
				x := c.exemption(code, set)
				x.Redactions++
				if !inPage[code] {
					inPage[code] = true
					x.Pages++
				}
				if !inDoc[code] {
					inDoc[code] = true
					x.Records++
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
