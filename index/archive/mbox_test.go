package archive

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"vaughn/index/fault"
)

// readMbox gives the raw bytes of each message, and the summary.
func readMbox(t *testing.T, data string, o Options) ([]string, Summary) {
	t.Helper()
	var out []string
	var sum Summary
	src := Source{Name: "box", FS: fstest.MapFS{"box": {Data: []byte(data)}}, Main: "box", Options: o}
	err := Mbox{}.Read(context.Background(), src, func(it Item) error {
		switch {
		case it.Summary != nil:
			sum = *it.Summary
		case it.Err != nil:
			out = append(out, "ERR")
		default:
			r, err := it.Message.Raw()
			if err != nil {
				return err
			}
			raw, err := io.ReadAll(r)
			out = append(out, string(raw))
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, sum
}

func TestMboxSplitting(t *testing.T) {
	const (
		sep = "From a@x Mon Mar  4 09:15:00 2024\n"
		m1  = "From: a@x\nSubject: one\n\n"
		m2  = "From: b@x\nSubject: two\n\nlast\n"
	)
	for _, c := range []struct {
		name, in, dialect string
		want              []string
	}{
		{"plain", sep + m1 + "body\n\n" + sep + m2, "mbox", []string{m1 + "body\n", m2}},
		{"CRLF", strings.ReplaceAll(sep+m1+"body\n\n"+sep+m2, "\n", "\r\n"), "mbox", []string{strings.ReplaceAll(m1+"body\n", "\n", "\r\n"), strings.ReplaceAll(m2, "\n", "\r\n")}},
		{"mboxrd", sep + m1 + ">From here\n>>From there\n\n" + sep + m2, "mboxrd", []string{m1 + "From here\n>From there\n", m2}},
		{"mboxo", sep + m1 + ">From here\n\n" + sep + m2, "mboxo or mboxrd", []string{m1 + "From here\n", m2}},
		{"a line that says From", sep + m1 + "x\n\nFrom my desk I see Mon and Tue\nall day\n\n" + sep + m2, "mbox", []string{m1 + "x\n\nFrom my desk I see Mon and Tue\nall day\n", m2}},
		{"a dated line in the text", sep + m1 + "x\nFrom a@x Mon Mar  4 09:15:00 2024\nall day\n\n" + sep + m2, "mbox", []string{m1 + "x\nFrom a@x Mon Mar  4 09:15:00 2024\nall day\n", m2}},
		{"no blank line before, two fields after", sep + m1 + "x\n" + sep + m2, "mbox", []string{m1 + "x\n", m2}},
		{"Netscape without a date", "From - \n" + m1 + "x\nFrom - \n" + m2, "mbox", []string{m1 + "x\n", m2}},
		{"no header at all", sep + "\nText 1\n\n" + sep + "\nText 2", "mbox", []string{"\nText 1\n", "\nText 2"}},
		{"blank lines at the end", sep + m1 + "x\n\n\n\n" + sep + m2 + "\n\n", "mbox", []string{m1 + "x\n\n\n", m2 + "\n"}},
		{"zone in the date", "From a@x Mon Mar  4 09:15:00 CET 2024\n" + m1 + "x\n\nFrom a@x Mon Mar 4 09:15 +0100 2024 remote from host\n" + m2, "mbox", []string{m1 + "x\n", m2}},
		{"a patch of git in the text", sep + m1 + "see\n\nFrom 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\nFrom: a@x\nSubject: p\n\n" + sep + m2, "mbox",
			[]string{m1 + "see\n\nFrom 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\nFrom: a@x\nSubject: p\n", m2}},
		{"length over an unquoted separator", sep + "From: a@x\nContent-Length: " + fmt.Sprint(len("see\n\n"+sep+m1+"in\n")) + "\n\nsee\n\n" + sep + m1 + "in\n\n" + sep + m2, "mboxcl2",
			[]string{"From: a@x\nContent-Length: " + fmt.Sprint(len("see\n\n"+sep+m1+"in\n")) + "\n\nsee\n\n" + sep + m1 + "in\n", m2}},
		{"a length that lies", sep + "From: a@x\nContent-Length: 3\n\nlonger\n\n" + sep + m2, "mbox", []string{"From: a@x\nContent-Length: 3\n\nlonger\n", m2}},
		{"a length beyond everything", sep + "From: a@x\nContent-Length: 9223372036854775807\n\nx\n\n" + sep + m2, "mbox", []string{"From: a@x\nContent-Length: 9223372036854775807\n\nx\n", m2}},
		{"nothing", "", "mbox", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, sum := readMbox(t, c.in, Options{})
			if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", c.want) {
				t.Errorf("got\n%q\nwant\n%q", got, c.want)
			}
			if sum.Dialect != c.dialect || sum.Expected != int64(len(c.want)) {
				t.Errorf("summary %+v", sum)
			}
		})
	}
}

// TestMboxSpools reads a message of many pieces through the scratch file and
// its small neighbours around it.
func TestMboxSpools(t *testing.T) {
	const sep = "From a@x Mon Mar  4 09:15:00 2024\n"
	big := "From: a@x\nSubject: big\n\n" + strings.Repeat("From the middle\n>From quoted\nordinary line of text\n", 40000)
	small := "From: b@x\nSubject: small\n\nx\n"
	quoted := strings.ReplaceAll(strings.ReplaceAll(big, "\n>From", "\n>>From"), "\nFrom the", "\n>From the")
	got, sum := readMbox(t, sep+small+"\n"+sep+quoted+"\n"+sep+small, Options{Limits: Limits{Memory: 64 << 10, Text: 4 << 20}})
	if len(got) != 3 || got[0] != small || got[1] != big || got[2] != small || sum.Dialect != "mboxrd" {
		t.Errorf("%d messages, %d bytes instead of %d, %+v", len(got), len(got[1]), len(big), sum)
	}
}

// TestMboxResumes skips what is already kept and gives the rest unchanged.
func TestMboxResumes(t *testing.T) {
	const sep = "From a@x Mon Mar  4 09:15:00 2024\n"
	in := sep + "Subject: 0\n\nx\n\n" + sep + "Subject: 1\n\nx\n\n" + sep + "Subject: 2\n\nx\n"
	got, sum := readMbox(t, in, Options{Skip: func(_ string, n int64) bool { return n < 2 }})
	if len(got) != 1 || got[0] != "Subject: 2\n\nx\n" || sum.Skipped != 2 || sum.Expected != 3 {
		t.Errorf("%q %+v", got, sum)
	}
}

func TestUnquoteFrom(t *testing.T) {
	for in, want := range map[string]string{
		">From a\n":          "From a\n",
		">>From a\n":         ">From a\n",
		"x >From a\n":        "x >From a\n",
		"> From a\n":         "> From a\n",
		"a\n>From b\n>Fro c": "a\nFrom b\n>Fro c",
		">>>From":            ">>>From",
	} {
		got, _, _ := unquoteFrom([]byte(in))
		if string(got) != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestBombs: an item beyond every limit is an error with its position; the
// items around it are read.
func TestBombs(t *testing.T) {
	lim := Limits{Memory: 32 << 10, Item: 256 << 10}
	bomb := "From: a@x\n\n" + strings.Repeat("all the same line\n", 100000)
	small := "From: b@x\nSubject: small\n\nx\n"
	got, sum := readMbox(t, boxLine+small+"\n"+boxLine+bomb+"\n"+boxLine+small, Options{Limits: lim})
	if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", []string{small, "ERR", small}) || sum.Failed != 1 || sum.Expected != 3 {
		t.Errorf("%d items, %+v", len(got), sum)
	}
	files := fstest.MapFS{"f/a.eml.gz": {Data: pack(bomb)}, "f/b.eml": {Data: []byte(small)}}
	var read int
	var failure error
	err := Folder{}.Read(context.Background(), Source{Name: "f", Main: "f", FS: files, Options: Options{Limits: lim}}, func(it Item) error {
		if it.Err != nil {
			failure = it.Err
		}
		if it.Message != nil {
			read++
		}
		return nil
	})
	if err != nil || read != 1 || fault.CodeOf(failure) != fault.Limit || !strings.Contains(failure.Error(), "a.eml.gz") {
		t.Errorf("%v, %d read, failure %v", err, read, failure)
	}
}

// TestSpooledSingles: a file too large for memory is the same item as in memory.
func TestSpooledSingles(t *testing.T) {
	mail := oneMail + strings.Repeat("one more line\n", 3000)
	for _, c := range []struct {
		format Format
		data   string
		flags  string
	}{
		{EML{}, boxLine + mail, "[]"},
		{EMLX{}, fmt.Sprintf("%d\n%s<plist><dict><key>flags</key><integer>1</integer></dict></plist>", len(mail), mail), "[seen]"},
	} {
		src := Source{Name: "f", Main: "f", FS: fstest.MapFS{"f": {Data: []byte(c.data)}}, Options: Options{Limits: Limits{Memory: 20 << 10}}}
		err := c.format.Read(context.Background(), src, func(it Item) error {
			if m := it.Message; m != nil && (m.RawSum != sha256.Sum256([]byte(mail)) || fmt.Sprint(m.Flags) != c.flags || m.Subject != "s") {
				t.Errorf("%s: %d bytes, flags %v, subject %q", c.format.Info().Name, m.RawLen, m.Flags, m.Subject)
			}
			if it.Err != nil {
				t.Error(it.Err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestAssumedZone: a zone a person names applies where the source states none.
func TestAssumedZone(t *testing.T) {
	east := time.FixedZone("Eastern", -5*3600)
	in := boxLine + "Date: Mon, 4 Mar 2024 09:00:00\n\nx\n\n" + boxLine + "Date: Mon, 4 Mar 2024 09:00:00 +0000\n\nx\n"
	var got []string
	src := Source{Name: "f", Main: "f", FS: fstest.MapFS{"f": {Data: []byte(in)}}, Options: Options{Zone: east}}
	err := Mbox{}.Read(context.Background(), src, func(it Item) error {
		if it.Message != nil {
			got = append(got, it.Message.Date.Format(time.RFC3339)+" "+it.Message.Zone)
		}
		return nil
	})
	if want := "[2024-03-04T14:00:00Z assumed Eastern 2024-03-04T09:00:00Z +0000]"; err != nil || fmt.Sprint(got) != want {
		t.Errorf("%v %v", got, err)
	}
}
