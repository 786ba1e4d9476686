package loadfile

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
)

// LooseImageLines reads an image load file, OPT or LFP, as review programs do: any
// line ends, blank lines, a byte order mark, spaces around cells, lower case,
// slashes, missing counts; lines of LFP that are no IM are passed over. What is
// forgiven of a line is told as its error, beside the image it has; an image
// without key is none.
func LooseImageLines(r io.Reader) iter.Seq2[Image, error] {
	return func(yield func(Image, error) bool) {
		sc := bufio.NewScanner(r)
		sc.Buffer(nil, 1<<20)
		for n := 1; sc.Scan(); n++ {
			line := strings.TrimSpace(strings.TrimPrefix(sc.Text(), bom))
			if line == "" {
				continue
			}
			cells := strings.Split(line, ",")
			for i := range cells {
				cells[i] = strings.Trim(strings.TrimSpace(cells[i]), `"`)
			}
			i, why := looseImage(cells)
			var err error
			if why != "" {
				err = fmt.Errorf("line %d: %s", n, why)
			}
			if (i.Key != "" || err != nil) && !yield(i, err) {
				return
			}
		}
		if sc.Err() != nil {
			yield(Image{}, fmt.Errorf("reading a load file of images: %w", sc.Err()))
		}
	}
}

func looseImage(c []string) (i Image, why string) {
	slash := strings.NewReplacer("/", `\`)
	switch {
	case strings.EqualFold(c[0], "IM") && len(c) >= 5:
		p := strings.Split(strings.TrimPrefix(c[4], "@"), ";")
		if len(p) < 3 {
			return i, "an IM without a place"
		}
		i = Image{Key: c[1], First: c[2] != "", Child: strings.EqualFold(c[2], "C"), Volume: p[0], Path: strings.Trim(slash.Replace(p[1]+`\`+p[2]), `\`)}
		if i.Offset, _ = strconv.Atoi(c[3]); i.Offset < 0 {
			i.Offset, why = 0, "a page before the first"
		}
		return i, why
	case len(c[0]) == 2 && strings.ToUpper(c[0]) == c[0] && len(c) < 7:
		return i, "a line that is no image"
	case len(c) < 3:
		return i, "too few cells"
	}
	i = Image{Key: c[0], Volume: c[1], Path: strings.Trim(slash.Replace(c[2]), `\`), First: len(c) > 3 && strings.EqualFold(c[3], "Y")}
	if len(c) > 6 && c[6] != "" {
		n, err := strconv.Atoi(c[6])
		if err != nil || n < 0 {
			return i, "a count of pages that is none"
		}
		i.Pages = n
	}
	if len(c) != 7 {
		why = fmt.Sprintf("%d cells, want 7", len(c))
	}
	return i, why
}
