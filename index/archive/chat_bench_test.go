package archive_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"vaughn/index/archive"
)

// BenchmarkChats reads 20,000 events of each format, from bytes to sealed items.
func BenchmarkChats(b *testing.B) {
	const n = 20_000
	line := func(format string) string {
		var s strings.Builder
		for i := range n {
			s.WriteString(strings.NewReplacer("%s", fmt.Sprintf("%010d", 1709542800+i), "%m", fmt.Sprintf("%02d:%02d", i/60%24, i%60), "%i", fmt.Sprint(i)).Replace(format))
		}
		return s.String()
	}
	const words = "a message of an ordinary length, as people write them all day"
	for _, c := range []struct {
		format archive.Format
		main   string
		files  map[string]string
	}{
		{archive.WhatsApp{}, "c.txt", map[string]string{"c.txt": line("13/03/2022, %m - Ann Reed: " + words + "\n")}},
		{archive.SMS{}, "s.xml", map[string]string{"s.xml": `<smses count="20000">` + line(`<sms address="+15550100001" date="%s000" type="1" read="1" status="-1" body="`+words+`" contact_name="Ann"/>`) + "</smses>"}},
		{archive.Teams{}, "t.json", map[string]string{"t.json": line(`{"id":"%i","messageType":"message","createdDateTime":"2024-03-04T%m:00Z","chatId":"19:x","from":{"user":{"id":"u1","displayName":"Ann"}},"body":{"contentType":"html","content":"<p>` + words + `</p>"}}` + "\n")}},
		{archive.TeamsHTML{}, "t.html", map[string]string{"t.html": "<!doctype html><title>Teams</title>" + line(`<div class="message"><span class="sender">Ann</span><span class="time">2024-03-04 %m:00</span><div class="body"><p>`+words+"</p></div></div>\n")}},
		{archive.Signal{}, "s.txt", map[string]string{"s.txt": line("[2019-12-24, %m] Jane Doe: " + words + "\n")}},
		{archive.Signal{}, "d.json", map[string]string{"d.json": line(`{"id":"m%i","conversationId":"c1","type":"incoming","sent_at":%s000,"sourceServiceId":"u","body":"` + words + `"}` + "\n")}},
		{archive.SignalExport{}, "e", map[string]string{"e/metadata.json": "{}", "e/main.jsonl": `{"chat":{"id":"7","recipientId":"1"}}` + "\n" + line(`{"chatItem":{"chatId":"7","authorId":"1","dateSent":"%s000","standardMessage":{"text":{"body":"`+words+`"}}}}`+"\n")}},
		{archive.GoogleChat{}, "g", map[string]string{"g/Users/u/user_info.json": "{}", "g/Groups/DM x/messages.json": `{"messages":[` + line(`{"creator":{"name":"Ann","email":"a@x.example"},"created_date":"Thursday, November 3, 2016 at 11:59:50 AM UTC","text":"`+words+`","topic_id":"t%i","message_id":"x/%i"},`) + "{}]}"}},
		{archive.Slack{}, "w", map[string]string{"w/users.json": `[{"id":"U1","name":"ann"}]`, "w/channels.json": `[{"id":"C1","name":"p","members":["U1"]}]`, "w/p/2024-03-04.json": "[" + line(`{"type":"message","user":"U1","text":"`+words+`","ts":"%s.000100"},`) + "{}]"}},
		{archive.Wickr{}, "w.txt", map[string]string{"w.txt": line(`{"message":"` + words + `","message_id":"m%i","msg_ts":"%s.9","msgtype":1000,"sender":"al","vgroupid":"S1"}` + "\n")}},
		{archive.RSMF{}, "rsmf_manifest.json", map[string]string{"rsmf_manifest.json": `{"version":"2.0.0","participants":[{"id":"1"}],"conversations":[{"id":"c","platform":"x","participants":["1"]}],"events":[` + strings.TrimSuffix(line(`{"id":"e%i","type":"message","participant":"1","conversation":"c","timestamp":"2024-03-04T%m:00Z","body":"`+words+`"},`), ",") + "]}"}},
	} {
		files := fstest.MapFS{}
		for name, text := range c.files {
			files[name] = &fstest.MapFile{Data: []byte(text)}
		}
		b.Run(c.format.Info().Name+"/"+c.main, func(b *testing.B) {
			events := 0
			for b.Loop() {
				err := c.format.Read(context.Background(), archive.Source{FS: files, Main: c.main, Name: c.main, ID: "s"}, func(it archive.Item) error {
					if it.Message != nil && it.Message.Chat != nil {
						events += len(it.Message.Chat.Events)
					}
					return it.Err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			if events < n*b.N {
				b.Fatalf("%d events", events)
			}
			b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
		})
	}
}
