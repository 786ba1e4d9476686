package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"vaughn/app/casework"
	"vaughn/index/journal"
	"vaughn/index/people"
)

type personLine struct {
	V         int        `json:"v"`
	Person    string     `json:"person"`
	Name      string     `json:"name"`
	Kind      string     `json:"kind"`
	Decided   bool       `json:"decided"`
	Records   int        `json:"records"`
	Confirmed []formLine `json:"confirmed"`
	Proposed  []formLine `json:"proposed"`
	Names     []nameLine `json:"names"`
}

type formLine struct {
	Form    string       `json:"form"`
	Records int          `json:"records"`
	Reasons []reasonLine `json:"reasons,omitempty"`
}

type reasonLine struct {
	With string  `json:"with"`
	Sure float64 `json:"sure"`
	Why  string  `json:"why"`
}

type nameLine struct {
	Name    string `json:"name"`
	Nick    bool   `json:"nickname,omitempty"`
	State   string `json:"state"`
	Records int    `json:"records"`
}

// runPeople lists who is who, or decides it.
func runPeople(ctx context.Context, k *call) error {
	proposed := k.flags.Bool("proposed", false, "only persons of whom something is proposed")
	if err := k.parse(1, -1); err != nil {
		return err
	}
	if len(k.args) > 1 {
		switch verb, rest := k.args[1], k.args[2:]; verb {
		case "confirm", "merge", "split":
			return k.decide(ctx, verb, rest)
		case "undo":
			return k.undecide(ctx, rest)
		}
	}
	if len(k.args) > 2 {
		return k.wrong(fmt.Errorf("%q is none of confirm, merge, split, undo", k.args[1]))
	}
	return k.with(ctx, func(c *casework.Case) error {
		ps, err := k.persons(ctx, c)
		if err != nil {
			return err
		}
		for _, p := range ps {
			if *proposed && (len(p.Forms) < 2 || len(p.Of(people.Proposed)) == 0) {
				continue
			}
			if err := k.print(personJSON(p), func(w io.Writer) { personText(w, p) }); err != nil {
				return err
			}
		}
		return nil
	})
}

// persons are all, or those whose id, name or form holds the words given.
func (k *call) persons(ctx context.Context, c *casework.Case) ([]*people.Person, error) {
	all, err := c.People(ctx)
	if err != nil {
		return nil, err
	}
	word := ""
	if len(k.args) == 2 {
		word = strings.ToLower(k.args[1])
		if found, err := c.Persons(ctx, word); err == nil {
			return found, nil
		}
	}
	var out []*people.Person
	for i := range all {
		if p := &all[i]; word == "" || mentions(p, word) {
			out = append(out, p)
		}
	}
	return out, nil
}

func mentions(p *people.Person, word string) bool {
	for _, f := range p.Forms {
		if strings.Contains(string(f.Key), word) {
			return true
		}
	}
	for _, n := range p.Names {
		if strings.Contains(strings.ToLower(n.Text), word) {
			return true
		}
	}
	return false
}

func (k *call) decide(ctx context.Context, verb string, args []string) error {
	if len(args) == 0 || verb != "confirm" && len(args) < 2 {
		return k.wrong(errors.New(verb + " needs a PERSON and what to do with whom"))
	}
	return k.with(ctx, func(c *casework.Case) error {
		act := map[string]func(context.Context, string, ...string) (journal.Entry, error){
			"confirm": c.Confirm, "merge": c.Merge, "split": c.Split}[verb]
		e, err := act(ctx, args[0], args[1:]...)
		if err != nil {
			return err
		}
		return k.decided(e)
	})
}

func (k *call) decided(e journal.Entry) error {
	return k.print(struct {
		V     int   `json:"v"`
		Forms int   `json:"forms"`
		Entry int64 `json:"journal_entry"`
	}{1, len(e.Changes), e.Seq}, func(w io.Writer) {
		if len(e.Changes) == 0 {
			fmt.Fprintln(w, "That is decided already.")
			return
		}
		fmt.Fprintf(w, "%d forms decided (journal entry %d).\n", len(e.Changes), e.Seq)
	})
}

func (k *call) undecide(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return k.wrong(errors.New("undo needs the number of one entry"))
	}
	seq, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil {
		return k.wrong(errors.New("an entry is named by its number"))
	}
	return k.with(ctx, func(c *casework.Case) error {
		e, err := c.UndoPeople(ctx, seq)
		if err != nil {
			return err
		}
		return k.decided(e)
	})
}

func personJSON(p *people.Person) personLine {
	out := personLine{V: 1, Person: p.ID, Name: p.Name, Kind: p.Kind, Decided: p.Decided, Records: p.Records,
		Confirmed: []formLine{}, Proposed: []formLine{}, Names: []nameLine{}}
	for _, f := range p.Forms {
		line := formLine{Form: string(f.Key), Records: f.Records}
		for _, r := range f.Reasons {
			line.Reasons = append(line.Reasons, reasonLine{string(r.With), hundredths(r.Sure), r.Text})
		}
		if f.State == people.Confirmed {
			out.Confirmed = append(out.Confirmed, line)
		} else {
			out.Proposed = append(out.Proposed, line)
		}
	}
	for _, n := range p.Names {
		out.Names = append(out.Names, nameLine{n.Text, n.Nick, n.State, n.Records})
	}
	return out
}

func hundredths(f float64) float64 { return float64(int(f*100+0.5)) / 100 }

func personText(w io.Writer, p *people.Person) {
	kind := ""
	if p.Kind != people.Human {
		kind = ", a " + p.Kind
	}
	fmt.Fprintf(w, "%s  %s%s: %d records\n", p.ID, p.Name, kind, p.Records)
	for _, f := range p.Forms {
		fmt.Fprintf(w, "  %-9s  %6d  %s\n", f.State, f.Records, f.Key)
		for _, r := range f.Reasons[:min(1, len(f.Reasons))] {
			fmt.Fprintf(w, "                     %.0f%% with %s: %s\n", 100*r.Sure, r.With, r.Text)
		}
	}
	for _, n := range p.Names {
		what := "called"
		if n.Nick {
			what = "nickname"
		}
		fmt.Fprintf(w, "  %-9s  %6d  %s\n", what, n.Records, n.Text)
	}
}
