package check

import (
	"context"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"vaughn/index/message"
	"vaughn/index/people"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/exempt"
	"vaughn/redact/suggest"
)

// mailOf makes the record of a mail: header lines, an empty line, the body.
func mailOf(t *testing.T, n byte, src string) *record.Record {
	t.Helper()
	head, body, _ := strings.Cut(src, "\n\n")
	m := &message.Message{ID: message.IDOf([32]byte{n}), Kind: message.Email, MessageID: "<" + string('a'+rune(n)) + "@x.example>",
		Date: time.Date(2024, 3, 4, 9, int(n), 0, 0, time.UTC), Bodies: []message.Body{{Type: "text/plain", Text: body}}}
	for _, line := range strings.Split(head, "\n") {
		name, value, _ := strings.Cut(line, ": ")
		switch name {
		case "From", "To", "Cc":
			who, addr, _ := strings.Cut(strings.TrimSuffix(value, ">"), " <")
			m.Parties = append(m.Parties, message.Party{Role: strings.ToLower(name), Name: who, Addr: addr})
		case "Subject":
			m.Subject = value
		}
	}
	r, err := record.FromEmail(m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// mark is a text to withhold in the nth mail, under a basis; "b6?" is proposed,
// "b6!" rejected. Of several places the last is meant after a '^'.
type mark struct {
	mail  int
	text  string
	basis string
	note  string
}

func run(t *testing.T, opt Options, mails []string, marks []mark) []Finding {
	t.Helper()
	if opt.Codes.Name() == "" {
		s, err := exempt.Load("foia")
		if err != nil {
			t.Fatal(err)
		}
		opt.Codes = s
	}
	opt.Region, opt.Basis = people.RegionOf("America/New_York"), []string{"b6"}
	items := make([]Item, len(mails))
	for i, src := range mails {
		items[i] = Item{Record: mailOf(t, byte(i+1), src), Thread: 1, Coding: map[string]string{"responsive": "yes"}, Asked: true}
	}
	for i, m := range marks {
		r := items[m.mail].Record
		text, last := strings.CutPrefix(m.text, "^")
		at := strings.Index(r.Text, text)
		if last {
			at = strings.LastIndex(r.Text, text)
		}
		if at < 0 {
			t.Fatalf("mail %d has no %q", m.mail, text)
		}
		one := redact.Mark{ID: redact.MarkID(rune('a' + i)), Record: r.ID, Version: r.Version, Target: redact.OnSpan, State: redact.Accepted, Note: m.note,
			Span: record.Span{Start: at, End: at + len(text)}}
		switch basis := m.basis; {
		case strings.HasSuffix(basis, "?"):
			one.State, one.Basis = redact.Proposed, []string{strings.TrimSuffix(basis, "?")}
		case strings.HasSuffix(basis, "!"):
			one.State, one.Basis = redact.Rejected, []string{strings.TrimSuffix(basis, "!")}
		case strings.HasPrefix(basis, "b5 "):
			one.Basis, one.Privileges = []string{"b5"}, []string{strings.TrimPrefix(basis, "b5 ")}
		default:
			one.Basis = strings.Split(basis, "+")
		}
		items[m.mail].Marks = append(items[m.mail].Marks, one)
	}
	out, err := Run(context.Background(), func(context.Context) iter.Seq2[Item, error] {
		return func(yield func(Item, error) bool) {
			for _, it := range items {
				if !yield(it, nil) {
					return
				}
			}
		}
	}, opt)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const (
	first = "From: Ann Lee <ann.lee@x.example>\nTo: Carla Reyes <c.reyes@x.example>\nSubject: pilot\n\n" +
		"Hi Carla,\n\nPlease call Dorian Velt about the pilot in the north wing today.\nThe contract with the vendor ends in May and will not be renewed.\n\nThanks,\nAnn Lee\nExecutive Director\n"
	answer = "From: Carla Reyes <c.reyes@x.example>\nTo: Ann Lee <ann.lee@x.example>\nSubject: Re: pilot\n\n" +
		"I will do so on Monday.\n\n> Please call Dorian Velt about the pilot in the\n> north wing today.\n> The contract with the vendor ends in May and will\n> not be renewed.\n"
)

func TestFaultsAreFound(t *testing.T) {
	article := "From: Ann Lee <ann.lee@x.example>\nTo: Carla Reyes <c.reyes@x.example>\nSubject: FYI\n\nSee below.\n\nCounty News: Wing closed after dispute\nBy Olga Marsh\n\n" +
		"WESTON, Ohio — The north wing was closed on Monday, officials said, after a dispute over its contract that had lasted for several months and cost a lot of money.\n" +
		"“We were told nothing,” said Dorian Velt, who works there and who told reporters that he would not comment further on the matter until the board meets in May.\n"
	contract := "The contract with the vendor ends in May and will not be renewed."
	for _, c := range []struct {
		name  string
		mails []string
		marks []mark
		opt   Options
		check string
		text  string
	}{
		{"name open in a quotation", []string{first, answer}, []mark{{0, "Dorian Velt", "b6", ""}}, Options{}, Inconsistent, "Dorian Velt"},
		{"surname first", []string{first, strings.Replace(answer, "I will do so", "I asked Velt, Dorian", 1)}, []mark{{0, "Dorian Velt", "b6", ""}, {1, "Dorian Velt", "b6", ""}}, Options{}, Inconsistent, "Velt, Dorian"},
		{"sentence open in a quotation", []string{first, answer}, []mark{{1, "The contract with the vendor ends in May and will\n> not be renewed.", "b5 dpp", ""}}, Options{}, Inconsistent, contract},
		{"half of a sentence left in a copy", []string{first, first}, []mark{{0, contract, "b5 dpp", ""}, {1, "The contract with the vendor", "b5 dpp", ""}}, Options{}, Inconsistent, "ends in May and will not be renewed"},
		{"sender open in one header", []string{first, first}, []mark{{0, "Ann Lee <ann.lee@x.example>", "b6", ""}, {0, "^Ann Lee", "b6", ""}, {1, "^Ann Lee", "b6", ""}}, Options{}, Inconsistent, "Ann Lee <ann.lee"},
		{"other codes", []string{first, first}, []mark{{0, contract, "b5 dpp", ""}, {1, contract, "b7E", ""}}, Options{}, Codes, contract},
		{"a person under other codes", []string{first, first}, []mark{{0, "Dorian Velt", "b6", ""}, {1, "Dorian Velt", "b6+b7C", ""}}, Options{}, Codes, "Dorian Velt"},
		{"ssn", []string{first + "\nSSN 219-09-9998\n"}, nil, Options{}, Leak, "219-09-9998"},
		{"own number", []string{first + "\ncell: 202-555-0143\n"}, nil, Options{}, Leak, "202-555-0143"},
		{"listed name", []string{first}, nil, Options{People: []suggest.Person{{Name: "Dorian Velt", Basis: []string{"b6"}}}}, Leak, "Dorian Velt"},
		{"inside a word", []string{first}, []mark{{0, "Dorian Ve", "b6", ""}}, Options{}, Partial, "lt"},
		{"surname left", []string{first, answer}, []mark{{0, "Dorian", "b6", ""}, {1, "Dorian Velt", "b6", ""}}, Options{}, Partial, "Velt"},
		{"first name left", []string{first}, []mark{{0, "^Lee", "b6", ""}}, Options{}, Partial, "Ann"},
		{"digits left", []string{first + "\nCall 202-555-0143 soon\n"}, []mark{{0, "202-555-", "b6", ""}}, Options{}, Partial, "0143"},
		{"name of an address left", []string{first + "\nWrite to olga@y.example soon\n"}, []mark{{0, "y.example", "b6", ""}}, Options{}, Partial, "olga"},
		{"second half of a double name", []string{first + "\nOlga Marsh-Oberlin knows.\n"}, []mark{{0, "Olga Marsh", "b6", ""}}, Options{}, Partial, "Oberlin"},
		{"courtesy", []string{first}, []mark{{0, "Thanks", "b6", ""}}, Options{}, Over, "Thanks"},
		{"post", []string{first}, []mark{{0, "Executive Director", "b6", ""}}, Options{}, Over, "Executive Director"},
		{"agency", []string{first + "U.S. Customs and Border Protection\n"}, []mark{{0, "U.S. Customs and Border Protection", "b7C", ""}}, Options{}, Over, "U.S. Customs and Border Protection"},
		{"press", []string{article}, []mark{{0, "Dorian Velt", "b6", ""}}, Options{}, Over, "Dorian Velt"},
		{"greeting with the name", []string{first}, []mark{{0, "Hi Carla", "b6", ""}}, Options{}, Over, "Hi Carla"},
		{"paragraph", []string{first}, []mark{{0, "Please call Dorian Velt about the pilot in the north wing today.\nThe contract with the vendor ends in May and will not be renewed.", "b6", ""}}, Options{}, Over, "Please call"},
		{"name as advice", []string{first, answer}, []mark{{0, "Dorian Velt", "b6", ""}, {1, "Dorian Velt", "b5 dpp", ""}}, Options{}, Code, "Dorian Velt"},
		{"advice as privacy", []string{first + "I recommend that we drop the second option.\n"}, []mark{{0, "I recommend that we drop the second option.", "b6", ""}}, Options{}, Code, "I recommend"},
		{"no statute", []string{first}, []mark{{0, contract, "b3", ""}}, Options{}, Code, contract},
		{"no privilege", []string{first}, []mark{{0, contract, "b5", ""}}, Options{}, Code, contract},
		{"old advice", []string{first}, []mark{{0, contract, "b5 dpp", ""}}, Options{Requested: time.Date(2049, 3, 5, 0, 0, 0, 0, time.UTC)}, Code, contract},
		{"not responsive", []string{first}, []mark{{0, contract, "b5 dpp", "non-responsive"}}, Options{}, Responsive, contract},
		{"nothing", []string{first}, []mark{{0, ".\n\nThanks"[:3], "b6", ""}}, Options{}, Empty, ".\n\n"},
		{"proposal", []string{first}, []mark{{0, "Dorian Velt", "b6?", ""}}, Options{}, Open, "Dorian Velt"},
	} {
		got := run(t, c.opt, c.mails, c.marks)
		if !slices.ContainsFunc(got, func(f Finding) bool { return f.Check == c.check && strings.HasPrefix(f.Place.Text(), c.text) }) {
			t.Errorf("%s: no %s at %q in %s", c.name, c.check, c.text, lines(got))
		}
	}
}

func lines(fs []Finding) string {
	var out []string
	for _, f := range fs {
		out = append(out, f.Check+" "+f.Place.Text()+" ("+f.Why+")")
	}
	return strings.Join(out, "\n\t")
}

// TestWhatIsRightIsQuiet: nothing is said of decisions that agree.
func TestWhatIsRightIsQuiet(t *testing.T) {
	contract := "The contract with the vendor ends in May and will not be renewed."
	for name, c := range map[string]struct {
		mails []string
		marks []mark
	}{
		"nothing marked":                 {[]string{first, answer}, nil},
		"a name withheld everywhere":     {[]string{first, answer}, []mark{{0, "Dorian Velt", "b6", ""}, {1, "Dorian Velt", "b6", ""}}},
		"a sentence withheld everywhere": {[]string{first, answer}, []mark{{0, contract, "b5 dpp", ""}, {1, "The contract with the vendor ends in May and will\n> not be renewed.", "b5 dpp", ""}}},
		"a name inside a withheld sentence": {[]string{first, answer}, []mark{{0, "Please call Dorian Velt about the pilot in the north wing today.", "b5 dpp", ""},
			{1, "Please call Dorian Velt about the pilot in the\n> north wing today.", "b5 dpp", ""}}},
		"office numbers":             {[]string{first + "Main office: 202-555-0100\nHotline 800-273-8255\n"}, nil},
		"others of the name":         {[]string{first + "Mary Lee is here. The velt is wide.\n"}, []mark{{0, "Dorian Velt", "b6", ""}}},
		"a mark around a possessive": {[]string{first + "Dorian Velt's car\n"}, []mark{{0, "Dorian Velt", "b6", ""}, {0, "^Dorian Velt", "b6", ""}}},
		"a family matter": {[]string{first + "My wife has surgery on Tuesday and I will be away for the rest of the week, so please ask someone else to take over the meeting.\n"},
			[]mark{{0, "My wife has surgery on Tuesday and I will be away for the rest of the week, so please ask someone else to take over the meeting.", "b6", ""}}},
	} {
		if got := run(t, Options{}, c.mails, c.marks); len(got) > 0 {
			t.Errorf("%s: %s", name, lines(got))
		}
	}
}

// TestCopiesAreOneFinding: a fault in fifty copies fills one line, whose id does
// not depend on how many there are.
func TestCopiesAreOneFinding(t *testing.T) {
	mails := []string{first, answer}
	marks := []mark{{0, "Dorian Velt", "b6", ""}}
	one := run(t, Options{}, mails, marks)
	for range 48 {
		mails = append(mails, answer)
	}
	many := run(t, Options{}, mails, marks)
	if len(one) != 1 || len(many) != 1 || many[0].Equal != 48 || one[0].ID != many[0].ID {
		t.Fatalf("%s\nthen %s", lines(one), lines(many))
	}
	if n := len(many[0].Fix); n != 49 {
		t.Errorf("%d marks mend 49 places", n)
	}
}

// TestWhatIsNotReleasedIsNotOpen: a record that stays back leaks nothing, and
// decides nothing.
func TestWhatIsNotReleasedIsNotOpen(t *testing.T) {
	it := Item{Record: mailOf(t, 1, first+"\nSSN 219-09-9998\n"), Gone: true, Asked: true}
	got, err := Run(context.Background(), func(context.Context) iter.Seq2[Item, error] {
		return func(yield func(Item, error) bool) { yield(it, nil) }
	}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) > 0 {
		t.Errorf("%s", lines(got))
	}
}
