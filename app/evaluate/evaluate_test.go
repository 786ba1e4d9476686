package evaluate

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"vaughn/app/casework"
	"vaughn/index/ingest"
	"vaughn/index/message"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/suggest"
)

var (
	seeds = flag.Int("seeds", 1, "how many seeds to measure, from -seed on")
	seed  = flag.Uint64("seed", 12, "the first seed")
	style = flag.String("style", "agency", "only this manner of writing; all for each")
)

var ctx = context.Background()

// bench is one set as a case.
type bench struct {
	*casework.Case
	set    *Set
	fields []field
	people []suggest.Person
}

// field is a Text in one copy of its message.
type field struct {
	*Text
	r     *record.Record
	name  string
	in    record.Span
	chars []int  // byte offset in the record of each letter and digit
	place []Span // of Text, counted in letters and digits
}

func TestEvaluate(t *testing.T) {
	for _, s := range Styles() {
		if *style != "all" && s.Name != *style {
			continue
		}
		for n := range *seeds {
			name := fmt.Sprintf("%s %d", s.Name, *seed+uint64(n))
			t.Run(name, func(t *testing.T) {
				b := open(t, Make(*seed+uint64(n), s))
				f := b.found(t)
				f.print(t)
				if f.recall() < 99.5 || f.precision() < 97 || f.trapped > 0 {
					t.Error("people: the goals are recall 99.5 %, precision 97 %, no trap")
				}
				if differ := b.spread(t); differ > 0 {
					t.Errorf("spread: %d places differ", differ)
				}
			})
		}
	}
}

// open imports a set.
func open(t *testing.T, set *Set) *bench {
	dir := t.TempDir()
	c, err := casework.Create(ctx, filepath.Join(dir, "case"), casework.Describe{}, casework.Options{Actor: "reviewer"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	for _, a := range set.Archives {
		path := filepath.Join(dir, a.Name)
		if err := os.WriteFile(path, a.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Import(ctx, []string{path}, ingest.Options{Custodian: a.Custodian}, progress.None); err != nil {
			t.Fatal(err)
		}
	}
	b := &bench{Case: c, set: set}
	if b.people, err = suggest.ParseNames(strings.NewReader(set.List), c.Exemptions(), nil); err != nil {
		t.Fatal(err)
	}
	chats := b.chats(t)
	for i := range set.Texts {
		x := &set.Texts[i]
		if x.Field == "chat" {
			b.chat(t, x, chats[x.MessageID])
			continue
		}
		ids, err := c.ByMessageID(ctx, x.MessageID)
		if err != nil || len(ids) == 0 {
			t.Fatalf("%s is not in the case: %v", x.MessageID, err)
		}
		for _, id := range ids {
			b.copyOf(t, x, id)
		}
	}
	return b
}

func (b *bench) chats(t *testing.T) map[string]*record.Record {
	out := map[string]*record.Record{}
	for id, err := range b.Each(ctx, "kind:chat") {
		if err != nil {
			t.Fatal(err)
		}
		r, err := b.Record(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		places, err := b.Occurrences(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		out[places[0].Custodian] = r
	}
	return out
}

func (b *bench) chat(t *testing.T, x *Text, r *record.Record) {
	if r == nil || r.Log == nil || x.Event >= len(r.Log.Entries) {
		t.Fatalf("chat %s is not in the case", x.MessageID)
	}
	b.align(t, x, r, record.EventField(r.Log.Entries[x.Event].ID))
}

func (b *bench) copyOf(t *testing.T, x *Text, id record.ID) {
	r, err := b.Record(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if r.Kind != string(message.Email) {
		return
	}
	if x.Attachment != "" {
		i := slices.IndexFunc(r.Children, func(k record.Child) bool { return k.Name == x.Attachment })
		if i < 0 {
			t.Fatalf("%s has no attachment %s", x.MessageID, x.Attachment)
		}
		if r, err = b.Record(ctx, r.Children[i].ID); err != nil {
			t.Fatal(err)
		}
	}
	b.align(t, x, r, x.Field)
}

// align finds a text's places in a copy, whose lines may be broken otherwise.
func (b *bench) align(t *testing.T, x *Text, r *record.Record, name string) {
	in, ok := r.Field(name)
	if !ok {
		t.Fatalf("%s has no field %s", x.MessageID, name)
	}
	f := field{Text: x, r: r, name: name, in: in}
	var mine, theirs []rune
	count := []int{0}
	for _, c := range x.Text {
		if letter(c) {
			mine = append(mine, c)
		}
		count = append(count, len(mine))
	}
	for i, c := range r.Text[in.Start:in.End] {
		if letter(c) && !numbersRow(r, in.Start+i) {
			theirs, f.chars = append(theirs, c), append(f.chars, in.Start+i)
		}
	}
	if !slices.Equal(mine, theirs) {
		i := 0
		for i < min(len(mine), len(theirs)) && mine[i] == theirs[i] {
			i++
		}
		t.Fatalf("%s %s %s reads otherwise at %d:\n%s\n--\n%s", x.MessageID, x.Attachment, name, i, string(mine[i:min(len(mine), i+60)]), string(theirs[i:min(len(theirs), i+60)]))
	}
	for _, s := range x.Spans {
		s.Start, s.End = count[s.Start], count[s.End]
		f.place = append(f.place, s)
	}
	b.fields = append(b.fields, f)
}

// numbersRow tells the number that a row of a table has before its first cell.
func numbersRow(r *record.Record, at int) bool {
	return slices.ContainsFunc(r.Blocks, func(b record.Block) bool {
		return b.Cell != nil && b.Cell.Col == 0 && b.Span.Start <= at && at < b.Span.End
	})
}

func letter(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }

// covered tells for each letter of a field whether a mark covers it.
func (f *field) covered(spans []record.Span) []bool {
	out := make([]bool, len(f.chars))
	for i, at := range f.chars {
		out[i] = slices.ContainsFunc(spans, func(s record.Span) bool { return s.Start <= at && at < s.End })
	}
	return out
}

// figures are how well people are found.
type figures struct {
	places, hit, proposed, right, traps, trapped int
	notes                                        []string
}

func (f *figures) recall() float64    { return 100 * float64(f.hit) / float64(max(1, f.places)) }
func (f *figures) precision() float64 { return 100 * float64(f.right) / float64(max(1, f.proposed)) }

func (f *figures) print(t *testing.T) {
	slices.Sort(f.notes)
	for i := 0; i < len(f.notes); {
		n := i
		for n < len(f.notes) && f.notes[n] == f.notes[i] {
			n++
		}
		t.Logf("%dx %s", n-i, f.notes[i])
		i = n
	}
	t.Logf("FIGURES %d places, recall %.2f %%; %d proposals, precision %.2f %%; %d of %d traps hit", f.places, f.recall(), f.proposed, f.precision(), f.trapped, f.traps)
}

// found asks for proposals with nothing but the list and compares.
func (b *bench) found(t *testing.T) figures {
	got, kept := map[record.ID][]record.Span{}, map[record.ID][]record.Span{}
	for s, err := range b.Suggest(ctx, casework.SuggestOptions{People: b.people}, progress.None) {
		if err != nil {
			t.Fatal(err)
		}
		id := record.ID(s.Record)
		r, err := b.Record(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		to := got
		if s.Kept {
			to = kept
		}
		to[id] = append(to[id], span(r, s.Redaction))
	}
	var out figures
	for _, f := range b.fields {
		f.compare(got[f.r.ID], kept[f.r.ID], &out)
	}
	return out
}

// span is what a line of a redactions file covers.
func span(r *record.Record, line casework.Redaction) record.Span {
	name := line.Field
	if line.Event != "" {
		name = record.EventField(line.Event)
	}
	in, _ := r.Field(name)
	out, n := record.Span{Start: in.End, End: in.End}, 0
	for i := range r.Text[in.Start:in.End] {
		if n == *line.Start {
			out.Start = in.Start + i
		}
		if n == *line.End {
			out.End = in.Start + i
		}
		n++
	}
	return out
}

func (f *field) compare(got, kept []record.Span, out *figures) {
	cover, held := f.covered(got), f.covered(kept)
	gold := make([]bool, len(cover))
	for _, s := range f.place {
		all, any := true, false
		for i := s.Start; i < s.End; i++ {
			all, any = all && cover[i], any || cover[i]
			gold[i] = gold[i] || s.Person >= 0
		}
		switch {
		case s.Person >= 0:
			if out.places++; all {
				out.hit++
			} else {
				why := "MISS "
				if held[s.Start] {
					why = "MISS, taken for public "
				}
				out.notes = append(out.notes, why+f.around(s))
			}
		case s.Trap != "":
			if out.traps++; any {
				out.trapped++
				out.notes = append(out.notes, "TRAP "+s.Trap+" "+f.around(s))
			}
		}
	}
	for _, g := range got {
		if g.Start < f.in.Start || g.End > f.in.End {
			continue
		}
		letters, good := 0, 0
		for i, at := range f.chars {
			if g.Start <= at && at < g.End {
				if letters++; gold[i] {
					good++
				}
			}
		}
		if out.proposed++; 10*good >= 7*letters {
			out.right++
		} else {
			out.notes = append(out.notes, "FALSE "+f.near(g.Start, g.End))
		}
	}
}

func (f *field) around(s Span) string {
	return f.near(f.chars[s.Start], f.chars[s.End-1]+1)
}

func (f *field) near(from, to int) string {
	a, z := max(f.in.Start, from-70), min(f.in.End, to+60)
	flat := func(s string) string {
		s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), func(c rune) bool { return unicode.IsSpace(c) || c == '>' }), " ")
		return s
	}
	before, after := flat(f.r.Text[a:from]), flat(f.r.Text[to:z])
	return fmt.Sprintf("%s: …%s [%s] %s…", f.Field, before[max(0, len(before)-28):], flat(f.r.Text[from:to]), after[:min(len(after), 20)])
}

// spread is a reviewer who marks each passage once, where it stands first, and
// carries that everywhere.
func (b *bench) spread(t *testing.T) (differ int) {
	marks := map[int]redact.Mark{}
	for _, f := range b.fields {
		for _, s := range f.place {
			if _, ok := marks[s.Passage]; ok || s.Passage < 0 {
				continue
			}
			m := b.NewMark(f.r, f.bytes(s), "b5")
			m.Privileges, m.State = []string{"deliberative-process"}, redact.Accepted
			marks[s.Passage] = m
		}
	}
	var all []redact.Mark
	for _, m := range marks {
		all = append(all, m)
	}
	if _, err := b.Mark(ctx, all...); err != nil {
		t.Fatal(err)
	}
	roots, err := b.Roots(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Spread(ctx, roots, casework.SpreadOptions{}, progress.None); err != nil {
		t.Fatal(err)
	}
	places, over := 0, 0
	for _, f := range b.fields {
		state, err := b.State(ctx, f.r.ID)
		if err != nil {
			t.Fatal(err)
		}
		var spans []record.Span
		for _, m := range state.Marks {
			if m.Target == redact.OnSpan && m.State == redact.Accepted {
				spans = append(spans, m.Span)
			}
		}
		cover := f.covered(spans)
		for _, s := range f.place {
			if s.Passage < 0 {
				continue
			}
			places++
			if slices.Contains(cover[s.Start:s.End], false) {
				differ++
				t.Logf("DIFFERS %s", f.around(s))
			}
			clear(cover[s.Start:s.End])
		}
		if i := slices.Index(cover, true); i >= 0 {
			over++
			at := f.chars[i]
			k := slices.IndexFunc(spans, func(s record.Span) bool { return s.Start <= at && at < s.End })
			t.Logf("OVER %s", f.near(spans[k].Start, spans[k].End))
		}
	}
	t.Logf("FIGURES %d passages in %d places: %d differ, %d marks on other words", len(all), places, differ, over)
	return differ
}

// bytes is a place in the record.
func (f *field) bytes(s Span) record.Span {
	end := f.chars[s.End-1]
	for end++; end < f.in.End && f.r.Text[end]&0xC0 == 0x80; end++ {
	}
	return record.Span{Start: f.chars[s.Start], End: end}
}
