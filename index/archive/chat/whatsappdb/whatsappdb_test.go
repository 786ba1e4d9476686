package whatsappdb_test

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"strings"
	"testing"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/chat/talktest"
	"vaughn/index/archive/chat/whatsappdb"
	"vaughn/index/archive/sqlite"
	"vaughn/index/message"
	"vaughn/index/store/storetest"
)

func load(t testing.TB, script string) *sqlite.DB {
	t.Helper()
	sql, err := os.ReadFile("testdata/" + script)
	if err != nil {
		t.Fatal(err)
	}
	return build(t, string(sql))
}

func build(t testing.TB, sql string) *sqlite.DB {
	t.Helper()
	file, log := storetest.Database(t, sql)
	db, err := sqlite.Open(bytes.NewReader(file), int64(len(file)), bytes.NewReader(log), int64(len(log)))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// onDisk is a folder of media that holds one picture.
func onDisk(name string) (message.Attachment, bool) {
	if path.Base(name) != "IMG-0001.jpg" {
		return message.Attachment{}, false
	}
	return message.Attachment{Name: "IMG-0001.jpg", Size: 4}, true
}

// TestGolden shows all that is read of each shape.
func TestGolden(t *testing.T) {
	for _, c := range []struct {
		name     string
		contacts string
		chats    int64
	}{{"msgstore", "wa.sql", 3}, {"msgstore-old", "wa.sql", 2}, {"chatstorage", "", 2}} {
		t.Run(c.name, func(t *testing.T) {
			o := whatsappdb.Options{Find: onDisk}
			if c.contacts != "" {
				o.Contacts = load(t, c.contacts)
			}
			var got strings.Builder
			set := chat.NewSet("whatsapp", 0, func(k *chat.Talk) error { got.WriteString(talktest.Print(k)); return nil })
			db := load(t, c.name+".sql")
			if !whatsappdb.Is(db) {
				t.Error("not recognised")
			}
			chats, err := whatsappdb.Parse(db, set, o)
			if err != nil || chats != c.chats || len(db.Damage()) > 0 {
				t.Errorf("%d chats, %v, %v", chats, err, db.Damage())
			}
			talktest.Golden(t, "testdata/"+c.name+".golden", got.String())
		})
	}
}

// large is a database of n messages in some groups and conversations of two,
// with media, replies and reactions as real ones have them.
func large(n, chats int) string {
	var b strings.Builder
	b.WriteString(`CREATE TABLE jid(_id INTEGER PRIMARY KEY, user TEXT, server TEXT, raw_string TEXT);
		CREATE TABLE chat(_id INTEGER PRIMARY KEY, jid_row_id INTEGER, subject TEXT);
		CREATE TABLE message(_id INTEGER PRIMARY KEY, chat_row_id INTEGER, from_me INTEGER, key_id TEXT, sender_jid_row_id INTEGER, status INTEGER, origination_flags INTEGER, timestamp INTEGER, received_timestamp INTEGER, message_type INTEGER, text_data TEXT, starred INTEGER);
		CREATE TABLE message_media(message_row_id INTEGER PRIMARY KEY, file_path TEXT, file_length INTEGER, mime_type TEXT, media_name TEXT);
		CREATE TABLE message_quoted(message_row_id INTEGER PRIMARY KEY, key_id TEXT, text_data TEXT);
		CREATE TABLE message_add_on(_id INTEGER PRIMARY KEY, from_me INTEGER, sender_jid_row_id INTEGER, parent_message_row_id INTEGER, timestamp INTEGER, message_add_on_type INTEGER);
		CREATE TABLE message_add_on_reaction(message_add_on_row_id INTEGER PRIMARY KEY, reaction TEXT);
		BEGIN;`)
	for i := 1; i <= chats; i++ {
		server := []string{"s.whatsapp.net", "g.us"}[i%2]
		fmt.Fprintf(&b, "INSERT INTO jid VALUES(%d,'1555%07d','%s','1555%07d@%s'); INSERT INTO chat VALUES(%d,%d,'room %d');\n", i, i, server, i, server, i, i, i)
	}
	fmt.Fprintf(&b, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<%d)
		INSERT INTO message SELECT i, 1+(i*7919)%%%d, i%%3=0, printf('%%032X',i), 1+(i*31)%%%d, 5, 0, 1600000000000+i*20000, 1600000000500+i*20000, CASE WHEN i%%10=0 THEN 1 ELSE 0 END,
		 CASE WHEN i%%10=0 THEN NULL ELSE 'message number '||i||' about the pilot, the budget and the meeting of next week' END, 0 FROM n;
		INSERT INTO message_media SELECT _id, 'Media/WhatsApp Images/IMG-'||_id||'.jpg', 1000, 'image/jpeg', NULL FROM message WHERE _id%%10=0;
		INSERT INTO message_quoted SELECT _id, printf('%%032X',_id-%d), 'message number' FROM message WHERE _id%%20=1 AND _id>%d;
		INSERT INTO message_add_on SELECT _id, 1, 0, _id, 1600000001000+_id*20000, 56 FROM message WHERE _id%%15=2;
		INSERT INTO message_add_on_reaction SELECT _id, '👍' FROM message_add_on;
		CREATE INDEX message_chat ON message(chat_row_id);
		COMMIT;`, n, chats, chats, chats, chats)
	return b.String()
}

// TestBatches: conversations are the same however many are gathered at a time.
func TestBatches(t *testing.T) {
	db := build(t, large(3000, 25))
	print := func(batch int) (string, int) {
		talks, most := map[string]string{}, 0
		set := chat.NewSet("whatsapp", 0, nil)
		set.Give = func(k *chat.Talk) error {
			talks[k.ID] += talktest.Print(k)
			most = max(most, set.Len())
			return nil
		}
		if n, err := whatsappdb.Parse(db, set, whatsappdb.Options{Batch: batch}); err != nil || n != 25 {
			t.Fatalf("%d chats, %v", n, err)
		}
		return fmt.Sprint(talks), most
	}
	one, all := print(0)
	many, few := print(300)
	if one != many {
		t.Error("the size of a batch changes what is read")
	}
	if all != 25 || few > 3 {
		t.Errorf("%d and %d conversations at a time", all, few)
	}
	if n := strings.Count(one, "\n20"); n != 3000 {
		t.Errorf("%d events", n)
	}
}

// TestRowsOutOfOrder turns the cells of one page round at a time: each row is
// still on its page and can no longer be found by its number. Nothing fails, and
// no row goes without a word.
func TestRowsOutOfOrder(t *testing.T) {
	for script, whole := range map[string]int{"msgstore.sql": 21, "msgstore-old.sql": 11, "chatstorage.sql": 13} {
		sql, err := os.ReadFile("testdata/" + script)
		if err != nil {
			t.Fatal(err)
		}
		file, _ := storetest.Database(t, "PRAGMA page_size=512;"+string(sql))
		lost := 0
		for at := 512; at < len(file); at += 512 {
			if file[at] != 0x0d {
				continue
			}
			bad := bytes.Clone(file)
			for i, k := at+8, at+8+2*int(bad[at+4])-2; i < k; i, k = i+2, k-2 {
				bad[i], bad[i+1], bad[k], bad[k+1] = bad[k], bad[k+1], bad[i], bad[i+1]
			}
			db, err := sqlite.Open(bytes.NewReader(bad), int64(len(bad)), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			set := chat.NewSet("whatsapp", 0, func(k *chat.Talk) error { n += len(k.Events); return nil })
			if _, err := whatsappdb.Parse(db, set, whatsappdb.Options{}); err != nil && whatsappdb.Is(db) {
				t.Errorf("%s, byte %d: %v", script, at, err)
			}
			if n < whole {
				lost++
				if len(db.Damage()) < whole-n && whatsappdb.Is(db) {
					t.Errorf("%s, byte %d: %d events and %v", script, at, n, db.Damage())
				}
			}
		}
		if lost == 0 {
			t.Errorf("%s: no page mattered", script)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, script := range []string{"msgstore.sql", "msgstore-old.sql", "chatstorage.sql"} {
		sql, err := os.ReadFile("testdata/" + script)
		if err != nil {
			f.Fatal(err)
		}
		file, _ := storetest.Database(f, "PRAGMA page_size=512;"+string(sql))
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if len(file) > 1<<20 {
			return
		}
		db, err := sqlite.Open(bytes.NewReader(file), int64(len(file)), nil, 0)
		if err != nil {
			return
		}
		set := chat.NewSet("whatsapp", 0, func(k *chat.Talk) error {
			k.Message(message.Locator{})
			return nil
		})
		_, _ = whatsappdb.Parse(db, set, whatsappdb.Options{Find: onDisk})
	})
}

func BenchmarkParse(b *testing.B) {
	db := build(b, large(30000, 60))
	for b.Loop() {
		n := 0
		set := chat.NewSet("whatsapp", 0, func(k *chat.Talk) error { n += len(k.Events); return nil })
		if _, err := whatsappdb.Parse(db, set, whatsappdb.Options{}); err != nil || n != 30000 {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(b.N)*30000/b.Elapsed().Seconds(), "events/s")
}
