package casework_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vaughn/app/casework"
	"vaughn/export/production"
	"vaughn/export/qc"
	"vaughn/index/fault"
	"vaughn/index/ingest"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact"
)

// mbox joins mails, each written as headers, blank line, body.
func mbox(mails ...string) string {
	var b strings.Builder
	for i, m := range mails {
		fmt.Fprintf(&b, "From x@example.gov Mon Apr  4 10:%02d:00 2022\nMessage-ID: <m%d@example.gov>\nDate: Mon, 4 Apr 2022 10:%02d:00 -0400\nMIME-Version: 1.0\n%s\n\n",
			i, i+1, i, strings.ReplaceAll(m, "\nFrom ", "\n>From "))
	}
	return b.String()
}

// imported makes a case of one mailbox.
func imported(t testing.TB, box string) *casework.Case {
	t.Helper()
	c, err := casework.Create(ctx, filepath.Join(t.TempDir(), "case"), casework.Describe{Zone: "UTC"}, casework.Options{Actor: "tester"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	more(t, c, box)
	return c
}

func more(t testing.TB, c *casework.Case, box string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in.mbox")
	if err := os.WriteFile(path, []byte(box), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Import(ctx, []string{path}, ingest.Options{Custodian: "Ann"}, progress.None); err != nil {
		t.Fatal(err)
	}
}

// get finds a message by its number in mbox; its attachments follow it.
func get(t testing.TB, c *casework.Case, n int) *record.Record {
	t.Helper()
	ids, err := c.ByMessageID(ctx, fmt.Sprintf("<m%d@example.gov>", n))
	if err != nil || len(ids) == 0 {
		t.Fatalf("message %d: %v, %v", n, ids, err)
	}
	r, err := c.Record(ctx, ids[0])
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// markOn accepts a mark on the first place of a text in a record.
func markOn(t testing.TB, c *casework.Case, r *record.Record, text string, basis ...string) redact.Mark {
	t.Helper()
	at := strings.Index(r.Text, text)
	m := c.NewMark(r, record.Span{Start: at, End: at + len(text)}, basis...)
	if _, err := c.Mark(ctx, m); err != nil || at < 0 {
		t.Fatalf("marking at %d: %v", at, err)
	}
	return m
}

// chain is one message and what mail programs made of it, then strangers.
func chain() []string {
	const own = "Dana,\n\nThe inspector Teodor Vance told me on Tuesday that the north pier will not hold another winter."
	return []string{
		"From: Ann Lee <ann@example.gov>\nTo: Dana Quill <dq@example.gov>\nSubject: North pier\n\n" + own + "\n\nAnn",
		"From: Dana Quill <dq@example.gov>\nTo: Ann Lee <ann@example.gov>\nSubject: Re: North pier\nIn-Reply-To: <m1@example.gov>\n\nThanks.\n\nOn Mon, Apr 4, 2022, Ann Lee <ann@example.gov> wrote:\n> Dana,\n>\n> The inspector Teodor\n> Vance told me on Tuesday that the north pier will not hold another\n> winter.\n>\n> Ann",
		"From: Bo Reyes <bo@example.gov>\nTo: Cy Orr <cy@example.gov>\nSubject: FW: North pier\n\nFYI\n\n-----Original Message-----\nFrom: Ann Lee\nSent: Monday, April 4, 2022 10:00 AM\nTo: Dana Quill\nSubject: North pier\n\n" + own,
		"From: Ann Lee <ann@example.gov>\nTo: Cy Orr <cy@example.gov>\nSubject: pier again\nContent-Type: text/html; charset=utf-8\n\n<p>Dana,</p><p>The inspector <b>Teodor</b>&nbsp;Vance told me on Tuesday that the north pier will not hold another winter.</p>",
		"From: Bo Reyes <bo@example.gov>\nTo: Cy Orr <cy@example.gov>\nSubject: lunch\n\nTeodor Vance is invited too. Bring the books.",
		"From: Bo Reyes <bo@example.gov>\nTo: Cy Orr <cy@example.gov>\nSubject: notes\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nattached\n--b\nContent-Type: text/plain; name=notes.txt\nContent-Disposition: attachment; filename=notes.txt\n\nThe inspector Teodor Vance told me on Tuesday that the north pier\nwill not hold another winter.\n--b--",
		"From: Cy Orr <cy@example.gov>\nTo: Bo Reyes <bo@example.gov>\nSubject: books\n\nNothing to see here.",
	}
}

// TestOneDecisionAllPlaces: a name marked once is offered wherever its sentence
// stands, and apart from these where only the name does; carried, it is
// withheld in every one; one undo takes all of it back.
func TestOneDecisionAllPlaces(t *testing.T) {
	c := imported(t, mbox(chain()...))
	m := markOn(t, c, get(t, c, 1), "Teodor Vance", "b6")
	places, err := c.Places(ctx, m)
	if err != nil {
		t.Fatal(err)
	}
	same, other := 0, 0
	for _, p := range places {
		if flat := strings.Join(strings.FieldsFunc(p.Text, func(r rune) bool { return strings.ContainsRune("> \n\u00a0", r) }), " "); flat != "Teodor Vance" {
			t.Errorf("a place says %q", p.Text)
		}
		if p.Same {
			same++
		} else if other++; p.Record != get(t, c, 5).ID {
			t.Errorf("%s is no other context: %s", p.Text, p.Why)
		}
	}
	if same != 4 || other != 1 {
		t.Fatalf("%d places of the passage, %d others: %+v", same, other, places)
	}
	_, before, _ := c.Head(ctx)
	rep, err := c.Spread(ctx, []redact.Mark{m}, casework.SpreadOptions{}, progress.None)
	if err != nil || rep.Marks != 4 {
		t.Fatalf("%+v, %v", rep, err)
	}
	if again, err := c.Spread(ctx, []redact.Mark{m}, casework.SpreadOptions{}, progress.None); err != nil || again.Marks != 0 {
		t.Errorf("carried again: %d marks, %v", again.Marks, err)
	}
	for n, want := range map[int]bool{1: false, 2: false, 3: false, 4: false, 5: true} {
		d, err := c.Produced(ctx, get(t, c, n).ID)
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for r := range d.Runs() {
			text += r.Text
		}
		if strings.Contains(text, "Teodor") != want || strings.Contains(text, "Vance") != want {
			t.Errorf("message %d is released with %q", n, text)
		}
	}
	group, err := c.Group(ctx, m.ID)
	if err != nil || len(group) != 4 {
		t.Errorf("%d marks came from it, %v", len(group), err)
	}
	if _, err := c.UndoEntry(ctx, before+1, "mistake"); err != nil {
		t.Fatal(err)
	}
	if group, _ := c.Group(ctx, m.ID); len(group) != 0 {
		t.Errorf("%d marks stand after undo", len(group))
	}
}

// TestPlacesInChats: a sentence of a mail is found where it was pasted into a
// chat, and the party of a header as the speaker of a chat.
func TestPlacesInChats(t *testing.T) {
	c := imported(t, mbox("From: Ann Lee <ann@example.gov>\nTo: Dana Quill <dq@example.gov>\nSubject: x\n\nThe inspector Teodor Vance told me on Tuesday that the pier will not hold."))
	dir := filepath.Join(t.TempDir(), "export")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	log := `{"message":"she writes: the inspector Teodor Vance told me on Tuesday that the pier","message_id":"e1","msg_ts":"1691176258.9","msgtype":1000,"sender":"Dana Quill","receiver":"bo","vgroupid":"7ad6"}` + "\n"
	if err := os.WriteFile(filepath.Join(dir, "log.txt"), []byte(log), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Import(ctx, []string{dir}, ingest.Options{Custodian: "Al"}, progress.None); err != nil {
		t.Fatal(err)
	}
	for text, field := range map[string]string{"Teodor Vance": "event:e1", "Dana Quill": "speaker:e1"} {
		m := markOn(t, c, get(t, c, 1), text, "b6")
		places, err := c.Places(ctx, m)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(places, func(p casework.OtherPlace) bool { return p.Field == field && p.Same && p.Text == text }) {
			t.Errorf("%s is not found in %s: %+v", text, field, places)
		}
	}
}

// TestVetoAndChange: a vetoed place stays open and is not offered again; what
// happens to the one mark is offered for all that came from it.
func TestVetoAndChange(t *testing.T) {
	c := imported(t, mbox(chain()...))
	m := markOn(t, c, get(t, c, 1), "Teodor Vance", "b6")
	places, err := c.Places(ctx, m)
	if err != nil {
		t.Fatal(err)
	}
	var veto redact.MarkID
	for _, p := range places {
		if p.Record == get(t, c, 3).ID {
			veto = p.ID
		}
	}
	one := []redact.Mark{m}
	if _, err := c.Spread(ctx, one, casework.SpreadOptions{Veto: []redact.MarkID{"none"}}, progress.None); fault.CodeOf(err) != fault.Usage {
		t.Errorf("a veto on nothing: %v", err)
	}
	if rep, err := c.Spread(ctx, one, casework.SpreadOptions{Veto: []redact.MarkID{veto}, State: redact.Proposed}, progress.None); err != nil || rep.Marks != 4 {
		t.Fatalf("%d marks, %v", rep.Marks, err)
	}
	if rep, err := c.Spread(ctx, one, casework.SpreadOptions{Preview: true}, progress.None); err != nil || rep.Marks != 0 {
		t.Errorf("offered again: %d, %v", rep.Marks, err)
	}
	if _, err := c.DecidePlaces(ctx, m.ID, redact.Accepted, "", []redact.MarkID{veto}); err != nil {
		t.Fatal(err)
	}
	m.Basis = []string{"b6", "b7C"}
	if _, err := c.Mark(ctx, m); err != nil {
		t.Fatal(err)
	}
	es, err := c.Follow(ctx, m.ID, nil)
	if err != nil || len(es) != 1 {
		t.Fatalf("%d entries, %v", len(es), err)
	}
	group, err := c.Group(ctx, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range group {
		if want := g.ID == veto; want != (g.State == redact.Rejected) || !want && len(g.Basis) != 2 {
			t.Errorf("%+v", g)
		}
	}
	var a, b bytes.Buffer
	if _, err := c.ExportRedactions(ctx, &a); err != nil {
		t.Fatal(err)
	}
	if rep, err := c.ImportRedactions(ctx, bytes.NewReader(a.Bytes())); err != nil || len(rep.Problems) > 0 {
		t.Fatalf("%+v, %v", rep, err)
	}
	if _, err := c.ExportRedactions(ctx, &b); err != nil || a.String() != b.String() || !strings.Contains(a.String(), `"from": "`+string(m.ID)) {
		t.Errorf("not every field went out and in: %v", err)
	}
}

// TestUndoHundreds: a decision carried to hundreds of places comes back by one
// undo, or not at all when a person decided on one of them since.
func TestUndoHundreds(t *testing.T) {
	mails := chain()[:1]
	for i := range 400 {
		mails = append(mails, fmt.Sprintf("From: P%d <p%d@example.gov>\nTo: q@example.gov\nSubject: s%d\n\nnote %d\n> The inspector Teodor Vance told me on Tuesday that the north pier\n> will not hold", i, i, i, i))
	}
	c := imported(t, mbox(mails...))
	m := markOn(t, c, get(t, c, 1), "Teodor Vance", "b6")
	rep, err := c.Spread(ctx, []redact.Mark{m}, casework.SpreadOptions{}, progress.None)
	if err != nil || rep.Marks != 400 {
		t.Fatalf("%d marks, %v", rep.Marks, err)
	}
	group, err := c.Group(ctx, m.ID)
	if err != nil || len(group) != 400 {
		t.Fatalf("%d came from it, %v", len(group), err)
	}
	later, err := c.DecideAll(ctx, group[7:8], redact.Rejected, "public")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.UndoEntry(ctx, rep.Entries[0].Seq, ""); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("undone over a later decision: %v", err)
	}
	if group, _ = c.Group(ctx, m.ID); len(group) != 400 {
		t.Errorf("a refused undo left %d of 400", len(group))
	}
	for _, seq := range []int64{later[0].Seq, rep.Entries[0].Seq} {
		if _, err := c.UndoEntry(ctx, seq, ""); err != nil {
			t.Fatal(err)
		}
	}
	if group, _ = c.Group(ctx, m.ID); len(group) != 0 {
		t.Errorf("%d marks stand after undo", len(group))
	}
	if _, _, err := c.VerifyJournal(ctx); err != nil {
		t.Error(err)
	}
}

// TestNewMailInherits: mail imported later is proposed the decisions made on
// the same passages, and nothing else changes.
func TestNewMailInherits(t *testing.T) {
	mails := chain()
	c := imported(t, mbox(mails[0], mails[6]))
	m := markOn(t, c, get(t, c, 1), "Teodor Vance", "b6")
	_, before, _ := c.Head(ctx)
	stopped, cancel := context.WithCancel(ctx) // what an import left undone the next one does
	path := filepath.Join(t.TempDir(), "half.mbox")
	if err := os.WriteFile(path, []byte(mbox(mails...)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Import(stopped, []string{path}, ingest.Options{Custodian: "Ann"}, func(progress.Tick) { cancel() }); err == nil {
		t.Fatal("the import was not stopped")
	}
	more(t, c, mbox(mails...))
	var made []redact.Mark
	for e, err := range c.Journal(ctx, before) {
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(e.Reason, "newly imported") {
			for _, ch := range e.Changes {
				var m redact.Mark
				if err := json.Unmarshal(ch.After, &m); err != nil {
					t.Fatal(err)
				}
				made = append(made, m)
			}
		}
	}
	for _, p := range made {
		if p.State != redact.Proposed || p.From != m.ID || p.Record == m.Record {
			t.Errorf("%+v", p)
		}
	}
	if len(made) != 4 {
		t.Errorf("%d places proposed", len(made))
	}
}

// TestSetsAndLayers: a production takes the marks of its own set, wants the
// layer of review its spec names, and the higher layer's decision wins.
func TestSetsAndLayers(t *testing.T) {
	c := imported(t, mbox(chain()...))
	r := get(t, c, 1)
	all, press := markOn(t, c, r, "Teodor Vance", "b6"), markOn(t, c, r, "north pier", "b7E")
	press.Set = "press"
	if _, err := c.Mark(ctx, press); err != nil {
		t.Fatal(err)
	}
	spec := production.Example()
	spec.Query, spec.Combined, spec.ReleasedElsewhere = "id:"+string(r.ID), false, "warn"
	made := 0
	text := func(set, layer string) (string, string) {
		t.Helper()
		made++
		spec.Name, spec.Set, spec.Layer, spec.Bates.Prefix = fmt.Sprint(made), set, layer, fmt.Sprintf("T%d-", made)
		p, findings, err := c.Plan(ctx, spec)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if f.Severity == "block" {
				return "", f.Why
			}
		}
		out := filepath.Join(t.TempDir(), "out")
		if _, err := c.Produce(ctx, p, out, progress.None); err != nil {
			t.Fatal(err)
		}
		files, _ := filepath.Glob(filepath.Join(out, "TEXT", "*.txt"))
		data, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(strings.Fields(string(data)), " "), ""
	}
	if got, _ := text("", ""); strings.Contains(got, "Vance") || !strings.Contains(got, "the north pier will") {
		t.Errorf("the case's own set: %s", got)
	}
	if got, _ := text("press", ""); strings.Contains(got, "Vance") || strings.Contains(got, "the north pier will") || !strings.Contains(got, "(b)(7)(E)") {
		t.Errorf("the press set: %s", got)
	}
	if _, why := text("", redact.SecondLevel); !strings.Contains(why, "second-level") {
		t.Errorf("a layer nobody reached: %q", why)
	}
	for _, k := range []struct {
		basis, severity, why string
	}{{"b3", "block", "statute"}, {"b5", "warn", "privilege"}} {
		bad := markOn(t, c, r, "winter", k.basis)
		_, findings, err := c.Plan(ctx, spec)
		if err != nil || !slices.ContainsFunc(findings, func(f qc.Finding) bool {
			return string(f.Severity) == k.severity && f.Check == "basis" && strings.Contains(f.Why, k.why)
		}) {
			t.Errorf("%s alone: %+v, %v", k.basis, findings, err)
		}
		if _, err := c.DecideAll(ctx, []redact.Mark{bad}, redact.Rejected, ""); err != nil {
			t.Fatal(err)
		}
	}
	counsel := c.Seated(redact.Counsel)
	if _, err := counsel.DecideAll(ctx, []redact.Mark{all}, redact.Rejected, "public role"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Decide(ctx, r.ID, []redact.MarkID{all.ID}, redact.Accepted, ""); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("the first level decided over counsel: %v", err)
	}
	again := c.NewMark(r, all.Span, "b6") // a new mark of the first level on the same words
	if _, err := c.Mark(ctx, again); err != nil {
		t.Fatal(err)
	}
	if got, _ := text("", ""); !strings.Contains(got, "Teodor Vance") {
		t.Errorf("counsel's rejection does not stand: %s", got)
	}
	at := strings.Index(r.Text, "north pier")
	whole := redact.Mark{ID: "whole", Record: r.ID, Version: r.Version, Target: redact.OnRecord, State: redact.Accepted, Basis: []string{"b7A"}}
	only := redact.Mark{ID: "only", Record: r.ID, Version: r.Version, Target: redact.Except, State: redact.Accepted, Span: record.Span{Start: at, End: at + len("north pier")}}
	if _, err := c.Mark(ctx, whole, only); err != nil {
		t.Fatal(err)
	}
	if got, _ := text("", ""); !strings.Contains(got, "north pier") || strings.Contains(got, "Dana") || strings.Contains(got, "inspector") {
		t.Errorf("release only this: %s", got)
	}
}

// TestOwnExemptions: a case's own set is read from its folder, and a
// deliberative mark ends with the age of the record at the request.
func TestOwnExemptions(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "case")
	c, err := casework.Create(ctx, dir, casework.Describe{Zone: "UTC", Request: store.Request{Received: "2047-04-04"}}, casework.Options{Actor: "tester"})
	if err != nil {
		t.Fatal(err)
	}
	more(t, c, mbox(chain()...))
	r := get(t, c, 1)
	_ = c.Close()
	if err := os.MkdirAll(filepath.Join(dir, "exemptions"), 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "exemptions", "state.json")
	put := func(s string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put(`{"name":"state","title":"State act","act":"Gov. Code","codes":[{"id":"s7920","label":"7920(a)","name":"Drafts","meaning":"Drafts.","reason":"A draft.","order":1}]}`)
	if c, err = casework.Open(ctx, dir, casework.Options{Actor: "tester"}, progress.None); err != nil {
		t.Fatal(err)
	}
	rep, err := c.ImportRedactions(ctx, strings.NewReader(fmt.Sprintf(`{"redactions":[
		{"record":%[1]q,"text":"Tuesday","exemptions":["7920(a)","(b)(6)"],"state":"accepted"},
		{"record":%[1]q,"text":"winter","exemptions":["(b)(5)"],"privileges":["deliberative-process"],"state":"accepted"},
		{"record":%[1]q,"text":"winter","exemptions":["(b)(5)"],"privileges":["attorney-client"],"state":"accepted"}]}`, r.ID)))
	if err != nil || rep.Marks != 2 || len(rep.Problems) != 1 || rep.Problems[0].Line != 2 || !strings.Contains(rep.Problems[0].Why, "25 years") {
		t.Errorf("%+v, %v", rep, err)
	}
	_ = c.Close()
	put(`{"name":"state"}`)
	if _, err := casework.Open(ctx, dir, casework.Options{}, progress.None); fault.CodeOf(err) != fault.Usage || fault.Hint(err) == "" {
		t.Errorf("a wrong set: %v", err)
	}
}

// TestSampleMarksAreFoundFromOne: the sample's reviewer marked every place by
// hand; from one mark of each text all the others are found.
func TestSampleMarksAreFoundFromOne(t *testing.T) {
	c := sample(t, true)
	defer c.Close()
	roots, err := c.Roots(ctx)
	if err != nil {
		t.Fatal(err)
	}
	text := func(m redact.Mark) string {
		r, err := c.Record(ctx, m.Record)
		if err != nil {
			t.Fatal(err)
		}
		return strings.ToLower(strings.Join(strings.FieldsFunc(r.Text[m.Span.Start:m.Span.End], func(r rune) bool { return strings.ContainsRune(" >\n", r) }), " "))
	}
	type where struct {
		id   record.ID
		from int
	}
	byText := map[string][]redact.Mark{}
	for _, m := range roots {
		byText[text(m)] = append(byText[text(m)], m)
	}
	looked, same := 0, 0
	for _, ms := range byText {
		found := map[where]bool{{ms[0].Record, ms[0].Span.Start}: true}
		places, err := c.Places(ctx, ms[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range places {
			found[where{p.Record, p.Span().Start}] = true
			if p.Same {
				same++
			}
		}
		for _, m := range ms {
			if looked++; !found[where{m.Record, m.Span.Start}] {
				t.Errorf("%q in record %s at %d is not found", text(m), m.Record, m.Span.Start)
			}
		}
	}
	t.Logf("%d marks of %d texts; %d places are the same passage", looked, len(byText), same)
	if looked < 500 {
		t.Errorf("%d marks only", looked)
	}
}
