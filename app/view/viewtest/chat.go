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
