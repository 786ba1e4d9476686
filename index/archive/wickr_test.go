package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"vaughn/index/message"
)

// readWickr reads a source and gives its conversations, documents and errors.
func readWickr(t testing.TB, src Source) (ms []*message.Message, errs []error, sum Summary) {
	t.Helper()
	err := Wickr{}.Read(context.Background(), src, func(it Item) error {
		switch {
		case it.Summary != nil:
			sum = *it.Summary
		case it.Err != nil:
			errs = append(errs, it.Err)
		default:
			ms = append(ms, it.Message)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ms, errs, sum
}

func wickrSource(files map[string]string) Source {
	fs := fstest.MapFS{}
	for n, s := range files {
		fs["export/"+n] = &fstest.MapFile{Data: []byte(s)}
	}
	return Source{Name: "export", FS: fs, Main: "export", ID: "src"}
}

// tell prints a conversation for comparison.
func tell(m *message.Message) string {
	var b strings.Builder
	c := m.Chat
	fmt.Fprintf(&b, "%s %q direct %t", c.ID, c.Name, c.Direct)
	for _, p := range c.Participants {
		fmt.Fprintf(&b, " %s", p.ID)
	}
	b.WriteByte('\n')
	for _, e := range c.Events {
		fmt.Fprintf(&b, "%s %s %s %s: %s", e.ID, e.At.Format("05.000000"), e.Kind, e.From, e.Text)
		for _, v := range e.Versions {
			fmt.Fprintf(&b, " | was %q", v.Text)
		}
		if e.Deleted != nil {
			fmt.Fprintf(&b, " | deleted by %s", e.Deleted.By)
		}
		for _, r := range e.Reacted {
			fmt.Fprintf(&b, " | %s %s removed %t", r.Sign, r.By, r.Removed)
		}
		if !e.Expires.IsZero() {
			fmt.Fprintf(&b, " | expires %s", e.Expires.Format(time.DateTime))
		}
		if !e.BurnAt.IsZero() {
			fmt.Fprintf(&b, " | burns %s", e.BurnAt.Format(time.DateTime))
		}
		if len(e.Files) > 0 {
			fmt.Fprintf(&b, " | file %s", m.Attached[e.Files[0]].Name)
		}
		if len(e.Missing) > 0 {
			fmt.Fprintf(&b, " | missing %v", e.Missing)
		}
		if e.Present != nil {
			fmt.Fprintf(&b, " | room %v", e.Present)
		}
		for _, x := range e.Extra {
			fmt.Fprintf(&b, " | %s=%s", x.Name, x.Value)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

const (
	w1 = `{"message":"hello","message_id":"aa01","msg_ts":"1691176258.9","msgtype":1000,"receiver":"bo@x.example","sender":"al@x.example","sender_type":"normal","time":"8/4/23 1:10 PM","ttl":"9/3/23 7:10 PM","bor":"8/10/23 7:19 PM","vgroupid":"7ad6"}`
	w2 = `{"edit":{"type":"text","originalmessageid":"aa01","text":"hello you"},"message_id":"aa02","msg_ts":"1691176259.80669","msgtype":9000,"sender":"al@x.example","vgroupid":"7ad6"}`
	w3 = `{"edit":{"type":"reaction","originalmessageid":"aa01","reaction":"👍","reactAdded":true},"message_id":"aa03","msg_ts":"1691176260","msgtype":9100,"sender":"bo@x.example","vgroupid":"7ad6"}`
	w4 = `{"edit":{"type":"reaction","originalmessageid":"aa01","reaction":"👍","reactAdded":false},"message_id":"aa04","msg_ts":"1691176261.000001","msgtype":9100,"sender":"bo@x.example","vgroupid":"7ad6"}`
	w5 = `{"control":{"isrecall":true,"msgid":"aa01","msgtype":4011},"message_id":"aa05","msg_ts":"1691176262.0","msgtype":4011,"sender":"al@x.example","vgroupid":"7ad6"}`
	w6 = `{"edit":{"type":"text","originalmessageid":"gone","text":"late"},"message_id":"aa06","msg_ts":"1691176263.0","msgtype":9000,"sender":"al@x.example","vgroupid":"7ad6"}`

	wantDirect = `7ad6 "" direct true al@x.example bo@x.example
aa01 58.900000 text al@x.example: hello you | was "hello" | deleted by al@x.example | 👍 bo@x.example removed false | 👍 bo@x.example removed true | expires 2023-09-03 19:10:00 | burns 2023-08-10 19:19:00 | Recalled=yes
aa06 03.000000 system al@x.example: late | Edit=this is the new wording | About an entry not held=gone
`
)

func pretty(s string) string {
	return strings.NewReplacer(`{"`, "{\n  \"", `,"`, ",\n  \"", `}`, "\n}").Replace(s)
}

// TestWickrContainers holds that the same messages are the same conversation
// however the bot strings them together.
func TestWickrContainers(t *testing.T) {
	all := []string{w1, w2, w3, w4, w5, w6}
	shuffled := append([]string(nil), all...)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	logLines := ""
	for _, s := range all {
		logLines += "[2023-08-04 19:10] INFO {main} received: " + s + "\r\n"
	}
	for name, text := range map[string]string{
		"lines":     strings.Join(all, "\n"),
		"pretty":    pretty(strings.Join(all, "")),
		"array":     "[" + strings.Join(all, ",\n") + "]",
		"log":       logLines,
		"shuffled":  strings.Join(shuffled, "\n"),
		"with mark": "\xef\xbb\xbf" + strings.Join(all, "\n"),
	} {
		t.Run(name, func(t *testing.T) {
			src := wickrSource(map[string]string{"log.txt": text})
			if !(Wickr{}).Sniff([]byte(text), "log.txt") {
				t.Error("not recognised")
			}
			ms, errs, sum := readWickr(t, src)
			if len(ms) != 1 || len(errs) != 0 || sum.Read != 1 || sum.Expected != 1 {
				t.Fatalf("%d items, %v, %+v", len(ms), errs, sum)
			}
			if got := tell(ms[0]); got != wantDirect {
				t.Errorf("got\n%swant\n%s", got, wantDirect)
			}
		})
	}
}

func TestWickrOldGeneration(t *testing.T) {
	text := `{"id":"1","message":"old","msg_ts":1511126631123456,"msgtype":1000,"sender":"al","receiver":"bo","time":"x","vgroupid":"7b"}
{"id":"2","message":"older","msg_ts":"1511126630123456","msgtype":1000,"sender":"bo","receiver":"al","vgroupid":"7b"}`
	ms, _, sum := readWickr(t, wickrSource(map[string]string{"log": text}))
	want := "7b \"\" direct true bo al\n2 50.123456 text bo: older\n1 51.123456 text al: old\n"
	if got := tell(ms[0]); got != want || sum.Dialect != "wickr, id and microseconds" {
		t.Errorf("%s: got\n%swant\n%s", sum.Dialect, got, want)
	}
}

func TestWickrRoom(t *testing.T) {
	lines := []string{
		`{"control":{"msgtype":4001,"changemask":47,"title":"Pilot","description":"","masters":["al"],"members":["al","bo"],"ttl":2592000,"bor":0},"message_id":"c1","msg_ts":"1544019125.75323","msgtype":4001,"sender":"al","vgroupid":"S58"}`,
		`{"control":{"msgtype":4002,"addedusers":["cy"]},"message_id":"c2","msg_ts":"1544019126","msgtype":4002,"sender":"al","vgroupid":"S58"}`,
		`{"message":"hi","message_id":"c3","msg_ts":"1544019127","msgtype":1000,"sender":"cy","vgroupid":"S58"}`,
		`{"msgtype":4003,"message_id":"c4","msg_ts":"1544019128","sender":"bo","vgroupid":"S58"}`,
		`{"control":{"msgtype":4004,"changemask":34,"bor":1800,"ttl":345600},"message_id":"c5","msg_ts":"1544019129","msgtype":4004,"sender":"al","vgroupid":"S58"}`,
		`{"control":{"msgtype":4004,"changemask":64,"filevaultinfo":{"guid":"G1","filehash":"00","key":"opensesame"}},"message_id":"c6","msg_ts":"1544019130","msgtype":4004,"sender":"al","vgroupid":"S58"}`,
		`{"control":{"msgtype":4012,"msgattributes":[{"msgid":"c3","attributes":1}]},"message_id":"c7","msg_ts":"1544019131","msgtype":4012,"sender":"al","vgroupid":"S58"}`,
		`{"novel":{"inner":1},"message_id":"c8","msg_ts":"1544019132","msgtype":7777,"sender":"al","vgroupid":"S58"}`,
		`{"call":{"participants":["0123456789abcdef"],"status":0,"duration":12},"message_id":"c9","msg_ts":"1544019133","msgtype":7000,"sender":"al","vgroupid":"S58"}`,
		`{"msgtype":4005,"message_id":"d1","msg_ts":"1544019134","sender":"al","vgroupid":"S58"}`,
	}
	ms, errs, _ := readWickr(t, wickrSource(map[string]string{"log.txt": strings.Join(lines, "\n")}))
	if len(errs) != 0 {
		t.Fatal(errs)
	}
	want := `S58 "Pilot" direct false al bo cy
c1 05.753230 join al: created the room; title: Pilot; members: al, bo; moderators: al | room [al bo] | Timers=messages expire after: 30 days; burn on read: off
c2 06.000000 join al: added cy | room [al bo cy]
c3 07.000000 text cy: hi | room [al bo cy]
c4 08.000000 leave bo: left the room | room [al cy]
c5 09.000000 timer al: messages expire after: 4 days; burn on read: 30 minutes | room [al cy] | Timers=messages expire after: 4 days; burn on read: 30 minutes
c6 10.000000 system al: saved item G1 (its key is withheld here) | room [al cy]
c7 11.000000 system al: Message attributes (starred) | room [al cy] | Fields=control, control.msgattributes, control.msgtype, message_id, msg_ts, msgtype, sender, vgroupid
c8 12.000000 system al: Entry of type 7777 | room [al cy] | Fields=message_id, msg_ts, msgtype, novel, novel.inner, sender, vgroupid
c9 13.000000 call al: Call with 1: participant (hash 01234567…) | room [al cy] | Duration=12 seconds | Status=0
d1 14.000000 system al: deleted the room | room []
`
	if got := tell(ms[0]); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestWickrFilesAndRepeats(t *testing.T) {
	file := func(id, local, guid string) string {
		return fmt.Sprintf(`{"file":{"filename":"shown.jpeg","guid":"%s","localfilename":"%s"},"message_id":"%s","msg_ts":"1691176544.0","msgtype":6000,"sender":"al","vgroupid":"S1"}`, guid, local, id)
	}
	src := wickrSource(map[string]string{
		"a.txt":                       file("f1", `/opt/bot/attachments/at_1_shown.jpeg`, "G-1") + "\n" + file("f2", "", "ad20d048-1"),
		"b.txt":                       file("f1", `/opt/bot/attachments/at_1_shown.jpeg`, "G-1") + "\n" + file("f3", `C:\\bot\\lost.png`, "G-3"),
		"attachments/at_1_shown.jpeg": "picture",
		"attachments/AD20D048-1":      "by guid",
		"attachments/left.bin":        "nobody names it",
	})
	ms, errs, sum := readWickr(t, src)
	if len(ms) != 2 || len(errs) != 0 || sum.Read != 2 {
		t.Fatalf("%d items, %v, %+v", len(ms), errs, sum)
	}
	want := `S1 "" direct false al
f1 44.000000 file al:  | file shown.jpeg | Also at=file 2, byte 0
f2 44.000000 file al:  | file shown.jpeg
f3 44.000000 file al:  | missing [shown.jpeg]
`
	if got := tell(ms[0]); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for i, want := range []string{"picture", "by guid"} {
		f, err := ms[0].Attached[i].Open()
		if err != nil {
			t.Fatal(err)
		}
		if b, _ := io.ReadAll(f); string(b) != want {
			t.Errorf("attachment %d is %q", i, b)
		}
	}
	if d := ms[1]; d.Kind != message.Document || d.Problems[0].Code != ProblemUnreferenced || d.Attached[0].Name != "left.bin" {
		t.Errorf("the unreferenced file: %+v", d)
	}
}

// TestWickrSameIDTwice holds that a second message does not vanish because a
// bot gave it the id of another.
func TestWickrSameIDTwice(t *testing.T) {
	other := strings.Replace(w1, `"hello"`, `"not hello"`, 1)
	ms, _, _ := readWickr(t, wickrSource(map[string]string{"l.txt": w1 + w1 + other}))
	e := ms[0].Chat.Events
	if len(e) != 2 || e[0].ID != "aa01" || e[1].ID != "aa01~2" || e[1].Text != "not hello" || len(e[1].Problems) != 1 {
		t.Errorf("%+v", e)
	}
}

// TestWickrDamage breaks one object in every way; its neighbours stay.
func TestWickrDamage(t *testing.T) {
	before := strings.Replace(w1, "aa01", "b1", 1)
	after := strings.Replace(w1, "aa01", "b2", 1)
	for name, broken := range map[string]string{
		"cut in a string": `{"message":"abc`,
		"cut in a value":  `{"message":"abc","control":{"a":`,
		"cut in a list":   `{"links":[{"url":"x"}`,
		"cut after comma": `{"message":"abc",`,
		"no message":      `{"hello":"world"}`,
		"not JSON":        `{"a":tru}`,
	} {
		t.Run(name, func(t *testing.T) {
			ms, errs, sum := readWickr(t, wickrSource(map[string]string{"l.txt": before + "\n" + broken + "\n" + after + "\n"}))
			if len(ms) != 1 || len(ms[0].Chat.Events) != 2 || len(errs) != 1 || sum.Failed != 1 {
				t.Errorf("%d items, errors %v", len(ms), errs)
			}
			if len(errs) == 1 && (!strings.Contains(errs[0].Error(), fmt.Sprintf("byte %d", len(before)+1)) || strings.Contains(errs[0].Error(), "abc")) {
				t.Errorf("the error is %v", errs[0])
			}
		})
	}
}

func TestWickrTime(t *testing.T) {
	for _, c := range []struct {
		in   string
		want int64
		ok   bool
	}{
		{`"1691176258.901277"`, 1691176258901277, true},
		{`"1597672022.80669"`, 1597672022806690, true},
		{`"1597672022"`, 1597672022000000, true},
		{`1511126631123456`, 1511126631123456, true},
		{`"1511126631123456"`, 1511126631123456, true},
		{`1597672022.5`, 1597672022500000, true},
		{`"soon"`, 0, false}, {`null`, 0, false}, {`""`, 0, false}, {`"-5"`, 0, false},
	} {
		if got, ok := wickrTime([]byte(c.in), ""); got != c.want || ok != c.ok {
			t.Errorf("%s: %d %t", c.in, got, ok)
		}
	}
	if got, _ := wickrTime(nil, "2023-08-04 19:10:58.901"); got != 1691176258901000 {
		t.Errorf("time_iso: %d", got)
	}
}

func TestWickrSamplesOfTheMaker(t *testing.T) {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	src := Source{Name: "samples", FS: os.DirFS(filepath.Join(dir, "wickr")), Main: "docs-samples", ID: "s"}
	ms, errs, sum := readWickr(t, src)
	events := 0
	for _, m := range ms {
		events += len(m.Chat.Events)
	}
	// Ten objects in ten files; none of the changes names a message that is there.
	if events != 10 || len(errs) != 0 || sum.Failed != 0 || len(ms) != 7 {
		t.Errorf("%d events in %d conversations, %v", events, len(ms), errs)
	}
	if !src.isWickrDir("docs-samples") {
		t.Error("the folder is not taken for an export")
	}
}

// synthetic writes n messages of one room; each tenth is edited later.
func synthetic(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, `{"message":"message number %d about the pilot and what comes after it","message_id":"%032x","msg_ts":"%d.%06d","msgtype":1000,"sender":"user%03d@agency.example","sender_type":"normal","time":"8/4/23 7:10 PM","time_iso":"2023-08-04 19:10:58.901","ttl":"9/3/23 7:10 PM","vgroupid":"S19a8782d9a0441d5e13f15b6789f00bc2f9b8231aa364a2eb3a8269dce2ac21"}`+"\n", i, i, 1691176258+i/3, i%1000000, i%40)
		if i%10 == 9 {
			fmt.Fprintf(&b, `{"edit":{"type":"text","originalmessageid":"%032x","text":"edited %d"},"message_id":"e%031x","msg_ts":"%d.0","msgtype":9000,"sender":"user%03d@agency.example","vgroupid":"S19a8782d9a0441d5e13f15b6789f00bc2f9b8231aa364a2eb3a8269dce2ac21"}`+"\n", i-9, i, i, 1691176300+i/3, (i-9)%40)
		}
	}
	return b.Bytes()
}

// TestWickrInParts reads a conversation longer than one item and checks that
// every edit stays with its message across the cut.
func TestWickrInParts(t *testing.T) {
	data := synthetic(maxEvents + 50)
	src := Source{Name: "big", FS: fstest.MapFS{"log.txt": {Data: data}}, Main: "log.txt", ID: "b"}
	src.Limits.Memory = 1 << 20
	ms, errs, _ := readWickr(t, src)
	if len(ms) != 2 || len(errs) != 0 || len(ms[0].Chat.Events) != maxEvents || len(ms[1].Chat.Events) != 50 {
		t.Fatalf("%d parts, %v", len(ms), errs)
	}
	edited := 0
	for _, m := range ms {
		for _, e := range m.Chat.Events {
			if len(e.Versions) > 0 {
				edited++
				if !strings.HasPrefix(e.Text, "edited") {
					t.Fatalf("%q", e.Text)
				}
			}
		}
	}
	if want := (maxEvents + 50) / 10; edited != want {
		t.Errorf("%d edited, want %d", edited, want)
	}
}

// FuzzWickr holds that any bytes give items, never a crash, and that what was
// cut out is all there: no object is both read and reported.
func FuzzWickr(f *testing.F) {
	for _, s := range []string{w1, w1 + w2 + w3, pretty(w5), "[" + w1 + "," + w6 + "]", `x {"msgtype":4001,"control":{"members":[1,"a"],"changemask":255,"ttl":-1,"bor":"x"}}`, `{"msgtype":1,"vgroupid":"S`, `{"message":{"a":[{}]},"vgroupid":"","msg_ts":1e9}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		src := Source{Name: "f", FS: fstest.MapFS{"l.txt": {Data: b}}, Main: "l.txt", ID: "f"}
		seen := map[string]bool{}
		err := Wickr{}.Read(context.Background(), src, func(it Item) error {
			if it.Message == nil || it.Message.Chat == nil {
				return nil
			}
			checkClean(t, it.Message)
			for _, e := range it.Message.Chat.Events {
				key := it.Message.Chat.ID + "\x00" + e.ID
				if e.ID == "" || seen[key] {
					t.Errorf("event id %q is empty or twice", e.ID)
				}
				seen[key] = true
			}
			return nil
		})
		if err != nil && errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}
