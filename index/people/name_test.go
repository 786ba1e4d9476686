package people_test

import (
	"strings"
	"testing"

	"vaughn/index/people"
)

func TestParseName(t *testing.T) {
	for _, c := range []struct{ in, key, middle, suffix, nick string }{
		{"Jane Doe", "jane doe", "", "", ""},
		{"Doe, Jane", "jane doe", "", "", ""},
		{"Doe, Jane (CTR)", "jane doe", "", "", ""},
		{"DOE, JANE Q CIV USARMY (USA)", "jane doe", "q", "", ""},
		{"Doe, Jane Q. CIV USN", "jane doe", "q", "", ""},
		{"Doe, Jane OGC", "jane doe", "", "", ""},
		{"Doe, Jr., John", "john doe", "", "jr", ""},
		{"John Doe Jr.", "john doe", "", "jr", ""},
		{"John Doe, III", "john doe", "", "iii", ""},
		{"Jane Doe, PhD", "jane doe", "", "", ""},
		{"Jane Doe, EPA", "jane doe", "", "", ""},
		{"Dr. Jane Doe", "jane doe", "", "", ""},
		{"'Jane Doe'", "jane doe", "", "", ""},
		{"Jane Doe via Pilot List", "jane doe", "", "", ""},
		{"Jane Doe - NOAA Federal", "jane doe", "", "", ""},
		{"Jane Doe/DC/USEPA/US", "jane doe", "", "", ""},
		{"Robert (Bob) Moss", "robert moss", "", "", "Bob"},
		{`Robert "Bob" Moss`, "robert moss", "", "", "Bob"},
		{"Jane Doe (she/her)", "jane doe", "", "", ""},
		{"Jan van der Berg", "jan van der berg", "", "", ""},
		{"van der Berg, Jan", "jan van der berg", "", "", ""},
		{"José Núñez", "jose nunez", "", "", ""},
		{"Mary-Ann O'Neil", "mary-ann oneil", "", "", ""},
		{"Jane", "", "", "", ""},
		{"J. Doe", "", "", "", ""}, // an initial is no given name
		{"FOIA Office", "", "", "", ""},
		{"Help Desk", "", "", "", ""},
		{"jane.doe@x.example", "", "", "", ""},
		{"Jane Doe <jane@x.example>", "", "", "", ""},
		{"", "", "", "", ""},
		{strings.Repeat("Jane ", 100), "", "", "", ""},
	} {
		n := people.ParseName(c.in)
		nick := strings.Join(n.Nicks, ",")
		if n.Key() != c.key || n.Middle != c.middle && c.key != "" || n.Suffix != c.suffix && c.key != "" || nick != c.nick {
			t.Errorf("%q gave %q, middle %q, suffix %q, nick %q", c.in, n.Key(), n.Middle, n.Suffix, nick)
		}
	}
}

func FuzzParseName(f *testing.F) {
	f.Add("DOE, JANE Q CIV USARMY (USA)")
	f.Add(`Robert "Bob" Moss`)
	f.Fuzz(func(t *testing.T, s string) {
		if k := people.ParseName(s).Key(); k != "" && !strings.Contains(k, " ") {
			t.Errorf("%q gave the key %q", s, k)
		}
	})
}
