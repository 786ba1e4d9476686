package casework

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"vaughn/export/production"
	"vaughn/export/qc"
	"vaughn/index/extract"
	"vaughn/index/fault"
	"vaughn/index/message"
	"vaughn/index/record"
)

// errNoOffice says that nothing sets office files on pages.
func errNoOffice(op string) error {
	return &fault.Error{Code: fault.NotFound, Op: op, Err: errors.New("no LibreOffice was found"),
		Hint: "Install LibreOffice, with soffice on the path. Without it office files are shown by their words."}
}

// CanRender tells whether a LibreOffice is installed, as an error that says what to
// do when there is none.
func CanRender() error {
	x := extract.New(extract.Options{})
	defer x.Close()
	if !x.HasOffice() {
		return errNoOffice("looking for LibreOffice")
	}
	return nil
}

// officeCheck names the finding of office files that leave as words.
const officeCheck = "office-text"

// byWords warns once of the texts and slides of a plan that leave as their words
// alone, with the command that makes them pages: whoever gets them would never know
// what they look like. Without LibreOffice it is for the record.
func (c *Case) byWords(ctx context.Context, docs iter.Seq[production.Doc]) ([]qc.Finding, error) {
	types, err := c.store.Traits(ctx)
	if err != nil {
		return nil, err
	}
	open, marked := 0, 0
	for d := range docs {
		if d.Withheld || d.Sheet != "" || d.Pages == 0 {
			continue
		}
		n, err := c.store.Num(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		if k := types.Type(n); k >= len(types.Types) || !isOffice(types.Types[k]) {
			continue
		}
		r, err := c.store.ByNum(ctx, n)
		if err != nil {
			return nil, err
		}
		switch {
		case !wordsAlone(r):
		case d.Boxes > 0:
			marked++
		default:
			open++
		}
	}
	return officeFinding(open, marked, CanRender() == nil), nil
}

func officeFinding(open, marked int, installed bool) []qc.Finding {
	if open+marked == 0 {
		return nil
	}
	f := qc.Finding{V: 1, Check: officeCheck, Severity: qc.Info, Other: []qc.Place{},
		Why: fmt.Sprintf("Office files that leave as their words, not as the pages their writers saw: %d", open+marked)}
	switch {
	case !installed:
		f.Why += ". With LibreOffice installed, `vaughn render CASE` shows them as pages"
	case open > 0:
		f.Severity = qc.Warn
		f.Why += ". `vaughn render CASE` shows them as pages"
	}
	if marked > 0 {
		f.Why += fmt.Sprintf("; %d of them have marks, which stand on the words: take those back first to show them as pages", marked)
	}
	return []qc.Finding{f}
}

// wordsAlone tells that a file could have pages and has none.
func wordsAlone(r *record.Record) bool {
	shut := slices.ContainsFunc(r.Problems, func(p message.Problem) bool { return p.Code == "encrypted" || p.Code == "lost" })
	return r.Native != "" && r.Rendition == "" && len(r.Pages) == 0 && len(r.Images) == 0 && !shut
}

// isOffice tells texts and slides by their file type (see store.FileType).
func isOffice(kind string) bool {
	if slices.Contains([]string{"doc", "docx", "docm", "dot", "dotx", "odt", "ott", "rtf", "ppt", "pptx", "pptm", "pps", "ppsx", "odp", "otp"}, kind) {
		return true
	}
	return slices.ContainsFunc([]string{"wordprocessingml", "presentationml", "ms-word", "ms-powerpoint", "opendocument.text", "opendocument.presentation"},
		func(part string) bool { return strings.Contains(kind, part) })
}
