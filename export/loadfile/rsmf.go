package loadfile

import (
	"archive/zip"
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"slices"
	"strings"
	"time"

	"vaughn/index/archive/rsmf"
)

// RSMFFile is a file that an RSMF carries: an attachment or an avatar.
type RSMFFile struct {
	Name string // as the manifest names it, without folders
	Open func() (io.ReadCloser, error)
}

// RSMF is what one .rsmf file says. It holds released content only: whoever
// fills it takes every text from what a Clean releases.
type RSMF struct {
	Manifest  rsmf.Manifest
	Files     []RSMFFile
	Custodian string // as a mail address or name; may be empty
}

// maxLineRSMF is how much of a base64 line stands in a mail line (RFC 2045
// section 6.8: at most 76 characters).
const maxLineRSMF = 76

// WriteRSMF writes the mail wrapper with its text and rsmf.zip. It refuses a
// manifest of which the maker's validator would say anything, error or warning,
// with the first place it would name.
func WriteRSMF(w io.Writer, x RSMF) error {
	x.Manifest.Version = rsmf.Version
	raw, err := json.MarshalIndent(x.Manifest, "", " ")
	if err != nil {
		return fmt.Errorf("writing an RSMF: %w", err)
	}
	names := map[string]bool{}
	for _, f := range x.Files {
		if f.Name == "" || names[f.Name] || f.Name == rsmf.ManifestName || strings.ContainsAny(f.Name, `/\`) {
			return fmt.Errorf("writing an RSMF: a file's name is empty, used twice, or has folders")
		}
		names[f.Name] = true
	}
	_, faults, err := rsmf.Read(raw, func(n string) bool { return names[n] })
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return fmt.Errorf("writing an RSMF: %s at %s, and %d more", faults[0].Code, faults[0].At, len(faults)-1)
	}
	b := bufio.NewWriter(w)
	const boundary = "RSMF-PART-8d1f5c"
	x.headers(b, boundary)
	fmt.Fprintf(b, "--%s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n", boundary)
	lines := &wrapped{w: b}
	enc := base64.NewEncoder(base64.StdEncoding, lines)
	if _, err := io.WriteString(enc, x.text()); err != nil {
		return err
	}
	enc.Close()
	fmt.Fprintf(b, "\r\n--%s\r\nContent-Type: application/zip; name=%q\r\nContent-Disposition: attachment; filename=%q\r\nContent-Transfer-Encoding: base64\r\n\r\n", boundary, rsmf.ZipName, rsmf.ZipName)
	lines = &wrapped{w: b}
	enc = base64.NewEncoder(base64.StdEncoding, lines)
	if err := x.pack(enc, raw); err != nil {
		return err
	}
	enc.Close()
	fmt.Fprintf(b, "\r\n--%s--\r\n", boundary)
	return b.Flush()
}

// headers are 7-bit; names outside it are encoded words.
func (x *RSMF) headers(b *bufio.Writer, boundary string) {
	var first, last time.Time
	files := 0
	for _, e := range x.Manifest.Events {
		files += len(e.Attachments)
		t, ok := rsmf.Time(e.Timestamp)
		if !ok {
			continue
		}
		if first.IsZero() || t.Before(first) {
			first = t
		}
		if t.After(last) {
			last = t
		}
	}
	put := func(name, value string) {
		value = strings.NewReplacer("\r", " ", "\n", " ").Replace(value)
		if value != "" {
			fmt.Fprintf(b, "%s: %s\r\n", name, mime.QEncoding.Encode("utf-8", value))
		}
	}
	var people []string
	for _, p := range x.Manifest.Participants {
		people = append(people, display(p))
	}
	platforms := ""
	if len(x.Manifest.Conversations) > 0 {
		platforms = x.Manifest.Conversations[0].Platform
	}
	put("X-RSMF-Version", rsmf.Version)
	put("X-RSMF-Generator", "Vaughn")
	if !first.IsZero() {
		put("X-RSMF-BeginDate", first.Format(time.RFC3339))
		put("X-RSMF-EndDate", last.Format(time.RFC3339))
	}
	put("X-RSMF-EventCount", fmt.Sprint(len(x.Manifest.Events)))
	put("X-RSMF-AttachmentCount", fmt.Sprint(files))
	put("X-RSMF-Application", platforms)
	put("X-RSMF-Custodian", x.Custodian)
	put("X-RSMF-Participants", strings.Join(people, ", "))
	put("X-RSMF-EventCollectionID", x.Manifest.Collection)
	fmt.Fprintf(b, "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=%q\r\n\r\n", boundary)
}

func display(p rsmf.Participant) string {
	for _, s := range []string{p.Display, p.Email, p.ID} {
		if s != "" {
			return s
		}
	}
	return ""
}

// text is the extracted text: by time, each event's name, words and reactions.
func (x *RSMF) text() string {
	names := map[string]string{}
	for _, p := range x.Manifest.Participants {
		names[p.ID] = display(p)
	}
	order := slices.Clone(x.Manifest.Events)
	slices.SortStableFunc(order, func(a, b rsmf.Event) int {
		s, _ := rsmf.Time(a.Timestamp)
		t, _ := rsmf.Time(b.Timestamp)
		return s.Compare(t)
	})
	var b strings.Builder
	for _, e := range order {
		fmt.Fprintf(&b, "%s\r\n\r\n%s\r\n", names[e.Participant], strings.ReplaceAll(e.Body, "\n", "\r\n"))
		for _, r := range e.Reactions {
			fmt.Fprintf(&b, "%s\r\n", r.Value)
		}
		b.WriteString("\r\n")
	}
	return b.String()
}

// pack writes the zip: flat, without times, so that equal content gives equal
// bytes.
func (x *RSMF) pack(w io.Writer, manifest []byte) error {
	z := zip.NewWriter(w)
	f, err := z.Create(rsmf.ManifestName)
	if err == nil {
		_, err = f.Write(manifest)
	}
	for _, a := range x.Files {
		if err != nil {
			break
		}
		err = addFile(z, a)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		return fmt.Errorf("writing an RSMF: packing: %w", err)
	}
	return nil
}

func addFile(z *zip.Writer, a RSMFFile) error {
	src, err := a.Open()
	if err != nil {
		return err
	}
	defer src.Close()
	f, err := z.Create(a.Name)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, src)
	return err
}

// wrapped breaks a base64 stream into lines.
type wrapped struct {
	w   io.Writer
	col int
}

func (l *wrapped) Write(p []byte) (int, error) {
	done := 0
	for len(p) > 0 {
		if l.col == maxLineRSMF {
			if _, err := io.WriteString(l.w, "\r\n"); err != nil {
				return done, err
			}
			l.col = 0
		}
		n, err := l.w.Write(p[:min(len(p), maxLineRSMF-l.col)])
		done, l.col, p = done+n, l.col+n, p[n:]
		if err != nil {
			return done, err
		}
	}
	return done, nil
}
