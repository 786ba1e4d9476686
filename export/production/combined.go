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

// What one combined PDF holds, in pages and in bytes of the files that its
// documents have by themselves: the writer keeps a whole file in memory, and a page
// of pixels has as many bytes as fifty of text.
const (
	maxCombined      = 10000
	maxCombinedBytes = 256 << 20
)

// combined writes all pages again as one file, or as several.
func (r *run) combined(ctx context.Context) error {
	size := make(map[string]int64, len(r.s.files))
	for _, f := range r.s.files {
		size[f.Path] = f.Bytes
	}
	for from, volume := 0, 1; from < len(r.p.Docs); volume++ {
		to := combine(from, len(r.p.Docs), func(i int) (pages int, bytes int64) {
			return r.p.Docs[i].Pages, size[r.cert.Documents[i].PDF]
		})
		if err := r.volume(ctx, from, to, volume); err != nil {
			return err
		}
		from = to
	}
	return r.blocked()
}

// combine gives the end of the documents that one file takes, from the first on: at
// least that one.
func combine(from, end int, of func(i int) (pages int, bytes int64)) (to int) {
	pages, bytes := of(from)
	for to = from + 1; to < end; to++ {
		n, b := of(to)
		if pages, bytes = pages+n, bytes+b; pages > maxCombined || bytes > maxCombinedBytes {
			break
		}
	}
	return to
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
