package pst

import "fmt"

// pageRef is a BREF: what a page is called and where it lies.
type pageRef struct {
	bid uint64
	off int64
}

// page is one B-tree page. Entries are read from raw as they are needed.
type page struct {
	raw   []byte
	ptype byte
	level int
	count int
	step  int // cbEnt: entries are this far apart, whatever their structure's size
	bid   uint64
	crcOK bool
}

func (p *page) entry(i int) []byte { return p.raw[i*p.step : (i+1)*p.step] }

// parsePage checks everything that later code relies on. It does not judge the checksum.
func parsePage(l *layout, raw []byte, ptype byte) (*page, error) {
	if raw[l.ptypeAt] != ptype || raw[l.ptypeAt+1] != ptype {
		return nil, fmt.Errorf("page type is 0x%02X, not 0x%02X: %w", raw[l.ptypeAt], ptype, ErrDamaged)
	}
	p := &page{raw: raw, ptype: ptype, level: int(raw[l.levelAt]), step: int(raw[l.sizeAt]), bid: l.word(raw[l.pageBidAt:])}
	p.count = int(raw[l.countAt])
	if l.format == Unicode4K {
		p.count = u16(raw[l.countAt:])
	}
	least := l.branchSize
	if p.level == 0 {
		least = l.blkSize
		if ptype == ptypeNBT {
			least = l.nodeSize
		}
	}
	if p.step < least || p.count*p.step > l.entryBytes {
		return nil, fmt.Errorf("page has %d entries of %d bytes: %w", p.count, p.step, ErrDamaged)
	}
	p.crcOK = weakCRC(raw[:l.crcSpan()]) == u32(raw[l.pageCrcAt:])
	return p, nil
}

// page reads a page through the cache. level is what its parent promises, or -1 for a root. A page that is not what
// it should be starts the scan; a mere checksum error does too, but the page is used.
func (f *File) page(ref pageRef, ptype byte, level int) (*page, error) {
	p, ok := f.pages.get(uint64(ref.off))
	if !ok {
		var err error
		if p, err = f.readPage(ref.off, ptype); err != nil {
			f.pageProblem(ref.off, err.Error(), true)
			return nil, faultAt(ref.off, err, "reading page")
		}
		f.pages.put(uint64(ref.off), p, f.lay.pageSize)
	}
	if p.ptype != ptype { // cached for the other tree, whose entries have another size
		f.pageProblem(ref.off, "page belongs to both trees", true)
		return nil, faultAt(ref.off, ErrDamaged, "page of type 0x%02X in place of 0x%02X", p.ptype, ptype)
	}
	if level >= 0 && p.level != level {
		f.pageProblem(ref.off, "page is not on the level its parent says", true)
		return nil, faultAt(ref.off, ErrDamaged, "page on level %d instead of %d", p.level, level)
	}
	if f.checkPages && !p.crcOK {
		f.pageProblem(ref.off, "checksum of the page is wrong", false)
	} else if p.bid != ref.bid {
		f.pageProblem(ref.off, "page carries another identifier than its parent says", false)
	}
	return p, nil
}

func (f *File) readPage(off int64, ptype byte) (*page, error) {
	if off < 0 || off > f.size-int64(f.lay.pageSize) {
		return nil, fmt.Errorf("outside the file of %d bytes: %w", f.size, ErrDamaged)
	}
	raw := make([]byte, f.lay.pageSize)
	if _, err := f.r.ReadAt(raw, off); err != nil {
		return nil, err
	}
	return parsePage(f.lay, raw, ptype)
}

// pageProblem reports a page once, however often it is met, and turns to the scan.
func (f *File) pageProblem(off int64, detail string, lost bool) {
	f.mu.Lock()
	fresh := f.told.add(uint64(off))
	f.mu.Unlock()
	if !fresh {
		return
	}
	f.report(Problem{Offset: off, Detail: detail, Lost: lost})
	f.mu.Lock()
	f.info.Damaged = true
	f.mu.Unlock()
	f.startScan()
}
