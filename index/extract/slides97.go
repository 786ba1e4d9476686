package extract

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"

	"vaughn/index/archive/cfb"
	"vaughn/index/fault"
)

// Records of old slides ([MS-PPT] 2.13.24).
const (
	recSlideList = 0x0ff0
	recMaster    = 0x03f8
	recNotes     = 0x03f0
	recChars     = 0x0fa0
	recBytes     = 0x0fa8
	recString    = 0x0fba
	recComment   = 0x2ee0
)

// readSlides97 takes the words out of old slides, in the order of the file.
func readSlides97(root *cfb.Entry, s *sheet) error {
	raw, err := whole(root.Kid("PowerPoint Document"))
	if err != nil {
		return err
	}
	w := &slides97{}
	s.lists(&w.notes, &w.comments)
	w.text = *s.room(1)
	w.records(raw, &w.text, 0)
	if strings.TrimSpace(w.text.String()+w.notes.String()+w.comments.String()) == "" {
		return &fault.Error{Code: fault.Format, Op: "reading old slides", Err: fmt.Errorf("no words were found")}
	}
	s.say("", w.text.String())
	if t := w.notes.String(); strings.TrimSpace(t) != "" {
		s.hide("speaker-notes", w.nNotes, "Speaker notes", t)
	}
	if w.nComments > 0 {
		s.hide("comments", w.nComments, fmt.Sprintf("Comments (%d)", w.nComments), w.comments.String())
	}
	s.fail("hidden-unread", notSorted, false)
	return nil
}

type slides97 struct {
	text, notes, comments buffer
	nNotes, nComments     int
}

// records walks a list of records; what lies in masters is left out.
func (w *slides97) records(raw []byte, to *buffer, depth int) {
	for len(raw) >= 8 && depth < 32 {
		head, kind := binary.LittleEndian.Uint16(raw), binary.LittleEndian.Uint16(raw[2:])
		n := int64(binary.LittleEndian.Uint32(raw[4:]))
		body := raw[8:min(8+n, int64(len(raw)))]
		raw = raw[8+len(body):]
		switch kind {
		case recMaster:
		case recSlideList:
			switch head >> 4 {
			case 0:
				w.records(body, to, depth+1)
			case 2:
				w.records(body, &w.notes, depth+1)
			}
		case recNotes:
			w.nNotes++
			w.records(body, &w.notes, depth+1)
		case recComment:
			w.nComments++
			w.records(body, &w.comments, depth+1)
		case recChars:
			to.put(string(utf16.Decode(units16(body))) + "\n")
		case recBytes: // the low bytes of UTF-16
			for _, c := range body {
				to.put(string(rune(c)))
			}
			to.put("\n")
		case recString:
			if to == &w.comments {
				to.put(string(utf16.Decode(units16(body))) + "\n")
			}
		default:
			if head&0xf == 0xf {
				w.records(body, to, depth+1)
			}
		}
	}
}
