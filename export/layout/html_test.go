package layout

import (
	"math/rand/v2"
	"strings"
	"testing"

	"vaughn/index/message"
	"vaughn/index/record"
)

// rich makes the record of a mail that has only HTML.
func rich(t testing.TB, subject, html string) *record.Record {
	t.Helper()
	r, err := record.FromEmail(&message.Message{ID: message.IDOf([32]byte{1}), Kind: message.Email, Subject: subject,
		Headers: []message.Header{{Name: "From", Value: "a@example"}, {Name: "Subject", Value: subject}},
		Bodies:  []message.Body{{Type: "text/html", Text: html}}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// randomHTML nests tables, lists, quotations and text as no mailer would.
func randomHTML(rng *rand.Rand, depth int) string {
	var b strings.Builder
	for range 1 + rng.IntN(3) {
		words := strings.NewReplacer("<", "&lt;", "> ", "&gt;").Replace(randomText(rng, rng.IntN(30)))
		inner := func() string {
			if depth <= 0 {
				return words
			}
			return randomHTML(rng, depth-1)
		}
		switch rng.IntN(8) {
		case 0:
			b.WriteString("<table border=1>")
			for range 1 + rng.IntN(6) {
				b.WriteString("<tr>")
				for range 1 + rng.IntN(4) {
					b.WriteString([...]string{"<td>", "<th>", "<td colspan=2>", "<td rowspan=2>"}[rng.IntN(4)] + inner())
				}
			}
			b.WriteString("</table>")
		case 1:
			b.WriteString([...]string{"<ul>", "<ol>"}[rng.IntN(2)])
			for range 1 + rng.IntN(4) {
				b.WriteString("<li>" + inner())
			}
			b.WriteString("</ul>")
		case 2:
			b.WriteString("<blockquote>" + inner() + "</blockquote>")
		case 3:
			b.WriteString("<pre>" + words + "</pre>")
		case 4:
			b.WriteString("<h2>" + words + "</h2>")
		default:
			b.WriteString("<p>" + words + "</p>")
		}
	}
	return b.String()
}

func TestHTMLEveryCharacterOnce(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 9))
		r := rich(t, "s", randomHTML(rng, 2))
		if len(r.Text) == 0 {
			continue
		}
		check(t, r, randomMarks(rng, r))
		check(t, r, nil)
	}
}

// TestHTMLSaysWhatItShows: the text of a finished page is what is drawn on it,
// in that order, with boxes in cells and lists.
func TestHTMLSaysWhatItShows(t *testing.T) {
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 11))
		// from left to right alone: a line that runs the other way may go on over the page
		left := strings.NewReplacer("ש", "w", "ל", "x", "م", "y", "ر", "z", "لا", "v")
		r := rich(t, "s", left.Replace(randomHTML(rng, 2)))
		for f, err := range Finish(resolve(t, r, randomMarks(rng, r)...), Letter(), nil) {
			if err != nil {
				t.Fatal(err)
			}
			var drawn strings.Builder
			for _, w := range f.Page().InOrder() {
				drawn.WriteString(w.Text)
			}
			if got, want := Letters(drawn.String()), Letters(f.Text()); got != want {
				t.Fatalf("seed %d: drawn as\n%s\nsays\n%s", seed, got, want)
			}
		}
	}
}

// The mark of an item stands beside its words, on the side from which they are read.
func TestMarksOfListsFromRightToLeft(t *testing.T) {
	r := rich(t, "s", "<ol><li>one<li>ראשון<ul><li>שני</ul><li>three</ol>")
	p := pages(t, produced(t, r), Letter())[0]
	at := map[string]Word{}
	for _, w := range p.Words {
		at[strings.TrimSpace(w.Text)] = w
	}
	near := func(left, right string) {
		t.Helper()
		a, b := at[left], at[right]
		if gap := b.X - a.X - a.W; a.W == 0 || b.W == 0 || a.Baseline != b.Baseline || gap < 0 || gap > 2*listGap {
			t.Errorf("%q at %+v, %q at %+v", left, a, right, b)
		}
	}
	near("1.", "one")
	near("ר", "2.")
	near("ש", "◦")
	near("3.", "three")
	if end := at["2."].X + at["2."].W; end > Letter().W-Letter().Right {
		t.Errorf("the mark ends at %v", end)
	}
}
