package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"vaughn/app/casework"
	"vaughn/index/fault"
	"vaughn/redact"
	"vaughn/redact/suggest"
)

type suggestFlags struct {
	names, rules, patterns, codes *string
	who                           list
	accept, preview               *bool
}

// list is a flag that may be given several times.
type list []string

// String joins what was given.
func (l *list) String() string { return strings.Join(*l, ", ") }

// Set adds one.
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func runSuggest(ctx context.Context, k *call) error {
	f := &suggestFlags{
		names:    k.flags.String("names", "", "file of people, one a line: Full Name; alias; mail; phone => (b)(6)"),
		rules:    k.flags.String("rules", "", "file of rules, one a line: name: regular expression => (b)(7)(E)"),
		patterns: k.flags.String("patterns", "", "identifiers to look for too: all, personal or none (all without a list, else personal)"),
		codes:    k.flags.String("codes", "(b)(6)", "exemptions of people and identifiers that name none"),
		accept:   k.flags.Bool("accept", false, "accept everything that is proposed"),
		preview:  k.flags.Bool("preview", false, "only show what would be proposed"),
	}
	k.flags.Var(&f.who, "person", "a person of the case, by name or address (may be given several times)")
	if err := k.parse(1, 2); err != nil {
		return err
	}
	return k.with(ctx, func(c *casework.Case) error {
		opt, err := k.suggestOptions(ctx, c, f)
		if err != nil {
			return err
		}
		return k.suggest(ctx, c, opt, f)
	})
}

func (k *call) suggestOptions(ctx context.Context, c *casework.Case, f *suggestFlags) (opt casework.SuggestOptions, err error) {
	if len(k.args) > 1 {
		opt.Query = k.args[1]
	}
	set := c.Exemptions()
	for _, code := range strings.Split(*f.codes, ",") {
		known, ok := set.Lookup(strings.TrimSpace(code))
		if !ok {
			return opt, k.wrong(fmt.Errorf("--codes names an exemption that the case's set does not have"))
		}
		opt.Basis = append(opt.Basis, string(known.ID))
	}
	if err := k.read(*f.names, "the list of names", func(r io.Reader) error {
		opt.People, err = suggest.ParseNames(r, set, opt.Basis)
		return err
	}); err != nil {
		return opt, err
	}
	if err := k.read(*f.rules, "the rules", func(r io.Reader) error {
		opt.Rules, err = suggest.ParseRules(r, set)
		return err
	}); err != nil {
		return opt, err
	}
	for _, w := range f.who {
		found, err := c.Persons(ctx, w)
		if err != nil {
			return opt, err
		}
		if len(found) == 0 {
			return opt, &fault.Error{Code: fault.NotFound, Op: "looking for a person", Err: fmt.Errorf("nobody of the case goes by what --person says"), Hint: "`vaughn people CASE` lists everybody."}
		}
		opt.People = append(opt.People, casework.Listed(found, opt.Basis, "")...)
	}
	given := len(opt.People)+len(opt.Rules) > 0
	switch p := *f.patterns; {
	case p == "all" || p == "" && !given:
		opt.Personal, opt.General = true, true
	case p == "personal" || p == "" && given:
		opt.Personal = true
	case p != "none":
		return opt, k.wrong(fmt.Errorf("--patterns is all, personal or none"))
	}
	return opt, nil
}

// read hands a file to f; an empty path reads nothing.
func (k *call) read(path, what string, f func(io.Reader) error) error {
	if path == "" {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return &fault.Error{Code: fault.NotFound, Op: "opening " + what, Subject: path, Err: err, Hint: "Check the path."}
	}
	defer file.Close()
	return f(file)
}

func (k *call) suggest(ctx context.Context, c *casework.Case, opt casework.SuggestOptions, f *suggestFlags) error {
	var all []casework.Suggestion
	state := redact.Proposed
	if *f.accept {
		state = redact.Accepted
	}
	sum := struct {
		V        int            `json:"v"`
		Proposed int            `json:"proposed"`
		Accepted int            `json:"accepted"`
		Held     int            `json:"held"` // marked before
		Kept     int            `json:"kept"` // public, left released
		Rules    map[string]int `json:"rules"`
	}{V: 1, Rules: map[string]int{}}
	for s, err := range c.Suggest(ctx, opt, k.progress()) {
		if err != nil {
			return err
		}
		s.State = string(state)
		switch {
		case s.Kept:
			sum.Kept++
			s.State = ""
		case s.Held != "":
			sum.Held++
			s.State = s.Held
		default:
			sum.Rules[s.Rule]++
			all = append(all, s)
		}
		if err := k.print(struct {
			V int `json:"v"`
			casework.Suggestion
		}{1, s}, func(w io.Writer) { fmt.Fprintln(w, suggestLine(s)) }); err != nil {
			return err
		}
	}
	if !*f.preview {
		n, err := c.Propose(ctx, all, state)
		if err != nil {
			return err
		}
		if sum.Proposed = n; *f.accept {
			sum.Proposed, sum.Accepted = 0, n
		}
	}
	return k.print(sum, func(w io.Writer) {
		switch {
		case *f.preview:
			fmt.Fprintf(w, "%d places would be proposed", len(all))
		case *f.accept:
			fmt.Fprintf(w, "%d places proposed and accepted", sum.Accepted)
		default:
			fmt.Fprintf(w, "%d places proposed", sum.Proposed)
		}
		fmt.Fprintf(w, "; %d marked before, %d kept as public.\n", sum.Held, sum.Kept)
	})
}

func suggestLine(s casework.Suggestion) string {
	what := strings.Join(s.Exemptions, ", ")
	if s.Kept {
		what = "kept"
	}
	place := s.MessageID
	if place == "" {
		place = s.Record
	}
	return fmt.Sprintf("%-18s %3.0f %%  %-10s %s %s: %s", what, 100*s.Confidence, s.Rule, place, s.Field, s.Why)
}
