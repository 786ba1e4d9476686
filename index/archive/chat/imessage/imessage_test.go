package imessage

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path"
	"strings"
	"testing"
	"unicode/utf8"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/chat/talktest"
	"vaughn/index/archive/sqlite"
	"vaughn/index/message"
	"vaughn/index/store/storetest"
)

func build(t testing.TB, sql string) *sqlite.DB {
	t.Helper()
	file, log := storetest.Database(t, sql)
	db, err := sqlite.Open(bytes.NewReader(file), int64(len(file)), bytes.NewReader(log), int64(len(log)))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func script(t testing.TB) string {
	t.Helper()
	sql, err := os.ReadFile("testdata/chat.sql")
	if err != nil {
		t.Fatal(err)
	}
	return string(sql)
}

// onDisk is a folder of attachments that holds one picture.
func onDisk(name string) (message.Attachment, bool) {
	if path.Base(name) != "IMG-0001.jpg" {
		return message.Attachment{}, false
	}
	return message.Attachment{Name: "IMG-0001.jpg", Size: 4}, true
}

// TestGolden shows all that is read of the database.
func TestGolden(t *testing.T) {
	var got strings.Builder
	set := chat.NewSet("imessage", 0, func(k *chat.Talk) error { got.WriteString(talktest.Print(k)); return nil })
	db := build(t, script(t))
	if !Is(db) {
		t.Error("not recognised")
	}
	chats, err := Parse(db, set, Options{Find: onDisk})
	if err != nil || chats != 4 || len(db.Damage()) > 0 {
		t.Errorf("%d chats, %v, %v", chats, err, db.Damage())
	}
	talktest.Golden(t, "testdata/chat.golden", got.String())
}

// stream is a string as the archiver writes it, with the given length in front.
func stream(length []byte, text string) []byte {
	return append(append([]byte("\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x0fNSMutableString\x00\x84\x84\x08NSString\x01\x95\x84\x01+"), length...), text...)
}

func TestStreamText(t *testing.T) {
	long := strings.Repeat("é", 40000)
	for name, c := range map[string]struct {
		raw  []byte
		want string
		ok   bool
	}{
		"short":     {stream([]byte{5}, "hello\x86"), "hello", true},
		"empty":     {stream([]byte{0}, "\x86"), "", true},
		"two bytes": {stream([]byte{0x81, 0x2c, 0x01}, strings.Repeat("x", 300)+"\x86"), strings.Repeat("x", 300), true},
		"four":      {stream(binary.LittleEndian.AppendUint32([]byte{0x82}, uint32(len(long))), long), long, true},
		"too long":  {stream([]byte{0x82, 0xff, 0xff, 0xff, 0xff}, "hello"), "", false},
		"cut":       {stream([]byte{9}, "hello"), "", false},
		"no text":   {[]byte("\x04\x0bstreamtyped\x81\xe8\x03"), "", false},
		"not utf-8": {stream([]byte{3}, "a\xffb"), "a\uFFFDb", true},
		"none":      {nil, "", false},
	} {
		if got, ok := streamText(c.raw); got != c.want || ok != c.ok {
			t.Errorf("%s: %.40q %t", name, got, ok)
		}
	}
}

// TestReactionAcrossPieces: what is about an entry that was given out already
// stands by itself and says so; nothing is lost.
func TestReactionAcrossPieces(t *testing.T) {
	db := build(t, script(t))
	events, reactions := 0, 0
	set := chat.NewSet("imessage", 3000, func(k *chat.Talk) error {
		events += len(k.Events)
		for _, e := range k.Events {
			reactions += len(e.Reacted)
		}
		return nil
	})
	if _, err := Parse(db, set, Options{}); err != nil {
		t.Fatal(err)
	}
	if events+reactions != 26 { // 24 rows of message and 2 of deletions
		t.Errorf("%d events, %d reactions", events, reactions)
	}
}

func FuzzStreamText(f *testing.F) {
	f.Add(stream([]byte{5}, "hello\x86"))
	f.Add(stream([]byte{0x81, 0x2c, 0x01}, strings.Repeat("x", 300)))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, ok := streamText(b)
		if !utf8.ValidString(s) || !ok && s != "" || len(s) > 3*len(b) {
			t.Fatalf("%d bytes of text from %d", len(s), len(b))
		}
	})
}

func FuzzSummary(f *testing.F) {
	db := build(f, script(f))
	tab := db.Table("message")
	_ = tab.Scan(func(r *sqlite.Row) error {
		if b := r.Bytes(tab.Col("message_summary_info")); b != nil {
			f.Add(b)
		}
		return nil
	})
	f.Fuzz(func(t *testing.T, b []byte) {
		s, ok := readSummary(b)
		if !ok && (len(s.parts) > 0 || len(s.unsent) > 0) {
			t.Fatal("edits of nothing")
		}
		e := message.Event{From: "a"}
		s.apply(&e, e.At)
	})
}

func FuzzParse(f *testing.F) {
	file, _ := storetest.Database(f, "PRAGMA page_size=512;"+script(f))
	f.Add(file)
	f.Fuzz(func(t *testing.T, file []byte) {
		if len(file) > 1<<20 {
			return
		}
		db, err := sqlite.Open(bytes.NewReader(file), int64(len(file)), nil, 0)
		if err != nil {
			return
		}
		set := chat.NewSet("imessage", 0, func(k *chat.Talk) error {
			k.Message(message.Locator{})
			return nil
		})
		_, _ = Parse(db, set, Options{Find: onDisk})
	})
}

func BenchmarkParse(b *testing.B) {
	const n = 30000
	text := "x'" + fmt.Sprintf("%x", stream([]byte{40}, "forty letters of a message in the stream\x86")) + "'"
	db := build(b, strings.Split(script(b), "INSERT INTO message(")[0]+fmt.Sprintf(`BEGIN;
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<%d)
		INSERT INTO message(ROWID,guid,handle_id,is_from_me,date,date_delivered,attributedBody,service,associated_message_guid,associated_message_type)
		 SELECT i, printf('%%032X',i), 1, i%%2, 700000000000000000+i*1000000000, 700000000000000000+i*1000000000, %s, 'iMessage', CASE WHEN i%%10=9 THEN 'p:0/'||printf('%%032X',i-5) END, CASE WHEN i%%10=9 THEN 2001 ELSE 0 END FROM n;
		INSERT INTO chat_message_join SELECT 1+ROWID%%40, ROWID, date FROM message; COMMIT;`, n, text))
	for b.Loop() {
		rows := 0
		set := chat.NewSet("imessage", 0, func(k *chat.Talk) error {
			for i := range k.Events {
				rows += 1 + len(k.Events[i].Reacted)
			}
			return nil
		})
		if _, err := Parse(db, set, Options{}); err != nil || rows < n {
			b.Fatal(rows, err)
		}
	}
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "events/s")
}
