package production

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"vaughn/export/bates"
	"vaughn/export/layout"
	"vaughn/export/qc"
	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/exempt"
	"vaughn/redact/review"
)

// Document is one record with all that a production needs to know of it.
type Document struct {
	Record     *record.Record
	State      review.State
	Custodians []string
	Cleared    map[string]string // findings that a person cleared, by ID: who and why
}

// Case is where records, decisions and the bytes of files come from.
type Case interface {
	Document(ctx context.Context, id record.ID) (Document, error)
	Native(ctx context.Context, ref message.BlobRef) (io.ReadSeekCloser, error)
	Commit(ctx context.Context, e journal.Entry) (journal.Entry, error)
}

// Frozen is the state of the case a plan is made on.
type Frozen struct {
	Seq   int64        // of the newest journal entry
	Head  journal.Hash // its sum
	Next  int64        // first Bates number of the prefix that was never given
	Taken []bates.Range
	// Roots are the root hashes of the case's productions, by name.
	Roots map[string]string
	// Requested is the day of the request, zero when there is none: privileges end
	// with the age of a record on that day.
	Requested time.Time
	// Codes is the case's set of exemptions, its own ones included; the zero Set
	// leaves the shipped set that the spec names.
	Codes exempt.Set
	// Events are the events that leave, of conversations that do not leave whole,
	// by their places in the record's Log, ascending.
	Events map[record.ID][]int
	// Held are the custodians of all copies of records of which one is produced.
	Held map[record.ID][]string
	// Natives are the records whose files leave as they are.
	Natives map[record.ID]bool
	// Sheets stand in the places of records that do not leave as pages.
	Sheets map[record.ID]Sheet
	// Numbers are those of the production that this one replaces, by record.
	Numbers map[record.ID]bates.Range
}

// Plan is a production before it is run. It holds withheld strings for the
// checks and is never written.
type Plan struct {
	Spec      Spec
	Frozen    Frozen
	Pages     int
	docs      docs
	set       exempt.Set
	secret    *qc.Needles
	fragments fragments
	chosen    records // of its documents
	told      told
	refuse    bool // a finding forbids the run
}

// Heed takes findings of others; one that blocks forbids the run.
func (p *Plan) Heed(fs []qc.Finding) { p.refuse = p.refuse || qc.Blocking(fs) }

// Prepare freezes what leaves. Findings that block forbid the run.
func Prepare(ctx context.Context, c Case, ids iter.Seq2[record.ID, error], spec Spec, at Frozen) (Plan, []qc.Finding, error) {
	if err := spec.Check(); err != nil {
		return Plan{}, nil, err
	}
	p, err := begin(spec, at)
	if err != nil {
		return Plan{}, nil, err
	}
	var all []record.ID
	for id, err := range ids {
		if err != nil {
			return Plan{}, nil, fmt.Errorf("choosing records: %w", err)
		}
		all = append(all, id)
	}
	if len(all) == 0 {
		e := &fault.Error{Code: fault.Refused, Op: "planning the production", Err: errors.New("the query chooses no record"),
			Hint: "Try the query with `vaughn search CASE QUERY --count`."}
		if spec.Supplements != "" {
			e.Hint = "All that it finds was produced in " + spec.Supplements + ", which this production adds to; import or code what is new first."
		}
		return Plan{}, nil, e
	}
	p.chosen, p.docs.list = newRecords(all), make([]packed, 0, len(all))
	var findings []qc.Finding
	secrets := map[string]bool{}
	err = inOrder(ctx, each(all), func(id record.ID) (planned, error) { return p.look(ctx, c, id) }, func(d planned) error {
		if err := p.add(d); err != nil {
			return err
		}
		findings = append(findings, d.findings...)
		if d.looked {
			p.told.looked++
		}
		for _, s := range d.secrets {
			if !secrets[s] {
				secrets[strings.Clone(s)] = true // it is a part of its record's text, which need not stay
			}
		}
		for _, text := range d.prose {
			p.fragments.learn(text)
		}
		return nil
	})
	if err != nil {
		return Plan{}, nil, err
	}
	if err := p.number(); err != nil {
		return Plan{}, nil, err
	}
	p.secret = qc.NewNeedles(slices.Sorted(maps.Keys(secrets)))
	findings = append(findings, p.held()...)
	elsewhere, err := p.elsewhere(ctx, c, all)
	p.told.take(elsewhere)
	findings = append(findings, elsewhere...)
	p.Heed(findings)
	return p, findings, err
}

// begin is a plan without documents.
func begin(spec Spec, at Frozen) (Plan, error) {
	set, err := exempt.Load(spec.Exemptions)
	if len(at.Codes.Codes()) > 0 {
		set = at.Codes // it prints what any of its sets would print
	}
	if err != nil {
		return Plan{}, specError("exemptions", err)
	}
	at.Natives = maps.Clone(at.Natives)
	for id := range at.Sheets {
		delete(at.Natives, id) // what leaves in no way leaves not as a file either
	}
	return Plan{Spec: spec, Frozen: at, set: set}, nil
}

// start is the first number.
func (p *Plan) start() int64 {
	if p.Spec.Bates.Start == 0 {
		return max(1, p.Frozen.Next)
	}
	return p.Spec.Bates.Start
}

type planned struct {
	doc      Doc
	family   record.ID
	parent   record.ID
	findings []qc.Finding
	secrets  []string
	prose    []string // withheld stretches of its own words
	looked   bool     // a person looked at its pixels
}

// look resolves and counts one record.
func (p *Plan) look(ctx context.Context, c Case, id record.ID) (planned, error) {
	d, err := p.document(ctx, c, id)
	if err != nil {
		return planned{}, err
	}
	r := d.Record
	cut, keep := p.cut(d)
	out := planned{doc: Doc{ID: r.ID, Version: r.Version, chat: r.Log != nil, cut: keep != nil}, family: r.Family, parent: r.Parent}
	leaves, err := p.leave(cut)
	clean := leaves.clean
	if err != nil {
		why := "a mark does not fit this version of the record"
		if errors.Is(err, redact.ErrUnconfirmed) {
			why = "marks on this record are only proposed: accept or reject them"
		}
		out.findings = []qc.Finding{{V: 1, Check: "marks", Severity: qc.Block, Record: string(r.ID), MessageID: r.MessageID, Other: []qc.Place{}, Why: why}}
		return out, nil
	}
	// What is withheld in events that stay behind must not stand elsewhere either.
	if !p.Spec.Package.Bracketed() { // which hides nothing
		out.secrets, out.prose = redact.Secrets(r, d.State.Marks), hiddenProse(r, d.State.Marks)
	}
	out.findings = append(append(append(p.gaps(r, clean), p.basis(d)...), left(r, keep)...), p.native(d)...)
	pixels, looked := p.looked(d, p.pixels(d, clean))
	out.findings, out.looked = append(append(append(out.findings, pixels...), partly(r, clean)...), p.anew(r, clean)...), looked
	if clean, err = p.shown(ctx, c, cut.Record, clean); err != nil {
		return planned{}, err
	}
	if leaves.status == inFull && clean.Redacted() { // in a picture that it shows
		leaves.status = inPart
	}
	out.doc.Pages, err = layout.Count(clean, p.Spec.pictured(nil))
	out.findings = append(out.findings, tooLong(r, out.doc.Pages)...)
	out.doc.Sheet = leaves.sheet
	out.doc.Withheld, out.doc.Status, out.doc.Boxes, out.doc.Codes = leaves.withheld, leaves.status, len(clean.Boxes()), clean.Codes()
	out.doc.sum = sumOf(clean)
	return out, err
}

// gaps warns of characters that no bundled font can draw: the page shows their
// names.
func (p *Plan) gaps(r *record.Record, c redact.Clean) []qc.Finding {
	gaps, err := layout.Missing(c)
	if err != nil || len(gaps) == 0 {
		return nil
	}
	return []qc.Finding{{V: 1, Check: "glyphs", Severity: qc.Info, Record: string(r.ID), MessageID: r.MessageID, Other: []qc.Place{},
		Why: fmt.Sprintf("%d kinds of characters are printed by their names, because no font here has them", len(gaps))}}
}

func (p *Plan) add(d planned) error {
	n := p.Len()
	d.doc.Family, d.doc.parent = n, -1
	if n > 0 && d.family != d.doc.ID {
		if first, ok := p.docs.kin[d.family]; ok && first == int(p.docs.list[n-1].family) {
			d.doc.Family, d.doc.parent = first, first
			if i, ok := p.docs.kin[d.parent]; ok {
				d.doc.parent = i
			}
		}
	}
	if d.doc.Family == n {
		p.docs.kin = map[record.ID]int{}
	}
	p.docs.kin[d.doc.ID] = n
	p.Pages += d.doc.Pages
	return p.docs.add(d.doc)
}

// number gives every document its range and refuses numbers given before.
func (p *Plan) number() error {
	next, err := bates.New(p.Spec.Bates.Prefix, p.start(), p.Spec.Bates.Digits)
	if err != nil {
		return specError("bates", err)
	}
	if p.Spec.Replaces != "" {
		return p.renumber()
	}
	for i := range p.docs.list {
		x := &p.docs.list[i]
		x.first, next = next.N, next.Plus(int64(x.pages))
	}
	last := next.Plus(-1)
	if !last.Fits() {
		return specError("bates", fmt.Errorf("%d pages from %s on do not fit %d digits: ask for more digits", p.Pages, p.Doc(0).Range.First, p.Spec.Bates.Digits))
	}
	if p.Pages == 0 {
		return nil
	}
	mine := bates.Range{First: p.Doc(0).Range.First, Last: last}
	for _, t := range p.Frozen.Taken {
		if t.Holds(mine.First) || t.Holds(mine.Last) || mine.Holds(t.First) {
			return &fault.Error{Code: fault.Refused, Op: "planning the production",
				Err:  fmt.Errorf("the numbers %s were given before", t),
				Hint: "Numbers once given never change. Set bates.start to 0 to go on after the last one, or choose another prefix."}
		}
	}
	return nil
}

// Range is all numbers of the plan.
func (p *Plan) Range() bates.Range {
	return bates.Range{First: p.Doc(0).Range.First, Last: p.Doc(p.Len() - 1).Range.Last}
}

// elsewhere finds withheld strings that are released in other places of the
// same production: the failure that hurts most.
func (p *Plan) elsewhere(ctx context.Context, c Case, ids []record.ID) ([]qc.Finding, error) {
	if p.secret.Len() == 0 {
		return nil, nil
	}
	var out []qc.Finding
	err := inOrder(ctx, each(ids), func(id record.ID) ([]qc.Finding, error) {
		d, err := p.document(ctx, c, id)
		if err != nil {
			return nil, err
		}
		d, _ = p.cut(d)
		leaves, err := p.leave(d)
		if err != nil {
			return nil, nil // look has reported it
		}
		inside, err := p.inside(ctx, c, d)
		return p.released(d, leaves.clean.Text(), inside), err
	}, func(fs []qc.Finding) error { out = append(out, fs...); return nil })
	return out, err
}

// released reports withheld strings in what is released of a record: text, and
// what the file holds that leaves as it was collected.
func (p *Plan) released(d Document, text string, inside map[int]int) []qc.Finding {
	severity, clearable := p.Spec.elsewhere()
	r := d.Record
	var out []qc.Finding
	hits := p.secret.Found(text)
	for i, n := range inside {
		hits[i] = max(hits[i], n)
	}
	for _, i := range slices.Sorted(maps.Keys(hits)) {
		f := qc.Finding{V: 1, Check: elsewhereCheck, Severity: severity, Record: string(r.ID), MessageID: r.MessageID, Text: p.secret.Text(i),
			Other: []qc.Place{}, Why: fmt.Sprintf("withheld in one place of this production, released %d times in this record", hits[i])}
		if clearable {
			f = d.judged(identified(f, r.Version, qc.Words(f.Text), hits[i]))
		}
		out = append(out, f)
	}
	out = append(out, p.quotes(d, text, hits)...)
	for _, i := range p.secret.Tails(text) {
		if !oneNumber(p.secret.Text(i)) {
			continue
		}
		f := qc.Finding{V: 1, Check: "released-tail", Severity: qc.Warn, Record: string(r.ID), MessageID: r.MessageID, Text: p.secret.Text(i),
			Other: []qc.Place{}, Why: "the last four digits of a number withheld in one place are released in this record"}
		out = append(out, d.judged(identified(f, r.Version, qc.Words(f.Text))))
	}
	return out
}

// oneNumber tells a number that people know by its end from a row of figures,
// which an area over a table hides: an account has few groups of several digits,
// and not the same four at its end.
func oneNumber(text string) bool {
	groups := strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	all := strings.Join(groups, "")
	const end = 4
	return len(all) >= end && len(groups) <= 8 && len(all) >= 2*len(groups) && strings.Trim(all[len(all)-end:], all[len(all)-1:]) != ""
}
