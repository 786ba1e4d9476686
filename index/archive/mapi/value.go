package mapi

import (
	"encoding/binary"
	"math"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// Text gives a string property, "" when it is absent or no string.
func Text(p Props, id ID) string {
	s, _ := p.Value(id).(string)
	return s
}

// Int gives an integer property; a boolean counts as 0 or 1.
func Int(p Props, id ID) (int64, bool) {
	switch v := p.Value(id).(type) {
	case int64:
		return v, true
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	}
	return 0, false
}

// When gives a point in time, in UTC, zero when it is absent.
func When(p Props, id ID) time.Time {
	t, _ := p.Value(id).(time.Time)
	return t
}

// Find gives the value of a named property, nil when it is absent.
func Find(p Props, n Name) any {
	id, ok := p.Named(n)
	if !ok {
		return nil
	}
	return p.Value(id)
}

const (
	ticksPerSecond = 10_000_000
	epochTicks     = 116_444_736_000_000_000 // 1601-01-01 to 1970-01-01
	noDateTicks    = 0x0CB34557A3DD4000      // 4501-01-01: Outlook's "none"
)

// FileTime gives the instant of a FILETIME; false for zero and for the year
// 4501, which stands for "no date".
func FileTime(ticks uint64) (time.Time, bool) {
	if ticks == 0 || ticks >= noDateTicks {
		return time.Time{}, false
	}
	t := int64(ticks) - epochTicks
	return time.Unix(t/ticksPerSecond, t%ticksPerSecond*100).UTC(), true
}

// Decode gives the value whose stored bytes are b, as Props.Value does; nil
// when they are too short. page is the code page of 8-bit strings. Strings of
// a multi-value are not kept in one run of bytes by all containers and are not
// decoded here.
func Decode(t Type, b []byte, page int) any {
	switch t {
	case String:
		return UTF16(b)
	case String8:
		return DecodeText(page, b)
	case Binary, Object:
		return b
	}
	if t&Multi != 0 {
		return b
	}
	if w := t.Width(); w == 0 || len(b) < w {
		return nil
	}
	le := binary.LittleEndian
	switch t {
	case Bool:
		return le.Uint16(b) != 0
	case Int16:
		return int64(int16(le.Uint16(b)))
	case Int32, Error:
		return int64(int32(le.Uint32(b)))
	case Int64, Currency:
		return int64(le.Uint64(b))
	case Float32:
		return float64(math.Float32frombits(le.Uint32(b)))
	case Float64:
		return math.Float64frombits(le.Uint64(b))
	case AppTime:
		days := math.Float64frombits(le.Uint64(b))
		if !(days > 0 && days < 1e6) {
			return nil
		}
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Add(time.Duration(days * 24 * float64(time.Hour)))
	case Time:
		if at, ok := FileTime(le.Uint64(b)); ok {
			return at
		}
		return nil
	}
	return b[:16]
}

// UTF16 decodes UTF-16LE up to its terminating NULs. Half a surrogate pair
// becomes U+FFFD, an odd last byte is dropped.
func UTF16(b []byte) string {
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return strings.TrimRight(string(utf16.Decode(u)), "\x00")
}

// DecodeText decodes 8-bit text of a Windows code page up to its terminating
// NULs. QUIRK: files say 1252 and hold UTF-8; text that is valid UTF-8 with
// non-ASCII in it is practically never anything else.
func DecodeText(page int, b []byte) string {
	for len(b) > 0 && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	multi := page == 932 || page == 936 || page == 949 || page == 950 || page == 50220 || page == 50221 || page == 50222
	if utf8.Valid(b) && !multi {
		return string(b)
	}
	// QUIRK: the other way round too, UTF-8 is stated and Windows-1252 is meant.
	if page == 65001 {
		page = 1252
	}
	out, err := encodingOf(page).NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(out)
}
