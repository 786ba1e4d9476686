package archive

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vaughn/index/message"
)

func TestDecodeText(t *testing.T) {
	for _, c := range []struct{ name, in, hint, want, code string }{
		{"plain", "Budget", "", "Budget", ""},
		{"adjacent words lose the blank", "=?utf-8?Q?one?= =?utf-8?Q?two?=", "", "onetwo", ""},
		{"a word beside text keeps it", "Re: =?utf-8?Q?one?= two", "", "Re: one two", ""},
		{"a character cut between words", "=?UTF-8?B?4oI=?= =?utf-8?B?rA==?=", "", "€", ""},
		{"charsets mixed", "=?iso-8859-1?Q?=E9?= =?utf-8?Q?=C3=A9?=", "", "éé", ""},
		{"language suffix", "=?utf-8*en?Q?a=C3=A9?=", "", "aé", ""},
		{"blanks inside a word", "=?utf-8?Q?two words_here?=", "", "two words here", ""},
		{"glued to text", "Kl=?utf-8?Q?=c4=93?=t", "", "Klēt", ""},
		{"no end", "=?utf-8?Q?broken", "", "=?utf-8?Q?broken", ""},
		{"no such encoding", "=?utf-8?X?a?=", "", "=?utf-8?X?a?=", ""},
		{"unknown charset", "=?klingon?Q?nuq?=", "", "nuq", ProblemCharset},
		{"base64 without padding", "=?utf-8?B?YWI?=", "", "ab", ""},
		{"raw UTF-8", "Säying", "", "Säying", ""},
		{"raw bytes in the body's charset", "\xcd\xe0", "koi8-r", "мЮ", ""},
		{"raw bytes with no hint", "\xa37m", "", "£7m", ProblemCharsetFalse},
		{"a line break smuggled in", "=?utf-8?Q?a=0D=0ABcc:_x?=", "", "a  Bcc: x", ""},
		{"gb2312 means GBK", "=?gb2312?B?gUA=?=", "", "丂", ""},
		{"latin1 means Windows", "=?iso-8859-1?Q?=93x=94?=", "", "“x”", ""},
		{"Japanese", "=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "", "日本", ""},
		{"UTF-7", "=?unicode-1-1-utf-7?Q?A+AOk-b?=", "", "Aéb", ""},
	} {
		got, code := decodeText([]byte(c.in), c.hint)
		if got != c.want || code != c.code {
			t.Errorf("%s: %q, %q; want %q, %q", c.name, got, code, c.want, c.code)
		}
	}
}

func TestParseAddresses(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"bare", "a@x.example", "[|a@x.example|]"},
		{"named", "Ann Reed <a@x.example>", "[Ann Reed|a@x.example|]"},
		{"quoted comma", `"Roe, Jane" <j@x.example>, b@y.example`, "[Roe, Jane|j@x.example|] [|b@y.example|]"},
		{"unquoted comma", "Roe, Jane <j@x.example>; Poe, Al <al@x.example>", "[Roe, Jane|j@x.example|] [Poe, Al|al@x.example|]"},
		{"comment as a name", "a@x.example (Ann Reed)", "[Ann Reed|a@x.example|]"},
		{"comment inside the address", "Pete <pete(his account)@silly.test(his host)>", "[Pete|pete@silly.test|]"},
		{"local name", "root (Charlie)", "[Charlie|root|]"},
		{"empty group", "undisclosed-recipients:;", "[undisclosed-recipients||undisclosed-recipients:;]"},
		{"empty group with a comment", "unlisted-recipients:; (no To-header on input)", "[unlisted-recipients||unlisted-recipients:;]"},
		{"group", "Team: a@x.example, B <b@x.example>; c@x.example", "[|a@x.example|] [B|b@x.example|] [|c@x.example|]"},
		{"route", "<@hop.example,@hop2.example:a@x.example>", "[|a@x.example|]"},
		{"a name and nothing else", "The Chief", "[The Chief||The Chief]"},
		{"X.500", `"Roe, Jane" </O=AGENCY/OU=FIRST/CN=JROE>`, "[Roe, Jane|/O=AGENCY/OU=FIRST/CN=JROE|]"},
		{"quoted local part", `"a b"@x.example`, `[|"a b"@x.example|]`},
		{"no commas", "Bob <b@x.example> Al <a@x.example>", "[Bob|b@x.example|] [Al|a@x.example|]"},
		{"no commas after half a name", "Roe,a@x.example b@y.example Z", "[Roe||Roe] [|a@x.example|] [Z|b@y.example|]"},
		{"no end", "Ann <a@x.example, b@y.example", "[Ann|a@x.example|] [|b@y.example|]"},
		{"blanks around dots", "jdoe@test   . example", "[|jdoe@test.example|]"},
		{"encoded comma", "=?utf-8?Q?Roe=2C_J=C3=A4ne?= <j@x.example>", "[Roe, Jäne|j@x.example|]"},
		{"all in one word", "=?utf-8?Q?Ann_=3Ca=40x.example=3E?=", "[Ann|a@x.example|]"},
		{"apostrophes", "\"'Ann Reed'\" <a@x.example>", "[Ann Reed|a@x.example|]"},
		{"scheme", "<mailto:a@x.example>", "[|a@x.example|]"},
		{"junk", ", ;<>", "[|||<>]"},
		{"an unclosed quote", `"Ann <a@x.example>`, `["Ann|a@x.example|]`},
	} {
		var out []string
		for _, p := range parseAddresses(message.To, []byte(c.in), "") {
			out = append(out, fmt.Sprintf("[%s|%s|%s]", p.Name, p.Addr, p.Raw))
		}
		want := strings.ReplaceAll(c.want, "[|||", "[||")
		if got := strings.Join(out, " "); got != want {
			t.Errorf("%s: %s\n\twant %s", c.name, got, want)
		}
	}
}

func TestParseDate(t *testing.T) {
	for _, c := range []struct{ in, want, zone string }{
		{"Mon, 4 Mar 2024 09:15:00 -0500", "2024-03-04T14:15:00Z", "-0500"},
		{"4 Mar 24 09:15 EST", "2024-03-04T14:15:00Z", "EST"},
		{"Mon, 04 Mar 2024 09:15:00 GMT+0100", "2024-03-04T08:15:00Z", "GMT+0100"},
		{"Mon, 4 Mar 2024 09:15:00 +0530 (IST)", "2024-03-04T03:45:00Z", "+0530"},
		{"Wed, 20 Sep 1995 00:19:00 (EDT) -0400", "1995-09-20T04:19:00Z", "-0400"},
		{"Mon, 4 Mar 2024 09:15:00 (PST)", "2024-03-04T17:15:00Z", "PST"},
		{"Mon, 4 Mar 2024 09:15:00 -0000", "2024-03-04T09:15:00Z", "-0000"},
		{"Mon, 4 Mar 2024 09:15:00", "2024-03-04T09:15:00Z", "assumed UTC"},
		{"Mon, 4 Mar 2024 09:15:00 XYZ", "2024-03-04T09:15:00Z", "assumed UTC for XYZ"},
		{"Mon Mar  4 09:15:00 2024", "2024-03-04T09:15:00Z", "assumed UTC"},
		{"Mon Mar 4 09:15:00 CET 2024", "2024-03-04T08:15:00Z", "CET"},
		{"Wed 29 May 2019 06:09:22 PM EDT", "2019-05-29T22:09:22Z", "EDT"},
		{"12 Jan 2020 12:05 AM", "2020-01-12T00:05:00Z", "assumed UTC"},
		{"2024-03-04T09:15:00+01:00", "2024-03-04T08:15:00Z", "+01:00"},
		{"2024-03-04 09:15:00.123Z", "2024-03-04T09:15:00Z", "Z"},
		{"31 Dec 2023 24:00:00 +0000", "2024-01-01T00:00:00Z", "+0000"},
		{"Mo, 4 Mär 2024 09:15:00 +0100", "2024-03-04T08:15:00Z", "+0100"},
		{"mar., 5 mars 2024 09:15:00 +0100", "2024-03-05T08:15:00Z", "+0100"},
		{"5-Mar-2024 09:15:00 +0000", "2024-03-05T09:15:00Z", "+0000"},
		{"Tue, 01 Jan 102 10:00:00 +0000", "2002-01-01T10:00:00Z", "+0000"},
		{"30 Feb 2024 10:00:00 +0000", "", ""},
		{"03/04/2024 10:00", "", ""}, // nobody knows which is the month
		{"Mon, 4 Mar 2024 09:15:00 +9999", "", ""},
		{"yesterday", "", ""},
		{"", "", ""},
	} {
		s, ok := parseDate(c.in)
		got := ""
		if ok {
			got = s.at.Format(time.RFC3339)
		}
		if got != c.want || s.zone != c.zone {
			t.Errorf("%q: %s zone %q; want %s zone %q", c.in, got, s.zone, c.want, c.zone)
		}
	}
}

func TestDatesOfAMessage(t *testing.T) {
	const relay = "Received: from a by b; Tue, 5 Mar 2024 10:00:00 +0000\nReceived: from c by a; Tue, 5 Mar 2024 09:00:00 +0100\n"
	for _, c := range []struct{ name, head, want, problems string }{
		{"stated", "Date: Tue, 5 Mar 2024 08:59:00 +0000\n" + relay, "2024-03-05T08:59:00Z", ""},
		{"missing: the first server's", relay, "2024-03-05T08:00:00Z", "date-missing date-from-received"},
		{"unreadable", "Date: soon\n" + relay, "2024-03-05T08:00:00Z", "date-unreadable date-from-received"},
		{"contradicted", "Date: Tue, 5 Mar 2019 09:00:00 +0000\n" + relay, "2019-03-05T09:00:00Z", "date-suspect"},
		{"none at all", "Subject: x\n", "0001-01-01T00:00:00Z", "date-missing"},
	} {
		m := ReadMIME([]byte(c.head+"\nx"), message.Locator{}, Limits{})
		if got := m.Date.Format(time.RFC3339); got != c.want || codes(m) != c.problems {
			t.Errorf("%s: %s, problems %q; want %s, %q", c.name, got, codes(m), c.want, c.problems)
		}
	}
}

func codes(m *message.Message) string {
	var out []string
	for _, p := range m.Problems {
		out = append(out, p.Code)
	}
	return strings.Join(out, " ")
}

func TestParams(t *testing.T) {
	for _, c := range []struct{ in, key, want string }{
		{`attachment; filename=plan.pdf`, "filename", "plan.pdf"},
		{`attachment; filename="a \"b\".pdf"`, "filename", `a "b".pdf`},
		{`attachment; filename="C:\docs\plan.pdf"`, "filename", `C:\docs\plan.pdf`},
		{`attachment; filename=two words.pdf; size=3`, "filename", "two words.pdf"},
		{`attachment; filename*=UTF-8''na%C3%AFve.txt`, "filename", "naïve.txt"},
		{`attachment; filename*0*=UTF-8''na%C3; filename*1*=%AFve; filename*2=".txt"`, "filename", "naïve.txt"},
		{`attachment; filename*0="long "; filename*1="name.txt"`, "filename", "long name.txt"},
		{`attachment; filename="=?utf-8?Q?caf=C3=A9.txt?="`, "filename", "café.txt"},
		{`attachment; filename="plain.txt"; filename*=utf-8''better.txt`, "filename", "better.txt"},
		{`attachment;; FILENAME = x.txt ;`, "filename", "x.txt"},
		{`attachment; filename="never closed`, "filename", "never closed"},
		{`text/plain; charset=utf-8; charset=koi8-r`, "charset", "utf-8"},
	} {
		if _, p := parseParams([]byte(c.in)); p.get(c.key, "") != c.want {
			t.Errorf("%s: %q, want %q", c.in, p.get(c.key, ""), c.want)
		}
	}
}

func TestHeaderDamage(t *testing.T) {
	for _, c := range []struct{ name, in, subject, body, problems string }{
		{"blank line first", "\n\nSubject: s\nDate: 1 Mar 2024 10:00 +0000\n\nb", "s", "b", ""},
		{"byte order mark", "\xef\xbb\xbfSubject: s\nDate: 1 Mar 2024 10:00 +0000\n\nb", "s", "b", ""},
		{"first line indented", " Subject: s\nDate: 1 Mar 2024 10:00 +0000\n\nb", "s", "b", "header-broken-line"},
		{"separator line left in", "From a Mon Mar  4 09:15:00 2024\nSubject: s\nDate: 1 Mar 2024 10:00 +0000\n\nb", "s", "b", ""},
		{"blank before the colon", "Subject : s\nDate : 1 Mar 2024 10:00 +0000\n\nb", "s", "b", ""},
		{"no blank line", "Subject: s\nDate: 1 Mar 2024 10:00 +0000\nHello there\nmore", "s", "Hello there\nmore", "header-no-blank-line"},
		{"a line broken by a relay", "Subject: s\nwas long\nDate: 1 Mar 2024 10:00 +0000\n\nb", "s was long", "b", "header-broken-line"},
		{"two subjects", "Subject: s\nSubject: t\nDate: 1 Mar 2024 10:00 +0000\n\nb", "s", "b", "header-duplicate"},
		{"CR alone", "Subject: s\rDate: 1 Mar 2024 10:00 +0000\r\rb\rc", "s", "b\nc", ""},
		{"folded with tabs", "Subject: s\n\tt\nDate: 1 Mar 2024 10:00 +0000\n\nb", "s t", "b", ""},
	} {
		m := ReadMIME([]byte(c.in), message.Locator{}, Limits{})
		b, _ := m.Body("text/plain")
		if m.Subject != c.subject || b.Text != c.body || codes(m) != c.problems {
			t.Errorf("%s: subject %q, body %q, problems %q", c.name, m.Subject, b.Text, codes(m))
		}
	}
}
