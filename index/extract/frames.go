package extract

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

// maxFrames bounds how many pictures of one file are counted; a chain that leads
// back to itself ends there too.
const maxFrames = 10_000

// frames says what a file of several pictures holds beside the first, which is
// the one that leaves: faxes are TIFF files of many pages. "" when it holds one.
func frames(head []byte, at io.ReaderAt) (n int, why string) {
	if bytes.HasPrefix(head, []byte("GIF8")) && bytes.Contains(head, []byte("NETSCAPE2.0")) {
		return 1, "This picture moves. Only its first frame is shown."
	}
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(head, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(head, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		return 0, ""
	}
	var b [4]byte
	read := func(off int64, size int) uint32 { // 0 where the file ends
		b = [4]byte{}
		if m, _ := at.ReadAt(b[:size], off); m < size {
			return 0
		}
		if size == 2 {
			return uint32(order.Uint16(b[:]))
		}
		return order.Uint32(b[:])
	}
	pages := 0
	for dir := read(4, 4); dir != 0 && pages < maxFrames; pages++ { // TIFF 6.0, section 2
		dir = read(int64(dir)+2+12*int64(read(int64(dir), 2)), 4)
	}
	if pages < 2 {
		return 0, ""
	}
	return pages - 1, fmt.Sprintf("This file holds %d pages. Only the first is shown.", pages)
}
