package record

import (
	"fmt"
	"strings"
	"time"
)

// FieldGap is the field of the note that says how many events of a conversation
// an excerpt leaves out at that place.
const FieldGap = "gap"

// Piece is a stretch of a record's Text that stands in an excerpt of it too,
// from To on.
type Piece struct {
	From Span
	To   int
}

// Excerpt is a conversation reduced to some of its events, which are given by
// their places in Log, ascending. Of the others nothing stays, neither words,
// names nor files, but how many were left out at each place; events keep their
// numbers. The header names those who say something here. Pieces tell where
// each kept stretch came from, so that marks follow it.
func Excerpt(r *Record, keep []int) (*Record, []Piece) {
	out := *r
	x := &excerpt{from: r, kept: map[int]bool{}, ids: make(map[string]bool, len(r.Log.Entries))}
	out.Parties, out.Problems, out.Subject = nil, nil, ""
	for i := range r.Log.Entries {
		x.ids[r.Log.Entries[i].ID] = false
	}
	for _, i := range keep {
		if i >= 0 && i < len(r.Log.Entries) {
			x.kept[i], x.ids[r.Log.Entries[i].ID] = true, true
		}
	}
	out.Log, out.Children = x.log()
	out.Events = len(out.Log.Entries)
	x.header(&out)
	x.events()
	x.Into(&out)
	out.Seal()
	return &out, x.pieces
}

type excerpt struct {
	Builder
	from   *Record
	kept   map[int]bool
	ids    map[string]bool // true for a kept event, false for another
	child  map[int]int     // of the record's Children: the place among those kept
	pieces []Piece
}

// log reduces skeleton and files.
func (x *excerpt) log() (*Log, []Child) {
	l, by := *x.from.Log, map[string]bool{}
	l.Entries, l.Members, x.child = nil, nil, map[int]int{}
	var kids []Child
	for i, e := range x.from.Log.Entries {
		if !x.kept[i] {
			continue
		}
		held := e.Held
		e.Held = nil
		for _, c := range held {
			if c < 0 || c >= len(x.from.Children) {
				continue
			}
			if _, ok := x.child[c]; !ok {
				x.child[c] = len(kids)
				kids = append(kids, x.from.Children[c])
			}
			e.Held = append(e.Held, x.child[c])
		}
		if !x.ids[e.ReplyTo] {
			e.ReplyTo = ""
		}
		by[e.From] = true
		l.Entries = append(l.Entries, e)
	}
	for _, m := range x.from.Log.Members {
		if l.Direct || by[m.ID] {
			l.Members = append(l.Members, m)
		}
	}
	return &l, kids
}

// copy takes a stretch of the record over.
func (x *excerpt) copy(s Span) {
	if s.Len() > 0 {
		x.pieces = append(x.pieces, Piece{s, len(x.text)})
	}
	x.text = append(x.text, x.from.Text[s.Start:s.End]...)
}

// block takes over stretches of a block, in order, with words between them.
func (x *excerpt) block(b Block, between string, parts ...Span) {
	start := len(x.text)
	for i, s := range parts {
		if i > 0 {
			x.text = append(x.text, between...)
		}
		x.copy(s)
	}
	b.Span = Span{start, len(x.text)}
	x.blocks = append(x.blocks, b)
	x.text = append(x.text, '\n')
}

func (x *excerpt) header(out *Record) {
	edited, deleted := 0, 0
	for _, e := range out.Log.Entries {
		if e.Edits > 0 {
			edited++
		}
		if e.Deleted {
			deleted++
		}
	}
	all := len(x.from.Log.Entries)
	for _, b := range x.from.Blocks {
		if b.Role != RoleField {
			return
		}
		switch b.Field {
		case FieldParticipants:
			stays := map[string]bool{}
			for _, m := range out.Log.Members {
				stays[m.ID] = true
			}
			var lines []string
			var ok []bool
			for _, m := range x.from.Log.Members {
				lines, ok = append(lines, personLine(m)), append(ok, stays[m.ID])
			}
			x.list(b, lines, ok)
		case FieldAttach:
			var lines []string
			var ok []bool
			for i, c := range x.from.Children {
				_, stays := x.child[i]
				lines, ok = append(lines, listedName(c)), append(ok, stays)
			}
			x.list(b, lines, ok)
		case FieldPeriod:
			zone, err := time.LoadLocation(out.Log.Zone)
			if err != nil {
				zone = time.UTC
			}
			x.Add(Block{Role: RoleField, Field: b.Field, Label: b.Label}, out.Log.period(zone))
		case FieldEntries:
			x.Add(Block{Role: RoleField, Field: b.Field, Label: b.Label},
				fmt.Sprintf("%d of %d, edited %d, deleted %d; %s", len(out.Log.Entries), all, edited, deleted, notHere(all-len(out.Log.Entries))))
		case FieldConversation:
			x.title(b, out.Log)
		default:
			x.block(b, "", b.Span)
		}
	}
}

// title takes over what the conversation is called. QUIRK: platforms without
// titles, and importers for them, call a conversation by all its participants;
// such a title gives way to the platform's id.
func (x *excerpt) title(b Block, l *Log) {
	switch id := oneLine(Clean(x.from.Conversation)); {
	case !x.names(x.from.Text[b.Span.Start:b.Span.End], l):
		x.block(b, "", b.Span)
	case id != "" && !x.names(id, l):
		x.Add(b, id)
	}
}

// names tells whether a text names somebody who says nothing in the excerpt.
func (x *excerpt) names(text string, l *Log) bool {
	stays := map[string]bool{}
	for _, m := range l.Members {
		stays[m.ID] = true
	}
	text = strings.ToLower(text)
	for _, m := range x.from.Log.Members {
		for _, n := range []string{m.ID, m.Name, m.Addr} {
			if !stays[m.ID] && n != "" && strings.Contains(text, strings.ToLower(n)) {
				return true
			}
		}
	}
	return false
}

// list takes over some lines of a header field that names several, by exact
// place. A field that is not what its lines say is left out: better no name
// than one too many.
func (x *excerpt) list(b Block, lines []string, stays []bool) {
	const between = "; "
	var parts []Span
	at := b.Span.Start
	for i, l := range lines {
		if i > 0 {
			at += len(between)
		}
		s := Span{at, at + len(oneLine(Clean(l)))}
		if stays[i] {
			parts = append(parts, s)
		}
		at = s.End
	}
	if at == b.Span.End && len(parts) > 0 {
		x.block(b, between, parts...)
	}
}

func notHere(n int) string {
	if n == 1 {
		return "1 event not produced here"
	}
	return fmt.Sprintf("%d events not produced here", n)
}

// events takes over the kept events, each day's line before the first of the
// day.
func (x *excerpt) events() {
	parts := x.from.EventParts()
	skipped, next := 0, 0
	day := -1
	for _, p := range parts {
		for ; next < p.First; next++ {
			if x.from.Blocks[next].Field == FieldDay {
				day = next
			}
		}
		next = p.Last + 1
		if !x.kept[p.Entry] {
			skipped++
			continue
		}
		x.gap(skipped)
		skipped = 0
		if day >= 0 {
			x.block(x.from.Blocks[day], "", x.from.Blocks[day].Span)
			day = -1
		}
		for _, b := range x.from.Blocks[p.First : p.Last+1] {
			stays, held := x.ids[x.from.Log.Entries[p.Entry].ReplyTo]
			if strings.HasPrefix(b.Field, ReplyPrefix) && held && !stays {
				x.Add(Block{Role: b.Role, Field: b.Field}, "In reply to an entry that is not produced here.")
				continue
			}
			x.block(b, "", b.Span)
		}
	}
	x.gap(skipped)
}

func (x *excerpt) gap(n int) {
	if n > 0 {
		x.Add(Block{Role: RoleNote, Field: FieldGap}, notHere(n))
	}
}

// period is the time that entries lie in.
func (l *Log) period(zone *time.Location) string {
	var first, last int64
	for i := range l.Entries {
		at := l.Entries[i].At
		if at == 0 {
			continue
		}
		if first == 0 || at < first {
			first = at
		}
		if last == 0 || at > last {
			last = at
		}
	}
	if first == 0 {
		return "unknown"
	}
	return moment(time.UnixMicro(first), zone) + " to " + moment(time.UnixMicro(last), zone)
}
