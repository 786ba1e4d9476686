package extract

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vaughn/index/record"
)

// tablesOf is what the tables of a sheet say, a line for each row.
func tablesOf(rows []row) (out []string) {
	s := newSheet(maxText)
	s.grid("S", rows)
	at := record.Cell{}
	for _, p := range s.body {
		c := p.block.Cell
		if c == nil {
			out = append(out, p.text)
			continue
		}
		if at.Table != c.Table || at.Row != c.Row || at.Head != c.Head {
			out = append(out, fmt.Sprintf("%d.%d%s", c.Table, c.Row, map[bool]string{true: " head"}[c.Head]))
		}
		at = *c
		out[len(out)-1] += fmt.Sprintf(" %d=%s", c.Col, p.text)
		if (p.block.Role == record.RoleNote) != (c.Col == 0 || p.text == "A" || p.text == "B") {
			out[len(out)-1] += " (" + p.block.Role + ")"
		}
	}
	return out
}

func TestTitledSheet(t *testing.T) {
	rows := []row{{3, []gridCell{{col: 0, text: "Item"}, {col: 1, text: "Cost"}}}, {4, []gridCell{{col: 0, text: "pilot  one"}, {col: 1, text: "12"}}}, {9, []gridCell{{col: 1, text: "7"}}}}
	want := []string{"Columns A to B", "1.0 head 0=3 1=Item 2=Cost", "1.1 0=4 1=pilot one 2=12", "1.2 0=9 2=7"}
	if diff := cmp.Diff(want, tablesOf(rows)); diff != "" {
		t.Error(diff)
	}
	want = []string{"Columns A to B", "1.0 head 1=A 2=B", "1.1 0=1 1=1 2=2", "1.2 0=2 1=3 2=4"}
	if diff := cmp.Diff(want, tablesOf([]row{{1, []gridCell{{col: 0, text: "1"}, {col: 1, text: "2"}}}, {2, []gridCell{{col: 0, text: "3"}, {col: 1, text: "4"}}}})); diff != "" {
		t.Error(diff)
	}
	if got := tablesOf(nil); got != nil {
		t.Errorf("an empty sheet gives %q", got)
	}
}

// Every cell that is shown stands in one table, in its column, or in the lines
// behind them; no band is wider than a page holds.
func TestBandsHoldEveryCell(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	for range 200 {
		var rows []row
		want := []string{}
		for r := range rng.IntN(30) {
			x := row{number: r + 1}
			for c := range rng.IntN(60) {
				if rng.IntN(3) > 0 {
					text := strings.Repeat("x", 1+rng.IntN(40)) + fmt.Sprint(r, "_", c)
					x.cells = append(x.cells, gridCell{col: c, text: text})
					want = append(want, text)
				}
			}
			if len(x.cells) > 0 {
				rows = append(rows, x)
			}
		}
		s := newSheet(maxText)
		s.cells = maxCells - rng.IntN(600)
		s.grid("S", rows)
		got := []string{}
		wide := map[int]map[int]int{}
		for _, p := range s.body {
			c := p.block.Cell
			switch {
			case p.block.Role != record.RoleBody:
			case c == nil:
				got = append(got, strings.Fields(p.text)...)
			default:
				got = append(got, p.text)
				if wide[c.Table] == nil {
					wide[c.Table] = map[int]int{}
				}
				wide[c.Table][c.Col] = max(wide[c.Table][c.Col], min(len(p.text), widestCell)+cellSpace)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		for n, cols := range wide {
			sum := 0
			for _, w := range cols {
				sum += w
			}
			if sum > bandWidth || len(cols) > bandColumns {
				t.Errorf("table %d is %d letters wide in %d columns", n, sum, len(cols))
			}
		}
	}
}

func TestPrintedHeader(t *testing.T) {
	for code, want := range map[string]string{
		`&C&"DejaVu Serif,Book"&12Page &P of &N`: "Page of", `&LDraft && secret`: "Draft & secret", `&"open`: `open`, "&": "&", "&KFF0000Red": "Red", "&12": "", "": "",
	} {
		if got := printed(code); got != want {
			t.Errorf("%q prints %q, want %q", code, got, want)
		}
	}
}
