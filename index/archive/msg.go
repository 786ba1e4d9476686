package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"

	"vaughn/index/archive/cfb"
	"vaughn/index/archive/msg"
	"vaughn/index/fault"
	"vaughn/index/message"
)

// MSG reads an Outlook message or template that was saved as a file.
type MSG struct{}

// Info describes the format.
func (MSG) Info() Info {
	return Info{
		Name: "msg", Title: "Outlook message or template", Extensions: []string{".msg", ".oft"},
		Keeps:  "the file byte for byte; headers, parties, texts, attachments, embedded messages, categories and flags read out of it",
		Loses:  "OLE objects are given as their main stream; digital signatures are not verified; links to files are listed, not followed",
		Proven: RealData,
	}
}

// Sniff wants a compound file with a name of MS-OXMSG in its directory. The
// directory may lie anywhere in the file; when it is not in sight the name of
// the file decides, and Read tells.
func (MSG) Sniff(head []byte, name string) bool {
	if !bytes.HasPrefix(head, []byte(cfb.Magic)) {
		return false
	}
	return bytes.Contains(head, wide("__properties_v")) || bytes.Contains(head, wide("__substg1.0_")) || hasExt(path.Base(name), ".msg", ".oft")
}

// wide is ASCII as UTF-16LE.
func wide(s string) []byte {
	out := make([]byte, 0, 2*len(s))
	for _, c := range []byte(s) {
		out = append(out, c, 0)
	}
	return out
}

// Read emits the one item.
func (f MSG) Read(ctx context.Context, src Source, emit func(Item) error) error {
	return readSingle(ctx, src, f, emit)
}

func (MSG) load(src Source, name string, lim Limits) *job {
	j, _ := src.load(name, lim, whole)
	if j.err == nil {
		j.make = func() (*message.Message, error) { return readMSG(j, src.label(name), lim.orDefaults()) }
	}
	return j
}

func readMSG(j *job, label string, lim Limits) (*message.Message, error) {
	var r io.ReaderAt = bytes.NewReader(j.raw)
	size := int64(len(j.raw))
	if j.spool != nil {
		r, size = j.spool.file, j.spool.size
	}
	in, err := msg.Open(r, size)
	if err != nil {
		e := &fault.Error{Code: fault.Damaged, Op: "reading", Subject: label, Err: err, Hint: "Ask for another copy; if Outlook opens the file, save it again from there."}
		if errors.Is(err, msg.ErrFormat) || errors.Is(err, cfb.ErrFormat) {
			e.Code, e.Hint = fault.Format, "The file is no Outlook message whatever its name says: look at it by itself."
		}
		return nil, e
	}
	m := readItem(in.Item, j.at, lim, &budget{})
	if m.RawSum, err = sumOf(r, size); err != nil {
		return nil, opening(fmt.Sprintf("item %d", j.at.Ordinal), err)
	}
	m.RawLen = size
	m.Raw = func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(r, 0, size)), nil }
	if in.Template {
		m.Flags = append(m.Flags, "template")
		m.Note(ProblemTemplate, "", false)
	}
	m.Seal()
	return m, nil
}
