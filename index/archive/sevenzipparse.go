package archive

import (
	"encoding/binary"
	"math/bits"
)

// sevenParser reads a header. Every count is held against the bytes that are
// left before anything is allocated by it. The first error stays.
type sevenParser struct {
	b       []byte
	size    int64  // of the archive
	entries uint64 // most files
	err     error
}

func (p *sevenParser) fail(err error) {
	if p.err == nil {
		p.err, p.b = err, nil
	}
}

func (p *sevenParser) byte() byte {
	if b := p.take(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

func (p *sevenParser) take(n uint64) []byte {
	if n > uint64(len(p.b)) {
		p.fail(errSevenHeader)
		return nil
	}
	b := p.b[:n]
	p.b = p.b[n:]
	return b
}

// number reads an integer whose first byte tells by its leading ones how many
// follow.
func (p *sevenParser) number() uint64 {
	first := p.byte()
	n := bits.LeadingZeros8(^first)
	var v uint64
	for i, b := range p.take(uint64(n)) {
		v |= uint64(b) << (8 * i)
	}
	if n < 7 {
		v |= uint64(first&(1<<(7-n)-1)) << (8 * n)
	}
	return v
}

// length reads a size of bytes, of which none is beyond reason.
func (p *sevenParser) length() uint64 {
	n := p.number()
	if n > 1<<50 {
		p.fail(errSevenHeader)
		return 0
	}
	return n
}

// count reads how many things follow that take at least one byte each.
func (p *sevenParser) count() int {
	n := p.number()
	if n > uint64(len(p.b)) {
		p.fail(errSevenHeader)
		return 0
	}
	return int(n)
}

func (p *sevenParser) want(mark byte) {
	if p.byte() != mark {
		p.fail(errSevenHeader)
	}
}

// sums reads checksums of n things, of which some may have none.
func (p *sevenParser) sums(n int, set func(i int, sum uint32)) {
	defined := p.defined(n)
	for i := range n {
		if p.err == nil && defined.has(i) {
			if b := p.take(4); b != nil {
				set(i, binary.LittleEndian.Uint32(b))
			}
		}
	}
}

// sevenBits is a list of yes and no, the first in the high bit; nil means yes
// to all.
type sevenBits []byte

func (v sevenBits) has(i int) bool { return v == nil || v[i/8]&(0x80>>(i%8)) != 0 }

func (p *sevenParser) bits(n int) sevenBits { return sevenBits(p.take(uint64(n+7) / 8)) }

func (p *sevenParser) defined(n int) sevenBits {
	if p.byte() != 0 {
		return nil
	}
	v := p.bits(n)
	if v == nil {
		v = sevenBits{}
		if n > 0 {
			p.fail(errSevenHeader)
		}
	}
	return v
}

// header reads all of it.
func (p *sevenParser) header() (blocks []*sevenBlock, files *sevenFiles) {
	files = &sevenFiles{}
	p.want(sevenHeader)
	id := p.byte()
	if id == sevenMainStreams {
		blocks = p.streams()
		id = p.byte()
	}
	if id == sevenFilesInfo {
		files = p.files()
		id = p.byte()
	}
	if id != sevenEnd {
		p.fail(errSevenHeader)
	}
	return blocks, files
}

// streams reads where the packed bytes lie and how they are unpacked.
func (p *sevenParser) streams() (blocks []*sevenBlock) {
	var at uint64
	var packs []uint64
	id := p.byte()
	if id == sevenPackInfo {
		at, packs = p.packs()
		id = p.byte()
	}
	if id == sevenUnpackInfo {
		blocks = p.blocks(at, packs)
		id = p.byte()
	}
	if id == sevenSubStreams {
		p.substreams(blocks)
		id = p.byte()
	} else {
		for _, b := range blocks {
			b.files = []sevenFile{{size: b.sizes[b.last], sum: b.sum, summed: b.summed}}
		}
	}
	if id != sevenEnd {
		p.fail(errSevenHeader)
	}
	return blocks
}

// packs reads the sizes of the packed streams, which lie in the file one after
// the other. Each takes a byte of it at least.
func (p *sevenParser) packs() (at uint64, packs []uint64) {
	at = p.length()
	n := p.count()
	room := uint64(p.size) - sevenStart
	if at > room || uint64(n) > room || uint64(n)/4 > p.entries {
		p.fail(errSevenHeader)
		return 0, nil
	}
	id := p.byte()
	if id == sevenSize {
		packs = make([]uint64, n)
		room -= at
		for i := range packs {
			packs[i] = p.length()
			if packs[i] > room {
				p.fail(errSevenHeader)
				return 0, nil
			}
			room -= packs[i]
		}
		id = p.byte()
	}
	if id == sevenCRC {
		p.sums(n, func(int, uint32) {})
		id = p.byte()
	}
	if id != sevenEnd || len(packs) != n {
		p.fail(errSevenHeader)
	}
	return at, packs
}

func (p *sevenParser) blocks(at uint64, packs []uint64) (blocks []*sevenBlock) {
	p.want(sevenFolder)
	n := p.count()
	if p.want(0); n > len(packs) { // 0: not in another stream
		p.fail(errSevenHeader)
	}
	for i := 0; i < n && p.err == nil; i++ {
		b := &sevenBlock{at: at}
		used := p.block(b)
		if p.err != nil || used > uint64(len(packs)) {
			p.fail(errSevenHeader)
			return nil
		}
		b.packs, packs = packs[:used], packs[used:]
		at += uint64(b.packed())
		blocks = append(blocks, b)
	}
	p.want(sevenUnpackSize)
	for _, b := range blocks {
		b.sizes = make([]uint64, len(b.coders))
		for i := range b.sizes {
			b.sizes[i] = p.length()
		}
	}
	id := p.byte()
	if id == sevenCRC {
		p.sums(len(blocks), func(i int, sum uint32) { blocks[i].sum, blocks[i].summed = sum, true })
		id = p.byte()
	}
	if id != sevenEnd {
		p.fail(errSevenHeader)
	}
	return blocks
}

// maxSevenCoders is the most methods one after the other; 7-Zip writes four.
const maxSevenCoders = 8

// block reads the coders of a block and their ties, and tells how many packed
// streams it takes.
func (p *sevenParser) block(b *sevenBlock) (packs uint64) {
	from := p.b
	n := p.count()
	if n == 0 || n > maxSevenCoders {
		p.fail(errSevenHeader)
		return 0
	}
	for range n {
		p.coder(b, len(from))
	}
	// A tie leads the output of a coder into an input; one output stays.
	var fed, led uint64
	for range n - 1 {
		in, out := p.number(), p.number()
		if in >= b.inputs || out >= uint64(n) || fed>>in&1 != 0 || led>>out&1 != 0 {
			p.fail(errSevenHeader)
			return 0
		}
		fed, led = fed|1<<in, led|1<<out
	}
	b.last = bits.TrailingZeros64(^led)
	if b.inputs < uint64(n) {
		p.fail(errSevenHeader)
		return 0
	}
	packs = b.inputs - uint64(n-1)
	for i := uint64(0); i < packs && packs > 1; i++ {
		in := p.number()
		if in >= b.inputs || fed>>in&1 != 0 {
			p.fail(errSevenHeader)
			return 0
		}
		fed |= 1 << in
	}
	b.raw = from[:len(from)-len(p.b)]
	return packs
}

// coder reads one. What cannot be read or costs too much spoils its block only.
func (p *sevenParser) coder(b *sevenBlock, from int) {
	flags := p.byte()
	c := sevenCoder{method: string(p.take(uint64(flags & 0xF)))}
	in, out := uint64(1), uint64(1)
	if flags&0x10 != 0 {
		in, out = p.number(), p.number()
	}
	if flags&0xC0 != 0 || in == 0 || in > 4 || out != 1 {
		p.fail(errSevenHeader)
		return
	}
	var props []byte
	if flags&0x20 != 0 {
		size := p.number()
		c.props = from - len(p.b)
		props = p.take(size)
		c.propsLen = len(props)
	}
	b.inputs += in
	b.coders = append(b.coders, c)
	if b.err == nil {
		b.err = checkCoder(c.method, in, props)
	}
}

// checkCoder refuses what the library's decoder would not bound.
func checkCoder(method string, in uint64, props []byte) error {
	want := sevenInputs(method)
	switch {
	case want == 0:
		return errSevenMethod
	case want != in:
		return errSevenHeader
	case method == sevenLZMA && (len(props) != 5 || props[0] >= 9*5*5),
		method == sevenLZMA2 && (len(props) != 1 || props[0] > 40),
		// QUIRK: a distance of 256 makes the library's decoder run for ever.
		method == sevenDelta && (len(props) != 1 || props[0] == 255),
		method == sevenAES && len(props) < 2:
		return errSevenHeader
	case method == sevenAES && props[0]&0x3F > maxSevenCycles:
		return errSevenCost
	}
	return nil
}
