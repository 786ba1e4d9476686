package view

import (
	"context"
	"strings"
	"time"

	"vaughn/index/record"
	"vaughn/index/store"
)

// Around is what belongs with a record.
type Around string

// What belongs with a record.
const (
	InThread   Around = "thread" // its whole conversation
	InFamily   Around = "family" // the mail and its attachments
	InCopies   Around = "copies" // the same message elsewhere
	FromSender Around = "sender" // everything by the same author
)

// Query is the search for what belongs with the record in the reader; "" when
// there is none, or nobody is named as its author.
func (r *Reader) Query(what Around) string {
	s := r.State()
	if s.ID == "" {
		return ""
	}
	switch what {
	case InThread:
		return "thread:" + string(s.ID)
	case InFamily:
		return "family:" + string(s.ID)
	case InCopies:
		return "in:copies(id:" + string(s.ID) + ")"
	}
	who := s.From
	if _, in, ok := strings.Cut(who, "<"); ok {
		who, _, _ = strings.Cut(in, ">")
	}
	if who = strings.Trim(strings.ReplaceAll(who, `"`, " "), " "); who == "" {
		return ""
	}
	return `from:"` + who + `"`
}

// ThreadState is the conversation of the record in the reader.
type ThreadState struct {
	Of   record.ID // the record it was made for
	Rows []ThreadRow
	At   int // where that record is, -1 if it is none of the rows
	More int // messages of the conversation that are not among the rows
}

// ThreadRow is one message of a conversation.
type ThreadRow struct {
	ID   record.ID
	From string
	Day  string
}

// Thread is the model of the strip that shows a conversation above the page.
type Thread struct {
	model[ThreadState]
	d    *Desk
	work newest
}

// maxThread is how many messages the strip has: those around the one shown.
const maxThread = 40

// Load looks for the conversation of a record; it asks nothing when the record
// is in the conversation that is shown.
func (m *Thread) Load(id record.ID) {
	for i, row := range m.State().Rows {
		if row.ID == id && m.State().More == 0 {
			m.change(func(s *ThreadState) { s.Of, s.At = id, i })
			return
		}
	}
	ctx, wanted, end := m.work.begin(m.d.ctx)
	m.env.Go(func() {
		defer end()
		s, err := m.read(ctx, id)
		if err != nil || !wanted() {
			return // a failure is told where the record itself is read
		}
		m.change(func(now *ThreadState) { *now = s })
	})
}

func (m *Thread) read(ctx context.Context, id record.ID) (ThreadState, error) {
	s := ThreadState{Of: id, At: -1}
	h, err := m.d.Case.Find(ctx, "thread:"+string(id), store.ByDate, false)
	if err != nil || len(h.Nums) < 2 {
		return s, err
	}
	rows, err := m.d.Case.Rows(ctx, h.Nums[:min(len(h.Nums), 4096)])
	if err != nil {
		return s, err
	}
	at := -1
	var family record.Num
	for _, r := range rows {
		if r.ID == id {
			family = r.Family
		}
	}
	var mails []store.Row
	for _, r := range rows {
		if r.Parent != 0 || r.Dup != r.Num && r.Dup != 0 && r.Family != family {
			continue // attachments, and copies of what is listed already
		}
		if r.Family == family {
			at = len(mails)
		}
		mails = append(mails, r)
	}
	all := len(mails)
	first := max(0, min(at-maxThread/2, len(mails)-maxThread))
	if at < 0 || len(mails) < 2 {
		return s, nil
	}
	mails, at = mails[first:min(len(mails), first+maxThread)], at-first
	zone := m.d.Case.Zone()
	years := mails[0].Date.In(zone).Year() != mails[len(mails)-1].Date.In(zone).Year()
	for _, r := range mails {
		s.Rows = append(s.Rows, ThreadRow{r.ID, named(r.From), shortDay(r, zone, years)})
	}
	s.At = at
	s.More = all - len(s.Rows)
	return s, nil
}

// shortDay is the day of a message of a strip; the year is told only where
// the strip has several.
func shortDay(r store.Row, zone *time.Location, years bool) string {
	switch {
	case r.Date.IsZero():
		return "no date"
	case years:
		return r.Date.In(zone).Format("Jan 2, 2006")
	}
	return r.Date.In(zone).Format("Jan 2")
}

// Step shows the message by rows further on in the conversation.
func (m *Thread) Step(by int) {
	s := m.State()
	if to := s.At + by; s.At >= 0 && to >= 0 && to < len(s.Rows) {
		m.d.Show(s.Rows[to].ID)
	}
}
