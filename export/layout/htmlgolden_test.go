package layout

import (
	"strings"
	"testing"
)

// TestGoldenHTML pins where the parts of an HTML mail stand: a table with a box
// in a narrow cell, lists in each other, a quotation, a link.
func TestGoldenHTML(t *testing.T) {
	r := rich(t, "Berths", "<h2>Costs</h2><table border=1><tr><th>Berth<th>Who<th>What<th>Cost</tr><tr><td>12<td>Ann<td>"+strings.Repeat("dredging to nine metres ", 6)+
		"<td>1,200.00</tr><tr><td colspan=3>Total<td>1,200.00</tr></table><ol><li>Ask Bo<ul><li>today<li>or by mail at the latest on Friday, since the council meets on the Monday after that and wants the list</ul><li>Pay</ol>"+
		"<p>See <a href='https://x.example/file'>the file</a>, <a href='https://x.example'>x.example</a>.</p><blockquote><p>One</p><p>Two</p></blockquote>")
	d := produced(t, r, hideWord(t, r, "Ann", "b6"), hideWord(t, r, "Bo", "b6", "b7C"))
	var b strings.Builder
	for _, p := range pages(t, d, Letter()) {
		if err := Dump(&b, p); err != nil {
			t.Fatal(err)
		}
	}
	golden(t, "html.dump", b.String())
}
