package released

import (
	"regexp"
	"strings"

	"vaughn/index/people"
	"vaughn/index/record"
	"vaughn/redact/check"
	"vaughn/redact/suggest"
)

// headers compares the fields of messages that are one by time and subject: a
// party that is open in one copy and withheld in another.
func (d *document) headers() []Finding {
	type one struct {
		minute  int64
		subject string
	}
	copies := map[one][]int{}
	for i, m := range d.messages {
		if k := (one{m.minute, m.base}); m.minute != 0 && len(copies[k]) < maxSeeds {
			copies[k] = append(copies[k], i)
		}
	}
	var out []Finding
	for a, m := range d.messages {
		for _, name := range []string{"from", "to", "cc"} {
			f, ok := m.fields[name]
			if !ok || f.text == "" || withheld.MatchString(f.text) || !partyLike(f.text) {
				continue
			}
			found := Finding{Check: Inconsistent, Severity: Block, Why: "The " + name + " line is open here and withheld in another copy of the same message."}
			for _, b := range copies[one{m.minute, m.base}] {
				g, ok := d.messages[b].fields[name]
				if ok && b != a && withheld.MatchString(g.text) && codesOnly(g.text) && len(found.Other) < maxOther {
					found.Other = append(found.Other, d.fieldPlace(b, g))
				}
			}
			if len(found.Other) > 0 {
				found.Place = d.fieldPlace(a, f)
				out = append(out, found)
			}
		}
	}
	return out
}

func partyLike(s string) bool { return strings.ContainsAny(s, "@<,") || len(strings.Fields(s)) > 1 }

func (d *document) fieldPlace(m int, f field) Place {
	l := d.lines[f.lines[len(f.lines)-1]]
	return Place{File: d.pages[l.page].File, Page: d.pages[l.page].Page, Line: l.no, Text: f.text, Whole: strings.TrimSpace(l.text), Sent: d.messages[m].sent, Codes: codesIn(f.text)}
}

func codesIn(text string) []string {
	var out []string
	for _, m := range withheld.FindAllStringSubmatchIndex(text, -1) {
		if c := official(text, m); c != "" {
			out = union(out, []string{c})
		}
	}
	return out
}

// A party of which half is open: "(b)(6) Smith", "Smith, (b)(6)", "J. (b)(6)",
// "(b)(6)@agency.gov". What stands between is what codes look like.
var (
	code      = `(?:` + withheld.String() + `)(?:[\s,;]*(?:` + withheld.String() + `))*`
	surnameOf = regexp.MustCompile(`^` + code + `[\s,]+(\p{Lu}[\p{Ll}'’-]{2,}(?:-\p{Lu}\p{Ll}+)?)\s*$`)
	comma     = regexp.MustCompile(`^(\p{Lu}[\p{Ll}'’-]{2,}|\p{Lu}{3,}),\s*` + code + `\s*$`)
	initialOf = regexp.MustCompile(`^(\p{Lu}\.)\s*` + code + `\s*$`)
	localOf   = regexp.MustCompile(`([A-Za-z0-9][A-Za-z0-9._+-]+)@` + code)
	domainOf  = regexp.MustCompile(code + `\s?(@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)`)
	digitsOf  = regexp.MustCompile(`(?:\(?\d{3}\)?[ .-]?\d{3}[ .-]|\(?\d{3}\)?[ .-])` + code + `|` + code + `-(\d{4})\b`)
)

// halves finds names, addresses and numbers of which a part is open.
func (d *document) halves() []Finding {
	var out []Finding
	add := func(l int, text, severity, why string) {
		at := d.lines[l]
		out = append(out, Finding{Check: Partial, Severity: severity, Place: Place{File: d.pages[at.page].File, Page: d.pages[at.page].Page, Line: at.no, Text: text, Whole: strings.TrimSpace(at.text), Codes: codesIn(at.text)}, Why: why})
	}
	for _, m := range d.messages {
		for _, name := range []string{"from", "to", "cc"} {
			f := m.fields[name]
			for _, party := range strings.Split(f.text, ";") {
				party = strings.TrimSpace(party)
				for _, re := range []*regexp.Regexp{surnameOf, comma, initialOf} {
					if g := re.FindStringSubmatch(party); g != nil && !office(lastOf(g)) {
						add(f.lines[len(f.lines)-1], lastOf(g), Block, "A name is half withheld and this is left of it.")
					}
				}
			}
		}
	}
	domains := map[string]bool{}
	for l := range d.lines {
		text := d.lines[l].text
		if !withheld.MatchString(text) {
			continue
		}
		for _, g := range localOf.FindAllStringSubmatch(text, -1) {
			add(l, g[1], Block, "The name in an address is open and only where it is held is withheld.")
		}
		for _, g := range domainOf.FindAllStringSubmatch(text, -1) {
			if v := lastOf(g); !domains[v] {
				domains[v] = true
				add(l, v, Info, "The name in an address is withheld and where it is held is open.")
			}
		}
		if g := digitsOf.FindString(text); g != "" {
			add(l, strings.TrimSpace(withheld.ReplaceAllString(g, "")), Block, "A telephone number is half withheld and these digits are left.")
		}
	}
	return out
}

// lastOf is the last group that matched: the others are those of codes.
func lastOf(g []string) string {
	for i := len(g) - 1; i > 0; i-- {
		if len(g[i]) > 1 {
			return g[i]
		}
	}
	return g[0]
}

// office tells words beside a code that name no person.
func office(w string) bool {
	switch strings.ToLower(w) {
	case "team", "press", "office", "group", "list", "media", "staff", "division", "branch", "unit", "all", "foia", "contractor":
		return true
	}
	return strings.ToUpper(w) == w && len(w) <= 5
}

// shared are user names that nobody has for himself.
var shared = regexp.MustCompile(`(?i)^(?:no-?reply|do-?not-?reply|info|foia|press|media|public|contact|support|help|helpdesk|service|team|office|admin|webmaster|postmaster|news|newsletter|alerts?|subscri\w*|unsubscribe)\b|^[^@]*(?:noreply|newsletter|press|media|foia|helpdesk)[^@]*@`)

// published is a line that says that a number is everybody's.
var published = regexp.MustCompile(`(?i)hotline|helpline|lifeline|assistance program|toll[- ]free|switchboard|press office|main number|conference|dial[- ]in`)

var tollFree = regexp.MustCompile(`^\+?1?\D*(?:800|888|877|866|855|844|833)\b`)

// left finds identifiers that are open.
func (d *document) left() []Finding {
	personal, general := suggest.Patterns(nil)
	var out []Finding
	seen := map[string]int{}
	region := people.RegionOf("America/New_York")
	search := suggest.New(nil, append(personal, general...), suggest.Options{Region: region})
	for p, page := range d.pages {
		starts := lineStarts(page.Text)
		r := &record.Record{Text: page.Text, Blocks: []record.Block{{Span: record.Span{End: len(page.Text)}, Role: record.RoleBody, Field: record.FieldBody}}}
		press := suggest.Published(r)
		for _, got := range search.Record(r, 0) {
			text := page.Text[got.Span.Start:got.Span.End]
			no := lineAt(starts, got.Span.Start)
			full := lineText(page.Text, starts, no)
			near := full
			if no > 1 {
				near = lineText(page.Text, starts, no-1) + " " + full
			}
			if got.Kept || !check.Shaped(got.Rule, page.Text, got.Span) || inside(press, got.Span) || !worth(got, text, near) || strings.Contains(text, "\n") {
				continue
			}
			at := Place{File: page.File, Page: d.pages[p].Page, Line: no, Text: text, Whole: strings.TrimSpace(full)}
			if n, ok := seen[got.Rule+key(text)]; ok {
				if len(out[n].Other) < maxOther {
					out[n].Other = append(out[n].Other, at)
				}
				continue
			}
			severity := Block
			if got.Rule == "phone" || got.Rule == "mail" || got.Rule == "home" {
				severity = Warn
			}
			seen[got.Rule+key(text)] = len(out)
			out = append(out, Finding{Check: Leak, Severity: severity, Place: at, Why: "This looks like " + got.Why + " and is open."})
		}
	}
	return out
}

func inside(in []record.Span, s record.Span) bool {
	for _, p := range in {
		if p.Start <= s.Start && s.End <= p.End {
			return true
		}
	}
	return false
}

// worth tells whether a reader should look at an identifier.
func worth(p suggest.Proposal, text, near string) bool {
	switch p.Rule {
	case "ip", "url", "share", "home":
		return false
	case "phone":
		return len(text) > 8 && !tollFree.MatchString(text) && !published.MatchString(near)
	case "mail":
		return !shared.MatchString(text)
	}
	return true
}

func lineStarts(text string) []int {
	out := []int{0}
	for i := range len(text) {
		if text[i] == '\n' {
			out = append(out, i+1)
		}
	}
	return out
}

func lineAt(starts []int, at int) int {
	lo, hi := 0, len(starts)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; starts[mid] <= at {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo + 1
}

func lineText(text string, starts []int, no int) string {
	end := len(text)
	if no < len(starts) {
		end = starts[no] - 1
	}
	return text[starts[no-1]:end]
}

// codes finds boxes without a code and codes that do not exist.
func (d *document) codes() []Finding {
	var out []Finding
	coded := false
	for _, t := range d.tokens {
		coded = coded || len(t.codes) > 0
	}
	for i, t := range d.tokens {
		if t.kind != hid {
			continue
		}
		if len(t.codes) == 0 && coded {
			out = append(out, Finding{Check: NoCode, Severity: Warn, Place: d.place(i, i+1), Why: "Something is withheld here and no exemption is stated at the place."})
		}
		for _, c := range t.codes {
			if why := unknown(c); why != "" {
				out = append(out, Finding{Check: BadCode, Severity: Block, Place: d.place(i, i+1), Why: c + ": " + why})
			}
		}
	}
	return out
}

// unknown says what is wrong with a code, "" when nothing is.
func unknown(c string) string {
	parts := strings.Split(strings.Trim(c, "()"), ")(")
	if len(parts) < 2 || parts[0] != "b" {
		return ""
	}
	switch n := parts[1]; {
	case len(n) != 1 || n == "0":
		return "there is no such exemption."
	case n == "7" && len(parts) == 2:
		return "it needs one of its letters (A) to (F)."
	case n == "7" && parts[2] > "F":
		return "there is no such letter."
	case n != "7" && n != "1" && n != "3" && n != "5" && len(parts) == 3:
		return "this exemption has no letters."
	}
	return ""
}
