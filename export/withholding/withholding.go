// Package withholding accounts for what a release withholds: Vaughn index,
// privilege log, redaction log and the counts of a release letter, all out of
// the decisions that the release was made from.
//
// Nothing of a record is printed as it stands: header fields come from a
// redact.Clean, so that a subject with a mark shows its label, and every cell is
// compared with all withheld strings of the case afterwards; one that is found,
// because it is released elsewhere or because somebody typed it into a
// description, is cut out and told. Reviewers' notes are not printed.
//
// It argues nothing: justifications are the standing texts of the exemption
// set, and harm, description and segregability are what a person stated. What is
// missing is said to be missing. A page is released in part when a box stands on
// it; the pages of a record that is withheld in full are those it would have had.
// A redaction counts once however many lines it breaks over, as it does in the
// certificate.
package withholding

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"vaughn/export/bates"
	"vaughn/export/layout"
	"vaughn/export/plate"
	"vaughn/export/qc"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/exempt"
)

// Dispositions of a document, as FOIA offices abbreviate them.
const (
	InFull   = "RIF" // released in full
	InPart   = "RIP" // released in part
	Withheld = "WIF" // withheld in full
	// Stood is none of them: a sheet stands for a record that another agency
	// answers, or that was claimed back.
	Stood = "sheet"
)

// Fields of coding that a person fills for the logs.
const (
	FieldDescription   = "log_description"
	FieldHarm          = "log_harm"
	FieldSegregability = "log_segregability"
)

// Document is one record of a release with the decisions on it.
type Document struct {
	Record *record.Record
	Marks  []redact.Mark
	Coding map[string]string
	Range  bates.Range // of its pages
	Pages  int         // issued in Range; 0 when nothing was produced
	Kin    string      // the first number or the id of its family's top record, "" for that one
	Left   *Left       // how a production released it; nil when nothing was produced
}

// Left is a document as it left.
type Left struct {
	Clean  redact.Clean
	Boxes  [][]layout.Box // on each page of Range
	Whole  int            // pages that the record has by itself
	Sheet  bool           // a sheet stood for it, which says nothing of it: it was referred or claimed back
	Native bool           // its file left as it was collected, with a page that says so
}

// Options steer a log.
type Options struct {
	Set      exempt.Set
	Secrets  *qc.Needles // all withheld strings of the case
	Identify bool        // print date, author and recipients of records withheld in full, too
	Counsel  []Counsel   // whose names a privilege log marks with '*'
}

// Counsel is an attorney: the name and how else it is spelled.
type Counsel struct {
	Name      string
	Spellings []string
}

// Log is the account of one release.
type Log struct {
	opt     Options
	Entries []Entry // documents of which something is withheld, in order
	Counts  Counts
	Cut     int // cells in which a string withheld somewhere was cut out
	Unready int // marks that nobody accepted or rejected; they hide, but are no rows
}

// Entry is one document of which something is withheld. Its texts are clean.
type Entry struct {
	No                          int
	Number                      string // Bates range, or the record's id
	Kin                         string
	Kind                        string
	Date, From, To, Cc, Bcc     string
	Title                       string
	Attachments                 int
	Pages                       int
	Clear                       int // of its pages, those without a redaction
	Disposition                 string
	Marks                       []Mark
	Codes                       []string // ids, in order of the set
	Label                       string
	Description                 string
	Harm, HarmBy, Segregability string
	Privileged                  bool
}

// Mark is one withholding.
type Mark struct {
	ID     string
	Where  string   // the field
	Pages  []string // numbers of the pages it stands on
	Codes  []string
	Label  string // with statute and privileges
	Amount string
	Boxes  int // redactions that it made; one that it shares with an earlier mark counts there
	By     string
	Layer  string

	Privileged bool // it rests on a privilege
}

// Make accounts for documents.
func Make(ctx context.Context, docs []Document, opt Options) (*Log, error) {
	l := &Log{opt: opt}
	for _, d := range docs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := l.add(d); err != nil {
			return nil, fmt.Errorf("accounting for record %s: %w", d.Record.ID, err)
		}
	}
	l.Counts.finish()
	return l, nil
}

func (l *Log) add(d Document) error {
	marks := l.settled(d.Marks)
	clean, err := redact.Resolve(d.Record, marks, l.opt.Set)
	if err != nil {
		return err
	}
	left := d.Left
	if left == nil {
		if left, err = l.wouldLeave(d, clean); err != nil {
			return err
		}
	}
	e := Entry{Kind: d.Record.Kind, Kin: d.Kin, Pages: len(left.Boxes), Attachments: len(d.Record.Children), Disposition: InPart}
	switch {
	case left.Sheet:
		e.Disposition = Stood
	case inFull(clean):
		e.Disposition, e.Pages = Withheld, left.Whole
	case len(clean.Boxes()) == 0:
		e.Disposition = InFull
	}
	l.Counts.add(e.Disposition, *left, d.Pages > 0, l.opt.Set)
	if e.Disposition == InFull || e.Disposition == Stood {
		return nil
	}
	e.No = len(l.Entries) + 1
	e.Number = "record " + string(d.Record.ID)[:min(12, len(d.Record.ID))]
	if d.Pages > 0 {
		e.Number = d.Range.String()
	}
	e.Codes, e.Label = l.ordered(clean.Codes()), l.opt.Set.Label(clean.Codes())
	l.marks(&e, d, left.Clean, left.Boxes)
	e.Clear = clear(left.Boxes)
	if err := l.describe(&e, d, marks, clean); err != nil {
		return err
	}
	l.Entries = append(l.Entries, e)
	return nil
}

// wouldLeave lays a document out as the decisions stand.
func (l *Log) wouldLeave(d Document, clean redact.Clean) (*Left, error) {
	out := &Left{Clean: clean}
	st := layout.Letter()
	st.Plates = plate.Blank{} // a box is listed on the page that it is on, pixels or not
	for f, err := range layout.Finish(clean, st, nil) {
		if err != nil {
			return nil, err
		}
		out.Boxes = append(out.Boxes, f.Page().Boxes)
	}
	whole, err := redact.NewDraft(d.Record, nil, l.opt.Set)
	if err != nil {
		return nil, err
	}
	out.Whole, err = layout.Count(whole, st)
	return out, err
}

// clear counts the pages without a box.
func clear(pages [][]layout.Box) (n int) {
	for _, boxes := range pages {
		if len(boxes) == 0 {
			n++
		}
	}
	return n
}

// ordered puts codes into the order of the set, unknown ones last.
func (l *Log) ordered(codes []string) []string {
	place := func(id string) int {
		if c, ok := l.opt.Set.Lookup(id); ok {
			return c.Order
		}
		return math.MaxInt
	}
	out := slices.Clone(codes)
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(place(a), place(b)) })
	return out
}

// inFull tells that nothing of a record is released; marks may release parts of
// one that is otherwise withheld.
func inFull(c redact.Clean) bool {
	for r := range c.Runs() {
		if r.Box == nil && strings.TrimSpace(r.Text) != "" {
			return false
		}
	}
	return c.Withheld()
}

// settled are marks of which none waits: what is only proposed hides as if it
// were accepted, since a log must not say what may still be withheld.
func (l *Log) settled(ms []redact.Mark) []redact.Mark {
	out := slices.Clone(ms)
	for i := range out {
		if out[i].State == redact.Proposed {
			out[i].State = redact.Accepted
			l.Unready++
		}
	}
	return out
}

// marks lists the withholdings with the pages their boxes stand on.
func (l *Log) marks(e *Entry, d Document, clean redact.Clean, pages [][]layout.Box) {
	on := map[redact.MarkID][]string{}
	made := map[redact.MarkID]int{}
	amounts := map[redact.MarkID][]string{}
	for _, b := range clean.Boxes() {
		for i, id := range distinct(b.Marks) {
			amounts[id] = append(amounts[id], b.Amount.String())
			if i == 0 {
				made[id]++
			}
		}
	}
	for i, boxes := range pages {
		for _, b := range boxes {
			for _, id := range b.Marks {
				at := fmt.Sprintf("page %d", i+1)
				if d.Pages > 0 {
					at = d.Range.At(i).String()
				}
				if n := len(on[id]); n == 0 || on[id][n-1] != at {
					on[id] = append(on[id], at)
				}
			}
		}
	}
	for _, m := range d.Marks {
		if m.State != redact.Accepted || m.Target == redact.Except {
			continue
		}
		where := "record"
		if i, ok := d.Record.BlockAt(m.Span.Start); ok && m.Target == redact.OnSpan {
			where = place(d.Record.Blocks[i])
		}
		privileged := len(m.Privileges) > 0 || slices.ContainsFunc(m.Basis, privilege)
		e.Marks = append(e.Marks, Mark{
			ID: string(m.ID), Where: where, Pages: on[m.ID], Codes: m.Basis, Label: l.label(m), Amount: summed(amounts[m.ID]), Boxes: made[m.ID], By: m.By, Layer: m.Layer, Privileged: privileged,
		})
		e.Privileged = e.Privileged || privileged
	}
}

// distinct are the marks of a redaction, each once: it may be of several
// stretches that one mark hides.
func distinct(ids []redact.MarkID) (out []redact.MarkID) {
	for _, id := range ids {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// summed says how much was taken out by a mark that made several redactions.
func summed(amounts []string) string {
	n := map[string]int{}
	for _, a := range amounts {
		n[a]++
	}
	out := unique(amounts)
	for i, a := range out {
		if n[a] > 1 {
			out[i] = itoa(n[a]) + " × " + a
		}
	}
	return strings.Join(out, "; ")
}

// place names a block without quoting it: the fields of events hold ids.
func place(b record.Block) string {
	switch b.Role {
	case record.RoleField:
		return b.Field
	case record.RoleBody:
		return "body"
	case record.RoleEvent, record.RoleSpeaker:
		return "chat entry"
	}
	return b.Role
}

// privilege tells the bases that a privilege log is about.
func privilege(code string) bool {
	return slices.Contains([]string{"ac", "wp", "wp-fact", "wp-opinion", "ci", "mediation", "other-privilege"}, code)
}

// label is the basis of a mark with the statute or privileges it rests on.
func (l *Log) label(m redact.Mark) string {
	out := l.opt.Set.Label(m.Basis)
	if m.Statute != "" {
		out += " " + m.Statute
	}
	var names []string
	for _, p := range m.Privileges {
		if known, ok := l.opt.Set.Privilege(p); ok && known.ID != "other" {
			p = known.Name
		}
		names = append(names, p)
	}
	if len(names) > 0 {
		out += " [" + strings.Join(names, "; ") + "]"
	}
	return out
}
