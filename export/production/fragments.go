package production

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"

	"vaughn/export/qc"
	"vaughn/index/record"
	"vaughn/redact"
)

// fragments know what is withheld by its runs of words, so that a part of a long
// passage, or of a record withheld in full, is found where somebody quoted it.
// They live for one plan in memory.
type fragments struct {
	seed maphash.Seed
	runs map[uint64]struct{}
}

// A run is a row of words that says enough to have been written once: its
// letters and its different words set it apart from stock phrases and from
// columns of figures.
const (
	runWords    = 8
	runLetters  = 24
	runDistinct = 6
)

// hiddenProse gives the withheld stretches of a record's own words. Fields of a header
// recur in every answer; they are looked for as they were marked.
func hiddenProse(r *record.Record, marks []redact.Mark) (out []string) {
	for _, s := range redact.Hidden(r, marks) {
		var b strings.Builder // a sentence goes on over blocks
		for _, block := range r.Blocks {
			from, to := max(s.Start, block.Span.Start), min(s.End, block.Span.End)
			if from < to && block.Role != record.RoleField && block.Role != record.RoleNote {
				b.WriteString(r.Text[from:to] + "\n")
			}
		}
		if b.Len() > 0 {
			out = append(out, b.String())
		}
	}
	return out
}

// learn takes a withheld text.
func (q *fragments) learn(text string) {
	words := qc.Words(text)
	if len(words) < runWords {
		return
	}
	if q.runs == nil {
		q.seed, q.runs = maphash.MakeSeed(), map[uint64]struct{}{}
	}
	for i := 0; i+runWords <= len(words); i++ {
		if run := words[i : i+runWords]; telltale(run) {
			q.runs[q.sum(run)] = struct{}{}
		}
	}
}

func (q *fragments) sum(run []string) uint64 { return maphash.String(q.seed, strings.Join(run, " ")) }

// telltale tells a run that says enough.
func telltale(run []string) bool {
	letters, distinct := 0, 0
	for i, w := range run {
		letters += len(w)
		if !slices.Contains(run[:i], w) {
			distinct++
		}
	}
	return letters >= runLetters && distinct >= runDistinct
}

// in gives the longest stretches of a released text that are withheld
// elsewhere, as folded words.
func (q *fragments) in(text string) (out []string) {
	if len(q.runs) == 0 {
		return nil
	}
	words := qc.Words(text)
	from, to := 0, 0
	end := func() {
		if to > from {
			out = append(out, strings.Join(words[from:to], " "))
		}
	}
	for i := 0; i+runWords <= len(words); i++ {
		if _, ok := q.runs[q.sum(words[i:i+runWords])]; !ok {
			continue
		}
		if i > to {
			end()
			from = i
		}
		to = i + runWords
	}
	end()
	return out
}

// maxShown bounds the words that a finding shows.
const maxShown = 30

// quotes reports parts of what is withheld that are released in a record, once
// for the record; those that are withheld word for word are known already.
func (p *Plan) quotes(d Document, text string, known map[int]int) []qc.Finding {
	parts := slices.DeleteFunc(p.fragments.in(text), func(part string) bool {
		for i := range known {
			if strings.Contains(strings.Join(qc.Words(p.secret.Text(i)), " "), part) {
				return true
			}
		}
		return false
	})
	if len(parts) == 0 {
		return nil
	}
	longest, n := parts[0], 0
	for _, part := range parts {
		n += strings.Count(part, " ") + 1
		if len(part) > len(longest) {
			longest = part
		}
	}
	if words := strings.Fields(longest); len(words) > maxShown {
		longest = strings.Join(words[:maxShown], " ") + " …"
	}
	severity, clearable := p.Spec.elsewhere()
	f := qc.Finding{V: 1, Check: elsewhereCheck, Reason: "part", Severity: severity, Record: string(d.Record.ID), MessageID: d.Record.MessageID, Text: longest,
		Other: []qc.Place{}, Why: fmt.Sprintf("%d words of longer passages that are withheld in another place of this production stand in this record; the longest row is shown", n)}
	if clearable {
		f = d.judged(identified(f, d.Record.Version, "part", parts))
	}
	return []qc.Finding{f}
}
