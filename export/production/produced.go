package production

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"

	"vaughn/export/bates"
	"vaughn/index/record"
)

// KindProduced is the journal's kind for finished productions: the target is
// "production:NAME", the value a Produced.
const KindProduced = "produced"

// Produced is what the journal keeps of a finished production.
type Produced struct {
	Name        string      `json:"name"`
	Prefix      string      `json:"prefix"`
	First       int64       `json:"first"`
	Last        int64       `json:"last"`
	Digits      int         `json:"digits"`
	Suffix      string      `json:"suffix,omitempty"`      // of the numbers of a replacement
	Replaces    string      `json:"replaces,omitempty"`    // the production whose documents these take the place of
	Supplements string      `json:"supplements,omitempty"` // the production that this one adds to
	Policy      string      `json:"policy,omitempty"`      // why messages that stand in others were left out
	Package     Package     `json:"package,omitzero"`      // the other agency that it was made for
	Paper       string      `json:"paper,omitempty"`
	Set         string      `json:"set,omitempty"`      // the redaction set of its recipient
	Withheld    string      `json:"withheld,omitempty"` // what stood for records withheld in full
	Root        string      `json:"root"`
	Docs        []DocNumber `json:"docs"`
}

// RangeOf gives the numbers of one of its documents.
func (p Produced) RangeOf(d DocNumber) (bates.Range, error) {
	b, err := bates.New(p.Prefix, d.First, p.Digits)
	if err != nil {
		return bates.Range{}, err
	}
	r, _ := b.Take(d.Pages - d.Behind)
	return r.Over(d.Pages, p.Suffix)
}

// Given are the numbers that a replacement of one of its documents may bear:
// those of its pages and those of the document it replaced itself, without suffix.
func (p Produced) Given(d DocNumber) (bates.Range, error) {
	b, err := bates.New(p.Prefix, d.First, p.Digits)
	if err != nil {
		return bates.Range{}, err
	}
	r, _ := b.Take(d.Pages - d.Behind + d.Spare)
	r.Last.Sub = d.Behind
	return r, nil
}

// with is the production as the journal keeps it, with these documents: put together
// one by one, for there may be a hundred thousand.
func (p Produced) with(docs iter.Seq[DocNumber]) (json.RawMessage, error) {
	p.Docs = []DocNumber{}
	out, err := json.Marshal(p)
	out = bytes.TrimSuffix(out, []byte("]}"))
	for d := range docs {
		if out[len(out)-1] != '[' {
			out = append(out, ',')
		}
		one, merr := json.Marshal(d)
		out, err = append(out, one...), errors.Join(err, merr)
	}
	return append(out, "]}"...), err
}

// numbers gives the documents of a plan as the journal keeps them.
func (p *Plan) numbers() iter.Seq[DocNumber] {
	return func(yield func(DocNumber) bool) {
		for d := range p.Docs() {
			n := DocNumber{Record: d.ID, Version: d.Version, First: d.Range.First.N, Pages: d.Pages, Behind: d.Range.Last.Sub, Spare: max(0, d.old.Numbers()-d.Range.Numbers()),
				Sheet: d.Sheet, Native: p.Frozen.Natives[d.ID] && d.Sheet == ""}
			if d.cut {
				n.Events = runsOf(p.Frozen.Events[d.ID])
			}
			if !yield(n) {
				return
			}
		}
	}
}

// DocNumber maps a document to its first number, for `explain`.
type DocNumber struct {
	Record  record.ID      `json:"record"`
	Version record.Version `json:"version"`
	First   int64          `json:"first"`
	Pages   int            `json:"pages"`
	Behind  int            `json:"behind,omitempty"` // of these pages, those put in behind the last number
	Spare   int            `json:"spare,omitempty"`  // numbers of what it replaces that none of its pages bears
	Sheet   string         `json:"sheet,omitempty"`  // title of what stood for a record that left in no way
	Native  bool           `json:"native,omitempty"` // its file left as it was collected
	Events  [][2]int       `json:"events,omitempty"` // runs of events, of a conversation that did not leave whole
}
