package whatsapp

import (
	"strings"
	"time"
	"unicode/utf8"

	"vaughn/index/archive/chat"
)

// head is what stands before the sender in the first line of an entry.
type head struct {
	date      [3]int
	first4    bool // the first number has four digits
	last4     bool // the last one has
	hour, min int
	sec       int
	half      byte // 'a', 'p' or 0 for a clock of 24 hours
	ios       bool
	sep       byte
	text      string // as it stands
}

// scan is a cursor over a line.
type scan struct {
	s string
	i int
}

func (c *scan) rune() (rune, int) { return utf8.DecodeRuneInString(c.s[c.i:]) }

// digit gives the value of a decimal digit of the scripts WhatsApp writes
// dates in: European, Arabic-Indic, Persian, Devanagari, Bengali, full width.
func digit(r rune) (int, bool) {
	for _, zero := range [...]rune{'0', 0x660, 0x6F0, 0x966, 0x9E6, 0xFF10} {
		if r >= zero && r <= zero+9 {
			return int(r - zero), true
		}
	}
	return 0, false
}

func (c *scan) number(most int) (n, width int) {
	for width < most {
		r, size := c.rune()
		d, ok := digit(r)
		if !ok {
			break
		}
		n, width, c.i = n*10+d, width+1, c.i+size
	}
	return n, width
}

func (c *scan) marks() {
	for c.i < len(c.s) {
		r, size := c.rune()
		if !chat.Mark(r) {
			return
		}
		c.i += size
	}
}

func space(r rune) bool {
	return r == ' ' || r == '\u00A0' || r == '\u202F' || r == '\u2009' || r == '\u3000'
}

func (c *scan) spaces() (n int) {
	for c.i < len(c.s) {
		r, size := c.rune()
		if !space(r) && !chat.Mark(r) {
			return n
		}
		c.i += size
		n++
	}
	return n
}

func (c *scan) take(b byte) bool {
	if c.i < len(c.s) && c.s[c.i] == b {
		c.i++
		return true
	}
	return false
}

// parseHead reads the head of a line and gives what follows it. A line
// without one belongs to the entry before it.
func parseHead(line string) (h head, rest string, ok bool) {
	c := &scan{s: line}
	c.marks()
	start := c.i
	h.ios = c.take('[')
	if !c.day(&h) || !c.clock(&h) {
		return h, "", false
	}
	end := c.i
	if h.ios {
		if ok = c.take(']') && (c.take(' ') || c.i == len(line)); ok {
			h.text = line[start:c.i]
		}
	} else {
		// The dash after the time is what tells an entry from a line of text
		// that begins with a date.
		ok = c.spaces() > 0 && c.take('-') && (c.take(' ') || c.i == len(line))
		h.text = line[start:end]
	}
	h.text = strings.TrimSpace(h.text)
	return h, line[c.i:], ok && h.sane()
}

func (h *head) sane() bool {
	return h.hour < 24 && h.min < 60 && h.sec < 61
}

func (c *scan) day(h *head) bool {
	for k := range 3 {
		n, width := c.number(4)
		if width == 0 || width == 3 {
			return false
		}
		h.date[k] = n
		switch {
		case width == 4 && k == 0:
			h.first4 = true
		case width == 4 && k == 2:
			h.last4 = true
		case width == 4:
			return false
		}
		if k == 2 {
			break
		}
		if c.i >= len(c.s) || strings.IndexByte("/.-", c.s[c.i]) < 0 {
			return false
		}
		h.sep = c.s[c.i]
		c.i++
		c.spaces()
	}
	return true
}

// filler is how many bytes may stand between date and time: Finnish writes
// "klo", Chinese and Korean the half of the day.
const filler = 24

func (c *scan) clock(h *head) bool {
	c.take('.') // Korean and Hungarian dates end in a dot
	c.take(',')
	from := c.i
	for {
		if c.i >= len(c.s) || c.i-from > filler {
			return false
		}
		r, size := c.rune()
		if _, ok := digit(r); ok {
			break
		}
		if r == ']' || r == '[' || r == ':' || r == utf8.RuneError {
			return false
		}
		c.i += size
	}
	if c.i == from || len(strings.Fields(c.s[from:c.i])) > 2 {
		return false
	}
	h.half = halfBefore(c.s[from:c.i])
	var width int
	if h.hour, width = c.number(2); width == 0 || c.i >= len(c.s) || c.s[c.i] != ':' && c.s[c.i] != '.' {
		return false
	}
	c.i++
	if h.min, width = c.number(2); width != 2 {
		return false
	}
	if c.i+2 < len(c.s) && (c.s[c.i] == ':' || c.s[c.i] == '.') {
		back := c.i
		c.i++
		if h.sec, width = c.number(2); width != 2 {
			c.i, h.sec = back, 0
		}
	}
	c.halfAfter(h)
	return true
}

func halfBefore(s string) byte {
	for _, w := range [...]struct {
		word string
		half byte
	}{{"上午", 'a'}, {"下午", 'p'}, {"오전", 'a'}, {"오후", 'p'}, {"午前", 'a'}, {"午後", 'p'}, {"凌晨", 'a'}, {"早上", 'a'}, {"晚上", 'p'}, {"中午", 'p'}} {
		if strings.Contains(s, w.word) {
			return w.half
		}
	}
	return 0
}

// halfAfter reads AM and PM: "PM", "pm", "p.m.", "p. m.".
func (c *scan) halfAfter(h *head) {
	back := c.i
	c.spaces()
	for _, w := range [...]struct {
		word string
		half byte
	}{{"ص", 'a'}, {"م", 'p'}} {
		if strings.HasPrefix(c.s[c.i:], w.word) {
			c.i, h.half = c.i+len(w.word), w.half
			return
		}
	}
	if c.i < len(c.s) {
		half := c.s[c.i] | 0x20
		if half == 'a' || half == 'p' {
			c.i++
			c.take('.')
			c.spaces()
			if c.i < len(c.s) && c.s[c.i]|0x20 == 'm' {
				c.i++
				c.take('.')
				h.half = half
				return
			}
		}
	}
	c.i = back
}

// Order is the order of day, month and year in the dates of an export.
type Order string

// The orders met. Years stand first only with four digits, or when nothing
// else fits.
const (
	DMY Order = "day-month-year"
	MDY Order = "month-day-year"
	YMD Order = "year-month-day"
)

// on reads the date in an order; false when there is no such day.
func (h *head) on(o Order) (time.Time, bool) {
	var y, m, d int
	switch o {
	case DMY:
		d, m, y = h.date[0], h.date[1], h.date[2]
	case MDY:
		m, d, y = h.date[0], h.date[1], h.date[2]
	default:
		y, m, d = h.date[0], h.date[1], h.date[2]
	}
	if (o == YMD) != h.first4 && (h.first4 || h.last4) {
		return time.Time{}, false
	}
	switch {
	case y < 100:
		y += 2000
	case y > 2500:
		y -= 543 // the Buddhist calendar
	}
	if m < 1 || m > 12 || d < 1 || d > 31 || y < 2000 || y > 2099 {
		return time.Time{}, false
	}
	hour := h.hour
	switch {
	case h.half == 'a' && hour == 12:
		hour = 0
	case h.half == 'p' && hour < 12:
		hour += 12
	}
	t := time.Date(y, time.Month(m), d, hour, h.min, h.sec, 0, time.UTC)
	return t, t.Day() == d
}
