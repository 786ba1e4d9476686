package exempt_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vaughn/redact/exempt"
)

func load(t testing.TB, name string) exempt.Set {
	t.Helper()
	s, err := exempt.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestShippedSetsLoad(t *testing.T) {
	want := []string{"foia", "litigation", "privacy-act"}
	if got := exempt.Names(); !slices.Equal(got, want) {
		t.Fatalf("Names() = %q, want %q", got, want)
	}
	for _, n := range want {
		s := load(t, n)
		if s.Name() != n || s.Title() == "" || s.Act() == "" {
			t.Errorf("%s: name %q, title %q, act %q", n, s.Name(), s.Title(), s.Act())
		}
		for _, c := range s.Codes() {
			if c.NotWhen == "" {
				t.Errorf("%s: %s does not say when it does not apply", n, c.ID)
			}
		}
	}
	if _, err := exempt.Load("../help/search"); err == nil || !strings.Contains(err.Error(), "foia") {
		t.Errorf("Load of an unknown set: error %v should list the sets there are", err)
	}
}

// The statute has nine exemptions, the seventh in six parts, in this order.
func TestFOIALabels(t *testing.T) {
	want := []string{"(b)(1)", "(b)(2)", "(b)(3)", "(b)(4)", "(b)(5)", "(b)(6)", "(b)(7)", "(b)(7)(A)", "(b)(7)(B)",
		"(b)(7)(C)", "(b)(7)(D)", "(b)(7)(E)", "(b)(7)(F)", "(b)(8)", "(b)(9)"}
	var got []string
	for _, c := range load(t, "foia").Codes() {
		got = append(got, c.Label)
	}
	if !slices.Equal(got, want) {
		t.Errorf("labels %q, want %q", got, want)
	}
}

func TestPrivacyActLabels(t *testing.T) {
	want := []string{"(d)(5)", "(j)(1)", "(j)(2)", "(k)(1)", "(k)(2)", "(k)(3)", "(k)(4)", "(k)(5)", "(k)(6)", "(k)(7)"}
	var got []string
	for _, c := range load(t, "privacy-act").Codes() {
		got = append(got, c.Label)
	}
	if !slices.Equal(got, want) {
		t.Errorf("labels %q, want %q", got, want)
	}
}

func TestLookup(t *testing.T) {
	foia := load(t, "foia")
	for text, want := range map[string]exempt.ID{
		"(b)(6)": "b6", "b6": "b6", "B6": "b6", " (B)(6) ": "b6", "Ex. 6": "b6", "ex 6": "b6", "Exemption 6": "b6",
		"(b)(7)(C)": "b7C", "b7c": "b7C", "b7C": "b7C", "B7(C)": "b7C", "b(7)(c)": "b7C", "Ex. 7(C)": "b7C",
		"5 U.S.C. 552(b)(7)(C)": "b7C", "5 U.S.C. § 552(b)(7)(c)": "b7C", "552(b)(3)": "b3", "(b)(7)": "b7",
		"": "", "b": "", "6": "", "(b)(10)": "", "b7G": "", "b67": "", "(j)(2)": "", "NR": "", "b6 b7C": "",
		strings.Repeat("(", 5000) + "b6": "",
	} {
		got, ok := foia.Lookup(text)
		if ok != (want != "") || got.ID != want {
			t.Errorf("Lookup(%.40q) = %q, %v; want %q", text, got.ID, ok, want)
		}
	}
	if c, ok := load(t, "litigation").Lookup("attorneys' eyes only"); !ok || c.Kind != exempt.Designation {
		t.Errorf("attorneys' eyes only = %+v, %v; want a designation", c, ok)
	}
	if _, ok := (exempt.Set{}).Lookup("b6"); ok {
		t.Error("the zero set found a code")
	}
}

func TestLabel(t *testing.T) {
	foia := load(t, "foia")
	for _, c := range []struct {
		basis []string
		want  string
	}{
		{nil, ""},
		{[]string{"b7C", "b6"}, "(b)(6), (b)(7)(C)"},
		{[]string{"b7E", "b7A", "b8", "b5"}, "(b)(5), (b)(7)(A), (b)(7)(E), (b)(8)"},
		{[]string{"(b)(6)", "b6", "Ex. 6"}, "(b)(6)"},
		{[]string{"local rule 9", "b6", "", "local rule 2"}, "(b)(6), local rule 2, local rule 9"},
	} {
		if got := foia.Label(c.basis); got != c.want {
			t.Errorf("Label(%q) = %q, want %q", c.basis, got, c.want)
		}
	}
}

func TestPrivilege(t *testing.T) {
	foia := load(t, "foia")
	for text, want := range map[string]string{
		"deliberative process": "deliberative-process", "DPP": "deliberative-process", "Attorney-Client": "attorney-client",
		"attorney work product": "attorney-work-product", "AWP": "attorney-work-product",
		"presidential communications": "presidential-communications",
		"other: informant":            "other", "Other:x": "other", "other": "", "other: ": "", "": "", "hunch": "",
	} {
		got, ok := foia.Privilege(text)
		if ok != (want != "") || got.ID != want {
			t.Errorf("Privilege(%q) = %q, %v; want %q", text, got.ID, ok, want)
		}
	}
}

func TestCheck(t *testing.T) {
	foia, lit := load(t, "foia"), load(t, "litigation")
	both, err := exempt.Combine("both", foia, load(t, "privacy-act"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name       string
		set        exempt.Set
		basis      []string
		statute    string
		privileges []string
		wrong      string // part of the error; "" means accepted
	}{
		{"plain", foia, []string{"b6", "(b)(7)(C)"}, "", nil, ""},
		{"no basis", foia, nil, "", nil, "no exemption"},
		{"unknown code", foia, []string{"b6", "NR"}, "", nil, `no code "NR"`},
		{"b3 without statute", foia, []string{"b3"}, " ", nil, "statute"},
		{"b3 relaxed still without", foia.Relaxed(), []string{"b3"}, "", nil, "statute"},
		{"b3", foia, []string{"b3"}, "26 U.S.C. 6103", nil, ""},
		{"b5 without privilege", foia, []string{"b5"}, "", nil, "deliberative-process"},
		{"b5 relaxed", foia.Relaxed(), []string{"b5"}, "", nil, ""},
		{"b5", foia, []string{"b5"}, "", []string{"DPP", "attorney-client"}, ""},
		{"b5 other", foia, []string{"b5"}, "", []string{"other: settlement"}, ""},
		{"unknown privilege", foia, []string{"b5"}, "", []string{"hunch"}, `"hunch"`},
		{"unknown privilege relaxed", foia.Relaxed(), []string{"b5"}, "", []string{"hunch"}, `"hunch"`},
		{"b1 without section", foia, []string{"b1"}, "", nil, "Executive order"},
		{"b1 relaxed", foia.Relaxed(), []string{"b1"}, "", nil, ""},
		{"b1", foia, []string{"b1"}, "E.O. 13526 sec. 1.4(c)", nil, ""},
		{"b7 alone", foia, []string{"b7"}, "", nil, "(b)(7)(A), (b)(7)(B)"},
		{"tier is no basis", lit, []string{"AEO"}, "", nil, "stamp"},
		{"work product", lit, []string{"WP"}, "", nil, ""},
		{"two acts", both, []string{"j2", "b7C"}, "", nil, ""},
	} {
		err := c.set.Check(c.basis, c.statute, c.privileges)
		switch {
		case c.wrong == "" && err != nil:
			t.Errorf("%s: refused: %v", c.name, err)
		case c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)):
			t.Errorf("%s: error %v, want one about %q", c.name, err, c.wrong)
		}
	}
	if got, want := both.Label([]string{"j2", "b7C"}), "(b)(7)(C), (j)(2)"; got != want {
		t.Errorf("label of two acts %q, want %q", got, want)
	}
	if _, err := exempt.Combine("twice", foia, foia); err == nil {
		t.Error("combining a set with itself was accepted")
	}
	if foia.Check([]string{"b5"}, "", nil) == nil {
		t.Error("Relaxed changed the set it was called on")
	}
}

func TestStatutes(t *testing.T) {
	foia := load(t, "foia")
	for id, want := range map[exempt.ID]string{"b3": "26 U.S.C. 6103", "b1": "E.O. 13526 sec. 1.4(h)"} {
		if !slices.ContainsFunc(foia.Statutes(id), func(s exempt.Statute) bool { return s.Cite == want }) {
			t.Errorf("Statutes(%s) lacks %s", id, want)
		}
	}
	if got := foia.Statutes("b6"); len(got) != 0 {
		t.Errorf("Statutes(b6) = %v, want none", got)
	}
}

func TestParseRefuses(t *testing.T) {
	code := func(more string) string {
		return `{"name":"x","codes":[{"id":"a","label":"A","name":"n","meaning":"m","reason":"r","order":1` + more + `}`
	}
	for _, c := range []struct{ name, json, wrong string }{
		{"not JSON", `nonsense`, "JSON"},
		{"empty", `{"name":"x"}`, "no codes"},
		{"bad name", strings.Replace(code("")+"]}", `"x"`, `"x/y"`, 1), "name"},
		{"unknown member", code(`,"require":"statute"`) + "]}", "require"},
		{"text after", code("") + "]} {}", "after"},
		{"unknown need", code(`,"requires":"mood"`) + "]}", "mood"},
		{"unknown kind", code(`,"kind":"k"`) + "]}", "kind"},
		{"unknown harm", code(`,"harm":"h"`) + "]}", "harm"},
		{"no privilege listed", code(`,"requires":"privilege"`) + "]}", "lists none"},
		{"foreign parent", code(`,"parent":"z"`) + "]}", "parent"},
		{"own parent", code(`,"parent":"a"`) + "]}", "parent"},
		{"group of none", code(`,"group":true`) + "]}", "groups"},
		{"empty alias", code(`,"aliases":["--"]`) + "]}", "no letter"},
		{"same order", code("") + `,{"id":"b","label":"B","name":"n","meaning":"m","reason":"r","order":1}]}`, "same order"},
		{"ambiguous", code("") + `,{"id":"b","label":"(a)","name":"n","meaning":"m","reason":"r","order":2}]}`, "means both"},
		{"comma in label", strings.Replace(code("")+"]}", `"A"`, `"A, B"`, 1), "comma"},
		{"direction mark in label", strings.Replace(code("")+"]}", `"A"`, `"A\u202e"`, 1), "U+202E"},
		{"long label", strings.Replace(code("")+"]}", `"A"`, `"`+strings.Repeat("A", 41)+`"`, 1), "fit a box"},
		{"no order", strings.Replace(code("")+"]}", `"order":1`, `"order":0`, 1), "order"},
		{"statute of no code", code("") + `],"statutes":[{"cite":"1 U.S.C. 1","about":"x","code":"z"}]}`, "statute 1"},
		{"ambiguous privilege", code("") + `],"privileges":[{"id":"p","name":"P"},{"id":"q","name":"(p)"}]}`, `"q"`},
		{"too big", `"` + strings.Repeat("x", 1<<20) + `"`, "bytes"},
	} {
		if _, err := exempt.Parse([]byte(c.json)); err == nil || !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%s: error %v, want one about %q", c.name, err, c.wrong)
		}
	}
	if _, err := exempt.Parse([]byte(code("") + "]}")); err != nil {
		t.Errorf("the plain set was refused: %v", err)
	}
}

// A spelling that is found must lead to one code only, and that code must be
// found again by its own ID and label.
func FuzzLookup(f *testing.F) {
	set := load(f, "foia")
	for _, c := range set.Codes() {
		f.Add(c.Label)
		f.Add(string(c.ID))
	}
	for _, s := range []string{"Ex. 6", "b(7)(c)", "", "\xff(b)(6)", "(b)(6), (b)(7)(C)", "İ6"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, ok := set.Lookup(text)
		if !ok {
			return
		}
		for _, again := range []string{string(c.ID), c.Label, strings.ToUpper(c.Label), " " + text + ")"} {
			if d, ok := set.Lookup(again); !ok || d.ID != c.ID {
				t.Fatalf("%q is %s, but %q is %s", text, c.ID, again, d.ID)
			}
		}
		if got := set.Label([]string{text, string(c.ID)}); got != c.Label {
			t.Fatalf("label of %q is %q, want %q", text, got, c.Label)
		}
	})
}

// Whatever Parse accepts must work: every code found by all its spellings.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"name":"x","codes":[{"id":"a","label":"A","name":"n","meaning":"m","reason":"r","order":1}]}`))
	f.Add([]byte(`{"name":"x","codes":[{"id":"a","label":"(é)","name":"n","meaning":"m","reason":"r","order":1,"aliases":["b"]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		set, err := exempt.Parse(data)
		if err != nil {
			return
		}
		for _, c := range set.Codes() {
			for _, sp := range append([]string{string(c.ID), c.Label}, c.Aliases...) {
				if got, ok := set.Lookup(sp); !ok || got.ID != c.ID {
					t.Fatalf("%q should be %s, is %s (%v)", sp, c.ID, got.ID, ok)
				}
			}
		}
	})
}

// TestAge: the deliberative process privilege ends 25 years before the request,
// to the day; other privileges and unknown dates do not end.
func TestAge(t *testing.T) {
	foia := load(t, "foia")
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		created, privilege string
		ok                 bool
	}{
		{"1999-03-01", "deliberative-process", false},
		{"1999-03-02", "DPP", false},
		{"1999-03-03", "deliberative-process", true},
		{"1980-01-01", "attorney-client", true},
	} {
		err := foia.CheckAge([]string{"b6", "(b)(5)"}, []string{c.privilege}, day(c.created).Add(20*time.Hour), day("2024-03-02"))
		if (err == nil) != c.ok {
			t.Errorf("%s of %s: %v", c.privilege, c.created, err)
		}
	}
	if err := foia.CheckAge([]string{"b5"}, []string{"DPP"}, day("1980-01-01"), time.Time{}); err != nil {
		t.Errorf("no date of request: %v", err)
	}
	for _, c := range foia.Codes() {
		if (c.Harm != exempt.HarmNone && !c.Group) != (c.HarmText != "") {
			t.Errorf("%s: harm %q and the text %q", c.ID, c.Harm, c.HarmText)
		}
	}
}
