package search

import (
	"bytes"
	"errors"
	"strings"
	"sync"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// lists keeps the words of dictionaries as plain text, where a wildcard at the
// start of a word is found by one look through it; a dictionary's own walk takes
// some thirty times longer. They are made when first needed and forgotten with
// their segments.
type lists struct {
	mu    sync.Mutex
	known map[listKey]*wordList
	size  int
}

type listKey struct {
	segment uint64
	column  string
}

// maxLists bounds the memory of all lists, in bytes; words beyond it are walked.
const maxLists = 96 << 20

var errFull = errors.New("no room for more words")

// wordList is the words of a dictionary in order, each after a line feed, and
// one more at the end. No word holds a line feed.
type wordList struct{ text []byte }

// of gives the list of a part's column, nil when there is no room for it.
func (l *lists) of(p part, column string, dict segment.TermDictionary) *wordList {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := listKey{p.id, column}
	if w, ok := l.known[key]; ok {
		return w
	}
	var w *wordList
	var b bytes.Buffer
	err := words(dict, nil, nil, nil, func(word string) error {
		if l.size+b.Len()+len(word) > maxLists {
			return errFull
		}
		b.WriteByte('\n')
		b.WriteString(word)
		return nil
	})
	if err == nil {
		b.WriteByte('\n')
		w = &wordList{bytes.Clone(b.Bytes())}
		l.size += len(w.text)
	}
	if l.known == nil {
		l.known = map[listKey]*wordList{}
	}
	l.known[key] = w
	return w
}

// keep forgets the lists of segments that are gone.
func (l *lists) keep(known map[uint64]*segmentNums) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for key, w := range l.known {
		if known[key.segment] == nil {
			if w != nil {
				l.size -= len(w.text)
			}
			delete(l.known, key)
		}
	}
}

// each visits the words that begin with a prefix and hold a piece, in order;
// both may be empty.
func (w *wordList) each(prefix, piece string, visit func(string) error) error {
	needle := []byte(piece)
	if strings.HasPrefix(prefix, piece) {
		needle = []byte("\n" + prefix) // tells more
	}
	at := 0 // the line feed before the next word
	for at < len(w.text)-1 {
		i := bytes.Index(w.text[at:], needle)
		if i < 0 {
			return nil
		}
		at = bytes.LastIndexByte(w.text[:at+i+1], '\n')
		start := at + 1
		end := bytes.IndexByte(w.text[start:], '\n')
		if end < 0 { // the piece was found in nothing that follows
			return nil
		}
		at = start + end
		if word := w.text[start:at]; bytes.HasPrefix(word, []byte(prefix)) {
			if err := visit(string(word)); err != nil {
				return err
			}
		}
	}
	return nil
}
