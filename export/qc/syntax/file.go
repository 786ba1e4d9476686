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
}

func (r *reader) problem(at int, format string, args ...any) {
	if len(r.file.Problems) < maxProblems {
		r.file.Problems = append(r.file.Problems, Problem{at, fmt.Sprintf(format, args...)})
	}
}

// header is the first line and the one that says that the file is not text
// (PDF 32000-1, 7.5.2).
const header = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

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
		if _, ok := t.(float64); ok {
			err = r.object(start)
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

// object reads the object that begins at start and keeps its place.
func (r *reader) object(start int) error {
	r.pos = start
	n, o, err := r.parse()
	if err != nil {
		return err
	}
	f := r.file
	for n >= len(f.at) {
		f.at = append(f.at, 0)
	}
	if f.at[n] > 0 {
		r.problem(start, "object %d is there twice", n)
	} else {
		f.count++
	}
	f.at[n] = start
	if n < keep {
		f.kept = append(f.kept, make([]Object, max(0, n+1-len(f.kept)))...)
		f.kept[n] = o
	}
	return nil
}

// parse reads an object.
func (r *reader) parse() (n int, o Object, err error) {
	t, err := r.token()
	number, _ := t.(float64)
	if n = int(number); err != nil || float64(n) != number || n < 1 || n > len(r.data)/leastObject {
		return 0, o, errors.New("an object is not numbered as it should be")
	}
	if gen, err := r.token(); err != nil || gen != float64(0) {
		return 0, o, errors.New("an object is not numbered as it should be")
	}
	if t, err := r.token(); err != nil || t != operator("obj") {
		return 0, o, errors.New("an object does not begin as it should")
	}
	if o.Value, err = r.value(0); err != nil {
		return 0, o, err
	}
	t, err = r.token()
	if err == nil && t == operator("stream") {
		if o.Stream, err = r.stream(o.Value); err == nil {
			t, err = r.token()
		}
	}
	if err != nil || t != operator("endobj") {
		return 0, o, fmt.Errorf("object %d does not end as it should", n)
	}
	return n, o, nil
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
	if r.file.Trailer["Size"] != float64(size) || size != r.file.count+1 {
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
		at := 0
		if n < len(r.file.at) {
			at = r.file.at[n]
		}
		if !r.entry(at) {
			r.problem(r.pos, "the table does not lead to object %d", n)
			r.pos = lineEnd(r.data, r.pos)
		}
	}
	return size
}

// entry passes the line of an object that begins at a place.
func (r *reader) entry(at int) bool {
	want := []byte("0000000000 00000 n \n")
	for i := 9; i >= 0; i, at = i-1, at/10 {
		want[i] += byte(at % 10)
	}
	if at > 0 || !bytes.HasPrefix(r.data[r.pos:], want) {
		return false
	}
	r.pos += len(want)
	return true
}

// line passes one line that must read as said.
func (r *reader) line(want string) bool {
	if !bytes.HasPrefix(r.data[r.pos:], []byte(want+"\n")) {
		return false
	}
	r.pos += len(want) + 1
	return true
}
