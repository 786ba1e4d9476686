package view

import (
	"cmp"
	"slices"
	"strings"
	"testing"
)

func TestFuzzyFindsCommandsByWords(t *testing.T) {
	lines := [][]string{{"Responsive, then next", "Code", "Y"}, {"Not responsive, then next", "Code", "N"}, {"Compare with a near-copy…", "Read", "D"}, {"Next hit", "Read", "H"},
		{"Next record", "Read", "J"}, {"Withhold as (b)(6)", "Withhold as", "6"}, {"Withhold the selection…", "Redact", "R"}, {"Undo", "Edit", "Ctrl+Z"}}
	first := func(typed string) string {
		type hit struct {
			title string
			rank  int
		}
		var hits []hit
		for _, l := range lines {
			if r, ok := Fuzzy(typed, l...); ok {
				hits = append(hits, hit{l[0], r})
			}
		}
		if len(hits) == 0 {
			return ""
		}
		return slices.MinFunc(hits, func(a, b hit) int { return cmp.Compare(a.rank, b.rank) }).title
	}
	for typed, want := range map[string]string{
		"": "Responsive, then next", "resp": "Responsive, then next", "not resp": "Not responsive, then next", "resp not": "Not responsive, then next",
		"next re": "Next record", "hit": "Next hit", "copy near": "Compare with a near-copy…", "cmpr": "Compare with a near-copy…", "with sel": "Withhold the selection…",
		"withhold 6": "Withhold as (b)(6)", "ctrl+z": "Undo", "UNDO": "Undo", "zebra": "", "next zebra": ""} {
		if got := first(typed); got != want {
			t.Errorf("%q finds %q, want %q", typed, got, want)
		}
	}
}

// A line fits whatever of its own words is typed, in any order and cut short.
func FuzzFuzzy(f *testing.F) {
	f.Add("Withhold the selection", 3)
	f.Add("ÄÖ ü. 12/3", 1)
	f.Fuzz(func(t *testing.T, line string, keep int) {
		words := fuzzyWords(line)
		slices.Reverse(words)
		for i, w := range words {
			r := []rune(w)
			words[i] = string(r[:max(1, min(len(r), keep))])
		}
		if _, ok := Fuzzy(strings.Join(words, " "), line); !ok {
			t.Errorf("%q is not found by %q", line, words)
		}
	})
}
