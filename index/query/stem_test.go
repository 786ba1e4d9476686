package query

import (
	"slices"
	"strings"
	"testing"
)

// The stems are those of the Snowball project's English vocabulary.
func TestStem(t *testing.T) {
	for word, want := range map[string]string{
		"withholding": "withhold", "withholds": "withhold", "withheld": "withhold", "withhold": "withhold", "wrote": "write",
		"exemptions": "exempt", "exempted": "exempt", "redaction": "redact", "redacting": "redact", "retention": "retent", "retained": "retain",
		"consigned": "consign", "consistency": "consist", "knightly": "knight", "generously": "generous", "arsenal": "arsenal", "communities": "communiti",
		"happily": "happili", "by": "by", "say": "say", "youth": "youth", "ties": "tie", "cries": "cri", "gas": "gas", "this": "this", "kiwis": "kiwi",
		"agreed": "agre", "feed": "feed", "hopping": "hop", "hoping": "hope", "falling": "fall", "conflated": "conflat", "luxuriated": "luxuri",
		"rational": "ration", "relational": "relat", "analogy": "analog", "hopefulness": "hope", "sensibility": "sensibl", "adoption": "adopt",
		"controlling": "control", "roll": "roll", "rate": "rate", "proceeding": "proceed", "inning": "inning", "dying": "die", "news": "news",
		"b6": "b6", "müller": "müller", "a": "a", "": "",
	} {
		if got := Stem(word); got != want {
			t.Errorf("%s has the stem %s, want %s", word, got, want)
		}
	}
}

// A stemmed word is looked for among the words that begin with its letter.
func TestStemKeepsTheFirstLetter(t *testing.T) {
	for line := range strings.Lines(irregulars) {
		words := strings.Fields(line)
		for _, w := range words {
			if Stem(w) != Stem(words[0]) || w[0] != Stem(w)[0] {
				t.Errorf("%s has the stem %s, %s has %s", w, Stem(w), words[0], Stem(words[0]))
			}
		}
	}
}

func FuzzStem(f *testing.F) {
	for _, s := range []string{"yyyy", "ied", "eed", "ingly", "s", "eli", "bli", "ll", "ooooooo"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := Stem(s); s != "" && (got == "" || got[0] != s[0]) {
			t.Fatalf("%q has the stem %q", s, got)
		}
	})
}

func TestPhoneReadings(t *testing.T) {
	for typed, written := range map[string][]string{
		"(202) 555-0143":  {"202 555 0143", "2025550143", "12025550143", "202 5550143"},
		"2025550143":      {"202 555 0143", "202 55 50 143"},
		"+1 202 555 0143": {"202 555 0143", "2025550143", "12025550143"},
		"+49 30 901820":   {"030 901820", "030 90 18 20", "49 30 901820", "4930901820", "0049 30 901820", "030901820"},
		"555-0143":        {"555 0143", "5550143"},
		"01 23 45 67 89":  {"01 23 45 67 89", "0123456789"},
	} {
		q, err := Parse(`phone:"` + typed + `"`)
		if err != nil {
			t.Errorf("%s: %v", typed, err)
			continue
		}
		var got []string
		for _, r := range q.(Term).Readings() {
			got = append(got, r.Text)
		}
		if len(got) > 1000 {
			t.Errorf("%s: %d readings", typed, len(got))
		}
		for _, w := range written {
			if !slices.Contains(got, w) {
				t.Errorf("%s: not found as %s in %d readings", typed, w, len(got))
			}
		}
	}
}
