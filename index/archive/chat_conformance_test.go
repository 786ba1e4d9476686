package archive_test

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"vaughn/index/archive"
	"vaughn/index/archive/archivetest"
	"vaughn/index/message"
)

const (
	androidChat = "12/03/2022, 10:00 - Messages and calls are end-to-end encrypted.\n13/03/2022, 10:01 - Ann Reed: IMG-20220313-WA0001.jpg (file attached)\nthe plan\n13/03/2022, 10:02 - Bob: gone.pdf (file attached)\n13/03/2022, 10:03 - Bob: This message was deleted\n"
	iosChat     = "[3/18/22, 14:56:01] Ann: \u200eMessages and calls are end-to-end encrypted.\r\n\u200e[3/18/22, 14:57:01] Ann: \u200e<attached: 00000002-PHOTO-2022.jpg>\r\n[3/18/22, 14:58:01] Bob: thanks\r\n"
	smsBackup   = `<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>` + "\n" + `<smses count="2"><sms address="+15550100001" date="1512226167463" type="1" body="hi &#55357;&#56832;" contact_name="Ann" /><mms date="1512226167999" msg_box="1" address="+15550100002"><parts><part seq="0" ct="image/png" cl="p.png" data="iVBORw0KGgo=" /></parts><addrs><addr address="+15550100002" type="137" /></addrs></mms></smses>`
	teamsChat   = `[{"id":"1","messageType":"message","createdDateTime":"2024-03-04T09:00:00Z","chatId":"19:x","from":{"user":{"id":"u1","displayName":"Ann"}},"body":{"contentType":"text","content":"hi"}}]`
	signalText  = "[2019-12-24, 12:23] Jane Doe: Hello John!\n[2020-01-17, 21:49] John Doe: Hello\nJane!\n"
	signalLines = `{"version":"1","backupTimeMs":"1709543000000"}` + "\n" + `{"account":{}}` + "\n" + `{"recipient":{"id":"1","self":{}}}` + "\n" + `{"chat":{"id":"7","recipientId":"1"}}` + "\n" + `{"chatItem":{"chatId":"7","authorId":"1","dateSent":"1709543001000","standardMessage":{"text":{"body":"note"},"attachments":[{"pointer":{"fileName":"plan.pdf"}}]}}}` + "\n"
	googleChat  = `{"messages":[{"creator":{"name":"Ann","email":"ann@agency.example"},"created_date":"Thursday, November 3, 2016 at 11:59:50 AM UTC","text":"at noon","message_id":"x/1/1"}]}`
)

func TestChatConformance(t *testing.T) {
	for _, c := range []struct {
		format archive.Format
		files  fstest.MapFS
	}{
		{archive.WhatsApp{}, fstest.MapFS{
			"WhatsApp Chat with Ann.txt":      {Data: []byte(androidChat)},
			"export/_chat.txt":                {Data: []byte(iosChat)},
			"export/00000002-PHOTO-2022.jpg":  {Data: []byte("jpeg")},
			"export/00000009-AUDIO-2022.opus": {Data: []byte("never mentioned")},
		}},
		{archive.SMS{}, fstest.MapFS{"sms-20240304.xml": {Data: []byte(smsBackup)}}},
		{archive.Teams{}, fstest.MapFS{"messages.json": {Data: []byte(teamsChat)}}},
		{archive.Signal{}, fstest.MapFS{"Jane.txt": {Data: []byte(signalText)}}},
		{archive.SignalExport{}, fstest.MapFS{
			"signal/main.jsonl":     {Data: []byte(signalLines)},
			"signal/metadata.json":  {Data: []byte(`{}`)},
			"signal/files/plan.pdf": {Data: []byte("%PDF-")},
		}},
		{archive.GoogleChat{}, fstest.MapFS{
			"Google Chat/Groups/DM x/messages.json":    {Data: []byte(googleChat)},
			"Google Chat/Users/User 1/user_info.json":  {Data: []byte(`{}`)},
			"Google Chat/Groups/DM x/group_info.json":  {Data: []byte(`{"members":[{"name":"Ann","email":"ann@agency.example"}]}`)},
			"Google Chat/Groups/DM y/group_info.json":  {Data: []byte(`{"members":[]}`)},
			"Google Chat/Groups/DM x/File-picture.png": {Data: []byte("png")},
		}},
		{archive.Slack{}, fstest.MapFS{
			"workspace/users.json":            {Data: []byte(`[{"id":"U1","name":"ann"}]`)},
			"workspace/channels.json":         {Data: []byte(`[{"id":"C1","name":"pilot","members":["U1"]}]`)},
			"workspace/pilot/2024-03-04.json": {Data: []byte(`[{"type":"message","user":"U1","text":"hi","ts":"1709542800.000100"}]`)},
			"workspace/integration_logs.json": {Data: []byte(`[]`)},
		}},
	} {
		t.Run(c.format.Info().Name, func(t *testing.T) { archivetest.Run(t, c.format, c.files) })
	}
}

// items reads all that is under a path.
func items(t *testing.T, name string, zone *time.Location) (chats []*message.Message, documents []string) {
	t.Helper()
	sources, err := archive.OpenSource(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range sources {
		f, err := archive.Detect(src)
		if err != nil {
			t.Fatal(err)
		}
		src.Zone = zone
		err = f.Read(context.Background(), src, func(it archive.Item) error {
			switch {
			case it.Err != nil:
				t.Errorf("%+v: %v", it.At, it.Err)
			case it.Message != nil && it.Message.Kind == message.ChatPost:
				chats = append(chats, it.Message)
			case it.Message != nil:
				documents = append(documents, it.Message.Subject)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return chats, documents
}

// chatZip writes a zip; names are kept as they are, bad ones too.
func chatZip(t *testing.T, files [][2]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		e, err := w.Create(f[0])
		if err != nil {
			t.Fatal(err)
		}
		e.Write([]byte(f[1]))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "WhatsApp Chat - Pilot.zip")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestWhatsAppInAZip(t *testing.T) {
	chats, documents := items(t, chatZip(t, [][2]string{{"_chat.txt", iosChat}, {"00000002-PHOTO-2022.jpg", "jpeg"}, {"other.opus", "x"}}), time.FixedZone("UTC-5", -5*3600))
	if len(chats) != 1 || len(documents) != 1 || documents[0] != "other.opus" {
		for _, m := range chats {
			t.Logf("%+v %s %d", m.At, m.Chat.Name, len(m.Chat.Events))
		}
		t.Fatalf("%d chats, documents %v", len(chats), documents)
	}
	c := chats[0].Chat
	if c.Name != "Pilot" || len(c.Events) != 3 || len(c.Events[1].Files) != 1 || len(chats[0].Attached) != 1 || c.Events[2].At.Hour() != 19 || c.Events[2].Zone != "assumed UTC-5" {
		t.Errorf("%+v", c)
	}
}

// TestChatBesideMail: a chat does not swallow the mails it lies with.
func TestChatBesideMail(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"WhatsApp Chat with Ann.txt": androidChat, "1.eml": plainMail, "IMG-20220313-WA0001.jpg": "jpeg", "notes.txt": "12/03/2022, 10:00 - call the board\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	chats, others := items(t, dir, nil)
	if len(chats) != 1 || len(chats[0].Attached) != 1 || strings.Join(others, " ") != "pilot IMG-20220313-WA0001.jpg notes.txt" {
		t.Errorf("%d chats, others %v", len(chats), others)
	}
}

// TestZipSlip: names that climb out of the archive reach nothing.
func TestZipSlip(t *testing.T) {
	text := strings.ReplaceAll(iosChat, "00000002-PHOTO-2022.jpg", "../../../../etc/hosts.txt")
	chats, documents := items(t, chatZip(t, [][2]string{{"_chat.txt", text}, {"../../evil.txt", "x"}}), nil)
	for _, m := range chats {
		for _, a := range m.Attached {
			t.Errorf("attached %q", a.Name)
		}
	}
	if len(chats) != 1 || len(chats[0].Chat.Events[1].Missing) != 1 || len(documents) != 1 {
		t.Errorf("%d chats, documents %v", len(chats), documents)
	}
}

// TestRealChats counts the entries of every chat in the shared data.
func TestRealChats(t *testing.T) {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	for name, want := range map[string]int{
		"slack/slack-export-viewer-testarchive.zip":                      158,
		"slack/slackdump-source_export.zip":                              16,
		"sms/devadvance-sms_small.xml":                                   12,
		"sms/devadvance-sms_and_mms.xml":                                 50,
		"signal/chat-miner-signal-cli-text.txt":                          2,
		"signal/backup-frames":                                           10,
		"teams/graph-samples/chat-messages.json":                         1,
		"teams/graph-samples/channel-messages.json":                      1,
		"whatsapp/whatstk/lorem-2000.txt":                                2000,
		"whatsapp/chat-miner":                                            45,
		"whatsapp/whats_json/WhatsApp Chat with Dmitry S EN Android.txt": 60,
		"whatsapp/whats_json/WhatsApp Chat - Elon Musk (EN+Media).txt":   25,
	} {
		chats, _ := items(t, filepath.Join(dir, name), nil)
		n := 0
		for _, m := range chats {
			n += len(m.Chat.Events)
		}
		if n != want {
			t.Errorf("%s: %d events in %d chats, want %d", name, n, len(chats), want)
		}
	}
}
