package cli

import (
	"context"
	"io"
	"strings"

	"vaughn/app/casework"
	"vaughn/index/message"
)

// runSource prints the bytes a record was made from, as its archive held them.
func runSource(ctx context.Context, k *call) error {
	if err := k.parse(2, 2); err != nil {
		return err
	}
	name, event, of := strings.Cut(k.args[1], "#")
	id, err := message.ParseID(name)
	if err != nil {
		return k.wrong(err)
	}
	return k.with(ctx, func(c *casework.Case) error {
		if of {
			raw, err := c.EventRaw(ctx, id, event)
			if err != nil {
				return err
			}
			return k.bytes(strings.NewReader(string(raw)))
		}
		f, err := c.Raw(ctx, id)
		if err != nil {
			return err
		}
		defer f.Close()
		return k.bytes(f)
	})
}

// bytes prints what is no text of the program's own.
func (k *call) bytes(r io.Reader) error {
	if !k.json {
		_, err := io.Copy(k.Out, r)
		return err
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	return k.print(struct {
		V      int    `json:"v"`
		Source []byte `json:"source"` // base64
	}{1, raw}, nil)
}
