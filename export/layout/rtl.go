package layout

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

func rightToLeft(r rune) bool {
	return r >= 0x590 && unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana)
}

// startsRTL tells the direction of a line of the source: that of its first
// letter (UAX #9, P2 and P3).
func startsRTL(line []atom) bool {
	for i := range line {
		switch class(&line[i]) {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
	}
	return false
}

// class is the bidirectional class of an atom. A box is a neutral object; a
// placeholder is Latin, whatever it stands for.
func class(a *atom) bidi.Class {
	switch {
	case a.named:
		return bidi.L
	case a.kind == boxed:
		return bidi.ON
	case a.kind == tab:
		return bidi.S
	case a.kind == space:
		return bidi.WS
	}
	p, _ := bidi.LookupString(a.text)
	return p.Class()
}

// embed gives the direction levels of a line and turns the brackets of
// right-to-left stretches; levels are nil for a line that has none. It is the
// Unicode bidirectional algorithm (UAX #9) without explicit controls, which
// are printed as placeholders and steer nothing, and without paired brackets
// (N0).
func embed(line []atom, rtl bool) ([]atom, []int) {
	if len(line) == 0 || !rtl && !slices.ContainsFunc(line, func(a atom) bool { return a.rtl }) {
		return line, nil
	}
	level := levels(line, rtl)
	out := slices.Clone(line)
	for i := range out {
		if level[i]%2 == 1 && out[i].kind == glyph && !out[i].named {
			if m := mirrored(out[i].text); m != out[i].text {
				out[i].text, out[i].w = m, out[i].ink.font.Measure(m, out[i].ink.size)
			}
		}
	}
	return out, level
}

// visual puts the atoms of a line into the order in which they are drawn.
func visual(line []atom, level []int) []atom {
	if level == nil {
		return line
	}
	out, level := slices.Clone(line), slices.Clone(level)
	for l := slices.Max(level); l >= 1; l-- {
		for i := 0; i < len(out); i++ {
			j := i
			for j < len(out) && level[j] >= l {
				j++
			}
			if j > i {
				slices.Reverse(out[i:j])
				slices.Reverse(level[i:j])
				i = j
			}
		}
	}
	return out
}

func levels(line []atom, rtl bool) []int {
	base, sos := 0, bidi.L
	if rtl {
		base, sos = 1, bidi.R
	}
	cl := make([]bidi.Class, len(line))
	for i := range line {
		cl[i] = class(&line[i])
	}
	weak(cl, sos)
	neutral(cl, sos)
	out := make([]int, len(line))
	for i, c := range cl {
		out[i] = base
		switch {
		case c == bidi.R && base == 0, c == bidi.L && base == 1:
			out[i]++
		case c == bidi.EN || c == bidi.AN:
			out[i] = 2
		}
	}
	for i := len(line) - 1; i >= 0 && !line[i].named && (line[i].kind == space || line[i].kind == tab); i-- {
		out[i] = base // L1
	}
	for i := range line {
		if line[i].kind == tab {
			out[i] = base
		}
	}
	return out
}

// weak resolves numbers and what stands around them (W2 to W7).
func weak(cl []bidi.Class, sos bidi.Class) {
	strong := sos
	for i, c := range cl {
		switch c {
		case bidi.L, bidi.R, bidi.AL:
			strong = c
		case bidi.EN:
			if strong == bidi.AL {
				cl[i] = bidi.AN
			}
		case bidi.NSM, bidi.BN:
			cl[i] = bidi.ON
		}
	}
	for i, c := range cl {
		if c == bidi.AL {
			cl[i] = bidi.R
		}
		if (c == bidi.ES || c == bidi.CS) && i > 0 && i+1 < len(cl) && cl[i-1] == cl[i+1] &&
			(cl[i-1] == bidi.EN || cl[i-1] == bidi.AN && c == bidi.CS) {
			cl[i] = cl[i-1]
		}
	}
	for i := range cl {
		j := i
		for j < len(cl) && cl[j] == bidi.ET {
			j++
		}
		if j > i && (i > 0 && cl[i-1] == bidi.EN || j < len(cl) && cl[j] == bidi.EN) {
			for k := i; k < j; k++ {
				cl[k] = bidi.EN
			}
		}
	}
	strong = sos
	for i, c := range cl {
		switch {
		case c == bidi.L || c == bidi.R:
			strong = c
		case c == bidi.EN && strong == bidi.L:
			cl[i] = bidi.L
		}
	}
}

// neutral gives spaces, signs and boxes the direction of their surroundings
// (N1, N2).
func neutral(cl []bidi.Class, sos bidi.Class) {
	side := func(c bidi.Class) bidi.Class {
		if c == bidi.EN || c == bidi.AN {
			return bidi.R
		}
		return c
	}
	isNeutral := func(c bidi.Class) bool {
		return c != bidi.L && c != bidi.R && c != bidi.EN && c != bidi.AN
	}
	before := sos
	for i := 0; i < len(cl); i++ {
		if !isNeutral(cl[i]) {
			before = side(cl[i])
			continue
		}
		j := i
		for j < len(cl) && isNeutral(cl[j]) {
			j++
		}
		after := sos
		if j < len(cl) {
			after = side(cl[j])
		}
		dir := sos
		if before == after {
			dir = before
		}
		for k := i; k < j; k++ {
			cl[k] = dir
		}
		i = j - 1
	}
}

const mirrorPairs = "()[]{}<>«»‹›≤≥"

// mirrored is the bracket that looks, read from the right, as s does read from
// the left.
func mirrored(s string) string {
	at := strings.Index(mirrorPairs, s)
	if at < 0 || utf8.RuneCountInString(s) != 1 {
		return s
	}
	if utf8.RuneCountInString(mirrorPairs[:at])%2 == 0 {
		r, _ := utf8.DecodeRuneInString(mirrorPairs[at+len(s):])
		return string(r)
	}
	r, _ := utf8.DecodeLastRuneInString(mirrorPairs[:at])
	return string(r)
}
