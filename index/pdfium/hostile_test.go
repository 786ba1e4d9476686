package pdfium

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"vaughn/index/fault"
)

// strict starts an engine with tight bounds.
func strict(t *testing.T, o Options) *Engine {
	t.Helper()
	e, err := New(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func TestTimeAndMemoryAreBounded(t *testing.T) {
	e := strict(t, Options{Time: time.Second, Memory: 32 << 20, Documents: 2, CacheDir: t.TempDir()})
	for i := range 2 { // the slot of the first must come back
		d, err := e.OpenBytes(context.Background(), bomb(), "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err = d.Text(0); fault.CodeOf(err) != fault.Limit {
			t.Fatalf("round %d: an endless page gives %v", i, err)
		}
		if _, err = d.Text(0); fault.CodeOf(err) != fault.Limit {
			t.Errorf("round %d: asked again, it gives %v", i, err)
		}
		d.Close()
	}
	d, err := e.OpenBytes(context.Background(), simple("/UserUnit 1", "BT /F1 12 Tf 20 50 Td (x) Tj ET"), "")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	// 200 × 100 pt at 1,500 dpi are 8.7 million pixels: 35 MB of colour.
	if _, err := d.Render(0, 1500, false); fault.CodeOf(err) != fault.Limit {
		t.Errorf("a picture larger than the memory gives %v", err)
	}
	if _, err := d.Render(0, 1e6, true); fault.CodeOf(err) != fault.Limit {
		t.Errorf("a picture larger than the limit gives %v", err)
	}
	if s, err := d.Text(0); err != nil || s != "x" {
		t.Errorf("after a refused picture the text is %q, %v", s, err)
	}
}

func TestContextStopsADocument(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	d, err := engine.OpenBytes(ctx, bomb(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := d.Text(0); fault.CodeOf(err) != fault.Cancelled || !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context gives %v", err)
	}
	if _, err := engine.OpenBytes(ctx, bomb(), ""); fault.CodeOf(err) != fault.Cancelled {
		t.Errorf("opening under a cancelled context gives %v", err)
	}
}

func TestSlotsBoundOpenDocuments(t *testing.T) {
	data := simple("", "BT /F1 12 Tf 20 50 Td (x) Tj ET")
	n := engine.opts.Documents
	for range n {
		open(t, data)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := engine.OpenBytes(ctx, data, ""); fault.CodeOf(err) == "" {
		t.Errorf("%d documents are open at once", n+1)
	}
}

func TestDocumentsInParallel(t *testing.T) {
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			want := fmt.Sprintf("document %d", i)
			d, err := engine.OpenBytes(context.Background(), simple("", "BT /F1 12 Tf 20 50 Td ("+want+") Tj ET"), "")
			if err != nil {
				t.Error(err)
				return
			}
			defer d.Close()
			if got, err := d.Text(0); err != nil || got != want {
				t.Errorf("%q, %v, want %q", got, err, want)
			}
		})
	}
	wg.Wait()
}

// everything asks a document all there is to ask of its first pages.
func everything(d *Document) {
	d.Meta("Title")
	d.Bookmarks()
	d.Traits()
	if list, err := d.Attachments(); err == nil && len(list) > 0 {
		d.Attachment(0)
	}
	for i := range min(d.Pages(), 2) {
		d.Size(i)
		d.PageLabel(i)
		d.Chars(i)
		d.Words(i)
		d.Annotations(i)
		d.Tags(i)
		objects, _ := d.Objects(i)
		for k := range min(len(objects), 20) {
			d.StoredImage(i, k)
		}
		d.Render(i, 20, true)
	}
}

// Broken files must give an error or an answer, never a crash, and leave the
// engine usable.
func TestDamagedFiles(t *testing.T) {
	whole := simple("", "BT /F1 12 Tf 20 50 Td (Hello) Tj ET")
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 4096)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	cases := map[string][]byte{"empty": nil, "noise": noise, "header only": whole[:9], "text": []byte("no PDF at all")}
	for name, data := range cases {
		if _, err := engine.OpenBytes(context.Background(), data, ""); fault.CodeOf(err) != fault.Damaged {
			t.Errorf("%s: %v", name, err)
		}
	}
	for n := 0; n < len(whole); n += 37 {
		ask(t, whole[:n])
	}
	for range 60 {
		data := append([]byte(nil), whole...)
		for range 8 {
			data[random.IntN(len(data))] = byte(random.Uint32())
		}
		ask(t, data)
	}
	if s, err := open(t, whole).Text(0); err != nil || s != "Hello" {
		t.Errorf("afterwards a good file gives %q, %v", s, err)
	}
}

// ask opens and asks; errors must be coded as the file's fault.
func ask(t testing.TB, data []byte) {
	t.Helper()
	d, err := engine.OpenBytes(context.Background(), data, "")
	if err != nil {
		if code := fault.CodeOf(err); code != fault.Damaged && code != fault.Encrypted && code != fault.Limit {
			t.Errorf("opening %d bytes: %v", len(data), err)
		}
		return
	}
	defer d.Close()
	everything(d)
}

func TestCorpusTruncated(t *testing.T) {
	n := 0
	for _, data := range corpus(t) {
		if n++; n > 10 {
			break
		}
		ask(t, data[:len(data)/2])
		ask(t, data[:len(data)-len(data)/8])
	}
}

// failing is a disk that breaks after some bytes.
type failing struct {
	data []byte
	good int64
}

var errDisk = errors.New("disk error")

func (f failing) ReadAt(p []byte, at int64) (int, error) {
	if at+int64(len(p)) > f.good {
		return 0, errDisk
	}
	return copy(p, f.data[at:]), nil
}

func TestReadErrorIsNotDamage(t *testing.T) {
	data := simple("", "BT /F1 12 Tf 20 50 Td (Hello) Tj ET")
	_, err := engine.Open(context.Background(), failing{data, 100}, int64(len(data)), "")
	if fault.CodeOf(err) != fault.NoAccess || !errors.Is(err, errDisk) {
		t.Errorf("a failing disk gives %v", err)
	}
	var _ io.ReaderAt = failing{}
}

func FuzzOpen(f *testing.F) {
	f.Add(simple("", "BT /F1 12 Tf 20 50 Td (Hello) Tj ET"))
	f.Add(build("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>", "<< >>"))
	f.Add([]byte("%PDF-1.7\ntrailer << /Root 1 0 R >>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		d, err := engine.OpenBytes(ctx, data, "")
		if err != nil {
			if fault.CodeOf(err) == fault.Internal {
				t.Fatal(err)
			}
			return
		}
		defer d.Close()
		text, err := d.Text(0)
		chars, cerr := d.Chars(0)
		if err == nil && cerr == nil && (text == "") != (len(chars) == 0) {
			t.Fatalf("%d bytes of text, %d characters", len(text), len(chars))
		}
		everything(d)
	})
}
