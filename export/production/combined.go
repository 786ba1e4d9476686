package production

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"vaughn/export/layout"
	"vaughn/export/pdf"
	"vaughn/export/qc"
)

// What one combined PDF holds, in pages and in bytes of the files that its
// documents have by themselves: programs that open a file keep it in memory, and a
// page of pixels has as many bytes as fifty of text.
const (
	maxCombined      = 10_000
	maxCombinedBytes = 256 << 20
)

// combined writes all pages again as one file, or as several.
func (r *run) combined(ctx context.Context) error {
	for from, n := 0, 1; from < r.p.Len(); n++ {
		to := combine(from, r.p.Len(), func(i int) (pages int, bytes int64) { return int(r.p.docs.list[i].pages), r.sizes[i] })
		path := "PDF/combined.pdf"
		if n > 1 || to < r.p.Len() {
			path = fmt.Sprintf("PDF/combined-%03d.pdf", n)
		}
		if err := r.volume(ctx, path, span{from, to}); err != nil {
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

// volume writes a combined file as its pages come, and has it read back from the
// disk.
func (r *run) volume(ctx context.Context, path string, all span) error {
	first, last := r.p.Doc(all.from).Range.First.String(), r.p.Doc(all.to-1).Range.Last.String()
	claim := qc.Claim{Path: path, Title: title(first, last)}
	begins := map[int]string{}
	for i, page := all.from, 0; i < all.to; i++ {
		d := r.p.Doc(i)
		begins[page] = d.Range.First.String()
		claim.Bookmarks = append(claim.Bookmarks, qc.BookmarkClaim{Page: page, Text: begins[page]})
		page += d.Pages
	}
	k, err := r.s.create(path)
	if err != nil {
		return err
	}
	_, err = pdf.Write(k, r.again(ctx, all, &claim), pdf.Info{Title: claim.Title,
		Label:    func(page int) string { return claim.Pages[page].Bates },
		Bookmark: func(page int) string { return begins[page] }})
	if err != nil {
		k.abort()
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := k.close(); err != nil {
		return err
	}
	r.s.files.combine(path, all)
	data, err := r.s.read(path)
	if err != nil {
		return err
	}
	return r.prove(ctx, data, claim, &r.findings)
}

// ahead is how many pages a document may have to be laid out before its turn; longer
// ones are laid out page by page, so that the memory holds a bounded number of pages.
const ahead = 16

var errEnough = errors.New("no more pages are asked for")

// again gives the pages of documents once more, laid out on all processors, and
// notes in the claim what they say.
func (r *run) again(ctx context.Context, all span, claim *qc.Claim) iter.Seq2[layout.Final, error] {
	return func(yield func(layout.Final, error) bool) {
		give := func(i int, pages iter.Seq2[layout.Final, error]) error {
			n, doc := 0, r.p.Doc(i)
			for f, err := range pages {
				if err != nil {
					return err
				}
				claim.Pages = append(claim.Pages, qc.ClaimPage(f, doc.Range.At(n).String()))
				n++
				if !yield(f, nil) {
					return errEnough
				}
			}
			if n != doc.Pages {
				return changed(doc)
			}
			return nil
		}
		at := all.from
		err := inOrder(ctx, between(all.from, all.to), func(i int) ([]layout.Final, error) {
			if r.p.docs.list[i].pages > ahead {
				return nil, nil
			}
			return collect(r.finals(ctx, i))
		}, func(fs []layout.Final) error {
			i := at
			at++
			if fs == nil {
				return give(i, r.finals(ctx, i))
			}
			return give(i, each(fs))
		})
		if err != nil && err != errEnough {
			yield(layout.Final{}, err)
		}
	}
}

// finals lays a document out.
func (r *run) finals(ctx context.Context, i int) iter.Seq2[layout.Final, error] {
	return func(yield func(layout.Final, error) bool) {
		doc := r.p.Doc(i)
		_, clean, err := r.clean(ctx, doc)
		if err != nil {
			yield(layout.Final{}, err)
			return
		}
		st, done := r.style(ctx)
		defer done()
		for f, err := range layout.Finish(clean, st, r.p.Spec.stamps(doc)) {
			if err == nil {
				err = cancelled(ctx)
			}
			if !yield(f, err) || err != nil {
				return
			}
		}
	}
}
