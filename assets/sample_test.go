package assets_test

import (
	"bytes"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"
)

type redaction struct {
	MessageID  string   `json:"message_id"`
	Attachment string   `json:"attachment"`
	Field      string   `json:"field"`
	Start      *int     `json:"start"`
	End        *int     `json:"end"`
	Text       string   `json:"text"`
	Exemptions []string `json:"exemptions"`
	Privileges []string `json:"privileges"`
	State      string   `json:"state"`
	By         string   `json:"by"`
	Note       string   `json:"note"`
}

func (r redaction) where() string {
	if r.Attachment != "" {
		return "attachment " + r.Attachment
	}
	return r.Field
}

func TestSampleArchives(t *testing.T) {
	copies, ids := map[string]int{}, map[string][]held{}
	for _, m := range sample(t) {
		copies[m.custodian]++
		ids[m.id] = append(ids[m.id], m)
	}
	want := map[string]int{"Halloran": 56, "Venn": 48, "Abernathy-Koch": 19}
	for c, n := range want {
		if copies[c] != n {
			t.Errorf("custodian %s holds %d messages, want %d", c, copies[c], n)
		}
	}
	if len(copies) != len(want) || len(ids) != 62 {
		t.Errorf("%d custodians and %d Message-IDs, want %d and 62", len(copies), len(ids), len(want))
	}
	unlike := 0
	for id, ms := range ids {
		if p := ms[0].parent; p != "" && ids[p] == nil {
			t.Errorf("%s answers %s, which nobody holds", id, p)
		}
		for _, m := range ms[1:] {
			if !bytes.Equal(m.raw, ms[0].raw) {
				unlike++
			}
			for f, text := range ms[0].fields {
				if m.fields[f] != text {
					t.Errorf("%s: copies differ in %s", id, f)
				}
			}
		}
	}
	if unlike != 4 {
		t.Errorf("%d copies differ in their bytes, want 4", unlike)
	}
}

func TestSampleRequestAndCoding(t *testing.T) {
	var request map[string]string
	load(t, "request.json", &request)
	for _, k := range []string{"number", "requester", "received", "cutoff", "scope", "kind"} {
		if request[k] == "" {
			t.Errorf("request.json lacks %s", k)
		}
	}
	known := map[string]bool{}
	for _, m := range sample(t) {
		known[m.id] = true
	}
	yes := 0
	for id, ok := range responsive(t) {
		if !known[id] {
			t.Errorf("coding.json speaks of %s, which nobody holds", id)
		}
		if ok {
			yes++
		}
		delete(known, id)
	}
	if yes != 52 || len(known) != 0 {
		t.Errorf("%d responsive, %d not coded; want 52 and 0", yes, len(known))
	}
}

func TestSampleSize(t *testing.T) {
	total := 0
	walk(t, func(name string, data []byte) { total += len(data) })
	if total > 400_000 {
		t.Errorf("the sample has %d bytes, want at most 400000", total)
	}
}

// Every redaction must be found where it says, and after all of them no text
// withheld anywhere may be left in any message that is to be released.
func TestSampleReviewLeavesNothingOpen(t *testing.T) {
	release, byID := responsive(t), map[string]held{}
	for _, m := range sample(t) {
		byID[m.id] = m
	}
	covered := map[string]map[string][]bool{} // message, field, byte
	secrets := map[string]bool{}
	for i, r := range redactions(t) {
		m := byID[r.MessageID]
		if !release[r.MessageID] || r.State != "accepted" || r.By == "" || len(r.Exemptions) == 0 {
			t.Errorf("redaction %d: not a decided redaction of a responsive message", i)
		}
		spans := places(m.fields[r.where()], r)
		if len(spans) == 0 {
			t.Errorf("redaction %d: its text is not in %s of %s", i, r.where(), r.MessageID)
		}
		secrets[strings.ToLower(r.Text)] = true
		for _, w := range person(r) {
			secrets[w] = true
		}
		cover(covered, m, r.where(), spans)
	}
	for id, m := range byID {
		if !release[id] {
			continue
		}
		for field, text := range m.fields {
			if open := blank(text, covered[id][field]); open != "" {
				findSecrets(t, id+" "+field, open, secrets)
			}
		}
	}
}

var telephone = regexp.MustCompile(`555.?01\d\d`)

func findSecrets(t *testing.T, where, open string, secrets map[string]bool) {
	t.Helper()
	lower := strings.ToLower(open)
	for s := range secrets {
		if i := strings.Index(lower, s); i >= 0 {
			t.Errorf("%s: %q is withheld elsewhere and open here", where, s)
		}
	}
	if n := telephone.FindString(open); n != "" {
		t.Errorf("%s: telephone number %s is open", where, n)
	}
}

// person gives what must not be said of somebody whose name and address are
// withheld: the whole name, its parts, the address.
func person(r redaction) []string {
	a, err := mail.ParseAddress(r.Text)
	if err != nil || a.Name == "" {
		return nil
	}
	out := []string{strings.ToLower(a.Name), strings.ToLower(a.Address)}
	return append(out, strings.Fields(strings.ToLower(a.Name))...)
}

// places gives the byte spans a redaction means. Offsets count code points.
func places(text string, r redaction) (spans [][2]int) {
	if r.Start != nil && r.End != nil {
		runes := []rune(text)
		if *r.End > len(runes) || string(runes[*r.Start:*r.End]) != r.Text {
			return nil
		}
		at := len(string(runes[:*r.Start]))
		return [][2]int{{at, at + len(r.Text)}}
	}
	for at := 0; r.Text != ""; {
		i := strings.Index(text[at:], r.Text)
		if i < 0 {
			break
		}
		spans = append(spans, [2]int{at + i, at + i + len(r.Text)})
		at += i + len(r.Text)
	}
	return spans
}

func cover(covered map[string]map[string][]bool, m held, field string, spans [][2]int) {
	if covered[m.id] == nil {
		covered[m.id] = map[string][]bool{}
	}
	if covered[m.id][field] == nil {
		covered[m.id][field] = make([]bool, len(m.fields[field]))
	}
	for _, s := range spans {
		for i := s[0]; i < s[1]; i++ {
			covered[m.id][field][i] = true
		}
	}
}

// blank replaces what is covered by one mark per run.
func blank(text string, covered []bool) string {
	var b strings.Builder
	for i := range len(text) {
		switch {
		case covered == nil || !covered[i]:
			b.WriteByte(text[i])
		case i == 0 || !covered[i-1]:
			b.WriteString("\u2588")
		}
	}
	return b.String()
}

func redactions(t *testing.T) []redaction {
	t.Helper()
	var f struct {
		Redactions []redaction `json:"redactions"`
	}
	load(t, "redactions.json", &f)
	if len(f.Redactions) < 300 {
		t.Fatalf("only %d redactions", len(f.Redactions))
	}
	return f.Redactions
}

func responsive(t *testing.T) map[string]bool {
	t.Helper()
	var rows []struct {
		MessageID string            `json:"message_id"`
		Coding    map[string]string `json:"coding"`
		Note      string            `json:"note"`
	}
	load(t, "coding.json", &rows)
	out := map[string]bool{}
	for _, r := range rows {
		v := r.Coding["responsive"]
		if _, twice := out[r.MessageID]; twice || r.Note == "" || v != "yes" && v != "no" {
			t.Errorf("coding of %s: twice, without note, or %q", r.MessageID, v)
		}
		out[r.MessageID] = v == "yes"
	}
	return out
}

func TestSampleCoversTheExemptions(t *testing.T) {
	var seen []string
	deepest := 0
	for _, r := range redactions(t) {
		seen = append(seen, r.Exemptions...)
	}
	slices.Sort(seen)
	want := []string{"(b)(4)", "(b)(5)", "(b)(6)", "(b)(7)(A)", "(b)(7)(C)", "(b)(7)(E)"}
	if got := slices.Compact(seen); !slices.Equal(got, want) {
		t.Errorf("exemptions used %q, want %q", got, want)
	}
	for _, m := range sample(t) {
		deepest = max(deepest, strings.Count(m.fields["body"], "\nFrom: ")+strings.Count(m.fields["body"], " wrote:\n"))
	}
	if deepest < 5 {
		t.Errorf("the deepest chain quotes %d messages, want at least 5", deepest)
	}
}
