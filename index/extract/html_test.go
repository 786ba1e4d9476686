package extract

import (
	"strings"
	"testing"

	"vaughn/index/record"
)

const htmlPage = `<!DOCTYPE html><html><head><title>Berth plan</title><style>p{}</style></head><body><h1>Berths</h1>
<table border="1"><tr><th>Berth</th><th>Cost</th></tr><tr><td>12 North</td><td>1,200</td></tr></table>
<ol><li>Ask <a href="https://x.example/bo">Bo</a></li></ol><div style="display:none">draft of Ann</div><p style="color:white">pale</p><!-- not yet cleared --></body></html>`

func TestAttachedHTML(t *testing.T) {
	for _, c := range []struct{ name, typ string }{{"a.html", "text/html"}, {"a.htm", "application/octet-stream"}, {"a", "application/octet-stream"}, {"a", "application/xhtml+xml"}} {
		r := read(t, c.name, c.typ, []byte(htmlPage))
		cells := 0
		for _, b := range r.Blocks {
			if b.Cell != nil && b.Cell.Table == 1 {
				cells++
			}
		}
		wants(t, "the page", bodyOf(r), []string{"Berths\n", "12 North\n", "1. Ask Bo <https://x.example/bo>"}, []string{"draft", "not yet", "Berth plan"})
		wants(t, "the list", hiddenOf(r), []string{"Hidden text (1):\ndraft of Ann", "White text (1):\npale", "not yet cleared", "title: Berth plan"}, nil)
		if got := codes(r); cells != 4 || got != "comments hidden-text properties white-text" || !strings.Contains(r.Text, asHTML) {
			t.Errorf("%s %s: %d cells, problems %q", c.name, c.typ, cells, got)
		}
	}
	if r := read(t, "a.txt", "text/plain", []byte("<html><p>source")); !strings.Contains(bodyOf(r), "<html><p>source") {
		t.Errorf("the source of a page sent as plain text is %q", bodyOf(r))
	}
}

func TestHostileHTML(t *testing.T) {
	for name, src := range map[string]string{
		"elements in each other": strings.Repeat("<div><table><tr><td><ul><li>", 50_000) + "kept",
		"items without end":      strings.Repeat("<li>x", maxBlocks+10) + "<p>kept",
		"quoted too deep":        strings.Repeat("<blockquote>a<br>", 20_000) + "kept",
		"nothing ends":           "kept<div style='" + strings.Repeat("a:b;", 500_000),
		"only hidden":            strings.Repeat("<p hidden>kept", 100_000),
	} {
		r := read(t, "a.html", "text/html", []byte(src))
		if !strings.Contains(r.Text, "kept") && !strings.Contains(codes(r), "text-cut") {
			t.Errorf("%s: problems %q, %d bytes", name, codes(r), len(r.Text))
		}
		if len(r.Blocks) > maxBlocks+20 {
			t.Errorf("%s: %d blocks", name, len(r.Blocks))
		}
	}
	r := read(t, "a.html", "text/html", []byte(strings.Repeat("<p>x</p><img src=a.png>", 3)))
	if b := r.Blocks[len(r.Blocks)-1]; b.Field != record.FieldUnheld || r.Text[b.Span.Start:b.Span.End] != "a.png" {
		t.Errorf("the picture that is not held is noted as %+v", b)
	}
}
