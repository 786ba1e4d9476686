package qc

import (
	"slices"
	"strings"

	"vaughn/export/qc/syntax"
)

// structure proves that a file is made of what a page of text needs and of
// nothing else: every byte belongs to an object, every object is in use, every
// dictionary has only keys that are known here, holding only what they may.
func structure(p *proof) error {
	for _, x := range p.file.Problems {
		p.fail(-1, "byte %d: %s", x.At, x.Why)
	}
	w := &walker{proof: p, seen: make([]string, p.file.Len()+1)}
	w.dict("trailer", p.file.Trailer)
	for len(w.todo) > 0 {
		n := w.todo[len(w.todo)-1]
		w.todo = w.todo[:len(w.todo)-1]
		w.object(n)
	}
	for n := range p.file.Len() {
		if w.seen[n+1] == "" {
			p.fail(-1, "object %d is used nowhere", n+1)
		}
	}
	return nil
}

// shapes says which keys each kind of dictionary may have and what they hold:
// "number", "bool", "string", "numbers", "/A B" for one of these names, "=kind" for a
// dictionary of that kind, "*kind" for a list of them. Other keys (scripts,
// actions, files, forms, annotations, layers, metadata, thumbnails) have no
// place here, whatever they are called.
var shapes = map[string]map[syntax.Name]string{
	"trailer": {"Size": "number", "Root": "=catalog", "Info": "=info", "ID": "id"},
	"info":    {"Producer": "string", "Title": "string", "CreationDate": "string", "ModDate": "string"},
	"catalog": {"Type": "/Catalog", "Pages": "=pages", "Lang": "string", "ViewerPreferences": "=viewer", "PageLabels": "=labels", "Outlines": "=outlines", "PageMode": "/UseOutlines",
		"MarkInfo": "=markinfo", "StructTreeRoot": "=tags"},
	"markinfo":   {"Marked": "bool"},
	"tags":       {"Type": "/StructTreeRoot", "K": "=element", "ParentTree": "=backwards", "ParentTreeNextKey": "number"},
	"backwards":  {"Nums": "backwards", "Kids": "*backwards", "Limits": "numbers"},
	"element":    {"S": "kind", "P": "parent", "Pg": "=page", "K": "kids", "Alt": "string", "ActualText": "string", "A": "=attributes"},
	"attributes": {"O": "/Table", "Scope": "/Column", "ColSpan": "number"},
	"held":       {"Type": "/MCR", "Pg": "=page", "MCID": "number"},
	"viewer":     {"DisplayDocTitle": "bool"},
	"labels":     {"Nums": "labels", "Kids": "*labels", "Limits": "numbers"},
	"label":      {"P": "string"},
	"outlines":   {"Type": "/Outlines", "First": "=outline", "Last": "=outline", "Count": "number"},
	"outline":    {"Title": "string", "Parent": "=outlines", "Prev": "=outline", "Next": "=outline", "Dest": "dest"},
	"pages":      {"Type": "/Pages", "Kids": "*page", "Count": "number"},
	"page":       {"Type": "/Page", "Parent": "=pages", "Resources": "=resources", "Contents": "=content", "MediaBox": "numbers", "StructParents": "number", "Tabs": "/S"},
	"resources":  {"Font": "fonts", "XObject": "images"},
	"image":      {"Type": "/XObject", "Subtype": "/Image", "Width": "number", "Height": "number", "ColorSpace": "/DeviceGray DeviceRGB", "BitsPerComponent": "number", "Filter": "/CCITTFaxDecode DCTDecode", "DecodeParms": "=fax", "Length": "number"},
	"fax":        {"K": "number", "Columns": "number", "Rows": "number"},
	"content":    {"Filter": "/FlateDecode", "Length": "number"},
	"font":       {"Type": "/Font", "Subtype": "/Type0", "BaseFont": "face", "Encoding": "/Identity-H", "DescendantFonts": "*cidfont", "ToUnicode": "=map"},
	"cidfont":    {"Type": "/Font", "Subtype": "/CIDFontType2", "BaseFont": "face", "CIDSystemInfo": "=system", "FontDescriptor": "=descriptor", "W": "numbers", "CIDToGIDMap": "=map"},
	"system":     {"Registry": "string", "Ordering": "string", "Supplement": "number"},
	"descriptor": {"Type": "/FontDescriptor", "FontName": "face", "Ascent": "number", "Descent": "number", "CapHeight": "number", "Flags": "number", "FontBBox": "numbers", "ItalicAngle": "number", "StemV": "number", "FontFile2": "=fontfile"},
	"map":        {"Filter": "/FlateDecode", "Length": "number"},
	"fontfile":   {"Filter": "/FlateDecode", "Length": "number", "Length1": "number"},
}

// streams are the kinds that carry a stream; no other may.
var streams = []string{"content", "map", "fontfile", "image"}

type walker struct {
	*proof
	seen []string     // as what each object was met, by number
	todo []syntax.Ref // met and not looked at yet
}

// met is as what an object was met, "" for one that was not or is none.
func (w *walker) met(ref syntax.Ref) string {
	if ref < 1 || int(ref) >= len(w.seen) {
		return ""
	}
	return w.seen[ref]
}

// visit notes as what a value is met, which must be a dictionary of that kind. What
// it leads to waits: a hostile file leads on without end.
func (w *walker) visit(kind string, v syntax.Value) {
	ref, ok := v.(syntax.Ref)
	if ok {
		if ref < 1 || int(ref) >= len(w.seen) {
			w.fail(-1, "a %s is not in the file", kind)
			return
		}
		if was := w.seen[ref]; was != "" {
			if was != kind {
				w.fail(-1, "object %d is used as %s and as %s", ref, was, kind)
			}
			return
		}
		w.seen[ref] = kind
		w.todo = append(w.todo, ref)
		return
	}
	w.value(kind, v)
}

// object looks at an object that was met.
func (w *walker) object(ref syntax.Ref) {
	kind, o := w.seen[ref], w.file.Object(int(ref))
	if (o.Stream != nil) != slices.Contains(streams, kind) {
		w.fail(-1, "object %d, a %s, carries what it should not or lacks its stream", ref, kind)
	}
	w.value(kind, o.Value)
}

func (w *walker) value(kind string, v syntax.Value) {
	d, ok := v.(syntax.Dict)
	if !ok {
		w.fail(-1, "a %s is not where it should be", kind)
		return
	}
	w.dict(kind, d)
}

func (w *walker) dict(kind string, d syntax.Dict) {
	for key, v := range d {
		rule, ok := shapes[kind][key]
		if !ok {
			w.fail(-1, "a %s has the key %s, which no file of ours needs", kind, key)
			continue
		}
		if !w.holds(rule, v) {
			w.fail(-1, "the key %s of a %s holds what it should not", key, kind)
		}
	}
}

// holds checks a value against a rule of shapes.
func (w *walker) holds(rule string, v syntax.Value) bool {
	switch rule[0] {
	case '=':
		w.visit(rule[1:], v)
		return true
	case '*':
		a, ok := v.(syntax.Array)
		for _, x := range a {
			w.visit(rule[1:], x)
		}
		return ok
	case '/':
		return every(v, func(x syntax.Value) bool {
			n, ok := x.(syntax.Name)
			return ok && slices.Contains(strings.Fields(rule[1:]), string(n))
		})
	}
	switch rule {
	case "number":
		_, ok := v.(float64)
		return ok
	case "bool":
		_, ok := v.(bool)
		return ok
	case "string":
		_, ok := v.(syntax.String)
		return ok
	case "numbers":
		return every(v, isNumber)
	case "face":
		n, ok := v.(syntax.Name)
		_, known := face(n)
		return ok && known
	case "id":
		a, ok := v.(syntax.Array)
		return ok && len(a) == 2
	}
	return w.table(rule, v)
}

// table checks the odd lists: fonts and images by name, labels by page, targets.
func (w *walker) table(rule string, v syntax.Value) bool {
	switch rule {
	case "fonts":
		return w.named("font", 'F', v)
	case "images":
		return w.named("image", 'I', v)
	case "labels":
		a, ok := v.(syntax.Array)
		for i, x := range a {
			if i%2 == 0 {
				if !isNumber(x) {
					return false
				}
				continue
			}
			w.visit("label", x)
		}
		return ok
	case "kind":
		n, ok := v.(syntax.Name)
		_, known := below[string(n)]
		return ok && known
	case "parent":
		ref, ok := v.(syntax.Ref)
		was := w.met(ref)
		return ok && (was == "element" || was == "tags")
	case "kids":
		return w.kids(v)
	case "backwards":
		return every(v, func(x syntax.Value) bool {
			ref, ok := x.(syntax.Ref)
			return isNumber(x) || ok && w.met(ref) != "page" // what they are the tags prove
		})
	case "dest":
		a, ok := v.(syntax.Array)
		if !ok || len(a) != 5 || a[1] != syntax.Name("XYZ") || a[4] != nil {
			return false
		}
		w.visit("page", a[0])
		return isNumber(a[2]) && isNumber(a[3])
	}
	return false
}

// kids visits what an element of the structure tree holds.
func (w *walker) kids(v syntax.Value) bool {
	a, ok := v.(syntax.Array)
	for _, x := range a {
		switch x.(type) {
		case syntax.Ref:
			w.visit("element", x)
		case syntax.Dict:
			w.visit("held", x)
		case float64:
		default:
			return false
		}
	}
	return ok
}

// named visits a dictionary of things that the writer names by a letter and a number.
func (w *walker) named(kind string, letter byte, v syntax.Value) bool {
	d, ok := w.file.Direct(v).(syntax.Dict)
	for name, f := range d {
		if len(name) < 2 || len(name) > 6 || name[0] != letter || strings.Trim(string(name[1:]), "0123456789") != "" {
			return false
		}
		w.visit(kind, f)
	}
	return ok
}

func isNumber(v syntax.Value) bool { _, ok := v.(float64); return ok }

// every applies a test to a value or to all values of a list, lists in it
// included.
func every(v syntax.Value, test func(syntax.Value) bool) bool {
	a, ok := v.(syntax.Array)
	if !ok {
		return test(v)
	}
	for _, x := range a {
		if !every(x, test) {
			return false
		}
	}
	return true
}
