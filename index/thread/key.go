package thread

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"

	"vaughn/index/message"
	"vaughn/index/record"
)

// Key is all that grouping needs of one message. Identifiers and texts are kept
// as 64-bit hashes: a million messages fit into memory, and a stored key tells
// nothing of what a message says. 0 stands for "none".
type Key struct {
	Num     record.Num // not packed: the store knows it
	Date    int64      // seconds since 1970 UTC; not packed either
	ID      uint64     // Message-ID
	Refs    []uint64   // References in order, else the first id of In-Reply-To
	Subject uint64     // base subject; 0 when it is empty
	Reply   bool       // the subject or the body says it answers or forwards
	Index   []byte     // Conversation-Index; 22 bytes and 5 per answer
	Own     Mold       // what it says itself
	Quotes  []Mold     // the messages it quotes, nearest first
}

// Mold is a text reduced to what tells it from others: folded words, counted
// and hashed, all of them and the first few.
type Mold struct {
	Words int
	Whole uint64
	Head  uint64 // of the first headWords words; 0 when there are fewer
}

const (
	headWords = 16
	maxRefs   = 200
	maxQuotes = 50
	maxIndex  = 22 + 5*200
)

// MoldOf reduces a text.
func MoldOf(text string) Mold { return moldOf(Fold(text)) }

func moldOf(folded string) Mold {
	if folded == "" {
		return Mold{}
	}
	m := Mold{Words: 1, Whole: hash64(folded)}
	for i := 0; i < len(folded); i++ {
		if folded[i] != ' ' {
			continue
		}
		if m.Words == headWords {
			m.Head = hash64(folded[:i])
		}
		m.Words++
	}
	if m.Words == headWords {
		m.Head = m.Whole
	}
	return m
}

// KeyOf takes the key of a message and the record made from it.
func KeyOf(m *message.Message, r *record.Record) Key {
	k := Key{ID: idHash(m.MessageID)}
	refs := m.Refs
	if len(refs) == 0 && len(m.InReplyTo) > 0 {
		// JWZ appends In-Reply-To to References; on real mail that fused
		// unrelated threads, for people answer one mail by picking another.
		refs = m.InReplyTo[:1]
	}
	seen := map[uint64]bool{k.ID: true, 0: true}
	for _, ref := range refs {
		if h := idHash(ref); !seen[h] {
			seen[h] = true
			k.Refs = append(k.Refs, h)
		}
	}
	if n := len(k.Refs); n > maxRefs {
		k.Refs = append(k.Refs[:maxRefs/2:maxRefs/2], k.Refs[n-maxRefs/2:]...)
	}
	base, reply := BaseSubject(m.Subject)
	if base != "" {
		k.Subject = hash64(base)
	}
	k.Reply = reply
	if x, err := base64.StdEncoding.DecodeString(m.ThreadIdx); err == nil && len(x) >= 22 && len(x) <= maxIndex {
		k.Index = x
	}
	k.texts(r)
	return k
}

// texts fills what the body says itself and what it quotes.
func (k *Key) texts(r *record.Record) {
	for i, p := range Parts(r.Text, Segments(r)) {
		switch {
		case i == 0:
			k.Own = MoldOf(p.Text)
		case len(k.Quotes) < maxQuotes:
			k.Quotes = append(k.Quotes, MoldOf(p.Text))
			k.Reply = true
		}
	}
}

// idHash is of SHA-256: whoever sends mail chooses its Message-ID, and a weak
// hash would let him join conversations at will.
func idHash(id string) uint64 {
	id = strings.TrimSpace(id)
	if id == "" {
		return 0
	}
	sum := sha256.Sum256([]byte(id))
	return binary.BigEndian.Uint64(sum[:8])
}

const packing = 1

// Pack writes a key for the case database.
func (k Key) Pack() []byte {
	b := make([]byte, 0, 64+8*len(k.Refs)+20*len(k.Quotes)+len(k.Index))
	reply := byte(0)
	if k.Reply {
		reply = 1
	}
	b = append(b, packing, reply)
	b = binary.BigEndian.AppendUint64(b, k.ID)
	b = binary.BigEndian.AppendUint64(b, k.Subject)
	b = binary.AppendUvarint(b, uint64(len(k.Refs)))
	for _, r := range k.Refs {
		b = binary.BigEndian.AppendUint64(b, r)
	}
	b = binary.AppendUvarint(b, uint64(len(k.Quotes)+1))
	for _, m := range append([]Mold{k.Own}, k.Quotes...) {
		b = binary.AppendUvarint(b, uint64(m.Words))
		b = binary.BigEndian.AppendUint64(b, m.Whole)
		b = binary.BigEndian.AppendUint64(b, m.Head)
	}
	b = binary.AppendUvarint(b, uint64(len(k.Index)))
	return append(b, k.Index...)
}

var errKey = errors.New("reading a thread key: it is cut or of another version")

// UnpackKey reads what Pack wrote.
func UnpackKey(b []byte) (Key, error) {
	r := reader{b: b}
	var k Key
	if r.byte() != packing {
		return k, errKey
	}
	k.Reply = r.byte() == 1
	k.ID, k.Subject = r.uint64(), r.uint64()
	for range r.count(maxRefs) {
		k.Refs = append(k.Refs, r.uint64())
	}
	for i := range r.count(maxQuotes + 1) {
		m := Mold{Words: int(r.uvarint() & (1<<40 - 1)), Whole: r.uint64(), Head: r.uint64()}
		if i == 0 {
			k.Own = m
		} else {
			k.Quotes = append(k.Quotes, m)
		}
	}
	if n := r.count(maxIndex); n > 0 && n <= len(r.b) {
		k.Index, r.b = append([]byte(nil), r.b[:n]...), r.b[n:]
	}
	if r.bad || len(r.b) > 0 {
		return Key{}, errKey
	}
	return k, nil
}

// reader takes numbers off a slice and remembers whether it ran dry.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) byte() byte {
	if len(r.b) < 1 {
		r.bad = true
		return 0
	}
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *reader) uint64() uint64 {
	if len(r.b) < 8 {
		r.bad, r.b = true, nil
		return 0
	}
	n := binary.BigEndian.Uint64(r.b)
	r.b = r.b[8:]
	return n
}

func (r *reader) uvarint() uint64 {
	n, w := binary.Uvarint(r.b)
	if w <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[w:]
	return n
}

func (r *reader) count(most int) int {
	n := r.uvarint()
	if n > uint64(most) {
		r.bad = true
		return 0
	}
	return int(n)
}
