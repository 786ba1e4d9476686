package production

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
)

// ledger is a certificate.json that was read once. Its documents are read again
// from the disk, one by one, as often as they are asked for: those of a hundred
// thousand pages would fill the memory.
type ledger struct {
	Certificate
	in        io.ReaderAt
	size      int64
	head      int   // bytes beside the lists
	documents int64 // where their list begins; -1 for null
	filed     int64 // where that of files begins
	list      listing
	odd       bool // a file is listed twice or as no program lists it
	parts     []part
}

// part is documents of one volume that follow one another, to not included.
type part struct {
	volume   string
	from, to int
	at       int64 // where the first of them stands
}

// Bounds of certificate.json, in bytes: of all of it, and of what is in the memory at
// once, which is an entry of a list or all that stands beside the lists.
const (
	maxCertificate = maxFile
	maxEntry       = 64 << 20
)

var errTooLong = errors.New("something in it is too long")

// ration is what may be read until the next entry.
type ration struct {
	io.Reader
	left int
}

func (r *ration) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, errTooLong
	}
	n, err := r.Reader.Read(p)
	r.left -= n
	return n, err
}

// next begins an entry.
func (r *ration) next() { r.left = maxEntry }

// openLedger opens the certificate of a folder; done closes its file.
func openLedger(root *os.Root) (l *ledger, done func(), err error) {
	f, size, err := openFile(root, "certificate.json", maxCertificate)
	if err != nil {
		return nil, nil, err
	}
	if l, err = readLedger(f, size); err != nil {
		_ = f.Close()
		return nil, nil, damaged(err)
	}
	return l, func() { _ = f.Close() }, nil
}

// readLedger reads a certificate strictly. Whether it is written as write would
// write it, same tells.
func readLedger(in io.ReaderAt, size int64) (*ledger, error) {
	l := &ledger{in: in, size: size, documents: -1, filed: -1}
	fed := &ration{io.NewSectionReader(in, 0, size), maxEntry}
	d := strict(fed)
	t, err := d.Token()
	if err == nil && t != json.Delim('{') {
		err = errors.New("it is no object")
	}
	rest := map[string]json.RawMessage{}
	for err == nil && d.More() {
		var key json.Token
		if key, err = d.Token(); err == nil {
			err = l.value(d, fed, fmt.Sprint(key), rest)
		}
	}
	if err == nil {
		_, err = d.Token()
	}
	if err != nil {
		return nil, err
	}
	l.odd = l.list.sort() || l.odd
	l.Files = len(l.list.files)
	head, err := json.Marshal(rest)
	if err != nil {
		return nil, err
	}
	return l, strict(bytes.NewReader(head)).Decode(&l.Certificate)
}

// value reads what stands under a key; all but the lists is kept for later.
func (l *ledger) value(d *json.Decoder, fed *ration, key string, rest map[string]json.RawMessage) (err error) {
	switch key {
	case "documents":
		l.sums, l.parts = sums{}, nil
		l.documents, err = passList(d, func(at int64, doc CertDocument) { l.document(at, doc); fed.next() })
	case "files":
		l.list = listing{}
		l.filed, err = passList(d, func(_ int64, f CertFile) { l.odd = !inside(f.Path) || !l.list.add(f) || l.odd; fed.next() })
	default:
		var value json.RawMessage
		err = d.Decode(&value)
		if l.head += len(value); err == nil && l.head > maxEntry {
			err = errTooLong
		}
		rest[key] = value
	}
	return err
}

// document takes note of a document.
func (l *ledger) document(at int64, d CertDocument) {
	i := l.sums.counts.Records
	if n := len(l.parts); n == 0 || l.parts[n-1].volume != d.Volume {
		l.parts = append(l.parts, part{volume: d.Volume, from: i, at: at})
	}
	l.parts[len(l.parts)-1].to = i + 1
	l.sums.add(&d)
}

// passList visits a list that may be null and tells where its first entry stands.
func passList[T any](d *json.Decoder, visit func(at int64, x T)) (at int64, err error) {
	t, err := d.Token()
	if err != nil || t == nil {
		return -1, err
	}
	if t != json.Delim('[') {
		return 0, errors.New("it has no list where one should be")
	}
	at = d.InputOffset()
	for d.More() {
		var x T
		here := d.InputOffset()
		if err := d.Decode(&x); err != nil {
			return 0, err
		}
		visit(here, x)
	}
	_, err = d.Token()
	return at, err
}

// entries reads a list from one of its entries on; nil for null.
func entries[T any](l *ledger, at int64) iter.Seq2[T, error] {
	if at < 0 {
		return nil
	}
	return func(yield func(T, error) bool) {
		in := bufio.NewReaderSize(io.NewSectionReader(l.in, at, l.size-at), 1<<16)
		if c, _ := in.Peek(1); len(c) > 0 && c[0] == ',' {
			_, _ = in.Discard(1) // it ended the entry before
		}
		fed := &ration{io.MultiReader(bytes.NewReader([]byte("[")), in), maxEntry}
		d := strict(fed)
		_, err := d.Token()
		for err == nil && d.More() {
			var x T
			fed.next()
			err = d.Decode(&x)
			if err != nil {
				err = damaged(err)
			}
			if !yield(x, err) {
				return
			}
		}
	}
}

func strict(r io.Reader) *json.Decoder {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	return d
}

// docs gives the documents in their order.
func (l *ledger) docs() iter.Seq2[CertDocument, error] { return entries[CertDocument](l, l.documents) }

// family is a document that is attached to none and those behind it that are.
type family struct {
	first    int // its place among all documents
	docs     []CertDocument
	children map[string][]string // first numbers, by that of what they are attached to
}

// families gives the documents of a part by families.
func (l *ledger) families(p part) iter.Seq2[family, error] {
	return func(yield func(family, error) bool) {
		f := family{first: p.from}
		i := p.from
		for d, err := range entries[CertDocument](l, p.at) {
			if err != nil {
				yield(f, err)
				return
			}
			if len(f.docs) > 0 && (d.Parent == "" || i == p.to) {
				if !yield(f, nil) {
					return
				}
				f = family{first: i}
			}
			if i == p.to {
				return
			}
			if d.Parent != "" {
				if f.children == nil {
					f.children = map[string][]string{}
				}
				f.children[d.Parent] = append(f.children[d.Parent], d.Begin)
			}
			f.docs = append(f.docs, d)
			i++
		}
		if len(f.docs) > 0 {
			yield(f, nil)
		}
	}
}

// kin is the kinship of one of its documents.
func (f *family) kin(k int) kinship {
	return kinship{first: f.docs[0].Begin, last: f.docs[len(f.docs)-1].End, children: f.children[f.docs[k].Begin]}
}

// whole is all documents as one part.
func (l *ledger) whole() part { return part{to: l.sums.counts.Records, at: l.documents} }

// same tells whether the file is what write writes for what it says: so no key
// stands in it twice and nothing hides between.
func (l *ledger) same() (bool, error) {
	s := sameAs{rest: bufio.NewReaderSize(io.NewSectionReader(l.in, 0, l.size), 1<<16)}
	if err := l.write(&s, l.docs(), entries[CertFile](l, l.filed)); err != nil {
		return false, err
	}
	return s.same(), nil
}

// sameAs compares what is written to it with bytes that are there.
type sameAs struct {
	rest  *bufio.Reader
	other bool
}

func (s *sameAs) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0 && !s.other; {
		there, _ := s.rest.Peek(min(len(rest), 1<<12))
		n := len(there)
		s.other = n == 0 || !bytes.Equal(there, rest[:n])
		rest = rest[n:]
		_, _ = s.rest.Discard(n)
	}
	return len(p), nil
}

func (s *sameAs) same() bool {
	_, err := s.rest.ReadByte()
	return !s.other && err == io.EOF
}
