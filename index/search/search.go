// Package search finds records: a query tree's text leaves ask a bleve index
// of words, its fact leaves ask the case database through Facts, and the sets
// of record numbers are combined here. It is the only importer of bleve.
//
// Words are exact: case and accents folded, nothing stemmed, no word left out
// (see query.Words), so a count is a count. A word without a field searches
// subject, body, parties and attachment names; "text:" searches the body
// alone, which is all of a record's text that is not a header field. A phrase
// or proximity lies within one column and never crosses from one recipient or
// chat entry to the next. Notes the program wrote are not indexed. All, NOT and
// facts speak of the records in the index: a caller whose database holds a
// newer number than Last must Add the rest before it relies on a result. What
// files hide (see record.Hidden) is found by words without a field, too.
//
// Every query ends: it may be cancelled through its context, and one that would
// look at more words or places than maxWork ends in fault.Limit.
//
// The index is disposable. It holds no text that can be read back, but it
// holds words: it is as confidential as the case. A batch and its Last are
// written together, so that after a kill Last tells what is really there;
// damage gives fault.Damaged and the caller deletes the folder and adds all
// records again.
//
// bleve's own searchers are not used: they rank, and build a match per hit.
// Review needs sets, so postings are read as bitmaps straight from the
// segments of one snapshot.
package search

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"vaughn/index/fault"
	"vaughn/index/query"
	"vaughn/index/record"
)

// Facts is what the case database answers. Where gives the records of which a
// fact holds; field is a name of the query's field table and value a whole
// value, "*" for any. Rank gives the order of a column for sorting: lower
// ranks come first; the function is called once per hit and must not ask a
// disk. Kin gives all records that belong with those of a set, by one of
// query.Kins. Zone is the case's time zone, in which dates are read.
type Facts interface {
	Where(ctx context.Context, field, value string) ([]record.Num, error)
	Rank(ctx context.Context, column string) (func(record.Num) int64, error)
	Kin(ctx context.Context, by string, of Set) (Set, error)
	Zone() *time.Location
}

// Doc is a record and its number.
type Doc struct {
	Num    record.Num
	Record *record.Record
}

// Sort orders results by a column of Facts, equal ranks by number. The zero
// Sort is the order of numbers.
type Sort struct {
	By   string
	Desc bool
}

// Page is a window of the results. A Limit of 0 asks for the total only.
type Page struct {
	Offset, Limit int
	Sort          Sort
}

// Result is one page of a search and the number of all hits, exactly.
type Result struct {
	Total int
	Nums  []record.Num
	Took  time.Duration
}

// Index is an open search index. Its methods may be called from several
// goroutines; Adds are taken one after the other.
type Index struct {
	dir     string
	idx     *scorch.Scorch
	adding  sync.Mutex
	analyze []*analyzer   // one per worker
	pending chan struct{} // batches not yet on disk
	last    record.Num    // under adding

	mu   sync.Mutex
	nums map[uint64]*segmentNums // by segment id, of the current snapshot

	lists lists
}

var lastKey = []byte("last")

// layout is written into a new index; one of another layout is rebuilt.
var (
	layoutKey = []byte("layout")
	layout    = []byte("3")
)

// Open opens the index in a folder and makes it when there is none. An index
// that cannot be read, or was made with another layout, gives fault.Damaged;
// one that another program has open gives fault.Locked.
func Open(dir string) (x *Index, err error) {
	defer x.rescue("opening the search index", &err)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, broken(fault.NoAccess, dir, err)
	}
	if err := sound(dir); err != nil {
		return nil, openFault(dir, err)
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	raw, err := scorch.NewScorch(scorch.Name, config(dir), index.NewAnalysisQueue(workers))
	if err != nil {
		return nil, broken(fault.Internal, dir, err)
	}
	s := raw.(*scorch.Scorch)
	if err := s.Open(); err != nil {
		return nil, openFault(dir, err)
	}
	x = &Index{dir: dir, idx: s, pending: make(chan struct{}, maxPending), nums: map[uint64]*segmentNums{}}
	for range workers {
		x.analyze = append(x.analyze, newAnalyzer())
	}
	if err := x.greet(); err != nil {
		_ = s.Close()
		return nil, err
	}
	return x, nil
}

// greet reads what the index says of itself, or writes it into a new one.
func (x *Index) greet() error {
	found, err := x.internal(layoutKey)
	if err != nil {
		return broken(fault.Damaged, x.dir, err)
	}
	n, err := x.internal(lastKey)
	switch {
	case err != nil:
		return broken(fault.Damaged, x.dir, err)
	case found == nil && n == nil:
		return x.write(nil, layoutKey, layout)
	case string(found) != string(layout) || n != nil && len(n) != 4:
		return broken(fault.Damaged, x.dir, errors.New("it was made by another version"))
	case n != nil:
		x.last = record.Num(binary.BigEndian.Uint32(n))
	}
	return nil
}

func (x *Index) internal(key []byte) ([]byte, error) {
	r, err := x.idx.Reader()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return r.GetInternal(key)
}

// Last is the highest record number added so far, 0 when there is none. After
// a kill it is the number that is really on disk.
func (x *Index) Last() record.Num {
	x.adding.Lock()
	defer x.adding.Unlock()
	return x.last
}

// Close writes what is pending and closes the index.
func (x *Index) Close() error {
	err := x.Flush(context.Background())
	return errors.Join(err, x.idx.Close())
}

func broken(code fault.Code, dir string, err error) error {
	hint := ""
	if code == fault.Damaged {
		hint = "The search index can be rebuilt from the case; nothing of the case is lost."
	}
	return &fault.Error{Code: code, Op: "opening the search index", Subject: dir, Hint: hint, Err: err}
}

// rescue turns a panic of the index library on broken files into fault.Damaged.
func (x *Index) rescue(op string, err *error) {
	if p := recover(); p != nil {
		*err = &fault.Error{Code: fault.Damaged, Op: op, Err: fmt.Errorf("%v", p),
			Hint: "The search index can be rebuilt from the case; nothing of the case is lost."}
	}
}

// Search finds a page of the records that match and counts all of them.
func (x *Index) Search(ctx context.Context, q query.Q, facts Facts, p Page) (Result, error) {
	start := time.Now()
	set, err := x.All(ctx, q, facts)
	if err != nil {
		return Result{}, err
	}
	res := Result{Total: set.Len()}
	if p.Limit > 0 {
		if res.Nums, err = window(ctx, set, facts, p); err != nil {
			return Result{}, fmt.Errorf("sorting results: %w", err)
		}
	}
	res.Took = time.Since(start)
	return res, nil
}

// All finds all records that match.
func (x *Index) All(ctx context.Context, q query.Q, facts Facts) (set Set, err error) {
	defer x.rescue("searching", &err)
	v, err := x.view()
	if err != nil {
		return Set{}, fmt.Errorf("searching: %w", err)
	}
	defer v.close()
	e := eval{ctx: ctx, view: v, facts: facts, fuzzy: map[query.Step]segment.Automaton{}, lists: &x.lists}
	b, err := e.set(query.Simplify(q))
	if err != nil {
		return Set{}, fmt.Errorf("searching: %w", err)
	}
	return Set{b}, nil
}
