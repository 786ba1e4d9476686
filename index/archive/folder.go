package archive

import (
	"context"
	"crypto/sha256"
	"io"
	"path"

	"vaughn/index/message"
)

// Folder reads a folder of single mails and loose documents, with all the
// folders below it. Maildirs and containers in it are sources of their own
// (Source.Split) and are passed over here. A file that is no mail becomes a
// Document: an item with the file as its one attachment.
type Folder struct{}

// Info describes the format.
func (Folder) Info() Info {
	return Info{
		Name: "folder", Title: "folder of e-mails and documents",
		Keeps:  "every file byte for byte with its path",
		Loses:  "times and rights the file system keeps, indexes that mail programs and desktops leave in folders; symbolic links are reported and not followed",
		Proven: RealData, Many: true,
	}
}

// Sniff takes any folder.
func (Folder) Sniff(_ []byte, name string) bool { return name != "" && name[len(name)-1] == '/' }

// Read emits an item a file, in lexical order of their paths.
func (Folder) Read(ctx context.Context, src Source, emit func(Item) error) error {
	p := newPipe(src.Options)
	return p.run(ctx, func(ctx context.Context, put func(*job) error) error {
		return src.walk(func(name string, f Format, err error) error {
			if f != nil && f.Info().Many {
				return ctx.Err()
			}
			return src.putFile(p, name, f, err, put)
		})
	}, emit)
}

// putFile hands one file of a folder on.
func (s Source) putFile(p *pipe, name string, f Format, err error, put func(*job) error) error {
	p.sum.Expected++
	at := message.Locator{Source: s.ID, Path: rel(s.Main, name), Length: -1}
	if err != nil {
		return put(&job{at: at, err: err})
	}
	if s.Skip != nil && s.Skip(at.Path, 0) {
		p.sum.Skipped++
		return nil
	}
	if one, ok := f.(single); ok {
		return put(one.load(s, name, p.limits))
	}
	return put(&job{at: at, make: func() (*message.Message, error) { return s.document(name, at) }})
}

// document makes an item of a file that is no mail.
func (s Source) document(name string, at message.Locator) (*message.Message, error) {
	open := func() (io.ReadCloser, error) {
		f, err := s.FS.Open(name)
		if err != nil {
			return nil, opening(s.label(name), err)
		}
		return f, nil
	}
	f, err := open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h := sha256.New()
	size, err := io.Copy(h, f)
	if err != nil {
		return nil, opening(s.label(name), err)
	}
	at.Offset, at.Length = 0, size
	m := &message.Message{
		Kind: message.Document, At: at, Subject: oneLine(path.Base(name)),
		RawSum: [32]byte(h.Sum(nil)), RawLen: size, Raw: open,
		Attached: []message.Attachment{{Name: path.Base(name), Type: typeByName(name), Size: size, Open: open}},
	}
	m.Seal()
	return m, nil
}

// typeByName is the media type a file name suggests, from a list of our own:
// the system's differs between machines.
func typeByName(name string) string {
	for _, t := range []struct{ ext, media string }{
		{".pdf", "application/pdf"}, {".txt", "text/plain"}, {".csv", "text/csv"}, {".htm", "text/html"}, {".html", "text/html"},
		{".rtf", "application/rtf"}, {".xml", "application/xml"}, {".json", "application/json"}, {".ics", "text/calendar"}, {".vcf", "text/vcard"},
		{".doc", "application/msword"}, {".xls", "application/vnd.ms-excel"}, {".ppt", "application/vnd.ms-powerpoint"},
		{".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		{".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
		{".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"}, {".png", "image/png"}, {".gif", "image/gif"}, {".tif", "image/tiff"}, {".tiff", "image/tiff"},
		{".zip", "application/zip"}, {".msg", "application/vnd.ms-outlook"}, {".eml", "message/rfc822"},
	} {
		if hasExt(name, t.ext) {
			return t.media
		}
	}
	return "application/octet-stream"
}

// holdsOne tells whether an mbox file holds a single message.
func (s Source) holdsOne(name string) bool {
	f, err := s.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	// More than this is a container whatever it holds.
	const enough = 4 << 20
	sp := &splitter{r: io.LimitReader(f, enough+1), lim: defaults, sum: &Summary{}}
	sp.src.Skip = func(string, int64) bool { return true }
	sp.have(separatorAhead)
	sp.start = min(mboxStart(sp.buf), len(sp.buf))
	if _, err := sp.next(context.Background()); err != nil || sp.have(1) {
		return false
	}
	return sp.base+int64(len(sp.buf)) <= enough
}
