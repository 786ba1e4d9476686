package gaps_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vaughn/index/gaps"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/index/thread"
)

func kinds(c gaps.Conversation, kind string) (out []gaps.Finding) {
	for _, f := range c.Findings {
		if f.Kind == kind {
			out = append(out, f)
		}
	}
	return out
}

func TestSequence(t *testing.T) {
	run := func(skip ...int) (out []record.Entry) {
		for i := range 40 {
			if !slices.Contains(skip, i) {
				out = append(out, entry(fmt.Sprintf("m-%03d", i), "al", i))
			}
		}
		return out
	}
	for _, c := range []struct {
		name string
		es   []record.Entry
		want []int // numbers left out, hole by hole
	}{
		{"whole", run(), nil},
		{"two holes", run(7, 20, 21), []int{1, 2}},
		{"every other", run(1, 3, 5, 7, 9, 11, 13, 15, 17), nil}, // the platform does not count by one
		{"few", run()[:10], nil},
		{"other ids", []record.Entry{entry("x", "al", 0), entry("y", "al", 1)}, nil},
	} {
		var got []int
		for _, f := range kinds(gaps.Report(chat(c.es...), gaps.Options{}), gaps.Sequence) {
			got = append(got, f.Count)
			if f.Why == "" || len(f.Evidence) != 2 || !strings.HasPrefix(f.Evidence[0], "r#m-") {
				t.Errorf("%s: %+v", c.name, f)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestRowLimit(t *testing.T) {
	for _, c := range []struct {
		platform string
		rows     int
		want     bool
	}{{"whatsapp", 40_000, true}, {"signal", 40_000, false}, {"", 65_535, true}, {"", 10_000, true}, {"", 10_001, false}, {"", 0, false}, {"", 1000, false}} {
		if why, ok := gaps.AtLimit(c.platform, c.rows); ok != c.want || ok != (why != "") {
			t.Errorf("%s %d: %v %q", c.platform, c.rows, ok, why)
		}
	}
	c := gaps.Report(chat(entry("1", "al", 0)), gaps.Options{Parts: []int{65_535, 7}})
	if len(kinds(c, gaps.RowLimit)) != 1 {
		t.Errorf("%+v", c.Findings)
	}
}

func TestOneVoiceInARoom(t *testing.T) {
	var es []record.Entry
	for i := range 12 {
		es = append(es, entry(fmt.Sprint(i), "al", i))
	}
	r := chat(es...)
	r.Log.Members = append(r.Log.Members, record.Member{ID: "cy"})
	if f := kinds(gaps.Report(r, gaps.Options{}), gaps.OneSided); len(f) != 1 || f[0].Count != 2 || f[0].Person != "" {
		t.Errorf("%+v", f)
	}
	r.Log.Entries[4].From = "cy"
	if f := kinds(gaps.Report(r, gaps.Options{}), gaps.OneSided); len(f) != 0 {
		t.Errorf("%+v", f)
	}
}

func TestNamesAndCustody(t *testing.T) {
	e := entry("1", "bo", 0)
	e.Deleted, e.DeletedBy = true, "bo"
	c := gaps.Report(chat(e), gaps.Options{
		Called: func(m record.Member) string { return map[string]string{"bo": "Robert Moss"}[m.ID] },
		Held: func(m record.Member) gaps.Custody {
			return gaps.Custody{Perhaps: map[string]string{"bo": "Moss"}[m.ID]}
		},
	})
	if f := kinds(c, gaps.Deleted); len(f) != 1 || f[0].Name != "Robert Moss" || !strings.Contains(f[0].Text, "by Robert Moss") {
		t.Errorf("%+v", f)
	}
	if f := kinds(c, gaps.NoExport); len(f) != 2 || !strings.Contains(f[1].Why, "nobody confirmed it") {
		t.Errorf("%+v", f)
	}
}

// TestTimeline: every entry with a time is in one step, whatever the span, and
// the steps cover the span without a break.
func TestTimeline(t *testing.T) {
	for span, step := range map[int]string{3: "day", 100: "week", 900: "month", 3000: "quarter", 9000: "year"} {
		var es []record.Entry
		for i := range 50 {
			e := entry(fmt.Sprint(i), []string{"al", "bo"}[i%2], i*span/49)
			switch i {
			case 3:
				e.Kind = message.EventJoin
			case 4:
				e.Deleted, e.Missing = true, []string{"f"}
			case 5:
				e.ReplyTo = "gone"
			}
			es = append(es, e)
		}
		tl := gaps.Report(chat(es...), gaps.Options{Held: func(m record.Member) gaps.Custody { return gaps.Custody{Held: m.ID == "al"} }}).Timeline
		var sum gaps.Bin
		for i, b := range tl.Bins {
			sum.Held, sum.Others, sum.Deleted = sum.Held+b.Held, sum.Others+b.Others, sum.Deleted+b.Deleted
			sum.Files, sum.Targets, sum.Joins = sum.Files+b.Files, sum.Targets+b.Targets, sum.Joins+b.Joins
			if i > 0 && !b.From.After(tl.Bins[i-1].From) {
				t.Errorf("%d days: the steps do not ascend", span)
			}
		}
		if tl.Step != step || len(tl.Bins) > 60 || sum.Held != 25 || sum.Others != 24 || sum.Deleted != 1 || sum.Files != 1 || sum.Targets != 1 || sum.Joins != 1 {
			t.Errorf("%d days: %s × %d, %+v", span, tl.Step, len(tl.Bins), sum)
		}
		up, down := tl.Strip()
		if len([]rune(up)) != len(tl.Bins) || len(down) != len(tl.Bins) || !strings.Contains(down, "D") {
			t.Errorf("%d days: %q %q", span, up, down)
		}
	}
	if tl := gaps.Report(chat(record.Entry{ID: "1"}), gaps.Options{}).Timeline; len(tl.Bins) != 0 {
		t.Errorf("no time gave %+v", tl)
	}
	if gaps.Bar(1, 1000, 20) != "■" || gaps.Bar(0, 9, 20) != "" || len([]rune(gaps.Bar(9, 9, 20))) != 20 {
		t.Error("bars are wrong")
	}
}

func TestSilenceIsShaded(t *testing.T) {
	var es []record.Entry
	for i, d := range []int{0, 1, 2, 3, 4, 5, 16, 17} {
		es = append(es, entry(fmt.Sprint(i), "al", d))
	}
	_, marks := gaps.Report(chat(es...), gaps.Options{}).Timeline.Strip()
	if marks != "      ----------  " {
		t.Errorf("%q", marks)
	}
}

func TestParents(t *testing.T) {
	index := func(n int) []byte { return make([]byte, 22+5*n) }
	keys := []thread.Key{
		{Num: 1, ID: 11, Date: 100},
		{Num: 2, ID: 12, Refs: []uint64{11}, Date: 200},                                     // its parent is held
		{Num: 3, ID: 13, Refs: []uint64{11, 99}, Date: 400, Quotes: make([]thread.Mold, 1)}, // 99 is not
		{Num: 4, ID: 14, Refs: []uint64{99}, Date: 300},
		{Num: 5, ID: 14, Refs: []uint64{99}, Date: 300}, // a copy
		{Num: 6, ID: 16, Index: index(0)},
		{Num: 7, ID: 17, Index: index(1)}, // answers 6
		{Num: 8, ID: 18, Index: index(3)}, // answers what nobody holds
	}
	got := gaps.Parents(keys, func(n record.Num) bool { return n != 5 })
	if len(got) != 2 {
		t.Fatalf("%+v", got)
	}
	p, q := got[0], got[1]
	if p.Ref != 99 || p.Sure != gaps.Certain || !slices.Equal(p.Replies, []record.Num{3, 4}) || p.First != 300 || p.Last != 400 || p.Quoting != 1 || !p.Within {
		t.Errorf("%+v", p)
	}
	if q.Ref != 0 || q.Sure != gaps.Inferred || !slices.Equal(q.Replies, []record.Num{8}) || !q.Within {
		t.Errorf("%+v", q)
	}
	if f := p.Answered(); f.Text != "2 mails answer one that no source holds; 1 of them quotes from before. An older mail of the conversation is held." || f.Count != 2 {
		t.Errorf("%+v", f)
	}
	if f := gaps.Unlisted(got); f.Count != 3 || f.Why == "" {
		t.Errorf("%+v", f)
	}
}

// TestMeanings: a kind that nothing explains is of no use in a report.
func TestMeanings(t *testing.T) {
	for _, k := range []string{gaps.Deleted, gaps.Edited, gaps.MissingFile, gaps.MissingReply, gaps.Orphan, gaps.Timer, gaps.Expired, gaps.Silence,
		gaps.NoExport, gaps.OneSided, gaps.Untimed, gaps.Unstarted, gaps.Sequence, gaps.RowLimit} {
		if gaps.Meaning(k) == "" {
			t.Errorf("%s has no meaning", k)
		}
	}
}

func TestGroupedNamesMembersOnce(t *testing.T) {
	find := func(kind, name, why string) gaps.Finding {
		return gaps.Finding{Kind: kind, Count: 1, Name: name, Person: "id-" + name, Text: name, Why: why}
	}
	c := gaps.Conversation{ID: "C1", Findings: []gaps.Finding{
		find(gaps.NoExport, "Ann", "a"), find(gaps.Deleted, "", ""), find(gaps.NoExport, "Bo", "b"), find(gaps.NoExport, "Cy", "a")}}
	got := c.Grouped()
	if len(got) != 3 || got[0].Count != 2 || !strings.HasSuffix(got[0].Text, "Ann, Cy.") || got[2].Text != "Bo" || len(c.Findings) != 4 {
		t.Errorf("%+v", got)
	}
	if c.Called() != "C1" {
		t.Errorf("called %q", c.Called())
	}
}
