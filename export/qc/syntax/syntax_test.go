package syntax

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// file writes objects, a table and a trailer by hand.
func file(objects ...string) string {
	var b strings.Builder
	b.WriteString(header)
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<<\n/Size %d\n/Root 1 0 R\n>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return b.String()
}

func packed(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(s))
	_ = z.Close()
	return b.String()
}

func TestRead(t *testing.T) {
	z := packed("BT ET")
	f, err := Read([]byte(file("<</Type /Catalog /A [1 2 0 R (a\\(b\\)\\\\(c)\\r) <FEff> true null -1.5] /D <</N /Name>> >>",
		fmt.Sprintf("<</Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream", len(z), z), "<</Length 3>>\nstream\nabc\nendstream")))
	if err != nil || len(f.Problems) > 0 {
		t.Fatalf("%v %v", err, f.Problems)
	}
	want := Dict{"Type": Name("Catalog"), "D": Dict{"N": Name("Name")},
		"A": Array{1.0, Ref(2), String("a(b)\\(c)\r"), String("\xfe\xff"), true, nil, -1.5}}
	if got := f.Dict(f.Trailer["Root"]); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
	for ref, want := range map[Ref]string{2: "BT ET", 3: "abc"} {
		if got, err := f.Data(ref); err != nil || string(got) != want {
			t.Errorf("object %d: %q %v", ref, got, err)
		}
	}
	for _, v := range []Value{Ref(1), Ref(9), nil, 3.0} {
		if _, err := f.Data(v); err == nil {
			t.Errorf("%v is no stream", v)
		}
	}
}

func TestProblems(t *testing.T) {
	ok := file("<</A 1>>", "(x)")
	for name, data := range map[string]string{
		"other header":     strings.Replace(ok, "1.7", "1.4", 1),
		"second line":      strings.Replace(ok, "\xe2", "\xe3", 1),
		"comment":          strings.Replace(ok, "2 0 obj", "% hello\n2 0 obj", 1),
		"tail":             ok + "x",
		"white tail":       ok + "\n",
		"older revision":   ok + ok[len(header):],
		"wrong table":      strings.Replace(ok, fmt.Sprintf("%010d 0", len(header)), "0000000010 0", 1),
		"wrong startxref":  strings.Replace(ok, "startxref\n", "startxref\n1", 1),
		"object twice":     strings.Replace(ok, "2 0 obj", "1 0 obj\n5\nendobj\n2 0 obj", 1),
		"object not known": strings.Replace(ok, "/Size 3", "/Size 2", 1),
	} {
		if f, err := Read([]byte(data)); err != nil || len(f.Problems) == 0 {
			t.Errorf("%s: no problem (%v)", name, err)
		}
	}
	for name, data := range map[string]string{
		"empty": "", "no table": ok[:30], "key twice": file("<</A 1 /A 2>>"), "comment in an object": file("<< % x\n/A 1>>"), "odd name": file("<</A#20B 1>>"),
		"length too long": file("<</Length 900>>\nstream\nabc\nendstream"), "length too short": file("<</Length 2>>\nstream\nabc\nendstream"),
		"no length": file("<<>>\nstream\nabc\nendstream"), "deep": file(strings.Repeat("[", 1000)), "no end": file("(a"), "octal": file(`(\101)`),
		"bad hexadecimal": file("<0g>"), "stray": file("]"), "exponent": file("1e5"),
	} {
		if _, err := Read([]byte(data)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestStreams(t *testing.T) {
	z := packed("x")
	for name, o := range map[string]string{
		"filter":      "<</Filter /LZWDecode /Length 1>>\nstream\nx\nendstream",
		"broken":      "<</Filter /FlateDecode /Length 1>>\nstream\nx\nendstream",
		"bytes after": fmt.Sprintf("<</Filter /FlateDecode /Length %d>>\nstream\n%shidden\nendstream", len(z)+6, z),
	} {
		f, err := Read([]byte(file(o)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Data(Ref(1)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	z = packed(strings.Repeat("\x00", MaxStream+1))
	f, err := Read([]byte(file(fmt.Sprintf("<</Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream", len(z), z))))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Data(Ref(1)); err == nil {
		t.Error("a stream without bounds is unpacked")
	}
	z = packed(strings.Repeat("\x00", MaxStream))
	if f, err = Read([]byte(file(fmt.Sprintf("<</Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream", len(z), z)))); err != nil {
		t.Fatal(err)
	}
	n := 0
	for ; err == nil && n < 100; n++ {
		_, err = f.Data(Ref(1))
	}
	if n == 100 {
		t.Error("one stream is unpacked again and again")
	}
}

func TestSteps(t *testing.T) {
	var got []Step
	if err := Steps([]byte("q 0.5 g BT /F1 9 Tf 1 0 Td (\x00a) Tj ET Q"), func(s Step) bool { got = append(got, s); return true }); err != nil {
		t.Fatal(err)
	}
	want := []Step{{"q", nil}, {"g", []Value{0.5}}, {"BT", nil}, {"Tf", []Value{Name("F1"), 9.0}}, {"Td", []Value{1.0, 0.0}}, {"Tj", []Value{String("\x00a")}}, {"ET", nil}, {"Q", nil}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
	for _, bad := range []string{"1", "% x", "(a", "[1", "BI ) EI", strings.Repeat("1 ", 100) + "g"} {
		if err := Steps([]byte(bad), func(Step) bool { return true }); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
}

// Whatever comes in, reading ends without a panic, and what it accepts without
// a problem is whole: a byte more or less is noticed.
func FuzzRead(f *testing.F) {
	f.Add([]byte(file("<</Type /Catalog /A [1 2 0 R (a) <00> true null]>>", "<</Length 3>>\nstream\nabc\nendstream")))
	f.Add([]byte(file(strings.Repeat("<</A ", 20))))
	f.Add([]byte("%PDF-1.7\nxref\n0 1\ntrailer\n<<>>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := Read(data)
		if err != nil {
			return
		}
		for n, o := range doc.All() {
			if o.Stream != nil {
				_, _ = doc.Data(Ref(n))
			}
		}
		_ = Steps(data, func(Step) bool { return true })
		if len(doc.Problems) > 0 {
			return
		}
		if more, err := Read(append(bytes.Clone(data), 'x')); err == nil && len(more.Problems) == 0 {
			t.Error("a byte behind the end goes unnoticed")
		}
		if less, err := Read(data[:len(data)-1]); err == nil && len(less.Problems) == 0 {
			t.Error("a missing byte goes unnoticed")
		}
	})
}
