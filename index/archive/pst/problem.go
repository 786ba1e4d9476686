package pst

import (
	"errors"
	"fmt"
	"slices"
)

// Errors that callers branch on.
var (
	// ErrFormat says that the file is not a PST, OST or PAB, or of a version that has no known layout.
	ErrFormat = errors.New("not an Outlook data file")
	// ErrProtected says that the blocks are encrypted with a key that is not in the file.
	ErrProtected = errors.New("file is encrypted by Windows Information Protection")
	// ErrDamaged is in the chain of every error about bytes that contradict the format.
	ErrDamaged = errors.New("damaged")
	// ErrMissing is in the chain of every error about a node, block or property that is referred to and not there.
	ErrMissing = errors.New("missing")
	// ErrLimit is in the chain of every error about a size, depth or number beyond what this package follows.
	ErrLimit = errors.New("limit exceeded")
	// ErrNoData says that an attachment has no bytes in this file: it is a reference or its object is empty.
	ErrNoData = errors.New("attachment has no data in this file")
)

// NID is the number of a node. Its low five bits are a type, the others an index (MS-PST 2.2.2.1).
type NID uint32

// String gives the number in the notation of MS-PST.
func (n NID) String() string { return fmt.Sprintf("0x%X", uint32(n)) }

// Problem is something that could not be read as the format demands. It never holds content of the file.
type Problem struct {
	NID    NID    // node being read, or 0 for the file itself
	Offset int64  // file offset of the faulty structure, or -1 when it has none
	Detail string // what is wrong, in words
	Lost   bool   // true if something of NID could not be read; false if it was read in spite of the problem
}

// String gives the problem with its position.
func (p Problem) String() string {
	s := "file: "
	if p.NID != 0 {
		s = "node " + p.NID.String() + ": "
	}
	s += p.Detail
	if p.Offset >= 0 {
		s += fmt.Sprintf(" at offset %d", p.Offset)
	}
	return s
}

// fault is an error with a file offset.
type fault struct {
	at  int64
	msg string
	err error
}

func (e *fault) Error() string {
	if e.at < 0 {
		return e.msg + ": " + e.err.Error()
	}
	return fmt.Sprintf("%s at offset %d: %v", e.msg, e.at, e.err)
}

func (e *fault) Unwrap() error { return e.err }

func faultAt(at int64, err error, format string, args ...any) error {
	return &fault{at, fmt.Sprintf(format, args...), err}
}

// traceProblems bounds what one node can say about itself, so that a hostile node cannot fill memory.
const traceProblems = 64

// trace follows the reading of one node: its problems, and whether any block or node had to be found by the page
// scan instead of through the trees.
type trace struct {
	file     *File
	nid      NID
	problems []Problem
	scanned  bool
	held     bool // problems are kept back until it is known whether the attempt succeeds
}

func (f *File) trace(nid NID) *trace { return &trace{file: f, nid: nid} }

// note records a problem once and passes it on to the caller's Report.
func (t *trace) note(p Problem) {
	p.NID, p.Offset = t.nid, max(p.Offset, -1)
	if slices.Contains(t.problems, p) || len(t.problems) >= traceProblems {
		return
	}
	t.problems = append(t.problems, p)
	if !t.held {
		t.file.report(p)
	}
}

// release reports what was kept back.
func (t *trace) release() {
	t.held = false
	for _, p := range t.problems {
		t.file.report(p)
	}
}

// lost records err as the reason why part of the node could not be read.
func (t *trace) lost(doing string, err error) {
	p := Problem{Offset: -1, Detail: doing + ": " + err.Error(), Lost: true}
	var f *fault
	if errors.As(err, &f) {
		p.Offset, p.Detail = f.at, doing+": "+f.msg+": "+f.err.Error()
	}
	t.note(p)
}

func (t *trace) warn(at int64, detail string) {
	t.note(Problem{Offset: at, Detail: detail})
}
