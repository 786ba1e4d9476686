package signal

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/chat/chattest"
	"vaughn/index/message"
)

// gather runs a parser over a text.
func gather(t testing.TB, data []byte, parse func(io.Reader, *chat.Set, Options) error) []*chat.Talk {
	t.Helper()
	var out []*chat.Talk
	set := chat.NewSet("signal", 0, func(k *chat.Talk) error { out = append(out, k); return nil })
	err := parse(bytes.NewReader(data), set, Options{Limit: 1 << 20, Title: "x", Find: func(name string) (message.Attachment, bool) {
		return message.Attachment{Name: name}, name == "a.jpg"
	}})
	if err == nil {
		err = set.Flush()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// pb writes a message: pairs of a field number and an int, string or message.
type pb []any

func (m pb) bytes() (out []byte) {
	for i := 0; i < len(m); i += 2 {
		n := uint64(m[i].(int))
		switch v := m[i+1].(type) {
		case int:
			out = binary.AppendUvarint(binary.AppendUvarint(out, n<<3), uint64(v))
		case string:
			out = append(binary.AppendUvarint(binary.AppendUvarint(out, n<<3|2), uint64(len(v))), v...)
		case pb:
			b := v.bytes()
			out = append(binary.AppendUvarint(binary.AppendUvarint(out, n<<3|2), uint64(len(b))), b...)
		}
	}
	return out
}

func stream(frames ...pb) (out []byte) {
	for _, f := range frames {
		b := f.bytes()
		out = append(binary.AppendUvarint(out, uint64(len(b))), b...)
	}
	return out
}

const t0 = 1709543000000

// chatBackup is an invented backup: two people, a group, each kind of event.
func chatBackup() []byte {
	item := func(author, n int, more ...any) pb {
		return pb{4, append(pb{1, 7, 2, author, 3, t0 + n*1000}, more...)}
	}
	words := func(s string) pb { return pb{2, pb{1, s}} }
	return stream(
		pb{1, 1, 2, t0},
		pb{1, pb{4, "Boba"}},
		pb{2, pb{1, 1, 5, pb{}}},
		pb{2, pb{1, 4, 2, pb{1, "ACIALICE", 4, 15550100001, 11, "Alice", 12, "Smith"}}},
		pb{2, pb{1, 9, 3, pb{5, pb{2, pb{1, "Pilot"}, 7, pb{1, "ACIALICE"}}}}},
		pb{3, pb{1, 7, 2, 9}},
		item(4, 1, 8, pb{1, t0 + 2000, 3, 1}, 11, append(words("at noon"), 6, pb{1, "👍", 2, 1, 3, t0 + 9000}), 6, pb{1, 7, 2, 4, 3, t0, 11, words("at ten")}, 5, 60000, 4, t0+1000),
		item(1, 2, 9, pb{1, pb{1, 4, 2, t0 + 3000, 6, pb{}}}, 11, append(words("fine"), 1, pb{1, t0 + 1000, 2, 4})),
		item(4, 3, 14, pb{}),
		item(4, 4, 15, pb{3, pb{1, 3600000}}),
		item(4, 5, 15, pb{7, pb{2, 2, 3, 1, 4, 3}}),
		item(4, 6, 11, pb{3, pb{1, pb{4, "image/jpeg", 7, "a.jpg"}}, 3, pb{1, pb{4, "audio/mp3"}, 2, 1}}),
		item(4, 7, 20, pb{1, "When?", 3, pb{1, "noon", 2, pb{1, 1}}, 3, pb{1, "ten"}}),
		item(4, 8, 15, pb{2, pb{1, pb{10, pb{1, "ACIALICE"}}}}),
		item(4, 9, 77, pb{}),
	)
}

var chatWant = []string{
	`text 4 "at noon" reply= versions=[at ten] deleted=false reacted=1 files=0 missing=[] expires=true`,
	`text 1 "fine" reply=4/1709543001000 versions=[] deleted=false reacted=0 files=0 missing=[] expires=false`,
	`text 4 "" reply= versions=[] deleted=true reacted=0 files=0 missing=[] expires=false`,
	`timer 4 "Disappearing messages after 1h0m0s" reply= versions=[] deleted=false reacted=0 files=0 missing=[] expires=false`,
	`call 4 "Video call, incoming, missed" reply= versions=[] deleted=false reacted=0 files=0 missing=[] expires=false`,
	`file 4 "" reply= versions=[] deleted=false reacted=0 files=1 missing=[voice message (audio/mp3)] expires=false`,
	`poll 4 "When?\nnoon (1)\nten (0)" reply= versions=[] deleted=false reacted=0 files=0 missing=[] expires=false`,
	`leave 4 "4 left" reply= versions=[] deleted=false reacted=0 files=0 missing=[] expires=false`,
	`system 4 "" reply= versions=[] deleted=false reacted=0 files=0 missing=[] expires=false`,
}

func check(t *testing.T, k *chat.Talk, want []string) {
	t.Helper()
	if k.Name != "Pilot" || k.Direct || len(k.Participants) != 2 || k.Participants[0].Name != "Alice Smith" || k.Participants[0].Addr != "+15550100001" {
		t.Errorf("conversation %+v", k.Participants)
	}
	for i, e := range k.Events {
		var versions []string
		for _, v := range e.Versions {
			versions = append(versions, v.Text)
		}
		got := fmt.Sprintf("%s %s %q reply=%s versions=%v deleted=%v reacted=%d files=%d missing=%v expires=%v", e.Kind, e.From, e.Text, e.ReplyTo, versions, e.Deleted != nil, len(e.Reacted), len(e.Files), e.Missing, !e.Expires.IsZero())
		if i >= len(want) || got != want[i] {
			t.Errorf("event %d: %s", i, got)
		}
	}
	if len(k.Events) != len(want) {
		t.Errorf("%d events", len(k.Events))
	}
}

func TestFrames(t *testing.T) {
	data := chatBackup()
	if !Sniff(data) || Sniff(data[1:]) || Sniff([]byte("From: a@b\nSubject: x\n\n")) {
		t.Error("recognition")
	}
	talks := gather(t, data, Parse)
	check(t, talks[0], chatWant)
	e := talks[0].Events[1]
	if f := wire(data[e.Position.Offset : e.Position.Offset+e.Position.Length]); f[len(f)-1] == 0 {
		t.Error("position")
	}
	cut := gather(t, data[:len(data)-3], Parse)
	if n := len(cut[0].Events); n != len(chatWant)-1 || cut[0].Problems[0].Code != chat.ProblemTruncated {
		t.Errorf("cut off: %d events, %v", n, cut[0].Problems)
	}
}

func TestLines(t *testing.T) {
	aci := base64.StdEncoding.EncodeToString([]byte("ACIALICE"))
	text := `{"version":"1","backupTimeMs":"1709543000000"}
{"account":{"givenName":"Boba"}}
{"recipient":{"id":"1","self":{}}}
{"recipient":{"id":"4","contact":{"aci":"` + aci + `","e164":"15550100001","profileGivenName":"Alice","profileFamilyName":"Smith"}}}
{"recipient":{"id":"9","group":{"snapshot":{"title":{"title":"Pilot"},"members":[{"userId":"` + aci + `"},{"userId":"QUNJT1dORVI="}]}}}}
{"chat":{"id":"7","recipientId":"9"}}
{"chatItem":{"chatId":"7","authorId":"4","dateSent":"1709543001000","expireStartDate":"1709543001000","expiresInMs":"60000","incoming":{"read":true},"revisions":[{"standardMessage":{"text":{"body":"at ten"}}}],"standardMessage":{"text":{"body":"at noon"},"reactions":[{"emoji":"👍","authorId":"1"}]}}}
{"chatItem":{"chatId":"7","authorId":"1","dateSent":"1709543002000","standardMessage":{"text":{"body":"fine"},"quote":{"targetSentTimestamp":"1709543001000","authorId":"4"}}}}
{"chatItem":{"chatId":"7","authorId":"4","dateSent":"1709543003000","remoteDeletedMessage":{}}}
{"chatItem": nonsense}
{"chatItem":{"chatId":"7","authorId":"4","dateSent":"1709543005000","updateMessage":{"individualCall":{"type":"VIDEO_CALL","direction":"INCOMING","state":"MISSED"}}}}
`
	k := gather(t, []byte(text), ParseLines)[0]
	if e := k.Events[3]; e.Kind != message.EventSystem || len(e.Problems) != 1 || len(e.Raw) != 1 {
		t.Errorf("a line that is none: %+v", e)
	}
	for _, e := range k.Events {
		if e.AtLeast || strings.Join(e.Present, " ") != "1 4" {
			t.Errorf("in the room: %v, at least %v", e.Present, e.AtLeast)
		}
	}
	k.Events = append(k.Events[:3:3], k.Events[4:]...)
	check(t, k, []string{chatWant[0], chatWant[1], chatWant[2], chatWant[4]})
	if len(k.Problems) != 1 || k.Problems[0].Code != chat.ProblemEntry {
		t.Errorf("problems %v", k.Problems)
	}
}

// TestPublishedVectors compares with the text Signal publishes beside each.
func TestPublishedVectors(t *testing.T) {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "signal", "backup-frames", "*.binproto"))
	if len(files) != 11 {
		t.Fatalf("%d files", len(files))
	}
	sent, body := regexp.MustCompile(`(?m)^    dateSent = (\d+)`), regexp.MustCompile(`(?m)^ {6,8}text = Text \{\n +body = "(.*)"`)
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(strings.TrimSuffix(name, ".binproto") + ".txtproto")
		if err != nil {
			t.Fatal(err)
		}
		base := filepath.Base(name)
		if !Sniff(data) {
			t.Errorf("%s: not recognised", base)
		}
		times, bodies, removed := []string{}, []string{}, 0
		for _, k := range gather(t, data, Parse) {
			for _, p := range k.Problems {
				t.Errorf("%s: %v", base, p)
			}
			for _, e := range k.Events {
				times = append(times, e.AtText)
				if e.Text != "" {
					bodies = append(bodies, e.Text)
				}
				for _, h := range e.Extra {
					if h.Name == "Quoted" {
						bodies = append(bodies, h.Value)
					}
				}
				if e.Deleted != nil {
					removed++
				}
			}
		}
		var wantTimes, wantBodies []string
		for _, m := range sent.FindAllSubmatch(want, -1) {
			wantTimes = append(wantTimes, string(m[1]))
		}
		for _, m := range body.FindAllSubmatch(want, -1) {
			wantBodies = append(wantBodies, string(m[1]))
		}
		for _, b := range bodies {
			for i, w := range wantBodies {
				if strings.HasPrefix(b, w) {
					wantBodies = append(wantBodies[:i], wantBodies[i+1:]...)
					break
				}
			}
		}
		if len(times) != len(wantTimes) || len(wantBodies) != 0 {
			t.Errorf("%s: %v, want %v; bodies not met %q", base, times, wantTimes, wantBodies)
		}
		if n := strings.Count(string(want), "remoteDeletedMessage ="); n != removed {
			t.Errorf("%s: %d deleted, want %d", base, removed, n)
		}
	}
}

func TestTexts(t *testing.T) {
	text := "[2019-12-24, 12:23] Jane Doe: Hello John!\n[2020-01-17, 21:49] Me: Hello\nJane!\n\n![a](./media/a.jpg) [b](media/b.pdf)\n"
	if !SniffText([]byte(text)) || SniffText([]byte("[2019-12-24, 12:23:01] Jane: x\n")) || SniffText([]byte("[2019-04-16 02:09] Jane: x\n")) {
		t.Error("recognition")
	}
	k := gather(t, []byte(text), ParseText)[0]
	if len(k.Events) != 2 || k.Events[0].From != "Jane Doe" || k.Events[1].Text != "Hello\nJane!" || len(k.Events[1].Files) != 1 || fmt.Sprint(k.Events[1].Missing) != "[b.pdf]" || !k.Participants[1].Own {
		t.Errorf("%+v", k.Events)
	}
	text = "Conversation: Pilot\n\nFrom: Alice (+15550100001)\nType: incoming\nSent: Mon, 4 Mar 2024 09:15:00 -0500\nReceived: Mon, 4 Mar 2024 09:15:01 -0500\nAttachment: a.jpg (image/jpeg, 12 bytes)\nReaction: 👍 from You\n\nfirst: line\n\n> quoted\n\nFrom: You\nType: outgoing\nSent: Mon, 4 Mar 2024 09:16:00 -0500\n\nbye\n"
	if !SniffText([]byte(text)) {
		t.Error("sigtop not recognised")
	}
	k = gather(t, []byte(text), ParseText)[0]
	if e := k.Events[0]; len(k.Events) != 2 || e.Text != "first: line\n\n> quoted" || len(e.Files) != 1 || len(e.Reacted) != 1 || e.Zone != "-0500" || e.At.Hour() != 14 || k.Participants[0].Addr != "+15550100001" {
		t.Errorf("%+v", k.Events)
	}
}

func TestRealText(t *testing.T) {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	data, err := os.ReadFile(filepath.Join(dir, "signal", "chat-miner-signal-cli-text.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if k := gather(t, data, ParseText)[0]; !SniffText(data) || len(k.Events) != 2 || k.Events[1].Text != "Hello\nJane!" {
		t.Errorf("%+v", k.Events)
	}
}

func fuzz(f *testing.F, parse func(io.Reader, *chat.Set, Options) error) {
	f.Fuzz(func(t *testing.T, data []byte) {
		Sniff(data)
		SniffText(data)
		set := chat.NewSet("signal", 4000, func(k *chat.Talk) error { chattest.Check(t, k); return nil })
		if parse(bytes.NewReader(data), set, Options{Limit: 1 << 16}) == nil {
			_ = set.Flush()
		}
	})
}

func FuzzFrames(f *testing.F) { f.Add(chatBackup()); fuzz(f, Parse) }

func FuzzLines(f *testing.F) {
	f.Add([]byte(`{"recipient":{"id":"1"}}{"chatItem":{"chatId":"7","authorId":"1","dateSent":"1709543005000","poll":{"question":"q","options":[{"option":"a"}]}}}`))
	fuzz(f, ParseLines)
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(sigtopJSON))
	f.Add([]byte(cliJSON))
	fuzz(f, ParseJSON)
}

func FuzzText(f *testing.F) {
	f.Add([]byte("[2019-12-24, 12:23] Jane Doe: Hello\nmore"))
	f.Add([]byte("Conversation: a\n\nFrom: b\nType: incoming\nSent: x\n\nbody\n"))
	fuzz(f, ParseText)
}
