package pst

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
)

// Origin says how an item or folder was found.
type Origin int

// Origins.
const (
	Listed   Origin = iota // in the lists of its parent folder
	Orphaned               // in the node tree, but its folder does not list it
	Scanned                // on a leaf page that the trees no longer reach
)

// String gives the origin in one word.
func (o Origin) String() string { return [...]string{"listed", "orphaned", "scanned"}[o] }

// Item is a message of any class.
type Item struct {
	NID         NID      // node number: unique in the file; that of the outermost message for an embedded one
	Parent      NID      // folder, by the node tree
	Path        []string // names of the folders above, from the top
	Kind        Kind
	Class       string // PidTagMessageClass as it stands
	Associated  bool   // folder-associated: views, rules, settings; not what a person sees as a message
	Origin      Origin
	Depth       int // 0, or how deep it is embedded
	Props       *Props
	Recipients  []Recipient
	Attachments []*Attachment

	f        *File
	tr       *trace
	node     node
	up       *Item
	embedded *int // messages opened below the outermost one
	room     *room
}

// room is how many attachments and recipients one walk may still meet. An honest file spends at least a block of 64
// bytes on an attachment and a few table cells on a recipient; a file that shares one message's lists among thousands
// of messages would make millions out of kilobytes.
type room struct{ attachments, recipients atomic.Int64 }

func (f *File) newRoom() *room {
	r := new(room)
	r.attachments.Store(f.size/64 + maxAttachments)
	r.recipients.Store(f.size/8 + maxRecipients)
	return r
}

// Recovered says whether the item was found otherwise than through whole trees and its folder's list, up to what
// was read of it so far.
func (it *Item) Recovered() bool { return it.Origin != Listed || it.tr.scanned }

// Problems lists what could not be read of the item, or only with doubt, so far. Values are read when they are asked
// for, so that the list may grow.
func (it *Item) Problems() []Problem { return it.tr.problems }

// RecipientType is the role of a recipient.
type RecipientType int

// Recipient types (PidTagRecipientType).
const (
	Originator RecipientType = 0
	To         RecipientType = 1
	Cc         RecipientType = 2
	Bcc        RecipientType = 3
)

// Recipient is a row of the recipient table.
type Recipient struct {
	Type  RecipientType
	Props *Props
}

const (
	subRecipients  NID = 0x692
	subAttachments NID = 0x671
	typeFolder         = 0x02
	typeSearch         = 0x03
	typeMessage        = 0x04
	typeAttachment     = 0x05
	typeAssociated     = 0x08
	typeHierarchy      = 0x0D
	typeContents       = 0x0E
	typeAssocTable     = 0x0F

	maxRecipients  = 50_000
	maxAttachments = 10_000
	maxDepth       = 64     // embedded messages
	maxEmbedded    = 10_000 // embedded messages under one outermost message
)

func (n NID) kind() int { return int(n & 31) }

// readItem reads a message's properties, recipients and attachments. It fails only without properties: anything less
// is a problem of the item.
func (f *File) readItem(n node, tr *trace, up *Item, r *room) (*Item, error) {
	it := &Item{f: f, tr: tr, node: n, up: up, room: r, NID: tr.nid, Parent: n.parent}
	if up != nil {
		it.Depth, it.embedded, it.Path, it.Origin, it.Parent = up.Depth+1, up.embedded, up.Path, up.Origin, up.Parent
	} else {
		it.embedded = new(int)
	}
	var err error
	if it.Props, err = f.openProps(n, tr); err != nil {
		return nil, err
	}
	if up != nil {
		it.Props.inherit(up.Props)
	}
	it.Class, _ = it.Props.String(PropMessageClass)
	it.Kind = KindOf(it.Class)
	it.readRecipients()
	it.readAttachments()
	return it, nil
}

// openSubtable opens a table among the subnodes; nil if there is none.
func (it *Item) openSubtable(nid NID, what string) *table {
	n, err := it.f.subnode(it.node, nid, it.tr)
	if errors.Is(err, errAbsent) {
		return nil
	}
	var t *table
	if err == nil {
		t, err = it.f.openTable(n, it.tr)
	}
	if err != nil {
		it.tr.lost("reading "+what, err)
		return nil
	}
	return t
}

func (it *Item) readRecipients() {
	t := it.openSubtable(subRecipients, "recipients")
	if t == nil {
		return
	}
	err := t.eachRow(func(_ NID, p *Props) bool {
		if len(it.Recipients) == maxRecipients || it.room.recipients.Add(-1) < 0 {
			it.tr.lost("reading recipients", fmt.Errorf("more than %d, or than the file can hold: %w", len(it.Recipients), ErrLimit))
			return false
		}
		p.inherit(it.Props)
		kind, _ := p.Int(PropRecipientType)
		it.Recipients = append(it.Recipients, Recipient{Type: RecipientType(kind & 15), Props: p})
		return true
	})
	if err != nil {
		it.tr.lost("reading recipients", err)
	}
}

// inherit takes over the message's code page for a row, attachment or embedded message that names none.
func (p *Props) inherit(from *Props) {
	if p.codePage == p.f.opt.CodePage {
		p.codePage = from.codePage
	}
}

// Subject gives the subject as people see it.
//
// QUIRK: a subject with a prefix such as "RE: " is stored with two characters in front, U+0001 and the length of the
// prefix plus one (MS-PST 2.5.3.1.1.1).
func (p *Props) Subject() (string, bool) {
	s, ok := p.String(PropSubject)
	s, _ = cutMark(s)
	return s, ok
}

// NormalizedSubject gives the subject without its prefix.
func (p *Props) NormalizedSubject() (string, bool) {
	s, ok := p.String(PropSubject)
	s, prefix := cutMark(s)
	if r := []rune(s); prefix > 0 && prefix <= len(r) {
		return string(r[prefix:]), ok
	}
	if n, found := p.String(PropNormalizedSubject); found {
		return n, true
	}
	return s, ok
}

func cutMark(s string) (subject string, prefix int) {
	r := []rune(s)
	if len(r) < 2 || r[0] != 1 {
		return s, 0
	}
	return string(r[2:]), int(r[1]) - 1
}

// KindOf sorts a message class. Classes are compared without case, whole or up to a dot.
func KindOf(class string) Kind {
	c := strings.ToUpper(class)
	is := func(names ...string) bool {
		for _, n := range names {
			if c == n || strings.HasPrefix(c, n+".") {
				return true
			}
		}
		return false
	}
	switch {
	case is("REPORT", "IPM.RECALL.REPORT"):
		return KindReport
	case is("IPM.APPOINTMENT", "IPM.OLE.CLASS"): // OLE.CLASS: an exception of a recurring appointment
		return KindAppointment
	case is("IPM.SCHEDULE.MEETING"):
		return KindMeeting
	case is("IPM.CONTACT"):
		return KindContact
	case is("IPM.DISTLIST"):
		return KindDistList
	case is("IPM.TASK", "IPM.TASKREQUEST"):
		return KindTask
	case is("IPM.STICKYNOTE"):
		return KindNote
	case is("IPM.ACTIVITY"):
		return KindJournal
	case is("IPM.POST", "IPM.DOCUMENT"):
		return KindPost
	case c == "", c == "IPM", is("IPM.NOTE", "IPM.OUTLOOK.RECALL", "IPM.RESEND"):
		return KindMail
	}
	return KindOther
}
