package plate

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"

	"vaughn/redact"
)

// maxKept is how many bytes of plates a press keeps: a page drawn for the file of
// its record is not drawn again for a combined one.
const maxKept = 128 << 20

// kept remembers plates until it is full. A plate is a function of what it was
// made from, so the memory changes the speed alone. What was refused is remembered
// always: it may have taken all the time of a page.
type kept struct {
	mu      sync.Mutex
	size    int
	plate   map[[32]byte]*Plate
	refused map[[32]byte]*Refused
}

// keyOf is all of a picture that its pixels depend on.
func keyOf(p redact.Picture) [32]byte {
	h := sha256.New()
	fmt.Fprintf(h, "%s %d %d %d", p.Source, p.Page, p.Frame, p.Side)
	for _, c := range p.Covers {
		fmt.Fprintf(h, " %v %v %v %d", c.Area, c.Reach, c.Room, c.Way)
	}
	return [32]byte(h.Sum(nil))
}

func (k *kept) get(key [32]byte) (*Plate, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if r := k.refused[key]; r != nil {
		return nil, r
	}
	return k.plate[key], nil
}

func (k *kept) put(key [32]byte, p *Plate, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.plate == nil {
		k.plate, k.refused = map[[32]byte]*Plate{}, map[[32]byte]*Refused{}
	}
	var r *Refused
	switch {
	case errors.As(err, &r):
		k.refused[key] = r
	case err == nil && k.plate[key] == nil && k.size+len(p.data) <= maxKept:
		k.plate[key] = p
		k.size += len(p.data)
	}
}
