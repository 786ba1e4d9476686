package layout

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/runenames"
)

// The shapes an Arabic letter takes by its neighbours.
const (
	isolated = iota
	final
	initial
	medial
)

// arabicForms lists the presentation forms of Arabic letters and of lam with
// alef, by the letters they stand for. It is read from the names and
// decompositions of the Unicode data; forms that stand for other groups of
// letters are a matter of taste and left out.
var arabicForms = sync.OnceValue(func() map[string][4]rune {
	kinds := [4]string{" ISOLATED FORM", " FINAL FORM", " INITIAL FORM", " MEDIAL FORM"}
	out := map[string][4]rune{}
	for _, block := range [...][2]rune{{0xfb50, 0xfbff}, {0xfe80, 0xfefc}} {
		for r := block[0]; r <= block[1]; r++ {
			name, letters := runenames.Name(r), norm.NFKC.String(string(r))
			lamAlef := strings.HasPrefix(letters, "\u0644") && strings.Contains(name, "LAM WITH ALEF")
			if utf8.RuneCountInString(letters) != 1 && !lamAlef {
				continue
			}
			for k, suffix := range kinds {
				if strings.HasSuffix(name, suffix) {
					f := out[letters]
					f[k] = r
					out[letters] = f
				}
			}
		}
	}
	return out
})

// shape joins the Arabic letters from an atom on: each takes the form its
// neighbours ask for. A joiner or non-joiner between two Arabic letters is
// obeyed and not printed; anywhere else it is named.
func shape(line []atom, from int) []atom {
	if !hasArabic(line[from:]) {
		return line
	}
	forms := arabicForms()
	in := ligatures(dropJoiners(line[from:]), forms)
	out := line[:from]
	for i := range in {
		a := in[i]
		f, ok := forms[base(a)]
		if ok && a.kind == glyph {
			back := i > 0 && !a.split && joinsOn(in[i-1], forms) && (f[final] != 0 || f[medial] != 0)
			ahead := (f[initial] != 0) && i+1 < len(in) && !in[i+1].split && joinsBack(in[i+1], forms)
			kind := isolated
			switch {
			case back && ahead && f[medial] != 0:
				kind = medial
			case back && f[final] != 0:
				kind = final
			case ahead:
				kind = initial
			}
			a = reshape(a, f[kind])
		}
		out = append(out, a)
	}
	return out
}

func hasArabic(line []atom) bool {
	for i := range line {
		if line[i].rtl && arabic(&line[i]) {
			return true
		}
	}
	return false
}

func arabic(a *atom) bool {
	r, _ := utf8.DecodeRuneInString(a.text)
	return a.kind == glyph && r >= 0x600 && unicode.Is(unicode.Arabic, r)
}

// base is the letter of an atom without its marks, in the shape it was written.
func base(a atom) string {
	_, n := utf8.DecodeRuneInString(a.text)
	return a.text[:n]
}

// joinsOn tells letters that join with what follows them, joinsBack those that
// join with what stands before.
func joinsOn(a atom, forms map[string][4]rune) bool {
	f := forms[letter(a)]
	return a.kind == glyph && (f[initial] != 0 || a.text == "\u0640")
}

func joinsBack(a atom, forms map[string][4]rune) bool {
	f := forms[letter(a)]
	return a.kind == glyph && (f[final] != 0 || a.text == "\u0640")
}

// letter is base, and for lam with alef both letters.
func letter(a atom) string {
	r, n := utf8.DecodeRuneInString(a.text)
	if r >= 0xfb50 {
		return norm.NFKC.String(a.text[:n])
	}
	return a.text[:n]
}

// reshape gives an atom another form of its letter, if its font has it.
func reshape(a atom, form rune) atom {
	if form == 0 || a.ink.font.Glyph(form) == 0 {
		return a
	}
	a.text = string(form) + a.text[len(base(a)):]
	a.exact, a.w = false, a.ink.font.Measure(a.text, a.ink.size)
	return a
}

// dropJoiners takes out single ZWJ and ZWNJ between Arabic letters. The letter
// after a non-joiner is marked split.
func dropJoiners(in []atom) []atom {
	out := make([]atom, 0, len(in))
	for i := 0; i < len(in); i++ {
		sign := placeholderOf(in, i)
		if sign != 0 && len(out) > 0 && arabic(&out[len(out)-1]) {
			end := i + 1
			for end < len(in) && in[end].span == in[i].span && in[end].text[0] != '[' && in[end].kind != boxed {
				end++
			}
			if end < len(in) && arabic(&in[end]) {
				in[end].split = sign == 0x200c
				i = end - 1
				continue
			}
		}
		out = append(out, in[i])
	}
	return out
}

// placeholderOf tells the joiner whose placeholder begins at atom i, else 0.
func placeholderOf(in []atom, i int) rune {
	switch {
	case in[i].exact || in[i].kind != glyph:
	case in[i].text == "[U+200C":
		return 0x200c
	case in[i].text == "[U+200D":
		return 0x200d
	}
	return 0
}

// ligatures joins lam and alef into the one letter they must be written as.
func ligatures(in []atom, forms map[string][4]rune) []atom {
	out := in[:0]
	for _, a := range in {
		n := len(out)
		if n > 0 && out[n-1].kind == glyph && out[n-1].text == "\u0644" && !a.split && a.kind == glyph {
			pair := out[n-1].text + a.text
			if f, ok := forms[pair]; ok {
				back := n > 1 && !out[n-1].split && joinsOn(out[n-2], forms)
				kind := isolated
				if back {
					kind = final
				}
				l := out[n-1]
				if in := l.ink.font; f[kind] != 0 && in.Glyph(f[kind]) != 0 {
					l.text, l.exact = string(f[kind]), false
					l.w = in.Measure(l.text, l.ink.size)
					l.span.End = max(l.span.End, a.span.End)
					out[n-1] = l
					continue
				}
			}
		}
		out = append(out, a)
	}
	return out
}
