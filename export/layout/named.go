package layout

import (
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/runenames"

	"vaughn/index/record"
	"vaughn/redact"
)

// named appends the placeholder of characters no font can show, such as
// [U+1F600 GRINNING FACE]: a reader of a release must see that something
// stands there and what. A character repeated count times is named once.
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

// Placeholder is what is printed for a character (with all that combines with
// it) that no bundled font can show.
func Placeholder(cluster string, count int) string {
	var parts []string
	for _, r := range cluster {
		part := fmt.Sprintf("U+%04X", r)
		if name := runenames.Name(r); name != "" && name[0] != '<' && !(ignorable(r) && len(cluster) > utf8.RuneLen(r)) {
			part += " " + name
		}
		parts = append(parts, part)
	}
	text := strings.Join(parts, ", ")
	if count > 1 {
		text += fmt.Sprintf(" ×%d", count)
	}
	return "[" + text + "]"
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
