package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"vaughn/app/casework"
	"vaughn/redact/review"
)

// runFields lists what there is to code, or changes it.
func runFields(ctx context.Context, k *call) error {
	notes := k.flags.Bool("notes", false, "export notes too")
	if err := k.parse(1, -1); err != nil {
		return err
	}
	return k.with(ctx, func(c *casework.Case) error {
		switch {
		case len(k.args) == 1:
			return k.fields(ctx, c)
		case k.args[1] == "set" && len(k.args) > 3:
			f, err := c.FieldChanged(ctx, k.args[2], k.args[3:])
			if err != nil {
				return err
			}
			e, err := c.DefineField(ctx, f)
			if err != nil {
				return err
			}
			return k.entry("The field "+f.Name+" is set", e.Seq)
		case k.args[1] == "remove" && len(k.args) == 3:
			e, err := c.Undefine(ctx, k.args[2])
			if err != nil {
				return err
			}
			return k.entry("The field is no longer offered; what was coded stays", e.Seq)
		}
		if k.args[1] == "export" && (len(k.args) == 3 || len(k.args) == 4) {
			return k.exportCoding(ctx, c, *notes)
		}
		return k.wrong(fmt.Errorf("want set NAME PART=VALUE..., remove NAME or export FILE after the case"))
	})
}

// exportCoding writes how records are coded for another review program.
func (k *call) exportCoding(ctx context.Context, c *casework.Case, notes bool) error {
	n, err := c.ExportCoding(ctx, first1(k.args[3:]), k.args[2], notes)
	if err != nil {
		return err
	}
	return k.print(struct {
		V       int    `json:"v"`
		Records int    `json:"records"`
		File    string `json:"file"`
	}{1, n, k.args[2]}, func(w io.Writer) { fmt.Fprintf(w, "%d records written to %s.\n", n, k.args[2]) })
}

func (k *call) fields(ctx context.Context, c *casework.Case) error {
	fields, err := c.Fields(ctx)
	if err != nil {
		return err
	}
	for _, f := range fields {
		if err := k.print(struct {
			V       int              `json:"v"`
			Field   string           `json:"field"`
			Label   string           `json:"label"`
			Kind    review.FieldKind `json:"kind"`
			Choices []string         `json:"choices"`
			Open    bool             `json:"open"`
			Needed  string           `json:"required"`
			BuiltIn bool             `json:"built_in"`
		}{1, f.Name, f.Title(), f.Kind, append([]string{}, f.Choices...), f.Open, f.Required, f.BuiltIn}, func(w io.Writer) { printField(w, f) }); err != nil {
			return err
		}
	}
	return nil
}

func printField(w io.Writer, f review.Field) {
	more := []string{string(f.Kind)}
	if len(f.Choices) > 0 {
		more = append(more, strings.Join(f.Choices, "; "))
	}
	if f.Open {
		more = append(more, "other values too")
	}
	switch f.Required {
	case "":
	case review.Always:
		more = append(more, "required")
	default:
		more = append(more, "required when "+f.Required)
	}
	fmt.Fprintf(w, "%-18s %-18s %s\n", f.Name, f.Title(), strings.Join(more, ", "))
}
