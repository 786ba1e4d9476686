package production

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"vaughn/export/layout"
	"vaughn/export/pdf"
	"vaughn/export/plate"
	"vaughn/export/qc"
	"vaughn/index/extract"
	"vaughn/index/fault"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/exempt"
)

type held struct{ *bytes.Reader }

func (held) Close() error { return nil }

// shelf is stored bytes by name.
type shelf map[message.BlobRef][]byte

func (s shelf) open(_ context.Context, ref message.BlobRef) (io.ReadSeekCloser, error) {
	data, ok := s[ref]
	if !ok {
		return nil, errors.New("no such bytes")
	}
	return held{bytes.NewReader(data)}, nil
}

// file adds an attachment as an import would make it.
func (m *memory) file(t testing.TB, s shelf, parent record.ID, name string, data []byte) *record.Record {
	t.Helper()
	ref := message.BlobRef(name)
	s[ref] = data
	x := extract.New(extract.Options{})
	defer x.Close()
	msg := &message.Message{ID: parent, Attached: []message.Attachment{{Name: name, Size: int64(len(data)), Blob: ref}}}
	rs, err := x.Family(t.Context(), msg, func(ref message.BlobRef) (io.ReadCloser, error) { return s.open(t.Context(), ref) })
	if err != nil || len(rs) != 1 {
		t.Fatalf("%v, %d records", err, len(rs))
	}
	r := rs[0]
	r.ID = message.ChildID(parent, len(m.order))
	m.put(r, nil, "Ruiz, Ana")
	return r
}

func (m *memory) mark(id record.ID, marks ...redact.Mark) {
	d := m.docs[id]
	for i := range marks {
		marks[i].Record, marks[i].Version, marks[i].State, marks[i].Basis = id, d.Record.Version, redact.Accepted, []string{"b6"}
	}
	d.State.Marks = append(d.State.Marks, marks...)
	m.docs[id] = d
}

// printed is a PDF of a text.
func printed(t testing.TB, text string) []byte {
	t.Helper()
	var w record.Builder
	w.Add(record.Block{Role: record.RoleBody, Field: record.FieldBody}, text)
	r := &record.Record{ID: "1"}
	w.Into(r)
	r.Seal()
	c, err := redact.Resolve(r, nil, exempt.Set{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := pdf.Write(&b, layout.Finish(c, layout.Letter(), nil), pdf.Info{Title: "x"}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func drawing(t testing.TB) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for i := range img.Pix {
		img.Pix[i] = byte(i % 251)
	}
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 255
	}
	img.SetRGBA(3, 3, color.RGBA{255, 0, 0, 255})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// lookedAt says of all records that a person looked at their pixels.
func (m *memory) lookedAt() {
	for id, d := range m.docs {
		coding := map[string]string{Looked: "yes"}
		maps.Copy(coding, d.State.Coding)
		d.State.Coding = coding
		m.docs[id] = d
	}
}

// album is a message with files that leave as pictures: a PDF of several pages
// with a name hidden and a page withheld, one that was damaged after it was
// imported, a drawing with a region hidden, a picture of 500 megapixels.
func album(t testing.TB) (*memory, shelf) {
	m, s := newMemory(), shelf{}
	parent := m.mail(t, map[string]string{"From": "Ana Ruiz <ana.ruiz@example.gov>", "Subject": "Files"}, "See the files.\n")
	r := m.file(t, s, parent, "memo.pdf", printed(t, strings.Repeat("Please call "+hiddenName+" before noon about the pilot.\n", 100)))
	if len(r.Pages) != 3 {
		t.Fatalf("%d pages", len(r.Pages))
	}
	m.mark(r.ID, marksOn(r, hiddenName)...)
	m.mark(r.ID, redact.Mark{ID: "p", Target: redact.OnPage, Page: 1})
	r = m.file(t, s, parent, "lost.pdf", printed(t, "Ring "+hiddenName+" today.\n"))
	m.mark(r.ID, marksOn(r, hiddenName)...)
	s["lost.pdf"] = []byte("%PDF-1.4\nno longer")
	r = m.file(t, s, parent, "drawing.png", drawing(t))
	m.mark(r.ID, redact.Mark{ID: "r", Target: redact.OnRegion, Region: &redact.Region{X: 0.2, Y: 0.2, W: 0.3, H: 0.3}})
	huge := drawing(t)
	copy(huge[16:], []byte{0, 0, 0x57, 0, 0, 0, 0x57, 0}) // 22,272 × 22,272
	fixed := binary.BigEndian.AppendUint32(slices.Clone(huge[:29]), crc32.ChecksumIEEE(huge[12:29]))
	m.file(t, s, parent, "huge.png", append(fixed, huge[33:]...))
	return m, s
}

func pressed(t testing.TB, s shelf) Options {
	o := options(t)
	o.Press = plate.New(s.open)
	t.Cleanup(func() { _ = o.Press.Close() })
	return o
}

func TestPicturesAreProduced(t *testing.T) {
	m, s := album(t)
	spec := testSpec()
	p := plan(t, m, spec)
	out := t.TempDir() + "/out"
	rep, err := Run(t.Context(), m, p, out, pressed(t, s))
	if err != nil {
		t.Fatalf("%v %v", err, rep.Findings)
	}
	var refused []string
	for _, f := range rep.Findings {
		if f.Check == "picture" {
			refused = append(refused, f.Why)
		}
	}
	if len(refused) != 2 || !strings.Contains(refused[0], "damaged") || !strings.Contains(refused[1], "pixels") {
		t.Errorf("%q", refused)
	}
	docs := documents(t, out)
	kinds := func(d CertDocument) (out []string) {
		for _, pg := range d.Pages {
			k := "-"
			if len(pg.Plates) > 0 {
				k = pg.Plates[0].Kind
			}
			out = append(out, k)
		}
		return out
	}
	if got := kinds(docs[1]); !slices.Equal(got[:3], []string{"g4", "-", "g4"}) || len(docs[1].Pages[1].Boxes) != 1 {
		t.Errorf("memo.pdf: %q", got)
	}
	if got := kinds(docs[3]); got[0] == "-" || len(docs[3].Pages[0].Boxes) != 1 {
		t.Errorf("drawing.png: %q", got)
	}
	if len(docs[2].Pages[0].Plates) > 0 || len(docs[2].Pages[0].Boxes) != 1 {
		t.Errorf("a page that could not be drawn: %+v", docs[2].Pages[0])
	}
	for path, data := range everything(t, out) {
		if strings.Contains(data, "Quistgaard") {
			t.Errorf("%s says the name", path)
		}
	}
	if _, fs, err := verify(t, out); err != nil || len(fs) > 0 {
		t.Errorf("%v %v", err, fs)
	}
}

func TestPicturesAreReproducible(t *testing.T) {
	m, s := album(t)
	var folders []map[string]string
	for range 2 {
		out := t.TempDir() + "/out"
		if rep, err := Run(t.Context(), m, plan(t, m, testSpec()), out, pressed(t, s)); err != nil {
			t.Fatalf("%v %v", err, rep.Findings)
		}
		folders = append(folders, everything(t, out))
	}
	for path, data := range folders[0] {
		if folders[1][path] != data {
			t.Errorf("%s differs between two runs", path)
		}
	}
}

// A person's look is asked for where no text proves what the pixels show, and
// without it nothing leaves; it holds for these pixels and no others.
func TestPixelsWantALook(t *testing.T) {
	m, s := album(t)
	forget := func() {
		for id, d := range m.docs {
			d.State.Coding = nil
			m.docs[id] = d
		}
	}
	ask := func() (out []string, p Plan) {
		p, findings, err := Prepare(t.Context(), m, m.ids(), testSpec(), Frozen{Next: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if f.Check == "pixels" && f.Severity == qc.Block {
				out = append(out, m.docs[record.ID(f.Record)].Record.Name)
				m.clear(f)
			}
		}
		return out, p
	}
	m.lookedAt()
	if got, _ := ask(); len(got) > 0 {
		t.Errorf("asks for %q, which were looked at", got)
	}
	forget()
	got, p := ask()
	if !slices.Contains(got, "drawing.png") || slices.Contains(got, "memo.pdf") {
		t.Errorf("asked for %q", got)
	}
	out := t.TempDir() + "/out"
	if _, err := Run(t.Context(), m, p, out, pressed(t, s)); fault.CodeOf(err) != fault.Refused {
		t.Errorf("pixels leave that nobody looked at: %v", err)
	}
	nothing(t, m, out)
	if got, p = ask(); len(got) > 0 || p.certificate("").Counts.Looked != 3 {
		t.Errorf("cleared, and still asks for %q; %d looked at", got, p.told.looked)
	}
	for id, d := range m.docs {
		if d.Record.Name == "drawing.png" {
			d.State.Marks = nil // other pixels leave now
			m.docs[id] = d
		}
	}
	if got, _ = ask(); !slices.Equal(got, []string{"drawing.png"}) {
		t.Errorf("after a mark was taken away it asks for %q", got)
	}
}

// talkWith is a conversation of three events that each sent a picture: one that
// leaves, one with a region hidden, one that is withheld in full.
func talkWith(t testing.TB) (*memory, shelf) {
	m, s := newMemory(), shelf{}
	at := time.Date(2026, 3, 2, 14, 41, 7, 0, time.UTC)
	msg := &message.Message{Kind: message.ChatPost, RawSum: [32]byte{9}, Chat: &message.Conversation{ID: "S1", Platform: "wickr", Name: "Site visit",
		Participants: []message.Member{{ID: "mdelgado", Name: "Maria Delgado"}}}}
	for i, name := range []string{"open.png", "part.png", "none.png"} {
		msg.Attached = append(msg.Attached, message.Attachment{Name: name, Type: "image/png", Blob: message.BlobRef(name)})
		msg.Chat.Events = append(msg.Chat.Events, message.Event{ID: name, Kind: message.EventFile, At: at.Add(time.Duration(i) * time.Minute),
			From: "mdelgado", Text: "See this.", Files: []int{i}})
	}
	msg.Seal()
	r, err := record.FromChat(msg, nil)
	if err != nil {
		t.Fatal(err)
	}
	m.put(r, nil, "Ruiz, Ana")
	for _, child := range r.Children {
		f := m.file(t, s, r.ID, child.Name, drawing(t))
		d := m.docs[f.ID]
		delete(m.docs, f.ID)
		f.ID = child.ID
		m.docs[f.ID], m.order[len(m.order)-1] = d, f.ID
		switch child.Name {
		case "part.png":
			m.mark(f.ID, redact.Mark{ID: "r", Target: redact.OnRegion, Region: &redact.Region{X: 0.2, Y: 0.2, W: 0.3, H: 0.3}})
		case "none.png":
			m.withhold(f.ID)
		}
	}
	return m, s
}

func TestPicturesInConversations(t *testing.T) {
	m, s := talkWith(t)
	out := t.TempDir() + "/out"
	rep, err := Run(t.Context(), m, plan(t, m, testSpec()), out, pressed(t, s))
	if err != nil {
		t.Fatalf("%v %v", err, rep.Findings)
	}
	n := 0
	for _, pg := range documents(t, out)[0].Pages {
		n += len(pg.Plates)
	}
	if n != 1 {
		t.Errorf("the conversation shows %d pictures, one of its three may leave whole", n)
	}
	if _, fs, err := verify(t, out); err != nil || len(fs) > 0 {
		t.Errorf("%v %v", err, fs)
	}
	if dir := os.Getenv("VAUGHN_PAGES"); dir != "" {
		_ = os.WriteFile(dir+"/talk.pdf", []byte(everything(t, out)["PDF/combined.pdf"]), 0o644)
	}
}

// A region drawn after planning, which changes no word, stops the run.
func TestRegionAfterPlanning(t *testing.T) {
	m, s := album(t)
	p := plan(t, m, testSpec())
	id := m.order[len(m.order)-1]
	m.mark(id, redact.Mark{ID: "late", Target: redact.OnRegion, Region: &redact.Region{X: 0.2, Y: 0.2, W: 0.3, H: 0.3}})
	if _, err := Run(t.Context(), m, p, t.TempDir()+"/out", pressed(t, s)); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("%v", err)
	}
}
