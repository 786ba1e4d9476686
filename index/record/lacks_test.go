package record

import (
	"strings"
	"testing"
)

func TestPlainTextThatSaysLess(t *testing.T) {
	long := "alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu"
	html := "<table border=1><tr><th>Word<th>Page<tr><td>alpha<td>1</table><p>" + strings.ReplaceAll(long, " ", "</p><p>") + "</p>"
	linked := "<p>See <a href='https://x.example/" + strings.ReplaceAll(long, " ", "/") + "'>this</a> <img src=a.png alt='" + long + "'></p>"
	for _, c := range []struct{ name, plain, html, body, beside string }{
		{"a stub", "Your program cannot show this message.", html, "zulu", "Your program cannot show this message."},
		{"the first words", "alpha bravo", html, "zulu", ""},
		{"the same", "Word Page 1\n" + long, html, "Word Page 1\nalpha bravo", ""},
		{"most of it", "Word Page 1\n" + long[:100], html, long[:100], ""},
		{"targets of links alone", "See this", linked, "See this", ""},
		{"a little more", "alpha", "<p>alpha bravo charlie</p>", "alpha", ""},
	} {
		b := richBody(c.html)
		b.Alternative = true
		r := htmlMail(t, plainBody(c.plain), b)
		body, _ := r.Field(FieldBody)
		beside := ""
		for _, k := range r.Blocks {
			if strings.HasPrefix(k.Label, "The plain text beside it") {
				beside = r.Text[k.Span.Start:k.Span.End]
			}
		}
		if text := r.Text[body.Start:body.End]; !strings.Contains(text, c.body) || beside != c.beside {
			t.Errorf("%s: the body is %q, beside it %q", c.name, text, beside)
		}
	}
}
