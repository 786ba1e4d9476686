package extract

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"vaughn/index/archive/cfb"
	"vaughn/index/fault"
)

// notSorted is the note on files whose words are read without their formatting.
const notSorted = "All words of this old file are shown, but hidden text, tracked changes and white text were not told from the rest."

// Places in the file information block of Word 97 and later ([MS-DOC] 2.5).
const (
	fibFlags  = 0x0a
	fibCounts = 0x4c // characters of the body, then of each other part
	fibClx    = 0x1a2
	fibEnd    = 0x1aa
	nFib97    = 0xc1
)

// readWord97 takes the words out of an old text document by its piece table
// ([MS-DOC] 2.4.1).
func readWord97(root *cfb.Entry, s *sheet) error {
	word, err := whole(root.Kid("WordDocument"))
	if err != nil {
		return err
	}
	if len(word) < fibEnd || binary.LittleEndian.Uint16(word[2:]) < nFib97 {
		return &fault.Error{Code: fault.Format, Op: "reading an old text document", Err: fmt.Errorf("it is older than Word 97")}
	}
	name := "0Table"
	if word[fibFlags+1]&2 != 0 {
		name = "1Table"
	}
	table, err := whole(root.Kid(name))
	if err != nil {
		return err
	}
	at, n := uint64(binary.LittleEndian.Uint32(word[fibClx:])), uint64(binary.LittleEndian.Uint32(word[fibClx+4:]))
	if at+n > uint64(len(table)) {
		return damaged("reading an old text document", fmt.Errorf("its piece table is missing"))
	}
	units, err := pieces(word, table[at:at+n])
	if err != nil {
		return err
	}
	for i, label := range []string{"", "Footnotes:", "Header:", "", "Comments", "Endnotes:", "Text boxes:", "Text boxes:"} {
		n := min(int(binary.LittleEndian.Uint32(word[fibCounts+4*i:])), len(units))
		text, fields := wordText(units[:max(n, 0)])
		units = units[max(n, 0):]
		switch text = strings.TrimSpace(text); {
		case label == "Comments" && text != "":
			s.hide("comments", 1+strings.Count(text, "\n"), label, text)
		case i == 0 || text != "":
			s.say(label, text)
		}
		if fields != "" {
			s.hide("", 0, "Field codes", fields)
		}
	}
	if pool := root.Kid("ObjectPool"); pool != nil && len(pool.Kids) > 0 {
		s.hide("embedded-file", len(pool.Kids), fmt.Sprintf("Embedded objects: %d", len(pool.Kids)), "")
		s.fail("unread", unreadInside, false)
	}
	if root.Kid("Macros") != nil {
		s.hide("macros", 1, "Macros: a program inside the file, not run and not read", "")
	}
	s.fail("hidden-unread", notSorted, false)
	return nil
}

// whole reads a stream; a damaged end does not lose its beginning.
func whole(e *cfb.Entry) ([]byte, error) {
	if e == nil || e.Storage || e.Size > maxHeld {
		return nil, damaged("reading a compound file", fmt.Errorf("a stream is missing or too long"))
	}
	r := e.Open()
	defer r.Close()
	raw, err := io.ReadAll(io.LimitReader(r, maxHeld))
	if err != nil && len(raw) == 0 {
		return nil, damaged("reading a compound file", err)
	}
	return raw, nil
}

// pieces puts the characters together that a Clx describes ([MS-DOC] 2.9.38).
func pieces(word, clx []byte) ([]uint16, error) {
	broken := damaged("reading an old text document", fmt.Errorf("its piece table is broken"))
	for len(clx) >= 3 && clx[0] == 1 {
		n := 3 + int(binary.LittleEndian.Uint16(clx[1:]))
		if n > len(clx) {
			return nil, broken
		}
		clx = clx[n:]
	}
	if len(clx) < 5 || clx[0] != 2 {
		return nil, broken
	}
	plc := clx[5:]
	n := (len(plc) - 4) / 12
	var units []uint16
	for i := range max(n, 0) {
		from, to := binary.LittleEndian.Uint32(plc[4*i:]), binary.LittleEndian.Uint32(plc[4*i+4:])
		fc := binary.LittleEndian.Uint32(plc[4*(n+1)+8*i+2:])
		if to < from || len(units) > maxText {
			return units, nil
		}
		units = append(units, piece(word, fc, uint64(to-from))...)
	}
	return units, nil
}

// piece reads n characters: Windows-1252 when the second highest bit is set.
func piece(word []byte, fc uint32, n uint64) []uint16 {
	narrow, at := fc&(1<<30) != 0, uint64(fc&(1<<30-1))
	if narrow {
		at /= 2
	} else {
		n *= 2
	}
	at = min(at, uint64(len(word)))
	raw := word[at:min(at+n, uint64(len(word)))]
	var out []uint16
	if narrow {
		for _, c := range raw {
			out = append(out, uint16(charmap.Windows1252.DecodeByte(c)))
		}
		return out
	}
	return units16(raw)
}

func units16(raw []byte) []uint16 {
	out := make([]uint16, len(raw)/2)
	for i := range out {
		out[i] = binary.LittleEndian.Uint16(raw[2*i:])
	}
	return out
}

// wordText turns Word's own marks into text and parts the codes of fields from
// their results.
func wordText(units []uint16) (text, fields string) {
	var out, codes strings.Builder
	var inCode []bool // of the open fields
	for _, r := range utf16.Decode(units) {
		b := &out
		for _, c := range inCode {
			if c {
				b = &codes
			}
		}
		switch r {
		case '\r', '\v', '\f':
			b.WriteByte('\n')
		case 7: // the end of a cell or row
			b.WriteByte('\t')
		case 0x13:
			inCode = append(inCode, true)
		case 0x14:
			if n := len(inCode); n > 0 {
				inCode[n-1] = false
			}
		case 0x15:
			if n := len(inCode); n > 0 {
				inCode = inCode[:n-1]
				if b == &codes {
					codes.WriteByte('\n')
				}
			}
		case 0x1e:
			b.WriteByte('-')
		default:
			if r >= ' ' || r == '\t' {
				b.WriteRune(r)
			}
		}
	}
	return out.String(), strings.TrimSpace(codes.String())
}
