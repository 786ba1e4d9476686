package production

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vaughn/export/qc"
	"vaughn/index/journal"
	"vaughn/index/message"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/review"
)

// memory is a case that lives in memory: real records, real marks.
type memory struct {
	mu     sync.Mutex
	order  []record.ID
	docs   map[record.ID]Document
	asked  map[record.ID]int
	on     func(id record.ID, times int) error // called before a document is given
	refuse error                               // of Commit
	kept   []journal.Entry
	blobs  map[message.BlobRef]string
}

func newMemory() *memory {
	return &memory{docs: map[record.ID]Document{}, asked: map[record.ID]int{}}
}

func (m *memory) Document(_ context.Context, id record.ID) (Document, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked[id]++
	if m.on != nil {
		if err := m.on(id, m.asked[id]); err != nil {
			return Document{}, err
		}
	}
	return m.docs[id], nil
}

func (m *memory) Commit(_ context.Context, e journal.Entry) (journal.Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.refuse != nil {
		return journal.Entry{}, m.refuse
	}
	m.kept = append(m.kept, e)
	return e, nil
}

func (m *memory) Native(_ context.Context, ref message.BlobRef) (io.ReadSeekCloser, error) {
	data, ok := m.blobs[ref]
	if !ok {
		return nil, errDisk
	}
	return nopCloser{strings.NewReader(data)}, nil
}

type nopCloser struct{ io.ReadSeeker }

func (nopCloser) Close() error { return nil }

func (m *memory) ids() iter.Seq2[record.ID, error] {
	return func(yield func(record.ID, error) bool) {
		for _, id := range m.order {
			if !yield(id, nil) {
				return
			}
		}
	}
}

func (m *memory) put(r *record.Record, marks []redact.Mark, custodians ...string) record.ID {
	m.order = append(m.order, r.ID)
	m.docs[r.ID] = Document{Record: r, State: review.State{Marks: marks}, Custodians: custodians}
	return r.ID
}

// mail adds a message with every given string redacted wherever it stands.
func (m *memory) mail(t testing.TB, headers map[string]string, body string, hidden ...string) record.ID {
	t.Helper()
	msg := &message.Message{Kind: message.Email, MessageID: fmt.Sprintf("<%d@example.gov>", len(m.order)), Bodies: []message.Body{{Type: "text/plain", Text: body}},
		Date: time.Date(2026, 3, 3, 19, 2, 11, 0, time.UTC), DateText: headers["Date"], Subject: headers["Subject"]}
	for _, name := range []string{"From", "To", "Cc", "Date", "Subject"} {
		if v := headers[name]; v != "" {
			msg.Headers = append(msg.Headers, message.Header{Name: name, Value: v})
		}
	}
	msg.RawSum = sha256.Sum256(fmt.Appendf(nil, "%d %v %s", len(m.order), headers, body))
	msg.Seal()
	r, err := record.FromEmail(msg)
	if err != nil {
		t.Fatal(err)
	}
	return m.put(r, marksOn(r, hidden...), "Ruiz, Ana", "Olsen, Robert")
}

// attachment adds a child of a record.
func (m *memory) attachment(parent record.ID, name, text string, hidden ...string) record.ID {
	r := &record.Record{ID: message.ChildID(parent, len(m.order)), Kind: "attachment", Family: parent, Parent: parent, Name: name, Type: "text/plain"}
	var w record.Builder
	w.Add(record.Block{Role: record.RoleField, Field: "Filename", Label: "Filename:"}, name)
	w.Add(record.Block{Role: record.RoleBody, Field: record.FieldBody}, text)
	w.Into(r)
	r.Seal()
	return m.put(r, marksOn(r, hidden...), "Ruiz, Ana")
}

func marksOn(r *record.Record, hidden ...string) (out []redact.Mark) {
	for _, s := range hidden {
		for at := 0; s != ""; {
			i := strings.Index(r.Text[at:], s)
			if i < 0 {
				break
			}
			at += i + len(s)
			out = append(out, redact.Mark{ID: redact.MarkID(fmt.Sprint(at)), Record: r.ID, Version: r.Version, Target: redact.OnSpan,
				Span: record.Span{Start: at - len(s), End: at}, Basis: []string{"b6"}, State: redact.Accepted})
		}
	}
	return out
}

// withhold marks a whole record.
func (m *memory) withhold(id record.ID) {
	d := m.docs[id]
	d.State.Marks = []redact.Mark{{ID: "whole", Record: id, Version: d.Record.Version, Target: redact.OnRecord,
		Span: record.Span{Start: 0, End: len(d.Record.Text)}, Basis: []string{"b5"}, State: redact.Accepted}}
	m.docs[id] = d
}

func testSpec() Spec {
	s := Example()
	s.Name, s.Bates = "Test release", BatesSpec{Prefix: "T-", Start: 1, Digits: 6}
	s.Designation, s.Header = "Released", "Request 41"
	return s
}

const hiddenName = "Mirela Quistgaard"

// sample is a small case: a family, a record withheld in full, other scripts.
func sample(t testing.TB) *memory { return sampleOf(t, 90) }

// sampleOf is the sample with so many lines in its longest message.
func sampleOf(t testing.TB, lines int) *memory {
	m := newMemory()
	head := map[string]string{"From": "Ana Ruiz <ana.ruiz@example.gov>", "To": hiddenName + " <mq@example.org>; Robert Olsen <ro@example.gov>",
		"Date": "Tue, 3 Mar 2026 14:02:11 -0500", "Subject": "=cost table for " + hiddenName}
	parent := m.mail(t, head, strings.Repeat("Please call "+hiddenName+" before noon about the pilot.\n", lines), hiddenName)
	m.attachment(parent, "costs.txt", "Item 1: 400\nItem 2: 500\n")
	m.attachment(parent, hiddenName+".txt", "Her number is 202-555-0143.\n", hiddenName, "202-555-0143")
	m.withhold(m.mail(t, map[string]string{"From": "Counsel <c@example.gov>", "Subject": "Advice"}, "The draft advice is not to sign.\n"))
	m.mail(t, map[string]string{"From": "Żółć שלום <z@example.gov>", "Subject": "Россия 日本語 👍 þ ® 한국말로: 하는-것 줥"}, "שלום (abc) 123\nEmoji 👍\n")
	return m
}

// plan is that of a case whose pixels somebody looked at.
func plan(t testing.TB, m *memory, s Spec) Plan {
	t.Helper()
	m.lookedAt()
	p, findings, err := Prepare(t.Context(), m, m.ids(), s, Frozen{Seq: 7, Next: 1})
	if err != nil {
		t.Fatal(err)
	}
	if qc.Blocking(findings) {
		t.Fatalf("%v", findings)
	}
	return p
}

var engine struct {
	once sync.Once
	p    *qc.Prover
	err  error
}

func options(t testing.TB) Options {
	t.Helper()
	engine.once.Do(func() { engine.p, engine.err = qc.NewProver(context.Background()) })
	if engine.err != nil {
		t.Fatal(engine.err)
	}
	return Options{Program: "Vaughn test", Actor: "tester", Now: time.Now, Prover: engine.p, Progress: func(progress.Tick) {}}
}

func produce(t testing.TB, m *memory, s Spec) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	rep, err := Run(t.Context(), m, plan(t, m, s), out, options(t))
	if err != nil {
		t.Fatalf("%v %v", err, rep.Findings)
	}
	return out
}

func verify(t testing.TB, dir string) (Certificate, []qc.Finding, error) {
	t.Helper()
	return Verify(t.Context(), dir, options(t).Prover, func(progress.Tick) {})
}

// documents are those of a folder.
func documents(t testing.TB, dir string) []CertDocument {
	t.Helper()
	all, err := collect(Documents(dir))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// everything is the bytes of a folder's files by path.
func everything(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, p))
		out[p] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var errDisk = errors.New("the disk said no")
