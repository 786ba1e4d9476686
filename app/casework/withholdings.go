package casework

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"vaughn/export/production"
	"vaughn/export/qc"
	"vaughn/export/withholding"
	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact"
	"vaughn/redact/review"
)

// Withholdings is the account of a production, or of the decisions as they
// stand when nothing was produced.
type Withholdings struct {
	Production string // "" when nothing was produced
	Entry      int64  // the journal entry that the decisions are read up to
	Log        *withholding.Log
	Located    int           // records of the case
	Left       []store.Value // records not produced, by how they are coded as responsive
}

// Withholdings accounts for a production by its name; "" is the only one, or
// the marks as they stand when there is none.
func (c *Case) Withholdings(ctx context.Context, name string, opt withholding.Options) (Withholdings, error) {
	var out Withholdings
	opt.Set = c.set
	produced, seq, err := c.produced(ctx, name)
	if err != nil {
		return out, err
	}
	if opt.Secrets, err = c.needles(ctx); err != nil {
		return out, err
	}
	var docs []withholding.Document
	if produced.Name == "" {
		_, out.Entry, err = c.store.Head(ctx)
		if err == nil {
			docs, err = c.marked(ctx)
		}
	} else {
		out.Production, out.Entry = produced.Name, seq
		docs, err = c.numbered(ctx, produced, seq)
	}
	if err != nil {
		return out, err
	}
	if out.Log, err = withholding.Make(ctx, docs, opt); err != nil {
		return out, err
	}
	return out, c.left(ctx, &out, docs)
}

// produced finds a production and the entry that recorded it.
func (c *Case) produced(ctx context.Context, name string) (production.Produced, int64, error) {
	const op = "finding the production"
	var found []production.Produced
	var seqs []int64
	for f, err := range c.store.FactsOf(ctx, production.KindProduced) {
		if err != nil {
			return production.Produced{}, 0, err
		}
		var p production.Produced
		if err := unmarshal(f.Value, &p); err != nil {
			return production.Produced{}, 0, err
		}
		if name == "" || p.Name == name {
			found, seqs = append(found, p), append(seqs, f.Seq)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], seqs[0], nil
	case name != "":
		return production.Produced{}, 0, &fault.Error{Code: fault.NotFound, Op: op, Subject: name, Hint: "`vaughn log CASE` lists the productions."}
	case len(found) > 1:
		return production.Produced{}, 0, &fault.Error{Code: fault.Usage, Op: op, Err: fmt.Errorf("the case has %d productions", len(found)), Hint: "Name the one that is meant."}
	}
	return production.Produced{}, 0, nil
}

// numbered are the documents of a production with the decisions and versions it
// was made from: what was decided since then is not in them.
func (c *Case) numbered(ctx context.Context, p production.Produced, seq int64) ([]withholding.Document, error) {
	was := asProduced{Case: c, seq: seq, version: make(map[record.ID]record.Version, len(p.Docs))}
	for _, n := range p.Docs {
		was.version[n.Record] = n.Version
	}
	first := map[record.ID]string{}
	var out []withholding.Document
	for r, err := range production.Replay(ctx, was, p, c.set) {
		if err != nil {
			return nil, err
		}
		d := withholding.Document{Record: r.Record, Marks: r.State.Marks, Coding: r.State.Coding, Range: r.Range, Pages: len(r.Boxes),
			Left: &withholding.Left{Clean: r.Clean, Boxes: r.Boxes, Whole: r.Whole, Sheet: r.Sheet != "", Native: r.Native}}
		first[r.Record.ID] = d.Range.First.String()
		if r.Record.Family != r.Record.ID {
			if d.Kin = first[r.Record.Family]; d.Kin == "" {
				d.Kin = "record " + string(r.Record.Family)[:12]
			}
		}
		out = append(out, d)
	}
	return out, nil
}

// asProduced is the case as a production found it: versions and marks of then.
type asProduced struct {
	*Case
	seq     int64
	version map[record.ID]record.Version
}

// Document gives a record of the production as it was.
func (a asProduced) Document(ctx context.Context, id record.ID) (production.Document, error) {
	r, err := a.store.Version(ctx, id, a.version[id])
	if err != nil {
		return production.Document{}, err
	}
	d := production.Document{Record: r}
	d.State.Marks, d.State.Coding, err = a.decided(ctx, r, a.seq)
	return d, err
}

// decided are the marks on a record after an entry of the journal. What a
// person states for the logs is read as it stands now: that comes later.
func (c *Case) decided(ctx context.Context, r *record.Record, seq int64) ([]redact.Mark, map[string]string, error) {
	s, err := c.State(ctx, r.ID)
	if err != nil {
		return nil, nil, err
	}
	facts := map[journal.Key]journal.Fact{}
	for e, err := range c.store.History(ctx, string(r.ID)) {
		if err != nil {
			return nil, nil, err
		}
		if e.Seq > seq {
			break
		}
		for _, ch := range e.Changes {
			switch {
			case ch.Key.Target != string(r.ID) || ch.Key.Kind != review.KindMark:
			case ch.After == nil:
				delete(facts, ch.Key)
			default:
				facts[ch.Key] = journal.Fact{Key: ch.Key, Value: ch.After, Seq: e.Seq}
			}
		}
	}
	var marks []redact.Mark
	for _, f := range facts {
		var m redact.Mark
		if err := unmarshal(f.Value, &m); err != nil {
			return nil, nil, err
		}
		marks = append(marks, m)
	}
	sortMarks(marks)
	return marks, s.Coding, nil
}

func sortMarks(ms []redact.Mark) {
	slices.SortFunc(ms, func(a, b redact.Mark) int {
		if d := a.Span.Start - b.Span.Start; d != 0 {
			return d
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
}

// marked are all records with a mark that is not rejected, by date.
func (c *Case) marked(ctx context.Context) ([]withholding.Document, error) {
	var out []withholding.Document
	for id, err := range c.Each(ctx, "has:mark") {
		if err != nil {
			return nil, err
		}
		r, err := c.store.Record(ctx, id)
		if err != nil {
			return nil, err
		}
		s, err := c.State(ctx, id)
		if err != nil {
			return nil, err
		}
		s.Marks = slices.DeleteFunc(s.Marks, func(m redact.Mark) bool { return m.State == redact.Rejected })
		if len(s.Marks) == 0 {
			continue
		}
		d := withholding.Document{Record: r, Marks: s.Marks, Coding: s.Coding}
		if r.Family != r.ID {
			d.Kin = "record " + string(r.Family)[:12]
		}
		sortMarks(d.Marks)
		out = append(out, d)
	}
	return out, nil
}

// needles are all strings withheld or proposed to be withheld in the case.
func (c *Case) needles(ctx context.Context) (*qc.Needles, error) {
	var secrets []string
	for id, err := range c.Each(ctx, "has:mark") {
		if err != nil {
			return nil, err
		}
		r, err := c.store.Record(ctx, id)
		if err != nil {
			return nil, err
		}
		s, err := c.State(ctx, id)
		if err != nil {
			return nil, err
		}
		for i := range s.Marks {
			if s.Marks[i].State == redact.Proposed {
				s.Marks[i].State = redact.Accepted
			}
		}
		secrets = append(secrets, redact.Secrets(r, s.Marks)...)
	}
	return qc.NewNeedles(secrets), nil
}

// left counts what was not produced, by its coding: with the records produced
// it is all that was located.
func (c *Case) left(ctx context.Context, w *Withholdings, docs []withholding.Document) error {
	n, err := c.store.Count(ctx)
	if err != nil {
		return err
	}
	w.Located = n
	done := make(map[record.Num]bool, len(docs))
	for _, d := range docs {
		num, err := c.store.Num(ctx, d.Record.ID)
		if err != nil {
			return err
		}
		done[num] = true
	}
	left := n - len(done)
	values, err := c.codedAs(ctx, func(n record.Num) bool { return !done[n] })
	if err != nil {
		return err
	}
	for _, v := range values {
		left -= v.Records
	}
	w.Left = values
	if left > 0 {
		w.Left = append(w.Left, store.Value{Value: "", Records: left})
	}
	return nil
}

// ReadCounsel reads the attorneys of a privilege log, a line each: the name,
// then other spellings and addresses, parted by ';'.
func ReadCounsel(r io.Reader) ([]withholding.Counsel, error) {
	const op = "reading the list of attorneys"
	var out []withholding.Counsel
	s := bufio.NewScanner(r)
	s.Buffer(nil, maxTerm)
	for s.Scan() {
		line := strings.TrimSpace(strings.TrimPrefix(s.Text(), "\ufeff"))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var c withholding.Counsel
		for part := range strings.SplitSeq(line, ";") {
			if part = strings.TrimSpace(part); part != "" {
				c.Spellings = append(c.Spellings, part)
			}
		}
		if len(c.Spellings) == 0 {
			continue
		}
		if c.Name = c.Spellings[0]; len(out) == maxTerms {
			return nil, &fault.Error{Code: fault.Usage, Op: op, Err: errors.New("it has too many lines"), Hint: "Name those that stand in the log."}
		}
		out = append(out, c)
	}
	if err := s.Err(); err != nil {
		return nil, &fault.Error{Code: fault.Usage, Op: op, Err: err, Hint: "It is a text file with one attorney a line."}
	}
	return out, nil
}
