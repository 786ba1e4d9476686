package review

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/record"
)

// CodingText reads the value of a coding: one text, or a list joined by "; ".
func CodingText(raw json.RawMessage) (string, error) {
	var tags []string
	if json.Unmarshal(raw, &tags) == nil {
		return strings.Join(tags, "; "), nil
	}
	var v string
	err := json.Unmarshal(raw, &v)
	return v, err
}

// Coding is what to set on records: Field=Value, or a tag added to or taken
// from a list field.
type Coding struct {
	Field string
	Value string
	Op    string // "=" set, "+=" add to a list, "-=" take from a list; "=" with "" clears
	Note  string
}

// ParseCoding reads "responsive=yes", "tag+=hot", "tag-=hot".
func ParseCoding(s string) (Coding, error) {
	i := strings.Index(s, "=")
	if i <= 0 {
		return Coding{}, fmt.Errorf("reading a coding: want FIELD=VALUE")
	}
	c := Coding{Field: s[:i], Value: s[i+1:], Op: "="}
	if f, ok := strings.CutSuffix(c.Field, "+"); ok {
		c.Field, c.Op = f, "+="
	} else if f, ok := strings.CutSuffix(c.Field, "-"); ok {
		c.Field, c.Op = f, "-="
	}
	if !fieldName(c.Field) {
		return Coding{}, fmt.Errorf("reading a coding: a field is lower-case letters, digits, '_' and '-'")
	}
	return c, nil
}

// Code sets codings on records, and on events of conversations as
// record.EventTarget names them, as one batch that can be undone as a whole. It
// returns the last entry; records that already say so are left alone, and when
// all do the entry is zero. A value that its field does not take is refused.
func (d *Desk) Code(ctx context.Context, ids []record.ID, cs ...Coding) (journal.Entry, error) {
	changes, err := d.codings(ctx, ids, cs)
	if err != nil {
		return journal.Entry{}, err
	}
	return d.commit(ctx, changes, because(cs))
}

// because is the reason of codings.
func because(cs []Coding) string {
	if len(cs) == 0 {
		return ""
	}
	return cs[len(cs)-1].Note
}

// codings gives the changes that code records.
func (d *Desk) codings(ctx context.Context, ids []record.ID, cs []Coding) ([]journal.Change, error) {
	if len(ids) == 0 || len(cs) == 0 {
		return nil, nil
	}
	fields, err := d.Fields(ctx)
	if err != nil {
		return nil, err
	}
	var changes []journal.Change
	for _, id := range ids {
		facts, err := d.ledger.Facts(ctx, string(id), KindCoding)
		if err != nil {
			return nil, fmt.Errorf("coding: %w", err)
		}
		held := map[string]json.RawMessage{}
		for _, f := range facts {
			held[f.Key.Name] = f.Value
		}
		for _, c := range cs {
			if c.Field == NoteField {
				change, err := d.note(id, c)
				if err != nil {
					return nil, refused(err)
				}
				changes = append(changes, change)
				continue
			}
			f, _ := FieldNamed(fields, c.Field)
			change, ok, err := c.change(f, id, held[c.Field])
			if err != nil {
				return nil, refused(err)
			}
			if ok {
				changes = append(changes, change)
				held[c.Field] = change.After
			}
		}
	}
	return merged(changes), nil
}

// refused is a value that its field does not take.
func refused(err error) error {
	return &fault.Error{Code: fault.Usage, Op: "coding", Err: err, Hint: "`vaughn fields CASE` lists the fields and what each takes."}
}

// merged joins changes that follow one another on one fact: an entry says of
// each fact what it was and what it is.
func merged(changes []journal.Change) []journal.Change {
	at := make(map[journal.Key]int, len(changes))
	out := changes[:0]
	for _, c := range changes {
		if i, seen := at[c.Key]; seen {
			out[i].After = c.After
			continue
		}
		at[c.Key] = len(out)
		out = append(out, c)
	}
	return slices.DeleteFunc(out, func(c journal.Change) bool { return string(c.Before) == string(c.After) })
}

// EventCoding gives what was coded of the events of a conversation, by event.
// An event that is not coded in a field is what its conversation is coded.
func (d *Desk) EventCoding(ctx context.Context, id record.ID) (map[string]map[string]string, error) {
	facts, err := d.ledger.EventFacts(ctx, string(id), KindCoding)
	if err != nil {
		return nil, fmt.Errorf("reading decisions: %w", err)
	}
	out := map[string]map[string]string{}
	for _, f := range facts {
		v, err := CodingText(f.Value)
		if err != nil {
			return nil, fmt.Errorf("reading decisions: entry %d: %w", f.Seq, err)
		}
		_, event := record.SplitTarget(f.Key.Target)
		if out[event] == nil {
			out[event] = map[string]string{}
		}
		out[event][f.Key.Name] = v
	}
	return out, nil
}

// change is what a coding changes of a record; f is the zero Field for a name
// that nobody defined.
func (c Coding) change(f Field, id record.ID, before json.RawMessage) (journal.Change, bool, error) {
	var tags []string
	one := ""
	if before != nil && json.Unmarshal(before, &tags) != nil {
		if err := json.Unmarshal(before, &one); err != nil {
			return journal.Change{}, false, err
		}
		if c.Op != "=" && f.Kind != ManyOf {
			return journal.Change{}, false, fmt.Errorf("field %s holds one value, not a list", c.Field)
		}
		tags = []string{one}
	}
	if c.Op != "=" && f.Kind != "" && f.Kind != ManyOf {
		return journal.Change{}, false, fmt.Errorf("field %s holds one value, not a list", c.Field)
	}
	after, err := c.after(f, tags)
	if err != nil {
		return journal.Change{}, false, err
	}
	var old any
	if before != nil {
		old = before
	}
	ch, err := journal.Set(journal.Key{Target: string(id), Kind: KindCoding, Name: c.Field}, old, after)
	return ch, string(ch.Before) != string(ch.After), err
}

// after is the value a coding leads to, nil for none.
func (c Coding) after(f Field, tags []string) (any, error) {
	values := []string{c.Value}
	if c.Op == "=" && f.Kind == ManyOf {
		tags, values = nil, strings.Split(c.Value, ";")
	}
	for _, v := range values {
		v = strings.TrimSpace(v)
		if v == "" && c.Op == "=" {
			continue
		}
		canon, err := f.Canon(v)
		if err == nil {
			v = canon
		} else if c.Op != "-=" { // what is there already can be taken away, whatever it is
			return nil, err
		}
		if c.Op == "=" && f.Kind != ManyOf {
			if f.Kind == "" {
				v = c.Value
			}
			return v, nil
		}
		tags = edit(tags, v, c.Op != "-=")
	}
	if c.Op == "=" && f.Kind != ManyOf || len(tags) == 0 {
		return nil, nil
	}
	return tags, nil
}

func edit(tags []string, v string, add bool) []string {
	var out []string
	for _, t := range tags {
		if t != v {
			out = append(out, t)
		}
	}
	if add {
		out = append(out, v)
	}
	sort.Strings(out)
	return out
}
