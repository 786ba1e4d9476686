package layout

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"vaughn/index/record"
	"vaughn/redact"
)

// alphabet is what random texts are made of: every script the fonts cover and
// every kind of character that may vanish.
var alphabet = []string{
	"a", "b", "Z", "é", "e\u0301", "x\u0323\u0301", " ", " ", " ", "\n", "\t", "-", ",", "> ", "  ", "λ", "Ж", "ﬁ", "word ", "another ",
	"日", "本", "語", "。", "한", "ש", "ל", "(", ")", "م", "ر", "لا", "123", "😀", "👍🏽", "👩\u200d💻", "🇺🇸", "❤\ufe0f", "\u200b", "\u202e", "\u00ad", "\ufeff",
	"\u0301", "\u00a0", "\u3000", "\u2028", "\ufffd", "\ue000", "𠮷", "ก", "हि", "₿", "•", "—", "averyverylongunbrokenword",
}

func randomText(rng *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(alphabet[rng.IntN(len(alphabet))])
	}
	return b.String()
}

func randomMarks(rng *rand.Rand, r *record.Record) []redact.Mark {
	var out []redact.Mark
	bases := [][]string{{"b6"}, {"b5"}, {"b6", "b7C"}}
	for range rng.IntN(6) {
		from := boundary(r.Text, rng.IntN(len(r.Text)))
		to := boundary(r.Text, min(len(r.Text), from+1+rng.IntN(40)))
		if to > from && strings.TrimSpace(r.Text[from:to]) != "" {
			out = append(out, hide(r, from, to, bases[rng.IntN(len(bases))]...))
		}
	}
	return out
}

func boundary(s string, i int) int {
	for i < len(s) && !utf8.RuneStart(s[i]) {
		i++
	}
	return i
}

// check holds for every source: all released characters stand on the pages
// exactly once, no hidden one does, everything drawn has a glyph and lies on
// the paper, and what Finish makes is the same geometry without places.
func check(t *testing.T, r *record.Record, marks []redact.Mark) {
	t.Helper()
	d := produced(t, r, marks...)
	ps := pages(t, d, Letter())
	seen := make([]int, len(r.Text))
	whole := map[record.Span]bool{}
	for _, p := range ps {
		for _, w := range p.Words {
			wantGlyphs(t, w)
			if w.X < 0 || w.X+w.W > p.W || w.Baseline < 0 || w.Baseline > p.H {
				t.Fatalf("a word lies off the page: %s", w.dump())
			}
			if whole[w.Span] {
				continue // the next word of a placeholder
			}
			whole[w.Span] = w.Whole
			for i := w.Span.Start; i < w.Span.End; i++ {
				seen[i]++
			}
		}
		for i, b := range p.Boxes {
			for _, l := range b.Label {
				wantGlyphs(t, l)
				if l.X < b.X || l.X+l.W > b.X+b.W || l.Baseline < b.Y || l.Baseline > b.Y+b.H {
					t.Fatalf("a label lies outside its box: %s in %s", l.dump(), b.Rect)
				}
			}
			for _, o := range p.Boxes[:i] {
				if o.X < b.X+b.W && b.X < o.X+o.W && o.Y < b.Y+b.H && b.Y < o.Y+o.H {
					t.Fatalf("boxes overlap: %s and %s", o.Rect, b.Rect)
				}
			}
		}
	}
	want := make([]int, len(r.Text))
	for run := range d.Runs() {
		for i, c := range run.Text {
			joiner := c == 0x200c || c == 0x200d
			for k := range utf8.RuneLen(c) {
				at := run.Span.Start + i + k
				want[at] = 1
				if unicode.IsSpace(c) || joiner && seen[at] == 0 {
					want[at] = seen[at]
				}
			}
		}
	}
	for i := range want {
		if seen[i] != want[i] {
			for _, p := range ps {
				for _, w := range p.Words {
					if w.Span.Start <= i && i < w.Span.End {
						t.Log(w.dump())
					}
				}
			}
			t.Fatalf("byte %d of %q stands %d times on the pages, want %d", i, r.Text, seen[i], want[i])
		}
	}
	var got []Page
	for f, err := range Finish(resolve(t, r, marks...), Letter(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, f.Page())
	}
	if want := bare(ps); !reflect.DeepEqual(want, got) {
		t.Fatalf("the finished pages differ from the preview:\n%s", cmp.Diff(want, got))
	}
}

func wantGlyphs(t *testing.T, w Word) {
	t.Helper()
	f, err := w.Face.Font()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range w.Text {
		if f.Glyph(r) == 0 {
			t.Fatalf("%U is drawn in a font without it", r)
		}
	}
}

// bare is pages without places in the record.
func bare(ps []Page) []Page {
	var out []Page
	for _, p := range ps {
		q := p
		q.Words, q.Boxes = nil, nil
		for _, w := range p.Words {
			w.Span = record.Span{}
			q.Words = append(q.Words, w)
		}
		for _, b := range p.Boxes {
			b.Span = record.Span{}
			q.Boxes = append(q.Boxes, b)
		}
		out = append(out, q)
	}
	return out
}

func TestEveryCharacterOnce(t *testing.T) {
	for seed := range uint64(80) {
		rng := rand.New(rand.NewPCG(seed, 1))
		r := mail(t, strings.ReplaceAll(randomText(rng, 12), "\n", " "), randomText(rng, 20+rng.IntN(600)))
		check(t, r, randomMarks(rng, r))
	}
}

func FuzzPages(f *testing.F) {
	f.Add("Subject", chain3, 10, 40)
	f.Add("😀\u202e", "\u0301\t \u3000م\u200cر لا (שלום)\u2028", 3, 9)
	f.Add("", strings.Repeat("x", 20000), 0, 1)
	f.Fuzz(func(t *testing.T, subject, body string, from, to int) {
		r := mail(t, subject, body)
		var marks []redact.Mark
		if from >= 0 && from < to && to <= len(r.Text) {
			from, to = boundary(r.Text, from), boundary(r.Text, to)
			if strings.TrimSpace(r.Text[from:to]) != "" {
				marks = append(marks, hide(r, from, to, "b6"))
			}
		}
		check(t, r, marks)
	})
}

func TestLongLines(t *testing.T) {
	for _, unit := range []string{"x", "word ", "日", "ש", "é", "\u0301"} {
		r := mail(t, "long", strings.Repeat(unit, (maxLine*3/2)/len(unit)))
		check(t, r, nil)
	}
}
