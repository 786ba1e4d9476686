package check

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"vaughn/index/record"
	"vaughn/index/thread"
	"vaughn/redact"
)

// wordRune tells what words are made of.
func wordRune(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c) }

// says tells whether a text holds a letter or digit.
func says(s string) bool { return strings.IndexFunc(s, wordRune) >= 0 }

// trimmed is a span without the signs and blanks at its ends.
func trimmed(text string, s record.Span) record.Span {
	for s.Start < s.End {
		c, n := utf8.DecodeRuneInString(text[s.Start:s.End])
		if wordRune(c) {
			break
		}
		s.Start += n
	}
	for s.Start < s.End {
		c, n := utf8.DecodeLastRuneInString(text[s.Start:s.End])
		if wordRune(c) {
			break
		}
		s.End -= n
	}
	return s
}

// open gives the pieces of a span that no stretch covers and that say something.
func open(text string, s record.Span, hidden []record.Span) []record.Span {
	var out []record.Span
	add := func(from, to int) {
		if from < to {
			if p := trimmed(text, record.Span{Start: from, End: to}); p.Len() > 0 {
				out = append(out, p)
			}
		}
	}
	at := s.Start
	for _, h := range hidden {
		if h.End <= at || h.Start >= s.End {
			continue
		}
		add(at, min(h.Start, s.End))
		at = max(at, h.End)
	}
	add(at, s.End)
	return out
}

// total is the length of spans together.
func total(ss []record.Span) int {
	n := 0
	for _, s := range ss {
		n += s.Len()
	}
	return n
}

// covers are the spans of marks in some state.
func covers(ms []redact.Mark, state redact.State) []record.Span {
	var out []record.Span
	for _, m := range ms {
		if m.State == state && m.Target == redact.OnSpan {
			out = append(out, m.Span)
		}
	}
	return out
}

// covering are the accepted marks on words that hide all of a span.
func covering(it Item, s record.Span) []redact.Mark {
	var out []redact.Mark
	for _, m := range it.Marks {
		if m.State == redact.Accepted && m.Target == redact.OnSpan && m.Version == it.Record.Version && m.Span.Start <= s.Start && s.End <= m.Span.End {
			out = append(out, m)
		}
	}
	return out
}

// next is the word behind a place when only blanks on its line part them, or a
// hyphen.
func next(text string, at int) (record.Span, bool) {
	from := at
	for from < len(text) && (text[from] == ' ' || text[from] == '-') && from-at < 3 {
		from++
	}
	end := from
	for end < len(text) {
		c, n := utf8.DecodeRuneInString(text[end:])
		if !wordRune(c) {
			break
		}
		end += n
	}
	return record.Span{Start: from, End: end}, end > from && from > at
}

// before is the word in front of a place when only a blank or hyphen parts them.
func before(text string, at int) (record.Span, bool) {
	end := at
	for end > 0 && (text[end-1] == ' ' || text[end-1] == '-') && at-end < 3 {
		end--
	}
	from := end
	for from > 0 {
		c, n := utf8.DecodeLastRuneInString(text[:from])
		if !wordRune(c) {
			break
		}
		from -= n
	}
	return record.Span{Start: from, End: end}, end > from && end < at
}

// words are the words of a text, folded.
func words(s string) []string { return strings.Fields(thread.Fold(s)) }

// key is a text by its letters and digits.
func key(s string) string { return strings.Join(words(s), " ") }

// capital tells whether a word begins with one.
func capital(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(c)
}

// header tells whether a place stands in a header field.
func header(r *record.Record, s record.Span) bool {
	b, ok := r.BlockAt(s.Start)
	return ok && (r.Blocks[b].Role == record.RoleField || r.Blocks[b].Role == record.RoleSpeaker)
}
