package journal

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"iter"
	"time"
)

// Hash is a SHA-256; the zero Hash stands before the first entry.
type Hash [32]byte

// String gives 64 lower-case hex digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes the hash as hex.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads 64 hex digits.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != 2*len(h) {
		return fmt.Errorf("reading a hash: %d characters instead of %d", len(text), 2*len(h))
	}
	if _, err := hex.Decode(h[:], text); err != nil {
		return fmt.Errorf("reading a hash: not hexadecimal")
	}
	return nil
}

// chainTag opens the hashed bytes; another encoding would need another tag.
const chainTag = "vaughn journal 1"

// Seal links e behind the entry whose Sum is prev. The time is brought to UTC
// without a monotonic part, so that an entry read back hashes the same.
func (e Entry) Seal(prev Hash) Entry {
	e.At = e.At.Round(0).UTC()
	e.Prev = prev
	e.Sum = e.sum()
	return e
}

// sum hashes every field, each preceded by its length, so that no two
// different entries share an encoding.
func (e Entry) sum() Hash {
	h := sha256.New()
	var n [binary.MaxVarintLen64]byte
	put := func(s []byte) {
		h.Write(n[:binary.PutUvarint(n[:], uint64(len(s)))])
		h.Write(s)
	}
	num := func(i int64) { h.Write(n[:binary.PutVarint(n[:], i)]) }
	put([]byte(chainTag))
	h.Write(e.Prev[:])
	num(e.Seq)
	num(e.Reverts)
	put([]byte(e.Batch))
	put([]byte(e.At.UTC().Format(time.RFC3339Nano)))
	put([]byte(e.Actor))
	put([]byte(e.Reason))
	num(int64(len(e.Changes)))
	for _, c := range e.Changes {
		put([]byte(c.Key.Target))
		put([]byte(c.Key.Kind))
		put([]byte(c.Key.Name))
		put(c.Before)
		put(c.After)
	}
	return Hash(h.Sum(nil))
}

// BrokenError says where a journal stops being the one that was written.
type BrokenError struct {
	Seq int64
	Why string
}

// Error tells the first entry that does not fit.
func (e *BrokenError) Error() string {
	return fmt.Sprintf("the journal is broken at entry %d: %s", e.Seq, e.Why)
}

// Verify reads a whole journal from its first entry and proves numbers, links
// and sums. It gives the last sum and the number of entries that hold; the
// error is a *BrokenError or comes from the reading.
func Verify(entries iter.Seq2[Entry, error]) (head Hash, n int64, err error) {
	for e, err := range entries {
		switch {
		case err != nil:
			return head, n, fmt.Errorf("verifying the journal after entry %d: %w", n, err)
		case e.Seq != n+1:
			return head, n, &BrokenError{n + 1, fmt.Sprintf("found entry %d", e.Seq)}
		case e.Prev != head:
			return head, n, &BrokenError{e.Seq, "it does not continue the entry before it"}
		case e.sum() != e.Sum:
			return head, n, &BrokenError{e.Seq, "its content was altered"}
		}
		head, n = e.Sum, e.Seq
	}
	return head, n, nil
}
