package production

import (
	"archive/zip"
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vaughn/export/qc"
	"vaughn/index/fault"
	"vaughn/index/message"
	"vaughn/index/record"
)

// clear is what a person does who looked at a finding.
func (m *memory) clear(f qc.Finding) {
	d := m.docs[record.ID(f.Record)]
	if d.Cleared == nil {
		d.Cleared = map[string]string{}
	}
	d.Cleared[f.ID] = "tester: it is in the press release"
	m.docs[record.ID(f.Record)] = d
}

func found(t *testing.T, m *memory, s Spec, check string) (Plan, []qc.Finding) {
	t.Helper()
	p, findings, err := Prepare(t.Context(), m, m.ids(), s, Frozen{})
	if err != nil {
		t.Fatal(err)
	}
	return p, slices.DeleteFunc(findings, func(f qc.Finding) bool { return f.Check != check })
}

// A withheld string that stands open elsewhere stops the production until a
// person has cleared that place, in whatever way it is spelled there.
func TestReleasedElsewhere(t *testing.T) {
	for name, body := range map[string]string{
		"plain": "Mirela Quistgaard called", "folded": "mirela quist-\n> gaard called", "spaced": "M i r e l a   Q u i s t g a a r d", "joined": "write to mirelaquistgaard@example.gov",
		"reversed": "draagtsiuQ aleriM", "accents": "Mirêla Quistgaärd", "ligature": "Mirela Quiﬆgaard", "zero width": "Mir\u200bela Quist\u00adgaard", "look-alikes": "Мirеla Quistgааrd",
		"over lines": "Mirela\n\n> Quistgaard", "punctuated": "Mirela (Quistgaard)",
	} {
		t.Run(name, func(t *testing.T) {
			m := newMemory()
			m.mail(t, map[string]string{"Subject": "a"}, "Call "+hiddenName+" at 202-555-0143.\n", hiddenName, "202-555-0143")
			other := m.mail(t, map[string]string{"Subject": "b"}, body+"\nends in 0143\n")
			s := testSpec()
			p, fs := found(t, m, s, elsewhereCheck)
			if len(fs) != 1 || fs[0].Severity != qc.Block || fs[0].Record != string(other) || fs[0].ID == "" {
				t.Fatalf("%v", fs)
			}
			out := filepath.Join(t.TempDir(), "out")
			if _, err := Run(t.Context(), m, p, out, options(t)); fault.CodeOf(err) != fault.Refused {
				t.Errorf("it leaves all the same: %v", err)
			}
			nothing(t, m, out)
			m.clear(fs[0])
			p, fs = found(t, m, s, elsewhereCheck)
			if len(fs) != 1 || fs[0].Severity != qc.Info || fs[0].Cleared == "" {
				t.Fatalf("cleared: %v", fs)
			}
			if c := p.certificate("").Counts; c.Elsewhere != 1 || c.Cleared != 1 {
				t.Errorf("the certificate counts %d, %d of them cleared", c.Elsewhere, c.Cleared)
			}
			s.ReleasedElsewhere = refuseElsewhere
			if _, fs = found(t, m, s, elsewhereCheck); len(fs) != 1 || fs[0].Severity != qc.Block || fs[0].ID != "" {
				t.Errorf("refused whatever was cleared: %v", fs)
			}
		})
	}
}

// What was cleared comes back when there is more of it; a warning needs no
// clearance, and a number's tail is one.
func TestClearedIsWhatWasSeen(t *testing.T) {
	m := newMemory()
	m.mail(t, map[string]string{"Subject": "a"}, "Call "+hiddenName+" at 202-555-0143.\n", hiddenName, "202-555-0143")
	other := m.mail(t, map[string]string{"Subject": "b"}, hiddenName+" called; ends in 0143\n")
	_, fs := found(t, m, testSpec(), elsewhereCheck)
	m.clear(fs[0])
	d := m.docs[other]
	r := *d.Record
	r.Text = strings.Replace(r.Text, "ends in 0143", hiddenName, 1)
	r.Blocks = slices.Clone(r.Blocks)
	r.Blocks[len(r.Blocks)-1].Span.End = len(r.Text) - 1
	r.Seal()
	d.Record = &r
	m.docs[other] = d
	if _, fs = found(t, m, testSpec(), elsewhereCheck); len(fs) != 1 || fs[0].Severity != qc.Block {
		t.Errorf("a second place is cleared with the first: %v", fs)
	}
	s := testSpec()
	s.ReleasedElsewhere = warnElsewhere
	p, fs := found(t, m, s, elsewhereCheck)
	if c := p.certificate("").Counts; len(fs) != 1 || fs[0].Severity != qc.Warn || c.Elsewhere != 1 || c.Cleared != 0 {
		t.Errorf("%v %+v", fs, c)
	}
	m = newMemory()
	m.mail(t, map[string]string{"Subject": "a"}, "Her number is 202-555-0143.\n", "202-555-0143")
	m.mail(t, map[string]string{"Subject": "b"}, "ends in 0143\n")
	if _, fs = found(t, m, s, "released-tail"); len(fs) != 1 || fs[0].Severity != qc.Warn {
		t.Errorf("tail: %v", fs)
	}
	for hidden, want := range map[string]int{"8 54 2 0 0 0 0 0 0 0 0 0 0 1 43": 0, "9,631 11,594 5,072 134 0 7 0 0 0 1 4 3": 0, "4111 1111 1111 0143": 1, "12 345 678 0000": 0} {
		m = newMemory()
		m.mail(t, map[string]string{"Subject": "a"}, "It says "+hidden+" here.\n", hidden)
		m.mail(t, map[string]string{"Subject": "b"}, "ends in 0143, 0000\n")
		if _, fs = found(t, m, s, "released-tail"); len(fs) != want {
			t.Errorf("%s: %v", hidden, fs)
		}
	}
}

// What only looks like a withheld string stops nothing.
func TestLookAlikesPass(t *testing.T) {
	m := newMemory()
	m.mail(t, map[string]string{"Subject": "a"}, "Ann Lee, room 14, 2026, the pilot, Anna and "+hiddenName+".\n", "Ann", "14", "2026", "the pilot", "Anna", hiddenName)
	m.mail(t, map[string]string{"Subject": "Anniversary"}, "Annual meeting in Annapolis: Hannah, Joanna, Susannah; 1,400 seats, 140 Anne; the pilots; Quist gardens, admire Laura; Mirela Jones\n")
	p, findings, err := Prepare(t.Context(), m, m.ids(), testSpec(), Frozen{})
	if err != nil || len(findings) > 0 {
		t.Fatalf("%v %v", err, findings)
	}
	out := filepath.Join(t.TempDir(), "out")
	if rep, err := Run(t.Context(), m, p, out, options(t)); err != nil {
		t.Fatalf("%v %v", err, rep.Findings)
	}
	if _, fs, err := verify(t, out); err != nil || len(fs) > 0 {
		t.Errorf("%v %v", err, fs)
	}
}

// A file that leaves as it was collected is looked into before it does: what
// was read of it, and bytes that nobody read.
func TestNativesAreLookedInto(t *testing.T) {
	deep := zipped(t, map[string][]byte{"a.txt": []byte("nothing"), "inner.zip": zipped(t, map[string][]byte{hiddenName + ".txt": []byte("x")})})
	for name, data := range map[string][]byte{
		"words": []byte("a,b\r\n" + hiddenName + ",2\r\n"), "wide": []byte("\xff\xfe" + spread(hiddenName)), "archive": deep, "clean": []byte("a,b\r\n1,2\r\n"),
	} {
		m := newMemory()
		parent := m.mail(t, map[string]string{"Subject": "a"}, "Call "+hiddenName+".\n", hiddenName)
		id := m.attachment(parent, "table.csv", "a b")
		m.docs[id].Record.Native = message.BlobRef("0011")
		m.blobs = map[message.BlobRef]string{"0011": string(data)}
		_, fs, err := Prepare(t.Context(), m, m.ids(), testSpec(), Frozen{Natives: map[record.ID]bool{id: true}})
		if err != nil || qc.Blocking(fs) != (name != "clean") {
			t.Errorf("%s: %v %v", name, err, fs)
		}
	}
}

func spread(s string) string {
	var b bytes.Buffer
	for _, c := range []byte(s) {
		b.Write([]byte{c, 0})
	}
	return b.String()
}

func zipped(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, data := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
