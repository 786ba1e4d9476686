package thread

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"vaughn/index/message"
	"vaughn/index/record"
)

var update = flag.Bool("update", false, "rewrite the expected outputs")

// mail makes the record of a body.
func mail(t testing.TB, body string) *record.Record {
	t.Helper()
	m := &message.Message{Kind: message.Email, RawSum: [32]byte{1}, Subject: "x", Bodies: []message.Body{{Type: "text/plain", Text: body}}}
	m.Seal()
	r, err := record.FromEmail(m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// drawn prints segments so that a person can judge them.
func drawn(r *record.Record) string {
	var b strings.Builder
	for _, s := range Segments(r) {
		fmt.Fprintf(&b, "[%d part %d", s.Depth, s.Part)
		for _, f := range [][2]string{{"from", s.Header.From}, {"sent", s.Header.Sent}, {"to", s.Header.To}, {"cc", s.Header.Cc}, {"subject", s.Header.Subject}} {
			if f[1] != "" {
				fmt.Fprintf(&b, " | %s %s", f[0], f[1])
			}
		}
		b.WriteString("]\n")
		for _, p := range []struct {
			mark string
			span record.Span
		}{{"# ", s.Head}, {"  ", s.Span}} {
			if p.span.Len() > 0 {
				b.WriteString(p.mark + strings.ReplaceAll(r.Text[p.span.Start:p.span.End], "\n", "\n"+p.mark) + "\n")
			}
		}
	}
	return b.String()
}

// TestSegments cuts one invented sample per style; the golden file beside each
// says what belongs to whom.
func TestSegments(t *testing.T) {
	files, err := filepath.Glob("testdata/quotes/*.txt")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			body, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			got, golden := drawn(mail(t, string(body))), strings.TrimSuffix(f, ".txt")+".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// covered fails unless segments are in order and hold every byte that is no
// white space.
func covered(t *testing.T, r *record.Record) {
	t.Helper()
	body, _ := r.Field(record.FieldBody)
	at := body.Start
	blank := func(end int) {
		if s := r.Text[at:end]; strings.IndexFunc(strings.ReplaceAll(s, ">", ""), func(c rune) bool { return !unicode.IsSpace(c) }) >= 0 {
			t.Fatalf("%d..%d %q belongs to nobody", at, end, s)
		}
	}
	for i, s := range Segments(r) {
		for _, p := range []record.Span{s.Head, s.Span} {
			if p.Len() == 0 {
				continue
			}
			if p.Start < at || p.End > body.End {
				t.Fatalf("segment %d: %d..%d after %d", i, p.Start, p.End, at)
			}
			if _, err := r.Slice(p); err != nil {
				t.Fatal(err)
			}
			blank(p.Start)
			at = p.End
		}
		if s.Own != (s.Depth == 0) || s.Own != (s.Part == 0) || s.Depth > maxDepth {
			t.Fatalf("segment %d: depth %d part %d own %v", i, s.Depth, s.Part, s.Own)
		}
	}
	blank(body.End)
}

func FuzzSegments(f *testing.F) {
	files, _ := filepath.Glob("testdata/quotes/*.txt")
	for _, name := range files {
		if b, err := os.ReadFile(name); err == nil {
			f.Add(string(b))
		}
	}
	f.Add("> > >\n>a\nFrom: x\nTo: y\nSent: z\n> From: q\n> Date: r\n> To: s\nOn 1 Jan A wrote:\nb")
	f.Fuzz(func(t *testing.T, body string) { covered(t, mail(t, body)) })
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"":                              "",
		"> Hello,  WORLD!\n> it's me":   "hello world it s me",
		"Café\u00a0au lait, ﬁn":         "cafe au lait fin",
		"zero\u200bwidth so\u00adft":    "zerowidth soft",
		"元のメール abc":                     "元 の メ ー ル abc",
		"(202) 555-0147, a.b@x.example": "202 555 0147 a b x example",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestBaseSubject(t *testing.T) {
	for in, want := range map[string]struct {
		base  string
		reply bool
	}{
		"Pilot":                          {"pilot", false},
		"Re: Pilot":                      {"pilot", true},
		"RE: re[2]: FW:  Pilot  (fwd)":   {"pilot", true},
		"[list] Re: [list] Pilot":        {"pilot", true},
		"Re: [USRP-users] B210":          {"b210", true},
		"[only a blob]":                  {"[only a blob]", false},
		"[Fwd: Re: Pilot]":               {"pilot", true},
		"AW: WG: Pilot":                  {"pilot", true},
		"Antw: Pilot":                    {"pilot", true},
		"答复: 转发：Pilot":                   {"pilot", true},
		"YNT: İLT: Pilot":                {"pilot", true},
		"Recall: Pilot":                  {"recall: pilot", false},
		"Re (3): Pilot":                  {"pilot", true},
		"Re:":                            {"", true},
		"[PATCH v2 1/3] usb: fix a leak": {"usb: fix a leak", false},
	} {
		base, reply := BaseSubject(in)
		if base != want.base || reply != want.reply {
			t.Errorf("BaseSubject(%q) = %q %v, want %q %v", in, base, reply, want.base, want.reply)
		}
	}
}
