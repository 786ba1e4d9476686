package people_test

import (
	"slices"
	"strings"
	"testing"

	"vaughn/index/people"
)

func TestPhone(t *testing.T) {
	us, de, gb := people.RegionOf("America/New_York"), people.RegionOf("Europe/Berlin"), people.RegionOf("Europe/London")
	for _, c := range []struct {
		r        people.Region
		in, want string
	}{
		{us, "(202) 555-0123", "+12025550123"},
		{us, "202.555.0123", "+12025550123"},
		{us, "1-202-555-0123", "+12025550123"},
		{us, "+1 202 555 0123", "+12025550123"},
		{us, "tel:+1-202-555-0123", "+12025550123"},
		{us, "Mobile: 202-555-0123", "+12025550123"},
		{us, "202-555-0123 x45", "+12025550123;ext=45"},
		{us, "(202) 555-0123, ext. 45", "+12025550123;ext=45"},
		{us, "011 49 30 1234567", "+49301234567"},
		{us, "+49 (0)30 1234567", "+49301234567"},
		{de, "030 1234567", "+49301234567"},
		{de, "0049 30/1234567", "+49301234567"},
		{gb, "020 7946 0123", "+442079460123"},
		{us, "+\u202a1\u00a0202\u2011555\u20110123", "+12025550123"},
		{us, "555-0123", ""},         // no area
		{us, "102-555-0123", ""},     // no area begins with 1
		{us, "202-155-0123", ""},     // no exchange begins with 1
		{us, "2025550123456789", ""}, // too long
		{us, "+1 202 555 012", ""},   // too short
		{us, "202-555-CALL", ""},
		{us, "", ""},
		{us, "12/03/2024", ""},
	} {
		got, ok := c.r.Phone(c.in)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%q gave %q, want %q", c.in, got, c.want)
		}
	}
}

func TestSigned(t *testing.T) {
	long := strings.Repeat("line\n", 30)
	for _, c := range []struct {
		text string
		want []string
	}{
		{"Hi\n\nJane Doe\nOffice: (202) 555-0123 x45\nMobile +1 202-555-0199\nFax: 202-555-0100", []string{"(202) 555-0123 x45", "+1 202-555-0199"}},
		{"call 202-555-0123\n" + long, nil}, // above the signature
		{"order 12345-202-555-0123-77", nil},
		{"id a202-555-0123", nil},
		{"", nil},
	} {
		if got := people.Signed(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%.30q gave %q, want %q", c.text, got, c.want)
		}
	}
}

func FuzzPhone(f *testing.F) {
	f.Add("(202) 555-0123 x45")
	f.Add("+49 (0)30 1234567")
	us := people.RegionOf("America/New_York")
	f.Fuzz(func(t *testing.T, s string) {
		people.Signed(s)
		n, ok := us.Phone(s)
		if !ok {
			return
		}
		if again, ok := us.Phone(n); !ok || again != n {
			t.Errorf("%q gave %q, and that %q", s, n, again)
		}
	})
}
