package archive_test

import (
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"context"

	"vaughn/index/archive"
	"vaughn/index/message"
)

// rawOf gives the bytes of an event out of its item.
func rawOf(t *testing.T, m *message.Message, e message.Event) string {
	t.Helper()
	if m.Raw == nil {
		t.Fatal("the item has no bytes")
	}
	f, err := m.Raw()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range e.Raw {
		out = append(out, string(all[s.At:s.At+s.Len]))
	}
	return strings.Join(out, "|")
}

// TestChatKeepsItsSource: the bytes of every entry can be had, those of kinds
// nobody knows and of entries that are none too, and each is shown.
func TestChatKeepsItsSource(t *testing.T) {
	const odd = `{"type":"message","subtype":"from_the_future","ts":"1709542801.000100","text":"odd"}`
	for _, c := range []struct {
		format archive.Format
		main   string
		files  fstest.MapFS
		want   []string // one for each event, in order of time
	}{
		{archive.WhatsApp{}, "c.txt", fstest.MapFS{"c.txt": {Data: []byte("12/03/2022, 10:00 - Something nobody knows\r\n13/03/2022, 10:01 - Ann: hi\r\nthere\r\n")}},
			[]string{"12/03/2022, 10:00 - Something nobody knows\r\n", "13/03/2022, 10:01 - Ann: hi\r\nthere\r\n"}},
		{archive.SMS{}, "s.xml", fstest.MapFS{"s.xml": {Data: []byte(`<smses count="3"><rcs address="1" date="1512226160000" x="y"/>` + "\n" + `<sms address="1" date="1512226167463" type="1" body="a &amp; b"/><mms date="1512226168999" msg_box="1" address="1"><parts><part ct="image/png" cl="p.png" data="iVBORw0KGgo="/></parts></mms></smses>`)}},
			[]string{`<rcs address="1" date="1512226160000" x="y"/>`, `<sms address="1" date="1512226167463" type="1" body="a &amp; b"/>`,
				`<mms date="1512226168999" msg_box="1" address="1">` + "\n<parts>\n" + `<part ct="image/png" cl="p.png" data=""/>` + "\n</parts>\n</mms>"}},
		{archive.Teams{}, "t.json", fstest.MapFS{"t.json": {Data: []byte(`[{"id":"1","messageType":"fromTheFuture","createdDateTime":"2024-03-04T09:00:00Z","chatId":"19:x"},{"id":"2","messageType":"message","createdDateTime":17,"chatId":"19:x"},{"id":nonsense}]`)}},
			[]string{`{"id":"1","messageType":"fromTheFuture","createdDateTime":"2024-03-04T09:00:00Z","chatId":"19:x"}`, `{"id":"2","messageType":"message","createdDateTime":17,"chatId":"19:x"}`, `{"id":nonsense}`}},
		{archive.Signal{}, "s.txt", fstest.MapFS{"s.txt": {Data: []byte(signalText)}},
			[]string{"[2019-12-24, 12:23] Jane Doe: Hello John!\n", "[2020-01-17, 21:49] John Doe: Hello\nJane!\n"}},
		{archive.SignalExport{}, "e", fstest.MapFS{"e/metadata.json": {Data: []byte(`{}`)}, "e/main.jsonl": {Data: []byte(`{"version":"1"}
{"account":{}}
{"chat":{"id":"7","recipientId":"1"}}
{"chatItem":{"chatId":"7","authorId":"1","dateSent":"1709543001000","fromTheFuture":{}}}
{"chatItem":}
`)}},
			[]string{`{"chatItem":{"chatId":"7","authorId":"1","dateSent":"1709543001000","fromTheFuture":{}}}`, `{"chatItem":}`}},
		{archive.GoogleChat{}, "g", fstest.MapFS{"g/Users/u/user_info.json": {Data: []byte(`{}`)}, "g/Groups/DM x/messages.json": {Data: []byte(`{"messages":[{"message_id":"1","created_date":"Thursday, November 3, 2016 at 11:59:50 AM UTC","from_the_future":{"x":1}},{"created_date":}]}`)}},
			[]string{`{"message_id":"1","created_date":"Thursday, November 3, 2016 at 11:59:50 AM UTC","from_the_future":{"x":1}}`, `{"created_date":}`}},
		{archive.Slack{}, "w", fstest.MapFS{"w/users.json": {Data: []byte(`[]`)}, "w/channels.json": {Data: []byte(`[{"id":"C1","name":"p"}]`)},
			"w/p/2024-03-04.json": {Data: []byte(`[` + odd + `,{"ts":"1709542800.1","text":"new","edited":{}},{"subtype":"message_deleted","deleted_ts":"1709542800.1","ts":"1709542805.1"},{]`)}},
			[]string{`{"ts":"1709542800.1","text":"new","edited":{}}|{"subtype":"message_deleted","deleted_ts":"1709542800.1","ts":"1709542805.1"}`, `{]`, odd}},
		{archive.Wickr{}, "w.txt", fstest.MapFS{"w.txt": {Data: []byte(`{"message_id":"a","msg_ts":"1691176258.9","msgtype":9999,"vgroupid":"G1","x":{"y":1}}
{"message_id":"b","msg_ts":"1691176259.9","msgtype":1000,"message":"m","vgroupid":"G1"}
{"message_id":"c","msg_ts":"1691176260.9","msgtype":9000,"edit":{"type":"text","text":"n","originalmessageid":"a"},"vgroupid":"G1"}`)}},
			[]string{`{"message_id":"a","msg_ts":"1691176258.9","msgtype":9999,"vgroupid":"G1","x":{"y":1}}|{"message_id":"c","msg_ts":"1691176260.9","msgtype":9000,"edit":{"type":"text","text":"n","originalmessageid":"a"},"vgroupid":"G1"}`,
				`{"message_id":"b","msg_ts":"1691176259.9","msgtype":1000,"message":"m","vgroupid":"G1"}`}},
		{archive.RSMF{}, "rsmf_manifest.json", fstest.MapFS{"rsmf_manifest.json": {Data: []byte(`{"version":"2.0.0","participants":[],"conversations":[{"id":"c","platform":"x","participants":[]}],"events":[{"type":"from the future","conversation":"c","id":"1","x":[2]},{"type":"message","conversation":"c","body":17}]}`)}},
			[]string{`{"type":"from the future","conversation":"c","id":"1","x":[2]}`, `{"type":"message","conversation":"c","body":17}`}},
	} {
		t.Run(c.format.Info().Name, func(t *testing.T) {
			n := 0
			err := c.format.Read(context.Background(), archive.Source{FS: c.files, Main: c.main, Name: c.main, ID: "s"}, func(it archive.Item) error {
				if it.Message == nil || it.Message.Chat == nil {
					return nil
				}
				for _, e := range it.Message.Chat.Events {
					if n >= len(c.want) {
						t.Fatalf("an event too many: %+v", e)
					}
					if got := rawOf(t, it.Message, e); got != c.want[n] {
						t.Errorf("event %d\n got %q\nwant %q", n, got, c.want[n])
					}
					if e.Kind == message.EventSystem && e.Text == "" && len(e.Extra) == 0 && len(e.Problems) == 0 {
						t.Errorf("event %d shows nothing", n)
					}
					n++
				}
				return nil
			})
			if err != nil || n != len(c.want) {
				t.Errorf("%d events of %d, %v", n, len(c.want), err)
			}
		})
	}
}
