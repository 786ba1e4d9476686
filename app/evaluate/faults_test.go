package evaluate

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"vaughn/app/casework"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/check"
)

// fault is something that a reviewer did wrong, and where.
type fault struct {
	kind   string
	record record.ID
	span   record.Span
}

// planter makes the marks of a perfect reviewer but for the faults.
type planter struct {
	*bench
	r      *rand.Rand
	left   map[string]int
	marks  []redact.Mark
	faults []fault
}

// each is how many faults of every kind are planted.
const each = 4

// TestCheck marks everything that is to be withheld, but for planted faults, and
// asks the check.
func TestCheck(t *testing.T) {
	for _, s := range Styles() {
		if *style != "all" && s.Name != *style {
			continue
		}
		for n := range *seeds {
			t.Run(fmt.Sprintf("%s %d", s.Name, *seed+uint64(n)), func(t *testing.T) {
				b := open(t, Make(*seed+uint64(n), s))
				p := &planter{bench: b, r: rand.New(rand.NewPCG(*seed+uint64(n), 5)), left: map[string]int{}}
				for _, k := range []string{"open place", "tail of a name", "wrong code", "public text", "mark on nothing", "no statute", "undecided", "open number"} {
					p.left[k] = each
				}
				for _, i := range p.r.Perm(len(b.fields)) {
					p.field(b.fields[i])
				}
				if _, err := b.Batch(ctx, "reviewed", p.marks...); err != nil {
					t.Fatal(err)
				}
				p.measure(t)
			})
		}
	}
}

func (p *planter) field(f field) {
	planted := false
	plant := func(kind string, s record.Span) bool {
		if planted || p.left[kind] == 0 || f.Field != "body" || f.Attachment != "" {
			return false
		}
		p.left[kind]--
		p.faults, planted = append(p.faults, fault{kind, f.r.ID, s}), true
		return true
	}
	if at := strings.Index(f.r.Text[f.in.Start:f.in.End], "\n\n"); at >= 0 {
		s := record.Span{Start: f.in.Start + at, End: f.in.Start + at + 2}
		if plant("mark on nothing", s) {
			p.mark(f, s, "b6")
		}
	}
	for _, s := range f.place {
		in := f.bytes(s)
		text := f.r.Text[in.Start:in.End]
		switch {
		case s.Trap == "press":
			if plant("public text", in) {
				p.mark(f, in, "b6")
			}
		case s.Person >= 0:
			p.person(f, in, text, plant)
		case s.Passage >= 0:
			m := p.mark(f, in, "b5")
			m.Privileges = []string{"deliberative-process"}
		}
	}
}

// person marks one place of a person, rightly unless a fault is planted.
func (p *planter) person(f field, in record.Span, text string, plant func(string, record.Span) bool) {
	number := strings.IndexFunc(text, func(c rune) bool { return c >= 'A' }) < 0
	space := strings.IndexByte(text, ' ')
	switch {
	case number && plant("open number", in), !number && plant("open place", in):
	case space > 0 && !number && !strings.Contains(text, "\n") && plant("tail of a name", in):
		p.mark(f, record.Span{Start: in.Start, End: in.Start + space}, "b6")
	case !number && plant("wrong code", in):
		p.mark(f, in, "b5").Privileges = []string{"deliberative-process"}
	case plant("no statute", in):
		p.mark(f, in, "b3")
	case plant("undecided", in):
		p.mark(f, in, "b6").State = redact.Proposed
	default:
		p.mark(f, in, "b6")
	}
}

func (p *planter) mark(f field, s record.Span, code string) *redact.Mark {
	m := p.NewMark(f.r, s, code)
	m.State = redact.Accepted
	p.marks = append(p.marks, m)
	return &p.marks[len(p.marks)-1]
}

func (p *planter) measure(t *testing.T) {
	got, err := p.Check(ctx, casework.CheckOptions{People: p.people, Basis: []string{"b6"}})
	if err != nil {
		t.Fatal(err)
	}
	found := make([]bool, len(p.faults))
	alarms := 0
	for _, f := range got.Findings {
		// The set has no answers for who writes in chats: the check asks for them rightly.
		if f.Severity == check.Info || strings.HasPrefix(f.Field, "speaker:") || f.Field == record.FieldParticipants {
			continue
		}
		hit := false
		for i, x := range p.faults {
			if p.touches(f, x) {
				found[i], hit = true, true
			}
		}
		if !hit {
			alarms++
			t.Logf("ALARM %s %s (%s): %.80q", f.Check, f.Field, f.Why, f.Text)
		}
	}
	hits := 0
	for i, x := range p.faults {
		if found[i] {
			hits++
			continue
		}
		r, err := p.Record(ctx, x.record)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("NOT FOUND %s: %q", x.kind, r.Text[max(0, x.span.Start-40):min(len(r.Text), x.span.End+30)])
	}
	if 100*hits < 95*len(p.faults) {
		t.Error("check: the goal is 95 % of the planted faults")
	}
	t.Logf("FIGURES %d of %d planted faults found; %d false alarms in %d messages", hits, len(p.faults), alarms, p.set.Messages)
}

// touches tells whether a finding shows the place of a fault.
func (p *planter) touches(f casework.Finding, x fault) bool {
	at := func(id record.ID, field, event string, start, end *int) bool {
		if id != x.record {
			return false
		}
		if start == nil || end == nil {
			return true
		}
		r, err := p.Record(ctx, id)
		return err == nil && span(r, casework.Redaction{Field: field, Event: event, Start: start, End: end}).Overlaps(x.span)
	}
	if at(f.Record, f.Field, f.Event, f.Start, f.End) {
		return true
	}
	for _, o := range f.Other {
		if at(o.Record, o.Field, o.Event, o.Start, o.End) {
			return true
		}
	}
	return false
}
