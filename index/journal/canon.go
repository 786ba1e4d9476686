package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Canon brings a JSON value into the one spelling the journal keeps, that of
// json.Marshal: no white space, object keys sorted, numbers as written, <>& as
// escapes. Equal values are equal bytes, and stay so when an entry is marshalled
// and read again. nil and the JSON null both give nil.
func Canon(raw json.RawMessage) (json.RawMessage, error) {
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil, nil
	}
	if !json.Valid(raw) {
		return nil, fmt.Errorf("reading a value: not JSON")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	out, err := canon(d, make([]byte, 0, len(raw)))
	if err != nil {
		return nil, fmt.Errorf("reading a value: %w", err)
	}
	if string(out) == "null" {
		return nil, nil
	}
	return out, nil
}

// canon appends the next value, token by token: a production of a hundred thousand
// documents is one value.
func canon(d *json.Decoder, out []byte) ([]byte, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t {
	case json.Delim('['):
		out = append(out, '[')
		for first := true; d.More(); first = false {
			if !first {
				out = append(out, ',')
			}
			if out, err = canon(d, out); err != nil {
				return nil, err
			}
		}
		_, err = d.Token()
		return append(out, ']'), err
	case json.Delim('{'):
		return canonObject(d, out)
	}
	v, err := json.Marshal(t)
	return append(out, v...), err
}

// member is one of an object, with its place.
type member struct {
	key      string
	from, to int
}

func canonObject(d *json.Decoder, out []byte) ([]byte, error) {
	out = append(out, '{')
	start := len(out)
	var all []member
	ordered := true
	for d.More() {
		if len(all) > 0 {
			out = append(out, ',')
		}
		m := member{from: len(out)}
		k, err := d.Token()
		if err != nil {
			return nil, err
		}
		m.key, _ = k.(string) // nothing else stands there
		name, err := json.Marshal(m.key)
		if err != nil {
			return nil, err
		}
		if out, err = canon(d, append(append(out, name...), ':')); err != nil {
			return nil, err
		}
		m.to = len(out)
		ordered = ordered && (len(all) == 0 || all[len(all)-1].key < m.key)
		all = append(all, m)
	}
	_, err := d.Token()
	if !ordered {
		out = inOrder(out, start, all)
	}
	return append(out, '}'), err
}

// inOrder sorts the members of the object that begins behind start; of those of one
// name the last counts.
func inOrder(out []byte, start int, all []member) []byte {
	was := bytes.Clone(out[start:])
	slices.SortStableFunc(all, func(a, b member) int { return strings.Compare(a.key, b.key) })
	out = out[:start]
	for i, m := range all {
		if i+1 < len(all) && all[i+1].key == m.key {
			continue
		}
		if len(out) > start {
			out = append(out, ',')
		}
		out = append(out, was[m.from-start:m.to-start]...)
	}
	return out
}
