package production

import (
	"fmt"
	"strings"
	"testing"

	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/redact"
)

// A file that cannot be shown leaves with its name and type; size and hash only
// when nothing of it, not even its name, is withheld.
func TestSlips(t *testing.T) {
	m := newMemory()
	files := shelf{}
	parent := m.mail(t, map[string]string{"Subject": "tools"}, "See the tools.\n")
	open := m.file(t, files, parent, "tool.bin", []byte("\x00\x01\x02 open"))
	named := m.file(t, files, parent, hiddenName+".bin", []byte("\x00\x01\x02 named"))
	m.mark(named.ID, marksOn(named, hiddenName)...)
	gone := m.file(t, files, parent, "gone.bin", []byte("\x00\x01\x02 gone"))
	m.mark(gone.ID, redact.Mark{ID: "w", Record: gone.ID, Version: gone.Version, Target: redact.OnRecord, Basis: []string{"b6"}, State: redact.Accepted})
	rejected := m.file(t, files, parent, "kept.bin", []byte("\x00\x01\x02 kept"))
	m.mark(rejected.ID, marksOn(rejected, "kept")...)
	m.docs[rejected.ID].State.Marks[0].State = redact.Rejected
	for i, r := range []*record.Record{open, named, gone, rejected} {
		r.Native = message.BlobRef(strings.Repeat(fmt.Sprint(i+1), 64))
	}

	dir := produce(t, m, testSpec())
	if _, findings, err := verify(t, dir); err != nil || len(findings) > 0 {
		t.Fatalf("%v %v", err, findings)
	}
	all := everything(t, dir)
	var said strings.Builder
	for name, data := range all {
		if strings.HasPrefix(name, "TEXT/") {
			said.WriteString(data)
		}
	}
	if !strings.Contains(said.String(), "SHA-256: "+string(open.Native)) || !strings.Contains(said.String(), "Size: 8 bytes") {
		t.Errorf("the file released in full is not identified:\n%s", said.String())
	}
	for _, r := range []string{string(named.Native), string(gone.Native), string(rejected.Native)} {
		for name, data := range all {
			if strings.Contains(data, r) {
				t.Errorf("%s holds the hash of a file of which something was, or was to be, withheld", name)
			}
		}
	}
	if n := strings.Count(said.String(), "SHA-256:"); n != 1 {
		t.Errorf("%d hashes", n)
	}
}
