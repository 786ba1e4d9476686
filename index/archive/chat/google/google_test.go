package google

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/chat/chattest"
	"vaughn/index/message"
)

func sample(messages string) fstest.MapFS {
	return fstest.MapFS{
		"Groups/Space x/group_info.json":  {Data: []byte(`{"name":"Pilot","members":[{"name":"Ann","email":"ann@agency.example","user_type":"Human"}]}`)},
		"Groups/Space x/messages.json":    {Data: []byte(messages)},
		"Groups/Space x/File-a_b.png":     {Data: []byte("png")},
		"Groups/DM empty/group_info.json": {Data: []byte(`{"members":[]}`)},
		"Users/User 1/user_info.json":     {Data: []byte(`{}`)},
	}
}

func parse(fsys fstest.MapFS) (talks []*chat.Talk, failed []string, err error) {
	set := chat.NewSet("gchat", 0, func(k *chat.Talk) error { talks = append(talks, k); return nil })
	err = Parse(fsys, ".", set, Options{Limit: 1 << 16, Owner: "ann@agency.example",
		Open:   func(name string) (io.ReadCloser, error) { return fsys.Open(name) },
		Attach: func(name string) message.Attachment { return message.Attachment{Name: name} },
		Fail:   func(name string, err error) error { failed = append(failed, name); return nil }})
	return talks, failed, err
}

const posts = `{"messages":[
{"creator":{"name":"Ann","email":"ann@agency.example","user_type":"Human"},"created_date":"Thursday, November 3, 2016 at 11:59:50` + "\u202f" + `AM UTC","text":"at noon","topic_id":"t1","message_id":"x/t1/1"},
{"creator":{"name":"Bob","email":"bob@agency.example","user_type":"Human"},"created_date":"Thursday, November 3, 2016 at 12:00:50 PM UTC","topic_id":"t1","message_id":"x/t1/2","attached_files":[{"original_name":"a?b.png","export_name":"File-a?b.png"},{"original_name":"gone.pdf","export_name":"../../gone.pdf"}]},
{"creator":{"name":"Bob","email":"bob@agency.example"},"topic_id":"t2","message_id":"x/t2/3","message_state":"DELETED","deletion_metadata":{"deletion_type":"CREATOR"}},
{"creator":17},
{"creator":{"name":"Bob"},"created_date":"soon","text":"cut`

func TestGroups(t *testing.T) {
	talks, failed, err := parse(sample(posts))
	if err != nil || len(talks) != 1 || len(failed) != 0 {
		t.Fatalf("%d talks, %v, %v", len(talks), failed, err)
	}
	k := talks[0]
	var got []string
	for _, e := range k.Events {
		got = append(got, fmt.Sprintf("%s %s %q %q %v %d %v %d", e.Kind, e.From, e.Text, e.ReplyTo, e.Deleted != nil, len(e.Files), e.Missing, len(e.Problems)))
	}
	want := []string{
		`text ann@agency.example "at noon" "" false 0 [] 0`,
		`file bob@agency.example "" "x/t1/1" false 1 [gone.pdf] 1`,
		`text bob@agency.example "" "" true 0 [] 0`,
		`text  "" "" false 0 [] 2`,
		`system  "An entry that cannot be read; its bytes are kept." "" false 0 [] 1`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if k.Name != "Pilot" || !k.Participants[0].Own || k.Attached[0].Name != "a?b.png" || k.Events[0].At.Hour() != 11 {
		t.Errorf("%+v", k.Conversation)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(posts)
	f.Fuzz(func(t *testing.T, text string) {
		talks, _, _ := parse(sample(text))
		for _, k := range talks {
			chattest.Check(t, k)
		}
	})
}
