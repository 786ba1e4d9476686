package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"vaughn/index/archive/mapi"
	"vaughn/index/archive/pst"
	"vaughn/index/fault"
	"vaughn/index/message"
)

// PST reads an Outlook data file: a PST, or the OST that is the cache of an
// Exchange mailbox. Ordinal is the number of the item's node in the file, which
// stays the same as long as the file does; Path is that of the folder with the
// number in MS-PST's notation behind it.
type PST struct{}

// Info describes the format.
func (PST) Info() Info {
	return Info{
		Name: "pst", Title: "Outlook data file (PST, OST)", Extensions: []string{".pst", ".ost"},
		Keeps:  "transport headers, parties, texts, attachments, embedded messages, categories, flags, folders; calendar items, contacts, tasks, notes and reports with what they show",
		Loses:  "views, rules and other settings kept as items (counted, not read); deleted items that only free space still holds; links to files are listed, not followed",
		Proven: RealData, Many: true,
	}
}

// Sniff goes by the magic (MS-PST section 2.2.2.6) and the client's mark.
func (PST) Sniff(head []byte, _ string) bool {
	return len(head) >= 12 && bytes.HasPrefix(head, []byte("!BDN")) && (head[8] == 'S' || head[8] == 'A')
}

// Read emits every item in the order of the folders, then those that only a
// repair reached, then what could not be read.
func (PST) Read(ctx context.Context, src Source, emit func(Item) error) error {
	r, size, err := src.OpenAt(src.Main)
	if err != nil {
		return err
	}
	defer r.Close()
	s := &store{src: src, pipe: newPipe(src.Options), failed: map[pst.NID]failure{}, given: map[uint32]uint64{}}
	s.file, err = pst.Open(r, size, pst.Options{Report: s.report})
	if err != nil {
		return s.opening(err)
	}
	recovered := int64(0)
	return s.pipe.run(ctx, s.produce, func(it Item) error {
		if it.Message != nil && hasProblem(it.Message, ProblemRecovered) {
			recovered++
		}
		if it.Summary != nil {
			it.Summary.Recovered, it.Summary.Dialect = recovered, s.dialect()
		}
		return emit(it)
	})
}

func hasProblem(m *message.Message, code string) bool {
	for _, p := range m.Problems {
		if p.Code == code {
			return true
		}
	}
	return false
}

func (s *store) opening(err error) error {
	e := &fault.Error{Code: fault.Damaged, Op: "reading", Subject: s.src.Name, Err: err, Hint: "Ask for another copy, or repair a copy of it with Outlook's inbox repair tool."}
	if errors.Is(err, pst.ErrFormat) {
		e.Code, e.Hint = fault.Format, "The file is no Outlook data file of a version that is known."
	}
	return e
}

// maxFailures bounds how many failures of a hostile file are listed.
const maxFailures = 100000

// store is one data file while it is read.
type store struct {
	src  Source
	pipe *pipe
	file *pst.File

	unsure   bool // a folder with items that does not say how many it has
	settings int  // folder-associated items left out

	mu      sync.Mutex // guards what follows; problems are reported from all workers
	path    string     // folder being read
	failed  map[pst.NID]failure
	order   []pst.NID
	given   map[uint32]uint64 // bitmap of the items handed out
	doubts  int               // problems that lost nothing
	omitted int               // failures beyond maxFailures
}

type failure struct {
	path    string
	problem pst.Problem
}

// report keeps the first loss of each node. Whether the node is an item that
// was read in spite of it is known only at the end of the walk.
func (s *store) report(p pst.Problem) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !p.Lost {
		s.doubts++
		return
	}
	if _, ok := s.failed[p.NID]; ok || s.has(p.NID) {
		return
	}
	if len(s.order) == maxFailures {
		s.omitted++
		return
	}
	s.failed[p.NID] = failure{s.path, p}
	s.order = append(s.order, p.NID)
}

func (s *store) has(n pst.NID) bool { return s.given[uint32(n)>>6]>>(n&63)&1 != 0 }

// produce walks the file.
func (s *store) produce(ctx context.Context, put func(*job) error) error {
	var settings int
	err := s.file.Walk(ctx, pst.Visitor{
		Enter: func(d *pst.Folder) error {
			s.enter(folderPath(d.Path))
			return nil
		},
		Leave: func(d *pst.Folder) error {
			s.enter("") // what follows until the next folder belongs to none
			switch {
			case d.Search:
			case d.Expected >= 0:
				s.pipe.sum.Expected += int64(d.Expected)
			case d.Listed > 0:
				s.unsure = true
			}
			return nil
		},
		Item: func(it *pst.Item) error {
			s.mu.Lock()
			s.given[uint32(it.NID)>>6] |= 1 << (it.NID & 63)
			s.mu.Unlock()
			if it.Associated {
				settings++
				return nil
			}
			at := s.at(folderPath(it.Path), it.NID)
			if s.src.Skip != nil && s.src.Skip(at.Path, at.Ordinal) {
				s.pipe.sum.Skipped++
				return nil
			}
			return put(&job{at: at, cost: s.weight(it), make: func() (*message.Message, error) { return s.message(it, at), nil }})
		},
	})
	if err != nil {
		return err
	}
	if s.unsure {
		s.pipe.sum.Expected = -1
	}
	s.mu.Lock()
	s.settings = settings
	s.mu.Unlock()
	return s.putFailures(put)
}

// enter notes the folder that losses are in from now on.
func (s *store) enter(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.path = path
}

// putFailures hands on what was lost and belongs to no item that was read.
func (s *store) putFailures(put func(*job) error) error {
	s.mu.Lock()
	order := s.order
	s.mu.Unlock()
	for _, nid := range order {
		s.mu.Lock()
		f := s.failed[nid]
		read := s.has(nid)
		s.mu.Unlock()
		if read {
			continue
		}
		err := &fault.Error{Code: fault.Damaged, Op: "reading", Subject: s.src.Name, Err: errors.New(f.problem.String()),
			Hint: "The other items of the file were read. Ask for another copy to have this one too."}
		if putErr := put(&job{at: s.at(f.path, nid), err: err}); putErr != nil {
			return putErr
		}
	}
	return nil
}

func (s *store) at(folder string, nid pst.NID) message.Locator {
	path := nid.String()
	if folder != "" {
		path = folder + "/" + path
	}
	return message.Locator{Source: s.src.ID, Path: path, Ordinal: int64(nid), Offset: -1, Length: -1}
}

var escaper = strings.NewReplacer("%", "%25", "/", "%2F")

// folderPath joins folder names; a '/' in a name is escaped.
func folderPath(names []string) string {
	escaped := make([]string, len(names))
	for i, n := range names {
		escaped[i] = escaper.Replace(oneLine(n))
	}
	return strings.Join(escaped, "/")
}

// weight is about how much memory the item will take: its texts in all the
// forms they go through.
func (s *store) weight(it *pst.Item) int64 {
	n := int64(64 << 10)
	for _, id := range []pst.PropID{pst.PropBody, pst.PropHTML, pst.PropRTFCompressed, pst.PropTransportHeaders} {
		if size, ok := it.Props.Len(id); ok {
			n += 4 * min(size, 2*s.pipe.limits.Text)
		}
	}
	return n
}

func (s *store) message(it *pst.Item, at message.Locator) *message.Message {
	m := readItem(s.item(it), at, s.pipe.limits, &budget{})
	if it.Recovered() {
		m.Note(ProblemRecovered, it.Origin.String(), false)
	}
	return m
}

// item gives an item of the file in the common shape.
func (s *store) item(it *pst.Item) *mapi.Item {
	out := &mapi.Item{Props: pstProps{s.file, it.Props}}
	for _, r := range it.Recipients {
		out.Recipients = append(out.Recipients, pstProps{s.file, r.Props})
	}
	for _, a := range it.Attachments {
		b := mapi.Attachment{Props: pstProps{s.file, a.Props}, Method: int(a.Method)}
		switch {
		case a.Method == pst.Embedded:
			b.Item = func() (*mapi.Item, error) {
				inner, err := a.Message()
				if err != nil {
					return nil, err
				}
				return s.item(inner), nil
			}
		case a.Props.Has(pst.PropAttachData):
			b.Open = func() (io.ReadCloser, int64, error) {
				f, err := a.Open()
				if err != nil {
					return nil, 0, err
				}
				return f, f.Size(), nil
			}
		}
		out.Attached = append(out.Attached, b)
	}
	if it.Depth == 0 {
		// The problems of embedded items are in the outermost one's list.
		out.Problems = func() []mapi.Problem {
			var list []mapi.Problem
			for _, p := range it.Problems() {
				list = append(list, mapi.Problem{Detail: p.String(), Lost: p.Lost})
			}
			return list
		}
	}
	return out
}

// dialect says which of the layouts the file has, and what was not counted.
func (s *store) dialect() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	info := s.file.Info()
	parts := []string{fmt.Sprint(info.Format), "encoding " + info.Crypt.String()}
	if info.Client == "SO" {
		parts = append([]string{"OST"}, parts...)
	}
	for _, p := range []struct {
		on   bool
		text string
	}{
		{info.Password, "password set, not needed"},
		{info.Damaged, "damaged, pages were searched for items"},
		{s.settings > 0, fmt.Sprintf("%d settings left out", s.settings)},
		{s.doubts > 0, fmt.Sprintf("%d doubts", s.doubts)},
		{s.omitted > 0, fmt.Sprintf("%d more failures", s.omitted)},
	} {
		if p.on {
			parts = append(parts, p.text)
		}
	}
	return strings.Join(parts, ", ")
}

// pstProps are the properties of an object of the file.
type pstProps struct {
	file  *pst.File
	props *pst.Props
}

// Tags lists the properties.
func (p pstProps) Tags() []mapi.Tag {
	var out []mapi.Tag
	for id, typ := range p.props.All() {
		t := mapi.Tag{ID: mapi.ID(id), Type: mapi.Type(typ)}
		if id >= 0x8000 {
			if n, ok := p.file.Name(id); ok {
				t.Name = mapi.Name{Set: mapi.GUID(n.Set), Number: n.ID, Text: n.Text}
			}
		}
		out = append(out, t)
	}
	return out
}

// Value gives a value by its type.
func (p pstProps) Value(id mapi.ID) any {
	pid := pst.PropID(id)
	typ, ok := p.props.Type(pid)
	var v any
	if ok {
		v, ok = p.value(pid, mapi.Type(typ))
	}
	if !ok {
		return nil
	}
	return v
}

func (p pstProps) value(id pst.PropID, typ mapi.Type) (any, bool) {
	switch typ {
	case mapi.String, mapi.String8:
		s, ok := p.props.String(id)
		return s, ok
	case mapi.String | mapi.Multi, mapi.String8 | mapi.Multi:
		s, ok := p.props.Strings(id)
		return s, ok
	case mapi.Bool:
		b, ok := p.props.Bool(id)
		return b, ok
	case mapi.Int16, mapi.Int32, mapi.Int64, mapi.Currency, mapi.Error:
		n, ok := p.props.Int(id)
		return n, ok
	case mapi.Float32, mapi.Float64:
		f, ok := p.props.Float(id)
		return f, ok
	case mapi.Time, mapi.AppTime:
		t, ok := p.props.Time(id)
		return t, ok
	}
	b, ok := p.props.Bytes(id)
	return b, ok
}

// Open streams the stored bytes of a value.
func (p pstProps) Open(id mapi.ID) (io.ReadCloser, int64, error) {
	f, err := p.props.Open(pst.PropID(id))
	if err != nil {
		return nil, 0, err
	}
	return f, f.Size(), nil
}

// Named finds a named property that is there.
func (p pstProps) Named(n mapi.Name) (mapi.ID, bool) {
	if n.Text != "" {
		id, ok := p.props.NamedText(pst.GUID(n.Set), n.Text)
		return mapi.ID(id), ok
	}
	id, ok := p.props.Named(pst.GUID(n.Set), n.Number)
	return mapi.ID(id), ok
}
