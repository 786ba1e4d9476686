package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"vaughn/app/casework"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact/review"
)

type batchLine struct {
	V        int    `json:"v"`
	Batch    string `json:"batch"`
	Set      string `json:"set"`
	Level    string `json:"level"`
	State    string `json:"state"`
	Reviewer string `json:"reviewer"`
	Since    string `json:"since"`
	Query    string `json:"query"`
	Sample   bool   `json:"sample"`
	Records  int    `json:"records"`
	Done     int    `json:"done"`
	Left     int    `json:"left"`
	Changed  int    `json:"overturned"`
	Own      int    `json:"own,omitempty"` // records that the reviewer coded at the level below
}

func batchJSON(b casework.BatchInfo) batchLine {
	return batchLine{V: 1, Batch: b.Name, Set: b.Set, Level: b.Level, State: b.State, Reviewer: b.Reviewer, Since: rfc(b.Since), Query: b.Query,
		Sample: b.Sample != nil, Records: b.Size, Done: b.Done, Left: b.Left(), Changed: b.Changed}
}

func rfc(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// batchFlags are the flags of all that is done with batches.
type batchFlags struct {
	reportFlags
	set, level, order, seed, keep, whom, batch, note *string
	size                                             *int
	margin, confidence                               *float64
	desc, take                                       *bool
}

func (k *call) batchFlags() batchFlags {
	return batchFlags{reportFlags: k.reportFlags(),
		set:        k.flags.String("set", "", "name of the set; its batches are numbered"),
		level:      k.flags.String("level", "", "level of review: "+strings.Join(review.Levels(), ", ")),
		order:      k.flags.String("order", "", "order of review: date, from, to, subject, kind, size, num, random, or likely: likeliest responsive first, as learnt"),
		seed:       k.flags.String("seed", "", "seed of a random order or sample; otherwise one is made and kept"),
		keep:       k.flags.String("keep", "families,threads,copies", "what stays in one batch: families, threads, copies, or none"),
		whom:       k.flags.String("for", "", "the reviewer who gets the batch"),
		batch:      k.flags.String("batch", "", "this batch only"),
		note:       k.flags.String("note", "", "why, kept in the journal"),
		size:       k.flags.Int("size", 0, "records of a batch (500), or of a sample"),
		margin:     k.flags.Float64("margin", 5, "margin of a sample's estimate, in points of a hundred"),
		confidence: k.flags.Float64("confidence", 95, "confidence of intervals, in percent"),
		desc:       k.flags.Bool("desc", false, "the order reversed"),
		take:       k.flags.Bool("take", false, "take the batch from who has it"),
	}
}

// batchVerb is one thing done with batches: its name, and how many arguments it
// takes behind it.
type batchVerb struct {
	name        string
	least, most int
	run         func(ctx context.Context, k *call, c *casework.Case, f batchFlags, args []string) error
}

func batchVerbs() []batchVerb {
	return []batchVerb{
		{"make", 0, 1, makeBatches}, {"checkout", 0, 1, checkOut}, {"return", 1, 1, returnBatch}, {"show", 1, 1, showBatch},
		{"confirm", 1, 2, confirmBatch}, {"reopen", 1, 1, reopenBatch}, {"remove", 1, 1, removeBatch},
		{"route", 0, 2, routeBatches}, {"sample", 0, 1, drawSample}, {"estimate", 1, 1, estimateSample}, {"redraw", 1, 1, redrawSample}, {"overturns", 0, 0, overturns},
	}
}

// runBatches shows the batches of a case and what is done and left, or does
// something with them.
func runBatches(ctx context.Context, k *call) error {
	f := k.batchFlags()
	if err := k.parse(1, 4); err != nil {
		return err
	}
	if err := k.reportFormat(f.reportFlags); err != nil {
		return err
	}
	if len(k.args) == 1 {
		return k.with(ctx, func(c *casework.Case) error { return k.batches(ctx, c, f) })
	}
	verbs := batchVerbs()
	i := slices.IndexFunc(verbs, func(v batchVerb) bool { return v.name == k.args[1] })
	if i < 0 {
		return k.wrong(fmt.Errorf("there is no %q", k.args[1]))
	}
	args := k.args[2:]
	if len(args) < verbs[i].least || len(args) > verbs[i].most {
		return k.wrong(fmt.Errorf("%d arguments after %s", len(args), verbs[i].name))
	}
	return k.with(ctx, func(c *casework.Case) error { return verbs[i].run(ctx, k, c, f, args) })
}

func (k *call) batches(ctx context.Context, c *casework.Case, f batchFlags) error {
	p, err := c.Progress(ctx)
	if err != nil {
		return err
	}
	if f.asked() {
		r, err := c.ProgressReport(ctx, p)
		if err != nil {
			return err
		}
		return k.write(ctx, f.reportFlags, r)
	}
	for _, b := range p.Batches {
		if err := k.print(batchJSON(b), func(w io.Writer) { printBatch(w, b) }); err != nil {
			return err
		}
	}
	for _, r := range p.Reviewers {
		err := k.print(struct {
			V int `json:"v"`
			casework.ReviewerProgress
		}{1, r}, func(w io.Writer) {
			if r.Reviewer == "" {
				fmt.Fprintf(w, "waiting: %d batches, %d records, %d of them done\n", r.Waiting, r.Records, r.Done)
				return
			}
			fmt.Fprintf(w, "%s: %d batches out, %d completed; %d of %d records done, %d left; %d decided in all\n", r.Reviewer, r.Out, r.Completed, r.Done, r.Records, r.Left, r.Decided)
		})
		if err != nil {
			return err
		}
	}
	return k.print(struct {
		V       int `json:"v"`
		Records int `json:"records"`
		Done    int `json:"done"`
		Left    int `json:"left"`
	}{1, p.Records, p.Done, p.Left}, func(w io.Writer) {
		fmt.Fprintf(w, "%d records in %d batches: %d done, %d left\n", p.Records, len(p.Batches), p.Done, p.Left)
	})
}

func printBatch(w io.Writer, b casework.BatchInfo) {
	who := b.State
	if b.Reviewer != "" {
		who += ", " + b.Reviewer
	}
	fmt.Fprintf(w, "%-20s  %-12s  %-24s  %5d records, %5d done, %5d left", b.Name, b.Level, who, b.Size, b.Done, b.Left())
	if b.Level != review.Levels()[0] {
		fmt.Fprintf(w, ", %d overturned", b.Changed)
	}
	fmt.Fprintln(w)
}

func makeBatches(ctx context.Context, k *call, c *casework.Case, f batchFlags, args []string) error {
	spec := casework.BatchSpec{Set: *f.set, Query: first1(args), Level: *f.level, Size: *f.size, By: store.Order(*f.order), Desc: *f.desc, Seed: *f.seed}
	for _, what := range strings.Split(*f.keep, ",") {
		switch strings.TrimSpace(what) {
		case "families":
			spec.Families = true
		case "threads":
			spec.Threads = true
		case "copies":
			spec.Copies = true
		case "none", "":
		default:
			return k.wrong(fmt.Errorf("nothing is known as --keep %s", what))
		}
	}
	made, err := c.MakeBatches(ctx, spec)
	if err != nil {
		return err
	}
	return k.made(made)
}

func first1(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

func (k *call) made(m casework.Made) error {
	for _, b := range m.Batches {
		seed := ""
		if b.Sample != nil {
			seed = b.Sample.Seed
		}
		err := k.print(struct {
			V       int    `json:"v"`
			Batch   string `json:"batch"`
			Level   string `json:"level"`
			Records int    `json:"records"`
			Seed    string `json:"seed,omitempty"`
		}{1, b.Name, b.Level, len(b.Records), seed}, func(w io.Writer) {
			fmt.Fprintf(w, "%s: %d records, %s\n", b.Name, len(b.Records), b.Level)
			if seed != "" {
				fmt.Fprintf(w, "  drawn from %d records with the seed %s\n", b.Sample.Population, seed)
			}
		})
		if err != nil {
			return err
		}
	}
	return k.print(struct {
		V       int   `json:"v"`
		Hits    int   `json:"hits"`
		Batches int   `json:"batches"`
		Records int   `json:"records"`
		Skipped int   `json:"skipped"`
		Larger  int   `json:"larger"`
		Entry   int64 `json:"journal_entry"`
	}{1, m.Of, len(m.Batches), m.Records, m.Skipped, m.Larger, m.Entry.Seq}, func(w io.Writer) {
		fmt.Fprintf(w, "%d of %d records in %d batches (journal entry %d).\n", m.Records, m.Of, len(m.Batches), m.Entry.Seq)
		if m.Skipped > 0 {
			fmt.Fprintf(w, "%d stand in an open batch of this level already.\n", m.Skipped)
		}
		if m.Larger > 0 {
			fmt.Fprintf(w, "%d batches are larger than asked, so that what belongs together stays together; the largest has %d records.\n", m.Larger, m.Together)
		}
	})
}

func checkOut(ctx context.Context, k *call, c *casework.Case, f batchFlags, args []string) error {
	b, own, err := c.CheckOut(ctx, first1(args), *f.level, *f.whom, *f.take)
	if err != nil {
		return err
	}
	line := batchJSON(b)
	line.Own = own
	return k.print(line, func(w io.Writer) {
		printBatch(w, b)
		if own > 0 {
			fmt.Fprintf(w, "  %d of them were coded by %s: let somebody else check these.\n", own, b.Reviewer)
		}
	})
}

func returnBatch(ctx context.Context, k *call, c *casework.Case, f batchFlags, args []string) error {
	b, err := c.Return(ctx, args[0], *f.take, *f.note)
	if err != nil {
		return err
	}
	if err := k.print(batchJSON(b), func(w io.Writer) { printBatch(w, b) }); err != nil {
		return err
	}
	if b.State != review.Completed {
		return look("returning a batch")
	}
	return nil
}

func showBatch(ctx context.Context, k *call, c *casework.Case, _ batchFlags, args []string) error {
	b, err := c.BatchNamed(ctx, args[0])
	if err != nil {
		return err
	}
	done, err := c.DoneIn(ctx, b.Name)
	if err != nil {
		return err
	}
	for _, id := range b.Records {
		if is, in := done[id]; in {
			if err := k.print(struct {
				V      int       `json:"v"`
				Record record.ID `json:"record"`
				Done   bool      `json:"done"`
			}{1, id, is}, func(w io.Writer) { fmt.Fprintf(w, "%s  %s\n", id, map[bool]string{true: "done", false: "open"}[is]) }); err != nil {
				return err
			}
		}
	}
	return k.print(batchJSON(b), func(w io.Writer) { printBatch(w, b) })
}

func confirmBatch(ctx context.Context, k *call, c *casework.Case, f batchFlags, args []string) error {
	query := `batch:"` + args[0] + `"`
	if len(args) == 2 {
		query += " (" + args[1] + ")"
	}
	ids, err := c.IDs(ctx, query)
	if err != nil {
		return err
	}
	e, err := c.ConfirmIn(ctx, args[0], ids, *f.note)
	if err != nil {
		return err
	}
	return k.print(struct {
		V       int   `json:"v"`
		Records int   `json:"records"`
		Entry   int64 `json:"journal_entry"`
	}{1, len(ids), e.Seq}, func(w io.Writer) {
		fmt.Fprintf(w, "%d records confirmed as they are coded (journal entry %d).\n", len(ids), e.Seq)
	})
}

func reopenBatch(ctx context.Context, k *call, c *casework.Case, f batchFlags, args []string) error {
	b, err := c.Reopen(ctx, args[0], *f.note)
	if err != nil {
		return err
	}
	return k.print(batchJSON(b), func(w io.Writer) { printBatch(w, b) })
}

func removeBatch(ctx context.Context, k *call, c *casework.Case, _ batchFlags, args []string) error {
	e, err := c.DropBatch(ctx, args[0])
	if err != nil {
		return err
	}
	return k.entry("Removed", e.Seq)
}

// entry says that something was done and where the journal keeps it.
func (k *call) entry(what string, seq int64) error {
	return k.print(struct {
		V     int   `json:"v"`
		Entry int64 `json:"journal_entry"`
	}{1, seq}, func(w io.Writer) {
		if seq == 0 {
			fmt.Fprintln(w, "Nothing to change.")
			return
		}
		fmt.Fprintf(w, "%s (journal entry %d).\n", what, seq)
	})
}
