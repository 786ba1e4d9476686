package exempt_test

import (
	"encoding/json"
	"io/fs"
	"testing"

	"vaughn/assets"
)

// The sample review shows finished work: each of its redactions must name all
// that its exemptions ask for.
func TestSampleBasesAreComplete(t *testing.T) {
	data, err := fs.ReadFile(assets.Sample(), "redactions.json")
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Redactions []struct {
			Exemptions []string `json:"exemptions"`
			Statute    string   `json:"statute"`
			Privileges []string `json:"privileges"`
		} `json:"redactions"`
	}
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	foia := load(t, "foia")
	for i, r := range f.Redactions {
		if err := foia.Check(r.Exemptions, r.Statute, r.Privileges); err != nil {
			t.Errorf("redaction %d: %v", i, err)
		}
	}
	if len(f.Redactions) == 0 {
		t.Error("the sample has no redactions")
	}
}
