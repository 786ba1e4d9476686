package sms

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/chat/chattest"
	"vaughn/index/message"
)

type nopCloser struct{ *strings.Reader }

func (nopCloser) Close() error { return nil }

func parse(t testing.TB, text string) ([]*chat.Talk, error) {
	t.Helper()
	var out []*chat.Talk
	set := chat.NewSet("sms", 0, func(k *chat.Talk) error { out = append(out, k); return nil })
	err := Parse(strings.NewReader(text), set, Options{At: func() (ReaderAtCloser, error) { return nopCloser{strings.NewReader(text)}, nil }})
	if err == nil {
		err = set.Flush()
	}
	return out, err
}

const head = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<!-- a > b -->\n<?xml-stylesheet type=\"text/xsl\" href=\"sms.xsl\"?>\n"

var picture = bytes.Repeat([]byte("\x89PNG picture "), 500)

var backup = head + `<smses count="4">
  <sms protocol="0" address="+15550100001" date="1512226167463" type="1" subject="null" body="see &#55357;&#56832; &lt;b&gt; &amp;&#10;two ` + "\x01" + `" status="-1" date_sent="1512226166000" contact_name="Ann" />
  <sms address="+15550100001" date="1512226192812" type="5" body='said "no"' status="64" contact_name="Ann" />
  <mms date="1720997593" msg_box="1" address="+15550100001~+15550100002" m_id="x1" sub="null">
    <parts>
      <part seq="-1" ct="application/smil" text="&lt;smil&gt;" />
      <part seq="0" ct="text/plain" cl="t.txt" text="with a picture" />
      <part seq="1" ct="image/png" cl="../../pic.png" data="` + base64.StdEncoding.EncodeToString(picture) + `" />
    </parts>
    <addrs><addr address="+15550100002" type="137" /><addr address="+15550100009" type="151" /></addrs>
  </mms>
  <mms date="1720997594000" msg_box="2" address="+15550100001" sub="null"><parts><part seq="0" ct="video/mp4" name="v.mp4" text="null"/></parts><addrs><addr address="insert-address-token" type="137"/></addrs></mms>
</smses>`

func TestBackup(t *testing.T) {
	talks, err := parse(t, backup)
	if err != nil || len(talks) != 2 {
		t.Fatalf("%d talks, %v", len(talks), err)
	}
	ann, group := talks[0], talks[1]
	if ann.Name != "Ann" || !ann.Direct || group.Direct || len(group.Participants) != 3 {
		t.Errorf("talks %+v %+v", ann.Conversation, group.Conversation)
	}
	first := ann.Events[0]
	if first.Text != "see 😀 <b> &\ntwo \x01" || first.From != "+15550100001" || first.At.UnixMilli() != 1512226167463 {
		t.Errorf("first: %+v", first)
	}
	if p := first.Position; !strings.HasPrefix(backup[p.Offset:], "<sms ") || !strings.HasSuffix(backup[:p.Offset+p.Length], "/>") {
		t.Errorf("position %+v", p)
	}
	if second := ann.Events[1]; second.From != owner || fmt.Sprint(second.Extra) != "[{State failed} {Delivery failed}]" {
		t.Errorf("second: %+v", second)
	}
	e := group.Events[0]
	if e.Text != "with a picture" || e.From != "+15550100002" || e.At.Unix() != 1720997593 || len(e.Files) != 1 {
		t.Fatalf("picture: %+v", e)
	}
	a := group.Attached[e.Files[0]]
	r, err := a.Open()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, picture) || a.Name != "pic.png" {
		t.Errorf("%s: %d bytes, %v", a.Name, len(got), err)
	}
	if v := ann.Events[2]; v.Kind != message.EventFile || v.From != owner || len(v.Missing) != 1 || v.Missing[0] != "v.mp4" {
		t.Errorf("video: %+v", v)
	}
	for _, k := range talks {
		if len(k.Problems) != 0 {
			t.Errorf("problems %v", k.Problems)
		}
	}
}

func TestCutOff(t *testing.T) {
	whole, _ := parse(t, backup)
	events := 0
	for _, k := range whole {
		events += len(k.Events)
	}
	for cut := range len(backup) {
		talks, err := parse(t, backup[:cut])
		n, noted := 0, false
		for _, k := range talks {
			n += len(k.Events)
			for _, p := range k.Problems {
				noted = noted || p.Code == chat.ProblemTruncated || p.Code == chat.ProblemCount
			}
		}
		if n > events || err == nil && !noted && (n > 0 || cut > len(head)+20) {
			t.Fatalf("cut at %d: %d events, %v, noted %v", cut, n, err, noted)
		}
	}
}

func TestCalls(t *testing.T) {
	talks, err := parse(t, head+`<calls count="2"><call number="+15550100001" duration="61" date="1512226167463" type="2" contact_name="Ann" /><call number="" duration="0" date="x" type="3" /></calls>`)
	if err != nil || len(talks) != 2 {
		t.Fatal(talks, err)
	}
	if e := talks[0].Events[0]; e.Kind != message.EventCall || e.Text != "Call, outgoing, 61 s" || e.From != owner {
		t.Errorf("%+v", e)
	}
	if e := talks[1].Events[0]; e.Text != "Call, missed" || len(e.Problems) != 1 {
		t.Errorf("%+v", e)
	}
}

func TestRealBackups(t *testing.T) {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	for name, want := range map[string]struct {
		events int
		codes  string
	}{
		"devadvance-empty.xml":       {0, ""},
		"devadvance-sms_small.xml":   {12, ""},
		"devadvance-sms_and_mms.xml": {50, "truncatedchat-count-differs"},
	} {
		data, err := os.ReadFile(filepath.Join(dir, "sms", name))
		if err != nil {
			t.Fatal(err)
		}
		if !Sniff(data[:min(len(data), 16<<10)]) {
			t.Errorf("%s: not recognised", name)
		}
		talks, err := parse(t, string(data))
		if err != nil {
			t.Fatal(name, err)
		}
		n, codes := 0, ""
		for _, k := range talks {
			for _, e := range k.Events {
				n++
				if e.At.IsZero() || e.From == "" {
					t.Errorf("%s: %+v", name, e)
				}
			}
			for _, p := range k.Problems {
				codes += p.Code
				t.Log(name, p)
			}
		}
		if n != want.events || codes != want.codes {
			t.Errorf("%s: %d events, problems %q", name, n, codes)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(backup)
	f.Add(head + `<calls count="1"><call number="1" date="1" type="1"/>`)
	f.Add(`<smses count="1"><sms body="&#55357;&#x1F600;&bad;`)
	f.Fuzz(func(t *testing.T, text string) {
		Sniff([]byte(text))
		set := chat.NewSet("sms", 4000, func(k *chat.Talk) error {
			for _, a := range k.Attached {
				if r, err := a.Open(); err == nil {
					_, _ = io.Copy(io.Discard, r)
				}
			}
			chattest.Check(t, k)
			return nil
		})
		if Parse(strings.NewReader(text), set, Options{At: func() (ReaderAtCloser, error) { return nopCloser{strings.NewReader(text)}, nil }}) == nil {
			_ = set.Flush()
		}
	})
}

func BenchmarkParse(b *testing.B) {
	text := head + `<smses count="10000">` + strings.Repeat(`<sms protocol="0" address="+15550100001" date="1512226167463" type="1" subject="null" body="a message of an ordinary length" toa="null" sc_toa="null" service_center="x" read="1" status="-1" locked="0" date_sent="1512226166000" sub_id="-1" readable_date="Dec 2, 2017 06:49:27" contact_name="Contact A" />`, 10000) + "</smses>"
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := parse(b, text); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(10000*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// TestMediaIsNotHeld reads a backup whose one part has 64 MiB.
func TestMediaIsNotHeld(t *testing.T) {
	const size = 64 << 20
	front := head + `<smses count="1"><mms date="1720997593000" msg_box="1" address="+15550100001"><parts><part seq="0" ct="video/mp4" cl="v.mp4" data="`
	text := io.MultiReader(strings.NewReader(front), io.LimitReader(letters{}, size), strings.NewReader(`"/></parts></mms></smses>`))
	var files int
	set := chat.NewSet("sms", 0, func(k *chat.Talk) error { files += len(k.Attached); return nil })
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := Parse(text, set, Options{At: func() (ReaderAtCloser, error) { return nil, io.ErrUnexpectedEOF }})
	runtime.ReadMemStats(&after)
	if err == nil {
		err = set.Flush()
	}
	if got := after.TotalAlloc - before.TotalAlloc; err != nil || files != 1 || got > 4<<20 {
		t.Errorf("%d files, %d bytes allocated, %v", files, got, err)
	}
}

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'A'
	}
	return len(p), nil
}
