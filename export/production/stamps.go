package production

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"vaughn/export/layout"
)

// Stamps are what stands in the margins of each page. A word in braces is
// filled: {bates}, {page} of {pages}, {status} (what was done to the document),
// {designation}, {header} and {legend} of the spec, {production}.
type Stamps struct {
	TopLeft      string `json:"top_left"`
	TopCentre    string `json:"top_centre"`
	TopRight     string `json:"top_right"`
	BottomLeft   string `json:"bottom_left"`
	BottomCentre string `json:"bottom_centre"`
	BottomRight  string `json:"bottom_right"`
}

func usualStamps() Stamps {
	return Stamps{TopLeft: "{legend}", TopRight: "{header}", BottomLeft: "{designation}", BottomCentre: "Page {page} of {pages}", BottomRight: "{bates}"}
}

func (s Stamps) corners() []string {
	return []string{s.TopLeft, s.TopCentre, s.TopRight, s.BottomLeft, s.BottomCentre, s.BottomRight}
}

var stampWords = []string{"{bates}", "{page}", "{pages}", "{status}", "{designation}", "{header}", "{legend}", "{production}"}

var braced = regexp.MustCompile(`[{}][^{}]*}?`)

// check wants known words and the number once: a page without its number cannot
// be cited, one with two could be taken for two.
func (s Stamps) check() error {
	all := strings.Join(s.corners(), "\n")
	for _, w := range braced.FindAllString(all, -1) {
		if !slices.Contains(stampWords, w) {
			return fmt.Errorf("%s is none of %s", w, strings.Join(stampWords, " "))
		}
	}
	if strings.Count(all, "{bates}") != 1 {
		return fmt.Errorf("{bates} must stand in one corner, and in one only")
	}
	return nil
}

// stamps are the endorsements of a document's pages.
func (s Spec) stamps(d Doc) func(page int) layout.Stamps {
	return func(page int) layout.Stamps {
		fill := strings.NewReplacer("{bates}", d.Range.At(page).String(), "{page}", strconv.Itoa(page+1), "{pages}", strconv.Itoa(d.Pages),
			"{status}", d.Status, "{designation}", s.Designation, "{header}", s.Header, "{legend}", s.Legend, "{production}", s.Name)
		return layout.Stamps{TopLeft: fill.Replace(s.Stamps.TopLeft), TopCentre: fill.Replace(s.Stamps.TopCentre), TopRight: fill.Replace(s.Stamps.TopRight), BottomLeft: fill.Replace(s.Stamps.BottomLeft),
			BottomCentre: fill.Replace(s.Stamps.BottomCentre), BottomRight: fill.Replace(s.Stamps.BottomRight)}
	}
}

// said are all words of a spec that leave with the production.
func (s Spec) said() []string {
	return append(s.Stamps.corners(), s.Name, s.Producer, s.Header, s.Designation, s.Legend, s.Policy, s.Replaces, s.Supplements, s.Package.Agency, s.Package.Contact)
}
