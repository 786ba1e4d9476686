package pst

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// dataFiles are the real files, with the numbers of mails, attachment files of mails and other items that readpst
// 0.6.76 finds in them and, where they differ, why ours are right.
var dataFiles = []struct {
	name                     string
	mails, attachments, rest int
	password                 bool
}{
	{"pst/aspose-Outlook.pst", 14, 30, 3, false}, // readpst skips the free/busy record
	{"pst/tika-testPST.pst", 7, 0, 0, false},
	{"pst/gopst-32-bit-ansi.pst", 0, 0, 1, false},
	// QUIRK: readpst skips the distribution list; node 0x200024 has class IPM.DistList and is listed in Contacts,
	// whose PidTagContentCount is 2. The third item is the free/busy record.
	{"pst/javalibpst-passworded.pst", 0, 0, 3, true},
	{"pst/aspose-SampleContacts.pst", 0, 0, 6, false},
	{"pst/aspose-PersonalStorageFile.pst", 0, 0, 18, false},
	{"ost/aspose-SampleOstFile.ost", 87, 36, 5, true},
}

func openData(t *testing.T, name string) (*haul, string) {
	t.Helper()
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	path := filepath.Join(dir, name)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return cleanWalk(t, data), path
}

// mailLike says whether readpst writes the item as a mail: it does so for meeting requests and reports as well.
func mailLike(it *Item) bool {
	return !it.Associated && (it.Kind == KindMail || it.Kind == KindMeeting || it.Kind == KindReport)
}

func fileAttachments(it *Item) (out []*Attachment) {
	for _, a := range it.Attachments {
		if a.Method == ByValue || a.Method == OLE {
			out = append(out, a)
		}
	}
	return out
}

func TestDataCounts(t *testing.T) {
	for _, c := range dataFiles {
		t.Run(filepath.Base(c.name), func(t *testing.T) {
			h, _ := openData(t, c.name)
			readAll(h)
			if len(h.problems) > 0 {
				t.Errorf("problems %v", h.problems)
			}
			mails, attachments, rest := 0, 0, 0
			for _, it := range h.items {
				switch {
				case it.Associated:
				case mailLike(it):
					mails++
					attachments += len(fileAttachments(it))
				default:
					rest++
				}
			}
			if mails != c.mails || attachments != c.attachments || rest != c.rest {
				t.Errorf("%d mails, %d attachments, %d others, want %d, %d, %d", mails, attachments, rest, c.mails,
					c.attachments, c.rest)
			}
			if got := h.file.Info().Password; got != c.password {
				t.Errorf("password mark %v, want %v", got, c.password)
			}
			for _, d := range h.folders {
				if !d.Search && (d.Expected != d.Read-d.ReadAssociated || d.Lost != 0 || d.Listed != d.Read) {
					t.Errorf("folder %v: expected %d, listed %d, read %d, lost %d", d.NID, d.Expected, d.Listed, d.Read, d.Lost)
				}
			}
		})
	}
}

// TestReadpst compares subject, sender, date, attachment bytes and number of embedded messages of every mail.
func TestReadpst(t *testing.T) {
	tool, err := exec.LookPath("readpst")
	if err != nil {
		t.Skip("readpst is not installed")
	}
	for _, c := range dataFiles {
		t.Run(filepath.Base(c.name), func(t *testing.T) {
			h, path := openData(t, c.name)
			out := t.TempDir()
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			if msg, err := exec.CommandContext(ctx, tool, "-j0", "-S", "-D", "-o", out, path).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, msg)
			}
			var ours []string
			for _, it := range h.items {
				if mailLike(it) {
					ours = append(ours, ourMail(t, it))
				}
			}
			theirs := theirMails(t, out)
			slices.Sort(ours)
			slices.Sort(theirs)
			if d := cmp.Diff(theirs, ours); d != "" {
				t.Errorf("mails (-readpst +ours):\n%s", d)
			}
		})
	}
}

func ourMail(t *testing.T, it *Item) string {
	t.Helper()
	subject, _ := it.Props.Subject()
	at, _ := it.Props.Time(PropClientSubmitTime)
	// readpst copies the Date of the transport headers if there are any. It differs from the property in one message
	// (the delivery report in the OST: headers 11:19:27, PidTagClientSubmitTime 11:19:46.27); both are in the file.
	if headers, ok := it.Props.String(PropTransportHeaders); ok {
		if m, err := mail.ReadMessage(strings.NewReader(headers + "\r\n\r\n")); err == nil {
			if d, err := m.Header.Date(); err == nil {
				at = d
			}
		}
	}
	from, _ := it.Props.String(PropSenderName)
	var sums []string
	embedded := 0
	for _, a := range it.Attachments {
		if a.Method == Embedded {
			embedded++
		}
	}
	for _, a := range fileAttachments(it) {
		s, err := a.Open()
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.New()
		if _, err := io.Copy(sum, s); err != nil {
			t.Fatal(err)
		}
		sums = append(sums, fmt.Sprintf("%x", sum.Sum(nil)[:4]))
	}
	folder := it.Path[len(it.Path)-1]
	if len(it.Path) == 1 {
		folder = "" // readpst names the top folder after the store
	}
	return mailLine(folder, subject, from, at, sums, embedded)
}

func mailLine(folder, subject, from string, at time.Time, sums []string, embedded int) string {
	slices.Sort(sums)
	when := "no date"
	if !at.IsZero() {
		when = at.UTC().Format("2006-01-02 15:04:05")
	}
	// Some subjects end in a space, which a header line cannot show.
	return fmt.Sprintf("%s | %s | %s | %s | %v | %d", folder, strings.TrimSpace(subject), from, when, sums, embedded)
}

var nameOnly = regexp.MustCompile(`^"?([^"<]+?)"?\s*<.*>$`)

var numbered = regexp.MustCompile(`^(\d+)(-(.*))?$`)

func theirMails(t *testing.T, dir string) []string {
	t.Helper()
	sums := make(map[string][]string)
	bodies := make(map[string][]byte)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		m := numbered.FindStringSubmatch(d.Name())
		key := filepath.Join(filepath.Dir(path), m[1])
		switch {
		case m[2] == "":
			bodies[key] = b
		case m[3] != "rtf-body.rtf": // readpst adds the unpacked body as a file
			sum := sha256.Sum256(b)
			sums[key] = append(sums[key], fmt.Sprintf("%x", sum[:4]))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for key, b := range bodies {
		if bytes.HasPrefix(b, []byte("BEGIN:")) {
			continue
		}
		m, err := mail.ReadMessage(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		at, _ := m.Header.Date()
		from := m.Header.Get("From")
		if m := nameOnly.FindStringSubmatch(from); m != nil { // not ParseAddress: readpst writes <MAILER-DAEMON>
			from = m[1]
		}
		folder := filepath.Base(filepath.Dir(key))
		if filepath.Dir(filepath.Dir(key)) == dir {
			folder = ""
		}
		out = append(out, mailLine(folder, word(m.Header.Get("Subject")), word(from), at, sums[key],
			strings.Count(string(b), "Content-Type: message/rfc822")))
	}
	return out
}

func word(s string) string {
	if d, err := new(mime.WordDecoder).DecodeHeader(s); err == nil {
		return d
	}
	return s
}

// TestDataMutations breaks real files, which hold old versions of pages and blocks as the built ones do not. What is
// handed out must be what the whole file has, except for leftovers that are marked as scanned.
func TestDataMutations(t *testing.T) {
	for _, c := range dataFiles {
		t.Run(filepath.Base(c.name), func(t *testing.T) {
			h, path := openData(t, c.name)
			whole := make(map[NID]bool)
			for _, it := range h.items {
				whole[it.NID] = true
			}
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			broken := make(map[string][]byte)
			for i := range 16 {
				broken[fmt.Sprintf("first %d/16", i)] = data[:len(data)*i/16]
				at := 0x4400 + (len(data)-0x4400)*i/16
				zero, flip := bytes.Clone(data), bytes.Clone(data)
				clear(zero[at:min(at+512, len(zero))])
				flip[at+77] ^= 1 << (i % 8)
				broken[fmt.Sprintf("zero at %d", at)], broken[fmt.Sprintf("bit at %d", at+77)] = zero, flip
			}
			for name, bad := range broken {
				h, err := walk(t, bad, Options{})
				readAll(h)
				if err == nil && len(h.items) < len(whole) && h.lost() == 0 {
					t.Errorf("%s: %d items of %d and nothing reported as lost", name, len(h.items), len(whole))
				}
				for _, it := range h.items {
					if !whole[it.NID] && it.Origin != Scanned {
						t.Errorf("%s: item %v, which the whole file has not, is %v", name, it.NID, it.Origin)
					}
				}
			}
		})
	}
}
