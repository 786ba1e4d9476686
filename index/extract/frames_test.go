package extract

import (
	"bytes"
	"strings"
	"testing"
)

func TestFramesOfOneFile(t *testing.T) {
	// three directories without an entry, the last at an odd place
	three := []byte("II*\x00\x08\x00\x00\x00" + "\x00\x00\x0e\x00\x00\x00" + "\x00\x00\x15\x00\x00\x00" + "-" + "\x00\x00\x00\x00\x00\x00")
	loop := []byte("MM\x00*\x00\x00\x00\x08" + "\x00\x00\x00\x00\x00\x08")
	for _, c := range []struct {
		name string
		data []byte
		n    int
		says string
	}{
		{"fax of three pages", three, 2, "holds 3 pages"},
		{"one page", []byte("II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00"), 0, ""},
		{"chain without end", loop, maxFrames - 1, "pages"},
		{"cut off", three[:10], 0, ""},
		{"moving picture", []byte("GIF89a...NETSCAPE2.0"), 1, "first frame"},
		{"photograph", []byte("\xff\xd8\xff"), 0, ""},
	} {
		n, why := frames(c.data, bytes.NewReader(c.data))
		if n != c.n || !strings.Contains(why, c.says) {
			t.Errorf("%s: %d, %q", c.name, n, why)
		}
	}
}
