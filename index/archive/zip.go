package archive

import (
	"archive/zip"
	"bytes"
	"compress/bzip2"
	"compress/flate"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"vaughn/index/fault"
)

// Zip reads zip files with all that lies in them. Office documents and
// programs are zip files too; they are documents and not opened here.
type Zip struct{}

// Info describes the format.
func (Zip) Info() Info {
	return Info{
		Name: "zip", Title: "zip archive", Extensions: []string{".zip"},
		Keeps:  "every file byte for byte with its path; files under a password that was given",
		Loses:  "comments and rights; what is packed by methods other than deflate and bzip2 is reported, not read",
		Proven: RealData, Many: true,
	}
}

// Sniff wants the signature of a file or of the end of an empty archive.
func (Zip) Sniff(head []byte, name string) bool {
	// QUIRK: a mark of split archives stands before the first file.
	head = bytes.TrimPrefix(head, []byte("PK\x07\x08"))
	if bytes.HasPrefix(head, []byte("PK\x05\x06")) {
		return true
	}
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) && !isDocumentZip(head, name)
}

// isDocumentZip tells by its first file a zip that is one document.
func isDocumentZip(head []byte, name string) bool {
	if hasExt(name, ".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".xlsb", ".xltx", ".pptx", ".pptm", ".potx", ".ppsx", ".vsdx", ".odt", ".ods", ".odp", ".odg", ".epub",
		".jar", ".apk", ".pages", ".numbers", ".key", ".kmz", ".oxps", ".xps", ".one", ".sketch") {
		return true
	}
	if len(head) < 30 {
		return false
	}
	size := int(binary.LittleEndian.Uint16(head[26:]))
	first := string(head[30:min(30+size, len(head))])
	for _, mark := range []string{"[Content_Types].xml", "_rels/", "docProps/", "word/", "xl/", "ppt/", "visio/", "mimetype", "META-INF/", "Index/Document.iwa"} {
		if strings.HasPrefix(first, mark) {
			return true
		}
	}
	return false
}

// Read emits all that the archive holds.
func (f Zip) Read(ctx context.Context, src Source, emit func(Item) error) error {
	return readContainer(ctx, f, src, emit)
}

// maxDirectory bounds the list of files of a zip, which the standard reader
// holds in memory several times over: 250,000 files of usual names.
const maxDirectory = 32 << 20

// unpack lists the archive; its files are unpacked whenever they are opened.
func (Zip) unpack(ctx context.Context, src Source) (*unpacked, error) {
	t := newUnpacked(src)
	file, size, err := src.OpenAt(src.Main)
	if err != nil {
		return nil, err
	}
	t.close = append(t.close, func() { file.Close() })
	m := &metered{ReaderAt: file, left: maxDirectory}
	r, err := zip.NewReader(m, size)
	m.open = true
	switch {
	case m.left < 0:
		t.Close()
		return nil, tooMany(src.Name, t.lim)
	case err != nil && !errors.Is(err, zip.ErrInsecurePath):
		t.Close()
		return nil, &fault.Error{
			Code: fault.Damaged, Op: "unpacking", Subject: src.Name, Err: errors.New("its list of files is missing or damaged"),
			Hint: "The file may be cut off. Ask for it again.",
		}
	}
	r.RegisterDecompressor(methodBzip2, func(r io.Reader) io.ReadCloser { return io.NopCloser(bzip2.NewReader(r)) })
	keys := &keyring{words: src.Passwords}
	for i, f := range r.File {
		if err := ctx.Err(); err != nil {
			t.Close()
			return nil, err
		}
		if strings.HasSuffix(f.Name, "/") || f.Mode().IsDir() {
			continue
		}
		if !t.add(zipName(f), t.zipEntry(f, i, keys)) {
			t.damage = append(t.damage, tooMany(src.Name, t.lim))
			break
		}
	}
	return t, nil
}

// zipName is the path of a file. QUIRK: names are in UTF-8 by a flag that old
// programs do not know, else in the code page of DOS; some write '\' into it.
func zipName(f *zip.File) string {
	name := f.Name
	if !utf8.ValidString(name) {
		if s, err := charmap.CodePage437.NewDecoder().String(name); err == nil {
			name = s
		}
	}
	return strings.ReplaceAll(name, `\`, "/")
}

// Methods of compression (APPNOTE section 4.4.5).
const (
	methodBzip2 = 12
	methodAES   = 99
)

func (t *unpacked) zipEntry(f *zip.File, n int, keys *keyring) *entry {
	e := &entry{size: int64(f.UncompressedSize64), packed: int64(f.CompressedSize64), mode: f.Mode(), when: f.Modified}
	if e.size < 0 {
		e.size = -1
	}
	label := fmt.Sprintf("%s, file %d", t.label, n+1)
	e.open = func() (io.ReadCloser, error) {
		var r io.ReadCloser
		var err error
		if f.Flags&1 != 0 {
			r, err = keys.open(f, label)
		} else {
			r, err = f.Open()
		}
		switch {
		case errors.Is(err, zip.ErrAlgorithm):
			return nil, &fault.Error{
				Code: fault.Format, Op: "unpacking", Subject: label, Err: fmt.Errorf("it is packed by method %d, which is not known here", f.Method),
				Hint: "Unpack the archive by hand and import the folder.",
			}
		case err != nil && fault.CodeOf(err) == fault.Internal:
			return nil, &fault.Error{Code: fault.Damaged, Op: "unpacking", Subject: label, Err: errZipEntry}
		}
		return r, err
	}
	if e.mode&fs.ModeType == 0 {
		e.mode = 0o400
	}
	return e
}

var errZipEntry = errors.New("its place in the archive is damaged")

// metered lets only so many bytes be read until it is opened.
type metered struct {
	io.ReaderAt
	left int64
	open bool
}

// ReadAt reads.
func (m *metered) ReadAt(p []byte, off int64) (int, error) {
	if !m.open {
		if m.left -= int64(len(p)); m.left < 0 {
			return 0, io.ErrUnexpectedEOF
		}
	}
	return m.ReaderAt.ReadAt(p, off)
}

// inflate undoes a method of compression.
func inflate(method uint16, r io.Reader) (io.ReadCloser, error) {
	switch method {
	case zip.Store:
		return io.NopCloser(r), nil
	case zip.Deflate:
		return flate.NewReader(r), nil
	case methodBzip2:
		return io.NopCloser(bzip2.NewReader(r)), nil
	}
	return nil, zip.ErrAlgorithm
}
