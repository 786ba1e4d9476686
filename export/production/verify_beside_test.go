package production

import "testing"

// TestTablesAgree: the interchange file and the DAT come from the same cells.
// Words that stand on a page are no excuse, nor is a signed certificate.
func TestTablesAgree(t *testing.T) {
	s := testSpec()
	s.EDRM, s.Combined = true, false
	clean := produce(t, sample(t), s)
	at := tablesOf("")
	both := func(old, new string) func(folder) {
		return func(f folder) {
			f.change(at.dat, old, new)
			f.change(at.csv, old, new)
			f.sign(nil)
		}
	}
	for name, change := range map[string]func(folder){
		"a date": both("03/03/2026", "03/04/2026"), "a time": both("19:02:11", "19:02:12"), "a subject": both("cost table for", "before noon about"),
		"a sender": both("Ana Ruiz <ana.ruiz@example.gov>", "Robert Olsen <ro@example.gov>"),
	} {
		t.Run(name, func(t *testing.T) { tampered(t, clean, "load-file", change) })
	}
}
