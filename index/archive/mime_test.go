package archive

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"vaughn/index/message"
)

const dated = "Date: Fri, 1 Mar 2024 10:00:00 +0000\n"

// shape prints what a message consists of: bodies, attachments, nested ones.
func shape(t *testing.T, m *message.Message) string {
	t.Helper()
	var out []string
	for _, b := range m.Bodies {
		out = append(out, fmt.Sprintf("%s:%q", strings.TrimPrefix(b.Type, "text/"), b.Text))
	}
	for _, a := range m.Attached {
		r, err := a.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		s := fmt.Sprintf("%s(%s)%q", a.Name, a.Type, data)
		if a.Inline {
			s += " inline"
		}
		if a.Nested != nil {
			s = fmt.Sprintf("%s(%s)={%s}", a.Name, a.Type, shape(t, a.Nested))
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestMIMEShapes(t *testing.T) {
	mixed := func(parts ...string) string {
		return "Content-Type: multipart/mixed; boundary=X\n\n--X\n" + strings.Join(parts, "\n--X\n") + "\n--X--\n"
	}
	for _, c := range []struct{ name, in, want, problems string }{
		{"no header for the type", "\nhello\n", `plain:"hello\n"`, ""},
		{"quoted-printable", "Content-Transfer-Encoding: quoted-printable\n\na=3db  \nsoft=  \nbreak=zz=\n", `plain:"a=b\nsoftbreak=zz"`, "encoding-damaged"},
		{"base64 with noise", "Content-Transfer-Encoding: BASE64\n\naGVsbG8g!!d29y\nbGQ\n", `plain:"hello world"`, "encoding-damaged"},
		{"base64 that is text", "Content-Transfer-Encoding: base64\n\nThis is a text, plainly, isn't it?\n", `plain:"This is a text, plainly, isn't it?\n"`, "encoding-damaged"},
		{"unknown encoding", "Content-Transfer-Encoding: rot13\n\nuryyb\n", `plain:"uryyb\n"`, "encoding-unknown"},
		{"attachment", mixed("\ntext", "Content-Type: application/pdf; name=\"p.pdf\"\nContent-Transfer-Encoding: base64\n\nJVBERg=="), `plain:"text" p.pdf(application/pdf)"%PDF"`, ""},
		{"text attachment", mixed("\ntext", "Content-Disposition: attachment; filename=n.txt\n\nnotes"), `plain:"text" n.txt(text/plain)"notes"`, ""},
		{"inline picture", "Content-Type: multipart/related; boundary=X\n\n--X\nContent-Type: text/html\n\n<img src=cid:1>\n--X\nContent-Type: image/png\nContent-ID: <1>\n\nPNG\n--X--\n", `html:"<img src=cid:1>" (image/png)"PNG" inline`, ""},
		{"alternatives", "Content-Type: multipart/alternative; boundary=X\n\n--X\nContent-Type: text/plain; name=x.txt\n\na\n--X\nContent-Type: text/html\n\n<b>a</b>\n--X--\n", `plain:"a" html:"<b>a</b>"`, ""},
		{"one boundary begins like the other", "Content-Type: multipart/mixed; boundary=X\n\n--X\nContent-Type: multipart/mixed; boundary=XX\n\n--XX\n\nin\n--XX--\n--X\n\nout\n--X--\n", `plain:"in" plain:"out"`, ""},
		{"no closing delimiter", "Content-Type: multipart/mixed; boundary=X\n\n--X\n\na\n--X\n\nb", `plain:"a" plain:"b"`, "multipart-unclosed"},
		{"inner one unclosed", "Content-Type: multipart/mixed; boundary=X\n\n--X\nContent-Type: multipart/mixed; boundary=Y\n\n--Y\n\nin\n--X\n\nout\n--X--\n", `plain:"in" plain:"out"`, "multipart-unclosed"},
		{"boundary without quotes and with blanks after", "Content-Type: multipart/mixed; boundary=\"X\"\n\n--X  \n\na\n--X--  \n", `plain:"a"`, ""},
		{"no boundary stated", "Content-Type: multipart/mixed\n\n--X\n\na\n", `plain:"--X\n\na\n"`, "boundary-missing"},
		{"boundary that never comes", "Content-Type: multipart/mixed; boundary=Z\n\nall text\n", `plain:"all text\n"`, "boundary-missing"},
		{"text after the end", "Content-Type: multipart/mixed; boundary=X\n\n--X\n\na\n--X--\n\nfooter\n", `plain:"a" plain:"footer\n"`, ""},
		{"text before the start is shown if there is no other", "Content-Type: multipart/mixed; boundary=X\n\nthe real text\n--X\nContent-Type: image/gif\n\nGIF\n--X--\n", `plain:"the real text\n" (image/gif)"GIF"`, ""},
		{"boilerplate is not", "Content-Type: multipart/mixed; boundary=X\n\nThis is a multi-part message in MIME format.\n--X\nContent-Type: image/gif\n\nGIF\n--X--\n", `(image/gif)"GIF"`, ""},
		{"nested message", mixed("\nsee below", "Content-Type: message/rfc822\n\nSubject: in\n"+dated+"\ninner"), `plain:"see below" (message/rfc822)={plain:"inner"}`, ""},
		{"nested message in base64", mixed("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nRGF0ZTogMSBNYXIgMjAyNCAxMDowMCArMDAwMAoKaGk="), `(message/rfc822)={plain:"hi"}`, ""},
		{"digest", "Content-Type: multipart/digest; boundary=X\n\n--X\n\n" + dated + "\none\n--X--\n", `(message/rfc822)={plain:"one"}`, ""},
		{"uuencoded file in a text", "\nsee\nbegin 644 a.txt\n%:&5L;&\\\n`\nend\nbye\n", `plain:"see\nbye\n" a.txt(application/octet-stream)"hello"`, ""},
		{"talk of uuencode", "\nbegin 644 is how it starts\nand no more\n", `plain:"begin 644 is how it starts\nand no more\n"`, ""},
		{"flowed", "Content-Type: text/plain; format=flowed\n\nA long \nline.\n> quoted \n> too\n>> deeper\n stuffed\n-- \nme\n", `plain:"A long line.\n> quoted too\n>> deeper\nstuffed\n-- \nme\n"`, ""},
		{"flowed with DelSp", "Content-Type: text/plain; format=flowed; delsp=yes\n\nlo \nng\n", `plain:"long\n"`, ""},
		{"false charset", "Content-Type: text/plain; charset=us-ascii\n\ncaf\xc3\xa9\n", `plain:"café\n"`, "charset-false"},
		{"unknown charset", "Content-Type: text/plain; charset=x-klingon\n\ncaf\xe9\n", `plain:"café\n"`, "charset-unknown"},
		{"UTF-8 with a broken byte", "Content-Type: text/plain; charset=utf-8\n\né\xe9é\n", `plain:"é` + "\uFFFD" + `é\n"`, "charset-false"},
		{"charset in the page", "Content-Type: text/html\n\n<meta charset=koi8-r>\xcd\n", `html:"<meta charset=koi8-r>м\n"`, ""},
		{"empty", "\n", `plain:""`, ""},
		{"S/MIME sealed", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMAsGCSqGSIb3DQEHAw==\n", `smime.p7m(application/pkcs7-mime)"0\v\x06\t*\x86H\x86\xf7\r\x01\a\x03"`, "encrypted"},
		{"S/MIME certificates", "Content-Type: application/pkcs7-mime; name=c.p7c\nContent-Transfer-Encoding: base64\n\nMA8GCSqGSIb3DQEHAqACMAA=\n", `c.p7c(application/pkcs7-mime)"0\x0f\x06\t*\x86H\x86\xf7\r\x01\a\x02\xa0\x020\x00"`, ""},
		{"PGP/MIME", "Content-Type: multipart/encrypted; boundary=X; protocol=\"application/pgp-encrypted\"\n\n--X\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--X\nContent-Type: application/octet-stream\n\nzzz\n--X--\n", `(application/pgp-encrypted)"Version: 1" (application/octet-stream)"zzz"`, "encrypted"},
		{"inline PGP", "\n-----BEGIN PGP MESSAGE-----\nx\n-----END PGP MESSAGE-----\n", `plain:"-----BEGIN PGP MESSAGE-----\nx\n-----END PGP MESSAGE-----\n"`, "encrypted"},
		{"a piece", "Content-Type: message/partial; id=1; number=2; total=3\n\nzz\n", `(message/partial)"zz\n"`, "message-partial"},
	} {
		m := ReadMIME([]byte(dated+strings.TrimPrefix(c.in, "")), message.Locator{}, Limits{})
		if got := shape(t, m); got != c.want || codes(m) != c.problems {
			t.Errorf("%s:\n\t%s [%s]\nwant\t%s [%s]", c.name, got, codes(m), c.want, c.problems)
		}
	}
}

func TestKinds(t *testing.T) {
	for _, c := range []struct {
		in   string
		want message.Kind
	}{
		{"Content-Type: multipart/report; report-type=delivery-status; boundary=X\n\n--X\n\nfailed\n--X--\n", message.Report},
		{"Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n", message.Calendar},
		{"Content-Type: multipart/alternative; boundary=X\n\n--X\n\ncome\n--X\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n--X--\n", message.Email},
		{"\nhello", message.Email},
	} {
		if m := ReadMIME([]byte(dated+c.in), message.Locator{}, Limits{}); m.Kind != c.want {
			t.Errorf("%q: %s, want %s", c.in, m.Kind, c.want)
		}
	}
}

// TestProtectedSubject: only the content of the mail's own signature may
// replace the subject; a part further in could be anybody's.
func TestProtectedSubject(t *testing.T) {
	signed := func(inner string) string {
		return "Subject: ...\n" + dated + "Content-Type: multipart/signed; boundary=S\n\n--S\n" + inner + "\n--S\nContent-Type: application/pgp-signature\n\nsig\n--S--\n"
	}
	true1 := "Content-Type: text/plain; protected-headers=v1\nSubject: the true one\n\nbody"
	m := ReadMIME([]byte(signed(true1)), message.Locator{}, Limits{})
	if m.Subject != "the true one" || m.Header("Subject") != "the true one" || codes(m) != "signed-not-verified protected-headers" {
		t.Errorf("subject %q, header %q, problems %q", m.Subject, m.Header("Subject"), codes(m))
	}
	if last := m.Headers[1].Value; last != "..." {
		t.Errorf("the outer subject is gone: %q", last)
	}
	phony := "Content-Type: multipart/mixed; boundary=T\n\n--T\n" + true1 + "\n--T--"
	if m := ReadMIME([]byte(signed(phony)), message.Locator{}, Limits{}); m.Subject != "..." {
		t.Errorf("a phony subject was believed: %q", m.Subject)
	}
}

// TestOpaqueSignature builds the CMS structure by hand, once with definite and
// once with indefinite lengths and a content in pieces.
func TestOpaqueSignature(t *testing.T) {
	mail := "Content-Type: text/plain\n\nsigned words\n"
	el := func(tag byte, content string) string { return string([]byte{tag, byte(len(content))}) + content }
	open := func(tag byte, content string) string { return string([]byte{tag, 0x80}) + content + "\x00\x00" }
	oid := el(0x06, string(oidSigned))
	data := el(0x06, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")
	definite := el(0x30, oid+el(0xa0, el(0x30, el(0x02, "\x01")+el(0x31, "")+el(0x30, data+el(0xa0, el(0x04, mail))))))
	streamed := open(0x30, oid+open(0xa0, open(0x30, el(0x02, "\x01")+el(0x31, "")+open(0x30, data+open(0xa0, open(0x24, el(0x04, mail[:10])+el(0x04, mail[10:])))))))
	for name, der := range map[string]string{"definite": definite, "streamed": streamed} {
		in := dated + "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\n\n" + der
		m := ReadMIME([]byte(in), message.Locator{}, Limits{})
		if b, _ := m.Body("text/plain"); b.Text != "signed words\n" || codes(m) != "signed-not-verified" || len(m.Attached) != 1 {
			t.Errorf("%s: body %q, problems %q, %d attachments", name, b.Text, codes(m), len(m.Attached))
		}
	}
}

func TestIDsAndThreading(t *testing.T) {
	m := ReadMIME([]byte("Message-ID: <a@x> (added by relay)\nIn-Reply-To: Your message of Monday <b@x>\nReferences: <c@x>\n\t<d\n @x> junk <b@x>\nThread-Index: AdB\n xyz\n"+dated+"\n"), message.Locator{}, Limits{})
	if m.MessageID != "<a@x>" || fmt.Sprint(m.InReplyTo) != "[<b@x>]" || fmt.Sprint(m.Refs) != "[<c@x> <d@x> <b@x>]" || m.ThreadIdx != "AdBxyz" {
		t.Errorf("%q %q %q %q", m.MessageID, m.InReplyTo, m.Refs, m.ThreadIdx)
	}
}
