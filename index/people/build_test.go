package people_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vaughn/index/people"
	"vaughn/index/record"
)

// ev is evidence written short: "Name <addr>" in records.
func ev(s string, nums ...record.Num) people.Evidence {
	name, addr, ok := strings.Cut(s, "<")
	e := people.Evidence{Records: nums, Sighting: people.Sighting{How: people.AsParty, Name: strings.TrimSpace(name)}}
	if ok {
		e.IDs = []string{strings.TrimSuffix(addr, ">")}
	}
	return e
}

func stand(how, name string, nums []record.Num, ids ...string) people.Evidence {
	return people.Evidence{Records: nums, Sighting: people.Sighting{How: how, Platform: "wickr", Name: name, IDs: ids}}
}

func build(d people.Decisions, list ...people.Evidence) *people.Book {
	return people.Build(list, d, people.Options{Region: people.RegionOf("America/New_York")})
}

// sets prints who is with whom.
func sets(b *people.Book) []string {
	var out []string
	for _, p := range b.Persons {
		var forms []string
		for _, f := range p.Forms {
			forms = append(forms, string(f.Key))
		}
		slices.Sort(forms)
		out = append(out, strings.Join(forms, " "))
	}
	slices.Sort(out)
	return out
}

func TestProposals(t *testing.T) {
	n := func(nums ...record.Num) []record.Num { return nums }
	for _, c := range []struct {
		name string
		ev   []people.Evidence
		want []string
	}{
		{"office and home", []people.Evidence{ev("Jane Doe <jane.doe@agency.gov>", 1, 2), ev("Doe, Jane (CTR) <janedoe77@gmail.com>", 3)},
			[]string{"mail:jane.doe@agency.gov mail:janedoe77@gmail.com"}},
		{"case and mailto", []people.Evidence{ev("<Jane.Doe@Agency.gov>", 1), ev("<mailto:jane.doe@agency.GOV>", 2)}, []string{"mail:jane.doe@agency.gov"}},
		{"first names prove nothing", []people.Evidence{ev("Jane <jane@a.example>", 1), ev("Jane <jane@b.example>", 2)}, []string{"mail:jane@a.example", "mail:jane@b.example"}},
		{"two Janes of one agency", []people.Evidence{ev("Jane Doe <jane.doe@agency.gov>", 1), ev("Jane Doe <jane.doe2@agency.gov>", 2)},
			[]string{"mail:jane.doe2@agency.gov", "mail:jane.doe@agency.gov"}},
		{"two Janes in one message", []people.Evidence{ev("Jane Doe <jane.doe@agency.gov>", 1, 2, 3, 4), ev("Jane Doe <jane.doe@other.gov>", 1, 2, 3)},
			[]string{"mail:jane.doe@agency.gov", "mail:jane.doe@other.gov"}},
		{"father and son", []people.Evidence{ev("John Doe Jr. <john.doe@a.example>", 1), ev("John Doe Sr. <john.doe@b.example>", 2), ev("John Doe <john.doe@gmail.com>", 3)},
			[]string{"mail:john.doe@a.example", "mail:john.doe@b.example", "mail:john.doe@gmail.com"}},
		{"middle initials differ", []people.Evidence{ev("Jane A. Doe <jane.doe@a.example>", 1), ev("Jane B. Doe <jane.doe@b.example>", 2)},
			[]string{"mail:jane.doe@a.example", "mail:jane.doe@b.example"}},
		{"borrowed display name", []people.Evidence{ev("Jane Doe <jane.doe@agency.gov>", 1, 2, 3), ev("Jane Doe <x9173@mail.example>", 4)},
			[]string{"mail:jane.doe@agency.gov", "mail:x9173@mail.example"}},
		{"an address as display name", []people.Evidence{ev("jane.doe@agency.gov <jane.doe@evil.example>", 1), ev("Jane Doe <jane.doe@agency.gov>", 2)},
			[]string{"mail:jane.doe@agency.gov", "mail:jane.doe@evil.example"}},
		{"bare name of one", []people.Evidence{ev("Jane Doe <jane.doe@agency.gov>", 1), ev("Doe, Jane", 2)}, []string{"mail:jane.doe@agency.gov name:jane doe"}},
		{"bare name of two", []people.Evidence{ev("Jane Doe <jane.doe@agency.gov>", 1, 9), ev("Jane Doe <jane.doe@other.gov>", 2, 9), ev("Jane Doe", 3)},
			[]string{"mail:jane.doe@agency.gov", "mail:jane.doe@other.gov", "name:jane doe"}},
		{"signature", []people.Evidence{ev("Jane Doe <jane.doe@agency.gov>", 1), stand(people.AsSignature, "", n(1, 2), "jane.doe@agency.gov", "(202) 555-0123"), stand(people.AsMember, "", n(7), "+12025550123")},
			[]string{"mail:jane.doe@agency.gov tel:+12025550123"}},
		{"line of the office", []people.Evidence{ev("Jane Doe <jane.doe@agency.gov>", 1), ev("Bo Moss <bo.moss@agency.gov>", 1), stand(people.AsSignature, "", n(1), "jane.doe@agency.gov", "202-555-0100"), stand(people.AsSignature, "", n(2), "bo.moss@agency.gov", "202-555-0100")},
			[]string{"mail:bo.moss@agency.gov", "mail:jane.doe@agency.gov", "tel:+12025550100"}},
		{"contact card", []people.Evidence{stand(people.AsCard, "Jane Doe", n(1), "jane@home.example", "+1 202 555 0123"), ev("<jane@home.example>", 2)},
			[]string{"mail:jane@home.example tel:+12025550123"}},
		{"account with address", []people.Evidence{stand(people.AsMember, "", n(1), "jane.doe@agency.gov", "u77")}, []string{"handle:wickr/u77 mail:jane.doe@agency.gov"}},
		{"nameless account", []people.Evidence{stand(people.AsMember, "", n(1), "jdoe77"), ev("Jane Doe <jdoe77@agency.gov>", 2)}, []string{"handle:wickr/jdoe77 mail:jdoe77@agency.gov"}},
		{"chat by telephone and name", []people.Evidence{stand(people.AsMember, "Jane Doe", n(1), "+12025550123"), ev("Jane Doe <jane.doe@agency.gov>", 2)},
			[]string{"mail:jane.doe@agency.gov tel:+12025550123"}},
		{"address that shows no name", []people.Evidence{ev("<jane.doe@agency.gov>", 1), ev("Jane Doe <jdoe@gmail.com>", 2)}, []string{"mail:jane.doe@agency.gov mail:jdoe@gmail.com"}},
		{"list with the writer's name", []people.Evidence{ev("Jane Doe via Pilot <pilot@lists.example>", 1), ev("Jane Doe <jane.doe@agency.gov>", 2)},
			[]string{"mail:jane.doe@agency.gov", "mail:pilot@lists.example"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := build(nil, c.ev...)
			if got := sets(b); !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
			for _, p := range b.Persons {
				for _, f := range p.Forms {
					if f.State != people.Proposed || len(p.Forms) > 1 && (len(f.Reasons) == 0 || f.Reasons[0].Text == "" || f.Reasons[0].Sure < 0.5 || f.Reasons[0].Sure > 0.95) {
						t.Errorf("%s is proposed without a good reason: %+v", f.Key, f)
					}
				}
			}
		})
	}
}

func TestSharedMailboxIsNobody(t *testing.T) {
	b := build(nil, ev("Jane Doe <desk@agency.gov>", 1), ev("Bo Moss <desk@agency.gov>", 2), ev("Cy Roe <desk@agency.gov>", 3), ev("Jane Doe <jane.doe@agency.gov>", 4),
		ev("<foia@agency.gov>", 5), ev("<pilot-request@lists.example>", 6))
	for form, want := range map[people.Key]string{"mail:desk@agency.gov": people.Mailbox, "mail:foia@agency.gov": people.Mailbox,
		"mail:pilot-request@lists.example": people.List, "mail:jane.doe@agency.gov": people.Human} {
		if p, ok := b.ByForm(form); !ok || p.Kind != want || len(p.Forms) != 1 {
			t.Errorf("%s: %+v", form, p)
		}
	}
}

func TestDecisions(t *testing.T) {
	list := []people.Evidence{ev("Jane Doe <jane.doe@agency.gov>", 1, 2), ev("Jane Doe <janedoe@gmail.com>", 3), ev("Bo <bo@x.example>", 4)}
	b := build(people.Decisions{"mail:jane.doe@agency.gov": "p1", "mail:janedoe@gmail.com": "p2"}, list...)
	if got := sets(b); len(got) != 3 {
		t.Errorf("what was parted is joined: %v", got)
	}
	b = build(people.Decisions{"mail:jane.doe@agency.gov": "p1", "mail:bo@x.example": "p1", "mail:gone@x.example": "p1"}, list...)
	p, ok := b.ByID("p1")
	if !ok || len(p.Of(people.Confirmed)) != 3 || len(p.Of(people.Proposed)) != 1 || p.Name != "Jane Doe" {
		t.Fatalf("%+v", p)
	}
	if got := b.Records(p, people.Confirmed); !slices.Equal(got, []record.Num{1, 2, 4}) {
		t.Errorf("confirmed in %v", got)
	}
	if got := b.Records(p, ""); !slices.Equal(got, []record.Num{1, 2, 3, 4}) || p.Records != 4 {
		t.Errorf("in %v", got)
	}
	for _, text := range []string{"p1", "JANE.DOE@agency.gov", "Jane Doe", "Doe, Jane (CTR)", "mail:bo@x.example"} {
		if f := b.Find(text, people.Confirmed); len(f) != 1 || f[0].ID != "p1" {
			t.Errorf("%q finds %v", text, f)
		}
	}
	if f := b.Find("janedoe@gmail.com", people.Confirmed); len(f) != 0 {
		t.Errorf("a proposed form is confirmed of %v", f)
	}
	if got := b.Meant("Jane Doe"); !slices.Equal(got, []record.Num{1, 2, 4}) {
		t.Errorf("her name means %v", got)
	}
	if got := b.Meant("janedoe@gmail.com"); !slices.Equal(got, []record.Num{3}) {
		t.Errorf("a proposed address means %v", got)
	}
	if f := b.Find("Jane", ""); len(f) != 0 {
		t.Errorf("a first name finds %v", f)
	}
}

// TestUnionIsTheNaiveOne compares the joining with a model that relabels
// everything at every step, over many invented cases.
func TestUnionIsTheNaiveOne(t *testing.T) {
	rnd := uint32(7)
	next := func(n int) int { rnd = rnd*1664525 + 1013904223; return int(rnd>>8) % n }
	for round := range 300 {
		n := 2 + next(12)
		forms := make([]people.Key, n)
		var list []people.Evidence
		for i := range forms {
			addr := fmt.Sprintf("u%02d@x.example", i)
			forms[i] = people.Key("mail:" + addr)
			list = append(list, ev("<"+addr+">", record.Num(i+1)))
		}
		label, d := make([]int, n), people.Decisions{}
		owner := make([]string, n) // by label
		for i := range label {
			label[i] = i
		}
		relabel := func(from, to int) {
			for i := range label {
				if label[i] == from {
					label[i] = to
				}
			}
			if owner[to] == "" {
				owner[to] = owner[from]
			}
		}
		for i := range forms {
			if next(3) == 0 {
				id := fmt.Sprintf("q%d", next(3))
				d[forms[i]] = id
				for j := range i {
					if d[forms[j]] == id && label[j] != label[i] {
						relabel(label[i], label[j])
					}
				}
				owner[label[i]] = id
			}
		}
		// Cards are the surest evidence and all alike: they are taken in the
		// order of their keys.
		var pairs [][2]int
		for range next(2 * n) {
			if a, b := next(n), next(n); a != b {
				pairs = append(pairs, [2]int{a, b})
				list = append(list, stand(people.AsCard, "", nil, string(forms[a].Value()), string(forms[b].Value())))
			}
		}
		slices.SortFunc(pairs, func(x, y [2]int) int { return slices.Compare(x[:], y[:]) })
		for _, p := range pairs {
			x, y := label[p[0]], label[p[1]]
			if x != y && (owner[x] == "" || owner[y] == "" || owner[x] == owner[y]) {
				relabel(y, x)
			}
		}
		b := build(d, list...)
		for i := range forms {
			p, _ := b.ByForm(forms[i])
			if want := owner[label[i]]; want != "" && p.ID != want || want == "" && p.Decided {
				t.Fatalf("round %d: %s is %s, want %q", round, forms[i], p.ID, want)
			}
			for j := range forms {
				q, _ := b.ByForm(forms[j])
				if (p.ID == q.ID) != (label[i] == label[j]) {
					t.Fatalf("round %d: %s and %s", round, forms[i], forms[j])
				}
			}
		}
	}
}

func TestSightingPacks(t *testing.T) {
	s := people.Sighting{How: people.AsMember, Platform: "wickr", Name: "Jane\x1f\nDoe", IDs: []string{"a", "b"}}
	line, ok := s.Pack()
	got := people.Unpack(line)
	if !ok || got.Name != "Jane  Doe" || len(got.IDs) != 2 || got.Platform != "wickr" {
		t.Errorf("%q gave %+v", line, got)
	}
	if _, ok := (people.Sighting{Name: strings.Repeat("x", 3000)}).Pack(); ok {
		t.Error("a name of 3000 bytes was taken")
	}
	people.Unpack("") // what another version wrote does not stop anything
}

// BenchmarkBuild makes out who is who among 1,000,000 parties, 100,000 of them
// distinct.
func BenchmarkBuild(b *testing.B) {
	var list []people.Evidence
	for i := range 100_000 {
		e := ev(fmt.Sprintf("Given%c%c Family%c%c%c <g%d.f@d%d.example>", 'a'+i%26, 'a'+i/26%26, 'a'+i/7%26, 'a'+i/676%26, 'a'+i/17%26, i, i%50))
		for k := range 10 {
			e.Records = append(e.Records, record.Num(i+100_000*k+1))
		}
		list = append(list, e)
	}
	for b.Loop() {
		build(nil, list...)
	}
}
