package pst

import (
	"fmt"
	"io"
)

// Method is how an attachment is kept (PidTagAttachMethod).
type Method int

// Attachment methods.
const (
	NoAttachment  Method = 0
	ByValue       Method = 1
	ByReference   Method = 2
	ByRefResolve  Method = 3
	ByRefOnly     Method = 4
	Embedded      Method = 5 // another message: see Attachment.Message
	OLE           Method = 6 // a compound file or other object storage
	ByWebLocation Method = 7
)

// Attachment is one attachment of a message.
type Attachment struct {
	NID    NID // local to the message
	Method Method
	Props  *Props

	item *Item
	node node
	err  error // why only the table's row of it could be read
}

// readAttachments goes by the attachment table, and by the subnodes of the attachment type if the table is lost or
// does not list them all.
func (it *Item) readAttachments() {
	listed := make(map[NID]bool)
	if t := it.openSubtable(subAttachments, "attachments"); t != nil {
		err := t.eachRow(func(id NID, row *Props) bool {
			if listed[id] {
				it.tr.warn(-1, fmt.Sprintf("attachment %v is listed twice", id))
				return true
			}
			listed[id] = true
			return it.addAttachment(id, row)
		})
		if err != nil {
			it.tr.lost("reading attachments", err)
		}
	}
	err := it.f.eachSubnode(it.node, it.tr, func(n node) bool {
		if n.nid.kind() != typeAttachment || listed[n.nid] {
			return true
		}
		it.tr.warn(-1, fmt.Sprintf("attachment %v is not in the attachment table", n.nid))
		listed[n.nid] = true
		return it.addAttachment(n.nid, nil)
	})
	if err != nil {
		it.tr.lost("reading subnodes", err)
	}
}

func (it *Item) addAttachment(id NID, row *Props) (more bool) {
	if len(it.Attachments) == maxAttachments || it.room.attachments.Add(-1) < 0 {
		it.tr.lost("reading attachments",
			fmt.Errorf("more than %d, or than the file can hold: %w", len(it.Attachments), ErrLimit))
		return false
	}
	a := &Attachment{NID: id, item: it, Props: row}
	n, err := it.f.subnode(it.node, id, it.tr)
	if err == nil {
		var p *Props
		if p, err = it.f.openProps(n, it.tr); err == nil {
			a.Props, a.node = p, n
		}
	}
	if err != nil {
		a.err = fmt.Errorf("attachment %v: %w", id, err)
		it.tr.lost(fmt.Sprintf("reading attachment %v", id), err)
	}
	if a.Props == nil {
		a.Props = &Props{f: it.f, tr: it.tr, node: n}
	}
	a.Props.inherit(it.Props)
	m, _ := a.Props.Int(PropAttachMethod)
	a.Method = Method(m)
	it.Attachments = append(it.Attachments, a)
	return true
}

// Name is the attachment's file name as its sender wrote it: the long one, the 8.3 one or the title. It may hold
// anything, path separators included.
func (a *Attachment) Name() string {
	for _, id := range []PropID{PropAttachLongName, PropAttachFilename, PropDisplayName} {
		if s, ok := a.Props.String(id); ok && s != "" {
			return s
		}
	}
	return ""
}

// Reference is where a linked attachment lies, or empty.
func (a *Attachment) Reference() string {
	for _, id := range []PropID{PropAttachLongPath, PropAttachPathname} {
		if s, ok := a.Props.String(id); ok && s != "" {
			return s
		}
	}
	return ""
}

// Size is the length that the attachment table declares (PidTagAttachSize). It counts properties too and is only near
// the length of the data.
func (a *Attachment) Size() int64 {
	n, _ := a.Props.Int(PropAttachSize)
	return n
}

// Open gives the bytes of an attachment by value, or of an OLE object. References and embedded messages have none:
// ErrNoData.
func (a *Attachment) Open() (*Stream, error) {
	s, err := a.open()
	if err != nil {
		return nil, fmt.Errorf("attachment %v: %w", a.NID, err)
	}
	return s, nil
}

func (a *Attachment) open() (*Stream, error) {
	if a.err != nil {
		return nil, a.err
	}
	typ, ok := a.Props.Type(PropAttachData)
	if !ok || a.Method == Embedded {
		return nil, ErrNoData
	}
	if typ != TypeObject {
		return a.Props.Open(PropAttachData)
	}
	n, err := a.object()
	if err != nil {
		return nil, err
	}
	t, err := a.item.f.openTree(n.data, a.item.tr)
	if err != nil {
		return nil, err
	}
	return streamOf(t), nil
}

// object finds the subnode that an object value names. A binary value in a subnode is taken for the object too.
func (a *Attachment) object() (node, error) {
	v, ok := a.Props.find(PropAttachData)
	if !ok || v.val == 0 {
		return node{}, ErrNoData
	}
	nid := NID(v.val)
	if ref := hnid(v.val); !ref.subnode() {
		b, err := a.Props.value(v)
		if err != nil {
			return node{}, err
		}
		if len(b) < 4 {
			return node{}, fmt.Errorf("object value of %d bytes: %w", len(b), ErrDamaged)
		}
		nid = NID(u32(b))
	}
	return a.item.f.subnode(a.node, nid, a.item.tr)
}

// Message reads an embedded message. It refuses to go deeper than 64 levels, to open more than 10,000 messages inside
// one, and to enter a message that contains itself.
func (a *Attachment) Message() (*Item, error) {
	it, err := a.message()
	if err != nil {
		return nil, fmt.Errorf("embedded message in attachment %v: %w", a.NID, err)
	}
	return it, nil
}

func (a *Attachment) message() (*Item, error) {
	if a.err != nil {
		return nil, a.err
	}
	if a.Method != Embedded {
		return nil, ErrNoData
	}
	n, err := a.object()
	if err != nil {
		return nil, err
	}
	if a.item.Depth >= maxDepth {
		return nil, fmt.Errorf("more than %d levels: %w", maxDepth, ErrLimit)
	}
	if *a.item.embedded >= maxEmbedded {
		return nil, fmt.Errorf("more than %d messages in one: %w", maxEmbedded, ErrLimit)
	}
	*a.item.embedded++
	for up := a.item; up != nil; up = up.up {
		if up.node.data == n.data && up.node.sub == n.sub {
			return nil, fmt.Errorf("message contains itself: %w", ErrDamaged)
		}
	}
	return a.item.f.readItem(n, a.item.tr, a.item, a.item.room)
}

var _ io.ReadCloser = (*Stream)(nil)
