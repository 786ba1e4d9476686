package rtf

import (
	"encoding/binary"
	"hash/crc32"
)

// The dictionary both sides begin with (MS-OXRTFCP section 2.1.2.1).
const dictionary = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"

const (
	ringSize   = 4096
	headerSize = 16
	magicLZFu  = 0x75465A4C
	magicMELA  = 0x414C454D
)

// Decompress undoes the compression of PidTagRtfCompressed (MS-OXRTFCP); max
// bounds the bytes of the result. With ErrChecksum, ErrTruncated and ErrLimit
// the bytes had so far are returned too. QUIRK: some producers store RTF
// uncompressed and without the header; it is returned as it is.
func Decompress(raw []byte, max int) ([]byte, error) {
	if len(raw) >= 5 && string(raw[:5]) == `{\rtf` {
		return bound(raw, max)
	}
	if len(raw) < headerSize {
		return nil, ErrFormat
	}
	stated := binary.LittleEndian.Uint32(raw)
	size := binary.LittleEndian.Uint32(raw[4:])
	crc := binary.LittleEndian.Uint32(raw[12:])
	data, short := raw[headerSize:], false
	// The stated size counts from its own end. A wrong one is survivable.
	if end := int64(stated) + 4 - headerSize; end >= 0 && end <= int64(len(data)) {
		data = data[:end]
	} else {
		short = end > int64(len(data))
	}
	switch binary.LittleEndian.Uint32(raw[8:]) {
	case magicMELA:
		if int64(size) <= int64(len(data)) {
			return bound(data[:size], max)
		}
		out, err := bound(data, max)
		if err == nil {
			err = ErrTruncated
		}
		return out, err
	case magicLZFu:
	default:
		return nil, ErrFormat
	}
	out, err := expand(data, int64(size), max)
	switch {
	case err != nil:
		return out, err
	case short:
		return out, ErrTruncated
	case checksum(data) != crc:
		return out, ErrChecksum
	}
	return out, nil
}

func bound(b []byte, max int) ([]byte, error) {
	if len(b) > max {
		return b[:max], ErrLimit
	}
	return b, nil
}

// checksum is CRC-32 that begins at 0 and is not inverted at the end.
func checksum(b []byte) uint32 { return ^crc32.Update(0xFFFFFFFF, crc32.IEEETable, b) }

// expand decodes the tokens. A reference to the place that is written next
// marks the end; text that has its stated size needs no mark.
func expand(data []byte, size int64, max int) ([]byte, error) {
	var ring [ringSize]byte
	w := copy(ring[:], dictionary)
	out := make([]byte, 0, min(size, int64(max), int64(len(data))*9))
	put := func(c byte) bool {
		if len(out) >= max {
			return false
		}
		out = append(out, c)
		ring[w] = c
		w = (w + 1) % ringSize
		return true
	}
	for i := 0; i < len(data); {
		control := data[i]
		i++
		for bit := 0; bit < 8 && i < len(data); bit++ {
			if control>>bit&1 == 0 {
				if !put(data[i]) {
					return out, ErrLimit
				}
				i++
				continue
			}
			if i+2 > len(data) {
				i = len(data)
				break
			}
			ref := int(binary.BigEndian.Uint16(data[i:]))
			i += 2
			from := ref >> 4
			if from == w {
				return out, nil
			}
			for n := ref&15 + 2; n > 0; n-- {
				if !put(ring[from]) {
					return out, ErrLimit
				}
				from = (from + 1) % ringSize
			}
		}
	}
	if int64(len(out)) < size {
		return out, ErrTruncated
	}
	return out, nil
}
