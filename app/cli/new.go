package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"vaughn/app/casework"
	"vaughn/index/fault"
	"vaughn/index/store"
)

func isFolder(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.IsDir()
}

func runNew(ctx context.Context, k *call) error {
	var d casework.Describe
	k.flags.StringVar(&d.Name, "name", "", "name of the case (default: of the folder)")
	k.flags.StringVar(&d.Zone, "zone", "", "time zone times are shown in (default America/New_York)")
	request := k.flags.String("request", "", "JSON file with the request")
	if err := k.parse(1, 1); err != nil {
		return err
	}
	if *request != "" {
		data, err := os.ReadFile(*request)
		if err == nil {
			err = json.Unmarshal(data, &d.Request)
		}
		if err != nil {
			return &fault.Error{Code: fault.Usage, Op: "reading the request", Subject: *request, Err: err,
				Hint: `Its shape: {"number","requester","received","cutoff","scope","kind":"foia|litigation"}, days as 2024-01-31.`}
		}
	}
	c, err := casework.Create(ctx, k.args[0], d, k.options())
	if err != nil {
		return err
	}
	defer c.Close()
	m, err := c.Meta(ctx)
	if err != nil {
		return err
	}
	return k.print(struct {
		V       int           `json:"v"`
		Case    string        `json:"case"`
		ID      string        `json:"id"`
		Name    string        `json:"name"`
		Zone    string        `json:"zone"`
		Request store.Request `json:"request"`
	}{1, k.args[0], m.CaseID, m.Name, m.Zone, m.Request}, func(w io.Writer) {
		fmt.Fprintf(w, "Made the case %s in %s. Next: vaughn import %s PATH...\n", m.Name, k.args[0], k.args[0])
	})
}
