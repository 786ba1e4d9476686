package teams

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/chat/chattest"
)

func parse(t testing.TB, text string) []*chat.Talk {
	t.Helper()
	var out []*chat.Talk
	set := chat.NewSet("teams", 0, func(k *chat.Talk) error { out = append(out, k); return nil })
	err := Parse(strings.NewReader(text), Envelope([]byte(text)), set, Options{Limit: 1 << 20})
	if err == nil {
		err = set.Flush()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const posts = `[
{"id":"1","messageType":"message","createdDateTime":"2024-03-04T09:00:00.123Z","chatId":"19:a_b@unq.gbl.spaces","from":{"user":{"id":"u1","displayName":"Ann"}},"body":{"contentType":"html","content":"<p>at <b>noon</b>&nbsp;&amp; later</p><p>x</p>"},"reactions":[{"reactionType":"like","createdDateTime":"2024-03-04T09:01:00Z","user":{"user":{"id":"u2"}}}],"lastEditedDateTime":"2024-03-04T09:02:00Z"},
{"id":"2","replyToId":"1","messageType":"message","createdDateTime":"2024-03-04T09:03:00Z","deletedDateTime":"2024-03-04T10:00:00Z","chatId":"19:a_b@unq.gbl.spaces","from":{"user":{"id":"u2","displayName":"Bob"}},"body":{"contentType":"text","content":""},"attachments":[{"id":"9","name":"plan.docx","contentUrl":"https://x.example/plan.docx","contentType":"reference"}]},
{"id":"3","messageType":"unknownFutureValue","createdDateTime":"2024-03-04T09:04:00Z","channelIdentity":{"channelId":"19:c@thread.tacv2"},"eventDetail":{"@odata.type":"#microsoft.graph.membersAddedEventMessageDetail"},"body":{"content":"<systemEventMessage/>"}},
{"id":"4","bad",},
{"id":"5","messageType":"message","createdDateTime":"never","chatId":"19:a_b@unq.gbl.spaces","subject":7}
]`

func TestPosts(t *testing.T) {
	for _, text := range []string{posts, `{"@odata.context":"x","value":` + posts + `}`} {
		if !Sniff([]byte(text)) {
			t.Error("not recognised")
		}
		talks := parse(t, text)
		if len(talks) != 2 || !talks[0].Direct || talks[1].Direct {
			t.Fatalf("%d talks", len(talks))
		}
		var got []string
		for _, k := range talks {
			for _, e := range k.Events {
				got = append(got, fmt.Sprintf("%s %s %q %q %v %d %v %v", e.Kind, e.From, e.Text, e.ReplyTo, e.Deleted != nil, len(e.Reacted), e.Missing, e.Problems))
			}
		}
		want := []string{
			`text u1 "at noon & later\nx" "" false 1 [] []`,
			`file u2 "" "1" true 0 [plan.docx] [{chat-file-missing   false}]`,
			`text  "" "" false 0 [] [{chat-time-unreadable   false} {chat-entry-unreadable  a field of unknown shape true}]`,
			`join  "membersAdded" "" false 0 [] []`,
			`system  "An entry that cannot be read; its bytes are kept." "" false 0 [] [{chat-entry-unreadable   true}]`,
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("got\n%s", strings.Join(got, "\n"))
		}
	}
}

func TestRealObjects(t *testing.T) {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	for name, text := range map[string]string{"chat-messages.json": "Hello world", "channel-messages.json": "First message!", "chats.json": "", "chat-members.json": ""} {
		data, err := os.ReadFile(filepath.Join(dir, "teams", "graph-samples", name))
		if err != nil {
			t.Fatal(err)
		}
		if Sniff(data) != (text != "") {
			t.Errorf("%s: recognised %v", name, Sniff(data))
		}
		if text == "" {
			continue
		}
		k := parse(t, string(data))
		if len(k) != 1 || len(k[0].Events) != 1 || k[0].Events[0].Text != text || k[0].Events[0].At.IsZero() || k[0].Participants[0].Name != "John Doe" {
			t.Errorf("%s: %+v", name, k)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(posts)
	f.Add(`{"value":[{"messageType":"message","createdDateTime":"x","chatId":"1"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		Sniff([]byte(text))
		set := chat.NewSet("teams", 4000, func(k *chat.Talk) error { chattest.Check(t, k); return nil })
		if Parse(bytes.NewReader([]byte(text)), Envelope([]byte(text)), set, Options{Limit: 1 << 16}) == nil {
			_ = set.Flush()
		}
	})
}
