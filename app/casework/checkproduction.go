package casework

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"vaughn/index/fault"
	"vaughn/index/pdfium"
	"vaughn/index/progress"
	"vaughn/redact/check"
	"vaughn/redact/released"
)

// Bounds of a release that is checked.
const (
	maxReleaseFiles = 100_000
	maxReleaseText  = 64 << 20 // bytes of one text file
	maxReleaseTotal = 1 << 30  // bytes of text in all
)

// ReleaseReport is what was read of somebody's release, and what was found.
type ReleaseReport struct {
	Files    int       `json:"files"`
	Pages    int       `json:"pages"`
	Skipped  []string  `json:"skipped"` // files of other kinds, by name
	Findings []Finding `json:"-"`
}

// CheckRelease looks over a finished release that somebody else made: a folder,
// a PDF or a text file. It needs no case and writes nothing.
func CheckRelease(ctx context.Context, path string, tell progress.Func) (ReleaseReport, error) {
	out := ReleaseReport{Skipped: []string{}}
	files, skipped, err := releaseFiles(path)
	if err != nil {
		return out, err
	}
	out.Files, out.Skipped = len(files), append(out.Skipped, skipped...)
	e, err := pdfium.New(ctx, pdfium.Options{CacheDir: pdfium.DefaultCacheDir()})
	if err != nil {
		return out, err
	}
	defer e.Close()
	var pages []released.Page
	var found []released.Finding
	total := 0
	for i, f := range files {
		ps, fs, err := readRelease(ctx, e, path, f)
		if err != nil {
			return out, err
		}
		found = append(found, fs...)
		for _, p := range ps {
			if total += len(p.Text); total > maxReleaseTotal {
				return out, &fault.Error{Code: fault.Limit, Op: "checking the release", Subject: path, Hint: "It holds more than 1 GiB of text: check it part by part."}
			}
		}
		pages = append(pages, ps...)
		tell(progress.Tick{Stage: "reading", Done: int64(i + 1), Total: int64(len(files))})
	}
	out.Pages = len(pages)
	found = append(released.Check(pages), found...)
	slices.SortStableFunc(found, func(a, b released.Finding) int { return released.Rank(a.Severity) - released.Rank(b.Severity) })
	for _, f := range found {
		out.Findings = append(out.Findings, releaseFinding(f))
	}
	return out, nil
}

// releaseFiles lists the files of a release that can be read, in order. Beside a
// PDF a text file of the same name says the same and is left out.
func releaseFiles(path string) (files, skipped []string, err error) {
	err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if len(files) == maxReleaseFiles {
			return fs.SkipAll
		}
		switch strings.ToLower(filepath.Ext(p)) {
		case ".pdf", ".txt", ".text":
			files = append(files, p)
		default:
			skipped = append(skipped, filepath.Base(p))
		}
		return nil
	})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, &fault.Error{Code: fault.NotFound, Op: "opening the release", Subject: path, Hint: "Name a folder, a PDF or a text file."}
	case err != nil:
		return nil, nil, &fault.Error{Code: fault.NoAccess, Op: "reading the release", Subject: path, Err: err, Hint: "Check who may read it."}
	}
	pdfs := map[string]bool{}
	for _, f := range files {
		if strings.EqualFold(filepath.Ext(f), ".pdf") {
			pdfs[stem(f)] = true
		}
	}
	files = slices.DeleteFunc(files, func(f string) bool { return !strings.EqualFold(filepath.Ext(f), ".pdf") && pdfs[stem(f)] })
	if len(files) == 0 {
		return nil, nil, &fault.Error{Code: fault.NotFound, Op: "reading the release", Subject: path, Hint: "It holds no PDF and no text file."}
	}
	slices.Sort(files)
	return files, skipped, nil
}

func stem(path string) string {
	base := filepath.Base(path)
	return strings.ToLower(strings.TrimSuffix(base, filepath.Ext(base)))
}

func readRelease(ctx context.Context, e *pdfium.Engine, root, path string) ([]released.Page, []released.Finding, error) {
	name, err := filepath.Rel(root, path)
	if err != nil || name == "." {
		name = filepath.Base(path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, &fault.Error{Code: fault.NoAccess, Op: "opening a file of the release", Subject: path, Err: err, Hint: "Check who may read it."}
	}
	defer f.Close()
	if strings.EqualFold(filepath.Ext(path), ".pdf") {
		st, err := f.Stat()
		if err != nil {
			return nil, nil, fmt.Errorf("reading a file of the release: %w", err)
		}
		return released.ReadPDF(ctx, e, name, f, st.Size())
	}
	data, err := io.ReadAll(io.LimitReader(f, maxReleaseText))
	if err != nil {
		return nil, nil, fmt.Errorf("reading a file of the release: %w", err)
	}
	text := string(data)
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	parts := strings.Split(text, "\f") // what turns a PDF into text ends its pages so
	if len(parts) == 1 {
		return []released.Page{{File: name, Text: text}}, nil, nil
	}
	var out []released.Page
	for i, p := range parts {
		out = append(out, released.Page{File: name, Page: i + 1, Text: p})
	}
	return out, nil, nil
}

func releaseFinding(f released.Finding) Finding {
	out := Finding{V: 1, Check: f.Check, Severity: check.Severity(f.Severity), File: f.Place.File, Page: f.Place.Page, Line: f.Place.Line, Text: f.Place.Text, Context: f.Place.Whole,
		Sent: f.Place.Sent, Exemptions: f.Place.Codes, Other: []FindingPlace{}, Places: 1, Why: f.Why}
	for _, o := range f.Other {
		out.Other = append(out.Other, FindingPlace{File: o.File, Page: o.Page, Line: o.Line, Text: o.Text, Context: o.Whole, Sent: o.Sent, Exemptions: o.Codes})
	}
	return out
}
