package qc

import (
	"encoding/binary"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// model is what Needles does, said without any speed: every string at every
// letter of every text.
type model struct{ words [][]string }

func (m model) standing(text string) map[int]int {
	out := map[int]int{}
	text = tight(text)
	for i, w := range m.words {
		t := strings.Join(w, "")
		for at := range text {
			if strings.HasPrefix(text[at:], t) || strings.HasPrefix(text[at:], reversed(t)) {
				out[i]++
			}
		}
	}
	return out
}

func (m model) inWords(text string) map[int]int {
	out := map[int]int{}
	ws := Words(text)
	for i, w := range m.words {
		for at := range ws {
			if len(ws)-at >= len(w) && slices.Equal(ws[at:at+len(w)], w) {
				out[i]++
			}
		}
	}
	return out
}

// withholdable are random strings of letters that meet often, of few and of many
// letters, of one and of several bytes.
func withholdable(rng *rand.Rand) (out []string) {
	alphabet := [][]rune{[]rune("ab"), []rune("abc 1"), []rune("abéßжדŠ "), []rune("ab\u200bЖcﬁ漢 ﷺ"), []rune("abcdefghijklmnop ")}[rng.IntN(5)]
	for range 1 + rng.IntN(30) {
		s := randomRunes(rng, alphabet, 3+rng.IntN(12))
		switch {
		case len(out) > 0 && rng.IntN(3) == 0: // they share beginnings, middles and ends
			s = out[rng.IntN(len(out))] + s
		case rng.IntN(4) == 0:
			s += reversed(s)
		}
		out = append(out, s)
	}
	return out
}

func randomRunes(rng *rand.Rand, alphabet []rune, n int) string {
	var b strings.Builder
	for range n {
		b.WriteRune(alphabet[rng.IntN(len(alphabet))])
	}
	return b.String()
}

// disguised is a string in one of the ways that make no difference.
func disguised(rng *rand.Rand, s string) string {
	between := func(x string) string { return strings.Join(strings.Split(s, ""), x) }
	switch rng.IntN(9) {
	case 0:
		return strings.ToUpper(s)
	case 1:
		return strings.NewReplacer("a", "á", "b", "В", "c", "ç").Replace(s)
	case 2:
		return strings.NewReplacer("a", "ａ", "b", "𝓫", "1", "①").Replace(s)
	case 3:
		return between(" ")
	case 4:
		return between("\u200b")
	case 5:
		return reversed(tight(s))
	case 6:
		return between("-\n")
	case 7:
		return s[:len(s)/2] + "\xff" + s[len(s)/2:]
	}
	return s
}

func TestNeedlesEqualTheirModel(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 9))
	hits := 0
	for range 200 {
		secrets := withholdable(rng)
		n := NewNeedles(secrets)
		var m model
		for i := range n.Len() {
			m.words = append(m.words, Words(n.Text(i)))
		}
		var b strings.Builder
		for range rng.IntN(40) {
			b.WriteString(disguised(rng, secrets[rng.IntN(len(secrets))]) + randomRunes(rng, []rune("ab .x\né"), rng.IntN(3)))
		}
		text := b.String()
		want := m.standing(text)
		hits += len(want)
		if got := n.countTight(n.tightOf(text)); !maps.Equal(got, want) {
			t.Fatalf("%q in %q: %v, want %v", secrets, text, got, want)
		}
		var sure []int
		for _, i := range slices.Sorted(maps.Keys(want)) {
			if len([]rune(strings.Join(m.words[i], ""))) >= sureLetters {
				sure = append(sure, i)
			}
		}
		if got := slices.DeleteFunc(n.Anywhere(text), n.pair); !slices.Equal(got, sure) {
			t.Fatalf("%q anywhere in %q: %v, want %v", secrets, text, got, sure)
		}
		for _, i := range n.Sweep([]byte(text)) { // it looks at less and at more than the text
			sure = slices.DeleteFunc(sure, func(k int) bool { return k == i })
		}
		if len(sure) > 0 && len(text) >= sureLetters {
			t.Fatalf("the sweep of %q does not see %v of %q", text, sure, secrets)
		}
		counts := m.inWords(text)
		for i, c := range m.inWords(unhyphened(text)) {
			counts[i] = max(counts[i], c)
		}
		if got := n.Count(text); !maps.Equal(got, counts) {
			t.Fatalf("%q as words of %q: %v, want %v", secrets, text, got, counts)
		}
	}
	if hits < 500 {
		t.Errorf("only %d hits", hits)
	}
}

// Bytes fold to what their text folds to, whatever they are.
func TestTightenEqualsFold(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 10))
	var f folds
	for range 300 {
		data := make([]byte, rng.IntN(200))
		for i := range data {
			data[i] = byte(rng.Uint32())
		}
		data = append(data, randomRunes(rng, []rune("aZ9 é\u0301ﬁŠ½한漢𝓫\U00020000\u202e-"), rng.IntN(50))...)
		if got, want := string(f.tighten(nil, data)), tight(string(data)); got != want {
			t.Fatalf("%q: %q, want %q", data, got, want)
		}
		for low, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			var u []uint16
			for i := 0; i+1 < len(data); i += 2 {
				u = append(u, order.Uint16(data[i:]))
			}
			if got, want := string(f.tightenWide(nil, data, low)), tight(string(utf16.Decode(u))); got != want {
				t.Fatalf("%q: %q, want %q", data, got, want)
			}
		}
	}
}

// What is said of pages of Unicode is so for each of their runes.
func TestForeignPages(t *testing.T) {
	n := NewNeedles([]string{"plain ascii", "жабо"})
	for page, kind := range n.weights.kinds {
		for k, w := range n.page(byte(page)) {
			if kind == cold && w != foreign {
				t.Errorf("%U has the weight %d", page<<8|k, w)
			}
		}
	}
	for r, want := range map[rune]uint8{'a': 1, 'ж': 1, 'á': 1, 'х': foreign, 'ш': foreign, '漢': foreign, '한': foreign, '-': 0, '\u0301': 0, 'ﬃ': 3, 'ﬁ': 2, 0xd835: 2} {
		if got := n.page(byte(r >> 8))[r&0xff]; got != want {
			t.Errorf("%U weighs %d, want %d", r, got, want)
		}
	}
	n = NewNeedles([]string{"漢字漢字", "한국어 자막"})
	for r, want := range map[rune]byte{'漢': live, '字': live, '한': live, 'a' << 8: cold, '0' << 8: idle, 'é': live, 'ж': live} {
		if got := n.weights.kinds[r>>8]; got != want {
			t.Errorf("the page of %U is of the kind %d, want %d", r, got, want)
		}
	}
}

func TestRuns(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 11))
	for _, kind := range []struct {
		digit byte
		least int
		re    *regexp.Regexp
	}{{hexDigit, 2, regexp.MustCompile(`[0-9A-Fa-f\r\n]+`)}, {hexDigit, 16, regexp.MustCompile(`[0-9A-Fa-f\r\n]+`)}, {base64Digit, 12, regexp.MustCompile(`[0-9A-Za-z+/\r\n]+`)}} {
		for range 300 {
			data := randomRunes(rng, []rune("aF0aF0aF0aF0z+/Q\n\r -"), rng.IntN(200))
			var want, got []string
			for _, run := range kind.re.FindAllString(data, -1) {
				if run = strings.NewReplacer("\n", "", "\r", "").Replace(run); len(run) >= kind.least {
					want = append(want, run)
				}
			}
			runs([]byte(data), kind.digit, kind.least, nil, func(run []byte) { got = append(got, string(run)) })
			if !slices.Equal(got, want) {
				t.Fatalf("%q: %q, want %q", data, got, want)
			}
		}
	}
}

func TestUnescaped(t *testing.T) {
	for in, want := range map[string]string{
		`\101b\0`: "Ab\\0", `a%41%zz%4`: "aA%zz%4", "=41=\n": "A=\n", "#41#": "A#", "&#65;&#x41;&#xE9;&#233;": "AAéé", `\u00e9\u00`: `é\u00`,
		"&#;&#x;&#-1;&&amp;": "&#;&#x;&#-1;&&amp;", "&#1114112;": "&\x1114112;", `\189\777`: `\189` + "\xff", "plain": "plain", "%": "%",
	} {
		got, any := unescaped([]byte("x"), []byte(in))
		if any != (in != want) || any && string(got) != "x"+want {
			t.Errorf("%q: %q, %v, want %q", in, got, any, want)
		}
	}
}
