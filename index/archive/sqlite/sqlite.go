// Package sqlite reads the tables of an SQLite 3 database file, and of the
// write-ahead log beside it, without SQL and without a database engine: evidence
// is only ever read, wherever it lies, and no statement, trigger or view that it
// holds can run. A damaged page costs the rows on it and not its neighbours.
//
// It promises each row of a table once, in order of its number, and any row by
// its number; bounded memory (a cache of pages and one row); an end on any
// input. What cannot be read is in Damage.
//
// It refuses tables without row numbers (WITHOUT ROWID), indexes, views and
// virtual tables. Limits: a row longer than MaxRow is read up to there; a column
// added later to an older row is NULL even if it was declared with a default;
// an unfinished change that a rollback journal would undo is not undone.
//
// Source: "Database File Format", sqlite.org/fileformat2.html.
package sqlite

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// MaxRow is how many bytes of one row are read.
const MaxRow = 8 << 20

const (
	headerSize = 100
	maxPages   = 1 << 31
	maxDepth   = 20       // of a b-tree; the format allows for less
	cacheBytes = 16 << 20 // of pages held
	maxTables  = 10000
	maxDamage  = 1000
)

// magic begins every database.
var magic = []byte("SQLite format 3\x00")

// Is tells a database by its first bytes.
func Is(head []byte) bool { return bytes.HasPrefix(head, magic) }

// Damage is something that could not be read.
type Damage struct {
	Table string
	Page  uint32 // from 1; 0 when it is not about one page
	What  string
}

// DB is one database. It is not safe for several goroutines.
type DB struct {
	r      io.ReaderAt
	size   int64
	log    *wal
	page   int    // bytes of a page
	usable int    // of them, without what extensions reserve
	pages  uint32 // in the database, the log included
	enc    uint32
	tables map[string]*Table
	cache  []slot
	damage []Damage
	told   map[Damage]bool
	spent  int64 // bytes of overflow pages that were read
	budget int64
}

type slot struct {
	n    uint32
	data []byte
}

var errShape = errors.New("the page is not what it should be")

// Open reads the header and the list of tables. The log is nil when none lies
// beside the database; one that belongs to another database is left aside.
func Open(r io.ReaderAt, size int64, log io.ReaderAt, logSize int64) (*DB, error) {
	var h [headerSize]byte
	if n, _ := r.ReadAt(h[:], 0); n < len(h) || !Is(h[:]) {
		return nil, errors.New("reading the database: it does not begin like one")
	}
	db := &DB{r: r, size: size, tables: map[string]*Table{}, told: map[Damage]bool{}}
	db.page = pageSize(uint32(binary.BigEndian.Uint16(h[16:])))
	if db.page == 0 {
		return nil, errors.New("reading the database: its page size is impossible")
	}
	if log != nil {
		db.log = openLog(log, logSize, db.page)
	}
	db.pages = uint32(min((size+int64(db.page)-1)/int64(db.page), maxPages))
	if db.log != nil {
		db.pages = max(db.pages, min(db.log.pages, db.pages+uint32(len(db.log.frame))))
	}
	// Each overflow page is of one row; rows are looked at a few times.
	db.budget = 64*int64(db.pages)*int64(db.page) + 64<<20
	db.cache = make([]slot, max(16, cacheBytes/db.page))
	first, err := db.get(1)
	if err != nil {
		return nil, fmt.Errorf("reading the database: %w", err)
	}
	db.usable = db.page - int(first[20])
	db.enc = binary.BigEndian.Uint32(first[56:])
	if db.usable < 480 || db.enc > 3 {
		return nil, errors.New("reading the database: its header is damaged")
	}
	return db, db.schema()
}

// pageSize is the size that a header states, 0 when there is none such.
func pageSize(n uint32) int {
	if n == 1 {
		n = 65536
	}
	if n < 512 || n > 65536 || n&(n-1) != 0 {
		return 0
	}
	return int(n)
}

// Table finds a table by its name, case ignored; nil when there is none.
func (db *DB) Table(name string) *Table { return db.tables[strings.ToLower(name)] }

// Has tells whether the database has all of these tables.
func (db *DB) Has(names ...string) bool {
	for _, n := range names {
		if db.Table(n) == nil {
			return false
		}
	}
	return true
}

// Damage is what could not be read so far, each page once, at most a thousand.
func (db *DB) Damage() []Damage { return db.damage }

// harm remembers damage.
func (db *DB) harm(d Damage) {
	if !db.told[d] && len(db.damage) < maxDamage {
		db.told[d] = true
		db.damage = append(db.damage, d)
	}
}

// get gives a page; its bytes are never written again.
func (db *DB) get(n uint32) ([]byte, error) {
	if n == 0 || n > db.pages {
		return nil, fmt.Errorf("page %d is beyond the end of the file", n)
	}
	s := &db.cache[int(n)%len(db.cache)]
	if s.n == n {
		return s.data, nil
	}
	b := make([]byte, db.page)
	if at, ok := db.log.find(n); ok {
		if _, err := db.log.r.ReadAt(b, at); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
	} else if got, err := db.r.ReadAt(b, int64(n-1)*int64(db.page)); got < db.page {
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		return nil, fmt.Errorf("page %d is cut off", n)
	}
	*s = slot{n, b}
	return b, nil
}

// uvarint reads a number of up to nine bytes, most significant first; 0 bytes
// when it is cut off.
func uvarint(b []byte) (uint64, int) {
	var v uint64
	for i := 0; i < len(b) && i < 9; i++ {
		if i == 8 {
			return v<<8 | uint64(b[i]), 9
		}
		v = v<<7 | uint64(b[i]&0x7f)
		if b[i] < 0x80 {
			return v, i + 1
		}
	}
	return 0, 0
}
