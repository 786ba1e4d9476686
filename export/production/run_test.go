package production

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vaughn/export/bates"
	"vaughn/export/loadfile"
	"vaughn/export/qc"
	"vaughn/index/fault"
	"vaughn/index/record"
)

func TestRunAndVerify(t *testing.T) {
	m := sample(t)
	dir := produce(t, m, testSpec())
	cert, findings, err := verify(t, dir)
	if err != nil || len(findings) > 0 {
		t.Fatalf("%v %v", err, findings)
	}
	c := cert.Counts
	if c.Records != 5 || c.Withheld != 1 || c.InPart != 2 || c.InFull != 2 || c.Boxes == 0 || c.Pages < 6 {
		t.Errorf("counts %+v", c)
	}
	if len(m.kept) != 1 {
		t.Errorf("%d journal entries", len(m.kept))
	}
	all := everything(t, dir)
	for p, data := range all {
		if strings.Contains(p+data, "Quistgaard") || strings.Contains(data, "555-0143") || strings.Contains(data, "not to sign") {
			t.Errorf("%s holds what was withheld", p)
		}
	}
	_, rows, err := loadfile.ReadDAT(strings.NewReader(all[tablesOf("").dat]))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if rows[i]["BEGATTACH"] != rows[0]["BEGBATES"] || rows[i]["ENDATTACH"] != rows[2]["ENDBATES"] {
			t.Errorf("row %d: family %s to %s", i, rows[i]["BEGATTACH"], rows[i]["ENDATTACH"])
		}
	}
	if r := rows[3]; r["WITHHELD"] != "Y" || r["FROM"] == "Counsel <c@example.gov>" || r["SUBJECT"] == "Advice" || r["DATESENT"] != "" {
		t.Errorf("withheld in full: %v", r)
	}
	if rows[0]["DATESENT"] != "03/03/2026" || rows[0]["TIMESENT"] != "19:02:11" {
		t.Errorf("date %v", rows[0])
	}
}

func TestVariants(t *testing.T) {
	for name, change := range map[string]func(*Spec){
		"a4": func(s *Spec) { s.Paper = "a4" }, "no text files": func(s *Spec) { s.Text = false }, "no load files": func(s *Spec) { s.LoadFiles = false },
		"no combined": func(s *Spec) { s.Combined = false }, "bare": func(s *Spec) { s.Text, s.LoadFiles, s.Combined, s.Header, s.Designation = false, false, false, "", "" },
	} {
		s := testSpec()
		change(&s)
		if _, findings, err := verify(t, produce(t, sample(t), s)); err != nil || len(findings) > 0 {
			t.Errorf("%s: %v %v", name, err, findings)
		}
	}
}

func TestSameBytes(t *testing.T) {
	a, b := everything(t, produce(t, sample(t), testSpec())), everything(t, produce(t, sample(t), testSpec()))
	if !maps.Equal(a, b) {
		t.Error("two runs of one plan differ")
	}
}

// nothing tells that a run left neither a folder nor an entry.
func nothing(t *testing.T, m *memory, out string) {
	t.Helper()
	if _, err := os.Lstat(out); !errors.Is(err, os.ErrNotExist) {
		t.Error("a finished-looking folder is left")
	}
	if _, err := os.Lstat(out + partial); !errors.Is(err, os.ErrNotExist) {
		t.Error("an unfinished folder is left")
	}
	if len(m.kept) > 0 {
		t.Error("numbers were given")
	}
}

type proverFunc func(context.Context, []byte, qc.Claim, func(qc.Finding)) error

func (f proverFunc) Compare(context.Context, []byte, func(int) (*image.Gray, error), func(qc.Finding)) error {
	return nil
}

func (f proverFunc) Prove(ctx context.Context, b []byte, c qc.Claim, r func(qc.Finding)) error {
	return f(ctx, b, c, r)
}

// Whatever goes wrong, nothing is produced.
func TestFailsClosed(t *testing.T) {
	for _, c := range []struct {
		name  string
		upset func(m *memory, o *Options, cancel func())
		code  fault.Code
	}{
		{"record changed", func(m *memory, _ *Options, _ func()) {
			m.on = func(id record.ID, _ int) error {
				d := m.docs[id]
				r := *d.Record
				r.Text = strings.Replace(r.Text, "pilot", "test!", 1)
				r.Seal()
				d.Record, d.State.Marks = &r, nil
				m.docs[id] = d
				return nil
			}
		}, fault.Conflict},
		{"marks changed", func(m *memory, _ *Options, _ func()) {
			d := m.docs[m.order[0]]
			d.State.Marks = d.State.Marks[1:]
			m.docs[m.order[0]] = d
		}, fault.Conflict},
		{"record unreadable", func(m *memory, _ *Options, _ func()) {
			m.on = func(record.ID, int) error { return errDisk }
		}, ""},
		{"cancelled", func(m *memory, _ *Options, cancel func()) {
			m.on = func(record.ID, int) error { cancel(); return nil }
		}, fault.Cancelled},
		{"cancelled late", func(m *memory, _ *Options, cancel func()) {
			m.on = func(_ record.ID, n int) error {
				if n > 3 {
					cancel()
				}
				return nil
			}
		}, fault.Cancelled},
		{"journal refuses", func(m *memory, _ *Options, _ func()) { m.refuse = errDisk }, ""},
		{"proof fails", func(_ *memory, o *Options, _ func()) {
			o.Prover = proverFunc(func(_ context.Context, _ []byte, c qc.Claim, r func(qc.Finding)) error {
				if c.Path == "certificate.pdf" {
					r(qc.Finding{Severity: qc.Block})
				}
				return nil
			})
		}, fault.Refused},
		{"proof impossible", func(_ *memory, o *Options, _ func()) {
			o.Prover = proverFunc(func(context.Context, []byte, qc.Claim, func(qc.Finding)) error { return errDisk })
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := sample(t)
			p := plan(t, m, testSpec())
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			o := options(t)
			c.upset(m, &o, cancel)
			out := filepath.Join(t.TempDir(), "out")
			_, err := Run(ctx, m, p, out, o)
			if err == nil {
				t.Fatal("no error")
			}
			var e *fault.Error
			if c.code != "" && (!errors.As(err, &e) || e.Code != c.code) {
				t.Errorf("%v, want code %s", err, c.code)
			}
			nothing(t, m, out)
		})
	}
}

// What the reading back finds names the record: its file is gone when a person
// reads of it.
func TestFindingsNameTheRecord(t *testing.T) {
	m := sample(t)
	p := plan(t, m, testSpec())
	o := options(t)
	o.Prover = proverFunc(func(_ context.Context, _ []byte, c qc.Claim, r func(qc.Finding)) error {
		r(qc.Finding{Severity: qc.Block})
		return nil
	})
	rep, err := Run(t.Context(), m, p, filepath.Join(t.TempDir(), "out"), o)
	if err == nil || len(rep.Findings) != p.Len() {
		t.Fatalf("%v, %d findings", err, len(rep.Findings))
	}
	for i, f := range rep.Findings {
		if f.Record != string(p.Doc(i).ID) || f.MessageID != m.docs[p.Doc(i).ID].Record.MessageID {
			t.Errorf("finding %d is of record %q", i, f.Record)
		}
	}
}

func TestFolders(t *testing.T) {
	m := sample(t)
	p := plan(t, m, testSpec())
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{dir, file, filepath.Join(file, "below")} {
		if _, err := Run(t.Context(), m, p, out, options(t)); err == nil {
			t.Errorf("%s: no error", filepath.Base(out))
		}
	}
	// a stranger's folder of the temporary name is kept, our own left-over is not
	out := filepath.Join(dir, "out")
	if err := os.Mkdir(out+partial, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), m, p, out, options(t)); err == nil {
		t.Error("a stranger's folder was taken over")
	}
	if err := os.WriteFile(filepath.Join(out+partial, marker), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), m, p, out, options(t)); err != nil {
		t.Errorf("a left-over of a killed run is in the way: %v", err)
	}
}

// A killed run leaves a folder that nobody takes for finished.
func TestKilled(t *testing.T) {
	dir := produce(t, sample(t), testSpec())
	if err := os.Rename(dir, dir+partial); err != nil {
		t.Fatal(err)
	}
	if _, _, err := verify(t, dir+partial); err == nil {
		t.Error("an unfinished folder is verified")
	}
}

func TestNumbersOnce(t *testing.T) {
	m := sample(t)
	first, _ := bates.New("T-", 1, 6)
	at := Frozen{Next: 5, Taken: []bates.Range{{First: first, Last: first.Plus(3)}}}
	s := testSpec()
	if _, _, err := Prepare(t.Context(), m, m.ids(), s, at); err == nil {
		t.Error("numbers are given twice")
	}
	s.Bates.Start = 0
	p, _, err := Prepare(t.Context(), m, m.ids(), s, at)
	if err != nil || p.Range().First.N != 5 {
		t.Errorf("goes on at %v, %v", p.Range(), err)
	}
	s.Bates.Start, s.Bates.Digits = 9, 1
	if _, _, err := Prepare(t.Context(), m, m.ids(), s, Frozen{}); err == nil {
		t.Error("numbers outgrow their digits")
	}
}

// Names of custodians and of the production come from people, not from pages.
func TestNamesGivenByPeople(t *testing.T) {
	m := newMemory()
	id := m.mail(t, map[string]string{"Subject": "a"}, "Call "+hiddenName+".\n", hiddenName)
	d := m.docs[id]
	d.Custodians = []string{"Quistgaard, Mirela", "Ruiz; Ana"}
	m.docs[id] = d
	dir := produce(t, m, testSpec())
	for p, data := range everything(t, dir) {
		if strings.Contains(data, "Quistgaard") {
			t.Errorf("%s names a withheld custodian", p)
		}
	}
	if _, fs, err := verify(t, dir); err != nil || len(fs) > 0 {
		t.Errorf("%v %v", err, fs)
	}
	s := testSpec()
	s.Name = "For " + hiddenName
	out := filepath.Join(t.TempDir(), "out")
	if _, err := Run(t.Context(), m, plan(t, m, s), out, options(t)); err == nil {
		t.Error("the production is named by a withheld string")
	}
}

// No redacted part of any field is in any file, whatever is redacted.
func TestNoSecretLeaves(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 1))
	word := func() string {
		b := make([]byte, 9)
		for i := range b {
			b[i] = byte('a' + rng.IntN(26))
		}
		return string(b)
	}
	m := newMemory()
	var secrets []string
	some := func(hide bool) string { // words, one of them hidden or none
		s := word()
		if hide {
			secrets = append(secrets, s)
		}
		return word() + " " + s + ", " + word()
	}
	for range 12 {
		secrets = secrets[:len(secrets):len(secrets)]
		from := len(secrets)
		h := map[string]string{}
		for _, f := range []string{"From", "To", "Cc", "Date", "Subject"} {
			h[f] = some(rng.IntN(2) == 0)
		}
		body := some(true) + "\n" + some(true)
		parent := m.mail(t, h, body, secrets[from:]...)
		name := some(rng.IntN(2) == 0)
		m.attachment(parent, name, some(true), secrets[from:]...)
	}
	for p, data := range everything(t, produce(t, m, testSpec())) {
		for _, s := range secrets {
			if strings.Contains(p+data, s) || bytes.Contains([]byte(data), utf16be(s)) {
				t.Errorf("%s holds %q", p, s)
			}
		}
	}
}

func utf16be(s string) (out []byte) {
	for i := range len(s) {
		out = append(out, 0, s[i])
	}
	return out
}

// Pages written, proven and on disk, with all files of a production.
func BenchmarkProduce(b *testing.B) {
	m := newMemory()
	for i := range 100 {
		m.mail(b, map[string]string{"Subject": fmt.Sprint("Report ", i)}, strings.Repeat("Please call "+hiddenName+" before noon.\n"+strings.Repeat("The pilot and the cost table need another week of work, they say.\n", 9), 12), hiddenName)
	}
	s := testSpec()
	s.Combined = false
	p := plan(b, m, s)
	n := 0
	for b.Loop() {
		n++
		if _, err := Run(b.Context(), m, p, filepath.Join(b.TempDir(), fmt.Sprint(n)), options(b)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n*p.Pages)/b.Elapsed().Seconds(), "pages/s")
}

// The plan of 10,000 records with as many different withheld names.
func BenchmarkPlan10000(b *testing.B) {
	m := newMemory()
	for i := range 10_000 {
		name := fmt.Sprintf("%c%dx Quist%d", 'A'+i%26, i, i*7)
		m.mail(b, map[string]string{"Subject": "Report"}, strings.Repeat("Please call "+name+" before noon about the pilot.\n", 20), name)
	}
	for b.Loop() {
		plan(b, m, testSpec())
	}
	b.ReportMetric(float64(b.N*len(m.order))/b.Elapsed().Seconds(), "records/s")
}

// A disk that refuses a file in the middle of a run.
func TestDiskFails(t *testing.T) {
	m := sample(t)
	p := plan(t, m, testSpec())
	out := filepath.Join(t.TempDir(), "out")
	for _, below := range []string{"PDF", "TEXT", "DATA", "certificate.json/x"} {
		m.on = func(record.ID, int) error {
			at := filepath.Join(out+partial, filepath.FromSlash(below))
			if strings.Contains(below, "/") {
				return os.MkdirAll(at, 0o755) // a folder where a file should be
			}
			if st, err := os.Lstat(at); err == nil && st.IsDir() {
				return nil
			}
			return os.WriteFile(at, nil, 0o644) // a file where a folder should be
		}
		if _, err := Run(t.Context(), m, p, out, options(t)); err == nil {
			t.Errorf("%s: no error", below)
		}
		nothing(t, m, out)
	}
}
