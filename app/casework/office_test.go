package casework

import (
	"strings"
	"testing"

	"vaughn/export/qc"
	"vaughn/index/message"
	"vaughn/index/record"
)

func TestOfficeFinding(t *testing.T) {
	for _, c := range []struct {
		open, marked int
		installed    bool
		severity     qc.Severity
		why          string
	}{
		{0, 0, true, "", ""},
		{3, 0, true, qc.Warn, ": 3. `vaughn render CASE` shows them as pages"},
		{3, 1, true, qc.Warn, ": 4. `vaughn render CASE` shows them as pages; 1 of them have marks"},
		{0, 2, true, qc.Info, ": 2; 2 of them have marks"},
		{1, 0, false, qc.Info, "With LibreOffice installed, `vaughn render CASE`"},
	} {
		fs := officeFinding(c.open, c.marked, c.installed)
		if c.severity == "" {
			if len(fs) > 0 {
				t.Errorf("%+v: found %+v", c, fs)
			}
			continue
		}
		if len(fs) != 1 || fs[0].Severity != c.severity || !strings.Contains(fs[0].Why, c.why) {
			t.Errorf("%+v: found %+v", c, fs)
		}
	}
}

func TestOfficeTypes(t *testing.T) {
	for kind, want := range map[string]bool{"docx": true, "vnd.openxmlformats-officedocument.wordprocessingml.document": true, "vnd.oasis.opendocument.text": true, "xlsx": false, "vnd.oasis.opendocument.spreadsheet": false, "pdf": false, "txt": false} {
		if isOffice(kind) != want {
			t.Errorf("%s: %v", kind, !want)
		}
	}
	if wordsAlone(&record.Record{Native: "b", Rendition: "p"}) || wordsAlone(&record.Record{Native: "b", Problems: []message.Problem{{Code: "encrypted"}}}) || !wordsAlone(&record.Record{Native: "b"}) {
		t.Error("a file with pages, or one that is locked, is taken for one shown by its words")
	}
}
