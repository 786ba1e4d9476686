package suggest

import "strings"

// A name inside the name of a place, a firm or a law is not the person.

// thing tells whether a name is only part of what a place, firm or law is called.
func thing(t *text, from, to int) bool {
	if to < len(t.toks) && t.same(to-1, to) && !t.toks[to-1].owns && (t.called(from, to) || t.firm(from, to) || t.caption(from, to)) {
		return true
	}
	if to < len(t.toks) && t.comma(to-1) && to-from == 1 && (place[t.toks[from].fold] || t.toks[to].caps) && stateCodes[t.toks[to].fold] {
		return true
	}
	if from > 0 && t.beside(from-1) && t.toks[from-1].upper && thingBefore[t.toks[from-1].fold] {
		return true
	}
	if to-from != 1 || from == 0 || !place[t.toks[from].fold] || !t.spaced(from-1) {
		return false
	}
	switch t.toks[from-1].fold {
	case "in", "near", "at", "around", "outside", "downtown", "of", "via":
		return true
	}
	return false
}

// called tells whether what something is follows: "Doe Street". Where the line
// ends between the two, the words before must tell a place from a signature.
func (t *text) called(from, to int) bool {
	if !t.toks[to].upper || !thingAfter[t.toks[to].fold] {
		return false
	}
	return t.spaced(to-1) || to-from == 1 && t.beside(to-1) && from > 0 && t.beside(from-1) && before[t.toks[from-1].fold]
}

// maxFirm is how many words may stand between a name and what makes it a firm:
// "Doe Medical Supplies Inc.", "Doe & Sons LLP".
const maxFirm = 3

func (t *text) firm(from, to int) bool {
	joined := t.ampersand(to - 1)
	if to-from > 1 && !joined {
		return false // somebody named in full whose firm stands behind
	}
	for k := to; k < len(t.toks) && k <= to+maxFirm; k++ {
		if !t.spaced(k-1) && !t.ampersand(k-1) && !(t.comma(k-1) && incorporated[t.toks[k].fold]) {
			return false
		}
		if t.toks[k].upper && incorporated[t.toks[k].fold] {
			return true
		}
		if !t.toks[k].upper && t.toks[k].fold != "and" && t.toks[k].fold != "of" {
			return false
		}
	}
	return false
}

// caption tells whether a case is named: "Doe v. United States".
func (t *text) caption(from, to int) bool {
	against := func(k int) bool {
		return k > 0 && k+1 < len(t.toks) && (t.toks[k].fold == "v" || t.toks[k].fold == "vs") && !t.toks[k].upper && t.toks[k+1].upper && t.beside(k-1) && t.same(k, k+1) &&
			strings.Trim(t.gap(k), ". \u00a0\n>") == ""
	}
	return against(to) || from > 1 && t.same(from-2, from) && against(from-1)
}

// ampersand tells whether "&" joins tokens i and i+1.
func (t *text) ampersand(i int) bool {
	return i >= 0 && t.same(i, i+1) && strings.Trim(t.gap(i), " \u00a0\n>") == "&"
}
