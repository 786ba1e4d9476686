package casework_test

import (
	"bytes"
	"maps"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vaughn/app/casework"
	"vaughn/export/qc"
	"vaughn/export/report"
	"vaughn/export/withholding"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/review"
)

// withheldSample is the sample with one record withheld in full, one subject
// marked and a careless description, produced.
func withheldSample(t *testing.T) (*casework.Case, map[string]int) {
	t.Helper()
	c := sample(t, true)
	t.Cleanup(func() { _ = c.Close() })
	var done int
	for id, err := range c.Each(ctx, "coded:responsive=yes kind:email") {
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Record(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		s, _ := r.Field(record.FieldSubject)
		m := c.NewMark(r, s, "b5")
		m.Privileges = []string{"attorney-client"}
		if done == 1 {
			m.Target, m.Span = redact.OnRecord, record.Span{}
		}
		if _, err := c.Mark(ctx, m); err != nil {
			t.Fatal(err)
		}
		careless := "About " + r.Text[s.Start:s.End]
		if _, err := c.Code(ctx, []record.ID{id}, review.Coding{Field: withholding.FieldDescription, Op: "=", Value: careless}); err != nil {
			t.Fatal(err)
		}
		if done++; done == 2 {
			break
		}
	}
	meta, err := c.Meta(ctx)
	if err != nil {
		t.Fatal(err)
	}
	spec := casework.SampleSpec(meta.Request)
	spec.ReleasedElsewhere = "warn"
	p, _, err := c.Plan(ctx, spec)
	if err != nil {
		t.Fatal(err)
	}
	rep, err := c.Produce(ctx, p, filepath.Join(t.TempDir(), "out"), progress.None)
	if err != nil {
		t.Fatal(err)
	}
	n := rep.Certificate.Counts
	return c, map[string]int{"records": n.Records, "full": n.InFull, "part": n.InPart, "withheld": n.Withheld, "pages": n.Pages, "boxes": n.Boxes, "b6": n.ByExemption["(b)(6)"], "b5": n.ByExemption["(b)(5)"]}
}

// needles are all strings withheld in the case.
func needles(t *testing.T, c *casework.Case) *qc.Needles {
	t.Helper()
	var secrets []string
	for id, err := range c.Each(ctx, "has:mark") {
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Record(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		s, err := c.State(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, redact.Secrets(r, s.Marks)...)
	}
	n := qc.NewNeedles(secrets)
	if n.Len() < 30 {
		t.Fatalf("only %d withheld strings", n.Len())
	}
	return n
}

// TestWithholdings: the counts are those of the certificate and add up; no
// withheld string of the case stands in any log in any format; what is decided
// after the production changes nothing.
func TestWithholdings(t *testing.T) {
	c, cert := withheldSample(t)
	secrets := needles(t, c)
	var before withholding.Counts
	for _, identify := range []bool{false, true} {
		w, err := c.Withholdings(ctx, "", withholding.Options{Identify: identify})
		if err != nil {
			t.Fatal(err)
		}
		before = w.Log.Counts
		for _, kind := range withholding.Kinds() {
			for _, format := range []string{report.CSV, report.PDF} {
				if format == report.PDF && kind == withholding.Redaction {
					continue // 600 lines say what the CSV says
				}
				r, err := c.WithholdingReport(ctx, w, kind, format == report.PDF)
				if err != nil {
					t.Fatal(err)
				}
				for i := range secrets.Count(saying(t, format, r)) {
					t.Errorf("%s as %s says the withheld %q", kind, format, secrets.Text(i))
				}
			}
			if kind == withholding.Vaughn && !strings.Contains(strings.Join(allNotes(t, c, w, kind), " "), "no part of an administrative release") {
				t.Error("the Vaughn index of a request does not say that it is not sent")
			}
		}
	}
	addsUp(t, before, cert)
	for id, err := range c.Each(ctx, "is:produced kind:email") {
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Record(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		s, _ := r.Field(record.FieldDate)
		if _, err := c.Mark(ctx, c.NewMark(r, s, "b2")); err != nil {
			t.Fatal(err)
		}
		break
	}
	w, err := c.Withholdings(ctx, "First interim release", withholding.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := w.Log.Counts; got.Redactions != before.Redactions || len(got.ByExemption) != len(before.ByExemption) {
		t.Errorf("a later decision changed the account of a production: %+v, %+v", got, before)
	}
	if _, err := c.Withholdings(ctx, "No such release", withholding.Options{}); err == nil {
		t.Error("an unknown production was accounted for")
	}
}

func allNotes(t *testing.T, c *casework.Case, w casework.Withholdings, kind string) []string {
	t.Helper()
	r, err := c.WithholdingReport(ctx, w, kind, true)
	if err != nil {
		t.Fatal(err)
	}
	return r.Notes
}

func addsUp(t *testing.T, n withholding.Counts, cert map[string]int) {
	t.Helper()
	got := map[string]int{"records": n.Records, "full": n.InFull, "part": n.InPart, "withheld": n.Withheld, "pages": n.Issued, "boxes": n.Redactions}
	for _, x := range n.ByExemption {
		switch x.Label {
		case "(b)(6)":
			got["b6"] = x.Redactions
		case "(b)(5)":
			got["b5"] = x.Redactions
		}
	}
	if !maps.Equal(got, cert) {
		t.Errorf("%v, the certificate says %v", got, cert)
	}
	if n.Withheld != 1 || n.Records != n.InFull+n.InPart+n.Withheld || n.Issued != n.PagesInFull+n.PagesInPart+n.Sheets || n.PagesWithheld == 0 {
		t.Errorf("%+v", n)
	}
}

// saying is what a written report says to its reader.
func saying(t *testing.T, format string, r report.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(ctx, format, &b, r); err != nil {
		t.Fatal(err)
	}
	if format != report.PDF {
		return b.String()
	}
	if _, err := exec.LookPath("pdftotext"); err != nil {
		return ""
	}
	cmd := exec.Command("pdftotext", "-raw", "-", "-")
	cmd.Stdin = &b
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
