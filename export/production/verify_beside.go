package production

import (
	"iter"
	"slices"
	"strings"
	"time"
	"unicode"

	"vaughn/export/loadfile"
)

// beside compares the interchange file with the DAT, which come from the same
// cells: who changes one of them to other released words changes both or is
// found.
type beside struct {
	t    *tabled
	next func() ([]string, error, bool) // nil without a DAT
	stop func()
}

func (t *tabled) besideDAT() *beside {
	b := &beside{t: t, stop: func() {}}
	f := t.open(t.at.dat)
	if f == nil || t.broken {
		return b
	}
	rows, err := t.rows(f)
	if err != nil {
		_ = f.Close()
		return b
	}
	next, stop := iter.Pull2(rows)
	b.next, b.stop = next, func() { stop(); _ = f.Close() }
	return b
}

// differs names the field in which the next row of the DAT says something else
// than a document of the interchange file, "" for none.
func (b *beside) differs(d loadfile.EDRMDocument) string {
	if b.next == nil {
		return ""
	}
	cells, err, ok := b.next()
	if err != nil || !ok || len(cells) != len(b.t.cols) {
		return "" // the DAT's own check says so
	}
	said := map[string]string{"ALLCUSTODIANS": strings.Join(d.Custodians, "; ")}
	for _, tag := range d.Tags {
		if i := slices.IndexFunc(edrmFields, func(f struct{ tag, cell, kind string }) bool { return f.tag == tag.Name }); i >= 0 {
			said[edrmFields[i].cell] = tag.Value
		}
	}
	if at, err := time.Parse(time.RFC3339, said["SENT"]); err == nil {
		said["DATESENT"], said["TIMESENT"] = at.UTC().Format(dateForm), at.UTC().Format(timeForm)
	} else {
		said["DATESENT"], said["TIMESENT"] = "", ""
	}
	for k, c := range b.t.cols {
		comparable := c.cell == "ALLCUSTODIANS" || c.cell == "DATESENT" || c.cell == "TIMESENT" ||
			slices.ContainsFunc(edrmFields, func(f struct{ tag, cell, kind string }) bool { return f.cell == c.cell })
		if comparable && plain(loadable(said[c.cell])) != plain(cells[k]) {
			return c.name
		}
	}
	return ""
}

// plain drops what one of the two formats cannot hold: spaces, controls, and what
// stands for them.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\uFFFD' || unicode.IsSpace(r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}
