package check

import (
	"regexp"
	"strings"

	"vaughn/index/passage"
	"vaughn/index/people"
	"vaughn/index/record"
	"vaughn/redact"
)

func set(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(s) {
		out[w] = true
	}
	return out
}

// What needs no hiding by itself: words of courtesy, of offices and of posts.
// A text made of such words alone names nobody.
var (
	courtesy = set(`hi hello hey dear greetings good morning afternoon evening day all team folks everyone everybody colleagues sir sirs madam
		ma am thanks thank you many so much again best regards kind warm warmest sincerely cheers respectfully very yours truly take care
		cordially fyi fysa v r`)
	posts = set(`director directors officer chief manager analyst counsel secretary commissioner administrator supervisor specialist attorney
		assistant associate deputy executive senior principal lead acting program project branch division section unit coordinator
		advisor adviser spokesperson spokesman spokeswoman superintendent president vice engineer technician inspector investigator agent
		special general representative liaison clerk examiner auditor architect planner operations information technology records management
		security human resources policy public affairs communications legal financial budget data privacy foia staff chairman chair`)
	core = set(`director officer chief manager analyst counsel secretary commissioner administrator supervisor specialist attorney coordinator
		advisor adviser spokesperson spokesman spokeswoman superintendent president engineer technician inspector investigator agent
		representative liaison clerk examiner auditor architect planner chairman`)
	offices = set(`u s us united states department office bureau agency administration service services directorate division branch section
		commission board council center centre headquarters federal national customs border protection immigration enforcement homeland
		security justice defense state treasury interior agriculture commerce labor health human education energy transportation
		veterans affairs intelligence investigation investigations inspector general information technology public archives records
		management budget program programs operations law army navy air force marine corps coast guard dhs cbp ice doj dod fbi
		cia nsa nara epa hhs usda dot doe irs sec ftc fcc fema tsa uscis usss omb gsa opm foia hq oit eiod opa oig ocio`)
	officeCore = set(`department office bureau agency administration directorate division branch commission board council center centre
		headquarters dhs cbp ice doj dod fbi cia nsa nara epa hhs usda irs sec ftc fcc fema tsa uscis usss omb gsa opm foia`)
	glue = set(`of the and for to a an in at on with`)
)

// Needless says why a text needs no hiding, "" when it may.
func Needless(text string) string {
	ws := words(text)
	if len(ws) == 0 || len(ws) > 14 || strings.ContainsAny(text, "@0123456789") {
		return ""
	}
	polite, post, office := true, true, true
	hasPost, hasOffice, named := false, false, 0
	for _, w := range ws {
		polite = polite && courtesy[w]
		post = post && (posts[w] || offices[w] || glue[w])
		office = office && (offices[w] || glue[w])
		hasPost = hasPost || core[w]
		hasOffice = hasOffice || officeCore[w]
		if offices[w] {
			named++
		}
	}
	hasOffice = hasOffice || named > 3
	switch {
	case polite && !lone(ws):
		return "A greeting or a word of courtesy needs no hiding."
	case office && hasOffice && (len(ws) > 1 || strings.ToUpper(text) == text):
		return "The name of an agency or office is public."
	case post && hasPost && (len(ws) > 1 || capital(strings.TrimSpace(text))):
		return "The name of a post is public; only who holds it may not be."
	}
	return ""
}

// lone tells words of courtesy that are names when they stand alone.
func lone(ws []string) bool {
	return len(ws) == 1 && (ws[0] == "dear" || ws[0] == "day" || ws[0] == "best" || ws[0] == "r" || ws[0] == "v" || ws[0] == "care" || ws[0] == "am" || ws[0] == "so" || ws[0] == "very")
}

// greeted is a greeting in front of a name that a mark hides with it.
var greeted = regexp.MustCompile(`^(?i:hi|hello|hey|dear|thanks|thank you|good morning|good afternoon|good evening|regards|best regards)[,!:]?\s+(\p{Lu})`)

// titled is a post in front of a name.
var titled = regexp.MustCompile(`^(?:(?:Acting|Deputy|Assistant|Associate|Executive|Chief|Senior|Special|Supervisory) )*(?:Director|Officer|Commissioner|Administrator|Secretary|Agent|Attorney|Counsel|Supervisor|Manager|Inspector|Chief) (\p{Lu}\p{Ll})`)

// private are the matters for which a whole paragraph may be a person's own.
var private = regexp.MustCompile(`(?i)\b(?:medical|surgery|diagnos\w*|illness|cancer|hospital\w*|doctor|physician|treatment|therap\w*|health|sick|disab\w*|pregnan\w*|wife|husband|spouse|son|daughter|child(?:ren)?|mother|father|mom|dad|family|divorce\w*|funeral|passed away|birthday|salary|pay ?check|bonus|disciplin\w*|reprimand\w*|suspend\w*|performance (?:review|rating)|harass\w*|grievance|complain\w*|arrest\w*|convict\w*|debt|bankrupt\w*|religio\w*|home|apartment|address|leave)\b`)

// paragraph is how many words under a person's exemption alone are more than a
// name, a contact or a line about somebody.
const paragraph = 18

// over reports a mark that hides what needs no hiding.
func (k *checker) over(it Item, m redact.Mark, t *seen) bool {
	text := it.Record.Text[m.Span.Start:m.Span.End]
	at := Place{it.Record, m.Span, m.Basis}
	rejected := m
	rejected.State = redact.Rejected
	if why := Needless(text); why != "" {
		k.report(Finding{Check: Over, Severity: Warn, Place: at, Why: why, Fix: []redact.Mark{rejected}})
		return true
	}
	if t.inPress(m.Span) && (personal(m.Basis) || advice(m.Basis)) {
		k.report(Finding{Check: Over, Severity: Warn, Place: at, Why: "This stands in a published text inside the message and is public.", Fix: []redact.Mark{rejected}})
		return true
	}
	for _, g := range [][]int{greeted.FindStringSubmatchIndex(text), titled.FindStringSubmatchIndex(text)} {
		if g != nil && len(words(text)) <= 6 && personal(m.Basis) {
			less := m
			less.Span.Start += g[2]
			k.report(Finding{Check: Over, Severity: Info, Place: at, Why: "The mark hides a greeting or post with the name; the name alone needs it.", Fix: []redact.Mark{less}})
			break
		}
	}
	if n := len(words(text)); n >= paragraph && onlyPersonal(m.Basis) && !header(it.Record, m.Span) && !private.MatchString(text) && !list(text) {
		k.report(Finding{Check: Over, Severity: Warn, Place: at, Why: "A whole paragraph is withheld for a person's privacy; hide the names in it, or say which other exemption it is for."})
		return true
	}
	return false
}

// list tells whether most of a text is names and addresses.
func list(text string) bool {
	n := 0
	ws := strings.Fields(text)
	for _, w := range ws {
		if capital(w) || strings.ContainsAny(w, "@0123456789") {
			n++
		}
	}
	return 2*n > len(ws)
}

// FullName tells whether a text is the full name of one person and nothing else.
func FullName(text string) bool {
	text = strings.TrimSpace(text)
	n := len(strings.Fields(text))
	if n < 2 || n > 4 || len(text) > 60 || strings.ContainsAny(text, "@0123456789\n") || Needless(text) != "" {
		return false
	}
	for _, w := range strings.Fields(text) {
		if !capital(strings.TrimLeft(w, "(“\"")) || courtesy[key(w)] {
			return false
		}
	}
	return people.ParseName(text).Key() != ""
}

var (
	oneMail   = regexp.MustCompile(`^<?[^\s@<>;,]+@[^\s@<>;,]+\.[A-Za-z]{2,}>?$`)
	oneNumber = regexp.MustCompile(`^[+(]?[\d][\d ().\-–/]{5,20}\d$`)
)

func mail(text string) bool   { return oneMail.MatchString(strings.TrimSpace(text)) }
func number(text string) bool { return oneNumber.MatchString(strings.TrimSpace(text)) }

// seen is what was made out about one record.
type seen struct {
	hidden    []record.Span
	proposed  []record.Span
	rejected  []record.Span
	press     []record.Span
	proposals []proposal
	found     []passage.Found
}

func (t *seen) inPress(s record.Span) bool { return within(s, t.press) }
