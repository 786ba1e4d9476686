package pst

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"testing"

	"vaughn/index/archive/pst/psttest"
)

// visitAll reads the values an importer reads and gives the number of messages and of text bytes.
func visitAll(t testing.TB, v *virtual, opt Options, skip func(NID) bool, every func(n int)) (messages int, text int64) {
	t.Helper()
	opt.Report = func(p Problem) { t.Fatalf("problem in a whole file: %v", p) }
	f, err := Open(v, v.size, opt)
	if err != nil {
		t.Fatal(err)
	}
	err = f.Walk(context.Background(), Visitor{Skip: skip, Item: func(it *Item) error {
		messages++
		for _, id := range []PropID{PropSubject, PropBody, PropTransportHeaders, PropSenderName, PropSenderAddress} {
			s, _ := it.Props.String(id)
			text += int64(len(s))
		}
		for _, r := range it.Recipients {
			s, _ := r.Props.String(PropSMTPAddress)
			text += int64(len(s))
		}
		if it.Origin != Listed || len(it.Recipients) != 2 {
			return fmt.Errorf("message %v: %v with %d recipients", it.NID, it.Origin, len(it.Recipients))
		}
		if every != nil {
			every(messages)
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return messages, text
}

// TestMillionNodes walks a file of a million messages, more than ten gigabytes long, reading one in sixteen and
// finding all the others, and watches the memory.
func TestMillionNodes(t *testing.T) {
	n := 1_000_000
	if testing.Short() {
		n = 64_000
	}
	const step = 16
	v := newVirtual(t, n)
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	base, peak := m.HeapAlloc, uint64(0)
	met := 0
	skip := func(nid NID) bool {
		met++
		return int(nid-vFirst)/32%step != 0
	}
	got, _ := visitAll(t, v, Options{CacheBytes: 8 << 20}, skip, func(i int) {
		if i%(n/step/50) == 0 {
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
		}
	})
	if got != n/step || met != n {
		t.Errorf("%d messages read and %d found, want %d and %d", got, met, n/step, n)
	}
	t.Logf("%d messages, %d MiB of file, heap grew by at most %.1f MiB", met, v.size>>20, float64(peak-base)/(1<<20))
	if peak > base+48<<20 {
		t.Errorf("heap grew by %d MiB over %d MiB", (peak-base)>>20, base>>20)
	}
}

// BenchmarkWalk reads messages of about 12 KB each: properties, headers, body, recipients.
func BenchmarkWalk(b *testing.B) {
	const n = 20_000
	v := newVirtual(b, n)
	b.SetBytes(v.size)
	b.ReportAllocs()
	for b.Loop() {
		visitAll(b, v, Options{}, nil, nil)
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "msgs/s")
}

// BenchmarkAttachment streams one attachment of 64 MiB.
func BenchmarkAttachment(b *testing.B) {
	m := psttest.Message{NID: nidMail, Props: []P{{ID: 0x001A, Value: "IPM.Note"}},
		Attachments: []psttest.Attachment{{Data: attachmentBytes(64 << 20)}}}
	data := psttest.Build(psttest.Options{Layout: psttest.Unicode, Crypt: 1, Encode: encoder(CryptPermute)},
		psttest.Store{Folders: []psttest.Folder{{NID: nidInbox, Messages: []psttest.Message{m}}}})
	a := cleanWalk(b, data).item(nidMail).Attachments[0]
	b.SetBytes(64 << 20)
	b.ReportAllocs()
	for b.Loop() {
		s, err := a.Open()
		if err != nil {
			b.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, s); n != 64<<20 || err != nil {
			b.Fatalf("%d bytes, %v", n, err)
		}
	}
}
