package redact

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"vaughn/index/message"
	"vaughn/index/record"
)

type plainLabels struct{}

func (plainLabels) Label(ids []string) string { return "(" + strings.Join(ids, "), (") + ")" }

func mail(t testing.TB, body string) *record.Record {
	t.Helper()
	m := &message.Message{ID: message.IDOf([32]byte{1}), Kind: message.Email,
		Headers: []message.Header{{Name: "From", Value: "Ann Doe <ann@example.gov>"}, {Name: "Subject", Value: "Pilot"}},
		Bodies:  []message.Body{{Type: "text/plain", Text: body}}}
	r, err := record.FromEmail(m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func mark(r *record.Record, text string, codes ...string) Mark {
	at := strings.Index(r.Text, text)
	return Mark{ID: MarkID(text), Record: r.ID, Version: r.Version, Target: OnSpan, State: Accepted,
		Span: record.Span{Start: at, End: at + len(text)}, Basis: codes}
}

func TestCleanSaysOnlyWhatRemains(t *testing.T) {
	for _, c := range []struct {
		name, body string
		hide       []string
		want       string
	}{
		{"a name", "Call Bob Roe today.", []string{"Bob Roe"}, "Call (b6) today."},
		{"edges of white space stay", "Call  Bob \nnow", []string{" Bob "}, "Call  (b6) \nnow"},
		{"first and last name become one box", "Call Bob Roe.", []string{"Bob", "Roe"}, "Call (b6)."},
		{"over a line break", "Call Bob\nRoe now", []string{"Bob\nRoe"}, "Call (b6) now"},
		{"overlapping", "Call Bob Roe Poe", []string{"Bob Roe", "Roe Poe"}, "Call (b6)"},
		{"in a quotation too", "Hi\n> Bob said\nbye", []string{"Hi\n> Bob"}, "(b6)\n(b6) said\nbye"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := mail(t, c.body)
			var ms []Mark
			for _, h := range c.hide {
				ms = append(ms, mark(r, h, "b6"))
			}
			clean, err := Resolve(r, ms, plainLabels{})
			if err != nil {
				t.Fatal(err)
			}
			if got := clean.Field(record.FieldBody); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestLabelsJoinWhenMarksOverlap(t *testing.T) {
	r := mail(t, "Call Bob Roe today.")
	clean, err := Resolve(r, []Mark{mark(r, "Bob Roe", "b6"), mark(r, "Roe", "b7C")}, plainLabels{})
	if err != nil || clean.Field(record.FieldBody) != "Call (b6), (b7C) today." {
		t.Errorf("%q, %v", clean.Field(record.FieldBody), err)
	}
}

func TestWithheldInFull(t *testing.T) {
	r := mail(t, "Call Bob Roe today.")
	all := Mark{ID: "1", Record: r.ID, Version: r.Version, Target: OnRecord, State: Accepted, Basis: []string{"b5"}}
	clean, err := Resolve(r, []Mark{all}, plainLabels{})
	if err != nil || !clean.Withheld() || clean.Text() != "Withheld in full: (b5)\n" {
		t.Errorf("%q, %v", clean.Text(), err)
	}
	but := mark(r, "today", "b5")
	but.Target = Except
	clean, err = Resolve(r, []Mark{all, but}, plainLabels{})
	if err != nil || !strings.Contains(clean.Text(), "today") || strings.Contains(clean.Text(), "Ann") {
		t.Errorf("%q, %v", clean.Text(), err)
	}
}

func TestRefusals(t *testing.T) {
	r := mail(t, "Call Bob é")
	waiting := mark(r, "Bob", "b6")
	waiting.State = Proposed
	if _, err := Resolve(r, []Mark{waiting}, plainLabels{}); !errors.Is(err, ErrUnconfirmed) {
		t.Errorf("a proposed mark passed: %v", err)
	}
	stale := mark(r, "Bob", "b6")
	stale.Version = "old"
	half := mark(r, "é", "b6")
	half.Span.End--
	bare := mark(r, "Bob")
	for name, m := range map[string]Mark{"stale": stale, "half a character": half, "no exemption": bare} {
		if _, err := Resolve(r, []Mark{m}, plainLabels{}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestAgainstNaiveModel hides random stretches and compares with a model that
// works on single bytes: what is released is exactly what no mark covers.
func TestAgainstNaiveModel(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	words := strings.Fields("alpha beta > gamma née delta\n > epsilon zeta\n\n eta theta")
	for range 500 {
		var b strings.Builder
		for range 30 {
			b.WriteString(words[rng.IntN(len(words))] + []string{" ", "\n", "  "}[rng.IntN(3)])
		}
		r := mail(t, b.String())
		covered := make([]bool, len(r.Text))
		var ms []Mark
		for range rng.IntN(6) {
			s := boundary(r.Text, rng.IntN(len(r.Text)))
			e := boundary(r.Text, min(len(r.Text), s+1+rng.IntN(30)))
			if e <= s {
				continue
			}
			ms = append(ms, Mark{ID: "m", Record: r.ID, Version: r.Version, Target: OnSpan, State: Accepted, Span: record.Span{Start: s, End: e}, Basis: []string{"b6"}})
			for i := s; i < e; i++ {
				covered[i] = true
			}
		}
		clean, err := Resolve(r, ms, plainLabels{})
		if err != nil {
			t.Fatal(err)
		}
		var want, got []string
		want = strings.Fields(naive(r.Text, covered))
		for run := range clean.Runs() {
			if run.Box == nil {
				got = append(got, strings.Fields(run.Text)...)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("marks %v on %q:\n got %q\nwant %q", ms, r.Text, got, want)
		}
	}
}

func boundary(s string, i int) int {
	for i < len(s) && s[i]&0xc0 == 0x80 {
		i++
	}
	return i
}

func naive(text string, covered []bool) string {
	out := []byte(text)
	for i := range out {
		if covered[i] {
			out[i] = ' '
		}
	}
	return string(out)
}

func TestProducedRunsEqualClean(t *testing.T) {
	r := mail(t, "Call Bob Roe today.\n> and Bob\n")
	ms := []Mark{mark(r, "Bob Roe", "b6"), mark(r, "and Bob", "b5")}
	clean, err := Resolve(r, ms, plainLabels{})
	if err != nil {
		t.Fatal(err)
	}
	shown, err := Produced(r, ms, plainLabels{})
	if err != nil {
		t.Fatal(err)
	}
	a, b := slices.Collect(clean.Runs()), slices.Collect(shown.Runs())
	for i := range b {
		if a[i].Text != b[i].Text || (a[i].Box == nil) != (b[i].Box == nil) || a[i].Start != b[i].Start {
			t.Errorf("run %d: %+v and %+v", i, a[i], b[i])
		}
	}
}

func TestSecrets(t *testing.T) {
	r := mail(t, "Call Bob Roe today, Bob.")
	got := Secrets(r, []Mark{mark(r, "Bob", "b6"), mark(r, "Bob Roe", "b6")})
	if !slices.Equal(got, []string{"Bob Roe"}) {
		t.Errorf("got %q", got)
	}
}

// A record of which one passage is released is not withheld in full: it must
// leave as its pages and not as a sheet.
func TestWithheldInFullButForAPassage(t *testing.T) {
	r := &record.Record{ID: "r", Text: "one two three\n", Blocks: []record.Block{{Span: record.Span{Start: 0, End: 13}, Role: record.RoleBody, Field: record.FieldBody}}}
	r.Seal()
	mark := func(target Target, s record.Span, state State) Mark {
		return Mark{ID: MarkID(target), Record: r.ID, Version: r.Version, Target: target, Span: s, State: state, Basis: []string{"b6"}}
	}
	two := record.Span{Start: 4, End: 7}
	for state, want := range map[State]bool{Accepted: false, Rejected: true} {
		c, err := Resolve(r, []Mark{mark(OnRecord, record.Span{}, Accepted), mark(Except, two, state)}, plainLabels{})
		if err != nil || c.Withheld() != want || strings.Contains(c.Text(), "two") == want {
			t.Errorf("%s: withheld %v, %q, %v", state, c.Withheld(), c.Text(), err)
		}
	}
}

// A letter goes with its accents: what is left of it would tell what it was.
func TestMarksTakeWholeLetters(t *testing.T) {
	for text, want := range map[string]string{
		"call Zoe\u0301 now": "call (b6) now", "call Zoe\u0301\u0323 now": "call (b6) now", "call Zoe\u200d\ufe0f now": "call (b6) now", "call Zoe now": "call (b6) now",
	} {
		r := &record.Record{ID: "1"}
		var w record.Builder
		w.Add(record.Block{Role: record.RoleBody, Field: record.FieldBody}, text)
		w.Into(r)
		r.Seal()
		c, err := Resolve(r, []Mark{{ID: "m", Record: r.ID, Version: r.Version, Target: OnSpan, Span: record.Span{Start: 5, End: 8}, Basis: []string{"b6"}, State: Accepted}}, plainLabels{})
		if err != nil || strings.TrimSpace(c.Text()) != want {
			t.Errorf("%q: %q %v", text, c.Text(), err)
		}
	}
}
