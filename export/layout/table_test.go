package layout

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vaughn/index/record"
	"vaughn/redact"
)

// table makes a record with one table between two paragraphs.
func table(columns string, rows ...string) *record.Record {
	var w record.Builder
	w.Add(record.Block{Role: record.RoleTitle}, "Register")
	w.Add(record.Block{Role: record.RoleHeading}, "Received")
	for i, row := range rows {
		b := record.Block{Role: record.RoleRow}
		if i == 0 && columns != "" {
			b.Role, b.Field = record.RoleHead, columns
		}
		w.Add(b, row)
	}
	w.Add(record.Block{Role: record.RoleBody, Field: record.FieldBody}, "End of the register.")
	r := &record.Record{ID: "00000000000000000000000000000001", Kind: "report"}
	r.Family = r.ID
	w.Into(r)
	r.Seal()
	return r
}

func TestGoldenTable(t *testing.T) {
	rows := []string{"Custodian\tItems\tWhat"}
	for i := range 24 {
		rows = append(rows, fmt.Sprintf("Custodian %d\t%d\t%s", i, i*i*i, strings.Repeat("mail and its attachments ", i%7)))
	}
	st := Letter()
	st.H = Pt(420)
	var b strings.Builder
	for _, p := range pages(t, resolve(t, table("lrl", rows...)), st) {
		if err := Dump(&b, p); err != nil {
			t.Fatal(err)
		}
	}
	golden(t, "table.dump", b.String())
}

// TestTablesLoseNothing sets random tables, narrow and absurdly wide, and wants
// every letter on a page, inside the paper, the head on each page of the table,
// and words in the order in which the page says them.
func TestTablesLoseNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 1))
	for round := range 30 {
		n := 1 + rng.IntN(12)
		if round%10 == 9 {
			n = 60 // too many columns: set as running text
		}
		rows := []string{strings.TrimSuffix(strings.Repeat("Head\t", n), "\t")}
		for range 1 + rng.IntN(30) {
			cells := make([]string, n)
			for c := range cells {
				cells[c] = strings.ReplaceAll(randomText(rng, rng.IntN(1+600/n)), "\t", " ")
			}
			rows = append(rows, strings.Join(cells, "\t"))
		}
		r := table(strings.Repeat("l", n/2)+strings.Repeat("r", n-n/2), rows...)
		clean := resolve(t, r)
		var want, got strings.Builder
		k, err := newInker(Face{Family: Sans}, Pt(9), 0)
		if err != nil {
			t.Fatal(err)
		}
		for run := range clean.Runs() {
			for part := range strings.FieldsFuncSeq(run.Text, func(r rune) bool { return r == '\t' || r == '\n' }) {
				for _, a := range shape(k.cut(nil, part, 0, len(part), 0), 0) {
					want.WriteString(a.text)
				}
			}
		}
		for f, err := range Finish(clean, Letter(), nil) {
			if err != nil {
				t.Fatal(err)
			}
			var inOrder strings.Builder
			for _, w := range f.Page().InOrder() {
				inOrder.WriteString(w.Text)
				if w.X < 0 || w.X+w.W > f.Page().W || w.Baseline > f.Page().H-Letter().Bottom+Pt(4) {
					t.Fatalf("round %d: a word stands off the page at %s", round, w.rect())
				}
			}
			if a, b := bag(f.Text()), bag(inOrder.String()); a != b {
				t.Fatalf("round %d: the page says other letters than it shows", round)
			}
			got.WriteString(f.Text())
		}
		if diff := cmp.Diff(bag(want.String()), bag(got.String())); diff != "" {
			t.Fatalf("round %d: %s", round, diff)
		}
	}
}

// bag is the letters of a text in sorted order, without those of the head, which
// pages repeat, and without brackets, which are mirrored in some scripts.
func bag(s string) string {
	rs := []rune(strings.Map(func(r rune) rune {
		if strings.ContainsRune("()[]{}<>«»", r) {
			return -1
		}
		return r
	}, Letters(strings.ReplaceAll(s, "Head", ""))))
	slices.Sort(rs)
	return string(rs)
}

func TestHeadStandsOnEveryPage(t *testing.T) {
	rows := []string{"Alpha\tOmega"}
	for i := range 200 {
		rows = append(rows, fmt.Sprintf("%d\tx", i))
	}
	rows = append(rows, "last\t"+strings.Repeat("a cell deeper than a page ", 900))
	n := 0
	for f, err := range Finish(resolve(t, table("rl", rows...)), Letter(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; strings.Count(f.Text(), "Alpha Omega\n") != 1 {
			t.Errorf("page %d: %.60q", n, f.Text())
		}
	}
	if n < 7 {
		t.Errorf("%d pages", n)
	}
}

// TestHiddenCell: what is marked in a row leaves it, and the row is still read.
func TestHiddenCell(t *testing.T) {
	r := table("ll", "Name\tPhone", "Ruiz\t202 555 0187", "Olsen\tnone")
	clean := resolve(t, r, hideWord(t, r, "202 555 0187", "b6"))
	var b strings.Builder
	for f, err := range Finish(clean, Letter(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(f.Text())
	}
	if s := b.String(); strings.Contains(s, "0187") || !strings.Contains(s, "(b)(6)") || !strings.Contains(s, "Ruiz") || !strings.Contains(s, "Olsen none") {
		t.Errorf("%q", s)
	}
	for _, p := range pages(t, must(redact.Produced(r, []redact.Mark{hideWord(t, r, "202 555 0187", "b6")}, labels{})), Letter()) {
		for _, w := range p.Words {
			if w.Text == "Olsen" && r.Text[w.Span.Start:w.Span.End] != "Olsen" {
				t.Errorf("a word of a cell points at %v", w.Span)
			}
		}
	}
}

func must(d redact.Draft, err error) redact.Draft {
	if err != nil {
		panic(err)
	}
	return d
}

// A column of short words keeps its place beside the others when some of them are
// hidden, in the smallest type too.
func TestBoxesKeepTheirTable(t *testing.T) {
	rows := []string{"Case\tWho\tOpened\tClosed\tStatus\tRequester\tOffice\tRegion"}
	for i := range 20 {
		rows = append(rows, fmt.Sprintf("F-%04d\tBo\t2024-03-%02d\t2024-04-%02d\tappealed\tDaily News, reporter\tHQ\tNorth", i, i+1, i+1))
	}
	r := table("llllllll", rows...)
	clean := resolve(t, r, hideWord(t, r, "Bo", "b6"))
	for _, p := range pages(t, clean, Letter()) {
		if len(p.Rules) < len(rows) { // one below each row; running text has none
			t.Errorf("%d lines below %d rows", len(p.Rules), len(rows))
		}
	}
}

// golden compares with a file of testdata, or writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}
