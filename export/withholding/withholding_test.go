package withholding

import (
	"strings"
	"testing"

	"vaughn/export/bates"
	"vaughn/export/qc"
	"vaughn/export/report"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/exempt"
)

func mail(t *testing.T, subject, body string) *record.Record {
	t.Helper()
	m := &message.Message{Kind: message.Email, Headers: []message.Header{
		{Name: "From", Value: "Ana Ruiz <ana.ruiz@example.gov>"}, {Name: "To", Value: "Jo Counsel <jo@firm.example>; Bo Poe <bo@example.gov>"},
		{Name: "Date", Value: "Tue, 3 Mar 2026 14:02:11 -0500"}, {Name: "Subject", Value: subject},
	}, Bodies: []message.Body{{Type: "text/plain", Text: body}}}
	m.Seal()
	r, err := record.FromEmail(m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func mark(r *record.Record, text string, basis ...string) redact.Mark {
	m := redact.Mark{ID: redact.MarkID(text), Record: r.ID, Version: r.Version, Target: redact.OnRecord, Basis: basis, State: redact.Accepted}
	if i := strings.Index(r.Text, text); text != "" {
		m.Target, m.Span = redact.OnSpan, record.Span{Start: i, End: i + len(text)}
	}
	return m
}

func set(t *testing.T) exempt.Set {
	t.Helper()
	var sets []exempt.Set
	for _, n := range []string{"litigation", "foia"} {
		s, err := exempt.Load(n)
		if err != nil {
			t.Fatal(err)
		}
		sets = append(sets, s)
	}
	s, err := exempt.Combine("case", sets...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func make1(t *testing.T, opt Options, docs ...Document) *Log {
	t.Helper()
	opt.Set = set(t)
	var secrets []string
	next, err := bates.New("T-", 1, 4)
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range docs {
		secrets = append(secrets, redact.Secrets(d.Record, d.Marks)...)
		docs[i].Pages = 1
		docs[i].Range, next = next.Take(1)
	}
	opt.Secrets = qc.NewNeedles(secrets)
	l, err := Make(t.Context(), docs, opt)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// said is all that a log prints, in both shapes.
func said(l *Log, kind string) string {
	var b strings.Builder
	for _, paper := range []bool{true, false} {
		for _, t := range l.Tables(kind, paper) {
			for _, row := range t.Rows {
				b.WriteString(strings.Join(row, "\t") + "\n")
			}
		}
	}
	return b.String()
}

// TestNothingWithheldIsLogged: a marked subject shows its label; the same words
// released in another subject, or typed into a description, are cut out.
func TestNothingWithheldIsLogged(t *testing.T) {
	a, b := mail(t, "Merger with Acme Ltd", "The price is nine million."), mail(t, "Lunch; ACME LTD pays", "Noon.")
	l := make1(t, Options{},
		Document{Record: a, Marks: []redact.Mark{mark(a, "Acme Ltd", "b4"), mark(a, "nine million", "b4")}, Coding: map[string]string{FieldDescription: "The nine  million asked of Acme-Ltd."}},
		Document{Record: b, Marks: []redact.Mark{mark(b, "Noon", "b6")}})
	for _, kind := range Kinds() {
		low := strings.ToLower(said(l, kind))
		for _, secret := range []string{"acme", "nine", "noon"} {
			if strings.Contains(low, secret) {
				t.Errorf("%s says %q:\n%s", kind, secret, low)
			}
		}
	}
	if got := l.Entries[0].Title; got != "Merger with (b)(4)" {
		t.Errorf("%q", got)
	}
	if got := l.Entries[1].Title; got != "Lunch; [withheld] pays" {
		t.Errorf("%q", got)
	}
	if l.Cut != 2 {
		t.Errorf("%d cells were cut", l.Cut)
	}
}

func TestIdentifyingWhatIsWithheldInFull(t *testing.T) {
	r := mail(t, "Advice on the merger", "Do not.")
	doc := Document{Record: r, Marks: []redact.Mark{mark(r, "", "ac"), mark(r, "Bo Poe <bo@example.gov>", "pii")}}
	l := make1(t, Options{}, doc)
	if e := l.Entries[0]; e.From != notShown || e.Title != notShown || e.Disposition != Withheld {
		t.Errorf("%+v", e)
	}
	l = make1(t, Options{Identify: true, Counsel: []Counsel{{Name: "Jo Counsel", Spellings: []string{"JO COUNSEL", "jo@firm.example"}}}}, doc)
	e := l.Entries[0]
	if e.From != "Ana Ruiz <ana.ruiz@example.gov>" || e.To != "Jo Counsel <jo@firm.example>; Redacted-PII" || e.Title != notShown {
		t.Errorf("%+v", e)
	}
	if s := said(l, Privilege); !strings.Contains(s, "Jo Counsel* <jo@firm.example>") || strings.Contains(s, "Advice") || strings.Contains(s, "Poe") {
		t.Error(s)
	}
	if n := l.Missing(Privilege); n != 1 {
		t.Errorf("%d entries lack a description", n)
	}
}

// TestPartsOfAWithheldRecord: an exception releases a part, so the record is
// one released in part.
func TestPartsOfAWithheldRecord(t *testing.T) {
	r := mail(t, "Advice", "The sky is blue. The rest is not.")
	except := mark(r, "The sky is blue.")
	except.Target = redact.Except
	l := make1(t, Options{}, Document{Record: r, Marks: []redact.Mark{mark(r, "", "b5"), except}})
	if e := l.Entries[0]; e.Disposition != InPart || strings.Contains(said(l, Vaughn), "Ana") {
		t.Errorf("%+v", e)
	}
}

// TestRedactionsAddUp: the log of redactions has as many as the letter counts,
// where a mark makes several and where several make one.
func TestRedactionsAddUp(t *testing.T) {
	parted, shared := mail(t, "Advice", "The sky is blue. The rest is not."), mail(t, "Lunch", "one two three four")
	except := mark(parted, "The sky is blue.")
	except.Target = redact.Except
	l := make1(t, Options{}, Document{Record: parted, Marks: []redact.Mark{mark(parted, "", "b5"), except}},
		Document{Record: shared, Marks: []redact.Mark{mark(shared, "one two", "b6"), mark(shared, "two three", "b6"), mark(shared, "four", "b4")}})
	n := 0
	for _, e := range l.Entries {
		for _, m := range e.Marks {
			n += m.Boxes
		}
	}
	if n != l.Counts.Redactions || n < 5 {
		t.Errorf("%d redactions in the log, %d in the letter", n, l.Counts.Redactions)
	}
	if m := l.Entries[0].Marks[0]; m.Boxes < 3 || !strings.Contains(m.Amount, itoa(m.Boxes)+" × ") && !strings.Contains(m.Amount, ";") {
		t.Errorf("%+v", m)
	}
	if m := l.Entries[1].Marks[1]; m.Boxes != 0 || m.Amount == "" {
		t.Errorf("%+v", m)
	}
}

func TestProposedMarksHide(t *testing.T) {
	r := mail(t, "Call Bo Poe", "Now.")
	m := mark(r, "Call Bo Poe", "b6")
	m.State = redact.Proposed
	l := make1(t, Options{}, Document{Record: r, Marks: []redact.Mark{m}})
	if l.Unready != 1 || len(l.Entries) != 1 || strings.Contains(l.Entries[0].Title, "Poe") || len(l.Entries[0].Marks) != 0 {
		t.Errorf("%+v", l)
	}
}

func TestHarm(t *testing.T) {
	r := mail(t, "x", "one two three")
	for code, want := range map[string]string{"b6": harmNotNeeded, "b4": harmMissing, "b3": harmNotNeeded} {
		l := make1(t, Options{}, Document{Record: r, Marks: []redact.Mark{mark(r, "two", code)}})
		if got := l.Entries[0].Harm; got != want {
			t.Errorf("%s: %q", code, got)
		}
	}
	l := make1(t, Options{}, Document{Record: r, Marks: []redact.Mark{mark(r, "two", "b4")}, Coding: map[string]string{FieldHarm: "Rivals would undercut."}})
	if got := l.Entries[0].Harm; got != "Rivals would undercut." || l.Missing(Vaughn) != 0 {
		t.Errorf("%q", got)
	}
}

func TestStar(t *testing.T) {
	for _, c := range [][3]string{{"Jo Ray, Jo Rayner", "jo ray", "Jo Ray*, Jo Rayner"}, {"(b)(6)", "jo", "(b)(6)"}, {"Éjo Jo", "jo", "Éjo Jo*"}} {
		if got := star(c[0], c[1]); got != c[2] {
			t.Errorf("%q, want %q", got, c[2])
		}
	}
}

func TestEveryLogHasATitleAndRows(t *testing.T) {
	r := mail(t, "x", "one two three")
	l := make1(t, Options{}, Document{Record: r, Marks: []redact.Mark{mark(r, "two", "wp")}}, Document{Record: mail(t, "y", "free")})
	for _, kind := range Kinds() {
		for _, paper := range []bool{true, false} {
			r := report.Report{Title: Title(kind), Tables: l.Tables(kind, paper)}
			var b strings.Builder
			if err := report.Write(t.Context(), report.CSV, &b, r); err != nil || r.Title == "" || len(r.Tables[0].Rows) == 0 {
				t.Errorf("%s: %v", kind, err)
			}
		}
	}
	if c := l.Counts; c.Records != 2 || c.InFull != 1 || c.InPart != 1 || c.Issued != c.PagesInFull+c.PagesInPart+c.Sheets {
		t.Errorf("%+v", c)
	}
}
