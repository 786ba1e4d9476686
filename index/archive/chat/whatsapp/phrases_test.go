package whatsapp

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"vaughn/index/message"
)

// TestEveryPhrase fills the blanks of each and reads it back: none is hidden by
// another that stands before it and means something else.
func TestEveryPhrase(t *testing.T) {
	kinds := map[meaning]string{joined: message.EventJoin, left: message.EventLeave, renamed: message.EventRename, timer: message.EventTimer, notice: message.EventSystem}
	n := 0
	for _, p := range phrases {
		if p.means < joined {
			continue
		}
		for w := range strings.SplitSeq(p.words, "|") {
			n++
			line := strings.NewReplacer("%a", "Zoë Quill", "%b", "Kofi Ofori", "%t", "“zzz”").Replace(w) + "."
			first, size := utf8.DecodeRuneInString(line)
			e := message.Event{Text: string(unicode.ToUpper(first)) + line[size:]}
			came, went, known := system(&e)
			if !known || e.Kind != kinds[p.means] {
				t.Errorf("%s: %q is %s, known %v; want %s", p.language, line, e.Kind, known, kinds[p.means])
			}
			who := slices.Concat(came, went)
			want := ""
			if strings.Contains(w, "%b") {
				want = "Kofi Ofori"
			} else if strings.Contains(w, "%a") {
				want = "Zoë Quill"
			}
			if p.means == joined || p.means == left {
				if strings.Join(who, ";") != want {
					t.Errorf("%s: %q names %q, want %q", p.language, line, who, want)
				}
			}
		}
	}
	if n < 200 {
		t.Errorf("only %d phrases", n)
	}
}

func TestProgramLines(t *testing.T) {
	for _, c := range []struct{ line, kind, came, went string }{
		{"Ann Reed added Bob, Carl and +1 555 010 0000", message.EventJoin, "Bob;Carl;+1 555 010 0000", ""},
		{"You were added", message.EventJoin, "", ""},
		{"Ann hat Bob und Carl hinzugefügt.", message.EventJoin, "Bob;Carl", ""},
		{"Ann a quitté", message.EventLeave, "", "Ann"},
		{"Vous avez retiré Bob", message.EventLeave, "", "Bob"},
		{"Ann salió del grupo", message.EventLeave, "", "Ann"},
		{"Ann removeu Bob", message.EventLeave, "", "Bob"},
		{"Ann è uscita", message.EventLeave, "", "Ann"},
		{"Ann, Bob kişisini ekledi", message.EventJoin, "Bob", ""},
		{"قام Ann بإضافة Bob", message.EventJoin, "Bob", ""},
		{"Ann ने Bob को जोड़ा", message.EventJoin, "Bob", ""},
		{"Ann changed the subject from “a” to “Bob left”", message.EventRename, "", ""},
		{"Ann turned on disappearing messages. New messages will disappear 7 days after they are sent.", message.EventTimer, "", ""},
		{"Verpasster Sprachanruf um 10:00", message.EventCall, "", ""},
		{"Votre code de sécurité avec Elon a changé. Appuyez pour en savoir plus.", message.EventSystem, "", ""},
		{"Ann teki jotain", message.EventSystem, "", ""},
	} {
		e := message.Event{Text: c.line}
		came, went, _ := system(&e)
		if e.Kind != c.kind || strings.Join(came, ";") != c.came || strings.Join(went, ";") != c.went || e.Text != c.line {
			t.Errorf("%q: %s %q %q", c.line, e.Kind, came, went)
		}
	}
}

// TestGroupRoom: of a group, those are known to be there who spoke or came; a
// line nobody has met may say that someone went.
func TestGroupRoom(t *testing.T) {
	k := parse(t, "13/03/2022, 10:00 - Ann created group \"Pilot\"\n13/03/2022, 10:01 - Ann added Bob and Carl\n13/03/2022, 10:02 - Dan: hi\n13/03/2022, 10:03 - Carl left\n13/03/2022, 10:04 - Bob teki jotain\n13/03/2022, 10:05 - Ann: so\n13/03/2022, 10:06 - Bob: yes\n", Options{Title: "Pilot"})
	var got []string
	for _, e := range k.Events {
		if !e.AtLeast {
			t.Errorf("%q: as if everyone were known", e.Text)
		}
		got = append(got, strings.Join(e.Present, "+"))
	}
	if s := strings.Join(got, " "); s != " Bob+Carl Bob+Carl+Dan Bob+Dan Dan Ann+Dan Ann+Bob+Dan" {
		t.Errorf("in the room: %s", s)
	}
	if k.Direct {
		t.Error("a group taken for two people")
	}
}
