package production

import (
	"strconv"

	"vaughn/index/record"
	"vaughn/redact"
)

// slip is the page for a file that is released in full and shown in no way: its
// name and type, and what identifies its bytes. A hash or a size of a file of
// which anything is withheld would let a guess at it be checked, so whoever calls
// it has looked that nothing is. False for any other record.
func (p *Plan) slip(r *record.Record) (redact.Clean, bool, error) {
	if r.Native == "" || len(r.Pages) > 0 || len(r.Images) > 0 || r.Kind != "attachment" && r.Kind != "document" {
		return redact.Clean{}, false, nil
	}
	head := 0
	for i, b := range r.Blocks {
		switch {
		case b.Role == record.RoleField && i == head:
			head++
		case b.Role != record.RoleNote || b.Field == record.FieldHidden:
			return redact.Clean{}, false, nil
		}
	}
	if head == len(r.Blocks) {
		return redact.Clean{}, false, nil // an empty file: its sheet says so
	}
	next := *r
	var w record.Builder
	for i, b := range r.Blocks {
		if i == head {
			w.Add(record.Block{Role: record.RoleField, Field: "Size", Label: "Size:"}, strconv.FormatInt(r.Bytes, 10)+" bytes")
			w.Add(record.Block{Role: record.RoleField, Field: "SHA256", Label: "SHA-256:"}, string(r.Native))
		}
		w.Add(b, r.Text[b.Span.Start:b.Span.End])
	}
	w.Into(&next)
	next.Seal()
	clean, err := redact.Resolve(&next, nil, p.set)
	return clean, err == nil, err
}
