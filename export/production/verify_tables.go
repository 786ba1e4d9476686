package production

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"vaughn/export/loadfile"
)

// tables re-reads the load files of each volume, strictly and as other programs
// would: their cells follow from the documents or stand on their pages, they
// say what the DAT says, and each is written byte for byte as the program
// writes it.
func (v *verifier) tables(ctx context.Context) error {
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
		for _, step := range []func(){t.dat, t.csv, t.loose, t.opt, t.lfp, t.edrm} {
			if err := ctx.Err(); err != nil {
				return err
			}
			step()
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
func (t *tabled) open(path string) io.ReadCloser {
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

// head is what the first document of a family says: it lists the names of its
// attachments, and an attachment that leaves as pictures of its pages may have
// no page that does.
func (t *tabled) head(begin string) string {
	i := slices.IndexFunc(t.cert.Documents, func(d CertDocument) bool { return d.Begin == begin })
	if i < 0 {
		return ""
	}
	texts, _ := t.says(t.cert.Documents[i])
	return strings.Join(texts, "\n")
}

// row checks the cells of one document.
func (t *tabled) row(i int, cells []string) {
	d := t.cert.Documents[i]
	want := t.cert.fixed(d, t.cert.kin(i))
	texts, _ := t.says(d)
	page := strings.Join(texts, "\n")
	row := map[string]string{}
	for k, c := range t.cols {
		if seen, ok := row[c.cell]; c.cell == "" && cells[k] != "" || ok && seen != cells[k] {
			t.cell(i, c.name, "should be empty or is not what another column says")
		}
		row[c.cell] = cells[k]
	}
	for k, c := range t.cols {
		why := t.wrong(c.cell, cells[k], want, page)
		if why != "" && (c.cell == "FILENAME" || c.cell == "TITLE") {
			why = t.wrong(c.cell, cells[k], want, page+"\n"+t.head(t.cert.kin(i).first))
		}
		if why != "" {
			t.cell(i, c.name, why)
		}
	}
	for name, v := range t.derived(d, row) {
		if got, ok := row[name]; ok && got != v {
			t.cell(i, name, "does not agree with the rest of the row or with its file")
		}
	}
	if _, ok := row["DATESENT"]; ok && !dated(row) {
		t.cell(i, "DATESENT", "and its neighbours are no date and time")
	}
}

// wrong says what is wrong with one cell by itself.
func (t *tabled) wrong(cell, said string, want map[string]string, page string) string {
	if w, ok := want[cell]; ok {
		if said != loadable(w) {
			return "does not agree with its document"
		}
		return ""
	}
	switch cell {
	case "FROM", "TO", "CC", "BCC", "SUBJECT", "FILENAME", "TITLE":
		if !says(page, said) {
			return "says what no page says"
		}
	case "EXEMPTIONS":
		for _, label := range listed(said) {
			if !says(page, label) {
				return "says what no page says"
			}
		}
	case "CUSTODIAN", "ALLCUSTODIANS":
		for _, name := range listed(said) {
			if !slices.Contains(t.cert.Custodians, name) {
				return "names somebody the certificate does not know"
			}
		}
	case "RECORDTYPE":
		if !slices.Contains(kinds, said) {
			return "is no kind of record"
		}
	}
	return ""
}

// derived are cells that follow from others of the row, or from its file.
func (t *tabled) derived(d CertDocument, row map[string]string) map[string]string {
	out := map[string]string{"FILESIZE": "", "SHA256HASH": "", "MD5HASH": ""}
	if d.Native != "" {
		if data, bad := t.read(d.Native); bad == nil {
			out = nativeCells(data)
		}
	}
	if all, ok := row["ALLCUSTODIANS"]; ok {
		out["CUSTODIAN"], _, _ = strings.Cut(all, "; ")
	}
	if kind, ok := row["RECORDTYPE"]; ok {
		out["PROPERTIES"] = properties(map[string]string{"RECORDTYPE": kind, "WITHHELD": row["WITHHELD"], "REDACTED": row["REDACTED"]})
	} else if p, ok := row["PROPERTIES"]; ok {
		kind, _, _ := strings.Cut(p, "; ")
		fixed := t.cert.fixed(d, kinship{})
		fixed["RECORDTYPE"] = kind
		if out["PROPERTIES"] = properties(fixed); !slices.Contains(kinds, kind) {
			out["PROPERTIES"] = ""
		}
	}
	return out
}

func (v *verifier) cell(row int, field, why string) {
	v.fail("load-file", tablesOf(v.cert.Documents[row].Volume).dat, fmt.Sprintf("row of document %d, field %s %s", row+1, field, why), 0)
}

// listed cuts a cell of several values.
func listed(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "; ")
}

// dated checks the cells of a date that the row has; one without the others is
// a field list's choice.
func dated(r map[string]string) bool {
	ok := func(cell, form string) bool {
		if r[cell] == "" {
			return true
		}
		at, err := time.Parse(form, r[cell])
		return err == nil && at.Format(form) == r[cell]
	}
	empty := r["DATESENT"] == ""
	return ok("DATESENT", dateForm) && ok("TIMESENT", timeForm) && ok("TIMEANDZONE", zoneForm) &&
		(r["TIMEZONE"] == "" || r["TIMEZONE"] == "UTC") && (!empty || r["TIMESENT"]+r["TIMEZONE"]+r["TIMEANDZONE"] == "")
}

// kin gives the family of a document: from the last one before it that is
// attached to none, to the next such.
func (c *Certificate) kin(i int) kinship {
	first, last := i, i
	for first > 0 && c.Documents[first].Parent != "" {
		first--
	}
	for last+1 < len(c.Documents) && c.Documents[last+1].Parent != "" {
		last++
	}
	k := kinship{first: c.Documents[first].Begin, last: c.Documents[last].End}
	for j := i + 1; j <= last; j++ {
		if c.Documents[j].Parent == c.Documents[i].Begin {
			k.children = append(k.children, c.Documents[j].Begin)
		}
	}
	return k
}

// csv compares the CSV cell by cell with the DAT, whose format cannot hold
// three characters (loadfile.DAT).
func (t *tabled) csv() {
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

// maxLoose bounds a table that the tolerant readers look at, which hold it
// whole, in bytes; beyond it the strict ones alone stand for it.
const maxLoose = 16 << 20

// loose reads the tables as other programs do and finds in them what the strict
// reader finds, with nothing to forgive.
func (t *tabled) loose() {
	g := t.open(t.at.dat)
	if g == nil || t.broken || t.listed[t.at.dat].Bytes > maxLoose || t.listed[t.at.csv].Bytes > maxLoose {
		return
	}
	defer g.Close()
	rows, err := t.rows(g)
	if err != nil {
		return
	}
	var want [][]string
	for r := range rows {
		want = append(want, r)
	}
	for _, p := range []string{t.at.dat, t.at.csv} {
		data, bad := t.read(p)
		if bad != nil {
			continue // said before
		}
		got, err := loadfile.Loose(data)
		for i := range got.Rows {
			for k := range got.Rows[i] {
				got.Rows[i][k] = loadable(strings.TrimRight(got.Rows[i][k], ""))
				if p == t.at.csv {
					got.Rows[i][k] = loadable(unquoted(got.Rows[i][k]))
				}
			}
		}
		if err != nil || len(got.Forgiven) > 0 || !slices.Equal(got.Fields, names(t.cols)) || !sameRows(got.Rows, want) {
			t.fail("load-file", p, "a tolerant reader does not find in it what the strict one finds", 0)
		}
	}
}

// sameRows compares tables; QUIRK: a program that reads a CSV takes ® for a
// line break as it does in a DAT, so these two are one sign here.
func sameRows(a, b [][]string) bool {
	one := func(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, "(R)", "\n"), "®", "\n") }
	return slices.EqualFunc(a, b, func(x, y []string) bool {
		return slices.EqualFunc(x, y, func(s, u string) bool { return one(s) == one(u) })
	})
}

// loadable is a value as the DAT can hold it and ReadDAT gives it back.
func loadable(s string) string {
	return strings.NewReplacer("þ", "th", "®", "(R)", "\x14", "", "\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
}

func (t *tabled) opt() { t.pictures(t.at.opt, loadfile.OPT, loadfile.ReadOPT, opticon) }

func (t *tabled) lfp() { t.pictures(t.at.lfp, loadfile.LFP, loadfile.ReadLFP, ipro) }

// pictures proves an image load file: it says just what follows from the
// documents, and both readers find just that in it.
func (t *tabled) pictures(path string, open func(io.Writer) *loadfile.Images, strict func(io.Reader) ([]loadfile.Image, error), of func(CertDocument) []loadfile.Image) {
	if !t.has(path) {
		if path == t.at.opt && t.has(t.at.dat) {
			t.fail("load-file", path, "there is no OPT beside the DAT", 0)
		}
		return
	}
	var want []loadfile.Image
	written := newAgain()
	w := open(written)
	for _, d := range t.cert.Documents[t.from:t.to] {
		if len(d.Pages) == 0 || len(d.Images) > 0 && len(d.Images) != len(d.Pages) {
			return // numbers has said so
		}
		list := of(d)
		want = append(want, list...)
		_ = images(list, w) // a value that cannot be written gives another sum
	}
	_ = w.Close()
	data, bad := t.read(path)
	if bad != nil {
		t.findings = append(t.findings, *bad)
		return
	}
	got, err := strict(bytes.NewReader(data))
	other, forgiven, err2 := loadfile.LooseImages(bytes.NewReader(data))
	switch {
	case err != nil:
		t.fail("load-file", path, err.Error(), 0)
	case !written.is(t.listed[path]) || !slices.Equal(got, want):
		t.fail("load-file", path, "it does not say what the certificate says", 0)
	case err2 != nil || len(forgiven) > 0 || !slices.Equal(other, want):
		t.fail("load-file", path, "a tolerant reader does not find in it what the strict one finds", 0)
	}
}

// edrm reads the interchange file with another's decoder and compares it with
// the documents; its values stand on the pages or follow from the certificate.
func (t *tabled) edrm() {
	f := t.open(t.at.edrm)
	if f == nil {
		return
	}
	defer f.Close()
	written := newAgain()
	x, err := loadfile.NewEDRM(written, batchName(t.cert.Documents[t.from].Volume), edrmTags())
	i := t.from
	var pairs [][2]string
	fields, got, rerr := loadfile.ReadEDRM(f, func(d loadfile.EDRMDocument) error {
		if i == t.to {
			return fmt.Errorf("it has more documents than the certificate")
		}
		cert := t.cert.Documents[i]
		d.Parent = cert.Parent
		if d.Parent != "" {
			pairs = append(pairs, [2]string{d.Parent, cert.Begin})
		}
		t.interchanged(i, d)
		i++
		if err == nil {
			err = x.Document(d)
		}
		return nil
	})
	if err == nil {
		err = x.Close()
	}
	switch {
	case rerr != nil || err != nil:
		t.fail("load-file", t.at.edrm, "it is no interchange file of these documents", 0)
	case i != t.to || !slices.Equal(got, pairs) || !slices.Equal(fields, edrmTags()):
		t.fail("load-file", t.at.edrm, "its documents, fields or relations are not those of the certificate", 0)
	case !written.is(t.listed[t.at.edrm]):
		t.fail("load-file", t.at.edrm, "it is not written as the program writes it", 0)
	}
}

// interchanged checks one document of the interchange file.
func (t *tabled) interchanged(i int, d loadfile.EDRMDocument) {
	cert := t.cert.Documents[i]
	fail := func(why string) {
		t.fail("load-file", t.at.edrm, fmt.Sprintf("document %d %s", i+1, why), 0)
	}
	fixed := t.cert.fixed(cert, t.cert.kin(i))
	texts, _ := t.says(cert)
	page := strings.Join(texts, "\n")
	cells := map[string]string{"ALLCUSTODIANS": strings.Join(d.Custodians, "; ")}
	if d.Message {
		cells["RECORDTYPE"] = "Email"
	}
	for _, tag := range d.Tags {
		at := slices.IndexFunc(edrmFields, func(f struct{ tag, cell, kind string }) bool { return f.tag == tag.Name })
		if at < 0 {
			fail("has a tag that is not the program's")
			return
		}
		cell := edrmFields[at].cell
		cells[cell] = tag.Value
		if w, ok := fixed[cell]; ok && loadfile.XMLable(w) != tag.Value {
			fail("has a tag that does not agree with the certificate")
		} else if why := t.wrong(cell, tag.Value, nil, loadfile.XMLable(page)); !ok && why != "" {
			fail(why)
		}
	}
	for _, cell := range []string{"ENDBATES", "REDACTED", "WITHHELD", "PRODID"} {
		if cells[cell] == "" {
			fail("lacks a tag")
			return
		}
	}
	if why := t.wrong("ALLCUSTODIANS", cells["ALLCUSTODIANS"], nil, ""); why != "" {
		fail(why)
	}
	for name, v := range t.derived(cert, map[string]string{}) {
		cells[name] = v
	}
	if !reflect.DeepEqual(edrmDocument(cells, cert), d) {
		fail("is not what follows from the certificate")
	}
}
