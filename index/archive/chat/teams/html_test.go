package teams

import (
	"fmt"
	"strings"
	"testing"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/chat/chattest"
	"vaughn/index/message"
)

const transcript = `<!DOCTYPE html><html><head><title>Pilot &amp; more</title></head><body><!-- ConversationId: 19:2da4c29f6d7041eca70b638b43d45437@thread.v2 Microsoft Teams -->
<div class="message" id="m1"><div><span class="sender">Ann Reed</span> <time datetime="2024-03-04T09:15:00Z">9:15</time></div><div class="message-body"><p>at <b>noon</b> &amp; later</p><div>x</div></div><span>+1 like</span></div>
<div class="message other"><span class="sender">Bob</span><span class="timestamp">3/4/2024 9:16:00 AM (UTC)</span><div class="attachment">plan.docx</div></div>
<div class="message"><span class="sender">Bob</span><span class="timestamp">soon</span><span class="deleted">deleted</span></div>
<div class="message"><span class="timestamp">3/4/2024 9:18:00 AM</span><p>Ann added Carl</p></div>
<div class="message"><span class="sender">Ann</span><span class="timestamp">3/4/2024 9:19:00 AM</span><div class="body">cut`

func page1(t testing.TB, text string) (talks []*chat.Talk) {
	t.Helper()
	set := chat.NewSet("teams", 0, func(k *chat.Talk) error { talks = append(talks, k); return nil })
	if ParseHTML(strings.NewReader(text), "x.html", set, Options{Limit: 1 << 16}) == nil {
		_ = set.Flush()
	}
	return talks
}

func TestTranscript(t *testing.T) {
	if !SniffHTML([]byte(transcript)) || SniffHTML([]byte(`<html><body><div class="message">Teams of people</div></body></html>`)) {
		t.Error("recognition")
	}
	k := page1(t, transcript)[0]
	if k.ID != "19:2da4c29f6d7041eca70b638b43d45437@thread.v2" || k.Name != "Pilot & more" {
		t.Errorf("%q %q", k.ID, k.Name)
	}
	var got []string
	for _, e := range k.Events {
		got = append(got, fmt.Sprintf("%s %s %q %s %v %v %d", e.Kind, e.From, e.Text, e.At.Format("15:04"), e.Deleted != nil, e.Missing, len(e.Problems)))
		if p := e.Position; !strings.HasPrefix(transcript[p.Offset:], `<div class="message`) {
			t.Errorf("position %+v", p)
		}
	}
	want := []string{
		`text Ann Reed "at noon & later\nx" 09:15 false [] 0`,
		`file Bob "" 09:16 false [plan.docx] 1`,
		`text Bob "" 00:00 true [] 1`,
		`system  "Ann added Carl" 09:18 false [] 0`,
		`text Ann "cut" 09:19 false [] 1`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if x := k.Events[0].Extra; k.Events[0].ID != "m1" || x[0] != (message.Header{Name: "Beside the text", Value: "+1 like"}) {
		t.Errorf("%+v", x)
	}
}

func FuzzHTML(f *testing.F) {
	f.Add(transcript)
	f.Add(`<div class=msg><div class=msg><time>x</time></div><p class=body><p></div></div>`)
	f.Fuzz(func(t *testing.T, text string) {
		SniffHTML([]byte(text))
		for _, k := range page1(t, text) {
			chattest.Check(t, k)
		}
	})
}
