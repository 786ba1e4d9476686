package casework

import (
	"cmp"
	"context"
	"slices"
	"time"

	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/index/store"
)

// Picture is who wrote to whom and when, over the hits of a query: messages per
// day by custodian, and the pairs of writer and reader. A message is counted
// once for each custodian who holds it, once for a pair, whatever its copies;
// the entries of a conversation count on their own days, and its members are no
// pairs, since nobody is addressed.
type Picture struct {
	Days  []PictureDay  `json:"days"`  // by date, then custodian
	Pairs []PicturePair `json:"pairs"` // the most frequent first
	More  int           `json:"more"`  // pairs that are not listed
}

// PictureDay is what one custodian holds of one day of the case's zone.
type PictureDay struct {
	Day       string `json:"day"` // 2006-01-02
	Custodian string `json:"custodian"`
	Messages  int    `json:"messages"`
	Narrow    string `json:"narrow"` // words that narrow the query to it
}

// PicturePair is a writer and a reader: main recipient, copy or hidden copy.
type PicturePair struct {
	From     string `json:"from"`
	To       string `json:"to"`
	Messages int    `json:"messages"`
	Narrow   string `json:"narrow"`
}

// maxPairs bounds the pairs of a picture that are listed.
const maxPairs = 1000

// Picture draws up the picture of a query's hits.
func (c *Case) Picture(ctx context.Context, text string) (Picture, error) {
	h, err := c.Find(ctx, text, store.ByNum, false)
	if err != nil {
		return Picture{}, err
	}
	t, err := c.traits(ctx)
	if err != nil {
		return Picture{}, err
	}
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return Picture{}, err
	}
	p := painter{t: t, cols: cols, zone: zoned{zone: c.zone}, seen: make([]map[record.Num]bool, len(t.Custodians)),
		paired: map[record.Num]bool{}, days: map[dayOf]int{}, pairs: map[[2]uint32]int{}}
	for _, n := range h.Nums {
		if cols.Kind(n) == string(message.ChatPost) {
			if err := c.paintChat(ctx, &p, n); err != nil {
				return Picture{}, err
			}
		} else if cols.Parent(n) == 0 && cols.Kind(n) != "document" {
			p.message(n)
		}
	}
	return p.picture(), nil
}

type dayOf struct {
	day       int64
	custodian uint32
}

// painter counts.
type painter struct {
	t      *traits
	cols   *store.Columns
	zone   zoned
	seen   []map[record.Num]bool // by custodian: duplicate sets that were counted
	paired map[record.Num]bool   // duplicate sets whose pairs were counted
	days   map[dayOf]int
	pairs  map[[2]uint32]int
}

func (p *painter) message(n record.Num) {
	dup := p.cols.Dup(n)
	if at := p.cols.Date(n); at != store.NoDate {
		for _, who := range p.t.Holders(n) {
			if p.seen[who] == nil {
				p.seen[who] = map[record.Num]bool{}
			}
			if !p.seen[who][dup] {
				p.seen[who][dup] = true
				p.days[dayOf{p.zone.day(at), who}]++
			}
		}
	}
	if p.paired[dup] {
		return
	}
	p.paired[dup] = true
	authors := p.t.authors(n, p.t.person)
	if len(authors) == 0 {
		return
	}
	for _, to := range p.t.others(n, authors) {
		for _, from := range authors {
			p.pairs[[2]uint32{from, to}]++
		}
	}
}

// paintChat counts the entries of a conversation on their days.
func (c *Case) paintChat(ctx context.Context, p *painter, n record.Num) error {
	r, err := c.store.ByNum(ctx, n)
	if err != nil || r.Log == nil {
		return err
	}
	for i := range r.Log.Entries {
		at := r.Log.Entries[i].Time(r.Log.Entries[i].At)
		if at.IsZero() {
			continue
		}
		for _, who := range p.t.Holders(n) {
			p.days[dayOf{p.zone.day(at.Unix()), who}]++
		}
	}
	return nil
}

func (p *painter) picture() Picture {
	out := Picture{Days: []PictureDay{}, Pairs: []PicturePair{}}
	for d, n := range p.days {
		day, who := time.Unix(d.day*secondsOfDay, 0).UTC().Format(time.DateOnly), p.t.Custodians[d.custodian]
		out.Days = append(out.Days, PictureDay{day, who, n, "date:" + day + " " + narrow("custodian", who)})
	}
	slices.SortFunc(out.Days, func(a, b PictureDay) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Custodian, b.Custodian))
	})
	for k, n := range p.pairs {
		out.Pairs = append(out.Pairs, PicturePair{From: p.t.names[k[0]], To: p.t.names[k[1]], Messages: n})
	}
	slices.SortFunc(out.Pairs, func(a, b PicturePair) int {
		return cmp.Or(cmp.Compare(b.Messages, a.Messages), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	if len(out.Pairs) > maxPairs {
		out.More, out.Pairs = len(out.Pairs)-maxPairs, out.Pairs[:maxPairs]
	}
	for i := range out.Pairs {
		q := &out.Pairs[i]
		q.Narrow = narrow("from", q.From) + " (" + narrow("to", q.To) + " OR " + narrow("cc", q.To) + " OR " + narrow("bcc", q.To) + ")"
	}
	return out
}
