package cli

import (
	"context"
	"fmt"
	"io"

	"vaughn/app/casework"
)

func runClawback(ctx context.Context, k *call) error {
	reason := k.flags.String("reason", "", "the ground of the claim, printed in the notice and on the sheets")
	sheets := k.flags.String("sheets", "", "make a production of sheets for all that was claimed back")
	name := k.flags.String("production", "", "the production the sheets are for, when there are several")
	if err := k.parse(1, -1); err != nil {
		return err
	}
	return k.with(ctx, func(c *casework.Case) error {
		if numbers := k.args[1:]; len(numbers) > 0 {
			list, err := c.ClawBack(ctx, numbers, *reason)
			if err != nil {
				return err
			}
			if err := k.clawbacks(list); err != nil {
				return err
			}
			if !k.json && len(list) > 0 {
				fmt.Fprint(k.Out, "\n", casework.Notice(list))
			}
		} else if *sheets == "" {
			list, err := c.Clawbacks(ctx)
			if err != nil {
				return err
			}
			return k.clawbacks(list)
		}
		if *sheets == "" {
			return nil
		}
		plan, findings, err := c.PlanSheets(ctx, *name)
		if err != nil {
			return err
		}
		_, err = k.carryOut(ctx, c, plan, findings, *sheets)
		return err
	})
}

func (k *call) clawbacks(list []casework.Clawback) error {
	for _, b := range list {
		if err := k.print(struct {
			V int `json:"v"`
			casework.Clawback
		}{1, b}, func(w io.Writer) {
			fmt.Fprintf(w, "%s to %s  %s  journal entry %d: %s\n", b.First, b.Last, b.Production, b.Entry, b.Reason)
		}); err != nil {
			return err
		}
	}
	return nil
}
