package gaps

import (
	"cmp"
	"fmt"
	"slices"

	"vaughn/index/record"
	"vaughn/index/thread"
)

// Parent is a mail that others answer and that no source holds.
type Parent struct {
	Ref     uint64       // its Message-ID as thread.Key has it; 0 when only Outlook's index tells of it
	Sure    string       // Certain by a reply header, Inferred by the index
	Replies []record.Num // who answers it, ascending
	First   int64        // date of the first answer, seconds since 1970 UTC; 0 when unknown
	Last    int64
	Quoting int  // answers that quote somebody
	Within  bool // an older mail of the same conversation is held
}

// Parents finds the mails that are answered and held by nobody, the most
// answered first. The keys are of all mails of a case; copies that first
// refuses are asked for what they hold and not for what they answer.
func Parents(keys []thread.Key, first func(record.Num) bool) []Parent {
	ids, indexes := make(map[uint64]bool, len(keys)), map[string]bool{}
	for i := range keys {
		ids[keys[i].ID] = true
		indexes[string(keys[i].Index)] = true
	}
	at := map[string]int{}
	var out []Parent
	for i := range keys {
		k := &keys[i]
		name, p := parent(k, ids, indexes)
		if name == "" || !first(k.Num) {
			continue
		}
		n, ok := at[name]
		if !ok {
			n = len(out)
			at[name] = n
			out = append(out, p)
		}
		out[n].answer(k, p.Within)
	}
	slices.SortStableFunc(out, func(a, b Parent) int { return cmp.Compare(len(b.Replies), len(a.Replies)) })
	return out
}

// shortest is the length of a Conversation-Index of a first mail; each answer
// adds step bytes (MS-OXOMSG section 2.2.1.3).
const (
	shortest = 22
	step     = 5
)

// parent names what a mail answers when nobody holds it.
func parent(k *thread.Key, ids map[uint64]bool, indexes map[string]bool) (string, Parent) {
	if n := len(k.Refs); n > 0 {
		ref := k.Refs[n-1]
		if ids[ref] {
			return "", Parent{}
		}
		p := Parent{Ref: ref, Sure: Certain}
		for _, older := range k.Refs[:n-1] {
			p.Within = p.Within || ids[older]
		}
		return fmt.Sprintf("ref %x", ref), p
	}
	if n := len(k.Index); n >= shortest+step && (n-shortest)%step == 0 {
		if indexes[string(k.Index[:n-step])] {
			return "", Parent{}
		}
		p := Parent{Sure: Inferred}
		for m := n - 2*step; m >= shortest; m -= step {
			p.Within = p.Within || indexes[string(k.Index[:m])]
		}
		return "index " + string(k.Index[:n-step]), p
	}
	return "", Parent{}
}

func (p *Parent) answer(k *thread.Key, within bool) {
	p.Replies = append(p.Replies, k.Num)
	p.Within = p.Within || within
	if len(k.Quotes) > 0 {
		p.Quoting++
	}
	if k.Date <= 0 {
		return
	}
	if p.First == 0 || k.Date < p.First {
		p.First = k.Date
	}
	p.Last = max(p.Last, k.Date)
}

// Answered tells of such a mail.
func (p Parent) Answered() Finding {
	f := Finding{Kind: MissingReply, Sure: p.Sure, Count: len(p.Replies)}
	var none record.Entry
	f.From, f.To = none.Time(p.First*1e6), none.Time(p.Last*1e6)
	f.Text = plural(len(p.Replies), "mail answers", "mails answer") + " one that no source holds"
	if p.Quoting > 0 {
		f.Text += "; " + plural(p.Quoting, "of them quotes", "of them quote") + " from before"
	}
	f.Text += "."
	if p.Within {
		f.Text += " An older mail of the conversation is held."
	}
	if p.Sure == Inferred {
		f.Why = "Outlook's conversation index names an answer whose mail is not there. Some programs alter the index, and a draft that was sent twice leaves a step out."
	}
	return f
}

// Unlisted sums up parents that are not told one by one.
func Unlisted(ps []Parent) Finding {
	f := Finding{Kind: MissingReply, Sure: Inferred}
	for _, p := range ps {
		f.Count += len(p.Replies)
	}
	f.Text = plural(f.Count, "further mail answers", "further mails answer") + " " + plural(len(ps), "one", "others") + " that no source holds; narrow the query to see them one by one."
	f.Why = "They were counted by their reply headers and not looked at one by one: some may be attached to other mails."
	return f
}
