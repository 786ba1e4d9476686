package archive

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"

	"vaughn/index/fault"
)

// Tar reads tar files, compressed ones (gzip, bzip2, Zstandard) too, with all that lies in them.
type Tar struct{}

// Info describes the format.
func (Tar) Info() Info {
	return Info{
		Name: "tar", Title: "tar archive, compressed or not", Extensions: []string{".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.zst"},
		Keeps:  "every file byte for byte with its path",
		Loses:  "owners and rights; links to files outside and devices are reported, not followed",
		Proven: RealData, Many: true,
	}
}

const tarBlock = 512

// Sniff checks the sum of the first header, which no other file has.
func (Tar) Sniff(head []byte, _ string) bool {
	if len(head) < tarBlock || head[0] == 0 {
		return false
	}
	stated, err := strconv.ParseUint(string(bytes.Trim(head[148:156], " \x00")), 8, 32)
	if err != nil {
		return false
	}
	sum := uint64(8 * ' ')
	for i, c := range head[:tarBlock] {
		if i < 148 || i >= 156 {
			sum += uint64(c)
		}
	}
	return sum == stated
}

// Read emits all that the archive holds.
func (f Tar) Read(ctx context.Context, src Source, emit func(Item) error) error {
	return readContainer(ctx, f, src, emit)
}

// unpack lists the archive. A compressed one is spooled, so that its files can
// be read at any place; the others lie in the archive as they are.
func (Tar) unpack(ctx context.Context, src Source) (*unpacked, error) {
	t := newUnpacked(src)
	all := src
	all.Limits = t.lim
	all.Limits.Item = max(t.lim.Item, t.left.Load())
	file, size, err := all.OpenAt(src.Main)
	if err != nil {
		return nil, err
	}
	t.close = append(t.close, func() { file.Close() })
	section := io.NewSectionReader(file, 0, size)
	r := tar.NewReader(section)
	for {
		if err := ctx.Err(); err != nil {
			t.Close()
			return nil, err
		}
		h, err := r.Next()
		if errors.Is(err, io.EOF) && endsWell(section, size) {
			return t, nil
		}
		// The standard reader refuses no name by default, see GODEBUG tarinsecurepath.
		if err != nil && !(errors.Is(err, tar.ErrInsecurePath) && h != nil) {
			at, _ := section.Seek(0, io.SeekCurrent)
			t.damage = append(t.damage, &fault.Error{
				Code: fault.Damaged, Op: "unpacking", Subject: fmt.Sprintf("%s at byte %d", src.Name, at), Err: errTarHeader,
				Hint: "What stands before this place was read. Ask for the archive again.",
			})
			return t, nil
		}
		at, _ := section.Seek(0, io.SeekCurrent)
		if e := t.tarEntry(h, file, at, size); e != nil && !t.add(h.Name, e) {
			t.damage = append(t.damage, tooMany(src.Name, t.lim))
			return t, nil
		}
	}
}

// endsWell tells whether the reading ended at the empty block that ends an
// archive; one that was cut off between two files looks whole but for that.
func endsWell(section *io.SectionReader, size int64) bool {
	at, _ := section.Seek(0, io.SeekCurrent)
	var block [tarBlock]byte
	n, _ := section.ReadAt(block[:], max(0, min(at, size)-tarBlock))
	return size == 0 || n == tarBlock && block == [tarBlock]byte{}
}

var (
	errTarHeader = errors.New("the archive breaks off or holds a damaged header")
	errSparse    = errors.New("a file with holes, which is not read")
)

// tarEntry describes a file whose bytes begin at a place of the archive; nil
// for a folder.
func (t *unpacked) tarEntry(h *tar.Header, file io.ReaderAt, at, size int64) *entry {
	e := &entry{size: h.Size, mode: 0o400, when: h.ModTime}
	switch h.Typeflag {
	case tar.TypeDir, tar.TypeXGlobalHeader:
		return nil
	case tar.TypeReg, '\x00', tar.TypeCont:
	case tar.TypeLink:
		if first := t.files[safeName(h.Linkname)]; first != nil {
			e.size, e.at, e.open, e.packed = first.size, first.at, first.open, first.packed
			return e
		}
		e.mode = fs.ModeIrregular
		return e
	case tar.TypeSymlink:
		e.mode = fs.ModeSymlink
		return e
	case tar.TypeGNUSparse:
		e.err = &fault.Error{Code: fault.Format, Op: "unpacking", Subject: t.label, Err: errSparse}
		return e
	default:
		e.mode = fs.ModeIrregular
		return e
	}
	if h.PAXRecords["GNU.sparse.major"] != "" || h.PAXRecords["GNU.sparse.map"] != "" {
		e.err = &fault.Error{Code: fault.Format, Op: "unpacking", Subject: t.label, Err: errSparse}
		return e
	}
	if have := max(0, size-at); e.size > have {
		e.packed = have
		e.open = func() (io.ReadCloser, error) {
			return io.NopCloser(io.MultiReader(io.NewSectionReader(file, at, have), cutOff{})), nil
		}
		return e
	}
	e.at = io.NewSectionReader(file, at, e.size)
	return e
}

// cutOff ends a stream that should go on.
type cutOff struct{}

// Read says that bytes are missing.
func (cutOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
