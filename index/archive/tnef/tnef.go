// Package tnef takes the wrapper apart in which Outlook and Exchange send what
// MIME does not know (MS-OXTNEF): the part "winmail.dat", application/ms-tnef.
// Its message, recipients and attachments become a mapi.Item, so that the one
// mapping for Outlook's containers reads it.
//
// It refuses to decide what is a body and what an attachment is called. Values
// are slices of the input, nothing is copied; work grows with the length of
// the input. A damaged attribute is a Problem of the item with its position,
// and what follows it is read all the same as long as its length makes sense.
package tnef

import (
	"encoding/binary"
	"errors"
	"fmt"

	"vaughn/index/archive/mapi"
)

// ErrFormat says that the input is no TNEF stream.
var ErrFormat = errors.New("not a TNEF stream")

const signature = 0x223E9F78

// Is tells from the first bytes of a part whether it is TNEF. QUIRK: gateways
// rename the part and call it application/octet-stream; the signature stays.
func Is(head []byte) bool {
	return len(head) >= 6 && binary.LittleEndian.Uint32(head) == signature
}

// Attributes (MS-OXTNEF section 2.1.3.1), the low words of their ids.
const (
	attFrom        = 0x8000
	attSubject     = 0x8004
	attDateSent    = 0x8005
	attDateRecd    = 0x8006
	attClass       = 0x8008
	attBody        = 0x800C
	attData        = 0x800F
	attTitle       = 0x8010
	attDateCreated = 0x8012
	attDateChanged = 0x8013
	attRender      = 0x9002
	attProps       = 0x9003
	attRecipients  = 0x9004
	attAttachment  = 0x9005
	attCodePage    = 0x9007
)

// Levels an attribute belongs to.
const (
	ofMessage    = 1
	ofAttachment = 2
)

// Bounds: real streams stay far below them.
const (
	maxAttachments = 10000
	maxRecipients  = 20000
	maxProperties  = 500000
	maxProblems    = 100
)

// Read takes a stream apart. raw must not change while the item is in use.
// Damage does not fail it: Item.Problems tells of it.
func Read(raw []byte) (*mapi.Item, error) {
	if !Is(raw) {
		return nil, ErrFormat
	}
	r := &reader{raw: raw, message: newProps(), page: 1252, left: maxProperties}
	r.attributes()
	return r.item(), nil
}

type reader struct {
	raw        []byte
	page       int // of 8-bit text
	message    *props
	recipients []mapi.Props
	attached   []*props
	problems   []mapi.Problem
	left       int // properties still allowed
}

func (r *reader) problem(lost bool, format string, args ...any) {
	if len(r.problems) < maxProblems {
		r.problems = append(r.problems, mapi.Problem{Detail: "TNEF: " + fmt.Sprintf(format, args...), Lost: lost})
	}
}

// attributes walks the stream: level, id, type, length, data, checksum.
func (r *reader) attributes() {
	const head, tail = 9, 2
	pos := 6
	for pos+head <= len(r.raw) {
		level := r.raw[pos]
		if level != ofMessage && level != ofAttachment {
			break
		}
		id := binary.LittleEndian.Uint16(r.raw[pos+1:])
		size := int64(binary.LittleEndian.Uint32(r.raw[pos+5:]))
		start := pos + head
		if size > int64(len(r.raw)-start) {
			r.problem(true, "the attribute at byte %d ends beyond the stream", pos)
			r.attribute(id, r.raw[start:], pos)
			return
		}
		data := r.raw[start : start+int(size)]
		pos = start + int(size)
		r.attribute(id, data, start-head)
		if pos+tail <= len(r.raw) && sum(data) != binary.LittleEndian.Uint16(r.raw[pos:]) {
			r.problem(false, "wrong checksum of the attribute at byte %d", start-head)
		}
		pos += tail
	}
	// QUIRK: MIME transport leaves line ends and padding after the stream.
	if pos < len(r.raw) && !blank(r.raw[pos:]) {
		r.problem(true, "no attribute at byte %d of %d", pos, len(r.raw))
	}
}

func blank(b []byte) bool {
	for _, c := range b {
		if c != 0 && c != '\r' && c != '\n' && c != ' ' {
			return false
		}
	}
	return true
}

func sum(b []byte) (s uint16) {
	for _, c := range b {
		s += uint16(c)
	}
	return s
}

// attribute takes one attribute in; at is its place, for problems. Those of
// the first versions are kept as the properties that replaced them.
func (r *reader) attribute(id uint16, data []byte, at int) {
	switch id {
	case attCodePage:
		if len(data) >= 4 {
			r.page = int(binary.LittleEndian.Uint32(data))
		}
	case attProps:
		r.list(r.message, data, at)
	case attRecipients:
		r.table(data, at)
	case attRender, attAttachment, attData, attTitle, attDateCreated, attDateChanged:
		r.attachment(id, data, at)
	case attSubject:
		r.message.legacy(mapi.Subject, mapi.String8, data)
	case attBody:
		r.message.legacy(mapi.Body, mapi.String8, data)
	case attClass:
		r.message.legacy(mapi.MessageClass, mapi.String8, []byte(class(data)))
	case attDateSent:
		r.message.legacyTime(mapi.ClientSubmitTime, data)
	case attDateRecd:
		r.message.legacyTime(mapi.DeliveryTime, data)
	case attFrom:
		r.from(data)
	}
}

// attachment adds to the last attachment; render data begins a new one.
// QUIRK: some writers leave the render data out, the first data begins it then.
func (r *reader) attachment(id uint16, data []byte, at int) {
	if id == attRender || len(r.attached) == 0 || id == attData && r.attached[len(r.attached)-1].has(mapi.AttachData) {
		if len(r.attached) >= maxAttachments {
			r.problem(true, "more than %d attachments", maxAttachments)
			return
		}
		r.attached = append(r.attached, newProps())
	}
	p := r.attached[len(r.attached)-1]
	switch id {
	case attRender:
		if len(data) >= 2 && binary.LittleEndian.Uint16(data) == 2 {
			p.ole = true
		}
	case attData:
		p.legacy(mapi.AttachData, mapi.Binary, data)
	case attTitle:
		p.legacy(mapi.AttachShortName, mapi.String8, data)
	case attDateCreated:
		p.legacyTime(mapi.CreationTime, data)
	case attDateChanged:
		p.legacyTime(mapi.ModificationTime, data)
	case attAttachment:
		r.list(p, data, at)
	}
}

// table reads the recipients: a number of property lists.
func (r *reader) table(data []byte, at int) {
	c := &cursor{b: data, left: &r.left}
	n := c.u32()
	for i := uint32(0); i < n && !c.bad; i++ {
		if len(r.recipients) >= maxRecipients {
			r.problem(true, "more than %d recipients", maxRecipients)
			return
		}
		p := newProps()
		c.properties(p)
		if len(p.list) > 0 || !c.bad {
			r.recipients = append(r.recipients, p)
		}
	}
	if c.bad {
		r.problem(true, "the recipients at byte %d are cut off", at)
	}
}

func (r *reader) list(p *props, data []byte, at int) {
	c := &cursor{b: data, left: &r.left}
	c.properties(p)
	if c.bad {
		r.problem(true, "the property list at byte %d breaks off at its byte %d", at, c.pos)
	}
}

// from reads the sender of the first versions: two lengths, a name and an
// address "TYPE:address".
func (r *reader) from(data []byte) {
	if len(data) < 8 {
		return
	}
	name, addr := int(binary.LittleEndian.Uint16(data[4:])), int(binary.LittleEndian.Uint16(data[6:]))
	if 8+name+addr > len(data) {
		return
	}
	r.message.legacy(mapi.SenderName, mapi.String8, data[8:8+name])
	kind, address := cutType(data[8+name : 8+name+addr])
	r.message.legacy(mapi.SenderType, mapi.String8, kind)
	r.message.legacy(mapi.SenderAddr, mapi.String8, address)
}

// item gathers what was read. Code pages are known only now.
func (r *reader) item() *mapi.Item {
	r.message.page = r.page
	it := &mapi.Item{Props: r.message, Recipients: r.recipients}
	for _, p := range r.recipients {
		p.(*props).page = r.page
	}
	for _, p := range r.attached {
		p.page = r.page
		it.Attached = append(it.Attached, p.attachment())
	}
	problems := r.problems
	it.Problems = func() []mapi.Problem { return problems }
	return it
}
