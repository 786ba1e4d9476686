package extract

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"sort"
	"strings"

	"golang.org/x/net/html/charset"

	"vaughn/index/fault"
)

// Bounds on packed files: real ones stay far below, bombs do not.
const (
	maxEntries  = 10_000
	maxPart     = 32 << 20  // unpacked bytes of one part
	maxUnpacked = 256 << 20 // unpacked bytes of all parts
	maxXMLDepth = 512
)

// pack is an opened office file: XML parts in a zip.
type pack struct {
	ctx   context.Context
	x     *Extractor
	in    *input
	s     *sheet
	files map[string]*zip.File
	names []string // sorted, so that the same bytes give the same record
	left  int64
}

// readZip tells the kind of a zip by its parts and reads it.
func readZip(ctx context.Context, x *Extractor, in *input, s *sheet) error {
	if err := directoryFits(in); err != nil {
		return err
	}
	z, err := zip.NewReader(in.at, in.size)
	if err != nil {
		return damaged("opening a packed file", err)
	}
	p := &pack{ctx: ctx, x: x, in: in, s: s, files: make(map[string]*zip.File), left: maxUnpacked}
	for _, f := range z.File {
		name := strings.TrimPrefix(strings.ReplaceAll(f.Name, "\\", "/"), "/")
		if _, twice := p.files[name]; !twice && len(p.names) < maxEntries && !strings.HasSuffix(name, "/") {
			p.files[name] = f
			p.names = append(p.names, name)
		}
	}
	sort.Strings(p.names)
	for _, k := range []struct {
		part  string
		read  func() error
		shown string
	}{
		{"word/document.xml", p.docx, asText}, {"xl/workbook.xml", p.xlsx, asCells}, {"ppt/presentation.xml", p.pptx, asText}, {"content.xml", p.odf, asText},
	} {
		if p.files[k.part] == nil || k.part == "content.xml" && p.files["mimetype"] == nil {
			continue
		}
		s.shown = k.shown
		err := k.read()
		if fault.CodeOf(err) == fault.Internal {
			err = damaged("reading a packed file", err)
		}
		return err
	}
	return listed(s, "zip archive", len(z.File), p.names)
}

// maxDirectory bounds the list of parts at a zip's end, which the reader of it
// holds in memory whole.
const maxDirectory = 4 << 20

// directoryFits looks at the end record of a zip (APPNOTE 4.3.16) before
// anything is made of it. A directory may begin where the record says or where
// its size puts it.
func directoryFits(in *input) error {
	tail := make([]byte, min(in.size, 22+1<<16))
	if _, err := in.at.ReadAt(tail, in.size-int64(len(tail))); err != nil && err != io.EOF {
		return fmt.Errorf("opening a packed file: %w", err)
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || at+22 > len(tail) {
		return damaged("opening a packed file", fmt.Errorf("its end is missing"))
	}
	size, start := binary.LittleEndian.Uint32(tail[at+12:]), binary.LittleEndian.Uint32(tail[at+16:])
	end := in.size - int64(len(tail)) + int64(at)
	if size > maxDirectory || end-int64(start) > maxDirectory {
		return &fault.Error{Code: fault.Limit, Op: "opening a packed file", Err: fmt.Errorf("its list of parts is too long")}
	}
	return nil
}

// open gives the unpacked bytes of a part, bounded.
func (p *pack) open(name string) (io.ReadCloser, error) {
	f := p.files[name]
	if f == nil {
		return nil, fmt.Errorf("a part is missing")
	}
	r, err := f.Open()
	if err != nil {
		return nil, damaged("unpacking a part", err)
	}
	return &unpacked{Reader: &stopping{p.ctx, r}, c: r, p: p, left: maxPart}, nil
}

// unpacked is a part of a pack; beyond its bounds it fails.
type unpacked struct {
	io.Reader
	c    io.Closer
	p    *pack
	left int64
}

func (u *unpacked) Read(b []byte) (int, error) {
	if u.left <= 0 || u.p.left <= 0 {
		return 0, &fault.Error{Code: fault.Limit, Op: "unpacking a part", Err: fmt.Errorf("it unpacks to more than is allowed")}
	}
	n, err := u.Reader.Read(b[:min(int64(len(b)), u.left, u.p.left)])
	u.left -= int64(n)
	u.p.left -= int64(n)
	return n, err
}

func (u *unpacked) Close() error { return u.c.Close() }

// tag is one XML element as a walker sees it: the local name and attributes.
type tag struct {
	name string
	attr []xml.Attr
}

// get gives an attribute by its local name, whatever its prefix.
func (t tag) get(name string) string {
	for _, a := range t.attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// rel gives the relationship an element names: r:id, not its own id.
func (t tag) rel() string {
	for _, a := range t.attr {
		if a.Name.Space != "" && (a.Name.Local == "id" || a.Name.Local == "embed") {
			return a.Value
		}
	}
	return ""
}

// on tells the state of an on/off element such as w:vanish.
func (t tag) on() bool {
	v := t.get("val")
	return v != "0" && v != "false" && v != "off" && v != "none"
}

// walker takes the elements of a part in order. Elements named in the depth
// beyond maxXMLDepth end the part.
type walker interface {
	start(t tag)
	end(name string)
	text(t string)
}

// walk reads a part. A part that breaks off gives what came before and an error.
func (p *pack) walk(name string, w walker) error {
	f, err := p.open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	d := xml.NewDecoder(f)
	d.Strict, d.CharsetReader = false, charset.NewReaderLabel
	depth, skip := 0, 0
	for {
		// RawToken expands no entity but the five of XML and reads nothing outside.
		token, err := d.RawToken()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			if fault.CodeOf(err) == fault.Limit {
				return err
			}
			return damaged("reading a part", fmt.Errorf("its XML is broken"))
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxXMLDepth {
				return &fault.Error{Code: fault.Limit, Op: "reading a part", Err: fmt.Errorf("nested deeper than %d", maxXMLDepth)}
			}
			// The second version of something for older programs would double it.
			if skip > 0 || t.Name.Local == "Fallback" {
				skip++
				continue
			}
			w.start(tag{t.Name.Local, t.Attr})
		case xml.EndElement:
			depth--
			if skip > 0 {
				skip--
				continue
			}
			w.end(t.Name.Local)
		case xml.CharData:
			if skip == 0 {
				w.text(string(t))
			}
		}
	}
}

// rels are the relationships of a part: id to the target's name in the pack.
type rels struct {
	targets  map[string]string
	byType   map[string][]string // last word of the type to targets, in order
	external []string
	base     string
}

func (r *rels) start(t tag) {
	if t.name != "Relationship" {
		return
	}
	target := t.get("Target")
	if t.get("TargetMode") == "External" {
		r.external = append(r.external, target)
		return
	}
	if strings.HasPrefix(target, "/") {
		target = strings.TrimPrefix(target, "/")
	} else {
		target = path.Join(r.base, target)
	}
	kind := path.Base(t.get("Type"))
	r.targets[t.get("Id")] = target
	r.byType[kind] = append(r.byType[kind], target)
}

func (*rels) end(string)  {}
func (*rels) text(string) {}

// rels reads the relationships of a part; none is no error.
func (p *pack) rels(name string) *rels {
	r := &rels{targets: map[string]string{}, byType: map[string][]string{}, base: path.Dir(name)}
	if at := path.Join(path.Dir(name), "_rels", path.Base(name)+".rels"); p.files[at] != nil {
		if err := p.walk(at, r); err != nil {
			p.s.fail("text-cut", cutShort+isDamaged, false)
		}
	}
	return r
}

// matching lists the parts whose name fits a path.Match pattern, in the order
// of the numbers in their names.
func (p *pack) matching(pattern string) []string {
	var out []string
	for _, n := range p.names {
		if ok, _ := path.Match(pattern, n); ok {
			out = append(out, n)
		}
	}
	sort.SliceStable(out, func(i, k int) bool { return len(out[i]) < len(out[k]) })
	return out
}
