package record

import (
	"strings"
	"testing"
)

// TestHostileHTML reads what is nested or repeated without end: it ends, and
// the blocks still hold the text. Anything that grows with the square of the
// length would take minutes here.
func TestHostileHTML(t *testing.T) {
	words := strings.Repeat("b a\n", 20_000)
	for _, unit := range []string{"<br>", "<table>", "<table><tr><td>a", "<tr>", "<td rowspan=999 colspan=9>", "<ul>", "<ol><li>", "<blockquote>a<br>", "<blockquote><p>",
		"<img src='cid:logo@x'>", "<img src='http://x/y'>", "<pre>\n", "a ", "<table border=1><tr><td>a<td>b</table>", "<li><p>", "<h1>"} {
		rich := strings.Repeat(unit, 200_000/len(unit))
		for _, r := range []*Record{htmlMail(t, plainBody(words), richAlternative(rich)), htmlMail(t, richBody(rich))} {
			if last := r.Blocks[len(r.Blocks)-1]; last.Span.End != len(r.Text)-1 {
				t.Errorf("%.20s: the last block ends at %d of %d", unit, last.Span.End, len(r.Text))
			}
		}
	}
}
