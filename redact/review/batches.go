package review

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/redact"
)

// The facts that are review batches. The target of the first two is
// TargetBatch and the batch's name in lower case, that of KindOpen TargetBatch
// and a level, that of KindSigned a record.
const (
	TargetBatch = "batch:"
	KindBatch   = "batch"        // the value a Batch; it never changes
	KindHeld    = "batch-held"   // the value a Held; absent while the batch waits
	KindOpen    = "batches-open" // the value a list of the batches of a level that are not completed
	KindSigned  = "signed"       // Name is the batch in lower case, the value a Signed
)

// QC is the level of samples that check the work of a level of review. It is no
// layer of marks.
const QC = "qc"

// Levels lists the levels a batch may be made for.
func Levels() []string { return append(redact.Layers(), QC) }

// Batch is records given to be reviewed together. What stands in it is settled
// when it is made, whatever its query finds later.
type Batch struct {
	Name    string      `json:"name"`
	Set     string      `json:"set"` // what was asked for at once has one set
	Number  int         `json:"number"`
	Level   string      `json:"level"`
	Query   string      `json:"query"`
	Records []record.ID `json:"records"` // in the order of review
	Sample  *Sample     `json:"sample,omitempty"`
	By      string      `json:"by"`
	At      time.Time   `json:"at"`
}

// Key is the batch's name as facts spell it.
func (b Batch) Key() string { return strings.ToLower(b.Name) }

// Sample is how the records of a batch were drawn, so that anyone can draw them
// again, see index/sampling.
type Sample struct {
	Seed       string  `json:"seed"`
	Confidence float64 `json:"confidence"` // of the estimate, 0.95
	Population int     `json:"population"` // records the query found
	Sum        string  `json:"sum"`        // of the population's ids
	Of         []byte  `json:"of"`         // the population's numbers, packed as PackNums does
	Entry      int64   `json:"entry"`      // of the journal, the newest when it was drawn
}

// PackNums packs ascending numbers of records: the distance of each from the one
// before it as a varint.
func PackNums(nums []record.Num) []byte {
	out, last := make([]byte, 0, len(nums)+8), record.Num(0)
	for _, n := range nums {
		out, last = binary.AppendUvarint(out, uint64(n-last)), n
	}
	return out
}

// UnpackNums reads what PackNums wrote; what is damaged ends the list.
func UnpackNums(data []byte) []record.Num {
	var out []record.Num
	last := record.Num(0)
	for len(data) > 0 {
		v, n := binary.Uvarint(data)
		if n <= 0 || v == 0 || v > math.MaxUint32-uint64(last) {
			break
		}
		last, data = last+record.Num(v), data[n:]
		out = append(out, last)
	}
	return out
}

// States of a batch.
const (
	Waiting   = "waiting"
	Out       = "out"
	Completed = "completed"
)

// Held says who has a batch, or had it when it was completed.
type Held struct {
	State    string    `json:"state"` // Out or Completed
	Reviewer string    `json:"reviewer"`
	By       string    `json:"by"` // who gave it out or completed it
	At       time.Time `json:"at"`
}

// Signed is the decision of a higher level on a record of a batch: the coding
// it found and the coding it left, which are the same when it agreed.
type Signed struct {
	Batch string            `json:"batch"`
	Level string            `json:"level"`
	By    string            `json:"by"`
	At    time.Time         `json:"at"`
	Was   map[string]Found  `json:"was"`
	As    map[string]string `json:"as"`
}

// Found is a value and the entry of the journal that set it: who did is there.
type Found struct {
	Value string `json:"value"`
	Entry int64  `json:"entry"`
}

// Overturned lists the fields that the decision changed, in order.
func (s Signed) Overturned() []string {
	var out []string
	for name, v := range s.As {
		if s.Was[name].Value != v {
			out = append(out, name)
		}
	}
	for name, f := range s.Was {
		if _, kept := s.As[name]; !kept && f.Value != "" {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// maxListed bounds the records of the batches made by one entry: an entry is
// read and hashed as a whole.
const maxListed = 20_000

// MakeBatches keeps new batches, all or none, as one act.
func (d *Desk) MakeBatches(ctx context.Context, bs []Batch) (journal.Entry, error) {
	if len(bs) == 0 {
		return journal.Entry{}, nil
	}
	open, raw, err := d.open(ctx, bs[0].Level)
	if err != nil {
		return journal.Entry{}, err
	}
	var es []journal.Entry
	batch, listed := journal.NewBatch(), maxListed
	for _, b := range bs {
		b.By, b.At = d.actor, d.now().UTC().Truncate(time.Second)
		c, err := journal.Set(journal.Key{Target: TargetBatch + b.Key(), Kind: KindBatch}, nil, b)
		if err != nil {
			return journal.Entry{}, fmt.Errorf("making batches: %w", err)
		}
		if listed += len(b.Records); listed > maxListed {
			es = append(es, journal.Entry{Batch: batch, At: b.At, Actor: d.actor})
			listed = len(b.Records)
		}
		last := &es[len(es)-1]
		last.Changes = append(last.Changes, c)
		open = append(open, b.Key())
	}
	c, err := setOpen(bs[0].Level, raw, open)
	if err != nil {
		return journal.Entry{}, err
	}
	es[len(es)-1].Changes = append(es[len(es)-1].Changes, c)
	if es, err = d.ledger.CommitAll(ctx, es); err != nil {
		return journal.Entry{}, err
	}
	return es[len(es)-1], nil
}

// open gives the batches of a level that are not completed. Whatever opens or
// closes one changes this list, so that undoing an older change of it is refused
// where a record would come to stand in two open batches.
func (d *Desk) open(ctx context.Context, level string) ([]string, any, error) {
	facts, err := d.ledger.Facts(ctx, TargetBatch+level, KindOpen)
	if err != nil || len(facts) == 0 {
		return nil, nil, err
	}
	var list []string
	if err := json.Unmarshal(facts[0].Value, &list); err != nil {
		return nil, nil, fmt.Errorf("reading batches: %w", err)
	}
	return list, facts[0].Value, nil
}

func setOpen(level string, before any, list []string) (journal.Change, error) {
	var after any
	if len(list) > 0 {
		slices.Sort(list)
		after = list
	}
	return journal.Set(journal.Key{Target: TargetBatch + level, Kind: KindOpen}, before, after)
}

// Hold gives a batch out, completes it, or with the zero Held puts it back.
func (d *Desk) Hold(ctx context.Context, b Batch, to Held, note string) (journal.Entry, error) {
	facts, err := d.ledger.Facts(ctx, TargetBatch+b.Key(), KindHeld)
	if err != nil {
		return journal.Entry{}, fmt.Errorf("reading batches: %w", err)
	}
	var before, after any
	was := Held{State: Waiting}
	if len(facts) > 0 {
		before = facts[0].Value
		if err := json.Unmarshal(facts[0].Value, &was); err != nil {
			return journal.Entry{}, fmt.Errorf("reading batches: %w", err)
		}
	}
	if to.State == was.State && to.Reviewer == was.Reviewer || to.State == "" && before == nil {
		return journal.Entry{}, nil // it stands so
	}
	if to.State != "" {
		to.By, to.At = d.actor, d.now().UTC().Truncate(time.Second)
		after = to
	}
	c, err := journal.Set(journal.Key{Target: TargetBatch + b.Key(), Kind: KindHeld}, before, after)
	if err != nil {
		return journal.Entry{}, fmt.Errorf("giving out a batch: %w", err)
	}
	changes := []journal.Change{c}
	if (to.State == Completed) != (was.State == Completed) {
		if changes, err = d.openOr(ctx, b, to.State != Completed, changes); err != nil {
			return journal.Entry{}, err
		}
	}
	return d.commit(ctx, changes, note)
}

// openOr adds the change that puts a batch on the list of the open ones, or
// takes it off.
func (d *Desk) openOr(ctx context.Context, b Batch, open bool, changes []journal.Change) ([]journal.Change, error) {
	list, raw, err := d.open(ctx, b.Level)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(name string) bool { return name == b.Key() })
	if open {
		list = append(list, b.Key())
	}
	c, err := setOpen(b.Level, raw, list)
	return append(changes, c), err
}

// RemoveBatch takes a batch away that nobody holds.
func (d *Desk) RemoveBatch(ctx context.Context, b Batch) (journal.Entry, error) {
	facts, err := d.ledger.Facts(ctx, TargetBatch+b.Key(), "")
	if err != nil {
		return journal.Entry{}, fmt.Errorf("removing a batch: %w", err)
	}
	var changes []journal.Change
	for _, f := range facts {
		if f.Key.Kind == KindHeld {
			return journal.Entry{}, fmt.Errorf("removing a batch: it was given out")
		}
		changes = append(changes, journal.Change{Key: f.Key, Before: f.Value})
	}
	if changes, err = d.openOr(ctx, b, false, changes); err != nil {
		return journal.Entry{}, err
	}
	return d.commit(ctx, changes, "")
}

// Sign decides records of a batch of a higher level: it codes them, if there is
// anything to code, and keeps what was found and what was left, as one act. The
// reason is note, or else that of the codings.
func (d *Desk) Sign(ctx context.Context, b Batch, ids []record.ID, note string, cs ...Coding) (journal.Entry, error) {
	changes, err := d.codings(ctx, ids, cs)
	if err != nil {
		return journal.Entry{}, err
	}
	to := map[string]map[string]string{} // what is coded anew, by record and field
	for _, c := range changes {
		if c.Key.Kind != KindCoding {
			continue
		}
		v := ""
		if c.After != nil {
			if v, err = CodingText(c.After); err != nil {
				return journal.Entry{}, fmt.Errorf("deciding: %w", err)
			}
		}
		if to[c.Key.Target] == nil {
			to[c.Key.Target] = map[string]string{}
		}
		to[c.Key.Target][c.Key.Name] = v
	}
	for _, id := range ids {
		c, ok, err := d.signed(ctx, b, id, to[string(id)])
		if err != nil {
			return journal.Entry{}, fmt.Errorf("deciding: %w", err)
		}
		if ok {
			changes = append(changes, c)
		}
	}
	return d.commit(ctx, changes, cmp.Or(note, because(cs)))
}

// signed is the change that signs one record; none when it says that already.
func (d *Desk) signed(ctx context.Context, b Batch, id record.ID, to map[string]string) (journal.Change, bool, error) {
	s := Signed{Batch: b.Name, Level: b.Level, By: d.actor, At: d.now().UTC().Truncate(time.Second), Was: map[string]Found{}, As: map[string]string{}}
	facts, err := d.ledger.Facts(ctx, string(id), "")
	if err != nil {
		return journal.Change{}, false, err
	}
	key := journal.Key{Target: string(id), Kind: KindSigned, Name: b.Key()}
	var before any
	var old Signed
	for _, f := range facts {
		switch {
		case f.Key.Kind == KindCoding:
			v, err := CodingText(f.Value)
			if err != nil {
				return journal.Change{}, false, err
			}
			s.Was[f.Key.Name], s.As[f.Key.Name] = Found{v, f.Seq}, v
		case f.Key == key:
			before = f.Value
			if err := json.Unmarshal(f.Value, &old); err != nil {
				return journal.Change{}, false, err
			}
		}
	}
	for name, v := range to {
		if s.As[name] = v; v == "" {
			delete(s.As, name)
		}
	}
	if before != nil { // what was found is what the first of its decisions found
		if s.Was = old.Was; s.By == old.By && maps.Equal(s.As, old.As) {
			return journal.Change{}, false, nil
		}
	}
	c, err := journal.Set(key, before, s)
	return c, true, err
}
