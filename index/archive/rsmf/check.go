package rsmf

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Codes of a Fault, as the maker's validator calls them.
const (
	Schema              = "ManifestSchemaViolation"
	Undefined           = "ManifestUndefinedProperty"
	ConversationPeople  = "ManifestInvalidConversationParticipant"
	EventPeople         = "ManifestInvalidEventParticipant"
	MissingFile         = "ManifestMissingFile"
	InvalidConversation = "ManifestInvalidEventConversation"
	UnknownVersion      = "ManifestUnknownVersion" // our own: neither 1 nor 2
	HeaderDiffers       = "HeaderDiffers"          // our own: a header field contradicts the manifest
)

// Fault is one thing wrong with a manifest. An error makes the maker's tools
// refuse the file, a warning does not.
type Fault struct {
	Code  string
	At    string // e.g. "events[3].id"
	Error bool
}

// maxFaults bounds a list of faults.
const maxFaults = 1000

// Kinds of value.
const (
	text   = "string"
	filled = "string, not empty"
	number = "integer"
	truth  = "boolean"
	moment = "date-time"
	list   = "array of strings"
)

// field is what a property may hold: a kind, one of some words, or a list of
// objects of a shape.
type field struct {
	kind string
	need bool
	of   []string
	each string
}

// since2 names what version 2.0 brought. A file that states 1.0 and has it gets a
// warning, not an error: the old schema was never published.
var since2 = map[string]bool{".eventcollectionid": true, "conversation.icon": true, "event.direction": true, "event.read_receipts": true, "event.type history": true}

// shapes is the schema, version 2.0.0; see since2 for 1.0.
var shapes = map[string]map[string]field{
	"": {
		"version": {kind: filled, need: true}, "eventcollectionid": {kind: text},
		"participants": {each: "participant", need: true}, "conversations": {each: "conversation", need: true}, "events": {each: "event", need: true},
	},
	"participant": {
		"id": {kind: filled, need: true}, "display": {kind: text}, "email": {kind: text}, "avatar": {kind: text}, "account_id": {kind: text}, "custom": {each: "custom"},
	},
	"custom": {"name": {kind: filled, need: true}, "value": {kind: filled, need: true}},
	"conversation": {
		"id": {kind: filled, need: true}, "display": {kind: text}, "platform": {kind: filled, need: true}, "type": {of: []string{"direct", "channel"}},
		"participants": {kind: list, need: true}, "custodian": {kind: text}, "custom": {each: "custom"}, "icon": {kind: text},
	},
	"event": {
		"id": {kind: text}, "type": {of: []string{"message", "disclaimer", "join", "leave", "history", "unknown"}, need: true},
		"parent": {kind: text}, "body": {kind: text}, "participant": {kind: text}, "conversation": {kind: text}, "timestamp": {kind: moment},
		"deleted": {kind: truth}, "importance": {of: []string{"normal", "high"}}, "reactions": {each: "reaction"}, "attachments": {each: "attachment"},
		"edits": {each: "edit"}, "custom": {each: "custom"}, "direction": {of: []string{"incoming", "outgoing"}}, "read_receipts": {each: "receipt"},
	},
	"reaction":   {"value": {kind: filled, need: true}, "count": {kind: number}, "participants": {kind: list}},
	"attachment": {"id": {kind: filled, need: true}, "display": {kind: text}, "size": {kind: number}},
	"edit":       {"participant": {kind: filled, need: true}, "timestamp": {kind: moment}, "previous": {kind: text}, "new": {kind: text}},
	"receipt":    {"participant": {kind: filled, need: true}, "timestamp": {kind: moment}, "action": {of: []string{"read", "delivered"}}},
}

// Read decodes a manifest and checks it; has tells which files lie beside it.
// What cannot be decoded is left empty and is a fault. The error is for bytes
// that are no JSON object.
func Read(raw []byte, has func(name string) bool) (Manifest, []Fault, error) {
	var m Manifest
	var root map[string]any
	raw = []byte(strings.TrimPrefix(string(raw), "\xef\xbb\xbf"))
	if err := json.Unmarshal(raw, &root); err != nil {
		return m, nil, fmt.Errorf("reading an RSMF manifest: it is no JSON object")
	}
	version, _ := root["version"].(string)
	c := &check{one: strings.HasPrefix(version, "1.")}
	if version != "" && !c.one && !strings.HasPrefix(version, "2.") {
		c.add(UnknownVersion, "version", false)
	}
	c.object("", "", root)
	// A value of a wrong kind is reported above; the rest is still read.
	_ = json.Unmarshal(raw, &m)
	var as struct {
		Events []json.RawMessage `json:"events"`
	}
	_ = json.Unmarshal(raw, &as)
	for i := range min(len(as.Events), len(m.Events)) {
		m.Events[i].Raw = as.Events[i]
	}
	c.references(&m, has)
	return m, c.faults, nil
}

type check struct {
	faults []Fault
	one    bool // the file states version 1
}

func (c *check) add(code, at string, isError bool) {
	if len(c.faults) < maxFaults {
		c.faults = append(c.faults, Fault{code, strings.TrimPrefix(at, "."), isError})
	}
}

func (c *check) object(shape, at string, o map[string]any) {
	fields := shapes[shape]
	var names []string
	for k := range o {
		names = append(names, k)
	}
	slices.Sort(names)
	for _, k := range names {
		f, ok := fields[k]
		if !ok {
			// The name of an unknown property may be anything: it is not repeated.
			c.add(Undefined, at, false)
			continue
		}
		if s, _ := o[k].(string); c.one && (since2[shape+"."+k] || since2[shape+"."+k+" "+s]) {
			c.add(Undefined, at+"."+k, false)
		}
		c.value(f, at+"."+k, o[k])
	}
	var missing []string
	for k, f := range fields {
		if _, ok := o[k]; f.need && !ok {
			missing = append(missing, k)
		}
	}
	slices.Sort(missing)
	for _, k := range missing {
		c.add(Schema, at+"."+k, true)
	}
}

func (c *check) value(f field, at string, v any) {
	s, isText := v.(string)
	ok := true
	switch {
	case f.each != "":
		items, isList := v.([]any)
		ok = isList
		for i, x := range items {
			at := fmt.Sprintf("%s[%d]", at, i)
			if o, isObject := x.(map[string]any); isObject {
				c.object(f.each, at, o)
			} else {
				c.add(Schema, at, true)
			}
		}
	case f.of != nil:
		ok = isText && slices.Contains(f.of, s)
	case f.kind == text:
		ok = isText
	case f.kind == filled:
		ok = isText && s != ""
	case f.kind == number:
		n, isNumber := v.(float64)
		ok = isNumber && n == float64(int64(n))
	case f.kind == truth:
		_, ok = v.(bool)
	case f.kind == moment:
		_, good := Time(s)
		ok = isText && good
	case f.kind == list:
		items, isList := v.([]any)
		ok = isList
		for _, x := range items {
			s, isText := x.(string)
			ok = ok && isText && s != ""
		}
	}
	if !ok {
		c.add(Schema, at, true)
	}
}

// references holds every id that is named against those that are defined.
func (c *check) references(m *Manifest, has func(string) bool) {
	people, talks := map[string]bool{}, map[string]bool{}
	file := func(name, at string) {
		if name != "" && !has(name) {
			c.add(MissingFile, at, false)
		}
	}
	for i, p := range m.Participants {
		people[p.ID] = true
		file(p.Avatar, fmt.Sprintf("participants[%d].avatar", i))
	}
	for i, v := range m.Conversations {
		talks[v.ID] = true
		for _, p := range append(slices.Clone(v.Participants), v.Custodian) {
			if p != "" && !people[p] {
				c.add(ConversationPeople, fmt.Sprintf("conversations[%d]", i), false)
			}
		}
		file(v.Icon, fmt.Sprintf("conversations[%d].icon", i))
	}
	for i, e := range m.Events {
		if e.Participant != "" && !people[e.Participant] {
			c.add(EventPeople, fmt.Sprintf("events[%d]", i), false)
		}
		if e.Conversation != "" && !talks[e.Conversation] {
			c.add(InvalidConversation, fmt.Sprintf("events[%d]", i), false)
		}
		for _, a := range e.Attachments {
			file(a.ID, fmt.Sprintf("events[%d].attachments", i))
		}
	}
}

// Time reads a timestamp. QUIRK: the maker's own samples state no zone; such a
// time is taken as UTC by its tools.
func Time(s string) (time.Time, bool) {
	for _, l := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04"} {
		if t, err := time.Parse(l, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
