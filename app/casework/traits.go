package casework

import (
	"context"
	"slices"
	"strings"
	"sync"

	"vaughn/index/people"
	"vaughn/index/record"
	"vaughn/index/store"
)

// traits are the store's, with what a sighting says read out of it once.
type traits struct {
	*store.Traits
	names  []string // of persons and domains, lower case; 0 is nobody
	person []uint32 // by sighting: index into names, 0 for one that is no party
	domain []uint32 // by sighting: index into names
}

// traitCache keeps the traits made last.
type traitCache struct {
	mu  sync.Mutex
	now *traits
}

// traits gives what facets and pictures count, as it is now.
func (c *Case) traits(ctx context.Context) (*traits, error) {
	c.counted.mu.Lock()
	defer c.counted.mu.Unlock()
	if err := c.sightRest(ctx); err != nil {
		return nil, err
	}
	from, err := c.store.Traits(ctx)
	if err != nil {
		return nil, err
	}
	if c.counted.now != nil && c.counted.now.Traits == from {
		return c.counted.now, nil
	}
	t := &traits{Traits: from, names: []string{""}}
	at := map[string]uint32{"": 0}
	name := func(s string) uint32 {
		s = strings.ToLower(s)
		i, ok := at[s]
		if !ok {
			i = uint32(len(t.names))
			at[s] = i
			t.names = append(t.names, s)
		}
		return i
	}
	for _, body := range from.Sightings {
		who, domain := formOfParty(people.Unpack(body))
		t.person, t.domain = append(t.person, name(who)), append(t.domain, name(domain))
	}
	c.counted.now = t
	return t, nil
}

// formOfParty is what a party is counted under: the address, number or handle
// that was used, the name where there is none. This is the place to ask who is
// who, should persons rather than addresses be counted.
func formOfParty(s people.Sighting) (who, domain string) {
	if s.How != people.AsParty && s.How != people.AsMember {
		return "", ""
	}
	if len(s.IDs) == 0 {
		return s.Name, ""
	}
	if _, after, ok := strings.Cut(s.IDs[0], "@"); ok {
		domain = strings.Trim(after, "<>.[] ")
	}
	return s.IDs[0], domain
}

// authors gives what a table says of the authors of a record, each once.
func (t *traits) authors(n record.Num, table []uint32) []uint32 {
	var out []uint32
	for _, s := range t.Seen(n) {
		if v := table[s>>1]; s&1 == 1 && v > 0 && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// others gives the persons of a record that are not among its authors.
func (t *traits) others(n record.Num, authors []uint32) []uint32 {
	var out []uint32
	for _, s := range t.Seen(n) {
		v := t.person[s>>1]
		if s&1 == 1 || v == 0 || slices.Contains(authors, v) {
			continue
		}
		if len(out) == maxRecipients {
			break
		}
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// maxRecipients bounds the readers of one message that are counted: mail to
// more of them says little about who writes to whom.
const maxRecipients = 1000
