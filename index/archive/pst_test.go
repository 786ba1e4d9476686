package archive_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"vaughn/index/archive"
	"vaughn/index/archive/pst/psttest"
	"vaughn/index/message"
)

// readPST gives the messages' subjects, the failures and the summary.
func readPST(t *testing.T, data []byte, skip func(string, int64) bool) (subjects []string, failed []archive.Item, sum archive.Summary) {
	t.Helper()
	src := archive.Source{Name: "a.pst", FS: fstest.MapFS{"a.pst": {Data: data}}, Main: "a.pst", ID: "sample"}
	src.Skip = skip
	err := archive.PST{}.Read(context.Background(), src, func(it archive.Item) error {
		switch {
		case it.Err != nil:
			failed = append(failed, it)
		case it.Message != nil:
			subjects = append(subjects, it.Message.Subject)
			drainAll(t, it.Message)
		default:
			sum = *it.Summary
		}
		return nil
	})
	if err != nil {
		return nil, nil, archive.Summary{Expected: -2}
	}
	return subjects, failed, sum
}

func note(nid uint32, subject string) psttest.Message {
	return psttest.Message{NID: nid, Props: pstProps(map[uint16]any{0x001A: "IPM.Note", 0x0037: subject, 0x1000: "text of " + subject}),
		Attachments: []psttest.Attachment{{Data: bytes.Repeat([]byte(subject), 3000)}}}
}

func TestPSTPlaces(t *testing.T) {
	settings := note(0x200088, "view")
	lost := note(0x2000A4, "orphan")
	lost.Unlisted = true
	data := inPST(nil, note(0x200024, "one"), note(0x200044, "two"), settings, lost)
	items := all(t, "a.pst", data)
	var places []string
	for _, it := range items {
		places = append(places, it.At.Path)
		if it.At.Ordinal&31 != 4 || it.At.Source != "sample" || it.At.Offset != -1 {
			t.Errorf("place %+v", it.At)
		}
	}
	if want := []string{"Top/In%2FOut/0x200024", "Top/In%2FOut/0x200044", "(orphaned)/0x2000A4"}; len(places) != 3 || !slices.Equal(places[:2], want[:2]) || !strings.HasSuffix(places[2], "0x2000A4") {
		t.Errorf("places %q", places)
	}
	_, failed, sum := readPST(t, data, nil)
	// The folder's own count has the orphan, which its list lacks.
	if len(failed) != 0 || sum.Read != 3 || sum.Expected != 3 || sum.Recovered != 1 || !strings.Contains(sum.Dialect, "1 settings left out") {
		t.Errorf("%+v, %d failed", sum, len(failed))
	}
	subjects, _, sum := readPST(t, data, func(path string, nid int64) bool { return nid == 0x200044 && path == "Top/In%2FOut/0x200044" })
	if slices.Contains(subjects, "two") || len(subjects) != 2 || sum.Skipped != 1 {
		t.Errorf("skipping one: %q %+v", subjects, sum)
	}
}

// TestPSTDamage destroys every stretch of a file in turn: the other items are
// read all the same, what is lost is reported at its node, and no content gets
// into an error.
func TestPSTDamage(t *testing.T) {
	data := inPST(nil, note(0x200024, "alpha"), note(0x200044, "bravo"), note(0x200064, "gamma"))
	reported := false
	for at := 1024; at < len(data); at += 512 {
		bad := bytes.Clone(data)
		for i := at; i < min(at+512, len(bad)); i++ {
			bad[i] = 0x5A
		}
		subjects, failed, sum := readPST(t, bad, nil)
		if sum.Expected == -2 {
			continue // refused as a whole
		}
		if int64(len(subjects)) != sum.Read || int64(len(failed)) != sum.Failed {
			t.Errorf("damage at %d: %d read, %d failed, summary %+v", at, len(subjects), len(failed), sum)
		}
		for _, f := range failed {
			if f.At.Ordinal == 0x200044 && slices.Contains(subjects, "alpha") && slices.Contains(subjects, "gamma") && !slices.Contains(subjects, "bravo") {
				reported = true
			}
			for _, word := range []string{"alpha", "bravo", "gamma"} {
				if strings.Contains(f.Err.Error(), word) {
					t.Errorf("damage at %d: content in an error", at)
				}
			}
		}
	}
	if !reported {
		t.Error("no damage cost one item alone and was reported at its place")
	}
}

func TestPSTNestingIsBounded(t *testing.T) {
	m := note(0x200024, "level")
	for range 20 {
		in := m
		m = psttest.Message{NID: 0x200024, Props: pstProps(map[uint16]any{0x0037: "level"}), Attachments: []psttest.Attachment{{Message: &in}}}
	}
	src := archive.Source{Name: "a.pst", FS: fstest.MapFS{"a.pst": {Data: inPST(nil, m)}}, Main: "a.pst", ID: "sample"}
	src.Limits.Depth = 5
	if err := (archive.PST{}).Read(context.Background(), src, func(it archive.Item) error {
		if it.Message == nil {
			return nil
		}
		depth := 0
		for in := it.Message; len(in.Attached) > 0 && in.Attached[0].Nested != nil; in = in.Attached[0].Nested {
			depth++
		}
		if depth != 5 || !slices.ContainsFunc(it.Message.Problems, func(p message.Problem) bool { return p.Code == archive.ProblemDepth && p.Lost }) {
			t.Errorf("%d levels, problems %q", depth, codes(it.Message))
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
