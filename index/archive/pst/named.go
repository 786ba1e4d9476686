package pst

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
)

// GUID is a property set's identifier, in the byte order of the file.
type GUID [16]byte

// Short forms of Outlook's property sets, for OutlookGUID (MS-OXPROPS 1.3.2).
const (
	SetAppointment     = 0x00062002
	SetTask            = 0x00062003
	SetAddress         = 0x00062004
	SetCommon          = 0x00062008
	SetLog             = 0x0006200A
	SetNote            = 0x0006200E
	SetMAPI            = 0x00020328
	SetPublicStrings   = 0x00020329
	SetInternetHeaders = 0x00020386
)

// OutlookGUID gives the set {short-0000-0000-C000-000000000046}, the family all common sets belong to.
func OutlookGUID(short uint32) GUID {
	g := GUID{8: 0xC0, 15: 0x46}
	binary.LittleEndian.PutUint32(g[:], short)
	return g
}

// ParseGUID reads the usual form with dashes, with or without braces.
func ParseGUID(s string) (GUID, error) {
	var g GUID
	b, err := hex.DecodeString(strings.ReplaceAll(strings.Trim(s, "{}"), "-", ""))
	if err != nil || len(b) != 16 {
		return g, fmt.Errorf("GUID of %d characters is not valid", len(s))
	}
	for i, from := range []int{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15} {
		g[i] = b[from]
	}
	return g, nil
}

// String gives the usual form without braces.
func (g GUID) String() string {
	le := binary.LittleEndian
	return fmt.Sprintf("%08X-%04X-%04X-%X-%X", le.Uint32(g[:]), le.Uint16(g[4:]), le.Uint16(g[6:]), g[8:10], g[10:])
}

// Name is a named property: a set and either a number or, if Text is not empty, a string.
type Name struct {
	Set  GUID
	ID   uint32
	Text string
}

// nameMap is the name-to-id map of the file (MS-PST 2.4.7), node 0x61. It has at most 32767 entries.
type nameMap struct {
	ids   map[Name]PropID
	names map[PropID]Name
}

const (
	nidStore     NID = 0x21
	nidNames     NID = 0x61
	nidRoot      NID = 0x122
	firstNamed       = 0x8000
	maxNamed         = 0x7FFF
	propGUIDs        = PropID(0x0002)
	propEntries      = PropID(0x0003)
	propStrings      = PropID(0x0004)
	nameEntry        = 8
	namesAsText      = 1
	guidNone         = 0
	guidMAPI         = 1
	guidPublic       = 2
	guidFirst        = 3
	maxNameBytes     = 1 << 16
)

func (f *File) nameMap() *nameMap {
	f.mu.Lock()
	m := f.names
	f.mu.Unlock()
	if m != nil {
		return m
	}
	m = f.readNames()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.names == nil {
		f.names = m
	}
	return f.names
}

func (f *File) readNames() *nameMap {
	m := &nameMap{ids: make(map[Name]PropID), names: make(map[PropID]Name)}
	tr := f.trace(nidNames)
	n, err := f.node(nidNames, tr)
	if err != nil {
		tr.lost("reading named properties", err)
		return m
	}
	p, err := f.openProps(n, tr)
	if err != nil {
		tr.lost("reading named properties", err)
		return m
	}
	guids, _ := p.Bytes(propGUIDs)
	entries, _ := p.Bytes(propEntries)
	text, _ := p.Bytes(propStrings)
	for i := 0; i+nameEntry <= len(entries) && i/nameEntry < maxNamed; i += nameEntry {
		name, ok := parseName(entries[i:], guids, text)
		if !ok {
			tr.warn(-1, fmt.Sprintf("entry %d of the named properties is not valid", i/nameEntry))
			continue
		}
		id := PropID(firstNamed + u16(entries[i+6:]))
		if id < firstNamed {
			continue
		}
		if _, taken := m.ids[name]; !taken {
			m.ids[name] = id
		}
		m.names[id] = name
	}
	return m
}

// parseName reads one NAMEID: a number or an offset into the strings, then the set's index and the kind.
func parseName(e, guids, text []byte) (Name, bool) {
	var n Name
	word := u16(e[4:])
	switch set := word >> 1; {
	case set == guidNone:
	case set == guidMAPI:
		n.Set = OutlookGUID(SetMAPI)
	case set == guidPublic:
		n.Set = OutlookGUID(SetPublicStrings)
	case (set-guidFirst+1)*16 <= len(guids):
		copy(n.Set[:], guids[(set-guidFirst)*16:])
	default:
		return n, false
	}
	if word&1 != namesAsText {
		n.ID = u32(e)
		return n, true
	}
	at := int64(u32(e))
	if at+4 > int64(len(text)) {
		return n, false
	}
	size := int64(u32(text[at:]))
	if size == 0 || size > maxNameBytes || at+4+size > int64(len(text)) {
		return n, false
	}
	n.Text = utf16Text(text[at+4 : at+4+size]) // QUIRK: UTF-16 in ANSI files too
	return n, true
}

// NamedID gives the property id under which this file keeps the named property with a number.
func (f *File) NamedID(set GUID, number uint32) (PropID, bool) {
	id, ok := f.nameMap().ids[Name{Set: set, ID: number}]
	return id, ok
}

// NamedText gives the property id under which this file keeps the named property with a string.
func (f *File) NamedText(set GUID, name string) (PropID, bool) {
	id, ok := f.nameMap().ids[Name{Set: set, Text: name}]
	return id, ok
}

// Name tells what a property id from 0x8000 on means in this file.
func (f *File) Name(id PropID) (Name, bool) {
	n, ok := f.nameMap().names[id]
	return n, ok
}

// Named is File.NamedID for the file these properties are from, and says whether the property is there.
func (p *Props) Named(set GUID, number uint32) (PropID, bool) {
	id, ok := p.f.NamedID(set, number)
	return id, ok && p.Has(id)
}

// NamedText is File.NamedText for the file these properties are from, and says whether the property is there.
func (p *Props) NamedText(set GUID, name string) (PropID, bool) {
	id, ok := p.f.NamedText(set, name)
	return id, ok && p.Has(id)
}
