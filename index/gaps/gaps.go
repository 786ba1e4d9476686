// Package gaps reports what chat conversations no longer hold, or never held:
// deletions, expiry and burn settings, edits, missing files, answers to entries
// that are not there, silent stretches, and people whose own export nobody has.
// It works on the skeleton a record keeps of its conversation (record.Log) and
// knows no words.
//
// It states facts and accuses nobody. Each finding says how sure it is: Certain
// is what the archive itself tells; Inferred is what only a pattern suggests,
// and its Why says which innocent reading remains. It promises no completeness:
// an entry that left no trace cannot be reported.
package gaps

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"vaughn/index/message"
	"vaughn/index/record"
)

// How sure a finding is.
const (
	Certain  = "certain"
	Inferred = "inferred"
)

// Kinds of finding.
const (
	Deleted      = "deleted"        // an entry was deleted or recalled
	Edited       = "edited"         // an entry was edited
	MissingFile  = "missing-file"   // a file is named and not held
	MissingReply = "missing-parent" // an answer to an entry that is not held
	Orphan       = "missing-target" // an edit, reaction or deletion of an entry that is not held
	Timer        = "timer"          // expiry or burn on read was set or changed
	Expired      = "expiring"       // entries that the platform was to delete
	Silence      = "silence"        // days without entries inside an active range
	NoExport     = "no-export"      // a member whose own export is not in the case
	OneSided     = "one-sided"      // a member who never wrote
	Untimed      = "time-unknown"   // entries without a readable time
	Unstarted    = "start-not-held" // nothing tells how the room began
	Sequence     = "missing-number" // the platform's own count of entries has holes
	RowLimit     = "row-limit"      // an export ends at a number where tools stop
)

// Finding is one fact about what is missing.
type Finding struct {
	Kind   string    `json:"kind"`
	Sure   string    `json:"sure"`
	Count  int       `json:"count"`
	From   time.Time `json:"from,omitzero"`
	To     time.Time `json:"to,omitzero"`
	Person string    `json:"person,omitempty"` // a member's id
	Name   string    `json:"name,omitempty"`   // what the person is called
	Events []string  `json:"events,omitempty"` // the first few, by id
	// Evidence is where to look: "record#event", or a record for a mail.
	Evidence []string `json:"evidence,omitempty"`
	Missing  string   `json:"message_id,omitempty"` // of the mail that is not held
	Text     string   `json:"text"`                 // in plain words, without content
	Why      string   `json:"why,omitempty"`        // what an inference rests on, and what else may explain it
}

// Conversation is the report on one.
type Conversation struct {
	Record   record.ID `json:"record"`
	ID       string    `json:"conversation"`
	Title    string    `json:"title,omitempty"` // what the room or its members are called
	Platform string    `json:"platform"`
	Events   int       `json:"events"`
	Members  int       `json:"members"`
	First    time.Time `json:"first,omitzero"`
	Last     time.Time `json:"last,omitzero"`
	Active   int       `json:"active_days"`
	Findings []Finding `json:"findings"`
	Timeline Timeline  `json:"timeline,omitzero"`
}

// Options of a report.
type Options struct {
	Zone *time.Location // whose days count; nil is UTC
	// Held tells whether the case holds an export of this person's own; nil
	// leaves the question out.
	Held func(m record.Member) Custody
	// Called is what a member is called; nil is the name the archive gives.
	Called func(m record.Member) string
	// At is the record that holds an event; nil is the one examined.
	At func(event string) record.ID
	// Parts are how many entries each export of the conversation holds; nil is
	// one that holds all.
	Parts []int
	// Bins is how many steps the timeline may have; 0 is 60.
	Bins int
}

// Custody says whether the case holds a person's own export.
type Custody struct {
	Held    bool
	Perhaps string // a custodian who is only proposed to be the person
}

// maxNamed is how many events a finding names.
const maxNamed = 20

// Report examines one conversation. It is pure: equal inputs give equal
// reports.
func Report(r *record.Record, opt Options) Conversation {
	c := Conversation{Record: r.ID, ID: r.Conversation, Title: r.Subject, Findings: []Finding{}}
	if r.Log == nil {
		return c
	}
	if opt.Zone == nil {
		opt.Zone = time.UTC
	}
	s := &survey{Conversation: &c, log: r.Log, opt: opt, members: map[string]record.Member{}}
	for _, m := range r.Log.Members {
		s.members[m.ID] = m
	}
	c.Platform, c.Events, c.Members = r.Log.Platform, len(r.Log.Entries), len(r.Log.Members)
	s.bounds()
	s.deletions()
	s.edits()
	s.files()
	s.references()
	s.timers()
	s.expiring()
	s.sequence()
	s.silences()
	s.people()
	s.limits()
	s.prove()
	c.Timeline = s.timeline()
	return c
}

// survey is one examination.
type survey struct {
	*Conversation
	log     *record.Log
	opt     Options
	members map[string]record.Member
}

// called is what findings call a person.
func (s *survey) called(id string) string {
	m, ok := s.members[id]
	if !ok {
		m.ID = id
	}
	name := ""
	if s.opt.Called != nil {
		name = s.opt.Called(m)
	}
	return strings.Join(strings.Fields(cmp.Or(name, m.Name, m.Addr, m.ID)), " ")
}

// prove says of each finding where its events stand, and who its person is.
func (s *survey) prove() {
	for i := range s.Findings {
		f := &s.Findings[i]
		if f.Person != "" {
			f.Name = s.called(f.Person)
		}
		for _, e := range f.Events {
			id := s.Record
			if s.opt.At != nil {
				id = cmp.Or(s.opt.At(e), id)
			}
			f.Evidence = append(f.Evidence, string(id)+"#"+e)
		}
	}
}

// found adds a finding that has a count.
func (s *survey) found(f Finding) {
	if f.Count > 0 {
		s.Findings = append(s.Findings, f)
	}
}

// gathered is a run of entries that share a fact.
type gathered struct {
	n        int
	from, to int64
	events   []string
}

func (g *gathered) add(e *record.Entry, at int64) {
	g.n++
	if len(g.events) < maxNamed {
		g.events = append(g.events, e.ID)
	}
	if at == 0 {
		return
	}
	if g.from == 0 || at < g.from {
		g.from = at
	}
	g.to = max(g.to, at)
}

func (g *gathered) finding(kind, sure string) Finding {
	var e record.Entry
	return Finding{Kind: kind, Sure: sure, Count: g.n, From: e.Time(g.from), To: e.Time(g.to), Events: g.events}
}

func (s *survey) bounds() {
	var none gathered
	days := map[string]bool{}
	for i := range s.log.Entries {
		e := &s.log.Entries[i]
		if e.At == 0 {
			none.add(e, 0)
			continue
		}
		at := e.Time(e.At)
		if s.First.IsZero() || at.Before(s.First) {
			s.First = at
		}
		if at.After(s.Last) {
			s.Last = at
		}
		days[at.In(s.opt.Zone).Format(time.DateOnly)] = true
	}
	s.Active = len(days)
	f := none.finding(Untimed, Certain)
	f.Text = plural(f.Count, "entry carries", "entries carry") + " no readable time."
	s.found(f)
}

// deletions are told by person: who deleted is the first question.
func (s *survey) deletions() {
	kept, lost := map[string]*gathered{}, map[string]*gathered{}
	for i := range s.log.Entries {
		e := &s.log.Entries[i]
		if !e.Deleted {
			continue
		}
		into := kept
		if e.Empty {
			into = lost
		}
		by(into, e.DeletedBy).add(e, cmp.Or(e.DeletedAt, e.At))
	}
	for _, who := range keys(lost) {
		f := lost[who].finding(Deleted, Certain)
		f.Person = who
		f.Text = plural(f.Count, "entry was", "entries were") + " deleted" + s.by(who) + "; the archive does not hold what was said."
		s.found(f)
	}
	for _, who := range keys(kept) {
		f := kept[who].finding(Deleted, Certain)
		f.Person = who
		f.Text = plural(f.Count, "entry was", "entries were") + " deleted" + s.by(who) + "; the archive still holds what was said."
		s.found(f)
	}
}

func (s *survey) edits() {
	var g gathered
	for i := range s.log.Entries {
		if e := &s.log.Entries[i]; e.Edits > 0 {
			g.add(e, e.At)
		}
	}
	f := g.finding(Edited, Certain)
	f.Text = plural(f.Count, "entry was", "entries were") + " edited; the archive holds the earlier wordings."
	s.found(f)
}

func (s *survey) files() {
	var g gathered
	files := 0
	for i := range s.log.Entries {
		if e := &s.log.Entries[i]; len(e.Missing) > 0 {
			g.add(e, e.At)
			files += len(e.Missing)
		}
	}
	f := g.finding(MissingFile, Certain)
	f.Count = files
	f.Text = plural(files, "file is", "files are") + " named by entries and not among what was handed over."
	s.found(f)
}

// held are the ids of all entries.
func (s *survey) held() map[string]bool {
	out := make(map[string]bool, len(s.log.Entries))
	for i := range s.log.Entries {
		out[s.log.Entries[i].ID] = true
	}
	return out
}

// references are answers and changes whose object is not there.
func (s *survey) references() {
	held := s.held()
	var replies, orphans gathered
	for i := range s.log.Entries {
		e := &s.log.Entries[i]
		if e.ReplyTo != "" && !held[e.ReplyTo] {
			replies.add(e, e.At)
		}
		if e.Orphan {
			orphans.add(e, e.At)
		}
	}
	f := replies.finding(MissingReply, Certain)
	f.Text = plural(f.Count, "entry answers", "entries answer") + " another one that the archive does not hold."
	s.found(f)
	f = orphans.finding(Orphan, Certain)
	f.Text = plural(f.Count, "edit, reaction or deletion is", "edits, reactions and deletions are") + " about an entry that the archive does not hold."
	s.found(f)
}

// timers tells each setting and how long it held: until the next one, or the
// last entry.
func (s *survey) timers() {
	last := -1
	for i := range s.log.Entries {
		e := &s.log.Entries[i]
		if e.Timer == "" {
			continue
		}
		if last >= 0 {
			s.Findings[last].To = e.Time(e.At)
		}
		last = len(s.Findings)
		s.found(Finding{Kind: Timer, Sure: Certain, Count: 1, From: e.Time(e.At), To: s.Last, Person: e.From, Events: []string{e.ID},
			Text: "Timers were set" + s.by(e.From) + ": " + e.Timer + "."})
	}
}

func (s *survey) expiring() {
	var expire, burn gathered
	for i := range s.log.Entries {
		e := &s.log.Entries[i]
		if e.Expires != 0 {
			expire.add(e, e.At)
		}
		if e.Burn != 0 {
			burn.add(e, e.At)
		}
	}
	f := expire.finding(Expired, Certain)
	f.Text = plural(f.Count, "entry was", "entries were") + " set to expire on the members' devices; this archive holds them."
	s.found(f)
	f = burn.finding(Expired, Certain)
	f.Text = plural(f.Count, "entry was", "entries were") + " set to burn on read; this archive holds them."
	s.found(f)
}

func by(m map[string]*gathered, who string) *gathered {
	if m[who] == nil {
		m[who] = &gathered{}
	}
	return m[who]
}

func keys(m map[string]*gathered) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func (s *survey) by(who string) string {
	if who == "" {
		return ""
	}
	return " by " + s.called(who)
}

// wrote tells whether an entry is something a person said.
func wrote(e *record.Entry) bool {
	switch e.Kind {
	case message.EventText, message.EventFile, message.EventPoll, message.EventLocation, message.EventCall:
		return true
	}
	return false
}
