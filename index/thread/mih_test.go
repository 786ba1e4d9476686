package thread

import "testing"

// TestMIH: the first vector is the one EDRM published.
func TestMIH(t *testing.T) {
	for id, want := range map[string]string{
		"<CALckR-a8UDkRjO4xJyjd_s0GPxQWw@mail.gmail.com>":     "1de319c276884bd0c9e2f1621ada26cc",
		"\t<CALckR-a8UDkRjO4xJyjd_s0GPxQWw@mail.gmail.com> x": "1de319c276884bd0c9e2f1621ada26cc",
		"CALckR-a8UDkRjO4xJyjd_s0GPxQWw@mail.gmail.com":       "",
		"":   "",
		"><": "",
	} {
		if got := MIH(id); got != want {
			t.Errorf("%q: %q, want %q", id, got, want)
		}
	}
}
