package review

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"vaughn/index/fault"
	"vaughn/index/journal"
)

// The facts that say what there is to decide about a record: target
// TargetFields, kind KindField, Name the field, the value a Field.
const (
	TargetFields = "fields"
	KindField    = "field"
)

// FieldKind says what values a field takes.
type FieldKind string

// The kinds of field.
const (
	YesNo  FieldKind = "yes-no"
	OneOf  FieldKind = "one-of"
	ManyOf FieldKind = "many-of"
	Text   FieldKind = "text"
	Date   FieldKind = "date" // a day, 2006-01-02
)

// FieldKinds lists the kinds.
func FieldKinds() []FieldKind { return []FieldKind{YesNo, OneOf, ManyOf, Text, Date} }

// Always, as Field.Required, asks for a value of every record that is coded.
const Always = "always"

// Field is one thing that is decided about a record. What is coded under a name
// that no Field has is text that nothing checks.
type Field struct {
	Name    string    `json:"name"`
	Label   string    `json:"label,omitempty"` // as a person reads it; the name when it is empty
	Kind    FieldKind `json:"kind"`
	Choices []string  `json:"choices,omitempty"`
	Open    bool      `json:"open,omitempty"` // values outside Choices are taken too
	// Required says when a record is not decided without it: "" never, Always,
	// or a condition on another field: "privileged" (it has a value),
	// "privileged=yes" or "responsive!=no,unsure".
	Required string `json:"required,omitempty"`
	Rank     int    `json:"rank"` // place in the panel
	BuiltIn  bool   `json:"-"`
}

// Title is how a person reads the field's name.
func (f Field) Title() string {
	if f.Label != "" {
		return f.Label
	}
	s := strings.NewReplacer("_", " ", "-", " ").Replace(f.Name)
	return strings.ToUpper(s[:1]) + s[1:]
}

// BuiltIn are the fields of every case. A case may define each anew, to give it
// choices or a condition of its own.
func BuiltIn() []Field {
	return []Field{
		{Name: "responsive", Label: "Responsive", Kind: OneOf, Choices: []string{"yes", "no"}, Open: true, Required: Always, Rank: 1, BuiltIn: true},
		{Name: "privileged", Label: "Privileged", Kind: YesNo, Rank: 2, BuiltIn: true},
		{Name: "privilege", Label: "Privilege type", Kind: OneOf, Open: true, Required: "privileged=yes", Rank: 3, BuiltIn: true,
			Choices: []string{"attorney-client", "work-product", "deliberative-process", "common-interest", "none"}},
		{Name: "issue", Label: "Issues", Kind: ManyOf, Open: true, Rank: 4, BuiltIn: true},
		{Name: "confidentiality", Label: "Confidentiality", Kind: OneOf, Open: true, Rank: 5, BuiltIn: true,
			Choices: []string{"public", "confidential", "highly-confidential"}},
		{Name: "tag", Label: "Tags", Kind: ManyOf, Open: true, Rank: 6, BuiltIn: true},
	}
}

// Fields gives the fields of the case, in the order of the panel.
func (d *Desk) Fields(ctx context.Context) ([]Field, error) {
	out := BuiltIn()
	facts, err := d.ledger.Facts(ctx, TargetFields, KindField)
	if err != nil {
		return nil, fmt.Errorf("reading the fields: %w", err)
	}
	for _, f := range facts {
		var own Field
		if err := json.Unmarshal(f.Value, &own); err != nil {
			return nil, fmt.Errorf("reading the fields: entry %d: %w", f.Seq, err)
		}
		if i := slices.IndexFunc(out, func(x Field) bool { return x.Name == own.Name }); i >= 0 {
			own.BuiltIn, own.Rank = true, out[i].Rank
			out[i] = own
		} else {
			out = append(out, own)
		}
	}
	slices.SortStableFunc(out, func(a, b Field) int { return a.Rank - b.Rank })
	return out, nil
}

// FieldNamed finds a field by its name.
func FieldNamed(fields []Field, name string) (Field, bool) {
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return Field{}, false
	}
	return fields[i], true
}

// Define makes a field, or changes one; what was coded before stays as it is.
func (d *Desk) Define(ctx context.Context, f Field) (journal.Entry, error) {
	fields, err := d.Fields(ctx)
	if err != nil {
		return journal.Entry{}, err
	}
	if err := f.check(fields); err != nil {
		return journal.Entry{}, &fault.Error{Code: fault.Usage, Op: "defining a field", Err: err, Hint: "See `vaughn help coding`."}
	}
	old, known := FieldNamed(fields, f.Name)
	if f.Rank = old.Rank; !known {
		f.Rank = fields[len(fields)-1].Rank + 1
	}
	return d.putField(ctx, f.Name, f)
}

// Undefine takes the definition of a field away; a built-in field is then again
// what it was. Its codings stay.
func (d *Desk) Undefine(ctx context.Context, name string) (journal.Entry, error) {
	return d.putField(ctx, name, nil)
}

func (d *Desk) putField(ctx context.Context, name string, after any) (journal.Entry, error) {
	facts, err := d.ledger.Facts(ctx, TargetFields, KindField)
	if err != nil {
		return journal.Entry{}, fmt.Errorf("defining a field: %w", err)
	}
	var before any
	for _, f := range facts {
		if f.Key.Name == name {
			before = f.Value
		}
	}
	c, err := journal.Set(journal.Key{Target: TargetFields, Kind: KindField, Name: name}, before, after)
	if err != nil || string(c.Before) == string(c.After) {
		return journal.Entry{}, err
	}
	return d.commit(ctx, []journal.Change{c}, "")
}

// maxChoices and maxChoice bound what a field may offer.
const (
	maxChoices = 500
	maxChoice  = 200 // bytes; a longer value could not be searched by equality
)

func (f Field) check(fields []Field) error {
	if !fieldName(f.Name) || f.Name == NoteField || f.Name == FieldDisposition {
		return fmt.Errorf("a field's name is lower-case letters, digits, '_' and '-', and not %q or %q", NoteField, FieldDisposition)
	}
	if !slices.Contains(FieldKinds(), f.Kind) {
		return fmt.Errorf("there is no kind %q; there are yes-no, one-of, many-of, text and date", f.Kind)
	}
	listed := f.Kind == OneOf || f.Kind == ManyOf
	switch {
	case !listed && len(f.Choices) > 0:
		return fmt.Errorf("a field of kind %s has no choices", f.Kind)
	case listed && len(f.Choices) == 0 && !f.Open:
		return fmt.Errorf("a field of kind %s needs choices, or to be open", f.Kind)
	case len(f.Choices) > maxChoices:
		return fmt.Errorf("%d choices are more than %d", len(f.Choices), maxChoices)
	}
	for i, c := range f.Choices {
		if strings.TrimSpace(c) != c || c == "" || len(c) > maxChoice || strings.ContainsAny(c, ";\n") {
			return fmt.Errorf("choice %d is empty, too long, or holds a semicolon or a blank at its ends", i+1)
		}
	}
	if f.Required == "" || f.Required == Always {
		return nil
	}
	on, _, _ := condition(f.Required)
	if _, ok := FieldNamed(fields, on); !ok || on == f.Name {
		return fmt.Errorf("required when %q: there is no other field of that name", f.Required)
	}
	return nil
}

// condition reads "field", "field=a,b" and "field!=a,b".
func condition(s string) (field string, values []string, not bool) {
	field, list, ok := strings.Cut(s, "=")
	if !ok {
		return s, nil, false
	}
	field, not = strings.CutSuffix(field, "!")
	return field, strings.Split(list, ","), not
}

// needed tells whether a record coded so must have the field.
func (f Field) needed(coding map[string]string) bool {
	switch f.Required {
	case "":
		return false
	case Always:
		return true
	}
	field, values, not := condition(f.Required)
	have := coding[field]
	if have == "" || values == nil {
		return have != ""
	}
	among := slices.ContainsFunc(strings.Split(have, "; "), func(v string) bool {
		return slices.ContainsFunc(values, func(w string) bool { return strings.EqualFold(v, strings.TrimSpace(w)) })
	})
	return among != not
}

// Missing lists the fields without which a record coded so is not decided.
func Missing(fields []Field, coding map[string]string) []Field {
	var out []Field
	for _, f := range fields {
		if coding[f.Name] == "" && f.needed(coding) {
			out = append(out, f)
		}
	}
	return out
}

// Canon brings a value into the one spelling its kind has. Of many values, one
// is asked about at a time.
func (f Field) Canon(v string) (string, error) {
	bad := func(want string) (string, error) {
		return "", fmt.Errorf("the field %s takes %s", f.Name, want)
	}
	switch f.Kind {
	case YesNo:
		switch strings.ToLower(v) {
		case "yes", "y", "true":
			return "yes", nil
		case "no", "n", "false":
			return "no", nil
		}
		return bad("yes or no")
	case Date:
		if _, err := time.Parse(time.DateOnly, v); err != nil {
			return bad("a day, written 2024-03-31")
		}
	case OneOf, ManyOf:
		if i := slices.IndexFunc(f.Choices, func(c string) bool { return strings.EqualFold(c, v) }); i >= 0 {
			return f.Choices[i], nil
		}
		if !f.Open {
			return bad(strings.Join(f.Choices, ", "))
		}
	}
	return v, nil
}

func fieldName(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '-')
	}) < 0
}

// Deciding lists the names of the fields that Missing looks at.
func Deciding(fields []Field) []string {
	var out []string
	for _, f := range fields {
		if f.Required == "" {
			continue
		}
		out = append(out, f.Name)
		if f.Required != Always {
			on, _, _ := condition(f.Required)
			out = append(out, on)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
