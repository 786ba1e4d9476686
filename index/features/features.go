// Package features says of a record, in a few hundred bytes, which words it has
// and who took part in it: what learning from coding weighs. Words are hashed,
// so that nothing needs a dictionary of the case and a record's features never
// change when others are added; two words of a hundred thousand may share a
// number, which shifts an order and decides nothing.
package features

import (
	"encoding/binary"
	"errors"
	"iter"
	"slices"
	"strings"

	"vaughn/index/message"
	"vaughn/index/query"
	"vaughn/index/record"
)

// Buckets is how many numbers words are hashed to.
const Buckets = 1 << 18

// Limits of one record: what is beyond them says little more of it.
const (
	maxWords    = 20_000 // words read of a record
	maxFeatures = 512    // features kept, those seen most often first
)

// Feature is a bucket with how often it was seen, in four classes: once, twice,
// up to six times, more often.
type Feature uint32

// Bucket is the number of the words behind the feature.
func (f Feature) Bucket() int { return int(f >> 2) }

// Class is how often it was seen, 0 to 3.
func (f Feature) Class() int { return int(f & 3) }

// Vector is the features of a record, ascending, each bucket once.
type Vector []Feature

// Term is a word or a participant of a record as a person reads it.
type Term struct {
	Text   string
	Bucket int
}

// Of makes the features of a record.
func Of(r *record.Record) Vector {
	var all []uint32
	walk(r, func(kind byte, word []byte) bool {
		all = append(all, bucket(kind, word))
		return true
	})
	slices.Sort(all)
	var out Vector
	for i := 0; i < len(all); {
		n := 1
		for i+n < len(all) && all[i+n] == all[i] {
			n++
		}
		out = append(out, Feature(all[i]<<2|class(n)))
		i += n
	}
	if len(out) > maxFeatures {
		slices.SortStableFunc(out, func(a, b Feature) int { return b.Class() - a.Class() })
		out = out[:maxFeatures]
		slices.Sort(out)
	}
	return out
}

// Terms walks through the same words again, as they read; equal ones come as
// often as they stand there.
func Terms(r *record.Record) iter.Seq[Term] {
	return func(yield func(Term) bool) {
		walk(r, func(kind byte, word []byte) bool {
			return yield(Term{Text: label(kind) + string(word), Bucket: int(bucket(kind, word))})
		})
	}
}

// label is how a reader is told what is no word of the text.
func label(kind byte) string {
	switch kind {
	case author:
		return "from "
	case reader:
		return "to "
	case domain:
		return "at "
	case ending:
		return "file type "
	}
	return ""
}

// What a word is, so that a name in the text and the author of that name are two.
const (
	author = 'f'
	reader = 't'
	domain = 'd'
	ending = 'x'
	spoken = 'w'
)

func walk(r *record.Record, yield func(kind byte, word []byte) bool) {
	for _, p := range r.Parties {
		addr := strings.ToLower(p.Addr)
		if addr == "" {
			continue
		}
		kind := byte(reader)
		if p.Role == message.From || p.Role == message.Sender {
			kind = author
		}
		if !yield(kind, []byte(addr)) {
			return
		}
		if _, host, ok := strings.Cut(addr, "@"); ok && !yield(domain, []byte(host)) {
			return
		}
	}
	if i := strings.LastIndexByte(r.Name, '.'); i >= 0 && len(r.Name)-i <= 6 && !yield(ending, []byte(strings.ToLower(r.Name[i+1:]))) {
		return
	}
	words := query.NewWords(r.Text)
	for range maxWords {
		w, _, _, ok := words.Next()
		if !ok || len(w) > 1 && !yield(spoken, w) {
			return
		}
	}
}

func class(times int) uint32 {
	switch {
	case times == 1:
		return 0
	case times == 2:
		return 1
	case times <= 6:
		return 2
	}
	return 3
}

// bucket hashes a word: FNV-1a, its halves mixed into the bits that are kept.
func bucket(kind byte, word []byte) uint32 {
	h := uint64(14695981039346656037)
	h = (h ^ uint64(kind)) * 1099511628211
	for _, c := range word {
		h = (h ^ uint64(c)) * 1099511628211
	}
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	return uint32(h>>40) & (Buckets - 1)
}

// Pack writes the features in about two bytes each.
func (v Vector) Pack() []byte {
	out := make([]byte, 0, 2*len(v)+8)
	last := Feature(0)
	for _, f := range v {
		out = binary.AppendUvarint(out, uint64(f-last))
		last = f
	}
	return out
}

// Unpack reads what Pack wrote into a vector whose room is used again.
func Unpack(body []byte, into Vector) (Vector, error) {
	into = into[:0]
	last := uint64(0)
	for len(body) > 0 {
		d, n := binary.Uvarint(body)
		last += d
		if n <= 0 || last >= Buckets<<2 || len(into) > 0 && d == 0 {
			return nil, errors.New("a row of features is damaged")
		}
		body = body[n:]
		into = append(into, Feature(last))
	}
	return into, nil
}
