package released

import (
	"strings"

	"vaughn/redact/check"
)

// alikeWords is how many words behind a name must stand behind a code elsewhere.
const alikeWords = 3

// alike finds a name that stands open before the very words of an office or
// post before which a code stands elsewhere: of people in one place one was let
// through.
func (d *document) alike() []Finding {
	behind := map[string][]int{}
	for i, t := range d.tokens {
		if k, ok := d.seedAt(i + 1); ok && t.kind == hid && !t.head && d.titled(i+1) {
			behind[k] = append(behind[k], i)
		}
	}
	var out []Finding
	for i := range d.tokens {
		k, ok := d.seedAt(i)
		if !ok || len(behind[k]) == 0 {
			continue
		}
		from := i - 2
		if from < 1 || d.tokens[from].kind != word || d.tokens[i-1].kind != word || d.tokens[from].head || !strings.HasSuffix(d.tokens[i-1].text, ",") {
			continue
		}
		name := strings.TrimRight(d.text(from, i), ",")
		if !check.FullName(name) || upper(name) || capitalised(d.tokens[from-1]) {
			continue
		}
		f := Finding{Check: Inconsistent, Severity: Warn, Place: d.place(from, i), Why: "A name is open before words before which a name is withheld elsewhere."}
		for _, o := range behind[k][:min(len(behind[k]), maxOther)] {
			f.Other = append(f.Other, d.place(o, o+1))
		}
		out = append(out, f)
	}
	return out
}

// titled tells whether the words from token i on are written as a name of an
// office or post is.
func (d *document) titled(i int) bool {
	n := 0
	for _, t := range d.tokens[i : i+alikeWords] {
		if capitalised(t) {
			n++
		}
	}
	return n >= 2 && capitalised(d.tokens[i])
}

func capitalised(t token) bool {
	return t.kind == word && t.text != "" && strings.ToUpper(t.text[:1]) == t.text[:1] && strings.ToLower(t.text[:1]) != t.text[:1]
}

func upper(s string) bool { return strings.ToUpper(s) == s }
