package assets

import (
	"bytes"
	"encoding/xml"
	"testing"
)

// An icon that is not well-formed, or has a colour of its own, would show as a blank or refuse to follow the theme.
func TestIconsFollowTheTheme(t *testing.T) {
	names, err := IconNames()
	if err != nil || len(names) == 0 {
		t.Fatalf("icons: %v, %v", names, err)
	}
	for _, name := range names {
		b, err := Icon(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := xml.Unmarshal(b, new(struct{ XMLName xml.Name })); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !bytes.Contains(b, []byte(`stroke="currentColor"`)) || bytes.Contains(b, []byte("#")) {
			t.Errorf("%s: colours must be currentColor only", name)
		}
	}
	if _, err := Icon("no-such-icon"); err == nil {
		t.Error("an unknown icon gave no error")
	}
}
