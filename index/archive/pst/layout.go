package pst

import (
	"encoding/binary"
	"hash/crc32"
)

// Format is one of the three on-disk layouts.
type Format int

// The layouts, by the header's wVer (MS-PST 2.2.2.6).
const (
	ANSI      Format = iota // 32-bit offsets, wVer 14 and 15
	Unicode                 // 64-bit offsets, 512-byte pages, wVer 16 to 35 (21 and 23 in the wild)
	Unicode4K               // 64-bit offsets, 4096-byte pages, wVer 36: Outlook 2013 and later, OST only
)

// String gives the layout's name.
func (f Format) String() string {
	return [...]string{"ANSI", "Unicode", "Unicode 4K"}[f]
}

// Page types (MS-PST 2.2.2.7.1).
const (
	ptypeBBT = 0x80
	ptypeNBT = 0x81
)

// layout holds every offset that differs between the three formats. Trailer offsets count from the trailer's start,
// all others from the start of page or header.
type layout struct {
	format Format
	wide   bool // BIDs and file offsets are 8 bytes

	eofAt, nbtAt, bbtAt, cryptAt int // header

	pageSize, entryBytes          int // page
	countAt, sizeAt, levelAt      int
	ptypeAt, pageBidAt, pageCrcAt int
	branchSize, nodeSize, blkSize int // smallest legal cbEnt of the three entry kinds
	align, trailer, maxBlock      int // block
	trailBidAt, trailCrcAt        int
	subHeader, subLeaf, subBranch int // SLBLOCK, SIBLOCK
	heapIndexBits                 int // HID split
}

func ansiLayout() *layout {
	return &layout{
		format: ANSI, eofAt: 168, nbtAt: 184, bbtAt: 192, cryptAt: 461,
		pageSize: 512, entryBytes: 496, countAt: 496, sizeAt: 498, levelAt: 499,
		ptypeAt: 500, pageBidAt: 504, pageCrcAt: 508,
		branchSize: 12, nodeSize: 16, blkSize: 12,
		align: 64, trailer: 12, maxBlock: 8192 - 12, trailBidAt: 4, trailCrcAt: 8,
		subHeader: 4, subLeaf: 12, subBranch: 8, heapIndexBits: 11,
	}
}

func unicodeLayout() *layout {
	return &layout{
		format: Unicode, wide: true, eofAt: 184, nbtAt: 216, bbtAt: 232, cryptAt: 513,
		pageSize: 512, entryBytes: 488, countAt: 488, sizeAt: 490, levelAt: 491,
		ptypeAt: 496, pageBidAt: 504, pageCrcAt: 500,
		branchSize: 24, nodeSize: 28, blkSize: 20,
		align: 64, trailer: 16, maxBlock: 8192 - 16, trailBidAt: 8, trailCrcAt: 4,
		subHeader: 8, subLeaf: 24, subBranch: 16, heapIndexBits: 11,
	}
}

func unicode4KLayout() *layout {
	l := unicodeLayout()
	l.format = Unicode4K
	l.pageSize, l.entryBytes, l.countAt, l.sizeAt, l.levelAt = 4096, 4056, 4056, 4060, 4061
	l.ptypeAt, l.pageCrcAt, l.pageBidAt = 4072, 4076, 4080
	l.blkSize = 22
	l.align, l.trailer, l.maxBlock = 512, 24, 65536-24
	l.heapIndexBits = 14
	return l
}

// crcSpan is how many leading bytes of a page its CRC covers: all before the trailer.
func (l *layout) crcSpan() int { return l.ptypeAt }

// word reads a BID, key or file offset.
func (l *layout) word(b []byte) uint64 {
	if l.wide {
		return binary.LittleEndian.Uint64(b)
	}
	return uint64(binary.LittleEndian.Uint32(b))
}

func (l *layout) wordSize() int {
	if l.wide {
		return 8
	}
	return 4
}

// extent is the room a block of n stored bytes takes in the file, trailer and padding included.
func (l *layout) extent(n int) int {
	return (n + l.trailer + l.align - 1) / l.align * l.align
}

func u16(b []byte) int    { return int(binary.LittleEndian.Uint16(b)) }
func u32(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }

// weakCRC is the CRC-32 of MS-PST 5.3: the usual polynomial, but started at zero and not inverted at the end.
func weakCRC(b []byte) uint32 {
	return ^crc32.Update(0xFFFFFFFF, crc32.IEEETable, b)
}
