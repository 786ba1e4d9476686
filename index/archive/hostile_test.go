package archive

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"vaughn/index/message"
)

// TestHostile: whatever an item does to the reader costs that item a problem,
// not its neighbours, and ends in bounded time.
func TestHostile(t *testing.T) {
	nest := func(n int) string {
		return dated + strings.Repeat("Content-Type: message/rfc822\n\n", n) + "Subject: core\n\nx\n"
	}
	multi := func(n int) string {
		var b strings.Builder
		b.WriteString(dated)
		for i := range n {
			fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=level%d\n\n--level%d\n", i, i)
		}
		return b.String()
	}
	for _, c := range []struct{ name, in, problem string }{
		{"10,000 messages deep", nest(10000), ProblemDepth},
		{"10,000 multiparts deep", multi(10000), ProblemDepth},
		{"100,000 parts", dated + "Content-Type: multipart/mixed; boundary=x\n\n" + strings.Repeat("--x\n\na\n", 100000), ProblemParts},
		{"a long header line", dated + "Subject: " + strings.Repeat("x", 3<<20) + "\n\nbody\n", ProblemHeaderLong},
		{"a million fields", dated + strings.Repeat("A: b\n", 1000000) + "\nbody\n", ProblemHeaderLong},
		{"unclosed comments", dated + "To: " + strings.Repeat("(", 1<<19) + "\n\nbody\n", ""},
		{"unclosed angles", dated + "To: " + strings.Repeat("<a,", 1<<18) + "\n\nbody\n", ""},
		{"colons", dated + "To: " + strings.Repeat("a:", 1<<18) + "\n\nbody\n", ""},
		{"comments in an angle", dated + "To: <" + strings.Repeat("()", 1<<18) + ">\n\nbody\n", ""},
		{"quotes", dated + "To: " + strings.Repeat("\"a\\", 1<<18) + "\n\nbody\n", ""},
		{"endless encoded words", dated + "Subject: " + strings.Repeat("=?a?q?b ", 1<<17) + "\n\nbody\n", ""},
		{"parameters", dated + "Content-Type: text/plain" + strings.Repeat("; a*0=b", 1<<17) + "\n\nbody\n", ""},
		{"folds", dated + "Subject: a" + strings.Repeat("\n b", 1<<18) + "\n\nbody\n", ""},
		{"uuencode heads", dated + "\n" + strings.Repeat("begin 644 a\n", 1<<18), ""},
		{"delimiters that are none", dated + "Content-Type: multipart/mixed; boundary=x\n\n--x\n\n" + strings.Repeat("--xy\n", 1<<18), ProblemUnclosed},
		{"NULs", dated + "Subject: a\x00b\n\n" + strings.Repeat("\x00", 1<<20), ""},
		{"a long text", dated + "\n" + strings.Repeat("x", 9<<20), ProblemText},
	} {
		t.Run(c.name, func(t *testing.T) {
			begin := time.Now()
			m := ReadMIME([]byte(c.in), message.Locator{}, Limits{})
			if c.problem != "" && !strings.Contains(codes(m), c.problem) {
				t.Errorf("problems %q, want %s", codes(m), c.problem)
			}
			// Not a timed test: a quadratic reader would take hours.
			if d := time.Since(begin); d > 2*time.Minute {
				t.Errorf("took %v", d)
			}
			for _, a := range m.Attached {
				r, err := a.Open()
				if err != nil {
					t.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, r); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// endless is a file of mail that takes no memory itself: a prefix, then the
// same line over and over, then a suffix.
type endless struct {
	prefix, line, suffix string
	lines                int64
}

func (e endless) size() int64 { return int64(len(e.prefix)+len(e.suffix)) + e.lines*int64(len(e.line)) }

// reader streams it.
func (e endless) reader() io.Reader {
	at := int64(max(1, (256<<10)/len(e.line)))
	block := strings.Repeat(e.line, int(at))
	rs := []io.Reader{strings.NewReader(e.prefix)}
	for n := e.lines; n > 0; n -= at {
		rs = append(rs, strings.NewReader(block[:min(n, at)*int64(len(e.line))]))
	}
	return io.MultiReader(append(rs, strings.NewReader(e.suffix))...)
}

// peak reads a source in a process of its own measure: the highest heap seen
// while items are handed out, beyond what was there before.
func peak(t testing.TB, f Format, src Source) (items []*message.Message, most uint64) {
	t.Helper()
	var m runtime.MemStats
	debug.FreeOSMemory()
	runtime.ReadMemStats(&m)
	base := m.HeapSys - m.HeapReleased
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapSys-m.HeapReleased)
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	err := f.Read(context.Background(), src, func(it Item) error {
		if it.Err != nil {
			t.Errorf("item %d: %v", it.At.Ordinal, it.Err)
		}
		if it.Message == nil {
			return nil
		}
		items = append(items, &message.Message{Subject: it.Message.Subject, Problems: it.Message.Problems, RawLen: it.Message.RawLen})
		for _, a := range it.Message.Attached {
			r, err := a.Open()
			if err != nil {
				return err
			}
			if _, err := io.Copy(io.Discard, r); err != nil {
				return err
			}
		}
		return nil
	})
	close(stop)
	<-done
	if err != nil {
		t.Error(err)
	}
	return items, most - min(most, base)
}

// TestMemoryIsBounded reads a mailbox with items far larger than memory limits
// between small ones.
func TestMemoryIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("writes a file of several hundred megabytes")
	}
	const sep = "From a@x Mon Mar  4 09:15:00 2024\n"
	small := sep + "Subject: small\n" + dated + "\nx\n\n"
	for _, c := range []struct {
		name    string
		e       endless
		problem string
	}{
		{"header", endless{small + sep + "Subject: big\nX-Long: ", "0123456789abcdef0123456789abcdef", "\n" + dated + "\nbody\n\n" + small, 10 << 20}, ProblemHeaderLong},
		{"attachment", endless{small + sep + "Subject: big\n" + dated + "Content-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\n", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVm\n", "\n\n" + small, 5 << 20}, ""},
		{"text", endless{small + sep + "Subject: big\n" + dated + "\n", ">From the deep of the text\n", "\n\n" + small, 12 << 20}, ProblemText},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "box")
			f, err := os.Create(file)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(f, c.e.reader()); err != nil {
				t.Fatal(err)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			src := Source{Name: file, FS: os.DirFS(filepath.Dir(file)), Main: "box"}
			items, most := peak(t, Mbox{}, src)
			t.Logf("%d MiB of mailbox, peak %d MiB", c.e.size()>>20, most>>20)
			if most > 300<<20 {
				t.Errorf("peak %d MiB", most>>20)
			}
			if len(items) != 3 || items[0].Subject != "small" || items[1].Subject != "big" || items[2].Subject != "small" {
				t.Fatalf("%d items", len(items))
			}
			if got := codes(items[1]); c.problem != "" && !strings.Contains(got, c.problem) {
				t.Errorf("problems %q, want %s", got, c.problem)
			}
		})
	}
}

// TestDamagedGzip keeps what came before the damage and says where it is.
func TestDamagedGzip(t *testing.T) {
	const sep = "From a@x Mon Mar  4 09:15:00 2024\n"
	var box strings.Builder
	for i := range 2000 {
		box.WriteString(sep + "Subject: n\n" + dated + "Message-ID: <" + strings.Repeat("x", i%40) + ">\n\nbody\n\n")
	}
	packed := pack(box.String())
	src := Source{Name: "box.gz", Main: "box.gz", FS: fstest.MapFS{"box.gz": {Data: packed[:len(packed)/2]}}}
	var read, failed int
	var truncated bool
	err := Mbox{}.Read(context.Background(), src, func(it Item) error {
		switch {
		case it.Err != nil:
			failed++
			if !strings.Contains(it.Err.Error(), "box.gz at byte ") {
				t.Errorf("the error names no position: %v", it.Err)
			}
		case it.Message != nil:
			read++
			truncated = strings.Contains(codes(it.Message), ProblemTruncated)
		}
		return nil
	})
	if err != nil || failed != 1 || read < 100 || !truncated {
		t.Errorf("%v, %d read, %d failed, last one truncated: %v", err, read, failed, truncated)
	}
}

func pack(s string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, s)
	w.Close()
	return b.Bytes()
}
