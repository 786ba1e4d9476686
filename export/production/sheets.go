package production

import (
	"fmt"
	"strings"

	"vaughn/export/layout"
	"vaughn/index/record"
	"vaughn/redact"
)

// Sheet stands in the place of a record that does not leave as pages: lines
// that the program says and nothing of the record but what Lines holds.
type Sheet struct {
	Title    string
	Lines    []string
	Withheld int // pages of what is withheld in full, which the box states
}

// Statuses of a document, as {status} prints them.
const (
	inFull   = "Released in full"
	inPart   = "Released in part"
	withheld = "Withheld in full"
	asNative = "Produced natively"
)

// leaving is what leaves of a document.
type leaving struct {
	clean    redact.Clean
	withheld bool
	sheet    string // title of what stands for a record that leaves in no way
	status   string
}

// leave gives what leaves of a document that is cut to its produced part: its
// pages without what is marked, or a sheet that stands for it.
func (p *Plan) leave(d Document) (leaving, error) {
	if _, stood := p.Frozen.Sheets[d.Record.ID]; p.Spec.Package.Bracketed() && !stood {
		shown, err := p.bracketed(d)
		if err != nil {
			return leaving{}, err
		}
		d = shown
	}
	clean, err := redact.Resolve(d.Record, d.State.Marks, p.set)
	if err != nil {
		return leaving{}, err
	}
	out := leaving{clean: clean, withheld: clean.Withheld(), status: inFull}
	if s, ok := p.Frozen.Sheets[d.Record.ID]; ok {
		out.clean, err = p.sheet(d, s, nil)
		out.withheld, out.status, out.sheet = false, s.Title, s.Title
		return out, err
	}
	if p.Spec.Package.Bracketed() {
		out.status = "For " + p.Spec.Package.Kind
	}
	switch {
	case p.Frozen.Natives[d.Record.ID]:
		s := Sheet{Title: asNative, Lines: []string{"This file was produced in its native format, under the number of this page."}}
		out.clean, err = p.sheet(d, s, nil)
		out.status = asNative
	case out.withheld:
		out.status = withheld
		out.clean, err = p.deleted(d)
	case clean.Redacted():
		out.status = inPart
	case len(d.State.Marks) == 0 && p.Spec.Package.Kind == "":
		if full, ok, serr := p.slip(d.Record); ok || serr != nil {
			out.clean, err = full, serr
		}
	}
	return out, err
}

// deleted is the sheet for a record of which nothing is released: what was
// withheld, how much of it, and under which exemption.
func (p *Plan) deleted(d Document) (redact.Clean, error) {
	draft, err := redact.NewDraft(d.Record, nil, p.set)
	if err != nil {
		return redact.Clean{}, err
	}
	n, err := layout.Count(draft, p.Spec.pictured(nil))
	if err != nil {
		return redact.Clean{}, err
	}
	s := Sheet{Title: "Document withheld", Lines: []string{"This document is withheld in full on the ground stated below; the privilege log describes it."}}
	if p.Spec.Withheld == deletedPages {
		pages := "1 page is"
		if n > 1 {
			pages = fmt.Sprintf("%d pages are", n)
		}
		s = Sheet{Title: "Deleted page sheet", Lines: []string{pages + " withheld in full at this place."}}
	}
	s.Withheld = n
	return p.sheet(d, s, d.State.Marks)
}

// sheet makes a sheet. The marks of a record that is withheld in full cover a
// line that has as many words as so many pages, so that the box states exemption
// and amount and there is nothing beneath.
func (p *Plan) sheet(d Document, s Sheet, marks []redact.Mark) (redact.Clean, error) {
	r := &record.Record{ID: d.Record.ID, Family: d.Record.Family, Parent: d.Record.Parent, Kind: d.Record.Kind}
	var w record.Builder
	w.Add(record.Block{Role: record.RoleTitle, Field: record.FieldBody}, s.Title)
	for _, l := range s.Lines {
		w.Add(record.Block{Role: record.RoleNote, Field: record.FieldBody}, l)
	}
	if p.Frozen.Natives[r.ID] && d.Record.Name != "" {
		w.Add(record.Block{Role: record.RoleField, Field: "Filename", Label: "Filename:"}, d.Record.Name)
	}
	if marks != nil {
		w.Add(record.Block{Role: record.RoleField, Field: "Withheld", Label: "Withheld:"}, strings.TrimSpace(strings.Repeat("x ", s.Withheld*redact.PageWords)))
	}
	w.Into(r)
	r.Seal()
	var on []redact.Mark
	for _, m := range marks {
		if m.Target == redact.OnRecord && m.State == redact.Accepted {
			last := r.Blocks[len(r.Blocks)-1].Span
			m.Version, m.Target, m.Span = r.Version, redact.OnSpan, last
			on = append(on, m)
		}
	}
	return redact.Resolve(r, on, p.set)
}
