package archive_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"vaughn/index/archive"
	"vaughn/index/archive/archivetest"
)

// Invented samples, named by the producer they imitate.
const (
	plainMail = "From: Ann Reed <areed@agency.example>\nTo: chief@agency.example\nSubject: pilot\nDate: Mon, 4 Mar 2024 09:15:00 -0500\nMessage-ID: <p1@agency.example>\n\nThe pilot starts on Monday.\n"

	outlookMail = "Received: from mx.agency.example by in.agency.example; Tue, 5 Mar 2024 10:00:03 -0500\r\nFrom: \"Roe, Jane\" <jroe@agency.example>\r\nTo: areed@agency.example\r\nSubject: =?iso-8859-1?Q?R=E9sum=E9?=\r\nDate: Tue, 5 Mar 2024 10:00:00 -0500\r\nMessage-ID: <o1@agency.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"_004_\"\r\n\r\n--_004_\r\nContent-Type: multipart/alternative; boundary=\"_000_\"\r\n\r\n--_000_\r\nContent-Type: text/plain; charset=\"iso-8859-1\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nCaf=E9 at noon=2E\r\n--_000_\r\nContent-Type: text/html; charset=\"iso-8859-1\"\r\n\r\n<p>Caf\xe9 at noon.</p>\r\n--_000_--\r\n--_004_\r\nContent-Type: application/pdf; name=\"plan.pdf\"\r\nContent-Disposition: attachment; filename=\"plan.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--_004_\r\nContent-Type: message/rfc822\r\n\r\nFrom: x@y.example\r\nSubject: inside\r\n\r\nforwarded\r\n--_004_--\r\n"

	appleMail = "233       \nFrom: Ann Reed <areed@agency.example>\nTo: b@agency.example\nSubject: from a Mac\nDate: Wed, 6 Mar 2024 08:00:00 +0000\nMessage-Id: <A1@agency.example>\nMime-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\n\nSent from my desk.\n"
	appleTail = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\"><dict><key>date-received</key><integer>1709712000</integer><key>flags</key><integer>8590195729</integer></dict></plist>\n"

	savedPage = "From: <Saved by Blink>\nSnapshot-Content-Location: https://agency.example/notice\nSubject: Notice\nDate: Thu, 7 Mar 2024 12:00:00 -0000\nMIME-Version: 1.0\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"----MultipartBoundary--x\"\n\n------MultipartBoundary--x\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\nContent-Location: https://agency.example/notice\n\n<p>Notice =E2=80=94 closed</p>\n------MultipartBoundary--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Location: https://agency.example/img/seal.png?v=2\n\niVBORw0KGgo=\n------MultipartBoundary--x--\n"
)

func apple() []byte {
	body := appleMail[strings.IndexByte(appleMail, '\n')+1:]
	return fmt.Appendf(nil, "%-10d\n%s%s", len(body), body, appleTail)
}

func gzipped(s string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.Bytes()
}

// list joins mails into an mbox.
func list(separator string, mails ...string) string {
	var b strings.Builder
	for _, m := range mails {
		b.WriteString(separator + "\n" + m + "\n")
	}
	return b.String()
}

func TestConformance(t *testing.T) {
	procmail := "From areed@agency.example Mon Mar  4 09:15:00 2024"
	many := list("From - Mon Mar 04 14:15:00 2024", strings.Split(strings.Repeat(plainMail+"\x00", 200), "\x00")[:200]...)
	for _, c := range []struct {
		format archive.Format
		files  fstest.MapFS
	}{
		{archive.EML{}, fstest.MapFS{
			"mail.eml":    {Data: []byte(plainMail)},
			"outlook.eml": {Data: []byte(outlookMail)},
			"packed.gz":   {Data: gzipped(outlookMail)},
		}},
		{archive.EMLX{}, fstest.MapFS{"12345.emlx": {Data: apple()}}},
		{archive.MHTML{}, fstest.MapFS{"blink.mhtml": {Data: []byte(savedPage)}}},
		{archive.Mbox{}, fstest.MapFS{
			"procmail":             {Data: []byte(list(procmail, plainMail, outlookMail))},
			"thunderbird":          {Data: []byte(many)},
			"public-inbox.mbox.gz": {Data: gzipped(list("From mboxrd@z Thu Jan  1 00:00:00 1970", plainMail, outlookMail))},
		}},
		{archive.Maildir{}, fstest.MapFS{
			"dovecot/cur/1700000000.M1P1.host,S=200:2,S":      {Data: []byte(plainMail)},
			"dovecot/new/1700000001.M2P1.host":                {Data: []byte(outlookMail)},
			"dovecot/tmp/1700000002.M3P1.host":                {Data: []byte("From: unfin")},
			"dovecot/.Sent/cur/1700000003.M4P1.host:2,RS":     {Data: []byte(plainMail)},
			"dovecot/dovecot-uidlist":                         {Data: []byte("3 V1 N4")},
			"exported/cur/1700000000.M1P1.host!2,FS":          {Data: []byte(plainMail)},
			"exported/INBOX/cur/1700000000.M1P1.host%3A2,PTD": {Data: []byte(plainMail)},
		}},
		{archive.Folder{}, fstest.MapFS{
			"custodian/Inbox/1.eml":     {Data: []byte(plainMail)},
			"custodian/Inbox/2.eml":     {Data: []byte(outlookMail)},
			"custodian/Memos/memo.docx": {Data: []byte("PK\x03\x04 not mail")},
			"custodian/mac/7.emlx":      {Data: apple()},
			"custodian/web/page.mht":    {Data: []byte(savedPage)},
			"custodian/.DS_Store":       {Data: []byte("x")},
		}},
	} {
		t.Run(c.format.Info().Name, func(t *testing.T) { archivetest.Run(t, c.format, c.files) })
	}
}

// TestConformanceOnRealMail holds the folder reader to the same promises on
// samples that were collected for being odd.
func TestConformanceOnRealMail(t *testing.T) {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	for _, name := range []string{"enmime", "mikel-mail", "notmuch"} {
		t.Run(name, func(t *testing.T) {
			archivetest.Run(t, archive.Folder{}, os.DirFS(filepath.Join(dir, "eml", name)))
		})
	}
}
