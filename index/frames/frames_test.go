package frames

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// entry is a tag of a directory: its number, its type and its value.
type entry struct {
	tag, kind uint16
	value     uint32
}

// file makes a TIFF of the given directories, with a ratio of 204 and one of 98
// behind them.
func file(order binary.AppendByteOrder, dirs ...[]entry) []byte {
	mark := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		mark = "MM\x00*"
	}
	at, size := 8+16, 0
	for _, d := range dirs {
		size += 2 + 12*len(d) + 4
	}
	out := order.AppendUint32([]byte(mark), uint32(at))
	for _, v := range []uint32{204, 1, 98, 1} {
		out = order.AppendUint32(out, v)
	}
	for i, d := range dirs {
		out = order.AppendUint16(out, uint16(len(d)))
		for _, e := range d {
			out = order.AppendUint32(order.AppendUint16(order.AppendUint16(out, e.tag), e.kind), 1)
			if e.kind == 3 {
				out = order.AppendUint16(order.AppendUint16(out, uint16(e.value)), 0)
				continue
			}
			out = order.AppendUint32(out, e.value)
		}
		next := uint32(0)
		if i < len(dirs)-1 {
			next = uint32(len(out) + 4)
		}
		out = order.AppendUint32(out, next)
	}
	return out
}

func TestList(t *testing.T) {
	page := []entry{{tagWidth, 3, 1728}, {tagHeight, 4, 1143}, {tagX, 5, 8}, {tagY, 5, 16}}
	turned := []entry{{tagWidth, 4, 30}, {tagHeight, 3, 20}, {tagOrientation, 3, 6}, {tagX, 5, 0}}
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		data := file(order, page, turned, nil)
		got := List(bytes.NewReader(data))
		if len(got) != 3 || got[0].W != 1728 || got[0].H != 1143 || got[0].Turn != 1 || got[0].Tall < 2.08 || got[0].Tall > 2.09 {
			t.Fatalf("%+v", got)
		}
		if got[1].W != 30 || got[1].H != 20 || got[1].Turn != 6 || got[1].Tall != 1 || got[2].W != 0 {
			t.Errorf("%+v", got[1:])
		}
		Select(data, got[1])
		if again := List(bytes.NewReader(data)); len(again) != 2 || again[0] != got[1] {
			t.Errorf("begun with its second picture: %+v", again)
		}
		if n := len(List(bytes.NewReader(data[:40]))); n > 2 {
			t.Errorf("%d pictures of a file cut off", n)
		}
	}
	for name, data := range map[string]string{"photograph": "\xff\xd8\xff", "nothing": "", "no directory": "II*\x00\x00\x00\x00\x00"} {
		if got := List(bytes.NewReader([]byte(data))); got != nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
	loop := "MM\x00*\x00\x00\x00\x08" + "\x00\x00\x00\x00\x00\x08"
	if n := len(List(bytes.NewReader([]byte(loop)))); n != Most {
		t.Errorf("%d pictures of a chain without end", n)
	}
}

func TestTurn(t *testing.T) {
	exif := append([]byte("\xff\xd8\xff\xe1\x00\x50Exif\x00\x00"), file(binary.BigEndian, []entry{{tagOrientation, 3, 8}})...)
	for name, c := range map[string]struct {
		head []byte
		want int
	}{"camera on its side": {exif, 8}, "none": {[]byte("\xff\xd8\xff\xdb"), 1}, "cut off": {exif[:14], 1}, "no JPEG": {exif[2:], 1}} {
		if got := Turn(c.head); got != c.want {
			t.Errorf("%s: %d", name, got)
		}
	}
}

func FuzzList(f *testing.F) {
	f.Add(file(binary.LittleEndian, []entry{{tagWidth, 3, 1}, {tagX, 5, 8}}, nil))
	f.Add([]byte("MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00\x00\x08"))
	f.Fuzz(func(t *testing.T, data []byte) {
		Turn(data)
		for _, p := range List(bytes.NewReader(data)) {
			if p.Turn < 1 || p.Turn > 8 || p.Tall <= 0 || p.W < 0 || p.H < 0 {
				t.Errorf("%+v", p)
			}
			Select(bytes.Clone(data), p)
		}
	})
}
