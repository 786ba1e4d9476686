// Package msgtest writes Outlook messages (MS-OXMSG) for tests, so that a
// clean clone tests the reader without the files of others.
package msgtest

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"
	"unicode/utf16"

	"vaughn/index/archive/cfb/cfbtest"
)

// Props are properties by their id; the type follows from the value: string
// (UTF-16), String8, []byte, []string, int32, int64, float64, bool, time.Time.
type Props map[uint16]any

// String8 is text already encoded in the message's code page.
type String8 []byte

// Name is a named property; its id is 0x8000 and its place in Message.Names.
type Name struct {
	Set    [16]byte
	Number uint32
	Text   string
}

// Message is a message to be written.
type Message struct {
	Props       Props
	Recipients  []Props
	Attachments []Attachment
	Names       []Name // of the outermost message, for all inside it
	Template    bool
}

// Attachment is an attachment to be written, by what it has: Message, OLE
// (streams by name), Data, or nothing.
type Attachment struct {
	Props   Props // PidTagAttachMethod is added if it is not there
	Data    []byte
	OLE     map[string][]byte
	Message *Message
}

// Build lays out a file.
func Build(m Message) []byte {
	root := cfbtest.Node{Kids: append(message(m, 32), names(m.Names))}
	if m.Template {
		root.Class = [16]byte{0x46, 0xF0, 0x06, 0x00, 8: 0xC0, 15: 0x46}
	}
	return cfbtest.Build(root)
}

func message(m Message, head int) []cfbtest.Node {
	kids := props(m.Props, head)
	for i, r := range m.Recipients {
		kids = append(kids, cfbtest.Node{Name: fmt.Sprintf("__recip_version1.0_#%08X", i), Storage: true, Kids: props(r, 8)})
	}
	for i, a := range m.Attachments {
		kids = append(kids, cfbtest.Node{Name: fmt.Sprintf("__attach_version1.0_#%08X", i), Storage: true, Kids: attachment(a)})
	}
	return kids
}

func attachment(a Attachment) []cfbtest.Node {
	list := Props{}
	maps.Copy(list, a.Props)
	method := int32(0)
	object := cfbtest.Node{Name: "__substg1.0_3701000D", Storage: true}
	switch {
	case a.Message != nil:
		method = 5
		object.Kids = message(*a.Message, 24)
	case a.OLE != nil:
		method = 6
		for name, b := range a.OLE {
			object.Kids = append(object.Kids, cfbtest.Node{Name: name, Data: b})
		}
	case a.Data != nil:
		method = 1
		list[0x3701] = a.Data
	}
	if _, stated := list[0x3705]; !stated {
		list[0x3705] = method
	}
	kids := props(list, 8)
	if object.Kids != nil {
		kids = append(kids, object)
	}
	return kids
}

func props(list Props, head int) []cfbtest.Node {
	le := binary.LittleEndian
	table := make([]byte, head)
	var kids []cfbtest.Node
	for _, id := range slices.Sorted(maps.Keys(list)) {
		typ, fixed, stream := encode(list[id])
		table = le.AppendUint16(table, typ)
		table = le.AppendUint16(table, id)
		table = le.AppendUint32(table, 6)
		table = le.AppendUint64(table, fixed)
		name := fmt.Sprintf("__substg1.0_%04X%04X", id, typ)
		if many, ok := list[id].([]string); ok {
			for i, s := range many {
				kids = append(kids, cfbtest.Node{Name: fmt.Sprintf("%s-%08X", name, i), Data: wide(s)})
			}
			stream = make([]byte, 4*len(many))
		}
		if stream != nil {
			kids = append(kids, cfbtest.Node{Name: name, Data: stream})
		}
	}
	return append(kids, cfbtest.Node{Name: "__properties_version1.0", Data: table})
}

func encode(v any) (typ uint16, fixed uint64, stream []byte) {
	switch v := v.(type) {
	case string:
		b := wide(v)
		return 0x001F, uint64(len(b) + 2), b
	case String8:
		return 0x001E, uint64(len(v) + 1), append([]byte{}, v...)
	case []byte:
		return 0x0102, uint64(len(v)), append([]byte{}, v...)
	case []string:
		return 0x101F, uint64(4 * len(v)), nil
	case int32:
		return 0x0003, uint64(uint32(v)), nil
	case int64:
		return 0x0014, uint64(v), nil
	case float64:
		return 0x0005, math.Float64bits(v), nil
	case bool:
		if v {
			fixed = 1
		}
		return 0x000B, fixed, nil
	case time.Time:
		return 0x0040, uint64(v.UnixNano()/100 + 116444736000000000), nil
	}
	panic(fmt.Sprintf("no property type for %T", v))
}

func wide(s string) []byte {
	var out []byte
	for _, c := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, c)
	}
	return out
}

func names(list []Name) cfbtest.Node {
	le := binary.LittleEndian
	var guids, entries, text []byte
	for i, n := range list {
		guids = append(guids, n.Set[:]...)
		id, kind := n.Number, uint16(3+i)<<1
		if n.Text != "" {
			id, kind = uint32(len(text)), kind|1
			s := wide(n.Text)
			text = append(le.AppendUint32(text, uint32(len(s))), s...)
			for len(text)%4 != 0 {
				text = append(text, 0)
			}
		}
		entries = le.AppendUint32(entries, id)
		entries = le.AppendUint16(entries, kind)
		entries = le.AppendUint16(entries, uint16(i))
	}
	return cfbtest.Node{Name: "__nameid_version1.0", Storage: true, Kids: []cfbtest.Node{
		{Name: "__substg1.0_00020102", Data: guids}, {Name: "__substg1.0_00030102", Data: entries}, {Name: "__substg1.0_00040102", Data: text}}}
}
