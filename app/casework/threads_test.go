package casework_test

import (
	"strings"
	"testing"
	"time"

	"vaughn/app/casework"
	"vaughn/index/message"
	"vaughn/index/store"
)

// TestSampleThreads: the sample's headers make 23 conversations; all copies of
// a message lead to one of them; everything quoted comes from a message that is
// there, save one quotation.
func TestSampleThreads(t *testing.T) {
	c := sample(t, false)
	defer c.Close()
	var messages, copies, quotedOnly, read, conversations int
	for v, err := range c.Conversations(ctx, "*") {
		if err != nil {
			t.Fatal(err)
		}
		conversations++
		quotedOnly += len(v.Quoted)
		families := map[string]bool{}
		h, err := c.Find(ctx, "in:"+string(v.Messages[len(v.Messages)-1].Row.ID), store.ByNum, false)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := c.Rows(ctx, h.Nums)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if r.Parent == 0 {
				families[r.MessageID] = true
			}
			if id, err := c.Thread(ctx, r.ID); err != nil || id != v.ID {
				t.Errorf("a record of %s is in %s: %v", v.ID, id, err)
			}
		}
		for i, m := range v.Messages {
			messages++
			copies += m.Copies
			if !families[m.Row.MessageID] {
				t.Errorf("message %d of %s is not found by its conversation", i, v.ID)
			}
			if m.IncludedIn == "" {
				read++
			}
		}
		if len(families) != len(v.Messages) {
			t.Errorf("%s: %d messages, %d found", v.ID, len(v.Messages), len(families))
		}
	}
	if conversations != 23 || messages != 62 || copies != 66 || quotedOnly != 1 || read != 28 {
		t.Errorf("%d conversations, %d messages, %d copies, %d only quoted, %d to read", conversations, messages, copies, quotedOnly, read)
	}
}

// TestSampleQuotations: the longest chain of the sample leads back message by
// message to its first.
func TestSampleQuotations(t *testing.T) {
	c := sample(t, false)
	defer c.Close()
	chains := 0
	for v, err := range c.Conversations(ctx, "subject:clips") {
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range v.Messages {
			qs, err := c.Quotations(ctx, m.Row.ID)
			if err != nil || len(qs) != m.Depth {
				t.Fatalf("%s quotes %d messages, want %d: %v", m.Row.ID, len(qs), m.Depth, err)
			}
			at := m.Parent
			for _, q := range qs {
				r, err := c.Record(ctx, q.Source)
				if err != nil {
					t.Fatal(err)
				}
				from := r.With(message.From)[0]
				if r.ID != v.Messages[at].Row.ID || !strings.Contains(q.Header.From, from.Name) || q.Share < 0.99 {
					t.Errorf("%s: a quotation leads to %s, want %s (%v)", m.Row.ID, q.Source, v.Messages[at].Row.ID, q.Share)
				}
				at = v.Messages[at].Parent
				chains++
			}
		}
	}
	if chains != 17 {
		t.Errorf("%d quotations looked at", chains)
	}
}

// TestTermsAddUp compares a report with the counts of each query by itself.
func TestTermsAddUp(t *testing.T) {
	c := sample(t, false)
	defer c.Close()
	terms, err := casework.ReadTerms(strings.NewReader("# list\n\nbrinnel\nretention\n\"press inquiry\"\nfrom:(\n"))
	if err != nil || len(terms) != 4 || terms[0].Line != 3 {
		t.Fatalf("%+v, %v", terms, err)
	}
	rep, err := c.Terms(ctx, terms)
	if err != nil {
		t.Fatal(err)
	}
	unique := 0
	for i, x := range rep.Terms {
		if i == 3 {
			if x.Err == nil || x.Hits.Records != 0 {
				t.Errorf("a wrong query gave %+v", x)
			}
			continue
		}
		others := ""
		for j, o := range rep.Terms[:3] {
			if j != i {
				others += " NOT " + o.Query
			}
		}
		if want := count(t, c, x.Query); x.Hits != want {
			t.Errorf("%s: %+v, want %+v", x.Query, x.Hits, want)
		}
		if want := count(t, c, x.Query+others); x.Unique != want.Records {
			t.Errorf("%s: %d unique, want %d", x.Query, x.Unique, want.Records)
		}
		for who, s := range x.Custodians {
			if want := count(t, c, "custodian:"+who+" ("+x.Query+")"); s.Records != want.Records {
				t.Errorf("%s of %s: %d, want %d", x.Query, who, s.Records, want.Records)
			}
			zone := c.Zone()
			span := s.First.In(zone).Format(time.DateOnly) + ".." + s.Last.In(zone).Format(time.DateOnly)
			if n := count(t, c, "custodian:"+who+" ("+x.Query+") date:"+span); n.Records != s.Records || s.First.Before(x.First) || s.Last.After(x.Last) {
				t.Errorf("%s of %s: %d in %s, want %d", x.Query, who, n.Records, span, s.Records)
			}
		}
		unique += x.Unique
	}
	if want := count(t, c, "brinnel OR retention OR \"press inquiry\""); rep.Total.Hits != want || rep.Total.Unique != unique {
		t.Errorf("total %+v, want %+v", rep.Total, want)
	}
}
