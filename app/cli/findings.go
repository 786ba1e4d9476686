package cli

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"vaughn/export/production"
	"vaughn/export/qc"
)

// findings prints what a person should know; as text what weighs most first, and
// at most fifty.
func (k *call) findings(fs []qc.Finding) error {
	if !k.json {
		weight := []qc.Severity{qc.Block, qc.Warn, qc.Info}
		fs = slices.Clone(fs)
		slices.SortStableFunc(fs, func(a, b qc.Finding) int {
			return cmp.Compare(slices.Index(weight, a.Severity), slices.Index(weight, b.Severity))
		})
	}
	for i, f := range fs {
		if !k.json && i == 50 {
			fmt.Fprintf(k.Out, "… %d more findings: %s; --json prints all\n", len(fs)-i, tally(fs[i:]))
			return nil
		}
		if err := k.print(f, func(w io.Writer) { printFinding(w, f) }); err != nil {
			return err
		}
	}
	return nil
}

// tally counts findings by severity and check, in their order.
func tally(fs []qc.Finding) string {
	var order []string
	n := map[string]int{}
	for _, f := range fs {
		kind := string(f.Severity) + " " + f.Check
		if n[kind]++; n[kind] == 1 {
			order = append(order, kind)
		}
	}
	for i, kind := range order {
		order[i] = fmt.Sprintf("%d %s", n[kind], kind)
	}
	return strings.Join(order, ", ")
}

func printFinding(w io.Writer, f qc.Finding) {
	var at []string
	if f.Record != "" {
		at = append(at, "record "+f.Record)
	}
	if f.File != "" {
		at = append(at, f.File)
	}
	where := strings.Join(at, ", ")
	if f.Page > 0 {
		where += fmt.Sprintf(" page %d", f.Page)
	}
	if f.Bates != "" {
		where += " (" + f.Bates + ")"
	}
	check := f.Check
	if f.Reason != "" {
		check += "/" + f.Reason
	}
	said := ""
	if f.Text != "" {
		said = fmt.Sprintf(" %q", f.Text)
	}
	id := ""
	if f.ID != "" {
		id = f.ID + " "
	}
	why := f.Why
	if f.Cleared != "" {
		why += "; cleared by " + f.Cleared
	}
	if where += said; where != "" { // a finding of the whole production has no place
		where += ": "
	}
	fmt.Fprintf(w, "%s%s %s: %s%s\n", id, f.Severity, check, where, why)
}

// refusedHint says what can be done about findings that forbid a run.
func refusedHint(fs []qc.Finding) string {
	hint := "Nothing was written. Each finding says where; mend it and run again."
	if production.Opens(fs) {
		hint += " What begins with an id may leave as it is once a person has looked: `vaughn produce CASE SPEC.json --clear ID,ID --reason TEXT`."
	}
	return hint
}
