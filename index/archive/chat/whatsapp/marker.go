package whatsapp

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"vaughn/index/archive/chat"
	"vaughn/index/message"
)

var (
	angleFile = regexp.MustCompile(`<[^\s<>:]{2,24}: ?([^<>\n]{1,255}\.[A-Za-z0-9]{1,8})>`)
	oldFile   = regexp.MustCompile(`^([^<>\n]{1,255}\.[A-Za-z0-9]{1,8}) <[^<>:\n]{2,30}>`)
	namedFile = regexp.MustCompile(`^([^()\n]{1,255}\.[A-Za-z0-9]{1,8}) \(([^()\n]{2,40})\)`)
	ownName   = regexp.MustCompile(`-WA\d{4}\.[A-Za-z0-9]+$`)
	ownPhoto  = regexp.MustCompile(`^\d{4}-\d\d-\d\d-[A-Z]+-\d+\.|^\d{8}-[A-Z]+-\d{4}`)
	mapsLink  = regexp.MustCompile(`https://maps\.google\.com/\?q=(-?[0-9.]+,-?[0-9.]+)`)
	placeLink = regexp.MustCompile(`https://foursquare\.com/v/[0-9a-f]{24}$`)
	angleText = regexp.MustCompile(`^<([^<>\n]{2,60})>`)
)

// interpret finds what the program says in a text: files, deletions, calls.
// own tells that the text begins with the mark of the program's own words. It
// returns the name of a file the export should hold.
func interpret(e *message.Event, own bool) (file string) {
	text := strings.TrimSpace(e.Text)
	plain := strings.ToLower(strings.TrimRight(text, " ."))
	switch {
	case said[textDeleted][plain]:
		e.Deleted = &message.Deletion{}
		if strings.HasPrefix(plain, "this message was deleted by") {
			e.Extra = append(e.Extra, message.Header{Name: "Deleted by", Value: "administrator"})
		} else {
			e.Deleted.By = e.From
		}
		return ""
	case text == "null" || text == "":
		// View-once pictures and kinds the program could not export.
		e.Extra = append(e.Extra, message.Header{Name: "Content", Value: "not in the export"})
		return ""
	}
	if strings.Contains(text, "https://") && location(e, text) {
		return ""
	}
	if name, rest, ok := attached(text, own); ok {
		e.Kind, e.Text = message.EventFile, rest
		return name
	}
	if what, rest, ok := omitted(text, own); ok {
		e.Kind, e.Text = message.EventFile, rest
		e.Missing = append(e.Missing, what)
		return ""
	}
	if i := strings.LastIndexByte(text, '<'); i >= 0 && strings.HasSuffix(text, ">") && said[textEdited][strings.ToLower(strings.TrimRight(text[i+1:len(text)-1], "."))] {
		e.Text = strings.TrimSuffix(text[:i], " ")
		e.Extra = append(e.Extra, message.Header{Name: "Edited", Value: "earlier versions are not in the export"})
	}
	for w := range said[aCall] {
		if strings.HasPrefix(plain, w) && len(plain) < len(w)+40 && (own || !strings.Contains(plain, "\n")) && callTail(plain[len(w):]) {
			e.Kind = message.EventCall
			return ""
		}
	}
	// The word stands in capitals; a person's line of that sort is hardly one.
	if line, rest, _ := strings.Cut(text, "\n"); said[aPoll][strings.ToLower(line)] && line == strings.ToUpper(line) && rest != "" {
		e.Kind = message.EventPoll
	}
	return ""
}

// location tells a shared position from a text with a link.
func location(e *message.Event, text string) bool {
	if m := mapsLink.FindStringSubmatch(text); m != nil {
		word, _, _ := strings.Cut(strings.ToLower(text), ":")
		if said[aPlace][word] {
			e.Kind = message.EventLocation
			e.Extra = append(e.Extra, message.Header{Name: "Position", Value: m[1]})
			return true
		}
	}
	if placeLink.MatchString(text) {
		e.Kind = message.EventLocation
		return true
	}
	return false
}

// callTail tells the ends of a line about a call from a person writing of one.
func callTail(s string) bool {
	return s == "" || strings.HasPrefix(s, ",") || strings.HasPrefix(s, " at ") || strings.HasPrefix(s, ". ") || strings.HasPrefix(s, " um ") || strings.HasPrefix(s, " à ")
}

func attached(text string, own bool) (name, rest string, ok bool) {
	if !strings.ContainsAny(text, "<(") {
		return "", "", false
	}
	if m := angleFile.FindStringSubmatchIndex(text); m != nil {
		name = text[m[2]:m[3]]
		return name, strings.TrimSpace(text[:m[0]] + text[m[1]:]), true
	}
	if m := oldFile.FindStringSubmatchIndex(text); m != nil && (own || ownPhoto.MatchString(text)) {
		return text[m[2]:m[3]], strings.TrimSpace(text[m[1]:]), true
	}
	if m := namedFile.FindStringSubmatchIndex(text); m != nil {
		name = text[m[2]:m[3]]
		if said[fileAttached][strings.ToLower(text[m[4]:m[5]])] || ownName.MatchString(name) {
			return name, strings.TrimSpace(text[m[1]:]), true
		}
	}
	return "", "", false
}

func omitted(text string, own bool) (what, rest string, ok bool) {
	if m := angleText.FindStringSubmatchIndex(text); m != nil && said[fileOmitted][strings.ToLower(text[m[2]:m[3]])] {
		return text[m[2]:m[3]], strings.TrimSpace(text[m[1]:]), true
	}
	line, rest, _ := strings.Cut(text, "\n")
	// The name of a document stands before the mark: "plan.pdf • 2 pages ‎document omitted".
	if !own || utf8.RuneCountInString(line) > 200 {
		return "", "", false
	}
	fields := strings.Fields(strings.ToLower(line))
	for n := 1; n <= 2 && n < len(fields); n++ {
		if said[sortOmitted][strings.Join(fields[len(fields)-n:], " ")] {
			return line, strings.TrimSpace(rest), true
		}
	}
	return "", "", false
}

// strip removes the direction marks and tells whether the text began with one.
func strip(s string) (string, bool) {
	r, _ := utf8.DecodeRuneInString(s)
	own := r == '\u200E' || r == '\u200F'
	return strings.Map(func(r rune) rune {
		if chat.Mark(r) {
			return -1
		}
		return r
	}, s), own
}
