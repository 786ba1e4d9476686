package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"time"

	"vaughn/index/message"
	"vaughn/index/record"
)

// Occurrence is one place where a record was found: what happened to stand
// where in which container. Source, Path and Ordinal are its key.
type Occurrence struct {
	Source    string // ID of a source in the ledger
	Custodian string // "" takes the source's
	Path      string
	Ordinal   int64
	Offset    int64 // -1 when the format has none
	Length    int64
	SHA256    [32]byte // of the item's bytes as the container holds them
}

// Item is one top-level record with all records of its family and the place it
// was found. Family order: a parent stands before its children, children by
// their order in it.
type Item struct {
	Record *record.Record
	Family []*record.Record // attachments, theirs after them; Parent is set, Family is Record.ID
	At     Occurrence
	Dup    []byte // fingerprint: equal ones are one duplicate set; nil is a set of its own
	// Raw is the item's bytes as its container held them, kept so that headers
	// and parts no record shows are not lost; nil when the format has none or
	// they are a blob (Record.Native).
	Raw []byte
	Key []byte // see ThreadKey; nil when the record is part of no conversation
}

// Batch is what one transaction takes over.
type Batch struct {
	Source   string // ID of the ledger line Problems belong to; may be empty without them
	Items    []Item
	Problems []message.Problem // items that became no record; At says where
}

// Numbered is a record with its number in this case.
type Numbered struct {
	Num    record.Num
	Record *record.Record
}

// Added says what a batch brought.
type Added struct {
	Records     []Numbered // new ones, families included, ascending: what the search index lacks
	Occurrences int        // new places, whether their record was new or known
}

// AddBatch stores a batch in one transaction; when it returns without error the
// batch is on disk. It is idempotent: a place that is known is skipped, and a
// record with a known ID gets only another place. The blobs that records name
// must be safely stored before.
func (s *Store) AddBatch(ctx context.Context, b Batch) (Added, error) {
	const op = "storing records"
	ready, err := prepare(b.Items)
	if err != nil {
		return Added{}, coded(op, s.path, err)
	}
	s.adding.Lock()
	defer s.adding.Unlock()
	var out Added
	var cols []column
	err = s.write(ctx, op, func(t tx) error {
		next, err := t.next()
		if err != nil {
			return err
		}
		a := adder{t: t, next: next, sources: map[string]ledgerLine{}, custodians: map[string]int64{}}
		for i := range ready {
			if err := a.item(&ready[i]); err != nil {
				return err
			}
		}
		if len(b.Problems) > 0 {
			line, err := a.source(b.Source)
			if err != nil {
				return err
			}
			if err := t.problems(line.num, b.Problems); err != nil {
				return err
			}
		}
		out, cols = a.added, a.cols
		return a.run(s)
	})
	if err != nil {
		return Added{}, err
	}
	s.cols.extend(cols)
	s.packed = packedOf(s.cols.len())
	s.grown.Add(1)
	return out, nil
}

// next is the number the next record gets.
func (t tx) next() (record.Num, error) {
	var n int64
	_, err := t.find("SELECT coalesce(max(num), 0) + 1 FROM records", nil, &n)
	return record.Num(n), err
}

type readyItem struct {
	Item
	all    []*record.Record // Record and its Family
	ids    [][]byte
	bodies [][]byte
	raw    []byte
}

// prepare checks and packs a batch on all processors, before the one writer is
// asked for.
func prepare(items []Item) ([]readyItem, error) {
	out := make([]readyItem, len(items))
	errs := make([]error, len(items))
	var wg sync.WaitGroup
	const lanes = 4
	for lane := range lanes {
		wg.Go(func() {
			for i := lane; i < len(items); i += lanes {
				out[i], errs[i] = ready(items[i])
			}
		})
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("item %d of source %s: %w", items[i].At.Ordinal, items[i].At.Source, err)
		}
	}
	return out, nil
}

func ready(it Item) (readyItem, error) {
	r := readyItem{Item: it}
	if it.Record == nil {
		return r, fmt.Errorf("it has no record")
	}
	r.all = append([]*record.Record{it.Record}, it.Family...)
	if it.Raw != nil {
		z, err := packer()
		if err != nil {
			return r, err
		}
		r.raw = z.EncodeAll(it.Raw, make([]byte, 0, len(it.Raw)/2))
	}
	seen := map[record.ID]bool{}
	for i, c := range r.all {
		id, err := packID(c.ID)
		switch {
		case err != nil:
			return r, err
		case c.Version == "":
			return r, fmt.Errorf("record %s is not sealed", c.ID)
		case i == 0 && (c.Parent != "" || c.Family != c.ID):
			return r, fmt.Errorf("record %s is not the top of its family", c.ID)
		case i > 0 && (c.Family != it.Record.ID || !seen[c.Parent] || seen[c.ID]):
			return r, fmt.Errorf("record %s does not fit into the family of %s", c.ID, it.Record.ID)
		}
		seen[c.ID] = true
		body, err := pack(c)
		if err != nil {
			return r, err
		}
		r.ids, r.bodies = append(r.ids, id), append(r.bodies, body)
	}
	return r, nil
}

func packID(id record.ID) ([]byte, error) {
	if _, err := message.ParseID(string(id)); err != nil {
		return nil, err
	}
	return hex.DecodeString(string(id))
}

func unpackID(b []byte) record.ID { return record.ID(hex.EncodeToString(b)) }

type ledgerLine struct {
	num       int64
	custodian string
}

// adder puts the items of one batch into the running transaction.
type adder struct {
	t          tx
	next       record.Num
	sources    map[string]ledgerLine
	custodians map[string]int64
	added      Added
	cols       []column
}

func (a *adder) source(id string) (ledgerLine, error) {
	if line, ok := a.sources[id]; ok {
		return line, nil
	}
	num, custodian, err := a.t.source(id)
	if err == nil {
		a.sources[id] = ledgerLine{num, custodian}
	}
	return a.sources[id], err
}

func (a *adder) custodian(name string) (int64, error) {
	if n, ok := a.custodians[name]; ok {
		return n, nil
	}
	if _, err := a.t.exec("INSERT INTO custodians (name) VALUES (?) ON CONFLICT DO NOTHING", name); err != nil {
		return 0, err
	}
	var n int64
	_, err := a.t.find("SELECT num FROM custodians WHERE name=?", []any{name}, &n)
	a.custodians[name] = n
	return n, err
}

func (a *adder) item(it *readyItem) error {
	line, err := a.source(it.At.Source)
	if err != nil {
		return err
	}
	var num record.Num
	known, err := a.t.find("SELECT num FROM occurrences WHERE source=? AND path=? AND ordinal=?", []any{line.num, it.At.Path, it.At.Ordinal}, &num)
	if known || err != nil {
		return err
	}
	known, err = a.t.find("SELECT num FROM records WHERE id=?", []any{it.ids[0]}, &num)
	if err != nil {
		return err
	}
	if !known {
		if num, err = a.family(it); err != nil {
			return err
		}
	}
	name := it.At.Custodian
	if name == "" {
		name = line.custodian
	}
	who, err := a.custodian(name)
	if err != nil {
		return err
	}
	_, err = a.t.exec("INSERT INTO occurrences (source, path, ordinal, num, custodian, offset, length, sha256) VALUES (?,?,?,?,?,?,?,?)",
		line.num, it.At.Path, it.At.Ordinal, num, who, it.At.Offset, it.At.Length, it.At.SHA256[:])
	a.added.Occurrences++
	return err
}

// family stores a record that is new, and all of its family, under one run of
// numbers.
func (a *adder) family(it *readyItem) (record.Num, error) {
	top := a.next
	nums := map[record.ID]record.Num{}
	for i, r := range it.all {
		c := column{num: a.next, family: top, parent: nums[r.Parent], dup: a.next, kind: r.Kind, date: seconds(r.Date)}
		if i > 0 && r.Date.IsZero() {
			c.date = seconds(it.Record.Date) // sorts with its parent
		}
		if i == 0 && len(it.Dup) > 0 {
			var err error
			if c.dup, err = a.dup(it.Dup, c.num); err != nil {
				return 0, err
			}
		}
		if err := a.record(r, c, it.ids[i], it.bodies[i]); err != nil {
			return 0, err
		}
		nums[r.ID] = c.num
		a.next++
		a.cols = append(a.cols, c)
		a.added.Records = append(a.added.Records, Numbered{c.num, r})
	}
	if it.raw != nil {
		if _, err := a.t.exec("INSERT INTO natives (num, body) VALUES (?,?)", top, it.raw); err != nil {
			return 0, err
		}
	}
	if it.Key != nil {
		if err := a.t.threadKey(ThreadKey{top, it.Key}); err != nil {
			return 0, err
		}
	}
	return top, nil
}

// dup finds the first record of the duplicate set, which is num when it is new.
func (a *adder) dup(key []byte, num record.Num) (record.Num, error) {
	first := num
	if _, err := a.t.find("SELECT num FROM dups WHERE key=?", []any{key}, &first); err != nil || first != num {
		return first, err
	}
	_, err := a.t.exec("INSERT INTO dups (key, num) VALUES (?,?)", key, num)
	return num, err
}

func (a *adder) record(r *record.Record, c column, id, body []byte) error {
	var date any
	if c.date != NoDate {
		date = c.date
	}
	_, err := a.t.exec(`INSERT INTO records (num, id, version, kind, family, parent, dup, date, subject, sender, recipients, message_id, name, type,
		children, bytes, problems) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		c.num, id, string(r.Version), r.Kind, c.family, c.parent, c.dup, date, clip(r.Subject), parties(r, message.From), parties(r, message.To),
		r.MessageID, clip(r.Name), r.Type, len(r.Children), r.Bytes, len(r.Problems))
	if err != nil {
		return err
	}
	if _, err := a.t.exec("INSERT INTO texts (num, body) VALUES (?,?)", c.num, body); err != nil {
		return err
	}
	for _, p := range r.Problems {
		if _, err := a.t.exec("INSERT INTO record_problems (code, num) VALUES (?,?) ON CONFLICT DO NOTHING", p.Code, c.num); err != nil {
			return err
		}
	}
	return nil
}

// shown bounds what a list keeps of a subject or the recipients, in bytes; the
// record has all of it.
const shown = 400

func clip(s string) string {
	if len(s) <= shown {
		return s
	}
	return strings.ToValidUTF8(s[:shown], "")
}

func parties(r *record.Record, role string) string {
	var b strings.Builder
	for _, p := range r.Parties {
		if p.Role != role {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		if b.WriteString(p.String()); b.Len() > shown {
			break
		}
	}
	return clip(b.String())
}

func seconds(t time.Time) int64 {
	if t.IsZero() {
		return NoDate
	}
	return t.Unix()
}
