package view

import (
	"strings"
	"testing"
)

func TestCompleteOffersFieldsAndValuesOfTheCase(t *testing.T) {
	d := desk(t)
	d.Results.Search("subject:timeline")
	id, _ := d.Results.ID(0)
	d.Reader.Show(id, nil)
	d.Reader.Code("responsive", "yes")
	d.Reader.Redact(0, 4, Basis{Codes: []string{"b6"}})
	texts := func(text string) string {
		start, out := d.Results.Complete(text, len(text))
		if start > len(text) {
			t.Fatalf("%q begins at %d", text, start)
		}
		var all []string
		for _, p := range out {
			all = append(all, text[:start]+p.Text)
		}
		return strings.Join(all, "|")
	}
	texts("custodian:") // counts what the case has
	for text, want := range map[string]string{
		"": "", "pilot ": "", "pilot custo": "pilot custodian:", "custodian:v": "custodian:Venn", "NOT custodian:hall": "NOT custodian:Halloran",
		"is:un": "is:unreviewed", "nonsense:x": "", `"phrase custo`: "", "tag:zzz": "", "custodian:venn": ""} {
		if got := texts(text); got != want {
			t.Errorf("%q offers %q, want %q", text, got, want)
		}
	}
	if got := texts("exemption:"); !strings.Contains(got, "exemption:b6") {
		t.Errorf("exemptions offered: %q", got)
	}
	if got := texts("coded:"); !strings.Contains(got, `coded:"responsive=yes"`) {
		t.Errorf("codings offered: %q", got)
	}
}
