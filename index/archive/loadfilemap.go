package archive

import (
	"bytes"
	"crypto/sha256"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"vaughn/index/message"
)

// alias maps the names that agencies give their columns to one of them.
var alias = map[string]string{
	"BEGDOC": "BEGBATES", "BEGDOC#": "BEGBATES", "BEGNO": "BEGBATES", "FIRSTBATES": "BEGBATES", "DOCID": "BEGBATES", "CONTROLNUMBER": "BEGBATES", "BATESBEG": "BEGBATES", "PRODBEG": "BEGBATES",
	"AUTHORS": "AUTHOR", "EMAILFROM": "FROM", "SENDER": "FROM", "EMAILTO": "TO", "RECIPIENT": "TO", "EMAILCC": "CC", "EMAILBCC": "BCC",
	"EMAILSUBJECT": "SUBJECT", "SUBJECTTITLE": "SUBJECT", "SENTDATE": "DATESENT", "SENTTIME": "TIMESENT", "EMAILDATESENT": "DATESENT", "RECEIVEDDATE": "DATERCVD", "DATERECEIVED": "DATERCVD", "TIMERECEIVED": "TIMERCVD",
	"DOCTYPE": "RECORDTYPE", "PRPRTIES": "RECORDTYPE", "INTMSGID": "MESSAGEID", "INTERNETMESSAGEID": "MESSAGEID",
	"ORIGINALFILENAME": "FILENAME", "DOCTITLE": "TITLE",
}

// Columns that name files.
var (
	textColumns   = []string{"TEXTPATH", "TEXTLINK", "TEXTFILE", "OCRPATH", "EXTRACTEDTEXTPATH", "FULLTEXTPATH"}
	nativeColumns = []string{"NATIVEPATH", "NATIVELINK", "NATIVEFILE", "DOCLINK", "FILELINK", "LINK"}
	innerText     = []string{"EXTRACTEDTEXT", "FULLTEXT", "BODY", "TEXT", "OCRTEXT"}
)

// row is one document of a DAT.
type row struct {
	cols  map[string]int
	names []string
	cells []string
	raw   []byte
}

// columns gives the place of each column under its usual name; the first of a
// name counts.
func columns(header []string) map[string]int {
	out := map[string]int{}
	for i, name := range header {
		key := strings.ToUpper(strings.NewReplacer(" ", "", "_", "", "-", "", "/", "").Replace(strings.TrimSpace(name)))
		if a, ok := alias[key]; ok {
			key = a
		}
		if _, ok := out[key]; !ok {
			out[key] = i
		}
	}
	return out
}

// get gives the first cell of the columns that is not empty.
func (r row) get(names ...string) string {
	for _, name := range names {
		if i, ok := r.cols[name]; ok && i < len(r.cells) && strings.TrimSpace(r.cells[i]) != "" {
			return strings.TrimSpace(r.cells[i])
		}
	}
	return ""
}

// linked are the files that a row names; "" for none.
type linked struct {
	text, native string
	images       []string
}

// message makes the item of a row. Its bytes are the row's; the files are
// attachments, the text is the body.
func (v *volume) message(at message.Locator, r row, files linked) *message.Message {
	m := newItem(at)
	m.RawSum, m.RawLen = sha256.Sum256(r.raw), int64(len(r.raw))
	m.Raw = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(r.raw)), nil }
	for i, cell := range r.cells {
		if cell != "" && !isText(r, i) {
			m.Headers = append(m.Headers, message.Header{Name: oneLine(r.names[i]), Value: strings.ReplaceAll(cell, "\r", "")})
		}
	}
	for _, role := range []string{message.From, message.To, message.Cc, message.Bcc} {
		if value := r.get(strings.ToUpper(role)); value != "" {
			m.Parties = append(m.Parties, people(role, value)...)
		}
	}
	m.Subject = oneLine(firstOf(r.get("SUBJECT"), r.get("TITLE"), r.get("FILENAME"), r.get("BEGBATES")))
	m.MessageID = messageID([]byte(r.get("MESSAGEID")))
	m.InReplyTo = idList([]byte(r.get("INREPLYTO")), 100)
	m.Refs = idList([]byte(r.get("REFERENCES")), 1000)
	m.ThreadIdx = r.get("CONVERSATIONINDEX")
	r.date(m)
	m.Kind = r.kind()
	v.addText(m, r, files.text)
	v.addFile(m, files.native, r.get("FILENAME"))
	for _, name := range files.images {
		v.addFile(m, name, "")
	}
	m.Seal()
	return m
}

func firstOf(values ...string) string {
	for _, s := range values {
		if s != "" {
			return s
		}
	}
	return ""
}

// isText tells the columns that hold the document's text.
func isText(r row, i int) bool {
	for _, name := range innerText {
		if at, ok := r.cols[name]; ok && at == i {
			return true
		}
	}
	return false
}

// people reads a cell of several. QUIRK: "Last, First" without an address has
// a comma that parts nobody from anybody; only ';' does, between cells' values.
func people(role, value string) (out []message.Party) {
	for _, one := range strings.Split(value, ";") {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		if !strings.Contains(one, "@") {
			out = append(out, message.Party{Role: role, Name: oneLine(one), Raw: oneLine(one)})
			continue
		}
		if name, addr, ok := strings.Cut(one, "<"); ok && strings.Contains(name, ",") && !strings.Contains(name, "@") {
			out = append(out, message.Party{Role: role, Name: strings.Trim(oneLine(name), `" `), Addr: strings.Trim(addr, "<> ")})
			continue
		}
		out = append(out, parseAddresses(role, []byte(one), "utf-8")...)
	}
	return out
}

// kind goes by what the row says of itself, else by what it has.
func (r row) kind() message.Kind {
	said := strings.ToLower(r.get("RECORDTYPE"))
	switch {
	case strings.Contains(said, "attach"):
		return message.Document
	case strings.Contains(said, "mail"), strings.Contains(said, "message"):
		return message.Email
	case strings.Contains(said, "calendar"), strings.Contains(said, "meeting"), strings.Contains(said, "appointment"):
		return message.Calendar
	case strings.Contains(said, "chat"):
		return message.ChatPost
	case said != "":
		return message.Document
	}
	switch strings.ToLower(path.Ext(r.get("FILENAME"))) {
	case ".msg", ".eml":
		return message.Email
	case "":
		if r.get("FROM") != "" {
			return message.Email
		}
	}
	return message.Document
}

// date takes the day something was sent, else received, else the document's.
func (r row) date(m *message.Message) {
	for _, c := range [][]string{{"DATESENT", "TIMESENT"}, {"DATERCVD", "TIMERCVD"}, {"DOCDATE", ""}, {"DATEMOD", "TIMEMOD"}, {"DATECREATED", "TIMECREATED"}} {
		day := r.get(c[0])
		if day == "" {
			continue
		}
		m.DateText = oneLine(strings.TrimSpace(day + " " + r.get(c[1])))
		at, zoned, ok := parseRowDate(m.DateText)
		if !ok {
			m.Note(ProblemDate, "", false)
			continue
		}
		zone := time.UTC
		m.Zone = "assumed UTC"
		if zoned {
			m.Zone = at.Format("-0700")
		} else if l, err := time.LoadLocation(r.get("TIMEZONE")); err == nil && r.get("TIMEZONE") != "" {
			zone, m.Zone = l, l.String()
		}
		if !zoned {
			at = time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, zone)
		}
		m.Date = at.UTC()
		return
	}
	m.Note(ProblemDateMissing, "", false)
}

// parseRowDate knows the forms that agencies' standards name. A day written
// 03/04/2024 is the American one, as all of them ask.
func parseRowDate(s string) (at time.Time, zoned, ok bool) {
	for _, zone := range []string{"Z07:00", " -0700", " MST", ""} {
		for _, clock := range []string{" 15:04:05", " 15:04", " 3:04:05 PM", " 3:04 PM", "T15:04:05", " 150405", ""} {
			for _, day := range []string{"20060102", "01/02/2006", "1/2/2006", "2006-01-02", "2006/01/02"} {
				if t, err := time.Parse(day+clock+zone, s); err == nil {
					// A zone's short name tells its offset only for UTC.
					return t, zone != "" && (zone != " MST" || strings.HasSuffix(s, "UTC") || strings.HasSuffix(s, "GMT")), true
				}
			}
		}
	}
	return time.Time{}, false, false
}

func (v *volume) addText(m *message.Message, r row, name string) {
	if name == "" {
		if text := r.get(innerText...); text != "" {
			m.Bodies = append(m.Bodies, message.Body{Type: "text/plain", Text: unixLines(text)})
		}
		return
	}
	f, err := v.src.FS.Open(name)
	if err != nil {
		m.Note(ProblemLink, "text", true)
		return
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, v.p.limits.Text+1))
	switch {
	case err != nil:
		m.Note(ProblemLink, "text", true)
	case int64(len(raw)) > v.p.limits.Text:
		m.Note(ProblemText, "", false)
		v.addFile(m, name, "")
	default:
		label := ""
		if bytes.HasPrefix(raw, []byte{0xFF, 0xFE}) || bytes.HasPrefix(raw, []byte{0xFE, 0xFF}) {
			label = "utf-16"
		}
		text, _ := textOf(raw, label)
		m.Bodies = append(m.Bodies, message.Body{Type: "text/plain", Text: unixLines(strings.TrimPrefix(text, "\uFEFF"))})
	}
}

func (v *volume) addFile(m *message.Message, name, called string) {
	if name == "" {
		return
	}
	info, err := fs.Stat(v.src.FS, name)
	if err != nil {
		m.Note(ProblemLink, "file", true)
		return
	}
	if called == "" {
		called = path.Base(name)
	}
	m.Attached = append(m.Attached, message.Attachment{
		Name: oneLine(called), Type: typeByName(name), Size: info.Size(),
		Open: func() (io.ReadCloser, error) {
			f, err := v.src.FS.Open(name)
			if err != nil {
				return nil, opening(v.src.label(name), err)
			}
			return f, nil
		},
	})
}
