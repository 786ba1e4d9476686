package casework

import (
	"context"
	"encoding/json"
	"fmt"

	"vaughn/export/production"
	"vaughn/index/fault"
)

// Witness is what the journal says of a production folder. Why is "" when the
// journal bears its certificate out.
type Witness struct {
	V          int    `json:"v"`
	Folder     string `json:"folder"`
	Production string `json:"production"`
	At         int64  `json:"made_at_entry"`
	Entry      int64  `json:"recorded_in_entry,omitempty"`
	Why        string `json:"why,omitempty"`
}

// Witness compares the certificate of a production folder with the journal: the
// entry that it was made at has the sum that it names, and an entry behind that
// one recorded the production with its root hash. What the folder holds is the
// business of Verify; that the chain is whole that of VerifyJournal.
func (c *Case) Witness(ctx context.Context, dir string) (Witness, error) {
	cert, err := production.ReadCertificate(dir)
	if err != nil {
		return Witness{}, err
	}
	w := Witness{V: 1, Folder: dir, Production: cert.Production, At: cert.Journal.Seq}
	at, err := c.store.Entry(ctx, cert.Journal.Seq)
	switch {
	case fault.CodeOf(err) == fault.NotFound:
		w.Why = fmt.Sprintf("the certificate names entry %d, which the journal does not have", w.At)
		return w, nil
	case err != nil:
		return w, err
	case at.Sum.String() != cert.Journal.Head:
		w.Why = fmt.Sprintf("entry %d of the journal is not the one that the certificate names", w.At)
		return w, nil
	}
	root := ""
	for e, err := range c.store.HistorySince(ctx, "production:"+cert.Production, cert.Journal.Seq) {
		if err != nil {
			return w, err
		}
		for _, ch := range e.Changes {
			if ch.Key.Kind != production.KindProduced || ch.Key.Target != "production:"+cert.Production || ch.After == nil {
				continue
			}
			var p production.Produced
			if err := json.Unmarshal(ch.After, &p); err != nil {
				return w, fmt.Errorf("reading entry %d: %w", e.Seq, err)
			}
			w.Entry, root = e.Seq, p.Root
		}
	}
	switch {
	case w.Entry == 0:
		w.Why = "the journal has no production of that name: its numbers were never given"
	case root != cert.Root:
		w.Why = fmt.Sprintf("entry %d recorded another root hash: the folder is not what was produced", w.Entry)
	}
	return w, nil
}
