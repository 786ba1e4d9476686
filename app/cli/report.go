package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"vaughn/export/report"
)

// reportFlags are how a command is asked for a report: a format, a file. A file
// alone names its format by its ending, a format alone writes to standard
// output.
type reportFlags struct{ format, out *string }

func (k *call) reportFlags() reportFlags {
	return reportFlags{
		k.flags.String("format", "", "write a report: "+strings.Join(report.Formats(), ", ")),
		k.flags.String("out", "", "the new file for the report; its ending names the format"),
	}
}

// asked tells whether a report is wanted.
func (f reportFlags) asked() bool { return *f.format != "" || *f.out != "" }

// reportFormat settles the format; an unknown one is refused before anything
// is done.
func (k *call) reportFormat(f reportFlags) error {
	if *f.format == "" && *f.out != "" {
		if *f.format = report.FormatOf(*f.out); *f.format == "" {
			return k.wrong(fmt.Errorf("the name %s does not end in .csv, .xlsx or .pdf", *f.out))
		}
	}
	if *f.format != "" && !slices.Contains(report.Formats(), *f.format) {
		return k.wrong(fmt.Errorf("there is no format %q", *f.format))
	}
	return nil
}

// write writes the report where it was asked for.
func (k *call) write(ctx context.Context, f reportFlags, r report.Report) error {
	if *f.out == "" {
		return report.Write(ctx, *f.format, k.Out, r)
	}
	if err := report.Save(ctx, *f.format, *f.out, r); err != nil {
		return err
	}
	return k.print(struct {
		V    int    `json:"v"`
		File string `json:"file"`
	}{1, *f.out}, func(w io.Writer) { fmt.Fprintf(w, "Written: %s\n", *f.out) })
}
