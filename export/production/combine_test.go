package production

import (
	"slices"
	"testing"
)

// Files of all pages end where the next document would make them too long or too
// large; a document is never parted.
func TestCombine(t *testing.T) {
	const mb = 1 << 20
	for name, c := range map[string]struct {
		pages []int
		mb    []int64
		want  []int // ends
	}{
		"one file":           {[]int{3, 4, 5}, []int64{1, 1, 1}, []int{3}},
		"many pages":         {[]int{6000, 4000, 1, 9999, 1}, []int64{1, 1, 1, 1, 1}, []int{2, 4, 5}},
		"many pixels":        {[]int{1, 1, 1, 1}, []int64{200, 56, 1, 10}, []int{2, 4}},
		"one that is larger": {[]int{20_000, 1}, []int64{900, 1}, []int{1, 2}},
	} {
		var got []int
		for at := 0; at < len(c.pages); got = append(got, at) {
			at = combine(at, len(c.pages), func(i int) (int, int64) { return c.pages[i], c.mb[i] * mb })
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
