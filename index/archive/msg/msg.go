// Package msg reads Outlook messages saved as files, .msg and .oft (MS-OXMSG):
// property streams inside a compound file, with recipients, attachments and
// embedded messages as storages of their own.
//
// Damaged files give what can be read, with a Problem for the rest; only a
// file without any property of a message is an error. Values are read when
// asked for, long ones are streamed. Numbers of recipients and attachments are
// bounded by the entries a compound file may have.
//
// It refuses to write, to interpret properties beyond finding them, and to
// rebuild OLE objects: of those only the main stream is given.
package msg

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"vaughn/index/archive/cfb"
	"vaughn/index/archive/mapi"
)

// ErrFormat says that a compound file is no message.
var ErrFormat = errors.New("a compound file that holds no Outlook message")

// Names of the parts (MS-OXMSG section 2.2).
const (
	partProperties = "__properties_version1.0"
	partNames      = "__nameid_version1.0"
	partRecipient  = "__recip_version1.0_"
	partAttachment = "__attach_version1.0_"
	partStream     = "__substg1.0_"
	partObject     = "__substg1.0_3701000D"
)

// Sizes of the header in front of the property entries, by what they are of.
const (
	headTop      = 32
	headEmbedded = 24
	headPart     = 8
)

// maxValue is the longest value that is read into memory.
const maxValue = 64 << 20

// templateClass is how Outlook marks a template's root storage:
// {0006F046-0000-0000-C000-000000000046}.
var templateClass = mapi.OutlookSet(0x0006F046)

// Message is an open file.
type Message struct {
	Item     *mapi.Item
	Template bool // an .oft: nobody sent it
}

// Open reads the structure of a file. r must stay open while values are read.
func Open(r io.ReaderAt, size int64) (*Message, error) {
	f, err := cfb.Open(r, size)
	if err != nil {
		return nil, err
	}
	root := f.Root()
	if root.Kid(partProperties) == nil && !slices.ContainsFunc(root.Kids, func(e *cfb.Entry) bool { return strings.HasPrefix(e.Name, partStream) }) {
		return nil, ErrFormat
	}
	rd := &reader{}
	if e := root.Kid(partNames); e != nil {
		rd.readNames(e)
	}
	it, err := rd.item(root, headTop, nil)
	if err != nil {
		return nil, err
	}
	return &Message{Item: it, Template: root.Class == [16]byte(templateClass)}, nil
}

// reader is what the objects of one file share.
type reader struct {
	names    map[mapi.ID]mapi.Name
	ids      map[mapi.Name]mapi.ID
	problems []mapi.Problem
}

// maxProblems bounds what a hostile file can say about itself.
const maxProblems = 64

func (rd *reader) lost(what string, err error) {
	p := mapi.Problem{Detail: what + ": " + err.Error(), Lost: true}
	if len(rd.problems) < maxProblems && !slices.Contains(rd.problems, p) {
		rd.problems = append(rd.problems, p)
	}
}

// item reads a storage that is laid out as a message.
func (rd *reader) item(e *cfb.Entry, head int, up *props) (*mapi.Item, error) {
	from := len(rd.problems)
	p := rd.props(e, head)
	if len(p.list) == 0 {
		return nil, fmt.Errorf("no property can be read: %w", cfb.ErrDamaged)
	}
	p.setPage(up)
	it := &mapi.Item{Props: p, Problems: func() []mapi.Problem { return rd.problems[min(from, len(rd.problems)):] }}
	for _, k := range numbered(e, partRecipient) {
		r := rd.props(k, headPart)
		r.page = p.page
		it.Recipients = append(it.Recipients, r)
	}
	for _, k := range numbered(e, partAttachment) {
		it.Attached = append(it.Attached, rd.attachment(k, p))
	}
	return it, nil
}

// numbered gives the storages of one sort in the order of their numbers.
func numbered(e *cfb.Entry, prefix string) []*cfb.Entry {
	var out []*cfb.Entry
	for _, k := range e.Kids {
		if k.Storage && strings.HasPrefix(k.Name, prefix) {
			out = append(out, k)
		}
	}
	slices.SortStableFunc(out, func(a, b *cfb.Entry) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func (rd *reader) attachment(e *cfb.Entry, of *props) mapi.Attachment {
	p := rd.props(e, headPart)
	p.page = of.page
	a := mapi.Attachment{Props: p}
	method, stated := mapi.Int(p, mapi.AttachMethod)
	a.Method = int(method)
	object := e.Kid(partObject)
	_, data := p.list[mapi.AttachData]
	switch {
	case object != nil && object.Storage && (a.Method == mapi.Embedded || object.Kid(partProperties) != nil):
		a.Method = mapi.Embedded
		a.Item = func() (*mapi.Item, error) { return rd.item(object, headEmbedded, of) }
	case object != nil && object.Storage:
		a.Method = mapi.OLE
		if main := mainStream(object, 0); main != nil {
			a.Open = func() (io.ReadCloser, int64, error) { return main.Open(), main.Size, nil }
		}
	case data:
		if !stated {
			a.Method = mapi.ByValue
		}
		a.Open = func() (io.ReadCloser, int64, error) { return p.Open(mapi.AttachData) }
	}
	return a
}

// mainStream is the stream of an OLE object that holds its content: those that
// are named for it first, else the longest.
func mainStream(e *cfb.Entry, depth int) *cfb.Entry {
	for _, name := range []string{"CONTENTS", "Package", "\x01Ole10Native"} {
		if k := e.Kid(name); k != nil && !k.Storage {
			return k
		}
	}
	var best *cfb.Entry
	for _, k := range e.Kids {
		if k.Storage && depth < 8 {
			k = mainStream(k, depth+1)
		}
		if k != nil && !k.Storage && (best == nil || k.Size > best.Size) {
			best = k
		}
	}
	return best
}
