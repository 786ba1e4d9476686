package pst

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
)

// block is the decoded content of one block.
type block struct {
	ref   blockRef
	data  []byte
	bidOK bool // the trailer names this block
	crcOK bool
}

// internal says whether a BID is that of an XBLOCK, XXBLOCK, SLBLOCK or SIBLOCK. Those are never encoded.
func internal(bid uint64) bool { return bid&2 != 0 }

// block reads a block through the cache, for structures that are met again: heaps, tables, block lists.
func (f *File) block(bid uint64, tr *trace) (*block, error) {
	b, ok := f.blocks.get(bid &^ 1)
	if !ok {
		var err error
		if b, err = f.fetchBlock(bid, tr, nil); err != nil {
			return nil, err
		}
		f.blocks.put(bid&^1, b, cap(b.data))
	}
	f.judge(b, tr)
	return b, nil
}

// fetchBlock finds and reads a block, into buf if that is large enough. In a damaged file each place that a leaf
// page has ever named for the BID is tried, the newest first, and only a block that bears the BID is accepted.
func (f *File) fetchBlock(bid uint64, tr *trace, buf []byte) (*block, error) {
	bid &^= 1
	e, err := f.find(treeBBT, bid)
	if e != nil {
		var b *block
		if b, err = f.loadBlock(f.lay.blockRef(e), buf); err == nil && (b.bidOK || !f.checkBlocks) {
			return b, nil
		}
		if err == nil {
			err = faultAt(b.ref.off, ErrDamaged, "block is not the one its index names")
		}
	}
	if ix := f.scanned(); ix != nil {
		for _, e := range ix.lookup(f, treeBBT, bid) {
			ref := f.lay.blockRef(e)
			ref.scanned = true
			if b, err := f.loadBlock(ref, buf); err == nil && b.bidOK {
				return b, nil
			}
		}
	}
	if err == nil {
		err = ErrMissing
	}
	return nil, fmt.Errorf("block 0x%X: %w", bid, err)
}

// judge notes on tr what is suspicious about a block that is used all the same.
func (f *File) judge(b *block, tr *trace) {
	if b.ref.scanned {
		tr.scanned = true
	}
	if !b.crcOK && f.checkBlocks {
		tr.warn(b.ref.off, "checksum of a block is wrong")
	}
}

// loadBlock reads, verifies and decodes one block.
func (f *File) loadBlock(ref blockRef, buf []byte) (*block, error) {
	l := f.lay
	n := l.extent(ref.size)
	if ref.off < 0 || ref.off > f.size-int64(ref.size) || ref.size > l.maxBlock {
		return nil, faultAt(ref.off, ErrDamaged, "block of %d bytes does not lie in the file", ref.size)
	}
	if cap(buf) < n {
		buf = make([]byte, n)
	}
	buf = buf[:n]
	if got, err := f.r.ReadAt(buf, ref.off); err != nil && !(err == io.EOF && got >= ref.size) {
		return nil, faultAt(ref.off, err, "reading block")
	} else {
		clear(buf[got:])
	}
	t := buf[n-l.trailer:]
	b := &block{ref: ref, data: buf[:ref.size:ref.size]}
	b.bidOK = l.word(t[l.trailBidAt:])&^1 == ref.bid
	b.crcOK = weakCRC(b.data) == u32(t[l.trailCrcAt:])
	return b, f.decodeBlock(b)
}

func (f *File) decodeBlock(b *block) error {
	packed := f.lay.format == Unicode4K && b.ref.inflated != b.ref.size && b.ref.inflated != 0
	if packed {
		if plain, ok := inflate(b.data, b.ref.inflated); ok {
			b.data, packed = plain, false
		}
	}
	if !internal(b.ref.bid) {
		f.crypt().decode(b.data, b.ref.bid)
	}
	if packed {
		// Nothing published says whether packing or encoding comes first; the data does.
		plain, ok := inflate(b.data, b.ref.inflated)
		if !ok {
			return faultAt(b.ref.off, ErrDamaged, "compressed block does not unpack to %d bytes", b.ref.inflated)
		}
		b.data = plain
	}
	return nil
}

func (f *File) crypt() Crypt {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.info.Crypt
}

// inflate unpacks deflate data, with or without the two-byte zlib header (Outlook writes it: 78 9C), to exactly n
// bytes. The checksum of the zlib framing is not looked at: the block has its own.
func inflate(b []byte, n int) ([]byte, bool) {
	if len(b) > 2 && b[0]&15 == 8 && (int(b[0])<<8|int(b[1]))%31 == 0 {
		if out, ok := inflateRaw(b[2:], n); ok {
			return out, true
		}
	}
	return inflateRaw(b, n)
}

// zlibTail is the most that may follow the deflate data in its block: the Adler-32 and a few bytes of slack.
const zlibTail = 8

// inflateRaw also demands that the data ends with the output, lest encoded bytes pass for deflate data by chance.
func inflateRaw(b []byte, n int) ([]byte, bool) {
	in := bytes.NewReader(b)
	r := flate.NewReader(in)
	out := make([]byte, n+1)
	got, err := io.ReadFull(r, out)
	return out[:n:n], err == io.ErrUnexpectedEOF && got == n && in.Len() <= zlibTail
}
