package check

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"vaughn/redact"
)

// personal tells whether a basis protects persons.
func personal(basis []string) bool {
	return slices.ContainsFunc(basis, func(b string) bool {
		switch strings.ToLower(b) {
		case "b6", "b7c", "b7d", "b7f", "b3", "j2", "k2", "k5", "k7":
			return true
		}
		return false
	})
}

// onlyPersonal tells whether privacy is all that a basis names.
func onlyPersonal(basis []string) bool {
	return len(basis) > 0 && !slices.ContainsFunc(basis, func(b string) bool { return b != "b6" && b != "b7C" })
}

// advice tells whether a basis is that of advice and privilege alone.
func advice(basis []string) bool {
	return len(basis) > 0 && !slices.ContainsFunc(basis, func(b string) bool { return b != "b5" && b != "d5" })
}

// deliberates are words by which people weigh what is to be decided.
var deliberates = regexp.MustCompile(`(?i)\b(?:recommend\w*|I (?:think|believe|suggest|propose|would)|we (?:should|could|might|ought)|my (?:view|advice|opinion|recommendation|concern)|pre-?decisional|deliberative|draft\b|options? (?:are|is|\d|[a-c]\b)|proposed (?:response|language|approach|rule)|propos(?:e|al|als)\b|legal advice|attorney[- ]client|not (?:yet )?(?:final|decided)|for discussion|internal discussion|consider(?:ing)? whether)`)

// least is how many words a text needs to be advice.
const least = 6

// code reports a mark whose basis is missing, incomplete or of another kind.
func (k *checker) code(it Item, m redact.Mark) {
	at := Place{it.Record, m.Span, m.Basis}
	if err := k.opt.Codes.Relaxed().Check(m.Basis, m.Statute, m.Privileges); err != nil {
		k.report(Finding{Check: Code, Severity: Block, Place: at, Why: sentence(err)})
		return
	}
	if err := k.opt.Codes.CheckAge(m.Basis, m.Privileges, it.Record.Date, k.opt.Requested); err != nil {
		k.report(Finding{Check: Code, Severity: Block, Place: at, Why: sentence(err)})
		return
	}
	if err := k.opt.Codes.Check(m.Basis, m.Statute, m.Privileges); err != nil {
		k.report(Finding{Check: Code, Severity: Warn, Place: at, Why: sentence(err)})
		return
	}
	if m.Target != redact.OnSpan {
		return
	}
	text := it.Record.Text[m.Span.Start:m.Span.End]
	if onlyPersonal(m.Basis) && len(words(text)) >= least && deliberates.MatchString(text) && !header(it.Record, m.Span) && !private.MatchString(text) && !list(text) {
		k.report(Finding{Check: Code, Severity: Warn, Place: at, Why: "The text weighs what to do; privacy does not protect that. Advice before a decision is (b)(5), with its privilege."})
	}
}

func sentence(err error) string {
	s := err.Error()
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}

// stray finds a box that says its text is not responsive.
var stray = regexp.MustCompile(`(?i)\b(?:non|not|un)[- ]?responsive\b|^\s*n/?r\s*$|\bout of scope\b|\boutside (?:the )?scope\b`)

// responsive reports a box inside a record for what is not responsive: 5 U.S.C.
// 552 knows no such exemption (American Immigration Lawyers Ass'n v. EOIR, D.C.
// Cir. 2016).
func (k *checker) responsive(it Item, m redact.Mark) bool {
	named := slices.ContainsFunc(m.Basis, func(b string) bool {
		c, ok := k.opt.Codes.Lookup(b)
		return strings.EqualFold(b, "nr") || stray.MatchString(b) || ok && stray.MatchString(c.Name+" "+c.Label)
	})
	if !named && !stray.MatchString(m.Note) {
		return false
	}
	k.report(Finding{Check: Responsive, Severity: Block, Place: Place{it.Record, m.Span, m.Basis},
		Why: "What is not responsive is a whole record, never a passage of one: decide first what one record is, then leave it out as a whole, or name an exemption."})
	return true
}

// passageCodes reports where one passage is withheld under several codes.
func (k *checker) passageCodes() {
	for _, id := range slices.Sorted(maps.Keys(k.passageCode)) {
		by := k.passageCode[id]
		usual := ""
		for _, b := range slices.Sorted(maps.Keys(by)) {
			if usual == "" || len(by[b]) > len(by[usual]) {
				usual = b
			}
		}
		for _, b := range slices.Sorted(maps.Keys(by)) {
			if b == usual {
				continue
			}
			for _, c := range by[b] {
				if k.asked(c.at.Record) && !k.spoken(c.at.Record, c.at.Span) {
					few := by[usual][:min(len(by[usual]), 3)]
					f := Finding{Check: Codes, Severity: Warn, Place: c.at, key: id + "\x00" + b, Why: "The same passage is withheld under other codes elsewhere."}
					for _, o := range few {
						f.Other = append(f.Other, o.at)
					}
					fix := c.mark
					fix.Basis, fix.Statute, fix.Privileges = few[0].mark.Basis, few[0].mark.Statute, few[0].mark.Privileges
					if len(by[usual]) > len(by[b]) {
						f.Fix = []redact.Mark{fix}
					}
					k.report(f)
				}
			}
		}
	}
}

// under is a place and the mark that hides it.
type under struct {
	at   Place
	mark redact.Mark
}
