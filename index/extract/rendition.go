package extract

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vaughn/index/archive/cfb"
	"vaughn/index/fault"
	"vaughn/index/message"
	"vaughn/index/record"
)

// maxRendition bounds the PDF that becomes of an office file, in bytes.
const maxRendition = 512 << 20

// HasOffice tells whether a LibreOffice was found.
func (x *Extractor) HasOffice() bool { return x.office != "" }

// Render has LibreOffice set a text or slides on pages, as a PDF; spreadsheets it
// refuses, whose cells are set as tables. Two runs do not give the same bytes:
// whoever needs them again keeps them. Errors: fault.Format (no such file, or no
// LibreOffice), Limit, Damaged.
func (x *Extractor) Render(ctx context.Context, r *record.Record, native io.ReadSeeker) ([]byte, error) {
	const op = "rendering an office file"
	ctx, cancel := context.WithTimeout(ctx, x.opt.Time)
	defer cancel()
	in, err := inputOf(r, native)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	ext := pagedKind(ctx, in)
	if ext == "" {
		return nil, &fault.Error{Code: fault.Format, Op: op, Err: fmt.Errorf("it is no text and no slides")}
	}
	made, done, err := x.turn(ctx, in, ext, "pdf")
	if err != nil {
		return nil, err
	}
	defer done()
	out, err := io.ReadAll(io.LimitReader(made, maxRendition+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", op, err)
	case len(out) > maxRendition:
		return nil, &fault.Error{Code: fault.Limit, Op: op, Err: fmt.Errorf("it became more than %d MiB", maxRendition>>20)}
	case !strings.HasPrefix(string(out[:min(len(out), 5)]), "%PDF-"):
		return nil, damaged(op, errOther)
	}
	return out, nil
}

func inputOf(r *record.Record, f io.ReadSeeker) (*input, error) {
	in := &input{typ: r.Type, ext: strings.ToLower(path.Ext(r.Name))}
	return in, in.from(f)
}

// pagedKind is the ending of a file that is set on pages, by its bytes; "" for
// any other. LibreOffice tells kinds by the ending.
func pagedKind(ctx context.Context, in *input) string {
	switch {
	case in.has(`{\rtf`):
		return ".rtf"
	case in.has("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		f, err := cfb.Open(&bounded{ctx, in}, in.size)
		if err != nil {
			return ""
		}
		for stream, ext := range map[string]string{"WordDocument": ".doc", "PowerPoint Document": ".ppt"} {
			if f.Root().Kid(stream) != nil {
				return ext
			}
		}
	case in.has("PK\x03\x04"):
		if directoryFits(in) != nil {
			return ""
		}
		z, err := zip.NewReader(in.at, in.size)
		if err != nil {
			return ""
		}
		for _, f := range z.File {
			switch f.Name {
			case "word/document.xml":
				return ".docx"
			case "ppt/presentation.xml":
				return ".pptx"
			case "mimetype":
				return map[string]string{"text": ".odt", "presentation": ".odp"}[openKind(f)]
			}
		}
	}
	return ""
}

// openKind tells the kind of an OpenDocument file, "text" or "spreadsheet", by the
// part that names it.
func openKind(f *zip.File) string {
	r, err := f.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	b, _ := io.ReadAll(io.LimitReader(r, 200))
	kind, _ := strings.CutPrefix(strings.TrimSpace(string(b)), "application/vnd.oasis.opendocument.")
	return strings.TrimSuffix(kind, "-template")
}

// Paged is the version of a record whose pages are those of a rendition, kept
// under ref. Its text is what the pages say; what the file hides is listed as
// before, and so are words of the file that no page shows. Errors are those of a
// PDF that cannot be read, or has no pages.
func (x *Extractor) Paged(ctx context.Context, r *record.Record, native, rendition io.ReadSeeker, ref message.BlobRef) (*record.Record, error) {
	const op = "reading the pages of an office file"
	in, err := inputOf(r, native)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	own := newSheet(maxText)
	limited, cancel := context.WithTimeout(ctx, x.opt.Time)
	defer cancel()
	x.fill(limited, in, own)
	s := newSheet(maxText)
	if err := x.pagesOf(limited, rendition, s); err != nil {
		return nil, err
	}
	if len(s.pages) == 0 {
		return nil, damaged(op, fmt.Errorf("it has no pages"))
	}
	s.shown = asPages
	s.hidden, s.counts = own.hidden, own.counts
	for _, f := range own.fails {
		if f.Code != "image-only" && f.Code != "unread" { // the pages tell
			s.fail(f.Code, f.Detail, f.Lost)
		}
	}
	if list := unshown(own.body, s.body); len(list) > 0 {
		s.hide("not-shown", len(list), "Words of the file that its pages do not show", strings.Join(list, " "))
	}
	next := *r
	next.Problems, next.Rendition = nil, ref
	return s.into(&next), nil
}

// pagesOf reads the pages of a rendition: words, places, pages of pictures alone.
func (x *Extractor) pagesOf(ctx context.Context, f io.ReadSeeker, s *sheet) error {
	in := &input{}
	if err := in.from(f); err != nil {
		return fmt.Errorf("reading the pages of an office file: %w", err)
	}
	e, err := x.engine.get(ctx, x.opt.Time/pageTime, x.opt.CacheDir)
	if err != nil {
		return err
	}
	p := &pdf{s: s, open: opener(ctx, e, in, nil)}
	if p.d, err = p.open(); err != nil {
		return err
	}
	defer func() { p.d.Close() }()
	if err := p.pages(); err != nil {
		return err
	}
	p.unread()
	return nil
}

// unshown lists the words of a file that its pages do not say, in the order of
// their letters. A word that a line's end parts counts as said.
func unshown(file, pages []part) []string {
	said := map[string]bool{}
	var all strings.Builder
	for _, p := range pages {
		for _, w := range lettered(p.text) {
			said[w] = true
			all.WriteString(w)
		}
	}
	missing := map[string]bool{}
	for _, p := range file {
		for _, w := range lettered(p.text) {
			if !said[w] && !missing[w] && len(missing) < 2000 && !strings.Contains(all.String(), w) {
				missing[w] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(missing))
}

func lettered(text string) []string {
	return strings.FieldsFunc(strings.ToLower(norm.NFKC.String(text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
