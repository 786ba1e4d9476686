package archive

import (
	"context"
	"io"
	"io/fs"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"
)

// meterFS counts the bytes that were read of its one file.
type meterFS struct {
	fs.FS
	r    io.Reader
	read *atomic.Int64
}

func (m meterFS) Open(name string) (fs.File, error) {
	f, err := m.FS.Open(name)
	if err != nil {
		return nil, err
	}
	return chunkFile{f, readFunc(func(p []byte) (int, error) {
		n, err := m.r.Read(p)
		m.read.Add(int64(n))
		return n, err
	})}, nil
}

// TestEmitHoldsTheReaderBack: while emit works on one item, the reader runs
// ahead by a bounded amount only, however fast the disk is.
func TestEmitHoldsTheReaderBack(t *testing.T) {
	mail := boxLine + oneMail + strings.Repeat("a line of text\n", 1000) + "\n"
	box := endless{line: mail, lines: 8192}
	var read atomic.Int64
	src := Source{Name: "box", Main: "box", FS: meterFS{fstest.MapFS{"box": {}}, box.reader(), &read}, Options: Options{Limits: Limits{Memory: 256 << 10}, Workers: 2}}
	items := 0
	err := Mbox{}.Read(context.Background(), src, func(it Item) error {
		if items++; items == 10 {
			before := int64(-1)
			// Wait until the reader stands still.
			for now := read.Load(); now != before; now = read.Load() {
				before = now
				time.Sleep(50 * time.Millisecond)
			}
			if ahead := read.Load(); ahead > 4<<20 {
				t.Errorf("%d bytes were read of %d while the tenth item was held", ahead, box.size())
			}
		}
		return nil
	})
	if err != nil || items != 8193 {
		t.Errorf("%d items, %v", items, err)
	}
}

// TestStopWhileReaderIsAhead: no goroutine of a stopped Read touches the
// source afterwards.
func TestStopWhileReaderIsAhead(t *testing.T) {
	box := endless{line: boxLine + oneMail + "\n", lines: 1 << 20}
	var read atomic.Int64
	src := Source{Name: "box", Main: "box", FS: meterFS{fstest.MapFS{"box": {}}, box.reader(), &read}, Options: Options{Limits: Limits{Memory: 64 << 10}}}
	ctx, cancel := context.WithCancel(context.Background())
	items := 0
	err := Mbox{}.Read(ctx, src, func(Item) error {
		if items++; items == 100 {
			cancel()
		}
		return nil
	})
	after := read.Load()
	time.Sleep(20 * time.Millisecond)
	if err == nil || items > 101 || read.Load() != after {
		t.Errorf("%v after %d items; %d bytes read after the end", err, items, read.Load()-after)
	}
}
