package review

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"vaughn/index/record"
)

func code(t *testing.T, d *Desk, s string) error {
	t.Helper()
	c, err := ParseCoding(s)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Code(context.Background(), []record.ID{"r1"}, c)
	return err
}

// TestFieldsTakeTheirKind: a value in another spelling is brought into one, a
// wrong one is refused and changes nothing.
func TestFieldsTakeTheirKind(t *testing.T) {
	ctx := context.Background()
	d, l := desk()
	for _, f := range []Field{{Name: "urgent", Kind: YesNo}, {Name: "why", Kind: OneOf, Choices: []string{"Press", "Rumour"}},
		{Name: "desks", Kind: ManyOf, Choices: []string{"North", "South"}}, {Name: "due", Kind: Date}, {Name: "remark", Kind: Text}} {
		if _, err := d.Define(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ coding, field, want string }{
		{"urgent=TRUE", "urgent", "yes"}, {"why=rumour", "why", "Rumour"}, {"desks=south; NORTH", "desks", "North; South"}, {"desks-=north", "desks", "South"},
		{"desks=", "desks", ""}, {"due=2024-02-29", "due", "2024-02-29"}, {"remark=as it is; so", "remark", "as it is; so"}, {"urgent=", "urgent", ""},
		{"tag=a", "tag", "a"}, {"tag+=b", "tag", "a; b"}, {"free=any; thing", "free", "any; thing"},
	} {
		if err := code(t, d, c.coding); err != nil {
			t.Fatalf("%s: %v", c.coding, err)
		}
		if s, _ := d.State(ctx, "r1"); s.Coding[c.field] != c.want {
			t.Errorf("%s: %q", c.coding, s.Coding[c.field])
		}
	}
	entries := len(l.entries)
	for _, bad := range []string{"urgent=maybe", "why=joke", "desks=North;West", "desks+=West", "due=2023-02-29", "why+=Press", "urgent+=yes", "note=x", "note-=x", "note+= "} {
		if err := code(t, d, bad); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
	if len(l.entries) != entries {
		t.Errorf("what was refused made %d entries", len(l.entries)-entries)
	}
}

func TestFieldsAreDefined(t *testing.T) {
	ctx := context.Background()
	d, _ := desk()
	for _, f := range []Field{{Name: "Upper", Kind: Text}, {Name: "note", Kind: Text}, {Name: "x", Kind: "shade"}, {Name: "x", Kind: OneOf}, {Name: "x", Kind: Text, Choices: []string{"a"}},
		{Name: "x", Kind: OneOf, Choices: []string{"a;b"}}, {Name: "x", Kind: OneOf, Choices: []string{" a"}}, {Name: "x", Kind: Text, Required: "y=1"}, {Name: "x", Kind: Text, Required: "x=1"}, {Name: FieldDisposition, Kind: Text}} {
		if _, err := d.Define(ctx, f); err == nil {
			t.Errorf("%+v was taken", f)
		}
	}
	if _, err := d.Define(ctx, Field{Name: "confidentiality", Kind: OneOf, Choices: []string{"AEO"}, Required: Always}); err != nil {
		t.Fatal(err)
	}
	fs, err := d.Fields(ctx)
	if f, ok := FieldNamed(fs, "confidentiality"); err != nil || !ok || !f.BuiltIn || len(f.Choices) != 1 || len(fs) != len(BuiltIn()) {
		t.Fatalf("%+v, %v", f, err)
	}
	if _, err := d.Undefine(ctx, "confidentiality"); err != nil {
		t.Fatal(err)
	}
	if fs, _ = d.Fields(ctx); len(fs[4].Choices) != 3 {
		t.Errorf("the built-in field did not come back: %+v", fs[4])
	}
	if e, err := d.Undefine(ctx, "nothing"); err != nil || e.Seq != 0 {
		t.Errorf("%+v, %v", e, err)
	}
}

// TestRequired: what a coding lacks, by every form of the rule.
func TestRequired(t *testing.T) {
	fields := []Field{{Name: "a", Kind: Text, Required: Always}, {Name: "b", Kind: Text, Required: "a=x,y"}, {Name: "c", Kind: Text, Required: "a!=x"}, {Name: "d", Kind: Text, Required: "b"}}
	for coding, want := range map[string]string{
		"": "a", "a=x": "b", "a=y": "b c", "a=Z": "c", "a=x b=1": "d", "a=x b=1 d=2": "", "a=q; y": "b c", "a=z c=1": "",
	} {
		m := map[string]string{}
		last := ""
		for _, part := range strings.Fields(coding) {
			if k, v, ok := strings.Cut(part, "="); ok {
				m[k], last = v, k
			} else {
				m[last] += " " + part
			}
		}
		var got []string
		for _, f := range Missing(fields, m) {
			got = append(got, f.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q lacks %v, want %s", coding, got, want)
		}
	}
	if got := strings.Join(Deciding(fields), " "); got != "a b c d" {
		t.Errorf("deciding are %s", got)
	}
}

func TestNotesKeepTheirAuthors(t *testing.T) {
	ctx := context.Background()
	d, l := desk()
	if err := code(t, d, "note+=first "); err != nil {
		t.Fatal(err)
	}
	d.actor = "bob"
	if err := code(t, d, "note+=second"); err != nil {
		t.Fatal(err)
	}
	ns, err := d.Notes(ctx, "r1")
	if err != nil || len(ns) != 2 || ns[0].Text != "first" || ns[0].By != "ann" || ns[1].By != "bob" {
		t.Fatalf("%+v, %v", ns, err)
	}
	if s, _ := d.State(ctx, "r1"); len(s.Coding) != 0 {
		t.Errorf("a note became a coding: %v", s.Coding)
	}
	if _, err := d.Undo(ctx, l.entries[1], ""); err != nil {
		t.Fatal(err)
	}
	if _, err := d.RemoveNote(ctx, "r1", ns[0].ID); err != nil {
		t.Fatal(err)
	}
	if ns, _ = d.Notes(ctx, "r1"); len(ns) != 0 {
		t.Errorf("%d notes are left", len(ns))
	}
	if _, err := d.RemoveNote(ctx, "r1", "gone"); err == nil {
		t.Error("a note that is not there was removed")
	}
}

// TestSignedKeepsWhatWasFound: agreement leaves a trace, and what was found is
// what the first decision of a batch found, however often it is changed.
func TestSignedKeepsWhatWasFound(t *testing.T) {
	ctx := context.Background()
	d, l := desk()
	if err := code(t, d, "responsive=yes"); err != nil {
		t.Fatal(err)
	}
	b := Batch{Name: "Two 001", Level: "second-level", Records: []record.ID{"r1"}}
	sign := func(cs ...Coding) Signed {
		t.Helper()
		if _, err := d.Sign(ctx, b, b.Records, "", cs...); err != nil {
			t.Fatal(err)
		}
		facts, _ := l.Facts(ctx, "r1", KindSigned)
		var s Signed
		if len(facts) != 1 || json.Unmarshal(facts[0].Value, &s) != nil {
			t.Fatalf("%d signatures", len(facts))
		}
		return s
	}
	if s := sign(); len(s.Overturned()) != 0 || s.Was["responsive"] != (Found{"yes", 1}) || s.As["responsive"] != "yes" {
		t.Errorf("%+v", s)
	}
	entries := len(l.entries)
	sign()
	if len(l.entries) != entries {
		t.Error("agreeing twice made an entry")
	}
	s := sign(Coding{Field: "responsive", Op: "=", Value: "no"}, Coding{Field: "issue", Op: "+=", Value: "x"})
	if got := strings.Join(s.Overturned(), " "); got != "issue responsive" || s.Was["responsive"].Value != "yes" {
		t.Errorf("%s in %+v", got, s)
	}
	s = sign(Coding{Field: "responsive", Op: "=", Value: ""}, Coding{Field: "issue", Op: "-=", Value: "x"})
	if got := strings.Join(s.Overturned(), " "); got != "responsive" {
		t.Errorf("%s in %+v", got, s)
	}
	if _, err := d.Undo(ctx, l.entries[len(l.entries)-1], ""); err != nil {
		t.Fatal(err)
	}
	if st, _ := d.State(ctx, "r1"); st.Coding["responsive"] != "no" {
		t.Errorf("one undo took back %v only", st.Coding)
	}
}

func TestPackedNumbers(t *testing.T) {
	nums := []record.Num{1, 2, 5, 700, 701, 4_000_000_000}
	got := UnpackNums(PackNums(nums))
	if len(got) != len(nums) || got[5] != nums[5] || got[3] != 700 {
		t.Errorf("%v", got)
	}
	for _, bad := range [][]byte{{0}, {0x80}, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}, {1, 0xff, 0xff, 0xff, 0xff, 0x0f}} {
		if n := len(UnpackNums(bad)); n > 1 {
			t.Errorf("%x gave %d numbers", bad, n)
		}
	}
}

// FuzzUnpackNums: whatever the bytes, the numbers ascend, and what was packed
// comes back.
func FuzzUnpackNums(f *testing.F) {
	f.Add([]byte{1, 1, 3, 0x80, 1})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0x0f, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		nums := UnpackNums(data)
		for i := 1; i < len(nums); i++ {
			if nums[i] <= nums[i-1] {
				t.Fatalf("%v", nums)
			}
		}
		if again := UnpackNums(PackNums(nums)); !slices.Equal(again, nums) {
			t.Fatalf("%v, then %v", nums, again)
		}
	})
}
