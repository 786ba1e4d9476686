package production

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"vaughn/export/qc"
)

// json is the certificate as its file has it.
func (c Certificate) json() ([]byte, error) {
	var b bytes.Buffer
	err := c.write(&b)
	return b.Bytes(), err
}

// The file is what the encoder of the library makes of the certificate, and reads
// back into it.
func TestCertificateJSON(t *testing.T) {
	one := CertDocument{Begin: "T-1", End: "T-2", PDF: "PDF/T-1.pdf", Codes: []string{"b6"}, Says: []string{"a\n \"files\": null", "<&>"},
		Pages: []qc.PageClaim{{Bates: "T-1", W: 612, H: 792, Boxes: []qc.BoxClaim{{X: 1.25, Codes: []string{"b6"}, Label: "(b)(6)"}}}, {Bates: "T-2"}}}
	for name, c := range map[string]Certificate{
		"none":  {V: 1},
		"empty": {V: 1, Documents: []CertDocument{}, Files: []CertFile{}, Custodians: []string{}},
		"one":   {V: 1, Production: "a\n \"documents\": null", Documents: []CertDocument{one}, Files: []CertFile{{Path: "x", Parts: []int{0}}}},
		"some":  {V: 1, Policy: "\u2028 & \xff", Documents: []CertDocument{one, {}, one}, Files: []CertFile{{Path: "x"}, {Path: "y", Bytes: 1 << 40}}, Root: "r"},
	} {
		want, err := json.MarshalIndent(c, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.json()
		if err != nil || string(got) != string(want)+"\n" {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, got, want)
		}
		var back Certificate
		if err := json.Unmarshal(want, &back); err != nil {
			t.Fatal(err)
		}
		if read, err := parseCertificate(got); err != nil || !reflect.DeepEqual(read, back) {
			t.Errorf("%s: read back as %+v, %v, want %+v", name, read, err, back)
		}
		for at := range got[:len(got)-2] {
			if _, err := parseCertificate(got[:at]); err == nil {
				t.Errorf("%s: accepted when cut off at byte %d", name, at)
			}
		}
		s := sameAs{rest: got}
		if err := c.write(&s); err != nil || !s.same() {
			t.Errorf("%s: not the same as itself, %v", name, err)
		}
		for _, other := range [][]byte{got[:len(got)-1], append(bytes.Clone(got), 'x'), bytes.Replace(got, []byte("v"), []byte("w"), 1)} {
			s := sameAs{rest: other}
			if _ = c.write(&s); s.same() {
				t.Errorf("%s: the same as something else", name)
			}
		}
	}
	for _, bad := range []string{"", "[]", `{"v":1,"x":2}`, `{"documents":{}}`, `{"documents":[{"x":1}]}`, `{"files":[1]}`, `{"v":"1"}`} {
		if _, err := parseCertificate([]byte(bad)); err == nil {
			t.Errorf("accepted: %s", bad)
		}
	}
}
