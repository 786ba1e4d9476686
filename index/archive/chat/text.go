package chat

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "")

// Loose decodes an entry of which some field may have another shape than the
// one known: strange says so, and what could be read is in v. Only what is no
// JSON at all is refused.
func Loose(raw []byte, v any) (strange bool, err error) {
	err = json.Unmarshal(raw, v)
	var odd *json.UnmarshalTypeError
	if errors.As(err, &odd) {
		return true, nil
	}
	return false, err
}

// Clean makes text valid UTF-8 with LF line ends and no NUL.
func Clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	if strings.ContainsAny(s, "\r\x00") {
		s = lineEnds.Replace(s)
	}
	return s
}

// Line makes a name of text: one line, no control or direction marks.
func Line(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case Mark(r):
			return -1
		case r == '\n' || r == '\t' || r == '\r' || r == '\u202F' || r == '\u00A0':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, Clean(s))
	if len(s) > 1000 {
		s = strings.ToValidUTF8(s[:1000], "")
	}
	return strings.TrimSpace(s)
}

// Mark tells the invisible characters that only steer writing direction.
func Mark(r rune) bool {
	return r == '\u200E' || r == '\u200F' || r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069' || r == '\uFEFF'
}

// Base is the last element of a file name from a source, whatever separators
// it has; "" when nothing usable is left.
func Base(name string) string {
	name = Line(name)
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	if name == "." || name == ".." {
		return ""
	}
	return name
}

// Millis reads milliseconds since 1970; false for what cannot be a time of
// this kind of archive (before 1990 or after 2100).
func Millis(ms int64) (time.Time, bool) {
	at := time.UnixMilli(ms).UTC()
	return at, plausible(at)
}

// Seconds reads decimal seconds since 1970 with any number of digits behind
// the point, exactly.
func Seconds(text string) (time.Time, bool) {
	whole, frac, _ := strings.Cut(text, ".")
	s, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || s < 0 || s > math.MaxInt32*4 || len(frac) > 9 {
		return time.Time{}, false
	}
	ns := int64(0)
	if frac != "" {
		if ns, err = strconv.ParseInt((frac + "000000000")[:9], 10, 64); err != nil || ns < 0 {
			return time.Time{}, false
		}
	}
	at := time.Unix(s, ns).UTC()
	return at, plausible(at)
}

func plausible(at time.Time) bool { return at.Year() >= 1990 && at.Year() < 2100 }
