package exempt

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a set, far above any real one: they keep a mistaken file (a whole
// mailbox given as a set) from becoming a menu.
const (
	maxBytes = 1 << 20
	maxCodes = 500
	maxText  = 2000 // bytes of any one string
	maxLabel = 40   // bytes of a label: it must fit a box
)

// file is the JSON shape of a set.
type file struct {
	Name       string      `json:"name"`
	Title      string      `json:"title"`
	Act        string      `json:"act"`
	Codes      []Code      `json:"codes"`
	Privileges []Privilege `json:"privileges"`
	Statutes   []Statute   `json:"statutes"`
}

// Parse reads and checks a set. An error names the code and what is wrong with
// it. Unknown JSON members are refused: a misspelt "requires" would otherwise
// silently drop a duty.
func Parse(data []byte) (Set, error) {
	if len(data) > maxBytes {
		return Set{}, fmt.Errorf("exemption set: %d bytes, more than the %d allowed", len(data), maxBytes)
	}
	var f file
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return Set{}, fmt.Errorf("exemption set: reading JSON: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return Set{}, fmt.Errorf("exemption set: more text after its closing brace")
	}
	if err := f.check(); err != nil {
		return Set{}, fmt.Errorf("exemption set %q: %w", f.Name, err)
	}
	return f.set()
}

func (f file) check() error {
	if err := name(f.Name); err != nil {
		return fmt.Errorf("name: %w", err)
	}
	if len(f.Codes) == 0 {
		return fmt.Errorf("it has no codes")
	}
	if len(f.Codes) > maxCodes {
		return fmt.Errorf("%d codes, more than the %d allowed", len(f.Codes), maxCodes)
	}
	ids, parents := map[ID]bool{}, map[ID]bool{}
	for i, c := range f.Codes {
		if err := c.check(); err != nil {
			return fmt.Errorf("code %d (%q): %w", i+1, c.ID, err)
		}
		ids[c.ID], parents[c.Parent] = true, true
	}
	for _, c := range f.Codes {
		if c.Parent != "" && (!ids[c.Parent] || c.Parent == c.ID) {
			return fmt.Errorf("code %q: its parent %q is not another code of the set", c.ID, c.Parent)
		}
		if c.Group && !parents[c.ID] {
			return fmt.Errorf("code %q groups other codes but none has it as parent", c.ID)
		}
		if c.Requires == NeedPrivilege && len(f.Privileges) == 0 {
			return fmt.Errorf("code %q needs a privilege but the set lists none", c.ID)
		}
	}
	for i, st := range f.Statutes {
		if !ids[st.Code] || clean(st.Cite) != nil {
			return fmt.Errorf("statute %d: it needs a citation and the ID of a code", i+1)
		}
	}
	return f.checkPrivileges()
}

func (f file) checkPrivileges() error {
	owner := map[string]string{}
	for i, p := range f.Privileges {
		if name(p.ID) != nil || clean(p.Name) != nil {
			return fmt.Errorf("privilege %d: it needs an ID and a name", i+1)
		}
		if p.Years < 0 {
			return fmt.Errorf("privilege %q: its years are below 0", p.ID)
		}
		for _, sp := range p.spellings() {
			k := key(sp)
			if other, taken := owner[k]; k == "" || taken && other != p.ID {
				return fmt.Errorf("privilege %q: the spelling %q is empty or means %q already", p.ID, sp, other)
			}
			owner[k] = p.ID
		}
	}
	return nil
}

func (c Code) check() error {
	if err := name(string(c.ID)); err != nil {
		return fmt.Errorf("id: %w", err)
	}
	if err := clean(c.Label); err != nil {
		return fmt.Errorf("label: %w", err)
	}
	if len(c.Label) > maxLabel {
		return fmt.Errorf("label: %d bytes, more than the %d that fit a box", len(c.Label), maxLabel)
	}
	if strings.Contains(c.Label, ",") {
		return fmt.Errorf("label: a comma would look like two codes")
	}
	for _, text := range []string{c.Name, c.Meaning, c.Reason} {
		if err := clean(text); err != nil {
			return fmt.Errorf("name, meaning and reason: %w", err)
		}
	}
	if len(c.NotWhen) > maxText || len(c.HarmText) > maxText || c.Order <= 0 {
		return fmt.Errorf("order must be above 0 and no text longer than %d bytes", maxText)
	}
	if !slices.Contains([]Need{NeedNothing, NeedStatute, NeedPrivilege, NeedOrder}, c.Requires) {
		return fmt.Errorf("requires: %q is not statute, privilege or eo-section", c.Requires)
	}
	if !slices.Contains([]Kind{Withhold, Designation}, c.Kind) {
		return fmt.Errorf("kind: %q is not designation", c.Kind)
	}
	if !slices.Contains([]Harm{"", HarmNone, HarmOptional, HarmStated}, c.Harm) {
		return fmt.Errorf("harm: %q is not none, optional or state", c.Harm)
	}
	return nil
}

// set builds the lookup table, refusing what one spelling could mean twice.
func (f file) set() (Set, error) {
	codes := slices.Clone(f.Codes)
	slices.SortStableFunc(codes, func(a, b Code) int { return cmp.Compare(a.Order, b.Order) })
	s := Set{name: f.Name, title: f.Title, act: f.Act, codes: codes,
		privileges: f.Privileges, statutes: f.Statutes, byKey: map[string]int{}}
	for i, c := range codes {
		if i > 0 && codes[i-1].Order == c.Order {
			return Set{}, fmt.Errorf("exemption set %q: codes %q and %q have the same order", f.Name, codes[i-1].ID, c.ID)
		}
		for _, sp := range c.spellings() {
			k := key(sp)
			if k == "" {
				return Set{}, fmt.Errorf("exemption set %q: code %q: the spelling %q has no letter or digit", f.Name, c.ID, sp)
			}
			if at, taken := s.byKey[k]; taken && at != i {
				return Set{}, fmt.Errorf("exemption set %q: the spelling %q means both %q and %q", f.Name, sp, codes[at].ID, c.ID)
			}
			s.byKey[k] = i
		}
	}
	return s, nil
}

// name accepts what may be an identifier: letters, digits and inner hyphens of
// ASCII, so that it survives file names, queries and command lines.
func name(text string) error {
	if text == "" || len(text) > maxLabel || text[0] == '-' || text[len(text)-1] == '-' {
		return fmt.Errorf("%q is not 1 to %d letters, digits and inner hyphens", text, maxLabel)
	}
	for _, r := range text {
		if r != '-' && (r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)) {
			return fmt.Errorf("%q is not 1 to %d letters, digits and inner hyphens", text, maxLabel)
		}
	}
	return nil
}

// clean accepts one printable line. Control and format characters are refused:
// a label is drawn on pages and written to load files.
func clean(text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return fmt.Errorf("the text is missing")
	case len(text) > maxText:
		return fmt.Errorf("%d bytes, more than the %d allowed", len(text), maxText)
	case !utf8.ValidString(text):
		return fmt.Errorf("the text is not UTF-8")
	}
	for _, r := range text {
		if !unicode.IsPrint(r) {
			return fmt.Errorf("the text holds the unprintable character %U", r)
		}
	}
	return nil
}
