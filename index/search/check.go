package search

import (
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"vaughn/index/fault"
)

// Check reads every file of the index and compares it with the checksum at its
// end; a difference gives fault.Damaged. Open does not do this, because it
// takes as long as reading the whole index.
func (x *Index) Check(ctx context.Context) (err error) {
	defer x.rescue("checking the search index", &err)
	if err := x.Flush(ctx); err != nil {
		return err
	}
	v, err := x.view()
	if err != nil {
		return broken(fault.Damaged, x.dir, err)
	}
	defer v.close()
	for _, p := range v.segs {
		if err := ctx.Err(); err != nil {
			return &fault.Error{Code: fault.Cancelled, Op: "checking the search index", Err: err}
		}
		s, ok := p.seg.(segment.PersistedSegment)
		if !ok {
			continue // still in memory; it has no file yet
		}
		if err := checksum(s.Path()); err != nil {
			return broken(fault.Damaged, x.dir, err)
		}
	}
	return nil
}

// checksum compares the CRC-32 (IEEE) of a segment file with its last four
// bytes, which are the sum of all before them.
func checksum(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() < 4 {
		return errors.New("a segment is too short")
	}
	h := crc32.NewIEEE()
	if _, err := io.CopyN(h, f, info.Size()-4); err != nil {
		return err
	}
	var want [4]byte
	if _, err := io.ReadFull(f, want[:]); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(want[:]) != h.Sum32() {
		return errors.New("a segment differs from its checksum")
	}
	return nil
}
