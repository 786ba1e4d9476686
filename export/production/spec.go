// Package production plans, runs and verifies productions. A plan freezes what
// leaves: records, their versions, their cleaned text, their Bates numbers. A
// run writes it beside the target, has it read back by readers that did not
// write it, and only then gives it its name: it fails closed. Verify proves a
// finished folder without the case.
//
// A production folder holds only what was released: pages, their text, load
// files, and per page the boxes with their codes. No withheld string, no hash of
// one, no size or hash of a source that is not released in full: such a hash
// lets anyone test guesses.
package production

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"vaughn/export/bates"
	"vaughn/export/layout"
	"vaughn/export/plate"
	"vaughn/index/fault"
	"vaughn/redact"
)

// Spec is what a person asks for; its JSON is the SPEC file.
type Spec struct {
	Name  string    `json:"name"`  // of the production, unique in the case
	Query string    `json:"query"` // which records; "" is all
	Bates BatesSpec `json:"bates"`
	Paper string    `json:"paper"` // letter or a4
	// ChatContext says what of a conversation goes with the events that the
	// query chooses; without it conversations leave whole.
	ChatContext Context `json:"chat_context"`
	// Families brings the attachments of each message that is produced.
	Families bool `json:"families"`
	Choice
	Combined    bool    `json:"combined"`    // one PDF of all pages beside those of each record
	Text        bool    `json:"text"`        // a text file for each record, made from its pages
	LoadFiles   bool    `json:"load_files"`  // DAT, OPT and CSV
	Fields      Fields  `json:"fields"`      // columns of DAT and CSV
	LFP         bool    `json:"lfp"`         // an IPRO LFP too
	EDRM        bool    `json:"edrm_xml"`    // an EDRM XML 1.2 file too
	Images      Images  `json:"images"`      // a picture of each page
	Volumes     Volumes `json:"volumes"`     // folders for media of limited size
	RSMF        bool    `json:"rsmf"`        // an RSMF file of each conversation, made from its pages
	Producer    string  `json:"producer"`    // who produces, for the field COMPANY
	Designation string  `json:"designation"` // {designation} of the stamps
	Header      string  `json:"header"`      // {header} of the stamps, such as the request number
	Legend      string  `json:"legend"`      // {legend} of the stamps, such as that of an order under FRE 502(d)
	Stamps      Stamps  `json:"stamps"`
	Exemptions  string  `json:"exemptions"` // name of the exemption set
	// Withheld says what stands for a record of which nothing is released.
	Withheld string `json:"withheld"`
	// TellingBoxes says what becomes of pages of pixels on which a box is as wide as
	// what it hides: "keep" lets them leave as they look, "reflow" as their released
	// words, set anew; "reflow-all" all pages on which a word is withheld.
	TellingBoxes string `json:"telling_boxes"`
	// Replaces names the production whose documents these take the place of,
	// under the same numbers; Supplements one that this adds to.
	Replaces    string `json:"replaces"`
	Supplements string `json:"supplements"`
	// Set is the redaction set of the recipient: marks of other sets do not apply.
	Set string `json:"set,omitempty"`
	// Layer is the layer of review that must have decided on every mark.
	Layer string `json:"layer,omitempty"`
	// ReleasedElsewhere says what to do when a withheld string stands in
	// released text too: "clear" stops until a person has cleared each place,
	// "warn" produces and tells, "refuse" stops whatever was cleared.
	ReleasedElsewhere string `json:"released_elsewhere"`
	// Unreviewed says what to do with marks that nobody accepted or rejected:
	// always "refuse"; the field exists so that the file says so.
	Unreviewed string `json:"unreviewed"`
}

// BatesSpec is the numbering.
type BatesSpec struct {
	Prefix string `json:"prefix"`
	Start  int64  `json:"start"` // 0 goes on after the last number of the case
	Digits int    `json:"digits"`
	Suffix string `json:"suffix"` // of the numbers of a replacement, such as R; "" keeps them as they are
}

// Example is a complete spec with the defaults.
func Example() Spec {
	s := defaults()
	s.Name, s.Query, s.Bates = "First interim release", "coded:responsive=yes", BatesSpec{Prefix: "VAUGHN-", Start: 1, Digits: 6}
	s.ChatContext, s.Combined, s.RSMF = Context{Whole: true}, true, true
	return s
}

// defaults are what a SPEC file that says nothing means.
func defaults() Spec {
	return Spec{Bates: BatesSpec{Digits: 6}, Paper: "letter", Families: true, Choice: Choice{Duplicates: everyCopy, Order: byDate},
		Text: true, LoadFiles: true, Fields: Fields{Preset: standard}, Stamps: usualStamps(),
		Withheld: deletedPages, TellingBoxes: keepPictures, Exemptions: "foia", ReleasedElsewhere: clearElsewhere, Unreviewed: "refuse"}
}

// ParseSpec reads a SPEC file strictly: an unknown field is an error, because
// a misspelled one would silently change what leaves.
func ParseSpec(data []byte) (Spec, error) {
	s := defaults()
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return Spec{}, specError("", err)
	}
	return s, s.Check()
}

// Check refuses a spec that cannot be carried out.
func (s Spec) Check() error {
	switch {
	case strings.TrimSpace(s.Name) == "":
		return specError("name", fmt.Errorf("a production needs a name"))
	case s.Paper != "letter" && s.Paper != "a4":
		return specError("paper", fmt.Errorf("want letter or a4"))
	case s.ChatContext.check() != nil:
		return specError("chat_context", s.ChatContext.check())
	case !slices.Contains([]string{clearElsewhere, warnElsewhere, refuseElsewhere}, s.ReleasedElsewhere):
		return specError("released_elsewhere", fmt.Errorf("want %s, %s or %s", clearElsewhere, warnElsewhere, refuseElsewhere))
	case redact.Rank(s.Layer) < 0:
		return specError("layer", fmt.Errorf("want %s", strings.Join(redact.Layers(), ", ")))
	case s.Withheld != deletedPages && s.Withheld != slipSheet:
		return specError("withheld", fmt.Errorf("want %s or %s", deletedPages, slipSheet))
	case !slices.Contains([]string{keepPictures, reflowTelling, reflowAll}, s.TellingBoxes):
		return specError("telling_boxes", fmt.Errorf("want %s, %s or %s", keepPictures, reflowTelling, reflowAll))
	case s.Replaces != "" && s.Supplements != "":
		return specError("replaces", fmt.Errorf("a production replaces or supplements another, not both"))
	case s.Bates.Suffix != "" && s.Replaces == "":
		return specError("bates", fmt.Errorf("only numbers of a replacement have a suffix"))
	case s.Package.Bracketed() && s.RSMF:
		return specError("package", fmt.Errorf("marks in brackets stand on pages and in tables, not in RSMF: leave rsmf out"))
	case s.Unreviewed != "refuse":
		return specError("unreviewed", fmt.Errorf("only refuse is possible"))
	}
	for _, part := range []struct {
		name  string
		check func() error
	}{{"choice", s.Choice.check}, {"images", s.Images.check}, {"volumes", s.Volumes.check}, {"stamps", s.Stamps.check}} {
		if err := part.check(); err != nil {
			return specError(part.name, err)
		}
	}
	if _, err := s.Fields.columns(); err != nil {
		return specError("fields", err)
	}
	if _, err := bates.New(s.Bates.Prefix, max(s.Bates.Start, 0), s.Bates.Digits); err != nil {
		return specError("bates", err)
	}
	if _, err := (bates.Number{}).Replacing(s.Bates.Suffix); err != nil {
		return specError("bates", err)
	}
	return nil
}

func specError(field string, err error) error {
	if field != "" {
		err = fmt.Errorf("field %s: %w", field, err)
	}
	return &fault.Error{Code: fault.Usage, Op: "reading the production's spec", Err: err,
		Hint: "`vaughn produce CASE --example` prints a complete one."}
}

// style is the page the spec asks for.
func (s Spec) style() layout.Style {
	st := layout.Letter()
	if s.Paper == "a4" {
		st = layout.A4()
	}
	st.Reflow = s.reflow()
	return st
}

// reflow says which pages of pixels leave as their words.
func (s Spec) reflow() layout.Reflow {
	switch s.TellingBoxes {
	case reflowTelling:
		return layout.ReflowTelling
	case reflowAll:
		return layout.ReflowHidden
	}
	return layout.KeepPictures
}

// pictured is the style with what makes its pictures; without it pages are only
// counted.
func (s Spec) pictured(by layout.Plates) layout.Style {
	st := s.style()
	st.Plates = plate.Blank{}
	if by != nil {
		st.Plates = by
	}
	return st
}
