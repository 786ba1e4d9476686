package archive

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"vaughn/index/message"
)

// EMLX reads one message file of Apple Mail: a line with the length, that many
// bytes of mail, then a property list with what the program remembers.
type EMLX struct{}

// Info describes the format.
func (EMLX) Info() Info {
	return Info{
		Name: "emlx", Title: "Apple Mail message", Extensions: []string{".emlx", ".partial.emlx"},
		Keeps:  "the message byte for byte; read, replied, flagged, deleted, draft, forwarded",
		Loses:  "attachments that Apple Mail moved out of a .partial.emlx into files beside it are read as documents, not put back",
		Proven: SpecsOnly,
	}
}

// Sniff wants a line of digits, then a header.
func (EMLX) Sniff(head []byte, name string) bool {
	_, size := emlxLength(head)
	return size > 0 && EML{}.Sniff(head[size:], strings.TrimSuffix(name, "x"))
}

// emlxLength reads the first line: the number and the line's size, 0 when it
// is no number.
func emlxLength(b []byte) (n int64, size int) {
	end := bytes.IndexByte(b[:min(len(b), 32)], '\n')
	if end < 1 {
		return 0, 0
	}
	n, err := strconv.ParseInt(string(bytes.TrimSpace(b[:end])), 10, 63)
	if err != nil || n <= 0 {
		return 0, 0
	}
	return n, end + 1
}

// Read emits the one mail.
func (f EMLX) Read(ctx context.Context, src Source, emit func(Item) error) error {
	return readSingle(ctx, src, f, emit)
}

func (EMLX) load(src Source, name string, lim Limits) *job {
	var want int64
	j, tail := src.load(name, lim, func(head []byte) (int, int64) {
		n, size := emlxLength(head)
		want = n
		return size, n
	})
	partial := hasExt(name, ".partial.emlx")
	short := j.at.Length < want
	flags := emlxFlags(tail)
	j.then(func(m *message.Message) {
		m.Flags = append(m.Flags, flags...)
		if short {
			m.Note(ProblemTruncated, "", true)
		}
		if partial {
			m.Note(ProblemPartial, "attachments lie in files beside it", true)
		}
	})
	return j
}

// emlxFlags reads the "flags" integer of the property list.
func emlxFlags(plist []byte) []string {
	bits, ok := plistInteger(plist, "flags")
	if !ok {
		return nil
	}
	var out []string
	for _, f := range []struct {
		bit  uint
		flag string
	}{{0, "seen"}, {1, "deleted"}, {2, "replied"}, {3, "encrypted"}, {4, "flagged"}, {6, "draft"}, {8, "forwarded"}} {
		if bits>>f.bit&1 != 0 {
			out = append(out, f.flag)
		}
	}
	return out
}

// plistInteger finds <key>name</key><integer>n</integer>.
func plistInteger(plist []byte, name string) (uint64, bool) {
	d := xml.NewDecoder(bytes.NewReader(plist))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	element, key := "", ""
	for range 10000 {
		tok, err := d.RawToken()
		if err != nil {
			break
		}
		switch t := tok.(type) {
		case xml.StartElement:
			element = t.Name.Local
		case xml.EndElement:
			element = ""
		case xml.CharData:
			switch {
			case element == "key":
				key = string(t)
			case key == name && (element == "integer" || element == "real"):
				n, err := strconv.ParseUint(strings.TrimSpace(string(t)), 10, 64)
				return n, err == nil
			}
		}
	}
	return 0, false
}

// Reasons an entry of a folder is reported instead of read.
var (
	errNotRegular = errors.New("not a regular file: it was not followed")
	errInside     = errors.New("a container inside a Maildir: import it by itself")
)
