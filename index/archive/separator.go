package archive

import (
	"bytes"
	"strings"
)

// separatorAhead is how many bytes after a candidate line isSeparator wants to
// see.
const separatorAhead = 4096

var fromMark = []byte("From ")

// isSeparator judges whether the line at the start of b opens a message of an
// mbox. Three witnesses: an empty line before it, a date at its end, a header
// field after it. All three are proof; of two it takes two header fields
// among the next three lines, because people do write lines that begin with
// "From ". A dated line between empty ones opens a message with no header.
func isSeparator(b []byte, blankBefore bool) bool {
	if !bytes.HasPrefix(b, fromMark) {
		return false
	}
	end := lineEnd(b, 0)
	dated := endsInDate(trimEOL(b[:end]))
	rest := b[end:]
	next := trimEOL(rest[:lineEnd(rest, 0)])
	_, _, fieldNext := splitField(next)
	fieldNext = fieldNext || bytes.HasPrefix(next, []byte(">From "))
	switch {
	case blankBefore && dated:
		return fieldNext || len(next) == 0
	case (blankBefore || dated) && fieldNext:
		return fieldsAhead(rest) >= 2
	}
	return false
}

// isPatchMark tells the separator line of git format-patch, which names a
// commit and always the same date. QUIRK: attached patches carry it into mail
// unquoted; it separates only in a file that begins with one.
func isPatchMark(b []byte) bool {
	line := trimEOL(b[:lineEnd(b, 0)])
	return bytes.HasSuffix(line, []byte(" Mon Sep 17 00:00:00 2001")) && len(bytes.Fields(line)[1]) >= 40
}

// fieldsAhead counts header fields among the next three lines, folded lines
// left out of account.
func fieldsAhead(b []byte) int {
	fields := 0
	for lines := 0; lines < 3 && len(b) > 0; {
		end := lineEnd(b, 0)
		line := trimEOL(b[:end])
		b = b[end:]
		if len(line) == 0 {
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			continue
		}
		lines++
		if _, _, ok := splitField(line); ok {
			fields++
		}
	}
	return fields
}

const (
	weekdays = "mon tue wed thu fri sat sun"
	months   = "jan feb mar apr may jun jul aug sep oct nov dec"
)

// endsInDate tells whether a From_ line carries an asctime date: weekday,
// month, day, time, perhaps zones, year, perhaps more ("remote from x").
// QUIRK: "Sun, 21 Jul 1996 17:02:55 -0800" is met too, and Netscape's "From - "
// with nothing behind it, which no person writes.
func endsInDate(line []byte) bool {
	if string(bytes.TrimRight(line, " ")) == "From -" {
		return true
	}
	f := strings.Fields(strings.ToLower(string(line[:min(len(line), 1000)])))
	for i := 1; i+3 < len(f); i++ {
		if len(strings.TrimSuffix(f[i], ",")) != 3 || !strings.Contains(weekdays, strings.TrimSuffix(f[i], ",")) {
			continue
		}
		var month, clock, year, day bool
		for _, tok := range f[i+1:] {
			switch {
			case len(tok) == 3 && strings.Contains(months, tok):
				month = true
			case strings.IndexByte(tok, ':') > 0 && tok[0] >= '0' && tok[0] <= '9':
				clock = true
			case len(tok) == 4 && allDigits(tok):
				year = true
			case len(tok) <= 2 && allDigits(tok):
				day = true
			}
		}
		if month && clock && year && day {
			return true
		}
	}
	return false
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// unquoteFrom takes one '>' off every line that matches ^>+From (mboxrd). For
// mboxo it is the best reading: which lines were quoted is not recorded there.
// deep tells whether a line had more than one '>', which only mboxrd writes.
func unquoteFrom(b []byte) (out []byte, some, deep bool) {
	if !bytes.Contains(b, []byte(">From ")) {
		return b, false, false
	}
	out = b[:0]
	for len(b) > 0 {
		end := lineEnd(b, 0)
		line := b[:end]
		b = b[end:]
		if n := fromQuotes(line); n > 0 {
			line, some, deep = line[1:], true, deep || n > 1
		}
		out = append(out, line...)
	}
	return out, some, deep
}

// fromQuotes counts the '>' before "From " at the start of a line.
func fromQuotes(line []byte) int {
	n := 0
	for n < len(line) && line[n] == '>' {
		n++
	}
	if n == 0 || !bytes.HasPrefix(line[n:], fromMark) {
		return 0
	}
	return n
}
