package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"math"
	"path"
	"slices"
	"strings"
	"sync"

	"vaughn/index/record"
)

// Traits is an immutable view of what facets count of every record besides its
// Columns: custodians, file types and who is seen in it. It is made when first
// asked for (seconds at a million records) and again after something was added.
type Traits struct {
	Custodians []string
	Types      []string
	Sightings  []string // bodies, as PutSightings took them

	holders lists // by record: indexes into Custodians
	seen    lists // by record: index into Sightings, shifted left, and 1 for an author
	kind    []uint16
}

// lists is a list of small numbers for each record, all in one array.
type lists struct {
	end []uint32
	all []uint32
}

func (l *lists) of(n record.Num) []uint32 {
	if n == 0 || int(n) > len(l.end) {
		return nil
	}
	start := uint32(0)
	if n > 1 {
		start = l.end[n-2]
	}
	return l.all[start:l.end[n-1]]
}

// upTo closes the lists of all records before n.
func (l *lists) upTo(n record.Num) {
	for len(l.end) < int(n)-1 {
		l.end = append(l.end, uint32(len(l.all)))
	}
}

// Holders gives the custodians of a top-level record, as indexes.
func (t *Traits) Holders(top record.Num) []uint32 { return t.holders.of(top) }

// Seen gives who is seen in a record: twice the index of the sighting, plus one
// where it is the author.
func (t *Traits) Seen(n record.Num) []uint32 { return t.seen.of(n) }

// Type is the file type of a record, as an index.
func (t *Traits) Type(n record.Num) int {
	if n == 0 || int(n) > len(t.kind) {
		return 0
	}
	return int(t.kind[n-1])
}

type traits struct {
	mu    sync.Mutex
	grown int64 // the state of Store.grown that now shows
	now   *Traits
}

// Traits gives the traits of all records stored so far.
func (s *Store) Traits(ctx context.Context) (*Traits, error) {
	s.traits.mu.Lock()
	defer s.traits.mu.Unlock()
	grown := s.grown.Load()
	if s.traits.now != nil && s.traits.grown == grown {
		return s.traits.now, nil
	}
	t := &Traits{}
	for _, load := range []func(context.Context, *Traits) error{s.loadHolders, s.loadTypes, s.loadSeen} {
		if err := load(ctx, t); err != nil {
			return nil, coded("reading what facets count", s.path, err)
		}
	}
	s.traits.now, s.traits.grown = t, grown
	return t, nil
}

func (s *Store) loadHolders(ctx context.Context, t *Traits) error {
	at := map[int64]uint32{}
	_, err := collect(s, ctx, "SELECT num, name FROM custodians ORDER BY num", nil, func(r *sql.Rows, _ *struct{}) error {
		var num int64
		var name string
		err := r.Scan(&num, &name)
		at[num] = uint32(len(t.Custodians))
		t.Custodians = append(t.Custodians, name)
		return err
	})
	if err != nil {
		return err
	}
	_, err = collect(s, ctx, "SELECT DISTINCT num, custodian FROM occurrences ORDER BY num", nil, func(r *sql.Rows, _ *struct{}) error {
		var num record.Num
		var who int64
		err := r.Scan(&num, &who)
		t.holders.upTo(num)
		t.holders.all = append(t.holders.all, at[who])
		return err
	})
	t.holders.upTo(record.Num(s.cols.len()) + 1)
	return err
}

func (s *Store) loadTypes(ctx context.Context, t *Traits) error {
	at := map[string]uint16{}
	_, err := collect(s, ctx, "SELECT name, type FROM records ORDER BY num", nil, func(r *sql.Rows, _ *struct{}) error {
		var name, media string
		if err := r.Scan(&name, &media); err != nil {
			return err
		}
		label := FileType(name, media)
		k, ok := at[label]
		if !ok && len(t.Types) < math.MaxUint16 {
			k = uint16(len(t.Types))
			at[label] = k
			t.Types = append(t.Types, label)
		}
		t.kind = append(t.kind, k)
		return nil
	})
	return err
}

func (s *Store) loadSeen(ctx context.Context, t *Traits) error {
	at := map[uint64]uint32{}
	_, err := collect(s, ctx, "SELECT id, body FROM sightings ORDER BY id", nil, func(r *sql.Rows, _ *struct{}) error {
		var id uint64
		var body string
		err := r.Scan(&id, &body)
		at[id] = uint32(len(t.Sightings))
		t.Sightings = append(t.Sightings, body)
		return err
	})
	if err != nil {
		return err
	}
	_, err = collect(s, ctx, "SELECT num, body FROM record_sightings WHERE body<>x'' ORDER BY num", nil, func(r *sql.Rows, _ *struct{}) error {
		var num record.Num
		var body sql.RawBytes
		if err := r.Scan(&num, &body); err != nil {
			return err
		}
		t.seen.upTo(num)
		for len(body) > 0 {
			v, n := binary.Uvarint(body)
			i, ok := at[v>>1]
			if n <= 0 || !ok {
				return errors.New("a row of sightings is damaged")
			}
			body = body[n:]
			t.seen.all = append(t.seen.all, i<<1|uint32(v&1))
		}
		return nil
	})
	t.seen.upTo(record.Num(s.cols.len()) + 1)
	return err
}

// FileType names what sort of file a record is: the ending of its name, or a
// short word for its media type where it has no such name. It is lower case and
// holds no '/'.
func FileType(name, media string) string {
	ext := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	letters := strings.Trim(ext, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
	if ext != "" && letters && len(ext) <= 8 && strings.Trim(ext, "0123456789") != "" {
		return ext
	}
	media, _, _ = strings.Cut(strings.ToLower(media), ";")
	switch media = strings.TrimSpace(media); media {
	case "message/rfc822":
		return "eml"
	case "text/plain":
		return "txt"
	case "application/msword":
		return "doc"
	case "image/jpeg":
		return "jpg"
	case "application/octet-stream", "":
		return "unknown"
	}
	parts := strings.Split(media, "/")
	return parts[len(parts)-1]
}

// Mark is one value of a fact of the journal with the records that have it.
type Mark struct {
	Name, Value string
	Records     []record.Num // ascending, each once
}

// Marks gives all values of the facts of a kind by name and value; as in Where,
// the value of an object's field is "field=value".
func (s *Store) Marks(ctx context.Context, kind string) ([]Mark, error) {
	var out []Mark
	_, err := collect(s, ctx, "SELECT name, term, num FROM terms WHERE kind=? ORDER BY name, term, num", []any{kind}, func(r *sql.Rows, _ *struct{}) error {
		var m Mark
		var num record.Num
		if err := r.Scan(&m.Name, &m.Value, &num); err != nil {
			return err
		}
		if n := len(out); n == 0 || out[n-1].Name != m.Name || out[n-1].Value != m.Value {
			out = append(out, m)
		}
		last := &out[len(out)-1]
		last.Records = append(last.Records, num)
		return nil
	})
	for i := range out {
		out[i].Records = slices.Compact(out[i].Records)
	}
	return out, coded("reading what facets count", s.path, err)
}
