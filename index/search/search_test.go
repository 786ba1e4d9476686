package search

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vaughn/index/message"
	"vaughn/index/query"
	"vaughn/index/record"
)

// facts is a case database of a few maps.
type facts struct {
	where map[string][]record.Num // by "field:value"
	rank  map[string][]int64
	zone  *time.Location
}

func (f facts) Where(_ context.Context, field, value string) ([]record.Num, error) {
	return f.where[field+":"+value], nil
}

func (f facts) Rank(_ context.Context, column string) (func(record.Num) int64, error) {
	r, ok := f.rank[column]
	if !ok {
		return nil, fmt.Errorf("no column %s", column)
	}
	return func(n record.Num) int64 { return r[n] }, nil
}

// Kin takes records for kin when the halves of their numbers are the same.
func (f facts) Kin(_ context.Context, _ string, of Set) (Set, error) {
	var out []record.Num
	for n := range of.Each() {
		out = append(out, n/2*2, n/2*2+1)
	}
	return SetOf(out...), nil
}

func (f facts) Zone() *time.Location {
	if f.zone == nil {
		return time.UTC
	}
	return f.zone
}

// mail makes a record of a header and a body in RFC 822 manner.
func mail(t testing.TB, n int, date time.Time, text string) *record.Record {
	t.Helper()
	head, body, _ := strings.Cut(text, "\n\n")
	m := &message.Message{Kind: message.Email, Date: date}
	for line := range strings.SplitSeq(head, "\n") {
		name, value, _ := strings.Cut(line, ": ")
		m.Headers = append(m.Headers, message.Header{Name: name, Value: value})
		if name == "Subject" {
			m.Subject = value
		}
	}
	m.Bodies = []message.Body{{Type: "text/plain", Text: body}}
	m.RawSum[0], m.RawSum[1], m.RawSum[2] = byte(n), byte(n>>8), byte(n>>16)
	m.Seal()
	r, err := record.FromEmail(m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var samples = []string{
	1: "From: Jane Doe <jane.doe@example.gov>\nTo: Chief <chief@example.gov>\nSubject: Budget for phase two\n\nThe budget is not final. Call (202) 555-0143 about FOIA-2022-00117.",
	2: "From: Chief <chief@example.gov>\nTo: jane.doe@example.gov; Bob Müller <bob@other.example.org>\nSubject: Re: Budget\n\nTo be or not to be.\n> The budget is not final.\nSee report_final.v2.xlsx",
	3: "From: bob@other.example.org\nTo: press@example.com\nCc: José <jose@example.com>\nSubject: 東京都の予算\n\n東京都で会う。 Doeville budgets.",
}

func sampleIndex(t testing.TB) *Index {
	t.Helper()
	x, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	var docs []Doc
	for i, s := range samples {
		if s != "" {
			docs = append(docs, Doc{record.Num(i), mail(t, i, time.Date(2022, 2, i, 3, 0, 0, 0, time.UTC), s)})
		}
	}
	if err := x.Add(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	return x
}

func find(t testing.TB, x *Index, f Facts, text string) []record.Num {
	t.Helper()
	q, err := query.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	s, err := x.All(t.Context(), q, f)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Collect(s.Each())
}

func TestSearch(t *testing.T) {
	x := sampleIndex(t)
	boston, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	f := facts{where: map[string][]record.Num{"tag:press": {3, 2, 99}, "has:attachment": {2}}, zone: boston}
	for text, want := range map[string][]record.Num{
		"":                                    {1, 2, 3},
		"budget":                              {1, 2},
		"BUDGET*":                             {1, 2, 3},
		"budget~":                             {1, 2, 3},
		`"not to be"`:                         {2},
		`"the budget is not final"`:           {1, 2},
		"jane.doe@example.gov":                {1, 2},
		"from:doe":                            {1},
		"doe":                                 {1, 2},
		"doe*":                                {1, 2, 3},
		"from:example.gov":                    {1, 2},
		"participant:example.org":             {2, 3},
		"cc:jose":                             {3},
		"muller":                              {2},
		"202-555-0143":                        {1},
		"foia-2022-00117":                     {1},
		"00117":                               {1},
		"report_final.v2.xlsx":                {2},
		"*.xlsx":                              {2},
		"東京":                                  {3},
		"subject:予算":                          {3},
		"京東":                                  nil,
		"text:bob":                            nil,
		"subject:(budget OR 予算)":              {1, 2, 3},
		"budget AND NOT phase":                {2},
		"-budget":                             {3},
		"tag:press":                           {2, 3},
		"tag:press budget":                    {2},
		"tag:press NOT has:attachment":        {3},
		"budget w/2 final":                    nil,
		"budget w/3 final":                    {1, 2},
		"final pre/3 budget":                  nil,
		`"to be" w/1 "or not"`:                {2},
		"jane w/5 bob":                        {2},
		"(202 or 00117) w/9 (call or nobody)": {1},
		"date:2022-02-01":                     {2},
		"date:2022-01-31":                     {1},
		"date:>=2022-02-01":                   {2, 3},
		"date:2022-01..2022-01-31T22:00":      {1},
		"date:2022-01..2022-01-31T21:59":      nil,
		"date:*":                              {1, 2, 3},
		"date:<2022":                          nil,
		"nosuchword":                          nil,
	} {
		if got := find(t, x, f, text); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}
