package cli

import (
	"strings"
	"testing"

	"vaughn/assets"
	"vaughn/index/query"
	"vaughn/redact/exempt"
)

// TestHelpNamesEverything: a command, search field or exemption set that the
// help does not know does not exist for its reader.
func TestHelpNamesEverything(t *testing.T) {
	page := func(topic string) string {
		text, err := assets.Help(topic)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	lines := page("command-line")
	for _, c := range Commands() {
		if !strings.Contains(lines, "vaughn "+c.Name) {
			t.Errorf("the help page command-line does not name %q", c.Name)
		}
	}
	for _, f := range query.Fields() {
		if !strings.Contains(page("search"), "`"+f.Name+"`") {
			t.Errorf("the help page search does not name the field %q", f.Name)
		}
	}
	for _, set := range exempt.Names() {
		if !strings.Contains(page("exemptions"), set) {
			t.Errorf("the help page exemptions does not name the set %q", set)
		}
	}
}
