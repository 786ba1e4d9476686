package extract

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"strings"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"

	"vaughn/index/frames"
	"vaughn/index/record"
)

// maxPictureHead is where the header and the properties of a picture are
// looked for.
const maxPictureHead = 1 << 20

// readPicture says how large a picture is and what it tells of itself. Its
// letters are not read.
func readPicture(ctx context.Context, _ *Extractor, in *input, s *sheet) error {
	head, _, err := in.first(ctx, maxPictureHead)
	if err != nil {
		return err
	}
	list := frames.List(in.at)
	if cfg, kind, err := image.DecodeConfig(bytes.NewReader(head)); err == nil && len(list) < 2 {
		s.picture(record.Image{Type: "image/" + kind, W: cfg.Width, H: cfg.Height})
		s.note(fmt.Sprintf("A picture (%s), %d × %d pixels.", strings.ToUpper(kind), cfg.Width, cfg.Height))
	}
	s.fail("image-only", "A picture. Nobody has read what it shows.", false)
	if len(list) > 1 {
		s.frames(list)
	}
	if in.has("GIF8") && bytes.Contains(head, []byte("NETSCAPE2.0")) {
		s.hide("pictures", 1, "This picture moves. Only its first frame is shown.", "")
	}
	lines, gps := exif(head)
	s.properties(lines)
	if gps != "" {
		s.hide("gps", 1, "Where the picture was taken", gps)
	}
	return nil
}

// frames adds the pictures of a TIFF file, each a page: faxes and scans.
func (s *sheet) frames(list []frames.Frame) {
	s.note(fmt.Sprintf("A file of %d pictures (TIFF).", len(list)))
	for i, f := range list[:min(len(list), maxPages)] {
		s.picture(record.Image{Type: "image/tiff", W: f.W, H: f.H, Frame: i})
	}
	if len(list) > maxPages {
		s.hide("pictures", len(list)-maxPages, fmt.Sprintf("Only the first %d of %d pictures are shown.", maxPages, len(list)), "")
	}
}

// exif finds the EXIF block of a JPEG, PNG, WebP or HEIC file, or the tags of a
// TIFF, and gives what they say (CIPA DC-008).
func exif(head []byte) (lines []string, gps string) {
	block := head
	if !bytes.HasPrefix(head, []byte("II*\x00")) && !bytes.HasPrefix(head, []byte("MM\x00*")) {
		at := bytes.Index(head, []byte("Exif\x00\x00"))
		png := bytes.Index(head, []byte("eXIf"))
		webp := bytes.Index(head, []byte("EXIF"))
		switch {
		case at >= 0:
			block = head[at+6:]
		case png >= 0 && bytes.HasPrefix(head, []byte("\x89PNG")):
			block = head[png+4:]
		case webp >= 0 && webp+8 < len(head) && bytes.HasPrefix(head, []byte("RIFF")):
			block = bytes.TrimPrefix(head[webp+8:], []byte("Exif\x00\x00"))
		default:
			return nil, ""
		}
	}
	t := &tiff{raw: block}
	switch {
	case bytes.HasPrefix(block, []byte("II*\x00")):
		t.order = binary.LittleEndian
	case bytes.HasPrefix(block, []byte("MM\x00*")):
		t.order = binary.BigEndian
	default:
		return nil, ""
	}
	t.directory(t.u32(4), 0)
	return t.lines, t.gps()
}

// tiff reads the directories of a TIFF structure.
type tiff struct {
	raw   []byte
	order binary.ByteOrder
	lines []string

	lat, lon       []float64
	latRef, lonRef string
	seenGPS        bool
}

func (t *tiff) u16(at uint32) uint16 {
	if uint64(at)+2 > uint64(len(t.raw)) {
		return 0
	}
	return t.order.Uint16(t.raw[at:])
}

func (t *tiff) u32(at uint32) uint32 {
	if uint64(at)+4 > uint64(len(t.raw)) {
		return 0
	}
	return t.order.Uint32(t.raw[at:])
}

// Tags that tell of people, places and devices.
var tagNames = map[uint16]string{
	0x010e: "Description", 0x010f: "Camera maker", 0x0110: "Camera", 0x0131: "Software", 0x0132: "Changed",
	0x013b: "Artist", 0x013c: "Computer", 0x8298: "Copyright", 0x9003: "Taken", 0x9004: "Digitised", 0x9010: "Zone",
	0xa430: "Owner", 0xa431: "Camera number", 0xa434: "Lens", 0xa435: "Lens number", 0x9286: "User comment",
}

// Tags that lead to other directories.
const (
	tagExif = 0x8769
	tagGPS  = 0x8825
)

// directory reads one directory; others hang on the first only.
func (t *tiff) directory(at uint32, depth int) {
	n := t.u16(at)
	for i := uint32(0); i < uint32(n) && i < 512; i++ {
		e := at + 2 + 12*i
		if uint64(e)+12 > uint64(len(t.raw)) {
			return
		}
		id, kind := t.u16(e), t.u16(e+2)
		switch {
		case (id == tagExif || id == tagGPS) && depth == 0:
			if id == tagGPS {
				t.seenGPS = true
				t.position(t.u32(e + 8))
			} else {
				t.directory(t.u32(e+8), 1)
			}
		case tagNames[id] != "" && (kind == 2 || kind == 7):
			if v := t.ascii(e); v != "" {
				t.lines = append(t.lines, tagNames[id]+": "+v)
			}
		}
	}
}

// value is the bytes of an entry: in it when they fit four, else elsewhere.
func (t *tiff) value(e, unit uint32) []byte {
	n := uint64(t.u32(e+4)) * uint64(unit)
	at := uint64(e) + 8
	if n > 4 {
		at = uint64(t.u32(e + 8))
	}
	if n > 4096 || at+n > uint64(len(t.raw)) {
		return nil
	}
	return t.raw[at : at+n]
}

func (t *tiff) ascii(e uint32) string {
	v := bytes.TrimPrefix(t.value(e, 1), []byte("ASCII\x00\x00\x00"))
	v, _, _ = bytes.Cut(v, []byte{0})
	return strings.TrimSpace(strings.ToValidUTF8(string(v), "\uFFFD"))
}

func (t *tiff) position(at uint32) {
	n := t.u16(at)
	for i := uint32(0); i < uint32(n) && i < 64; i++ {
		e := at + 2 + 12*i
		if uint64(e)+12 > uint64(len(t.raw)) {
			return
		}
		switch t.u16(e) {
		case 1:
			t.latRef = t.ascii(e)
		case 2:
			t.lat = t.rationals(e)
		case 3:
			t.lonRef = t.ascii(e)
		case 4:
			t.lon = t.rationals(e)
		}
	}
}

func (t *tiff) rationals(e uint32) []float64 {
	var out []float64
	for v := t.value(e, 8); len(v) >= 8; v = v[8:] {
		a, b := t.order.Uint32(v), t.order.Uint32(v[4:])
		if b == 0 {
			return nil
		}
		out = append(out, float64(a)/float64(b))
	}
	return out
}

func (t *tiff) gps() string {
	if !t.seenGPS {
		return ""
	}
	if len(t.lat) != 3 || len(t.lon) != 3 {
		return "The file has a field for it without a readable place."
	}
	degrees := func(v []float64) float64 { return v[0] + v[1]/60 + v[2]/3600 }
	return fmt.Sprintf("%.5f %s, %.5f %s", degrees(t.lat), t.latRef, degrees(t.lon), t.lonRef)
}
