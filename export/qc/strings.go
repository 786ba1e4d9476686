package qc

import (
	"bytes"
	"maps"
	"unicode/utf16"
	"unicode/utf8"

	"vaughn/export/qc/syntax"
)

// ownStrings proves that every string of a file outside its pages is one the
// claim knows: the title, page labels, bookmarks, and what the writer always
// says. Strings in streams and what tags say aloud are the business of the other
// layers.
func ownStrings(p *proof) error {
	known := map[string]bool{"Vaughn": true, "en-US": true, "D:20000101000000": true, "Adobe": true, "Identity": true, p.claim.Title: true}
	for _, b := range p.claim.Bookmarks {
		known[b.Text] = true
	}
	for _, x := range p.claim.Pages {
		known[x.Bates] = true
	}
	for n, o := range p.file.All() {
		for s := range allStrings(silent(o.Value)) {
			if !known[decoded(s)] {
				p.fail(-1, "object %d holds a string that the plan does not know", n)
			}
		}
	}
	for s := range allStrings(p.file.Trailer) {
		if !bytes.Equal(s, p.id) {
			p.fail(-1, "its identifier is not the digest of its bytes")
		}
	}
	return nil
}

// silent is a value without what a tag says aloud, see tags.
func silent(v syntax.Value) syntax.Value {
	d, ok := v.(syntax.Dict)
	if _, tag := d["S"].(syntax.Name); !ok || !tag {
		return v
	}
	d = maps.Clone(d)
	delete(d, "Alt")
	delete(d, "ActualText")
	return d
}

// allStrings gives the strings of a value, in no order.
func allStrings(v syntax.Value) func(func(syntax.String) bool) {
	return func(yield func(syntax.String) bool) { eachString(v, yield) }
}

func eachString(v syntax.Value, yield func(syntax.String) bool) bool {
	switch v := v.(type) {
	case syntax.String:
		return yield(v)
	case syntax.Array:
		for _, x := range v {
			if !eachString(x, yield) {
				return false
			}
		}
	case syntax.Dict:
		for _, x := range v {
			if !eachString(x, yield) {
				return false
			}
		}
	}
	return true
}

// decoded is a string as text: UTF-16 behind its mark, else ASCII. What is
// neither is given so that it equals no text of a claim.
func decoded(s syntax.String) string {
	if u, ok := bytes.CutPrefix(s, []byte{0xfe, 0xff}); ok {
		return utf16be(u)
	}
	for _, c := range s {
		if c >= utf8.RuneSelf {
			return "\xff" + string(s)
		}
	}
	return string(s)
}

func utf16be(b []byte) string {
	u := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		u = append(u, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(u))
}
