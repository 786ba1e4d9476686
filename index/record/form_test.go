package record

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vaughn/index/message"
)

// htmlMail makes the record of a mail of these bodies with two pictures.
func htmlMail(t testing.TB, bodies ...message.Body) *Record {
	t.Helper()
	r, err := FromEmail(&message.Message{ID: message.IDOf([32]byte{7}), Kind: message.Email, Bodies: bodies, Attached: []message.Attachment{
		{Name: "logo.png", Type: "image/png", ContentID: "logo@x"}, {Name: "chart.png", Type: "image/png", ContentID: "chart@x"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// forms lists the body's blocks as one line each.
func forms(r *Record) string {
	var b strings.Builder
	for _, k := range r.Blocks {
		if k.Role == RoleField && len(k.Insets) == 0 {
			continue
		}
		fmt.Fprintf(&b, "%s", k.Role)
		if k.Form != "" {
			fmt.Fprintf(&b, " %s", k.Form)
		}
		if k.Quote > 0 {
			fmt.Fprintf(&b, " quote %d", k.Quote)
		}
		if k.List > 0 {
			fmt.Fprintf(&b, " list %d", k.List)
		}
		if c := k.Cell; c != nil {
			fmt.Fprintf(&b, " cell %d:%d,%d", c.Table, c.Row, c.Col)
			if c.Head {
				b.WriteString(" head")
			}
		}
		if k.Role != RoleField {
			fmt.Fprintf(&b, " %q", r.Text[k.Span.Start:k.Span.End])
		}
		for _, p := range k.Insets {
			fmt.Fprintf(&b, " picture %d", p.Child)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func richBody(s string) message.Body  { return message.Body{Type: "text/html", Text: s} }
func plainBody(s string) message.Body { return message.Body{Type: "text/plain", Text: s} }

func TestFormsOfHTML(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"a table": {"<p>See</p><table border=1><tr><th>Name<th>Room</tr><tr><td><p>Ann</p></td><td><p>12</p></td></tr></table><p>Bye</p>",
			"body flow \"See\\n\"\nbody flow cell 1:0,0 head \"Name\"\nbody flow cell 1:0,1 head \"Room\"\nbody flow cell 1:1,0 \"\\nAnn\\n\"\nbody flow cell 1:1,1 \"12\\n\"\nbody flow \"Bye\"\n"},
		"empty cells and spans keep their columns": {"<table><tr><td rowspan=2>A<td>B<td>C</tr><tr><td><td>D</tr><tr><td colspan=2>E<td>F</tr></table>",
			"body flow cell 1:0,0 \"A\"\nbody flow cell 1:0,1 \"B\"\nbody flow cell 1:0,2 \"C\"\nbody flow cell 1:1,2 \"D\"\nbody flow cell 1:2,0 \"E\"\nbody flow cell 1:2,2 \"F\"\n"},
		"a table that lays out the page": {"<table><tr><td><img src='cid:logo@x'></td><td><table border=1><tr><td>a<td>b<tr><td>c<td>d</table></td></tr></table>",
			"field picture 0\nbody flow cell 1:0,0 \"a\"\nbody flow cell 1:0,1 \"b\"\nbody flow cell 1:1,0 \"c\"\nbody flow cell 1:1,1 \"d\"\n"},
		"lists": {"<ol start=3><li>three<ul><li>x</li></ul><li><p>four</p></ol>end",
			"body flow list 1 \"3. three\\n\"\nbody flow list 2 \"- x\\n\"\nbody flow list 1 \"4. four\\n\"\nbody flow \"end\"\n"},
		"a quotation with a blank line": {"a<blockquote><p>q1</p><p>q2</p></blockquote>b",
			"body flow \"a\\n\"\nbody flow quote 1 \"> q1\\n\\n> q2\"\nbody flow \"\\nb\"\n"},
		"pictures": {"<p>One</p><img src='cid:chart@x' width=40><p>Two <img src='cid:logo@x'> three</p>",
			"body flow \"One\\n\" picture 1\nbody flow \"Two three\" picture 0\n"},
		"pictures that are not held": {"a<img src='https://cdn.example/a/b.gif?u=1'><img src='cid:gone@x' alt='map'><img src='http://t.example/p' width=1 height=1>",
			"body flow \"a [picture: b.gif] [map]\"\nnote \"cdn.example/a/b.gif; gone; t.example/p\"\n"},
		"heading and preformatted": {"<h2>H</h2><pre>a  b</pre>c", "body heading \"H\\n\"\nbody pre \"a  b\"\nbody flow \"c\"\n"},
	} {
		r := htmlMail(t, richBody(c.in))
		if d := cmp.Diff(c.want, forms(r)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// TestFormsBesidePlainText: the plain text is what marks are counted in; the
// HTML beside it tells where its tables and pictures stand.
func TestFormsBesidePlainText(t *testing.T) {
	text := "Dear all,\n\n*Name*\n\n*Room*\n\nAnn\n\n12\n\nSee the chart.\n[cid:chart@x]\nBye\n"
	rich := "<p>Dear all,</p><table border=1><tr><td><b>Name</b><td><b>Room</b></tr><tr><td>Ann<td>12</tr></table><p>See the chart.<br><img src='cid:chart@x'></p><p>Bye</p>"
	r := htmlMail(t, plainBody(text), richAlternative(rich))
	s, _ := r.Field(FieldBody)
	if got := r.Text[s.Start:s.End]; got != strings.TrimRight(text, "\n") {
		t.Fatalf("the text became %q", got)
	}
	want := "body \"Dear all,\\n\"\nbody cell 1:0,0 head \"*Name*\\n\"\nbody cell 1:0,1 head \"*Room*\\n\"\nbody cell 1:1,0 \"Ann\\n\"\nbody cell 1:1,1 \"12\"\nbody \"\\nSee the chart.\\n[cid:chart@x]\" picture 1\nbody \"Bye\"\n"
	if d := cmp.Diff(want, forms(r)); d != "" {
		t.Error(d)
	}
	again := htmlMail(t, plainBody(text))
	if again.Text != r.Text || again.Version == r.Version {
		t.Error("a form beside the text changed the text, or not the version")
	}
}

// FuzzForms: whatever the HTML, the blocks with the white space behind each are
// the text, and every picture that is held has one place.
func FuzzForms(f *testing.F) {
	f.Add("<table><tr><td>a<td>b<tr><td>c<img src=cid:logo@x><td>d</table>", "a b\nc d")
	f.Add("<ul><li>a<ol><li><p>b</ol></ul><blockquote><pre>x\n\ny<td>z", "")
	f.Fuzz(func(t *testing.T, rich, text string) {
		r := htmlMail(t, plainBody(text), richAlternative(rich))
		at := 0
		for i, b := range r.Blocks {
			if b.Span.Start != at || b.Span.End < at || b.Span.End >= len(r.Text) {
				t.Fatalf("block %d has span %v and should begin at %d of %d", i, b.Span, at, len(r.Text))
			}
			at = b.Span.End + 1
			if b.Cell == nil && r.Text[b.Span.End] != '\n' && (i+1 == len(r.Blocks) || r.Blocks[i+1].Cell == nil) && b.Form == "" {
				t.Fatalf("block %d ends with %q", i, r.Text[b.Span.End])
			}
			for _, p := range b.Insets {
				if p.Child < 0 || p.Child > 1 {
					t.Fatalf("picture %d", p.Child)
				}
			}
		}
		if at != len(r.Text) {
			t.Fatalf("the blocks end at %d of %d", at, len(r.Text))
		}
		want := strings.TrimRight(Clean(text), "\n")
		if s, _ := r.Field(FieldBody); strings.TrimSpace(text) != "" && r.Text[s.Start:s.End] != want {
			t.Fatalf("the text is %q, not %q", r.Text[s.Start:s.End], want)
		}
	})
}

func richAlternative(s string) message.Body {
	return message.Body{Type: "text/html", Text: s, Alternative: true}
}

// TestFactsOfAnItem: the lines with which a calendar item begins are facts of
// its header; a line that only looks like one is text.
func TestFactsOfAnItem(t *testing.T) {
	m := &message.Message{ID: message.IDOf([32]byte{8}), Kind: message.Calendar, Bodies: []message.Body{plainBody("Start: 2023-03-07 10:00 UTC\nTime zone: UTC\nNote: mine\nBring the list.\n")},
		Headers: []message.Header{{Name: "From", Value: "Ann"}, {Name: "To", Value: "Bo"}, {Name: "Start", Value: "2023-03-07 10:00 UTC"}, {Name: "Time-zone", Value: "UTC"}}}
	r, err := FromEmail(m)
	if err != nil {
		t.Fatal(err)
	}
	want := "body fact \"Start: 2023-03-07 10:00 UTC\"\nbody fact \"Time zone: UTC\"\nbody \"Note: mine\\nBring the list.\"\n"
	if d := cmp.Diff(want, forms(r)); d != "" {
		t.Error(d)
	}
	if r.Blocks[0].Label != "Organiser:" || r.Blocks[2].Label != "Required:" {
		t.Errorf("%q %q", r.Blocks[0].Label, r.Blocks[2].Label)
	}
	m.Kind = message.Email
	mail, err := FromEmail(m)
	if err != nil || mail.Text != r.Text || mail.Blocks[len(mail.Blocks)-1].Form != "" {
		t.Error("a mail has facts, or another text")
	}
}

// A picture in a cell belongs to that cell, with words in it or not; the words of
// the cells beside it stay in theirs.
func TestPicturesOfCells(t *testing.T) {
	pic := func(id string) string { return "<img src='cid:" + id + "@x'>" }
	for _, c := range []struct{ html, want string }{
		{"<p>top</p><table border=1><tr><td>" + pic("logo") + "<td>Ann<tr><td>Bo" + pic("chart") + "<td>" + pic("logo") + "<tr><td>c<td>d<tr><td>e<td>f</table><p>end",
			"body flow \"top\\n\"\nbody flow cell 1:0,0 \"\" picture 0\nbody flow cell 1:0,1 \"Ann\"\nbody flow cell 1:1,0 \"Bo\" picture 1\nbody flow cell 1:1,1 \"\" picture 0\nbody flow cell 1:2,0 \"c\"\nbody flow cell 1:2,1 \"d\"\nbody flow cell 1:3,0 \"e\"\nbody flow cell 1:3,1 \"f\\n\"\nbody flow \"end\"\n"},
		{"<p>top</p><table border=1><tr><td>" + pic("logo") + "Ann<td>b<tr><td>c<td>d</table>",
			"body flow \"top\\n\"\nbody flow cell 1:0,0 \"Ann\" picture 0\nbody flow cell 1:0,1 \"b\"\nbody flow cell 1:1,0 \"c\"\nbody flow cell 1:1,1 \"d\"\n"},
		{"x<table border=1><tr><td>a<td>b<tr><td>" + pic("logo") + "<tr><td>c<td>d</table>",
			"body flow \"x\\n\"\nbody flow cell 1:0,0 \"a\"\nbody flow cell 1:0,1 \"b\"\nbody flow cell 1:1,0 \"\" picture 0\nbody flow cell 1:2,0 \"c\"\nbody flow cell 1:2,1 \"d\"\n"},
		{"<table border=1><tr><td>" + pic("logo") + "<td>a<tr><td>b<td>c</table>",
			"field picture 0\nbody flow cell 1:0,1 \"a\"\nbody flow cell 1:1,0 \"b\"\nbody flow cell 1:1,1 \"c\"\n"},
	} {
		if diff := cmp.Diff(c.want, forms(htmlMail(t, richBody(c.html)))); diff != "" {
			t.Errorf("%s: %s", c.html, diff)
		}
	}
}
