package qc

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// editor takes a finished PDF apart by plain text search and puts it together
// again with a right table and identifier. It is what an error or an attacker
// would do to a file and shares no code with the writer or the readers.
type editor struct {
	t       testing.TB
	objects map[int]string // body of each object, streams unpacked
	root    int
	info    int
	between string // written before the last object
	tail    string // written behind the end
	id      string // instead of the right identifier
}

var objectRE = regexp.MustCompile(`(?s)(\d+) 0 obj\n(.*?)\nendobj\n`)
var streamRE = regexp.MustCompile(`(?s)^(.*?)stream\n(.*)\nendstream$`)

func edit(t testing.TB, file []byte) *editor {
	t.Helper()
	e := &editor{t: t, objects: map[int]string{}}
	for _, m := range objectRE.FindAllSubmatch(file, -1) {
		n, _ := strconv.Atoi(string(m[1]))
		body := string(m[2])
		if s := streamRE.FindStringSubmatch(body); s != nil && strings.Contains(s[1], "/FlateDecode") {
			z, err := zlib.NewReader(strings.NewReader(s[2]))
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(z)
			if err != nil {
				t.Fatal(err)
			}
			body = s[1] + "stream\n" + string(data) + "\nendstream"
		}
		e.objects[n] = body
	}
	e.root, e.info = e.find("/Type /Catalog"), e.find("/Producer (")
	return e
}

// find gives the first object that holds a text.
func (e *editor) find(text string) int {
	e.t.Helper()
	for _, n := range slices.Sorted(maps.Keys(e.objects)) {
		if strings.Contains(e.objects[n], text) {
			return n
		}
	}
	e.t.Fatalf("no object holds %q", text)
	return 0
}

func (e *editor) add(body string) int {
	n := len(e.objects) + 1
	e.objects[n] = body
	return n
}

func (e *editor) addStream(dict, data string) int {
	return e.add("<<" + dict + " /Length 0>>\nstream\n" + data + "\nendstream")
}

// key adds an entry to an object's dictionary.
func (e *editor) key(n int, entry string) {
	i := strings.Index(e.objects[n], "<<") + 2
	e.objects[n] = e.objects[n][:i] + entry + " " + e.objects[n][i:]
}

func (e *editor) replace(n int, old, new string) {
	e.t.Helper()
	if !strings.Contains(e.objects[n], old) {
		e.t.Fatalf("object %d does not hold %q", n, old)
	}
	e.objects[n] = strings.Replace(e.objects[n], old, new, 1)
}

// page is the object number of a page's program.
func (e *editor) page(i int) int {
	m := regexp.MustCompile(`(\d+) 0 R`).FindAllStringSubmatch(e.kids(), -1)
	n, _ := strconv.Atoi(m[i][1])
	c := regexp.MustCompile(`/Contents (\d+) 0 R`).FindStringSubmatch(e.objects[n])
	out, _ := strconv.Atoi(c[1])
	return out
}

// drop takes objects away for which the test says so, and numbers the others anew.
func (e *editor) drop(test func(body string) bool) {
	to := map[string]string{}
	left := map[int]string{}
	for _, n := range slices.Sorted(maps.Keys(e.objects)) {
		if !test(e.objects[n]) {
			left[len(left)+1] = e.objects[n]
			to[strconv.Itoa(n)] = strconv.Itoa(len(left))
		}
	}
	for n, o := range left {
		dict, stream, _ := strings.Cut(o, "stream\n")
		dict = regexp.MustCompile(`\d+ 0 R`).ReplaceAllStringFunc(dict, func(ref string) string {
			return to[strings.TrimSuffix(ref, " 0 R")] + " 0 R"
		})
		if left[n] = dict; stream != "" {
			left[n] += "stream\n" + stream
		}
	}
	e.objects = left
	e.root, e.info = e.find("/Type /Catalog"), e.find("/Producer (")
}

func (e *editor) kids() string {
	return regexp.MustCompile(`/Kids \[([^\]]*)\]`).FindStringSubmatch(e.objects[e.find("/Type /Pages")])[1]
}

// aPage tells the object of a page.
const aPage = "/Type /Page "

// font is the name of the first font of a page.
func (e *editor) font() string {
	return regexp.MustCompile(`/F\d+`).FindString(e.objects[e.find(aPage)])
}

// before and behind put operators at the ends of page 0.
func (e *editor) before(ops string) { e.replace(e.page(0), "stream\n", "stream\n"+ops+"\n") }
func (e *editor) behind(ops string) { e.replace(e.page(0), "\nendstream", "\n"+ops+"\nendstream") }

// show is operators that write text at a place.
func (e *editor) show(x, y, size float64, how, text string) string {
	return fmt.Sprintf("q %s BT %s %.2f Tf %.2f %.2f Td %s Tj ET Q", how, e.font(), size, x, y, wide(text))
}

// wide is a text as a string of two-byte codes.
func wide(text string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		for _, c := range []byte{byte(u >> 8), byte(u)} {
			if c == '(' || c == ')' || c == '\\' {
				b.WriteByte('\\')
			}
			if c == '\r' {
				b.WriteString("\\r")
				continue
			}
			b.WriteByte(c)
		}
	}
	return "(" + b.String() + ")"
}

var lengthRE = regexp.MustCompile(`/Length \d+`)

// bytes writes the file.
func (e *editor) bytes() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	at := make([]int, len(e.objects)+1)
	for n := 1; n <= len(e.objects); n++ {
		if n == len(e.objects) {
			b.WriteString(e.between)
		}
		at[n] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", n, packed(e.objects[n]))
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at))
	for _, a := range at[1:] {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<<\n/Size %d\n/Root %d 0 R\n/Info %d 0 R", len(at), e.root, e.info)
	sum := sha256.Sum256(b.Bytes())
	id := fmt.Sprintf("%x", sum[:16])
	if e.id != "" {
		id = fmt.Sprintf("%x", e.id)
	}
	fmt.Fprintf(&b, "\n/ID [<%s> <%s>]\n>>\nstartxref\n%d\n%%%%EOF\n%s", id, id, xref, e.tail)
	return b.Bytes()
}

func packed(body string) string {
	s := streamRE.FindStringSubmatch(body)
	if s == nil {
		return body
	}
	data := s[2]
	if strings.Contains(s[1], "/FlateDecode") {
		var b bytes.Buffer
		z := zlib.NewWriter(&b)
		_, _ = io.WriteString(z, data)
		_ = z.Close()
		data = b.String()
	}
	return lengthRE.ReplaceAllString(s[1], fmt.Sprintf("/Length %d", len(data))) + "stream\n" + data + "\nendstream"
}
