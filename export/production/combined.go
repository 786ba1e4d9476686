package production

import (
	"bytes"
	"context"
	"fmt"

	"vaughn/export/layout"
	"vaughn/export/pdf"
	"vaughn/export/qc"
	"vaughn/index/fault"
)

// maxCombined is how many pages one combined PDF holds: the writer keeps a
// whole file in memory.
const maxCombined = 10000

// combined writes all pages again as one file, or several beyond maxCombined.
func (r *run) combined(ctx context.Context) error {
	for from, volume := 0, 1; from < len(r.p.Docs); volume++ {
		to, n := from, 0
		for to < len(r.p.Docs) && (n == 0 || n+r.p.Docs[to].Pages <= maxCombined) {
			n += r.p.Docs[to].Pages
			to++
		}
		if err := r.volume(ctx, from, to, volume); err != nil {
			return err
		}
		from = to
	}
	return r.blocked()
}

func (r *run) volume(ctx context.Context, from, to, volume int) error {
	path := "PDF/combined.pdf"
	if volume > 1 || to < len(r.p.Docs) {
		path = "PDF/combined-" + fmt.Sprintf("%03d", volume) + ".pdf"
	}
	claim := qc.Claim{Path: path, Title: title(r.cert.Documents[from].Begin, r.cert.Documents[to-1].End)}
	var parts []int
	begins := map[int]string{}
	all := func(yield func(layout.Final, error) bool) {
		st, done := r.style(ctx)
		defer done()
		for i := from; i < to; i++ {
			doc := r.p.Docs[i]
			_, clean, err := r.clean(ctx, doc)
			if err == nil && ctx.Err() != nil {
				err = &fault.Error{Code: fault.Cancelled, Op: "working on the production", Err: ctx.Err()}
			}
			if err != nil {
				yield(layout.Final{}, err)
				return
			}
			n := 0
			for f, err := range layout.Finish(clean, st, r.p.Spec.stamps(doc)) {
				if err == nil {
					claim.Pages = append(claim.Pages, qc.ClaimPage(f, doc.Range.At(n).String()))
				}
				n++
				if !yield(f, err) || err != nil {
					return
				}
			}
		}
	}
	var labels []qc.PageClaim
	for i := from; i < to; i++ {
		parts = append(parts, i)
		begins[len(labels)] = r.cert.Documents[i].Begin
		claim.Bookmarks = append(claim.Bookmarks, qc.BookmarkClaim{Page: len(labels), Text: r.cert.Documents[i].Begin})
		labels = append(labels, r.cert.Documents[i].Pages...)
	}
	info := r.info(r.p.Docs[from].Range.First.String(), r.p.Docs[to-1].Range.Last.String(), labels)
	info.Bookmark = func(page int) string { return begins[page] }
	var buf bytes.Buffer
	if _, err := pdf.Write(&buf, all, info); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := r.prove(ctx, buf.Bytes(), claim, &r.findings); err != nil {
		return err
	}
	if _, err := r.s.put(path, buf.Bytes()); err != nil {
		return err
	}
	r.s.files[len(r.s.files)-1].Parts = parts
	return nil
}
