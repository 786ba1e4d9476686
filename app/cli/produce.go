package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"vaughn/app/casework"
	"vaughn/export/production"
	"vaughn/export/qc"
	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/redact/review"
)

func runProduce(ctx context.Context, k *call) error {
	example := k.flags.Bool("example", false, "print a complete SPEC")
	reason := k.flags.String("reason", "", "why what is cleared may leave, kept in the journal")
	var clear list
	k.flags.Var(&clear, "clear", "clear findings instead of producing: ids parted by commas, the name of a check, or all")
	secrets := k.flags.String("password-file", "", "file with a password a line, tried on locked PDF files whose pages are drawn")
	purpose := k.flags.String("for", "", "what the example is for: "+strings.Join(purposes(), ", "))
	if err := k.parse(1, 3); err != nil {
		return err
	}
	if *example {
		s, ok := production.For(cmp.Or(*purpose, "foia"))
		if !ok {
			return k.wrong(fmt.Errorf("there is no example for %q", *purpose))
		}
		e := json.NewEncoder(k.Out)
		e.SetIndent("", "  ")
		return e.Encode(s)
	}
	if want := 3; len(clear) > 0 && len(k.args) != 2 || len(clear) == 0 && len(k.args) != want {
		return k.wrong(fmt.Errorf("%d arguments", len(k.args)))
	}
	data, err := os.ReadFile(k.args[1])
	if err != nil {
		return &fault.Error{Code: fault.NotFound, Op: "reading the production's spec", Subject: k.args[1], Err: err, Hint: "`vaughn produce CASE --example` prints one to start from."}
	}
	spec, err := production.ParseSpec(data)
	if err != nil {
		return err
	}
	words, err := passwords(*secrets)
	if err != nil {
		return err
	}
	return k.with(ctx, func(c *casework.Case) error {
		if len(clear) > 0 {
			return k.clear(ctx, c, spec, clear, *reason)
		}
		c.Unlock(words)
		if done, err := k.finish(ctx, c, spec.Name, k.args[2]); done || err != nil {
			return err
		}
		_, err := k.produce(ctx, c, spec, k.args[2])
		return err
	})
}

// finish names the production that a run left without its name. done tells that
// it is the one to be made.
func (k *call) finish(ctx context.Context, c *casework.Case, name, out string) (done bool, err error) {
	cert, ok, err := c.Finish(ctx, out)
	if err != nil || !ok {
		return false, err
	}
	w, err := c.Witness(ctx, out)
	if err != nil {
		return false, err
	}
	if err := k.printProduced(cert, out, w.Entry); err != nil {
		return false, err
	}
	if !k.json {
		fmt.Fprintf(k.Out, "Its run was cut off before the folder had its name. Verify it: `vaughn verify %s`.\n", out)
	}
	if cert.Production != name {
		return false, &fault.Error{Code: fault.Exists, Op: "making the production folder", Subject: out, Hint: "Name a folder that does not exist yet."}
	}
	return true, nil
}

// clear records that a person looked at findings of a plan; nothing is written
// but the journal.
func (k *call) clear(ctx context.Context, c *casework.Case, spec production.Spec, ids []string, reason string) error {
	var names []string
	for _, s := range ids {
		names = append(names, strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })...)
	}
	_, findings, err := c.Plan(ctx, spec)
	if err != nil {
		return err
	}
	chosen, unknown := production.Clearable(findings, names)
	if unknown != "" {
		return &fault.Error{Code: fault.NotFound, Op: "looking for a finding", Subject: unknown, Hint: "`vaughn produce` prints the ids of what can be cleared; what was cleared before is gone from it."}
	}
	if err := c.Clear(ctx, chosen, reason); err != nil {
		return err
	}
	return k.print(struct {
		V       int `json:"v"`
		Cleared int `json:"cleared"`
	}{1, len(chosen)}, func(w io.Writer) { fmt.Fprintf(w, "%d findings cleared.\n", len(chosen)) })
}

func purposes() (ids []string) {
	for _, p := range production.Purposes() {
		ids = append(ids, p.ID)
	}
	return ids
}

// produce plans and runs; its findings are printed whatever happens.
func (k *call) produce(ctx context.Context, c *casework.Case, spec production.Spec, out string) (production.Report, error) {
	plan, findings, err := c.Plan(ctx, spec)
	if err != nil {
		return production.Report{}, err
	}
	return k.carryOut(ctx, c, plan, findings, out)
}

func (k *call) carryOut(ctx context.Context, c *casework.Case, plan production.Plan, findings []qc.Finding, out string) (production.Report, error) {
	if err := k.findings(findings); err != nil {
		return production.Report{}, err
	}
	if qc.Blocking(findings) {
		return production.Report{}, &fault.Error{Code: fault.Refused, Op: "producing", Subject: plan.Spec.Name, Err: fmt.Errorf("the checks before the run found what must not leave"),
			Hint: refusedHint(findings)}
	}
	rep, err := c.Produce(ctx, plan, out, k.progress())
	if ferr := k.findings(rep.Findings); err == nil {
		err = ferr
	}
	if err != nil {
		return rep, err
	}
	if err := k.printProduced(rep.Certificate, out, rep.Entry.Seq); err != nil {
		return rep, err
	}
	for _, f := range findings {
		if f.Severity == qc.Warn {
			return rep, look("producing")
		}
	}
	return rep, nil
}

func (k *call) printProduced(cert production.Certificate, out string, entry int64) error {
	return k.print(struct {
		V      int                  `json:"v"`
		Out    string               `json:"out"`
		Bates  production.BatesSpan `json:"bates"`
		Counts production.Counts    `json:"counts"`
		Root   string               `json:"root"`
		Entry  int64                `json:"journal_entry"`
	}{1, out, cert.Bates, cert.Counts, cert.Root, entry}, func(w io.Writer) { printCounts(w, cert, out) })
}

func printCounts(w io.Writer, c production.Certificate, out string) {
	n := c.Counts
	sheets := ""
	if n.Sheets > 0 {
		sheets = fmt.Sprintf(", %d sheets in the place of others", n.Sheets)
	}
	fmt.Fprintf(w, "Produced %s to %s in %s: %d records on %d pages, %d in full, %d in part, %d withheld in full%s, %d redactions.\nEvery page was read back and says what was released. Root hash %s\n",
		c.Bates.First, c.Bates.Last, out, n.Records, n.Pages, n.InFull, n.InPart, n.Withheld, sheets, n.Boxes, c.Root)
}
func runVerify(ctx context.Context, k *call) error {
	if err := k.parse(1, 1); err != nil {
		return err
	}
	cert, findings, err := casework.Verify(ctx, k.args[0], k.progress())
	if err != nil {
		return err
	}
	return k.verified(cert, findings)
}

func (k *call) verified(cert production.Certificate, findings []qc.Finding) error {
	if err := k.findings(findings); err != nil {
		return err
	}
	bad := qc.Blocking(findings)
	if err := k.print(struct {
		V      int                  `json:"v"`
		Proven bool                 `json:"proven"`
		Bates  production.BatesSpan `json:"bates"`
		Pages  int                  `json:"pages"`
		Files  int                  `json:"files"`
		Root   string               `json:"root"`
	}{1, !bad, cert.Bates, cert.Counts.Pages, cert.Files, cert.Root}, func(w io.Writer) {
		if bad {
			fmt.Fprintf(w, "NOT PROVEN: %d findings.\n", len(findings))
			return
		}
		fmt.Fprintf(w, "Proven: %d pages in %d files say exactly what was released. Root hash %s\n", cert.Counts.Pages, cert.Files, cert.Root)
	}); err != nil {
		return err
	}
	if bad {
		return look("verifying")
	}
	return nil
}

func runExplain(ctx context.Context, k *call) error {
	if err := k.parse(2, 2); err != nil {
		return err
	}
	return k.with(ctx, func(c *casework.Case) error {
		o, err := c.Explain(ctx, k.args[1])
		if err != nil {
			return err
		}
		sources, err := c.Ledger(ctx)
		if err != nil {
			return err
		}
		names := map[string]string{}
		for _, s := range sources {
			names[s.ID] = s.Name
		}
		places := []place{}
		for _, occ := range o.Sources {
			places = append(places, place{occ.Custodian, names[occ.Source], occ.Path, occ.Ordinal})
		}
		return k.print(struct {
			V int `json:"v"`
			casework.Origin
			Sources []place `json:"sources"`
		}{1, o, places}, func(w io.Writer) {
			where := fmt.Sprintf("is page %d of %d of the %s %s (version %s), produced", o.Page, o.Pages, o.Kind, o.Record, o.Version)
			if o.NoPage {
				where = fmt.Sprintf("stands on no page of the %s %s (version %s), which became shorter when it was produced", o.Kind, o.Record, o.Version)
			}
			fmt.Fprintf(w, "%s %s in %q, journal entry %d.\n", o.Bates, where, o.Production, o.Entry)
			for _, p := range places {
				fmt.Fprintf(w, "  %s: %s %s item %d\n", p.Custodian, p.Source, p.Path, p.Ordinal+1)
			}
			for _, name := range o.Replaces {
				fmt.Fprintf(w, "  It takes the place of the same number in %q.\n", name)
			}
			if o.ReplacedBy != "" {
				fmt.Fprintf(w, "  It was replaced in %q.\n", o.ReplacedBy)
			}
			if o.ClawedBack != "" {
				fmt.Fprintf(w, "  It was claimed back: %s\n", o.ClawedBack)
			}
			if o.Changed {
				fmt.Fprintln(w, "  The record has a newer version since.")
			}
		})
	})
}

func runLog(ctx context.Context, k *call) error {
	verify := k.flags.Bool("verify", false, "check the hash chain, and the certificates of the production folders that follow")
	if err := k.parse(1, 1000); err != nil {
		return err
	}
	if len(k.args) > 1 && !*verify {
		return k.wrong(fmt.Errorf("folders are for --verify"))
	}
	return k.with(ctx, func(c *casework.Case) error {
		if *verify {
			return k.chain(ctx, c, k.args[1:])
		}
		for e, err := range c.Journal(ctx, 0) {
			if err != nil {
				return err
			}
			if err := k.print(struct {
				V int `json:"v"`
				journal.Entry
			}{1, e}, func(w io.Writer) { printEntry(w, c, e) }); err != nil {
				return err
			}
		}
		return nil
	})
}

func printEntry(w io.Writer, c *casework.Case, e journal.Entry) {
	kinds := map[string]int{}
	for _, ch := range e.Changes {
		kinds[ch.Key.Kind]++
	}
	what := ""
	for _, kind := range []string{"case", "request", "coding", "mark", "assign", "person", "produced", casework.KindClawback,
		review.KindNote, review.KindSigned, review.KindBatch, review.KindHeld, review.KindField, casework.KindRoute} {
		if kinds[kind] > 0 {
			what += fmt.Sprintf(" %s×%d", kind, kinds[kind])
		}
	}
	if e.Reverts > 0 {
		what += fmt.Sprintf(" (undoes %d)", e.Reverts)
	}
	fmt.Fprintf(w, "%6d  %s  %-16s %s  %s\n", e.Seq, e.At.In(c.Zone()).Format("2006-01-02 15:04:05 MST"), e.Actor, what, e.Reason)
}

func (k *call) chain(ctx context.Context, c *casework.Case, folders []string) error {
	head, n, err := c.VerifyJournal(ctx)
	if err != nil {
		return &fault.Error{Code: fault.Damaged, Op: "checking the journal", Err: err, Hint: "The journal was changed outside of Vaughn. Restore the case from a backup and compare."}
	}
	if err := k.print(struct {
		V       int    `json:"v"`
		Entries int64  `json:"entries"`
		Head    string `json:"head"`
	}{1, n, head.String()}, func(w io.Writer) { fmt.Fprintf(w, "The journal is whole: %d entries, head %s\n", n, head) }); err != nil {
		return err
	}
	bad := false
	for _, dir := range folders {
		w, err := c.Witness(ctx, dir)
		if err != nil {
			return err
		}
		bad = bad || w.Why != ""
		if err := k.print(w, func(out io.Writer) { printWitness(out, w) }); err != nil {
			return err
		}
	}
	if bad {
		return look("checking the certificates against the journal")
	}
	return nil
}

func printWitness(out io.Writer, w casework.Witness) {
	if w.Why != "" {
		fmt.Fprintf(out, "NOT OF THIS JOURNAL: %s: %s\n", w.Folder, w.Why)
		return
	}
	fmt.Fprintf(out, "%s: %q was made at entry %d and recorded in entry %d, with this root hash.\n", w.Folder, w.Production, w.At, w.Entry)
}
