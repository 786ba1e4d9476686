package production

import (
	"fmt"
	"sort"
	"strings"

	"vaughn/export/qc"
	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/exempt"
)

// Certificate says what a production holds: every file with its SHA-256, one
// root hash over them, the numbers given, the counts, and the journal's head
// when it was planned. It holds no time and no name of a person: the same case,
// settings and program give the same bytes.
//
// In its file the lists of documents and of files stand before the root; in the
// memory they would fill it, see Documents.
type Certificate struct {
	V          int    `json:"v"`
	Program    string `json:"program"`
	Production string `json:"production"`
	Paper      string `json:"paper"`
	// What was asked for beside the pages, and what the texts of people say.
	Replaces    string  `json:"replaces,omitempty"`
	Supplements string  `json:"supplements,omitempty"`
	Policy      string  `json:"policy,omitempty"`
	Package     Package `json:"package,omitzero"`
	Producer    string  `json:"producer,omitempty"`
	Designation string  `json:"designation,omitempty"`
	Fields      Fields  `json:"fields"`
	Images      Images  `json:"images,omitzero"`
	Duplicates  string  `json:"duplicates,omitempty"` // copies of a message: all or once

	Journal    JournalAt `json:"journal"`
	Bates      BatesSpan `json:"bates"`
	Unused     []Unused  `json:"unused_numbers,omitempty"`
	Counts     Counts    `json:"counts"`
	Custodians []string  `json:"custodians"` // names that the producing person gave to sources
	Root       string    `json:"root"`       // SHA-256 over the lines "sha256  path\n" of its files
	Files      int       `json:"-"`          // that it lists

	sums sums
}

// JournalAt is the position of the case's journal the plan was made at.
type JournalAt struct {
	Seq  int64  `json:"seq"`
	Head string `json:"head"`
}

// BatesSpan is the range of numbers given.
type BatesSpan struct {
	First string `json:"first"`
	Last  string `json:"last"`
}

// Counts add up: Records = InFull + InPart + Withheld + Sheets and Pages =
// PagesInFull + PagesInPart + PagesOfSheets.
type Counts struct {
	Records  int `json:"records"`
	Pages    int `json:"pages"`
	InFull   int `json:"released_in_full"`
	InPart   int `json:"released_in_part"`
	Withheld int `json:"withheld_in_full"`
	Sheets   int `json:"sheets_in_place,omitempty"` // of records that leave in no way: referred, claimed back
	// A page is released in part when a redaction stands on it. Sheets stand for
	// what is withheld, answered elsewhere or produced natively.
	PagesInFull   int `json:"pages_released_in_full"`
	PagesInPart   int `json:"pages_released_in_part"`
	PagesOfSheets int `json:"pages_of_sheets"`
	NotShown      int `json:"pages_not_shown,omitempty"`         // of files that could not be drawn: a sheet stands for each
	SetAnew       int `json:"pages_set_anew_in_words,omitempty"` // of files whose boxes would tell, see Spec.TellingBoxes

	Boxes       int            `json:"redactions"`
	Tight       int            `json:"boxes_as_wide_as_their_words,omitempty"` // on pages of pixels, with released words beside them
	ByExemption map[string]int `json:"redactions_by_exemption"`
	Amounts     map[string]int `json:"redactions_by_amount"`
	// Strings withheld in one place and released in a record, each once a record,
	// how many of these a person cleared, and records whose pixels one looked at.
	Elsewhere int `json:"withheld_strings_released_elsewhere"`
	Cleared   int `json:"of_these_cleared_by_a_person"`
	Looked    int `json:"records_with_pixels_looked_at"`
}

// CertDocument is one document: its numbers and what its pages say.
type CertDocument struct {
	Begin    string   `json:"begin"`
	End      string   `json:"end"`
	PDF      string   `json:"pdf"`
	Text     string   `json:"text,omitempty"`
	RSMF     string   `json:"rsmf,omitempty"`
	Volume   string   `json:"volume,omitempty"`
	Parent   string   `json:"parent,omitempty"` // first number of the document it is attached to
	Images   []string `json:"images,omitempty"` // a picture of each page
	Native   string   `json:"native,omitempty"` // the file as it was collected
	Sheet    string   `json:"sheet,omitempty"`  // title of what stands for it
	Withheld bool     `json:"withheld,omitempty"`
	Codes    []string `json:"codes,omitempty"`
	// Custodians who held it, as the load file names them.
	Custodians []string       `json:"custodians,omitempty"`
	Pages      []qc.PageClaim `json:"pages"`
	Says       []string       `json:"says,omitempty"` // the pages' texts when there is no text file
}

// CertFile is one file of the folder.
type CertFile struct {
	Path   string `json:"path"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	Parts  []int  `json:"documents,omitempty"` // of a combined PDF: the documents it holds, by index
}

// sums are what the documents of a certificate add up to.
type sums struct {
	counts              Counts // as add counts
	boxes               int
	natives             int // files that left as they were
	volumes, custodians spans
}

// add adds the next document.
func (s *sums) add(d *CertDocument) {
	i := s.counts.Records
	s.counts.add(*d)
	for _, p := range d.Pages {
		s.boxes += len(p.Boxes)
	}
	if d.Native != "" {
		s.natives++
	}
	s.volumes.add(volumeOf(*d), i, d)
	for _, name := range d.Custodians {
		s.custodians.add(name, i, d)
	}
}

func (p Plan) certificate(program string) Certificate {
	c := Certificate{V: 1, Program: program, Production: p.Spec.Name, Paper: p.Spec.Paper,
		Replaces: p.Spec.Replaces, Supplements: p.Spec.Supplements, Policy: p.Spec.Policy, Package: p.Spec.Package, Producer: p.Spec.Producer, Designation: p.Spec.Designation,
		Fields: p.Spec.Fields, Images: p.Spec.Images, Duplicates: p.Spec.Duplicates, Custodians: []string{}, Journal: JournalAt{Seq: p.Frozen.Seq, Head: journalHead(p.Frozen.Head)}}
	c.Counts.Elsewhere, c.Counts.Cleared, c.Counts.Looked = p.told.elsewhere, p.told.cleared, p.told.looked
	c.Counts.ByExemption, c.Counts.Amounts = map[string]int{}, map[string]int{}
	c.Unused = p.unused()
	if p.Pages > 0 {
		c.Bates = BatesSpan{First: p.Range().First.String(), Last: p.Range().Last.String()}
	}
	return c
}

func journalHead(h journal.Hash) string { return h.String() }

// count adds one document to the certificate's sums.
func (c *Certificate) count(d *CertDocument, clean redact.Clean, set exempt.Set) {
	c.Counts.add(*d)
	c.sums.add(d)
	for _, b := range clean.Boxes() {
		c.Counts.Boxes++
		c.Counts.Amounts[b.Amount.Class]++
		for _, code := range b.Codes {
			c.Counts.ByExemption[set.Label([]string{code})]++
		}
	}
}

// add counts a document by what its pages show, as anyone who has the folder
// can; redactions are counted where they are made, since one that is broken
// over lines has a box on each.
func (c *Counts) add(d CertDocument) {
	c.Records++
	c.Pages += len(d.Pages)
	boxed := 0
	for _, p := range d.Pages {
		if len(p.Boxes) > 0 {
			boxed++
		}
		if p.NotShown != "" {
			c.NotShown++
		}
		if p.SetAnew {
			c.SetAnew++
		}
		c.Tight += tightOn(p)
	}
	switch {
	case d.Sheet != "":
		c.Sheets++
	case d.Withheld:
		c.Withheld++
	case boxed > 0:
		c.InPart++
	default:
		c.InFull++
	}
	if d.Sheet != "" || d.Withheld || d.Native != "" {
		c.PagesOfSheets += len(d.Pages)
		return
	}
	c.PagesInPart += boxed
	c.PagesInFull += len(d.Pages) - boxed
}

// sheet is the certificate as one page for people.
func (c Certificate) sheet() (redact.Clean, error) {
	var w record.Builder
	field := func(label, value string) {
		w.Add(record.Block{Role: record.RoleField, Field: label, Label: label + ":"}, value)
	}
	field("Subject", "Certificate of production")
	field("Production", c.Production)
	if c.Replaces != "" {
		field("Replaces", c.Replaces+", under the same numbers")
	}
	if c.Supplements != "" {
		field("Supplements", c.Supplements)
	}
	if c.Package.Kind != "" {
		field("Package", c.Package.Kind+" for "+c.Package.Agency+"; "+c.Package.said())
	}
	field("Numbers", c.Bates.First+" to "+c.Bates.Last)
	if n := len(c.Unused); n > 0 {
		field("Numbers", fmt.Sprintf("%d ranges given before stand on no page here; certificate.json lists them", n))
	}
	field("Records", fmt.Sprintf("%d on %d pages", c.Counts.Records, c.Counts.Pages))
	field("Released", fmt.Sprintf("%d in full, %d in part; %d withheld in full", c.Counts.InFull, c.Counts.InPart, c.Counts.Withheld))
	field("Pages", fmt.Sprintf("%d in full, %d in part, %d of sheets", c.Counts.PagesInFull, c.Counts.PagesInPart, c.Counts.PagesOfSheets))
	if c.Counts.Sheets > 0 {
		field("Sheets", fmt.Sprintf("%d stand for records that are not here", c.Counts.Sheets))
	}
	field("Redactions", fmt.Sprintf("%d", c.Counts.Boxes))
	field("Files", fmt.Sprintf("%d", c.Files))
	field("Root hash", c.Root)
	field("Journal", fmt.Sprintf("entry %d, %s", c.Journal.Seq, c.Journal.Head))
	field("Program", c.Program)
	w.Add(record.Block{Role: record.RoleBody, Field: record.FieldBody}, c.prose())
	r := &record.Record{ID: record.ID(strings.Repeat("0", 32)), Kind: "report"}
	r.Family = r.ID
	w.Into(r)
	r.Seal()
	return redact.Resolve(r, nil, exempt.Set{})
}

func (c Certificate) prose() string {
	var b strings.Builder
	b.WriteString("Every PDF file of this production was opened by a reader that did not write it. Each page says exactly what was released, " +
		"each redaction stands where it was planned, and nothing else was found in the files.\n")
	if c.Counts.Elsewhere > 0 {
		fmt.Fprintf(&b, "\nStrings withheld in one place are released in %d others; a person cleared %d of them before the run, and each was reported.\n", c.Counts.Elsewhere, c.Counts.Cleared)
	}
	if c.Counts.Looked > 0 {
		fmt.Fprintf(&b, "\n%d records have pages whose pixels no text can prove; a person looked at them before the run.\n", c.Counts.Looked)
	}
	if n := c.Counts.Tight; n > 0 {
		fmt.Fprintf(&b, "\n%d boxes on pages of pixels are as wide as the words under them, because released words stand beside them. All other boxes there have one of few widths.\n", n)
	}
	if n := c.Counts.SetAnew; n > 0 {
		fmt.Fprintf(&b, "\n%d pages hold the released words of pages of files, set anew, because boxes on their pictures would be as wide as what they hide; drawings, signatures, lines of tables and older redactions of those are not shown.\n", n)
	}
	if n := c.Counts.NotShown; n > 0 {
		fmt.Fprintf(&b, "\n%d pages of files could not be drawn; a sheet with the reason stands in the place of each.\n", n)
	}
	if c.Policy != "" {
		b.WriteString("\nMessages that stand in whole in others of this production were left out: " + c.Policy + "\n")
	}
	if n := c.sums.natives; n > 0 {
		fmt.Fprintf(&b, "\n%d files were produced as they were collected, by explicit choice. What such a file holds was not read back.\n", n)
	}
	for _, m := range []struct {
		title string
		of    map[string]int
	}{{"Redactions by exemption", c.Counts.ByExemption}, {"Redactions by amount deleted", c.Counts.Amounts}} {
		if len(m.of) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s\n", m.title)
		keys := make([]string, 0, len(m.of))
		for k := range m.of {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		for _, k := range keys {
			fmt.Fprintf(&b, "  %s: %d\n", k, m.of[k])
		}
	}
	b.WriteString("\nAnyone can repeat the proof without the case: vaughn verify FOLDER.\n")
	return b.String()
}

// claim is what a document's PDF says, for the readers that check it.
func (d CertDocument) claim(texts []string) qc.Claim {
	c := qc.Claim{Path: d.PDF, Title: title(d.Begin, d.End)}
	for i, p := range d.Pages {
		if i < len(texts) {
			p.Text = texts[i]
		}
		c.Pages = append(c.Pages, p)
	}
	return c
}

// title is what a PDF calls itself: its range of numbers.
func title(first, last string) string {
	if first == last {
		return first
	}
	return first + " to " + last
}

// sheetTitle is the title of the printed certificate.
const sheetTitle = "Certificate of production"
