package casework_test

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vaughn/app/casework"
	"vaughn/index/archive"
	"vaughn/index/generate"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/index/thread"
)

// ownTexts are what mails say themselves: invented ones, or with the shared data
// 5,000 of a list and an office.
func ownTexts(t *testing.T) []string {
	t.Helper()
	var out []string
	if dir := os.Getenv("VAUGHN_DATA"); dir != "" {
		for _, box := range []string{"usrp-users-2019-2020.mbox.gz", "linux-usb-2019.mbox.gz"} {
			eachMail(t, filepath.Join(dir, "mbox", box), func(_ *message.Message, r *record.Record) {
				if len(out) < 5000 {
					out = append(out, casework.OwnText(r))
				}
			})
		}
		return out
	}
	g := generate.New(generate.Options{Seed: 5, Size: 1000})
	for it, ok := g.Next(); ok; it, ok = g.Next() {
		r, err := record.FromEmail(archive.ReadMIME(it.Raw, message.Locator{}, archive.Limits{}))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, casework.OwnText(r))
	}
	return out
}

// TestNearRecall compares with looking at every pair, by runs of three words
// that are kept as words: nothing hashed, nothing left out.
func TestNearRecall(t *testing.T) {
	var shapes thread.Listed
	var runs [][]int32
	ids := map[string]int32{}
	for _, text := range ownTexts(t) {
		s := thread.ShapeOf(text)
		if s == nil {
			continue
		}
		shapes = append(shapes, s)
		words, seen := strings.Fields(thread.Fold(text)), map[int32]bool{}
		for i := range len(words) - 2 {
			run := strings.Join(words[i:i+3], " ")
			id, ok := ids[run]
			if !ok {
				id = int32(len(ids))
				ids[run] = id
			}
			seen[id] = true
		}
		list := make([]int32, 0, len(seen))
		for id := range seen {
			list = append(list, id)
		}
		runs = append(runs, list)
	}
	const at = 0.8
	got := map[[2]int]bool{}
	pairs, err := thread.Near(shapes, at)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pairs {
		got[[2]int{p.A, p.B}] = true
	}
	want, found := 0, 0
	mark := make([]int32, len(ids)) // by run: the text it was last seen in, plus one
	for i, a := range runs {
		for _, g := range a {
			mark[g] = int32(i) + 1
		}
		for j := i + 1; j < len(runs); j++ {
			b := runs[j]
			if float64(min(len(a), len(b))) < at*float64(max(len(a), len(b))) {
				continue
			}
			both := 0
			for _, g := range b {
				if mark[g] == int32(i)+1 {
					both++
				}
			}
			if float64(both)/float64(len(a)+len(b)-both) >= at {
				want++
				if got[[2]int{i, j}] {
					found++
				}
			}
		}
	}
	recall := float64(found) / math.Max(float64(want), 1)
	t.Logf("%d texts: %d pairs by looking at all, %d found (%.4f), %d given", len(runs), want, found, recall, len(pairs))
	if want == 0 || recall < 0.99 || len(pairs)-found > len(pairs)/100 {
		t.Errorf("recall %.4f, %d too many", recall, len(pairs)-found)
	}
}
