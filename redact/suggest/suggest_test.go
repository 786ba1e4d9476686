package suggest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vaughn/index/message"
	"vaughn/index/people"
	"vaughn/index/record"
	"vaughn/redact/exempt"
)

const roll = `
# invented
Marisol Tavarkova; Mari; m.tavarkova@rill.example; 555-201-7788 => (b)(6)
Grant Oyelaran-Byrd; g.byrd@rill.example; @gbyrd_ops => (b)(6), (b)(7)(C)
Theodore Q. Wexcombe; twexcombe@rill.example; +1 (555) 201-9921 => (b)(6)
Dilnoza Karimbek; Falcon Six => (b)(6)
Hollis Prane => release
`

func foia(t testing.TB) exempt.Set {
	t.Helper()
	s, err := exempt.Load("foia")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// mail makes a record; what stands in [[ ]] is expected, what in {{ }} is
// expected to be found and kept.
func mail(t testing.TB, n int, from, to, subject, body string) (r *record.Record, want, kept []string) {
	t.Helper()
	strip := strings.NewReplacer("[[", "", "]]", "", "{{", "", "}}", "")
	m := &message.Message{Kind: message.Email, MessageID: fmt.Sprintf("%d@rill.example", n), Subject: strip.Replace(subject)}
	for _, p := range []struct{ role, text string }{{message.From, from}, {message.To, to}} {
		for _, one := range strings.Split(p.text, ";") {
			one = strings.TrimSpace(one)
			if one == "" {
				continue
			}
			name, addr, _ := strings.Cut(strip.Replace(one), "<")
			m.Parties = append(m.Parties, message.Party{Role: p.role, Name: strings.TrimSpace(name), Addr: strings.TrimSuffix(addr, ">")})
		}
	}
	m.Bodies = []message.Body{{Type: "text/plain", Text: strip.Replace(body)}}
	m.Seal()
	r, err := record.FromEmail(m)
	if err != nil {
		t.Fatal(err)
	}
	return r, between(from+"\n"+to+"\n"+subject+"\n"+body, "[[", "]]"), between(from+"\n"+to+"\n"+subject+"\n"+body, "{{", "}}")
}

func between(s, open, close string) []string {
	var out []string
	for {
		_, rest, ok := strings.Cut(s, open)
		if !ok {
			return out
		}
		var one string
		one, s, _ = strings.Cut(rest, close)
		out = append(out, one)
	}
}

func searcher(t testing.TB, names string, opt Options) *Searcher {
	t.Helper()
	ps, err := ParseNames(strings.NewReader(names), foia(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	opt.Region = people.RegionOf("America/New_York")
	return New(ps, nil, opt)
}

func TestPeopleInTheirForms(t *testing.T) {
	for name, c := range map[string]struct{ from, to, subject, body string }{
		"header and body": {"[[Marisol Tavarkova]] <[[m.tavarkova@rill.example]]>", "Ana Bell <ana@rill.example>", "Lunch with [[Marisol]]",
			"Ana,\n\nI will be late.\n\n[[Mari]]\n[[Marisol Tavarkova]]\nRill Agency\nCell: [[(555) 201-7788]]\n"},
		"surname first": {"Ana Bell <ana@rill.example>", "[[TAVARKOVA, MARISOL J]] (CTR) <[[M.Tavarkova@RILL.example]]>", "x",
			"See [[Tavarkova, M]]. and [[Wexcombe, Theodore]]; cc [[T. Q. Wexcombe]], [[Ted Wexcombe]], [[Theodore Quentin Wexcombe]]'s desk."},
		"surname and title": {"[[Grant Oyelaran-Byrd]] <[[g.byrd@rill.example]]>", "Ana Bell <ana@rill.example>", "x",
			"Ms. [[Tavarkova]] asked. [[Marisol Tavarkova]] wrote it.\nPer [[Tavarkova]]: no. [[Oyelaran-Byrd]] agreed, [[Byrd]]'s view is known.\n\n[[Grant]]"},
		"everyday words": {"[[Grant Oyelaran-Byrd]] <[[g.byrd@rill.example]]>", "Ana Bell <ana@rill.example>", "grant money",
			"Thanks, [[Grant]].\nGrant funding ends in May. We grant it. Grant applications: see the Grant Act.\nI told [[Grant]] that the grant is late. [[Grant]] said yes."},
		"other people": {"[[Marisol Tavarkova]] <[[m.tavarkova@rill.example]]>", "Marisol Quint <mq@other.example>", "x",
			"Marisol Quint will call. So will Edward Tavarkova.\nHi Marisol,\n"},
		"quoted": {"Ana Bell <ana@rill.example>", "Bo Lind <bo@rill.example>", "x",
			"See below.\n\nOn Mon, Jan 6, 2025 at 9:00 AM [[Marisol\n> Tavarkova]] <[[m.tavarkova@rill.example]]> wrote:\n> Call me at [[555.201.7788]].\n>\n> [[Marisol]]\n"},
		"user names": {"Ana Bell <ana@rill.example>", "Bo Lind <bo@rill.example>", "x",
			"C:\\Users\\[[twexcombe]]\\x.doc and [[theodore.wexcombe@home.example]], [[@gbyrd_ops]], [[FALCON SIX]], [[Wexcombe_Theodore]]_resume.pdf"},
		"places and firms": {"[[Marisol Tavarkova]] <[[m.tavarkova@rill.example]]>", "Ana Bell <ana@rill.example>", "x",
			"Meet at Tavarkova Hall, 12 Wexcombe Street. The Wexcombe Foundation pays."},
		"kept":                             {"{{Hollis Prane}} <{{hp@rill.example}}>", "Ana Bell <ana@rill.example>", "x", "{{Hollis}} speaks for us."},
		"an address that goes by the name": {"[[Theodore Wexcombe]] <[[wx77@post.example]]>", "Marisol Quint <desk@other.example>", "x", "Write to [[wx77@post.example]], not to desk@other.example.\n"},
		"initials":                         {"[[Dilnoza Karimbek]] <[[dk@rill.example]]>", "Ana Bell <ana@rill.example>", "x", "Done.\n\n-[[DK]]\n"},
	} {
		s := searcher(t, roll, Options{})
		r, want, kept := mail(t, 1, c.from, c.to, c.subject, c.body)
		s.Survey(r, 1)
		check(t, name, r, s.Record(r, 1), want, kept)
	}
}

func check(t testing.TB, name string, r *record.Record, got []Proposal, want, kept []string) {
	t.Helper()
	var found, held []string
	for _, p := range got {
		if p.Kept {
			held = append(held, r.Text[p.Span.Start:p.Span.End])
		} else {
			found = append(found, r.Text[p.Span.Start:p.Span.End])
		}
	}
	// The order of header fields is the record's.
	slices.Sort(found)
	slices.Sort(want)
	slices.Sort(held)
	slices.Sort(kept)
	if !slices.Equal(found, want) {
		t.Errorf("%s:\n got %q\nwant %q", name, found, want)
	}
	if !slices.Equal(held, kept) {
		t.Errorf("%s kept:\n got %q\nwant %q", name, held, kept)
	}
}

// Whether a word is a name is told by the words around it, however lines break.
func TestNamesAmongWords(t *testing.T) {
	const list = `
Grant Oyelaran-Byrd; g.byrd@rill.example => (b)(6)
Skip Vantongeren; s.vantongeren@rill.example => (b)(6)
Maren Ap Goronwy; m.goronwy@rill.example => (b)(6)
Ilse von Kestrel; i.kestrel@rill.example; 555-201-4410 => (b)(6)
Bjørn Power; b.power@rill.example => (b)(6)
`
	for name, body := range map[string]string{
		"a wrapped line":              "There is more to say about that and it is long enough for us to call\n[[Grant]] at once.",
		"verbs":                       "Bo, Skip the second page. Bo, Grant I cannot. Do your best. Power to them. Grant them a week. Power was out twice. Will you tell [[Skip]] that?",
		"in a row":                    "[[Skip]] and Bo will meet. [[Grant]] & Bo,\nBoth [[Grant]] and Bo object. (cc: [[Skip]]; Bo)",
		"introduced":                  "[[Grant]] (lead) has it. Then: [[Skip]]: please call. [[Grant]] may be late. [[Skip]] isn't in.",
		"particles":                   "Ask Mrs. [[von Kestrel]] today. [[I. von Kestrel]] agrees. [[Ap Goronwy, Maren]] wrote to Ms. [[Ap Goronwy]].",
		"letters that have no accent": "Ask [[Bjorn Power]], [[Bjørn]] or [[B. Power]].",
		"firms and cases":             "Counsel is Vantongeren & Sons LLP. Vantongeren Medical Supplies Inc. pays. See Vantongeren v. Rill and Rill v. Vantongeren. Use the\nVantongeren Index. Fort Oyelaran-Byrd, the Oyelaran-Byrd Act.",
		"files of other people":       "From: Lindholt, Skip <skip.lindholt@other.example>\nTo: Power, Ada <ada.power@other.example>; [[Power, Bjørn]] <[[b.power@rill.example]]>\nSubject: x\n\nWrite to ada.power@other.example.",
		"blanks that do not break":    "Cell:\u00a0[[(555)\u00a0201-4410]] or\u00a0[[i.kestrel@rill.example]]",
		"heard from":                  "I heard from [[Grant]]. Reach [[Vantongeren]] by noon. I told Director [[Oyelaran-Byrd]] that.",
	} {
		s := searcher(t, list, Options{})
		to := "Bo Lind <bo@rill.example>; [[Grant Oyelaran-Byrd]] <[[g.byrd@rill.example]]>; [[Skip Vantongeren]] <[[s.vantongeren@rill.example]]>; [[Maren Ap Goronwy]] <[[m.goronwy@rill.example]]>; " +
			"[[Ilse von Kestrel]] <[[i.kestrel@rill.example]]>; [[Bjørn Power]] <[[b.power@rill.example]]>"
		r, want, kept := mail(t, 1, "Ana Bell <ana@rill.example>", to, "x", body)
		s.Survey(r, 1)
		check(t, name, r, s.Record(r, 1), want, kept)
	}
}

// A quotation that lost the header of what it quotes says the same as the
// message that it quotes.
func TestQuotationsAgreeWithTheirOriginal(t *testing.T) {
	s := searcher(t, roll, Options{})
	said := "Hi Marisol,\n\nthe papers are here, and nobody has read them.\n"
	a, wantA, _ := mail(t, 1, "Ana Bell <ana@rill.example>", "Marisol Quint <mq@other.example>; [[Marisol Tavarkova]] <[[m.tavarkova@rill.example]]>", "x", said)
	b, wantB, _ := mail(t, 2, "[[Marisol Tavarkova]] <[[m.tavarkova@rill.example]]>", "Ana Bell <ana@rill.example>", "x",
		"No.\n\nOn Mon, Jan 6, 2025 at 9:00 AM Ana Bell <ana@rill.example> wrote:\n> "+strings.ReplaceAll(said, "\n", "\n> "))
	s.Survey(b, 7)
	s.Survey(a, 7)
	check(t, "original", a, s.Record(a, 7), wantA, nil)
	check(t, "quotation", b, s.Record(b, 7), wantB, nil)
}

// A person of the list is named in an article that somebody forwarded: there
// the name is public, in the message around it it is not.
func TestPublishedTextStaysReleased(t *testing.T) {
	article := `Harbor Daily News: Agency app draws scrutiny

By Corin Vale and Ada Strand

In May, {{Marisol Tavarkova}}, the agency's records officer, told lawmakers that she was worried about the pilot.

“We take our duties seriously,” {{Tavarkova}} said in a statement. The agency declined to comment on pending litigation, according to a spokesperson.

Records show that {{Grant Oyelaran-Byrd}} signed the contract, the Daily News reported last week after a review of hundreds of pages of procurement files that were released under the law.
`
	for name, body := range map[string]string{
		"pasted":  "Bo,\n\n[[Marisol]] is named in this one.\n\n" + article + "\nI will call [[Marisol Tavarkova]] today.\n\n[[Grant]]\n",
		"quoted":  "FYI, [[Marisol]] and [[Grant]] are in it.\n\nOn Mon, Jan 6, 2025 at 9:00 AM Press Desk <press@rill.example> wrote:\n> " + strings.ReplaceAll(article, "\n", "\n> ") + "\n",
		"release": "[[Marisol]] cleared this.\n\nFOR IMMEDIATE RELEASE\n\nRill Agency names {{Marisol Tavarkova}} records officer\n\nRILL CITY, Oct. 3 — The agency announced today that {{Marisol Tavarkova}} will lead its records office, the director said.\n\n“I am honored,” {{Tavarkova}} said.\n\n###\n\n[[Grant]]\n",
	} {
		s := searcher(t, roll, Options{})
		r, want, kept := mail(t, 1, "[[Grant Oyelaran-Byrd]] <[[g.byrd@rill.example]]>", "Bo Lind <bo@rill.example>; [[Marisol Tavarkova]] <[[m.tavarkova@rill.example]]>", "Agency app", body)
		s.Survey(r, 1)
		check(t, name, r, s.Record(r, 1), want, kept)
	}
}

func TestSeveralWhoShareAName(t *testing.T) {
	s := searcher(t, roll, Options{})
	a, wantA, _ := mail(t, 1, "Marisol Quint <mq@other.example>", "[[Marisol Tavarkova]] <[[m.tavarkova@rill.example]]>", "x",
		"Hi [[Marisol]],\n\nthe papers are here.\n\nMarisol\n")
	b, wantB, _ := mail(t, 2, "[[Marisol Tavarkova]] <[[m.tavarkova@rill.example]]>", "Marisol Quint <mq@other.example>", "x",
		"Hi Marisol,\n\nthanks.\n\n[[Marisol]]\n")
	s.Survey(a, 7)
	s.Survey(b, 7)
	check(t, "to", a, s.Record(a, 7), wantA, nil)
	check(t, "from", b, s.Record(b, 7), wantB, nil)
}

func TestPatterns(t *testing.T) {
	personal := `SSN 219-09-9999 is no phone: [[219-09-9998]]; ticket 123-45-678; 000-12-3456; 666-12-3456; 912-12-3456; part 1-219-09-9998.
Social Security number: [[219099998]]. Last four of her SSN: [[9998]].
A-number [[A 123-456-789]], [[A12345678]]; paper size A4 and A123.
DOB: [[04/12/1971]]; born on [[April 12, 1971]]; meeting on 04/12/2021.
Passport no. [[X1234567]]. Account number [[0012 3456 789]]; routing [[021000021]]; routing 021000022.
Card [[4111 1111 1111 1111]], not 4111 1111 1111 1112.
She lives at [[12 Elm Tree Lane, Elko, NV 89801]]. Office: 900 Main Street, Elko, NV 89801.
`
	s := searcher(t, "", Options{Personal: true, Basis: []string{"b6"}})
	r, want, _ := mail(t, 1, "a@x.example", "b@x.example", "x", strings.Replace(personal, "SSN 219-09-9999 is no phone: ", "", 1))
	check(t, "personal", r, s.Record(r, 1), want, nil)
	general := "Call [[(202) 555-0143]] or [[+44 20 7946 0958]] or [[202.555.0144]], [[555-0199]].\nOn 2022-04-03 at 10:15, release 1.2.3, invoice 20220403, IP [[10.20.30.40]], version 10.20.30.40, 999.1.1.1.\n" +
		"[[http://fileserver01/share/x.doc]] and [[https://intranet.rill.example/a?b=c]] but https://www.rill.example/a; [[\\\\srv01\\docs\\plan.docx]].\nWrite to [[jo@rill.example]].\n"
	s = searcher(t, "", Options{General: true, Basis: []string{"b6"}})
	r, want, _ = mail(t, 2, "[[a@x.example]]", "[[b@x.example]]", "x", general)
	check(t, "general", r, s.Record(r, 1), want, nil)
}

func TestListsThatCannotBeRead(t *testing.T) {
	set := foia(t)
	for name, c := range map[string]struct{ text, want string }{
		"no code":      {"Jane Doe; x@y.example\n", "line 1"},
		"unknown code": {"# c\nJane Doe => (b)(99)\n", "line 2"},
		"no name":      {" ; x@y.example => (b)(6)\n", "line 1"},
		"too long":     {strings.Repeat("x", maxLine+1) + " => (b)(6)\n", "line 1"},
	} {
		_, err := ParseNames(strings.NewReader(c.text), set, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "Jane") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{"shape": "abc => (b)(6)", "expression": "a: [ => (b)(6)", "empty": "a: x* => (b)(6)", "code": "a: x => (q)"} {
		if _, err := ParseRules(strings.NewReader(text), set); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	rules, err := ParseRules(strings.NewReader(`case: \bCASE-(\d{4})\b => (b)(7)(E)`), set)
	if err != nil || len(rules) != 1 {
		t.Fatal(err)
	}
	r, want, _ := mail(t, 1, "a@x.example", "b@x.example", "x", "See CASE-[[1234]] and CASE-12345.")
	check(t, "rule", r, New(nil, rules, Options{}).Record(r, 1), want, nil)
}

// No text may make the search fail, and no proposal may cut a character or
// overlap another.
func FuzzRecord(f *testing.F) {
	f.Add("Hi Marisol,\n> Tavarkova, M. said “no”.\n\n-DK\n555 201 7788\nBy A B and C D\n")
	f.Add("J\u00ad.\u200b Doe's\n@\n@@.x\nA\u0301")
	s := searcher(f, roll, Options{Personal: true, General: true, Basis: []string{"b6"}})
	f.Fuzz(func(t *testing.T, body string) {
		r, _, _ := mail(t, 1, "Marisol Tavarkova <m.tavarkova@rill.example>", "x@y.example", body[:min(len(body), 80)], body)
		s.Survey(r, 1)
		last := 0
		for _, p := range s.Record(r, 1) {
			if _, err := r.Slice(p.Span); err != nil || p.Span.Start < last || p.Span.Len() == 0 {
				t.Fatalf("%v %v after %d", p.Span, err, last)
			}
			last = p.Span.End
		}
	})
}
