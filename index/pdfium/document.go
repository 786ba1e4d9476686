package pdfium

import (
	"fmt"
	"strings"

	"github.com/tetratelabs/wazero/api"

	"vaughn/index/fault"
)

// Document is an open PDF. It must be used by one goroutine at a time and be
// closed. After an error with the code Limit, Cancelled or Damaged caused by a
// call, the instance may be gone and further calls fail the same way.
type Document struct {
	in     *instance
	engine *Engine
	handle uint64
	pages  int
	page   page
	closed bool

	annotations map[int][]Annotation // of pages that were loaded, see flat
}

// passwordLimit is far above the 127 bytes that PDF 2.0 looks at.
const passwordLimit = 1024

// Codes of FPDF_GetLastError (fpdfview.h).
const (
	lastErrorPassword = 4
	lastErrorSecurity = 5
)

func (d *Document) start(password string) error {
	const op = "opening a PDF"
	in := d.in
	reason := 0
	err := in.within(op, func() {
		path := in.cstring(filePath)
		secret := path + uint64(len(filePath)) + 1
		in.write(uint32(secret), append([]byte(password[:min(len(password), passwordLimit)]), 0))
		d.handle = in.call("FPDF_LoadDocument", path, secret)
		in.write(uint32(secret), make([]byte, min(len(password), passwordLimit)))
		if d.handle == 0 {
			reason = in.num("FPDF_GetLastError")
			return
		}
		d.pages = in.num("FPDF_GetPageCount", d.handle)
	})
	if err != nil || d.handle != 0 {
		return err
	}
	switch {
	case in.file.err != nil:
		return &fault.Error{Code: fault.NoAccess, Op: op, Err: in.file.err}
	case reason == lastErrorPassword && password == "":
		return &fault.Error{Code: fault.Encrypted, Op: op, Err: fmt.Errorf("a password is needed")}
	case reason == lastErrorPassword:
		return &fault.Error{Code: fault.Encrypted, Op: op, Err: fmt.Errorf("the password does not fit")}
	case reason == lastErrorSecurity:
		return &fault.Error{Code: fault.Encrypted, Op: op, Err: fmt.Errorf("the kind of encryption is not known")}
	}
	return &fault.Error{Code: fault.Damaged, Op: op, Err: fmt.Errorf("not a PDF, or broken beyond repair")}
}

// Close frees the document and lets the next one open. It may be called twice.
func (d *Document) Close() error {
	if d.closed {
		return nil
	}
	d.closed = true
	d.in.close()
	<-d.engine.slots
	return nil
}

// Alive tells whether more can be asked: a call that failed may have taken the
// instance along.
func (d *Document) Alive() bool { return d.in.err == nil && d.in.file.killed.Load() == nil }

// Pages is the number of pages.
func (d *Document) Pages() int { return d.pages }

// Memory is the size in bytes that the document's instance has grown to.
func (d *Document) Memory() int64 { return memoryOf(d.in.mod) }

// Meta is an entry of the information dictionary: "Title", "Author", "Subject",
// "Keywords", "Creator", "Producer", "CreationDate", "ModDate". "" when absent.
func (d *Document) Meta(key string) (string, error) {
	in := d.in
	var s string
	err := in.within("reading a PDF's properties", func() {
		tag := in.cstring(key[:min(len(key), 512)])
		s = in.text(func(buf, n uint64) int { return in.num("FPDF_GetMetaText", d.handle, tag, buf, n) })
	})
	return s, err
}

// Bookmark is an entry of the outline.
type Bookmark struct {
	Title string
	Depth int // 0 for the top
	Page  int // from 0; -1 when it leads nowhere
}

// Bounds on an outline; real ones are far below, malicious ones have loops.
const (
	bookmarkLimit = 50_000
	bookmarkDepth = 64
)

// Bookmarks gives the outline in reading order, at most 50,000 entries.
func (d *Document) Bookmarks() ([]Bookmark, error) {
	in := d.in
	var list []Bookmark
	seen := make(map[uint64]bool)
	var walk func(parent uint64, depth int)
	walk = func(parent uint64, depth int) {
		if depth > bookmarkDepth {
			return
		}
		b := in.call("FPDFBookmark_GetFirstChild", d.handle, parent)
		for b != 0 && !seen[b] && len(list) < bookmarkLimit {
			seen[b] = true
			title := in.text(func(buf, n uint64) int { return in.num("FPDFBookmark_GetTitle", b, buf, n) })
			page := -1
			if dest := in.call("FPDFBookmark_GetDest", d.handle, b); dest != 0 {
				page = in.num("FPDFDest_GetDestPageIndex", d.handle, dest)
			}
			list = append(list, Bookmark{Title: title, Depth: depth, Page: page})
			walk(b, depth+1)
			b = in.call("FPDFBookmark_GetNextSibling", d.handle, b)
		}
	}
	err := in.within("reading a PDF's bookmarks", func() { walk(0, 0) })
	return list, err
}

// Attachment is a file inside the PDF.
type Attachment struct {
	Name string
	Size int // bytes; 0 when the content is missing
}

// attachmentLimit bounds how many embedded files are listed.
const attachmentLimit = 10_000

// Attachments lists the files embedded in the document (not those that hang on
// annotations: a page's Annotations tell of them). QUIRK: PDFium finds content
// only under the key that also names the file; a specification with /UF and an
// /EF that has /F alone is listed with size 0, and Attachment says Damaged.
func (d *Document) Attachments() ([]Attachment, error) {
	in := d.in
	var list []Attachment
	err := in.within("listing a PDF's attachments", func() {
		n := min(in.num("FPDFDoc_GetAttachmentCount", d.handle), attachmentLimit)
		for i := range n {
			a := in.call("FPDFDoc_GetAttachment", d.handle, uint64(i))
			if a == 0 {
				list = append(list, Attachment{})
				continue
			}
			name := in.text(func(buf, n uint64) int { return in.num("FPDFAttachment_GetName", a, buf, n) })
			in.clear(1)
			in.call("FPDFAttachment_GetFile", a, 0, 0, in.out(0))
			list = append(list, Attachment{Name: name, Size: int(in.u32(0))})
		}
	})
	return list, err
}

// Attachment gives the bytes of the attachment at the given place of
// Attachments. They take memory of the sandbox too: fault.Limit above its bound.
func (d *Document) Attachment(index int) ([]byte, error) {
	const op = "reading a PDF's attachment"
	in := d.in
	var data []byte
	found, fits := false, true
	err := in.within(op, func() {
		a := in.call("FPDFDoc_GetAttachment", d.handle, api.EncodeI32(int32(index)))
		in.clear(1)
		if a == 0 || !in.ok("FPDFAttachment_GetFile", a, 0, 0, in.out(0)) {
			return
		}
		found = true
		size := in.u32(0)
		if size == 0 {
			return
		}
		buf := in.ptr("malloc", uint64(size))
		if buf == 0 {
			fits = false
			return
		}
		if found = in.ok("FPDFAttachment_GetFile", a, uint64(buf), uint64(size), in.out(0)); found {
			data = in.bytes(buf, size)
		}
		in.call("free", uint64(buf))
	})
	switch {
	case err != nil:
		return nil, err
	case !fits:
		return nil, &fault.Error{Code: fault.Limit, Op: op, Err: fmt.Errorf("needs more memory than is allowed")}
	case !found:
		return nil, &fault.Error{Code: fault.Damaged, Op: op, Err: fmt.Errorf("attachment %d has no content", index)}
	}
	return data, nil
}

// Traits are facts about a document that a page does not show.
type Traits struct {
	Version     int    // 17 for PDF 1.7
	Revision    int    // of the encryption, -1 for none
	Permissions uint32 // bits of PDF 32000-1 table 22, all set when not encrypted
	Attachments int
	JavaScript  int // document-level scripts
	Signatures  int
	Form        int   // 0 none, 1 AcroForm, 2 or 3 XFA
	Tagged      bool  // has the structure that screen readers need
	Ends        []int // byte offsets after each %%EOF: more than one means later changes
}

// Traits collects them.
func (d *Document) Traits() (Traits, error) {
	in := d.in
	var t Traits
	err := in.within("reading a PDF's traits", func() {
		in.clear(1)
		in.call("FPDF_GetFileVersion", d.handle, in.out(0))
		t.Version = int(in.u32(0))
		t.Revision = in.num("FPDF_GetSecurityHandlerRevision", d.handle)
		t.Permissions = uint32(in.call("FPDF_GetDocPermissions", d.handle))
		t.Attachments = in.num("FPDFDoc_GetAttachmentCount", d.handle)
		t.JavaScript = in.num("FPDFDoc_GetJavaScriptActionCount", d.handle)
		t.Signatures = in.num("FPDF_GetSignatureCount", d.handle)
		t.Form = in.num("FPDF_GetFormType", d.handle)
		t.Tagged = in.ok("FPDFCatalog_IsTagged", d.handle)
		ends := in.sized(func(buf, n uint64) int { return 4 * in.num("FPDF_GetTrailerEnds", d.handle, buf, n/4) })
		for ; len(ends) >= 4; ends = ends[4:] {
			t.Ends = append(t.Ends, int(uint32(ends[0])|uint32(ends[1])<<8|uint32(ends[2])<<16|uint32(ends[3])<<24))
		}
	})
	return t, err
}

// PageLabel is the label a reader shows instead of the page number, such as a
// Bates number; "" when there is none. Pages count from 0.
func (d *Document) PageLabel(number int) (string, error) {
	in := d.in
	var s string
	err := in.within("reading a page label", func() {
		s = in.text(func(buf, n uint64) int {
			return in.num("FPDF_GetPageLabel", d.handle, api.EncodeI32(int32(number)), buf, n)
		})
	})
	return strings.TrimRight(s, "\x00"), err
}
