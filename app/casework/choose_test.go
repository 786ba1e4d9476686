package casework_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vaughn/app/casework"
	"vaughn/export/production"
	"vaughn/export/qc"
	"vaughn/index/ingest"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact"
	"vaughn/redact/review"
)

// letter is a message of an mbox; answers names the subject it answers and
// quotes, attach a file of its name's text.
func letter(id, subject, from, day, answers, quoted, body, attach string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "From x@x.example Mon Mar  4 10:00:00 2024\nFrom: %s <%s@x.example>\nTo: Cy Orr <cy@x.example>\nSubject: %s\nDate: %s Mar 2024 10:00:00 +0000\nMessage-ID: <%s@x.example>\n", from, strings.Fields(from)[0], subject, day, id)
	if answers != "" {
		fmt.Fprintf(&b, "In-Reply-To: <%s@x.example>\nReferences: <%s@x.example>\n", answers, answers)
	}
	if quoted != "" {
		body += "\n\nOn Mon, 4 Mar 2024 at 10:00, Ann Lee <Ann@x.example> wrote:\n> " + strings.ReplaceAll(quoted, "\n", "\n> ")
	}
	if attach == "" {
		fmt.Fprintf(&b, "\n%s\n\n", body)
		return b.String()
	}
	fmt.Fprintf(&b, "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: text/plain\n\n%s\n--b1\nContent-Type: text/plain; name=%q\nContent-Disposition: attachment; filename=%q\n\nThe text of %s, word for word.\n--b1--\n\n", body, attach, attach, attach)
	return b.String()
}

// threadCase holds a conversation of three mails, of which the last quotes the
// first, and one by itself, each held by two custodians.
func threadCase(t *testing.T) *casework.Case {
	t.Helper()
	dir := t.TempDir()
	const first = "Please look at the pilot figures before the meeting on Friday."
	box := letter("1", "Pilot", "Ann Lee", "Mon, 4", "", "", first, "") +
		letter("2", "Re: Pilot", "Bo Roe", "Tue, 5", "1", "", "I have read none of it yet, sorry about that.", "plan.txt") +
		letter("3", "Re: Pilot", "Cy Orr", "Wed, 6", "1", first, "I looked and they are fine as they stand now.", "") +
		letter("4", "Lunch", "Ann Lee", "Thu, 7", "", "", "At noon by the river then, as we said.", "")
	c, err := casework.Create(ctx, filepath.Join(dir, "case"), casework.Describe{Zone: "UTC"}, casework.Options{Actor: "tester"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	for _, who := range []string{"Roe, Bo", "Lee, Ann"} {
		// transport headers differ, so that each copy is a record of its own
		path := filepath.Join(dir, who+".mbox")
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(box, "\nFrom: ", "\nReceived: by "+who[:3]+".x.example; Mon, 4 Mar 2024 10:00:00 +0000\nFrom: ")), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Import(ctx, []string{path}, ingest.Options{Custodian: who}, progress.None); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// planned gives what a spec would produce, as "custodian/subject".
func planned(t *testing.T, c *casework.Case, change func(*production.Spec)) (out []string, p production.Plan, findings []qc.Finding) {
	t.Helper()
	s := production.Example()
	s.Name, s.Query = "P", ""
	change(&s)
	p, findings, err := c.Plan(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	for d := range p.Docs() {
		r, err := c.Record(ctx, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		held, err := c.HeldBy(ctx, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		name := r.Name
		if name == "" {
			name = r.MessageID[1:2] + " " + r.Subject
		}
		out = append(out, held[0][:1]+"/"+name)
	}
	return out, p, findings
}

func TestWhatIsProduced(t *testing.T) {
	c := threadCase(t)
	once := func(s *production.Spec) { s.Duplicates = "once" }
	for _, x := range []struct {
		name   string
		change func(*production.Spec)
		want   string
	}{
		{"a hit alone", func(s *production.Spec) { once(s); s.Query, s.Families = "figures fine", false }, "R/3 Re: Pilot"},
		{"its conversation with families", func(s *production.Spec) { once(s); s.Query, s.Conversations = "figures fine", true }, "R/1 Pilot R/2 Re: Pilot R/plan.txt R/3 Re: Pilot"},
		{"its conversation without", func(s *production.Spec) { once(s); s.Query, s.Conversations, s.Families = "figures fine", true, false }, "R/1 Pilot R/2 Re: Pilot R/3 Re: Pilot"},
		{"most inclusive, all copies", func(s *production.Spec) { s.InclusiveOnly, s.Policy = true, "order of 3 May" },
			"R/2 Re: Pilot R/plan.txt L/2 Re: Pilot L/plan.txt R/3 Re: Pilot L/3 Re: Pilot R/4 Lunch L/4 Lunch"},
		{"most inclusive of a later copy", func(s *production.Spec) { s.Query, s.InclusiveOnly, s.Policy = `custodian:"Lee, Ann"`, true, "order" }, "L/2 Re: Pilot L/plan.txt L/3 Re: Pilot L/4 Lunch"},
		{"nothing to stand in", func(s *production.Spec) { once(s); s.Query, s.InclusiveOnly, s.Policy = "-fine", true, "order" }, "R/1 Pilot R/2 Re: Pilot R/plan.txt R/4 Lunch"},
		{"by custodian", func(s *production.Spec) { s.Order, s.Query = "custodian", "subject:pilot OR noon" },
			"L/1 Pilot L/2 Re: Pilot L/plan.txt L/3 Re: Pilot L/4 Lunch R/1 Pilot R/2 Re: Pilot R/plan.txt R/3 Re: Pilot R/4 Lunch"},
		{"as imported", func(s *production.Spec) { s.Order, s.Query = "import", "noon OR fine" }, "R/3 Re: Pilot R/4 Lunch L/3 Re: Pilot L/4 Lunch"},
		{"slices, all options", func(s *production.Spec) {
			once(s)
			s.ChatContext, s.Conversations, s.InclusiveOnly, s.Policy, s.Query = production.Context{Day: true}, true, true, "order", "fine"
		}, "R/2 Re: Pilot R/plan.txt R/3 Re: Pilot"},
	} {
		got, _, _ := planned(t, c, x.change)
		if strings.Join(got, " ") != x.want {
			t.Errorf("%s:\n got %s\nwant %s", x.name, strings.Join(got, " "), x.want)
		}
	}
}

// A copy that only its attachment was found in brings all custodians too.
func TestCustodiansOfAnAttachment(t *testing.T) {
	c := threadCase(t)
	_, p, _ := planned(t, c, func(s *production.Spec) { s.Query, s.Duplicates, s.Families = "kind:attachment", "once", false })
	if p.Len() != 1 || !slices.Equal(p.Frozen.Held[p.Doc(0).ID], []string{"Roe, Bo", "Lee, Ann"}) {
		t.Errorf("%d %v", p.Len(), p.Frozen.Held)
	}
}

// A message is not left out for one that is withheld in full.
func TestInclusiveOfTheWithheld(t *testing.T) {
	c := threadCase(t)
	for id, err := range c.Each(ctx, "fine") {
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Record(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		m := c.NewMark(r, record.Span{}, "b5")
		m.Target, m.Privileges = redact.OnRecord, []string{"attorney-client"}
		if _, err := c.Mark(ctx, m); err != nil {
			t.Fatal(err)
		}
	}
	got, _, _ := planned(t, c, func(s *production.Spec) { s.Duplicates, s.InclusiveOnly, s.Policy = "once", true, "order" })
	if !slices.Contains(got, "R/1 Pilot") {
		t.Errorf("%v", got)
	}
}

// What is referred leaves in no way, as a native neither.
func TestReferredNative(t *testing.T) {
	c := threadCase(t)
	ids, err := c.IDs(ctx, "kind:attachment")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Code(ctx, ids, review.Coding{Field: review.FieldDisposition, Op: "=", Value: "referral"}, review.Coding{Field: casework.FieldAgency, Op: "=", Value: "State"}); err != nil {
		t.Fatal(err)
	}
	_, p, _ := planned(t, c, func(s *production.Spec) { s.Duplicates, s.Natives = "once", "kind:attachment" })
	out := filepath.Join(t.TempDir(), "out")
	rep, err := c.Produce(ctx, p, out, progress.None)
	if err != nil {
		t.Fatal(err, rep.Findings)
	}
	if n := rep.Certificate.Counts; n.Sheets != 1 || n.Records != 5 {
		t.Errorf("%+v", n)
	}
	if _, err := os.Stat(filepath.Join(out, "NATIVES")); err == nil {
		t.Error("a referred file left as it was collected")
	}
	if _, err := c.Find(ctx, "is:produced", store.ByNum, false); err != nil {
		t.Error(err)
	}
}
