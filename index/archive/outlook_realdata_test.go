package archive_test

import (
	"bytes"
	"context"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vaughn/index/archive"
	"vaughn/index/archive/archivetest"
	"vaughn/index/message"
)

func outlookData(t *testing.T, sub string) string {
	t.Helper()
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	return filepath.Join(dir, sub)
}

// TestOutlookCounts holds the kinds of items per file to what readpst 0.6.76
// finds in it, and to the sum of the folders' own counts. readpst prints
// meeting messages with a time as calendar files and folder settings not at
// all; "document" is the free/busy item that it leaves out.
func TestOutlookCounts(t *testing.T) {
	for name, want := range map[string]map[message.Kind]int{
		"pst/aspose-Outlook.pst":             {message.Email: 14, message.Calendar: 1, message.Contact: 1, message.Document: 1},
		"pst/aspose-PersonalStorageFile.pst": {message.Contact: 18},
		"pst/aspose-SampleContacts.pst":      {message.Contact: 6},
		"pst/gopst-32-bit-ansi.pst":          {message.Calendar: 1},
		"pst/javalibpst-passworded.pst":      {message.Contact: 2, message.Document: 1},
		"pst/tika-testPST.pst":               {message.Email: 7},
		"ost/aspose-SampleOstFile.ost":       {message.Email: 80, message.Calendar: 11, message.Report: 1},
	} {
		t.Run(name, func(t *testing.T) {
			src := sourceAt(outlookData(t, name))
			got := map[message.Kind]int{}
			err := archive.PST{}.Read(context.Background(), src, func(it archive.Item) error {
				switch {
				case it.Err != nil:
					t.Error(it.Err)
				case it.Message != nil:
					got[it.Message.Kind]++
					sane(t, it.Message)
				case it.Summary.Expected != it.Summary.Read || it.Summary.Recovered != 0:
					t.Errorf("summary %+v", *it.Summary)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func sourceAt(path string) archive.Source {
	return archive.Source{Name: path, FS: os.DirFS(filepath.Dir(path)), Main: filepath.Base(path), ID: "real"}
}

// sane looks for signs of text that was decoded wrongly.
func sane(t *testing.T, m *message.Message) {
	t.Helper()
	for _, s := range append([]string{m.Subject}, bodyTexts(m)...) {
		if strings.ContainsAny(s, "\uFFFD\x00") || strings.Contains(s, "Ã¤") || strings.Contains(s, "â€") {
			t.Errorf("item %s: text is garbled", m.At.Path)
		}
	}
}

func bodyTexts(m *message.Message) []string {
	var out []string
	for _, b := range m.Bodies {
		out = append(out, b.Text)
	}
	return out
}

func TestOutlookConformanceOnRealFiles(t *testing.T) {
	dir := outlookData(t, "")
	for _, c := range []struct {
		f   archive.Format
		sub string
	}{{archive.PST{}, "pst"}, {archive.PST{}, "ost"}, {archive.MSG{}, "msg/aspose"}, {archive.MSG{}, "msg/poi"}, {archive.MSG{}, "msg/tika"}} {
		t.Run(c.sub, func(t *testing.T) { archivetest.Run(t, c.f, os.DirFS(filepath.Join(dir, c.sub))) })
	}
}

// messageFiles gives the one item of every sample, by path.
func messageFiles(t *testing.T) map[string]*message.Message {
	files, err := filepath.Glob(filepath.Join(outlookData(t, "msg"), "*", "*"))
	if err != nil || len(files) != 49 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	out := map[string]*message.Message{}
	for _, name := range files {
		err := archive.MSG{}.Read(context.Background(), sourceAt(name), func(it archive.Item) error {
			switch {
			case it.Err != nil:
				t.Errorf("%s: %v", name, it.Err)
			case it.Message != nil:
				out[name] = it.Message
				sane(t, it.Message)
				if strings.HasSuffix(name, ".oft") != slices.Contains(it.Message.Flags, "template") {
					t.Errorf("%s: flags %q", name, it.Message.Flags)
				}
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	return out
}

// TestMSGBesideMsgconvert compares subject, sender, date and attachments with
// another implementation. It differs where the bytes are on this side: it puts
// the present into Date when an item has no time of sending, takes a directory
// name for an address if it has an '@' in it, and gives the rich text out as a
// further part, and does not open signed mail.
func TestMSGBesideMsgconvert(t *testing.T) {
	tool, err := exec.LookPath("msgconvert")
	ours := messageFiles(t)
	if err != nil {
		t.Skip("msgconvert is not installed")
	}
	compared := 0
	for _, name := range slices.Sorted(maps.Keys(ours)) {
		var out bytes.Buffer
		cmd := exec.Command(tool, "--outfile", "-", name)
		cmd.Stdout = &out
		if cmd.Run() != nil || out.Len() == 0 {
			continue
		}
		compared++
		theirs := archive.ReadMIME(out.Bytes(), message.Locator{}, archive.Limits{})
		m, base := ours[name], filepath.Base(name)
		if theirs.Subject != m.Subject && strings.Join(strings.Fields(theirs.Subject), " ") != strings.Join(strings.Fields(m.Subject), " ") {
			t.Errorf("%s: subject %q, msgconvert %q", base, m.Subject, theirs.Subject)
		}
		if a, b := sender(theirs), sender(m); a != b && strings.Contains(a, "@") && !strings.HasPrefix(a, "/o=") {
			t.Errorf("%s: from %q, msgconvert %q", base, b, a)
		}
		if gap := theirs.Date.Sub(m.Date); (gap > time.Second || gap < -time.Second) && wasSent(m) {
			t.Errorf("%s: date %v, msgconvert %v", base, m.Date, theirs.Date)
		}
		files := slices.DeleteFunc(theirs.Attached, func(a message.Attachment) bool { return a.Type == "application/rtf" && a.Name == "" })
		if len(files) != len(m.Attached) && !slices.Contains(codes(m), archive.ProblemSigned) {
			t.Errorf("%s: %d attachments, msgconvert %d", base, len(m.Attached), len(files))
		}
	}
	t.Logf("%d of %d files compared", compared, len(ours))
	if compared == 0 {
		t.Error("msgconvert reads nothing")
	}
}

// wasSent tells an item whose date is that of its sending.
func wasSent(m *message.Message) bool {
	return !slices.ContainsFunc(m.Problems, func(p message.Problem) bool { return strings.HasPrefix(p.Code, "date-") })
}

func sender(m *message.Message) string {
	from := m.With(message.From)
	if len(from) == 0 {
		return ""
	}
	return strings.ToLower(from[0].Addr)
}

// BenchmarkPST reads data files from the first byte to the last attachment's
// sum.
func BenchmarkPST(b *testing.B) {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		b.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	for _, name := range []string{"ost/aspose-SampleOstFile.ost", "pst/aspose-Outlook.pst"} {
		b.Run(filepath.Base(name), func(b *testing.B) {
			src := sourceAt(filepath.Join(dir, name))
			info, err := os.Stat(src.Name)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(info.Size())
			for b.Loop() {
				if err := (archive.PST{}).Read(context.Background(), src, func(archive.Item) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
