package archive

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"vaughn/index/archive/sqlite"
	"vaughn/index/fault"
)

// headSize is how much of a file Sniff sees.
const headSize = 16 << 10

// Source is one container to read: a file, or a folder that is read as a
// whole. A folder on disk, a zip or a test's map are all an fs.FS.
type Source struct {
	Name string // the path as given by the caller, for messages to a person
	FS   fs.FS
	Main string // the file inside FS, or a folder ("." for the root)
	// ID is the identity every Locator of the source carries: the hex SHA-256
	// of a file, of the absolute path for a folder. OpenSource sets it for
	// folders; Identify sets it for any.
	ID string
	Options
	nest *nest // set inside a container
}

// OpenSource finds the sources under a path. A file is one source. A folder
// gives a source per Maildir and per container file in it (mbox, PST, …), and
// one for the rest: its single messages and loose documents. Nothing is kept
// open.
func OpenSource(name string) ([]Source, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, opening(name, err)
	}
	if !info.IsDir() {
		dir, file := filepath.Split(filepath.Clean(name))
		if dir == "" {
			dir = "."
		}
		src := Source{Name: name, FS: os.DirFS(dir), Main: file}
		if head, _, err := src.head(file); err == nil && (LoadFile{}).Sniff(head, file) {
			// What it names lies beside its folder.
			if abs, err := filepath.Abs(dir); err == nil && filepath.Dir(abs) != abs {
				src.FS, src.Main = os.DirFS(filepath.Dir(abs)), path.Join(filepath.Base(abs), file)
			}
		}
		return []Source{src}, nil
	}
	root := Source{Name: name, FS: os.DirFS(name), Main: "."}
	return root.Split()
}

// Split gives the sources a folder consists of, the folder itself last if it
// holds anything that no other source covers. A file gives itself.
func (s Source) Split() ([]Source, error) {
	if !s.isDir(s.Main) {
		return []Source{s}, nil
	}
	if head, dir, err := s.head(s.Main); err == nil && (wholeFolder(head, dir) != nil || s.isWickrDir(s.Main) || s.isVolume(s.Main)) {
		s.ID = pathID(s.Name)
		return []Source{s}, nil
	}
	var out []Source
	loose := false
	err := s.walk(func(name string, f Format, err error) error {
		if err == nil && f != nil && f.Info().Many {
			sub := s
			sub.Main, sub.Name = name, filepath.Join(s.Name, filepath.FromSlash(rel(s.Main, name)))
			sub.ID = ""
			if s.isDir(name) {
				sub.ID = pathID(sub.Name)
			}
			out = append(out, sub)
			return nil
		}
		loose = true
		return nil
	})
	if err != nil {
		return nil, err
	}
	if loose || len(out) == 0 {
		s.ID = pathID(s.Name)
		out = append(out, s)
	}
	return out, nil
}

// walk visits, in lexical order, every folder read as a whole and every file of
// the source with the format that will read it, nil when none does. The inside
// of the former and files that are no content (an index some mail program
// keeps) are passed over.
func (s Source) walk(visit func(name string, f Format, err error) error) error {
	return fs.WalkDir(s.FS, s.Main, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == s.Main:
			return opening(s.Name, err)
		case err != nil:
			return visit(name, nil, opening(name, err))
		case d.IsDir():
			// QUIRK: Outlook for Mac and Apple Mail lay packages ("x.mbox/")
			// out as folders; only the listing tells a Maildir.
			if head, dir, err := s.head(name); err == nil && name != s.Main {
				if f := wholeFolder(head, dir); f != nil {
					if err := visit(name, f, nil); err != nil {
						return err
					}
					return fs.SkipDir
				}
			}
			if name != s.Main && s.isWickrDir(name) {
				if err := visit(name, Wickr{}, nil); err != nil {
					return err
				}
				return fs.SkipDir
			}
			if name != s.Main && s.isVolume(name) {
				if err := visit(name, LoadFile{}, nil); err != nil {
					return err
				}
				return fs.SkipDir
			}
			return nil
		case !d.Type().IsRegular():
			return visit(name, nil, errNotRegular)
		case isClutter(path.Base(name)):
			return nil
		}
		f, err := s.formatOf(name)
		return visit(name, f, err)
	})
}

// formatOf decides who reads one file of a folder. QUIRK: saved single
// messages often begin with an mbox separator line; one that holds a single
// message is a mail of the folder, not a container beside it.
func (s Source) formatOf(name string) (Format, error) {
	head, _, err := s.head(name)
	if err != nil {
		return nil, err
	}
	if sqlite.Is(head) {
		return s.databaseFormat(name), nil
	}
	f := detect(head, name)
	if _, ok := f.(Mbox); ok && s.holdsOne(name) {
		return EML{}, nil
	}
	if _, ok := f.(unpacker); ok && s.full() {
		return sealed{f}, nil
	}
	return f, nil
}

// isClutter names files that programs leave in folders and that are no content.
func isClutter(base string) bool {
	switch base {
	case ".DS_Store", "Thumbs.db", "desktop.ini", ".noindex", ".noupdate",
		"dovecot-uidlist", "dovecot-keywords", "dovecot-uidvalidity", "maildirfolder", "subscriptions":
		return true
	}
	return strings.HasPrefix(base, "dovecot.") || strings.HasPrefix(base, "._") || hasExt(base, ".msf")
}

// Open gives the bytes of one file of the source; gzip, bzip2 and Zstandard are
// looked through.
func (s Source) Open(name string) (io.ReadCloser, error) {
	f, err := s.FS.Open(name)
	if err != nil {
		return nil, opening(s.label(name), err)
	}
	var magic [4]byte
	n, _ := io.ReadFull(f, magic[:])
	r := io.MultiReader(bytes.NewReader(magic[:n]), f)
	if squeezed := compression(magic[:n]); squeezed != nil {
		packed := &counter{Reader: r}
		z, err := squeezed(bufio.NewReaderSize(packed, 128<<10))
		if err != nil {
			f.Close()
			return nil, &fault.Error{Code: fault.Damaged, Op: "decompressing", Subject: s.label(name), Err: err}
		}
		return readCloser{&unzipped{Reader: z, packed: packed, lim: s.Limits.orDefaults(), name: s.label(name)}, both{z, f}}, nil
	}
	return readCloser{r, f}, nil
}

// zstdWindow bounds what a Zstandard frame may ask to be held in memory; the
// command-line tool writes at most 128 MiB, by default 8.
const zstdWindow = 128 << 20

// compression tells how a file that begins with these bytes is compressed; nil
// when it is not. xz is left out: the one library for it allocates whatever
// dictionary a header claims.
func compression(magic []byte) func(io.Reader) (io.ReadCloser, error) {
	switch m := string(magic); {
	case strings.HasPrefix(m, "\x1f\x8b\x08"):
		return func(r io.Reader) (io.ReadCloser, error) { return gzip.NewReader(r) }
	case strings.HasPrefix(m, "BZh"):
		return func(r io.Reader) (io.ReadCloser, error) { return io.NopCloser(bzip2.NewReader(r)), nil }
	case m == "\x28\xb5\x2f\xfd":
		return func(r io.Reader) (io.ReadCloser, error) {
			z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(zstdWindow))
			if err != nil {
				return nil, err
			}
			return z.IOReadCloser(), nil
		}
	}
	return nil
}

// counter counts what was read.
type counter struct {
	io.Reader
	n int64
}

// Read reads and counts.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

// unzipped is what a compressed file holds, up to the ratio that makes it a bomb.
type unzipped struct {
	io.Reader
	packed *counter
	out    int64
	lim    Limits
	name   string
}

// Read decompresses.
func (u *unzipped) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	if u.out += int64(n); swollen(u.out, u.packed.n, u.lim) {
		return n, bomb(u.name)
	}
	return n, err
}

type readCloser struct {
	io.Reader
	io.Closer
}

// both closes a stream and the file below it.
type both [2]io.Closer

// Close closes both.
func (b both) Close() error { return errors.Join(b[0].Close(), b[1].Close()) }

// head gives what Sniff wants to see of a file or folder, and its name.
func (s Source) head(name string) ([]byte, string, error) {
	if s.isDir(name) {
		entries, err := fs.ReadDir(s.FS, name)
		if err != nil {
			return nil, "", opening(s.label(name), err)
		}
		var b strings.Builder
		for _, e := range entries {
			b.WriteString(e.Name())
			if e.IsDir() {
				b.WriteByte('/')
			}
			b.WriteByte('\n')
		}
		return []byte(b.String()), name + "/", nil
	}
	r, err := s.Open(name)
	if err != nil {
		return nil, "", err
	}
	defer r.Close()
	buf := make([]byte, headSize)
	n, err := io.ReadFull(r, buf)
	if err != nil && n == 0 && !errors.Is(err, io.EOF) {
		return nil, "", &fault.Error{Code: fault.Damaged, Op: "reading", Subject: s.label(name), Err: err}
	}
	return buf[:n], name, nil
}

func (s Source) isDir(name string) bool {
	info, err := fs.Stat(s.FS, name)
	return err == nil && info.IsDir()
}

// label is how a file of the source is called towards a person.
func (s Source) label(name string) string {
	if name == s.Main {
		return s.Name
	}
	return filepath.Join(s.Name, filepath.FromSlash(rel(s.Main, name)))
}

// Sum is the SHA-256 of the file as it is stored (compressed, if it is). Of a
// folder it covers every file under it: for each, in lexical order, its
// relative name, a zero byte, and the SHA-256 of its content; what cannot be
// read is covered by its name alone.
func (s Source) Sum(ctx context.Context) ([32]byte, error) {
	if !s.isDir(s.Main) {
		return s.sumFile(ctx, s.Main)
	}
	h := sha256.New()
	err := fs.WalkDir(s.FS, s.Main, func(name string, d fs.DirEntry, err error) error {
		if err != nil && name == s.Main {
			return opening(s.label(name), err)
		}
		var sum [32]byte
		switch {
		case err != nil:
		case !d.Type().IsRegular():
			return nil
		default:
			sum, _ = s.sumFile(ctx, name)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		h.Write([]byte(rel(s.Main, name)))
		h.Write([]byte{0})
		h.Write(sum[:])
		return nil
	})
	return [32]byte(h.Sum(nil)), err
}

func (s Source) sumFile(ctx context.Context, name string) (sum [32]byte, err error) {
	f, err := s.FS.Open(name)
	if err != nil {
		return sum, opening(s.label(name), err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, readFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return f.Read(p)
	})); err != nil {
		return sum, opening(s.label(name), err)
	}
	return [32]byte(h.Sum(nil)), nil
}

type readFunc func([]byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

// Identify gives the source with its ID set, hashing it when it is a file.
func (s Source) Identify(ctx context.Context) (Source, error) {
	if s.isDir(s.Main) {
		s.ID = pathID(s.Name)
		return s, nil
	}
	sum, err := s.Sum(ctx)
	if err == nil {
		sum = s.withLog(ctx, sum)
	}
	s.ID = hex.EncodeToString(sum[:])
	return s, err
}

func pathID(name string) string {
	if abs, err := filepath.Abs(name); err == nil {
		name = abs
	}
	sum := sha256.Sum256([]byte(filepath.ToSlash(name)))
	return hex.EncodeToString(sum[:])
}

// rel is name as seen from the folder base.
func rel(base, name string) string {
	if base == "." {
		return name
	}
	return strings.TrimPrefix(strings.TrimPrefix(name, base), "/")
}

// opening codes the failure to open or read a file.
func opening(name string, err error) error {
	var coded *fault.Error
	if errors.As(err, &coded) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	e := &fault.Error{Code: fault.Damaged, Op: "reading", Subject: name, Err: err,
		Hint: "Check that the disk or share it lies on is healthy and try again."}
	// The cause's own text repeats the path; the part that matters is below it.
	var pe *fs.PathError
	if errors.As(err, &pe) {
		e.Err = pe.Err
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Code, e.Hint = fault.NotFound, "Check the path."
	case errors.Is(err, fs.ErrPermission):
		e.Code, e.Hint = fault.NoAccess, "Ask for the right to read it, or copy it to a folder of your own."
	case errors.Is(err, syscall.ENOSPC), runtime.GOOS == "windows" && errors.Is(err, syscall.Errno(112)): // ERROR_DISK_FULL
		e.Code, e.Hint = fault.NoSpace, "Free some space and try again."
	}
	return e
}
