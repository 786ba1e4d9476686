package archive

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// zoneNames are offsets in minutes east of UTC. RFC 5322 section 4.3 knows the
// American ones; the others are what mailers write most.
var zoneNames = map[string]int{
	"ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0,
	"est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
	"akst": -540, "akdt": -480, "hst": -600, "ast": -240, "adt": -180, "nst": -210, "ndt": -150,
	"bst": 60, "west": 60, "cet": 60, "met": 60, "mez": 60, "cest": 120, "mest": 120, "mesz": 120, "eet": 120, "eest": 180, "msk": 180, "msd": 240,
	"ist": 330, "sgt": 480, "hkt": 480, "awst": 480, "jst": 540, "kst": 540, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "brt": -180,
}

// monthPrefixes maps how month names begin, English first, then other
// languages where they differ. QUIRK: some mailers write the Date field in the
// user's language.
var monthPrefixes = []struct {
	prefix string
	month  time.Month
}{
	{"jan", 1}, {"feb", 2}, {"mar", 3}, {"apr", 4}, {"may", 5}, {"jun", 6}, {"jul", 7}, {"aug", 8}, {"sep", 9}, {"oct", 10}, {"nov", 11}, {"dec", 12},
	{"mär", 3}, {"mrz", 3}, {"mai", 5}, {"mei", 5}, {"okt", 10}, {"dez", 12}, // German, Dutch, Nordic
	{"janv", 1}, {"fév", 2}, {"fev", 2}, {"avr", 4}, {"juin", 6}, {"juil", 7}, {"aoû", 8}, {"aou", 8}, {"déc", 12}, // French
	{"ene", 1}, {"abr", 4}, {"ago", 8}, {"dic", 12}, {"gen", 1}, {"mag", 5}, {"giu", 6}, {"lug", 7}, {"set", 9}, {"ott", 10}, {"out", 10}, {"maj", 5}, // Spanish, Italian, Portuguese, Polish
}

// stamp is a date as read: the instant and what the text said of its zone.
type stamp struct {
	at   time.Time // UTC
	zone string    // as stated; "assumed UTC" when nothing was
}

// parseDate reads the date forms met in mail: RFC 5322 with and without its
// obsolete parts, asctime, ISO 8601, names of zones and months in several
// languages, 12-hour clocks, missing seconds, two-digit years, 24:00. It never
// guesses which of two numbers is the month: all-number dates other than year
// first are refused.
func parseDate(s string) (stamp, bool) {
	var d dateParts
	d.day, d.month, d.year, d.hour = -1, -1, -1, -1
	for _, tok := range dateTokens(s) {
		if !d.take(tok) {
			return stamp{}, false
		}
	}
	return d.stamp()
}

// dateTokens cuts at blanks and commas; comments in parentheses are dropped
// unless they hold the only zone there is.
func dateTokens(s string) []string {
	s = clip(s, 200)
	var comment string
	for {
		i := strings.IndexByte(s, '(')
		if i < 0 {
			break
		}
		j := strings.IndexByte(s[i:], ')')
		if j < 0 {
			s = s[:i]
			break
		}
		comment = s[i+1 : i+j]
		s = s[:i] + " " + s[i+j+1:]
	}
	toks := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' || r == '\u00a0' })
	if _, ok := zoneNames[strings.ToLower(comment)]; ok {
		toks = append(toks, "("+comment)
	}
	return toks
}

type dateParts struct {
	day, month, year, hour, min, sec int
	zone                             string
	offset                           int // minutes
	zoned, pm, am                    bool
}

// take reads one token; false means that the text is no date.
func (d *dateParts) take(tok string) bool {
	low := strings.ToLower(tok)
	switch {
	case low[0] == '(':
		if !d.zoned {
			d.zoned, d.zone, d.offset = true, tok[1:], zoneNames[low[1:]]
		}
		return true
	case strings.IndexByte(tok, 'T') == 10:
		return d.takeNumber(tok)
	case strings.IndexByte(tok, ':') > 0 && tok[0] >= '0' && tok[0] <= '9':
		return d.takeTime(tok)
	case (tok[0] == '+' || tok[0] == '-') && len(tok) > 2 && d.hour >= 0:
		return d.takeOffset(tok)
	case tok[0] >= '0' && tok[0] <= '9':
		return d.takeNumber(tok)
	case low == "am" || low == "a.m.":
		d.am = true
		return true
	case low == "pm" || low == "p.m.":
		d.pm = true
		return true
	}
	if d.month < 0 {
		if m := monthOf(low); m > 0 && !isWeekdayOnly(low) {
			d.month = m
			return true
		}
	}
	return d.takeZoneName(tok, low)
}

// takeZoneName reads "EST", "GMT+0100", "UTC-5"; an unknown word after the
// time is kept as the zone's name with no offset, one before it is a weekday.
func (d *dateParts) takeZoneName(tok, low string) bool {
	if d.hour < 0 {
		return true
	}
	if i := strings.IndexAny(low, "+-"); i > 0 {
		if off, ok := zoneNames[low[:i]]; ok {
			if !d.takeOffset(tok[i:]) {
				return false
			}
			d.zone, d.offset = tok, d.offset+off
			return true
		}
	}
	if d.zoned {
		return true
	}
	if off, ok := zoneNames[low]; ok {
		d.zoned, d.zone, d.offset = true, tok, off
		return true
	}
	if d.zone == "" {
		d.zone = tok
	}
	return true
}

func (d *dateParts) takeOffset(tok string) bool {
	digits := strings.ReplaceAll(tok[1:], ":", "")
	n, err := strconv.Atoi(digits)
	if err != nil || len(digits) > 4 {
		return false
	}
	if len(digits) <= 2 {
		n *= 100
	}
	minutes := n/100*60 + n%100
	// RFC 5322 allows any hhmm; the earth has none beyond 14 hours, and a
	// typing error must not move a date by days.
	if minutes > 14*60 {
		return false
	}
	if tok[0] == '-' {
		minutes = -minutes
	}
	if !d.zoned {
		d.zoned, d.zone, d.offset = true, tok, minutes
	}
	return true
}

// takeTime reads h:m, h:m:s and h:m:s.fraction with an offset, "Z" or AM/PM
// glued to it.
func (d *dateParts) takeTime(tok string) bool {
	if d.hour >= 0 {
		return false
	}
	end := strings.IndexFunc(tok, func(r rune) bool { return (r < '0' || r > '9') && r != ':' && r != '.' })
	tail := ""
	if end > 0 {
		tok, tail = tok[:end], tok[end:]
	}
	f := strings.Split(tok, ":")
	if len(f) < 2 || len(f) > 3 {
		return false
	}
	var err error
	if d.hour, err = strconv.Atoi(f[0]); err != nil {
		return false
	}
	if d.min, err = strconv.Atoi(f[1]); err != nil {
		return false
	}
	if len(f) == 3 {
		sec, _, _ := strings.Cut(f[2], ".")
		if d.sec, err = strconv.Atoi(sec); err != nil {
			return false
		}
	}
	return tail == "" || d.take(tail)
}

// takeNumber reads a day, a year, or a whole date: 2024-03-05, 5-Mar-2024,
// 2024-03-05T10:00:00Z, 2024/03/05.
func (d *dateParts) takeNumber(tok string) bool {
	if i := strings.IndexByte(tok, 'T'); i == 10 && strings.IndexByte(tok, ':') > i {
		return d.takeNumber(tok[:i]) && d.takeTime(tok[i+1:])
	}
	if f := strings.FieldsFunc(tok, func(r rune) bool { return r == '-' || r == '/' }); len(f) == 3 {
		y, errY := strconv.Atoi(f[0])
		m, errM := strconv.Atoi(f[1])
		day, errD := strconv.Atoi(f[2])
		if len(f[0]) == 4 && errY == nil && errM == nil && errD == nil {
			d.year, d.month, d.day = y, m, day
			return true
		}
		month := monthOf(strings.ToLower(f[1]))
		if month > 0 && errY == nil && errD == nil {
			d.day, d.month = y, month
			return d.takeYear(f[2])
		}
		return false
	}
	tok = strings.TrimRight(tok, ".") // "5. März 2024"
	n, err := strconv.Atoi(tok)
	switch {
	case err != nil:
		return false
	case d.day < 0 && n <= 31 && len(tok) <= 2:
		d.day = n
		return true
	case d.year < 0:
		return d.takeYear(tok)
	}
	return false
}

// takeYear widens two- and three-digit years as RFC 5322 section 4.3 says.
func (d *dateParts) takeYear(tok string) bool {
	n, err := strconv.Atoi(tok)
	if err != nil || len(tok) > 4 || len(tok) < 2 {
		return false
	}
	switch {
	case len(tok) == 2 && n < 50:
		n += 2000
	case len(tok) < 4:
		n += 1900
	}
	d.year = n
	return true
}

func (d *dateParts) stamp() (stamp, bool) {
	if d.day < 1 || d.day > 31 || d.month < 1 || d.month > 12 || d.year < 1900 || d.hour > 24 || d.min > 59 || d.min < 0 || d.sec > 60 || d.sec < 0 {
		return stamp{}, false
	}
	hour := max(d.hour, 0)
	if hour <= 12 && d.hour >= 0 && (d.pm || d.am) {
		hour %= 12
		if d.pm {
			hour += 12
		}
	}
	t := time.Date(d.year, time.Month(d.month), d.day, hour, d.min, d.sec, 0, time.UTC)
	if t.Day() != d.day && hour != 24 && d.sec != 60 {
		return stamp{}, false
	}
	zone := oneLine(strings.ToValidUTF8(clip(d.zone, 40), "\uFFFD"))
	d.zone = zone
	if !d.zoned {
		zone = "assumed UTC"
		if d.zone != "" {
			zone = fmt.Sprintf("assumed UTC for %s", d.zone)
		}
	}
	return stamp{t.Add(-time.Duration(d.offset) * time.Minute), zone}, true
}

func monthOf(low string) int {
	for _, m := range monthPrefixes {
		if strings.HasPrefix(low, m.prefix) {
			return int(m.month)
		}
	}
	return -1
}

// isWeekdayOnly keeps names of days apart from months they begin like:
// "mar." is Tuesday in French, Spanish and Italian before the day's number.
func isWeekdayOnly(low string) bool {
	return strings.HasPrefix(low, "mart") || strings.HasPrefix(low, "mardi") || low == "mar."
}
