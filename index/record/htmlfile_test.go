package record

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHTMLFile(t *testing.T) {
	for _, c := range []struct{ name, src, blocks, lists string }{
		{"what a browser shows", "<title>Plan</title><meta name=author content=Ann><meta name=generator content=X><h1>Costs</h1><table border=1><tr><th>A<th>B<tr><td>1<td>2</table>",
			"body heading \"Costs\\n\"\nbody flow cell 1:0,0 head \"A\"\n", "properties title: Plan; author: Ann"},
		{"an element that is not displayed", "a <div style='display:NONE !important'>dark<br>room</div> b", `"a b"`, "veiled dark\nroom"},
		{"a cell, ended by the next row", "<table border=1><tr><td>a<td hidden>b<tr><td>c<td>d</table>", `"c"`, "veiled b"},
		{"a paragraph, ended by the next", "<p style='font-size:0px'>one<p>two", `"two"`, "veiled one"},
		{"outer end of what is hidden", "<ul><li>a<li style='mso-hide:all'>b</ul>c", `"c"`, "veiled - b"},
		{"never closed", "x<span style='opacity: 0.0'>y", `"x"`, "veiled y"},
		{"seen again within", "<p style='visibility:hidden'>u<b style='visibility:visible'>v</b>w</p>x", `"v x"`, "veiled u; w"},
		{"white on nothing is shown too", "<p style='color:#FFF'>pale</p><p style='color:white;background:navy'>clear</p><td bgcolor=#000><font color=white>head</font></td>", "pale", "white pale"},
		{"comments", "a<!-- ask Bo --><!--[if mso]><p>only Word</p><![endif]--><!--[if gte mso 9]><xml>96</xml><![endif]-->", `"a"`, "comments ask Bo; only Word"},
		{"pictures", `<img src="https://x.example/a.png?u=1" alt="Map"><img src="cid:z">`, "[Map] [picture: z]", "unheld x.example/a.png; z"},
		{"nothing hidden", "<b style='font-size:10px;opacity:0.5'>a</b>", `"a"`, ""},
	} {
		f := ReadHTMLFile(c.src)
		if got := forms(&Record{Text: f.Text, Blocks: f.Blocks}); !strings.Contains(got, c.blocks) {
			t.Errorf("%s: blocks\n%swant %s", c.name, got, c.blocks)
		}
		var lists []string
		for _, l := range []struct {
			name string
			list []string
		}{{"veiled", f.Veiled}, {"white", f.White}, {"comments", f.Comments}, {"properties", f.Properties}, {"unheld", f.Unheld}} {
			if len(l.list) > 0 {
				lists = append(lists, l.name+" "+strings.Join(l.list, "; "))
			}
		}
		if diff := cmp.Diff(c.lists, strings.Join(lists, " | ")); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// What a file shows is what the body of a mail of the same HTML shows.
func TestHTMLFileIsReadAsMailIs(t *testing.T) {
	src := "<h2>Costs</h2><ol><li>Ask <a href='https://x.example/f'>Bo</a><ul><li>now</ul></ol><blockquote>q<br>r</blockquote><table border=1><tr><th>A<th>B<tr><td>1<td>2</table>"
	f := ReadHTMLFile(src)
	if diff := cmp.Diff(forms(htmlMail(t, richBody(src))), forms(&Record{Text: f.Text, Blocks: f.Blocks})); diff != "" {
		t.Error(diff)
	}
}

// FuzzHTMLFile: the blocks are the text, and no word is lost: what the page has not
// is among what is hidden.
func FuzzHTMLFile(f *testing.F) {
	for _, s := range []string{"<p hidden>a<p>b", "<table><tr><td style=display:none>x<tr>y</table>z", "<ul><li style='visibility:hidden'>a<li>b</ul>", "<!--[if x]>a<![endif]--><title>t", "</div></div><div hidden/>q"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		file := ReadHTMLFile(src)
		at := 0
		for _, b := range file.Blocks {
			if b.Span.Start != at || b.Span.End < at || b.Span.End >= len(file.Text) {
				t.Fatalf("block %+v at %d of %d", b, at, len(file.Text))
			}
			at = b.Span.End + 1
		}
		all := file.Text + strings.Join(file.Veiled, "\n")
		for _, w := range words(HTMLText(src)) {
			if !strings.Contains(all, w.text) {
				t.Errorf("%q is lost of %q", w.text, src)
			}
		}
	})
}
