package production

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"vaughn/export/dct"
	"vaughn/export/pdf"
	"vaughn/export/plate"
	"vaughn/export/qc"
	"vaughn/index/fault"
	"vaughn/index/pdfium/pdftest"
	"vaughn/index/record"
	"vaughn/redact"
)

// side is that of a square of 500 megapixels.
const side = 22_400

// hugePNG, hugeJPEG and hugeTIFF are white pictures of 500 megapixels; whole ones
// hold them, others only say so.
func hugePNG(whole bool) []byte {
	var raw bytes.Buffer
	w, _ := zlib.NewWriterLevel(&raw, zlib.BestSpeed)
	rows := side
	if !whole {
		rows = 1
	}
	for line := make([]byte, 1+side/8); rows > 0; rows-- {
		_, _ = w.Write(line)
	}
	_ = w.Close()
	out := []byte("\x89PNG\r\n\x1a\n")
	chunk := func(name string, data []byte) {
		out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
		out = append(append(out, name...), data...)
		out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[len(out)-len(data)-4:]))
	}
	size := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, side), side)
	chunk("IHDR", append(size, 1, 0, 0, 0, 0))
	chunk("IDAT", raw.Bytes())
	chunk("IEND", nil)
	return out
}

func hugeJPEG(whole bool) []byte {
	small := dct.Gray(image.NewGray(image.Rect(0, 0, 8, 8)), 50)
	sof, sos := bytes.Index(small, []byte{0xff, 0xc0}), bytes.Index(small, []byte{0xff, 0xda})
	out := slices.Clone(small[:sos+2+8])
	binary.BigEndian.PutUint16(out[sof+5:], side)
	binary.BigEndian.PutUint16(out[sof+7:], side)
	if whole { // a block like the one before it has the bits 00 1010
		out = append(out, bytes.Repeat([]byte{0x28, 0xa2, 0x8a}, side/8*side/8/4)...)
	}
	return append(out, 0xff, 0xd9)
}

func hugeTIFF(whole bool) []byte {
	rows := bytes.Repeat([]byte{0xff}, side/8) // in Group 4 a white row below a white row is a bit
	if !whole {
		rows = rows[:3]
	}
	le := binary.LittleEndian
	out := le.AppendUint16([]byte("II*\x00\x08\x00\x00\x00"), 8)
	const short, long, tags = 3, 4, 8
	for _, e := range [tags][3]uint32{{256, long, side}, {257, long, side}, {258, short, 1}, {259, short, 4}, {262, short, 0},
		{273, long, 10 + 12*tags + 4}, {278, long, side}, {279, long, uint32(len(rows) + 3)}} {
		out = le.AppendUint32(le.AppendUint32(le.AppendUint16(le.AppendUint16(out, uint16(e[0])), uint16(e[1])), 1), e[2])
	}
	return append(append(le.AppendUint32(out, 0), rows...), 0x00, 0x10, 0x01)
}

// hostile is a message between whose readable files lie all sorts of others; want
// is the reason that is to stand for each, "" for those that are drawn.
func hostile(t testing.TB) (m *memory, s shelf, want map[string]string) {
	m, s = newMemory(), shelf{}
	parent := m.mail(t, map[string]string{"From": "Ana Ruiz <ana.ruiz@example.gov>", "Subject": "Files"}, "See the files.\n")
	locked, err := os.ReadFile("../../index/pdfium/testdata/aes256.pdf")
	if err != nil {
		t.Fatal(err)
	}
	good := pdftest.Pages("", pdftest.Says("please call at noon"))
	want = map[string]string{}
	for _, f := range []struct {
		name, reason string
		data         []byte
	}{
		{"good.pdf", "", good},
		{"tiled.pdf", "too-slow", pdftest.Tiled("before it", "", "behind it")},
		{"giant.pdf", "too-large", pdftest.Boxed("0 0 9999999 9999999", "lost")},
		{"deep.pdf", "damaged", pdftest.Deep(5000, "below")},
		{"unmapped.pdf", "", pdftest.Unmapped("002400250026")},
		{"claims.png", "too-large", hugePNG(false)}, {"is.png", "too-large", hugePNG(true)},
		{"claims.jpg", "too-large", hugeJPEG(false)}, {"is.jpg", "too-large", hugeJPEG(true)},
		{"claims.tif", "too-large", hugeTIFF(false)}, {"is.tif", "too-large", hugeTIFF(true)},
		{"broken.png", "damaged", drawing(t)[:2000]},
		{"last.pdf", "", good},
	} {
		m.file(t, s, parent, f.name, f.data)
		want[f.name] = f.reason
	}
	for name, reason := range map[string]string{"locked.pdf": "locked", "damaged.pdf": "damaged", "gone.pdf": "absent"} { // since they were imported
		m.file(t, s, parent, name, good)
		want[name] = reason
	}
	s["locked.pdf"], s["damaged.pdf"] = locked, good[:300]
	delete(s, "gone.pdf")
	m.lookedAt()
	return m, s, want
}

// Whatever is wrong with a file: a sheet says so, its neighbours leave, and the
// report names the page by its number.
func TestHostileFilesLeaveSheets(t *testing.T) {
	m, s, want := hostile(t)
	o := options(t)
	o.Press = plate.New(s.open, plate.Within(2*time.Second))
	defer o.Press.Close()
	out := t.TempDir() + "/out"
	rep, err := Run(t.Context(), m, plan(t, m, testSpec()), out, o)
	if err != nil {
		t.Fatalf("%v %v", err, rep.Findings)
	}
	got := map[string]string{}
	number := map[string]string{}
	for _, f := range rep.Findings {
		if f.Check == "picture" && f.Severity == qc.Warn {
			name := recordName(m, f.Record)
			got[name], number[name] = f.Reason, f.Bates
		}
	}
	for name, reason := range want {
		if got[name] != reason {
			t.Errorf("%s: %q is reported, want %q", name, got[name], reason)
		}
	}
	shown, sheets := 0, 0
	for i, d := range documents(t, out) {
		name := m.docs[m.order[i]].Record.Name
		for _, p := range d.Pages {
			shown += len(p.Plates)
			if p.NotShown == "" {
				continue
			}
			if sheets++; p.NotShown != want[name] || p.Bates != number[name] {
				t.Errorf("%s: the certificate has %q on %s, reported was %s", name, p.NotShown, p.Bates, number[name])
			}
		}
	}
	if n := rep.Certificate.Counts.NotShown; n != sheets || shown != 5 { // good, last, unmapped, two of tiled
		t.Errorf("%d pages not shown, %d by the count; %d shown", sheets, n, shown)
	}
	if _, fs, err := verify(t, out); err != nil || len(fs) > 0 {
		t.Errorf("%v %v", err, fs)
	}
}

func recordName(m *memory, id string) string {
	for _, d := range m.docs {
		if string(d.Record.ID) == id {
			return d.Record.Name
		}
	}
	return ""
}

func TestLockedFileWithItsPassword(t *testing.T) {
	m, s := newMemory(), shelf{}
	parent := m.mail(t, map[string]string{"Subject": "Files"}, "See the file.\n")
	r := m.file(t, s, parent, "memo.pdf", pdftest.Pages("", pdftest.Says("as it was read")))
	locked, err := os.ReadFile("../../index/pdfium/testdata/rc4.pdf")
	if err != nil {
		t.Fatal(err)
	}
	s["memo.pdf"] = locked
	press := plate.New(s.open, plate.Passwords("wrong", "letmein"))
	defer press.Close()
	job := press.Job(t.Context())
	defer job.Close()
	if _, err := job.Plate(redact.Picture{Source: r.Native}); err != nil {
		t.Errorf("with its password: %v", err)
	}
}

// A file of ten thousand pages leaves whole; what no file can hold stops the plan.
func TestTenThousandPages(t *testing.T) {
	m, s := newMemory(), shelf{}
	parent := m.mail(t, map[string]string{"Subject": "Files"}, "See the file.\n")
	m.file(t, s, parent, "many.pdf", pdftest.Many(10_000, "again"))
	p, findings, err := Prepare(t.Context(), m, m.ids(), testSpec(), Frozen{Next: 1})
	if err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(findings, func(f qc.Finding) bool { return f.Reason == "too-many" }) {
		t.Errorf("%v", findings)
	}
	if p.Pages != 1+10_000+1 { // behind its pages the properties of the file
		t.Errorf("%d pages are planned", p.Pages)
	}
	r := &record.Record{ID: "long"}
	if within, beyond := tooLong(r, pdf.MaxPages), tooLong(r, pdf.MaxPages+1); len(within) > 0 || !qc.Blocking(beyond) {
		t.Errorf("of what a file holds %v, of one page more %v", within, beyond)
	}
}

// stuck is a message with a file whose page takes for ever.
func stuck(t testing.TB) (*memory, shelf) {
	m, s := newMemory(), shelf{}
	parent := m.mail(t, map[string]string{"Subject": "Files"}, "See the file.\n")
	m.file(t, s, parent, "tiled.pdf", pdftest.Tiled(""))
	m.lookedAt()
	return m, s
}

// A run that is cancelled within a page stops at once and leaves nothing.
func TestCancelledWithinAPage(t *testing.T) {
	m, s := stuck(t)
	p := plan(t, m, testSpec())
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(300*time.Millisecond, cancel)
	dir := t.TempDir()
	_, err := Run(ctx, m, p, dir+"/out", pressed(t, s))
	if fault.CodeOf(err) != fault.Cancelled {
		t.Errorf("%v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 || len(m.kept) > 0 {
		t.Errorf("%v is left, %d entries in the journal", left, len(m.kept))
	}
}

// A run that is killed within a page leaves a folder that nothing takes for a
// production, and that the next run clears away.
func TestKilledWithinAPage(t *testing.T) {
	const key = "VAUGHN_TEST_OUT"
	if out := os.Getenv(key); out != "" { // the one to be killed
		m, s := stuck(t)
		_, _ = Run(t.Context(), m, plan(t, m, testSpec()), out, pressed(t, s))
		return
	}
	out := filepath.Join(t.TempDir(), "out")
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilledWithinAPage$")
	cmd.Env = append(os.Environ(), key+"="+out)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for range 600 { // until it is at work
		if _, err := os.Stat(out + partial + "/" + marker); err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	time.Sleep(200 * time.Millisecond)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if _, err := os.Stat(out); err == nil {
		t.Fatal("a folder with the name of the production is there")
	}
	if _, err := os.Stat(out + partial); err != nil {
		t.Fatal("it was not killed at its work")
	}
	if _, _, err := verify(t, out+partial); err == nil {
		t.Error("what is left is taken for a production")
	}
	m, s := newMemory(), shelf{}
	parent := m.mail(t, map[string]string{"Subject": "Files"}, "See the file.\n")
	m.file(t, s, parent, "good.pdf", pdftest.Pages("", pdftest.Says("please call at noon")))
	m.lookedAt()
	if rep, err := Run(t.Context(), m, plan(t, m, testSpec()), out, pressed(t, s)); err != nil {
		t.Errorf("the next run: %v %v", err, rep.Findings)
	}
	if _, err := os.Stat(out + partial); err == nil {
		t.Error("what was left is still there")
	}
}
