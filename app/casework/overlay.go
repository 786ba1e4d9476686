package casework

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"vaughn/export/loadfile"
	"vaughn/export/report"
	"vaughn/index/fault"
	"vaughn/index/record"
	"vaughn/index/store"
)

// ExportCoding writes how the records a query finds are coded to a new load
// file, Concordance DAT or CSV by its ending: one row a record, with the numbers
// it was produced under, so that another review program can lay the coding over
// its own records. Notes are work product and are written only when asked for.
func (c *Case) ExportCoding(ctx context.Context, query, path string, notes bool) (int, error) {
	open := map[string]func(io.Writer, []string) (loadfile.Writer, error){".dat": loadfile.DAT, ".csv": loadfile.CSV}[strings.ToLower(path[max(0, len(path)-4):])]
	if open == nil {
		return 0, &fault.Error{Code: fault.Usage, Op: "writing the coding", Subject: path, Hint: "End the file's name in .dat or .csv."}
	}
	fields, err := c.Fields(ctx)
	if err != nil {
		return 0, err
	}
	h, err := c.Find(ctx, cmp.Or(query, "*"), store.ByNum, false)
	if err != nil {
		return 0, err
	}
	coding, err := facts{c}.codings(ctx, func(record.Num) bool { return true })
	if err != nil {
		return 0, err
	}
	numbers, err := c.numbers(ctx)
	if err != nil {
		return 0, err
	}
	head := []string{"DOCID", "BEGBATES", "MESSAGEID"}
	for _, f := range fields {
		head = append(head, strings.ToUpper(f.Name))
	}
	if notes {
		head = append(head, "NOTES")
	}
	row := func(r store.Row) ([]string, error) {
		out := []string{string(r.ID), strings.Join(numbers[r.ID], "; "), r.MessageID}
		for _, f := range fields {
			out = append(out, coding[r.Num][f.Name])
		}
		if !notes {
			return out, nil
		}
		said, err := c.noted(ctx, r.ID)
		return append(out, said), err
	}
	err = report.SaveAs(path, func(w io.Writer) error {
		t, err := open(w, head)
		if err != nil {
			return err
		}
		for nums := h.Nums; len(nums) > 0; {
			n := min(len(nums), 1000)
			rows, err := c.store.Rows(ctx, nums[:n])
			if err != nil {
				return err
			}
			for _, r := range rows {
				cells, err := row(r)
				if err != nil {
					return err
				}
				if err := t.Row(cells); err != nil {
					return err
				}
			}
			nums = nums[n:]
		}
		return t.Close()
	})
	return len(h.Nums), err
}

// numbers gives the first numbers that records were produced under.
func (c *Case) numbers(ctx context.Context) (map[record.ID][]string, error) {
	out := map[record.ID][]string{}
	for p, err := range c.Productions(ctx) {
		if err != nil {
			return nil, err
		}
		for _, d := range p.Docs {
			r, err := p.RangeOf(d)
			if err != nil {
				return nil, err
			}
			out[d.Record] = append(out[d.Record], r.First.String())
		}
	}
	return out, nil
}

// noted is the notes of a record, a line each.
func (c *Case) noted(ctx context.Context, id record.ID) (string, error) {
	notes, err := c.Notes(ctx, id)
	lines := make([]string, len(notes))
	for i, n := range notes {
		lines[i] = fmt.Sprintf("%s, %s: %s", n.By, c.stamp(n.At), n.Text)
	}
	return strings.Join(lines, "\n"), err
}
