package archive

import (
	"encoding/binary"
	"strings"
	"time"
	"unicode/utf16"
)

// sevenFiles is the list of files, kept as it is stored.
type sevenFiles struct {
	count           int
	names           []byte
	vacant, vacants sevenBits // without a stream; of these, the files
	nth             int       // how many without a stream have been asked for
	times           []byte
	timed           sevenBits
	attrs           []byte
	attributed      sevenBits
}

// files reads the list. Every name takes two bytes at least.
func (p *sevenParser) files() *sevenFiles {
	f := &sevenFiles{}
	n := p.number()
	if n > p.entries {
		p.fail(errSevenMany)
		return f
	}
	if n*2 > uint64(len(p.b)) {
		p.fail(errSevenHeader)
		return f
	}
	f.count = int(n)
	f.vacant, f.vacants = make(sevenBits, (n+7)/8), make(sevenBits, (n+7)/8)
	for {
		id := p.byte()
		if id == sevenEnd || p.err != nil {
			break
		}
		f.property(id, &sevenParser{b: p.take(p.number())})
	}
	if p.err == nil && !f.complete() {
		p.fail(errSevenHeader)
	}
	return f
}

// property reads one. One that is damaged and no more than an ornament is left
// out; so are those nobody knows.
func (f *sevenFiles) property(id byte, q *sevenParser) {
	switch id {
	case sevenEmptyStream:
		if v := q.bits(f.count); q.err == nil && v != nil {
			f.vacant = v
		}
	case sevenEmptyFile:
		if v := q.bits(f.vacantCount()); q.err == nil {
			copy(f.vacants, v)
		}
	case sevenNames:
		if q.byte() == 0 {
			f.names = q.b
		}
	case sevenMTime:
		if v := q.defined(f.count); q.byte() == 0 && q.err == nil {
			f.timed, f.times = v, dense(v, f.count, q.b, 8)
		}
	case sevenAttributes:
		if v := q.defined(f.count); q.byte() == 0 && q.err == nil {
			f.attributed, f.attrs = v, dense(v, f.count, q.b, 4)
		}
	}
}

func (f *sevenFiles) vacantCount() (n int) {
	for i := range f.count {
		if f.vacant.has(i) {
			n++
		}
	}
	return n
}

// dense gives the stored values if there are enough of them.
func dense(v sevenBits, n int, b []byte, width int) []byte {
	need := 0
	for i := range n {
		if v.has(i) {
			need += width
		}
	}
	if need > len(b) {
		return nil
	}
	return b[:need:need]
}

// complete tells whether there is a name for every file.
func (f *sevenFiles) complete() bool {
	n := 0
	for i := 0; i+1 < len(f.names); i += 2 {
		if f.names[i]|f.names[i+1] == 0 {
			n++
		}
	}
	return n >= f.count
}

// name gives the next name.
func (f *sevenFiles) name() string {
	var u []uint16
	for len(f.names) >= 2 {
		c := binary.LittleEndian.Uint16(f.names)
		if f.names = f.names[2:]; c == 0 {
			break
		}
		u = append(u, c)
	}
	return strings.ReplaceAll(string(utf16.Decode(u)), `\`, "/")
}

func (f *sevenFiles) empty(i int) bool { return f.vacant.has(i) }

// file tells of the next one without a stream whether it is a file at all;
// the others are folders.
func (f *sevenFiles) file(int) bool {
	f.nth++
	return f.vacants.has(f.nth - 1)
}

// when is asked of one file after the other.
func (f *sevenFiles) when(i int) time.Time {
	if f.times == nil || !f.timed.has(i) {
		return time.Time{}
	}
	ticks := binary.LittleEndian.Uint64(f.times)
	f.times = f.times[8:]
	const unixEpoch = 116444736000000000 // in steps of 100 ns from 1601
	if ticks > 1<<62 {
		return time.Time{}
	}
	d := int64(ticks) - unixEpoch
	return time.Unix(d/1e7, d%1e7*100).UTC()
}

// attributes is asked of one file after the other.
func (f *sevenFiles) attributes(i int) uint32 {
	if f.attrs == nil || !f.attributed.has(i) {
		return 0
	}
	v := binary.LittleEndian.Uint32(f.attrs)
	f.attrs = f.attrs[4:]
	return v
}
