package cli

import (
	"bytes"
	"strings"
	"testing"

	"vaughn/export/qc"
)

// What stops a production is read first, however much else there is to say, and
// what is not printed is counted.
func TestFindingsThatStopComeFirst(t *testing.T) {
	var fs []qc.Finding
	for range 60 {
		fs = append(fs, qc.Finding{Check: "glyphs", Severity: qc.Info, Record: "a"}, qc.Finding{Check: "widths", Severity: qc.Warn, Record: "b"})
	}
	fs = append(fs, qc.Finding{Check: "text", Severity: qc.Block, Record: "c0ffee", File: "PDF/T-0001.pdf", Page: 2, Why: "it differs"})
	var out bytes.Buffer
	if err := (&call{Env: &Env{Out: &out}}).findings(fs); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if want := "block text: record c0ffee, PDF/T-0001.pdf page 2: it differs"; lines[0] != want {
		t.Errorf("the first line is %q", lines[0])
	}
	if want := "… 71 more findings: 11 warn widths, 60 info glyphs; --json prints all"; len(lines) != 51 || lines[50] != want {
		t.Errorf("%d lines, the last is %q", len(lines), lines[len(lines)-1])
	}
}
