package archive

import (
	"bytes"
	"errors"
	"io"
)

// maxObject is the largest JSON object of a log that is read.
const maxObject = 4 << 20

// Why an object of a log could not be cut out.
var (
	errObjectCut   = errors.New("the object ends before it should")
	errObjectLarge = errors.New("the object is larger than 4 MiB")
)

// objects cuts the top-level JSON objects out of a stream, whatever stands
// between them: line ends, commas and brackets of an array, prefixes of a log.
// A broken object costs itself only: cutting goes on where the next one begins.
type objects struct {
	r     io.Reader
	buf   []byte
	base  int64 // offset of buf[0] in the stream
	start int   // of what was not yet given out
	eof   bool
	err   error
}

// fill reads on; false at the end of the stream.
func (o *objects) fill() bool {
	if o.eof {
		return false
	}
	if o.start > 0 {
		n := copy(o.buf, o.buf[o.start:])
		o.base += int64(o.start)
		o.buf, o.start = o.buf[:n], 0
	}
	if len(o.buf) == cap(o.buf) {
		bigger := make([]byte, len(o.buf), max(256<<10, 2*cap(o.buf)))
		copy(bigger, o.buf)
		o.buf = bigger
	}
	n, err := o.r.Read(o.buf[len(o.buf):cap(o.buf)])
	o.buf = o.buf[:len(o.buf)+n]
	if err != nil {
		o.eof = true
		if !errors.Is(err, io.EOF) {
			o.err = err
		}
	}
	return n > 0 || !o.eof
}

// next gives the next object and its offset. An error with an offset concerns
// that object alone; io.EOF is the end. The bytes are valid until the next call.
func (o *objects) next() (raw []byte, at int64, err error) {
	for {
		i := objectStart(o.buf[o.start:])
		if i >= 0 {
			o.start += i
			break
		}
		// Keep a brace at the very end: what follows it decides.
		keep := len(o.buf)
		if j := bytes.LastIndexByte(o.buf[o.start:], '{'); j >= 0 && len(o.buf)-o.start-j < 256 {
			keep = o.start + j
		}
		o.start = keep
		if !o.fill() {
			if o.err != nil {
				return nil, o.base + int64(len(o.buf)), o.err
			}
			return nil, 0, io.EOF
		}
	}
	var c cutter
	for {
		n, err := c.scan(o.buf[o.start:])
		at = o.base + int64(o.start)
		switch {
		case err != nil:
			o.start += n
			return nil, at, err
		case n > 0:
			raw = o.buf[o.start : o.start+n]
			o.start += n
			return raw, at, nil
		case len(o.buf)-o.start > maxObject:
			o.start = len(o.buf)
			return nil, at, errObjectLarge
		}
		if !o.fill() {
			// The rest may hold whole objects behind the broken one.
			at = o.base + int64(o.start)
			o.start++
			if j := bytes.IndexByte(o.buf[o.start:], '\n'); j >= 0 {
				o.start += j
			} else {
				o.start = len(o.buf)
			}
			return nil, at, errObjectCut
		}
	}
}

// objectStart finds a brace that begins an object: a key or its end follows.
// QUIRK: prefixes of log lines hold braces of their own ("{main} ").
func objectStart(b []byte) int {
	for i := 0; i < len(b); {
		j := bytes.IndexByte(b[i:], '{')
		if j < 0 {
			return -1
		}
		i += j
		k := i + 1
		for k < len(b) && (b[k] == ' ' || b[k] == '\t' || b[k] == '\r' || b[k] == '\n') {
			k++
		}
		if k < len(b) && (b[k] == '"' || b[k] == '}') {
			return i
		}
		i++
	}
	return -1
}

// cutter finds the end of one object. It may be called again with more bytes.
type cutter struct {
	pos    int
	depth  int
	array  uint64 // bit d: the container at depth d is an array
	text   bool
	escape bool
	prev   byte // the last byte outside strings that is no white space
}

// plainText marks bytes inside a string that change nothing.
var plainText = func() (t [256]bool) {
	for i := range t {
		t[i] = i != '"' && i != '\\' && i != '\n' && i != '\r'
	}
	return t
}()

// scan gives the length of the object at the start of b, 0 when b ends before
// it does. With an error the length is what to pass over.
func (c *cutter) scan(b []byte) (int, error) {
	for c.pos < len(b) {
		x := b[c.pos]
		if c.text {
			switch {
			case c.escape:
				c.escape = false
			case plainText[x]:
			case x == '\\':
				c.escape = true
			case x == '"':
				c.text, c.prev = false, x
			default: // a line end inside a string: the line was cut off
				return c.pos, errObjectCut
			}
			c.pos++
			continue
		}
		switch x {
		case ' ', '\t', '\r', '\n':
			c.pos++
			continue
		case '"':
			c.text = true
		case '{', '[':
			if err := c.push(x); err != nil {
				return max(c.pos, 1), err
			}
		case '}', ']':
			c.depth--
			if c.depth == 0 {
				c.pos++
				return c.pos, nil
			}
		}
		c.prev = x
		c.pos++
	}
	return 0, nil
}

// push enters a container. A value can stand only behind a colon, or in an
// array behind a bracket or comma; anywhere else a new object begins because
// the one before was cut off.
func (c *cutter) push(x byte) error {
	if c.depth > 0 {
		inArray := c.array>>c.depth&1 == 1
		if inArray && c.prev != '[' && c.prev != ',' || !inArray && c.prev != ':' {
			return errObjectCut
		}
	}
	c.depth++
	if c.depth >= 64 {
		return errObjectLarge
	}
	c.array &^= 1 << c.depth
	if x == '[' {
		c.array |= 1 << c.depth
	}
	return nil
}
