package production

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"

	"vaughn/export/layout"
	"vaughn/export/pdf"
	"vaughn/export/qc"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/redact"
)

// Looked is the coding by which a person says that the pixels of a record were
// looked at as they will be produced: Looked = "yes".
const Looked = "looked"

// Outdated is what the coding counts as once the record's marks have changed.
const Outdated = "outdated"

// fewWords is how many words a page may have and still be a picture: a stamp, a
// header that a scanner put there.
const fewWords = 10

// style is the page style with a press behind it for one goroutine; done gives
// back what it holds and may be called twice.
func (r *run) style(ctx context.Context) (st layout.Style, done func()) {
	if r.opt.Press == nil {
		return r.p.Spec.pictured(nil), func() {}
	}
	job := r.opt.Press.Job(ctx)
	return r.p.Spec.pictured(job), job.Close
}

// unprovable are the problems of a file of which no text says what its pages
// show: scans, text that nobody sees, pictures among the words.
var unprovable = []string{"image-only", "invisible-text", "pictures"}

// looked refuses released pixels that no text can prove (scans, photographs)
// until somebody says to have looked at them: by the coding, or by clearing the
// finding, which holds for just these pictures under just these marks.
func (p *Plan) looked(d Document, c redact.Clean) (out []qc.Finding, looked bool) {
	scan := slices.ContainsFunc(d.Record.Problems, func(x message.Problem) bool { return slices.Contains(unprovable, x.Code) })
	anew := p.Spec.reflow()
	if p.Frozen.Natives[d.Record.ID] {
		anew = layout.KeepPictures // its file shows every page as it looks
	}
	n := 0
	for pic := range c.Pictures() {
		if pic.Whole == nil && !anew.Takes(pic) && (pic.Page < 0 || scan || wordsOf(pic) < fewWords) {
			n++
		}
	}
	if n == 0 {
		return nil, false
	}
	if d.State.Coding[Looked] == "yes" {
		return nil, true
	}
	f := about(d.Record, "pixels", fmt.Sprintf("%d of its pages are pictures whose pixels no text can prove: look at each, then code the record looked=yes", n))
	if d.State.Coding[Looked] == Outdated {
		f.Why = fmt.Sprintf("%d of its pages are pictures that were looked at before its marks changed: look again, then clear this finding", n)
	}
	f.Severity = qc.Block
	f = d.judged(identified(f, sumOf(c)))
	return []qc.Finding{f}, f.Cleared != ""
}

// pixels is what shows of a record's pictures: of a file that leaves as it was
// collected all of them, though its page is a sheet.
func (p *Plan) pixels(d Document, c redact.Clean) redact.Clean {
	if !p.Frozen.Natives[d.Record.ID] {
		return c
	}
	if all, err := redact.Resolve(d.Record, d.State.Marks, p.set); err == nil {
		return all
	}
	return c
}

// wordsOf counts the released words on a picture.
func wordsOf(p redact.Picture) (n int) {
	for _, w := range p.Layer {
		if w.Cover < 0 {
			n++
		}
	}
	return n
}

// shown puts the pictures that were sent in a conversation, or that a mail shows
// between its lines, into their places: those that leave with this production as
// records of their own.
func (p *Plan) shown(ctx context.Context, c Case, r *record.Record, clean redact.Clean) (redact.Clean, error) {
	sent := redact.InsetsOf(r)
	for i, child := range r.Children {
		if r.Log != nil && strings.HasPrefix(child.Type, "image/") {
			sent = append(sent, i)
		}
	}
	if len(sent) == 0 || clean.Withheld() {
		return clean, nil
	}
	files := map[int]redact.Clean{}
	for _, i := range sent {
		child := r.Children[i]
		if !p.chosen.has(child.ID) {
			continue
		}
		if _, ok := p.Frozen.Sheets[child.ID]; ok {
			continue
		}
		d, err := p.document(ctx, c, child.ID)
		if err != nil {
			return clean, err
		}
		if f, err := redact.Resolve(d.Record, d.State.Marks, p.set); err == nil { // what cannot be resolved is reported for itself
			files[i] = f
		}
	}
	return clean.With(r, files), nil
}

// sumOf is a digest of all that is released of a record, its pictures included.
func sumOf(c redact.Clean) (sum [32]byte) {
	h := sha256.New()
	io.WriteString(h, c.Text())
	for p := range c.Pictures() {
		var whole redact.Box
		if p.Whole != nil {
			whole = *p.Whole
		}
		fmt.Fprintf(h, "\x00%s %d %d %v %+v", p.Source, p.Page, p.Frame, p.Covers, whole)
	}
	for r := range c.Runs() {
		for _, p := range r.Thumbs {
			fmt.Fprintf(h, "\x00%s", p.Source)
		}
		for _, p := range r.Insets {
			fmt.Fprintf(h, "\x00%s %d %s %v", p.Source, p.Child, p.Gone, p.Covers)
		}
	}
	return [32]byte(h.Sum(sum[:0]))
}

// partly warns of a file of which only a part was read: the rest of its pages do
// not leave, and its last page says so.
func partly(r *record.Record, c redact.Clean) []qc.Finding {
	if c.Withheld() {
		return nil
	}
	for _, x := range r.Problems {
		if x.Code == "text-cut" && len(r.Pages) > 0 {
			f := about(r, "picture", "only the pages that were read leave: "+x.Detail)
			f.Reason = "too-many"
			return []qc.Finding{f}
		}
	}
	return nil
}

// tooLong stops the plan for a record that no file holds: else the run would find out
// when it has written all that stands before.
func tooLong(r *record.Record, pages int) []qc.Finding {
	if pages <= pdf.MaxPages {
		return nil
	}
	f := about(r, "pages", fmt.Sprintf("it has %d pages and its file can hold %d: withhold it, or leave it out", pages, pdf.MaxPages))
	f.Severity = qc.Block
	return []qc.Finding{f}
}

// notShown warns of a page on which a picture could not be drawn.
func notShown(r *record.Record, f layout.Final, page int, number string) []qc.Finding {
	why := f.Refused()
	if why == nil {
		return nil
	}
	out := about(r, "picture", "a sheet stands for what could not be drawn: "+why.Why)
	out.Page, out.Bates, out.Reason = page, number, why.Code
	return []qc.Finding{out}
}

func about(r *record.Record, check, why string) qc.Finding {
	return qc.Finding{V: 1, Check: check, Severity: qc.Warn, Record: string(r.ID), MessageID: r.MessageID, Other: []qc.Place{}, Why: why}
}
