package archive_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"vaughn/index/archive"
	"vaughn/index/archive/archivetest"
	"vaughn/index/fault"
	"vaughn/index/message"
	"vaughn/index/store/storetest"
)

// fixture builds the database of a script; prelude comes before it.
func fixture(t testing.TB, prelude, script string) (file, log []byte) {
	t.Helper()
	sql, err := os.ReadFile(filepath.Join("chat", filepath.FromSlash(script)))
	if err != nil {
		t.Fatal(err)
	}
	return storetest.Database(t, prelude+string(sql))
}

func TestDatabaseConformance(t *testing.T) {
	mem := func(script string) *fstest.MapFile {
		file, _ := fixture(t, "", script)
		return &fstest.MapFile{Data: file}
	}
	for _, c := range []struct {
		format archive.Format
		files  fstest.MapFS
	}{
		{archive.WhatsAppDB{}, fstest.MapFS{"msgstore.db": mem("whatsappdb/testdata/msgstore.sql"), "old.bak": mem("whatsappdb/testdata/msgstore-old.sql"), "ChatStorage.sqlite": mem("whatsappdb/testdata/chatstorage.sql")}},
		{archive.IMessage{}, fstest.MapFS{"chat.db": mem("imessage/testdata/chat.sql")}},
		{archive.TeleMessage{}, fstest.MapFS{
			"202403040000-TeleMessage_1_120000/0001.eml": {Data: []byte(plainMail)}, "202403040000-TeleMessage_1_120000/0002.eml": {Data: []byte(outlookMail)},
			"202403040000-TeleMessage_1_120000/list.mf": {Data: []byte("Count: 2\r\n0001.eml\r\n0002.eml\r\n")},
		}},
	} {
		t.Run(c.format.Info().Name, func(t *testing.T) { archivetest.Run(t, c.format, c.files) })
	}
}

// lay writes files into a folder of their own.
func lay(t *testing.T, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// each visits the items under a path while they can be opened.
func each(t *testing.T, name string, visit func(*message.Message)) {
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
		if err := f.Read(context.Background(), src, func(it archive.Item) error {
			if it.Err != nil {
				t.Errorf("%+v: %v", it.At, it.Err)
			}
			if it.Message != nil {
				visit(it.Message)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDatabaseWithItsLog: what lies only in the log is read, from a folder and
// from a zip, with names and media from beside it, and nothing is written.
func TestDatabaseWithItsLog(t *testing.T) {
	file, log := fixture(t, "PRAGMA journal_mode=wal; PRAGMA wal_autocheckpoint=0;", "whatsappdb/testdata/msgstore.sql")
	contacts, _ := fixture(t, "", "whatsappdb/testdata/wa.sql")
	if len(file) > 8192 || len(log) < 100_000 {
		t.Fatalf("the database has %d bytes, its log %d", len(file), len(log))
	}
	files := map[string][]byte{
		"phone/msgstore.db": file, "phone/msgstore.db-wal": log, "phone/wa.db": contacts,
		"phone/Media/WhatsApp Images/IMG-0001.jpg": []byte("jpeg"), "phone/Media/WhatsApp Video/Sent/IMG-0001.jpg": []byte("another"),
	}
	dir := lay(t, files)
	var packed [][2]string
	for name, data := range files {
		packed = append(packed, [2]string{name, string(data)})
	}
	for how, name := range map[string]string{"folder": dir, "file": filepath.Join(dir, "phone", "msgstore.db"), "zip": chatZip(t, packed)} {
		chats, events, found, who := 0, 0, "", ""
		each(t, name, func(m *message.Message) {
			if m.Kind != message.ChatPost {
				return
			}
			if chats++; chats == 1 {
				who = m.Chat.Name
			}
			events += len(m.Chat.Events)
			for _, a := range m.Attached {
				r, err := a.Open()
				if err != nil {
					t.Fatal(err)
				}
				b, err := io.ReadAll(r)
				if err != nil || r.Close() != nil {
					t.Fatal(err)
				}
				found += string(b)
			}
		})
		if chats != 3 || events != 21 || found != "jpeg" || who != "Ann Reed" {
			t.Errorf("%s: %d chats, %d events, media %q, %q", how, chats, events, found, who)
		}
	}
	for name, data := range files {
		if now, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name))); err != nil || string(now) != string(data) {
			t.Errorf("%s was changed", name)
		}
	}
	if list, _ := os.ReadDir(filepath.Join(dir, "phone")); len(list) != 4 {
		t.Errorf("%d entries lie in the folder", len(list))
	}
}

// TestLogIsPartOfTheIdentity: a database whose log has grown is another source.
func TestLogIsPartOfTheIdentity(t *testing.T) {
	file, log := fixture(t, "PRAGMA journal_mode=wal; PRAGMA wal_autocheckpoint=0;", "imessage/testdata/chat.sql")
	seen := map[string]bool{}
	for _, files := range []map[string][]byte{{"chat.db": file}, {"chat.db": file, "chat.db-wal": log}, {"chat.db": file, "chat.db-wal": log[:len(log)/2]}} {
		sources, err := archive.OpenSource(filepath.Join(lay(t, files), "chat.db"))
		if err != nil {
			t.Fatal(err)
		}
		src, err := sources[0].Identify(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		seen[src.ID] = true
	}
	if len(seen) != 3 {
		t.Errorf("%d identities", len(seen))
	}
}

// TestDamagedDatabase: pages that cannot be read are counted with their place;
// the rest is there.
func TestDamagedDatabase(t *testing.T) {
	file, _ := fixture(t, "PRAGMA page_size=512;", "whatsappdb/testdata/msgstore.sql")
	whole := countEvents(t, file, nil)
	if whole.events != 21 || whole.sum.Failed != 0 || whole.sum.Expected != 3 || whole.sum.Read != 3 {
		t.Fatalf("%+v", whole)
	}
	worse := 0
	for page := 2; page <= len(file)/512; page++ {
		bad := append([]byte(nil), file...)
		clear(bad[(page-1)*512 : page*512])
		src := archive.Source{Name: "msgstore.db", FS: fstest.MapFS{"msgstore.db": {Data: bad}}, Main: "msgstore.db", ID: "x"}
		if f, err := archive.Detect(src); err != nil {
			if fault.CodeOf(err) != fault.Format {
				t.Errorf("page %d: %v", page, err)
			}
			continue // the list of tables is on it
		} else if f.Info().Name != "whatsapp-db" {
			t.Errorf("page %d: %s", page, f.Info().Name)
		}
		got := countEvents(t, bad, nil)
		if got.sum.Expected != got.sum.Read+got.sum.Failed {
			t.Errorf("page %d: %+v", page, got.sum)
		}
		if got.events < whole.events {
			worse++
			if got.sum.Failed == 0 {
				t.Errorf("page %d: %d events and no failure", page, got.events)
			}
		}
	}
	if worse == 0 {
		t.Error("no page mattered")
	}
}

type counted struct {
	events int
	sum    archive.Summary
}

func countEvents(t *testing.T, file, log []byte) (c counted) {
	t.Helper()
	src := archive.Source{Name: "msgstore.db", FS: fstest.MapFS{"msgstore.db": {Data: file}, "msgstore.db-wal": {Data: log}}, Main: "msgstore.db", ID: "x"}
	err := archive.WhatsAppDB{}.Read(context.Background(), src, func(it archive.Item) error {
		switch {
		case it.Summary != nil:
			c.sum = *it.Summary
		case it.Message != nil:
			c.events += len(it.Message.Chat.Events)
		case fault.CodeOf(it.Err) != fault.Damaged || strings.Contains(it.Err.Error(), "pilot"):
			t.Errorf("an error of another kind: %v", it.Err)
		}
		return nil
	})
	if err != nil && fault.CodeOf(err) != fault.Damaged {
		t.Errorf("reading: %v", err)
	}
	return c
}

// TestOtherDatabase: a database that no format knows is a document.
func TestOtherDatabase(t *testing.T) {
	file, _ := storetest.Database(t, "CREATE TABLE bookmarks(url TEXT); INSERT INTO bookmarks VALUES('x');")
	chats, documents := items(t, lay(t, map[string][]byte{"places.sqlite": file, "1.eml": []byte(plainMail)}), nil)
	if len(chats) != 0 || strings.Join(documents, " ") != "pilot places.sqlite" {
		t.Errorf("%d chats, %v", len(chats), documents)
	}
}

// TestTeleMessage: a delivery that lacks what its manifest names says so, and
// the mails that are there are read, from a zip too.
func TestTeleMessage(t *testing.T) {
	name := chatZip(t, [][2]string{{"a.eml", plainMail}, {"b.eml", ""}, {"x.mf", "TeleMessage manifest\nCount: 4\na.eml,120\nb.eml,80\nfolder/c.eml\n"}})
	sources, err := archive.OpenSource(name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := archive.Detect(sources[0])
	if err != nil {
		t.Fatal(err)
	}
	var mails, documents int
	var faults []string
	var sum archive.Summary
	if err := f.Read(context.Background(), sources[0], func(it archive.Item) error {
		switch {
		case it.Summary != nil:
			sum = *it.Summary
		case it.Err != nil:
			_, why, _ := strings.Cut(it.Err.Error(), ": ")
			faults = append(faults, why)
		case it.Message.Kind == message.Email:
			mails++
		default:
			documents++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	want := "mail 2 of the manifest is empty|mail 3 of the manifest is not there|the manifest counts 4 mails, 3 are named or there"
	if got := strings.Join(faults, "|"); got != want || mails != 1 || documents != 2 || sum.Failed != 3 || sum.Expected != sum.Read+sum.Failed {
		t.Errorf("%d mails, %d documents, %q, %+v", mails, documents, got, sum)
	}
}
