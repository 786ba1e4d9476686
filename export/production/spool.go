package production

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"path/filepath"

	"vaughn/index/disk"
)

// spooled is where the documents of a certificate wait until the run knows what
// stands before them.
const spooled = ".vaughn-documents"

// spool keeps the certificate's documents on the disk while the run goes on: in the
// memory a hundred thousand pages would take most of a hundred megabytes.
type spool struct {
	s *staging
	f disk.File
	w *bufio.Writer
}

func (s *staging) spool() (*spool, error) {
	f, err := s.open(spooled)
	if err != nil {
		return nil, err
	}
	return &spool{s: s, f: f, w: bufio.NewWriter(f)}, nil
}

func (p *spool) add(d *CertDocument) error {
	data, err := json.Marshal(d)
	if err == nil {
		_, err = p.w.Write(data)
	}
	if err != nil {
		return diskError("writing the production", spooled, err)
	}
	return nil
}

// all gives the documents in the order in which they came.
func (p *spool) all() iter.Seq2[CertDocument, error] {
	return func(yield func(CertDocument, error) bool) {
		err := p.w.Flush()
		if err == nil {
			_, err = p.f.Seek(0, io.SeekStart)
		}
		for d := json.NewDecoder(bufio.NewReaderSize(p.f, 1<<16)); err == nil; {
			var x CertDocument
			if err = d.Decode(&x); err == nil && !yield(x, nil) {
				return
			}
		}
		if err != io.EOF {
			yield(CertDocument{}, diskError("writing the production", spooled, err))
		}
	}
}

// abort closes the file of a failed run; nil has none.
func (p *spool) abort() {
	if p != nil {
		_ = p.f.Close()
	}
}

// remove takes the file away.
func (p *spool) remove() error {
	err := errors.Join(p.f.Close(), p.s.on.Remove(filepath.Join(p.s.dir, spooled)))
	if err != nil {
		return diskError("writing the production", spooled, err)
	}
	return nil
}
