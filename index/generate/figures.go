package generate

import (
	"math"
	"slices"
	"strings"

	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/index/thread"
)

// Figures describe a collection of mail by what an index, a store and a
// threader feel of it. Shares are 0..1 of all messages.
type Figures struct {
	Messages   int     `json:"messages"`
	Bytes      float64 `json:"bytes"`      // mean size as the archive holds it, headers and encoding included
	Words      float64 `json:"words"`      // mean words of the body shown
	Middle     float64 `json:"middle"`     // median of the same
	Long       float64 `json:"long"`       // and its ninth decile
	Own        float64 `json:"own"`        // share of all words that are not quoted
	Quoting    float64 `json:"quoting"`    // share that quotes
	Depth      float64 `json:"depth"`      // mean depth of the deepest quotation of those that quote
	Attached   float64 `json:"attached"`   // share with attachments
	HTML       float64 `json:"html"`       // share with an HTML body
	Answers    float64 `json:"answers"`    // share that names a message it answers
	Vocabulary []int   `json:"vocabulary"` // different words among the first Steps()[i] words
}

// Steps are the numbers of running words at which the vocabulary is counted.
func Steps() []int { return []int{30_000, 300_000, 3_000_000} }

// Meter measures messages one after the other. It keeps the vocabulary of the
// last step and one number for each message.
type Meter struct {
	n                                         int
	bytes, words, own                         int64
	quoting, depth, attached, html, answering int
	lengths                                   []float64
	seen                                      map[string]struct{}
	running                                   int
	vocabulary                                []int
}

// Add measures one message of bytes bytes and the record made from it.
func (t *Meter) Add(m *message.Message, r *record.Record, bytes int64) {
	t.n++
	t.bytes += bytes
	if len(m.Attached) > 0 {
		t.attached++
	}
	for _, b := range m.Bodies {
		if b.Type == "text/html" {
			t.html++
			break
		}
	}
	if len(m.Refs)+len(m.InReplyTo) > 0 {
		t.answering++
	}
	deepest, words := 0, 0
	for i, p := range thread.Parts(r.Text, thread.Segments(r)) {
		n := t.count(p.Text)
		words += n
		if i == 0 {
			t.own += int64(n)
		}
		deepest = max(deepest, p.Depth)
	}
	t.words += int64(words)
	t.lengths = append(t.lengths, float64(words))
	if deepest > 0 {
		t.quoting++
		t.depth += deepest
	}
}

// count counts the words of a text and notes new ones.
func (t *Meter) count(text string) int {
	f := thread.Fold(text)
	if f == "" {
		return 0
	}
	if t.seen == nil {
		t.seen = map[string]struct{}{}
	}
	steps, n := Steps(), 0
	for w := range strings.SplitSeq(f, " ") {
		n++
		if len(t.vocabulary) == len(steps) {
			continue
		}
		if _, ok := t.seen[w]; !ok {
			t.seen[strings.Clone(w)] = struct{}{}
		}
		if t.running++; t.running == steps[len(t.vocabulary)] {
			t.vocabulary = append(t.vocabulary, len(t.seen))
		}
	}
	return n
}

// Figures gives what was measured so far; steps not reached are left out.
func (t *Meter) Figures() Figures {
	n, all := float64(max(t.n, 1)), float64(max(t.words, 1))
	l := slices.Sorted(slices.Values(t.lengths))
	at := func(q float64) float64 {
		if len(l) == 0 {
			return 0
		}
		return l[int(q*float64(len(l)-1))]
	}
	return Figures{
		Messages: t.n, Bytes: math.Round(float64(t.bytes) / n), Words: float64(t.words) / n, Middle: at(0.5), Long: at(0.9),
		Own: float64(t.own) / all, Quoting: float64(t.quoting) / n, Depth: float64(t.depth) / float64(max(t.quoting, 1)),
		Attached: float64(t.attached) / n, HTML: float64(t.html) / n, Answers: float64(t.answering) / n,
		Vocabulary: slices.Clone(t.vocabulary),
	}
}
