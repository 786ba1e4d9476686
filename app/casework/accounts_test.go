package casework_test

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"vaughn/app/casework"
	"vaughn/export/production"
	"vaughn/export/report"
	"vaughn/export/withholding"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/review"
)

// TestAllAccountsAgree makes random decisions and productions and adds up what
// the certificate, the load file and every log say: all of it must be the same.
func TestAllAccountsAgree(t *testing.T) {
	c := sample(t, true)
	t.Cleanup(func() { _ = c.Close() })
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 7))
		name := fmt.Sprintf("Random %d", seed)
		query := decideAtRandom(t, c, r, fmt.Sprint("r", seed))
		s := production.Example()
		s.Name, s.Query, s.Bates = name, query, production.BatesSpec{Prefix: "A-", Digits: 6}
		s.ReleasedElsewhere = "warn"
		s.Combined, s.RSMF, s.Set = false, false, []string{"", "Requester"}[r.IntN(2)]
		s.Paper = []string{"letter", "a4"}[r.IntN(2)]
		s.Withheld = []string{"deleted-page-sheet", "slip-sheet"}[r.IntN(2)]
		s.Duplicates = []string{"all", "once"}[r.IntN(2)]
		if seed < 2 {
			s.Natives = "kind:attachment -has:mark -has:attachment"
		}
		if n := r.IntN(3); n < 2 {
			s.ChatContext = production.Context{Events: &n}
		}
		_, findings, err := c.Plan(ctx, s)
		if err != nil {
			t.Fatalf("seed %d: %v %v", seed, err, findings)
		}
		open, _ := production.Clearable(findings, []string{"all"})
		if err := c.Clear(ctx, open, "random"); err != nil {
			t.Fatal(err)
		}
		p, findings, err := c.Plan(ctx, s)
		if err != nil {
			t.Fatalf("seed %d: %v %v", seed, err, findings)
		}
		out := filepath.Join(t.TempDir(), "out")
		rep, err := c.Produce(ctx, p, out, progress.None)
		if err != nil {
			t.Fatalf("seed %d: %v %v", seed, err, rep.Findings)
		}
		t.Logf("%+v natives %q slices %v", rep.Certificate.Counts, s.Natives, s.ChatContext.Sliced())
		agree(t, c, name, rep.Certificate, loadRows(t, filepath.Join(out, "DATA", "production.csv")))
	}
}

// decideAtRandom marks, withholds and refers some records and gives the query
// that finds them and as many others.
func decideAtRandom(t *testing.T, c *casework.Case, r *rand.Rand, lot string) string {
	t.Helper()
	ids, err := c.IDs(ctx, "*")
	if err != nil {
		t.Fatal(err)
	}
	set := func(field, value string) review.Coding { return review.Coding{Field: field, Op: "=", Value: value} }
	for _, i := range r.Perm(len(ids))[:12] {
		id := ids[i]
		rec, err := c.Record(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Code(ctx, []record.ID{id}, set("lot", lot)); err != nil {
			t.Fatal(err)
		}
		switch r.IntN(5) {
		case 0:
			m := c.NewMark(rec, record.Span{}, "b5")
			m.Target, m.Privileges = redact.OnRecord, []string{"attorney-client"}
			mark(t, c, m)
		case 1:
			for range 1 + r.IntN(3) {
				at := r.IntN(len(rec.Text))
				m := c.NewMark(rec, record.Span{Start: at, End: min(len(rec.Text), at+1+r.IntN(900))}, []string{"b6", "b4", "b7C"}[r.IntN(3)])
				m.Set = []string{"", "Requester", "Court"}[r.IntN(3)]
				if m.Check(rec) == nil {
					mark(t, c, m)
				}
			}
		case 2:
			if _, err := c.Code(ctx, []record.ID{id}, set(review.FieldDisposition, "referral"), set(casework.FieldAgency, "State")); err != nil {
				t.Fatal(err)
			}
		}
	}
	return "coded:lot=" + lot
}

func mark(t *testing.T, c *casework.Case, m redact.Mark) {
	t.Helper()
	if _, err := c.Mark(ctx, m); err != nil {
		t.Fatal(err)
	}
}

func loadRows(t *testing.T, path string) (out []map[string]string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range all[1:] {
		m := map[string]string{}
		for i, name := range all[0] {
			m[name] = row[i]
		}
		out = append(out, m)
	}
	return out
}

func agree(t *testing.T, c *casework.Case, name string, cert production.Certificate, rows []map[string]string) {
	t.Helper()
	w, err := c.Withholdings(ctx, name, withholding.Options{})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	same := func(what string, a, b int) {
		t.Helper()
		if a != b {
			t.Errorf("%s: %s: %d and %d", name, what, a, b)
		}
	}
	letter, n := cells(w.Log.Tables(withholding.Letter, false)), cert.Counts
	same("records", letter["Records/all/Records"], n.Records)
	same("records in full", letter["Records/released in full/Records"], n.InFull)
	same("records in part", letter["Records/released in part/Records"], n.InPart)
	same("records withheld", letter["Records/withheld in full/Records"], n.Withheld)
	same("records that add up", n.InFull+n.InPart+n.Withheld+n.Sheets, n.Records)
	same("pages", letter["Pages/numbered: released pages, sheets and such pages/Pages"], n.Pages)
	same("pages in full", letter["Pages/released in full/Pages"], n.PagesInFull)
	same("pages in part", letter["Pages/released in part/Pages"], n.PagesInPart)
	same("pages that add up", n.PagesInFull+n.PagesInPart+n.PagesOfSheets, n.Pages)
	same("redactions", letter["By exemption/all, each once/Redactions"], n.Boxes)
	for label, want := range n.ByExemption {
		same("redactions of "+label, letter["By exemption/"+label+"/Redactions"], want)
	}
	pages, redacted, withheld := 0, 0, 0
	for _, row := range rows {
		k, err := strconv.Atoi(row["PAGECOUNT"])
		if err != nil {
			t.Fatal(err)
		}
		pages += k
		redacted += strings.Count(row["REDACTED"], "Y")
		withheld += strings.Count(row["WITHHELD"], "Y")
	}
	same("rows", len(rows), n.Records)
	same("pages of the load file", pages, n.Pages)
	same("redacted in the load file", redacted, n.InPart+n.Withheld)
	same("withheld in the load file", withheld, n.Withheld)
	vaughn := w.Log.Tables(withholding.Vaughn, false)[0]
	same("rows of the Vaughn index", len(vaughn.Rows), n.InPart+n.Withheld)
	counted := map[string]int{}
	for _, row := range vaughn.Rows {
		counted[row[10]]++
	}
	same("withheld in the Vaughn index", counted["withheld in full"], n.Withheld)
	numbers := map[string]bool{}
	for _, row := range w.Log.Tables(withholding.Redaction, false)[0].Rows {
		numbers[row[2]] = true
	}
	same("documents of the redaction log", len(numbers), n.InPart+n.Withheld)
	privileged := 0
	for _, e := range w.Log.Entries {
		if e.Privileged {
			privileged++
		}
	}
	same("rows of the privilege log", len(w.Log.Tables(withholding.Privilege, false)[0].Rows), privileged)
}

// cells are the numbers of tables by "table/row/column".
func cells(tables []report.Table) map[string]int {
	out := map[string]int{}
	for _, t := range tables {
		for _, row := range t.Rows {
			for i, cell := range row[1:] {
				if n, err := strconv.Atoi(cell); err == nil {
					out[t.Name+"/"+row[0]+"/"+t.Columns[i+1].Name] = n
				}
			}
		}
	}
	return out
}
