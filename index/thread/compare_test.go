package thread

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"vaughn/index/message"
	"vaughn/index/record"
)

// prose invents text of n words from a small vocabulary, commoner words first.
func prose(r *rand.Rand, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(" \n"[r.IntN(12)/11])
		}
		fmt.Fprintf(&b, "w%d", int(float64(2000)*r.Float64()*r.Float64()*r.Float64()))
	}
	return b.String()
}

// varied changes a share of the words.
func varied(r *rand.Rand, s string, share float64) string {
	w := strings.Fields(s)
	for i := range w {
		if r.Float64() < share {
			w[i] = fmt.Sprintf("x%d", r.IntN(5000))
		}
	}
	return strings.Join(w, " ")
}

func corpus(r *rand.Rand, n int) []Shape {
	var texts []string
	for len(texts) < n {
		t := prose(r, MinWords+r.IntN(150))
		texts = append(texts, t)
		for range r.IntN(3) {
			texts = append(texts, varied(r, t, r.Float64()*0.15))
		}
	}
	out := make([]Shape, n)
	for i := range out {
		out[i] = ShapeOf(texts[i])
	}
	return out
}

// TestNearFindsAll compares with looking at every pair.
func TestNearFindsAll(t *testing.T) {
	shapes := corpus(rand.New(rand.NewPCG(7, 7)), 600)
	for _, at := range []float64{0.3, 0.5, 0.8, 0.95, 1} {
		var want []Pair
		for i := range shapes {
			for j := i + 1; j < len(shapes); j++ {
				if v := Similarity(shapes[i], shapes[j]); v >= at {
					want = append(want, Pair{i, j, v})
				}
			}
		}
		if got := near(t, shapes, at); !slices.Equal(got, want) || at < 1 && len(want) < 30 {
			t.Errorf("at %v: %d pairs, want %d", at, len(got), len(want))
		}
	}
}

func near(t testing.TB, shapes []Shape, at float64) []Pair {
	t.Helper()
	pairs, err := Near(Listed(shapes), at)
	if err != nil {
		t.Fatal(err)
	}
	return pairs
}

func TestNearIsBounded(t *testing.T) {
	shapes := make([]Shape, 3*MaxPairs)
	for i := range shapes {
		shapes[i] = ShapeOf(words + fmt.Sprintf(" Form number %d", i))
	}
	if n := len(near(t, shapes, 0.8)); n == 0 || n > len(shapes)*MaxPairs {
		t.Errorf("%d pairs", n)
	}
	if ShapeOf("too short to compare") != nil {
		t.Error("a short text has a shape")
	}
}

func TestDiff(t *testing.T) {
	for name, c := range map[string]struct{ a, b, want string }{
		"equal":          {"one two", "one\n> two", "=one two"},
		"nothing":        {"", "", ""},
		"all new":        {"", "one two", "+one two"},
		"one word":       {"pay $4,310.00 flat", "pay $4,301.00 flat", "=pay -$4,310.00 +$4,301.00 =flat"},
		"case counts":    {"The end", "the end", "-The +the =end"},
		"middle taken":   {"a b c d e", "a b e", "=a b -c d =e"},
		"moved":          {"a b c", "c a b", "+c =a b -c"},
		"marked at line": {"> > a b\n> c", "a b c", "=a b c"},
		"mark in a line": {"a > b", "a b", "=a -> =b"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, e := range Diff(c.a, c.b) {
				switch e.Op {
				case Same:
					got = append(got, "="+strings.Join(strings.Fields(unmarked(c.a[e.A.Start:e.A.End])), " "))
				case Deleted:
					got = append(got, "-"+c.a[e.A.Start:e.A.End])
				case Added:
					got = append(got, "+"+c.b[e.B.Start:e.B.End])
				}
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("got %q, want %q", s, c.want)
			}
		})
	}
}

func unmarked(s string) string { return strings.ReplaceAll(s, "\n>", "\n") }

// TestDiffTellsAll: the edits give back both texts, and no shorter script
// exists (by the naive table).
func TestDiffTellsAll(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 9))
		a := prose(r, r.IntN(60))
		b := varied(r, a, r.Float64())
		if r.IntN(3) == 0 {
			b = prose(r, r.IntN(60))
		}
		edits := told(t, a, b)
		if want := distance(strings.Fields(a), strings.Fields(b)); edits != want {
			t.Fatalf("seed %d: %d words differ, want %d", seed, edits, want)
		}
	}
	r := rand.New(rand.NewPCG(1, 9))
	told(t, prose(r, 9000), prose(r, 9000)) // beyond what is searched in full
	a := prose(r, 20000)
	told(t, a, varied(r, a, 0.3))
}

// told checks that the edits are both texts and counts the words that differ.
func told(t *testing.T, a, b string) (n int) {
	t.Helper()
	var x, y []string
	for _, e := range Diff(a, b) {
		wa, wb := strings.Fields(a[e.A.Start:e.A.End]), strings.Fields(b[e.B.Start:e.B.End])
		if e.Op == Same && !slices.Equal(wa, wb) || e.Op == Deleted && len(wb) > 0 || e.Op == Added && len(wa) > 0 {
			t.Fatalf("%s: %q %q", e.Op, wa, wb)
		}
		if e.Op != Same {
			n += len(wa) + len(wb)
		}
		x, y = append(x, wa...), append(y, wb...)
	}
	if !slices.Equal(x, strings.Fields(a)) || !slices.Equal(y, strings.Fields(b)) {
		t.Fatal("the edits are not the texts")
	}
	return n
}

func distance(a, b []string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diag := row[0]
		row[0] = i + 1
		for j := range b {
			old := row[j+1]
			if a[i] == b[j] {
				row[j+1] = diag
			} else {
				row[j+1] = min(row[j], old) + 1
			}
			diag = old
		}
	}
	return row[len(b)]
}

func FuzzDiff(f *testing.F) {
	f.Add("a b c", "a c")
	f.Add("> x\n> y", "y")
	f.Fuzz(func(t *testing.T, a, b string) {
		if strings.Contains(a+b, ">") || len(a)+len(b) > 1<<16 {
			return // marks are no words; told splits by white space
		}
		told(t, a, b)
	})
}

func TestSource(t *testing.T) {
	said := []Said{
		Say("Ann Miller <ann@x.example>", words),
		Say("Bo Chen", "Thank you."),
		Say("Cy", words+" This one goes on with quite other things that nobody quoted in any answer."),
	}
	for name, c := range map[string]struct {
		from, text string
		at         int
	}{
		"word for word":         {"Ann Miller", words, 0},
		"re-wrapped":            {"", strings.ReplaceAll(words, " the ", "\n> the "), 0},
		"named":                 {"Cy <cy@x.example>", words, 2},
		"first half":            {"Ann Miller", words[:70], 0},
		"half, nobody named":    {"", words[:40] + " and other words than those which Ann wrote then", -1},
		"two words, named":      {"Bo Chen <bo@x.example>", "Thank you.", 1},
		"two words, not named":  {"", "Thank you.", -1},
		"in no message":         {"Ann Miller", "Something that was never kept anywhere by anyone", -1},
		"two words, other name": {"Dee", "Thank you.", -1},
	} {
		if got := Source(Say(c.from, c.text), said); got.At != c.at {
			t.Errorf("%s: got %+v, want %d", name, got, c.at)
		}
	}
}

func TestInclusive(t *testing.T) {
	read := func(files string, texts ...string) Read {
		r := Read{Texts: texts}
		for f := range strings.FieldsSeq(files) {
			r.Attached = append(r.Attached, message.BlobRef(f))
		}
		return r
	}
	first, second, third := "First mail of the chain says this.", "Second mail agrees.", "Third one has the last word."
	for name, c := range map[string]struct {
		in   []Read
		want string
	}{
		"chain":              {[]Read{read("", first), read("", second, first), read("", third, second, first)}, "2 2 -"},
		"fork":               {[]Read{read("", first), read("", second, first), read("", third, first)}, "1 - -"},
		"attachment dropped": {[]Read{read("f", first), read("", second, first)}, "-f -"},
		"attachment kept":    {[]Read{read("f", first), read("f g", second, first)}, "1 -"},
		"edited quotation":   {[]Read{read("", first), read("", second, strings.Replace(first, "says", "said", 1))}, "- -"},
		"quotes a lost one":  {[]Read{read("", second, third), read("", first, second)}, "- -"},
		"equal":              {[]Read{read("", first), read("", first)}, "- 0"},
		"equal, a file more": {[]Read{read("", first), read("f", first)}, "1 -"},
		"part of a word":     {[]Read{read("", "agree"), read("", "agrees")}, "- -"},
		"empty":              {[]Read{read(""), read("", first)}, "1 -"},
	} {
		var got []string
		for _, in := range Inclusive(c.in) {
			s := fmt.Sprint(in.In)
			if in.In < 0 {
				s = "-"
				if in.ForFile {
					s = "-f"
				}
			}
			got = append(got, s)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: got %s, want %s", name, s, c.want)
		}
	}
}

// TestInclusiveLosesNothing: whatever is left unread stands, text and files, in
// one message that is read.
func TestInclusiveLosesNothing(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 4))
		var all []Read
		for range 1 + r.IntN(12) {
			m := Read{Texts: []string{prose(r, r.IntN(12))}}
			if len(all) > 0 && r.IntN(4) > 0 {
				p := all[r.IntN(len(all))]
				m.Texts = append(m.Texts, p.Texts[:r.IntN(len(p.Texts)+1)]...)
				m.Attached = append(m.Attached, p.Attached[:r.IntN(len(p.Attached)+1)]...)
			}
			if r.IntN(4) == 0 {
				m.Attached = append(m.Attached, message.BlobRef(fmt.Sprint(r.IntN(5))))
			}
			all = append(all, m)
		}
		in := Inclusive(all)
		for i, x := range in {
			if x.In < 0 {
				continue
			}
			if in[x.In].In >= 0 || !carries(all[x.In], all[i]) {
				t.Fatalf("seed %d: %d is left for %d, which is not enough", seed, i, x.In)
			}
			text := " " + Fold(strings.Join(all[x.In].Texts, "\n")) + " "
			for _, p := range all[i].Texts {
				if !strings.Contains(text, strings.TrimRight(" "+Fold(p)+" ", " ")) {
					t.Fatalf("seed %d: words of %d are not in %d", seed, i, x.In)
				}
			}
		}
	}
}

func BenchmarkNear(b *testing.B) {
	shapes := corpus(rand.New(rand.NewPCG(7, 7)), 50000)
	for b.Loop() {
		near(b, shapes, 0.8)
	}
}

func BenchmarkShape(b *testing.B) {
	text := prose(rand.New(rand.NewPCG(7, 7)), 150)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		ShapeOf(text)
	}
}

func BenchmarkBuild(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 7))
	keys := make([]Key, 53585)
	for i := range keys {
		keys[i] = Key{Num: record.Num(i + 1), Date: int64(i), ID: mix(uint64(i) + 1), Subject: uint64(i), Reply: true, Own: Mold{Words: 50, Whole: mix(uint64(i) * 3)}}
		for p := i; p > 0 && len(keys[i].Refs) < 10 && r.IntN(4) > 0; {
			p -= 1 + r.IntN(min(p, 100))
			keys[i].Refs = append([]uint64{mix(uint64(p) + 1)}, keys[i].Refs...)
			keys[i].Quotes = append(keys[i].Quotes, Mold{Words: 50, Whole: mix(uint64(p) * 3)})
		}
	}
	for b.Loop() {
		Build(keys)
	}
}

func BenchmarkSegments(b *testing.B) {
	var body strings.Builder
	body.WriteString(words + "\n\nOn Tue, 7 Feb 2023 at 09:41, Ann <ann@x.example> wrote:\n\n")
	for i := range 25 {
		body.WriteString("> " + words[:70] + "\n")
		if i == 12 {
			body.WriteString("> On Mon, 6 Feb 2023 at 09:41, Bo <bo@x.example> wrote:\n> \n")
		}
	}
	r := mail(b, body.String())
	b.SetBytes(int64(body.Len()))
	for b.Loop() {
		Segments(r)
	}
}
