package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"vaughn/app/casework"
	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/redact/review"
)

func runCode(ctx context.Context, k *call) error {
	note := k.flags.String("note", "", "why, kept in the journal")
	batch := k.flags.String("batch", "", "decide as who has this batch; the hits must stand in it")
	events := k.flags.Bool("events", false, "code the matching events of conversations, not records")
	if err := k.parse(3, -1); err != nil {
		return err
	}
	var codings []review.Coding
	for _, s := range k.args[2:] {
		c, err := review.ParseCoding(s)
		if err != nil {
			return k.wrong(err)
		}
		c.Note = *note
		codings = append(codings, c)
	}
	return k.with(ctx, func(c *casework.Case) error {
		return k.code(ctx, c, codeSpec{*batch, *events, codings})
	})
}

// codeSpec is how hits are coded.
type codeSpec struct {
	batch   string
	events  bool
	codings []review.Coding
}

func (k *call) code(ctx context.Context, c *casework.Case, spec codeSpec) error {
	var ids []record.ID
	var err error
	what := "records"
	if spec.events {
		what = "events"
		ids, err = c.EventTargets(ctx, k.args[1])
	} else {
		ids, err = c.IDs(ctx, k.args[1])
	}
	if err != nil {
		return err
	}
	var e journal.Entry
	if spec.batch != "" {
		e, err = c.CodeIn(ctx, spec.batch, ids, spec.codings...)
	} else {
		e, err = c.Code(ctx, ids, spec.codings...)
	}
	if err != nil {
		return err
	}
	out := struct {
		V       int   `json:"v"`
		Records int   `json:"records"`
		Events  int   `json:"events,omitempty"`
		Entry   int64 `json:"journal_entry"`
	}{V: 1, Entry: e.Seq}
	if out.Records = len(ids); spec.events {
		out.Records, out.Events = 0, len(ids)
	}
	return k.print(out, func(w io.Writer) { fmt.Fprintf(w, "%d %s coded (journal entry %d).\n", len(ids), what, e.Seq) })
}

func runRedactions(ctx context.Context, k *call) error {
	f := k.markFlags()
	if err := k.parse(2, 3); err != nil {
		return err
	}
	return k.with(ctx, func(c *casework.Case) error {
		switch {
		case k.args[1] != "export" && k.args[1] != "import":
			return k.onMark(ctx, c, f)
		case len(k.args) < 3:
			return k.wrong(fmt.Errorf("%s needs a file", k.args[1]))
		case k.args[1] == "export":
			return k.export(ctx, c, k.args[2])
		}
		return k.redact(ctx, c, k.args[2])
	})
}

func (k *call) redact(ctx context.Context, c *casework.Case, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return &fault.Error{Code: fault.NotFound, Op: "reading redactions", Subject: path, Err: err, Hint: "Check the path."}
	}
	defer f.Close()
	rep, err := c.ImportRedactions(ctx, f)
	if err != nil {
		return err
	}
	if err := k.print(struct {
		V int `json:"v"`
		casework.RedactionsReport
	}{1, rep}, func(w io.Writer) {
		fmt.Fprintf(w, "%d lines gave %d marks.\n", rep.Lines, rep.Marks)
		for _, p := range rep.Problems {
			fmt.Fprintf(w, "  line %d: %s\n", p.Line, p.Why)
		}
	}); err != nil {
		return err
	}
	if len(rep.Problems) > 0 {
		return look("reading redactions")
	}
	return nil
}

// export writes beside the target first: a half-written file never stands
// under the name that was asked for.
func (k *call) export(ctx context.Context, c *casework.Case, path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".redactions-*")
	if err != nil {
		return &fault.Error{Code: fault.NoAccess, Op: "writing redactions", Subject: path, Err: err, Hint: "Choose a folder where you may write."}
	}
	defer os.Remove(f.Name())
	n, err := c.ExportRedactions(ctx, f)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return err
	}
	return k.print(struct {
		V     int    `json:"v"`
		Marks int    `json:"marks"`
		File  string `json:"file"`
	}{1, n, path}, func(w io.Writer) { fmt.Fprintf(w, "%d marks written to %s.\n", n, path) })
}
