package layout

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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
	path := filepath.Join("testdata", "html.dump")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Error(diff)
	}
}
