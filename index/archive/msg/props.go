package msg

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"vaughn/index/archive/cfb"
	"vaughn/index/archive/mapi"
)

// prop is one property: its fixed value, or the streams that hold it.
type prop struct {
	typ    mapi.Type
	fixed  []byte // eight bytes, nil when it is in a stream
	stream *cfb.Entry
	parts  []*cfb.Entry // values of a multi-value of variable length, in order
}

// props are the properties of one storage.
type props struct {
	rd   *reader
	list map[mapi.ID]prop
	page int
}

const entrySize = 16

// props reads what a storage has. The property stream gives the fixed values;
// of the others it is the streams beside it that count.
func (rd *reader) props(e *cfb.Entry, head int) *props {
	p := &props{rd: rd, list: map[mapi.ID]prop{}}
	if k := e.Kid(partProperties); k == nil || k.Storage {
		rd.lost("property list", cfb.ErrDamaged)
	} else {
		b, err := k.Bytes(1 << 20)
		if err != nil {
			rd.lost("property list", err)
		}
		if len(b) > head {
			p.fixed(b[head:])
		}
	}
	for _, k := range e.Kids {
		if !k.Storage {
			p.take(k)
		}
	}
	return p
}

func (p *props) fixed(b []byte) {
	for ; len(b) >= entrySize; b = b[entrySize:] {
		typ, id := mapi.Type(binary.LittleEndian.Uint16(b)), mapi.ID(binary.LittleEndian.Uint16(b[2:]))
		if w := typ.Width(); w > 0 && w <= 8 {
			p.list[id] = prop{typ: typ, fixed: b[8:16]}
		}
	}
}

// take adds the property whose stream has that name: "__substg1.0_" and eight
// hex digits, then perhaps "-" and the number of a value.
func (p *props) take(k *cfb.Entry) {
	name := k.Name
	if len(name) < len(partStream)+8 || name[:len(partStream)] != partStream {
		return
	}
	digits, rest := name[len(partStream):len(partStream)+8], name[len(partStream)+8:]
	tag, err := strconv.ParseUint(digits, 16, 32)
	if err != nil {
		return
	}
	id, typ := mapi.ID(tag>>16), mapi.Type(tag&0xFFFF)
	had, ok := p.list[id]
	// QUIRK: some producers write a string in both types; the Unicode one is
	// the one that kept everything.
	if ok && had.typ != typ && (had.typ == mapi.String || had.fixed != nil) {
		return
	}
	if !ok || had.typ != typ {
		had = prop{typ: typ}
	}
	switch {
	case rest == "":
		had.stream = k
	case rest[0] == '-' && typ&mapi.Multi != 0:
		had.parts = append(had.parts, k)
	default:
		return
	}
	p.list[id] = had
}

// setPage decides how 8-bit strings are read (MS-OXMSG section 2.1.1 leaves it
// to the message's code page).
func (p *props) setPage(up *props) {
	p.page = 1252
	if up != nil {
		p.page = up.page
	}
	for _, id := range []mapi.ID{mapi.MessageCodepage, mapi.InternetCodepage} {
		if n, ok := mapi.Int(p, id); ok && mapi.Charset(int(n)) != "" {
			p.page = int(n)
			return
		}
	}
	if n, ok := mapi.Int(p, mapi.MessageLocale); ok {
		if page := mapi.PageOfLocale(int(n)); page != 0 {
			p.page = page
		}
	}
}

// Tags lists the properties in the order of their ids.
func (p *props) Tags() []mapi.Tag {
	out := make([]mapi.Tag, 0, len(p.list))
	for id, v := range p.list {
		out = append(out, mapi.Tag{ID: id, Type: v.typ, Name: p.rd.names[id]})
	}
	slices.SortFunc(out, func(a, b mapi.Tag) int { return int(a.ID) - int(b.ID) })
	return out
}

// Value gives a value; what cannot be read becomes a problem of the item.
func (p *props) Value(id mapi.ID) any {
	v, ok := p.list[id]
	switch {
	case !ok:
		return nil
	case v.fixed != nil:
		return mapi.Decode(v.typ, v.fixed, p.page)
	case v.typ == mapi.String|mapi.Multi || v.typ == mapi.String8|mapi.Multi:
		return p.texts(id, v)
	case v.stream == nil:
		return nil
	}
	b, err := v.stream.Bytes(maxValue)
	if err != nil {
		p.rd.lost(fmt.Sprintf("property %04X%04X", uint16(id), uint16(v.typ)), err)
		if len(b) == 0 {
			return nil
		}
	}
	return mapi.Decode(v.typ, b, p.page)
}

func (p *props) texts(id mapi.ID, v prop) any {
	var out []string
	for _, k := range sorted(v.parts) {
		b, err := k.Bytes(maxValue)
		if err != nil {
			p.rd.lost(fmt.Sprintf("property %04X%04X", uint16(id), uint16(v.typ)), err)
		}
		s, _ := mapi.Decode(v.typ&^mapi.Multi, b, p.page).(string)
		out = append(out, s)
	}
	if out == nil {
		return nil
	}
	return out
}

func sorted(parts []*cfb.Entry) []*cfb.Entry {
	return slices.SortedStableFunc(slices.Values(parts), func(a, b *cfb.Entry) int { return bytes.Compare([]byte(a.Name), []byte(b.Name)) })
}

// Open streams a value; the values of a multi-value follow one another.
func (p *props) Open(id mapi.ID) (io.ReadCloser, int64, error) {
	v, ok := p.list[id]
	switch {
	case !ok:
		return nil, 0, fmt.Errorf("property %04X: not there", uint16(id))
	case v.fixed != nil:
		return io.NopCloser(bytes.NewReader(v.fixed)), int64(len(v.fixed)), nil
	case len(v.parts) > 0:
		var all []io.Reader
		size := int64(0)
		for _, k := range sorted(v.parts) {
			all = append(all, k.Open())
			size += k.Size
		}
		return io.NopCloser(io.MultiReader(all...)), size, nil
	case v.stream == nil:
		return nil, 0, errors.New("property without a stream")
	}
	return v.stream.Open(), v.stream.Size, nil
}

// Named finds the id of a named property that is there.
func (p *props) Named(n mapi.Name) (mapi.ID, bool) {
	id, ok := p.rd.ids[n]
	if !ok {
		return 0, false
	}
	_, ok = p.list[id]
	return id, ok
}

// readNames reads the name-to-id map (MS-OXMSG section 2.2.3).
func (rd *reader) readNames(e *cfb.Entry) {
	rd.names, rd.ids = map[mapi.ID]mapi.Name{}, map[mapi.Name]mapi.ID{}
	part := func(name string) []byte {
		k := e.Kid(partStream + name)
		if k == nil {
			return nil
		}
		b, err := k.Bytes(16 << 20)
		if err != nil {
			rd.lost("names of properties", err)
		}
		return b
	}
	guids, entries, texts := part("00020102"), part("00030102"), part("00040102")
	for ; len(entries) >= 8; entries = entries[8:] {
		index := binary.LittleEndian.Uint16(entries[6:])
		n, ok := mapi.NameOf(entries[:8], guids, texts)
		if !ok || index >= 0x8000 {
			continue
		}
		id := mapi.ID(0x8000 + index)
		rd.names[id] = n
		if _, taken := rd.ids[n]; !taken {
			rd.ids[n] = id
		}
	}
}
