package production

import (
	"fmt"
	"strings"
	"time"
)

// Choice says what goes with the records that the query chooses, and what
// stays away though it does.
type Choice struct {
	// Conversations brings the other messages of each conversation.
	Conversations bool `json:"conversations"`
	// InclusiveOnly leaves out messages that stand in whole in others which are
	// produced. Each message may be a record of its own (foia.md, section 8), so
	// it needs a Policy.
	InclusiveOnly bool `json:"most_inclusive_only"`
	// Policy is the rule, order or stipulation that allows InclusiveOnly.
	Policy string `json:"policy"`
	// Duplicates produces the copies of a message "all", or "once" with the
	// custodians of all of them.
	Duplicates string `json:"duplicates"`
	// Order of the families: by "date", "custodian" or as they were imported
	// ("import").
	Order string `json:"order"`
	// Natives is a query for files that leave as they are; "" is none.
	Natives string `json:"natives"`
	// Package makes a package of records for another agency.
	Package Package `json:"package"`
}

// Package is a referral or a consultation: the records that are coded so, and
// for that agency, produced apart from every release.
type Package struct {
	Kind    string `json:"kind"` // "", "referral" or "consultation"
	Agency  string `json:"agency"`
	Contact string `json:"contact,omitempty"` // who there is written to
	Due     string `json:"due,omitempty"`     // day by which an answer is asked for, 2024-03-31
	// Marks says what becomes of them: "applied" as in a release, which is also
	// what "" means, or "bracketed": the agency reads all, with what is proposed
	// to be withheld in brackets that name the exemption.
	Marks string `json:"marks,omitempty"`
}

// Bracketed tells that marks are shown in brackets and hide nothing.
func (p Package) Bracketed() bool { return p.Marks == bracketedMarks }

// said says in words what became of the marks.
func (p Package) said() string {
	switch {
	case p.Kind == "":
		return ""
	case p.Bracketed():
		return "what is proposed to be withheld stands in brackets, with the exemption"
	}
	return "marked passages are removed"
}

// Values of Choice, of Spec.Withheld and of Spec.TellingBoxes.
const (
	everyCopy = "all"
	oneCopy   = "once"

	byDate      = "date"
	byCustodian = "custodian"
	byImport    = "import"

	appliedMarks   = "applied"
	bracketedMarks = "bracketed"

	deletedPages = "deleted-page-sheet"
	slipSheet    = "slip-sheet"

	keepPictures  = "keep"
	reflowTelling = "reflow"
	reflowAll     = "reflow-all"
)

// Once tells that of copies one is produced.
func (c Choice) Once() bool { return c.Duplicates == oneCopy }

// ByCustodian and ByImport tell the order; by date is what is left.
func (c Choice) ByCustodian() bool { return c.Order == byCustodian }

// ByImport tells that families stand in the order of their import.
func (c Choice) ByImport() bool { return c.Order == byImport }

func (c Choice) check() error {
	switch {
	case c.Duplicates != everyCopy && c.Duplicates != oneCopy:
		return fmt.Errorf("duplicates: want %s or %s", everyCopy, oneCopy)
	case c.Order != byDate && c.Order != byCustodian && c.Order != byImport:
		return fmt.Errorf("order: want %s, %s or %s", byDate, byCustodian, byImport)
	case c.InclusiveOnly && strings.TrimSpace(c.Policy) == "":
		return fmt.Errorf("most_inclusive_only leaves records out: write in policy which rule, order or stipulation allows it")
	case !c.InclusiveOnly && c.Policy != "":
		return fmt.Errorf("policy: it says why most_inclusive_only is on, which it is not")
	case c.Package.Kind != "" && c.Package.Kind != "referral" && c.Package.Kind != "consultation":
		return fmt.Errorf("package: want referral or consultation")
	case (c.Package.Kind == "") != (strings.TrimSpace(c.Package.Agency) == ""):
		return fmt.Errorf("package: name its kind and the agency it is for, or neither")
	case c.Package.Marks != "" && c.Package.Marks != appliedMarks && c.Package.Marks != bracketedMarks:
		return fmt.Errorf("package: marks: want %s or %s", appliedMarks, bracketedMarks)
	case c.Package.Kind == "" && c.Package != (Package{}):
		return fmt.Errorf("package: contact, due and marks are those of a package, which this is not")
	}
	if _, err := time.Parse(time.DateOnly, c.Package.Due); c.Package.Due != "" && err != nil {
		return fmt.Errorf("package: due is a day, such as 2024-03-31")
	}
	return nil
}
