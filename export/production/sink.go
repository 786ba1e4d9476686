package production

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"path/filepath"

	"vaughn/index/disk"
)

// sink is a file of the production that is written while the run goes on, so
// that no table is held in memory.
type sink struct {
	s    *staging
	path string
	f    disk.File
	w    *bufio.Writer
	sum  hash.Hash
	n    int64
}

func (s *staging) create(path string) (*sink, error) {
	f, err := s.open(path)
	if err != nil {
		return nil, err
	}
	k := &sink{s: s, path: path, f: f, sum: sha256.New()}
	k.w = bufio.NewWriter(io.MultiWriter(f, k.sum))
	return k, nil
}

func (k *sink) Write(p []byte) (int, error) {
	k.n += int64(len(p))
	n, err := k.w.Write(p)
	if err != nil {
		err = diskError("writing the production", k.path, err)
	}
	return n, err
}

// close lists the file.
func (k *sink) close() error {
	err := k.w.Flush()
	if cerr := k.f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return diskError("writing the production", k.path, err)
	}
	return k.s.list(CertFile{Path: k.path, Bytes: k.n, SHA256: hex.EncodeToString(k.sum.Sum(nil))})
}

// abort closes the file without listing it; a system that keeps open files from
// being removed needs that.
func (k *sink) abort() { _ = k.f.Close() }

// move gives a file that is not listed yet its place in a volume.
func (s *staging) move(from, to string) error {
	if from == to {
		return nil
	}
	full := filepath.Join(s.dir, filepath.FromSlash(to))
	err := s.folder(filepath.Dir(full))
	if err == nil {
		err = s.on.Rename(filepath.Join(s.dir, filepath.FromSlash(from)), full)
	}
	if err != nil {
		return diskError("writing the production", to, err)
	}
	return nil
}

func (s *staging) list(f CertFile) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.files.add(f) {
		return fmt.Errorf("writing the production: it has more files than can be listed")
	}
	return nil
}

// place writes a file and lists it when it has its place in a volume.
func (s *staging) place(path string, data []byte) (CertFile, error) {
	if err := s.write(path, data); err != nil {
		return CertFile{}, err
	}
	sum := sha256.Sum256(data)
	return CertFile{Path: path, Bytes: int64(len(data)), SHA256: hex.EncodeToString(sum[:])}, nil
}
