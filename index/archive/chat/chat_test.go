package chat

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vaughn/index/message"
)

// TestPieces: what exceeds the budget goes out in pieces, each marked, and
// nothing is lost or held.
func TestPieces(t *testing.T) {
	var pieces, events, marked, most int
	seen := map[message.ID]bool{}
	set := NewSet("x", 20000, func(k *Talk) error {
		pieces++
		events += len(k.Events)
		most = max(most, len(k.Events))
		for _, p := range k.Problems {
			if p.Code == ProblemPart {
				marked++
			}
		}
		m := k.Message(message.Locator{})
		if seen[m.ID] {
			t.Error("two pieces have one id")
		}
		seen[m.ID] = true
		return nil
	})
	for i := range 1000 {
		k := set.Talk(fmt.Sprint(i % 3))
		if err := set.Add(k, message.Event{Text: "a message", At: time.Unix(1709543000, 0), From: k.Member(message.Member{ID: "ann"})}); err != nil {
			t.Fatal(err)
		}
	}
	if err := set.Flush(); err != nil {
		t.Fatal(err)
	}
	if events != 1000 || marked != pieces || pieces < 10 || most > 20 {
		t.Errorf("%d events in %d pieces, %d marked, at most %d", events, pieces, marked, most)
	}
}

func TestOrderAndNames(t *testing.T) {
	var k *Talk
	set := NewSet("x", 0, func(got *Talk) error { k = got; return nil })
	talk := set.Talk("room")
	at := func(s int64) time.Time { return time.Unix(1709543000+s, 0).UTC() }
	for _, e := range []message.Event{
		{ID: "c", At: at(30)}, {ID: "untimed"}, {ID: "a", At: at(10)}, {ID: "a", At: at(10), Text: "again"}, {At: at(20), Text: "x"}, {At: at(20), Text: "x"},
	} {
		if err := set.Add(talk, e); err != nil {
			t.Fatal(err)
		}
	}
	if err := set.Flush(); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, e := range k.Events {
		ids = append(ids, e.ID)
		if k.Event(e.ID).ID != e.ID {
			t.Errorf("%s is not found by its id", e.ID)
		}
	}
	derived := ids[2]
	if want := fmt.Sprint([]string{"a", "a-2", derived, derived + "-2", "c", "untimed"}); fmt.Sprint(ids) != want {
		t.Errorf("%v, want %v", ids, want)
	}
}

func TestElements(t *testing.T) {
	for _, c := range []struct{ text, inside, want string }{
		{`[{"a":1},{"b":"}{\"["} , 7, {"c":[{}]}]`, "", `{"a":1}|{"b":"}{\"["}|{"c":[{}]}`},
		{"{\"a\":1}\n{\"b\":2}{\"c\":3", "", `{"a":1}|{"b":2}|` + ErrCut.Error()},
		{`{"x":[{"no":1}],"value":[{"a":1},{"b":{"value":[{}]}}],"y":{}}`, "value", `{"a":1}|{"b":{"value":[{}]}}`},
		{`[{"long":"` + strings.Repeat("x", 100) + `"},{"a":1}]`, "", ErrLarge.Error() + `|{"a":1}`},
		{`]]}}[{"a":1}]`, "", `{"a":1}`},
		{"", "", ""},
	} {
		var got []string
		err := Elements(strings.NewReader(c.text), c.inside, 64, func(raw []byte, at int64, err error) error {
			if err != nil {
				got = append(got, err.Error())
				return nil
			}
			if string(raw) != c.text[at:at+int64(len(raw))] {
				t.Errorf("%q at %d", raw, at)
			}
			got = append(got, string(raw))
			return nil
		})
		if err != nil || strings.Join(got, "|") != c.want {
			t.Errorf("%q: %q, %v", c.text, got, err)
		}
	}
}

func TestSeconds(t *testing.T) {
	for text, want := range map[string]string{
		"1355517523.000005": "2012-12-14T20:38:43.000005Z", "1597672022.80669": "2020-08-17T13:47:02.80669Z", "1597672022": "2020-08-17T13:47:02Z",
		"-1": "", "x": "", "1597672022.-5": "", "99999999999999": "", "1597672022.1234567891": "",
	} {
		at, ok := Seconds(text)
		if got := at.Format(time.RFC3339Nano); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %s %v", text, got, ok)
		}
	}
}

func TestNames(t *testing.T) {
	for in, want := range map[string]string{
		"../../etc/passwd": "passwd", `..\evil.exe`: "evil.exe", "..": "", "a\u202egpj.exe": "agpj.exe", "line\nbreak": "line break", "ok.txt": "ok.txt",
	} {
		if got := Base(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
