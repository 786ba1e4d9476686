package message

import "time"

// Conversation is one chat as an archive holds it: a room, a group or two
// people, with every event in order. A Message of kind ChatPost carries one;
// its Attached are the files of all events.
type Conversation struct {
	ID           string   // the platform's own id; "" when it has none
	Platform     string   // wickr, whatsapp, signal, slack …
	Name         string   // title or phone number, as last known
	Direct       bool     // two people, no room
	Participants []Member // everyone who ever took part, in order of first appearance
	Events       []Event  // by time, then by place in the source
}

// Member is a participant. ID is how events name it.
type Member struct {
	ID   string
	Name string
	Addr string // mail address, phone number or handle
	Own  bool   // the owner of the archive
}

// Kinds of an Event.
const (
	EventText     = "text"
	EventFile     = "file"
	EventCall     = "call"
	EventLocation = "location"
	EventPoll     = "poll"
	EventJoin     = "join"
	EventLeave    = "leave"
	EventRename   = "rename"
	EventTimer    = "timer" // expiry or burn-on-read of the conversation changed
	EventSystem   = "system"
)

// Event is one entry of a conversation. Edits, deletions and reactions are kept
// on the event they are about; one that is about an unknown event stands by
// itself as EventSystem and says so.
type Event struct {
	ID       string // unique in the conversation: the platform's, else derived from its content
	Kind     string
	At       time.Time // UTC
	AtText   string    // the original text
	Zone     string    // stated by the source, "assumed …" when it stated none
	From     string    // Member.ID; "" for the system
	Text     string    // what it said last, as far as is known
	ReplyTo  string    // Event.ID
	Versions []Version // earlier texts, oldest first; empty when it was never edited
	Deleted  *Deletion
	Reacted  []Reaction
	Files    []int     // indexes into Message.Attached
	Missing  []string  // files the source names and does not hold
	Expires  time.Time // when the platform was to delete it; zero if never
	BurnAt   time.Time // burn-on-read deadline; zero if none
	Present  []string  // Member.IDs in the room when it was sent, where the source tells; events may share it
	AtLeast  bool      // of Present: there may have been others, whom the source does not name
	Extra    []Header  // further facts of the source, by name
	Position Locator   // where in the source
	Raw      []Stretch // its bytes in Message.Raw and those of what changed it, by place; nil when there are none
	Problems []Problem
}

// Stretch is a run of bytes of Message.Raw.
type Stretch struct{ At, Len int64 }

// Version is a text an event had before it was edited.
type Version struct {
	Text string
	At   time.Time // when it was replaced; zero if unknown
	By   string    // Member.ID
}

// Deletion is a tombstone: what is still known of a deleted event stays on the
// event.
type Deletion struct {
	At time.Time
	By string // Member.ID, "" if unknown
}

// Reaction is one sign on an event. Removed ones are kept.
type Reaction struct {
	Sign    string
	By      string
	At      time.Time
	Removed bool
}
