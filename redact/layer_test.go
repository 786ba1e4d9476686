package redact

import (
	"strings"
	"testing"

	"vaughn/index/record"
)

// paged gives a mail's words places on two pages, a line of ten words each.
func paged(t *testing.T, body string) *record.Record {
	r := mail(t, body)
	b, _ := r.Field(record.FieldBody)
	r.Pages = []record.Page{{W: 100, H: 100}, {W: 100, H: 100}}
	at := b.Start
	for i, w := range strings.Fields(body) {
		at += strings.Index(r.Text[at:], w)
		p := &r.Pages[i/10]
		p.Words = append(p.Words, record.Word{Span: record.Span{Start: at, End: at + len(w)}, X: float64(i%10) / 10, Y: 0.1, W: 0.08, H: 0.05})
		at += len(w)
	}
	r.Seal()
	return r
}

func TestPagesAndRegions(t *testing.T) {
	const body = "a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b0 b1"
	for _, c := range []struct {
		name string
		mark Mark
		want string
	}{
		{"a page", Mark{Target: OnPage, Page: 1}, "a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 (b6)"},
		{"a region", Mark{Target: OnRegion, Region: &Region{Image: 0, X: 0.25, Y: 0, W: 0.1, H: 1}}, "a0 a1 (b6) a4 a5 a6 a7 a8 a9 b0 b1"},
		{"beside the words", Mark{Target: OnRegion, Region: &Region{Image: 0, X: 0, Y: 0.5, W: 1, H: 0.5}}, body},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := paged(t, body)
			c.mark.ID, c.mark.Record, c.mark.Version, c.mark.State, c.mark.Basis = "1", r.ID, r.Version, Accepted, []string{"b6"}
			clean, err := Resolve(r, []Mark{c.mark}, plainLabels{})
			if err != nil || clean.Field(record.FieldBody) != c.want {
				t.Errorf("%q, %v", clean.Field(record.FieldBody), err)
			}
		})
	}
	r := paged(t, body)
	for _, g := range []*Region{nil, {Image: 2, W: 1, H: 1}, {X: 0.5, W: 0.6, H: 1}, {W: 0, H: 1}} {
		m := Mark{ID: "1", Record: r.ID, Version: r.Version, Target: OnRegion, Region: g, Basis: []string{"b6"}}
		if m.Check(r) == nil {
			t.Errorf("the region %+v was accepted", g)
		}
	}
}

func TestEffective(t *testing.T) {
	mk := func(id, layer, set string, s State, from, to int) Mark {
		return Mark{ID: MarkID(id), Layer: layer, Set: set, State: s, Target: OnSpan, Span: record.Span{Start: from, End: to}}
	}
	for _, c := range []struct {
		name string
		ms   []Mark
		want string
	}{
		{"sets", []Mark{mk("all", "", "", Accepted, 0, 1), mk("press", "", "press", Accepted, 0, 1), mk("court", "", "court", Accepted, 0, 1)}, "all press"},
		{"counsel rejects what lies within", []Mark{mk("in", FirstLevel, "", Accepted, 2, 4), mk("over", "", "", Accepted, 2, 9), mk("no", Counsel, "", Rejected, 1, 5)}, "over no"},
		{"counsel accepts what was rejected", []Mark{mk("no", SecondLevel, "", Rejected, 2, 4), mk("yes", Counsel, "", Accepted, 2, 4)}, "yes"},
		{"an acceptance around leaves codes alone", []Mark{mk("name", "", "", Accepted, 2, 4), mk("all", Counsel, "", Accepted, 0, 9)}, "name all"},
		{"a proposal overrules nothing", []Mark{mk("yes", "", "", Accepted, 2, 4), mk("idea", Counsel, "", Proposed, 2, 4)}, "yes idea"},
		{"a decision overrules a proposal", []Mark{mk("idea", "", "", Proposed, 2, 4), mk("no", SecondLevel, "", Rejected, 2, 4)}, "no"},
	} {
		var got []string
		for _, m := range Effective(c.ms, "press") {
			got = append(got, string(m.ID))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.name, got, c.want)
		}
	}
}
