package production

// Purpose is what a production is for, with the settings that are usual then. A
// receiving party's written specification goes before all of them.
type Purpose struct {
	ID    string
	Title string
	About string // what it sets, in words
	set   func(*Spec)
}

// Purposes lists them, the release under FOIA first.
func Purposes() []Purpose {
	discovery := func(s *Spec) {
		s.Withheld, s.Exemptions, s.Combined = slipSheet, "litigation", false
		s.Images = Images{Format: "tiff", DPI: usualDPI}
		s.Legend, s.Designation, s.Header = "Subject to order under FRE 502(d)", "CONFIDENTIAL", ""
	}
	agency := func(fields string) func(*Spec) {
		return func(s *Spec) {
			discovery(s)
			s.Fields, s.Legend, s.Duplicates = Fields{Preset: fields}, "", everyCopy // fewer copies need that agency's consent
		}
	}
	other := func(kind string) func(*Spec) {
		return func(s *Spec) {
			s.Package = Package{Kind: kind, Marks: bracketedMarks}
			s.Combined, s.RSMF, s.Query = true, false, ""
		}
	}
	return []Purpose{
		{"foia", "Release under FOIA", "Deleted-page sheets, one PDF of all pages, text and tables.", func(*Spec) {}},
		{"litigation", "Discovery", "Slip sheets, TIFF images, 502(d) legend, one copy of each message with all custodians.", func(s *Spec) { discovery(s); s.Duplicates = oneCopy }},
		{"doj", "DOJ Antitrust Division", "Slip sheets, TIFF images, the Division's field list.", agency("doj")},
		{"sec", "SEC Enforcement", "Slip sheets, TIFF images, the field list of the Data Delivery Standards.", agency("sec")},
		{"ftc", "FTC Bureau of Competition", "Slip sheets, TIFF images, the Bureau's field list.", agency("ftc")},
		{"referral", "Referral to another agency", "The records coded for that agency, with what is proposed to be withheld in brackets.", other("referral")},
		{"consultation", "Consultation of another agency", "The records coded for that agency, with what is proposed to be withheld in brackets.", other("consultation")},
	}
}

// For is the example of a purpose; false for one that there is not.
func For(id string) (Spec, bool) {
	s := Example()
	for _, p := range Purposes() {
		if p.ID == id {
			p.set(&s)
			return s, true
		}
	}
	return s, false
}
