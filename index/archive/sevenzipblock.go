package archive

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"math"
	"sync"

	"github.com/bodgit/sevenzip"
)

// sevenArchive unpacks the blocks of a 7z file. The library never sees the
// file's own headers, whose counts it believes: it is shown an archive of one
// block, whose header is written here from values that were checked.
type sevenArchive struct {
	file  io.ReaderAt
	size  int64
	words []string // passwords; the one that opened a block comes first
	t     *unpacked

	mu     sync.Mutex // one block at a time, hence one dictionary in memory
	salts  map[string]bool
	spools []*spool
}

// Close frees the unpacked blocks.
func (a *sevenArchive) Close() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, s := range a.spools {
		s.Close()
	}
	a.spools = nil
}

// open gives one file of a block.
func (a *sevenArchive) open(b *sevenBlock, in int) (io.ReadCloser, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !b.done {
		b.done = true
		b.err = a.spool(b)
	}
	var at int64
	for _, f := range b.files[:in] {
		at += int64(f.size)
	}
	f := b.files[in]
	switch {
	case b.err != nil && (b.out == nil || at+int64(f.size) > b.out.size):
		return nil, b.err
	case f.bad, b.out == nil, at+int64(f.size) > b.out.size:
		return nil, errSevenData
	}
	return io.NopCloser(io.NewSectionReader(b.out.file, at, int64(f.size))), nil
}

// spool unpacks a block to disk: its files are asked for in any order, and to
// unpack it anew for each would take the square of its size.
func (a *sevenArchive) spool(b *sevenBlock) (err error) {
	if b.out, err = newSpool(); err != nil {
		return err
	}
	a.spools = append(a.spools, b.out)
	return a.unlock(b, func() io.Writer {
		if b.out.size > 0 {
			a.t.left.Add(b.out.size)
			b.out.size = 0
			_, _ = b.out.file.Seek(0, io.SeekStart)
		}
		return sevenSpool{a, b}
	})
}

// sevenSpool writes a block within the limits of what may be unpacked.
type sevenSpool struct {
	a *sevenArchive
	b *sevenBlock
}

// Write appends.
func (s sevenSpool) Write(p []byte) (int, error) {
	if s.a.t.left.Add(-int64(len(p))) < 0 || swollen(s.b.out.size+int64(len(p)), s.b.packed(), s.a.t.lim) {
		return 0, bomb(s.a.t.label)
	}
	return s.b.out.Write(p)
}

// Bounds on the derivation of keys, which is slow by intent: 7-Zip hashes 2^19
// times, with no salt.
const (
	maxSevenCycles = 20
	maxSevenSalts  = 16
)

// unlock unpacks a block under the password that opens it.
func (a *sevenArchive) unlock(b *sevenBlock, to func() io.Writer) error {
	if b.err != nil {
		return b.err
	}
	if !b.locked() {
		_, err := a.unpack(b, "", to())
		return err
	}
	for _, s := range b.salts() {
		if a.salts[s] = true; len(a.salts) > maxSevenSalts {
			return errSevenCost
		}
	}
	for i, word := range a.words {
		if word == "" {
			continue
		}
		good, err := a.unpack(b, word, to())
		if good {
			a.words[0], a.words[i] = word, a.words[0]
			return err
		}
		if err != nil && !errors.Is(err, errSevenData) {
			return err
		}
	}
	to() // what wrong passwords gave is forgotten
	return errPassword
}

// unpack writes a block; good tells that its first bytes are as they were
// packed, which shows that the password is right.
func (a *sevenArchive) unpack(b *sevenBlock, word string, w io.Writer) (good bool, err error) {
	defer func() {
		if recover() != nil { // of the library, on damaged content
			err = errSevenData
		}
	}()
	view, err := b.view(a.file, a.size, a.t.lim)
	if err != nil {
		return false, err
	}
	lib, err := sevenzip.NewReaderWithPassword(view, view.size(), word)
	if err != nil || len(lib.File) != 1 {
		return false, errSevenData
	}
	r, err := lib.File[0].Open()
	if err != nil {
		return false, errSevenData
	}
	defer func() {
		defer func() { _ = recover() }()
		r.Close()
	}()
	checked := false
	buf := make([]byte, 64<<10)
	for i := range b.files {
		f := &b.files[i]
		f.bad = true
		sum, err := copySum(w, r, int64(f.size), buf)
		if err != nil {
			return good, err
		}
		f.bad = f.summed && sum != f.sum
		if f.size > 0 && !checked {
			checked, good = true, !f.bad
			if word != "" && !good {
				return false, errSevenData
			}
		}
	}
	return good || !checked, nil
}

// copySum copies so many bytes; an error of the writer is returned as it is.
func copySum(w io.Writer, r io.Reader, n int64, buf []byte) (sum uint32, err error) {
	for idle := 0; n > 0; {
		m, err := r.Read(buf[:min(n, int64(len(buf)))])
		if m < 0 || int64(m) > n {
			return 0, errSevenData
		}
		if idle++; m > 0 {
			idle = 0
		}
		sum = crc32.Update(sum, crc32.IEEETable, buf[:m])
		if _, err := w.Write(buf[:m]); err != nil {
			return 0, err
		}
		if n -= int64(m); n > 0 && (err != nil || idle > 100) {
			return 0, errSevenData
		}
	}
	return sum, nil
}

// sevenView is an archive of one block: a new start, the file from where the
// packed bytes may lie, and a new header.
type sevenView struct {
	start, header []byte
	file          io.ReaderAt
	end           int64
}

func (v *sevenView) size() int64 { return v.end + int64(len(v.header)) }

// ReadAt reads across the three.
func (v *sevenView) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) {
		at := off + int64(n)
		var m int
		switch {
		case at < sevenStart:
			m = copy(p[n:], v.start[at:])
		case at < v.end:
			m, err = v.file.ReadAt(p[n:n+int(min(int64(len(p)-n), v.end-at))], at)
			if m == 0 {
				return n, errors.Join(err, io.ErrUnexpectedEOF)
			}
		case at < v.size():
			m = copy(p[n:], v.header[at-v.end:])
		default:
			return n, io.EOF
		}
		n += m
	}
	return n, nil
}

// view writes the header of one block.
func (b *sevenBlock) view(file io.ReaderAt, size int64, lim Limits) (*sevenView, error) {
	coders, err := b.bounded(lim)
	if err != nil {
		return nil, err
	}
	h := []byte{sevenHeader, sevenMainStreams, sevenPackInfo}
	h = appendSeven(h, b.at)
	h = appendSeven(h, uint64(len(b.packs)))
	h = append(h, sevenSize)
	for _, n := range b.packs {
		h = appendSeven(h, n)
	}
	h = append(h, sevenEnd, sevenUnpackInfo, sevenFolder, 1, 0)
	h = append(h, coders...)
	h = append(h, sevenUnpackSize)
	for _, n := range b.sizes {
		h = appendSeven(h, n)
	}
	h = append(h, sevenEnd, sevenSubStreams, sevenEnd, sevenEnd, sevenFilesInfo, 1, sevenEnd, sevenEnd)
	start := make([]byte, sevenStart)
	copy(start, sevenSignature+"\x00\x04")
	binary.LittleEndian.PutUint64(start[12:], uint64(size-sevenStart))
	binary.LittleEndian.PutUint64(start[20:], uint64(len(h)))
	binary.LittleEndian.PutUint32(start[28:], crc32.ChecksumIEEE(h))
	binary.LittleEndian.PutUint32(start[8:], crc32.ChecksumIEEE(start[12:]))
	return &sevenView{start: start, header: h, file: file, end: size}, nil
}

// appendSeven writes a number in its longest form.
func appendSeven(h []byte, n uint64) []byte {
	return binary.LittleEndian.AppendUint64(append(h, 0xFF), n)
}

// Bounds on the dictionary of a decoder: what an archive may want at all (the
// most that 7-Zip sets by itself), and what a small one gets.
const (
	maxSevenDict   = 256 << 20
	smallSevenDict = 16 << 20
)

// bounded copies the coders with no dictionary larger than can be of use: the
// decoder allocates all of it at once.
func (b *sevenBlock) bounded(lim Limits) ([]byte, error) {
	most := int64(math.MaxInt64)
	if b.packed() < math.MaxInt64/2/lim.Ratio {
		most = smallSevenDict + b.packed()*lim.Ratio
	}
	raw := append([]byte(nil), b.raw...)
	for i, c := range b.coders {
		size := int64(min(b.sizes[i], 1<<50))
		props := raw[c.props : c.props+c.propsLen]
		switch c.method {
		case sevenLZMA:
			dict := max(1<<12, min(int64(binary.LittleEndian.Uint32(props[1:])), size, most))
			if dict > maxSevenDict {
				return nil, errSevenCost
			}
			binary.LittleEndian.PutUint32(props[1:], uint32(dict))
		case sevenLZMA2:
			need := min(size, most)
			p := byte(0)
			for p < props[0] && int64(2|p&1)<<(p/2+11) < need {
				p++
			}
			if int64(2|p&1)<<(p/2+11) > maxSevenDict {
				return nil, errSevenCost
			}
			props[0] = p
		}
	}
	return raw, nil
}
