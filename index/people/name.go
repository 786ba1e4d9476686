package people

import (
	"strings"
	"unicode"

	"vaughn/index/query"
)

// FullName is a person's name taken apart. Its parts are folded as words of a
// search are; a name that is not that of one human has an empty Key.
type FullName struct {
	Given, Family string
	Middle        string   // initials, "ab"
	Suffix        string   // jr, sr, ii, iii …
	Nicks         []string // as written
}

// Key is what names are compared by: first given name and family name. "" when
// the name is incomplete: one word, or an initial for the given name.
func (n FullName) Key() string {
	if len([]rune(n.Given)) < 2 || len([]rune(n.Family)) < 2 {
		return ""
	}
	return n.Given + " " + n.Family
}

// agree tells whether two names with one Key can be one person's, and whether
// only one of them carries what would tell.
func (n FullName) agree(o FullName) (can, unsure bool) {
	for _, p := range [2][2]string{{n.Suffix, o.Suffix}, {n.Middle, o.Middle}} {
		switch {
		case p[0] == p[1]:
		case p[0] == "" || p[1] == "":
			unsure = true
		case !strings.HasPrefix(p[0], p[1]) && !strings.HasPrefix(p[1], p[0]):
			return false, false
		}
	}
	return true, unsure
}

func setOf(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

var (
	titles    = setOf("mr mrs ms miss dr prof hon sir dame rev fr sgt ssg sfc msg maj col ltc cpt capt cdr lcdr gen lt ltjg adm radm herr frau mme")
	suffixes  = setOf("jr sr ii iii iv")
	degrees   = setOf("esq phd md jd mba pe cpa rn mph pmp cissp dds llm dvm msc bsc")
	tags      = setOf("civ ctr mil us usa usaf usn usmc uscg usarmy gov govt fed contractor cont fn ng arng ocio ogc hq usace noaa dhs dod doj epa gsa nasa external ext")
	particles = setOf("de da del della der den di dos du la le van von bin ibn al el ter ten zu zum st")
	// offices are words that no human is called by.
	offices = setOf("foia office team desk support service services admin administrator list group department dept committee press info staff" +
		" help helpdesk mail mailer system notification notifications news newsletter account accounts billing program project division branch" +
		" bureau agency records archive postmaster daemon robot bot alert alerts reply noreply unknown undisclosed recipients owner phone all center centre headquarters council board commission committee everyone")
	generic = setOf("you me")
)

// ParseName takes a display name apart: "Jane Q. Doe", "DOE, JANE Q CIV USARMY
// (USA)", "Doe, Jr., John", "Robert (Bob) Moss", "Jane Doe via List". Words in
// brackets are an agency's marks unless they are spelled as a name is.
func ParseName(s string) FullName {
	var n FullName
	if len(s) > 200 || strings.ContainsAny(s, "@<>") {
		return n // an address in place of a name proves nothing about anybody
	}
	s = strings.Trim(s, " '\"\u00a0\t")
	s, n.Nicks = brackets(s)
	for _, cut := range []string{" via ", " - ", " | ", " / ", "/", " on behalf of "} {
		if i := strings.Index(s, cut); i > 0 {
			s = s[:i]
		}
	}
	parts := strings.Split(s, ",")
	words := n.plain(parts[0])
	if len(parts) > 1 {
		var given []string
		for _, p := range parts[1:] {
			w := n.plain(p)
			// "Jane Doe, EPA" names an office behind a whole name.
			office := len(words) > 1 && !particles[words[0]] && strings.ToUpper(p) == p && strings.ToUpper(parts[0]) != parts[0]
			if len(given) == 0 && !office {
				given = w
			}
		}
		if len(given) > 0 {
			words = append(given, strings.Join(words, " ")) // Last, First
		}
	}
	if len(words) < 2 || len(words) > 6 {
		return n
	}
	last := len(words) - 1
	for last > 1 && particles[words[last-1]] {
		words[last-1] += " " + words[last]
		last--
	}
	for _, w := range words[:last+1] {
		if offices[w] || !lettersOnly(w) {
			return n
		}
	}
	n.Given, n.Family = words[0], words[last]
	for _, w := range words[1:last] {
		n.Middle += string([]rune(w)[:1])
	}
	return n
}

// brackets takes out what stands in brackets or inner quotation marks.
func brackets(s string) (rest string, nicks []string) {
	var out, in strings.Builder
	open := rune(0)
	for _, c := range s {
		switch {
		case open == 0 && strings.ContainsRune(`([{"“`, c):
			open = c
			in.Reset()
		case open != 0 && strings.ContainsRune(`)]}"”`, c):
			if w := strings.TrimSpace(in.String()); nickname(w) {
				nicks = append(nicks, w)
			}
			open = 0
			out.WriteByte(' ')
		case open != 0:
			in.WriteRune(c)
		default:
			out.WriteRune(c)
		}
	}
	return strings.TrimSpace(out.String()), nicks
}

// nickname: "Bob" is one, "CTR" and "she/her" are none.
func nickname(s string) bool {
	r := []rune(s)
	return len(r) >= 2 && len(r) <= 15 && unicode.IsUpper(r[0]) && unicode.IsLower(r[1]) && lettersOnly(strings.ToLower(s)) && !offices[strings.ToLower(s)]
}

var (
	unmarked = strings.NewReplacer("’", "", "'", "", ".", "")
	squeeze  = strings.NewReplacer(".", "", "_", "", "-", "", " ", "")
)

// plain gives the folded words of a part that belong to the name itself and
// notes a suffix.
func (n *FullName) plain(s string) []string {
	fields := strings.Fields(s)
	mixed := strings.ToUpper(s) != s
	var out []string
	for i, f := range fields {
		w := query.Fold(strings.Trim(f, ".,;:'\"’"))
		w = unmarked.Replace(w)
		switch {
		case w == "" || titles[w] && i == 0 && len(fields) > 1 || degrees[w]:
		case suffixes[w]:
			n.Suffix = w
		case tags[w] && i > 0 && (!mixed || strings.ToUpper(f) == f):
		case mixed && i > 1 && len(f) > 2 && strings.ToUpper(f) == f && strings.ToLower(f) != f && !strings.Contains(f, "."):
			// "Doe, Jane A OGC": capitals among words that have small letters.
		default:
			out = append(out, w)
		}
	}
	return out
}

func lettersOnly(s string) bool {
	for _, c := range s {
		if !unicode.IsLetter(c) && !unicode.Is(unicode.Mn, c) && c != '-' && c != ' ' {
			return false
		}
	}
	return s != ""
}

// spells tells whether the part of an address before '@' is made from a name:
// jane.doe, jdoe, doej, janed, doe, doe.jane, with or without figures behind.
func spells(local string, key string) bool {
	given, family, ok := strings.Cut(key, " ")
	if !ok {
		return false
	}
	l := strings.TrimRight(squeeze.Replace(local), "0123456789")
	given, family = squeeze.Replace(given), squeeze.Replace(family)
	if l == "" || family == "" || given == "" {
		return false
	}
	initial := string([]rune(given)[:1])
	for _, s := range []string{given + family, family + given, initial + family, family + initial, given + string([]rune(family)[:1])} {
		if l == s {
			return true
		}
	}
	// With a middle initial: jqdoe, jane.q.doe.
	return strings.HasPrefix(l, initial) && strings.HasSuffix(l, family) && len(l) == len(initial)+1+len(family) ||
		strings.HasPrefix(l, given) && strings.HasSuffix(l, family) && len(l) == len(given)+1+len(family)
}
