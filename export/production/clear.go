package production

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"vaughn/export/qc"
)

// identified gives a finding the id by which a person may clear it. It follows
// from what the person looked at, so that a clearance ends when that changes.
func identified(f qc.Finding, of ...any) qc.Finding {
	sum := sha256.Sum256([]byte(f.Check + "\x00" + f.Record + "\x00" + fmt.Sprint(of...)))
	f.ID = hex.EncodeToString(sum[:6])
	return f
}

// judged lowers a finding that a person has cleared.
func (d Document) judged(f qc.Finding) qc.Finding {
	if why, ok := d.Cleared[f.ID]; ok && f.ID != "" {
		f.Severity, f.Cleared = qc.Info, why
	}
	return f
}

// Clearable gives of the findings before a run those that forbid it until a
// person has cleared them, and that are named: by their ids, by the names of
// their checks, or by "all".
func Clearable(fs []qc.Finding, names []string) (out []qc.Finding, unknown string) {
	used := make([]bool, len(names))
	for _, f := range fs {
		if f.ID == "" || f.Cleared != "" {
			continue
		}
		hit := false
		for i, n := range names {
			if n == f.ID || n == f.Check || n == "all" {
				hit, used[i] = true, true
			}
		}
		if hit {
			out = append(out, f)
		}
	}
	for i, n := range names {
		if !used[i] && n != "all" {
			return nil, n
		}
	}
	return out, ""
}

// Opens tells that the findings forbid a run only until a person clears them.
func Opens(fs []qc.Finding) bool {
	any := false
	for _, f := range fs {
		if f.Severity == qc.Block && f.ID == "" {
			return false
		}
		any = any || f.Severity == qc.Block
	}
	return any
}

// told counts what the certificate says of looks and clearances.
type told struct{ elsewhere, cleared, looked int }

func (t *told) take(fs []qc.Finding) {
	for _, f := range fs {
		if f.Check != elsewhereCheck {
			continue
		}
		t.elsewhere++
		if f.Cleared != "" {
			t.cleared++
		}
	}
}

// elsewhereCheck names the finding of a withheld string that is released.
const elsewhereCheck = "released-elsewhere"

// How a spec treats a withheld string that is released elsewhere.
const (
	clearElsewhere  = "clear"
	warnElsewhere   = "warn"
	refuseElsewhere = "refuse"
)

// elsewhere is the severity of such a finding under a spec, and whether a
// person may clear it.
func (s Spec) elsewhere() (severity qc.Severity, clearable bool) {
	switch s.ReleasedElsewhere {
	case warnElsewhere:
		return qc.Warn, true
	case refuseElsewhere:
		return qc.Block, false
	}
	return qc.Block, true
}
