package assets_test

import (
	"slices"
	"strings"
	"testing"

	"vaughn/assets"
)

// The overview names every page there is, and no page that is not there.
func TestHelpTopics(t *testing.T) {
	overview, err := assets.Help("overview")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(overview, "Help menu: ")
	list, _, _ = strings.Cut(list, ".")
	named := append(strings.Split(list, ", "), "overview")
	slices.Sort(named)
	if got := assets.HelpTopics(); !slices.Equal(got, named) || len(got) < 10 {
		t.Errorf("topics %q, the overview names %q", got, named)
	}
	for _, topic := range assets.HelpTopics() {
		text, err := assets.Help(topic)
		if err != nil || !strings.HasPrefix(text, "# ") || len(text) < 500 {
			t.Errorf("%s: %d bytes, error %v; want a page with a title", topic, len(text), err)
		}
	}
}

// Names are looked up, never joined to a path.
func TestUnknownNames(t *testing.T) {
	for _, name := range []string{"", "nothing", "../exemptions/foia", "overview.md", "./overview", "/overview"} {
		if _, err := assets.Help(name); err == nil || !strings.Contains(err.Error(), "overview") {
			t.Errorf("Help(%q): error %v, want one that lists the topics", name, err)
		}
		if _, err := assets.ExemptionSet(name); err == nil || !strings.Contains(err.Error(), "foia") {
			t.Errorf("ExemptionSet(%q): error %v, want one that lists the sets", name, err)
		}
	}
}

func TestHelpIsComplete(t *testing.T) {
	for topic, names := range map[string][]string{
		"command-line": {"new", "import", "list", "search", "code", "redactions", "produce", "verify", "explain", "log",
			"sample", "rebuild", "formats", "help", "version", "ledger"},
		"exemptions": assets.ExemptionSets(),
		"search":     {"from", "to", "cc", "subject", "date", "custodian", "attachment", "text", "exemption", "coded"},
	} {
		text, err := assets.Help(topic)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			heading, item, code := "\n## "+n+"\n", "- **"+n+"**", "`"+n+"`"
			if !strings.Contains(text, heading) && !strings.Contains(text, item) && !strings.Contains(text, code) {
				t.Errorf("help on %s does not explain %s", topic, n)
			}
		}
	}
}
