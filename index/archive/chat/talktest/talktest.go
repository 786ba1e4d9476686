// Package talktest prints conversations for golden files, so that a test shows
// all that a parser made of a source and not only what its author thought of.
package talktest

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"vaughn/index/archive/chat"
	"vaughn/index/message"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Print tells everything a talk holds, an event a paragraph.
func Print(t *chat.Talk) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s %s %q direct=%t piece=%d\n", t.Platform, t.ID, t.Name, t.Direct, t.Piece)
	for _, p := range t.Participants {
		fmt.Fprintf(&b, "member %s %q %s own=%t\n", p.ID, p.Name, p.Addr, p.Own)
	}
	for _, p := range t.Problems {
		fmt.Fprintf(&b, "problem %s %s\n", p.Code, p.Detail)
	}
	for i := range t.Events {
		event(&b, t, &t.Events[i])
	}
	return b.String() + "\n"
}

func event(b *strings.Builder, t *chat.Talk, e *message.Event) {
	fmt.Fprintf(b, "%s [%s] %s <%s> %q\n", clock(e.At), e.Kind, e.ID, e.From, e.Text)
	if e.Present != nil {
		fmt.Fprintf(b, "    present %v at least=%t\n", e.Present, e.AtLeast)
	}
	if e.ReplyTo != "" {
		fmt.Fprintf(b, "    reply to %s\n", e.ReplyTo)
	}
	for _, v := range e.Versions {
		fmt.Fprintf(b, "    version %q until %s by %s\n", v.Text, clock(v.At), v.By)
	}
	if d := e.Deleted; d != nil {
		fmt.Fprintf(b, "    deleted %s by <%s>\n", clock(d.At), d.By)
	}
	for _, r := range e.Reacted {
		fmt.Fprintf(b, "    reaction %s %s by %s removed=%t\n", r.Sign, clock(r.At), r.By, r.Removed)
	}
	for _, f := range e.Files {
		fmt.Fprintf(b, "    file %q %s\n", t.Attached[f].Name, t.Attached[f].Type)
	}
	for _, m := range e.Missing {
		fmt.Fprintf(b, "    missing %q\n", m)
	}
	if !e.Expires.IsZero() {
		fmt.Fprintf(b, "    expires %s\n", clock(e.Expires))
	}
	for _, h := range e.Extra {
		fmt.Fprintf(b, "    %s: %q\n", h.Name, h.Value)
	}
	for _, p := range e.Problems {
		fmt.Fprintf(b, "    problem %s %s lost=%t\n", p.Code, p.Detail, p.Lost)
	}
}

func clock(t time.Time) string {
	if t.IsZero() {
		return "untimed"
	}
	return t.Format("2006-01-02T15:04:05.999")
}

// Golden compares with a file; -update writes it.
func Golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; it would be\n%s", file, got)
	}
}
