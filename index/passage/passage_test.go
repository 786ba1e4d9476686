package passage

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"vaughn/index/message"
	"vaughn/index/record"
)

// mail makes a record of headers ("From", "To", "Subject") and a body.
func mail(t testing.TB, body string, headers ...string) *record.Record {
	t.Helper()
	m := &message.Message{ID: message.IDOf([32]byte{1}), Kind: message.Email, Bodies: []message.Body{{Type: "text/plain", Text: body}}}
	for i := 0; i < len(headers); i += 2 {
		m.Headers = append(m.Headers, message.Header{Name: headers[i], Value: headers[i+1]})
		role := map[string]string{"From": message.From, "To": message.To, "Cc": message.Cc}[headers[i]]
		if name, addr, ok := strings.Cut(headers[i+1], " <"); ok && role != "" {
			m.Parties = append(m.Parties, message.Party{Role: role, Name: name, Addr: strings.TrimSuffix(addr, ">")})
		}
		if headers[i] == "Subject" {
			m.Subject = headers[i+1]
		}
	}
	r, err := record.FromEmail(m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func of(t testing.TB, r *record.Record, text string) Passage {
	t.Helper()
	at := strings.Index(r.Text, text)
	p, ok := Of(r, record.Span{Start: at, End: at + len(text)})
	if at < 0 || !ok {
		t.Fatalf("%q is no passage", text)
	}
	return p
}

// shown gives the text of each place, with "?" before those of another context.
func shown(r *record.Record, fs []Found, related bool) string {
	var out []string
	for _, f := range fs {
		s := r.Text[f.Span.Start:f.Span.End]
		if !f.Same(related) {
			s = "?" + s
		}
		out = append(out, s)
	}
	return strings.Join(out, "|")
}

func TestPlaces(t *testing.T) {
	const line = "I met with Dana Quill on Friday about the bridge report and its costs."
	const para = "The board has not decided. We would rather drop the second span than delay the opening by a year. Nobody outside the office knows about this plan yet."
	for _, c := range []struct {
		name, said, marked, body string
		related                  bool
		want                     string
	}{
		{"a name in a quotation", line, "Dana Quill", "ok\n\n> I met with Dana\n> Quill on Friday about\n> the bridge report", false, "Dana\n> Quill"},
		{"the same name, another sentence", line, "Dana Quill", "Dana Quill called again.", false, "?Dana Quill"},
		{"another sentence of the conversation", line, "Dana Quill", "Dana Quill called again.", true, "?Dana Quill"},
		{"not in the middle of a word", line, "Quill", "Quills and Quillson met with Dana Quilly", false, ""},
		{"a mark on half a word takes all of it", line, "Dana Qui", "dana quill met", false, "?dana quill"},
		{"a whole message, quoted", "Call Bo Reyes", "Bo Reyes", "yes\n> Call Bo Reyes\n", true, "Bo Reyes"},
		{"a whole message, elsewhere", "Call Bo Reyes", "Bo Reyes", "yes\n> Call Bo Reyes\n", false, "?Bo Reyes"},
		{"a sentence that was cut out", para, para, "> We would rather drop\n> the second span than delay the opening by\n> a year.\nNo!", false, "We would rather drop\n> the second span than delay the opening by\n> a year"},
		{"an edited copy", para, para, "The board has not yet decided. We would rather drop the second span than delay the opening by one year. Nobody outside our office knows about this plan yet. Bye", false,
			"The board has not yet decided. We would rather drop the second span than delay the opening by one year. Nobody outside our office knows about this plan yet"},
		{"a number in another notation", "Call (202) 555-0143 now", "(202) 555-0143", "mine is 202.555.0143, or (202) 555-0143", false, "?202.555.0143|?(202) 555-0143"},
		{"charset damage", "It’s Dana’s own report on bridges, don’t share it", "Dana’s own report", "Itâ€™s Danaâ€™s own report on bridges, donâ€™t share it", false, "Danaâ€™s own report"},
		{"entities", "Dana & Bo’s report on bridges is not to be shared", "Dana & Bo’s report", "Dana &amp; Bo&#8217;s&nbsp;report on bridges is not to be shared", false, "Dana &amp; Bo&#8217;s&nbsp;report"},
		{"initials as marks", line, "Dana Quill", "DQ> I met with Dana\nDQ> Quill on Friday about the bridge", false, "Dana\nDQ> Quill"},
		{"no spaces between words", "我们昨天见过王小明,他说桥的报告还没有完成", "王小明", "> 我们昨天见过王小\n> 明,他说桥的报告", false, "王小\n> 明"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := of(t, mail(t, c.said), c.marked)
			r := mail(t, c.body)
			if got := shown(r, NewFinder(p).In(r), c.related); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	for _, c := range []struct{ name, marked, from, subject, body, want string }{
		{"the same party", "Dana Quill <dq@city.example>", "Dana Quill <dq@city.example>", "s", "x", "Dana Quill <dq@city.example>"},
		{"the name alone, last name first", "Dana Quill <dq@city.example>", "Quill, Dana", "s", "x", "Quill, Dana"},
		{"the address alone", "Dana Quill <dq@city.example>", "dq@city.example", "s", "x", "dq@city.example"},
		{"a quoted header", "Dana Quill", "Bo", "s", "ok\n\nFrom: Dana Quill\nSent: Monday, April 4, 2022 1:00 PM\nTo: Bo\nSubject: x\n\nhello", "Dana Quill"},
		{"an attribution", "Dana Quill", "Bo", "s", "ok\n\nOn Mon, Apr 4, 2022 at 1:00 PM Dana Quill <dq@city.example> wrote:\n> hello", "Dana Quill"},
		{"the name in a text", "Dana Quill", "Bo", "s", "ask Dana Quill", "?Dana Quill"},
		{"the subject of the thread", "Phase two budget", "Bo", "RE: FW: Phase two budget", "x", "Phase two budget"},
		{"a subject marked with its prefix", "", "Bo", "FW: Phase two budget", "Phase two budget", "Phase two budget|?Phase two budget"},
		{"another subject", "Phase two budget", "Bo", "Phase two budget and plan", "x", "?Phase two budget"},
		{"a quoted subject", "budget", "Bo", "s", "ok\n\nFrom: Dana\nSent: Monday, April 4, 2022 1:00 PM\nTo: Bo\nSubject: Re: Phase two budget\n\nhello", "budget"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.marked == "" {
				c.marked = "Re: Phase two budget"
			}
			p := of(t, mail(t, "x", "From", "Dana Quill <dq@city.example>", "Subject", "Re: Phase two budget"), c.marked)
			r := mail(t, c.body, "From", c.from, "Subject", c.subject)
			if got := shown(r, NewFinder(p).In(r), false); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// variant rewrites a text as mail programs do.
type variant struct {
	rng    *rand.Rand
	width  int
	marks  string // before each line
	swap   *strings.Replacer
	coded  bool // as undecoded quoted-printable
	hyphen bool // soft hyphens in words
}

func (v variant) write(text string) string {
	if v.hyphen {
		var b strings.Builder
		last := ' '
		for _, r := range text {
			if unicode.IsLetter(r) && unicode.IsLetter(last) && v.rng.IntN(4) == 0 {
				b.WriteString("\u00ad")
			}
			b.WriteRune(r)
			last = r
		}
		text = b.String()
	}
	if v.swap != nil {
		text = v.swap.Replace(text)
	}
	if v.coded {
		return v.quotedPrintable(text)
	}
	line, out := 0, v.marks
	for i, w := range strings.Fields(text) {
		if i > 0 && line+len(w) > v.width {
			out, line = out+"\n"+v.marks, 0
		} else if i > 0 {
			out += " "
		}
		out, line = out+w, line+len(w)+1
	}
	return out
}

func (v variant) quotedPrintable(text string) string {
	out, line := v.marks, 0
	for _, r := range text {
		s := string(r)
		if r >= utf8.RuneSelf || r == '=' {
			s = ""
			for _, c := range []byte(string(r)) {
				s += fmt.Sprintf("=%02X", c)
			}
		}
		if line+len(s) > v.width {
			out, line = out+"=\n"+v.marks, 0
		}
		out, line = out+s, line+len(s)
	}
	return out + "=20\n"
}

// naive is another way to see what a text says: undo what variant did, one
// thing after the other, and keep words.
func naive(s string, v variant) string {
	if v.coded {
		s = strings.ReplaceAll(s, "=\n"+v.marks, "")
		s = strings.ReplaceAll(s, "=\n", "")
		for i := strings.Index(s, "="); i >= 0 && i+3 <= len(s); {
			var c byte
			if _, err := fmt.Sscanf(s[i+1:i+3], "%02X", &c); err == nil {
				s = s[:i] + string([]byte{c}) + s[i+3:]
			}
			k := strings.Index(s[i+1:], "=")
			if k < 0 {
				break
			}
			i += 1 + k
		}
	}
	s = strings.ReplaceAll(s, "\n"+v.marks, " ")
	s = strings.ReplaceAll(s, "\u00ad", "")
	s = strings.ReplaceAll(s, "&nbsp;", " ")
	s = strings.ReplaceAll(s, "&rsquo;", "'")
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }), " ")
}

func variants(rng *rand.Rand) []variant {
	var out []variant
	for _, marks := range []string{"", "> ", ">>> ", "> > ", "  > ", "DQ> "} {
		for k, swap := range []*strings.Replacer{nil,
			strings.NewReplacer("'", "’", `"`, "“", " - ", " — "),
			strings.NewReplacer("-", "\u2011", ", ", ",\u00a0"),
			strings.NewReplacer("'", "&rsquo;", " ", "&nbsp; ")} {
			for more := range 3 {
				if k == 3 && more == 2 {
					continue // an entity cut by a soft break is damage twice
				}
				out = append(out, variant{rng: rng, width: 15 + rng.IntN(70), marks: marks, swap: swap, hyphen: more == 1, coded: more == 2})
			}
		}
	}
	return out
}

func words(rng *rand.Rand, n int) string {
	list := strings.Fields(`harbour Tomlin quay isn't "sealed" ledger, naïve Ørsted widow's 41-B re-open crane; dock Zürich (pier) 17 e-mail o'Brien straße copper. Lund; the of to`)
	out := make([]string, n)
	for i := range out {
		out[i] = list[rng.IntN(len(list))] + strings.Repeat(string(rune('a'+rng.IntN(26))), rng.IntN(2))
	}
	return strings.Join(out, " ")
}

// TestEveryVariantIsFound: whatever a mail program did to a passage, it is
// found, once, and its span is its words: not more, not less.
func TestEveryVariantIsFound(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 3))
	looked := 0
	for range 40 {
		before, inside, after := words(rng, 12), words(rng, 1+rng.IntN(14)), words(rng, 12)
		said := mail(t, before+"\n"+inside+"\n"+after)
		body, _ := said.Field(record.FieldBody)
		at := body.Start + len(before) + 1
		p, ok := Of(said, record.Span{Start: at, End: at + len(inside)})
		if !ok {
			t.Fatalf("%q is no passage", inside)
		}
		for _, v := range variants(rng) {
			body := v.write(before + " " + inside + " " + after)
			r := mail(t, "I see.\n\n"+body)
			found := false
			for _, f := range NewFinder(p).In(r) {
				got := r.Text[f.Span.Start:f.Span.End]
				if f.Why != ByWords || !f.Same(false) {
					continue
				}
				found = true
				if naive(got, v) != naive(inside, variant{}) {
					t.Fatalf("%+v: %q was found for %q", v, got, inside)
				}
				if !v.coded { // the digits of a code are letters to this check
					whole(t, r.Text, f.Span)
				}
			}
			if looked++; !found {
				t.Fatalf("%+v: %q is not found in\n%s", v, inside, body)
			}
		}
	}
	if looked < 2000 {
		t.Errorf("%d variants only", looked)
	}
}

// whole fails when a span cuts a word or begins or ends with marks or blanks.
func whole(t *testing.T, text string, s record.Span) {
	t.Helper()
	first, _ := utf8.DecodeRuneInString(text[s.Start:])
	last, _ := utf8.DecodeLastRuneInString(text[:s.End])
	before, _ := utf8.DecodeLastRuneInString(text[:s.Start])
	after, _ := utf8.DecodeRuneInString(text[s.End:])
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
	edge := func(r rune) bool { return r == '>' || unicode.IsSpace(r) }
	if edge(first) || edge(last) || word(before) && word(first) || word(after) && word(last) {
		t.Fatalf("the span %q stands in %q", text[s.Start:s.End], text[max(0, s.Start-10):min(len(text), s.End+10)])
	}
}

// FuzzFind: no text makes a passage vanish from its own record, a span is whole
// words on rune boundaries, and every place says what was marked.
func FuzzFind(f *testing.F) {
	f.Add("Call Dana Quill now", 5, 15, "> Dana\n> Quill")
	f.Add("a=20b=\n=E2=80=99 c", 0, 5, "x &nbsp; &#x41; Â\u00a0")
	f.Add("ﬁ ß e\u0301 \u00ad=C3=", 0, 3, "=\n> =\n>>")
	f.Add("王小明-\n>", 0, 3, "\u200b-\n")
	f.Fuzz(func(t *testing.T, said string, from, to int, other string) {
		r := mail(t, said)
		b, ok := r.Field(record.FieldBody)
		if !ok || from < 0 || to > b.Len() || from >= to {
			return
		}
		s := record.Span{Start: b.Start + from, End: b.Start + to}
		if _, err := r.Slice(s); err != nil {
			return
		}
		p, ok := Of(r, s)
		if !ok {
			return
		}
		self := false
		for _, x := range []*record.Record{r, mail(t, other), mail(t, said+"\n"+other)} {
			for _, f := range NewFinder(p).In(x) {
				if _, err := x.Slice(f.Span); err != nil || f.Span.Len() == 0 {
					t.Fatalf("%+v: %v", f, err)
				}
				self = self || x == r && f.Span.Overlaps(s)
			}
		}
		if !self {
			t.Fatalf("%q is not found where it was marked, in %q", r.Text[s.Start:s.End], r.Text)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	said := mail(b, words(rng, 40)+"\nPieter Vandersloot\n"+words(rng, 30))
	p := of(b, said, "Pieter Vandersloot")
	r := mail(b, words(rng, 800)+" Pieter\n> Vandersloot "+words(rng, 100))
	f := NewFinder(p)
	b.SetBytes(int64(len(r.Text)))
	for b.Loop() {
		if len(f.In(r)) != 1 {
			b.Fatal("not found")
		}
	}
}
