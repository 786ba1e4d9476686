package extract

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path"
	"strings"
	"sync"

	"vaughn/index/fault"
	"vaughn/index/message"
)

// headBytes is how much of a file is looked at to tell its kind.
const headBytes = 4096

// maxHeld bounds what is held in memory of a file whose reader cannot seek,
// and of a file inside a file.
const maxHeld = 64 << 20

// input is the bytes of one file, readable at any place.
type input struct {
	typ   string // media type as stated, lower case
	ext   string // ending of the name, lower case, with its dot
	size  int64
	head  []byte
	at    io.ReaderAt
	depth int // how many files it lies in
	shut  io.Closer
}

func openInput(a *message.Attachment, open Open) (*input, error) {
	f, err := open(a.Blob)
	if err != nil {
		return nil, fmt.Errorf("reading an attachment: %w", err)
	}
	in := &input{typ: a.Type, ext: strings.ToLower(path.Ext(a.Name)), shut: f}
	if err := in.from(f); err != nil {
		f.Close()
		return nil, fmt.Errorf("reading an attachment: %w", err)
	}
	return in, nil
}

func (in *input) from(f io.Reader) error {
	if rs, ok := f.(io.ReadSeeker); ok {
		size, err := rs.Seek(0, io.SeekEnd)
		if err != nil {
			return err
		}
		in.size, in.at = size, &seeking{r: rs}
	} else {
		raw, err := io.ReadAll(io.LimitReader(f, maxHeld+1))
		if err != nil {
			return err
		}
		if len(raw) > maxHeld {
			return fmt.Errorf("larger than %d bytes", maxHeld)
		}
		in.size, in.at = int64(len(raw)), bytes.NewReader(raw)
	}
	in.head = make([]byte, min(in.size, headBytes))
	_, err := io.ReadFull(io.NewSectionReader(in.at, 0, in.size), in.head)
	return err
}

// within makes the input of a file that lies inside another.
func (in *input) within(name string, data []byte) *input {
	return &input{
		ext: strings.ToLower(path.Ext(name)), size: int64(len(data)), head: data[:min(len(data), headBytes)],
		at: bytes.NewReader(data), depth: in.depth + 1,
	}
}

func (in *input) close() { in.shut.Close() }

func (in *input) has(prefix string) bool { return bytes.HasPrefix(in.head, []byte(prefix)) }

// reader reads from the start and stops when the context ends.
func (in *input) reader(ctx context.Context) io.Reader {
	return &stopping{ctx, io.NewSectionReader(in.at, 0, in.size)}
}

// first reads at most n bytes; cut tells that there are more.
func (in *input) first(ctx context.Context, n int64) (raw []byte, cut bool, err error) {
	raw = make([]byte, min(n, in.size))
	if _, err := io.ReadFull(in.reader(ctx), raw); err != nil {
		return nil, false, fmt.Errorf("reading an attachment: %w", err)
	}
	return raw, in.size > n, nil
}

// seeking makes a reader that can seek readable at any place.
type seeking struct {
	mu sync.Mutex
	r  io.ReadSeeker
}

func (s *seeking) ReadAt(p []byte, off int64) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.r.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(s.r, p)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	return n, err
}

// stopping is a reader that ends with its context, so that every loop that
// reads is bounded in time.
type stopping struct {
	ctx context.Context
	r   io.Reader
}

func (s *stopping) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, &fault.Error{Code: fault.Limit, Op: "reading an attachment", Err: err}
	}
	return s.r.Read(p[:min(len(p), maxRead)])
}

// maxRead is how much is read between two looks at the clock.
const maxRead = 64 << 10
