package thread

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"vaughn/index/message"
	"vaughn/index/record"
)

// key makes the key of an invented mail.
func key(t testing.TB, num int, m message.Message, body string) Key {
	t.Helper()
	m.Kind, m.RawSum = message.Email, [32]byte{byte(num), byte(num >> 8), 1}
	m.Bodies = []message.Body{{Type: "text/plain", Text: body}}
	m.Seal()
	r, err := record.FromEmail(&m)
	if err != nil {
		t.Fatal(err)
	}
	k := KeyOf(&m, r)
	k.Num, k.Date = record.Num(num), int64(num)
	return k
}

// tree prints conversations as "1(2 3(4)) 5".
func tree(groups [][]Node) string {
	var out []string
	for _, g := range groups {
		var sub func(p int) string
		sub = func(p int) string {
			var kids []string
			for i, n := range g {
				if n.Parent == p {
					s := fmt.Sprint(n.Num)
					if in := sub(i); in != "" {
						s += "(" + in + ")"
					}
					kids = append(kids, s)
				}
			}
			return strings.Join(kids, " ")
		}
		out = append(out, sub(-1))
	}
	return strings.Join(out, " | ")
}

func index(guid string, answers int) string {
	b := append([]byte{1, 2, 3, 4, 5, 6}, []byte(fmt.Sprintf("%-16.16s", guid))...)
	for i := range answers {
		b = append(b, byte(i), 1, 2, 3, 4)
	}
	return base64.StdEncoding.EncodeToString(b)
}

const words = "The harbor paper asks for the costs of the pilot and whether the records of the rooms are kept for the full schedule."

func quoted(s string) string { return "Yes.\n\nOn 1 Jan 2023, Ann wrote:\n> " + s + "\n" }

func TestBuild(t *testing.T) {
	type mails []struct {
		m    message.Message
		body string
	}
	msg := func(id string, refs ...string) message.Message {
		return message.Message{MessageID: id, Refs: refs, Subject: "Pilot"}
	}
	re := func(subject string) message.Message { return message.Message{Subject: subject} }
	idx := func(x, subject string) message.Message { return message.Message{ThreadIdx: x, Subject: subject} }
	for name, c := range map[string]struct {
		in   mails
		want string
	}{
		"chain":                          {mails{{msg("<a>"), ""}, {msg("<b>", "<a>"), ""}, {msg("<c>", "<a>", "<b>"), ""}}, "1(2(3))"},
		"equal subjects":                 {mails{{msg("<a>"), ""}, {msg("<b>"), ""}, {re("Re: Pilot"), ""}}, "1 | 2 | 3"},
		"ghost root":                     {mails{{msg("<b>", "<a>"), ""}, {msg("<c>", "<a>"), ""}}, "1 2"},
		"ghost between":                  {mails{{msg("<a>"), ""}, {msg("<c>", "<a>", "<b>"), ""}, {msg("<d>", "<b>"), ""}}, "1(2 3)"},
		"child before parent":            {mails{{msg("<b>", "<a>"), ""}, {msg("<a>"), ""}}, "2(1)"},
		"itself":                         {mails{{msg("<a>", "<a>"), ""}}, "1"},
		"loop":                           {mails{{msg("<a>", "<b>"), ""}, {msg("<b>", "<a>"), ""}}, "2(1)"},
		"loop of three":                  {mails{{msg("<a>", "<c>"), ""}, {msg("<b>", "<a>"), ""}, {msg("<c>", "<b>"), ""}}, "3(1(2))"},
		"one id twice":                   {mails{{msg("<a>"), ""}, {msg("<b>", "<a>"), "x"}, {msg("<b>", "<a>"), "y"}, {msg("<c>", "<b>"), ""}}, "1(2(4) 3)"},
		"no id":                          {mails{{msg(""), ""}, {msg("", "<a>"), ""}, {msg("<a>"), ""}}, "1 | 3(2)"},
		"own header outranks others":     {mails{{msg("<a>"), ""}, {msg("<x>"), ""}, {msg("<b>", "<a>"), ""}, {msg("<c>", "<x>", "<b>"), ""}}, "1(3(4)) | 2"},
		"in-reply-to":                    {mails{{msg("<a>"), ""}, {message.Message{MessageID: "<b>", InReplyTo: []string{"<a>", "<z>"}}, ""}}, "1(2)"},
		"in-reply-to beside references":  {mails{{msg("<a>"), ""}, {msg("<x>"), ""}, {message.Message{MessageID: "<b>", Refs: []string{"<a>"}, InReplyTo: []string{"<x>"}}, ""}}, "1(3) | 2"},
		"conversation index":             {mails{{idx(index("g", 0), "Pilot"), ""}, {idx(index("g", 1), "RE: Pilot"), ""}, {idx(index("g", 2), "RE: Pilot"), ""}, {idx(index("h", 0), "Pilot"), ""}}, "1(2(3)) | 4"},
		"copied index":                   {mails{{idx(index("g", 0), "News of May"), ""}, {idx(index("g", 0), "News of June"), ""}}, "1 | 2"},
		"quoted words":                   {mails{{re("Pilot"), words}, {re("Re: Pilot"), quoted(words)}}, "1(2)"},
		"quoted words, other subject":    {mails{{re("Pilot"), words}, {re("Re: Costs"), quoted(words)}}, "1(2)"},
		"few words, other subject":       {mails{{re("Pilot"), "Please call me back about this"}, {re("Re: Costs"), quoted("Please call me back about this")}}, "1 | 2"},
		"quoted in two conversations":    {mails{{re("Pilot"), words}, {re("Pilot"), words}, {re("Re: Pilot"), quoted(words)}}, "1 | 2 | 3"},
		"quoted, header names a ghost":   {mails{{re("Pilot"), words}, {message.Message{MessageID: "<b>", Refs: []string{"<lost>"}, Subject: "Re: Pilot"}, quoted(words)}}, "1(2)"},
		"quoted before it was written":   {mails{{re("Re: Pilot"), quoted(words)}, {re("Pilot"), words}}, "1 | 2"},
		"quotation cut short":            {mails{{re("Pilot"), words + "\nAnd another paragraph."}, {re("Re: Pilot"), quoted(words)}}, "1(2)"},
		"header thread, no joining text": {mails{{msg("<a>"), words}, {msg("<b>", "<a>"), ""}, {message.Message{MessageID: "<c>", Refs: []string{"<b>"}, Subject: "Re: Pilot"}, quoted(words)}}, "1(2(3))"},
	} {
		t.Run(name, func(t *testing.T) {
			var keys []Key
			for i, m := range c.in {
				keys = append(keys, key(t, i+1, m.m, m.body))
			}
			if got := tree(Build(keys)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// hostile makes keys full of loops, ghosts, double ids and shared indexes.
func hostile(r *rand.Rand, n int) []Key {
	keys := make([]Key, n)
	for i := range keys {
		k := Key{Num: record.Num(i + 1), Date: int64(r.IntN(n)), ID: uint64(r.IntN(n)), Subject: uint64(r.IntN(4)), Reply: r.IntN(2) == 0}
		for range r.IntN(5) {
			k.Refs = append(k.Refs, uint64(1+r.IntN(n+n/4)))
		}
		if r.IntN(4) == 0 {
			k.Index = slices.Repeat([]byte{byte(r.IntN(3))}, 22+5*r.IntN(3))
		}
		k.Own = Mold{Words: r.IntN(40), Whole: uint64(r.IntN(n))}
		for range r.IntN(3) {
			k.Quotes = append(k.Quotes, Mold{Words: r.IntN(40), Whole: uint64(r.IntN(n)), Head: uint64(r.IntN(9))})
		}
		keys[i] = k
	}
	return keys
}

// TestWhyThroughAGhost: what joins a message that names one which nobody has is
// the evidence that led from there, not the header.
func TestWhyThroughAGhost(t *testing.T) {
	const words = "The pilot starts on Monday in three offices with forty people and ends in June when the report on it is due"
	var keys []Key
	for i, m := range []struct {
		head message.Message
		body string
	}{{message.Message{MessageID: "<a>", Subject: "Pilot"}, words}, {message.Message{MessageID: "<b>", Refs: []string{"<lost>"}, Subject: "Re: Pilot"}, "Yes.\n\n> " + words}} {
		m.head.Bodies = []message.Body{{Type: "text/plain", Text: m.body}}
		m.head.Seal()
		r, err := record.FromEmail(&m.head)
		if err != nil {
			t.Fatal(err)
		}
		k := KeyOf(&m.head, r)
		k.Num, k.Date = record.Num(i+1), int64(i)
		keys = append(keys, k)
	}
	if g := Build(keys); len(g) != 1 || g[0][1].Why != ByQuote {
		t.Errorf("%+v", g)
	}
}

// TestBuildHoldsEachMessageOnce: every message is in exactly one conversation,
// parents stand before their answers, headers that name one another end up
// together, and the order of the keys does not matter.
func TestBuildHoldsEachMessageOnce(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		keys := hostile(r, 1+r.IntN(60))
		groups := Build(keys)
		of := map[record.Num]int{}
		for g, nodes := range groups {
			for i, n := range nodes {
				if _, twice := of[n.Num]; twice || n.Parent >= i {
					t.Fatalf("seed %d: message %d is there twice or stands before its parent", seed, n.Num)
				}
				of[n.Num] = g
			}
		}
		if len(of) != len(keys) {
			t.Fatalf("seed %d: %d of %d messages", seed, len(of), len(keys))
		}
		first := map[uint64]int{}
		for _, k := range keys {
			if g, ok := first[k.ID]; ok && k.ID != 0 && g != of[k.Num] {
				t.Fatalf("seed %d: one id in two conversations", seed)
			}
			first[k.ID] = of[k.Num]
		}
		shuffled := slices.Clone(keys)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if a, b := tree(groups), tree(Build(shuffled)); a != b {
			t.Fatalf("seed %d: order matters:\n%s\n%s", seed, a, b)
		}
	}
}

// TestHeadersJoinLikeSets compares with the naive way: where no message says
// anything but one reference, conversations are the connected sets.
func TestHeadersJoinLikeSets(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 2))
		n := 2 + r.IntN(50)
		keys := make([]Key, n)
		set := make([]int, n+10)
		for i := range set {
			set[i] = i
		}
		for i := range keys {
			keys[i] = Key{Num: record.Num(i + 1), ID: uint64(i + 1), Date: int64(i)}
			if r.IntN(3) > 0 {
				ref := r.IntN(n + 9)
				if ref != i {
					keys[i].Refs = []uint64{uint64(ref + 1)}
					a, b := set[i], set[ref]
					for k, s := range set {
						if s == a {
							set[k] = b
						}
					}
				}
			}
		}
		want := map[int]int{}
		for i := range keys {
			want[set[i]]++
		}
		groups := Build(keys)
		if len(groups) != len(want) {
			t.Fatalf("seed %d: %d conversations, want %d", seed, len(groups), len(want))
		}
		for _, g := range groups {
			for _, m := range g {
				if set[m.Num-1] != set[g[0].Num-1] || len(g) != want[set[m.Num-1]] {
					t.Fatalf("seed %d: a conversation holds strangers", seed)
				}
			}
		}
	}
}

func TestKeyPacks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 3))
	for _, k := range hostile(r, 200) {
		got, err := UnpackKey(k.Pack())
		got.Num, got.Date = k.Num, k.Date
		if err != nil || fmt.Sprint(got) != fmt.Sprint(k) {
			t.Fatalf("got %v, want %v: %v", got, k, err)
		}
	}
	if _, err := UnpackKey(nil); err == nil {
		t.Error("nothing is a key")
	}
}

func FuzzUnpackKey(f *testing.F) {
	for _, k := range hostile(rand.New(rand.NewPCG(1, 3)), 5) {
		f.Add(k.Pack())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		k, err := UnpackKey(b)
		if err != nil {
			return
		}
		again, err := UnpackKey(k.Pack())
		if err != nil || fmt.Sprint(again) != fmt.Sprint(k) {
			t.Fatalf("%v is not %v: %v", again, k, err)
		}
	})
}
