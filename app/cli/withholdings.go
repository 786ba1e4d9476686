package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"vaughn/app/casework"
	"vaughn/export/report"
	"vaughn/export/withholding"
	"vaughn/index/fault"
	"vaughn/index/store"
)

// runWithholdings writes the logs of what a production withholds.
func runWithholdings(ctx context.Context, k *call) error {
	as := k.flags.String("as", withholding.Vaughn, strings.Join(withholding.Kinds(), ", "))
	identify := k.flags.Bool("identify", false, "print date, author and recipients of records withheld in full; a privilege log always does")
	counsel := k.flags.String("counsel", "", "a file of attorneys to mark with *, one a line: Name; alias; address")
	f := k.reportFlags()
	if err := k.parse(1, 2); err != nil {
		return err
	}
	if !slices.Contains(withholding.Kinds(), *as) {
		return k.wrong(fmt.Errorf("there is no log %q", *as))
	}
	if err := k.reportFormat(f); err != nil {
		return err
	}
	opt := withholding.Options{Identify: *identify || *as == withholding.Privilege}
	var err error
	if opt.Counsel, err = readCounsel(*counsel); err != nil {
		return err
	}
	name := ""
	if len(k.args) == 2 {
		name = k.args[1]
	}
	if !f.asked() && !k.json {
		*f.format = report.CSV
	}
	return k.with(ctx, func(c *casework.Case) error {
		w, err := c.Withholdings(ctx, name, opt)
		if err != nil {
			return err
		}
		if err := k.withholdings(ctx, c, w, *as, f); err != nil {
			return err
		}
		if w.Log.Missing(*as) > 0 || w.Log.Unready > 0 || w.Log.Cut > 0 {
			return look("statements are missing, marks wait or texts were cut")
		}
		return nil
	})
}

func readCounsel(path string) ([]withholding.Counsel, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, &fault.Error{Code: fault.NotFound, Op: "reading the list of attorneys", Subject: path, Err: err, Hint: "Check the path."}
	}
	defer f.Close()
	return casework.ReadCounsel(f)
}

func (k *call) withholdings(ctx context.Context, c *casework.Case, w casework.Withholdings, as string, f reportFlags) error {
	m, err := c.Meta(ctx)
	if err != nil {
		return err
	}
	if as == withholding.Vaughn && m.Request.Kind != store.Litigation {
		fmt.Fprintln(k.Err, "A Vaughn index is made in litigation. It is no part of an administrative release: do not send it with one.")
	}
	if n := w.Log.Missing(as); n > 0 {
		fmt.Fprintf(k.Err, "%d documents lack a statement: code them with %s, %s or %s.\n", n, withholding.FieldDescription, withholding.FieldHarm, withholding.FieldSegregability)
	}
	r, err := c.WithholdingReport(ctx, w, as, *f.format == report.PDF)
	if err != nil {
		return err
	}
	if f.asked() {
		return k.write(ctx, f, r)
	}
	for _, t := range r.Tables {
		for _, row := range t.Rows {
			if err := k.print(rowLine(as, t, row), func(io.Writer) {}); err != nil {
				return err
			}
		}
	}
	return nil
}

// rowLine is one row of a log as JSON: names of columns in lower case.
func rowLine(as string, t report.Table, row []string) map[string]any {
	cells := map[string]string{}
	for i, c := range t.Columns {
		name := strings.Trim(strings.Map(func(r rune) rune {
			if r == ' ' || r == '.' {
				return '_'
			}
			return r
		}, strings.ToLower(c.Name)), "_")
		if name == "" {
			name = "what"
		}
		cells[name] = row[i]
	}
	return map[string]any{"v": 1, "log": as, "table": t.Name, "row": cells}
}
