package layout

import (
	"fmt"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/runenames"

	"vaughn/index/record"
	"vaughn/redact"
)

// named appends the placeholder of characters no font can show, such as
// [grinning face]: a reader of a release must see that something stands there and
// what. A character repeated count times is named once.
func (k *inker) named(dst []atom, cluster string, count int, span record.Span) []atom {
	from := len(dst)
	text := Placeholder(cluster, count)
	dst = k.smallInker().cut(dst, text, 0, len(text), 0)
	for i := from; i < len(dst); i++ {
		dst[i].exact, dst[i].span, dst[i].gap, dst[i].named = false, span, false, true
	}
	return merge(dst, from)
}

// merge joins the letters of each word of a placeholder into one atom.
func merge(dst []atom, from int) []atom {
	out := dst[:from]
	for _, a := range dst[from:] {
		if n := len(out); n > from && a.kind == glyph && out[n-1].kind == glyph {
			out[n-1].text += a.text
			out[n-1].w += a.w
			continue
		}
		out = append(out, a)
	}
	return out
}

func (k *inker) smallInker() *inker { return &inker{inks: []*ink{k.small}, small: k.small} }

// Placeholder is what is printed for characters that no bundled font can show: an
// emoji by its short name, letters of one script by theirs, [Thai: tho thahan, sara
// ai], all else by code point and name, [U+200B ZERO WIDTH SPACE].
func Placeholder(cluster string, count int) string {
	text := ""
	if n, _ := emoji(cluster); n > 0 && n == len(cluster) {
		text = emojiName(cluster)
	} else if text = lettersNamed(cluster); text == "" {
		text = codesNamed(cluster)
	}
	if count > 1 {
		text += fmt.Sprintf(" ×%d", count)
	}
	return "[" + text + "]"
}

// codesNamed names characters one by one. What chooses among the shapes of a
// character is not said beside it.
func codesNamed(cluster string) string {
	var parts []string
	for _, r := range cluster {
		if isSelector(r) && len(cluster) > utf8.RuneLen(r) {
			continue
		}
		part := fmt.Sprintf("U+%04X", r)
		if name := runenames.Name(r); name != "" && name[0] != '<' && !(ignorable(r) && len(cluster) > utf8.RuneLen(r)) {
			part += " " + name
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// lettersNamed names letters of one script, "" for anything else.
func lettersNamed(cluster string) string {
	var of string
	var parts []string
	for _, r := range cluster {
		script, name := letterName(r)
		if of != "" && isJoiner(r) {
			script, name = of, joinerNames[r-0x200c]
		}
		if script == "" || of != "" && script != of {
			return ""
		}
		of = script
		parts = append(parts, name)
	}
	return of + ": " + strings.Join(parts, ", ")
}

// isJoiner tells what joins or parts the letters of one word.
func isJoiner(r rune) bool { return r == 0x200c || r == joiner }

var joinerNames = [...]string{"non-joiner", "joiner"}

// letterName parts the name of a letter: THAI CHARACTER KO KAI is "ko kai" of Thai.
func letterName(r rune) (script, name string) {
	first, rest, ok := strings.Cut(runenames.Name(r), " ")
	if !ok || len(first) < 2 {
		return "", ""
	}
	script = first[:1] + strings.ToLower(first[1:])
	if t := unicode.Scripts[script]; t == nil || !unicode.Is(t, r) || script == "Common" || script == "Inherited" {
		return "", ""
	}
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, "LETTER "), "CHARACTER ")
	return script, strings.ToLower(rest)
}

// maxNamed is how many letters stand in one placeholder.
const maxNamed = 24

// foreign is the end of the letters from i on that are of one script and that no
// font has; i when the first is no such letter.
func (k *inker) foreign(text string, i, to int) int {
	script := ""
	for n := 0; i < to && n < maxNamed; n++ {
		r, size := utf8.DecodeRuneInString(text[i:to])
		if script != "" && isJoiner(r) {
			i += size
			continue
		}
		s, _ := letterName(r)
		if s == "" || script != "" && s != script || !unicode.In(r, unicode.Mn, unicode.Me) && k.find(text[i:i+size]) != nil {
			break
		}
		script = s
		i += size
	}
	return i
}

// Spelled is a text as pages spell it: what no bundled font can draw stands by its
// placeholder. A placeholder holds what stands side by side in the text.
func Spelled(text string) (string, error) {
	k, err := newInker(Face{Family: Sans}, Pt(10), 0)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, a := range k.cut(nil, text, 0, len(text), 0) {
		b.WriteString(a.text)
	}
	return b.String(), nil
}

// Gap is a character of a source that pages can only name.
type Gap struct {
	Shown string // its placeholder
	Count int    // places where it stands
}

// Missing lists what the pages of a source name because no bundled font has it
// or because it would be invisible, most frequent first. Hidden words do not
// count.
func Missing(src Source) ([]Gap, error) {
	k, err := newInker(Face{Family: Sans}, Pt(10), 0)
	if err != nil {
		return nil, err
	}
	count := map[string]int{}
	var atoms []atom
	for r := range src.Runs() {
		if r.Box != nil {
			continue
		}
		for line := range strings.SplitSeq(r.Text, "\n") {
			atoms = k.cut(atoms[:0], line, 0, len(line), 0)
			var shown strings.Builder
			for i, a := range atoms {
				if a.ink != k.small {
					continue
				}
				shown.WriteString(a.text)
				if i+1 == len(atoms) || atoms[i+1].span != a.span {
					count[shown.String()]++
					shown.Reset()
				}
			}
		}
	}
	var out []Gap
	for s, n := range count {
		out = append(out, Gap{s, n})
	}
	sort.Slice(out, func(i, j int) bool {
		return out[i].Count > out[j].Count || out[i].Count == out[j].Count && out[i].Shown < out[j].Shown
	})
	return out, nil
}

var _ Source = redact.Clean{}
