package whatsapp

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/chat/chattest"
	"vaughn/index/message"
)

// parse reads a text whole.
func parse(t testing.TB, text string, o Options) *chat.Talk {
	t.Helper()
	var out *chat.Talk
	set := chat.NewSet("whatsapp", 0, func(k *chat.Talk) error { out = k; return nil })
	err := Parse(func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }, set, o)
	if err == nil {
		err = set.Flush()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestHeads(t *testing.T) {
	for _, c := range []struct {
		line, rest string
		order      Order
		at         string
	}{
		{"[3/18/22, 14:56:01] Ann: hi", "Ann: hi", MDY, "2022-03-18 14:56:01"},
		{"\u200e[18.03.22, 14:56:01] Ann: hi", "Ann: hi", DMY, "2022-03-18 14:56:01"},
		{"23/03/2022, 13:31 - Ann: hi", "Ann: hi", DMY, "2022-03-23 13:31:00"},
		{"1/2/22, 1:05\u202fPM - Ann: hi", "Ann: hi", MDY, "2022-01-02 13:05:00"},
		{"01/20/2019, 12:23 a. m. - Ann: hi", "Ann: hi", MDY, "2019-01-20 00:23:00"},
		{"2019/01/20, 11:23 - Ann: hi", "Ann: hi", YMD, "2019-01-20 11:23:00"},
		{"20.1.2019 klo 11.23 - Ann: hei", "Ann: hei", DMY, "2019-01-20 11:23:00"},
		{"2019. 1. 20. 오후 3:05, Ann : hi", "", YMD, ""},
		{"[2019. 1. 20. 오후 3:05:07] Ann: hi", "Ann: hi", YMD, "2019-01-20 15:05:07"},
		{"[2019/1/20 下午3:05:07] Ann: hi", "Ann: hi", YMD, "2019-01-20 15:05:07"},
		{"٢٠/٠١/٢٠١٩، ٣:٠٥ م - Ann: hi", "Ann: hi", DMY, "2019-01-20 15:05:00"},
		{"20/1/2562, 15:05 - Ann: hi", "Ann: hi", DMY, "2019-01-20 15:05:00"},
		{"3/4/22 we met at 10:30 - or was it 11?", "", DMY, ""},
		{"2019-01-20 11:23 no dash", "", YMD, ""},
		{"[note] 3/4/22", "", YMD, ""},
	} {
		h, rest, ok := parseHead(c.line)
		if ok != (c.at != "") {
			t.Errorf("%q: head %v", c.line, ok)
			continue
		}
		if !ok {
			continue
		}
		at, real := h.on(c.order)
		if got := at.Format(time.DateTime); !real || got != c.at || rest != c.rest {
			t.Errorf("%q: %s %v, rest %q", c.line, got, real, rest)
		}
	}
}

func TestOrderOfDates(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       Order
		problem    string
	}{
		{"a day above 12", "01/02/22, 10:00 - A: x\n13/02/22, 10:00 - A: x\n", DMY, ""},
		{"month first", "02/01/22, 10:00 - A: x\n02/13/22, 10:00 - A: x\n", MDY, ""},
		{"days run, months stand", "01/02/22, 10:00 - A: x\n02/02/22, 10:00 - A: x\n03/02/22, 1:00 - A: x\n01/03/22, 1:00 - A: x\n", DMY, chat.ProblemDateGuess},
		{"nothing decides", "01/02/22, 10:00 - A: x\n01/02/22, 11:00 - A: y\n", DMY, chat.ProblemDateOrder},
		{"nothing decides, 12 hours", "1/2/22, 10:00 AM - A: x\n1/2/22, 11:00 AM - A: y\n", MDY, chat.ProblemDateOrder},
		{"the same either way", "02/02/22, 10:00 - A: x\n", DMY, ""},
		{"four digits in front", "2022/02/03, 10:00 - A: x\n2022/02/04, 10:00 - A: x\n", YMD, ""},
		{"two digits in front", "22/02/28, 10:00 - A: x\n22/03/01, 10:00 - A: x\n32/03/01, 10:00 - A: x\n", YMD, ""},
	} {
		k := parse(t, c.text, Options{Title: "x"})
		h, _, _ := parseHead(c.text[:strings.IndexByte(c.text, '\n')])
		want, _ := h.on(c.want)
		code := ""
		if len(k.Problems) > 0 {
			code = k.Problems[0].Code
		}
		if !k.Events[0].At.Equal(want) || code != c.problem {
			t.Errorf("%s: %v %q; want %v %q", c.name, k.Events[0].At, code, want, c.problem)
		}
	}
}

func TestEntries(t *testing.T) {
	text := "\ufeff[3/18/22, 14:56:01] Team: \u200eMessages and calls are end-to-end encrypted.\r\n" +
		"[3/18/22, 14:57:01] Ann: first\r\nsecond\r\n\r\nfourth\r\n" +
		"\u200e[3/18/22, 14:58:01] ~\u202fBob: plan.pdf • \u200e2 pages \u200edocument omitted\r\n" +
		"\u200e[3/18/22, 14:59:01] Ann: \u200e<attached: 00000002-PHOTO.jpg>\r\n" +
		"[3/18/22, 15:00:01] Ann: image omitted\r\n" +
		"[3/18/22, 15:01:01] Ann: \u200eThis message was deleted.\r\n" +
		"[3/18/22, 15:02:01] +1 555 010 0000: \u200eLocation: https://maps.google.com/?q=51.5,-0.12\r\n" +
		"[3/18/22, 15:03:01] Ann: \u200eMissed voice call\r\n" +
		"[3/18/22, 15:04:01] Ann: moved to noon \u200e<This message was edited>\r\n" +
		"[3/18/22, 15:05:01] Ann: voice calls are a nuisance\r\n" +
		"[3/18/22, 15:06:01] \u200eAnn turned on disappearing messages.\r\n" +
		"[3/18/22, 15:07:01] Ann changed the subject to \"now: us\"\r\n" +
		"[3/18/22, 15:08:01] Ann: \u200e<attached: ../../etc/passwd.txt>\r\n"
	k := parse(t, text, Options{Title: "Team", Find: func(name string) (message.Attachment, bool) {
		return message.Attachment{Name: name}, name == "00000002-PHOTO.jpg"
	}})
	type want struct{ kind, from, text string }
	for i, w := range []want{
		{message.EventSystem, "", "Messages and calls are end-to-end encrypted."},
		{message.EventText, "Ann", "first\nsecond\n\nfourth"},
		{message.EventFile, "~ Bob", ""},
		{message.EventFile, "Ann", ""},
		{message.EventText, "Ann", "image omitted"},
		{message.EventText, "Ann", "This message was deleted."},
		{message.EventLocation, "+1 555 010 0000", "Location: https://maps.google.com/?q=51.5,-0.12"},
		{message.EventCall, "Ann", "Missed voice call"},
		{message.EventText, "Ann", "moved to noon"},
		{message.EventText, "Ann", "voice calls are a nuisance"},
		{message.EventTimer, "", "Ann turned on disappearing messages."},
		{message.EventRename, "", "Ann changed the subject to \"now: us\""},
		{message.EventFile, "Ann", ""},
	} {
		if e := k.Events[i]; e.Kind != w.kind || e.From != w.from || e.Text != w.text {
			t.Errorf("event %d: %s %q %q, want %+v", i, e.Kind, e.From, e.Text, w)
		}
	}
	if e := k.Events[2]; len(e.Missing) != 1 || e.Missing[0] != "plan.pdf • 2 pages document omitted" {
		t.Errorf("omitted: %q", e.Missing)
	}
	if e := k.Events[3]; len(e.Files) != 1 || k.Attached[e.Files[0]].Name != "00000002-PHOTO.jpg" {
		t.Errorf("attached: %+v", e.Files)
	}
	if k.Events[5].Deleted == nil || k.Events[4].Deleted != nil {
		t.Error("the deleted message")
	}
	if e := k.Events[12]; len(e.Missing) != 1 || len(e.Files) != 0 {
		t.Errorf("a name that climbs: %+v", e)
	}
	if p := k.Events[1].Position; text[p.Offset:p.Offset+p.Length] != "[3/18/22, 14:57:01] Ann: first\r\nsecond\r\n\r\nfourth\r\n" {
		t.Errorf("position %+v", p)
	}
	zone := time.FixedZone("UTC-5", -5*3600)
	if e := parse(t, text, Options{Zone: zone}).Events[1]; e.At.Hour() != 19 || e.Zone != "assumed UTC-5" {
		t.Errorf("with a zone: %v %s", e.At, e.Zone)
	}
}

func dataDir(t testing.TB) string {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	return filepath.Join(dir, "whatsapp")
}

// TestRealExports counts against the tests of the projects the files are from.
func TestRealExports(t *testing.T) {
	dir := dataDir(t)
	files, _ := filepath.Glob(filepath.Join(dir, "*", "*.txt"))
	type want struct{ events, text, program int }
	known := map[string]want{
		"WhatsApp Chat with Dmitry S EN Android.txt":       {60, 15, 40},
		"WhatsApp Chat with Dmitry S EN+Media Android.txt": {60, 15, 31},
		"WhatsApp Chat - Elon Musk (EN).txt":               {25, 4, 19},
		"WhatsApp Chat - Elon Musk (EN+Media).txt":         {25, 4, 6},
		"WhatsApp Chat - Elon Musk (FR).txt":               {25, 4, 19},
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !Sniff(data[:min(len(data), 16<<10)]) {
			t.Errorf("%s: not recognised", filepath.Base(name))
		}
		k := parse(t, string(data), Options{Title: "x"})
		got := want{events: len(k.Events)}
		for _, e := range k.Events {
			if len(e.Problems) > 0 && e.Problems[0].Code != chat.ProblemBackwards && e.Problems[0].Code != chat.ProblemFile {
				t.Errorf("%s: %v", filepath.Base(name), e.Problems)
			}
			if e.At.IsZero() {
				t.Errorf("%s: no time for %q", filepath.Base(name), e.AtText)
			}
			switch {
			case e.Kind == message.EventFile && e.Problems != nil, e.Kind == message.EventLocation:
			case e.Kind == message.EventText && e.Deleted == nil && len(e.Extra) == 0:
				got.text++
			default:
				got.program++
			}
		}
		if w, ok := known[filepath.Base(name)]; ok && got != w {
			t.Errorf("%s: %+v, want %+v", filepath.Base(name), got, w)
		}
		t.Logf("%s: %+v %v", filepath.Base(name), got, k.Problems)
	}
}

// TestChatMiner compares with that project's own expectation.
func TestChatMiner(t *testing.T) {
	dir := filepath.Join(dataDir(t), "chat-miner")
	var want []struct{ Timestamp, Author, Message string }
	data, err := os.ReadFile(filepath.Join(dir, "target.json"))
	if err == nil {
		err = json.Unmarshal(data, &want)
	}
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.txt"))
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		k := parse(t, string(text), Options{Title: "x"})
		if len(k.Events) != 9 {
			t.Errorf("%s: %d entries", filepath.Base(name), len(k.Events))
		}
		for _, w := range want {
			found := false
			for _, e := range k.Events {
				found = found || e.At.Format("2006-01-02T15:04:05") == w.Timestamp && e.From == w.Author && strings.ReplaceAll(e.Text, "\n", " ") == w.Message
			}
			if !found {
				t.Errorf("%s: nothing at %s", filepath.Base(name), w.Timestamp)
			}
		}
	}
}

func TestPlainTextIsNoChat(t *testing.T) {
	for _, text := range []string{
		"", "Dear all,\n[3/18/22, 14:56:01] Ann: hi\n[3/18/22, 14:57:01] Ann: hi\n",
		"12/03/2022, 10:00 - meeting with the board\n12/04/2022, 10:00 - same\n",
		"12/03/2022, 10:00 - Ann: hi\nand so on\nand on\nand on\n",
		"2022-03-18 14:56:01 INFO: started\n2022-03-18 14:56:02 INFO: stopped\n",
	} {
		if Sniff([]byte(text)) {
			t.Errorf("taken for a chat: %q", text)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("[3/18/22, 14:56:01] Ann: \u200e<attached: a.jpg>\r\nmore\n\u200e[3/18/22, 14:57:01] Bob: x")
	f.Add("23/03/2022, 13:31 - Ann added Bob\n23/03/2022, 13:32 - Ann: <Media omitted>\n")
	f.Add("[2019. 1. 20. 오후 3:05:07] Ann: POLL:\nq\nOPTION: a (1 vote)\n")
	f.Fuzz(func(t *testing.T, text string) {
		Sniff([]byte(text))
		set := chat.NewSet("whatsapp", 4000, func(k *chat.Talk) error { chattest.Check(t, k); return nil })
		if Parse(func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }, set, Options{Title: "x"}) == nil {
			_ = set.Flush()
		}
	})
}

func BenchmarkParse(b *testing.B) {
	text := strings.Repeat("[3/18/22, 14:56:01] Ann Reed: a message of an ordinary length, as people write them\n", 10000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		parse(b, text, Options{Title: "x"})
	}
	b.ReportMetric(10000*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
