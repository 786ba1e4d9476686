package chat

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"vaughn/index/message"
)

// roomOf gathers events written "ann+bo" (ann adds bo), "ann-bo", "ann" and
// gives who was there at each, with '?' where there may have been others.
func roomOf(t *testing.T, prepare func(*Talk), events ...string) (string, []message.Problem) {
	t.Helper()
	var out *Talk
	set := NewSet("x", 0, func(k *Talk) error { out = k; return nil })
	talk := set.Talk("room")
	prepare(talk)
	for i, s := range events {
		e := message.Event{At: time.Unix(1709543000+int64(i), 0), Kind: message.EventText}
		in, out := []string(nil), []string(nil)
		if by, who, ok := strings.Cut(s, "+"); ok {
			s, in = by, []string{who}
			e.Kind = message.EventJoin
		} else if by, who, ok := strings.Cut(s, "-"); ok {
			s, out = by, []string{who}
			e.Kind = message.EventLeave
		}
		e.From = s
		if err := set.Add(talk, e); err != nil {
			t.Fatal(err)
		}
		talk.Moved(talk.Last(), in, out)
	}
	if err := set.Flush(); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range out.Events {
		s := strings.Join(e.Present, "")
		if e.Present == nil {
			s = "unknown"
		}
		if e.AtLeast {
			s += "?"
		}
		list = append(list, s)
	}
	return strings.Join(list, " "), out.Problems
}

func TestRoom(t *testing.T) {
	for _, c := range []struct {
		name    string
		prepare func(*Talk)
		events  string
		want    string
		noted   int
	}{
		{"nothing is told", func(*Talk) {}, "a b a", "unknown unknown unknown", 0},
		{"from the first", func(k *Talk) { k.Room.First = []string{"a", "b"} }, "a a+c c-c b a-b", "ab abc ab ab a", 0},
		{"from the last", func(k *Talk) { k.Room.Last = []string{"a"} }, "a a+c c-c b a-b a", "ab abc ab ab a a", 0},
		{"from the last, contradicted", func(k *Talk) { k.Room.Last = []string{"a", "b"} }, "a b c-b a", "a? ab? ac? ab", 1},
		{"a speaker who is not listed", func(k *Talk) { k.Room.First = []string{"a"} }, "a d a", "a? ad? ad?", 1},
		{"a bot", func(k *Talk) { k.Room.First, k.Room.Guests = []string{"a"}, map[string]bool{"d": true} }, "a d a", "a a a", 0},
		{"only changes are logged", func(k *Talk) { k.Room.Logged = true }, "a b a-b c", "a? ab? a? ac?", 0},
		{"two people", func(k *Talk) { k.Direct, k.Room.First = true, []string{"a"} }, "a b", "unknown unknown", 0},
	} {
		got, problems := roomOf(t, c.prepare, strings.Fields(c.events)...)
		if got != c.want || len(problems) != c.noted {
			t.Errorf("%s: %s, %v; want %s", c.name, got, problems, c.want)
		}
	}
}

// TestRoomBothWays: what is told forward from the first list is found backward
// from the last one.
func TestRoomBothWays(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		in := map[string]bool{"a": true}
		var events []string
		for range 20 {
			who := string(rune('b' + r.IntN(5)))
			if in[who] {
				events = append(events, "a-"+who)
			} else {
				events = append(events, "a+"+who)
			}
			in[who] = !in[who]
		}
		var last []string
		for who, is := range in {
			if is {
				last = append(last, who)
			}
		}
		slices.Sort(last)
		forward, _ := roomOf(t, func(k *Talk) { k.Room.First = []string{"a"} }, events...)
		back, problems := roomOf(t, func(k *Talk) { k.Room.Last = last }, events...)
		if forward != back || len(problems) > 0 {
			t.Fatalf("forward %s\nback    %s", forward, back)
		}
	}
}

// TestRoomIsBounded: a crowd that comes one by one costs no memory without end.
func TestRoomIsBounded(t *testing.T) {
	names := 0
	set := NewSet("x", 0, func(k *Talk) error {
		var last []string
		for _, e := range k.Events {
			if len(e.Present) > 0 && (last == nil || &last[0] != &e.Present[0]) {
				names, last = names+len(e.Present), e.Present
			}
		}
		if len(k.Problems) != 1 {
			t.Errorf("%v", k.Problems)
		}
		return nil
	})
	talk := set.Talk("room")
	talk.Room.First = []string{}
	for i := range 2000 {
		if err := set.Add(talk, message.Event{Kind: message.EventJoin, At: time.Unix(1709543000+int64(i), 0)}); err != nil {
			t.Fatal(err)
		}
		talk.Moved(talk.Last(), []string{fmt.Sprint("member ", i)}, nil)
	}
	if err := set.Flush(); err != nil {
		t.Fatal(err)
	}
	if names > maxPresent || names < maxPresent/2 {
		t.Errorf("%d names held", names)
	}
}
