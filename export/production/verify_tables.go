package production

import (
	"context"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"math"
	"slices"
	"strings"

	"vaughn/export/loadfile"
)

// tables re-reads the load files of each volume, strictly and as other programs
// would: their cells follow from the documents or stand on their pages, they
// say what the DAT says, and each is written byte for byte as the program
// writes it.
func (v *verifier) tables(ctx context.Context, checks []func(*tabled) error) error {
	if len(checks) == 0 {
		return nil
	}
	cols, err := v.Fields.columns()
	if err != nil {
		v.fail("certificate", "certificate.json", "it names no fields", 0)
		return nil
	}
	for _, p := range v.parts {
		t := &tabled{verifier: v, cols: cols, at: tablesOf(p.volume), part: p}
		for _, c := range checks {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := c(t); err != nil {
				return err
			}
		}
	}
	return nil
}

// tabled is one volume's load files under proof.
type tabled struct {
	*verifier
	cols   []column
	at     tablePaths
	part   part // the volume's documents
	broken bool
}

func (t *tabled) has(path string) bool {
	return t.list.has(path) && !t.unread[path]
}

// open opens a listed file as a stream; nil when it is not to be had, which
// files reports.
func (t *tabled) open(path string) io.ReadSeekCloser {
	if !t.has(path) {
		return nil
	}
	f, _, err := openFile(t.root, path, math.MaxInt64)
	if err != nil {
		return nil
	}
	return f
}

// again is a table as the program writes it, of which only the sum is kept.
type again struct {
	h interface {
		io.Writer
		Sum([]byte) []byte
	}
}

func newAgain() again { return again{sha256.New()} }

func (a again) Write(p []byte) (int, error) { return a.h.Write(p) }

func (a again) sum() []byte { return a.h.Sum(nil) }

// rows gives the rows of the DAT, one for each document.
func (t *tabled) rows(f io.Reader) (iter.Seq2[[]string, error], error) {
	head, rows, err := loadfile.DATRows(f)
	if err == nil && !slices.Equal(head, names(t.cols)) {
		err = fmt.Errorf("its fields are not those of the program")
	}
	return rows, err
}

func (t *tabled) dat() error {
	f := t.open(t.at.dat)
	if f == nil {
		for _, p := range []string{t.at.csv, t.at.opt} {
			if t.has(p) {
				t.fail("load-file", p, "there is no DAT it could belong to", 0)
			}
		}
		return nil
	}
	defer f.Close()
	t.broken = true // until all of it was read
	rows, err := t.rows(f)
	if err != nil {
		t.fail("load-file", t.at.dat, err.Error(), 0)
		return nil
	}
	written := newAgain()
	w, err := loadfile.DAT(written, names(t.cols))
	if err != nil {
		return err
	}
	next, stop := iter.Pull2(rows)
	defer stop()
	for f, err := range t.families(t.part) {
		if err != nil {
			return err
		}
		for k := range f.docs {
			cells, rerr, ok := next()
			if rerr != nil || !ok {
				t.fail("load-file", t.at.dat, "it has not one row for each document", 0)
				return nil
			}
			if err := w.Row(cells); err != nil {
				t.fail("load-file", t.at.dat, "it cannot be written again", 0)
				return nil
			}
			t.rowOf(&f, k, asItIs).cells(cells)
		}
	}
	_, _, more := next()
	switch err := w.Close(); {
	case err != nil:
		t.fail("load-file", t.at.dat, "it cannot be written again", 0)
	case more:
		t.fail("load-file", t.at.dat, "it has not one row for each document", 0)
	case !t.list.is(t.at.dat, written.sum()):
		t.fail("load-file", t.at.dat, "it is not written as the program writes it", 0)
	default:
		t.broken = false
	}
	return nil
}

// asItIs is what a file without forbidden signs can hold.
func asItIs(s string) string { return s }

// csv compares the CSV cell by cell with the DAT, whose format cannot hold
// three characters (loadfile.DAT).
func (t *tabled) csv() error {
	t.strictCSV()
	t.loose() // what the strict readers pass other programs must read alike
	return nil
}

func (t *tabled) strictCSV() {
	f, g := t.open(t.at.csv), t.open(t.at.dat)
	if f == nil || g == nil || t.broken {
		if g != nil && f == nil && !t.unread[t.at.csv] {
			t.fail("load-file", t.at.csv, "there is no CSV beside the DAT", 0)
		}
		return
	}
	defer f.Close()
	defer g.Close()
	in := csv.NewReader(f)
	head, err := in.Read()
	rows, derr := t.rows(g)
	if err != nil || derr != nil || !slices.Equal(head, names(t.cols)) {
		t.fail("load-file", t.at.csv, "it is not the table of the DAT", 0)
		return
	}
	written := newAgain()
	w, err := loadfile.CSV(written, names(t.cols))
	n := 0
	for want := range rows {
		cells, rerr := in.Read()
		if rerr != nil || err != nil {
			t.fail("load-file", t.at.csv, "it has not one row for each document", 0)
			return
		}
		n++
		for k, c := range cells {
			cells[k] = unquoted(c)
			if loadable(cells[k]) != want[k] {
				t.fail("load-file", t.at.csv, fmt.Sprintf("row %d, field %s is not what the DAT says", n, t.cols[k].name), 0)
			}
		}
		err = w.Row(cells)
	}
	if _, rerr := in.Read(); err != nil || rerr != io.EOF || w.Close() != nil || !t.list.is(t.at.csv, written.sum()) {
		t.fail("load-file", t.at.csv, "it is not written as the program writes it", 0)
	}
}

// unquoted takes the apostrophe from a cell that would have run as a formula.
func unquoted(c string) string {
	if len(c) > 1 && c[0] == '\'' && strings.ContainsRune("=+-@\t\r", rune(c[1])) {
		return c[1:]
	}
	return c
}

// loose reads the tables as other programs do and finds in them what the strict
// reader finds, row by row, with nothing to forgive.
func (t *tabled) loose() {
	if t.broken {
		return
	}
	for _, p := range []string{t.at.dat, t.at.csv} {
		f, g := t.open(p), t.open(t.at.dat)
		if f != nil && g != nil && !t.alike(f, g, p == t.at.csv) {
			t.fail("load-file", p, "a tolerant reader does not find in it what the strict one finds", 0)
		}
		for _, c := range []io.Closer{f, g} {
			if c != nil {
				_ = c.Close()
			}
		}
	}
}

// alike compares a table as the tolerant reader finds it with the DAT as the
// strict one does.
func (t *tabled) alike(f io.ReadSeeker, dat io.Reader, csv bool) bool {
	strict, err := t.rows(dat)
	table, rows, err2 := loadfile.LooseRows(f)
	if err != nil || err2 != nil || !slices.Equal(table.Fields, names(t.cols)) {
		return false
	}
	got, stop := iter.Pull2(rows)
	defer stop()
	for want, err := range strict {
		row, err2, ok := got()
		if err != nil || err2 != nil || !ok {
			return false
		}
		for k := range row {
			row[k] = loadable(row[k])
			if csv {
				row[k] = loadable(unquoted(row[k]))
			}
		}
		if !sameRow(row, want) {
			return false
		}
	}
	_, _, more := got()
	return !more && len(table.Forgiven) == 0
}

// sameRow compares rows; QUIRK: a program that reads a CSV takes ® for a line
// break as it does in a DAT, so these two are one sign here.
func sameRow(a, b []string) bool {
	one := func(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, "(R)", "\n"), "®", "\n") }
	return slices.EqualFunc(a, b, func(s, u string) bool { return one(s) == one(u) })
}

// loadable is a value as the DAT can hold it and ReadDAT gives it back.
func loadable(s string) string { return unloadable.Replace(strings.ToValidUTF8(s, "\uFFFD")) }

var unloadable = strings.NewReplacer("þ", "th", "®", "(R)", "\x14", "", "\r\n", "\n", "\r", "\n")
