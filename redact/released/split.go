package released

import (
	"regexp"
	"strings"
	"time"
)

// message is one message of a release: its header lines, then its own.
type message struct {
	from, body, to   int // lines: the header's first, its own first, behind its last
	first, own, last int // tokens: first of all, first of its own, behind its last
	fields           map[string]field
	sent             string
	minute           int64  // when it was sent, minutes since 1970; 0 when it cannot be read
	base             string // its subject without the marks of answers
}

// field is a header field: the lines it stands on.
type field struct {
	line  int // of its name
	lines []int
	text  string
}

var (
	fieldLine = regexp.MustCompile(`^[\s>*_#]*(From|Sent|Date|To|Cc|CC|Bcc|Subject|Importance|Attachments?)\s*\*{0,2}:\s?\*{0,2}(.*)$`)
	separator = regexp.MustCompile(`^\s*(?:Message|-+\s*(?:Original Message|Forwarded [Mm]essage)\s*-+|_{10,})\s*$`)
)

// maxHeader is over how many lines a header may be spread; scanners put blank
// lines and codes between them.
const maxHeader = 40

// split finds the messages. What stands before the first header is a message
// without one.
func (d *document) split() {
	last := message{fields: map[string]field{}}
	for i := 0; i < len(d.lines); i++ {
		m, ok := d.header(i)
		if !ok {
			continue
		}
		last.to = i
		d.keep(last)
		last, i = m, m.body-1
	}
	last.to = len(d.lines)
	d.keep(last)
}

func (d *document) keep(m message) {
	for m.to > m.body && (strings.TrimSpace(d.lines[m.to-1].text) == "" || separator.MatchString(d.lines[m.to-1].text)) {
		m.to--
	}
	if m.to > m.from {
		d.messages = append(d.messages, m)
	}
}

// header reads the header that begins at a line: From, and within a few lines
// when and about what.
func (d *document) header(i int) (message, bool) {
	f := fieldLine.FindStringSubmatch(d.lines[i].text)
	if f == nil || f[1] != "From" {
		return message{}, false
	}
	m := message{from: i, body: i + 1, fields: map[string]field{}}
	name, blank := "", 0
	for l := i; l < len(d.lines) && l < i+maxHeader; l++ {
		text := strings.TrimSpace(d.lines[l].text)
		f := fieldLine.FindStringSubmatch(text)
		switch {
		case f != nil && l > i && f[1] == "From":
			l = len(d.lines)
		case f != nil:
			name, blank = strings.ToLower(f[1]), 0
			m.fields[name] = field{line: l, lines: []int{l}, text: strings.TrimSpace(f[2])}
			m.body = l + 1
		case text == "":
			blank++
		default:
			at := m.fields[name]
			value := at.text == "" && blank <= 2
			listed := name != "subject" && name != "importance" && name != "attachments" && name != "attachment" && (blank == 0 || codesOnly(text))
			wrapped := name == "subject" && blank == 0 && at.text != "" && !d.lateField(l) && len(at.text) > 60 && len(text) < 60
			if !value && !listed && !wrapped || name == "attachments" && blank > 0 {
				return m, m.whole()
			}
			at.text, at.lines = strings.TrimSpace(at.text+" "+text), append(at.lines, l)
			m.fields[name] = at
			m.body, blank = l+1, 0
			if name == "subject" && value {
				blank = 3
			}
		}
	}
	return m, m.whole()
}

// lateField tells whether no more header lines follow soon.
func (d *document) lateField(l int) bool {
	for k := l; k < len(d.lines) && k < l+3; k++ {
		if strings.TrimSpace(d.lines[k].text) == "" {
			return true
		}
	}
	return false
}

func codesOnly(text string) bool {
	return between.MatchString(withheld.ReplaceAllString(text, ""))
}

// whole tells whether header lines make a header, and reads when it was sent.
func (m *message) whole() bool {
	sent, ok := m.fields["sent"]
	if !ok {
		sent, ok = m.fields["date"]
	}
	_, to := m.fields["to"]
	_, subject := m.fields["subject"]
	m.sent = sent.text
	m.minute, m.base = minute(sent.text), base(m.fields["subject"].text)
	return ok && (to || subject)
}

// minute reads a time as mail programs print it; 0 when it cannot.
func minute(s string) int64 {
	s = strings.Join(strings.Fields(strings.NewReplacer("*", "", "\u202f", " ", " at ", " ").Replace(s)), " ")
	for _, layout := range []string{"Monday, January 2, 2006 3:04:05 PM", "Monday, January 2, 2006 3:04 PM", "Monday, January 02, 2006 3:04 PM", "1/2/2006 3:04:05 PM", "1/2/2006 3:04 PM",
		"Mon, Jan 2, 2006 3:04 PM", "Mon, 2 Jan 2006 15:04:05 -0700", "January 2, 2006 3:04 PM", "Monday, 2 January 2006 15:04", "2006-01-02 15:04", "Mon 1/2/2006 3:04 PM"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Unix() / 60
		}
	}
	return 0
}
