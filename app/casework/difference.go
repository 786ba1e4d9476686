package casework

import (
	"context"
	"errors"
	"strings"

	"vaughn/index/fault"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/index/thread"
)

// Difference is how the own words of one record differ from those of another.
type Difference struct {
	Rows       [2]store.Row
	Texts      [2]string     // what each says itself; the spans of Edits are in them
	Edits      []thread.Edit // in reading order; together they are all words of both
	Only       [2]int        // words that stand in one alone
	Both       int           // words that stand in both
	Similarity float64       // as Near measures it; 0 for texts too short to compare
}

// Difference compares what two records say themselves, word by word: a mail
// without what it quotes, an attachment's whole text. Of conversations, chat
// included, the whole text is compared.
func (c *Case) Difference(ctx context.Context, a, b record.ID) (Difference, error) {
	var d Difference
	var shapes [2]thread.Shape
	for i, id := range []record.ID{a, b} {
		n, err := c.store.Num(ctx, id)
		if err != nil {
			return d, err
		}
		rows, err := c.store.Rows(ctx, []record.Num{n})
		if err != nil {
			return d, err
		}
		r, err := c.store.ByNum(ctx, n)
		if err != nil {
			return d, err
		}
		d.Rows[i], d.Texts[i] = rows[0], OwnText(r)
		shapes[i] = thread.ShapeOf(d.Texts[i])
	}
	d.Edits = thread.Diff(d.Texts[0], d.Texts[1])
	d.Similarity = thread.Similarity(shapes[0], shapes[1])
	for _, e := range d.Edits {
		switch e.Op {
		case thread.Same:
			d.Both += thread.CountWords(d.Texts[0][e.A.Start:e.A.End])
		case thread.Deleted:
			d.Only[0] += thread.CountWords(d.Texts[0][e.A.Start:e.A.End])
		case thread.Added:
			d.Only[1] += thread.CountWords(d.Texts[1][e.B.Start:e.B.End])
		}
	}
	return d, nil
}

// Called finds the one record a person names: by its id, by the first eight or
// more digits of it that lists print, or by a Message-ID, of which the first
// record stands for its copies.
func (c *Case) Called(ctx context.Context, name string) (record.ID, error) {
	var ids []record.ID
	var err error
	if strings.Contains(name, "@") {
		ids, err = c.store.ByMessageID(ctx, "<"+strings.Trim(name, "<>")+">")
		ids = ids[:min(len(ids), 1)]
	} else {
		ids, err = c.store.Beginning(ctx, strings.ToLower(name))
	}
	if err != nil {
		return "", err
	}
	if len(ids) != 1 {
		why := errors.New("no record is called so")
		if len(ids) > 1 {
			why = errors.New("several records begin so")
		}
		return "", &fault.Error{Code: fault.NotFound, Op: "finding a record", Subject: name, Err: why, Hint: "Name it by its id, by at least eight digits of its beginning, or by its Message-ID; `vaughn list` prints them."}
	}
	return ids[0], nil
}
