package pdf

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"strconv"
	"sync"

	"github.com/klauspost/compress/zlib"
)

// file is a document on its way: objects leave as they come, and of each only its
// place is kept (PDF 32000-1, 7.5). The first error sticks.
type file struct {
	w   io.Writer
	sum hash.Hash // of all that left
	out []byte    // what did not leave yet
	n   int64     // bytes that left
	at  []int64   // where each object begins, number 1 first; 0 for one to come
	err error
}

// header is the first line of a file and a second one which tells programs that
// carry it that it is no text (7.5.2).
const header = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

func newFile(w io.Writer) *file {
	return &file{w: w, sum: sha256.New(), out: append(make([]byte, 0, 2*pending), header...)}
}

// pending is how many bytes wait until they leave together.
const pending = 64 << 10

// object gives the number of an object to come.
func (f *file) object() int {
	f.at = append(f.at, 0)
	return len(f.at)
}

func (f *file) begin(n int) {
	if len(f.out) >= pending {
		f.leave()
	}
	f.at[n-1] = f.n + int64(len(f.out))
	f.num(n, " 0 obj\n")
}

func (f *file) end() { f.str("\nendobj\n") }

func (f *file) str(s string) { f.out = append(f.out, s...) }

// num writes a number and what stands behind it.
func (f *file) num(n int, behind string) {
	f.out = append(strconv.AppendInt(f.out, int64(n), 10), behind...)
}

// ref writes a reference to an object.
func (f *file) ref(n int) { f.num(n, " 0 R") }

// refs writes references, each behind a space.
func (f *file) refs(ns []int) {
	for _, n := range ns {
		f.str(" ")
		f.ref(n)
		if len(f.out) >= pending {
			f.leave()
		}
	}
}

// stream writes an object with a stream; keys are those of its dictionary beside
// its length.
func (f *file) stream(n int, keys string, data []byte) {
	f.begin(n)
	f.str("<<" + keys + " /Length ")
	f.num(len(data), ">>\nstream\n")
	f.out = append(f.out, data...)
	f.str("\nendstream")
	f.end()
}

// packed writes a stream of the given bytes, compressed.
func (f *file) packed(n int, keys string, data []byte) {
	p := packers.Get().(*packer)
	defer packers.Put(p)
	f.stream(n, "/Filter /FlateDecode"+keys, p.pack(data))
}

// packer compresses one stream after the other.
type packer struct {
	buf bytes.Buffer
	z   *zlib.Writer
}

// packers are kept because to make one takes longer than to pack a page. What
// comes out does not depend on what was packed before.
var packers = sync.Pool{New: func() any {
	p := &packer{}
	p.z, _ = zlib.NewWriterLevel(&p.buf, zlib.BestSpeed) // the level is a known one
	return p
}}

// pack gives bytes that are good until the next call. A buffer takes what comes.
func (p *packer) pack(data []byte) []byte {
	p.buf.Reset()
	p.z.Reset(&p.buf)
	_, _ = p.z.Write(data)
	_ = p.z.Close()
	return p.buf.Bytes()
}

// leave hands over what waits.
func (f *file) leave() {
	f.n += int64(len(f.out))
	f.sum.Write(f.out)
	if f.err == nil {
		_, f.err = f.w.Write(f.out)
	}
	f.out = f.out[:0]
}

// close writes the table of places and the trailer. The identifier is the digest of
// all that stands before it.
func (f *file) close(catalog, info int) error {
	xref := f.n + int64(len(f.out))
	f.str("xref\n0 ")
	f.num(len(f.at)+1, "\n0000000000 65535 f \n")
	for _, at := range f.at {
		f.out = fmt.Appendf(f.out, "%010d 00000 n \n", at)
		if len(f.out) >= pending {
			f.leave()
		}
	}
	f.str("trailer\n<</Size ")
	f.num(len(f.at)+1, " /Root ")
	f.ref(catalog)
	f.str(" /Info ")
	f.ref(info)
	f.leave()
	id := f.sum.Sum(nil)[:16]
	f.out = fmt.Appendf(f.out, "\n/ID [<%x> <%x>]\n>>\nstartxref\n%d\n%%%%EOF\n", id, id, xref)
	f.leave()
	return f.err
}

// text is a PDF string: plain when ASCII, else UTF-16 with its mark, always in
// escaped octets or hexadecimal so that no byte can end it early.
func text(s string) string {
	b := []byte{'('}
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return wide(s)
		}
		if s[i] == '(' || s[i] == ')' || s[i] == '\\' {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return string(append(b, ')'))
}

func wide(s string) string {
	out := []byte("<FEFF")
	for _, r := range s { // plain left nothing above U+FFFF
		out = fmt.Appendf(out, "%04X", r)
	}
	return string(append(out, '>'))
}

// numbers is a number tree (PDF 32000-1, 7.9.7). It is not flat: who looks for one
// page of ten thousand must not pass all others.
type numbers struct {
	f          *file
	from, last int // numbers of the leaf at hand
	leaf       []byte
	kids       []int // objects of the leaves before
}

// leafSize is how many numbers stand together.
const leafSize = 64

// add adds a value as it stands in the file; numbers come one after the other.
func (t *numbers) add(n int, value []byte) {
	if n-t.from == leafSize {
		t.flush()
		t.from = n
	}
	t.leaf = append(strconv.AppendInt(t.leaf, int64(n), 10), ' ')
	t.leaf = append(append(t.leaf, value...), '\n')
	t.last = n
}

func (t *numbers) flush() {
	n := t.f.object()
	t.kids = append(t.kids, n)
	t.f.begin(n)
	t.f.str("<</Limits [")
	t.f.num(t.from, " ")
	t.f.num(t.last, "] /Nums [\n")
	t.f.str(string(t.leaf) + "]>>")
	t.f.end()
	t.leaf = t.leaf[:0]
}

// close writes leaves and gives the object of the root.
func (t *numbers) close() (root int) {
	if len(t.kids) > 0 {
		t.flush()
	}
	root = t.f.object()
	t.f.begin(root)
	if len(t.kids) > 0 {
		t.f.str("<</Kids [")
		t.f.refs(t.kids)
	} else {
		t.f.str("<</Nums [\n" + string(t.leaf))
	}
	t.f.str("]>>")
	t.f.end()
	return root
}
