package archive

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"strings"
	"time"

	"vaughn/index/fault"
)

// SevenZip reads 7z files with all that lies in them.
type SevenZip struct{}

// Info describes the format.
func (SevenZip) Info() Info {
	return Info{
		Name: "7z", Title: "7-Zip archive", Extensions: []string{".7z"},
		Keeps:  "every file byte for byte with its path; files and lists of files under a password that was given",
		Loses:  "rights; what is packed by methods other than LZMA, LZMA2, deflate, bzip2 and their filters (PPMd, Zstandard) is reported, not read; archives in volumes or in programs are not known",
		Proven: SpecsOnly, Many: true,
	}
}

const sevenSignature = "7z\xbc\xaf\x27\x1c"

// Sniff wants the signature.
func (SevenZip) Sniff(head []byte, _ string) bool {
	return bytes.HasPrefix(head, []byte(sevenSignature))
}

// Read emits all that the archive holds.
func (f SevenZip) Read(ctx context.Context, src Source, emit func(Item) error) error {
	return readContainer(ctx, f, src, emit)
}

// unpack lists the archive; a block of files is unpacked as a whole when the
// first of its files is opened.
func (SevenZip) unpack(ctx context.Context, src Source) (*unpacked, error) {
	t := newUnpacked(src)
	file, size, err := src.OpenAt(src.Main)
	if err != nil {
		return nil, err
	}
	t.close = append(t.close, func() { file.Close() })
	a := &sevenArchive{file: file, size: size, words: append([]string{""}, src.Passwords...), t: t, salts: map[string]bool{}}
	t.close = append(t.close, a.Close)
	if err = a.list(ctx); err != nil {
		t.Close()
		return nil, a.fault(err)
	}
	return t, nil
}

var (
	errSevenHeader = errors.New("its list of files is missing or damaged")
	errSevenMethod = errors.New("it is packed by a method that is not known here")
	errSevenData   = errors.New("its content is damaged")
	errSevenCost   = errors.New("it asks for more memory or work than an honest archive")
	errSevenMany   = errors.New("too many files")
)

// fault says in the words of this package what is wrong.
func (a *sevenArchive) fault(err error) error {
	switch {
	case errors.Is(err, errPassword):
		return encrypted(a.t.label)
	case errors.Is(err, errSevenMany):
		return tooMany(a.t.label, a.t.lim)
	case errors.Is(err, errSevenMethod):
		return &fault.Error{Code: fault.Format, Op: "unpacking", Subject: a.t.label, Err: err, Hint: "Unpack the archive by hand and import the folder."}
	case errors.Is(err, errSevenCost):
		return &fault.Error{Code: fault.Limit, Op: "unpacking", Subject: a.t.label, Err: err, Hint: "If it is no trap, unpack it by hand and import the folder."}
	case errors.Is(err, errSevenHeader), errors.Is(err, errSevenData):
		return &fault.Error{Code: fault.Damaged, Op: "unpacking", Subject: a.t.label, Err: err, Hint: "The file may be cut off. Ask for it again."}
	}
	return err
}

// Bounds on the list of files, each of which takes a hundred times the two
// bytes that it may be told in.
const (
	sevenStart       = 32        // bytes of the signature header
	maxSevenDir      = 32 << 20  // bytes of a list of files, packed or not
	smallSevenDir    = 256 << 10 // what it may unpack to however small it is
	maxSevenDirRatio = 64        // QUIRK: checksums and times, of which it mostly consists, do not shrink
)

// header reads the list of files, unpacking it where it is packed itself.
func (a *sevenArchive) header() ([]byte, error) {
	var start [sevenStart]byte
	if _, err := a.file.ReadAt(start[:], 0); err != nil || string(start[:6]) != sevenSignature {
		return nil, errSevenHeader
	}
	offset, size := binary.LittleEndian.Uint64(start[12:]), binary.LittleEndian.Uint64(start[20:])
	room := uint64(a.size) - sevenStart
	switch {
	case crc32.ChecksumIEEE(start[12:]) != binary.LittleEndian.Uint32(start[8:]), offset > room, size > room-offset:
		return nil, errSevenHeader
	case size > maxSevenDir:
		return nil, errSevenMany
	case size == 0:
		return nil, nil
	}
	raw := make([]byte, size)
	if _, err := a.file.ReadAt(raw, sevenStart+int64(offset)); err != nil && err != io.EOF || crc32.ChecksumIEEE(raw) != binary.LittleEndian.Uint32(start[28:]) {
		return nil, errSevenHeader
	}
	// One packing is what 7-Zip writes; a list packed twice is none of its work.
	if raw[0] != sevenEncodedHeader {
		return raw, nil
	}
	p := &sevenParser{b: raw[1:], size: a.size, entries: 1}
	blocks := p.streams()
	if p.err != nil || len(blocks) != 1 || len(blocks[0].files) != 1 {
		return nil, errors.Join(p.err, errSevenHeader)
	}
	b := blocks[0]
	if n := b.unpacked(); n > maxSevenDir || n > smallSevenDir && n/maxSevenDirRatio > b.packed() {
		return nil, errSevenCost
	}
	var out bytes.Buffer
	if err := a.unlock(b, func() io.Writer { out.Reset(); return &out }); err != nil {
		return nil, err
	}
	if out.Len() == 0 || b.files[0].bad {
		return nil, errSevenHeader
	}
	return out.Bytes(), nil
}

// list reads the list of files into the tree.
func (a *sevenArchive) list(ctx context.Context) error {
	raw, err := a.header()
	if err != nil || raw == nil {
		return err
	}
	p := &sevenParser{b: raw, size: a.size, entries: uint64(a.t.lim.Entries)}
	blocks, files := p.header()
	if p.err != nil {
		return p.err
	}
	block, in := 0, 0
	for i := range files.count {
		if err := ctx.Err(); err != nil {
			return err
		}
		name := files.name()
		when, attributes := files.when(i), files.attributes(i)
		if files.empty(i) {
			if files.file(i) && !a.t.add(name, emptyFile(when)) {
				return errSevenMany
			}
			continue
		}
		for block < len(blocks) && in >= len(blocks[block].files) {
			block, in = block+1, 0
		}
		if block == len(blocks) {
			return errSevenHeader
		}
		if !a.t.add(name, a.entry(blocks[block], in, i, when, attributes)) {
			return errSevenMany
		}
		in++
	}
	return nil
}

func emptyFile(when time.Time) *entry {
	return &entry{mode: 0o400, when: when, at: strings.NewReader("")}
}

// Bits of the attributes: those of Windows, and above them those of Unix.
const (
	sevenReparse = 0x400
	sevenUnix    = 0x8000
)

// entry describes a file of a block.
func (a *sevenArchive) entry(b *sevenBlock, in, n int, when time.Time, attributes uint32) *entry {
	size := int64(b.files[in].size)
	// What is unpacked is counted with its block.
	e := &entry{size: size, packed: b.packed(), seen: size, mode: 0o400, when: when}
	unix := attributes >> 16 & 0xF000
	if attributes&sevenUnix != 0 && unix == 0xA000 || attributes&sevenUnix == 0 && attributes&sevenReparse != 0 {
		e.mode = fs.ModeSymlink
		return e
	}
	e.open = func() (io.ReadCloser, error) {
		r, err := a.open(b, in)
		var f *fault.Error
		if err = a.fault(err); errors.As(err, &f) {
			c := *f
			c.Subject = fmt.Sprintf("%s, file %d", a.t.label, n+1)
			return nil, &c
		}
		return r, err
	}
	return e
}
