package thread

import (
	"slices"
	"strings"

	"vaughn/index/message"
)

// gramWords is the length of the word runs texts are compared by.
const gramWords = 3

// Said is what one message says itself, made ready for comparing.
type Said struct {
	Name  string // the sender as written, folded
	folds string
	grams []uint64 // sorted, each once
}

// Say makes a text ready.
func Say(from, text string) Said {
	f := Fold(text)
	g := grams(f, gramWords)
	slices.Sort(g)
	return Said{Name: Fold(from), folds: f, grams: slices.Compact(g)}
}

// Match is where a quoted text comes from.
type Match struct {
	At    int     // index among the messages, -1: it exists only as a quotation
	Share float64 // how much of the quoted text that message says, 0..1
}

const (
	sureShare = 0.8 // of the quoted runs of words, for a match by words alone
	nameShare = 0.5 // when the quotation names the sender too
)

// Source finds the message a quoted text comes from. Equal words decide; where
// a quotation was cut or edited most of its words must be there, or half of
// them and the sender's name. A text of two or three words needs the name.
func Source(q Said, from []Said) Match {
	best := Match{At: -1}
	named := false
	for i, m := range from {
		share := overlap(q.grams, m.grams)
		name := q.Name != "" && m.Name != "" && (sameName(q.Name, m.Name) || sameName(m.Name, q.Name))
		short := len(q.grams) < 2
		if share < nameShare || !name && (share < sureShare || short) {
			continue
		}
		if q.folds == m.folds {
			share = 1
		}
		if best.At < 0 || name && !named || name == named && share > best.Share {
			best, named = Match{At: i, Share: share}, name
		}
	}
	return best
}

// sameName tells whether all words of one name are in the other: quotations
// drop the address or the name.
func sameName(a, b string) bool {
	n := 0
	for w := range strings.SplitSeq(a, " ") {
		if len(w) < 2 {
			continue
		}
		if !hasWord(b, w) {
			return false
		}
		n++
	}
	return n > 0
}

func hasWord(s, w string) bool { return strings.Contains(" "+s+" ", " "+w+" ") }

// overlap is the share of a that is in b; both sorted.
func overlap(a, b []uint64) float64 {
	if len(a) == 0 {
		return 0
	}
	n, j := 0, 0
	for _, x := range a {
		for j < len(b) && b[j] < x {
			j++
		}
		if j < len(b) && b[j] == x {
			n++
		}
	}
	return float64(n) / float64(len(a))
}

// Read is what somebody has read who has read one message: its parts in the
// order they stand, and its attachments.
type Read struct {
	Texts    []string // own text first, then what is quoted; from Parts
	Attached []message.BlobRef
}

// Inclusion says for one message whether another holds all of it.
type Inclusion struct {
	In      int  // index of a message that holds everything, -1: this one must be read
	ForFile bool // only an attachment makes it necessary: its words are all in another message
}

// Inclusive finds the messages of one conversation that must be read to have
// read everything. A message may be left when every text in it, its own and
// what it quotes, stands word for word in another message of the conversation
// which also carries all its attachments. It hides nothing: whoever reads only
// these must still look at other recipients and codings.
func Inclusive(conversation []Read) []Inclusion {
	texts := make([]string, len(conversation)) // all words of a message
	parts := make([][]string, len(conversation))
	for i, r := range conversation {
		var all []string
		for _, t := range r.Texts {
			if f := Fold(t); f != "" {
				parts[i] = append(parts[i], f)
				all = append(all, f)
			}
		}
		texts[i] = " " + strings.Join(all, " ") + " "
	}
	known := runsOf(texts)
	out := make([]Inclusion, len(conversation))
	for i := range conversation {
		out[i] = Inclusion{In: -1}
		for j := range conversation {
			if i == j || len(texts[j]) < len(texts[i]) || len(texts[i]) == len(texts[j]) && carries(conversation[i], conversation[j]) && (j > i || !carries(conversation[j], conversation[i])) {
				continue // of two that say the same the first stands for both
			}
			if !known.may(parts[i], j) || !holds(texts[j], parts[i]) {
				continue
			}
			if carries(conversation[j], conversation[i]) {
				out[i] = Inclusion{In: j}
				break
			}
			out[i].ForFile = true
		}
	}
	for i := range out {
		out[i].ForFile = out[i].ForFile && out[i].In < 0
	}
	return resolve(out)
}

// resolve follows inclusion to a message that must be read itself. It ends:
// each step leads to a longer text, more attachments or an earlier place.
func resolve(in []Inclusion) []Inclusion {
	for i := range in {
		for n := 0; n < len(in) && in[i].In >= 0 && in[in[i].In].In >= 0; n++ {
			in[i].In = in[in[i].In].In
		}
	}
	return in
}

func holds(text string, parts []string) bool {
	for _, p := range parts {
		if !strings.Contains(text, " "+p+" ") {
			return false
		}
	}
	return true
}

func carries(a, b Read) bool {
	for _, x := range b.Attached {
		if !slices.Contains(a.Attached, x) {
			return false
		}
	}
	return true
}

// openingWords is how many words of a part are looked up before its whole text
// is searched for.
const openingWords = 8

// openings knows for every run of words the messages it occurs in, so that of
// a long conversation only likely pairs are compared in full.
type openings map[uint64][]int32

func runsOf(texts []string) openings {
	o := openings{}
	for i, t := range texts {
		for _, g := range grams(strings.TrimSpace(t), openingWords) {
			if l := o[g]; len(l) == 0 || l[len(l)-1] != int32(i) {
				o[g] = append(l, int32(i))
			}
		}
	}
	return o
}

// may tells whether message j can hold the parts.
func (o openings) may(parts []string, j int) bool {
	for _, p := range parts {
		if strings.Count(p, " ") < openingWords-1 {
			continue // too short to be in the table
		}
		if _, ok := slices.BinarySearch(o[grams(opening(p), openingWords)[0]], int32(j)); !ok {
			return false
		}
	}
	return true
}

func opening(p string) string {
	n := 0
	for i := range len(p) {
		if p[i] == ' ' {
			if n++; n == openingWords {
				return p[:i]
			}
		}
	}
	return p
}
