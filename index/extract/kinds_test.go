package extract

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"vaughn/index/archive/cfb/cfbtest"
)

func zipped(raw []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(raw)
	_ = z.Close()
	return b.Bytes()
}

func tarred(names ...string) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, n := range names {
		_ = w.WriteHeader(&tar.Header{Name: n, Mode: 0o600, Size: 1, Format: tar.FormatUSTAR})
		_, _ = w.Write([]byte("x"))
	}
	_ = w.Close()
	return b.Bytes()
}

func wide16(order binary.AppendByteOrder, s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// exifBlock is a TIFF structure with a camera, a note and a place.
func exifBlock() []byte {
	le := binary.LittleEndian
	b := append([]byte("II*\x00"), 8, 0, 0, 0)
	entry := func(tag, kind uint16, n, v uint32) {
		b = le.AppendUint32(le.AppendUint32(le.AppendUint16(le.AppendUint16(b, tag), kind), n), v)
	}
	b = le.AppendUint16(b, 2)
	entry(0x0110, 2, 9, 200) // camera
	entry(0x8825, 4, 1, 60)
	for len(b) < 60 {
		b = append(b, 0)
	}
	b = le.AppendUint16(b, 4)
	entry(1, 2, 2, 'N')
	entry(2, 5, 3, 220)
	entry(3, 2, 2, 'E')
	entry(4, 5, 3, 220)
	for len(b) < 200 {
		b = append(b, 0)
	}
	b = append(b, "Kameron 5\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"...)
	for _, v := range []uint32{48, 1, 30, 1, 0, 1} {
		b = le.AppendUint32(b, v)
	}
	return b
}

func photo() []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 30, 20)), nil)
	block := append([]byte("Exif\x00\x00"), exifBlock()...)
	app1 := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(block)+2))
	return append(append(app1, block...), b.Bytes()[2:]...)
}

func drawing() []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, 7, 5)))
	return b.Bytes()
}

func ole(name string, data []byte) []byte {
	return cfbtest.Build(cfbtest.Node{Name: "Root Entry", Storage: true, Kids: []cfbtest.Node{{Name: name, Data: data}}})
}

func TestKindsAreToldByContent(t *testing.T) {
	fib := make([]byte, 4096)
	lockedFib := bytes.Clone(fib)
	lockedFib[11] = 1
	book := append([]byte{9, 8, 4, 0, 0, 6, 5, 0, 0x2f, 0, 2, 0, 1, 0}, make([]byte, 4090)...)
	cases := []struct {
		name, typ string
		data      []byte
		text      string // somewhere in the record
		codes     string
	}{
		{"a.pdf", "application/pdf", letter(para(run("", "not a pdf"))), "not a pdf", ""},
		{"a.doc", "application/msword", []byte(`{\rtf1\ansi Rich {\b words}\par}`), "Rich words", ""},
		{"Makefile", "application/octet-stream", []byte("all:\n\tgo build\n"), "go build", ""},
		{"a.txt", "text/plain", wide16(binary.LittleEndian, "wide words here"), "wide words here", ""},
		{"a.txt", "text/plain", wide16(binary.BigEndian, "wide words here"), "wide words here", ""},
		{"a.csv", "text/plain; charset=windows-1251", []byte("\xcf\xf0\xe8\xe2\xe5\xf2"), "Привет", ""},
		{"meet.ics", "application/octet-stream", []byte("BEGIN:VCALENDAR\r\nSUMMARY:Budget\r\n  meeting\r\nEND:VCALENDAR\r\n"), "SUMMARY:Budget meeting\n", ""},
		{"c.vcf", "text/x-vcard", []byte("BEGIN:VCARD\nFN:Ann\nPHOTO;ENCODING=b:" + strings.Repeat("QUJD", 100) + "\nEND:VCARD\n"), "PHOTO: [data left out]", "pictures"},
		{"p.dat", "application/octet-stream", photo(), "JPEG), 30 × 20 pixels", "image-only gps properties"},
		{"p.dat", "application/octet-stream", photo(), "48.50000 N, 48.50000 E", "image-only gps properties"},
		{"p.dat", "application/octet-stream", photo(), "Camera: Kameron 5", "image-only gps properties"},
		{"p.txt", "text/plain", drawing(), "PNG), 7 × 5 pixels", "image-only"},
		{"a.zip", "application/zip", packed("b.txt", "x", "c/d.txt", "y"), "zip archive of 2 entries", "unread embedded-file"},
		{"a.tar", "application/x-tar", tarred("b.txt", "c.txt", "d.txt"), "tar archive of 3 entries", "unread embedded-file"},
		{"a.tgz", "application/gzip", zipped(tarred("b.txt")), "packed tar archive of 1 entries", "unread embedded-file"},
		{"a.gz", "application/gzip", zipped([]byte("text")), "Nobody has read", "unread"},
		{"a.7z", "", []byte("7z\xbc\xaf\x27\x1c\x00\x04"), "Nobody has read", "unread"},
		{"smime.p7m", "application/pkcs7-mime", []byte("0\x80" + pkcs7 + "\x03\xa0\x80"), "locked", "encrypted"},
		{"a.asc", "application/octet-stream", []byte("-----BEGIN PGP MESSAGE-----\n\nabc=\n"), "locked", "encrypted"},
		{"smime.p7s", "application/pkcs7-signature", []byte("0\x80" + pkcs7 + "\x02\xa0\x80\x00\x01\x02"), "digital signature", ""},
		{"a.docx", "", ole("EncryptedPackage", make([]byte, 5000)), "locked", "encrypted"},
		{"a.doc", "", ole("WordDocument", lockedFib), "locked", "encrypted"},
		{"a.doc", "", ole("WordDocument", fib), "Nobody has read", "unread"},
		{"a.xls", "", ole("Workbook", book), "locked", "encrypted"},
		{"a.ppt", "", ole("PowerPoint Document", fib), "Nobody has read", "unread"},
		{"a.db", "", ole("Other", fib), "Nobody has read", "unread"},
		{"a.exe", "application/octet-stream", []byte("MZ\x90\x00\x03\x00\x00\x00"), "Nobody has read", "unread"},
		{"none", "", nil, "This file is empty", ""},
		{"a.pptx", "", packed("ppt/presentation.xml", "<p/>"), "holds no words", ""},
	}
	for _, c := range cases {
		r := read(t, c.name, c.typ, c.data)
		if got := codes(r); got != c.codes || !strings.Contains(r.Text, c.text) {
			t.Errorf("%s (%s): problems %q, text %q; want %q and %q", c.name, c.typ, got, r.Text, c.codes, c.text)
		}
		if again := readBy(t, New(Options{Office: "-"}), c.name, c.typ, c.data); again.Version != r.Version {
			t.Errorf("%s: read twice it has two versions", c.name)
		}
	}
}

func TestRichTextTellsWhatItHides(t *testing.T) {
	r := read(t, "a.rtf", "text/rtf", []byte(`{\rtf1 seen {\v unseen}{\*\annotation why}{\deleted gone}{\object{\*\objdata 0105}}}`))
	if got := codes(r); got != "comments embedded-file hidden-text tracked-changes" {
		t.Errorf("problems %q", got)
	}
	wants(t, "the text", r.Text, []string{"seen", "unseen", "gone"}, nil)
}

// oldLetter is a Word 97 file of two pieces, one narrow and one wide, with a
// field and a comment.
func oldLetter() []byte {
	le := binary.LittleEndian
	narrow, broad := "Dear Ann\r\x13 HYPERLINK secret \x14see here\x15\r", "Grüße\rwho says so?\r"
	word := make([]byte, 1024)
	le.PutUint16(word[2:], nFib97)
	copy(word[512:], narrow)
	wide := wide16(le, broad)
	copy(word[700:], wide)
	n, m := uint32(len(narrow)), uint32(len(wide)/2)
	comment := uint32(len("who says so?\r"))
	le.PutUint32(word[fibCounts:], n+m-comment)
	le.PutUint32(word[fibCounts+16:], comment)
	clx := []byte{1, 2, 0, 9, 9, 2, 28, 0, 0, 0}
	for _, v := range []uint32{0, n, n + m} {
		clx = le.AppendUint32(clx, v)
	}
	for _, fc := range []uint32{512*2 | 1<<30, 700} {
		clx = append(le.AppendUint32(append(clx, 0, 0), fc), 0, 0)
	}
	le.PutUint32(word[fibClx+4:], uint32(len(clx)))
	return cfbtest.Build(cfbtest.Node{Name: "Root Entry", Storage: true, Kids: []cfbtest.Node{{Name: "0Table", Data: clx}, {Name: "WordDocument", Data: word}}})
}

// oldSlides is a PowerPoint 97 stream: a slide's text, a note, a master's text.
func oldSlides() []byte {
	rec := func(head, kind uint16, body string) string {
		b := binary.LittleEndian.AppendUint16(nil, head)
		b = binary.LittleEndian.AppendUint16(b, kind)
		return string(binary.LittleEndian.AppendUint32(b, uint32(len(body)))) + body
	}
	words := rec(0, recChars, string(wide16(binary.LittleEndian, "Naïve plan")))
	return ole("PowerPoint Document", []byte(rec(0xf, 1000, rec(0xf, recSlideList, words)+rec(0xf, recMaster, rec(0, recBytes, "Click to edit"))+
		rec(0xf, recNotes, rec(0xf, 1036, rec(0, recBytes, "do not say this")))+rec(0xf, recComment, rec(0, recString, string(wide16(binary.LittleEndian, "really?")))))))
}

func TestOldOfficeFilesWithoutLibreOffice(t *testing.T) {
	r := read(t, "a.doc", "application/msword", oldLetter())
	wants(t, "the letter", bodyOf(r), []string{"Dear Ann\nsee here\nGrüße"}, []string{"secret", "who says"})
	wants(t, "its list", hiddenOf(r), []string{"HYPERLINK secret", "Comments:\nwho says so?"}, nil)
	if got := codes(r); got != "hidden-unread comments" {
		t.Errorf("problems %q", got)
	}
	r = read(t, "a.ppt", "", oldSlides())
	wants(t, "the slides", bodyOf(r), []string{"Naïve plan\n"}, []string{"do not", "Click", "really"})
	wants(t, "their list", hiddenOf(r), []string{"do not say this", "Comments (1):\nreally?"}, nil)
	if got := codes(r); got != "hidden-unread comments speaker-notes" {
		t.Errorf("problems %q", got)
	}
}

// office writes a program that stands in for LibreOffice.
func office(t *testing.T, script string) *Extractor {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the stand-in is a shell script")
	}
	name := filepath.Join(t.TempDir(), "soffice")
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	return New(Options{Office: name, Time: 10 * time.Second})
}

func TestOldOfficeFilesAreConverted(t *testing.T) {
	made := filepath.Join(t.TempDir(), "made")
	if err := os.WriteFile(made, letter(para(run("", "old words")+run("<w:vanish/>", "dark"))), 0o600); err != nil {
		t.Fatal(err)
	}
	old := ole("WordDocument", make([]byte, 4096))
	log := filepath.Join(t.TempDir(), "log")
	x := office(t, `for a; do case "$prev" in --outdir) out=$a;; --convert-to) to=$a;; esac; prev=$a; done
cmp -s "$prev" `+log+`.want && mkdir -p "$out" && cp `+made+` "$out/in.$to" && echo "$HOME $out $*" > `+log)
	if err := os.WriteFile(log+".want", old, 0o600); err != nil {
		t.Fatal(err)
	}
	r := readBy(t, x, "letter of Ann.doc", "application/msword", old)
	wants(t, "the page", bodyOf(r), []string{"old words"}, []string{"dark"})
	wants(t, "the list", hiddenOf(r), []string{"dark"}, nil)
	said, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "the call", string(said), []string{"-env:UserInstallation=file:///", "--headless", "--convert-to docx"}, []string{"Ann"})
	home, _, _ := strings.Cut(string(said), " ")
	if _, err := os.Stat(home); !os.IsNotExist(err) {
		t.Errorf("the private folder is still there: %v", err)
	}
}

func TestBrokenOfficeIsASlipSheet(t *testing.T) {
	old := ole("WordDocument", make([]byte, 4096))
	for name, script := range map[string]string{"fails": "exit 1", "writes nothing": "exit 0", "hangs": "sleep 100 & wait"} {
		x := office(t, script)
		x.opt.Time = 500 * time.Millisecond
		start := time.Now()
		if got := codes(readBy(t, x, "a.doc", "", old)); got != "unread" {
			t.Errorf("%s: problems %q", name, got)
		}
		if time.Since(start) > 9*time.Second {
			t.Errorf("%s: it held the import for %v", name, time.Since(start))
		}
	}
}
