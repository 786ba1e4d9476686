package tnef_test

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"vaughn/index/archive/mapi"
	"vaughn/index/archive/rtf"
	"vaughn/index/archive/tnef"
)

var le = binary.LittleEndian

// attribute writes level, id, type, length, data and checksum.
func attribute(level byte, id uint16, data []byte) []byte {
	out := le.AppendUint16([]byte{level}, id)
	out = le.AppendUint16(out, 6)
	out = le.AppendUint32(out, uint32(len(data)))
	out = append(out, data...)
	sum := uint16(0)
	for _, c := range data {
		sum += uint16(c)
	}
	return le.AppendUint16(out, sum)
}

func stream(attributes ...[]byte) []byte {
	out := []byte{0x78, 0x9f, 0x3e, 0x22, 1, 0}
	for _, a := range attributes {
		out = append(out, a...)
	}
	return out
}

func pad(b []byte) []byte {
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

func utf16le(s string) (out []byte) {
	for _, u := range append(utf16.Encode([]rune(s)), 0) {
		out = le.AppendUint16(out, u)
	}
	return out
}

// fixed, counted and named write one property each.
func fixed(t, id uint16, value []byte) []byte {
	return append(le.AppendUint16(le.AppendUint16(nil, t), id), pad(value)...)
}

func counted(t, id uint16, values ...[]byte) []byte {
	out := le.AppendUint32(le.AppendUint16(le.AppendUint16(nil, t), id), uint32(len(values)))
	for _, v := range values {
		out = append(out, pad(append(le.AppendUint32(nil, uint32(len(v))), v...))...)
	}
	return out
}

func named(set uint32, number uint32, text string, property []byte) []byte {
	g := mapi.OutlookSet(set)
	out := append(slices.Clone(property[:4]), g[:]...)
	if text == "" {
		out = le.AppendUint32(le.AppendUint32(out, 0), number)
	} else {
		u := utf16le(text)
		out = append(le.AppendUint32(le.AppendUint32(out, 1), uint32(len(u))), pad(u)...)
	}
	return append(out, property[4:]...)
}

func list(properties ...[]byte) []byte {
	return append(le.AppendUint32(nil, uint32(len(properties))), slices.Concat(properties...)...)
}

func u32(n uint32) []byte { return le.AppendUint32(nil, n) }

// sample has one of everything.
func sample(inner []byte) []byte {
	iid := mapi.OutlookSet(0x00020307)
	moment := le.AppendUint64(nil, 133_500_000_000_000_000)
	return stream(
		attribute(1, 0x9006, u32(0x10000)),
		attribute(1, 0x9007, append(u32(1251), 0, 0, 0, 0)),
		attribute(1, 0x8008, []byte("IPM.Microsoft Mail.Note\x00")),
		attribute(1, 0x8004, []byte("\xcf\xeb\xe0\xed\x00")),
		attribute(1, 0x8000, append([]byte{4, 0, 0, 0, 4, 0, 12, 0}, "Ann\x00SMTP:a@b.ex\x00"...)),
		attribute(1, 0x8005, []byte{0xe8, 7, 3, 0, 4, 0, 9, 0, 15, 0, 0, 0, 1, 0}),
		attribute(1, 0x9003, list(
			counted(0x1F, 0x1000, utf16le("Body “one”")),
			fixed(0x40, 0x0039, moment),
			fixed(3, 0x0017, u32(2)),
			fixed(0xB, 0x0029, []byte{1, 0}),
			named(mapi.SetAppointment, 0x8208, "", counted(0x1F, 0x8001, utf16le("Room 4"))),
			named(mapi.SetPublicStrings, 0, "Keywords", counted(0x101F, 0x8002, utf16le("a"), utf16le("b"))),
			fixed(0x1003, 0x6000, append(u32(2), append(u32(7), u32(8)...)...)),
		)),
		attribute(1, 0x9004, append(u32(2), append(
			list(fixed(3, 0x0C15, u32(1)), counted(0x1E, 0x3001, []byte("Bo\x00")), counted(0x1E, 0x39FE, []byte("bo@b.ex\x00"))),
			list(fixed(3, 0x0C15, u32(2)), counted(0x1E, 0x3001, []byte("Cy\x00")))...)...)),
		attribute(2, 0x9002, make([]byte, 14)),
		attribute(2, 0x8010, []byte("PLAN~1.PDF\x00")),
		attribute(2, 0x800F, []byte("%PDF-")),
		attribute(2, 0x9005, list(counted(0x1F, 0x3707, utf16le("plan of the year.pdf")))),
		attribute(2, 0x9002, make([]byte, 14)),
		attribute(2, 0x9005, list(fixed(3, 0x3705, u32(5)), counted(0xD, 0x3701, append(iid[:], inner...)))),
	)
}

func TestRead(t *testing.T) {
	inner := stream(attribute(1, 0x8004, []byte("inside\x00")))
	it, err := tnef.Read(sample(inner))
	if err != nil {
		t.Fatal(err)
	}
	p := it.Props
	for id, want := range map[mapi.ID]any{
		mapi.Subject: "План", mapi.Body: "Body “one”", mapi.MessageClass: "IPM.Note", mapi.Importance: int64(2), 0x0029: true,
		mapi.SenderName: "Ann", mapi.SenderType: "SMTP", mapi.SenderAddr: "a@b.ex",
		mapi.ClientSubmitTime: time.Date(2024, 1, 17, 21, 20, 0, 0, time.UTC),
	} {
		if got := p.Value(id); got != want {
			t.Errorf("property %04x is %v, want %v", id, got, want)
		}
	}
	if got := mapi.Find(p, mapi.Named(mapi.SetAppointment, 0x8208)); got != "Room 4" {
		t.Errorf("named by number: %v", got)
	}
	if got, _ := mapi.Find(p, mapi.NamedText(mapi.SetPublicStrings, "Keywords")).([]string); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("named by text: %v", got)
	}
	if got, _ := p.Value(0x6000).([]byte); !slices.Equal(got, append(u32(7), u32(8)...)) {
		t.Errorf("numbers: %v", got)
	}
	if len(it.Recipients) != 2 || mapi.Text(it.Recipients[0], mapi.SMTPAddress) != "bo@b.ex" || mapi.Text(it.Recipients[1], mapi.DisplayName) != "Cy" {
		t.Errorf("recipients %v", it.Recipients)
	}
	if len(it.Attached) != 2 || len(it.Problems()) != 0 {
		t.Fatalf("%d attachments, problems %v", len(it.Attached), it.Problems())
	}
	file, mail := it.Attached[0], it.Attached[1]
	if file.Method != mapi.ByValue || name(file) != "plan of the year.pdf" || content(t, file) != "%PDF-" {
		t.Errorf("attachment %q, method %d", name(file), file.Method)
	}
	if mail.Method != mapi.Embedded || mail.Item == nil {
		t.Fatalf("embedded message: method %d", mail.Method)
	}
	if in, err := mail.Item(); err != nil || mapi.Text(in.Props, mapi.Subject) != "inside" {
		t.Errorf("embedded message: %v", err)
	}
}

func name(a mapi.Attachment) string {
	if n := mapi.Text(a.Props, mapi.AttachLongName); n != "" {
		return n
	}
	return mapi.Text(a.Props, mapi.AttachShortName)
}

func content(t *testing.T, a mapi.Attachment) string {
	t.Helper()
	r, n, err := a.Open()
	if err != nil {
		t.Fatal(err)
	}
	b, _ := io.ReadAll(r)
	if int64(len(b)) != n {
		t.Errorf("%d bytes, not %d", len(b), n)
	}
	return string(b)
}

// TestReadDamaged cuts and spoils the sample everywhere: what stands before
// the damage is there, and the damage is told.
func TestReadDamaged(t *testing.T) {
	whole := sample(nil)
	for cut := 6; cut < len(whole)-2; cut++ {
		it, err := tnef.Read(whole[:cut])
		if err != nil {
			t.Fatal(err)
		}
		if cut > 400 && mapi.Text(it.Props, mapi.Subject) != "План" {
			t.Errorf("cut at %d: the subject is lost", cut)
		}
	}
	it, _ := tnef.Read(whole[:len(whole)-40])
	if ps := it.Problems(); len(ps) == 0 || !ps[0].Lost {
		t.Errorf("cut off: problems %v", ps)
	}
	bad := slices.Clone(whole)
	bad[len(bad)-1]++
	if it, _ = tnef.Read(bad); len(it.Problems()) != 1 || it.Problems()[0].Lost {
		t.Errorf("wrong checksum: problems %v", it.Problems())
	}
	it, _ = tnef.Read(append(slices.Clone(whole), "\r\n\x00"...))
	if len(it.Problems()) != 0 {
		t.Errorf("padding: problems %v", it.Problems())
	}
	it, _ = tnef.Read(append(slices.Clone(whole), "junk"...))
	if len(it.Problems()) != 1 {
		t.Errorf("junk: problems %v", it.Problems())
	}
	if _, err := tnef.Read([]byte("hello, world")); !errors.Is(err, tnef.ErrFormat) {
		t.Errorf("no TNEF: %v", err)
	}
	lies := stream(attribute(1, 0x9003, append(u32(0xffffffff), counted(0x101F, 1)[:4]...)), attribute(1, 0x9004, u32(0xffffffff)), attribute(1, 0x8004, []byte("x\x00")))
	if it, _ = tnef.Read(lies); mapi.Text(it.Props, mapi.Subject) != "x" || len(it.Problems()) != 2 {
		t.Errorf("lying counts: %v", it.Problems())
	}
}

// TestSharedData compares with an independent reader, and reads the bodies.
func TestSharedData(t *testing.T) {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	for file, want := range map[string]struct {
		subject, words string
		names          []string
	}{
		"poi-bug52400-winmail-simple.dat":           {"Testing TNEF Message", "", nil},
		"poi-bug52400-winmail-with-attachments.dat": {"TNEF test message with attachments", "", []string{"scion_tc_2007_maintenanceguide.pdf", "Duke_Wave.png"}},
		"poi-quick-winmail.dat":                     {"", "These are five files.", []string{"quick.doc", "quick.html", "quick.pdf", "quick.txt", "quick.xml"}},
	} {
		t.Run(file, func(t *testing.T) {
			path := filepath.Join(dir, "tnef", file)
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			it, err := tnef.Read(raw)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, a := range it.Attached {
				names = append(names, name(a))
				if content(t, a) == "" {
					t.Error("an attachment without bytes")
				}
			}
			if !slices.Equal(names, want.names) || mapi.Text(it.Props, mapi.Subject) != want.subject {
				t.Errorf("subject %q, attachments %q", mapi.Text(it.Props, mapi.Subject), names)
			}
			if packed, ok := it.Props.Value(mapi.RTFCompressed).([]byte); ok {
				plain, err := rtf.Decompress(packed, 1<<20)
				if err != nil {
					t.Error(err)
				}
				b, err := rtf.Parse(plain, 1<<20)
				if err != nil || !strings.Contains(b.Text+b.HTML, want.words) {
					t.Errorf("body %q, %v", b, err)
				}
			}
			for _, p := range it.Problems() {
				t.Logf("problem %+v", p)
			}
			if tool, err := exec.LookPath("tnef"); err == nil {
				out, _ := exec.Command(tool, "--list", "-f", path).Output()
				var listed []string
				for line := range strings.Lines(string(out)) {
					first, _, _ := strings.Cut(line, "|")
					listed = append(listed, strings.TrimSpace(first))
				}
				if !slices.Equal(names, listed) {
					t.Errorf("we list %q, tnef %q", names, listed)
				}
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sample(stream(attribute(1, 0x8004, []byte("in\x00")))))
	f.Add(stream(attribute(1, 0x9003, list(counted(0x101E, 0x8001, []byte("x"))))))
	f.Fuzz(func(t *testing.T, raw []byte) { walk(t, raw, 0) })
}

// walk asks for everything an item holds.
func walk(t *testing.T, raw []byte, depth int) {
	it, err := tnef.Read(raw)
	if err != nil || depth > 8 {
		return
	}
	all := append([]mapi.Props{it.Props}, it.Recipients...)
	for _, a := range it.Attached {
		all = append(all, a.Props)
		if a.Item != nil {
			r, n, _ := a.Open()
			b, _ := io.ReadAll(r)
			if int64(len(b)) != n || len(b) >= len(raw) {
				t.Fatal("an attachment is larger than its stream")
			}
			walk(t, b, depth+1)
		}
	}
	for _, p := range all {
		for _, tag := range p.Tags() {
			p.Value(tag.ID)
			if _, _, err := p.Open(tag.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
}
