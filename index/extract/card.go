package extract

import (
	"context"
	"fmt"
	"io"
	"mime/quotedprintable"
	"slices"
	"strings"
	"time"
)

// maxCards is how many events or contacts of one file are set each for itself.
const maxCards = 2000

// readCard reads calendars (RFC 5545) and contacts (RFC 6350, vCard 2.1 and
// 3.0): for each event or contact what a person sees of it, line by line, its
// long text, then the other properties under their own names. Definitions of
// time zones are named; pictures inside are left out and counted.
func readCard(ctx context.Context, _ *Extractor, in *input, s *sheet) error {
	text, err := decoded(ctx, in, s)
	if err != nil {
		return err
	}
	c := cards{sheet: s}
	all := components(text)
	if len(all) == 0 {
		s.say("", unfolded(text))
		return nil
	}
	for i := range all {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if i == maxCards {
			s.fail("text-cut", fmt.Sprintf("Only the first %d entries of this file became text.", maxCards), false)
			break
		}
		c.card(&all[i], i, len(all))
	}
	c.rest("Of the whole file", all[0].file)
	return nil
}

// property is one content line, its value still escaped.
type property struct {
	name   string // upper case, without the group in front
	params map[string][]string
	value  string
}

func (p *property) param(name string) string { return strings.Join(p.params[name], ", ") }

// component is an event, task, journal entry, list of free times, or contact.
type component struct {
	kind  string
	props []property
	file  []property // of what it stands in
}

// inside are the components that belong to the one around them.
var inside = map[string]string{"VALARM": "REMINDER"}

// components takes the lines of a file apart. What stands in a component that is
// no card of its own, such as a reminder, goes to the card around it.
func components(text string) []component {
	var out []component
	var open []string
	var file []property
	now := -1
	for _, p := range properties(text) {
		switch p.name {
		case "BEGIN":
			kind := strings.ToUpper(strings.TrimSpace(p.value))
			if open = append(open, kind); now < 0 && slices.Contains([]string{"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VCARD"}, kind) {
				now = len(out)
				out = append(out, component{kind: kind})
			}
			continue
		case "END":
			kind := strings.ToUpper(strings.TrimSpace(p.value))
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
			if now >= 0 && out[now].kind == kind {
				now = -1
			}
			continue
		}
		in := ""
		if len(open) > 0 {
			in = open[len(open)-1]
		}
		switch {
		case now >= 0:
			if inside[in] != "" && in != out[now].kind {
				p.name = inside[in] + " " + p.name
			}
			out[now].props = append(out[now].props, p)
		case in == "VCALENDAR" || in == "VTIMEZONE" && p.name == "TZID":
			file = append(file, p)
		}
	}
	for i := range out {
		out[i].file = file
	}
	return out
}

// unfolded joins lines that were folded (RFC 5545 section 3.1).
func unfolded(text string) string {
	return strings.NewReplacer("\n ", "", "\n\t", "").Replace(strings.ReplaceAll(text, "\r\n", "\n"))
}

// properties unfolds and parts the lines. QUIRK: vCard 2.1 folds by the soft
// line breaks of quoted-printable.
func properties(text string) []property {
	var out []property
	lines := strings.Split(unfolded(text), "\n")
	for i := 0; i < len(lines); i++ {
		p, ok := parseProperty(lines[i])
		if !ok {
			if strings.TrimSpace(lines[i]) != "" {
				out = append(out, property{name: "TEXT", value: lines[i]})
			}
			continue
		}
		if strings.EqualFold(p.param("ENCODING"), "quoted-printable") {
			for strings.HasSuffix(p.value, "=") && i+1 < len(lines) {
				i++
				p.value = strings.TrimSuffix(p.value, "=") + lines[i]
			}
			if raw, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(p.value))); err == nil {
				p.value = strings.ReplaceAll(decode(raw, "text/plain; charset="+p.param("CHARSET")), "\r\n", "\n")
			}
		}
		out = append(out, p)
	}
	return out
}

// parseProperty parts a content line: name, parameters, value (RFC 5545 section
// 3.1). In vCard 2.1 a parameter may be a bare type.
func parseProperty(line string) (property, bool) {
	end, quoted := -1, false
	for i := 0; i < len(line) && end < 0; i++ {
		switch {
		case line[i] == '"':
			quoted = !quoted
		case line[i] == ':' && !quoted:
			end = i
		}
	}
	if end <= 0 {
		return property{}, false
	}
	p := property{params: map[string][]string{}, value: line[end+1:]}
	for i, part := range unquotedSplit(line[:end], ';') {
		if i == 0 {
			p.name = strings.ToUpper(strings.TrimSpace(part))
			if dot := strings.LastIndexByte(p.name, '.'); dot >= 0 {
				p.name = p.name[dot+1:]
			}
			continue
		}
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			name, value = "TYPE", part
			if strings.EqualFold(part, "quoted-printable") || strings.EqualFold(part, "base64") {
				name = "ENCODING"
			}
		}
		name = strings.ToUpper(strings.TrimSpace(name))
		for _, v := range unquotedSplit(value, ',') {
			p.params[name] = append(p.params[name], strings.Trim(strings.TrimSpace(v), `"`))
		}
	}
	return p, p.name != "" && !strings.ContainsAny(p.name, " \t")
}

func unquotedSplit(s string, sep byte) (out []string) {
	from, quoted := 0, false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == sep && !quoted:
			out, from = append(out, s[from:i]), i+1
		}
	}
	return append(out, s[from:])
}

// plainText undoes the escapes of a value (RFC 5545 section 3.3.11).
func plainText(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";").Replace(s)
}

// parts splits a structured value at the semicolons that are not escaped, and
// gives those that say something.
func parts(s string) []string {
	var out []string
	for _, p := range strings.Split(strings.ReplaceAll(s, `\;`, "\x00"), ";") {
		if p = strings.TrimSpace(plainText(strings.ReplaceAll(p, "\x00", `\;`))); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// isData tells values that are bytes, not words.
func isData(p *property) bool {
	e := strings.ToLower(p.param("ENCODING"))
	return len(p.value) > 60 && (e == "b" || e == "base64" || strings.EqualFold(p.param("VALUE"), "binary") || strings.HasPrefix(p.value, "data:"))
}

// moment prints a date or a date with time as the file states it.
func (p *property) moment(value string) string {
	value = strings.TrimSpace(value)
	zone := p.param("TZID")
	for _, f := range []struct{ layout, as, zone string }{
		{"20060102T150405Z", "2006-01-02 15:04", " UTC"}, {"20060102T150405", "2006-01-02 15:04", ""}, {"20060102", time.DateOnly, ""},
		{"2006-01-02T15:04:05Z", "2006-01-02 15:04", " UTC"}, {time.DateOnly, time.DateOnly, ""},
	} {
		t, err := time.Parse(f.layout, value)
		if err != nil {
			continue
		}
		switch {
		case f.zone != "" || f.as == time.DateOnly:
			return t.Format(f.as) + f.zone
		case zone != "":
			return t.Format(f.as) + " (" + zone + ")"
		}
		return t.Format(f.as) + " (local time)"
	}
	return plainText(value)
}

func (p *property) moments() string {
	var out []string
	for v := range strings.SplitSeq(p.value, ",") {
		out = append(out, p.moment(v))
	}
	return strings.Join(out, "; ")
}

// person prints an organiser or attendee with what is known of the answer.
func (p *property) person() string {
	addr := strings.TrimSpace(plainText(p.value))
	if len(addr) > 7 && strings.EqualFold(addr[:7], "mailto:") {
		addr = addr[7:]
	}
	who := p.param("CN")
	switch {
	case who == "" || who == addr:
		who = addr
	case addr != "":
		who += " <" + addr + ">"
	}
	var notes []string
	for _, n := range []string{p.param("PARTSTAT"), p.param("ROLE"), p.param("CUTYPE")} {
		if n = wordsOf(n); n != "" && n != "individual" && n != "req-participant" {
			notes = append(notes, n)
		}
	}
	if d := p.param("DELEGATED-TO"); d != "" {
		notes = append(notes, "delegated to "+strings.TrimPrefix(d, "mailto:"))
	}
	if len(notes) > 0 {
		who += " (" + strings.Join(notes, ", ") + ")"
	}
	return who
}

// wordsOf makes a value of a fixed list readable.
func wordsOf(v string) string {
	switch v = strings.ToLower(v); v {
	case "needs-action":
		return "no answer"
	case "opt-participant":
		return "optional"
	case "non-participant":
		return "for information"
	case "opaque":
		return "busy"
	case "transparent":
		return "free"
	}
	return v
}

// recurs says how often (RFC 5545 section 3.3.10); parts without words of ours
// keep their own.
func (p *property) recurs() string {
	var out []string
	units := map[string]string{"SECONDLY": "second", "MINUTELY": "minute", "HOURLY": "hour", "DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
	rule := map[string]string{}
	for part := range strings.SplitSeq(p.value, ";") {
		name, value, _ := strings.Cut(part, "=")
		rule[strings.ToUpper(strings.TrimSpace(name))] = value
		if u := units[strings.ToUpper(value)]; strings.EqualFold(name, "FREQ") && u != "" {
			out = append(out, "every "+u)
		}
	}
	for part := range strings.SplitSeq(p.value, ";") {
		name, value, _ := strings.Cut(part, "=")
		switch name = strings.ToUpper(strings.TrimSpace(name)); {
		case name == "FREQ" && len(out) > 0, name == "" && value == "":
		case name == "INTERVAL" && len(out) > 0 && value != "1":
			out[0] = "every " + value + " " + strings.TrimPrefix(out[0], "every ") + "s"
		case name == "INTERVAL" && value == "1":
		case name == "COUNT":
			out = append(out, value+" times")
		case name == "UNTIL":
			out = append(out, "until "+p.moment(value))
		case name == "BYDAY":
			out = append(out, "on "+strings.ReplaceAll(value, ",", ", "))
		default:
			out = append(out, strings.TrimSpace(part))
		}
	}
	return strings.Join(out, ", ")
}
