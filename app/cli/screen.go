package cli

import (
	"context"
	"fmt"
	"io"

	"vaughn/app/casework"
)

// runScreen sets the privilege screen of a case, or lists what it hits and
// nobody has decided on.
func runScreen(ctx context.Context, k *call) error {
	if err := k.parse(1, 3); err != nil {
		return err
	}
	if len(k.args) == 2 || len(k.args) == 3 && k.args[1] != "set" {
		return k.wrong(fmt.Errorf("want set FILE"))
	}
	return k.with(ctx, func(c *casework.Case) error {
		if len(k.args) == 3 {
			n := 0
			err := k.read(k.args[2], "the list of attorneys", func(r io.Reader) (err error) {
				n, err = c.SetScreen(ctx, r)
				return err
			})
			if err != nil {
				return err
			}
			return k.print(map[string]any{"v": 1, "terms": n}, func(w io.Writer) { fmt.Fprintf(w, "The screen looks for %d spellings.\n", n) })
		}
		ids, err := c.Screened(ctx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := k.print(map[string]any{"v": 1, "record": id}, func(w io.Writer) { fmt.Fprintln(w, id) }); err != nil {
				return err
			}
		}
		if len(ids) > 0 {
			return look("screening for privilege")
		}
		return nil
	})
}
