package extract

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vaughn/index/message"
	"vaughn/index/record"
)

const meeting = "BEGIN:VCALENDAR\r\nPRODID:-//x//y\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" +
	"BEGIN:VEVENT\r\nUID:1@x\r\nSUMMARY:Berth 14\\, the survey\r\nDTSTART;TZID=Europe/Berlin:20230307T100000\r\nDTEND;TZID=Europe/Berlin:20230307T110000\r\n" +
	"RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20230601T000000Z\r\nEXDATE:20230321T090000Z\r\nLOCATION:Pier 3\r\nORGANIZER;CN=\"Olsen: Ann\":mailto:ann@x.example\r\n" +
	"ATTENDEE;CN=Sam Ruiz;PARTSTAT=ACCEPTED:mailto:sam@x.example\r\nATTENDEE;PARTSTAT=NEEDS-ACTION;ROLE=OPT-PARTICIPANT:mailto:b\r\n o@x.example\r\nSTATUS:CONFIRMED\r\n" +
	"DESCRIPTION:Bring the list.\\n\\nAnn\r\nBEGIN:VALARM\r\nTRIGGER:-PT15M\r\nACTION:DISPLAY\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

const contact = "BEGIN:VCARD\nVERSION:2.1\nN:Olsen;Ann;M.;Dr.;\nFN:Dr. Ann M. Olsen\nORG:Harbor Authority;Works\nTEL;WORK;VOICE:+1 202 555 0143\nitem1.TEL;TYPE=cell:+1 202 555 0144\n" +
	"EMAIL;TYPE=INTERNET:ann@x.example\nADR;TYPE=work:;;Pier 3;Port=C3=A9;;99501;\nNOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Speaks=20Fran=C3=A7ais=0D=0Aand =\nDanish\nX-HOBBY:rowing\nEND:VCARD\n"

// cardRecord reads a file as an attachment.
func cardRecord(t testing.TB, name, data string) *record.Record {
	t.Helper()
	x := New(Options{Office: "-"})
	defer x.Close()
	m := &message.Message{ID: message.IDOf([32]byte{1}), Attached: []message.Attachment{{Name: name, Size: int64(len(data)), Blob: "b"}}}
	rs, err := x.Family(t.Context(), m, shelf(map[message.BlobRef]string{"b": data}))
	if err != nil || len(rs) != 1 {
		t.Fatalf("%v, %d records", err, len(rs))
	}
	return rs[0]
}

func cardLines(r *record.Record) string {
	var b strings.Builder
	for _, k := range r.Blocks {
		fmt.Fprintf(&b, "%s: %s\n", k.Form, r.Text[k.Span.Start:k.Span.End])
	}
	return b.String()
}

func TestCards(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"a.ics": {meeting, ": a.ics\n: \nfact: Sent as: request\nfact: What: Berth 14, the survey\nfact: Start: 2023-03-07 10:00 (Europe/Berlin)\nfact: End: 2023-03-07 11:00 (Europe/Berlin)\n" +
			"fact: Repeats: every 2 weeks, on TU, TH, until 2023-06-01 00:00 UTC\nfact: Except on: 2023-03-21 09:00 UTC\nfact: Where: Pier 3\nfact: Organiser: Olsen: Ann <ann@x.example>\n" +
			"fact: Attendees: Sam Ruiz <sam@x.example> (accepted); bo@x.example (no answer, optional)\nfact: Status: confirmed\nfact: Reminder: -PT15M\n" +
			"heading: Description\n: Bring the list.\n\nAnn\nheading: Other properties\nfact: UID: 1@x\nfact: REMINDER ACTION: DISPLAY\nheading: Of the whole file\nfact: PRODID: -//x//y\nfact: TZID: Europe/Berlin\n"},
		"c.vcf": {contact, ": c.vcf\n: \nfact: Name: Dr. Ann M. Olsen\nfact: Organisation: Harbor Authority, Works\nfact: Phone: +1 202 555 0143 (work, voice); +1 202 555 0144 (cell)\nfact: E-mail: ann@x.example\n" +
			"fact: Address: Pier 3, Port=C3=A9, 99501 (work)\nheading: Note\n: Speaks Français\nand Danish\nheading: Other properties\nfact: VERSION: 2.1\nfact: X-HOBBY: rowing\n"},
	} {
		if d := cmp.Diff(c.want, cardLines(cardRecord(t, name, c.data))); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// FuzzCards: a fact is one line, with a name, and what is no known fact is told
// under its own.
func FuzzCards(f *testing.F) {
	f.Add(meeting)
	f.Add(contact)
	f.Add("BEGIN:VEVENT\nBEGIN:VEVENT\nEND:VCARD\n:\n;=:\nA;B=\"c:d\nRRULE:;\nN:;;;;;;\nEND:VEVENT")
	f.Fuzz(func(t *testing.T, s string) {
		for _, c := range components(s) {
			sh := newSheet(maxText)
			k := cards{sheet: sh}
			k.card(&c, 0, 1)
			all := sh.flat()
			for _, p := range sh.body {
				if p.block.Form == record.FormFact && (strings.Contains(p.text, "\n") || strings.Index(p.text, ": ") < 1) {
					t.Fatalf("%q", p.text)
				}
			}
			for _, p := range c.props {
				if strings.HasPrefix(p.name, "X-") && strings.TrimSpace(record.Clean(plainText(p.value))) != "" && !strings.Contains(all, strings.Join(strings.Fields(record.Clean(p.name)), " ")+": ") {
					t.Fatalf("%q is lost", p.name)
				}
			}
		}
	})
}
