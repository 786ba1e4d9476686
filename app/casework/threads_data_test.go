package casework_test

import (
	"os"
	"path/filepath"
	"testing"

	"vaughn/index/archive"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/index/thread"
)

// listKeys reads the keys of a year of a public mailing list.
func listKeys(t testing.TB, name string) []thread.Key {
	t.Helper()
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	var keys []thread.Key
	seen := map[uint64]bool{}
	eachMail(t, filepath.Join(dir, "mbox", name), func(m *message.Message, r *record.Record) {
		k := thread.KeyOf(m, r)
		if k.ID == 0 || seen[k.ID] {
			return // the truth is by id
		}
		seen[k.ID] = true
		k.Num, k.Date = record.Num(len(keys)+1), m.Date.Unix()
		keys = append(keys, k)
	})
	return keys
}

// eachMail reads the mails of an archive.
func eachMail(t testing.TB, path string, each func(*message.Message, *record.Record)) {
	t.Helper()
	sources, err := archive.OpenSource(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := archive.Detect(sources[0])
	if err != nil {
		t.Fatal(err)
	}
	err = f.Read(t.Context(), sources[0], func(it archive.Item) error {
		if it.Message == nil {
			return nil
		}
		r, err := record.FromEmail(it.Message)
		if err == nil {
			each(it.Message, r)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func member(groups [][]thread.Node, n int) []int {
	out := make([]int, n+1)
	for i, g := range groups {
		for _, m := range g {
			out[m.Num] = i
		}
	}
	return out
}

// TestThreadsOfAList compares with joining every message to every id it names,
// and then takes the headers away to see what words alone recover.
func TestThreadsOfAList(t *testing.T) {
	keys := listKeys(t, "linux-usb-2019.mbox.gz")
	groups := thread.Build(keys)
	truth := member(groups, len(keys))

	named := joined(keys)
	apart, more := 0, map[int]map[int]bool{}
	for _, k := range keys {
		if more[named[k.Num]] == nil {
			more[named[k.Num]] = map[int]bool{}
		}
		more[named[k.Num]][truth[k.Num]] = true
	}
	for _, in := range more {
		if len(in) > 1 {
			apart++
		}
	}
	t.Logf("%d messages: %d conversations, %d when every named id joins; %d of those are cut", len(keys), len(groups), len(more), apart)

	bare := make([]thread.Key, len(keys))
	replies, found, right := 0, 0, 0
	for i, k := range keys {
		if len(k.Refs) > 0 {
			replies++
		}
		k.ID, k.Refs, k.Index = 0, nil, nil
		bare[i] = k
	}
	for _, g := range thread.Build(bare) {
		for _, m := range g {
			if m.Why != thread.ByQuote || m.Parent < 0 {
				continue
			}
			found++
			if truth[m.Num] == truth[g[m.Parent].Num] {
				right++
			}
		}
	}
	t.Logf("without headers: of %d answers %d joined by quoted words, %d of them as the headers say", replies, found, right)
	if apart > 0 || found < replies/20 || float64(right) < 0.97*float64(found) {
		t.Errorf("quoted words join too little or too much")
	}
}

// joined is the naive way: one set for all messages that name one another.
func joined(keys []thread.Key) []int {
	at := map[uint64]int{}
	var set []int
	box := func(id uint64) int {
		i, ok := at[id]
		if !ok {
			i = len(set)
			at[id], set = i, append(set, i)
		}
		for set[i] != i {
			set[i] = set[set[i]]
			i = set[i]
		}
		return i
	}
	for _, k := range keys {
		for _, r := range k.Refs {
			a, b := box(k.ID), box(r)
			set[a] = b
		}
	}
	out := make([]int, len(keys)+1)
	for _, k := range keys {
		out[k.Num] = box(k.ID)
	}
	return out
}
