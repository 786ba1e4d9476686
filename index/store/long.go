package store

import (
	"encoding/binary"
	"errors"

	"vaughn/index/record"
)

// long is what of a conversation grows with its events, blocks and skeleton. It
// stands beside the JSON in a form of its own: of 100,000 events the JSON alone
// took most of a second to read.
type long struct {
	blocks  []record.Block
	entries []record.Entry
}

// longFrom is how many blocks a record has at least for the form of its own.
const longFrom = 1000

// dressed tells a block that the form has no place for: one of a mail set in
// HTML. A record with such blocks stays in JSON.
func dressed(b record.Block) bool {
	return b.Form != "" || b.List != 0 || b.Cell != nil || len(b.Insets) > 0
}

func (l long) pack() []byte {
	var w []byte
	num := func(n int64) { w = binary.AppendVarint(w, n) }
	str := func(s string) { num(int64(len(s))); w = append(w, s...) }
	num(int64(len(l.blocks)))
	at := 0
	for _, b := range l.blocks {
		num(int64(b.Span.Start - at))
		num(int64(b.Span.Len()))
		at = b.Span.End
		str(b.Role)
		str(b.Field)
		str(b.Label)
		num(int64(b.Quote))
		num(int64(b.Image))
	}
	num(int64(len(l.entries)))
	time := int64(0)
	for i := range l.entries {
		e := &l.entries[i]
		num(e.At - time)
		time = e.At
		for _, s := range []string{e.ID, e.Kind, e.From, e.ReplyTo, e.DeletedBy, e.Timer} {
			str(s)
		}
		flags := int64(0)
		for k, set := range []bool{e.Orphan, e.Deleted, e.Empty} {
			if set {
				flags |= 1 << k
			}
		}
		for _, n := range []int64{flags, int64(e.Edits), e.DeletedAt, int64(e.Files), e.Expires, e.Burn, int64(len(e.Held)), int64(len(e.Missing)), int64(len(e.Raw))} {
			num(n)
		}
		for _, h := range e.Held {
			num(int64(h))
		}
		for _, m := range e.Missing {
			str(m)
		}
		for _, n := range e.Raw {
			num(n)
		}
	}
	return w
}

// longReader reads the form; after damage all it gives is empty.
type longReader struct {
	data string
	bad  bool
}

func (r *longReader) num() int64 {
	var n uint64
	for i := range min(len(r.data), binary.MaxVarintLen64) {
		c := r.data[i]
		n |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			r.data = r.data[i+1:]
			return int64(n>>1) ^ -int64(n&1)
		}
	}
	r.bad, r.data = true, ""
	return 0
}

// count is a length: of things of at least one byte each, so no more than
// bytes are left.
func (r *longReader) count() int {
	n := r.num()
	if n < 0 || n > int64(len(r.data)) {
		r.bad, r.data = true, ""
		return 0
	}
	return int(n)
}

func (r *longReader) str() string {
	n := r.count()
	s := r.data[:n]
	r.data = r.data[n:]
	return s
}

func unpackLong(data string) (long, error) {
	r := &longReader{data: data}
	l := long{blocks: make([]record.Block, r.count())}
	at := 0
	for i := range l.blocks {
		b := &l.blocks[i]
		b.Span.Start = at + int(r.num())
		b.Span.End = b.Span.Start + int(r.num())
		at = b.Span.End
		b.Role, b.Field, b.Label = r.str(), r.str(), r.str()
		b.Quote, b.Image = int(r.num()), int(r.num())
	}
	l.entries = make([]record.Entry, r.count())
	time := int64(0)
	for i := range l.entries {
		e := &l.entries[i]
		time += r.num()
		e.At = time
		e.ID, e.Kind, e.From, e.ReplyTo, e.DeletedBy, e.Timer = r.str(), r.str(), r.str(), r.str(), r.str(), r.str()
		flags := r.num()
		e.Orphan, e.Deleted, e.Empty = flags&1 != 0, flags&2 != 0, flags&4 != 0
		e.Edits, e.DeletedAt, e.Files, e.Expires, e.Burn = int(r.num()), r.num(), int(r.num()), r.num(), r.num()
		held, missing, raw := r.count(), r.count(), r.count()
		for range held {
			e.Held = append(e.Held, int(r.num()))
		}
		for range missing {
			e.Missing = append(e.Missing, r.str())
		}
		for range raw {
			e.Raw = append(e.Raw, r.num())
		}
	}
	if r.bad || r.data != "" {
		return long{}, errors.New("unpacking a record: its list of events is damaged")
	}
	return l, nil
}
