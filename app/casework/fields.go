package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/query"
	"vaughn/index/record"
	"vaughn/redact/review"
)

// DefineField makes a field to code, or changes one.
func (c *Case) DefineField(ctx context.Context, f review.Field) (journal.Entry, error) {
	f.Name = strings.ToLower(strings.TrimSpace(f.Name))
	_, builtIn := review.FieldNamed(review.BuiltIn(), f.Name)
	if _, taken := query.Lookup(f.Name); taken && !builtIn {
		return journal.Entry{}, &fault.Error{Code: fault.Usage, Op: "defining a field", Err: fmt.Errorf("searches know %q already", f.Name), Hint: "Choose another name, such as " + f.Name + "_coded."}
	}
	return c.Define(ctx, f)
}

// FieldChanged is a field by its name with edits such as kind=one-of,
// choices=a;b, choices+=c, label=Press, required=privileged=yes, open=yes. A new
// field is text until its kind is said.
func (c *Case) FieldChanged(ctx context.Context, name string, edits []string) (review.Field, error) {
	fields, err := c.Fields(ctx)
	if err != nil {
		return review.Field{}, err
	}
	f, known := review.FieldNamed(fields, strings.ToLower(name))
	if f.Choices = slices.Clone(f.Choices); !known {
		f = review.Field{Name: name, Kind: review.Text}
	}
	for _, e := range edits {
		if err := editField(&f, e); err != nil {
			return f, &fault.Error{Code: fault.Usage, Op: "defining a field", Err: err, Hint: "See `vaughn help coding`."}
		}
	}
	return f, nil
}

func editField(f *review.Field, edit string) error {
	name, value, ok := strings.Cut(edit, "=")
	if !ok {
		return fmt.Errorf("want NAME=VALUE")
	}
	var list []string
	for v := range strings.SplitSeq(value, ";") {
		if v = strings.TrimSpace(v); v != "" {
			list = append(list, v)
		}
	}
	switch name {
	case "kind":
		f.Kind = review.FieldKind(value)
	case "label":
		f.Label = value
	case "required":
		if f.Required = value; value == "never" {
			f.Required = ""
		}
	case "open":
		f.Open = value == "yes"
	case "choices":
		f.Choices = list
	case "choices+":
		f.Choices = append(f.Choices, list...)
	case "choices-":
		f.Choices = slices.DeleteFunc(f.Choices, func(c string) bool { return slices.Contains(list, c) })
	default:
		return fmt.Errorf("a field has kind, label, choices, open and required, no %s", name)
	}
	return nil
}

// Parse reads a query; the case's own fields stand in it by their names. A wrong
// one is a usage error that says where.
func (c *Case) Parse(ctx context.Context, text string) (query.Q, error) {
	fields, err := c.QueryFields(ctx)
	if err != nil {
		return nil, err
	}
	return parse(text, fields...)
}

// QueryFields are the fields that a query may name besides those of every case.
func (c *Case) QueryFields(ctx context.Context) ([]query.FieldInfo, error) {
	fields, err := c.Fields(ctx)
	if err != nil {
		return nil, err
	}
	var out []query.FieldInfo
	for _, f := range fields {
		if !f.BuiltIn {
			out = append(out, query.FieldInfo{Name: f.Name, Description: f.Title() + ", as reviewers coded it.", Type: query.Facts})
		}
	}
	return out, nil
}

// codedField answers a query for a field that reviewers code: words of a text,
// a day or a range of days, else a whole value.
func (f facts) codedField(ctx context.Context, name, value string) ([]record.Num, error) {
	fields, err := f.c.Fields(ctx)
	if err != nil {
		return nil, err
	}
	field, ok := review.FieldNamed(fields, name)
	switch {
	case !ok:
		return nil, &fault.Error{Code: fault.Usage, Op: "searching", Err: fmt.Errorf("the field %s is not known here", name)}
	case value == anyValue || field.Kind != review.Text && field.Kind != review.Date:
		return f.c.store.Where(ctx, review.KindCoding, name, value)
	}
	is := holds(value)
	if field.Kind == review.Date {
		if is, err = inDays(value); err != nil {
			return nil, err
		}
	}
	facts, err := f.c.store.Named(ctx, review.KindCoding, name)
	if err != nil {
		return nil, err
	}
	var out []record.Num
	for _, x := range facts {
		v, err := review.CodingText(x.Value)
		if err != nil {
			return nil, err
		}
		if is(v) {
			out = append(out, x.Num)
		}
	}
	return ascending(out), nil
}

// noted finds the records with a note, on them or on an event of theirs, that
// holds words in a row.
func (f facts) noted(ctx context.Context, value string) ([]record.Num, error) {
	if value == anyValue {
		return f.c.store.Where(ctx, review.KindNote, anyValue, anyValue)
	}
	facts, err := f.c.store.Every(ctx, review.KindNote)
	if err != nil {
		return nil, err
	}
	is := holds(value)
	var out []record.Num
	for _, x := range facts {
		var n review.Note
		if err := unmarshal(x.Value, &n); err != nil {
			return nil, err
		}
		if is(n.Text) {
			out = append(out, x.Num)
		}
	}
	return ascending(out), nil
}

func ascending(nums []record.Num) []record.Num {
	slices.Sort(nums)
	return slices.Compact(nums)
}

// holds tells whether a text holds words in a row, as the index reads words.
func holds(words string) func(string) bool {
	want := foldedWords(words)
	return func(text string) bool {
		have := foldedWords(text)
		for i := 0; len(want) > 0 && i+len(want) <= len(have); i++ {
			if slices.Equal(have[i:i+len(want)], want) {
				return true
			}
		}
		return false
	}
}

func foldedWords(text string) []string {
	var out []string
	for w := query.NewWords(text); ; {
		word, _, _, ok := w.Next()
		if !ok {
			return out
		}
		out = append(out, string(word))
	}
}

// inDays tells whether a coded day lies in what a query for dates names.
func inDays(value string) (func(string) bool, error) {
	q, err := query.Parse("date:" + value)
	r, ok := q.(query.Range)
	if err != nil || !ok {
		return nil, &fault.Error{Code: fault.Usage, Op: "searching", Err: fmt.Errorf("a field of days is asked for a day or a range of days"), Hint: "Write 2024-03-31, 2024-03 or \"2024-03-01..2024-03-31\"."}
	}
	from, to := r.Bounds(time.UTC)
	return func(v string) bool {
		day, err := time.Parse(time.DateOnly, v)
		return err == nil && !day.Before(from) && (to.IsZero() || day.Before(to))
	}, nil
}
