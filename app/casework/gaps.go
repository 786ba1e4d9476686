package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"vaughn/index/gaps"
	"vaughn/index/people"
	"vaughn/index/record"
	"vaughn/index/search"
	"vaughn/index/store"
)

// What a gaps.Conversation of a report is about when it is no chat.
const (
	AboutMail   = "mail"   // all mails that were found
	AboutSource = "source" // a container; ID is its name
)

// GapReport is the whole report on what is not held.
type GapReport struct {
	Conversations []gaps.Conversation // chats, by date
	Mail          gaps.Conversation   // mails that answer what nobody holds
	Sources       []gaps.Conversation // containers that end where tools stop
}

// All is the report as one list.
func (r GapReport) All() []gaps.Conversation {
	out := slices.Clone(r.Conversations)
	if len(r.Mail.Findings) > 0 {
		out = append(out, r.Mail)
	}
	return append(out, r.Sources...)
}

// GapReport reports what the records that a query finds show to be missing; an
// empty query means the whole case. The timelines have up to bins steps, 0
// being 60.
func (c *Case) GapReport(ctx context.Context, query string, bins int) (GapReport, error) {
	var out GapReport
	var err error
	if out.Conversations, err = c.chatGaps(ctx, query, bins); err != nil {
		return out, err
	}
	if out.Mail, err = c.mailGaps(ctx, query); err != nil {
		return out, err
	}
	if query == "" {
		out.Sources, err = c.sourceGaps(ctx)
	}
	return out, err
}

// Gaps reports, conversation by conversation, what the chats that a query
// finds no longer hold; an empty query means all.
func (c *Case) Gaps(ctx context.Context, query string) ([]gaps.Conversation, error) {
	return c.chatGaps(ctx, query, 0)
}

func (c *Case) chatGaps(ctx context.Context, query string, bins int) ([]gaps.Conversation, error) {
	text := "kind:chat"
	if query != "" {
		text = "kind:chat (" + query + ")"
	}
	h, err := c.Find(ctx, text, store.ByDate, false)
	if err != nil {
		return nil, err
	}
	who, err := c.custody(ctx)
	if err != nil {
		return nil, err
	}
	var rs []*record.Record
	for id, err := range c.records(ctx, h.Nums) {
		if err != nil {
			return nil, err
		}
		r, err := c.store.Record(ctx, id)
		if err != nil {
			return nil, err
		}
		// Only the skeleton is needed; many conversations at once must fit.
		rs = append(rs, &record.Record{ID: r.ID, Conversation: r.Conversation, Subject: r.Subject, Events: r.Events, Log: r.Log})
	}
	out := []gaps.Conversation{}
	for _, r := range gaps.Merge(rs) {
		platform := r.Log.Platform
		out = append(out, gaps.Report(r.Record, gaps.Options{Zone: c.zone, At: r.At, Parts: r.Parts, Bins: bins,
			Held:   func(m record.Member) gaps.Custody { return who.held(platform, m) },
			Called: func(m record.Member) string { return who.called(platform, m) },
		}))
	}
	return out, nil
}

// maxParents bounds the missing mails that are told one by one.
const maxParents = 5000

// maxReplies is how many answers to a missing mail are named.
const maxReplies = 20

func (c *Case) mailGaps(ctx context.Context, query string) (gaps.Conversation, error) {
	out := gaps.Conversation{Platform: AboutMail, ID: AboutMail, Findings: []gaps.Finding{}}
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return out, err
	}
	h, err := c.Find(ctx, cmp.Or(query, "*"), store.ByNum, false)
	if err != nil {
		return out, err
	}
	hits := search.SetOf(h.Nums...)
	keys, err := c.threadKeys(ctx, cols)
	if err != nil {
		return out, err
	}
	parents := gaps.Parents(keys, func(n record.Num) bool { return cols.Dup(n) == n && hits.Has(n) })
	for i, p := range parents {
		if i == maxParents {
			out.Findings = append(out.Findings, gaps.Unlisted(parents[i:]))
			break
		}
		f := p.Answered()
		held, err := c.namesParent(ctx, p, &f)
		if err != nil {
			return out, err
		}
		if held {
			continue
		}
		out.Findings = append(out.Findings, f)
	}
	for _, n := range h.Nums {
		if cols.Parent(n) == 0 && cols.Kind(n) == "email" && cols.Dup(n) == n {
			out.Events++
		}
	}
	return out, nil
}

// namesParent adds the answers and the Message-ID of what they answer. It is
// held after all when it is attached to another mail.
func (c *Case) namesParent(ctx context.Context, p gaps.Parent, f *gaps.Finding) (held bool, err error) {
	for id, err := range c.records(ctx, p.Replies[:min(len(p.Replies), maxReplies)]) {
		if err != nil {
			return false, err
		}
		f.Evidence = append(f.Evidence, string(id))
	}
	if p.Ref == 0 {
		return false, nil
	}
	r, err := c.store.ByNum(ctx, p.Replies[0])
	if err != nil {
		return false, err
	}
	m, err := c.headers(ctx, r)
	if err != nil {
		return false, err
	}
	if refs := m.Refs; len(refs) > 0 {
		f.Missing = refs[len(refs)-1]
	} else if len(m.InReplyTo) > 0 {
		f.Missing = m.InReplyTo[0]
	}
	ids, err := c.store.ByMessageID(ctx, f.Missing)
	return len(ids) > 0, err
}

// sourceGaps asks of each container whether it ends where tools stop.
func (c *Case) sourceGaps(ctx context.Context) ([]gaps.Conversation, error) {
	sources, err := c.store.Sources(ctx)
	if err != nil {
		return nil, err
	}
	var out []gaps.Conversation
	for _, s := range sources {
		if why, ok := gaps.AtLimit(s.Format, int(s.Read)); ok {
			out = append(out, gaps.Conversation{Platform: AboutSource, ID: s.Name, Events: int(s.Read), Findings: []gaps.Finding{{
				Kind: gaps.RowLimit, Sure: gaps.Inferred, Count: 1, Text: "This source holds exactly as many items as a tool gives at most.", Why: why}}})
		}
	}
	return out, nil
}

// custody knows whose own files the case holds.
type custody struct {
	book     *people.Book
	names    map[string]bool   // of custodians, by nameKey
	certain  map[string]bool   // persons a custodian is, by confirmed forms
	possible map[string]string // persons a custodian may be, to the custodian
}

func (c *Case) custody(ctx context.Context) (*custody, error) {
	sources, err := c.store.Sources(ctx)
	if err != nil {
		return nil, err
	}
	book, err := c.peopleBook(ctx)
	if err != nil {
		return nil, err
	}
	k := &custody{book: book, names: map[string]bool{}, certain: map[string]bool{}, possible: map[string]string{}}
	for _, s := range sources {
		if nameKey(s.Custodian) == "" {
			continue
		}
		k.names[nameKey(s.Custodian)] = true
		for _, p := range book.Find(s.Custodian, "") {
			k.possible[p.ID] = s.Custodian
		}
		for _, p := range book.Find(s.Custodian, people.Confirmed) {
			k.certain[p.ID] = true
		}
	}
	return k, nil
}

// person finds who a member is and by which form.
func (k *custody) person(platform string, m record.Member) (*people.Person, people.Key) {
	for _, text := range []string{people.Handle + ":" + platform + "/" + strings.ToLower(m.ID), m.Addr, m.ID, m.Name} {
		if key, ok := k.book.Key(text); ok && text != "" {
			if p, ok := k.book.ByForm(key); ok {
				return p, key
			}
		}
	}
	return nil, ""
}

// held tells of a member whether a custodian of the case bears his name,
// address or handle, the words of a name in any order ("Roe, Jane"), or is
// confirmed to be the same person.
func (k *custody) held(platform string, m record.Member) gaps.Custody {
	if m.Own {
		return gaps.Custody{Held: true}
	}
	for _, s := range []string{m.Name, m.Addr, m.ID} {
		local, _, _ := strings.Cut(s, "@")
		if s != "" && (k.names[nameKey(s)] || k.names[nameKey(local)]) {
			return gaps.Custody{Held: true}
		}
	}
	p, key := k.person(platform, m)
	if p == nil {
		return gaps.Custody{}
	}
	for _, f := range p.Of(people.Confirmed) {
		if f.Key == key && k.certain[p.ID] {
			return gaps.Custody{Held: true}
		}
	}
	return gaps.Custody{Perhaps: k.possible[p.ID]}
}

// called is a member's name, that of the confirmed person where there is one.
func (k *custody) called(platform string, m record.Member) string {
	if p, key := k.person(platform, m); p != nil && p.Decided {
		for _, f := range p.Of(people.Confirmed) {
			if f.Key == key {
				return p.Name
			}
		}
	}
	return m.Name
}

// nameKey is the words of a name, sorted, case ignored.
func nameKey(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	slices.Sort(words)
	return strings.Join(words, " ")
}
