// Package mapi is the vocabulary that Outlook's containers share: the numbers
// of properties, their types and values, and the shape of an object that has
// them. A PST item, an MSG file and a TNEF part each become an Object, so that
// one mapping makes a mail of any of them (MS-OXCDATA, MS-OXPROPS).
//
// It refuses to read containers and to decide what a property means for a
// review; it holds no bytes beyond a value somebody asked for.
package mapi

import (
	"encoding/binary"
	"fmt"
	"io"
)

// ID is the high word of a property tag. Ids from 0x8000 on are named
// properties: what they mean differs from file to file, see Props.Named.
type ID uint16

// Type is the low word of a property tag (MS-OXCDATA section 2.11.1).
type Type uint16

// Property types. A multi-value type has Multi set.
const (
	Int16    Type = 0x0002
	Int32    Type = 0x0003
	Float32  Type = 0x0004
	Float64  Type = 0x0005
	Currency Type = 0x0006 // integer, ten-thousandths
	AppTime  Type = 0x0007 // days since 1899-12-30
	Error    Type = 0x000A
	Bool     Type = 0x000B
	Object   Type = 0x000D
	Int64    Type = 0x0014
	String8  Type = 0x001E // in the object's code page
	String   Type = 0x001F // UTF-16LE
	Time     Type = 0x0040 // FILETIME
	GUIDType Type = 0x0048
	Binary   Type = 0x0102
	Multi    Type = 0x1000
)

// Width is the size in bytes of a value of fixed length, 0 for the others.
func (t Type) Width() int {
	switch t {
	case Bool, Int16:
		return 2
	case Int32, Float32, Error:
		return 4
	case Float64, Currency, AppTime, Int64, Time:
		return 8
	case GUIDType:
		return 16
	}
	return 0
}

// GUID names a set of named properties, in the byte order of the files.
type GUID [16]byte

// String gives the usual form without braces.
func (g GUID) String() string {
	le := binary.LittleEndian
	return fmt.Sprintf("%08X-%04X-%04X-%X-%X", le.Uint32(g[:]), le.Uint16(g[4:]), le.Uint16(g[6:]), g[8:10], g[10:])
}

// OutlookSet gives the set {short-0000-0000-C000-000000000046}: all common
// sets but Meeting are of this family.
func OutlookSet(short uint32) GUID {
	g := GUID{8: 0xC0, 15: 0x46}
	binary.LittleEndian.PutUint32(g[:], short)
	return g
}

// The sets the mapping asks for (MS-OXPROPS section 1.3.2).
const (
	SetAppointment   = 0x00062002
	SetTask          = 0x00062003
	SetAddress       = 0x00062004
	SetCommon        = 0x00062008
	SetLog           = 0x0006200A
	SetMAPI          = 0x00020328
	SetPublicStrings = 0x00020329
)

// Name is a named property: a set and a number, or a set and a text.
type Name struct {
	Set    GUID
	Number uint32
	Text   string // "" when it is the number that counts
}

// Named is the name of a numbered property of one of the common sets.
func Named(set, number uint32) Name { return Name{Set: OutlookSet(set), Number: number} }

// NamedText is the name of a property of one of the common sets with a text.
func NamedText(set uint32, text string) Name { return Name{Set: OutlookSet(set), Text: text} }

// NameOf reads an entry of eight bytes of the name-to-id map that PST and MSG
// share (MS-OXMSG section 2.2.3.1.2): a number or an offset into the texts,
// then the set's index and the kind. ok is false when it points nowhere.
func NameOf(entry, guids, texts []byte) (n Name, ok bool) {
	if len(entry) < 8 {
		return n, false
	}
	le := binary.LittleEndian
	word := int(le.Uint16(entry[4:]))
	switch set := word >> 1; {
	case set == 0:
	case set == 1:
		n.Set = OutlookSet(SetMAPI)
	case set == 2:
		n.Set = OutlookSet(SetPublicStrings)
	case (set-2)*16 <= len(guids):
		copy(n.Set[:], guids[(set-3)*16:])
	default:
		return n, false
	}
	if word&1 == 0 {
		n.Number = le.Uint32(entry)
		return n, true
	}
	at := int64(le.Uint32(entry))
	if at+4 > int64(len(texts)) {
		return n, false
	}
	size := int64(le.Uint32(texts[at:]))
	if size == 0 || at+4+size > int64(len(texts)) {
		return n, false
	}
	n.Text = UTF16(texts[at+4 : at+4+size])
	return n, n.Text != ""
}

// Tag is one property that is there.
type Tag struct {
	ID   ID
	Type Type
	Name Name // of a named property whose name is known, else zero
}

// Props are the properties of one object.
type Props interface {
	// Tags lists the properties that are there, in any order.
	Tags() []Tag
	// Value gives a value as string, int64, bool, float64, time.Time, []byte or
	// []string by its type, or nil when it is absent or cannot be read.
	Value(ID) any
	// Open streams the stored bytes of a value that has no fixed length, and
	// gives their number, -1 when that is known only at their end.
	Open(ID) (io.ReadCloser, int64, error)
	// Named gives the id a named property has here; false when it is not there.
	Named(Name) (ID, bool)
}

// Item is a message of any class.
type Item struct {
	Props      Props
	Recipients []Props
	Attached   []Attachment
	// Problems, when set, tells what of the item could not be read up to now.
	Problems func() []Problem
}

// Problem is something the container's reader met. It never holds content.
type Problem struct {
	Detail string // with a position
	Lost   bool
}

// Methods of an attachment (PidTagAttachMethod).
const (
	NoData        = 0
	ByValue       = 1
	ByReference   = 2
	ByRefResolve  = 3
	ByRefOnly     = 4
	Embedded      = 5
	OLE           = 6
	ByWebLocation = 7
)

// Attachment is one attachment of an item.
type Attachment struct {
	Props  Props
	Method int
	Err    error // why it is not there
	// Open gives its bytes and their number, -1 when that is known only at the
	// end; nil when the container holds none.
	Open func() (io.ReadCloser, int64, error)
	// Item reads an embedded message; nil when it is none.
	Item func() (*Item, error)
}
