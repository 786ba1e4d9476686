package redact

import (
	"strings"
	"testing"

	"vaughn/index/message"
	"vaughn/index/record"
)

// TestPicturesGoWithTheWordsBesideThem: a mark over the line above a picture, or
// over what stands on both sides of it, hides the picture too; one that ends
// inside the line, or beside it, does not.
func TestPicturesGoWithTheWordsBesideThem(t *testing.T) {
	m := &message.Message{ID: message.IDOf([32]byte{3}), Kind: message.Email, Headers: []message.Header{{Name: "From", Value: "a@x"}},
		Bodies:   []message.Body{{Type: "text/html", Text: "<img src='cid:p@x'><p>one</p><p>two words</p><img src='cid:q@x'><p>three</p>"}},
		Attached: []message.Attachment{{Name: "p.png", Type: "image/png", ContentID: "p@x"}, {Name: "q.png", Type: "image/png", ContentID: "q@x"}}}
	r, err := record.FromEmail(m)
	if err != nil {
		t.Fatal(err)
	}
	pic := Clean{pictures: []Picture{{Source: "s", Page: -1, W: 200, H: 100, Covers: []Cover{{}}}}}
	for name, c := range map[string]struct {
		from, to string
		want     [2]string
	}{
		"nothing":             {"", "", [2]string{"", ""}},
		"part of the line":    {"two", "two", [2]string{"", ""}},
		"end of the line":     {"words", "words", [2]string{"", ""}},
		"all of the line":     {"two", "words", [2]string{"", GoneHidden}},
		"what follows":        {"three", "three", [2]string{"", ""}},
		"over the picture":    {"words", "three", [2]string{"", GoneHidden}},
		"the first line only": {"one", "one", [2]string{"", ""}},
		"the whole body":      {"one", "three", [2]string{GoneHidden, GoneHidden}},
	} {
		var marks []Mark
		if c.from != "" {
			marks = append(marks, Mark{ID: "m", Record: r.ID, Version: r.Version, Target: OnSpan, State: Accepted, Basis: []string{"b6"},
				Span: record.Span{Start: strings.Index(r.Text, c.from), End: strings.Index(r.Text, c.to) + len(c.to)}})
		}
		clean, err := Resolve(r, marks, plainLabels{})
		if err != nil {
			t.Fatal(err)
		}
		draft, err := NewDraft(r, marks, plainLabels{})
		if err != nil {
			t.Fatal(err)
		}
		files := map[int]Clean{0: pic, 1: pic}
		shown := clean.With(r, files)
		for kind, runs := range map[string]func(func(Run) bool){"clean": shown.Runs(), "draft": draft.With(files).Runs()} {
			var got []string
			for run := range runs {
				for _, in := range run.Insets {
					got = append(got, in.Gone)
					if in.Gone != "" && in.Source != "" {
						t.Errorf("%s, %s: a hidden picture keeps its source", name, kind)
					}
				}
			}
			if len(got) != 2 || got[0] != c.want[0] || got[1] != c.want[1] {
				t.Errorf("%s, %s: %q, want %q", name, kind, got, c.want)
			}
		}
		if !shown.Redacted() {
			t.Errorf("%s: a box in a picture does not count", name)
		}
		for run := range clean.With(r, nil).Runs() {
			for _, in := range run.Insets {
				if in.Gone == "" {
					t.Errorf("%s: a picture is shown that does not leave", name)
				}
			}
		}
	}
}

// TestPicturesInCells: one that has a cell for itself goes with the words of the
// cells on both sides, one beside words of a cell with those.
func TestPicturesInCells(t *testing.T) {
	m := &message.Message{ID: message.IDOf([32]byte{3}), Kind: message.Email,
		Bodies:   []message.Body{{Type: "text/html", Text: "<p>top</p><table border=1><tr><td>one<td><img src='cid:p@x'><td>two<tr><td>three<td><img src='cid:q@x'>four<td>five</table>"}},
		Attached: []message.Attachment{{Name: "p.png", Type: "image/png", ContentID: "p@x"}, {Name: "q.png", Type: "image/png", ContentID: "q@x"}}}
	r, err := record.FromEmail(m)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ from, to, first, second string }{
		{"top", "top", "", ""}, {"one", "two", GoneHidden, ""}, {"two", "two", "", ""}, {"three", "three", "", ""}, {"four", "four", "", GoneHidden}, {"one", "five", GoneHidden, GoneHidden},
	} {
		clean, err := Resolve(r, []Mark{{ID: "m", Record: r.ID, Version: r.Version, Target: OnSpan, State: Accepted, Basis: []string{"b6"},
			Span: record.Span{Start: strings.Index(r.Text, c.from), End: strings.Index(r.Text, c.to) + len(c.to)}}}, plainLabels{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for run := range clean.With(r, map[int]Clean{0: {pictures: []Picture{{Page: -1, W: 9, H: 9}}}, 1: {pictures: []Picture{{Page: -1, W: 9, H: 9}}}}).Runs() {
			for _, in := range run.Insets {
				got = append(got, in.Gone)
			}
		}
		if len(got) != 2 || got[0] != c.first || got[1] != c.second {
			t.Errorf("%s to %s: %q", c.from, c.to, got)
		}
	}
}
