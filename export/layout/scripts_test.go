package layout

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/image/font/sfnt"
)

// TestEveryCodePointIsSeen sets every assigned character of the Basic
// Multilingual Plane (of Han and Hangul, which one font covers, each sixteenth)
// and each sixteenth beyond it, alone and behind a letter: each is drawn, put
// where it belongs, or named; nothing vanishes.
func TestEveryCodePointIsSeen(t *testing.T) {
	var alone, behind strings.Builder
	n := 0
	flush := func() {
		if alone.Len() > 0 {
			check(t, mail(t, "s", alone.String()), nil)
			check(t, mail(t, "s", behind.String()), nil)
		}
		alone.Reset()
		behind.Reset()
	}
	for r := rune(0x21); r <= unicode.MaxRune; r++ {
		if r >= 0x10000 && r%16 != 0 || r >= 0x4e00 && r < 0xd7a4 && r%16 != 0 || r >= 0xe000 && r < 0xf900 && r%64 != 0 || r >= 0xf0000 && r%4096 != 0 {
			continue
		}
		if !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cf, unicode.Co) {
			continue
		}
		alone.WriteString(string(r) + " ")
		behind.WriteString("a" + string(r) + " ")
		if n++; n%4000 == 0 {
			flush()
		}
	}
	flush()
	if n < 15_000 {
		t.Errorf("only %d characters were tried", n)
	}
}

// TestScriptsAreDrawn: of the scripts that the bundled fonts cover nothing is
// named but drawn; of those they lack, each word is named.
func TestScriptsAreDrawn(t *testing.T) {
	for script, words := range map[string]string{
		"Latin": "Ångström Łódź façade Đắk Lắk straße ŉ ǅ", "Greek": "Ἀθῆναι ᾠδή Ωμέγα", "Cyrillic": "Київ Ўзбек Щёлково", "Armenian": "Հայաստան",
		"Georgian": "საქართველო", "Hebrew": "שָׁלוֹם עֲלֵיכֶם", "Arabic": "السلام عليكم ١٢٣", "Persian": "پرچم گچ", "Chinese": "中文漢字", "Japanese": "ひらがな カタカナ 、。",
		"Korean": "한국어", "symbols": "→ ∑ √ ≤ € ₿ ™ ☎ ✓ ■ ½ ① ♥", "math": "∀x∈ℝ", "box": "┌─┐│└┘",
	} {
		gaps, err := Missing(produced(t, mail(t, "s", words)))
		if err != nil {
			t.Fatal(err)
		}
		if len(gaps) > 0 {
			t.Errorf("%s: %v", script, gaps)
		}
	}
	for script, words := range map[string]string{"Thai": "ไทย", "Hindi": "हिन्दी", "emoji": "😀 👩‍💻 🇺🇸", "hidden": "a\u200bb\u202ec"} {
		gaps, err := Missing(produced(t, mail(t, "s", words)))
		if err != nil || len(gaps) == 0 {
			t.Errorf("%s: %v, %v", script, gaps, err)
		}
	}
}

// TestWhatIsDrawnHasInk: no face says that it draws a character and leaves its
// place blank.
func TestWhatIsDrawnHasInk(t *testing.T) {
	syllables := 0
	for _, e := range faces {
		f, err := e.open()
		if err != nil {
			t.Fatal(err)
		}
		var b sfnt.Buffer
		for r := range rune(1 << 16) {
			g := f.Glyph(r)
			if g == 0 || unicode.Is(unicode.Zs, r) {
				continue
			}
			if s, err := f.Parsed.LoadGlyph(&b, g, 64000, nil); err != nil || len(s) == 0 {
				t.Errorf("%+v: %U is blank, %v", e.Face, r, err)
				break
			}
			if e.Family == Hangul && r >= 0xac00 && r < 0xd7a4 {
				syllables++
			}
		}
	}
	if syllables != 11_172 {
		t.Errorf("%d Korean syllables are drawn", syllables)
	}
}
