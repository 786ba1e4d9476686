package record

import (
	"strings"
	"testing"

	"vaughn/index/message"
)

func TestBodyText(t *testing.T) {
	plain := func(s string) message.Body { return message.Body{Type: "text/plain", Text: s} }
	html := func(s string) message.Body { return message.Body{Type: "text/html", Text: s} }
	alt := func(b message.Body) message.Body { b.Alternative = true; return b }
	for name, c := range map[string]struct {
		bodies []message.Body
		want   string
	}{
		"plain wins over its alternative":   {[]message.Body{plain("a"), alt(html("<p>b</p>"))}, "a"},
		"blank plain gives way":             {[]message.Body{plain(" \n"), alt(html("<p>b</p>"))}, "b"},
		"html with a list's plain footer":   {[]message.Body{html("<p>words</p>"), plain("footer")}, "words\nfooter"},
		"cover text and a separate html":    {[]message.Body{plain("cover"), html("<p>report</p>")}, "cover\nreport"},
		"alternatives, then a footer":       {[]message.Body{plain("a"), alt(html("<p>a</p>")), plain("footer")}, "a\nfooter"},
		"plain is the later alternative":    {[]message.Body{html("<p>b</p>"), alt(plain("a"))}, "a"},
		"two html parts of one alternative": {[]message.Body{plain(""), alt(html("x")), alt(html("y"))}, "x\ny"},
		"nothing":                           {nil, ""},
	} {
		if got := BodyText(&message.Message{Bodies: c.bodies}); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestFromEmailKeepsOffsetsOfTheSource(t *testing.T) {
	body := "Hello\n\n> quoted\n>> deeper\nback \x07 é\n"
	r, err := FromEmail(&message.Message{ID: message.IDOf([32]byte{1}), Kind: message.Email,
		Headers: []message.Header{{Name: "From", Value: "A  B <a@b>"}, {Name: "subject", Value: "s"}},
		Bodies:  []message.Body{{Type: "text/plain", Text: body}}, Attached: []message.Attachment{{Name: "x.pdf"}, {Type: "image/png"}}})
	if err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]string{
		FieldFrom: "A  B <a@b>", FieldSubject: "s", FieldAttach: "x.pdf; unnamed (image/png)",
		FieldBody: strings.TrimRight(strings.ReplaceAll(body, "\x07", "\uFFFD"), "\n"),
	} {
		s, ok := r.Field(field)
		if got, err := r.Slice(s); !ok || err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", field, got, err, want)
		}
	}
	var depths []int
	for _, b := range r.Blocks {
		if b.Role == RoleBody {
			depths = append(depths, b.Quote)
		}
	}
	if len(depths) != 4 || depths[1] != 1 || depths[2] != 2 || depths[3] != 0 {
		t.Errorf("depths of quotation %v", depths)
	}
	if _, ok := r.Field(FieldCc); ok {
		t.Error("a field the mail does not have is there")
	}
}

func TestVersionFollowsWhatAMarkDependsOn(t *testing.T) {
	make := func(text string) *Record {
		r := &Record{ID: "x"}
		var w Builder
		w.Add(Block{Role: RoleBody, Field: FieldBody}, text)
		w.Into(r)
		r.Seal()
		return r
	}
	a := make("one")
	if a.Version != make("one").Version || a.Version == make("two").Version {
		t.Error("the version does not follow the text")
	}
	b := make("one")
	b.Blocks[0].Label = "Body:"
	if b.Seal() == a.Version {
		t.Error("the version does not follow the labels that are printed")
	}
}

func TestCarry(t *testing.T) {
	rec := func(text string) *Record { return &Record{Text: text} }
	from := rec("To: Ann. Call Ann now.")
	s := Span{14, 17}
	if got, ok := Carry(s, from, rec("Well. To: Ann. Call Ann now.")); !ok || got != (Span{20, 23}) {
		t.Errorf("%v %v", got, ok)
	}
	if _, ok := Carry(s, from, rec("To: Ann. Call Ann now. To: Ann. Call Ann now.")); ok {
		t.Error("carried to one of two places")
	}
	if _, ok := Carry(s, from, rec("nobody")); ok {
		t.Error("carried to nothing")
	}
}

func TestHTMLText(t *testing.T) {
	for in, want := range map[string]string{
		"<p>a</p><p>b</p>":    "a\n\nb",
		"a<br>b":              "a\nb",
		"<ul><li>x<li>y</ul>": "- x\n- y",
		"<table><tr><td>a<td>b</tr><tr><td>c</table>":       "a\tb\nc",
		"see <a href='http://x.example/p'>this</a>.":        "see this <http://x.example/p>.",
		"<a href='mailto:a@b.example'>a@b.example</a>":      "a@b.example",
		"<style>p{}</style><script>x</script>t":             "t",
		"<div>a<blockquote>q</blockquote>b</div>":           "a\n> q\nb",
		"<pre>a\n  b</pre>":                                 "a\n  b",
		"x<img alt='logo'>y":                                "x [logo] y",
		"one &amp; two&nbsp;three":                          "one & two\u00a0three",
		"<span style='display:none'>hidden</span> is shown": "hidden is shown",
	} {
		if got := HTMLText(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzHTMLText(f *testing.F) {
	f.Add("<p>a<blockquote><a href=x>")
	f.Fuzz(func(t *testing.T, s string) {
		if len(HTMLText(s)) > 64*len(s)+64 {
			t.Errorf("the text of %d bytes is far longer", len(s))
		}
	})
}

func FuzzClean(f *testing.F) {
	f.Add("a\r\nb\x00\xff")
	f.Fuzz(func(t *testing.T, s string) {
		c := Clean(s)
		if strings.ContainsAny(c, "\r\x00") || Clean(c) != c {
			t.Errorf("%q is not clean: %q", s, c)
		}
	})
}
