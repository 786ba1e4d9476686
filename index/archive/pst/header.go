package pst

import (
	"fmt"
	"io"
	"sync"
)

// Options adjust the reading. The zero value is good for most files.
type Options struct {
	// CacheBytes bounds what pages and blocks may stay in memory; 0 means 16 MiB.
	CacheBytes int
	// CodePage decodes 8-bit strings of items that name no code page of their own; 0 means Windows-1252.
	CodePage int
	// MaxValue is the longest property value that Props returns in memory; 0 means 64 MiB. Longer ones are reported
	// and can be read with Props.Open.
	MaxValue int64
	// Scan looks for lost leaf pages even if the trees are whole. Without it the scan runs on damage only.
	Scan bool
	// Report receives every problem once, at the moment it is found; nil drops them. It may be called from any
	// goroutine that reads items of the file.
	Report func(Problem)
}

// Info is what the header and the message store say about the file.
type Info struct {
	Format   Format
	Version  int    // wVer
	Client   string // "SM" for PST, "SO" for OST, "AB" for PAB
	Crypt    Crypt
	Size     int64 // bytes that are there
	Declared int64 // bytes that the header says there are
	Password bool  // a password checksum is set (PidTagPstPassword); the data is readable without it
	Damaged  bool  // a B-tree page or the length was found wrong so far; the page scan is in use
}

// File is an open data file. Several goroutines may use it, each with items of its own.
type File struct {
	r      io.ReaderAt
	size   int64
	lay    *layout
	opt    Options
	info   Info
	roots  [2]pageRef // NBT, BBT
	pages  *cache[*page]
	blocks *cache[*block]

	checkPages, checkBlocks bool // false when a 4K file's own checksums do not follow the assumed rule

	mu       sync.Mutex // guards what follows
	told     bitmap     // pages whose problem was reported, by offset
	scanning bool
	scan     *leafIndex // nil until damage was found and all pages were looked at
	names    *nameMap
}

// Open reads the header and the message store. It fails only if no layout can be determined or the file is really
// encrypted; broken trees are found, and worked around, by Walk.
func Open(r io.ReaderAt, size int64, opt Options) (*File, error) {
	if opt.CacheBytes <= 0 {
		opt.CacheBytes = 16 << 20
	}
	if opt.MaxValue <= 0 {
		opt.MaxValue = 64 << 20
	}
	f := &File{r: r, size: size, opt: opt, checkPages: true, checkBlocks: true, told: make(bitmap)}
	f.pages = newCache[*page](opt.CacheBytes / 2)
	f.blocks = newCache[*block](opt.CacheBytes / 2)
	if err := f.readHeader(); err != nil {
		return nil, fmt.Errorf("reading header: %w", err)
	}
	f.calibrate()
	f.info.Damaged = f.info.Damaged || f.info.Size < f.info.Declared
	if opt.Scan || f.info.Damaged {
		f.startScan()
	}
	f.readStore()
	return f, nil
}

// Info returns what is known of the file by now.
func (f *File) Info() Info {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.info
}

const (
	headerMin   = 512
	headerSpan  = 471 // bytes under the first CRC
	headerStart = 8
)

func (f *File) readHeader() error {
	h := make([]byte, 564)
	n, err := f.r.ReadAt(h, 0)
	if n < headerMin {
		if err == nil || err == io.EOF {
			err = ErrFormat
		}
		return fmt.Errorf("%d of %d bytes: %w", n, headerMin, err)
	}
	h = h[:n]
	if string(h[:4]) != "!BDN" {
		return ErrFormat
	}
	f.info.Client, f.info.Version, f.info.Size = printable(h[8:10]), u16(h[10:]), f.size
	switch v := f.info.Version; {
	case v == 14 || v == 15:
		f.lay = ansiLayout()
	case v >= 36 && v < 100:
		f.lay = unicode4KLayout()
	case v >= 16 && v < 36:
		f.lay = unicodeLayout()
	default:
		return fmt.Errorf("version %d: %w", v, ErrFormat)
	}
	if f.lay.wide && n < 528 {
		return fmt.Errorf("%d of 528 bytes: %w", n, ErrFormat)
	}
	f.info.Format = f.lay.format
	if weakCRC(h[headerStart:headerStart+headerSpan]) != u32(h[4:]) {
		f.report(Problem{Offset: 4, Detail: "checksum of the header is wrong"})
	}
	f.info.Crypt = Crypt(h[f.lay.cryptAt])
	switch f.info.Crypt {
	case CryptNone, CryptPermute, CryptCyclic:
	case CryptWIP:
		return ErrProtected
	default:
		f.report(Problem{Offset: int64(f.lay.cryptAt), Detail: "unknown block encoding, permute is tried"})
		f.info.Crypt = CryptPermute
	}
	f.info.Declared = int64(f.lay.word(h[f.lay.eofAt:]))
	if f.info.Size < f.info.Declared {
		f.report(Problem{Offset: f.size, Detail: fmt.Sprintf("file ends %d bytes before the length in its header",
			f.info.Declared-f.info.Size), Lost: true})
	}
	w := f.lay.wordSize()
	for i, at := range []int{f.lay.nbtAt, f.lay.bbtAt} {
		f.roots[i] = pageRef{bid: f.lay.word(h[at:]), off: int64(f.lay.word(h[at+w:]))}
	}
	return nil
}

// calibrate checks whether a 4K file follows the checksum rules assumed here. The layout is not published by its
// maker: if neither root page or not one of the first blocks matches, the rule is what is wrong, not the file.
func (f *File) calibrate() {
	if f.lay.format != Unicode4K {
		return
	}
	good := 0
	for i, ref := range f.roots {
		raw := make([]byte, f.lay.pageSize)
		if _, err := f.r.ReadAt(raw, ref.off); err != nil {
			continue
		}
		p, err := parsePage(f.lay, raw, byte(ptypeNBT-i))
		if err == nil && p.crcOK {
			good++
		}
	}
	if good == 0 {
		f.checkPages = false
		f.report(Problem{Offset: -1, Detail: "page checksums follow an unknown rule and are not verified"})
	}
	f.checkBlocks = f.firstBlocksMatch()
	if !f.checkBlocks {
		f.report(Problem{Offset: -1, Detail: "block trailers follow an unknown rule and are not verified"})
	}
}

// firstBlocksMatch says whether one of the first blocks of the leftmost BBT leaf has a trailer where it is expected.
func (f *File) firstBlocksMatch() bool {
	t := f.trace(0)
	tried := 0
	matched := false
	_ = f.eachEntry(treeBBT, t, func(e []byte) bool {
		ref := f.lay.blockRef(e)
		b, err := f.loadBlock(ref, nil)
		if err == nil && b.bidOK {
			matched = true
		}
		tried++
		return !matched && tried < 8
	})
	return matched || tried == 0
}

func (f *File) report(p Problem) {
	p.Offset = max(p.Offset, -1) // a reference of 64 bits can point before the file
	if f.opt.Report != nil {
		f.opt.Report(p)
	}
}

// printable keeps the header's client letters out of messages if they are not letters.
func printable(b []byte) string {
	for _, c := range b {
		if c < 'A' || c > 'Z' {
			return "??"
		}
	}
	return string(b)
}
