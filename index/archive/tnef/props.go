package tnef

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"time"

	"vaughn/index/archive/mapi"
)

// prop is one property: its stored bytes, several of a multi-value.
type prop struct {
	tag  mapi.Tag
	data []byte
	many [][]byte
	when time.Time // of an attribute that is a time in parts
}

// props are the properties of one object, as mapi.Props.
type props struct {
	list  []prop
	by    map[mapi.ID]int
	names map[mapi.Name]mapi.ID
	page  int
	ole   bool // the attachment is an OLE object by its render data
}

func newProps() *props {
	return &props{by: map[mapi.ID]int{}}
}

func (p *props) has(id mapi.ID) bool { _, ok := p.by[id]; return ok }

// add keeps a property; the last of one id counts, as MAPI lists follow the
// attributes they replace.
func (p *props) add(v prop) {
	if i, ok := p.by[v.tag.ID]; ok {
		p.list[i] = v
	} else {
		p.by[v.tag.ID] = len(p.list)
		p.list = append(p.list, v)
	}
	if v.tag.Name != (mapi.Name{}) {
		if p.names == nil {
			p.names = map[mapi.Name]mapi.ID{}
		}
		p.names[v.tag.Name] = v.tag.ID
	}
}

// legacy keeps an attribute as a property unless that is there already.
func (p *props) legacy(id mapi.ID, t mapi.Type, data []byte) {
	if !p.has(id) && len(data) > 0 {
		p.add(prop{tag: mapi.Tag{ID: id, Type: t}, data: data})
	}
}

// legacyTime reads year, month, day, hour, minute and second. They are the
// sender's wall clock; the property that replaced them is in UTC and wins.
func (p *props) legacyTime(id mapi.ID, data []byte) {
	if p.has(id) || len(data) < 12 {
		return
	}
	var f [6]int
	for i := range f {
		f[i] = int(binary.LittleEndian.Uint16(data[2*i:]))
	}
	if f[0] < 1970 || f[0] > 4500 || f[1] < 1 || f[1] > 12 || f[2] < 1 || f[2] > 31 || f[3] > 23 || f[4] > 59 || f[5] > 60 {
		return
	}
	when := time.Date(f[0], time.Month(f[1]), f[2], f[3], f[4], f[5], 0, time.UTC)
	p.add(prop{tag: mapi.Tag{ID: id, Type: mapi.Time}, data: data[:12], when: when})
}

// Tags lists the properties.
func (p *props) Tags() []mapi.Tag {
	out := make([]mapi.Tag, len(p.list))
	for i, v := range p.list {
		out[i] = v.tag
	}
	return out
}

// Value gives a value by its type.
func (p *props) Value(id mapi.ID) any {
	i, ok := p.by[id]
	if !ok {
		return nil
	}
	v := p.list[i]
	switch {
	case !v.when.IsZero():
		return v.when
	case v.tag.Type == mapi.Multi|mapi.String || v.tag.Type == mapi.Multi|mapi.String8:
		out := make([]string, len(v.many))
		for i, b := range v.many {
			out[i], _ = mapi.Decode(v.tag.Type&^mapi.Multi, b, p.page).(string)
		}
		return out
	case v.many != nil:
		return bytes.Join(v.many, nil)
	}
	return mapi.Decode(v.tag.Type, v.data, p.page)
}

// errAbsent says that a value is not there.
var errAbsent = errors.New("the property is not there")

// Open streams the stored bytes of a value.
func (p *props) Open(id mapi.ID) (io.ReadCloser, int64, error) {
	i, ok := p.by[id]
	if !ok {
		return nil, 0, errAbsent
	}
	b := p.list[i].data
	if p.list[i].many != nil {
		b = bytes.Join(p.list[i].many, nil)
	}
	return io.NopCloser(bytes.NewReader(b)), int64(len(b)), nil
}

// Named gives the id of a named property.
func (p *props) Named(n mapi.Name) (mapi.ID, bool) {
	id, ok := p.names[n]
	return id, ok
}

// interfaceMessage is IID_IMessage: what follows it is a message.
var interfaceMessage = mapi.OutlookSet(0x00020307)

// attachment is the object as an attachment. An object begins with the id of
// the interface it was stored through.
func (p *props) attachment() mapi.Attachment {
	a := mapi.Attachment{Props: p, Method: mapi.NoData}
	i, ok := p.by[mapi.AttachData]
	if !ok {
		if m, ok := mapi.Int(p, mapi.AttachMethod); ok {
			a.Method = int(m)
		}
		return a
	}
	data := p.list[i].data
	a.Method = mapi.ByValue
	if m, ok := mapi.Int(p, mapi.AttachMethod); ok && m != mapi.NoData {
		a.Method = int(m)
	} else if p.ole {
		a.Method = mapi.OLE
	}
	if p.list[i].tag.Type == mapi.Object && len(data) >= 16 {
		iid := mapi.GUID(data[:16])
		data = data[16:]
		if iid == interfaceMessage && Is(data) {
			a.Method = mapi.Embedded
			a.Item = func() (*mapi.Item, error) { return Read(data) }
		}
	}
	a.Open = func() (io.ReadCloser, int64, error) {
		return io.NopCloser(bytes.NewReader(data)), int64(len(data)), nil
	}
	return a
}

// cutType splits "SMTP:someone@somewhere".
func cutType(b []byte) (kind, address []byte) {
	b = bytes.TrimRight(b, "\x00")
	if i := bytes.IndexByte(b, ':'); i >= 0 {
		return b[:i], b[i+1:]
	}
	return nil, b
}

// class gives the message class for the names of the first versions
// (MS-OXTNEF section 2.1.3.3.1).
func class(b []byte) string {
	name := strings.TrimRight(string(b), "\x00")
	switch strings.ToLower(name) {
	case "ipm.microsoft mail.note":
		return "IPM.Note"
	case "ipm.microsoft mail.read receipt":
		return "Report.IPM.Note.IPNRN"
	case "ipm.microsoft mail.non-delivery":
		return "Report.IPM.Note.NDR"
	case "ipm.microsoft schedule.mtgreq":
		return "IPM.Schedule.Meeting.Request"
	case "ipm.microsoft schedule.mtgrespp":
		return "IPM.Schedule.Meeting.Resp.Pos"
	case "ipm.microsoft schedule.mtgrespn":
		return "IPM.Schedule.Meeting.Resp.Neg"
	case "ipm.microsoft schedule.mtgrespa":
		return "IPM.Schedule.Meeting.Resp.Tent"
	case "ipm.microsoft schedule.mtgcncl":
		return "IPM.Schedule.Meeting.Canceled"
	}
	return name
}
