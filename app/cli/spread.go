package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"vaughn/app/casework"
	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/review"
)

// onMarks are the flags of commands about single marks.
type onMarks struct {
	all, preview, other, propose, places bool
	veto, note, layer                    string
}

func (k *call) markFlags() *onMarks {
	f := &onMarks{}
	k.flags.BoolVar(&f.all, "all", false, "spread: every accepted mark")
	k.flags.BoolVar(&f.preview, "preview", false, "spread: show the places, change nothing")
	k.flags.BoolVar(&f.other, "other", false, "spread: take the same short text in another context too")
	k.flags.BoolVar(&f.propose, "propose", false, "spread: propose marks instead of accepting them")
	k.flags.BoolVar(&f.places, "places", false, "accept, reject: the marks carried from it too")
	k.flags.StringVar(&f.veto, "veto", "", "ids of marks or places that stay as they are, with commas")
	k.flags.StringVar(&f.note, "note", "", "why, kept in the journal")
	k.flags.StringVar(&f.layer, "layer", "", "accept, reject: the layer of review that decides: "+strings.Join(redact.Layers(), ", "))
	return f
}

func (f *onMarks) vetoes() []redact.MarkID {
	var out []redact.MarkID
	for _, id := range strings.FieldsFunc(f.veto, func(r rune) bool { return r == ',' || r == ' ' }) {
		out = append(out, redact.MarkID(id))
	}
	return out
}

// onMark carries out a subcommand about marks.
func (k *call) onMark(ctx context.Context, c *casework.Case, f *onMarks) error {
	if redact.Rank(f.layer) < 0 {
		return k.wrong(fmt.Errorf("there is no layer %q", f.layer))
	}
	verb, id := k.args[1], redact.MarkID("")
	if len(k.args) > 2 {
		id = redact.MarkID(k.args[2])
	}
	switch {
	case verb == "list":
		return k.marks(ctx, c)
	case verb == "spread" && f.all == (id == ""):
		return k.spread(ctx, c, id, f)
	case id == "":
		return k.wrong(fmt.Errorf("%s needs the id of a mark", verb))
	case verb == "follow":
		es, err := c.Follow(ctx, id, f.vetoes())
		return k.saidMarks(es, "follow it", err)
	case verb == "accept" || verb == "reject":
		to := map[string]redact.State{"accept": redact.Accepted, "reject": redact.Rejected}[verb]
		es, err := k.decideMark(ctx, c, id, to, f)
		return k.saidMarks(es, verb+"ed", err)
	}
	return k.wrong(fmt.Errorf("there is no %q of redactions", verb))
}

func (k *call) decideMark(ctx context.Context, c *casework.Case, id redact.MarkID, to redact.State, f *onMarks) ([]journal.Entry, error) {
	c.Desk = c.Seated(f.layer)
	if f.places {
		return c.DecidePlaces(ctx, id, to, f.note, f.vetoes())
	}
	m, err := c.FindMark(ctx, id)
	if err != nil {
		return nil, err
	}
	return c.DecideAll(ctx, []redact.Mark{m}, to, f.note)
}

// saidMarks says what a decision on marks did.
func (k *call) saidMarks(es []journal.Entry, what string, err error) error {
	if err != nil {
		return err
	}
	n, entry := 0, int64(0)
	for _, e := range es {
		n, entry = n+len(e.Changes), e.Seq
	}
	return k.print(struct {
		V     int   `json:"v"`
		Marks int   `json:"marks"`
		Entry int64 `json:"journal_entry,omitempty"`
	}{1, n, entry}, func(w io.Writer) {
		fmt.Fprintf(w, "%d marks %s%s.\n", n, what, inEntry(entry))
	})
}

func inEntry(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (journal entry %d)", n)
}

func (k *call) spread(ctx context.Context, c *casework.Case, id redact.MarkID, f *onMarks) error {
	var ms []redact.Mark
	var err error
	if f.all {
		ms, err = c.Roots(ctx)
	} else {
		var m redact.Mark
		m, err = c.FindMark(ctx, id)
		ms = []redact.Mark{m}
	}
	if err != nil {
		return err
	}
	opt := casework.SpreadOptions{Veto: f.vetoes(), Other: f.other, Preview: f.preview, Reason: f.note}
	if f.propose {
		opt.State = redact.Proposed
	}
	rep, err := c.Spread(ctx, ms, opt, k.progress())
	if err != nil {
		return err
	}
	entry := int64(0)
	if n := len(rep.Entries); n > 0 {
		entry = rep.Entries[n-1].Seq
	}
	return k.print(struct {
		V int `json:"v"`
		casework.SpreadReport
		Entry int64 `json:"journal_entry,omitempty"`
	}{1, rep, entry}, func(w io.Writer) { sayPlaces(w, rep, f.preview, entry) })
}

func sayPlaces(w io.Writer, rep casework.SpreadReport, preview bool, entry int64) {
	same, standing := 0, 0
	for _, p := range rep.Places {
		if p.Same {
			same++
		}
		if p.Held != "" {
			standing++
		}
		if preview {
			sayPlace(w, p)
		}
	}
	fmt.Fprintf(w, "%d places of the same passage, %d of the same text in another context; %d of them stand decided.\n", same, len(rep.Places)-same, standing)
	if rep.Bounded {
		fmt.Fprintf(w, "Its words are too common: %d records were read, not all that hold them.\n", rep.Read)
	}
	if preview {
		fmt.Fprintf(w, "%d marks would be made.\n", rep.Marks)
		return
	}
	fmt.Fprintf(w, "%d marks made%s.\n", rep.Marks, inEntry(entry))
}

func sayPlace(w io.Writer, p casework.OtherPlace) {
	oneLine := strings.NewReplacer("\n", " ").Replace
	held := ""
	if p.Held != "" {
		held = ", " + string(p.Held) + " already"
	}
	fmt.Fprintf(w, "%s  %s  %s: %s[%s]%s\n    %s, %.0f %%%s\n", p.ID, p.Record, p.Field, oneLine(p.Before), oneLine(p.Text), oneLine(p.After), p.Why, 100*p.Confidence, held)
}

// marks lists marks with their ids, one a line.
func (k *call) marks(ctx context.Context, c *casework.Case) error {
	query := "has:mark"
	if len(k.args) > 2 {
		query = "has:mark AND (" + k.args[2] + ")"
	}
	for id, err := range c.Each(ctx, query) {
		if err != nil {
			return err
		}
		s, err := c.State(ctx, id)
		if err != nil {
			return err
		}
		for _, m := range s.Marks {
			if err := k.print(struct {
				V int `json:"v"`
				redact.Mark
			}{1, m}, func(w io.Writer) {
				fmt.Fprintf(w, "%s  %s  %s  %s  %s %s\n", m.ID, m.Record, m.State, c.Exemptions().Label(m.Basis), m.By, m.Layer)
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

func runUndo(ctx context.Context, k *call) error {
	note := k.flags.String("note", "", "why, kept in the journal")
	if err := k.parse(2, 2); err != nil {
		return err
	}
	seq, err := strconv.ParseInt(k.args[1], 10, 64)
	if err != nil || seq <= 0 {
		return k.wrong(fmt.Errorf("the entry is a number that `vaughn log CASE` prints"))
	}
	return k.with(ctx, func(c *casework.Case) error {
		es, err := c.UndoEntry(ctx, seq, *note)
		if err != nil {
			return err
		}
		n := 0
		for _, e := range es {
			n += len(e.Changes)
		}
		return k.print(struct {
			V       int `json:"v"`
			Changes int `json:"changes"`
			Entries int `json:"entries"`
		}{1, n, len(es)}, func(w io.Writer) { fmt.Fprintf(w, "%d changes of %d entries taken back.\n", n, len(es)) })
	})
}

func runHarm(ctx context.Context, k *call) error {
	interest := k.flags.String("interest", "", "the interest that the exemption protects")
	if err := k.parse(3, 4); err != nil {
		return err
	}
	return k.with(ctx, func(c *casework.Case) error {
		code, ok := c.Exemptions().Lookup(k.args[2])
		if !ok {
			return &fault.Error{Code: fault.Usage, Op: "stating harm", Err: fmt.Errorf("that exemption is not in the case's set"), Hint: "`vaughn help exemptions` lists the codes."}
		}
		h := review.Harm{Interest: *interest, Statement: code.HarmText}
		if len(k.args) == 4 {
			h.Statement = k.args[3]
		}
		var ids []record.ID
		for id, err := range c.Each(ctx, k.args[1]) {
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		e, err := c.StateHarm(ctx, ids, string(code.ID), h)
		if err != nil {
			return err
		}
		return k.print(struct {
			V       int   `json:"v"`
			Records int   `json:"records"`
			Entry   int64 `json:"journal_entry,omitempty"`
		}{1, len(ids), e.Seq}, func(w io.Writer) {
			fmt.Fprintf(w, "Harm of disclosing %s stated for %d records%s.\n", code.Label, len(ids), inEntry(e.Seq))
		})
	})
}
