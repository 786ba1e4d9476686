// Package thread says what belongs together: messages that answer one another,
// copies, near-copies, and quotations with the messages they come from. Pure
// functions, no I/O; it never drops a copy, it only tells which items are copies
// of one another.
//
// Key holds what grouping needs and is stored at import; Build groups keys into
// conversations by reply headers, then Conversation-Index, then quoted words. It
// never joins messages for an equal subject alone, and a quotation joins only
// when it leads to exactly one conversation. Segments cuts a body into its own
// words and what it quotes; Source finds where a quotation comes from, Inclusive
// what must be read of a conversation. Near and Diff compare texts.
//
// Limits: identifiers are compared by 64-bit hashes; quotations that only colour
// or indentation marks are taken for the mail's own words; a quotation that was
// shortened in the middle may find no source.
package thread

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"sort"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vaughn/index/message"
)

// Print is a message's fingerprint by content, transport headers left out. The
// four parts stay apart so that a partial match can be shown. Recipe 1: see
// each part.
type Print struct {
	Head       [16]byte // sent time to the second, sender address, subject
	Recipients [16]byte // To and Cc addresses, sorted; Bcc is left out, only the sender's copy has it
	Body       [16]byte // words of the body, white space and invisible characters removed
	Attached   [16]byte // SHA-256 of each attachment, sorted
}

// Recipe is the version of the fingerprint, stored with it.
const Recipe = 1

// Fingerprint computes the print. Attachments must be stored already: their
// Blob is what counts, not their names.
func Fingerprint(m *message.Message, body string) Print {
	var p Print
	h := sha256.New()
	from := ""
	if ps := m.With(message.From); len(ps) > 0 {
		from = address(ps[0])
	}
	fmt.Fprintf(h, "%d\n%s\n%s\n", m.Date.Unix(), from, norm.NFC.String(strings.TrimSpace(m.Subject)))
	sum(h, &p.Head)

	var to []string
	for _, r := range []string{message.To, message.Cc} {
		for _, q := range m.With(r) {
			to = append(to, r+":"+address(q))
		}
	}
	sort.Strings(to)
	fmt.Fprint(h, strings.Join(to, "\n"))
	sum(h, &p.Recipients)

	bodyWords(h, body)
	sum(h, &p.Body)

	var at []string
	for _, a := range m.Attached {
		at = append(at, string(a.Blob))
	}
	sort.Strings(at)
	fmt.Fprint(h, strings.Join(at, "\n"))
	sum(h, &p.Attached)
	return p
}

// Key is the print as one value: equal keys are one duplicate set.
func (p Print) Key() []byte {
	h := sha256.New()
	h.Write([]byte{Recipe})
	for _, part := range [][16]byte{p.Head, p.Recipients, p.Body, p.Attached} {
		h.Write(part[:])
	}
	return h.Sum(nil)[:16]
}

func sum(h hash.Hash, into *[16]byte) {
	copy(into[:], h.Sum(nil))
	h.Reset()
}

func address(p message.Party) string {
	if p.Addr != "" {
		return strings.ToLower(p.Addr)
	}
	return strings.ToLower(strings.TrimSpace(p.Name + p.Raw))
}

// bodyWords writes the body without white space and invisible characters.
// QUIRK: mail systems re-wrap, pad and drop trailing blanks in copies.
func bodyWords(h hash.Hash, body string) {
	buf := make([]byte, 0, len(body))
	for _, r := range norm.NFKC.String(body) {
		if unicode.IsSpace(r) || r == 0x200b || r == 0x200c || r == 0x200d || r == 0xfeff || r == 0xad {
			continue
		}
		buf = append(buf, string(r)...)
	}
	h.Write(buf)
}

// Duplicates groups items whose prints are equal; sets of one are left out.
// The sets and their members are in ascending order of ID.
func Duplicates(prints map[message.ID]Print) [][]message.ID {
	by := map[string][]message.ID{}
	for id, p := range prints {
		k := string(p.Key())
		by[k] = append(by[k], id)
	}
	var out [][]message.ID
	for _, ids := range by {
		if len(ids) > 1 {
			sort.Slice(ids, func(i, j int) bool { return ids[i] < ids[j] })
			out = append(out, ids)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i][0] < out[j][0] })
	return out
}
