package report

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"vaughn/export/layout"
	"vaughn/export/pdf"
	"vaughn/index/fault"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/exempt"
)

// paper is US Letter with the type of a report; wide tables turn it.
func paper(src layout.Source) (layout.Style, error) {
	st := layout.Letter()
	st.Top, st.Bottom, st.Left, st.Right = layout.Pt(58), layout.Pt(58), layout.Pt(60), layout.Pt(60)
	st.Size, st.Lead = layout.Pt(9.5), layout.Pt(13.5)
	w, err := layout.TableWidth(src)
	if w > st.W-st.Left-st.Right {
		st.W, st.H = st.H, st.W
		st.Left, st.Right = layout.Pt(50), layout.Pt(50)
	}
	return st, err
}

func writePDF(ctx context.Context, w io.Writer, r Report) error {
	clean, err := r.sheet()
	if err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	st, err := paper(clean)
	if err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	count, err := layout.Count(clean, st)
	if err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	if count > pdf.MaxPages {
		return &fault.Error{Code: fault.Limit, Op: "writing the report", Err: fmt.Errorf("it would have %d pages, at most %d are possible", count, pdf.MaxPages), Hint: "Write it as XLSX or CSV, or ask for less in one report."}
	}
	stamps := func(page int) layout.Stamps {
		return layout.Stamps{BottomLeft: short(r.Title), BottomRight: fmt.Sprintf("Page %d of %d", page+1, count)}
	}
	_, err = pdf.Write(w, until(ctx, layout.Finish(clean, st, stamps)), pdf.Info{Title: strings.Join(strings.Fields(r.Title), " ")})
	if err != nil && !errors.Is(err, context.Canceled) {
		err = fmt.Errorf("writing the report: %w", err)
	}
	return err
}

// short is a title that leaves room for the page number beside it.
func short(title string) string {
	const most = 70
	if utf8.RuneCountInString(title) <= most {
		return title
	}
	return strings.TrimSpace(string([]rune(title)[:most-1])) + "…"
}

// until ends the pages when the work is cancelled.
func until(ctx context.Context, pages iter.Seq2[layout.Final, error]) iter.Seq2[layout.Final, error] {
	return func(yield func(layout.Final, error) bool) {
		for f, err := range pages {
			if err == nil {
				err = ctx.Err()
			}
			if !yield(f, err) {
				return
			}
		}
	}
}

// sheet is the report as a record without marks.
func (r Report) sheet() (redact.Clean, error) {
	var w record.Builder
	w.Add(record.Block{Role: record.RoleTitle, Field: record.FieldSubject}, r.Title)
	for _, p := range r.About {
		w.Add(record.Block{Role: record.RoleField, Field: p.Name, Label: p.Name}, p.Value)
	}
	for _, t := range r.Tables {
		if t.Name != "" {
			w.Add(record.Block{Role: record.RoleHeading}, t.Name)
		}
		if len(t.Rows) == 0 {
			w.Add(record.Block{Role: record.RoleBody}, "None.")
			continue
		}
		names, columns := make([]string, len(t.Columns)), ""
		for i, c := range t.Columns {
			names[i] = c.Name
			columns += map[bool]string{true: "r", false: "l"}[c.Number]
		}
		w.Add(record.Block{Role: record.RoleHead, Field: columns}, line(names, len(names)))
		for _, row := range t.Rows {
			w.Add(record.Block{Role: record.RoleRow}, line(t.grouped(row), len(names)))
		}
	}
	if len(r.Notes) > 0 {
		w.Add(record.Block{Role: record.RoleHeading}, "Notes")
		w.Add(record.Block{Role: record.RoleBody}, strings.Join(r.Notes, "\n\n"))
	}
	rec := &record.Record{ID: record.ID(strings.Repeat("0", 32)), Kind: "report", Subject: r.Title}
	rec.Family = rec.ID
	w.Into(rec)
	rec.Seal()
	return redact.Resolve(rec, nil, exempt.Set{})
}

// line is a row as a record holds it.
func line(row []string, n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = strings.ReplaceAll(cell(row, i), "\t", " ")
	}
	return strings.Join(out, "\t")
}

// grouped is a row with the digits of its whole numbers in groups of three.
func (t Table) grouped(row []string) []string {
	out := slices.Clone(row)
	for i := range out {
		n, ok := number(out[i])
		if whole, is := n.(int64); ok && is && t.Columns[i].Number {
			out[i] = groups(whole)
		}
	}
	return out
}

func groups(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
