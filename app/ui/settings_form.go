package ui

import (
	"fmt"
	"strconv"
	"strings"

	"vaughn/app/ui/kit"
)

// settingsForm binds inputs to the parts of a value of settings: each input
// knows how to show its part and how to read it, and says when it was changed.
type settingsForm[S any] struct {
	changed func()
	shows   []func(*S)
	reads   []func(*S) error
	showing bool // set by the program, not by a person
}

// show fills all inputs.
func (f *settingsForm[S]) show(s S) {
	f.showing = true
	for _, show := range f.shows {
		show(&s)
	}
	f.showing = false
}

// read puts what the inputs hold into s.
func (f *settingsForm[S]) read(s *S) error {
	for _, read := range f.reads {
		if err := read(s); err != nil {
			return err
		}
	}
	return nil
}

func (f *settingsForm[S]) touch() {
	if !f.showing && f.changed != nil {
		f.changed()
	}
}

// text is a line of text.
func (f *settingsForm[S]) text(hint string, of func(*S) *string) *kit.Entry {
	e := kit.NewEntry(hint)
	e.OnChanged = func(string) { f.touch() }
	f.shows = append(f.shows, func(s *S) { e.SetText(*of(s)) })
	f.reads = append(f.reads, func(s *S) error { *of(s) = strings.TrimSpace(e.Text); return nil })
	return e
}

// number is a line of digits; 0 is an empty line. what names it in an error.
func (f *settingsForm[S]) number(what, hint string, get func(*S) int64, set func(*S, int64)) *kit.Entry {
	e := kit.NewEntry(hint)
	e.OnChanged = func(string) { f.touch() }
	f.shows = append(f.shows, func(s *S) {
		e.SetText("")
		if n := get(s); n > 0 {
			e.SetText(fmt.Sprint(n))
		}
	})
	f.reads = append(f.reads, func(s *S) error {
		n, err := int64(0), error(nil)
		if text := strings.TrimSpace(e.Text); text != "" {
			n, err = strconv.ParseInt(text, 10, 64)
		}
		if err != nil || n < 0 {
			return fmt.Errorf("%s is not a number", what)
		}
		set(s, n)
		return nil
	})
	return e
}

// check is a box to check.
func (f *settingsForm[S]) check(text string, get func(*S) bool, set func(*S, bool)) *kit.Check {
	c := kit.NewCheck(text, func(bool) { f.touch() })
	f.shows = append(f.shows, func(s *S) { c.SetChecked(get(s)) })
	f.reads = append(f.reads, func(s *S) error { set(s, c.Checked); return nil })
	return c
}

// option is a value to choose, and how it reads.
type option struct{ value, label string }

// pick is a choice of one option.
type pick struct {
	*kit.Select
	options []option
}

// offer changes the options; one that is not among them any more is not chosen.
func (p *pick) offer(options []option) {
	value := p.value()
	p.options, p.Options = options, make([]string, len(options))
	for i, o := range options {
		p.Options[i] = o.label
	}
	p.set(value)
}

func (p *pick) value() string {
	if i := p.SelectedIndex(); i >= 0 && i < len(p.options) {
		return p.options[i].value
	}
	return ""
}

// set chooses a value, the first option when there is no such.
func (p *pick) set(value string) {
	for i, o := range p.options {
		if o.value == value {
			p.SetSelectedIndex(i)
			return
		}
	}
	p.SetSelectedIndex(0)
}

// pick is a choice of one.
func (f *settingsForm[S]) pick(options []option, get func(*S) string, set func(*S, string)) *pick {
	p := &pick{Select: kit.NewSelect(nil, func(string) { f.touch() })}
	f.showing = true
	p.offer(options)
	f.showing = false
	f.shows = append(f.shows, func(s *S) { p.set(get(s)) })
	f.reads = append(f.reads, func(s *S) error { set(s, p.value()); return nil })
	return p
}
