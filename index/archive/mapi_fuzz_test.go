package archive_test

import (
	"context"
	"io"
	"testing"
	"testing/fstest"

	"vaughn/index/archive"
	"vaughn/index/archive/msg/msgtest"
	"vaughn/index/message"
)

// FuzzMSG reads any bytes as a message file: an item or an error, and every
// attachment to its end.
func FuzzMSG(f *testing.F) {
	f.Add(msgtest.Build(outlookMSG()))
	f.Add(msgtest.Build(msgtest.Message{Template: true, Props: msgtest.Props{0x001A: "IPM.Appointment", 0x1009: []byte("{\\rtf1\\fromhtml1 x}"), 0x007D: "From: a@b.example\r\n\r\n"}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		src := archive.Source{Name: "x.msg", FS: fstest.MapFS{"x.msg": {Data: b}}, Main: "x.msg", ID: "x"}
		items := 0
		err := archive.MSG{}.Read(context.Background(), src, func(it archive.Item) error {
			if it.Summary != nil {
				return nil
			}
			if items++; it.Message == nil && it.Err == nil {
				t.Error("neither a message nor an error")
			}
			if it.Message != nil {
				drainAll(t, it.Message)
			}
			return nil
		})
		if err != nil || items != 1 {
			t.Errorf("%d items, %v", items, err)
		}
	})
}

func drainAll(t *testing.T, m *message.Message) {
	if m.ID != message.IDOf(m.RawSum) {
		t.Error("not sealed")
	}
	for _, a := range m.Attached {
		if a.Open == nil {
			continue
		}
		f, err := a.Open()
		if err != nil {
			continue
		}
		_, err = io.Copy(io.Discard, f)
		if f.Close() != nil {
			t.Error("closing failed")
		}
		if err == nil && a.Nested != nil {
			drainAll(t, a.Nested)
		}
	}
}
