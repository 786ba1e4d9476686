package gaps_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vaughn/index/gaps"
	"vaughn/index/message"
	"vaughn/index/record"
)

var start = time.Date(2024, 3, 4, 15, 0, 0, 0, time.UTC)

func chat(entries ...record.Entry) *record.Record {
	return &record.Record{ID: "r", Conversation: "S1", Log: &record.Log{
		Platform: "wickr", Members: []record.Member{{ID: "al"}, {ID: "bo", Name: "Bo Moss"}}, Entries: entries,
	}}
}

func entry(id, from string, day int) record.Entry {
	return record.Entry{ID: id, Kind: message.EventText, From: from, At: start.AddDate(0, 0, day).UnixMicro()}
}

func tell(c gaps.Conversation) string {
	var b strings.Builder
	for _, f := range c.Findings {
		fmt.Fprintf(&b, "%s %s %d %s\n", f.Kind, f.Sure, f.Count, f.Text)
	}
	return b.String()
}

func TestReport(t *testing.T) {
	join := entry("0", "al", 0)
	join.Kind, join.Timer = message.EventJoin, "messages expire after: 30 days"
	lost, kept, edited := entry("1", "al", 0), entry("2", "bo", 0), entry("3", "al", 1)
	lost.Deleted, lost.DeletedBy, lost.Empty = true, "al", true
	kept.Deleted, kept.DeletedBy = true, "bo"
	edited.Edits, edited.Missing, edited.Expires = 2, []string{"a", "b"}, 1
	reply, orphan := entry("4", "bo", 1), entry("5", "bo", 1)
	reply.ReplyTo, orphan.Orphan = "gone", true
	timer := entry("6", "al", 2)
	timer.Kind, timer.Timer = message.EventTimer, "burn on read: 30 minutes"
	untimed := record.Entry{ID: "7", Kind: message.EventText, From: "al", Burn: 1}
	c := gaps.Report(chat(join, lost, kept, edited, reply, orphan, timer, untimed), gaps.Options{
		Held: func(m record.Member) gaps.Custody { return gaps.Custody{Held: m.ID == "al"} },
	})
	want := `time-unknown certain 1 1 entry carries no readable time.
deleted certain 1 1 entry was deleted by al; the archive does not hold what was said.
deleted certain 1 1 entry was deleted by Bo Moss; the archive still holds what was said.
edited certain 1 1 entry was edited; the archive holds the earlier wordings.
missing-file certain 2 2 files are named by entries and not among what was handed over.
missing-parent certain 1 1 entry answers another one that the archive does not hold.
missing-target certain 1 1 edit, reaction or deletion is about an entry that the archive does not hold.
timer certain 1 Timers were set by al: messages expire after: 30 days.
timer certain 1 Timers were set by al: burn on read: 30 minutes.
expiring certain 1 1 entry was set to expire on the members' devices; this archive holds them.
expiring certain 1 1 entry was set to burn on read; this archive holds them.
no-export inferred 1 The case holds no archive of which Bo Moss is named as the custodian.
`
	if got := tell(c); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if f := c.Findings[7]; !f.From.Equal(start) || !f.To.Equal(start.AddDate(0, 0, 2)) {
		t.Errorf("the first timer held from %v to %v", f.From, f.To)
	}
	if n := gaps.Totals([]gaps.Conversation{c, c}); n[gaps.Deleted] != 4 || n[gaps.MissingFile] != 4 {
		t.Errorf("totals %v", n)
	}
	for _, f := range c.Findings {
		if f.Sure == gaps.Inferred && f.Why == "" {
			t.Errorf("%s is inferred and does not say from what", f.Kind)
		}
	}
}

func TestSilence(t *testing.T) {
	days := func(list ...int) (out []record.Entry) {
		for i, d := range list {
			out = append(out, entry(fmt.Sprint(i), "al", d))
		}
		return out
	}
	for _, c := range []struct {
		name string
		days []int
		want string
	}{
		{"daily with a hole", []int{0, 1, 2, 3, 4, 5, 6, 16, 17}, "No entry on 9 days, from 2024-03-11 to 2024-03-19."},
		{"weekends", []int{0, 1, 2, 3, 4, 7, 8, 9, 10, 11}, ""},
		{"weekly is usual", []int{0, 7, 14, 21, 28, 35}, ""},
		{"too few days", []int{0, 1, 60}, ""},
		{"many on one day", []int{0, 0, 0, 0, 0, 0, 90}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			for _, f := range gaps.Report(chat(days(c.days...)...), gaps.Options{}).Findings {
				if f.Kind == gaps.Silence {
					got += f.Text
				}
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestOneSided(t *testing.T) {
	var es []record.Entry
	for i := range 12 {
		es = append(es, entry(fmt.Sprint(i), "al", i))
	}
	if got := tell(gaps.Report(chat(es...), gaps.Options{})); !strings.Contains(got, "one-sided inferred 1 The archive holds no entry written by Bo Moss") {
		t.Error(got)
	}
	es[3].From = "bo"
	if got := tell(gaps.Report(chat(es...), gaps.Options{})); strings.Contains(got, "one-sided") {
		t.Error(got)
	}
}

// TestMerge: what one custodian's archive lost and another's kept is no gap.
func TestMerge(t *testing.T) {
	lost := entry("1", "al", 0)
	lost.Deleted, lost.Empty = true, true
	reply := entry("2", "bo", 1)
	reply.ReplyTo = "3"
	a, b := chat(lost, reply), chat(entry("1", "al", 0), entry("3", "al", 2))
	other := chat(entry("1", "al", 0))
	other.Conversation = "S2"
	got := gaps.Merge([]*record.Record{a, other, b})
	if len(got) != 2 || got[0].Events != 3 || !got[0].Log.Entries[0].Deleted || got[0].Log.Entries[0].Empty {
		t.Fatalf("%+v", got[0].Log)
	}
	if s := tell(gaps.Report(got[0].Record, gaps.Options{})); strings.Contains(s, gaps.MissingReply) || strings.Contains(s, "does not hold what") {
		t.Error(s)
	}
	if len(a.Log.Entries) != 2 || !a.Log.Entries[0].Empty {
		t.Error("the inputs were changed")
	}
}

func TestReportOfNoConversation(t *testing.T) {
	if c := gaps.Report(&record.Record{ID: "m"}, gaps.Options{}); len(c.Findings) != 0 || c.Record != "m" {
		t.Errorf("%+v", c)
	}
}

func BenchmarkReport(b *testing.B) {
	var es []record.Entry
	for i := range 100_000 {
		es = append(es, entry(fmt.Sprint(i), "al", i/200))
	}
	r := chat(es...)
	for b.Loop() {
		gaps.Report(r, gaps.Options{})
	}
}
