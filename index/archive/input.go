package archive

import (
	"bytes"
	"io"
	"strings"
)

// input is the bytes of one item: in memory, or in a file read in windows.
type input struct {
	mem  []byte
	file io.ReaderAt
	size int64
	err  error // the first failure to read the file
}

// windowSize is how much of a file is searched at a time.
const windowSize = 1 << 20

func memory(b []byte) *input { return &input{mem: b, size: int64(len(b))} }

// slice gives the bytes of a range, at most limit of them.
func (in *input) slice(start, end, limit int64) []byte {
	end = min(end, start+limit, in.size)
	if start >= end {
		return nil
	}
	if in.file == nil {
		return in.mem[start:end:end]
	}
	buf := make([]byte, end-start)
	n, err := in.file.ReadAt(buf, start)
	if err != nil && err != io.EOF && in.err == nil {
		in.err = err
	}
	return buf[:n]
}

// section is a part of the input as an input of its own.
func (in *input) section(start, end int64) *input {
	if in.file == nil {
		return memory(in.mem[start:end:end])
	}
	return &input{file: io.NewSectionReader(in.file, start, end-start), size: end - start}
}

// reader streams a range.
func (in *input) reader(start, end int64) io.Reader {
	if in.file == nil {
		return bytes.NewReader(in.mem[start:end])
	}
	return io.NewSectionReader(in.file, start, end-start)
}

// each calls found with every position of needle in the range, in order, until
// it returns false.
func (in *input) each(start, end int64, needle []byte, found func(pos int64) bool) {
	if in.file == nil {
		eachIn(in.mem[start:end], needle, func(i int) bool { return found(start + int64(i)) })
		return
	}
	for start < end {
		win := in.slice(start, end, windowSize)
		more := eachIn(win, needle, func(i int) bool { return found(start + int64(i)) })
		if !more || int64(len(win)) < windowSize {
			return
		}
		start += int64(len(win) - len(needle) + 1)
	}
}

func eachIn(b, needle []byte, found func(int) bool) bool {
	for i := 0; ; {
		k := bytes.Index(b[i:], needle)
		if k < 0 {
			return true
		}
		if !found(i + k) {
			return false
		}
		i += k + 1
	}
}

// blankLine finds the end of the first empty line at or after start.
func (in *input) blankLine(start, end int64) int64 {
	at := end
	in.each(start, end, []byte("\n"), func(pos int64) bool {
		switch next := in.slice(pos+1, end, 2); {
		case len(next) > 0 && next[0] == '\n':
			at = pos + 2
		case len(next) > 1 && next[0] == '\r' && next[1] == '\n':
			at = pos + 3
		default:
			return true
		}
		return false
	})
	return at
}

// delimiter is one boundary line: it begins at pos, the next part at next.
type delimiter struct {
	pos, next int64
	close     bool
}

// delimiters finds the lines of a boundary (RFC 2046 section 5.1.1): the whole
// line must be "--boundary", or that with "--", plus white space, so that a
// boundary which begins like another is told apart.
func (in *input) delimiters(start, end int64, boundary []byte, limit int) []delimiter {
	var out []delimiter
	mark := append([]byte("--"), boundary...)
	take := func(pos int64) bool {
		line := in.slice(pos, end, int64(len(mark))+256)
		tail := line[len(mark):]
		closing := bytes.HasPrefix(tail, []byte("--"))
		if closing {
			tail = tail[2:]
		}
		eol := bytes.IndexByte(tail, '\n')
		size := int64(len(line) - len(tail))
		switch {
		case eol >= 0:
			size += int64(eol) + 1
			tail = tail[:eol]
		default:
			size += int64(len(tail))
		}
		// QUIRK: some gateways write "--boundary-->": what follows the closing
		// mark and cannot be part of a boundary does not matter.
		if isBlank(tail) || closing && !isBoundaryChar(tail[0]) {
			out = append(out, delimiter{pos, pos + size, closing})
		}
		return len(out) <= limit
	}
	if bytes.HasPrefix(in.slice(start, end, int64(len(mark))), mark) && !take(start) {
		return out
	}
	in.each(start, end, append([]byte("\n"), mark...), func(pos int64) bool { return take(pos + 1) })
	return out
}

// isBoundaryChar follows RFC 2046 section 5.1.1.
func isBoundaryChar(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.IndexByte("'()+_,-./:=? ", c) >= 0
}

// beforeEOL is end without the line end that belongs to the delimiter after it.
func (in *input) beforeEOL(start, end int64) int64 {
	tail := in.slice(max(start, end-2), end, 2)
	n := int64(len(tail))
	if n > 0 && tail[n-1] == '\n' {
		end--
		if n > 1 && tail[n-2] == '\r' {
			end--
		}
	}
	return end
}
