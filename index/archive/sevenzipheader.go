package archive

// Marks of the header (7zFormat.txt, "Property IDs").
const (
	sevenEnd           = 0x00
	sevenHeader        = 0x01
	sevenMainStreams   = 0x04
	sevenFilesInfo     = 0x05
	sevenPackInfo      = 0x06
	sevenUnpackInfo    = 0x07
	sevenSubStreams    = 0x08
	sevenSize          = 0x09
	sevenCRC           = 0x0A
	sevenFolder        = 0x0B
	sevenUnpackSize    = 0x0C
	sevenNumStreams    = 0x0D
	sevenEmptyStream   = 0x0E
	sevenEmptyFile     = 0x0F
	sevenAnti          = 0x10
	sevenNames         = 0x11
	sevenMTime         = 0x14
	sevenAttributes    = 0x15
	sevenEncodedHeader = 0x17
)

// Methods of packing. Others are refused before the library sees them, among
// them those whose decoders bound no memory.
const (
	sevenDelta = "\x03"
	sevenLZMA  = "\x03\x01\x01"
	sevenLZMA2 = "\x21"
	sevenAES   = "\x06\xf1\x07\x01"
	sevenBCJ2  = "\x03\x03\x01\x1b"
)

// sevenInputs gives the streams a method takes; 0 for one that is not read.
func sevenInputs(method string) uint64 {
	switch method {
	case "\x00", sevenDelta, sevenLZMA, sevenLZMA2, sevenAES, // copy, ...
		"\x03\x03\x01\x03", "\x03\x03\x02\x05", "\x03\x03\x05\x01", "\x03\x03\x08\x05", // BCJ of x86, PowerPC, ARM, SPARC
		"\x04\x01\x08", "\x04\x02\x02": // deflate, bzip2
		return 1
	case sevenBCJ2:
		return 4
	}
	return 0
}

// sevenBlock is what 7z calls a folder: files packed as one stream.
type sevenBlock struct {
	raw    []byte // the coders and how they hang together, as stored
	coders []sevenCoder
	at     uint64   // where its packed bytes begin, from the end of the start
	packs  []uint64 // bytes of each packed stream
	sizes  []uint64 // bytes each coder gives
	last   int      // the coder that gives the block's bytes
	inputs uint64
	sum    uint32
	summed bool
	files  []sevenFile
	err    error // why it cannot be unpacked

	done bool
	out  *spool
}

type sevenCoder struct {
	method          string
	props, propsLen int // where in raw
}

type sevenFile struct {
	size        uint64
	sum         uint32
	summed, bad bool
}

func (b *sevenBlock) unpacked() int64 { return int64(b.sizes[b.last]) }

func (b *sevenBlock) packed() (n int64) {
	for _, p := range b.packs {
		n += int64(p)
	}
	return n
}

func (b *sevenBlock) locked() bool { return len(b.salts()) > 0 }

func (b *sevenBlock) salts() (out []string) {
	for _, c := range b.coders {
		if c.method == sevenAES {
			out = append(out, string(b.raw[c.props:c.props+c.propsLen]))
		}
	}
	return out
}

// substreams reads which files a block holds.
func (p *sevenParser) substreams(blocks []*sevenBlock) {
	id := p.byte()
	counts := make([]uint64, len(blocks))
	var total uint64
	for i := range counts {
		counts[i] = 1
		if id == sevenNumStreams {
			counts[i] = p.number()
		}
		if counts[i] > p.entries || total+counts[i] > p.entries {
			p.fail(errSevenMany)
			return
		}
		// All but one size of a block are stored, in a byte or more each.
		if counts[i] > uint64(len(p.b))+1 {
			p.fail(errSevenHeader)
			return
		}
		total += counts[i]
	}
	if id == sevenNumStreams {
		id = p.byte()
	}
	if total > uint64(len(p.b))+uint64(len(blocks)) {
		p.fail(errSevenHeader)
		return
	}
	sized := id == sevenSize
	var unsummed []*sevenFile
	for i, b := range blocks {
		unsummed = append(unsummed, p.shares(b, counts[i], sized)...)
	}
	if sized {
		id = p.byte()
	}
	if id == sevenCRC && p.err == nil {
		p.sums(len(unsummed), func(i int, sum uint32) { unsummed[i].sum, unsummed[i].summed = sum, true })
		id = p.byte()
	}
	if id != sevenEnd {
		p.fail(errSevenHeader)
	}
}

// shares reads the sizes of a block's files; what is left is the last one's.
// It returns those whose checksum is still to come.
func (p *sevenParser) shares(b *sevenBlock, n uint64, sized bool) (unsummed []*sevenFile) {
	if n == 0 || p.err != nil {
		return nil
	}
	if n > 1 && !sized {
		p.fail(errSevenHeader)
		return nil
	}
	b.files = make([]sevenFile, n)
	left := b.sizes[b.last]
	for i := range b.files[:n-1] {
		size := p.length()
		if size > left {
			p.fail(errSevenHeader)
			return nil
		}
		b.files[i].size = size
		left -= size
	}
	b.files[n-1].size = left
	if n == 1 && b.summed {
		b.files[0].sum, b.files[0].summed = b.sum, true
		return nil
	}
	for i := range b.files {
		unsummed = append(unsummed, &b.files[i])
	}
	return unsummed
}
