package production

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"maps"
	"slices"
)

// listing is the files of a production by their paths. A hundred thousand
// documents have more than twice as many files, so each takes fifty bytes and its
// path. The zero listing is empty.
type listing struct {
	paths []byte // one behind the other
	files []stored
	parts map[string]span // documents of combined PDFs, by path
}

type stored struct {
	at   uint32 // of its path
	n    uint16 // bytes of its path
	size int64
	sum  [sha256.Size]byte
}

// span is documents that follow one another, to not included.
type span struct{ from, to int }

// nowhere stands for documents that do not follow one another.
var nowhere = span{-1, -1}

// add takes a file; false is one that no production can have: with a sum that is
// none or a path without end.
func (l *listing) add(f CertFile) bool {
	x := stored{at: uint32(len(l.paths)), n: uint16(len(f.Path)), size: f.Bytes}
	n, err := hex.Decode(x.sum[:], []byte(f.SHA256[:min(len(f.SHA256), 2*sha256.Size)]))
	if err != nil || n != sha256.Size || hex.EncodeToString(x.sum[:]) != f.SHA256 || len(f.Path) != int(x.n) || len(l.paths) != int(x.at) {
		return false
	}
	if len(f.Parts) > 0 {
		all := span{f.Parts[0], f.Parts[0] + len(f.Parts)}
		for i, p := range f.Parts {
			if p != f.Parts[0]+i {
				all = nowhere
			}
		}
		l.combine(f.Path, all)
	}
	l.paths = append(l.paths, f.Path...)
	l.files = append(l.files, x)
	return true
}

// combine notes the documents that a combined PDF holds.
func (l *listing) combine(path string, all span) {
	if l.parts == nil {
		l.parts = map[string]span{}
	}
	l.parts[path] = all
}

func (l *listing) path(f stored) []byte { return l.paths[f.at : f.at+uint32(f.n)] }

// sort puts the files in the order of their paths, which every other method asks
// for, and leaves one of those that were added twice; it tells whether there were some.
func (l *listing) sort() (twice bool) {
	slices.SortStableFunc(l.files, func(a, b stored) int { return bytes.Compare(l.path(a), l.path(b)) })
	n := len(l.files)
	l.files = slices.CompactFunc(l.files, func(a, b stored) bool { return bytes.Equal(l.path(a), l.path(b)) })
	return len(l.files) < n
}

// find is the place of a file; false is none.
func (l *listing) find(path string) (int, bool) {
	return slices.BinarySearchFunc(l.files, []byte(path), func(f stored, path []byte) int { return bytes.Compare(l.path(f), path) })
}

func (l *listing) has(path string) bool {
	_, ok := l.find(path)
	return ok
}

// is tells whether a file is listed with a sum.
func (l *listing) is(path string, sum []byte) bool {
	i, ok := l.find(path)
	return ok && string(l.files[i].sum[:]) == string(sum)
}

// all gives the files in their order.
func (l *listing) all() iter.Seq2[CertFile, error] {
	return func(yield func(CertFile, error) bool) {
		for _, x := range l.files {
			f := CertFile{Path: string(l.path(x)), Bytes: x.size, SHA256: hex.EncodeToString(x.sum[:])}
			if p, ok := l.parts[f.Path]; ok {
				for d := p.from; d < p.to; d++ {
					f.Parts = append(f.Parts, d)
				}
			}
			if !yield(f, nil) {
				return
			}
		}
	}
}

// combined lists the combined PDFs.
func (l *listing) combined() []string {
	return slices.Sorted(maps.Keys(l.parts))
}

// root is the hash over all files.
func (l *listing) root() string {
	h := sha256.New()
	for _, f := range l.files {
		fmt.Fprintf(h, "%x  %s\n", f.sum, l.path(f))
	}
	return hex.EncodeToString(h.Sum(nil))
}
