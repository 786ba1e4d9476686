package layout

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"vaughn/index/record"
)

// An atom is the least thing that stays in one piece when a line is broken: a
// character with its marks, a space, a tab, a box.
type atom struct {
	kind  kind
	exact bool // text is the source's own, byte for byte, and continues its run
	gap   bool // the line may break before this atom although no space is there
	rtl   bool // a letter of a right-to-left script
	named bool // part of a placeholder
	split bool // an Arabic letter that must not join the one before
	ink   *ink
	w     int64 // 1/1000 units
	src   int   // place of text in its run, for exact atoms
	text  string
	span  record.Span
	box   *token // the box itself, or for hidden words of a draft the box over them
}

type kind uint8

const (
	glyph kind = iota
	space
	tab
	boxed
)

// ink is how an atom is drawn. One setter has one *ink for equal looks, so
// that pointers compare.
type ink struct {
	face Face
	size Unit
	grey uint8
	font *Font
}

// maxMarks is how many marks may stand on one character before they are named
// instead: stacked marks hide each other and their neighbours. maxCluster
// bounds what is taken for one character.
const (
	maxMarks   = 3
	maxCluster = 16
)

// chain is the order in which fonts are asked for a character.
func chain(f Face) []Face {
	if f == (Face{Family: Sans}) {
		return []Face{f, {Family: Broad}, {Family: CJK}, {Family: Hangul}}
	}
	return []Face{f, {Family: Sans}, {Family: Broad}, {Family: CJK}, {Family: Hangul}}
}

// inker cuts text into atoms of one look and its fallbacks.
type inker struct {
	inks  []*ink // along the chain; font is nil until needed
	small *ink   // for named characters
}

func newInker(f Face, size Unit, grey uint8) (*inker, error) {
	k := &inker{}
	for i, c := range chain(f) {
		in := &ink{face: c, size: size, grey: grey}
		if i == 0 {
			var err error
			if in.font, err = c.Font(); err != nil {
				return nil, err
			}
		}
		k.inks = append(k.inks, in)
	}
	sans, err := Face{Family: Sans}.Font()
	if err != nil {
		return nil, err
	}
	k.small = &ink{face: Face{Family: Sans}, size: size * 4 / 5, grey: grey, font: sans}
	if grey < 90 {
		k.small.grey = 90
	}
	return k, nil
}

// find gives the first look whose font has every character of text. A font
// that cannot be opened has none.
func (k *inker) find(text string) *ink {
	for _, in := range k.inks {
		if in.font == nil {
			f, err := in.face.Font()
			if err != nil {
				continue
			}
			in.font = f
		}
		if in.has(text) {
			return in
		}
	}
	return nil
}

func (in *ink) has(text string) bool {
	for _, r := range text {
		if in.font.Glyph(r) == 0 {
			return false
		}
	}
	return true
}

// cut appends the atoms of text[from:to], which holds no line end. at is the
// place of text[0] in the record.
func (k *inker) cut(dst []atom, text string, from, to, at int) []atom {
	first := k.inks[0]
	for i := from; i < to; {
		r, n := utf8.DecodeRuneInString(text[i:to])
		a := atom{exact: true, src: i, text: text[i : i+n], ink: first, span: record.Span{Start: at + i, End: at + i + n}}
		switch {
		case r == ' ':
			a.kind, a.w = space, int64(first.font.Advance(' '))*int64(first.size)
		case r == '\t':
			a.kind, a.exact, a.text = tab, false, " "
		case r < 0x300 && first.font.gid[r] != 0 && plainNext(text[i+n:to]):
			a.w = int64(first.font.adv[r]) * int64(first.size)
			dst = append(dst, a)
			i += n
			continue
		case r != 0xa0 && unicode.Is(unicode.Zs, r):
			a.kind, a.exact, a.text = space, false, " "
			a.w = int64(first.font.Advance(' ')) * int64(first.size)
		default:
			var used int
			dst, used = k.cluster(dst, text, i, to, at)
			i += used
			continue
		}
		dst = append(dst, a)
		i += n
	}
	return dst
}

// plainNext tells that what follows does not combine with what is before.
func plainNext(s string) bool {
	if s == "" || s[0] < 0x80 {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s)
	return r < 0x300 || !extends(r)
}

// extends tells characters that change the one before them.
func extends(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me) || r == 0x200d || r >= 0x1f3fb && r <= 0x1f3ff
}

// cluster sets one character with what combines with it and tells the bytes
// used. What no font can show is named.
func (k *inker) cluster(dst []atom, text string, i, to, at int) ([]atom, int) {
	r, n := utf8.DecodeRuneInString(text[i:to])
	span := func(a, b int) record.Span { return record.Span{Start: at + a, End: at + b} }
	if size := keycap(text[i:to]); size > 0 { // what is on it is said, the key is not
		in := k.inks[0]
		return append(dst, atom{text: text[i : i+n], ink: in, w: in.font.Measure(text[i:i+n], in.size), span: span(i, i+size)}), size
	}
	if size, whole := emoji(text[i:to]); size > 0 && (whole || k.find(text[i:i+n]) == nil) {
		end, count := i+size, 1
		for end < to && hasPrefix(text[end:to], text[i:i+size]) {
			if again, _ := emoji(text[end:to]); again != size {
				break
			}
			end, count = end+size, count+1
		}
		return k.named(dst, text[i:i+size], count, span(i, end)), end - i
	}
	if ignorable(r) {
		end, count := i+n, 1
		for end < to && hasPrefix(text[end:to], text[i:i+n]) {
			end, count = end+n, count+1
		}
		return k.named(dst, text[i:i+n], count, span(i, end)), end - i
	}
	if unicode.In(r, unicode.Mn, unicode.Me) || k.find(text[i:i+n]) == nil {
		end := k.foreign(text, i, to)
		if end == i {
			end += unshown(text[i:to])
		}
		return k.named(dst, text[i:end], 1, span(i, end)), end - i
	}
	marks, end := markEnd(text, i+n, to)
	shown := norm.NFC.String(text[i:i+n] + marks)
	if in := k.find(shown); in != nil && utf8.RuneCountInString(shown) <= 1+maxMarks {
		a := atom{exact: shown == text[i:end], src: i, text: shown, ink: in, span: span(i, end)}
		a.w = in.font.Measure(shown, in.size)
		a.rtl = rightToLeft(r)
		a.gap = wide(r) && len(dst) > 0 || len(dst) > 0 && wide(last(dst)) && !unicode.IsPunct(r)
		return append(dst, a), end - i
	}
	in := k.find(text[i : i+n])
	dst = append(dst, atom{exact: true, src: i, text: text[i : i+n], ink: in, w: in.font.Measure(text[i:i+n], in.size), span: span(i, i+n)})
	return k.named(dst, text[i+n:end], 1, span(i+n, end)), end - i
}

func hasPrefix(s, p string) bool { return len(s) >= len(p) && s[:len(p)] == p }

// markEnd collects the marks from i on. One variation selector chooses among the
// shapes of a character and is left out; what stands behind it is named.
func markEnd(text string, i, to int) (marks string, end int) {
	start, kept := i, 0
	for i < to && kept < maxCluster {
		r, n := utf8.DecodeRuneInString(text[i:to])
		style := isSelector(r) && i == start
		if !style && (!unicode.In(r, unicode.Mn, unicode.Me) || ignorable(r)) {
			break
		}
		if !style {
			marks += text[i : i+n]
		}
		i, kept = i+n, kept+1
	}
	return marks, i
}

// unshown is the length of one character that no font has, with the joiners,
// tones, flags and tags that make one picture of several characters.
func unshown(s string) int {
	r, end := utf8.DecodeRuneInString(s)
	flag := func(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }
	first := r
	for count := 1; end < len(s) && count < maxCluster; count++ {
		prev := r
		var n int
		r, n = utf8.DecodeRuneInString(s[end:])
		joined := prev == joiner && r >= 0x2190 && first > 0x2000
		if !extends(r) && !joined && (r < 0xfe00 || r > 0xfe0f) && (r < 0xe0020 || r > 0xe007f) && !(count == 1 && flag(prev) && flag(r)) {
			break
		}
		end += n
	}
	return end
}

// wide tells scripts that are written without spaces between words.
func wide(r rune) bool {
	return r >= 0x2e80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

func last(dst []atom) rune {
	r, _ := utf8.DecodeLastRuneInString(dst[len(dst)-1].text)
	return r
}
