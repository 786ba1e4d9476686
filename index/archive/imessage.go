package archive

import (
	"context"
	"path"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/chat/imessage"
	"vaughn/index/archive/sqlite"
)

// IMessage reads the database of Apple's Messages.
type IMessage struct{}

// Info describes the format.
func (IMessage) Info() Info {
	return Info{
		Name: "imessage", Title: "Apple Messages (chat.db, iMessage and SMS)", Extensions: []string{".db"},
		Keeps:  "every row with its number, reactions, replies, all wordings of edited messages, unsent and recently deleted ones, receipts, group changes, the log (-wal) beside the database, files that lie beside it; unknown rows with all their columns",
		Loses:  "styles of text, handwriting and what apps send; names of contacts, which are in another database",
		Proven: SpecsOnly, Many: true,
	}
}

// Sniff looks for the tables in what it sees of the database.
func (f IMessage) Sniff(head []byte, name string) bool {
	return !isFolder(name) && sniffDatabase(f, head)
}

func (IMessage) is(db *sqlite.DB) bool { return imessage.Is(db) }

// Read emits a conversation a chat.
func (f IMessage) Read(ctx context.Context, src Source, emit func(Item) error) error {
	return readDatabase(ctx, src, f, emit, func(r *chatRun, db *sqlite.DB, set *chat.Set) (int64, error) {
		return imessage.Parse(db, set, imessage.Options{Source: src.ID, Find: r.byPath(path.Dir(src.Main))})
	})
}
