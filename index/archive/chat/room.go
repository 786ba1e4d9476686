package chat

import (
	"maps"
	"slices"

	"vaughn/index/message"
)

// Room is what a source tells of who was in a conversation. It never guesses:
// with First or Last, and entries for every change between, it knows everyone;
// without, it knows those whom the entries show, and says that there may have
// been others (Event.AtLeast). A source that logs no leaving tells nothing.
type Room struct {
	First []string // in it before the first event; nil when not told
	Last  []string // in it after the last one; nil when not told
	// Logged tells that the source has an entry for everyone who came or went
	// while it was kept.
	Logged bool
	Guests map[string]bool // who may speak without being in it: bots

	moves   map[string]move // by Event.ID
	now     map[string]bool // after the last piece
	known   bool            // now is everyone
	held    int             // names in all lists of Present
	crowded bool
}

// move is what an event did to the room; unnamed says that it did something and
// does not tell to whom.
type move struct {
	in, out []string
	unnamed bool
}

// maxPresent bounds the names in all lists of Present of a conversation; what
// lies behind has none.
const maxPresent = 1 << 20

// Moved says what an event of the talk did: who came and who went.
func (t *Talk) Moved(id string, in, out []string) {
	if len(in)+len(out) == 0 {
		return
	}
	if t.Room.moves == nil {
		t.Room.moves = map[string]move{}
	}
	named := func(ids []string) []string {
		return slices.DeleteFunc(ids, func(id string) bool { return id == "" })
	}
	t.Room.moves[id] = move{in: named(in), out: named(out)}
}

// MovedUnnamed says that somebody came or went by an event that does not name
// them: what lies before it is known in part only.
func (t *Talk) MovedUnnamed(id string) {
	if t.Room.moves == nil {
		t.Room.moves = map[string]move{}
	}
	t.Room.moves[id] = move{unnamed: true}
}

// Last is the id of the event that was added last.
func (t *Talk) Last() string {
	if len(t.Events) == 0 {
		return ""
	}
	return t.Events[len(t.Events)-1].ID
}

// FollowRoom sets Present of the talk's events, which are in order. A Set does
// it before it hands a talk on.
func (t *Talk) FollowRoom() {
	r := &t.Room
	defer clear(r.moves)
	if t.Direct || r.First == nil && r.Last == nil && !r.Logged {
		return
	}
	from := 0
	switch {
	case r.now != nil: // a later piece
	case r.First != nil:
		r.now, r.known = setOf(r.First), true
	case r.Last != nil && t.Piece == 0:
		r.now, from = r.back(t.Events)
		if r.known = from == 0; !r.known {
			t.Note(ProblemRoom, "", false)
		}
	default:
		r.now = map[string]bool{}
	}
	if from == 0 {
		r.walk(t, t.Events)
		return
	}
	// What lies before a contradiction is known in part only.
	whole := r.now
	r.now = map[string]bool{}
	r.walk(t, t.Events[:from])
	r.now, r.known = whole, true
	r.walk(t, t.Events[from:])
}

// back undoes the moves from the last event on, down to one that contradicts
// the list or names nobody, and gives who was in the room before that point.
func (r *Room) back(events []message.Event) (in map[string]bool, from int) {
	in = setOf(r.Last)
	for i := len(events) - 1; i >= 0; i-- {
		m := r.moves[events[i].ID]
		if m.unnamed {
			return in, i + 1
		}
		for _, id := range m.in {
			if !in[id] {
				return in, i + 1
			}
		}
		for _, id := range m.out {
			if in[id] {
				return in, i + 1
			}
		}
		for _, id := range m.in {
			delete(in, id)
		}
		for _, id := range m.out {
			in[id] = true
		}
	}
	return in, 0
}

// walk goes through events in order and notes who is there.
func (r *Room) walk(t *Talk, events []message.Event) {
	whole := r.known
	defer func() {
		if whole == r.known {
			return
		}
		// A list that once lacked a speaker was not whole before either.
		for i := range events {
			events[i].AtLeast = events[i].Present != nil
		}
	}()
	var list []string
	changed := true
	for i := range events {
		e := &events[i]
		m, moves := r.moves[e.ID]
		if moves {
			changed = true
			for _, id := range m.in {
				r.now[id] = true
			}
			for _, id := range m.out {
				delete(r.now, id)
			}
		}
		if e.From != "" && !r.now[e.From] && !slices.Contains(m.out, e.From) && e.Kind != message.EventSystem && !r.Guests[e.From] {
			// Who speaks is there; a list that lacks them is not whole.
			if r.known {
				r.known = false
				t.Note(ProblemRoom, "", false)
			}
			r.now[e.From], changed = true, true
		}
		if changed {
			changed = false
			if r.held += len(r.now); r.held > maxPresent {
				if !r.crowded {
					r.crowded = true
					t.Note(ProblemRoom, "too many changes to list who was there each time", true)
				}
				list = nil
				continue
			}
			list = slices.Sorted(maps.Keys(r.now))
			if list == nil {
				list = []string{}
			}
		}
		e.Present, e.AtLeast = list, !r.known && list != nil
	}
}

func setOf(ids []string) map[string]bool {
	out := make(map[string]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	delete(out, "")
	return out
}
