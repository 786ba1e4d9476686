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
	pages, err := laidOut(clean, d.Pages)
	if err != nil {
		return err
	}
	e := Entry{Kind: d.Record.Kind, Kin: d.Kin, Pages: len(pages), Attachments: len(d.Record.Children), Disposition: InPart}
	switch {
	case inFull(clean):
		e.Disposition = Withheld
		whole, err := redact.NewDraft(d.Record, nil, l.opt.Set)
		if err != nil {
			return err
		}
		if e.Pages, err = layout.Count(whole, layout.Letter()); err != nil {
			return err
		}
	case len(clean.Boxes()) == 0:
		e.Disposition = InFull
	}
	l.Counts.add(e.Disposition, pages, e.Pages, d.Pages > 0, l.opt.Set)
	if e.Disposition == InFull {
		return nil
	}
	e.No = len(l.Entries) + 1
	e.Number = "record " + string(d.Record.ID)[:min(12, len(d.Record.ID))]
	if d.Pages > 0 {
		e.Number = d.Range.String()
	}
	e.Codes, e.Label = l.ordered(clean.Codes()), l.opt.Set.Label(clean.Codes())
	l.marks(&e, d, clean, pages)
	if err := l.describe(&e, d, marks, clean); err != nil {
		return err
	}
	l.Entries = append(l.Entries, e)
	return nil
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

// laidOut gives for each page the boxes on it. Which paper it was is not kept
// with a production: the one that gives its number of pages is it.
func laidOut(clean redact.Clean, issued int) ([][]layout.Box, error) {
	var out [][]layout.Box
	for _, st := range []layout.Style{layout.Letter(), layout.A4()} {
		out = nil
		st.Plates = plate.Blank{} // a box is listed on the page that it is on, pixels or not
		for f, err := range layout.Finish(clean, st, nil) {
			if err != nil {
				return nil, err
			}
			out = append(out, f.Page().Boxes)
		}
		if issued == 0 || len(out) == issued {
			return out, nil
		}
	}
	return nil, fmt.Errorf("it would have %d pages now and had %d", len(out), issued)
}

// marks lists the withholdings with the pages their boxes stand on.
func (l *Log) marks(e *Entry, d Document, clean redact.Clean, pages [][]layout.Box) {
	on := map[redact.MarkID][]string{}
	amount := map[redact.MarkID]string{}
	for _, b := range clean.Boxes() {
		for _, id := range b.Marks {
			amount[id] = b.Amount.String()
		}
	}
	for i, boxes := range pages {
		for _, b := range boxes {
			for _, id := range b.Marks {
				at := fmt.Sprintf("page %d", i+1)
				if d.Pages > 0 {
					at = d.Range.First.Plus(int64(i)).String()
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
			ID: string(m.ID), Where: where, Pages: on[m.ID], Codes: m.Basis, Label: l.label(m), Amount: amount[m.ID], By: m.By, Layer: m.Layer, Privileged: privileged,
		})
		e.Privileged = e.Privileged || privileged
	}
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
