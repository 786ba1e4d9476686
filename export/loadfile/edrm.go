package loadfile

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// EDRMDocument is one document of an EDRM XML file.
type EDRMDocument struct {
	ID         string
	Message    bool // DocType Message; else File
	Mime       string
	Tags       []EDRMTag
	Files      []EDRMFile
	Custodians []string
	Parent     string // ID of the document it is attached to
}

// EDRMTag is a named value.
type EDRMTag struct{ Name, Value, Type string }

// EDRMFile is a file of a document: FileType Native, Text or Image.
type EDRMFile struct{ Type, Path, Name, Hash string }

// EDRM writes an interchange file of the EDRM XML schema 1.2 (31 October 2010),
// a document at a time. Only the relations of families are kept until Close.
//
// QUIRK: the schema asks for the MD5 of a file; of what was rewritten for a
// production the writer gives none, so Hash stands at natives only.
type EDRM struct {
	w     *bufio.Writer
	pairs [][2]string
}

// NewEDRM begins a file of one batch.
func NewEDRM(w io.Writer, batch string, fields []EDRMTag) (*EDRM, error) {
	x := &EDRM{w: bufio.NewWriter(w)}
	x.line(`<?xml version="1.0" encoding="UTF-8"?>`)
	x.line(`<Root MajorVersion="1" MinorVersion="2" DataInterchangeType="Update">`)
	x.line(` <Fields>`)
	for _, f := range fields {
		x.line(`  <Field`, "Name", f.Name, "DataType", f.Type, `/>`)
	}
	x.line(` </Fields>`)
	x.line(` <Batch`, "name", batch, `>`)
	x.line(`  <Documents>`)
	return x, nil
}

// line writes an element: what opens it, pairs of attributes, what closes it.
func (x *EDRM) line(parts ...string) {
	x.w.WriteString(parts[0])
	if len(parts) > 1 {
		for i := 1; i+1 < len(parts)-1; i += 2 {
			x.w.WriteString(" " + parts[i] + `="`)
			_ = xml.EscapeText(x.w, []byte(parts[i+1])) // a buffer keeps its error until Flush
			x.w.WriteString(`"`)
		}
		x.w.WriteString(parts[len(parts)-1])
	}
	x.w.WriteString("\n")
}

// Document adds one.
func (x *EDRM) Document(d EDRMDocument) error {
	kind := "File"
	if d.Message {
		kind = "Message"
	}
	if d.Mime == "" {
		x.line(`   <Document`, "DocID", d.ID, "DocType", kind, `>`)
	} else {
		x.line(`   <Document`, "DocID", d.ID, "DocType", kind, "MimeType", d.Mime, `>`)
	}
	x.line(`    <Tags>`)
	for _, t := range d.Tags {
		x.line(`     <Tag`, "TagName", t.Name, "TagValue", t.Value, "TagDataType", t.Type, `/>`)
	}
	x.line(`    </Tags>`)
	x.line(`    <Files>`)
	for _, f := range d.Files {
		x.line(`     <File`, "FileType", f.Type, `>`)
		at := []string{`      <ExternalFile`, "FilePath", f.Path, "FileName", f.Name}
		if f.Hash != "" {
			at = append(at, "Hash", f.Hash)
		}
		x.line(append(at, `/>`)...)
		x.line(`     </File>`)
	}
	x.line(`    </Files>`)
	x.line(`    <Locations>`)
	for _, c := range d.Custodians {
		x.w.WriteString(`     <Location><Custodian>`)
		_ = xml.EscapeText(x.w, []byte(c))
		x.line(`</Custodian></Location>`)
	}
	x.line(`    </Locations>`)
	x.line(`   </Document>`)
	if d.Parent != "" {
		x.pairs = append(x.pairs, [2]string{d.Parent, d.ID})
	}
	return x.w.Flush()
}

// Close writes the relations and the end.
func (x *EDRM) Close() error {
	x.line(`  </Documents>`)
	x.line(`  <Relationships>`)
	for _, p := range x.pairs {
		x.line(`   <Relationship`, "Type", "Attachment", "ParentDocId", p[0], "ChildDocId", p[1], `/>`)
	}
	x.line(`  </Relationships>`)
	x.line(` </Batch>`)
	x.line(`</Root>`)
	return x.w.Flush()
}

// XMLable is a value as XML can hold it: what XML 1.0 has no place for becomes
// U+FFFD.
func XMLable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff || unicode.Is(unicode.Cs, r) {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// ReadEDRM reads an interchange file with the decoder of the standard library:
// elements that it does not know are passed over, those it knows may come in
// any order inside a document. Documents are given one by one; at the end the
// relations come, as pairs of parent and child.
func ReadEDRM(r io.Reader, document func(EDRMDocument) error) (fields []EDRMTag, pairs [][2]string, err error) {
	d := xml.NewDecoder(bufio.NewReader(r))
	for {
		t, err := d.Token()
		if err == io.EOF {
			return fields, pairs, nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("reading an EDRM file: %w", err)
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		at := func(name string) string {
			for _, a := range e.Attr {
				if a.Name.Local == name {
					return a.Value
				}
			}
			return ""
		}
		switch e.Name.Local {
		case "Field":
			fields = append(fields, EDRMTag{Name: at("Name"), Type: at("DataType")})
		case "Relationship":
			pairs = append(pairs, [2]string{at("ParentDocId"), at("ChildDocId")})
		case "Document":
			var x edrmXML
			if err := d.DecodeElement(&x, &e); err != nil {
				return nil, nil, fmt.Errorf("reading an EDRM file: a document: %w", err)
			}
			if err := document(x.document()); err != nil {
				return nil, nil, err
			}
		}
	}
}

// edrmXML is a Document as the schema nests it.
type edrmXML struct {
	ID   string `xml:"DocID,attr"`
	Type string `xml:"DocType,attr"`
	Mime string `xml:"MimeType,attr"`
	Tags []struct {
		Name  string `xml:"TagName,attr"`
		Value string `xml:"TagValue,attr"`
		Type  string `xml:"TagDataType,attr"`
	} `xml:"Tags>Tag"`
	Files []struct {
		Type string `xml:"FileType,attr"`
		At   struct {
			Path string `xml:"FilePath,attr"`
			Name string `xml:"FileName,attr"`
			Hash string `xml:"Hash,attr"`
		} `xml:"ExternalFile"`
	} `xml:"Files>File"`
	Custodians []string `xml:"Locations>Location>Custodian"`
}

func (x edrmXML) document() EDRMDocument {
	d := EDRMDocument{ID: x.ID, Message: x.Type == "Message", Mime: x.Mime, Custodians: x.Custodians}
	for _, t := range x.Tags {
		d.Tags = append(d.Tags, EDRMTag{t.Name, t.Value, t.Type})
	}
	for _, f := range x.Files {
		d.Files = append(d.Files, EDRMFile{f.Type, f.At.Path, f.At.Name, f.At.Hash})
	}
	return d
}
