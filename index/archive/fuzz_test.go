package archive

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"
	"time"
	"unicode/utf8"

	"vaughn/index/message"
)

// checkClean tells the first text of a message that is none.
func checkClean(t *testing.T, m *message.Message) {
	t.Helper()
	texts := []string{m.Subject, m.MessageID, m.DateText, m.Zone}
	for _, h := range m.Headers {
		texts = append(texts, h.Value)
	}
	for _, p := range m.Parties {
		texts = append(texts, p.Name, p.Addr, p.Raw)
	}
	for _, b := range m.Bodies {
		texts = append(texts, b.Text, b.Type)
		if strings.Contains(b.Text, "\r") {
			t.Error("a CR in a body")
		}
	}
	for _, a := range m.Attached {
		texts = append(texts, a.Name)
		if a.Nested != nil {
			checkClean(t, a.Nested)
		}
	}
	for _, s := range texts {
		if !utf8.ValidString(s) {
			t.Errorf("not UTF-8: %q", s)
		}
	}
}

// FuzzMIME also holds the reader for large files against the one for memory:
// they must say the same.
func FuzzMIME(f *testing.F) {
	for _, s := range []string{
		oneMail,
		dated + "Content-Type: multipart/mixed; boundary=X\n\n--X\n\ntext\n--X\nContent-Type: message/rfc822\n\nSubject: in\n\nx\n--X\nContent-Type: application/pdf; name*0*=utf-8''a%20; name*1=b\nContent-Transfer-Encoding: base64\n\nJVBERg==\n--X--\nend\n",
		"From: =?utf-8?B?4oI=?= =?utf-8?B?rA==?= <a@x>\rTo: g:;\r\rbody",
		dated + "Content-Type: multipart/signed; boundary=S\n\n--S\nContent-Type: text/plain; protected-headers=v1; format=flowed\nSubject: p\n\na \nb\n--S\nContent-Type: application/pgp-signature\n\nz\n--S--",
		dated + "Content-Type: text/html; charset=iso-2022-jp\nContent-Transfer-Encoding: quoted-printable\n\n=1b$B=\n",
		dated + "\nbegin 644 a\n%:&5L;&\\\n`\nend\n",
		dated + "Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\nMIAGCSqGSIb3DQEHAqCAAAA=\n",
		"Date: Fri, 1 Mar 2024 10:00:00 " + strings.Repeat("\xb6", 120) + "\n\n",
		" From: folded first\nSubject\n: x\n\n\x00",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		lim := Limits{Header: 512, Text: 4096, Depth: 6, Parts: 20}
		a := ReadMIME(bytes.Clone(raw), message.Locator{}, lim)
		checkClean(t, a)
		b, err := ReadMIMEAt(bytes.NewReader(raw), int64(len(raw)), message.Locator{}, lim)
		if err != nil {
			t.Fatal(err)
		}
		if hasSMIME(a) {
			return // opened in memory only
		}
		if x, y := shape(t, a)+a.Subject, shape(t, b)+b.Subject; x != y {
			t.Errorf("memory\n%s\nfile\n%s", x, y)
		}
	})
}

func hasSMIME(m *message.Message) bool {
	for _, a := range m.Attached {
		if unpackFor(a.Type) != nil || a.Nested != nil && hasSMIME(a.Nested) {
			return true
		}
	}
	return false
}

// chunkFS gives a file a byte at a time.
type chunkFS struct{ fs.FS }

type chunkFile struct {
	fs.File
	r io.Reader
}

func (c chunkFile) Read(p []byte) (int, error) { return c.r.Read(p) }

func (c chunkFS) Open(name string) (fs.File, error) {
	f, err := c.FS.Open(name)
	if err != nil {
		return nil, err
	}
	return chunkFile{f, iotest.OneByteReader(f)}, nil
}

// FuzzMbox: how the file is cut into reads, and whether items go through
// memory or disk, must not change what they are.
func FuzzMbox(f *testing.F) {
	for _, s := range []string{
		boxLine + oneMail + "\n" + boxLine + oneMail,
		boxLine + "From: a\n\n>From b\n>>From c\nFrom d\n\n" + boxLine + "\nx",
		boxLine + "Content-Length: 4\n\nabcd\n" + boxLine + "A: b\nC: d\n\n",
		"From - \nA: b\nC: d\n\nx\nFrom - \nA: b\nC: d\n",
		"\xef\xbb\xbf\r\n" + strings.ReplaceAll(boxLine+oneMail+"\n"+boxLine+oneMail, "\n", "\r\n"),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		files := fstest.MapFS{"box": {Data: raw}}
		read := func(fsys fs.FS, lim Limits) (out []string, expected int64) {
			src := Source{FS: fsys, Main: "box", Name: "box", Options: Options{Workers: 1, Limits: lim}}
			err := Mbox{}.Read(context.Background(), src, func(it Item) error {
				if it.Summary != nil {
					expected = it.Summary.Expected
				}
				if it.Message != nil {
					m := it.Message
					out = append(out, fmt.Sprintf("%d %d %d %x", it.At.Ordinal, it.At.Offset, it.At.Length, m.RawSum))
				}
				return nil
			})
			if err != nil && !bytes.HasPrefix(raw, []byte("\x1f\x8b")) {
				t.Fatal(err)
			}
			return out, expected
		}
		whole, n := read(files, Limits{})
		if int64(len(whole)) != n && !bytes.HasPrefix(raw, []byte("\x1f\x8b")) {
			t.Errorf("%d expected, %d read", n, len(whole))
		}
		if pieces, _ := read(chunkFS{files}, Limits{}); fmt.Sprint(pieces) != fmt.Sprint(whole) {
			t.Errorf("read in pieces\n%v\nwhole\n%v", pieces, whole)
		}
		if !bytes.Contains(bytes.ToLower(raw), []byte("content-length")) {
			if spooled, _ := read(files, Limits{Memory: 1}); fmt.Sprint(spooled) != fmt.Sprint(whole) {
				t.Errorf("through disk\n%v\nin memory\n%v", spooled, whole)
			}
		}
	})
}

var letters = regexp.MustCompile(`[a-zA-Z0-9]{3,}`)

// FuzzHeader covers what stands in header fields. No word of an address field
// may get lost, wherever comments, groups and encodings do not hide it.
func FuzzHeader(f *testing.F) {
	for _, s := range []string{
		"Ann Reed <a@x.example>, \"Roe, Jane\" <j@x>; b@y (c)", "g: a@b, c;", "=?utf-8?q?a=2C?= <b@c>", "Mon, 4 Mar 2024 09:15:00 -0500 (EST)",
		"attachment; filename*0*=utf-8''a%20b; filename*1=c", "<@a,@b:c@d>", "2024-03-04T09:15:00+01:00", "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "=?utf-7?Q?+AOk-?=", "n,D888M@ Z8M@ Z",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m := &message.Message{Parties: parseAddresses(message.To, []byte(s), "koi8-r")}
		m.Subject, _ = decodeText([]byte(s), "")
		main, p := parseParams([]byte(s))
		m.DateText = p.get("filename", "")
		_ = main
		checkClean(t, m)
		if d, ok := parseDate(s); ok && (d.at.Year() < 1899 || d.at.Year() > 10000 || d.at.Location() != time.UTC || d.zone == "") {
			t.Errorf("date %v %q", d.at, d.zone)
		}
		if strings.ContainsAny(s, ":(\\=?<\"") || !isASCII([]byte(s)) || len(s) > 10000 {
			return
		}
		all := fmt.Sprint(m.Parties)
		for _, w := range letters.FindAllString(s, -1) {
			if !strings.Contains(all, w) {
				t.Errorf("%q is lost from %q: %v", w, s, m.Parties)
			}
		}
	})
}

// FuzzTransfer: a decoder fed piece by piece gives what it gives for the whole.
func FuzzTransfer(f *testing.F) {
	f.Add([]byte("aGVs\nbG8=\naGVsbG8"), uint8(base64))
	f.Add([]byte("a=3D=\r\nb = \n=4"), uint8(quoted))
	f.Add([]byte("x\nbegin 644 a\n%:&5L;&\\\n`\nend\n"), uint8(uuencoded))
	f.Fuzz(func(t *testing.T, raw []byte, kind uint8) {
		enc := transfer(kind % uint8(unknown+1))
		whole, _ := enc.decode(raw)
		pieces, err := io.ReadAll(enc.reader(iotest.OneByteReader(bytes.NewReader(raw))))
		if err != nil || !bytes.Equal(whole, pieces) {
			t.Errorf("%v: whole %q, pieces %q, %v", enc, whole, pieces, err)
		}
		for _, label := range []string{"utf-8", "utf-7", "iso-2022-jp", "gb18030", "x-none"} {
			if s, _ := textOf(raw, label); !utf8.ValidString(s) {
				t.Errorf("%s: %q", label, s)
			}
		}
		unflow(string(whole), true)
	})
}

// FuzzFile drives recognition and every format that is a single file.
func FuzzFile(f *testing.F) {
	f.Add([]byte("12\nFrom: a\n\nb\n<plist><dict><key>flags</key><integer>1</integer></dict></plist>"), "1.emlx")
	f.Add([]byte("From: <Saved by Blink>\nContent-Type: multipart/related; type=\"text/html\"; boundary=x\n\n--x\n\na\n--x--"), "a.mht")
	f.Add(pack(oneMail), "a.gz")
	f.Add([]byte(boxLine+oneMail), "a.eml")
	f.Fuzz(func(t *testing.T, raw []byte, name string) {
		files := fstest.MapFS{"d/f": {Data: raw}}
		_ = detect(raw[:min(len(raw), headSize)], name)
		for _, format := range []Format{EML{}, EMLX{}, MHTML{}} {
			_ = format.Read(context.Background(), Source{FS: files, Main: "d/f", Name: "f", Options: Options{Workers: 1}}, func(it Item) error {
				if it.Message != nil {
					checkClean(t, it.Message)
				}
				return nil
			})
		}
		items := 0
		err := Folder{}.Read(context.Background(), Source{FS: files, Main: "d", Name: "d", Options: Options{Workers: 1}}, func(it Item) error {
			if it.Summary == nil {
				items++
			}
			return nil
		})
		if f, _ := (Source{FS: files, Main: "d", Name: "d"}).formatOf("d/f"); err != nil || items != 1 && (f == nil || !f.Info().Many) {
			t.Errorf("%d items, %v", items, err)
		}
		_, _ = openSMIME(raw, message.Locator{}, Limits{})
		_ = maildirFlags(name)
	})
}
