package layout

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/redact"
)

var update = flag.Bool("update", false, "rewrite the golden files")

type labels struct{}

func (labels) Label(ids []string) string {
	var out []string
	for _, id := range ids {
		out = append(out, "("+id[:1]+")("+id[1:]+")")
	}
	return strings.Join(out, "; ")
}

func mail(t testing.TB, subject, body string) *record.Record {
	t.Helper()
	m := &message.Message{Kind: message.Email, Headers: []message.Header{
		{Name: "From", Value: "Ana Ruiz <ana.ruiz@example.gov>"},
		{Name: "Date", Value: "Tue, 3 Mar 2026 14:02:11 -0500"},
		{Name: "To", Value: "Robert Olsen <robert.olsen@example.gov>; Priya Nair <priya.nair@example.gov>; Records Office <records@example.gov>"},
		{Name: "Subject", Value: subject},
	}, Bodies: []message.Body{{Type: "text/plain", Text: body}}}
	m.Seal()
	r, err := record.FromEmail(m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func hide(r *record.Record, from, to int, basis ...string) redact.Mark {
	return redact.Mark{
		ID: redact.MarkID(fmt.Sprintf("m%d", from)), Record: r.ID, Version: r.Version, Target: redact.OnSpan,
		Span: record.Span{Start: from, End: to}, Basis: basis, State: redact.Accepted,
	}
}

func hideWord(t testing.TB, r *record.Record, word string, basis ...string) redact.Mark {
	t.Helper()
	i := strings.Index(r.Text, word)
	if i < 0 {
		t.Fatalf("the record does not say %q", word)
	}
	return hide(r, i, i+len(word), basis...)
}

func produced(t testing.TB, r *record.Record, marks ...redact.Mark) redact.Draft {
	t.Helper()
	d, err := redact.Produced(r, marks, labels{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func resolve(t testing.TB, r *record.Record, marks ...redact.Mark) redact.Clean {
	t.Helper()
	c, err := redact.Resolve(r, marks, labels{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func pages(t testing.TB, src Source, st Style) []Page {
	t.Helper()
	var out []Page
	for p, err := range Pages(src, st) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

const chain3 = `Hello Robert,

please call Maria Delgado at 555-0137 before noon. The draft memo says that the pilot should not be extended, and I agree with most of it although the cost table on page 4 is out of date.

On Mon, 2 Mar 2026, Priya wrote:
> I spoke with the vendor this morning. They can keep the old price if we sign before the end of the month.
>> Can we?
> I think so.

https://example.gov/records/2026/03/archives/messaging-pilot/evaluation/final-report-of-the-working-group.html?version=7
Ana
`

func TestGolden(t *testing.T) {
	plain := mail(t, "Messaging pilot: café Ελλάδα 👍", chain3)
	patch := mail(t, "[PATCH] table", "Hi,\n\ndiff --git a/x b/x\n@@ -1,3 +1,4 @@\n \tint a;\n+\tint b;   /* second */\n-\tint c;\n>\tquoted\ttabs\n")
	rtl := mail(t, "שלום (123) עולם", "שלום עולם (abc) 123, מה שלומך?\nمرحبا بالعالم، لا شيء\nEnglish with עברית inside.\nمی\u200cخواهم \u202eabc\u200b\u200b\n")
	a4 := A4()
	draft := Letter()
	draft.Draft = true
	whole := hide(plain, 0, 0, "b5", "b6")
	whole.Target = redact.OnRecord
	long := hideWord(t, plain, "The draft memo says that the pilot should not be extended", "b3")
	long.Statute = strings.Repeat("50 U.S.C. 3024(i)(1); 8 U.S.C. 1367(a)(2); ", 5)
	for _, c := range []struct {
		name string
		src  Source
		st   Style
	}{
		{"mail", produced(t, plain), Letter()},
		{"boxes", produced(t, plain, hideWord(t, plain, "Maria Delgado", "b6"), hideWord(t, plain, "555-0137", "b6"), hideWord(t, plain, "priya.nair@example.gov", "b6", "b7C"), hideWord(t, plain, "They can keep the old price", "b4")), Letter()},
		{"draft", produced(t, plain, hideWord(t, plain, "Maria Delgado", "b6")), draft},
		{"long-label", produced(t, plain, long), a4},
		{"withheld", produced(t, plain, whole), Letter()},
		{"fixed", produced(t, patch), Letter()},
		{"right-to-left", produced(t, rtl), Letter()},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got bytes.Buffer
			for _, p := range pages(t, c.src, c.st) {
				if err := Dump(&got, p); err != nil {
					t.Fatal(err)
				}
			}
			golden(t, c.name+".dump", got.String())
		})
	}
}

func TestHitFindsWhatWhereShows(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	r := mail(t, "Hit and where", chain3+randomText(rng, 400))
	marks := []redact.Mark{hideWord(t, r, "Maria Delgado", "b6")}
	tried := 0
	for _, p := range pages(t, produced(t, r, marks...), Letter()) {
		for _, w := range p.Words {
			for i, c := range w.Text {
				at := record.Span{Start: w.Span.Start + i, End: w.Span.Start + i + utf8.RuneLen(c)}
				if w.Whole {
					at = w.Span
				}
				if w.Span.Len() == 0 {
					continue
				}
				rects := Where(p, at)
				if len(rects) == 0 {
					t.Fatalf("nowhere shown: %s", w.dump())
				}
				if rects[0].W == 0 {
					continue
				}
				at0 := rects[0].X + rects[0].W/4
				if w.Whole {
					at0 = w.X + w.W/4
				}
				got, ok := Hit(p, at0, w.Baseline-w.Size/3)
				if !ok || got != at.Start {
					t.Fatalf("Hit in %s gives %d, want %d (%s)", rects[0], got, at.Start, w.dump())
				}
				tried++
			}
		}
		for _, b := range p.Boxes {
			if got := Where(p, b.Span); len(got) != 1 || got[0] != b.Rect {
				t.Errorf("Where of a box gives %v, want %s", got, b.Rect)
			}
			if got, ok := Hit(p, b.X+1, b.Y+b.H/2); !ok || got != b.Span.Start {
				t.Errorf("Hit of a box gives %d", got)
			}
		}
	}
	if tried < 500 {
		t.Errorf("only %d characters tried", tried)
	}
}

func TestHitBeyondWords(t *testing.T) {
	r := mail(t, "s", "one two\n\nthree")
	p := pages(t, produced(t, r), Letter())[0]
	if got, _ := Hit(p, p.W, p.H); got != len(r.Text)-1 {
		t.Errorf("below everything: %d, want the end of the last line %d", got, len(r.Text)-1)
	}
	if _, ok := Hit(Page{W: 100, H: 100}, 5, 5); ok {
		t.Error("a page without words was hit")
	}
}

// Two secrets under the same marks must give the same pages, whatever their
// length, script or line breaks.
func TestSecretsDoNotShow(t *testing.T) {
	var want string
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 3))
		secret := "s" + strings.NewReplacer(">", "", "\n", " ").Replace(randomText(rng, rng.IntN(12))) + "s"
		if len(strings.Fields(secret)) > 15 {
			continue
		}
		r := mail(t, "About "+strings.Join(strings.Fields(secret), " ")+" again", "Dear "+secret+",\n\nwe saw "+secret+" there.\n> "+secret+"\n")
		var marks []redact.Mark
		for i := 0; ; {
			n := 0
			at := -1
			for _, s := range []string{secret, strings.Join(strings.Fields(secret), " ")} {
				if k := strings.Index(r.Text[i:], s); k >= 0 && (at < 0 || k < at) {
					at, n = k, len(s)
				}
			}
			if at < 0 {
				break
			}
			marks = append(marks, hide(r, i+at, i+at+n, "b6"))
			marks[len(marks)-1].ID = "same"
			i += at + n
		}
		if len(marks) != 4 {
			t.Fatalf("%d marks for %q", len(marks), secret)
		}
		var got bytes.Buffer
		for f, err := range Finish(resolve(t, r, marks...), Letter(), nil) {
			if err != nil {
				t.Fatal(err)
			}
			if err := Dump(&got, f.Page()); err != nil {
				t.Fatal(err)
			}
			got.WriteString(f.Text())
		}
		if want == "" {
			want = got.String()
		}
		if got.String() != want {
			t.Fatalf("seed %d: %s", seed, cmp.Diff(want, got.String()))
		}
	}
}

func TestFinalTextSaysAllAndStampsStayInMargins(t *testing.T) {
	r := mail(t, "Stamps", strings.Repeat(chain3, 8))
	st := Letter()
	c := resolve(t, r, hideWord(t, r, "Maria Delgado", "b6"))
	n := 0
	for f, err := range Finish(c, st, func(p int) Stamps {
		return Stamps{TopLeft: "Volume 1", TopRight: "Request 2026-417", BottomLeft: "FOR RELEASE", BottomCentre: "FOIA", BottomRight: fmt.Sprintf("FD-%06d", p+1)}
	}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		var drawn strings.Builder
		for _, w := range f.Page().InOrder() {
			drawn.WriteString(w.Text)
			if in := w.Baseline > st.Top && w.Baseline <= st.H-st.Bottom; !in && (w.Baseline > st.Top*3/4 && w.Baseline < st.H-st.Bottom*3/4) {
				t.Errorf("between margin and content: %s", w.dump())
			}
		}
		if got, want := Letters(drawn.String()), Letters(f.Text()); got != want {
			t.Errorf("page %d is drawn as\n%s\nbut says\n%s", n, got, want)
		}
		if !strings.Contains(f.Text(), fmt.Sprintf("FD-%06d", n)) || n == 1 && !strings.Contains(f.Text(), "call (b)(6) at") {
			t.Errorf("page %d says %q", n, f.Text())
		}
	}
	if count, err := Count(c, st); err != nil || count != n || n < 3 {
		t.Errorf("Count gives %d, %v; %d pages came", count, err, n)
	}
	for _, err := range Finish(c, st, func(int) Stamps {
		return Stamps{BottomLeft: strings.Repeat("LONG ", 40), BottomRight: "FD-1"}
	}) {
		if !errors.Is(err, ErrStamp) {
			t.Errorf("stamps that do not fit give %v", err)
		}
	}
}

func TestMissing(t *testing.T) {
	r := mail(t, "😀", "😀 and 👩\u200d💻, \u200b\u200b here \u202e\nHello é ש 日 لا\n")
	got, err := Missing(produced(t, r))
	if err != nil {
		t.Fatal(err)
	}
	want := []Gap{
		{"[grinning face]", 2},
		{"[U+200B ZERO WIDTH SPACE ×2]", 1},
		{"[U+202E RIGHT-TO-LEFT OVERRIDE]", 1},
		{"[woman technologist]", 1},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestStyleRefuses(t *testing.T) {
	r := mail(t, "s", "b")
	for name, change := range map[string]func(*Style){
		"narrow":      func(st *Style) { st.Left, st.Right = Pt(250), Pt(250) },
		"shallow":     func(st *Style) { st.Top = Pt(700) },
		"no stamps":   func(st *Style) { st.Bottom = 0 },
		"small type":  func(st *Style) { st.Size = Pt(3) },
		"close lines": func(st *Style) { st.Lead = Pt(8) },
		"huge":        func(st *Style) { st.W = Pt(20000) },
	} {
		st := Letter()
		change(&st)
		if _, err := Count(produced(t, r), st); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func BenchmarkPages(b *testing.B) {
	r := mail(b, "Benchmark", strings.Repeat(chain3, 20))
	d := produced(b, r, hideWord(b, r, "Maria Delgado", "b6"))
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		k, err := Count(d, Letter())
		if err != nil {
			b.Fatal(err)
		}
		n += k
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "pages/s")
}
