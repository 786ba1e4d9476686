package casework_test

import (
	"slices"
	"testing"

	"vaughn/app/casework"
	"vaughn/index/fault"
)

// TestFacetsAgreeWithCounts: what a facet counts is what the narrowed query finds.
func TestFacetsAgreeWithCounts(t *testing.T) {
	c := sample(t, false)
	defer c.Close()
	seen := map[string]bool{}
	for _, q := range []string{"*", "message", "has:attachment"} {
		for _, by := range []string{"year", "month", "day"} {
			all, err := c.Facets(ctx, q, casework.FacetOptions{By: by, Top: 1000})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range all {
				for _, v := range f.Values {
					seen[f.Name] = true
					n, err := c.Count(ctx, "("+q+") "+v.Narrow)
					if err != nil || n.Records != v.Records {
						t.Errorf("%s: %s %s counts %d, %s finds %d (%v)", q, f.Name, v.Value, v.Records, v.Narrow, n.Records, err)
					}
				}
			}
		}
	}
	for _, name := range []string{"custodian", "sender", "domain", "date", "kind", "filetype"} {
		if !seen[name] {
			t.Errorf("no value of %s", name)
		}
	}
}

// TestPicture: a cell of the picture is what its words find.
func TestPicture(t *testing.T) {
	c := sample(t, false)
	defer c.Close()
	p, err := c.Picture(ctx, "kind:email")
	if err != nil || len(p.Days) == 0 || len(p.Pairs) == 0 {
		t.Fatalf("%d days, %d pairs, %v", len(p.Days), len(p.Pairs), err)
	}
	for _, d := range p.Days {
		if n, err := c.Count(ctx, "kind:email "+d.Narrow); err != nil || n.Messages != d.Messages {
			t.Errorf("%s %s counts %d, %s finds %d (%v)", d.Day, d.Custodian, d.Messages, d.Narrow, n.Messages, err)
		}
	}
	for _, q := range p.Pairs {
		if n, err := c.Count(ctx, "kind:email "+q.Narrow); err != nil || n.Messages != q.Messages {
			t.Errorf("%s to %s counts %d, %s finds %d (%v)", q.From, q.To, q.Messages, q.Narrow, n.Messages, err)
		}
	}
}

func TestSavedSearches(t *testing.T) {
	c := sample(t, false)
	defer c.Close()
	e, err := c.SaveSearch(ctx, "Letters", "kind:email message")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.SaveSearch(ctx, "both", "saved:letters OR kind:chat"); err != nil {
		t.Fatal(err)
	}
	for a, b := range map[string]string{"saved:LETTERS": "kind:email message", "not saved:both": "not ((kind:email message) or kind:chat)",
		"in:thread(saved:letters)": "in:thread(kind:email message)"} {
		x, errX := c.Find(ctx, a, "", false)
		y, errY := c.Find(ctx, b, "", false)
		if errX != nil || errY != nil || !slices.Equal(x.Nums, y.Nums) || len(x.Nums) == 0 {
			t.Errorf("%s finds %d, %s %d (%v, %v)", a, len(x.Nums), b, len(y.Nums), errX, errY)
		}
	}
	for _, bad := range [][2]string{{"letters", "saved:both"}, {"x", "saved:nobody"}, {"", "a"}, {"a*", "a"}, {"x", "(a"}} {
		if _, err := c.SaveSearch(ctx, bad[0], bad[1]); fault.CodeOf(err) != fault.Usage {
			t.Errorf("%q = %q: %v", bad[0], bad[1], err)
		}
	}
	if _, err := c.Undo(ctx, e, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Find(ctx, "saved:both", "", false); fault.CodeOf(err) != fault.Usage {
		t.Errorf("a search that is gone: %v", err)
	}
	if _, err := c.RemoveSearch(ctx, "BOTH"); err != nil {
		t.Fatal(err)
	}
	if all, err := c.SavedSearches(ctx); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
}
