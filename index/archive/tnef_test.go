package archive_test

import (
	"os"
	"path/filepath"
	"testing"

	"vaughn/index/archive"
	"vaughn/index/message"
)

// TestWinmailInsideMail takes the files out of the wrapper in a real mail, and
// out of the wrapper alone under a false label.
func TestWinmailInsideMail(t *testing.T) {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	raw, err := os.ReadFile(filepath.Join(dir, "tnef", "aspose-tnefEml1.eml"))
	if err != nil {
		t.Fatal(err)
	}
	m := archive.ReadMIME(raw, message.Locator{}, archive.Limits{})
	t.Logf("%d attachments, %d bodies, problems %v", len(m.Attached), len(m.Bodies), m.Problems)
	if len(m.Attached) < 2 || len(m.Bodies) == 0 {
		t.Errorf("%d attachments, %d bodies", len(m.Attached), len(m.Bodies))
	}
	packed, err := os.ReadFile(filepath.Join(dir, "tnef", "poi-quick-winmail.dat"))
	if err != nil {
		t.Fatal(err)
	}
	mail := "From: a@b.example\r\nSubject: five\r\nContent-Type: application/octet-stream; name=att.dat\r\nContent-Disposition: attachment\r\n\r\n" + string(packed)
	m = archive.ReadMIME([]byte(mail), message.Locator{}, archive.Limits{})
	var names []string
	for _, a := range m.Attached {
		names = append(names, a.Name)
	}
	if len(names) != 6 || names[0] != "att.dat" || names[1] != "quick.doc" || len(m.Bodies) == 0 {
		t.Errorf("attachments %q, %d bodies, problems %v", names, len(m.Bodies), m.Problems)
	}
}
