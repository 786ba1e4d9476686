package production

import (
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"reflect"
	"strings"
	"testing"

	"vaughn/export/qc"
)

// whole is a certificate with its lists, as its file has it but for their place.
type whole struct {
	Certificate
	Documents []CertDocument `json:"documents"`
	Files     []CertFile     `json:"files"`
}

// json is the certificate as its file has it.
func (c whole) json() ([]byte, error) {
	var b bytes.Buffer
	err := c.write(&b, listOf(c.Documents), listOf(c.Files))
	return b.Bytes(), err
}

func listOf[T any](list []T) iter.Seq2[T, error] {
	if list == nil {
		return nil
	}
	return each(list)
}

// root is that of the files listed.
func (c whole) root() string {
	var l listing
	for _, f := range c.Files {
		l.add(f)
	}
	l.sort()
	return l.root()
}

// readWhole reads a certificate with its lists.
func readWhole(data []byte) (c whole, err error) {
	l, err := readLedger(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return c, err
	}
	c.Certificate = l.Certificate
	c.sums, c.Certificate.Files = sums{}, 0
	if l.documents >= 0 {
		c.Documents, err = collect(l.docs())
		c.Documents = append([]CertDocument{}, c.Documents...)
	}
	if err == nil && l.filed >= 0 {
		c.Files, err = collect(entries[CertFile](l, l.filed))
		c.Files = append([]CertFile{}, c.Files...)
	}
	return c, err
}

// inFile is the order of a certificate's fields in its file: the root is the last.
func inFile(t *testing.T, c whole) string {
	t.Helper()
	data, err := json.MarshalIndent(struct {
		Certificate
		Root      string         `json:"-"`
		Documents []CertDocument `json:"documents"`
		Files     []CertFile     `json:"files"`
		Last      string         `json:"root"`
	}{c.Certificate, "", c.Documents, c.Files, c.Root}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data) + "\n"
}

// The file is what the encoder of the library makes of the certificate, and reads
// back into it.
func TestCertificateJSON(t *testing.T) {
	one := CertDocument{Begin: "T-1", End: "T-2", PDF: "PDF/T-1.pdf", Codes: []string{"b6"}, Says: []string{"a\n \"files\": null", "<&>"},
		Pages: []qc.PageClaim{{Bates: "T-1", W: 612, H: 792, Boxes: []qc.BoxClaim{{X: 1.25, Codes: []string{"b6"}, Label: "(b)(6)"}}}, {Bates: "T-2"}}}
	head := func(c Certificate, ds []CertDocument, fs []CertFile) whole { return whole{c, ds, fs} }
	for name, c := range map[string]whole{
		"none":  head(Certificate{V: 1}, nil, nil),
		"empty": head(Certificate{V: 1, Custodians: []string{}}, []CertDocument{}, []CertFile{}),
		"one": head(Certificate{V: 1, Production: "a\n \"root\": \"", Policy: "a\n \"documents\": null"}, []CertDocument{one},
			[]CertFile{{Path: "x", Parts: []int{0}}}),
		"some": head(Certificate{V: 1, Policy: "\u2028 & \ufffd", Root: "r"}, []CertDocument{one, {}, one}, []CertFile{{Path: "x"}, {Path: "y", Bytes: 1 << 40}}),
	} {
		want := inFile(t, c)
		got, err := c.json()
		if err != nil || string(got) != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, got, want)
		}
		var back whole
		if err := json.Unmarshal([]byte(want), &back); err != nil {
			t.Fatal(err)
		}
		if read, err := readWhole(got); err != nil || !reflect.DeepEqual(read, back) {
			t.Errorf("%s: read back as %+v, %v, want %+v", name, read, err, back)
		}
		for at := range got[:len(got)-2] {
			if _, err := readWhole(got[:at]); err == nil {
				t.Errorf("%s: accepted when cut off at byte %d", name, at)
			}
		}
		same := func(data []byte) bool {
			l, err := readLedger(bytes.NewReader(data), int64(len(data)))
			if err != nil {
				return false
			}
			ok, err := l.same()
			return ok && err == nil
		}
		if !same(got) {
			t.Errorf("%s: not the same as itself", name)
		}
		for _, other := range [][]byte{got[:len(got)-1], append(bytes.Clone(got), ' '), bytes.Replace(got, []byte(`"v": 1,`), []byte(`"v": 1, "v": 1,`), 1),
			bytes.Replace(got, []byte(`"documents": `), []byte(`"documents":  `), 1)} {
			if same(other) {
				t.Errorf("%s: the same as something else:\n%s", name, other)
			}
		}
	}
	for _, bad := range []string{"", "[]", `{"v":1,"x":2}`, `{"documents":{}}`, `{"documents":[{"x":1}]}`, `{"files":[1]}`, `{"v":"1"}`} {
		if _, err := readWhole([]byte(bad)); err == nil {
			t.Errorf("accepted: %s", bad)
		}
	}
}

// repeated is a certificate of any length that takes no room: a list of the same entry.
type repeated struct {
	head, entry, tail string
	n                 int
}

func (r repeated) size() int64 { return int64(len(r.head) + r.n*len(r.entry) + len(r.tail)) }

func (r repeated) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) && err == nil {
		at, s := off+int64(n), ""
		switch in := at - int64(len(r.head)); {
		case at < int64(len(r.head)):
			s = r.head[at:]
		case in < int64(r.n*len(r.entry)):
			s = r.entry[in%int64(len(r.entry)):]
		case at < r.size():
			s = r.tail[in-int64(r.n*len(r.entry)):]
		default:
			err = io.EOF
		}
		n += copy(p[n:], s)
	}
	return n, err
}

// A list may be longer than what is held at once; one value may not.
func TestCertificateOfAnyLength(t *testing.T) {
	list := repeated{`{"documents":[{"begin":"T-1"}`, `,{"begin":"T-2","says":["` + strings.Repeat("x", 1<<20) + `"]}`, `]}`, maxEntry>>20 + 8}
	l, err := readLedger(list, list.size())
	if err != nil || l.sums.counts.Records != list.n+1 {
		t.Errorf("a long list: %v", err)
	}
	for name, long := range map[string]repeated{
		"a value":     {`{"policy":"`, strings.Repeat("x", 1<<20), `"}`, maxEntry>>20 + 1},
		"many values": {`{"documents":[{}]`, `,"documents":[{}],"policy":"` + strings.Repeat("x", 1<<20) + `"`, `}`, maxEntry>>20 + 1},
	} {
		if _, err := readLedger(long, long.size()); err == nil {
			t.Errorf("%s beyond all bounds was read", name)
		}
	}
}
