package store

import (
	"embed"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// Names inside a case folder.
const (
	dbName   = "case.db"
	lockName = "lock"
)

type config struct {
	vfs   string
	probe func(dir string) (share string, err error)
	files files
}

// files are the two steps of making a case that do not go through SQLite.
type files interface {
	Rename(from, to string) error
	SyncDir(dir string) error
}

// Option changes how a case is opened; the program uses none.
type Option func(*config)

// WithVFS opens the database through a registered SQLite file layer, and makes
// its folder entries through f.
func WithVFS(name string, f interface {
	Rename(from, to string) error
	SyncDir(dir string) error
}) Option {
	return func(c *config) { c.vfs, c.files = name, f }
}

// WithProbe replaces the question whether a folder lies on a network share; it
// gives the share's kind, or "" for a local disk.
func WithProbe(probe func(dir string) (share string, err error)) Option {
	return func(c *config) { c.probe = probe }
}

func configure(opts []Option) config {
	c := config{probe: shareOf, files: osFiles{}}
	for _, o := range opts {
		o(&c)
	}
	return c
}

// dsn names the database for the driver. QUIRK: a folder's name may hold '?',
// '#' or '%', which an unescaped file URI takes for its own.
func (c config) dsn(path string, writer bool) string {
	q := url.Values{"_pragma": {"busy_timeout(10000)", "foreign_keys(1)"}}
	if c.vfs != "" {
		q.Set("vfs", c.vfs)
	}
	if writer {
		// wal_autocheckpoint: 16 MB between checkpoints instead of 4, since an
		// import writes much and a checkpoint syncs twice.
		q["_pragma"] = append(q["_pragma"], "page_size(8192)", "journal_mode(wal)", "synchronous(full)",
			"cache_size(-32000)", "wal_autocheckpoint(2000)", "temp_store(memory)")
	} else {
		q["_pragma"] = append(q["_pragma"], "query_only(1)", "cache_size(-8000)", "temp_store(memory)")
	}
	p := filepath.ToSlash(path)
	if !strings.HasPrefix(p, "/") { // C:/cases/…
		p = "/" + p
	}
	u := url.URL{Scheme: "file", Path: p, RawQuery: q.Encode()}
	return u.String()
}

type osFiles struct{}

func (osFiles) Rename(from, to string) error { return os.Rename(from, to) }

//go:embed migrations/*.sql
var scripts embed.FS

// migrations gives the scripts in order; a database's user_version is the
// number of them it has been through.
func migrations() ([]string, error) {
	names, err := fs.Glob(scripts, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	out := make([]string, len(names))
	for i, n := range names {
		if !strings.HasPrefix(filepath.Base(n), fmt.Sprintf("%04d-", i+1)) {
			return nil, fmt.Errorf("reading the migrations: %s is out of order", n)
		}
		b, err := scripts.ReadFile(n)
		if err != nil {
			return nil, err
		}
		out[i] = string(b)
	}
	return out, nil
}
