package psttest

import (
	"encoding/binary"
	"slices"
)

// Message is a message to be written.
type Message struct {
	NID         uint32 // low five bits 4, or 8 for an associated message; any for an embedded one
	Props       []Prop
	Recipients  [][]Prop
	Attachments []Attachment
	Unlisted    bool // leave it out of its folder's contents table
}

// Attachment is an attachment to be written. Exactly one of Data, OLE and Message is used, by its method.
type Attachment struct {
	Props   []Prop // PidTagAttachMethod and PidTagAttachDataBinary are added
	Data    []byte
	OLE     []byte
	Message *Message
	Link    bool // by reference: no data
}

// Folder is a folder to be written.
type Folder struct {
	NID      uint32 // low five bits 2, or 3 for a search folder
	Name     string
	Props    []Prop
	Folders  []Folder
	Messages []Message
	Extra    []uint32 // further ids for the subfolder list: cycles, nodes that are not there
	Unlisted bool     // leave it out of its parent's subfolder list
}

// Name is a named property to be declared; its id is 0x8000 + its place in Store.Names.
type Name struct {
	Set  [16]byte
	ID   uint32
	Text string
}

// Store is a whole file.
type Store struct {
	Props   []Prop
	Names   []Name
	Folders []Folder // below the root
}

// Build lays out a store as a file.
func Build(opt Options, s Store) []byte {
	w := New(opt)
	w.Store(s)
	return w.Bytes()
}

// Store adds all nodes of a store.
func (w *Writer) Store(s Store) {
	var subs []Sub
	data := w.PC(append([]Prop{{0x0FF9, make([]byte, 16)}, {0x3001, "store"}}, s.Props...), &subs)
	w.Node(0x21, data, w.Subnodes(subs), 0)
	w.names(s.Names)
	w.Folder(Folder{NID: 0x122, Folders: s.Folders}, 0x122)
}

func (w *Writer) names(names []Name) {
	var guids, entries, text []byte
	le := binary.LittleEndian
	for i, n := range names {
		guids = append(guids, n.Set[:]...)
		id, kind := n.ID, uint16(3+i)<<1
		if n.Text != "" {
			id, kind = uint32(len(text)), kind|1
			s := UTF16(n.Text)
			text = append(le.AppendUint32(text, uint32(len(s))), s...)
			for len(text)%4 != 0 {
				text = append(text, 0)
			}
		}
		entries = le.AppendUint32(entries, id)
		entries = le.AppendUint16(entries, kind)
		entries = le.AppendUint16(entries, uint16(i))
	}
	var subs []Sub
	data := w.PC([]Prop{{0x0001, int32(251)}, {0x0002, guids}, {0x0003, entries}, {0x0004, text}}, &subs)
	w.Node(0x61, data, w.Subnodes(subs), 0)
}

// Folder adds a folder, its tables, its messages and the folders below it.
func (w *Writer) Folder(f Folder, parent uint32) {
	var rows [3][]Row // hierarchy, contents, associated
	for _, c := range f.Folders {
		if !c.Unlisted {
			rows[0] = append(rows[0], Row{ID: c.NID, Cells: []Prop{{0x3001, c.Name}}})
		}
		w.Folder(c, f.NID)
	}
	for _, id := range f.Extra {
		rows[0] = append(rows[0], Row{ID: id})
	}
	count := int32(0)
	for _, m := range f.Messages {
		kind := 1
		if m.NID&31 == 8 {
			kind = 2
		} else {
			count++
		}
		if !m.Unlisted {
			rows[kind] = append(rows[kind], Row{ID: m.NID})
		}
		data, sub := w.Message(m)
		w.Node(m.NID, data, sub, f.NID)
	}
	props := slices.Clone(f.Props)
	for _, p := range []Prop{{0x3001, f.Name}, {0x3602, count}, {0x3603, int32(0)}, {0x360A, len(f.Folders) > 0}} {
		if !slices.ContainsFunc(f.Props, func(own Prop) bool { return own.ID == p.ID }) {
			props = append(props, p)
		}
	}
	var subs []Sub
	data := w.PC(props, &subs)
	w.Node(f.NID, data, w.Subnodes(subs), parent)
	for i, kind := range []uint32{0x0D, 0x0E, 0x0F} {
		var subs []Sub
		data := w.Table(rows[i], &subs)
		w.Node(f.NID&^31|kind, data, w.Subnodes(subs), 0)
	}
}

// Message writes a message's blocks, without a node.
func (w *Writer) Message(m Message) (data, sub BID) {
	var subs []Sub
	data = w.PC(m.Props, &subs)
	if len(m.Recipients) > 0 {
		var rows []Row
		for i, cells := range m.Recipients {
			rows = append(rows, Row{ID: uint32(i), Cells: cells})
		}
		subs = append(subs, w.subTable(0x692, rows))
	}
	if len(m.Attachments) > 0 {
		var rows []Row
		for i, a := range m.Attachments {
			nid := uint32(0x401+i)<<5 | 5
			d, s, method := w.attachment(a)
			subs = append(subs, Sub{nid, d, s})
			rows = append(rows, Row{ID: nid, Cells: []Prop{{0x0E20, int32(len(a.Data) + 100)}, {0x3705, method}}})
		}
		subs = append(subs, w.subTable(0x671, rows))
	}
	return data, w.Subnodes(subs)
}

// subTable writes a table that is a subnode with subnodes of its own.
func (w *Writer) subTable(nid uint32, rows []Row) Sub {
	var subs []Sub
	data := w.Table(rows, &subs)
	return Sub{nid, data, w.Subnodes(subs)}
}

func (w *Writer) attachment(a Attachment) (data, sub BID, method int32) {
	props := a.Props
	var subs []Sub
	const inner = 0x7001<<5 | 0x1F
	switch {
	case a.Message != nil:
		method = 5
		d, s := w.Message(*a.Message)
		subs = append(subs, Sub{inner, d, s})
		props = append(props, Prop{0x3701, Object{inner, 0}})
	case a.OLE != nil:
		method = 6
		subs = append(subs, Sub{inner, w.Data(a.OLE), 0})
		props = append(props, Prop{0x3701, Object{inner, uint32(len(a.OLE))}})
	case a.Link:
		method = 4
	default:
		method = 1
		props = append(props, Prop{0x3701, a.Data})
	}
	props = append(props, Prop{0x3705, method})
	data = w.PC(props, &subs)
	return data, w.Subnodes(subs), method
}
