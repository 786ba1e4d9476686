package redact

import (
	"fmt"
	"time"

	"vaughn/index/record"
)

// MarkID names one mark of a case.
type MarkID string

// State is where a mark stands: somebody or something proposed it, a person
// accepted or rejected it. Only accepted marks hide anything.
type State string

// The states of a mark.
const (
	Proposed State = "proposed"
	Accepted State = "accepted"
	Rejected State = "rejected"
)

// Target is what a mark covers.
type Target string

// The targets. An Except mark releases its span inside a record that is
// otherwise withheld by a Whole mark.
const (
	OnSpan   Target = "span"
	OnRegion Target = "region"
	OnPage   Target = "page"
	OnRecord Target = "record"
	Except   Target = "except"
)

// Region is a rectangle on one page of a paged record, or on one picture of a
// record without pages, in fractions 0..1 of its width and height, origin top
// left. Its pixels are blackened; on a page it hides the words that it touches.
type Region struct {
	Image int     `json:"image"` // index of the page or picture
	X     float64 `json:"x"`
	Y     float64 `json:"y"`
	W     float64 `json:"w"`
	H     float64 `json:"h"`
}

// Mark is one decision to withhold, on one version of one record.
type Mark struct {
	ID         MarkID         `json:"id"`
	Record     record.ID      `json:"record"`
	Version    record.Version `json:"version"`
	Target     Target         `json:"target"`
	Span       record.Span    `json:"span"`
	Region     *Region        `json:"region,omitempty"`
	Page       int            `json:"page,omitempty"`
	Basis      []string       `json:"basis"` // exemption code ids, such as b6
	Statute    string         `json:"statute,omitempty"`
	Privileges []string       `json:"privileges,omitempty"`
	Set        string         `json:"set,omitempty"`   // redaction set of one recipient; "" is the case's own
	Layer      string         `json:"layer,omitempty"` // see Layers
	From       MarkID         `json:"from,omitempty"`  // the mark whose passage this is another place of
	State      State          `json:"state"`
	By         string         `json:"by,omitempty"`
	At         time.Time      `json:"at,omitzero"` // when it was last decided on, UTC
	Note       string         `json:"note,omitempty"`
}

// Check tells whether a mark fits the record it is meant for.
func (m Mark) Check(r *record.Record) error {
	if m.Record != r.ID || m.Version != r.Version {
		return fmt.Errorf("checking mark %s: it belongs to version %s of record %s, not to version %s of %s", m.ID, m.Version, m.Record, r.Version, r.ID)
	}
	switch m.Target {
	case OnSpan, Except:
		if _, err := r.Slice(m.Span); err != nil {
			return fmt.Errorf("checking mark %s: %w", m.ID, err)
		}
		if m.Span.Len() == 0 {
			return fmt.Errorf("checking mark %s: it covers nothing", m.ID)
		}
	case OnRecord:
	case OnRegion:
		if m.Region == nil || m.Region.Image < 0 || m.Region.Image >= max(len(r.Pages), len(r.Images)) {
			return fmt.Errorf("checking mark %s: its region names a page or picture the record does not have", m.ID)
		}
		if g := *m.Region; !(g.X >= 0 && g.Y >= 0 && g.W > 0 && g.H > 0 && g.X+g.W <= 1.000001 && g.Y+g.H <= 1.000001) {
			return fmt.Errorf("checking mark %s: its region is not within 0..1", m.ID)
		}
	case OnPage:
		if m.Page < 0 || m.Page >= len(r.Pages) {
			return fmt.Errorf("checking mark %s: page %d of %d", m.ID, m.Page+1, len(r.Pages))
		}
	default:
		return fmt.Errorf("checking mark %s: unknown target %q", m.ID, m.Target)
	}
	if m.Target != Except && len(m.Basis) == 0 {
		return fmt.Errorf("checking mark %s: it names no exemption", m.ID)
	}
	return nil
}

// Carry moves marks to another version of their record. Those whose words and
// surroundings are found once move; the rest are stuck and need a person.
func Carry(ms []Mark, from, to *record.Record) (moved, stuck []Mark) {
	for _, m := range ms {
		if m.Target == OnRecord {
			m.Version = to.Version
			moved = append(moved, m)
			continue
		}
		s, ok := record.Carry(m.Span, from, to)
		if !ok || (m.Target != OnSpan && m.Target != Except) {
			stuck = append(stuck, m)
			continue
		}
		m.Span, m.Version = s, to.Version
		moved = append(moved, m)
	}
	return moved, stuck
}

// Follow moves the marks of a conversation to an excerpt of it. What they cover
// is cut with the text: a mark on events that were left out is gone, one over
// several stretches becomes one on each.
func Follow(ms []Mark, to *record.Record, pieces []record.Piece) []Mark {
	var out []Mark
	for _, m := range ms {
		m.Version = to.Version
		if m.Target != OnSpan && m.Target != Except {
			if m.Target == OnRecord {
				m.Span = record.Span{Start: 0, End: len(to.Text)}
			}
			out = append(out, m)
			continue
		}
		whole := m.Span
		for _, p := range pieces {
			if !whole.Overlaps(p.From) {
				continue
			}
			from, end := max(whole.Start, p.From.Start), min(whole.End, p.From.End)
			m.Span = record.Span{Start: p.To + from - p.From.Start, End: p.To + end - p.From.Start}
			out = append(out, m)
		}
	}
	return out
}
