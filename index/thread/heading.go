package thread

import (
	"strings"
	"unicode/utf8"

	"vaughn/index/record"
)

// introduce reads the lines that introduce a quoted message, if the first of
// them does: a separating line, a block of header fields, both, or an
// attribution such as "On … wrote:".
func introduce(ls []textLine) (intro, bool) {
	if !mayIntroduce(ls[0].text) {
		return intro{}, false
	}
	if n, sure := separator(ls[0].text); n {
		return separated(ls, sure)
	}
	if h, n := headerLines(ls, 3); n > 0 {
		in := take(ls, n, h)
		in.block = true
		return in, true
	}
	if h, n := attribution(ls); n > 0 {
		in := take(ls, n, h)
		in.ahead = !marks(ls[n:], in.quote) && marksAhead(ls[n:], in.quote)
		return in, true
	}
	return intro{}, false
}

// marksAhead tells whether marked lines follow soon. QUIRK: people write "Hi
// Ann" between "On … wrote:" and the marked lines it introduces.
func marksAhead(ls []textLine, quote int) bool {
	const soon = 12
	for i, l := range ls[:min(len(ls), soon)] {
		if l.quote > quote {
			return true
		}
		if l.quote < quote || l.text != "" && mayIntroduce(l.text) && introduces(ls[i:]) {
			return false
		}
	}
	return false
}

func introduces(ls []textLine) bool {
	if is, _ := separator(ls[0].text); is {
		return true
	}
	if _, n := headerLines(ls, 3); n > 0 {
		return true
	}
	_, n := attribution(ls)
	return n > 0
}

func take(ls []textLine, n int, h Header) intro {
	return intro{span: record.Span{Start: ls[0].span.Start, End: ls[n-1].span.End}, header: h, quote: ls[0].quote, lines: n}
}

// mayIntroduce sorts most lines out at the price of a glance.
func mayIntroduce(s string) bool {
	switch c := s[0]; {
	case c == '-' || c == '_' || c == '*' || c >= utf8.RuneSelf || c >= '0' && c <= '9' || c == '"' || c == '<':
		return true
	}
	return strings.ContainsAny(s, ":0123456789@") || len(s) > 40
}

// separated reads what stands behind a separating line. A line of underscores
// separates only when header fields follow; list servers draw them too.
func separated(ls []textLine, sure bool) (intro, bool) {
	i := 1
	for i < len(ls) && i < 4 && ls[i].text == "" {
		i++
	}
	if i < len(ls) && ls[i].quote == ls[0].quote {
		least := 2
		if sure {
			least = 1
		}
		if h, n := headerLines(ls[i:], least); n > 0 {
			in := take(ls, i+n, h)
			in.block = true
			return in, true
		}
	}
	if !sure {
		return intro{}, false
	}
	return take(ls, 1, Header{}), true
}

// separator tells whether a line separates, and whether its words say so.
func separator(s string) (is, sure bool) {
	if len(s) > 120 {
		return false, false
	}
	if len(s) >= 8 && (strings.Trim(s, "_") == "" || strings.Trim(s, "-") == "") {
		return true, false
	}
	dressed := strings.HasPrefix(s, "--") && strings.HasSuffix(s, "--")
	if !dressed && !strings.HasSuffix(s, ":") {
		return false, false
	}
	folded := Fold(strings.Trim(s, "-_ \t:*"))
	for _, w := range separators {
		if folded == w.words && (dressed || w.alone && strings.HasSuffix(s, ":")) {
			return true, true
		}
	}
	return false, false
}

const (
	fieldLines = 40  // of one header block, folded lines included
	fieldBytes = 400 // of one line that is not a field: longer ones are prose
)

// headerLines reads a block of header fields that names the sender and at least
// least fields in all. Lines without a field's name carry on the field before,
// but only a list of recipients does so more than twice.
func headerLines(ls []textLine, least int) (Header, int) {
	var h Header
	var last *string
	fields, from, n, folds := 0, false, 0, 0
	for i, l := range ls[:min(len(ls), fieldLines)] {
		if l.quote != ls[0].quote || l.text == "" {
			break
		}
		name, value, ok := field(l.text)
		if !ok {
			if last == nil || i == 0 || !folded(*last, l.text, last == &h.To || last == &h.Cc, folds) {
				break
			}
			folds++
			*last += " " + l.text
			n = i + 1
			continue
		}
		to := h.at(name)
		if to == nil {
			var other string
			to = &other
		} else if *to != "" {
			break // a second From: is another message's
		}
		*to, last, folds = value, to, 0
		from = from || name == fieldFrom
		fields++
		n = i + 1
	}
	if !from || fields < least {
		return Header{}, 0
	}
	return h, n
}

// folded tells whether a line may carry on a header field.
func folded(before, line string, list bool, folds int) bool {
	if len(line) > fieldBytes {
		return false
	}
	if list {
		return strings.HasSuffix(before, ";") || strings.HasSuffix(before, ",") || strings.Contains(line, "@") && !strings.Contains(line, ": ")
	}
	return folds == 0 && before == ""
}

func (h *Header) at(name string) *string {
	switch name {
	case fieldFrom:
		return &h.From
	case fieldSent:
		return &h.Sent
	case fieldTo:
		return &h.To
	case fieldCc:
		return &h.Cc
	case fieldSubject:
		return &h.Subject
	}
	return nil
}

// field splits "*Von:* Ann <ann@x>" into the field it means and its value.
func field(s string) (name, value string, ok bool) {
	head := s[:min(len(s), 44)]
	i := strings.IndexByte(head, ':')
	if j := strings.Index(head, "："); i < 0 || j >= 0 && j < i {
		i = j
	}
	if i <= 0 || i > 40 {
		return "", "", false
	}
	name, ok = fieldNames[strings.ToLower(strings.Trim(s[:i], "* \t\u00a0"))]
	if !ok {
		return "", "", false
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	return name, strings.Trim(s[i+n:], "* \t\u00a0"), true
}

const attributionLines = 5

// attribution reads "On DATE, NAME <ADDRESS> wrote:" in many languages, over up
// to five lines. Without a word such as "On" before it, or without a date, it
// counts only when a marked line follows.
func attribution(ls []textLine) (Header, int) {
	if !closes(ls) {
		return Header{}, 0
	}
	joined := ""
	for i, l := range ls[:min(len(ls), attributionLines)] {
		if l.quote != ls[0].quote || l.text == "" || len(joined)+len(l.text) > 500 {
			return Header{}, 0
		}
		if i > 0 && strings.LastIndexByte(joined, '<') <= strings.LastIndexByte(joined, '>') {
			joined += " " // inside <…> a program cut an address in two
		}
		joined += l.text
		if !strings.HasSuffix(joined, ":") && !strings.HasSuffix(joined, "：") {
			continue
		}
		marked := marks(ls[i+1:], l.quote)
		if h, ok := wrote(strings.TrimRight(joined, ":： \u00a0"), marked); ok {
			return h, i + 1
		}
		if marked && i == 0 && strings.Contains(joined, "@") && strings.ContainsAny(joined, "0123456789") && strings.HasSuffix(joined, ">:") {
			return Header{From: author(joined)}, 1 // QUIRK: Gmail for years wrote "2014-02-03 9:41 GMT+01:00 Ann <ann@x>:"
		}
	}
	return Header{}, 0
}

// closes tells whether one of the lines ends in a colon, which hardly any line
// of prose does.
func closes(ls []textLine) bool {
	for _, l := range ls[:min(len(ls), attributionLines)] {
		if l.quote != ls[0].quote || l.text == "" {
			return false
		}
		if strings.HasSuffix(l.text, ":") || strings.HasSuffix(l.text, "：") {
			return true
		}
	}
	return false
}

// marks tells whether the next line that is not blank is marked deeper.
func marks(ls []textLine, quote int) bool {
	for i, l := range ls {
		if l.text != "" || i == 3 {
			return l.quote > quote
		}
	}
	return false
}

// wrote takes an attribution apart. QUIRK: the verb stands last in English and
// in the middle in German; the date stands on either side of the name.
func wrote(s string, marked bool) (Header, bool) {
	low := strings.ToLower(s)
	for _, w := range attributions {
		if !strings.Contains(low, w.verb) || len(low) != len(s) {
			continue
		}
		at := strings.LastIndex(low, w.verb)
		opened := false
		for _, o := range w.open {
			opened = opened || strings.HasPrefix(low, o)
		}
		digits := strings.ContainsAny(s, "0123456789")
		after := strings.TrimSpace(s[at+len(w.verb):])
		if marked && after != "" && len(after) < 40 && strings.ContainsAny(after, "0123456789") && !strings.Contains(after, "@") {
			_, sent, _ := strings.Cut(after, " ")
			return Header{From: author(upTo(s, at)), Sent: sent}, true
		}
		if after != "" && !w.middle || !marked && (!opened || !digits) || !opened && !digits && len(s) > 120 {
			continue
		}
		first := upTo(s, at)
		if w.middle && after != "" {
			return Header{From: author(after), Sent: dateOf(first)}, true
		}
		return Header{From: author(first), Sent: dateOf(first)}, true
	}
	return Header{}, false
}

func upTo(s string, at int) string { return strings.TrimSpace(s[:at]) }

// author finds the name and address in an attribution: what follows the last
// comma or time of day before the address.
func author(s string) string {
	s = strings.TrimRight(s, ": ,")
	stop := len(s)
	if i := strings.LastIndexByte(s, '<'); i > 0 {
		stop = i
	}
	for i := stop - 1; i >= 0; i-- {
		c := s[i]
		if c >= '0' && c <= '9' {
			rest := s[i+1:]
			for _, cut := range []string{" AM", " PM", " am", " pm", "AM", "PM", " a.m.", " p.m.", " uhr", " Uhr", " GMT", " UTC"} {
				rest = strings.TrimPrefix(rest, cut)
			}
			if j := strings.IndexByte(rest, ' '); j >= 0 && strings.Trim(rest[:j], ",:;)") == "" {
				rest = rest[j:]
			}
			return strings.Trim(rest, " ,:;)，")
		}
		if c == ',' && i+1 < stop && strings.TrimSpace(s[i+1:stop]) != "" && strings.ContainsAny(s[:i], "0123456789") {
			return strings.TrimSpace(s[i+1:])
		}
	}
	return strings.TrimSpace(s)
}

// dateOf is the part of an attribution from its first digit or weekday to its
// last digit before the name, as written.
func dateOf(s string) string {
	name := author(s)
	s = strings.TrimSuffix(strings.TrimRight(s, ": ,"), name)
	if i := strings.IndexByte(s, ' '); i > 0 && !strings.ContainsAny(s[:i], "0123456789") {
		s = s[i+1:]
	}
	if !strings.ContainsAny(s, "0123456789") {
		return ""
	}
	return strings.Trim(s, " ,:;(")
}
