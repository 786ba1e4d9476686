package production

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"

	"vaughn/export/bates"
	"vaughn/export/loadfile"
)

// Papers that go with the load files: what the letter of a production states,
// and numbers that no page bears. Both follow from the certificate alone, so
// that whoever has the folder can make them again and compare.
const (
	transmittalPath = "DATA/transmittal.csv"
	gapsPath        = "DATA/gaps.csv"
)

// Unused are numbers that an earlier production gave and that no page of its
// replacement bears: the document behind which they stand became shorter.
type Unused struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Behind string `json:"behind"` // first number of that document
}

const shorter = "the document is shorter than the one it replaces; these numbers stand on no page of this production"

// spare are the numbers of a replaced document that its new pages do not need.
func spare(d Doc, old bates.Range) (Unused, bool) {
	if d.Pages >= old.Pages() {
		return Unused{}, false
	}
	return Unused{From: old.At(d.Pages).String(), To: old.Last.String(), Behind: d.Range.First.String()}, true
}

// papers gives the files by their paths.
func (c Certificate) papers() (map[string][]byte, error) {
	out := map[string][]byte{}
	add := func(path string, fields []string, rows [][]string) error {
		var b bytes.Buffer
		w, err := loadfile.CSV(&b, fields)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := w.Row(row); err != nil {
				return err
			}
		}
		err = w.Close()
		out[path] = b.Bytes()
		return err
	}
	if err := add(transmittalPath, []string{"SECTION", "NAME", "VALUE"}, c.transmittal()); err != nil {
		return nil, err
	}
	if len(c.Unused) == 0 {
		return out, nil
	}
	var rows [][]string
	for _, u := range c.Unused {
		rows = append(rows, []string{u.From, u.To, shorter})
	}
	return out, add(gapsPath, []string{"FROM", "TO", "REASON"}, rows)
}

// transmittal is what a letter of transmittal states, a row each: whose records
// on which volumes under which numbers, how many, and how the tables are
// written.
func (c Certificate) transmittal() (rows [][]string) {
	row := func(section, name, value string) {
		if value != "" {
			rows = append(rows, []string{section, name, value})
		}
	}
	count := func(section, name string, n int) { row(section, name, fmt.Sprint(n)) }
	row("Production", "Name", c.Production)
	row("Production", "Numbers", c.Bates.First+" to "+c.Bates.Last)
	row("Production", "Producer", c.Producer)
	row("Production", "Replaces", c.Replaces)
	row("Production", "Supplements", c.Supplements)
	row("Production", "Designation", c.Designation)
	row("Production", "Messages left out", c.Policy)
	row("Package", "Kind", c.Package.Kind)
	row("Package", "Agency", c.Package.Agency)
	row("Package", "Contact", c.Package.Contact)
	row("Package", "Asked by", c.Package.Due)
	row("Package", "Marks", c.Package.said())
	n := c.Counts
	for _, x := range []struct {
		name string
		n    int
	}{{"all", n.Records}, {"released in full", n.InFull}, {"released in part", n.InPart}, {"withheld in full", n.Withheld}, {"sheets in the place of others", n.Sheets}} {
		count("Records", x.name, x.n)
	}
	for _, x := range []struct {
		name string
		n    int
	}{{"all", n.Pages}, {"released in full", n.PagesInFull}, {"released in part", n.PagesInPart}, {"sheets", n.PagesOfSheets}} {
		count("Pages", x.name, x.n)
	}
	for _, label := range slices.Sorted(maps.Keys(n.ByExemption)) {
		count("Redactions", label, n.ByExemption[label])
	}
	rows = append(append(rows, c.sums.volumes.rows("Volume")...), c.sums.custodians.rows("Custodian")...)
	for _, u := range c.Unused {
		row("Numbers on no page", u.From+" to "+u.To, shorter)
	}
	cols, _ := c.Fields.columns() // tables has looked at them
	row("Tables", "Fields", strings.Join(names(cols), "; "))
	row("Tables", "Encoding", "UTF-8; the DAT with a byte order mark")
	row("Tables", "Delimiters of the DAT", "U+0014 between cells; U+00FE around them; U+00AE for a line break; semicolon between values")
	row("Tables", "Dates and times", "MM/DD/YYYY; HH:MM:SS; UTC")
	row("Tables", "Hashes", "SHA-256 of every file in certificate.json; MD5 and SHA-256 of files that left as they were collected in the tables")
	row("Tables", "Copies of a message", map[string]string{everyCopy: "each is produced", oneCopy: "one is produced; the table names the custodians of all"}[c.Duplicates])
	return rows
}

// spans are, for each value that documents have, in order of appearance, their
// numbers and how many documents and pages they are.
type spans struct {
	by    map[string]*holding
	order []string
}

// holding is one value's: runs of documents as a cell says them, and the last one.
type holding struct {
	runs        []byte
	first, last string
	at          int // index of the last document
	docs, pages int
}

// add notes that a document has a value.
func (s *spans) add(value string, i int, d *CertDocument) {
	h := s.by[value]
	if h == nil {
		if s.by == nil {
			s.by = map[string]*holding{}
		}
		h = &holding{first: d.Begin}
		s.by[value], s.order = h, append(s.order, value)
	}
	if h.docs > 0 && h.at != i-1 {
		h.runs = append(append(h.runs, h.first+" to "+h.last...), "; "...)
		h.first = d.Begin
	}
	h.last, h.at = d.End, i
	h.docs, h.pages = h.docs+1, h.pages+len(d.Pages)
}

func (s *spans) rows(section string) (rows [][]string) {
	for _, name := range s.order {
		h := s.by[name]
		rows = append(rows, []string{section, name, fmt.Sprintf("%s%s to %s (%d documents; %d pages)", h.runs, h.first, h.last, h.docs, h.pages)})
	}
	return rows
}

// accompany writes the papers.
func (r *run) accompany() error {
	if !r.p.Spec.LoadFiles {
		return nil
	}
	papers, err := r.cert.papers()
	if err != nil {
		return err
	}
	for _, path := range slices.Sorted(maps.Keys(papers)) {
		if _, err := r.s.put(path, papers[path]); err != nil {
			return err
		}
	}
	return nil
}

// papers makes the papers again and compares; numbers on no page must follow
// the document that has them.
func (v *verifier) papers(context.Context) error {
	if err := v.behind(); err != nil {
		return err
	}
	if len(v.parts) == 0 || !v.list.has(tablesOf(v.parts[0].volume).dat) {
		return nil
	}
	want, err := v.Certificate.papers()
	if err != nil {
		return err
	}
	for _, path := range []string{transmittalPath, gapsPath} {
		data, due := want[path]
		if sum := sha256.Sum256(data); v.list.has(path) != due || due && !v.list.is(path, sum[:]) {
			v.fail("counts", path, "it is not what follows from the certificate", 0)
		}
	}
	return nil
}

// behind proves that numbers on no page follow the last one of their document, and
// end before the next document begins.
func (v *verifier) behind() error {
	if len(v.Unused) == 0 {
		return nil
	}
	wait := map[string][]Unused{}
	for _, u := range v.Unused {
		wait[u.Behind] = append(wait[u.Behind], u)
	}
	right := 0
	var before []Unused // those behind the document before
	for d, err := range v.docs() {
		if err != nil {
			return err
		}
		begin, _ := bates.Parse(d.Begin) // numbers looks at it
		end, err := bates.Parse(d.End)
		for _, u := range before {
			if to, _ := bates.Parse(u.To); to.Before(begin) {
				right++
			}
		}
		before = slices.DeleteFunc(wait[d.Begin], func(u Unused) bool { return err != nil || !u.follows(end) })
		delete(wait, d.Begin)
	}
	if right += len(before); v.Replaces == "" || right != len(v.Unused) {
		v.fail("bates", "certificate.json", "numbers that no page bears do not stand behind their document", 0)
	}
	return nil
}

// follows tells whether the numbers are numbers, in their order, behind a last one.
func (u Unused) follows(last bates.Number) bool {
	from, err := bates.Parse(u.From)
	to, err2 := bates.Parse(u.To)
	return err == nil && err2 == nil && !to.Before(from) && last.Before(from)
}
