package pst

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"vaughn/index/archive/pst/psttest"
)

// encoder is the opposite of Crypt.decode, as a writer needs it.
func encoder(c Crypt) func([]byte, uint64) {
	switch c {
	case CryptPermute:
		return func(b []byte, _ uint64) {
			for i, v := range b {
				b[i] = substitutions().r[v]
			}
		}
	case CryptCyclic:
		return CryptCyclic.decode // symmetric
	}
	return nil
}

// layouts are the kinds of file that every test of content runs on.
func layouts() map[string]psttest.Options {
	out := make(map[string]psttest.Options)
	add := func(name string, o psttest.Options, c Crypt) {
		o.Crypt, o.Encode = byte(c), encoder(c)
		out[name] = o
	}
	add("ansi none", psttest.Options{Layout: psttest.ANSI}, CryptNone)
	add("ansi permute deep", psttest.Options{Layout: psttest.ANSI, Fanout: 3, Chunk: 900}, CryptPermute)
	add("ansi cyclic", psttest.Options{Layout: psttest.ANSI}, CryptCyclic)
	add("unicode none", psttest.Options{Layout: psttest.Unicode}, CryptNone)
	add("unicode permute", psttest.Options{Layout: psttest.Unicode}, CryptPermute)
	add("unicode cyclic deep", psttest.Options{Layout: psttest.Unicode, Fanout: 2, Chunk: 900}, CryptCyclic)
	add("4k plain", psttest.Options{Layout: psttest.Unicode4K}, CryptNone)
	add("4k zlib permute", psttest.Options{Layout: psttest.Unicode4K, Pack: psttest.Zlib}, CryptPermute)
	add("4k zlib none deep", psttest.Options{Layout: psttest.Unicode4K, Pack: psttest.Zlib, Fanout: 3, Chunk: 5000}, CryptNone)
	add("4k deflate cyclic", psttest.Options{Layout: psttest.Unicode4K, Pack: psttest.Deflate}, CryptCyclic)
	return out
}

const (
	nidTop     = 0x8022
	nidInbox   = 0x8042
	nidSub     = 0x8062
	nidSearch  = 0x2223
	nidMail    = 0x200024
	nidBig     = 0x200044
	nidMeeting = 0x200064
	nidOld     = 0x200084
	nidRule    = 0x8088
	nidContact = 0x2000A4
)

var sent = time.Date(2024, 3, 5, 14, 7, 9, 500, time.UTC)

// attachmentBytes is long enough for several blocks of every layout.
func attachmentBytes(n int) []byte {
	b := make([]byte, n)
	x := uint32(7)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x>>24) & 0x7F
	}
	return b
}

type P = psttest.Prop

func person(kind int32, name, smtp string) []P {
	return []P{{ID: 0x0C15, Value: kind}, {ID: 0x3001, Value: name}, {ID: 0x3002, Value: "SMTP"}, {ID: 0x39FE, Value: smtp}}
}

// office is an invented mailbox with one of everything.
func office() psttest.Store {
	inner := &psttest.Message{Props: []P{{ID: 0x001A, Value: "IPM.Note"}, {ID: 0x0037, Value: "Inner"},
		{ID: 0x1000, Value: "inner body"}}, Attachments: []psttest.Attachment{{Props: []P{{ID: 0x3707, Value: "deep.bin"}},
		Data: attachmentBytes(5000)}}}
	middle := &psttest.Message{Props: []P{{ID: 0x001A, Value: "IPM.Note"}, {ID: 0x0037, Value: "Middle"}},
		Attachments: []psttest.Attachment{{Message: inner}}}
	mail := psttest.Message{NID: nidMail, Props: []P{
		{ID: 0x001A, Value: "IPM.Note"}, {ID: 0x0037, Value: "\x01\x05RE: Culvert 17 – inspection"},
		{ID: 0x0039, Value: sent}, {ID: 0x1000, Value: "The grating is loose."}, {ID: 0x0E07, Value: int32(1)},
		{ID: 0x1013, Value: []byte("<p>caf\xe9</p>")}, {ID: 0x3FDE, Value: int32(1252)}, {ID: 0x0E08, Value: int32(4711)},
		{ID: 0x8000, Value: int64(99)}, {ID: 0x8001, Value: []string{"Roads", "Öffentlich"}}},
		Recipients: [][]P{person(1, "Ines Amaro", "ines@example.org"), person(2, "Téo Brandt", "teo@example.org"),
			person(3, "Records Desk", "records@example.org")},
		Attachments: []psttest.Attachment{
			{Props: []P{{ID: 0x3707, Value: "plan.pdf"}, {ID: 0x370E, Value: "application/pdf"}}, Data: attachmentBytes(300_000)},
			{Props: []P{{ID: 0x3707, Value: "nested"}}, Message: middle},
			{Props: []P{{ID: 0x3001, Value: "drawing"}}, OLE: attachmentBytes(70_000)},
			{Props: []P{{ID: 0x370D, Value: `\\share\far.doc`}}, Link: true}}}
	big := psttest.Message{NID: nidBig, Props: []P{{ID: 0x001A, Value: "IPM.Note"}, {ID: 0x0037, Value: "Big"},
		{ID: 0x1000, Value: strings.Repeat("long body ", 4000)}}}
	for i := range 700 {
		big.Recipients = append(big.Recipients, person(1, fmt.Sprintf("Person %d", i), fmt.Sprintf("p%d@example.org", i)))
	}
	var many []psttest.Message
	for i := range 900 {
		many = append(many, psttest.Message{NID: uint32(0x300000 + i<<5 | 4), Props: []P{
			{ID: 0x001A, Value: "IPM.StickyNote"}, {ID: 0x0037, Value: fmt.Sprintf("note %d", i)}}})
	}
	old := psttest.Message{NID: nidOld, Props: []P{{ID: 0x001A, Value: psttest.ANSI8("IPM.Note")},
		{ID: 0x0037, Value: psttest.ANSI8("\xcf\xf0\xe8\xe2\xe5\xf2")}, {ID: 0x3FFD, Value: int32(1251)}}}
	var set [16]byte
	copy(set[:], "\x02\x20\x06\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46")
	return psttest.Store{
		Props: []P{{ID: 0x67FF, Value: int32(0x1234)}},
		Names: []psttest.Name{{Set: set, ID: 0x820D}, {Set: set, Text: "Keywords"}},
		Folders: []psttest.Folder{
			{NID: nidTop, Name: "Top of store", Folders: []psttest.Folder{
				{NID: nidInbox, Name: "Inbox", Messages: []psttest.Message{mail, big, old,
					{NID: nidMeeting, Props: []P{{ID: 0x001A, Value: "IPM.Schedule.Meeting.Request"}, {ID: 0x0037, Value: "Board"}}},
					{NID: nidRule, Props: []P{{ID: 0x001A, Value: "IPM.Configuration.Rule"}}}},
					Folders: []psttest.Folder{{NID: nidSub, Name: "a/b", Messages: append(many,
						psttest.Message{NID: nidContact, Props: []P{{ID: 0x001A, Value: "IPM.Contact"}, {ID: 0x3001, Value: "Odile"}}})}}}}},
			{NID: nidSearch, Name: "Search", Props: []P{{ID: 0x3602, Value: int32(7)}}},
		}}
}

// haul is everything one walk gave.
type haul struct {
	file     *File
	items    []*Item
	folders  []*Folder
	problems []Problem
}

func (h *haul) item(nid NID) *Item {
	for _, it := range h.items {
		if it.NID == nid {
			return it
		}
	}
	return nil
}

func (h *haul) lost() int {
	n := 0
	for _, p := range h.problems {
		if p.Lost {
			n++
		}
	}
	return n
}

// walk reads a whole file, contents of values excepted.
func walk(t testing.TB, data []byte, opt Options) (*haul, error) {
	t.Helper()
	h := new(haul)
	opt.Report = func(p Problem) { h.problems = append(h.problems, p) }
	f, err := Open(bytes.NewReader(data), int64(len(data)), opt)
	if err != nil {
		return h, err
	}
	h.file = f
	err = f.Walk(context.Background(), Visitor{
		Item:  func(it *Item) error { h.items = append(h.items, it); return nil },
		Leave: func(d *Folder) error { h.folders = append(h.folders, d); return nil },
	})
	return h, err
}

func mustWalk(t testing.TB, data []byte) *haul {
	t.Helper()
	h, err := walk(t, data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// cleanWalk is for files that are whole: any problem fails the test.
func cleanWalk(t testing.TB, data []byte) *haul {
	t.Helper()
	h := mustWalk(t, data)
	for _, p := range h.problems {
		t.Errorf("problem in a whole file: %v", p)
	}
	return h
}
