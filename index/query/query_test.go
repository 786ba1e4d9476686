package query

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]string{
		"":                            "*",
		"  \t\n":                      "*",
		"*":                           "*",
		"budget":                      "budget",
		"budget plan":                 "budget AND plan",
		"budget & plan | memo":        "(budget AND plan) OR memo",
		"a or b and c":                "a OR (b AND c)",
		"a OR (b c) OR d":             "a OR (b AND c) OR d",
		"(a b) c":                     "(a AND b) AND c",
		"not a b":                     "NOT a AND b",
		"-a !b":                       "NOT a AND NOT b",
		"a NOT (b or c)":              "a AND NOT (b OR c)",
		"not not a":                   "NOT NOT a",
		"well-known":                  "well-known",
		`-"a b"`:                      `NOT "a b"`,
		"-(a b)":                      "NOT (a AND b)",
		`"and" x`:                     `"and" AND x`,
		"“to be” or ”x“":              `"to be" OR "x"`,
		`"say \"hi\""`:                `"say \"hi\""`,
		`"C:\temp\x"`:                 `"C:\\temp\\x"`,
		"AT&T":                        `AT\&T`,
		"http://example.gov/x":        `http\://example.gov/x`,
		"12:30":                       `12\:30`,
		"Re: budget":                  `Re\: AND budget`,
		"from:doe":                    "from:doe",
		"From: doe":                   "from:doe",
		"sender:doe":                  "from:doe",
		"subject:(a or b) c":          "(subject:a OR subject:b) AND c",
		"subject:(a from:b)":          "subject:a AND from:b",
		"subject:or":                  `subject:"or"`,
		"to:-x":                       "to:-x",
		"from:*":                      "from:*",
		"budg*t?":                     "budg*t?",
		`budg\*`:                      `budg\*`,
		"budget~":                     "budget~1",
		"budget~2":                    "budget~2",
		"a~b":                         `a\~b`,
		"a w/5 b":                     "a w/5 b",
		"a W/5 b Pre/3 c":             "a w/5 b pre/3 c",
		"a w/5 (b w/2 c)":             "a w/5 (b w/2 c)",
		`(a or "b c") w/5 d`:          `(a OR "b c") w/5 d`,
		"a w/5 b c":                   "a w/5 b AND c",
		"not a w/5 b":                 "NOT a w/5 b",
		"from:a w/5 from:b":           "from:a w/5 from:b",
		"from:(a w/5 b)":              "from:a w/5 from:b",
		"date:2022":                   "date:2022",
		"date:2022-02-01..2022-02-28": "date:2022-02-01..2022-02-28",
		"date:2022-02..":              "date:2022-02..",
		"date:..2022":                 "date:..2022",
		"date:>=2022":                 "date:2022..",
		"date:>2022-02-28":            "date:2022-03-01..",
		"date:<=2022-02":              "date:..2022-02",
		"date:<2022":                  "date:..2021",
		`date:"2022-02-01 14:30"`:     "date:2022-02-01T14:30",
		"date:<2022-02-01T00:00":      "date:..2022-01-31T23:59",
		"date:*":                      "date:*",
		"sent:(2021 or 2022)":         "date:2021 OR date:2022",
		"custodian:doe":               "custodian:doe",
		`custodian:"Jane Doe"`:        `custodian:"Jane Doe"`,
		`messageid:"<a*b@c>"`:         "",
		`messageid:<a:b@c.gov>`:       `messageid:"<a:b@c.gov>"`,
		"has:Attachment":              "has:attachment",
		"tag:*":                       "tag:*",
		`tag:"*x"`:                    "",
		`tag:"\*"`:                    "",
		"in:0123":                     "thread:0123",
		"in:thread(a b) c":            "in:thread(a AND b) AND c",
		"in:Family (tag:x)":           "in:family(tag:x)",
		"not in:copies(in:thread(a))": "NOT in:copies(in:thread(a))",
		"a not w/5 b":                 "a not w/5 b",
		"a NOT pre/5 b w/2 c":         "a not pre/5 b w/2 c",
		"a not not w/5":               "",
		"stem:withhold":               "stem:withhold",
		`stem:("a b" or c)`:           `stem:"a b" OR stem:c`,
		"subject:(stem:x y)":          "subject:(stem:x) AND subject:y",
		"stem:(subject:x)":            "subject:(stem:x)",
		"stem:a w/5 b":                "stem:a w/5 b",
		`phone:"(202) 555-0143"`:      `phone:"(202) 555-0143"`,
		"phone:+1-202-555-0143":       "phone:+1-202-555-0143",
		"hidden:comments":             "hidden:comments",
		"saved:press domain:a.gov":    "saved:press AND domain:a.gov",
		"exemption:(b6 or b5)":        "exemption:b6 OR exemption:b5",
		"東京 NOT é":                    "東京 AND NOT é",
		"\\(a\\)":                     `\(a\)`,
		strings.Repeat("(", 60) + "a" + strings.Repeat(")", 60): "a",
	} {
		q, err := Parse(in)
		if want == "" {
			if err == nil {
				t.Errorf("%s: read as %s, want an error", in, q)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if q.String() != want {
			t.Errorf("%s: %s, want %s", in, q, want)
		}
	}
}

func TestParseSaysWhere(t *testing.T) {
	for in, pos := range map[string]int{
		"a AND":                          5,
		"a OR )":                         5,
		"(a b":                           4,
		"a)":                             1,
		"AND a":                          0,
		`a "b`:                           2,
		"form:doe":                       0,
		"a from:":                        7,
		"a date:soon":                    7,
		"date:2022-13":                   5,
		"date:2022..2021":                5,
		"date:..":                        5,
		"is:reveiwed":                    3,
		"tag:urg*":                       4,
		"tag:a~":                         4,
		"a w/0 b":                        2,
		"a not w/0 b":                    2,
		"a not w/5":                      9,
		"in:thread x":                    10,
		"in:thread(a":                    11,
		"stem:budg*":                     5,
		"stem:a~":                        5,
		"stem:(a tag:b)":                 12,
		"phone:12":                       6,
		"phone:(202) 555-0143":           7,
		"stem:...":                       5,
		"hidden:secrets":                 7,
		"a w/1001 b":                     2,
		"a w/5":                          5,
		"w/5 a":                          0,
		"a w/5 from:b":                   6,
		"a w/5 (b c)":                    6,
		"(a b) w/5 c":                    0,
		"a w/5 tag:b":                    6,
		"a w/5 *":                        6,
		"... x":                          0,
		"budget~3":                       0,
		"budg*t~":                        0,
		`from:""`:                        5,
		"a \xff":                         2,
		strings.Repeat("a ", MaxLen/2+1): MaxLen,
	} {
		_, err := Parse(in)
		var s *SyntaxError
		if !errors.As(err, &s) {
			t.Errorf("%.40q: %v, want a SyntaxError", in, err)
			continue
		}
		if s.Pos != pos || s.Got == "" || s.Want == "" {
			t.Errorf("%.40q: %+v, want position %d", in, *s, pos)
		}
	}
	for _, deep := range []string{
		strings.Repeat("(", 1000) + "a" + strings.Repeat(")", 1000), strings.Repeat("not ", 5000) + "a",
		"a" + strings.Repeat(" w/1 a", 100), strings.Repeat("-", 3000) + "a",
	} {
		if _, err := Parse(deep); err == nil {
			t.Errorf("%.20s…: accepted", deep)
		}
	}
}

func TestBounds(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string][2]string{
		"date:2022":                   {"2022-01-01T05:00:00Z", "2023-01-01T05:00:00Z"},
		"date:2022-03-13":             {"2022-03-13T05:00:00Z", "2022-03-14T04:00:00Z"}, // a day of 23 hours
		"date:2022-11-06":             {"2022-11-06T04:00:00Z", "2022-11-07T05:00:00Z"}, // a day of 25 hours
		"date:2022-02-01..2022-02-28": {"2022-02-01T05:00:00Z", "2022-03-01T05:00:00Z"},
		"date:2020-02-29T23:59":       {"2020-03-01T04:59:00Z", "2020-03-01T05:00:00Z"},
		"date:2022-02-01T10:00:01":    {"2022-02-01T15:00:01Z", "2022-02-01T15:00:02Z"},
		"date:>2022-02":               {"2022-03-01T05:00:00Z", ""},
		"date:..2022-02-01T10:00":     {"", "2022-02-01T15:01:00Z"},
	} {
		q, err := Parse(in)
		if err != nil {
			t.Fatal(err)
		}
		from, to := q.(Range).Bounds(zone)
		for i, got := range []time.Time{from, to} {
			if s := got.UTC().Format(time.RFC3339); got.IsZero() && want[i] != "" || !got.IsZero() && s != want[i] {
				t.Errorf("%s: bound %d is %s, want %s", in, i, s, want[i])
			}
		}
	}
}

func TestWords(t *testing.T) {
	for in, want := range map[string]string{
		"john.doe@example.gov":            "john doe example gov",
		"(202) 555-0143":                  "202 555 0143",
		"FOIA-2022-00117/b":               "foia 2022 00117 b",
		"report_final.v2.XLSX":            "report final v2 xlsx",
		"don’t DON'T":                     "don t don t",
		"Müller MULLER mu\u0308ller":      "muller muller muller",
		"Straße Øre Łódź İstanbul":        "strasse ore lodz istanbul",
		"ﬁne Ｆｕｌｌ ①":                      "fine full 1",
		"co\u00adoperate zero\u200bwidth": "cooperate zero width",
		"東京tower":                         "東 京 tower",
		"カﾊ":                              "カ ハ",
		"한국어":                             "한 국 어",
		"הָעוֹלָם":                        "העולם",
		"हिन्दी":                          "हिन्दी",
		"Ελλάς":                           "ελλασ",
		"ok 👍🏽 fine":                      "ok 👍 🏽 fine",
		strings.Repeat("x", 150):          strings.Repeat("x", 64) + " " + strings.Repeat("x", 64) + " " + strings.Repeat("x", 22),
		"  ... --- ":                      "",
	} {
		var got []string
		w := NewWords(in)
		for {
			word, start, end, ok := w.Next()
			if !ok {
				break
			}
			got = append(got, string(word))
			if Fold(in[start:end]) != string(word) {
				t.Errorf("%s: %q stands at %d..%d, where %q is", in, word, start, end, in[start:end])
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: %s, want %s", in, s, want)
		}
	}
}

func TestSteps(t *testing.T) {
	fits := func(pattern, word string) bool {
		s := Term{Text: pattern}.Steps()
		return len(s) == 1 && s[0].Fits(word)
	}
	for pattern, words := range map[string][2]string{
		"bud*":   {"bud budget", "abud bu"},
		"*get":   {"get budget", "gets"},
		"b?d":    {"bad bed bäd", "bd baad"},
		"b*d*t":  {"budget bdt bddt", "budge"},
		"*ab*ab": {"abab xabyab", "ab"},
	} {
		for _, w := range strings.Fields(words[0]) {
			if !fits(pattern, w) {
				t.Errorf("%s does not fit %s", w, pattern)
			}
		}
		for _, w := range strings.Fields(words[1]) {
			if fits(pattern, w) {
				t.Errorf("%s fits %s", w, pattern)
			}
		}
	}
	for pattern, n := range map[string]int{"john.d*@example.gov": 4, "*.xlsx": 1, "a * b": 3, `a\*b`: 2, "東*": 1, "*": 1, "\uf8fe": 0, "a *": 1} {
		if got := len(Term{Text: pattern}.Steps()); got != n {
			t.Errorf("%s: %d steps, want %d", pattern, got, n)
		}
	}
}

func TestFields(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Fields() {
		for _, n := range append([]string{f.Name}, f.Aliases...) {
			if seen[n] || n != strings.ToLower(n) {
				t.Errorf("%s stands twice or is not lower case", n)
			}
			seen[n] = true
		}
		q, err := Parse(f.Example)
		if err != nil || f.Description == "" {
			t.Errorf("%s: example %q: %v", f.Name, f.Example, err)
			continue
		}
		found := false
		Map(q, func(q Q) Q {
			found = found || strings.HasPrefix(q.String(), f.Name+":") || strings.HasPrefix(q.String(), "in:")
			return q
		})
		if !found || (len(f.Columns) == 0) != (f.Type == Facts || f.Type == Form) {
			t.Errorf("%s: example %q or columns %v do not fit", f.Name, f.Example, f.Columns)
		}
	}
}

func TestComplete(t *testing.T) {
	for in, want := range map[string]string{
		"fr|":       "0 from:",
		"a (cust|":  "3 custodian:",
		"is:un|":    "3 unreviewed",
		"-has:att|": "5 attachment",
		"a a|":      "2 author: attachment: AND",
		`"fr|`:      "3",
		"from:d|":   "5",
		"|":         "0",
		"budget w|": "7 who: w/5",
		"from|":     "0 from:",
	} {
		pos := strings.IndexByte(in, '|')
		start, got := Complete(strings.Replace(in, "|", "", 1), pos)
		s := strings.TrimSpace(string(rune('0'+start)) + " " + strings.Join(got, " "))
		if s != want {
			t.Errorf("%s: %s, want %s", in, s, want)
		}
	}
	Complete("aé", 2)
	Complete("x", -5)
	Complete("x", 99)
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"a b", `from:"x y" or (b -c)`, "a w/5 b pre/2 c*", "date:>=2022-02", `\*~2 "“`, "tag:a|b", "((", "is:reviewed", "w/5", "a~", "x:y", "東*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := Parse(s)
		if err != nil {
			var e *SyntaxError
			if !errors.As(err, &e) || e.Pos < 0 || e.Pos > len(s) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		again, err := Parse(q.String())
		if len(q.String()) > MaxLen {
			return // escapes made it longer than a query may be
		}
		if err != nil || !same(q, again) {
			t.Fatalf("%q prints as %q, which reads as %v, %v", s, q, again, err)
		}
		Simplify(q)
		Complete(s, len(s)/2)
	})
}
