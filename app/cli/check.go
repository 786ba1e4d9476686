package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"vaughn/app/casework"
	"vaughn/index/fault"
	"vaughn/redact/check"
	"vaughn/redact/suggest"
)

type checkFlags struct {
	names, codes, reason *string
	production           *string
	fix, accept          list
}

// runCheck looks over the decisions of a case.
func runCheck(ctx context.Context, k *call) error {
	f := &checkFlags{
		names:  k.flags.String("names", "", "file of people to look for, one a line: Full Name; alias; mail; phone => (b)(6)"),
		codes:  k.flags.String("codes", "(b)(6)", "exemptions of marks that mend a leak"),
		reason: k.flags.String("reason", "", "why a finding is accepted, kept in the journal"),
	}
	f.production = k.flags.String("production", "", "look over a finished release instead: a folder, a PDF or a text file")
	k.flags.Var(&f.fix, "fix", "ids of findings to mend, parted by commas, or the name of a check (may be given several times)")
	k.flags.Var(&f.accept, "accept", "ids of findings to accept as they are; needs --reason")
	if err := k.parse(0, 2); err != nil {
		return err
	}
	switch {
	case *f.production != "" && len(k.args)+len(f.fix)+len(f.accept) == 0:
		return k.checkRelease(ctx, *f.production)
	case *f.production != "":
		return k.wrong(fmt.Errorf("--production takes no case, and its findings cannot be mended here"))
	case len(k.args) == 0:
		return k.wrong(fmt.Errorf("no case and no --production is named"))
	case len(f.accept) > 0 && strings.TrimSpace(*f.reason) == "":
		return k.wrong(fmt.Errorf("--accept needs --reason"))
	case len(f.accept) > 0 && len(f.fix) > 0:
		return k.wrong(fmt.Errorf("--fix and --accept are two steps"))
	}
	return k.with(ctx, func(c *casework.Case) error {
		opt, err := k.checkOptions(c, f)
		if err != nil {
			return err
		}
		got, err := c.Check(ctx, opt)
		if err != nil {
			return err
		}
		if len(f.fix)+len(f.accept) > 0 {
			return k.settle(ctx, c, f, got)
		}
		return k.checked(got)
	})
}

func (k *call) checkOptions(c *casework.Case, f *checkFlags) (opt casework.CheckOptions, err error) {
	if len(k.args) > 1 {
		opt.Query = k.args[1]
	}
	for _, code := range strings.Split(*f.codes, ",") {
		known, ok := c.Exemptions().Lookup(strings.TrimSpace(code))
		if !ok {
			return opt, k.wrong(fmt.Errorf("--codes names an exemption that the case's set does not have"))
		}
		opt.Basis = append(opt.Basis, string(known.ID))
	}
	err = k.read(*f.names, "the list of names", func(r io.Reader) error {
		opt.People, err = suggest.ParseNames(r, c.Exemptions(), opt.Basis)
		return err
	})
	return opt, err
}

func (k *call) checked(got casework.Checked) error {
	counts := map[string]int{}
	for _, f := range got.Findings {
		counts[string(f.Severity)]++
		if err := k.print(f, func(w io.Writer) { writeFinding(w, f) }); err != nil {
			return err
		}
	}
	if !k.json {
		fmt.Fprintf(k.Out, "%d findings: %d block, %d warn, %d info; %d accepted before.\n", len(got.Findings), counts["block"], counts["warn"], counts["info"], len(got.Accepted))
	}
	if got.Grave() {
		return look("checking the case")
	}
	return nil
}

func writeFinding(w io.Writer, f casework.Finding) {
	fmt.Fprintf(w, "%s  %-5s %-14s %s\n", f.ID, f.Severity, f.Check, f.Why)
	fmt.Fprintf(w, "    %s\n", placeLine(f.MessageID, string(f.Record), f.Field, f.Text, f.Exemptions))
	for i, o := range f.Other {
		if i == 5 {
			fmt.Fprintf(w, "    … %d more places\n", len(f.Other)-i)
			break
		}
		fmt.Fprintf(w, "    %s\n", placeLine(o.MessageID, string(o.Record), o.Field, o.Text, o.Exemptions))
	}
}

func placeLine(mid, record, field, text string, exemptions []string) string {
	if mid == "" {
		mid = record
	}
	how := "open"
	if len(exemptions) > 0 {
		how = strings.Join(exemptions, ", ")
	}
	if field == "" {
		return mid
	}
	return fmt.Sprintf("%s %s [%s] %q", mid, field, how, clip(text))
}

// settle mends or accepts the findings that were named.
func (k *call) settle(ctx context.Context, c *casework.Case, f *checkFlags, got casework.Checked) error {
	ids := append(slices.Clone(f.fix), f.accept...)
	var want []string
	for _, s := range ids {
		want = append(want, strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })...)
	}
	var chosen []casework.Finding
	for _, id := range want {
		n := len(chosen)
		for _, one := range got.Findings {
			if one.ID == id || one.Check == id && one.Fixable && len(f.fix) > 0 {
				chosen = append(chosen, one)
			}
		}
		if len(chosen) == n {
			return &fault.Error{Code: fault.NotFound, Op: "looking for a finding", Subject: id, Hint: "`vaughn check CASE` gives the ids; what was mended or accepted is gone from it."}
		}
	}
	out := struct {
		V        int `json:"v"`
		Fixed    int `json:"fixed"`
		Marks    int `json:"marks"`
		Accepted int `json:"accepted"`
	}{V: 1}
	if len(f.fix) > 0 {
		n, err := c.Mend(ctx, chosen)
		if err != nil {
			return err
		}
		out.Fixed, out.Marks = len(chosen), n
	} else {
		if err := c.AcceptFindings(ctx, chosen, *f.reason); err != nil {
			return err
		}
		out.Accepted = len(chosen)
	}
	return k.print(out, func(w io.Writer) {
		fmt.Fprintf(w, "%d findings mended by %d marks, %d accepted.\n", out.Fixed, out.Marks, out.Accepted)
	})
}

// checkRelease looks over a release that somebody else made.
func (k *call) checkRelease(ctx context.Context, path string) error {
	rep, err := casework.CheckRelease(ctx, path, k.progress())
	if err != nil {
		return err
	}
	grave := false
	for _, f := range rep.Findings {
		grave = grave || f.Severity != check.Info
		if err := k.print(f, func(w io.Writer) { writeReleased(w, f) }); err != nil {
			return err
		}
	}
	if !k.json {
		fmt.Fprintf(k.Out, "%d findings in %d files, %d pages or texts; %d files of other kinds were not read.\n", len(rep.Findings), rep.Files, rep.Pages, len(rep.Skipped))
	}
	if grave {
		return look("checking the release")
	}
	return nil
}

func writeReleased(w io.Writer, f casework.Finding) {
	fmt.Fprintf(w, "%-5s %-14s %s\n", f.Severity, f.Check, f.Why)
	fmt.Fprintf(w, "    %s\n", releasedLine(casework.FindingPlace{File: f.File, Page: f.Page, Line: f.Line, Text: f.Text, Context: f.Context, Sent: f.Sent, Exemptions: f.Exemptions}))
	for i, o := range f.Other {
		if i == 10 {
			fmt.Fprintf(w, "    … %d more places\n", len(f.Other)-i)
			break
		}
		fmt.Fprintf(w, "    %s\n", releasedLine(o))
	}
}

func releasedLine(p casework.FindingPlace) string {
	at := p.File
	if p.Page > 0 {
		at += fmt.Sprintf(" page %d", p.Page)
	}
	if p.Line > 0 {
		at += fmt.Sprintf(" line %d", p.Line)
	}
	if p.Sent != "" {
		at += " (sent " + p.Sent + ")"
	}
	text := fmt.Sprintf("%q", clip(p.Text))
	if p.Context != "" && p.Context != p.Text {
		text += " in " + fmt.Sprintf("%q", clip(p.Context))
	}
	return at + " " + text
}

// clip shortens a text to a line.
func clip(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > 80 {
		return string(r[:79]) + "…"
	}
	return text
}
