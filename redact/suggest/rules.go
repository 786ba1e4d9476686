package suggest

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"vaughn/index/record"
	"vaughn/redact/exempt"
)

// RulePeople is the rule that finds people of a list.
const RulePeople = "people"

// published is why something inside a press article or release is kept.
const published = "it stands in a published text inside the message"

// Rule finds places by their shape.
type Rule struct {
	Name       string
	About      string // what it finds, for a menu and the help
	Basis      []string
	Statute    string
	Confidence float64
	expr       *regexp.Regexp
	group      int                                   // of expr, what is hidden
	spans      func(text string) []record.Span       // in place of expr
	check      func(text string, s record.Span) bool // nil takes every match
	hints      []string                              // one of these, in small letters, is in every text that holds a match; none: unknown
	digits     int                                   // how many digits a line with a match holds at least
}

// maxMatches bounds what one rule finds in one record.
const maxMatches = 10_000

func (r Rule) find(t *text) []Proposal {
	var out []Proposal
	text := t.r.Text
	if !r.worth(t) {
		return nil
	}
	for _, s := range r.matches(text) {
		if s.Start < 0 || s.Len() == 0 || r.check != nil && !r.check(text, s) {
			continue
		}
		p := Proposal{Span: s, Basis: r.Basis, Statute: r.Statute, Rule: r.Name, Why: r.About, Confidence: r.Confidence}
		if t.public(s) {
			p.Kept, p.Why = true, published
		}
		out = append(out, p)
	}
	return out
}

// worth tells, cheaply, whether a text can hold a match.
func (r Rule) worth(t *text) bool {
	if t.lower == "" {
		t.lower, t.digits = strings.ToLower(t.r.Text), mostDigits(t.r.Text)
	}
	return t.digits >= r.digits && (len(r.hints) == 0 || slices.ContainsFunc(r.hints, func(h string) bool { return strings.Contains(t.lower, h) }))
}

// mostDigits counts the digits of the two lines in a row that hold most.
func mostDigits(text string) int {
	most, before, line := 0, 0, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n':
			before, line = line, 0
		case c >= '0' && c <= '9':
			line++
			most = max(most, before+line)
		}
	}
	return most
}

func (r Rule) matches(text string) []record.Span {
	if r.spans != nil {
		return r.spans(text)
	}
	var out []record.Span
	for _, m := range r.expr.FindAllStringSubmatchIndex(text, maxMatches) {
		out = append(out, record.Span{Start: m[2*r.group], End: m[2*r.group+1]})
	}
	return out
}

// ParseRules reads a file of rules, one a line:
//
//	name: regular expression => (b)(7)(E)
//
// The expression is Go's (RE2: time grows with the text and never explodes);
// when it has a group, the first one is what is hidden.
func ParseRules(r io.Reader, set exempt.Set) ([]Rule, error) {
	var out []Rule
	err := lines(r, "reading the rules", func(line string) error {
		name, rest, ok := strings.Cut(line, ":")
		at := strings.LastIndex(rest, "=>")
		if name = strings.TrimSpace(name); !ok || name == "" || at < 0 {
			return fmt.Errorf("want name: expression => codes")
		}
		expr, err := regexp.Compile(strings.TrimSpace(rest[:at]))
		if err != nil {
			return fmt.Errorf("the expression cannot be read")
		}
		if expr.MatchString("") {
			return fmt.Errorf("the expression matches nothing at all, so it would match everywhere")
		}
		rule := Rule{Name: name, About: "the rule " + name, Confidence: 0.8, expr: expr, group: min(1, expr.NumSubexp())}
		if rule.Basis, rule.Statute, err = parseBasis(rest[at+2:], set); err != nil {
			return err
		}
		if len(rule.Basis) == 0 {
			return fmt.Errorf("it names no exemption")
		}
		out = append(out, rule)
		return nil
	})
	return out, err
}
