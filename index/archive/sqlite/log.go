package sqlite

import (
	"encoding/binary"
	"io"
)

// wal is a write-ahead log: the pages of all finished changes that the database
// file may not hold yet.
type wal struct {
	r     io.ReaderAt
	frame map[uint32]int64 // where the newest bytes of a page begin
	pages uint32           // of the database after the last change
}

const (
	logHeader   = 32
	frameHeader = 24
)

// openLog reads the frames up to the last finished change, as the engine does
// when it recovers: the salts of its header must be on each frame and the
// running checksum must agree, else the rest is older than the log.
func openLog(r io.ReaderAt, size int64, page int) *wal {
	var h [logHeader]byte
	if n, _ := r.ReadAt(h[:], 0); n < len(h) {
		return nil
	}
	kind := binary.BigEndian.Uint32(h[:])
	if kind&^1 != 0x377f0682 || pageSize(binary.BigEndian.Uint32(h[8:])) != page {
		return nil
	}
	sum := checksum{order: binary.LittleEndian}
	if kind&1 != 0 {
		sum.order = binary.BigEndian
	}
	sum.add(h[:24])
	if !sum.is(h[24:]) {
		return nil
	}
	w := &wal{r: r, frame: map[uint32]int64{}}
	pending := map[uint32]int64{}
	buf := make([]byte, frameHeader+page)
	for at := int64(logHeader); at+int64(len(buf)) <= size; at += int64(len(buf)) {
		if n, _ := r.ReadAt(buf, at); n < len(buf) || string(buf[8:16]) != string(h[16:24]) {
			break
		}
		sum.add(buf[:8])
		sum.add(buf[frameHeader:])
		if !sum.is(buf[16:]) {
			break
		}
		pending[binary.BigEndian.Uint32(buf)] = at + frameHeader
		if after := binary.BigEndian.Uint32(buf[4:]); after != 0 {
			for n, where := range pending {
				w.frame[n] = where
			}
			clear(pending)
			w.pages = min(after, maxPages)
		}
	}
	return w
}

func (w *wal) find(n uint32) (int64, bool) {
	if w == nil {
		return 0, false
	}
	at, ok := w.frame[n]
	return at, ok
}

// checksum is the running sum over pairs of words (section 4.2).
type checksum struct {
	order  binary.ByteOrder
	s1, s2 uint32
}

func (c *checksum) add(b []byte) {
	for ; len(b) >= 8; b = b[8:] {
		c.s1 += c.order.Uint32(b) + c.s2
		c.s2 += c.order.Uint32(b[4:]) + c.s1
	}
}

func (c *checksum) is(b []byte) bool {
	return binary.BigEndian.Uint32(b) == c.s1 && binary.BigEndian.Uint32(b[4:]) == c.s2
}
