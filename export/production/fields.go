package production

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Fields are the columns of the tables of a production: the name of a preset,
// or names of our own in the order in which they shall stand. In JSON it is a
// string or a list.
type Fields struct {
	Preset string
	List   []string
}

// MarshalJSON writes a preset as its name.
func (f Fields) MarshalJSON() ([]byte, error) {
	if f.List != nil {
		return json.Marshal(f.List)
	}
	return json.Marshal(f.Preset)
}

// UnmarshalJSON reads a name or a list.
func (f *Fields) UnmarshalJSON(data []byte) error {
	*f = Fields{}
	if len(data) > 0 && data[0] == '[' {
		f.List = []string{}
		return json.Unmarshal(data, &f.List)
	}
	return json.Unmarshal(data, &f.Preset)
}

// column is a field as a table calls it, and the cell that fills it; "" is one
// that a standard asks for and that a production here does not hold.
type column struct{ name, cell string }

// cellNames are all cells there are, in the order of the standard table
// (production.md, section 4.4); those behind the first line are asked for by name.
var cellNames = strings.Fields(`
BEGBATES ENDBATES BEGATTACH ENDATTACH PAGECOUNT CUSTODIAN ALLCUSTODIANS RECORDTYPE FROM TO CC BCC SUBJECT DATESENT TIMESENT TIMEZONE FILENAME REDACTED WITHHELD EXEMPTIONS PRODID PDFPATH TEXTPATH PARENTID ATTACHIDS CONVERSATION PARTICIPANTS PERIOD CONFIDENTIALITY IMAGEPATH NATIVEPATH FILESIZE MD5HASH
ATTACHCOUNT FAMILYRANGE VOLUME SHA256HASH FILEEXT TITLE TIMEANDZONE PROPERTIES REPLACES COMPANY ATTACHNAMES MIMETYPE SENT`)

// standardCells is how many of cellNames the standard table has.
const standardCells = 33

// presets are the field lists of agencies by their names. What an agency asks
// for and no page says stays as an empty column, so that its program finds the
// columns that it expects: dates and paths of files, authors and internet
// headers are no part of the pages that were reviewed.
//
//	doj  Antitrust Division, table of production fields (names of at most 8 letters)
//	sec  Division of Enforcement, Data Delivery Standards
//	ftc  Bureau of Competition, production guide
var presets = map[string]string{
	"doj": `COMPANY=COMPANY BOX#=VOLUME CUSTDIAN=ALLCUSTODIANS BEGDOC#=BEGBATES ENDDOC#=ENDBATES DOCID=BEGBATES PGCOUNT=PAGECOUNT PARENTID=PARENTID
		ATTCHIDS=ATTACHIDS FAMLYRNG=FAMILYRANGE PRPRTIES=PROPERTIES FROM=FROM TO=TO CC=CC BCC=BCC SUBJECT=TITLE DOCDATE=DATESENT TIMESENT=TIMESENT
		DATECRTD= DATESVD= DATERCVD= FILESIZE=FILESIZE DOCLINK=NATIVEPATH FULLTEXT=TEXTPATH`,
	"sec": `FIRSTBATES=BEGBATES LASTBATES=ENDBATES ATTACHRANGE=FAMILYRANGE BEGATTACH=BEGATTACH ENDATTACH=ENDATTACH PARENT_BATES=PARENTID
		CHILD_BATES=ATTACHIDS CUSTODIAN=ALLCUSTODIANS FROM=FROM TO=TO CC=CC BCC=BCC SUBJECT=SUBJECT FILE_NAME=FILENAME DATE_SENT=DATESENT
		TIME_SENT/TIME_ZONE=TIMEANDZONE LINK=NATIVEPATH MIME_TYPE=MIMETYPE FILE_EXTEN=FILEEXT AUTHOR= LAST_AUTHOR= DATE_CREATED= TIME_CREATED/TIME_ZONE=
		DATE_MOD= TIME_MOD/TIME_ZONE= DATE_ACCESSD= TIME_ACCESSD/TIME_ZONE= PRINTED_DATE= FILE_SIZE=FILESIZE PGCOUNT=PAGECOUNT PATH= INTFILEPATH=
		INTMSGID= HEADER= MD5HASH=MD5HASH OCRPATH=TEXTPATH`,
	"ftc": `BEGBATES=BEGBATES ENDBATES=ENDBATES PGCOUNT=PAGECOUNT CUSTODIAN=ALLCUSTODIANS CREATEDATE= CREATETIME= MODDATE= MODTIME= LASTACCDATE=
		LASTACCTIME= FILESIZE=FILESIZE FILENAME=FILENAME PARENTID=PARENTID ATTACHIDS=ATTACHIDS FROM=FROM TO=TO CC=CC BCC=BCC SUBJECT=SUBJECT
		DATESENT=DATESENT TIMESENT=TIMESENT NATIVELINK=NATIVEPATH TEXTPATH=TEXTPATH`,
}

// standard is the name of the table of cellNames' first line.
const standard = "standard"

// Presets lists the names of field lists.
func Presets() []string { return []string{standard, "doj", "sec", "ftc"} }

// columns gives the columns that are asked for.
func (f Fields) columns() ([]column, error) {
	list := f.List
	if f.List == nil {
		if f.Preset == "" || f.Preset == standard {
			list = cellNames[:standardCells]
		} else if p, ok := presets[f.Preset]; ok {
			return presetColumns(p), nil
		} else {
			return nil, fmt.Errorf("want one of %s, or a list of names", strings.Join(Presets(), ", "))
		}
	}
	var out []column
	for _, name := range list {
		if !slices.Contains(cellNames, name) || slices.Contains(out, column{name, name}) {
			return nil, fmt.Errorf("%q is no field, or stands there twice; there are %s", name, strings.Join(cellNames, ", "))
		}
		out = append(out, column{name, name})
	}
	if !slices.Contains(list, "BEGBATES") || !slices.Contains(list, "ENDBATES") {
		return nil, fmt.Errorf("a table needs BEGBATES and ENDBATES")
	}
	return out, nil
}

func presetColumns(list string) (out []column) {
	for _, pair := range strings.Fields(list) {
		at := strings.IndexByte(pair, '=')
		out = append(out, column{pair[:at], pair[at+1:]})
	}
	return out
}

// empty lists the columns that nothing fills.
func empty(cols []column) (out []string) {
	for _, c := range cols {
		if c.cell == "" {
			out = append(out, c.name)
		}
	}
	return out
}

func names(cols []column) []string {
	out := make([]string, len(cols))
	for i, c := range cols {
		out[i] = c.name
	}
	return out
}

// line gives the cells of a row in the order of the columns.
func line(cols []column, cells map[string]string) []string {
	out := make([]string, len(cols))
	for i, c := range cols {
		out[i] = cells[c.cell]
	}
	return out
}
