package archive_test

import (
	"context"
	"encoding/base64"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"vaughn/index/archive"
	"vaughn/index/archive/archivetest"
	"vaughn/index/archive/mapi"
	"vaughn/index/archive/msg/msgtest"
	"vaughn/index/archive/pst/psttest"
	"vaughn/index/message"
)

var sentAt = time.Date(2024, 3, 4, 14, 15, 16, 0, time.UTC)

// outlookMSG is a mail somebody sent: no transport headers, an X.500 sender, a
// blind copy, a picture in the text, a file, a mail inside, a link.
func outlookMSG() msgtest.Message {
	forwarded := msgtest.Message{Props: msgtest.Props{0x001A: "IPM.Note", 0x0037: "the first mail", 0x0039: sentAt.Add(-time.Hour),
		0x0C1A: "Ann Reed", 0x0C1E: "SMTP", 0x0C1F: "areed@agency.example", 0x1000: "Grüße\r\n"}}
	return msgtest.Message{
		Names: []msgtest.Name{{Set: mapi.OutlookSet(mapi.SetPublicStrings), Text: "Keywords"}},
		Props: msgtest.Props{
			0x001A: "IPM.Note", 0x0037: "\x01\x05RE: Brücke", 0x0039: sentAt, 0x0E07: int32(1), 0x0017: int32(2), 0x1081: int32(104),
			0x0C1A: "Roe, Jane", 0x0C1E: "EX", 0x0C1F: "/O=AGENCY/OU=HQ/CN=RECIPIENTS/CN=JROE",
			0x1035: "<o1@agency.example>", 0x1042: "<p1@agency.example>", 0x1039: "<p0@agency.example> <p1@agency.example>",
			0x0071: []byte("\x01\xda\x00\x00\x00\x00GUIDGUIDGUIDGUIDextra"),
			0x1000: "See the picture.\r\n", 0x1013: []byte("<p>See the <img src=\"cid:pic@x\">picture.</p>"), 0x3FDE: int32(28591),
			0x8000: []string{"Bridge"},
		},
		Recipients: []msgtest.Props{
			{0x0C15: int32(1), 0x3001: "Ann Reed", 0x3002: "EX", 0x3003: "/O=AGENCY/CN=AREED", 0x39FE: "areed@agency.example"},
			{0x0C15: int32(0x10000002), 0x3001: "'chief@agency.example'", 0x3002: "SMTP", 0x3003: "chief@agency.example"},
			{0x0C15: int32(3), 0x3001: "Counsel", 0x3002: "SMTP", 0x3003: "counsel@agency.example"},
		},
		Attachments: []msgtest.Attachment{
			{Props: msgtest.Props{0x3707: "pic.png", 0x370E: "image/PNG", 0x3712: "<pic@x>"}, Data: []byte("\x89PNG")},
			{Props: msgtest.Props{0x3704: "PLAN~1.DOC", 0x3707: "Plan für März.docx"}, Data: []byte("PK\x03\x04")},
			{Message: &forwarded},
			{Props: msgtest.Props{0x3705: int32(4), 0x3708: `\\srv\share\map.dwg`, 0x3001: "map"}},
		},
	}
}

// only reads the one item of a source.
func only(t *testing.T, name string, data []byte) *message.Message {
	t.Helper()
	items := all(t, name, data)
	if len(items) != 1 || items[0].Message == nil {
		t.Fatalf("%d items: %+v", len(items), items)
	}
	return items[0].Message
}

func all(t *testing.T, name string, data []byte) []archive.Item {
	t.Helper()
	src := archive.Source{Name: name, FS: fstest.MapFS{name: {Data: data}}, Main: name, ID: "sample"}
	f, err := archive.Detect(src)
	if err != nil {
		t.Fatal(err)
	}
	var out []archive.Item
	if err := f.Read(context.Background(), src, func(it archive.Item) error {
		if it.Summary == nil {
			if it.Message != nil {
				it.Message = settle(t, it.Message)
			}
			out = append(out, it)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// settle reads the attachments while that is allowed, into Blob.
func settle(t *testing.T, m *message.Message) *message.Message {
	for i := range m.Attached {
		a := &m.Attached[i]
		if a.Open == nil {
			continue
		}
		f, err := a.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		a.Blob = message.BlobRef(b)
	}
	return m
}

func codes(m *message.Message) []string {
	var out []string
	for _, p := range m.Problems {
		out = append(out, p.Code)
	}
	slices.Sort(out)
	return out
}

func TestMSGWithoutTransportHeaders(t *testing.T) {
	m := only(t, "sent.msg", msgtest.Build(outlookMSG()))
	if m.Kind != message.Email || m.Subject != "RE: Brücke" || !m.Date.Equal(sentAt) || m.Zone != "UTC" || m.DateText != "" {
		t.Errorf("%s %q %v %q %q", m.Kind, m.Subject, m.Date, m.Zone, m.DateText)
	}
	want := []message.Party{
		{Role: "from", Name: "Roe, Jane", Raw: "/O=AGENCY/OU=HQ/CN=RECIPIENTS/CN=JROE"},
		{Role: "to", Name: "Ann Reed", Addr: "areed@agency.example"},
		{Role: "cc", Addr: "chief@agency.example"},
		{Role: "bcc", Name: "Counsel", Addr: "counsel@agency.example"},
	}
	if d := cmp.Diff(want, m.Parties); d != "" {
		t.Error(d)
	}
	if m.MessageID != "<o1@agency.example>" || !slices.Equal(m.InReplyTo, []string{"<p1@agency.example>"}) || len(m.Refs) != 2 {
		t.Errorf("%q %q %q", m.MessageID, m.InReplyTo, m.Refs)
	}
	if index, err := base64.StdEncoding.DecodeString(m.ThreadIdx); err != nil || len(index) != 27 {
		t.Errorf("thread index %q", m.ThreadIdx)
	}
	if !slices.Equal(m.Flags, []string{"seen", "forwarded", "label:Bridge"}) || m.Header("Importance") != "high" {
		t.Errorf("flags %q, importance %q", m.Flags, m.Header("Importance"))
	}
	if d := cmp.Diff([]message.Body{{Type: "text/plain", Text: "See the picture.\n"},
		{Type: "text/html", Charset: "iso-8859-1", Text: "<p>See the <img src=\"cid:pic@x\">picture.</p>", Alternative: true}}, m.Bodies); d != "" {
		t.Error(d)
	}
	if got := codes(m); !slices.Equal(got, []string{archive.ProblemReference, archive.ProblemSynthesised, archive.ProblemUnresolved}) {
		t.Errorf("problems %q", got)
	}
	attachments(t, m)
}

func attachments(t *testing.T, m *message.Message) {
	t.Helper()
	if len(m.Attached) != 4 {
		t.Fatalf("%d attachments", len(m.Attached))
	}
	for i, want := range []message.Attachment{
		{Name: "pic.png", Type: "image/png", ContentID: "pic@x", Inline: true, Blob: "\x89PNG"},
		{Name: "Plan für März.docx", Type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Blob: "PK\x03\x04"},
		{Name: "the first mail", Type: "message/rfc822"},
		{Name: "map.dwg", Type: "application/octet-stream"},
	} {
		got := m.Attached[i]
		if got.Name != want.Name || got.Type != want.Type || got.ContentID != want.ContentID || got.Inline != want.Inline || i != 2 && got.Blob != want.Blob {
			t.Errorf("attachment %d: %+v", i, got)
		}
	}
	if in := m.Attached[2].Nested; in == nil || in.Subject != "the first mail" || in.Bodies[0].Text != "Grüße\n" {
		t.Fatalf("nested: %+v", in)
	}
	// The rendering of the mail inside is a mail that says the same.
	again := archive.ReadMIME([]byte(m.Attached[2].Blob), message.Locator{}, archive.Limits{})
	in := m.Attached[2].Nested
	if again.Subject != in.Subject || !again.Date.Equal(in.Date) || !cmp.Equal(again.Parties, in.Parties) || !cmp.Equal(again.Bodies[0].Text, in.Bodies[0].Text) || len(again.Problems) > 0 {
		t.Errorf("rendered: %+v\nfrom: %+v", again, in)
	}
}

func TestTransportHeadersAreTheTruth(t *testing.T) {
	s := outlookMSG()
	s.Props[0x007D] = "Microsoft Mail Internet Headers Version 2.0\r\nReceived: from mx.agency.example; Mon, 4 Mar 2024 09:15:20 -0500\r\n" +
		"From: \"Roe, Jane\" <jroe@agency.example>\r\nTo: Ann Reed\r\nSubject: =?utf-8?q?RE:_Br=C3=BCcke?=\r\nDate: Mon, 4 Mar 2024 09:15:00 -0500\r\n" +
		"Message-ID: <other@agency.example>\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n"
	m := only(t, "received.msg", msgtest.Build(s))
	if m.Subject != "RE: Brücke" || m.MessageID != "<other@agency.example>" || m.Zone != "-0500" || m.DateText != "Mon, 4 Mar 2024 09:15:00 -0500" || m.Date.Second() != 0 {
		t.Errorf("%q %q %q %q", m.Subject, m.MessageID, m.Zone, m.DateText)
	}
	want := []message.Party{
		{Role: "from", Name: "Roe, Jane", Addr: "jroe@agency.example"},
		{Role: "to", Name: "Ann Reed", Addr: "areed@agency.example"},
		{Role: "cc", Addr: "chief@agency.example"},
		{Role: "bcc", Name: "Counsel", Addr: "counsel@agency.example"},
	}
	if d := cmp.Diff(want, m.Parties); d != "" {
		t.Error(d)
	}
	if got := codes(m); !slices.Equal(got, []string{archive.ProblemReference}) {
		t.Errorf("problems %q", got)
	}
}

// inPST puts items into a folder of a data file.
func inPST(names []psttest.Name, items ...psttest.Message) []byte {
	return psttest.Build(psttest.Options{Layout: psttest.Unicode}, psttest.Store{Names: names, Folders: []psttest.Folder{
		{NID: 0x8022, Name: "Top", Folders: []psttest.Folder{{NID: 0x8042, Name: "In/Out", Messages: items}}}}})
}

func pstProps(list map[uint16]any) []psttest.Prop {
	var out []psttest.Prop
	for id, v := range list {
		out = append(out, psttest.Prop{ID: id, Value: v})
	}
	slices.SortFunc(out, func(a, b psttest.Prop) int { return int(a.ID) - int(b.ID) })
	return out
}

// TestOneIdentity: a mail has one ID whichever file of Outlook it lies in, and
// another one as soon as its content differs.
func TestOneIdentity(t *testing.T) {
	props := func() map[uint16]any {
		return map[uint16]any{0x001A: "IPM.Note", 0x0037: "pilot", 0x0C1A: "Ann Reed", 0x1000: "text", 0x0E07: int32(1)}
	}
	pstItem := func(change func(map[uint16]any), data string) message.ID {
		p := props()
		change(p)
		return only(t, "a.pst", inPST(nil, psttest.Message{NID: 0x200024, Props: pstProps(p),
			Attachments: []psttest.Attachment{{Props: pstProps(map[uint16]any{0x3707: "a.txt"}), Data: []byte(data)}}})).ID
	}
	plain := pstItem(func(map[uint16]any) {}, "x")
	msgProps := msgtest.Props(props())
	outer := msgtest.Message{Props: msgtest.Props{0x0037: "FW"}, Attachments: []msgtest.Attachment{{Message: &msgtest.Message{
		Props: msgProps, Attachments: []msgtest.Attachment{{Props: msgtest.Props{0x3707: "a.txt"}, Data: []byte("x")}}}}}}
	if got := only(t, "a.msg", msgtest.Build(outer)).Attached[0].Nested.ID; got != plain {
		t.Errorf("in an MSG %s, in a PST %s", got, plain)
	}
	if got := pstItem(func(p map[uint16]any) { p[0x0E07], p[0x3008] = int32(0), sentAt }, "x"); got != plain {
		t.Error("being read changes the ID")
	}
	if got := pstItem(func(p map[uint16]any) { p[0x1000] = "other" }, "x"); got == plain {
		t.Error("another text has the same ID")
	}
	if got := pstItem(func(map[uint16]any) {}, "y"); got == plain {
		t.Error("another attachment has the same ID")
	}
}

func TestKindsAndTheirText(t *testing.T) {
	set := func(n uint32) [16]byte { return mapi.OutlookSet(n) }
	names := []psttest.Name{{Set: set(mapi.SetAppointment), ID: 0x820D}, {Set: set(mapi.SetAppointment), ID: 0x820E}, {Set: set(mapi.SetAppointment), ID: 0x8208},
		{Set: set(mapi.SetAppointment), ID: 0x8216}, {Set: set(mapi.SetAddress), ID: 0x8083}, {Set: set(mapi.SetTask), ID: 0x8105}, {Set: set(mapi.SetTask), ID: 0x8101}}
	weekly := []byte("\x04\x30\x04\x30\x0b\x20\x01\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00")
	for i, c := range []struct {
		props map[uint16]any
		kind  message.Kind
		text  string
	}{
		{map[uint16]any{0x001A: "IPM.Appointment", 0x8000: sentAt, 0x8001: sentAt.Add(time.Hour), 0x8002: "Room 3", 0x8003: weekly, 0x1000: "agenda"},
			message.Calendar, "Start: 2024-03-04 14:15 UTC\nEnd: 2024-03-04 15:15 UTC\nLocation: Room 3\nRecurrence: every 2 weeks\n\nagenda\n"},
		{map[uint16]any{0x001A: "IPM.Schedule.Meeting.Resp.Neg", 0x8002: "Room 3"}, message.Calendar, "Meeting: declined\nLocation: Room 3\n"},
		{map[uint16]any{0x001A: "IPM.Contact", 0x3001: "Ann Reed", 0x8004: "areed@agency.example"}, message.Contact, "Name: Ann Reed\nE-mail: areed@agency.example\n"},
		{map[uint16]any{0x001A: "ipm.task", 0x8005: sentAt, 0x8006: int32(1)}, message.Task, "Due: 2024-03-04 14:15 UTC\nStatus: in progress\n"},
		{map[uint16]any{0x001A: "IPM.StickyNote", 0x1000: "milk"}, message.Note, "milk"},
		{map[uint16]any{0x001A: "REPORT.IPM.Note.NDR", 0x1001: "it did not arrive"}, message.Report, "it did not arrive"},
		{map[uint16]any{0x001A: "IPM.Notebook", 0x1000: "x"}, message.Document, "x"},
		{map[uint16]any{0x001A: "IPM.Note.Custom", 0x1000: "x"}, message.Email, "x"},
	} {
		m := only(t, "a.pst", inPST(names, psttest.Message{NID: 0x200024, Props: pstProps(c.props)}))
		if m.Kind != c.kind || len(m.Bodies) != 1 || m.Bodies[0].Text != c.text {
			t.Errorf("%d: %s %+v", i, m.Kind, m.Bodies)
		}
		if c.kind == message.Calendar && m.Header("Location") != "Room 3" {
			t.Errorf("%d: no header for the location", i)
		}
	}
}

func TestBodyChoice(t *testing.T) {
	rtfHTML := []byte("{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}rich{\\*\\htmltag72 </p>}}")
	rtfText := []byte("{\\rtf1\\ansi plain\\par rich}")
	for _, c := range []struct {
		what  string
		props msgtest.Props
		want  []message.Body
		code  string
	}{
		{"HTML in the text's code page", msgtest.Props{0x1013: []byte("caf\xe9"), 0x3FDE: int32(1252)}, []message.Body{{Type: "text/html", Charset: "windows-1252", Text: "café"}}, ""},
		{"HTML as a string", msgtest.Props{0x1013: "café\r\n"}, []message.Body{{Type: "text/html", Text: "café\n"}}, ""},
		{"HTML inside rich text", msgtest.Props{0x1009: rtfHTML}, []message.Body{{Type: "text/html", Text: "<p>rich</p>"}}, ""},
		{"rich text alone", msgtest.Props{0x1009: rtfText}, []message.Body{{Type: "text/plain", Text: "plain\nrich"}}, ""},
		{"plain text is native", msgtest.Props{0x1000: "a", 0x1009: rtfHTML, 0x1016: int32(1)}, []message.Body{{Type: "text/plain", Text: "a"}}, ""},
		{"plain text that only points to the HTML", msgtest.Props{0x1000: "see HTML", 0x1013: []byte("<p>the whole long text of the decision</p>")},
			[]message.Body{{Type: "text/html", Text: "<p>the whole long text of the decision</p>"}}, archive.ProblemPlain},
		{"broken rich text", msgtest.Props{0x1009: []byte("\x01\x02\x03")}, nil, archive.ProblemRTF},
	} {
		c.props[0x0037] = "s"
		m := only(t, "a.msg", msgtest.Build(msgtest.Message{Props: c.props}))
		if d := cmp.Diff(c.want, m.Bodies); d != "" {
			t.Errorf("%s: %s", c.what, d)
		}
		if c.code != "" && !slices.Contains(codes(m), c.code) {
			t.Errorf("%s: %q", c.what, codes(m))
		}
	}
}

func TestOutlookConformance(t *testing.T) {
	nested := psttest.Message{Props: pstProps(map[uint16]any{0x0037: "inside", 0x1000: "text"})}
	item := func(nid uint32) psttest.Message {
		return psttest.Message{NID: nid, Props: pstProps(map[uint16]any{0x001A: "IPM.Note", 0x0037: "s", 0x1000: "text\r\n"}),
			Attachments: []psttest.Attachment{{Data: []byte(strings.Repeat("data", 5000))}, {Message: &nested}, {OLE: []byte("object")}}}
	}
	s := outlookMSG()
	s.Attachments = s.Attachments[:3]
	archivetest.Run(t, archive.MSG{}, fstest.MapFS{
		"mail.msg":     {Data: msgtest.Build(s)},
		"no-extension": {Data: msgtest.Build(s)},
		"form.oft":     {Data: msgtest.Build(msgtest.Message{Template: true, Props: msgtest.Props{0x0037: "form"}})},
		"packed.gz":    {Data: gzipped(string(msgtest.Build(s)))},
	})
	archivetest.Run(t, archive.PST{}, fstest.MapFS{
		"unicode.pst": {Data: inPST(nil, item(0x200024), item(0x200044), item(0x200064))},
		"packed.gz":   {Data: gzipped(string(inPST(nil, item(0x200024))))},
	})
}
