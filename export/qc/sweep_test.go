package qc

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"
)

// What looking through the bytes of a file of three pages adds to its proof, in
// cases of several sizes.
func BenchmarkSweep(b *testing.B) {
	f := produced(b, rand.New(rand.NewPCG(1, 4)), 3, false)
	for name, more := range map[string][]string{"": nil, " and one beyond ASCII": {"Жданов Плющ"}} {
		for _, size := range []int{1, 1_000, 100_000} {
			b.Run(strconv.Itoa(size)+name, func(b *testing.B) {
				n := NewNeedles(append(more, withheldStrings(rand.New(rand.NewPCG(2, 4)), size)...))
				b.SetBytes(int64(len(f.file)))
				b.ReportAllocs()
				for b.Loop() {
					n.Sweep(f.file)
				}
			})
		}
	}
}

// What the strings of a case take while its files are proven.
func BenchmarkNewNeedles(b *testing.B) {
	secrets := withheldStrings(rand.New(rand.NewPCG(2, 4)), 100_000)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	n := NewNeedles(secrets)
	runtime.GC()
	runtime.ReadMemStats(&after)
	for b.Loop() {
		NewNeedles(secrets)
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(n.Len()), "B/needle")
	runtime.KeepAlive(secrets)
}

// withheldStrings are strings as reviewers mark them: names, addresses, numbers
// and sentences.
func withheldStrings(rng *rand.Rand, size int) []string {
	out := make([]string, 0, size)
	for k := range size {
		s := randomName(rng)
		switch k % 4 {
		case 1:
			s = strings.ReplaceAll(strings.ToLower(s), " ", ".") + "@mail.example.gov"
		case 2:
			s = fmt.Sprintf("%03d-%03d-%04d", rng.IntN(1000), rng.IntN(1000), rng.IntN(10_000))
		case 3:
			s = "please call " + s + " about the draft before " + randomName(rng) + " does"
		}
		out = append(out, s)
	}
	return out
}

// Letters with accents are no ASCII in UTF-16, though they fold to it.
func TestSweepOfUTF16(t *testing.T) {
	n := NewNeedles([]string{"Élodie Márquez", "Mirela Quistgaard"})
	for _, text := range []string{"by Élodie Márquez, too", "ELODIE MÁRQUEZ", "zeuqráM eidolÉ", "Mirela Quistgaárd", "Mirela Quistgaard"} {
		for name, order := range map[string]binary.AppendByteOrder{"big": binary.BigEndian, "little": binary.LittleEndian} {
			for _, before := range []string{"", "x"} {
				data := []byte(before)
				for _, u := range utf16.Encode([]rune(text)) {
					data = order.AppendUint16(data, u)
				}
				if got := n.Sweep(data); len(got) != 1 {
					t.Errorf("%q, %s end first, behind %q: %v", text, name, before, got)
				}
			}
		}
	}
}

// Words of the format are in every file; to withhold one stops nothing.
func TestWordsOfPDF(t *testing.T) {
	p := prover(t)
	f := produced(t, rand.New(rand.NewPCG(2, 4)), 1, false)
	var words []string
	for _, body := range edit(t, f.file).objects {
		if m := streamRE.FindStringSubmatch(body); m != nil && !strings.Contains(body, "begincmap") {
			body = m[1]
		}
		words = append(words, strings.FieldsFunc(body, func(r rune) bool { return !unicode.IsLetter(r) || r > unicode.MaxASCII })...)
	}
	words = slices.DeleteFunc(words, func(w string) bool { return len(w) < 8 || len(w) > 30 })
	f.claim.Withheld = NewNeedles(words)
	for _, x := range p.alone("bytes").findings(t, f.file, f.claim) {
		t.Errorf("%s: %s", x.Check, x.Why)
	}
	for _, i := range f.claim.Withheld.Sweep(f.file) {
		if !slices.Contains(f.claim.Withheld.Anywhere(pdfWords()), i) && !slices.Contains(f.claim.Withheld.Anywhere(saying(f.claim)), i) {
			t.Errorf("%q would stop a production", f.claim.Withheld.Text(i))
		}
	}
	if f.claim.Withheld.Len() < 30 {
		t.Errorf("only %d words", f.claim.Withheld.Len())
	}
}

// A packed stream is looked at by what it holds; what stands behind its end, and
// the bytes of one that breaks off or whose sum is wrong, are looked at too.
func TestSweepOfStreams(t *testing.T) {
	const secret = "Mirela Quistgaard"
	n := NewNeedles([]string{secret})
	pack := func(level int, s string) string {
		var b bytes.Buffer
		z, err := zlib.NewWriterLevel(&b, level)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = z.Write([]byte(s))
		_ = z.Close()
		return b.String()
	}
	object := func(s string) string { return "1 0 obj\nstream\r\n" + s + "\nendstream endobj\n" }
	held := strings.Repeat("the cost table is out of date, ", 9) + secret
	stored := pack(zlib.NoCompression, held)
	for name, c := range map[string]struct {
		file string
		want int
	}{
		"packed": {object(pack(9, held)), 1}, "second": {object(pack(9, "first")) + object(pack(9, held)), 1}, "clean": {object(pack(9, "first")) + object(pack(9, "second")), 0},
		"behind the end":    {object(pack(9, "first") + secret), 1},
		"between":           {object(pack(9, "first")) + secret + object(pack(9, "second")), 1},
		"in one another":    {object(pack(9, object(pack(9, object(pack(9, held)))))), 1},
		"cut off":           {object(stored[:len(stored)-6]), 1},
		"wrong sum":         {object(stored[:len(stored)-1] + "\x00"), 1},
		"no end":            {"stream\n" + stored[:len(stored)-5], 1},
		"over two":          {object(pack(9, "first")+"Mirela ") + "1" + object("Quistgaard"), 0},
		"in the plain text": {object(secret), 1},
	} {
		for range 2 { // what one file left in the buffers says nothing of the next
			if got := n.Sweep([]byte(c.file)); len(got) != c.want {
				t.Errorf("%s: %v", name, got)
			}
		}
	}
}

// Bytes that open strings or streams and never end them cost no more than others.
func TestSweepOfUnendedThings(t *testing.T) {
	n := NewNeedles([]string{"Mirela Quistgaard"})
	for _, x := range []string{"<", "(", "(\\", "<(", "stream\n\x78\x01\x00", "&#", "\\1", "PK\x03\x04", "AAAA\n", "\x00<"} {
		data := append(bytes.Repeat([]byte(x), (2<<20)/len(x)), "-Mirela Quistgaard"...)
		if got := n.Sweep(data); len(got) != 1 {
			t.Errorf("behind many %q: %v", x, got)
		}
	}
}

// Short names are looked for as words of texts and tables alone.
func TestSweepOfShortNames(t *testing.T) {
	n := NewNeedles([]string{"Ann Lee", "Carter", "Bo Li", "2024-01", "Ana Díaz"})
	zipped := func(s string) string {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create("table.csv")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(s))
		_ = z.Close()
		return b.String()
	}
	for text, want := range map[string]int{
		"DOC-1,ann LEE,2024": 1, "þDOC-1þ\x14þAnn Leeþ\r\n": 1, "Ann.Lee": 1, "A\u00adnn\u00a0Lee": 1, "<name>Ana  Diaz</name>": 1, zipped("who,\"Ann Lee\""): 1, "Ana Díaz and Ann Lee": 2,
		"Ray, Ann; Lee, Bo": 0, "Ann\nLee": 0, "Ann|Lee": 0, "Ann Leeds": 0, "Joann Lee": 0, "annlee@example.gov": 0, "eeL nnA": 0, "by Carter": 0, "with Bo Li": 0, "on 2024-01-15": 0, "\x00 Ann Lee": 0, "\xff Ann Lee": 0,
	} {
		if got := n.Sweep([]byte(text)); len(got) != want {
			t.Errorf("%q: %v", text, got)
		}
		if got := n.Anywhere(text); len(got) < want && !strings.HasPrefix(text, "PK") {
			t.Errorf("%q releases %v", text, got)
		}
	}
}
