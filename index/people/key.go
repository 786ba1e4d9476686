package people

import (
	"regexp"
	"strings"

	"vaughn/index/query"
)

// KeyOf reads an address, number or handle as it was spelled; ok is false for
// what names nobody. A number is only taken for one where it is written with a
// '+' or in a chat or card: in mail, bare digits are something else.
func KeyOf(value, platform string, r Region) (Key, bool) {
	v := strings.Trim(strings.TrimSpace(value), "<>'\"")
	lower := strings.ToLower(v)
	lower = strings.TrimPrefix(strings.TrimPrefix(lower, "mailto:"), "smtp:")
	if len(lower) < 2 || len(lower) > 320 {
		return "", false
	}
	if local, domain, ok := strings.Cut(lower, "@"); ok {
		if domain == "s.whatsapp.net" || domain == "c.us" {
			if n, ok := r.Phone("+" + local); ok {
				return Key(Phone + ":" + n), true
			}
		}
		if local == "" || domain == "" || strings.ContainsAny(lower, " \t") {
			return "", false
		}
		return Key(Address + ":" + lower), true
	}
	if n, ok := r.Phone(v); ok {
		return Key(Phone + ":" + n), true
	}
	if strings.HasPrefix(lower, "/o=") || strings.HasPrefix(lower, "ex:/o=") {
		return Key(Handle + ":exchange/" + strings.TrimPrefix(lower, "ex:")), true
	}
	if platform == "" || generic[lower] {
		return "", false
	}
	return Key(Handle + ":" + platform + "/" + lower), true
}

// bareKey names a form that is only a name. "Doe, Jane" and "Jane Doe" are one.
func bareKey(name string) (Key, bool) {
	n := ParseName(name)
	if k := n.Key(); k != "" {
		for _, extra := range []string{n.Middle, n.Suffix} {
			if extra != "" {
				k += " " + extra
			}
		}
		return Key(Bare + ":" + k), true
	}
	w := strings.Join(strings.Fields(query.Fold(strings.Trim(name, `'" ~`))), " ")
	if w == "" || generic[w] || w == "owner of the phone" || len(w) > 200 {
		return "", false
	}
	return Key(Bare + ":" + w), true
}

// listLocal and officeLocal are the parts before '@' of addresses that are
// nobody's own.
var (
	listLocal   = regexp.MustCompile(`(?:^|[-_.+])(?:request|owner|bounces?|list|subscribe|unsubscribe|announce|listserv|majordomo|discuss)$`)
	listDomain  = regexp.MustCompile(`^(?:lists?\d?|listserv|groups|mailman|vger|ml)\.|(?:^|\.)(?:googlegroups\.com|groups\.io|freelists\.org|yahoogroups\.com)$|[.]lists[.]`)
	officeWords = setOf("foia info office admin administrator webmaster postmaster support help helpdesk press media contact noreply no-reply donotreply do-not-reply" +
		" mailer-daemon root hostmaster abuse security sales billing hr jobs recruiting newsletter news alerts notifications notification records frontdesk reception team staff")
)

// kindOf tells from an address alone what it is.
func kindOf(k Key) string {
	if k.Kind() != Address {
		return Human
	}
	local, domain, _ := strings.Cut(k.Value(), "@")
	switch {
	case listLocal.MatchString(local) || listDomain.MatchString(domain):
		return List
	case officeWords[local]:
		return Mailbox
	}
	for _, w := range strings.FieldsFunc(local, func(c rune) bool { return c == '.' || c == '_' || c == '-' }) {
		if w == "foia" || w == "noreply" || w == "helpdesk" {
			return Mailbox
		}
	}
	return Human
}

// public are providers where anybody may have an address.
var public = setOf("gmail.com googlemail.com yahoo.com ymail.com hotmail.com outlook.com live.com msn.com aol.com icloud.com me.com mac.com" +
	" comcast.net verizon.net att.net sbcglobal.net gmx.de gmx.net web.de protonmail.com proton.me mail.ru yandex.ru qq.com 163.com")
