// Package syntax reads the plain dialect of PDF that a production is made of:
// one cross-reference table, direct objects, Flate streams. It is the second
// engine of the proof and shares no code with the writer or with PDFium.
//
// It accounts for every byte of a file: what no object holds is a Problem, so
// nothing can hide between objects, behind the end, or in an older revision.
// It refuses what the dialect has no need of (object streams, encryption, other
// filters) instead of supporting it, repairs nothing, and bounds nesting and
// the size of what it unpacks.
package syntax

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync/atomic"
)

// Value is one of: nil (null), bool, float64, Name, String, Ref, Array, Dict.
type Value any

// Name is a PDF name without its slash.
type Name string

// String is the bytes of a string, escapes resolved.
type String []byte

// Ref points to an object; the generation is always 0.
type Ref int

// Array is a list of values.
type Array []Value

// Dict is a dictionary; the order of keys means nothing.
type Dict map[Name]Value

// Object is one numbered object of a file. Stream is as stored, nil when the
// object is none.
type Object struct {
	Value  Value
	Stream []byte
}

// Problem is something in a file that the dialect has no place for.
type Problem struct {
	At  int // byte offset
	Why string
}

// File is a file taken apart. It may be asked from several goroutines.
type File struct {
	Trailer  Dict
	Problems []Problem

	data     []byte
	at       []int    // where each object begins, by number; 0: there is none
	count    int      // of objects
	kept     []Object // the first of them, by number
	unpacked atomic.Int64
}

// maxProblems bounds what is listed of a file that is no file of ours.
const maxProblems = 100

// keep is how many objects of a file stay in memory once they are read; others are
// read again when they are asked for: ten thousand pages have half a million.
const keep = 1 << 13

// leastObject is what the shortest object takes, in bytes: a number beyond them is none.
const leastObject = len("1 0 obj 1 endobj ")

// Read takes a file apart. An error means that too little could be read to say
// anything; a Problem leaves the rest readable. The bytes must not change while
// the File is in use.
func Read(data []byte) (*File, error) {
	f := &File{data: data, at: []int{0}, kept: []Object{{}}}
	r := &reader{scanner: scanner{data: data}, file: f}
	if err := r.read(); err != nil {
		return nil, fmt.Errorf("reading a PDF: %w", err)
	}
	return f, nil
}

// Len is how many objects the file has.
func (f *File) Len() int { return f.count }

// Object gives an object by its number, the zero Object when there is none.
func (f *File) Object(n int) Object {
	if n < 0 || n >= len(f.at) || f.at[n] == 0 {
		return Object{}
	}
	if n < len(f.kept) {
		return f.kept[n]
	}
	r := &reader{scanner: scanner{data: f.data, pos: f.at[n]}, file: f}
	_, o, _ := r.parse() // it was read before
	return o
}

// All gives the objects in the order of their numbers.
func (f *File) All() iter.Seq2[int, Object] {
	return func(yield func(int, Object) bool) {
		for n, at := range f.at {
			if at > 0 && !yield(n, f.Object(n)) {
				return
			}
		}
	}
}

// Direct follows references, a bounded number of times.
func (f *File) Direct(v Value) Value {
	for range 8 {
		ref, ok := v.(Ref)
		if !ok {
			return v
		}
		v = f.Object(int(ref)).Value
	}
	return nil
}

// Dict is the dictionary a value is or points to, nil when it is none.
func (f *File) Dict(v Value) Dict {
	d, _ := f.Direct(v).(Dict)
	return d
}

// Most bytes that one stream and that all streams of a file may unpack to,
// each counted as often as it is asked for.
const (
	MaxStream = 64 << 20
	MaxTotal  = 1 << 30
)

// Data unpacks the stream a reference points to.
func (f *File) Data(v Value) ([]byte, error) {
	ref, ok := v.(Ref)
	if !ok {
		return nil, errors.New("unpacking a stream: it is not an object of its own")
	}
	o := f.Object(int(ref))
	d, ok := o.Value.(Dict)
	if !ok || o.Stream == nil {
		return nil, fmt.Errorf("unpacking object %d: it is no stream", ref)
	}
	switch filter := d["Filter"]; filter {
	case nil:
		return o.Stream, nil
	case Name("FlateDecode"):
	default:
		return nil, fmt.Errorf("unpacking object %d: an unknown filter", ref)
	}
	if f.unpacked.Load() > MaxTotal {
		return nil, fmt.Errorf("unpacking object %d: the file unpacks to more than %d bytes", ref, MaxTotal)
	}
	src := bytes.NewReader(o.Stream)
	z, err := zlib.NewReader(src)
	if err != nil {
		return nil, fmt.Errorf("unpacking object %d: %w", ref, err)
	}
	out, err := io.ReadAll(io.LimitReader(z, MaxStream+1))
	f.unpacked.Add(int64(len(out)))
	switch {
	case err != nil:
		return nil, fmt.Errorf("unpacking object %d: %w", ref, err)
	case len(out) > MaxStream:
		return nil, fmt.Errorf("unpacking object %d: it is larger than %d bytes", ref, MaxStream)
	case src.Len() > 0:
		return nil, fmt.Errorf("unpacking object %d: bytes stand behind its end", ref)
	}
	return out, nil
}
