package production

import (
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vaughn/export/loadfile"
)

// tables re-reads the load files of each volume, strictly and as other programs
// would: their cells follow from the documents or stand on their pages, they
// say what the DAT says, and each is written byte for byte as the program
// writes it.
func (v *verifier) tables(ctx context.Context, checks []func(*tabled)) error {
	if len(checks) == 0 {
		return nil
	}
	cols, err := v.cert.Fields.columns()
	if err != nil {
		v.fail("certificate", "certificate.json", "it names no fields", 0)
		return nil
	}
	docs := v.cert.Documents
	for from := 0; from < len(docs); {
		to := from + 1
		for to < len(docs) && docs[to].Volume == docs[from].Volume {
			to++
		}
		t := &tabled{verifier: v, cols: cols, at: tablesOf(docs[from].Volume), from: from, to: to}
		for _, c := range checks {
			if err := ctx.Err(); err != nil {
				return err
			}
			c(t)
		}
		from = to
	}
	return nil
}

// tabled is one volume's load files under proof.
type tabled struct {
	*verifier
	cols     []column
	at       tablePaths
	from, to int // of the certificate's documents
	broken   bool
}

func (t *tabled) has(path string) bool {
	_, ok := t.listed[path]
	return ok && !t.unread[path]
}

// open opens a listed file as a stream; nil when it is not to be had, which
// files reports.
func (t *tabled) open(path string) io.ReadSeekCloser {
	if !t.has(path) {
		return nil
	}
	if st, err := t.root.Lstat(filepath.FromSlash(path)); err != nil || !st.Mode().IsRegular() {
		return nil
	}
	f, err := t.root.OpenFile(filepath.FromSlash(path), os.O_RDONLY, 0)
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

func (a again) is(f CertFile) bool { return hex.EncodeToString(a.h.Sum(nil)) == f.SHA256 }

// rows gives the rows of the DAT, one for each document.
func (t *tabled) rows(f io.Reader) (iter.Seq2[[]string, error], error) {
	head, rows, err := loadfile.DATRows(f)
	if err == nil && !slices.Equal(head, names(t.cols)) {
		err = fmt.Errorf("its fields are not those of the program")
	}
	return rows, err
}

func (t *tabled) dat() {
	f := t.open(t.at.dat)
	if f == nil {
		for _, p := range []string{t.at.csv, t.at.opt} {
			if t.has(p) {
				t.fail("load-file", p, "there is no DAT it could belong to", 0)
			}
		}
		return
	}
	defer f.Close()
	t.broken = true // until all of it was read
	rows, err := t.rows(f)
	if err != nil {
		t.fail("load-file", t.at.dat, err.Error(), 0)
		return
	}
	written := newAgain()
	w, err := loadfile.DAT(written, names(t.cols))
	i := t.from
	for cells, rerr := range rows {
		if rerr != nil || i == t.to || err != nil {
			break
		}
		err = w.Row(cells)
		t.row(i, cells)
		i++
	}
	if err == nil {
		err = w.Close()
	}
	switch {
	case err != nil:
		t.fail("load-file", t.at.dat, "it cannot be written again", 0)
	case i != t.to:
		t.fail("load-file", t.at.dat, "it has not one row for each document", 0)
	case !written.is(t.listed[t.at.dat]):
		t.fail("load-file", t.at.dat, "it is not written as the program writes it", 0)
	default:
		t.broken = false
	}
}

// csv compares the CSV cell by cell with the DAT, whose format cannot hold
// three characters (loadfile.DAT).
func (t *tabled) csv() {
	defer t.loose() // what the strict readers pass other programs must read alike
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
	if _, rerr := in.Read(); err != nil || rerr != io.EOF || w.Close() != nil || !written.is(t.listed[t.at.csv]) {
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
func loadable(s string) string {
	return strings.NewReplacer("þ", "th", "®", "(R)", "\x14", "", "\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
}
