package released

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const release = `Message

From: (b)(6), (b)(7)(C)
Sent: 3/4/2024 5:47:35 PM
To: (b)(6), (b)(7)(C)
Subject: Re: pilot in the north wing

(b)(6), (b)(7)(C)

I asked (b)(6), (b)(7)(C) about the pilot and he will call you in the morning.
His mobile is 202-555-0143.

The lifeline is 800-273-8255.

From: (b)(6), (b)(7)(C)
Sent: Monday, March 4, 2024 1:36:05 PM

To: (b)(6), (b)(7)(C)

(b)(6), (b)(7)(C)

Subject: pilot in the north wing

Hi (b)(6), (b)(7)(C)

The board will meet in May and wants to know how the pilot is going.

(b)(6), (b)(7)(C)

Executive Director

Message

From:

(b)(6), (b)(7)(C)

Sent:

3/4/2024 6:02:11 PM

To:

(b)(6), (b)(7)(C)

Subject:

RE: pilot in the north wing

Thank you.

From: Velt, (b)(6)
Sent: 3/4/2024 5:47:35 PM
To: Ann Lee <ann.lee@x.example>
Subject: Re: pilot in the north wing

I asked Dorian Velt about the pi1ot and he wi11 call you in the moming.

From: (b)(6), (b)(7)(C)
Sent: Monday, March 4, 2024 1:36 PM
To: (b)(6), (b)(7)(C)
Subject: pilot in the north wing

Hi Carla,

The board will meet in May and wants to know how the pilot is going.

[REDACTED]
Executive Director
jane.doe@(b)(6) (b)(7)(Q)
`

func TestFaultsOfARelease(t *testing.T) {
	got := Check([]Page{{File: "r.txt", Text: release}})
	for _, want := range []struct {
		check, text string
		line        int
		copies      int
	}{
		{Inconsistent, "Dorian Velt", 57, 1},
		{Inconsistent, "Carla", 64, 1},
		{Inconsistent, "Ann Lee <ann.lee@x.example>", 54, 1},
		{Partial, "Velt", 52, 0},
		{Partial, "jane.doe", 70, 0},
		{Leak, "202-555-0143", 11, 0},
		{NoCode, "[REDACTED]", 68, 0},
		{BadCode, "(b)(6), (b)(7)(Q)", 70, 0},
	} {
		i := slices.IndexFunc(got, func(f Finding) bool {
			return f.Check == want.check && f.Place.Text == want.text && f.Place.Line == want.line
		})
		if i < 0 || len(got[i].Other) < want.copies {
			t.Errorf("%s %q on line %d is not found", want.check, want.text, want.line)
		}
	}
	for _, f := range got {
		if strings.Contains(f.Place.Text, "800") || f.Place.Text == "moming" {
			t.Errorf("a false alarm: %s %q", f.Check, f.Place.Text)
		}
	}
	if t.Failed() {
		for _, f := range got {
			t.Logf("%s line %d %q", f.Check, f.Place.Line, f.Place.Text)
		}
	}
}

// TestMessagesAreFound: headers over many lines, with blank lines and codes
// between their names and values.
func TestMessagesAreFound(t *testing.T) {
	d := read([]Page{{Text: release}})
	var sent []string
	for _, m := range d.messages {
		sent = append(sent, m.sent)
	}
	want := "|3/4/2024 5:47:35 PM|Monday, March 4, 2024 1:36:05 PM|3/4/2024 6:02:11 PM|3/4/2024 5:47:35 PM|Monday, March 4, 2024 1:36 PM"
	if got := strings.Join(sent, "|"); strings.TrimPrefix(got, "|") != strings.TrimPrefix(want, "|") {
		t.Errorf("messages sent %s", got)
	}
	if !d.copyOf(slices.Index(sent, "3/4/2024 5:47:35 PM"), len(sent)-2) {
		t.Error("two copies of one message are not taken for one")
	}
}

// TestAlikeIsQuiet: what is withheld alike in all copies is no finding, however
// the lines were broken.
func TestAlikeIsQuiet(t *testing.T) {
	one := "From: (b)(6)\nSent: 3/4/2024 5:47 PM\nTo: (b)(6)\nSubject: pilot\n\nI asked (b)(6) about the pilot and he will call you in the morning.\n\n"
	other := strings.NewReplacer("the pilot and", "the\n> pilot and", "morning", "moming", "(b)(6) about", "(b) (6) about").Replace(one)
	if got := Check([]Page{{File: "a", Text: one}, {File: "b", Text: other}, {File: "c", Text: one}}); len(got) > 0 {
		t.Errorf("%+v", got)
	}
}

// TestRealRelease reads the shared release; each finding was read against it.
func TestRealRelease(t *testing.T) {
	data := os.Getenv("VAUGHN_DATA")
	if data == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	text, err := os.ReadFile(filepath.Join(data, "foia-example", "example-production.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range Check([]Page{{File: "x", Text: string(text)}}) {
		got = append(got, f.Check+" "+f.Place.Text)
	}
	for _, want := range []string{Inconsistent + " AC", Inconsistent + " Eric-", Inconsistent + " Suzy Shepherd", NoCode + " [REDACTED]", NoCode + " [redacted]"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not found", want)
		}
	}
	if len(got) > 5 {
		t.Errorf("%d findings: %v", len(got), got)
	}
}

// FuzzCheck: any text is read in bounded time, its messages cover it in order,
// and every finding names a line that exists.
func FuzzCheck(f *testing.F) {
	f.Add(release)
	f.Add("From: (b)(6)\nFrom: x\nSent: y\n\n\n(b)(5)(b)(7)(C) [REDACTED]\n")
	f.Add("(b)(\nFrom:\n\n\n\nTo:\nSubject:")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			return
		}
		pages := []Page{{File: "f", Text: text}}
		d := read(pages)
		at := 0
		for _, m := range d.messages {
			if m.from < at || m.to < m.body || m.to > len(d.lines) {
				t.Fatalf("a message at lines %d to %d behind %d of %d", m.from, m.to, at, len(d.lines))
			}
			at = m.to
		}
		for _, one := range Check(pages) {
			if one.Place.Line < 1 || one.Place.Line > len(d.lines) {
				t.Fatalf("%s on line %d of %d", one.Check, one.Place.Line, len(d.lines))
			}
		}
	})
}
