package msg_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vaughn/index/archive/cfb"
	"vaughn/index/archive/cfb/cfbtest"
	"vaughn/index/archive/mapi"
	"vaughn/index/archive/msg"
	"vaughn/index/archive/msg/msgtest"
)

var sent = time.Date(2024, 3, 4, 14, 15, 0, 0, time.UTC)

func sample() msgtest.Message {
	inner := msgtest.Message{Props: msgtest.Props{0x0037: "inside", 0x8000: "Room 4", 0x1000: "deep"}}
	return msgtest.Message{
		Template: true,
		Names: []msgtest.Name{
			{Set: mapi.OutlookSet(mapi.SetAppointment), Number: 0x8208},
			{Set: mapi.OutlookSet(mapi.SetPublicStrings), Text: "Keywords"},
		},
		Props: msgtest.Props{
			0x0037: "Pilot \U0001F4CE résumé", 0x0039: sent, 0x0E07: int32(-7), 0x1000: strings.Repeat("long ", 2000),
			0x0C1A: msgtest.String8("\xcf\xf0\xe8\xe2\xe5\xf2"), 0x3FFD: int32(1251), 0x0E1F: true, 0x8102: 0.25, 0x0E08: int64(1 << 40),
			0x0071: []byte{1, 2, 3}, 0x8000: "Room 3", 0x8001: []string{"blue", "", "grün"},
		},
		Recipients: []msgtest.Props{{0x3001: "Ann", 0x0C15: int32(1)}, {0x3001: msgtest.String8("\xc0\xed\xed\xe0"), 0x0C15: int32(2)}},
		Attachments: []msgtest.Attachment{
			{Props: msgtest.Props{0x3707: "plan.txt"}, Data: []byte("load 12 t")},
			{Message: &inner},
			{OLE: map[string][]byte{"\x01Ole": {1}, "CONTENTS": []byte("%PDF-1.4")}},
			{Props: msgtest.Props{0x3708: `\\srv\share\x.doc`}},
		},
	}
}

func open(t *testing.T, data []byte) *msg.Message {
	t.Helper()
	m, err := msg.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestValues(t *testing.T) {
	m := open(t, msgtest.Build(sample()))
	if !m.Template {
		t.Error("the template's mark is not seen")
	}
	p := m.Item.Props
	for _, c := range []struct {
		id   mapi.ID
		want any
	}{
		{0x0037, "Pilot \U0001F4CE résumé"}, {0x0039, sent}, {0x0E07, int64(-7)}, {0x0C1A, "Привет"}, {0x3FFD, int64(1251)}, {0x0E1F, true},
		{0x8102, 0.25}, {0x0E08, int64(1 << 40)}, {0x0071, []byte{1, 2, 3}}, {0x8001, []string{"blue", "", "grün"}}, {0x1234, nil},
		{0x1000, strings.Repeat("long ", 2000)},
	} {
		if d := cmp.Diff(c.want, p.Value(c.id)); d != "" {
			t.Errorf("%04X: %s", uint16(c.id), d)
		}
	}
	if got := mapi.Find(p, mapi.Named(mapi.SetAppointment, 0x8208)); got != "Room 3" {
		t.Errorf("named by number: %v", got)
	}
	if got := mapi.Find(p, mapi.NamedText(mapi.SetPublicStrings, "Keywords")); !cmp.Equal(got, []string{"blue", "", "grün"}) {
		t.Errorf("named by text: %v", got)
	}
	if got := mapi.Find(p, mapi.Named(mapi.SetTask, 0x8105)); got != nil {
		t.Errorf("a name that is not there: %v", got)
	}
	if got := mapi.Text(m.Item.Recipients[1], mapi.DisplayName); got != "Анна" {
		t.Errorf("a recipient is not read in the message's code page: %q", got)
	}
	if ps := m.Item.Problems(); len(ps) > 0 {
		t.Errorf("problems of a sound file: %v", ps)
	}
}

func TestAttachments(t *testing.T) {
	at := open(t, msgtest.Build(sample())).Item.Attached
	if len(at) != 4 {
		t.Fatalf("%d attachments", len(at))
	}
	for i, want := range []struct {
		method int
		data   string
	}{{mapi.ByValue, "load 12 t"}, {mapi.Embedded, ""}, {mapi.OLE, "%PDF-1.4"}, {mapi.NoData, ""}} {
		if at[i].Method != want.method {
			t.Errorf("attachment %d: method %d", i, at[i].Method)
		}
		if (at[i].Open != nil) != (want.data != "") {
			t.Fatalf("attachment %d: bytes", i)
		}
		if at[i].Open != nil {
			f, n, err := at[i].Open()
			if err != nil {
				t.Fatal(err)
			}
			if b, err := io.ReadAll(f); err != nil || string(b) != want.data || n != int64(len(b)) {
				t.Errorf("attachment %d: %q of %d, %v", i, b, n, err)
			}
		}
	}
	inner, err := at[1].Item()
	if err != nil {
		t.Fatal(err)
	}
	if got := mapi.Text(inner.Props, mapi.Subject); got != "inside" {
		t.Errorf("embedded subject %q", got)
	}
	if got := mapi.Find(inner.Props, mapi.Named(mapi.SetAppointment, 0x8208)); got != "Room 4" {
		t.Errorf("the names of the outermost message do not serve the embedded one: %v", got)
	}
}

func TestNoMessage(t *testing.T) {
	doc := cfbtest.Build(cfbtest.Node{Kids: []cfbtest.Node{{Name: "WordDocument", Data: []byte("text")}}})
	if _, err := msg.Open(bytes.NewReader(doc), int64(len(doc))); !errors.Is(err, msg.ErrFormat) {
		t.Errorf("a document: %v", err)
	}
	bare := cfbtest.Build(cfbtest.Node{Kids: []cfbtest.Node{{Name: "__properties_version1.0"}}})
	if _, err := msg.Open(bytes.NewReader(bare), int64(len(bare))); !errors.Is(err, cfb.ErrDamaged) {
		t.Errorf("no properties: %v", err)
	}
}

// TestPropertyListLost still finds the strings, which have streams of their own.
func TestPropertyListLost(t *testing.T) {
	data := cfbtest.Build(cfbtest.Node{Kids: []cfbtest.Node{
		{Name: "__substg1.0_0037001F", Data: []byte("o\x00k\x00")}, {Name: "__substg1.0_0037001E", Data: []byte("old")},
		{Name: "__substg1.0_ZZZZ001F", Data: []byte("x")}, {Name: "__substg1.0_", Data: []byte("x")}, {Name: "__substg1.0_0037001F-junk", Data: []byte("x")},
	}})
	m := open(t, data)
	if got := mapi.Text(m.Item.Props, mapi.Subject); got != "ok" {
		t.Errorf("subject %q", got)
	}
	if ps := m.Item.Problems(); len(ps) != 1 || !ps[0].Lost {
		t.Errorf("problems %v", ps)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(msgtest.Build(sample()))
	f.Add(msgtest.Build(msgtest.Message{Props: msgtest.Props{0x0037: "s"}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := msg.Open(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		walk(m.Item, 0)
	})
}

// walk touches everything an item has.
func walk(it *mapi.Item, depth int) {
	touch := func(p mapi.Props) {
		for _, tag := range p.Tags() {
			p.Value(tag.ID)
			if r, _, err := p.Open(tag.ID); err == nil {
				io.Copy(io.Discard, r)
			}
			p.Named(tag.Name)
		}
	}
	touch(it.Props)
	for _, r := range it.Recipients {
		touch(r)
	}
	for _, a := range it.Attached {
		touch(a.Props)
		if a.Item != nil && depth < 8 {
			if in, err := a.Item(); err == nil {
				walk(in, depth+1)
			}
		}
	}
	mapi.Sum(it, nil)
	it.Problems()
}
