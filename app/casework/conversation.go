package casework

import (
	"context"
	"iter"
	"slices"
	"time"

	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/index/thread"
)

// Conversation is messages that answer one another.
type Conversation struct {
	ID       record.ID // record of the first message
	Subject  string
	First    time.Time
	Last     time.Time
	Messages []ThreadMessage
	Quoted   []QuotedOnly
}

// ThreadMessage is one message of a conversation; copies of it count once.
type ThreadMessage struct {
	Row        store.Row
	Parent     int        // index of the message it answers, -1 for none
	Depth      int        // answers between it and the top
	Why        thread.Why // what made it part of the conversation
	Copies     int        // records that are this message, itself included
	IncludedIn record.ID  // a message that holds all of it; "" when it must be read
	ForFile    bool       // only an attachment makes it necessary
	Within     record.ID  // the message it is attached to, when it exists as an attachment alone; else ""
	Attached   int        // messages of this conversation that carry it as an attachment
}

// QuotedOnly is a message that no source holds and others quote.
type QuotedOnly struct {
	Header thread.Header
	Words  int
	In     []Place // where it is quoted
}

// Place is a stretch of a record's text.
type Place struct {
	Record record.ID
	Spans  []record.Span
}

// Conversations gives those with at least one hit of a query, by the date of
// their first message.
func (c *Case) Conversations(ctx context.Context, query string) iter.Seq2[Conversation, error] {
	return func(yield func(Conversation, error) bool) {
		h, err := c.Find(ctx, query, store.ByNum, false)
		if err != nil {
			yield(Conversation{}, err)
			return
		}
		c.conversationsOf(ctx, h.Nums)(yield)
	}
}

// conversationsOf gives those with at least one of some records.
func (c *Case) conversationsOf(ctx context.Context, nums []record.Num) iter.Seq2[Conversation, error] {
	return func(yield func(Conversation, error) bool) {
		groups, of, err := c.grouped(ctx)
		if err != nil {
			yield(Conversation{}, err)
			return
		}
		hit, own := make([]bool, len(groups)+1), c.attachedMails().own
		for _, n := range nums {
			if int(n) < len(of) {
				hit[of[n]] = true
				hit[own[n]] = true
			}
		}
		copies := make(map[record.Num]int)
		cols, err := c.store.Columns(ctx)
		if err != nil {
			yield(Conversation{}, err)
			return
		}
		for n := record.Num(1); int(n) < len(of); n++ {
			if cols.Parent(n) == 0 && of[n] > 0 && hit[of[n]] {
				copies[cols.Dup(n)]++
			}
		}
		for i, g := range groups {
			if !hit[i+1] {
				continue
			}
			v, err := c.conversation(ctx, g, copies)
			if !yield(v, err) || err != nil {
				return
			}
		}
	}
}

// held is one message at hand with its parts.
type held struct {
	id    record.ID
	parts []thread.Part
	said  thread.Said
}

func (c *Case) conversation(ctx context.Context, g []thread.Node, copies map[record.Num]int) (Conversation, error) {
	nums := make([]record.Num, len(g))
	for i, n := range g {
		nums[i] = n.Num
	}
	rows, err := c.store.Rows(ctx, nums)
	if err != nil {
		return Conversation{}, err
	}
	v := Conversation{ID: rows[0].ID, Subject: rows[0].Subject, First: rows[0].Date}
	reads, all := make([]thread.Read, len(g)), make([]held, len(g))
	for i, n := range g {
		m := ThreadMessage{Row: rows[i], Parent: n.Parent, Why: n.Why, Copies: copies[n.Num]}
		if n.Parent >= 0 {
			m.Depth = v.Messages[n.Parent].Depth + 1
		}
		if rows[i].Date.After(v.Last) {
			v.Last = rows[i].Date
		}
		v.Messages = append(v.Messages, m)
		r, err := c.store.ByNum(ctx, n.Num)
		if err != nil {
			return v, err
		}
		all[i], reads[i] = hold(r)
	}
	if err := c.attachedIn(ctx, &v, g, reads); err != nil {
		return v, err
	}
	for i, in := range thread.Inclusive(reads) {
		v.Messages[i].ForFile = in.ForFile
		if in.In >= 0 {
			v.Messages[i].IncludedIn = rows[in.In].ID
		}
	}
	v.Quoted = quotedOnly(g, all)
	return v, nil
}

// attachedIn tells of messages that others carry: whoever reads those, with
// what is attached, has read these.
func (c *Case) attachedIn(ctx context.Context, v *Conversation, g []thread.Node, reads []thread.Read) error {
	place := map[record.Num]int{}
	for i, n := range g {
		place[n.Num] = i
		if v.Messages[i].Row.Parent == 0 {
			continue
		}
		r, err := c.store.ByNum(ctx, n.Num)
		if err != nil {
			return err
		}
		v.Messages[i].Within, v.Messages[i].Copies = r.Family, 1
	}
	holds := c.attachedMails().holds
	for i, n := range g {
		for _, x := range holds[n.Num] {
			if j, ok := place[x]; ok && j != i {
				v.Messages[j].Attached++
				reads[i].Texts = append(reads[i].Texts, reads[j].Texts...)
				reads[i].Attached = append(reads[i].Attached, reads[j].Attached...)
			}
		}
	}
	return nil
}

func hold(r *record.Record) (held, thread.Read) {
	h := held{id: r.ID, parts: thread.Parts(r.Text, thread.Segments(r))}
	var rd thread.Read
	for _, p := range h.parts {
		rd.Texts = append(rd.Texts, p.Text)
	}
	for _, k := range r.Children {
		rd.Attached = append(rd.Attached, k.Blob)
	}
	h.said = thread.Say(sender(r), h.parts[0].Text)
	return h, rd
}

func sender(r *record.Record) string {
	from := r.With(message.From)
	if len(from) == 0 {
		return ""
	}
	if from[0].Name != "" {
		return from[0].Name
	}
	return from[0].String()
}

// wideSearch is the largest conversation in which a quotation is looked for in
// every message; in larger ones only among those it answers.
const wideSearch = 1000

// quotedOnly collects what is quoted and comes from no message at hand; what
// several quote is one.
func quotedOnly(g []thread.Node, all []held) []QuotedOnly {
	var out []QuotedOnly
	var said []thread.Said
	for i, h := range all {
		for _, p := range h.parts[1:] {
			q := thread.Say(p.Header.From, p.Text)
			words := thread.MoldOf(p.Text).Words
			if words == 0 && p.Header == (thread.Header{}) || thread.Source(q, candidates(g, all, i)).At >= 0 {
				continue
			}
			place := Place{h.id, p.Spans}
			if m := thread.Source(q, said); m.At >= 0 {
				out[m.At].In = append(out[m.At].In, place)
				continue
			}
			out, said = append(out, QuotedOnly{p.Header, words, []Place{place}}), append(said, q)
		}
	}
	return out
}

func candidates(g []thread.Node, all []held, i int) []thread.Said {
	var out []thread.Said
	for p := g[i].Parent; p >= 0; p = g[p].Parent {
		out = append(out, all[p].said)
	}
	if len(all) <= wideSearch {
		for j := range all {
			if j != i {
				out = append(out, all[j].said)
			}
		}
	}
	return out
}

// Quotation is a message quoted in a record.
type Quotation struct {
	Header thread.Header
	Depth  int
	Spans  []record.Span // in the record's text
	Source record.ID     // "" when it exists only as a quotation
	Share  float64       // how much of it that record says, 0..1
}

// Quotations cuts a mail into the messages it quotes, nearest first, and says
// where each comes from; it looks in the conversation the record is in.
func (c *Case) Quotations(ctx context.Context, id record.ID) ([]Quotation, error) {
	r, err := c.store.Record(ctx, id)
	if err != nil {
		return nil, err
	}
	self, _ := hold(r)
	n, err := c.store.Num(ctx, id)
	if err != nil {
		return nil, err
	}
	groups, of, err := c.grouped(ctx)
	if err != nil {
		return nil, err
	}
	var others []held
	var said []thread.Said
	if int(n) < len(of) && of[n] > 0 {
		nums := groups[of[n]-1]
		for _, node := range nums[:min(len(nums), wideSearch)] {
			o, err := c.store.ByNum(ctx, node.Num)
			if err != nil {
				return nil, err
			}
			if h, _ := hold(o); h.id != id {
				others, said = append(others, h), append(said, h.said)
			}
		}
	}
	var out []Quotation
	for _, p := range slices.Clone(self.parts[1:]) {
		q := Quotation{Header: p.Header, Depth: p.Depth, Spans: p.Spans}
		if m := thread.Source(thread.Say(p.Header.From, p.Text), said); m.At >= 0 {
			q.Source, q.Share = others[m.At].id, m.Share
		}
		out = append(out, q)
	}
	return out, nil
}
