// Package blob keeps bytes as files named by their SHA-256: attachments and
// pictures, each stored once however often it was sent. A reference that was
// handed out names bytes that survive a crash. It never changes or removes a
// blob, knows nothing of what the bytes are, and trusts none: Check reads them
// again.
//
// On disk a blob is root/ab/cdef… by its 64 hexadecimal digits. What is being
// written stands in root/tmp until it is synced; a leftover there is of a run
// that was cut off and is removed on opening.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"vaughn/index/fault"
	"vaughn/index/message"
)

// Store is where blobs are put and read.
type Store interface {
	// Put stores all that r gives; it returns the reference and the number of
	// bytes. When it returns without error the bytes survive a crash, unless the
	// implementation says that a Flush comes first.
	Put(ctx context.Context, r io.Reader) (message.BlobRef, int64, error)
	// Open reads a blob; fault.NotFound when it is not there.
	Open(ctx context.Context, ref message.BlobRef) (io.ReadSeekCloser, error)
	// Has tells whether a blob is there.
	Has(ctx context.Context, ref message.BlobRef) (bool, error)
}

// parse checks a reference that may come from outside before it becomes a path.
func parse(op string, ref message.BlobRef) error {
	s := string(ref)
	if _, err := hex.DecodeString(s); err != nil || len(s) != 2*sha256.Size || strings.ToLower(s) != s {
		return &fault.Error{Code: fault.NotFound, Op: op, Err: fmt.Errorf("a reference is 64 lower-case hexadecimal digits")}
	}
	return nil
}

// Check reads a blob and compares it with its name: fault.NotFound when it is
// missing, fault.Damaged when its bytes are others.
func Check(ctx context.Context, s Store, ref message.BlobRef) error {
	const op = "checking stored bytes"
	f, err := s.Open(ctx, ref)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, reader{ctx, f}); err != nil {
		return fmt.Errorf("%s %s: %w", op, ref, err)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != string(ref) {
		return &fault.Error{Code: fault.Damaged, Op: op, Subject: string(ref), Err: fmt.Errorf("the bytes on disk have another sum"),
			Hint: "Restore the case folder from a backup; the disk may be failing."}
	}
	return nil
}

// reader stops when its context does.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
