package suggest

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"

	"vaughn/index/fault"
	"vaughn/redact/exempt"
)

// Person is somebody a list names.
type Person struct {
	Name     string
	Forms    []string // aliases, addresses, numbers, handles, as written
	Basis    []string // exemption ids
	Statute  string
	Released bool // named to stay released: a public official, a spokesperson
}

const (
	maxLine   = 64 << 10
	maxPeople = 100_000
)

// release is what stands in place of codes for somebody who stays released.
const release = "release"

// ParseNames reads a list of people, one a line:
//
//	Full Name; alias; mail@x; phone; handle…  => (b)(6), (b)(7)(C)
//
// Empty lines and those that begin with '#' are left out. A line without "=>"
// takes the basis of the caller; "=> release" keeps a person released. Errors
// name the line, never what stands in it.
func ParseNames(r io.Reader, set exempt.Set, basis []string) ([]Person, error) {
	var out []Person
	err := lines(r, "reading the list of names", func(line string) error {
		if len(out) == maxPeople {
			return fmt.Errorf("more than %d people", maxPeople)
		}
		p := Person{Basis: basis}
		left, right, coded := strings.Cut(line, "=>")
		if coded {
			p.Basis = nil
			if strings.EqualFold(strings.TrimSpace(right), release) {
				p.Released = true
			} else if err := p.codes(right, set); err != nil {
				return err
			}
		}
		if len(p.Basis) == 0 && !p.Released {
			return fmt.Errorf("it names no exemption: end it with => (b)(6), say")
		}
		for i, f := range strings.Split(left, ";") {
			f = strings.TrimSpace(f)
			switch {
			case f == "":
			case i == 0:
				p.Name = f
			default:
				p.Forms = append(p.Forms, f)
			}
		}
		if p.Name == "" {
			return fmt.Errorf("it begins with no name")
		}
		if strings.IndexFunc(p.Name, unicode.IsLetter) < 0 {
			return fmt.Errorf("the name has no letter")
		}
		out = append(out, p)
		return nil
	})
	return out, err
}

// codes reads the exemptions behind "=>"; a statute follows its code after a colon.
func (p *Person) codes(s string, set exempt.Set) error {
	basis, statute, err := parseBasis(s, set)
	p.Basis, p.Statute = basis, statute
	return err
}

func parseBasis(s string, set exempt.Set) (basis []string, statute string, err error) {
	for _, c := range strings.Split(s, ",") {
		spelled, cite, _ := strings.Cut(c, ":")
		if spelled = strings.TrimSpace(spelled); spelled == "" {
			continue
		}
		code, ok := set.Lookup(spelled)
		if !ok {
			return nil, "", fmt.Errorf("it names an exemption that the set %s does not have", set.Name())
		}
		basis = append(basis, string(code.ID))
		if cite = strings.TrimSpace(cite); cite != "" {
			statute = cite
		}
	}
	return basis, statute, nil
}

// lines calls f for each line that says something.
func lines(r io.Reader, op string, f func(line string) error) error {
	s := bufio.NewScanner(r)
	s.Buffer(nil, maxLine)
	n := 0
	bad := func(err error) error {
		return &fault.Error{Code: fault.Usage, Op: op, Err: fmt.Errorf("line %d: %w", n, err), Hint: "Mend that line; `vaughn help suggest` shows the form."}
	}
	for s.Scan() {
		n++
		line := strings.TrimSpace(strings.TrimPrefix(s.Text(), "\ufeff"))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := f(line); err != nil {
			return bad(err)
		}
	}
	if err := s.Err(); err != nil {
		n++
		return bad(err)
	}
	return nil
}
