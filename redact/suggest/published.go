package suggest

import "vaughn/index/record"

// Published gives the stretches of a record that are a press article or release
// pasted into it: public text, whoever is named there.
func Published(r *record.Record) []record.Span { return read(r).press }
