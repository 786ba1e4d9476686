package layout

import (
	"strings"
	"testing"

	"vaughn/assets"
)

// saidOf is what the page of a mail says of a text.
func saidOf(t testing.TB, text string) string {
	t.Helper()
	for f, err := range Finish(resolve(t, mail(t, "s", text)), Letter(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(f.Text()), "\n")
		return lines[len(lines)-1]
	}
	return ""
}

func TestEmojiAreNamed(t *testing.T) {
	for text, want := range map[string]string{
		"😀":        "[grinning face]",
		"ok 👍🏽 go": "ok [thumbs up: medium skin tone] go",
		"👩‍💻":      "[woman technologist]",
		"👩🏿‍💻":     "[woman technologist: dark skin tone]",
		"👩🏿‍🤝‍👨🏻":  "[woman + handshake + man: dark skin tone, light skin tone]",
		"👨‍👩‍👧‍👦":  "[family man, woman, girl, boy]",
		"❤️‍🔥":     "[heart on fire]",
		"✌🏽":       "[victory hand: medium skin tone]",
		"🇺🇸🇨🇦":     "[flag US][flag CA]",
		"🇺 x":      "[regional letter U] x",
		"🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F": "[flag England]",
		"😂😂😂 and 😂":       "[face with tears of joy ×3] and [face with tears of joy]",
		"👍👍🏽":             "[thumbs up][thumbs up: medium skin tone]",
		"🏽":               "[medium skin tone]",
		"🤷🏻‍♀️ ok":        "[woman shrugging: light skin tone] ok",
		"🧑‍🦳‍🦳":           "[person + white hair + white hair]",
		"❤️ ☺️ ✓\ufe0e ❤": "❤ ☺ ✓ ❤",
		"葛\U000E0100飾":    "葛飾",
		"1️⃣ #️⃣":         "1 #",
		"1\u00a9 2":       "1© 2",
		"ไทย ab":          "[Thai: sara ai maimalai, tho thahan, yo yak] ab",
		"हिन्दी":          "[Devanagari: ha, vowel sign i, na, sign virama, da, vowel sign ii]",
		"ක්\u200dෂ":       "[Sinhala: alpapraana kayanna, sign al-lakuna, joiner, muurdhaja sayanna]",
		"a\u200bb":        "a[U+200B ZERO WIDTH SPACE]b",
		"\U00020bb7":      "[U+20BB7]",
	} {
		if got := saidOf(t, text); got != want {
			t.Errorf("%q (%+q) says %q, want %q", text, text, got, want)
		}
	}
}

// Every emoji of the list is named as the list names it, in one placeholder, or
// drawn; no two have one name.
func TestNamesOfEmoji(t *testing.T) {
	k, err := newInker(Face{Family: Sans}, Pt(10), 0)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for s, name := range emojiNames() {
		if seen[name] {
			t.Errorf("two emoji are called %q", name)
		}
		seen[name] = true
		var said string
		for _, a := range k.cut(nil, s, 0, len(s), 0) {
			said += a.text
		}
		if said != "["+name+"]" && said != s {
			t.Errorf("%q says %q, want %q", s, said, name)
		}
	}
	if lines := strings.Count(assets.EmojiNames(), "\n"); lines != len(seen) || lines < 1500 {
		t.Errorf("%d names of %d lines", len(seen), lines)
	}
}
