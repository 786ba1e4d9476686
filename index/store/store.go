package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"vaughn/index/disk"
	"vaughn/index/fault"
)

// applicationID marks a SQLite file as a case ("Vghn").
const applicationID = 0x5667686e

// Store is one open case database. It is safe for use by many goroutines.
type Store struct {
	path string
	rd   *sql.DB
	wrDB *sql.DB
	wr   *sql.Conn // the only one of wrDB
	lock *lock

	adding  sync.Mutex // held over a batch and its columns, which must follow in its order
	writing sync.Mutex // held over each transaction
	stmts   map[string]*sql.Stmt

	cols   columns
	packed int // records that stored runs of columns hold; guarded by adding
	ranks  ranks
	grown  atomic.Int64 // counts what was added, so that views of it are made anew
	traits traits
}

// Create makes a case database in the folder dir, which it makes too when it is
// absent, sets the facts of m by the journal's first entry, and opens it. It
// refuses a folder that holds a case (fault.Exists). A crash leaves either no
// case or a complete one.
func Create(ctx context.Context, dir string, m Meta, opts ...Option) (*Store, error) {
	const op = "creating the case"
	c := configure(opts)
	if err := m.check(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, coded(op, dir, err)
	}
	l, err := c.enter(op, dir)
	if err != nil {
		return nil, err
	}
	defer func() {
		if l != nil {
			l.release()
		}
	}()
	path := filepath.Join(dir, dbName)
	if there, err := c.exists(path); err != nil {
		return nil, coded(op, path, err)
	} else if there {
		return nil, &fault.Error{Code: fault.Exists, Op: op, Subject: dir, Hint: "Open the case that is there, or choose another folder."}
	}
	if err := c.build(ctx, path, m); err != nil {
		return nil, coded(op, path, err)
	}
	s, err := c.open(ctx, path)
	if err != nil {
		return nil, coded(op, path, err)
	}
	s.lock, l = l, nil
	return s, nil
}

// build writes the new database under another name and renames it when whole.
func (c config) build(ctx context.Context, path string, m Meta) error {
	fresh := path + ".new"
	for _, old := range []string{fresh, fresh + "-wal", fresh + "-shm"} {
		if err := c.files.Remove(old); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	s, err := c.open(ctx, fresh)
	if err != nil {
		return err
	}
	_, err = s.Commit(ctx, m.entry())
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	if err := c.files.Rename(fresh, path); err != nil {
		return err
	}
	return disk.SyncDir(c.files, filepath.Dir(path))
}

// Open opens the case in the folder dir and brings it to this program's
// version. Faults: NotFound, NotCase, Newer, Locked, Network, NoAccess, Damaged.
func Open(ctx context.Context, dir string, opts ...Option) (*Store, error) {
	const op = "opening the case"
	c := configure(opts)
	path := filepath.Join(dir, dbName)
	if _, err := os.Stat(dir); err != nil {
		return nil, coded(op, dir, err)
	}
	if there, err := c.exists(path); err != nil {
		return nil, coded(op, dir, err)
	} else if !there {
		return nil, &fault.Error{Code: fault.NotCase, Op: op, Subject: dir, Hint: "Choose the folder that holds case.db, or create a case."}
	}
	l, err := c.enter(op, dir)
	if err != nil {
		return nil, err
	}
	s, err := c.open(ctx, path)
	if err != nil {
		l.release()
		return nil, coded(op, path, err)
	}
	s.lock = l
	return s, nil
}

func (c config) exists(path string) (bool, error) {
	f, err := c.files.Open(path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, f.Close()
}

// enter takes the lock after making sure that locks and WAL work here.
func (c config) enter(op, dir string) (*lock, error) {
	share, err := c.probe(dir)
	if err != nil {
		return nil, coded(op, dir, err)
	}
	if share != "" {
		return nil, &fault.Error{Code: fault.Network, Op: op, Subject: dir, Err: fmt.Errorf("the folder is on a network share (%s)", share),
			Hint: "A case on a network share can be damaged without warning. Copy the case folder to a disk of this computer and open it there."}
	}
	return takeLock(op, dir)
}

func (c config) open(ctx context.Context, path string) (*Store, error) {
	s := &Store{path: path, stmts: map[string]*sql.Stmt{}}
	if err := s.connect(ctx, c); err != nil {
		_ = s.Close() // the cause matters
		return nil, err
	}
	return s, nil
}

func (s *Store) connect(ctx context.Context, c config) (err error) {
	if s.wrDB, err = sql.Open("sqlite", c.dsn(s.path, true)); err != nil {
		return err
	}
	if s.wr, err = s.wrDB.Conn(ctx); err != nil {
		return err
	}
	if err = s.migrate(ctx); err != nil {
		return err
	}
	if s.rd, err = sql.Open("sqlite", c.dsn(s.path, false)); err != nil {
		return err
	}
	s.rd.SetMaxOpenConns(4)
	s.rd.SetMaxIdleConns(4)
	return s.loadColumns(ctx)
}

// migrate runs the scripts a database lacks, each in its own transaction.
func (s *Store) migrate(ctx context.Context) error {
	steps, err := migrations()
	if err != nil {
		return err
	}
	var version, id int
	if err := s.wr.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if err := s.wr.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	switch {
	case id != applicationID && (id != 0 || version != 0):
		return &fault.Error{Code: fault.NotCase, Op: "opening the case", Subject: s.path, Hint: "This database belongs to another program."}
	case version > len(steps):
		return &fault.Error{Code: fault.Newer, Op: "opening the case", Subject: s.path,
			Err:  fmt.Errorf("its version is %d, this program knows %d", version, len(steps)),
			Hint: "Open it with the newer version of the program; this one leaves it untouched."}
	}
	for v := version; v < len(steps); v++ {
		err := s.write(ctx, "bringing the case to this version", func(t tx) error {
			_, err := s.wr.ExecContext(ctx, fmt.Sprintf("%s;\nPRAGMA application_id=%d; PRAGMA user_version=%d;", steps[v], applicationID, v+1))
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Close writes the WAL back and lets the case go. A second Close does nothing.
func (s *Store) Close() error {
	var errs []error
	s.writing.Lock()
	defer s.writing.Unlock()
	for _, st := range s.stmts {
		errs = append(errs, st.Close())
	}
	s.stmts = map[string]*sql.Stmt{}
	if s.rd != nil {
		errs = append(errs, s.rd.Close())
	}
	if s.wr != nil {
		errs = append(errs, s.wr.Close())
		s.wr = nil
	}
	if s.wrDB != nil {
		errs = append(errs, s.wrDB.Close())
	}
	if s.lock != nil {
		s.lock.release()
		s.lock = nil
	}
	return coded("closing the case", s.path, errors.Join(errs...))
}

// write runs f in one transaction. It is not interruptible: a transaction is
// short, and one that was begun is better finished than torn.
func (s *Store) write(ctx context.Context, op string, f func(tx) error) error {
	if err := ctx.Err(); err != nil {
		return coded(op, s.path, err)
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.wr == nil {
		return &fault.Error{Code: fault.Internal, Op: op, Subject: s.path, Err: errors.New("the case is closed")}
	}
	t := tx{s}
	if _, err := t.exec("BEGIN IMMEDIATE"); err != nil {
		return coded(op, s.path, err)
	}
	err := f(t)
	if err == nil {
		_, err = t.exec("COMMIT")
	}
	if err != nil {
		// After some failures (a full disk) SQLite has rolled back by itself, and
		// says so by failing here; the cause is what matters.
		_, _ = t.exec("ROLLBACK")
	}
	return coded(op, s.path, err)
}

// tx is the running write transaction. Its statements live as long as the
// writing connection.
type tx struct{ s *Store }

func (t tx) stmt(query string) (*sql.Stmt, error) {
	st, ok := t.s.stmts[query]
	if !ok {
		var err error
		if st, err = t.s.wr.PrepareContext(context.Background(), query); err != nil {
			return nil, err
		}
		t.s.stmts[query] = st
	}
	return st, nil
}

func (t tx) exec(query string, args ...any) (sql.Result, error) {
	st, err := t.stmt(query)
	if err != nil {
		return nil, err
	}
	return st.Exec(args...)
}

// find scans one row; found is false when there is none.
func (t tx) find(query string, args []any, dest ...any) (found bool, err error) {
	st, err := t.stmt(query)
	if err != nil {
		return false, err
	}
	err = st.QueryRow(args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}
