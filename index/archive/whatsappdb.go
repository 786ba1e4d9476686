package archive

import (
	"context"
	"path"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/chat/whatsappdb"
	"vaughn/index/archive/sqlite"
)

// WhatsAppDB reads the databases that WhatsApp keeps on a telephone.
type WhatsAppDB struct{}

// Info describes the format.
func (WhatsAppDB) Info() Info {
	return Info{
		Name: "whatsapp-db", Title: "WhatsApp databases (msgstore.db of Android, ChatStorage.sqlite of iOS)", Extensions: []string{".db", ".sqlite"},
		Keeps:  "every row with its number, quotations, reactions, votes, receipts, timers, calls, revocations, who was in a group when, the log (-wal) beside the database, media that lie beside it; unknown rows with all their columns",
		Loses:  "the wording before an edit, which the program does not keep; whom the old Android database does not name; pictures in the database itself; encrypted copies (.crypt14, .crypt15) cannot be read without their key",
		Proven: SpecsOnly, Many: true,
	}
}

// Sniff looks for the tables in what it sees of the database.
func (f WhatsAppDB) Sniff(head []byte, name string) bool {
	return !isFolder(name) && sniffDatabase(f, head)
}

func (WhatsAppDB) is(db *sqlite.DB) bool { return whatsappdb.Is(db) }

// Read emits a conversation a chat.
func (f WhatsAppDB) Read(ctx context.Context, src Source, emit func(Item) error) error {
	return readDatabase(ctx, src, f, emit, func(r *chatRun, db *sqlite.DB, set *chat.Set) (int64, error) {
		o := whatsappdb.Options{Source: src.ID, Find: r.byPath(path.Dir(src.Main))}
		// The names of people are in another database of the telephone.
		if contacts, done, err := src.openDatabase(ctx, src.beside("wa.db")); err == nil {
			defer done()
			o.Contacts = contacts
		}
		return whatsappdb.Parse(db, set, o)
	})
}
