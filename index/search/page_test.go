package search

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"vaughn/index/message"
	"vaughn/index/query"
	"vaughn/index/record"
)

// TestPages compares pages of random sets with a full sort.
func TestPages(t *testing.T) {
	r := rand.New(rand.NewPCG(23, 29))
	for range 500 {
		n := r.IntN(400)
		rank := make([]int64, 1000)
		for i := range rank {
			rank[i] = int64(r.IntN(1 + r.IntN(500)))
		}
		var s []record.Num
		for _, i := range r.Perm(1000)[:n] {
			s = append(s, record.Num(i))
		}
		p := Page{Offset: r.IntN(450), Limit: r.IntN(100), Sort: Sort{Desc: r.IntN(2) == 0}}
		if r.IntN(3) > 0 {
			p.Sort.By = "date"
		}
		got, err := window(t.Context(), SetOf(s...), facts{rank: map[string][]int64{"date": rank}}, p)
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(s, func(a, b record.Num) int {
			c := 0
			if p.Sort.By != "" {
				c = cmp.Compare(rank[a], rank[b])
			}
			if c = cmp.Or(c, cmp.Compare(a, b)); p.Sort.Desc {
				c = -c
			}
			return c
		})
		want := s[min(n, p.Offset):min(n, p.Offset+p.Limit)]
		if !slices.Equal(got, want) {
			t.Fatalf("%+v of %d: %v, want %v", p, n, got, want)
		}
	}
}

func TestSearchPage(t *testing.T) {
	x := sampleIndex(t)
	f := facts{rank: map[string][]int64{"date": {0, 30, 10, 20}}}
	q := query.All{}
	got, err := x.Search(t.Context(), q, f, Page{Offset: 1, Limit: 5, Sort: Sort{"date", true}})
	if err != nil {
		t.Fatal(err)
	}
	if got.Total != 3 || !slices.Equal(got.Nums, []record.Num{3, 2}) || got.Took <= 0 {
		t.Errorf("%+v", got)
	}
	if _, err := x.Search(t.Context(), q, f, Page{Limit: 1, Sort: Sort{By: "nonsense"}}); err == nil {
		t.Error("an unknown column was sorted by")
	}
	if got, err := x.Search(t.Context(), q, f, Page{}); err != nil || got.Total != 3 || got.Nums != nil {
		t.Errorf("counting only: %+v, %v", got, err)
	}
}

func TestHits(t *testing.T) {
	r := mail(t, 2, time.Time{}, samples[2])
	for text, want := range map[string]string{
		"budget":                  "Budget budget",
		"budget not final":        "Budget budget", // what is denied is not lit
		"to:muller":               "Müller",
		"jane.doe@example.gov":    "jane.doe@example.gov",
		`"not to be"`:             "not to be",
		`be w/2 "not"`:            "be not be",
		"final pre/1 see":         "final See",
		"budget w/3 final":        "budget final",
		"*.xlsx":                  "xlsx",
		"text:re*":                "report",
		"tag:x date:2022":         "",
		"jane or \"doe@example\"": "jane doe@example",
		"\"be or\" or \"or not\"": "be or not",
	} {
		q, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range Hits(r, q) {
			w, err := r.Slice(s)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, w)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestSnippet(t *testing.T) {
	r := mail(t, 1, time.Time{}, "Subject: x\n\n"+strings.Repeat("Füll wörds\nhere. ", 50)+"the needle ü lies "+strings.Repeat("éé after ", 50))
	text, hits := Snippet(r, query.Term{Text: "needle"}, 90)
	if len(text) > 130 || strings.Contains(text, "\n") || len(hits) != 1 || text[hits[0].Start:hits[0].End] != "needle" {
		t.Errorf("%q %v", text, hits)
	}
	for size := range 60 {
		if text, _ := Snippet(r, query.Term{Text: "nothing"}, size); len(text) > size || !strings.HasPrefix("Füll wörds here. Füll wörds here. Füll wörds here. Füll wörds here. ", text) {
			t.Errorf("%d: %q", size, text)
		}
	}
}

// TestBesideTheText: names that only the parties hold are found, and a note of
// the program is not.
func TestBesideTheText(t *testing.T) {
	r := mail(t, 1, time.Time{}, "From: Jane\nSubject: x\n\nhello")
	r.Parties = []message.Party{{Role: message.To, Name: "Ann Other", Addr: "ann@example.org"}}
	r.Name = "minutes.pdf"
	start := len(r.Text)
	r.Text += "slipsheet\n"
	r.Blocks = append(r.Blocks, record.Block{Span: record.Span{Start: start, End: start + 9}, Role: record.RoleNote})
	x, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if err := x.Add(t.Context(), []Doc{{1, r}}); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{"attachment:minutes": 1, "minutes.pdf": 1, "slipsheet": 0, "to:ann@example.org": 1, "ann w/5 other": 1, "hello": 1, "hello w/1000 minutes": 0} {
		if got := find(t, x, facts{}, text); len(got) != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
