package extract

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"

	"vaughn/index/archive/cfb"
	"vaughn/index/fault"
)

// readOLE tells old Office documents from locked new ones. An installed
// LibreOffice converts them; without it the words of texts and slides are read
// here, without knowing which of them are hidden.
func readOLE(ctx context.Context, x *Extractor, in *input, s *sheet) error {
	f, err := cfb.Open(&bounded{ctx, in}, in.size)
	if err != nil {
		return damaged("reading a compound file", err)
	}
	root := f.Root()
	lock := &fault.Error{Code: fault.Encrypted, Op: "reading a compound file", Err: fmt.Errorf("it is encrypted")}
	if root.Kid("EncryptedPackage") != nil || root.Kid("EncryptedSummary") != nil {
		return lock
	}
	for _, k := range []struct {
		stream, ext, to string
		locked          func([]byte) bool
		read            func(*cfb.Entry, *sheet) error
	}{
		{"WordDocument", ".doc", "docx", lockedWord, readWord97}, {"Workbook", ".xls", "xlsx", lockedBook, nil},
		{"Book", ".xls", "xlsx", lockedBook, nil}, {"PowerPoint Document", ".ppt", "pptx", nil, readSlides97},
	} {
		e := root.Kid(k.stream)
		if e == nil {
			continue
		}
		r := e.Open()
		head, _ := io.ReadAll(io.LimitReader(r, headBytes)) // a damaged one may still be converted
		r.Close()
		if k.locked != nil && k.locked(head) {
			return lock
		}
		if err = x.convert(ctx, in, s, k.ext, k.to); err != nil && k.read != nil && ctx.Err() == nil && s.empty() {
			s.shown = asText
			return k.read(root, s)
		}
		return err
	}
	return &fault.Error{Code: fault.Format, Op: "reading a compound file", Err: fmt.Errorf("no document is known in it")}
}

// bounded makes reads at any place stop with the context.
type bounded struct {
	ctx context.Context
	in  *input
}

func (b *bounded) ReadAt(p []byte, off int64) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	return b.in.at.ReadAt(p, off)
}

// lockedWord looks at the flag fEncrypted of a FibBase ([MS-DOC] 2.5.2).
func lockedWord(head []byte) bool { return len(head) > 11 && head[11]&1 != 0 }

// lockedBook looks for a FilePass record among the first ones ([MS-XLS] 2.4.117).
func lockedBook(head []byte) bool {
	const filePass = 0x2f
	for len(head) >= 4 {
		kind, size := binary.LittleEndian.Uint16(head), int(binary.LittleEndian.Uint16(head[2:]))
		if kind == filePass {
			return true
		}
		if size+4 > len(head) {
			return false
		}
		head = head[size+4:]
	}
	return false
}
