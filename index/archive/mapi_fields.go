package archive

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"vaughn/index/archive/mapi"
	"vaughn/index/message"
)

// shown is one line of what a person sees of an item that is no mail.
type shown struct {
	label string
	value func(mapi.Props) string
}

// fields gives the lines of a calendar item, contact, task or journal entry,
// "Label: value", and adds them to the headers. Instants are in UTC and say so.
func (r *mapiReader) fields() string {
	var list []shown
	switch r.m.Kind {
	case message.Calendar:
		list = calendarLines
	case message.Contact:
		list = contactLines
	case message.Task:
		list = taskLines
	case message.Note:
		list = journalLines
	}
	var b strings.Builder
	for _, s := range list {
		v := strings.TrimSpace(oneLine(unixLines(s.value(r.it.Props))))
		if v == "" {
			continue
		}
		fmt.Fprintf(&b, "%s: %s\n", s.label, v)
		r.m.Headers = append(r.m.Headers, message.Header{Name: strings.ReplaceAll(s.label, " ", "-"), Value: v})
	}
	return b.String()
}

// Named properties (MS-OXPROPS section 2).
var (
	apptStart      = mapi.Named(mapi.SetAppointment, 0x820D)
	apptEnd        = mapi.Named(mapi.SetAppointment, 0x820E)
	apptAllDay     = mapi.Named(mapi.SetAppointment, 0x8215)
	apptLocation   = mapi.Named(mapi.SetAppointment, 0x8208)
	apptState      = mapi.Named(mapi.SetAppointment, 0x8217)
	apptRecur      = mapi.Named(mapi.SetAppointment, 0x8216)
	apptPattern    = mapi.Named(mapi.SetAppointment, 0x8232)
	apptZone       = mapi.Named(mapi.SetAppointment, 0x8234)
	apptAttendees  = mapi.Named(mapi.SetAppointment, 0x8238)
	taskStatus     = mapi.Named(mapi.SetTask, 0x8101)
	taskPercent    = mapi.Named(mapi.SetTask, 0x8102)
	taskStart      = mapi.Named(mapi.SetTask, 0x8104)
	taskDue        = mapi.Named(mapi.SetTask, 0x8105)
	taskDone       = mapi.Named(mapi.SetTask, 0x810F)
	taskOwner      = mapi.Named(mapi.SetTask, 0x811F)
	journalType    = mapi.Named(mapi.SetLog, 0x8700)
	journalStart   = mapi.Named(mapi.SetLog, 0x8706)
	journalEnd     = mapi.Named(mapi.SetLog, 0x8708)
	contactWork    = mapi.Named(mapi.SetAddress, 0x801B)
	contactHome    = mapi.Named(mapi.SetAddress, 0x801A)
	contactMessage = mapi.Named(mapi.SetAddress, 0x8062)
	contactMail1   = mapi.Named(mapi.SetAddress, 0x8083)
	contactMail2   = mapi.Named(mapi.SetAddress, 0x8093)
	contactMail3   = mapi.Named(mapi.SetAddress, 0x80A3)
)

var (
	calendarLines = []shown{
		{"Meeting", meeting},
		{"Start", either(named(apptStart), fixed(mapi.StartDate))},
		{"End", either(named(apptEnd), fixed(mapi.EndDate))},
		{"All day", named(apptAllDay)},
		{"Time zone", named(apptZone)},
		{"Location", named(apptLocation)},
		{"Recurrence", either(named(apptPattern), recurrence)},
		{"Attendees", named(apptAttendees)},
	}
	contactLines = []shown{
		{"Name", fixed(mapi.DisplayName)},
		{"Company", fixed(mapi.Company)},
		{"Department", fixed(mapi.Department)},
		{"Title", fixed(mapi.Title)},
		{"E-mail", named(contactMail1)},
		{"E-mail 2", named(contactMail2)},
		{"E-mail 3", named(contactMail3)},
		{"Business phone", fixed(mapi.BusinessPhone)},
		{"Home phone", fixed(mapi.HomePhone)},
		{"Mobile phone", fixed(mapi.MobilePhone)},
		{"Fax", fixed(mapi.BusinessFax)},
		{"Business address", named(contactWork)},
		{"Home address", named(contactHome)},
		{"Postal address", fixed(mapi.PostalAddress)},
		{"Web page", fixed(mapi.BusinessWebURL)},
		{"Instant messaging", named(contactMessage)},
		{"Birthday", fixed(mapi.Birthday)},
	}
	taskLines = []shown{
		{"Start", named(taskStart)},
		{"Due", named(taskDue)},
		{"Status", status},
		{"Complete", taskPercentage},
		{"Completed", named(taskDone)},
		{"Owner", named(taskOwner)},
	}
	journalLines = []shown{
		{"Entry type", named(journalType)},
		{"Start", named(journalStart)},
		{"End", named(journalEnd)},
	}
)

func named(n mapi.Name) func(mapi.Props) string {
	return func(p mapi.Props) string { return spell(mapi.Find(p, n)) }
}

func fixed(id mapi.ID) func(mapi.Props) string {
	return func(p mapi.Props) string { return spell(p.Value(id)) }
}

func either(first, second func(mapi.Props) string) func(mapi.Props) string {
	return func(p mapi.Props) string {
		if s := first(p); s != "" {
			return s
		}
		return second(p)
	}
}

// spell writes a value for a person. A switch that is off is not worth a line.
func spell(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case time.Time:
		return v.Format("2006-01-02 15:04 UTC")
	case bool:
		if v {
			return "yes"
		}
	}
	return ""
}

// meeting says what a meeting message or an appointment's state means
// (MS-OXOCAL section 2.2.1.10: bit 2 is "cancelled").
func meeting(p mapi.Props) string {
	class := strings.ToUpper(mapi.Text(p, mapi.MessageClass))
	for _, m := range [][2]string{
		{"IPM.SCHEDULE.MEETING.REQUEST", "request"}, {"IPM.SCHEDULE.MEETING.CANCELED", "cancelled"},
		{"IPM.SCHEDULE.MEETING.RESP.POS", "accepted"}, {"IPM.SCHEDULE.MEETING.RESP.NEG", "declined"},
		{"IPM.SCHEDULE.MEETING.RESP.TENT", "tentatively accepted"}, {"IPM.SCHEDULE.MEETING.NOTIFICATION", "forwarded"},
	} {
		if strings.HasPrefix(class, m[0]) {
			return m[1]
		}
	}
	if state, ok := mapi.Find(p, apptState).(int64); ok && state&4 != 0 {
		return "cancelled"
	}
	return ""
}

func status(p mapi.Props) string {
	n, ok := mapi.Find(p, taskStatus).(int64)
	if !ok || n < 0 || n > 4 {
		return ""
	}
	return [...]string{"not started", "in progress", "complete", "waiting on others", "deferred"}[n]
}

func taskPercentage(p mapi.Props) string {
	f, ok := mapi.Find(p, taskPercent).(float64)
	if !ok || f < 0 || f > 1 {
		return ""
	}
	return fmt.Sprintf("%.0f %%", 100*f)
}

// recurrence says how often, from the binary pattern (MS-OXOCAL section
// 2.2.1.44.1): the frequency at byte 4, the period at byte 14, where a daily
// one counts minutes.
func recurrence(p mapi.Props) string {
	b, _ := mapi.Find(p, apptRecur).([]byte)
	if len(b) < 22 {
		return ""
	}
	period := binary.LittleEndian.Uint32(b[14:])
	unit, ok := map[uint16]string{0x200A: "day", 0x200B: "week", 0x200C: "month", 0x200D: "year"}[binary.LittleEndian.Uint16(b[4:])]
	switch {
	case !ok:
		return "repeats"
	case unit == "day" && period >= 24*60:
		period /= 24 * 60
	case unit == "year":
		period /= 12
	}
	if period <= 1 {
		return "every " + unit
	}
	return fmt.Sprintf("every %d %ss", period, unit)
}
