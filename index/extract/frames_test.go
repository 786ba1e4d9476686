package extract

import (
	"strings"
	"testing"

	"vaughn/index/record"
)

// Every picture of a TIFF is one of the record's; of a moving picture the first is.
func TestPicturesOfOneFile(t *testing.T) {
	// three directories without an entry, the last at an odd place
	three := "II*\x00\x08\x00\x00\x00" + "\x00\x00\x0e\x00\x00\x00" + "\x00\x00\x15\x00\x00\x00" + "-" + "\x00\x00\x00\x00\x00\x00"
	loop := "MM\x00*\x00\x00\x00\x08" + "\x00\x00\x00\x00\x00\x08"
	moving := "GIF89a\x01\x00\x01\x00\x00\x00\x00!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00;"
	for _, c := range []struct {
		name, data string
		n          int
		says       string
	}{
		{"fax of three pages", three, 3, "A file of 3 pictures"},
		{"chain without end", loop, maxPages, "Only the first 20000 of 32768 pictures are shown."},
		{"moving picture", moving, 1, "Only its first frame is shown."},
	} {
		r := read(t, "a.bin", "", []byte(c.data))
		places := 0
		for _, b := range r.Blocks {
			if b.Role == record.RoleImage {
				if r.Images[b.Image].Frame != places || r.Images[b.Image].Blob != r.Native {
					t.Errorf("%s: picture %d is %+v", c.name, places, r.Images[b.Image])
				}
				places++
			}
		}
		if places != c.n || len(r.Images) != c.n || !strings.Contains(r.Text, c.says) {
			t.Errorf("%s: %d places for %d pictures: %.200q", c.name, places, len(r.Images), r.Text)
		}
	}
}
