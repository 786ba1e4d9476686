package pst

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"vaughn/index/archive/pst/psttest"
)

func TestEveryLayout(t *testing.T) {
	for name, opt := range layouts() {
		t.Run(name, func(t *testing.T) {
			h := cleanWalk(t, psttest.Build(opt, office()))
			if got := len(h.items); got != 906 {
				t.Errorf("%d items, want 906", got)
			}
			info := h.file.Info()
			if !info.Password || info.Damaged || info.Crypt != Crypt(opt.Crypt) || info.Size != info.Declared {
				t.Errorf("info %+v", info)
			}
			var paths []string
			for _, d := range h.folders {
				paths = append(paths, fmt.Sprintf("%s exp %d read %d assoc %d lost %d", strings.Join(d.Path, " > "), d.Expected,
					d.Read, d.ReadAssociated, d.Lost))
				if d.Origin != Listed || d.Recovered() {
					t.Errorf("folder %v counts as recovered", d.NID)
				}
			}
			want := []string{" exp 0 read 0 assoc 0 lost 0", "Search exp 7 read 0 assoc 0 lost 0",
				"Top of store exp 0 read 0 assoc 0 lost 0", "Top of store > Inbox exp 4 read 5 assoc 1 lost 0",
				"Top of store > Inbox > a/b exp 901 read 901 assoc 0 lost 0"}
			if d := cmp.Diff(want, paths); d != "" {
				t.Errorf("folders (-want +got):\n%s", d)
			}
			checkMail(t, h.item(nidMail))
			checkOthers(t, h)
		})
	}
}

func checkMail(t *testing.T, it *Item) {
	t.Helper()
	p := it.Props
	subject, _ := p.Subject()
	rest, _ := p.NormalizedSubject()
	if subject != "RE: Culvert 17 – inspection" || rest != "Culvert 17 – inspection" {
		t.Errorf("subject %q, normalized %q", subject, rest)
	}
	if at, ok := p.Time(PropClientSubmitTime); !ok || !at.Equal(sent) {
		t.Errorf("sent %v, want %v", at, sent)
	}
	if b, _ := p.Bytes(PropHTML); string(b) != "<p>caf\xe9</p>" {
		t.Errorf("HTML bytes %q", b)
	}
	if n, ok := p.Int(PropMessageSize); n != 4711 || !ok {
		t.Errorf("size %d", n)
	}
	id, ok := p.Named(OutlookGUID(SetAppointment), 0x820D)
	if n, _ := p.Int(id); !ok || n != 99 {
		t.Errorf("numbered property %04X is %d", id, n)
	}
	id, ok = p.NamedText(OutlookGUID(SetAppointment), "Keywords")
	if s, _ := p.Strings(id); !ok || !cmp.Equal(s, []string{"Roads", "Öffentlich"}) {
		t.Errorf("keywords %q", s)
	}
	if n, _ := it.f.Name(id); n.Text != "Keywords" || n.Set.String() != "00062002-0000-0000-C000-000000000046" {
		t.Errorf("name of %04X is %+v", id, n)
	}
	var who []string
	for _, r := range it.Recipients {
		a, _ := r.Props.String(PropSMTPAddress)
		who = append(who, fmt.Sprint(r.Type, a))
	}
	if d := cmp.Diff([]string{"1ines@example.org", "2teo@example.org", "3records@example.org"}, who); d != "" {
		t.Errorf("recipients (-want +got):\n%s", d)
	}
	checkAttachments(t, it)
}

func checkAttachments(t *testing.T, it *Item) {
	t.Helper()
	if len(it.Attachments) != 4 {
		t.Fatalf("%d attachments, want 4", len(it.Attachments))
	}
	plan, nested, drawing, link := it.Attachments[0], it.Attachments[1], it.Attachments[2], it.Attachments[3]
	if plan.Name() != "plan.pdf" || plan.Method != ByValue {
		t.Errorf("first attachment: name or method %d", plan.Method)
	}
	checkStream(t, plan, attachmentBytes(300_000))
	checkStream(t, drawing, attachmentBytes(70_000))
	if drawing.Method != OLE || drawing.Name() != "drawing" {
		t.Errorf("third attachment: method %d", drawing.Method)
	}
	if _, err := link.Open(); !errors.Is(err, ErrNoData) || link.Reference() != `\\share\far.doc` {
		t.Errorf("reference: %v", err)
	}
	if _, err := nested.Open(); !errors.Is(err, ErrNoData) {
		t.Errorf("embedded message opens as bytes: %v", err)
	}
	m, err := nested.Message()
	if err != nil {
		t.Fatal(err)
	}
	deep, err := m.Attachments[0].Message()
	if err != nil {
		t.Fatal(err)
	}
	body, _ := deep.Props.String(PropBody)
	if body != "inner body" || deep.Depth != 2 || deep.Kind != KindMail || deep.NID != nidMail {
		t.Errorf("innermost message: depth %d, kind %v, body of %d bytes", deep.Depth, deep.Kind, len(body))
	}
	checkStream(t, deep.Attachments[0], attachmentBytes(5000))
}

func checkStream(t *testing.T, a *Attachment, want []byte) {
	t.Helper()
	s, err := a.Open()
	if err != nil {
		t.Fatal(err)
	}
	if s.Size() != int64(len(want)) {
		t.Errorf("attachment %v: size %d, want %d", a.NID, s.Size(), len(want))
	}
	got, err := io.ReadAll(iotest.HalfReader(s))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("attachment %v: %d bytes, %v", a.NID, len(got), err)
	}
	for _, off := range []int{0, 1, 899, 900, len(want) / 2, len(want) - 1} {
		part := make([]byte, 3000)
		n, err := s.ReadAt(part, int64(off))
		end := min(off+len(part), len(want))
		if !bytes.Equal(part[:n], want[off:end]) || n < len(part) && err != io.EOF || n == len(part) && err != nil {
			t.Errorf("attachment %v: ReadAt %d gave %d bytes, %v", a.NID, off, n, err)
		}
	}
}

func checkOthers(t *testing.T, h *haul) {
	t.Helper()
	big := h.item(nidBig)
	if body, _ := big.Props.String(PropBody); body != strings.Repeat("long body ", 4000) {
		t.Errorf("long body has %d bytes", len(body))
	}
	if n, _ := big.Props.Len(PropBody); n != 80_000 {
		t.Errorf("long body says %d bytes", n)
	}
	if len(big.Recipients) != 700 {
		t.Fatalf("%d recipients, want 700", len(big.Recipients))
	}
	if s, _ := big.Recipients[699].Props.String(PropDisplayName); s != "Person 699" {
		t.Errorf("last recipient is %q", s)
	}
	if s, _ := h.item(nidOld).Props.String(PropSubject); s != "Привет" {
		t.Errorf("subject in code page 1251 is %q", s)
	}
	if it := h.item(nidRule); !it.Associated || it.Kind != KindOther {
		t.Errorf("associated %v, kind %v", it.Associated, it.Kind)
	}
	if it := h.item(nidMeeting); it.Kind != KindMeeting || strings.Join(it.Path, ">") != "Top of store>Inbox" {
		t.Errorf("meeting: kind %v, path %q", it.Kind, it.Path)
	}
	if s, _ := h.item(0x300000 + 899<<5 | 4).Props.Subject(); s != "note 899" {
		t.Errorf("last note is %q", s)
	}
	for _, it := range h.items {
		if it.Recovered() {
			t.Errorf("item %v counts as recovered", it.NID)
		}
	}
}

func TestWalkStopsAndSkips(t *testing.T) {
	data := psttest.Build(psttest.Options{Layout: psttest.Unicode}, office())
	f, err := Open(bytes.NewReader(data), int64(len(data)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	stop := errors.New("enough")
	n := 0
	err = f.Walk(context.Background(), Visitor{Item: func(*Item) error {
		if n++; n == 3 {
			return stop
		}
		return nil
	}})
	if err != stop || n != 3 {
		t.Errorf("stopped after %d items with %v", n, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	n = 0
	err = f.Walk(ctx, Visitor{Item: func(*Item) error { n++; cancel(); return nil }})
	if !errors.Is(err, context.Canceled) || n != 1 {
		t.Errorf("cancelled after %d items with %v", n, err)
	}
	n = 0
	err = f.Walk(context.Background(), Visitor{
		Item: func(it *Item) error { n++; return nil },
		Skip: func(nid NID) bool { return nid >= 0x300000 },
	})
	if err != nil || n != 6 {
		t.Errorf("%d items beside the skipped ones, want 6: %v", n, err)
	}
}

func TestOrphans(t *testing.T) {
	s := office()
	inbox := &s.Folders[0].Folders[0]
	inbox.Messages[0].Unlisted = true
	inbox.Folders[0].Unlisted = true
	h := cleanWalk(t, psttest.Build(psttest.Options{Layout: psttest.Unicode}, s))
	if len(h.items) != 906 {
		t.Errorf("%d items, want 906", len(h.items))
	}
	it := h.item(nidMail)
	if it.Origin != Orphaned || !it.Recovered() || strings.Join(it.Path, ">") != "(orphaned)>Top of store>Inbox" {
		t.Errorf("unlisted message: %v in %q", it.Origin, it.Path)
	}
	it = h.item(nidContact)
	if it.Origin != Orphaned || strings.Join(it.Path, ">") != "(orphaned)>Top of store>Inbox>a/b" {
		t.Errorf("message of an unlisted folder: %v in %q", it.Origin, it.Path)
	}
	if it = h.item(nidOld); it.Origin != Listed {
		t.Errorf("listed message is %v", it.Origin)
	}
}

// TestTableMissing leaves out tables: empty ones are no loss, others are, and what they listed comes as orphans.
func TestTableMissing(t *testing.T) {
	w := psttest.New(psttest.Options{Layout: psttest.Unicode})
	w.Store(desk())
	w.DropNode(nidSub&^31 | 0x0D)
	w.DropNode(nidSub&^31 | 0x0F)
	cleanWalk(t, w.Bytes())
	w.DropNode(nidInbox&^31 | 0x0E)
	w.DropNode(nidTop&^31 | 0x0D)
	h := mustWalk(t, w.Bytes())
	if len(h.items) != deskItems || len(h.problems) != 2 || h.lost() != 2 || h.item(nidMail).Origin != Orphaned {
		t.Errorf("%d items, problems %v", len(h.items), h.problems)
	}
}

func TestMessageNodeMissing(t *testing.T) {
	w := psttest.New(psttest.Options{Layout: psttest.ANSI})
	w.Store(office())
	w.DropNode(nidMail)
	h := mustWalk(t, w.Bytes())
	if len(h.items) != 905 || h.lost() != 1 || h.problems[0].NID != nidMail {
		t.Errorf("%d items, problems %v", len(h.items), h.problems)
	}
	for _, d := range h.folders {
		if d.NID == nidInbox && (d.Lost != 1 || d.Read != 4 || d.Expected != 4) {
			t.Errorf("inbox: lost %d, read %d, expected %d", d.Lost, d.Read, d.Expected)
		}
	}
}

// TestScanned loses the branch pages of the node tree. What a folder lists is found through the leaf pages; what none
// lists is found by going through them.
func TestScanned(t *testing.T) {
	s := desk()
	s.Folders[0].Folders[0].Messages[0].Unlisted = true
	for _, layout := range []psttest.Layout{psttest.ANSI, psttest.Unicode} {
		w := psttest.New(psttest.Options{Layout: layout, Fanout: 5})
		w.Store(s)
		data := w.Bytes()
		for _, p := range w.Pages {
			if p.Type == 0x81 && p.Level > 0 {
				clear(data[p.At : p.At+512])
			}
		}
		h := mustWalk(t, data)
		if len(h.items) != deskItems || !h.file.Info().Damaged {
			t.Errorf("%v: %d items, want %d", layout, len(h.items), deskItems)
		}
		it := h.item(nidMail)
		if it.Origin != Scanned || strings.Join(it.Path, ">") != "(recovered)>Top of store>Inbox" || !it.Recovered() {
			t.Errorf("%v: unlisted message is %v in %q", layout, it.Origin, it.Path)
		}
		checkRecipients := len(it.Recipients) == 3 && len(it.Attachments) == 4
		if it = h.item(nidBig); it.Origin != Listed || !it.Recovered() || !checkRecipients {
			t.Errorf("%v: listed message is %v, recovered %v", layout, it.Origin, it.Recovered())
		}
	}
}

// TestConcurrentWalks lets goroutines share a file and its caches; run with -race it proves the locking.
func TestConcurrentWalks(t *testing.T) {
	data := psttest.Build(layouts()["unicode permute"], desk())
	clear(data[len(data)-512:]) // the block tree's root: all of them need the scan
	f, err := Open(bytes.NewReader(data), int64(len(data)), Options{CacheBytes: 1 << 16})
	if err != nil {
		t.Fatal(err)
	}
	counts := make(chan int)
	for range 4 {
		go func() {
			n := 0
			_ = f.Walk(context.Background(), Visitor{Item: func(it *Item) error { n++; readItem(it); return nil }})
			counts <- n
		}()
	}
	for range 4 {
		if n := <-counts; n != deskItems {
			t.Errorf("%d items, want %d", n, deskItems)
		}
	}
}

func TestValueLimit(t *testing.T) {
	data := psttest.Build(psttest.Options{Layout: psttest.Unicode}, office())
	h, err := walk(t, data, Options{MaxValue: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	it := h.item(nidBig)
	if s, ok := it.Props.String(PropBody); ok || s != "" {
		t.Errorf("value beyond the limit gave %d bytes", len(s))
	}
	if p := it.Problems(); len(p) != 1 || !p[0].Lost {
		t.Errorf("problems %v", p)
	}
	s, err := it.Props.Open(PropBody)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, s); n != 80_000 || err != nil {
		t.Errorf("stream of the value gave %d bytes, %v", n, err)
	}
}
