package suggest

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"vaughn/index/record"
)

// phoneSpans finds runs of digits with the signs people write numbers with; one
// line's end may stand in them.
func phoneSpans(text string) []record.Span {
	var out []record.Span
	for i := 0; i < len(text); {
		if c := text[i]; c < '0' || c > '9' {
			i++
			continue
		}
		end, digits := run(text, i)
		from := i
		if from > 0 && text[from-1] == '(' {
			from--
		}
		if from > 0 && text[from-1] == '+' {
			from--
		}
		lone := !wordBefore(text, from) && !wordAfter(text, end) && (from == 0 || text[from-1] != '@') && (end == len(text) || text[end] != '@')
		if lone && digits >= 4 && digits <= 21 {
			out = append(out, record.Span{Start: from, End: end})
		}
		i = end
	}
	return out
}

// maxSigns is how many signs may part two digits of one number: ") " or " - ".
const maxSigns = 3

// run finds the end of a number that begins at i, and counts its digits.
func run(text string, i int) (end, digits int) {
	lines := 0
	for at := i; at < len(text); {
		if c := text[at]; c >= '0' && c <= '9' {
			at++
			end, digits = at, digits+1
			continue
		}
		signs := 0
		for at < len(text) && (text[at] < '0' || text[at] > '9') {
			c, n := utf8.DecodeRuneInString(text[at:])
			switch {
			case c == '\n' && lines == 0:
				lines++
				signs = 0
			case (c == '>' || c == ' ') && lines == 1 && strings.ContainsAny(text[end:at], "\n"):
			case strings.ContainsRune(" ().-/·–‑\u00a0\t", c) && signs < maxSigns:
				signs++
			default:
				return end, digits
			}
			at += n
		}
	}
	return end, digits
}

// Patterns lists the built-in rules: personal identifiers first, then what
// anybody may bear. Sources of the forms: SSN, Social Security Administration
// (no 000, 666, 9xx; no 00; no 0000); routing numbers, ABA check digit; card
// numbers, ISO/IEC 7812 check digit.
func Patterns(basis []string) (personal, general []Rule) {
	rule := func(name, about string, sure float64, expr string, check func(string, record.Span) bool) Rule {
		re := regexp.MustCompile(expr)
		return Rule{Name: name, About: about, Basis: basis, Confidence: sure, expr: re, group: min(1, re.NumSubexp()), check: check}
	}
	personal = []Rule{
		rule("ssn", "a Social Security number", 0.97, `\b(\d{3}[- \x{2010}\x{2011}\x{2013}]\d{2}[- \x{2010}\x{2011}\x{2013}]\d{4})\b`, ssn),
		rule("ssn", "nine digits called a Social Security number", 0.97, `(?i)\b(?:ssn|social security(?: (?:no|number|num|#))?)\W{0,4}(?:is|was)?\W{0,3}(\d{9})\b`, nil),
		rule("ssn-tail", "the last digits of a Social Security number", 0.9, `(?i)\b(?:last (?:four|4)(?: (?:digits )?(?:of )?(?:\w+ )?(?:ssn|social(?: security number)?))|ssn ending(?: in)?)\W{0,4}(?:is|are|was)?\W{0,3}(\d{4})\b`, nil),
		rule("a-number", "an alien registration number", 0.95, `\b(A[- #]?\d{3}[- ]?\d{3}[- ]?\d{2,3})\b`, aNumber),
		rule("a-number", "an alien registration number", 0.95, `(?i)\balien (?:registration )?(?:no|number|#)\W{0,3}(A?\d[\d -]{6,10}\d)\b`, nil),
		rule("birth", "a date of birth", 0.95, `(?i)\b(?:d\.?o\.?b\.?|date of birth|birth ?date|birthday|born(?: on)?)\W{0,4}(?:is|was)?\W{0,3}(`+anyDate+`)`, nil),
		rule("passport", "a passport number", 0.93, `(?i)\bpassport(?: (?:no|number|num|card|#))?\W{0,4}(?:is|was)?\W{0,3}([A-Z]{0,2}\d{6,9})\b`, nil),
		rule("license", "a driver's license number", 0.9, `(?i)\b(?:driver'?’?s? licen[cs]e|dl)(?: (?:no|number|#))?\W{1,4}(?:is|was)?\W{0,3}([A-Z]?\d[A-Z0-9-]{4,15}\d)\b`, nil),
		rule("bank", "a bank account", 0.93, `(?i)\b(?:acc(?:oun)?t|a/c|iban)(?: (?:no|number|num|#))?\W{0,4}(?:is|was)?\W{0,3}((?:[A-Z]{2}\d{2}[ ]?)?\d[\d -]{5,28}\d)\b`, nil),
		rule("routing", "a bank's routing number", 0.93, `(?i)\b(?:routing|aba|rtn)(?: (?:no|number|num|#))?\W{0,4}(?:is|was)?\W{0,3}(\d{9})\b`, routing),
		rule("card", "a payment card", 0.95, `\b(\d(?:[ -]?\d){12,18})\b`, card),
		rule("home", "a street address", 0.85, `\b(\d{1,6}(?:-\d{1,4})?[A-Z]? (?:[NSEW]\.? |North |South |East |West )?(?:[A-Z][A-Za-z'’]+|\d{1,3}(?:st|nd|rd|th))(?: [A-Z][A-Za-z'’]+){0,3} (?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Way|Place|Pl|Terrace|Ter|Circle|Cir|Trail|Trl|Loop)\b\.?(?:,? (?:Apt|Apartment|Unit|Ste|Suite|#)\.? ?#?\w{1,5})?(?:,?\s+[A-Z][A-Za-z.'’]+(?: [A-Z][A-Za-z.'’]+){0,2},?\s+[A-Z]{2}\.?(?: \d{5}(?:-\d{4})?)?)?)`, homely),
	}
	hint(personal)
	general = []Rule{
		{Name: "phone", About: "a telephone number", Basis: basis, Confidence: 0.7, spans: phoneSpans, check: phoneAlone},
		rule("mail", "an address of mail", 0.8, `\b([A-Za-z0-9][A-Za-z0-9._%+'-]*@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+)\b`, nil),
		rule("ip", "an address on a network", 0.75, `\b(\d{1,3}(?:\.\d{1,3}){3})\b`, ipAddress),
		rule("url", "an address inside a network", 0.7, `\b((?:https?|ftp|file)://(?:localhost|(?:[A-Za-z0-9-]+\.)*(?:intranet|sharepoint|internal|intra)\.[A-Za-z0-9.-]+|[A-Za-z0-9-]+(?:\.(?:local|lan|internal|intranet|corp|home))?)(?::\d+)?(?:/[^\s<>"')\]]*)?)`, innerURL),
		rule("share", "a folder on a network", 0.7, `(\\\\[A-Za-z0-9_.-]+\\[^\s<>"|]*[^\s<>"|.,;:)])`, nil),
	}
	return personal, general
}

// hint notes what spares most texts the search for a pattern.
func hint(rules []Rule) {
	words := map[string][]string{"ssn-tail": {"last four", "last 4", "ssn"}, "birth": {"dob", "d.o.b", "o.b", "birth", "born"}, "passport": {"passport"},
		"license": {"licen", "dl"}, "bank": {"acc", "a/c", "iban"}, "routing": {"routing", "aba", "rtn"},
		"home": {" st", " av", " road", " rd", " boulevard", " blvd", " dr", " lane", " ln", " c", " way", " pl", " ter", " trail", " trl", " loop"}}
	digits := map[string]int{"ssn": 9, "a-number": 7, "card": 13, "bank": 7, "routing": 9, "passport": 6, "ssn-tail": 4, "license": 2, "birth": 4}
	for i := range rules {
		rules[i].hints, rules[i].digits = words[rules[i].Name], digits[rules[i].Name]
	}
}

const anyDate = `\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? \d{4}`

func builtin(opt Options) []Rule {
	personal, general := Patterns(opt.Basis)
	var out []Rule
	if opt.Personal {
		out = append(out, personal...)
	}
	if opt.General {
		out = append(out, general...)
	}
	return out
}

func ssn(text string, s record.Span) bool {
	d := digitsOf(text[s.Start:s.End])
	area, _ := strconv.Atoi(d[:3])
	return area != 0 && area != 666 && area < 900 && d[3:5] != "00" && d[5:] != "0000" && !joinedDigits(text, s)
}

// joinedDigits tells whether the match is a piece of a longer number.
func joinedDigits(text string, s record.Span) bool {
	before := s.Start > 1 && strings.IndexByte("-./", text[s.Start-1]) >= 0 && text[s.Start-2] >= '0' && text[s.Start-2] <= '9'
	after := s.End+1 < len(text) && strings.IndexByte("-./", text[s.End]) >= 0 && text[s.End+1] >= '0' && text[s.End+1] <= '9'
	return before || after
}

func aNumber(text string, s record.Span) bool {
	n := len(digitsOf(text[s.Start:s.End]))
	return n == 8 || n == 9
}

// routing checks the digits of an ABA number: 3, 7 and 1 times each, in turn,
// give a multiple of ten.
func routing(text string, s record.Span) bool {
	sum := 0
	for i, c := range digitsOf(text[s.Start:s.End]) {
		sum += int(c-'0') * []int{3, 7, 1}[i%3]
	}
	return sum%10 == 0
}

// card checks the last digit of a payment card (Luhn) and its first.
func card(text string, s record.Span) bool {
	d := digitsOf(text[s.Start:s.End])
	if strings.IndexByte("3456", d[0]) < 0 || len(d) < 13 || len(d) > 19 || joinedDigits(text, s) {
		return false
	}
	sum := 0
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

// homely leaves out an address that the line calls an office's.
func homely(text string, s record.Span) bool {
	from := strings.LastIndexByte(text[:s.Start], '\n') + 1
	for _, w := range words(text[from:s.Start]) {
		switch w {
		case "office", "headquarters", "hq", "building", "agency", "courthouse", "library", "museum":
			return false
		}
	}
	return true
}

func phoneAlone(text string, s record.Span) bool {
	d := digitsOf(text[s.Start:s.End])
	if len(d) < 7 || len(d) > 15 || joinedDigits(text, s) || wordBefore(text, s.Start) || s.Start > 0 && text[s.Start-1] == '@' || wordAfter(text, s.End) {
		return false
	}
	raw := text[s.Start:s.End]
	signs := strings.IndexAny(raw, "+(-. /") >= 0
	// Nine digits in SSN's groups, dates and plain runs of digits are something else.
	return signs && !(len(d) == 9 && ssnShape.MatchString(raw)) && !dateShape.MatchString(raw) && (len(d) >= 10 || len(d) == 7 && strings.Count(raw, "-")+strings.Count(raw, ".") == 1)
}

var (
	ssnShape  = regexp.MustCompile(`^\d{3}\D\d{2}\D\d{4}$`)
	dateShape = regexp.MustCompile(`^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})`)
)

// ipAddress leaves out version numbers and what cannot be an address.
func ipAddress(text string, s record.Span) bool {
	if _, err := netip.ParseAddr(text[s.Start:s.End]); err != nil || joinedDigits(text, s) {
		return false
	}
	from := max(0, s.Start-12)
	before := strings.ToLower(text[from:s.Start])
	return !strings.HasSuffix(strings.TrimRight(before, " "), "version") && !strings.HasSuffix(before, " v") && !strings.HasSuffix(before, "v.")
}

// innerURL leaves out names of one label that are no host of a network.
func innerURL(text string, s record.Span) bool {
	_, rest, _ := strings.Cut(text[s.Start:s.End], "://")
	host, _, _ := strings.Cut(rest, "/")
	return host != "" && !strings.HasPrefix(text[s.End:], ".")
}
