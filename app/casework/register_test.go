package casework_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"vaughn/app/casework"
	"vaughn/export/report"
	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/store"
	"vaughn/redact/review"
)

func describe(t *testing.T, c *casework.Case, name string, fields ...string) journal.Entry {
	t.Helper()
	var edits []review.Coding
	for _, f := range fields {
		e, err := review.ParseCoding(f)
		if err != nil {
			t.Fatal(err)
		}
		edits = append(edits, e)
	}
	e, err := c.DescribeCustodian(ctx, name, edits...)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func line(t *testing.T, c *casework.Case, name string) casework.Custodian {
	t.Helper()
	us, err := c.Custodians(ctx)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(us, func(u casework.Custodian) bool { return u.Name == name })
	if i < 0 {
		return casework.Custodian{}
	}
	return us[i]
}

func TestRegister(t *testing.T) {
	c := sample(t, false)
	defer c.Close()
	describe(t, c, "Halloran", "title=Director", "hold=notified", "hold_date=2023-07-01", "expected+=Mailbox: mbox", "expected+=Teams chat")
	last := describe(t, c, "Halloran", "hold=acknowledged", "expected+=Phone", "expected-=Teams chat")
	describe(t, c, "Nobody Yet", "expected+=Mailbox")
	h := line(t, c, "Halloran")
	if h.Title != "Director" || h.Hold != "acknowledged" || h.HoldDate != "2023-07-01" || !slices.Equal(h.Missing(), []string{"Phone"}) {
		t.Errorf("%+v", h)
	}
	if n := line(t, c, "Nobody Yet"); !slices.Equal(n.Missing(), []string{"Mailbox"}) || n.Items != 0 {
		t.Errorf("%+v", n)
	}
	if e := describe(t, c, "Halloran", "hold=acknowledged"); e.Seq != 0 {
		t.Error("an entry that changes nothing")
	}
	if _, err := c.Undo(ctx, last, "a mistake"); err != nil {
		t.Fatal(err)
	}
	if h := line(t, c, "Halloran"); h.Hold != "notified" || !slices.Equal(h.Missing(), []string{"Teams chat"}) {
		t.Errorf("after undo: %+v", h)
	}
	for _, bad := range []string{"hold=perhaps", "hold_date=tomorrow", "shoe=44", "title+=Dr", "expected+=: mbox"} {
		e, err := review.ParseCoding(bad)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.DescribeCustodian(ctx, "Halloran", e); fault.CodeOf(err) != fault.Usage {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// TestRegisterCounts: the register's sums are those of the ledger, of the places
// of every record, and of the search.
func TestRegisterCounts(t *testing.T) {
	c := sample(t, false)
	defer c.Close()
	us, err := c.Custodians(ctx)
	if err != nil {
		t.Fatal(err)
	}
	h, err := c.Find(ctx, "*", store.ByNum, false)
	if err != nil {
		t.Fatal(err)
	}
	places := map[string]int{}
	rows, err := c.Rows(ctx, h.Nums)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Parent != 0 {
			continue
		}
		at, err := c.Occurrences(ctx, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range at {
			places[o.Custodian]++
		}
	}
	items := 0
	for _, u := range us {
		read := 0
		for _, r := range u.Received {
			read += int(r.Read)
		}
		if u.Items != places[u.Name] || u.Items != read || u.Records != count(t, c, "custodian:"+u.Name).Records {
			t.Errorf("%s: %d items, %d records; %d places, %d read", u.Name, u.Items, u.Records, places[u.Name], read)
		}
		items += u.Items
	}
	if items != 123 {
		t.Errorf("%d items, the sample has 123", items)
	}
	r, err := c.CustodianReport(ctx, us)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := report.Write(ctx, report.CSV, &b, r); err != nil || strings.Count(b.String(), "Halloran") < 2 {
		t.Error(err, b.String())
	}
}
