// Package viewtest makes what the tests of the models, of the screens and of the
// real window share. Everything in it is invented.
package viewtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Chat writes an invented Wickr export: two people write for a month, then comes a
// silence; something is deleted and a file is lost. It
// gives the path.
func Chat(t testing.TB) string {
	t.Helper()
	var b strings.Builder
	at, n := 1675260000, 0
	line := func(format string, a ...any) { fmt.Fprintf(&b, format+"\n", a...) }
	for day := range 60 {
		if day > 25 && day < 48 {
			continue
		}
		for k := range 1 + day%4 {
			n++
			line(`{"message":"note %d on the pilot","message_id":"e%d","msg_ts":"%d.5","msgtype":1000,"sender":"%s","receiver":"both","vgroupid":"7ad6"}`,
				n, n, at+day*86400+k*600, []string{"tobias.venn@fhsa.example", "calla.vandermeer@brinnel.example"}[n%2])
		}
	}
	line(`{"control":{"msgid":"e9","msgtype":4011},"message_id":"d1","msg_ts":"%d.9","msgtype":4011,"sender":"calla.vandermeer@brinnel.example","vgroupid":"7ad6"}`, at+10*86400)
	line(`{"file":{"filename":"lost.txt","localfilename":"/b/lost.txt"},"message_id":"f1","msg_ts":"%d.5","msgtype":6000,"sender":"tobias.venn@fhsa.example","vgroupid":"7ad6"}`, at+12*86400)
	path := filepath.Join(t.TempDir(), "wickr.txt")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// NearCopies writes two invented mails, subject Crates, that differ in one word:
// Thursday and Friday. It gives their folder.
func NearCopies(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for i, day := range []string{"Thursday", "Friday"} {
		mail := fmt.Sprintf("From: a@fhsa.example\r\nTo: b@fhsa.example\r\nSubject: Crates\r\nMessage-ID: <crates%d@fhsa.example>\r\nDate: Mon, 9 Jan 2023 1%d:14:22 -0500\r\n\r\n"+
			"The harbor office will move to the ground floor of the annex in the last week of April. Please pack what you need and label every crate with your room number before noon on %s. "+
			"Furniture stays where it is, and the mail room will be closed for two days while the counters are rebuilt.\r\n", i, i, day)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.eml", i)), []byte(mail), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
