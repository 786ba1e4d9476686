package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"vaughn/app/casework"
	"vaughn/index/fault"
)

func runSample(ctx context.Context, k *call) error {
	produce := k.flags.Bool("produce", false, "review it, produce and verify, without a window")
	if err := k.parse(0, 1); err != nil {
		return err
	}
	dir := "vaughn-sample"
	if len(k.args) == 1 {
		dir = k.args[0]
	}
	c, err := casework.Sample(ctx, dir, true, k.options(), k.progress())
	if err != nil {
		return err
	}
	if !*produce {
		if err := c.Close(); err != nil {
			return err
		}
		if !k.quiet {
			fmt.Fprintf(k.Err, "The sample case is in %s.\n", casework.SampleCase(dir))
		}
		err := k.Window(ctx, casework.SampleCase(dir))
		if fault.CodeOf(err) != fault.NoDisplay {
			return err
		}
		fmt.Fprintln(k.Err, "There is no display, so the sample is produced instead.")
		if c, err = casework.Open(ctx, casework.SampleCase(dir), k.options(), k.progress()); err != nil {
			return err
		}
	}
	return errors.Join(k.produceSample(ctx, c, dir), c.Close())
}

func (k *call) produceSample(ctx context.Context, c *casework.Case, dir string) error {
	m, err := c.Meta(ctx)
	if err != nil {
		return err
	}
	out := filepath.Join(dir, "production")
	if _, err := k.produce(ctx, c, casework.SampleSpec(m.Request), out); err != nil {
		return err
	}
	cert, findings, err := casework.Verify(ctx, out, k.progress())
	if err != nil {
		return err
	}
	return k.verified(cert, findings)
}
