package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/sqlite"
	"vaughn/index/fault"
	"vaughn/index/message"
)

// logSuffix names the write-ahead log beside a database.
const logSuffix = "-wal"

// databaseFormats are the formats that are a database of SQLite.
func databaseFormats() []databaseFormat { return []databaseFormat{WhatsAppDB{}, IMessage{}} }

type databaseFormat interface {
	Format
	is(*sqlite.DB) bool
}

// databaseFormat finds who reads a database by the tables it has; nil when
// nobody does. The first bytes of a file tell too little: the list of tables
// may lie anywhere in it.
func (s Source) databaseFormat(name string) Format {
	db, done, err := s.openDatabase(context.Background(), name)
	if err != nil {
		return nil
	}
	defer done()
	for _, f := range databaseFormats() {
		if f.is(db) {
			return f
		}
	}
	return nil
}

// sniffDatabase looks at as much of a database as Sniff is given.
func sniffDatabase(f databaseFormat, head []byte) bool {
	if !sqlite.Is(head) {
		return false
	}
	db, err := sqlite.Open(bytes.NewReader(head), int64(len(head)), nil, 0)
	return err == nil && f.is(db)
}

// openDatabase opens a database with the log beside it, in which the newest
// entries may lie. Both are only read.
func (s Source) openDatabase(ctx context.Context, name string) (*sqlite.DB, func(), error) {
	file, size, err := s.OpenAt(name)
	if err != nil {
		return nil, nil, err
	}
	var log io.ReaderAt
	logSize := int64(0)
	done := func() { file.Close() }
	if info, err := fs.Stat(s.FS, name+logSuffix); err == nil && info.Mode().IsRegular() && info.Size() > 0 {
		l, n, err := s.OpenAt(name + logSuffix)
		if err != nil {
			done()
			return nil, nil, err
		}
		log, logSize = cancelled{ctx, l}, n
		done = func() { l.Close(); file.Close() }
	}
	db, err := sqlite.Open(cancelled{ctx, file}, size, log, logSize)
	if err != nil {
		done()
		return nil, nil, &fault.Error{Code: fault.Damaged, Op: "reading", Subject: s.label(name), Err: err,
			Hint: "The database may be cut off or encrypted. Copy it from the device again, with the files beside it."}
	}
	return db, done, nil
}

// cancelled ends reading when the context does.
type cancelled struct {
	ctx context.Context
	io.ReaderAt
}

// ReadAt reads.
func (c cancelled) ReadAt(p []byte, off int64) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.ReaderAt.ReadAt(p, off)
}

// withLog gives a database another identity once its log holds something else:
// its content is in both files.
func (s Source) withLog(ctx context.Context, sum [32]byte) [32]byte {
	info, err := fs.Stat(s.FS, s.Main+logSuffix)
	if err != nil || info.Size() == 0 {
		return sum
	}
	if head, _, err := s.head(s.Main); err != nil || !sqlite.Is(head) {
		return sum
	}
	log, err := s.sumFile(ctx, s.Main+logSuffix)
	if err != nil {
		return sum
	}
	return sha256.Sum256(append(sum[:], log[:]...))
}

// readDatabase reads the conversations of a database. Pages that cannot be read
// are items that failed; what lies beside them is kept.
func readDatabase(ctx context.Context, src Source, f Format, emit func(Item) error, parse func(*chatRun, *sqlite.DB, *chat.Set) (int64, error)) error {
	return readChat(ctx, src, f, emit, func(r *chatRun, set *chat.Set) error {
		db, done, err := src.openDatabase(ctx, src.Main)
		if err != nil {
			return err
		}
		defer done()
		r.used[src.Main] = true
		if r.chats, err = parse(r, db, set); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, d := range db.Damage() {
			if err := r.fail("", &fault.Error{Code: fault.Damaged, Op: "reading", Subject: src.Name, Err: fmt.Errorf("the table %s: %s", known(d.Table), d.What),
				Hint: "The entries on that page are lost, their neighbours are kept. Copy the database from the device again."}); err != nil {
				return err
			}
		}
		return nil
	})
}

// known lets only names of tables into a message that programs could have
// chosen.
func known(table string) string {
	if len(table) > 60 || strings.Trim(strings.ToLower(table), "abcdefghijklmnopqrstuvwxyz_0123456789") != "" {
		return "of another name"
	}
	return table
}

// byPath gives a media file by the path that a database names, which begins
// somewhere on the device: of the files of that name, the one that shares the
// most folders with it. When several share as many, none is taken.
func (r *chatRun) byPath(dir string) func(name string) (message.Attachment, bool) {
	r.find(dir)
	return func(name string) (message.Attachment, bool) {
		want := strings.Split(strings.ToLower(strings.ReplaceAll(name, `\`, "/")), "/")
		best, most, tie := "", 0, false
		for _, have := range r.byBase[want[len(want)-1]] {
			n := shared(want, strings.Split(strings.ToLower(rel(dir, have)), "/"))
			switch {
			case n > most:
				best, most, tie = have, n, false
			case n == most:
				tie = true
			}
		}
		if most == 0 || tie || best == r.src.Main {
			return message.Attachment{}, false
		}
		return r.attach(best), true
	}
}

// shared counts the elements at the end of two paths that are the same.
func shared(a, b []string) (n int) {
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

// beside is the name of a file in the folder of the source's own.
func (s Source) beside(base string) string { return path.Join(path.Dir(s.Main), base) }
