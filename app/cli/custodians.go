package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"vaughn/app/casework"
	"vaughn/redact/review"
)

type custodianLine struct {
	V         int            `json:"v"`
	Custodian string         `json:"custodian"`
	Title     string         `json:"title"`
	Hold      string         `json:"hold"`
	HoldDate  string         `json:"hold_date"`
	Note      string         `json:"note"`
	Items     int            `json:"items"`
	Records   int            `json:"records"`
	Bytes     int64          `json:"bytes"`
	First     string         `json:"first"`
	Last      string         `json:"last"`
	Expected  []expectedLine `json:"expected"`
	Missing   []string       `json:"missing"`
	Sources   []receivedLine `json:"sources"`
}

type expectedLine struct {
	Name    string   `json:"name"`
	Match   string   `json:"match"`
	Sources []string `json:"sources"`
}

type receivedLine struct {
	Source     string `json:"source"`
	Format     string `json:"format"`
	SHA256     string `json:"sha256"`
	Bytes      int64  `json:"bytes"`
	Declared   int64  `json:"declared"` // -1 when the source does not say
	Read       int64  `json:"read"`
	Failed     int64  `json:"failed"`
	Items      int    `json:"items"`
	Records    int    `json:"records"`
	First      string `json:"first"`
	Last       string `json:"last"`
	Finished   bool   `json:"finished"`
	Unexpected bool   `json:"unexpected"`
}

// runCustodians shows the register or sets fields of one of its lines.
func runCustodians(ctx context.Context, k *call) error {
	note := k.flags.String("note", "", "why, kept in the journal")
	f := k.reportFlags()
	if err := k.parse(1, -1); err != nil {
		return err
	}
	if err := k.reportFormat(f); err != nil {
		return err
	}
	if len(k.args) == 1 {
		return k.with(ctx, func(c *casework.Case) error { return k.custodians(ctx, c, f) })
	}
	if k.args[1] != "set" || len(k.args) < 4 {
		return k.wrong(fmt.Errorf("want set NAME FIELD=VALUE after the case"))
	}
	var edits []review.Coding
	for _, s := range k.args[3:] {
		e, err := review.ParseCoding(s)
		if err != nil {
			return k.wrong(err)
		}
		e.Note = *note
		edits = append(edits, e)
	}
	return k.with(ctx, func(c *casework.Case) error {
		e, err := c.DescribeCustodian(ctx, k.args[2], edits...)
		if err != nil {
			return err
		}
		return k.print(struct {
			V         int    `json:"v"`
			Custodian string `json:"custodian"`
			Entry     int64  `json:"journal_entry"`
		}{1, k.args[2], e.Seq}, func(w io.Writer) {
			if e.Seq == 0 {
				fmt.Fprintln(w, "Nothing to change.")
				return
			}
			fmt.Fprintf(w, "%d fields set for %s (journal entry %d).\n", len(e.Changes), k.args[2], e.Seq)
		})
	})
}

func (k *call) custodians(ctx context.Context, c *casework.Case, f reportFlags) error {
	us, err := c.Custodians(ctx)
	if err != nil {
		return err
	}
	missing := false
	for _, u := range us {
		missing = missing || len(u.Missing()) > 0
	}
	if f.asked() {
		r, err := c.CustodianReport(ctx, us)
		if err != nil {
			return err
		}
		if err := k.write(ctx, f, r); err != nil {
			return err
		}
	} else {
		for _, u := range us {
			if err := k.print(custodianJSON(u), func(w io.Writer) { custodianText(w, u, c.Zone()) }); err != nil {
				return err
			}
		}
	}
	if missing {
		return look("sources are missing")
	}
	return nil
}

func custodianJSON(u casework.Custodian) custodianLine {
	out := custodianLine{
		V: 1, Custodian: u.Name, Title: u.Title, Hold: u.Hold, HoldDate: u.HoldDate, Note: u.Note, Items: u.Items, Records: u.Records, Bytes: u.Bytes,
		First: stamp(u.First), Last: stamp(u.Last), Expected: []expectedLine{}, Missing: append([]string{}, u.Missing()...), Sources: []receivedLine{},
	}
	for _, e := range u.Expected {
		out.Expected = append(out.Expected, expectedLine{e.Name, e.Match, append([]string{}, e.By...)})
	}
	for _, r := range u.Received {
		out.Sources = append(out.Sources, receivedLine{
			Source: r.Name, Format: r.Format, SHA256: r.SHA256, Bytes: r.Bytes, Declared: r.Source.Expected, Read: r.Read, Failed: r.Failed,
			Items: r.Items, Records: r.Records, First: stamp(r.First), Last: stamp(r.Last), Finished: !r.Finished.IsZero(), Unexpected: r.Unexpected,
		})
	}
	return out
}

func custodianText(w io.Writer, u casework.Custodian, zone *time.Location) {
	name := u.Name
	if name == "" {
		name = "(no custodian named)"
	}
	fmt.Fprintf(w, "%s: %d items from %d sources, %d records", name, u.Items, len(u.Received), u.Records)
	if d := dates(u.Dates, zone); d != "" {
		fmt.Fprintf(w, ", %s", d)
	}
	fmt.Fprintln(w)
	for _, p := range [][2]string{{"title", u.Title}, {"hold", strings.TrimSpace(u.Hold + " " + u.HoldDate)}, {"note", u.Note}} {
		if p[1] != "" {
			fmt.Fprintf(w, "  %s: %s\n", p[0], p[1])
		}
	}
	for _, e := range u.Expected {
		by := strings.Join(e.By, ", ")
		if by == "" {
			by = "MISSING"
		}
		fmt.Fprintf(w, "  expected %s: %s\n", e.Name, by)
	}
	for _, r := range u.Received {
		fmt.Fprintf(w, "  received %s (%s): %d items, %d failed, %s  %s", r.Name, r.Format, r.Items, r.Failed, dates(r.Dates, zone), r.SHA256)
		if r.Unexpected {
			fmt.Fprint(w, "  not expected")
		}
		fmt.Fprintln(w)
	}
}
