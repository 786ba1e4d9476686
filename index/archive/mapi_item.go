package archive

import (
	"crypto/sha256"
	enc64 "encoding/base64"
	"fmt"
	"io"
	"strings"

	"vaughn/index/archive/mapi"
	"vaughn/index/message"
)

// Codes of message.Problem that only items of Outlook can have.
const (
	ProblemSynthesised  = "header-synthesised"   // no transport headers: the header was made from properties
	ProblemUnresolved   = "unresolved-address"   // only a directory name (X.500) of somebody is known, kept as Raw
	ProblemDateDelivery = "date-from-delivery"   // the date is the one of delivery
	ProblemDateCreation = "date-from-creation"   // the date is the one of the item's creation in its store
	ProblemItem         = "item-damaged"         // something of the item could not be read
	ProblemRecovered    = "recovered"            // only a repair reached the item
	ProblemRTF          = "rtf-damaged"          // the rich text could not be read, or not whole
	ProblemPlain        = "plain-text-short"     // the plain text lacks words that the HTML has; the HTML is shown
	ProblemReference    = "attachment-reference" // an attachment is only a link to where it lay
	ProblemAttachment   = "attachment-damaged"   // an attachment's bytes are not there, or not all
	ProblemOLE          = "ole-object"           // of an OLE object the main stream is given
	ProblemTemplate     = "template"             // a template: nobody sent it
)

// mapiReader makes a message of an item of any Outlook container.
type mapiReader struct {
	m    *message.Message
	it   *mapi.Item
	lim  Limits
	used *budget
	head header

	known map[string]string // addresses by name, out of the transport headers
}

// readItem maps an item (a PST's, an MSG's, a TNEF's) to a message and seals
// it. The transport headers, where the container has them, are the truth;
// what they lack comes from the properties.
//
// RawSum is mapi.Sum, so that an item has one ID however often and out of
// however many files it is imported. The attachments' bytes are read once for
// it. Raw is nil.
func readItem(it *mapi.Item, at message.Locator, lim Limits, used *budget) *message.Message {
	r := &mapiReader{m: newItem(at), it: it, lim: lim.orDefaults(), used: used}
	r.m.Kind = kindOfClass(mapi.Text(it.Props, mapi.MessageClass))
	r.header()
	r.flags()
	r.bodies()
	sums := r.attachments()
	dataPictures(r.m, r.lim, used)
	r.m.RawSum, r.m.RawLen = mapi.Sum(it, sums)
	r.m.Seal()
	if it.Problems != nil {
		for _, p := range it.Problems() {
			r.m.Note(ProblemItem, p.Detail, p.Lost)
		}
	}
	return r.m
}

// kindOfClass sorts message classes (MS-OXCMSG, MS-OXOCAL, MS-OXORMMS …),
// which are compared without case, whole or up to a dot.
func kindOfClass(class string) message.Kind {
	class = strings.ToUpper(class)
	for _, k := range []struct {
		class string
		kind  message.Kind
	}{
		{"REPORT", message.Report}, {"IPM.RECALL.REPORT", message.Report},
		{"IPM.APPOINTMENT", message.Calendar}, {"IPM.SCHEDULE", message.Calendar},
		{"IPM.OLE.CLASS", message.Calendar}, // an exception of a recurring appointment
		{"IPM.CONTACT", message.Contact}, {"IPM.DISTLIST", message.Contact}, {"IPM.ABCHPERSON", message.Contact},
		{"IPM.TASK", message.Task}, {"IPM.TASKREQUEST", message.Task},
		{"IPM.STICKYNOTE", message.Note}, {"IPM.ACTIVITY", message.Note},
		{"IPM.NOTE", message.Email}, {"IPM.POST", message.Email}, {"IPM.RESEND", message.Email},
		{"IPM.OUTLOOK.RECALL", message.Email}, {"IPM.MAIL", message.Email}, {"IPM.SHARING", message.Email},
	} {
		if class == k.class || strings.HasPrefix(class, k.class+".") {
			return k.kind
		}
	}
	// MS-OXCMSG section 2.2.1.3: an item without a class is an ordinary one.
	if class == "" || class == "IPM" {
		return message.Email
	}
	// QUIRK: a report's class is "REPORT.IPM.Note.NDR", but gateways write
	// "Report IPM.Note.NDR" too.
	if strings.HasPrefix(class, "REPORT ") {
		return message.Report
	}
	return message.Document
}

// header reads the transport headers and adds what they lack.
func (r *mapiReader) header() {
	p := r.it.Props
	text := mapi.Text(p, mapi.TransportHeaders)
	// QUIRK: Exchange 2003 puts a line of its own in front.
	if rest, ok := strings.CutPrefix(strings.TrimLeft(text, "\r\n \t"), "Microsoft Mail Internet Headers"); ok {
		_, text, _ = strings.Cut(rest, "\n")
	}
	r.head = parseHeader([]byte(clip(text, int(min(r.lim.Header, 1<<30)))), true)
	// Everything past the blank line is heads of parts that are not there.
	r.head.problems = nil
	synthesised := len(r.head.fields) == 0
	if !synthesised && int64(len(text)) > r.lim.Header {
		r.m.Note(ProblemHeaderLong, "", true)
	}
	add := func(name, value string) {
		if value != "" && r.head.get(name) == nil {
			r.head.fields = append(r.head.fields, field{name, []byte(oneLine(value))})
		}
	}
	all := r.parties()
	own := r.missing(all)
	for _, role := range roles {
		add(role.field, addressText(own, role.role))
	}
	add("Subject", subjectOf(p))
	date, dateCode := r.date()
	ownDate := r.head.get("Date") == nil && !date.IsZero()
	if ownDate {
		add("Date", date.Format("Mon, 02 Jan 2006 15:04:05 -0700"))
	}
	add("Message-ID", mapi.Text(p, mapi.InternetMessageID))
	add("In-Reply-To", mapi.Text(p, mapi.InReplyTo))
	add("References", mapi.Text(p, mapi.References))
	if index, ok := p.Value(mapi.ConversationIndex).([]byte); ok && len(index) >= 22 {
		add("Thread-Index", enc64.StdEncoding.EncodeToString(index))
	}
	add("Thread-Topic", mapi.Text(p, mapi.ConversationTopic))
	r.degrees(add)
	f := reader{m: r.m, in: memory(nil), lim: r.lim, used: r.used, head: r.head}
	f.fillHeaders()
	r.replaceParties(own, all)
	if ownDate {
		// The text is ours, the instant the container's, which counts in UTC.
		r.m.Date, r.m.DateText, r.m.Zone = date, "", "UTC"
		if dateCode != "" {
			r.m.Note(dateCode, "", false)
		}
	}
	if synthesised && (r.m.Kind == message.Email || r.m.Kind == message.Report) {
		r.m.Note(ProblemSynthesised, "", false)
	}
	if r.m.Kind != message.Email && r.m.Kind != message.Report && r.m.Date.IsZero() {
		r.drop(ProblemDateMissing)
	}
}

// drop takes back a note that turned out not to matter.
func (r *mapiReader) drop(code string) {
	kept := r.m.Problems[:0]
	for _, p := range r.m.Problems {
		if p.Code != code {
			kept = append(kept, p)
		}
	}
	r.m.Problems = kept
}

// subjectOf gives the subject as people see it. QUIRK: a subject with a prefix
// is stored with U+0001 and the length of the prefix in front (MS-PST section
// 2.5.3.1.1.1).
func subjectOf(p mapi.Props) string {
	s := mapi.Text(p, mapi.Subject)
	if rs := []rune(clip(s, 16)); len(rs) >= 2 && rs[0] == 1 {
		s = s[len(string(rs[:2])):]
	}
	return s
}

// degrees adds importance and sensitivity where they are not the usual ones.
func (r *mapiReader) degrees(add func(name, value string)) {
	if n, ok := mapi.Int(r.it.Props, mapi.Importance); ok && (n == 0 || n == 2) {
		add("Importance", [...]string{0: "low", 2: "high"}[n])
	}
	if n, ok := mapi.Int(r.it.Props, mapi.Sensitivity); ok && n >= 1 && n <= 3 {
		add("Sensitivity", [...]string{1: "Personal", 2: "Private", 3: "Company-Confidential"}[n])
	}
}

// Verbs of PidTagLastVerbExecuted (MS-OXOMSG section 2.2.1.7).
const (
	verbReply    = 102
	verbReplyAll = 103
	verbForward  = 104
)

// flags reads the states a store keeps.
func (r *mapiReader) flags() {
	p := r.it.Props
	add := func(on bool, flag string) {
		if on {
			r.m.Flags = append(r.m.Flags, flag)
		}
	}
	bits, _ := mapi.Int(p, mapi.MessageFlags)
	verb, _ := mapi.Int(p, mapi.LastVerb)
	flagged, _ := mapi.Int(p, mapi.FlagStatus)
	add(bits&mapi.FlagRead != 0, "seen")
	add(bits&mapi.FlagUnsent != 0 && r.m.Kind == message.Email, "draft")
	add(verb == verbReply || verb == verbReplyAll, "replied")
	add(verb == verbForward, "forwarded")
	add(flagged == 2, "flagged")
	if labels, ok := mapi.Find(p, mapi.NamedText(mapi.SetPublicStrings, "Keywords")).([]string); ok {
		for _, l := range labels {
			add(l != "", "label:"+oneLine(l))
		}
	}
}

// attachments maps every attachment and gives the sums of their bytes.
func (r *mapiReader) attachments() [][32]byte {
	sums := make([][32]byte, len(r.it.Attached))
	for i := range r.it.Attached {
		r.used.parts++
		if r.used.parts > r.lim.Parts {
			r.m.Note(ProblemParts, "", true)
			break
		}
		sums[i] = r.attachment(&r.it.Attached[i])
	}
	return sums
}

func (r *mapiReader) attachment(from *mapi.Attachment) [32]byte {
	a := message.Attachment{Size: -1, Name: attachmentName(from.Props), ContentID: strings.Trim(mapi.Text(from.Props, mapi.AttachContentID), "<> ")}
	a.Type = strings.ToLower(oneLine(strings.TrimSpace(mapi.Text(from.Props, mapi.AttachMimeTag))))
	if !strings.Contains(a.Type, "/") || a.Type == "application/octet-stream" {
		a.Type = typeByName(a.Name)
	}
	a.Inline = r.isInline(from.Props, a.ContentID)
	var sum [32]byte
	switch {
	case from.Item != nil:
		sum = r.embedded(from, &a)
	case from.Err != nil:
		r.m.Note(ProblemAttachment, "", true)
	case from.Open != nil:
		sum = r.bytesOf(from, &a)
	case from.Method >= mapi.ByReference && from.Method <= mapi.ByRefOnly || from.Method == mapi.ByWebLocation:
		r.m.Note(ProblemReference, "", true)
	default:
		r.m.Note(ProblemAttachment, fmt.Sprintf("method %d", from.Method), true)
	}
	r.m.Attached = append(r.m.Attached, a)
	if sum != ([32]byte{}) && from.Item == nil {
		r.unpack(a)
	}
	return sum
}

// attachmentName prefers what the sender called the file. Of a link it is the
// last element of where it leads.
func attachmentName(p mapi.Props) string {
	for _, id := range []mapi.ID{mapi.AttachLongName, mapi.AttachShortName, mapi.AttachLongPath, mapi.AttachPath, mapi.DisplayName} {
		s := strings.TrimSpace(oneLine(mapi.Text(p, id)))
		if id == mapi.AttachLongPath || id == mapi.AttachPath {
			s = s[strings.LastIndexAny(s, `/\`)+1:]
		}
		if s != "" {
			return s
		}
	}
	return ""
}

// isInline tells pictures of the text from files that were sent with it.
func (r *mapiReader) isInline(p mapi.Props, cid string) bool {
	if hidden, _ := p.Value(mapi.AttachHidden).(bool); hidden {
		return true
	}
	if flags, _ := mapi.Int(p, mapi.AttachFlags); flags&4 != 0 {
		return true
	}
	if cid == "" {
		return false
	}
	html, ok := r.m.Body("text/html")
	return ok && strings.Contains(html.Text, "cid:"+cid)
}

// bytesOf sets how an attachment's bytes are had, after reading them once for
// their sum and to learn whether they are all there.
func (r *mapiReader) bytesOf(from *mapi.Attachment, a *message.Attachment) (sum [32]byte) {
	open := from.Open
	a.Open = func() (io.ReadCloser, error) {
		f, _, err := open()
		return f, err
	}
	if from.Method == mapi.OLE {
		r.m.Note(ProblemOLE, "", false)
	}
	f, err := a.Open()
	if err != nil {
		r.m.Note(ProblemAttachment, "", true)
		a.Open = nil
		return sum
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(f, r.lim.Item+1))
	if err != nil || n > r.lim.Item {
		r.m.Note(ProblemAttachment, fmt.Sprintf("%d bytes are there", n), true)
	} else {
		a.Size = n
	}
	return [32]byte(h.Sum(nil))
}
