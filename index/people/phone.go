package people

import (
	"regexp"
	"strings"
)

// Region is how a country writes telephone numbers: its calling code and the
// digit that begins a domestic long-distance number.
type Region struct {
	Code  string
	Trunk string
}

// RegionOf gives the region of an IANA time zone; a zone it does not know is
// taken for North America, where the program's users sit.
func RegionOf(zone string) Region {
	if r, ok := zones[zone]; ok {
		return r
	}
	return Region{"1", "1"}
}

var zones = map[string]Region{
	"Europe/London": {"44", "0"}, "Europe/Dublin": {"353", "0"}, "Europe/Berlin": {"49", "0"}, "Europe/Paris": {"33", "0"},
	"Europe/Madrid": {"34", ""}, "Europe/Rome": {"39", ""}, "Europe/Vienna": {"43", "0"}, "Europe/Zurich": {"41", "0"},
	"Europe/Brussels": {"32", "0"}, "Europe/Amsterdam": {"31", "0"}, "Europe/Luxembourg": {"352", ""}, "Europe/Lisbon": {"351", ""},
	"Europe/Stockholm": {"46", "0"}, "Europe/Oslo": {"47", ""}, "Europe/Copenhagen": {"45", ""}, "Europe/Helsinki": {"358", "0"},
	"Europe/Warsaw": {"48", ""}, "Europe/Prague": {"420", ""}, "Europe/Budapest": {"36", "06"}, "Europe/Athens": {"30", ""},
	"Europe/Bucharest": {"40", "0"}, "Europe/Kyiv": {"380", "0"}, "Europe/Istanbul": {"90", "0"}, "Europe/Moscow": {"7", "8"},
	"Asia/Jerusalem": {"972", "0"}, "Asia/Dubai": {"971", "0"}, "Asia/Kolkata": {"91", "0"}, "Asia/Singapore": {"65", ""},
	"Asia/Hong_Kong": {"852", ""}, "Asia/Tokyo": {"81", "0"}, "Asia/Seoul": {"82", "0"}, "Asia/Shanghai": {"86", "0"},
	"Australia/Sydney": {"61", "0"}, "Australia/Melbourne": {"61", "0"}, "Pacific/Auckland": {"64", "0"},
	"America/Mexico_City": {"52", ""}, "America/Sao_Paulo": {"55", "0"}, "America/Bogota": {"57", ""},
	"America/Argentina/Buenos_Aires": {"54", "0"}, "America/Santiago": {"56", ""}, "Africa/Johannesburg": {"27", "0"},
}

// extension is the inner number behind a line's own.
var extension = regexp.MustCompile(`(?i)[\s,;]*(?:x|ext\.?|extension|#)\s*[:=]?\s*(\d{1,6})\s*$`)

// Phone gives a number in the form of ITU-T E.164, '+' and digits, whatever the
// notation; an extension follows as ";ext=12" (RFC 3966 section 5.3), for the
// people of an office share its line. It refuses what cannot be a whole number:
// a local one without its area, or one that breaks the North American plan.
func (r Region) Phone(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if i := strings.LastIndexByte(s, ':'); i >= 0 && i < 12 { // "tel:", "Mobile:"
		s = s[i+1:]
	}
	ext := ""
	if m := extension.FindStringSubmatchIndex(s); m != nil {
		ext, s = ";ext="+s[m[2]:m[3]], s[:m[0]]
	}
	// QUIRK: "+44 (0)20 …" names the domestic digit that is not to be dialled.
	s = strings.Replace(s, "(0)", "", 1)
	plus, dialled := false, make([]byte, 0, 16)
	for i, c := range s {
		switch {
		case c >= '0' && c <= '9':
			dialled = append(dialled, byte(c))
		case c == '+' && len(dialled) == 0 && !plus:
			plus = true
		case strings.ContainsRune(" .-()/\u00a0\u2010\u2011\u2012\u2013\u202a\u202c\u2009\u202f", c):
		default:
			return "", false
		}
		if i > 40 {
			return "", false
		}
	}
	d := r.international(string(dialled), plus)
	if len(d) < 8 || len(d) > 15 || d[0] == '0' || d[0] == '1' && !american(d) {
		return "", false
	}
	return "+" + d + ext, true
}

// international puts the calling code before the digits of a number; "" when
// it cannot be known.
func (r Region) international(d string, plus bool) string {
	if plus {
		return d
	}
	if r.Code == "1" {
		switch {
		case len(d) == 10:
			return "1" + d
		case len(d) == 11 && d[0] == '1':
			return d
		case strings.HasPrefix(d, "011"):
			return d[3:]
		}
		return ""
	}
	switch {
	case strings.HasPrefix(d, "00"):
		return d[2:]
	case r.Trunk != "" && strings.HasPrefix(d, r.Trunk):
		return r.Code + d[len(r.Trunk):]
	case r.Trunk == "" && len(d) >= 8 && len(d) <= 10:
		return r.Code + d
	}
	return ""
}

// american checks a number of the North American plan: neither the area nor
// the exchange begins with 0 or 1.
func american(d string) bool { return len(d) == 11 && d[1] >= '2' && d[4] >= '2' }

// written is a telephone number in running text.
var written = regexp.MustCompile(`(?:\+\d{1,3}[ .\-]?)?(?:\(\d{1,5}\)[ .\-]?)?\d{2,5}(?:[ .\-/]\d{2,5}){1,4}(?:\s*(?:x|ext\.?)\s*\d{1,6})?|\+\d{8,15}`)

// maxLines is how many of the last lines of somebody's own words may be the
// signature.
const maxLines = 12

// Signed lists the telephone numbers in the last lines of a text, as they are
// written there.
func Signed(own string) []string {
	own = strings.TrimRight(own, " \n\t")
	at := len(own)
	for range maxLines {
		at = strings.LastIndexByte(own[:max(at, 0)], '\n')
		if at < 0 {
			break
		}
	}
	var out []string
	for line := range strings.SplitSeq(own[max(at, 0):], "\n") {
		if len(line) > 300 {
			continue
		}
		lower := strings.ToLower(line)
		if strings.Contains(lower, "fax") && !strings.Contains(lower, "phone") {
			continue // whole offices share one
		}
		for _, at := range written.FindAllStringIndex(line, 4) {
			// A part of a longer number or word is no telephone number.
			if at[0] > 0 && inWord(line[at[0]-1]) || at[1] < len(line) && inWord(line[at[1]]) {
				continue
			}
			if n := line[at[0]:at[1]]; strings.ContainsAny(n, "xX") || digits(n) <= 15 {
				out = append(out, n)
			}
		}
	}
	return out
}

func digits(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

func inWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_' || c == '=' || c == '/'
}
