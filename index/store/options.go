package store

import (
	"embed"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"strings"

	"vaughn/index/disk"
)

// Names inside a case folder.
const (
	dbName   = "case.db"
	lockName = "lock"
)

type config struct {
	vfs   string
	probe func(dir string) (share string, err error)
	files disk.FS
}

// Option changes how a case is opened; the program uses none.
type Option func(*config)

// WithDisk keeps the database on another disk: vfs is a registered SQLite file
// layer over f. The folder of that name must be there on both, and the lock is
// taken on the real one.
func WithDisk(vfs string, f disk.FS) Option {
	return func(c *config) { c.vfs, c.files = vfs, f }
}

// WithProbe replaces the question whether a folder lies on a network share; it
// gives the share's kind, or "" for a local disk.
func WithProbe(probe func(dir string) (share string, err error)) Option {
	return func(c *config) { c.probe = probe }
}

func configure(opts []Option) config {
	c := config{probe: shareOf, files: disk.OS{}}
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
