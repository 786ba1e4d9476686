package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"vaughn/app/casework"
	"vaughn/index/fault"
	"vaughn/index/ingest"
	"vaughn/index/message"
	"vaughn/index/store"
)

func runImport(ctx context.Context, k *call) error {
	var opt ingest.Options
	k.flags.StringVar(&opt.Custodian, "custodian", "", "whose files these are")
	zone := k.flags.String("zone", "UTC", "time zone assumed for dates that state none")
	secrets := k.flags.String("password-file", "", "file with a password a line, tried on encrypted containers")
	render := k.flags.Bool("render", false, "then show texts and slides as pages, as `render` does")
	if err := k.parse(2, -1); err != nil {
		return err
	}
	if *render { // before hours of reading
		if err := casework.CanRender(); err != nil {
			return err
		}
	}
	var err error
	if opt.Passwords, err = passwords(*secrets); err != nil {
		return err
	}
	if opt.Zone, err = time.LoadLocation(*zone); err != nil {
		return &fault.Error{Code: fault.Usage, Op: "importing", Err: err, Hint: "Name a zone such as America/New_York or UTC."}
	}
	return k.with(ctx, func(c *casework.Case) error {
		rep, err := c.Import(ctx, k.args[1:], opt, k.progress())
		if err != nil {
			return err
		}
		failed := int64(0)
		for _, s := range rep.Sources {
			failed += s.Failed
			if err := k.print(ledgerLine(s), func(w io.Writer) { printSource(w, s) }); err != nil {
				return err
			}
		}
		if err := k.print(struct {
			V           int   `json:"v"`
			Sources     int   `json:"sources"`
			Records     int64 `json:"records"`
			Occurrences int64 `json:"occurrences"`
			Known       int64 `json:"known"`
			Failed      int64 `json:"failed"`
			Inherited   int   `json:"marks_proposed,omitempty"`
		}{1, len(rep.Sources), rep.Records, rep.Occurrences, rep.Known, failed, rep.Inherited}, func(w io.Writer) {
			fmt.Fprintf(w, "%d new records, %d new places, %d imported before, %d failed.\n", rep.Records, rep.Occurrences, rep.Known, failed)
			if rep.Inherited > 0 {
				fmt.Fprintf(w, "%d marks proposed where passages decided before stand in them.\n", rep.Inherited)
			}
		}); err != nil {
			return err
		}
		if *render {
			if err := k.render(ctx, c, "*"); err != nil {
				return err
			}
		}
		if failed > 0 {
			return look("importing")
		}
		return nil
	})
}

// passwords reads a file of them, one a line; blanks inside a line count.
func passwords(path string) ([]string, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, &fault.Error{Code: fault.NotFound, Op: "reading the passwords", Subject: path, Err: err, Hint: "Check the path."}
	}
	var out []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			out = append(out, line)
		}
	}
	return out, nil
}

// ledger is the JSON shape of one container.
type ledger struct {
	V                   int               `json:"v"`
	Source              string            `json:"source"`
	Custodian           string            `json:"custodian"`
	Format              string            `json:"format"`
	SHA256              string            `json:"sha256"`
	SHA256After         string            `json:"sha256_after"`
	Expected            int64             `json:"expected"`
	Read                int64             `json:"read"`
	Recovered           int64             `json:"recovered"`
	Failed              int64             `json:"failed"`
	AttachmentsDeclared int64             `json:"attachments_declared"`
	AttachmentsRead     int64             `json:"attachments_read"`
	Finished            bool              `json:"finished"`
	Problems            []message.Problem `json:"problems"`
}

func ledgerLine(s store.Source) ledger {
	l := ledger{1, s.Name, s.Custodian, s.Format, s.SHA256, s.SumAfter, s.Expected, s.Read, s.Recovered, s.Failed,
		s.AttachmentsDeclared, s.AttachmentsRead, !s.Finished.IsZero(), s.Problems}
	if l.Problems == nil {
		l.Problems = []message.Problem{}
	}
	return l
}

func printSource(w io.Writer, s store.Source) {
	expected := "unknown"
	if s.Expected >= 0 {
		expected = fmt.Sprint(s.Expected)
	}
	fmt.Fprintf(w, "%s (%s): expected %s, read %d, recovered %d, failed %d; attachments %d of %d\n",
		s.Name, s.Format, expected, s.Read, s.Recovered, s.Failed, s.AttachmentsRead, s.AttachmentsDeclared)
	for i, p := range s.Problems {
		if i == 20 {
			fmt.Fprintf(w, "  … %d more; --json prints all\n", len(s.Problems)-i)
			break
		}
		fmt.Fprintf(w, "  %s %s: %s\n", p.At, p.Code, p.Detail)
	}
}

func runLedger(ctx context.Context, k *call) error {
	if err := k.parse(1, 1); err != nil {
		return err
	}
	return k.with(ctx, func(c *casework.Case) error {
		sources, err := c.Ledger(ctx)
		if err != nil {
			return err
		}
		open := false
		for _, s := range sources {
			open = open || s.Failed > 0 || s.Finished.IsZero()
			if err := k.print(ledgerLine(s), func(w io.Writer) { printSource(w, s) }); err != nil {
				return err
			}
		}
		if open {
			return look("reading the ledger")
		}
		return nil
	})
}
