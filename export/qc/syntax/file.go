package syntax

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// reader walks a file from its first byte to its last.
type reader struct {
	scanner
	file *File
	at   map[int]int // where each object begins
}

func (r *reader) problem(at int, format string, args ...any) {
	if len(r.file.Problems) < maxProblems {
		r.file.Problems = append(r.file.Problems, Problem{at, fmt.Sprintf(format, args...)})
	}
}

const header = "%PDF-1.7\n"

func (r *reader) read() error {
	if !bytes.HasPrefix(r.data, []byte(header)) {
		r.problem(0, "it does not begin with the header of PDF 1.7")
	}
	r.pos = min(len(header), len(r.data))
	for {
		r.gap()
		start := r.pos
		t, err := r.token()
		if err != nil {
			return err
		}
		if t == operator("xref") {
			break
		}
		if n, ok := t.(float64); ok {
			err = r.object(start, n)
		} else {
			err = errors.New("neither an object nor the table begins there")
		}
		if err != nil {
			return fmt.Errorf("at byte %d: %w", start, err)
		}
	}
	return r.end(r.pos - len("xref"))
}

// gap passes white space; a comment there is a problem.
func (r *reader) gap() {
	for r.pos < len(r.data) {
		switch c := r.data[r.pos]; {
		case space(c):
			r.pos++
		case c == '%':
			r.problem(r.pos, "a comment stands between objects")
			r.pos = lineEnd(r.data, r.pos)
		default:
			return
		}
	}
}

func lineEnd(data []byte, at int) int {
	if n := bytes.IndexByte(data[at:], '\n'); n >= 0 {
		return at + n + 1
	}
	return len(data)
}

func (r *reader) object(start int, n float64) error {
	num := int(n)
	if gen, err := r.token(); err != nil || gen != float64(0) || float64(num) != n || num < 1 {
		return errors.New("an object is not numbered as it should be")
	}
	if t, err := r.token(); err != nil || t != operator("obj") {
		return errors.New("an object does not begin as it should")
	}
	v, err := r.value(0)
	if err != nil {
		return err
	}
	o := Object{Value: v}
	t, err := r.token()
	if err == nil && t == operator("stream") {
		if o.Stream, err = r.stream(v); err == nil {
			t, err = r.token()
		}
	}
	if err != nil || t != operator("endobj") {
		return fmt.Errorf("object %d does not end as it should", num)
	}
	if _, twice := r.file.Objects[num]; twice {
		r.problem(start, "object %d is there twice", num)
	}
	r.file.Objects[num], r.at[num] = o, start
	return nil
}

func (r *reader) stream(v Value) ([]byte, error) {
	d, _ := v.(Dict)
	n, ok := d["Length"].(float64)
	if !ok || r.pos >= len(r.data) || r.data[r.pos] != '\n' || n < 0 || n > float64(len(r.data)-r.pos-1) {
		return nil, errors.New("a stream's length is wrong")
	}
	from := r.pos + 1
	r.pos = from + int(n)
	if t, err := r.token(); err != nil || t != operator("endstream") {
		return nil, errors.New("a stream's length is wrong")
	}
	return r.data[from : from+int(n)], nil
}

// end reads the table, the trailer and the last lines; xref is where the table
// begins.
func (r *reader) end(xref int) error {
	r.pos = xref
	size := r.table()
	if !r.line("trailer") {
		return errors.New("the trailer is not where it should be")
	}
	v, err := r.value(0)
	if err != nil {
		return fmt.Errorf("the trailer: %w", err)
	}
	r.file.Trailer, _ = v.(Dict)
	if r.file.Trailer["Size"] != float64(size) || size != len(r.file.Objects)+1 {
		r.problem(r.pos, "the table, the trailer and the file do not agree on the number of objects")
	}
	if rest := string(r.data[r.pos:]); rest != "\nstartxref\n"+strconv.Itoa(xref)+"\n%%EOF\n" {
		r.problem(r.pos, "the file does not end behind its trailer")
	}
	return nil
}

// table compares each line of the table with what was read.
func (r *reader) table() (size int) {
	var first int
	head := string(r.data[r.pos:min(len(r.data), r.pos+40)])
	if n, _ := fmt.Sscanf(head, "xref\n%d %d\n", &first, &size); n != 2 || first != 0 || size < 1 || size > len(r.data)/20+1 {
		r.problem(r.pos, "the table of objects is not whole")
		r.pos = max(r.pos, bytes.LastIndex(r.data, []byte("trailer")))
		return 0
	}
	for _, want := range []string{"xref", fmt.Sprintf("0 %d", size), "0000000000 65535 f "} {
		if !r.line(want) {
			r.problem(r.pos, "the table of objects is not whole")
		}
	}
	for n := 1; n < size; n++ {
		if !r.line(fmt.Sprintf("%010d 00000 n ", r.at[n])) {
			r.problem(r.pos, "the table does not lead to object %d", n)
			r.pos = lineEnd(r.data, r.pos)
		}
	}
	return size
}

// line passes one line that must read as said.
func (r *reader) line(want string) bool {
	if !bytes.HasPrefix(r.data[r.pos:], []byte(want+"\n")) {
		return false
	}
	r.pos += len(want) + 1
	return true
}
