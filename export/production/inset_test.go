package production

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"testing"

	"vaughn/index/extract"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/redact"
)

// illustrated is a mail with a table, a list and five pictures between its
// lines: one with a region hidden, one too large to be drawn, one withheld, one
// beside hidden words, one that does not leave.
func illustrated(t testing.TB) (*memory, shelf) {
	t.Helper()
	m, s := newMemory(), shelf{}
	huge := drawing(t)
	copy(huge[16:], []byte{0, 0, 0x57, 0, 0, 0, 0x57, 0}) // 22,272 × 22,272
	fixed := append(binary.BigEndian.AppendUint32(slices.Clone(huge[:29]), crc32.ChecksumIEEE(huge[12:29])), huge[33:]...)
	msg := &message.Message{Kind: message.Email, Subject: "Figures", Headers: []message.Header{{Name: "From", Value: "Ana Ruiz <ana.ruiz@example.gov>"}, {Name: "Subject", Value: "Figures"}}}
	for i, data := range [][]byte{drawing(t), fixed, append(drawing(t), 1), append(drawing(t), 2), append(drawing(t), 3)} {
		ref := message.BlobRef(fmt.Sprintf("p%d.png", i))
		s[ref] = data
		msg.Attached = append(msg.Attached, message.Attachment{Name: string(ref), Type: "image/png", ContentID: fmt.Sprintf("p%d@x", i), Size: int64(len(data)), Blob: ref})
	}
	msg.Bodies = []message.Body{{Type: "text/html", Text: "<p>First</p><img src='cid:p0@x'><p>Large</p><img src='cid:p1@x' width=300><p>Withheld</p><img src='cid:p2@x'><p>" + hiddenName +
		" says</p><p>so.</p><img src='cid:p3@x'><p>Elsewhere</p><img src='cid:p4@x'><table border=1><tr><th>Who<th>What<th>Cost</tr><tr><td>" + hiddenName +
		"<td>dredging the berth to nine metres<td>1,200.00</tr><tr><td>Olsen<td>" + strings.Repeat("fenders ", 40) + "<td>300.50</tr></table><ol><li>Ask " + hiddenName + "<ul><li>today</ul><li>Pay</ol>"}}
	msg.RawSum[0] = 9
	msg.Seal()
	r, err := record.FromEmail(msg)
	if err != nil {
		t.Fatal(err)
	}
	marks := marksOn(r, hiddenName)
	so := strings.Index(r.Text, "so.")
	marks = append(marks, redact.Mark{ID: "so", Record: r.ID, Version: r.Version, Target: redact.OnSpan, Span: record.Span{Start: so, End: so + 3}, Basis: []string{"b6"}, State: redact.Accepted})
	m.put(r, marks, "Ruiz, Ana")
	x := extract.New(extract.Options{})
	defer x.Close()
	kids, err := x.Family(t.Context(), msg, func(ref message.BlobRef) (io.ReadCloser, error) { return s.open(t.Context(), ref) })
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kids[:4] {
		m.put(k, nil, "Ruiz, Ana")
	}
	m.mark(kids[0].ID, redact.Mark{ID: "r", Target: redact.OnRegion, Region: &redact.Region{X: 0.2, Y: 0.2, W: 0.4, H: 0.3}})
	m.withhold(kids[2].ID)
	return m, s
}

func TestMailShowsItsPictures(t *testing.T) {
	m, s := illustrated(t)
	p := plan(t, m, testSpec())
	out := t.TempDir() + "/out"
	rep, err := Run(t.Context(), m, p, out, pressed(t, s))
	if err != nil {
		t.Fatalf("%v %v", err, rep.Findings)
	}
	doc := documents(t, out)[0]
	var plates, boxes int
	for _, pg := range doc.Pages {
		plates += len(pg.Plates)
		boxes += len(pg.Boxes)
	}
	if plates != 1 || boxes != 5 { // the region, three names, "so."
		t.Errorf("%d pictures and %d boxes", plates, boxes)
	}
	if shown, alone := doc.Pages[0].Plates, documents(t, out)[1].Pages[0].Plates; len(shown) == 0 || len(alone) == 0 || shown[0].SHA256 != alone[0].SHA256 {
		t.Error("the picture in the mail is not the one that leaves by itself")
	}
	files := everything(t, out)
	said := strings.Join(strings.Fields(files[doc.Text]), " ")
	for _, want := range []string{"Picture: attachment 1. Redacted: (b)(6).", "Picture: attachment 2.", "Not shown. Drawing it takes more pixels", "Picture: attachment 3, withheld, see there.",
		"Picture: attachment 4, withheld with the words beside it.", "Picture: attachment 5, not part of this production.",
		"Who What Cost", "dredging the berth to nine metres 1,200.00", "1. Ask (b)(6)", "◦ today", "2. Pay"} {
		if !strings.Contains(said, want) {
			t.Errorf("the text lacks %q:\n%s", want, said)
		}
	}
	for path, data := range files {
		if strings.Contains(data, "Quistgaard") {
			t.Errorf("%s says the name", path)
		}
	}
	if _, fs, err := verify(t, out); err != nil || len(fs) > 0 {
		t.Errorf("%v %v", err, fs)
	}
}

// TestPictureAloneRedacted: a mail is released in part when only a picture that
// it shows has a box.
func TestPictureAloneRedacted(t *testing.T) {
	m, s := illustrated(t)
	first := m.docs[m.order[0]]
	first.State.Marks = nil
	m.docs[m.order[0]] = first
	if p := plan(t, m, testSpec()); p.Doc(0).Status != inPart {
		t.Errorf("the mail is %q", p.Doc(0).Status)
	}
	out := t.TempDir() + "/out"
	if rep, err := Run(t.Context(), m, plan(t, m, testSpec()), out, pressed(t, s)); err != nil {
		t.Fatalf("%v %v", err, rep.Findings)
	}
	if codes := documents(t, out)[0].Codes; !slices.Equal(codes, []string{"b6"}) {
		t.Errorf("the mail lists %q", codes)
	}
	d := m.docs[m.order[1]]
	d.State.Marks = nil
	m.docs[m.order[1]] = d
	if p := plan(t, m, testSpec()); p.Doc(0).Status != inFull {
		t.Errorf("the mail is %q", p.Doc(0).Status)
	}
}

// TestPicturesStandInTheirCells: small pictures of a table stand in their cells, a
// wide one below its row; regions of them are hidden, and what is withheld is said
// in its cell.
func TestPicturesStandInTheirCells(t *testing.T) {
	m, s := newMemory(), shelf{}
	msg := &message.Message{Kind: message.Email, Subject: "Berths", Headers: []message.Header{{Name: "Subject", Value: "Berths"}}}
	for i := range 4 {
		ref := message.BlobRef(fmt.Sprintf("p%d.png", i))
		s[ref] = append(drawing(t), byte(i))
		msg.Attached = append(msg.Attached, message.Attachment{Name: string(ref), Type: "image/png", ContentID: fmt.Sprintf("p%d@x", i), Size: int64(len(s[ref])), Blob: ref})
	}
	msg.Bodies = []message.Body{{Type: "text/html", Text: "<p>Look</p><table border=1><tr><th>Berth<th>State<th>Master<tr><td>north<td><img src='cid:p0@x' width=60><td>Olsen<tr><td>south<td><img src='cid:p1@x' width=60>closed<td>" + hiddenName +
		"<tr><td>east<td><img src='cid:p2@x' width=60><td>Cy<tr><td>west<td>open<img src='cid:p3@x' width=500><td>Di</table>"}}
	msg.RawSum[0] = 9
	msg.Seal()
	r, err := record.FromEmail(msg)
	if err != nil {
		t.Fatal(err)
	}
	m.put(r, marksOn(r, hiddenName), "Ruiz, Ana")
	x := extract.New(extract.Options{})
	defer x.Close()
	kids, err := x.Family(t.Context(), msg, func(ref message.BlobRef) (io.ReadCloser, error) { return s.open(t.Context(), ref) })
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kids {
		m.put(k, nil, "Ruiz, Ana")
	}
	m.mark(kids[0].ID, redact.Mark{ID: "r", Target: redact.OnRegion, Region: &redact.Region{X: 0.2, Y: 0.2, W: 0.4, H: 0.3}})
	m.mark(kids[1].ID, redact.Mark{ID: "small", Target: redact.OnRegion, Region: &redact.Region{X: 0.5, Y: 0.5, W: 0.05, H: 0.04}}) // some points on the page
	m.withhold(kids[2].ID)
	out := t.TempDir() + "/out"
	rep, err := Run(t.Context(), m, plan(t, m, testSpec()), out, pressed(t, s))
	if err != nil {
		t.Fatalf("%v %v", err, rep.Findings)
	}
	doc := documents(t, out)[0]
	said := strings.Join(strings.Fields(everything(t, out)[doc.Text]), " ")
	order := []string{"Berth State Master", "north", "Olsen", "Picture: attachment 1.", "south closed (b)(6)", "Picture: attachment 2.", "east", "attachment 3,", "withheld, see there", "west open Di", "Picture: attachment 4."}
	at := 0
	for _, want := range order {
		i := strings.Index(said[at:], want)
		if i < 0 {
			t.Fatalf("%q does not follow in %q", want, said)
		}
		at += i
	}
	if n := len(doc.Pages[0].Plates); n != 3 {
		t.Errorf("%d pictures on the page", n)
	}
	if _, fs, err := verify(t, out); err != nil || len(fs) > 0 {
		t.Errorf("%v %v", err, fs)
	}
}
