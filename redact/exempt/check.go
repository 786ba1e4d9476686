package exempt

import (
	"fmt"
	"strings"
	"time"
)

// Relaxed returns the set with softer duties: a code that needs a privilege or
// the section of an Executive order is accepted without. A statute stays
// mandatory, since without one the exemption does not exist, and so does a basis.
// Use it while a review is in progress and the strict set before a production.
func (s Set) Relaxed() Set {
	s.relaxed = true
	return s
}

// Check says whether a basis is complete: at least one code, every code known,
// none that only groups others or only stamps pages, and beside them the statute
// (or section of an Executive order) and the privileges they need. The error
// says what to add.
func (s Set) Check(basis []string, statute string, privileges []string) error {
	if len(basis) == 0 {
		return fmt.Errorf("checking basis: no exemption is given; choose at least one")
	}
	for _, p := range privileges {
		if _, ok := s.Privilege(p); !ok {
			return fmt.Errorf("checking basis: %s: the privilege %q is not known; choose from %s", s.name, p, s.privilegeNames())
		}
	}
	for _, b := range basis {
		c, ok := s.Lookup(b)
		if !ok {
			return fmt.Errorf("checking basis: %s has no code %q", s.name, b)
		}
		if err := s.complete(c, statute, privileges); err != nil {
			return fmt.Errorf("checking basis: %s %w", c.Label, err)
		}
	}
	return nil
}

func (s Set) complete(c Code, statute string, privileges []string) error {
	named := strings.TrimSpace(statute) != ""
	switch {
	case c.Group:
		return fmt.Errorf("cannot stand alone; choose one of %s", s.parts(c.ID))
	case c.Kind == Designation:
		return fmt.Errorf("is a stamp for pages; it does not withhold text")
	case c.Requires == NeedStatute && !named:
		return fmt.Errorf("needs the statute that prohibits disclosure")
	case c.Requires == NeedOrder && !named && !s.relaxed:
		return fmt.Errorf("needs the section of the Executive order, for example E.O. 13526 sec. 1.4(c)")
	case c.Requires == NeedPrivilege && len(privileges) == 0 && !s.relaxed:
		return fmt.Errorf("needs a privilege; choose from %s", s.privilegeNames())
	}
	return nil
}

// CheckAge says whether a privilege named beside a basis has ended with the age
// of the record: 5 U.S.C. 552(b)(5) takes the deliberative process privilege
// from records created 25 years or more before the date of the request. A date
// that is not known (zero) is no objection.
func (s Set) CheckAge(basis, privileges []string, created, requested time.Time) error {
	if created.IsZero() || requested.IsZero() {
		return nil
	}
	y, m, d := created.Date() // the law counts days
	created = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	needs := false
	for _, b := range basis {
		c, ok := s.Lookup(b)
		needs = needs || ok && c.Requires == NeedPrivilege
	}
	for _, name := range privileges {
		p, ok := s.Privilege(name)
		if needs && ok && p.Years > 0 && !created.AddDate(p.Years, 0, 0).After(requested) {
			return fmt.Errorf("checking basis: %s does not cover records created %d years or more before the request of %s", p.Name, p.Years, requested.Format(time.DateOnly))
		}
	}
	return nil
}

func (s Set) parts(parent ID) string {
	var out []string
	for _, c := range s.codes {
		if c.Parent == parent {
			out = append(out, c.Label)
		}
	}
	return strings.Join(out, ", ")
}

func (s Set) privilegeNames() string {
	var out []string
	for _, p := range s.privileges {
		out = append(out, p.ID)
	}
	if len(out) == 0 {
		return "none: this set has no privileges"
	}
	return strings.Join(out, ", ")
}

// Combine makes one set of several, so that a mark can rest on two acts at once
// ("(b)(7)(C), (j)(2)"). Codes keep their order within each set; the sets follow
// one another. Spellings that would mean two codes are refused.
func Combine(name string, sets ...Set) (Set, error) {
	f := file{Name: name}
	var titles, acts []string
	base := 0
	for _, s := range sets {
		last := 0
		for _, c := range s.codes {
			last = c.Order
			c.Order += base
			f.Codes = append(f.Codes, c)
		}
		base += last
		titles, acts = append(titles, s.title), append(acts, s.act)
		f.Privileges = append(f.Privileges, s.privileges...)
		f.Statutes = append(f.Statutes, s.statutes...)
	}
	f.Title, f.Act = strings.Join(titles, "; "), strings.Join(acts, "; ")
	if err := f.check(); err != nil {
		return Set{}, fmt.Errorf("combining exemption sets into %q: %w", name, err)
	}
	return f.set()
}
