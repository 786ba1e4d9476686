package view

import (
	"fmt"
	"slices"
	"strings"

	"vaughn/app/casework"
	"vaughn/index/query"
)

// Proposal is one way to go on writing a query.
type Proposal struct {
	Text string // takes the place of what is begun
	Note string // what a field means, or how many records a value has
}

// maxProposals is how many ways are offered at once.
const maxProposals = 40

// Complete proposes ways to go on writing a query at a byte offset: each takes
// the place of text[start:at]. Fields, operators and fixed values are those of
// the language; custodians, tags, codings, exemptions, senders, domains, file
// types and saved searches are those of the case, once they have been counted.
func (r *Results) Complete(text string, at int) (start int, out []Proposal) {
	r.mu.Lock()
	own := r.own
	r.mu.Unlock()
	start, words := query.Complete(text, at, own...)
	name, value := fieldBefore(text, start), text[start:max(start, min(at, len(text)))]
	if name == "" && value == "" {
		return start, nil // every field would be proposed
	}
	for _, w := range words {
		p := Proposal{Text: w}
		if f, ok := fieldNamed(strings.TrimSuffix(w, ":"), own); ok && name == "" {
			p.Note = f.Description
		}
		out = append(out, p)
	}
	if f, ok := fieldNamed(name, own); ok && name != "" && len(words) == 0 {
		out = r.values(f.Name, value)
	}
	return start, out[:min(len(out), maxProposals)]
}

// fieldNamed finds a field of the language or of the case.
func fieldNamed(name string, own []query.FieldInfo) (query.FieldInfo, bool) {
	if f, ok := query.Lookup(name); ok {
		return f, true
	}
	i := slices.IndexFunc(own, func(f query.FieldInfo) bool { return strings.EqualFold(f.Name, name) })
	if i < 0 {
		return query.FieldInfo{}, false
	}
	return own[i], true
}

// fieldBefore is the name whose colon stands right before an offset, "" for none.
func fieldBefore(text string, at int) string {
	if at == 0 || at > len(text) || text[at-1] != ':' {
		return ""
	}
	head := text[:at-1]
	return strings.TrimLeft(head[strings.LastIndexAny(head, " \t\n()|\"")+1:], "-!")
}

// facetOf names the facet that lists the values of a field.
var facetOf = map[string]string{"custodian": "custodian", "from": "sender", "domain": "domain", "coded": "coded", "exemption": "exemption", "tag": "tag", "filetype": "filetype"}

// values are the values of a field that begin as typed or have a word that does.
func (r *Results) values(field, typed string) []Proposal {
	var out []Proposal
	r.mu.Lock()
	known, counted := r.known[field], r.counted
	r.mu.Unlock()
	for _, p := range known {
		if _, ok := Fuzzy(typed, p.Text); ok && !strings.EqualFold(p.Text, typed) {
			out = append(out, p)
		}
	}
	if !counted {
		r.learn()
	}
	return out
}

// learn counts the values of the case in the background; those counted before
// are offered meanwhile.
func (r *Results) learn() {
	r.mu.Lock()
	r.counted = true
	r.mu.Unlock()
	r.env.Go(func() {
		facets, err := r.c.Facets(r.ctx, "*", casework.FacetOptions{Top: 500})
		if err != nil {
			return // it is an offer only; a search will say what is wrong
		}
		known := map[string][]Proposal{}
		for field, facet := range facetOf {
			i := slices.IndexFunc(facets, func(f casework.Facet) bool { return f.Name == facet })
			if i < 0 {
				continue
			}
			for _, v := range facets[i].Values {
				if _, text, ok := strings.Cut(v.Narrow, ":"); ok && strings.HasPrefix(v.Narrow, field+":") {
					known[field] = append(known[field], Proposal{text, count(v.Records, "record")})
				}
			}
		}
		saved, err := r.c.SavedSearches(r.ctx)
		for _, s := range saved {
			known["saved"] = append(known["saved"], Proposal{fmt.Sprintf("%q", s.Name), s.Query})
		}
		if err != nil {
			return
		}
		own, err := r.coded(facets, known)
		if err != nil {
			return
		}
		r.mu.Lock()
		r.known, r.own = known, own
		r.mu.Unlock()
		r.change(func(*ResultsState) {}) // whoever is typing may offer more now
	})
}

// recount makes the values of the case be counted again when they are asked for.
func (r *Results) recount() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counted = false
}

// coded adds the values of the fields that reviewers code and the names of
// batches, and gives the fields that are the case's own.
func (r *Results) coded(facets []casework.Facet, known map[string][]Proposal) ([]query.FieldInfo, error) {
	fields, err := r.c.Fields(r.ctx)
	if err != nil {
		return nil, err
	}
	for _, facet := range facets {
		for _, v := range facet.Values {
			if name, value, ok := strings.Cut(v.Value, "="); ok && facet.Name == "coded" {
				known[name] = append(known[name], Proposal{query.Fact{Field: "x", Value: value}.String()[2:], count(v.Records, "record")})
			}
		}
	}
	for _, f := range fields {
		for _, c := range f.Choices {
			p := Proposal{query.Fact{Field: "x", Value: c}.String()[2:], "not coded yet"}
			if !slices.ContainsFunc(known[f.Name], func(k Proposal) bool { return strings.EqualFold(k.Text, p.Text) }) {
				known[f.Name] = append(known[f.Name], p)
			}
		}
	}
	batches, err := r.c.Batches(r.ctx)
	for _, b := range batches {
		known["batch"] = append(known["batch"], Proposal{fmt.Sprintf("%q", b.Name), count(b.Size, "record")})
	}
	if err != nil {
		return nil, err
	}
	return r.c.QueryFields(r.ctx)
}
