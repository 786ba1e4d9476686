package archive

import (
	"context"
	"fmt"
	"path"
	"sync/atomic"

	"vaughn/index/fault"
	"vaughn/index/message"
)

// nest is how far inside containers a source lies.
type nest struct {
	level int
	left  *atomic.Int64 // bytes that may still be unpacked, shared by all levels
}

// leastUnpacked is what a container may unpack to however small it is.
const leastUnpacked = 1 << 30

// inside prepares the reading of a container's inside.
func (s Source) inside(size int64) *nest {
	if s.nest != nil {
		return &nest{level: s.nest.level + 1, left: s.nest.left}
	}
	lim := s.Limits.orDefaults()
	n := &nest{level: 1, left: &atomic.Int64{}}
	n.left.Store(max(leastUnpacked, min(size, 1<<50)*lim.Ratio))
	return n
}

// full tells that nothing more is opened inside this source.
func (s Source) full() bool {
	return s.nest != nil && s.nest.level >= s.Limits.orDefaults().Containers
}

// unpacker opens a container.
type unpacker interface {
	Format
	unpack(ctx context.Context, src Source) (*unpacked, error)
}

// readContainer reads all that a container holds as Split finds it: mailboxes,
// containers inside it, then single mails and documents.
func readContainer(ctx context.Context, u unpacker, src Source, emit func(Item) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	info, err := src.stat()
	if err != nil {
		return err
	}
	src.nest = src.inside(info)
	t, err := u.unpack(ctx, src)
	if err != nil {
		return err
	}
	defer t.Close()
	inner := src
	inner.Name, inner.FS, inner.Main = src.Name+"!", t, "."
	c := &contents{src: src, emit: emit, sum: Summary{Dialect: u.Info().Name}}
	parts, err := inner.Split()
	if err != nil {
		return err
	}
	for _, part := range parts {
		if err := c.part(ctx, part); err != nil {
			return err
		}
	}
	for i, err := range t.damage {
		if err := c.failed(message.Locator{Source: src.ID, Ordinal: int64(i), Offset: -1, Length: -1}, err); err != nil {
			return err
		}
	}
	return emit(Item{Summary: &c.sum})
}

// stat is the size of the source's file.
func (s Source) stat() (int64, error) {
	f, err := s.FS.Open(s.Main)
	if err != nil {
		return 0, opening(s.Name, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, opening(s.Name, err)
	}
	return info.Size(), nil
}

// contents gathers what the parts of a container give.
type contents struct {
	src    Source
	emit   func(Item) error
	sum    Summary
	broken error // what emit returned
}

// part reads one source inside the container. What cannot be read is an item
// of its own; its neighbours go on.
func (c *contents) part(ctx context.Context, part Source) error {
	part.ID = c.src.ID
	// What is deeper holds less at a time, so that the sum stays bounded.
	part.Limits = part.Limits.orDefaults()
	part.Limits.Memory = max(1<<20, part.Limits.Memory/2)
	if skip := c.src.Skip; skip != nil {
		part.Skip = func(name string, ordinal int64) bool { return skip(part.within(name), ordinal) }
	}
	f, err := Detect(part)
	if err == nil {
		err = f.Read(ctx, part, func(it Item) error { return c.take(part, it) })
	}
	switch {
	case c.broken != nil:
		return c.broken
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil:
		return nil
	case fault.CodeOf(err) == fault.NoSpace:
		return err
	}
	return c.failed(message.Locator{Source: c.src.ID, Path: part.within(""), Offset: -1, Length: -1}, err)
}

func (c *contents) failed(at message.Locator, err error) error {
	c.sum.Failed++
	if c.sum.Expected >= 0 {
		c.sum.Expected++
	}
	return c.emit(Item{At: at, Err: err})
}

// within is the path of an item of this part as seen from the container.
func (s Source) within(name string) string {
	switch {
	case s.Main == ".":
		return name
	case name == "":
		return s.Main
	case s.isDir(s.Main):
		return path.Join(s.Main, name)
	}
	return s.Main + "!/" + name
}

func (c *contents) take(part Source, it Item) error {
	if s := it.Summary; s != nil {
		c.sum.Read += s.Read
		c.sum.Recovered += s.Recovered
		c.sum.Failed += s.Failed
		c.sum.Skipped += s.Skipped
		if s.Expected < 0 || c.sum.Expected < 0 {
			c.sum.Expected = -1
		} else {
			c.sum.Expected += s.Expected
		}
		return nil
	}
	it.At.Path = part.within(it.At.Path)
	if it.Message != nil {
		moved(it.Message, it.At.Path)
	}
	c.broken = c.emit(it)
	return c.broken
}

// moved corrects the place of a message and of those inside it.
func moved(m *message.Message, to string) {
	m.At.Path = to
	for _, a := range m.Attached {
		if a.Nested != nil {
			moved(a.Nested, to)
		}
	}
}

// sealed keeps a container that lies too deep as a document.
type sealed struct{ Format }

func (sealed) load(src Source, name string, _ Limits) *job {
	at := message.Locator{Source: src.ID, Path: rel(src.Main, name), Length: -1}
	return &job{at: at, make: func() (*message.Message, error) {
		m, err := src.document(name, at)
		if err == nil {
			m.Note(ProblemDepth, "a container inside containers", false)
		}
		return m, err
	}}
}

// Info describes the format as one of single items.
func (s sealed) Info() Info {
	i := s.Format.Info()
	i.Many = false
	return i
}

// encrypted says that a password is missing.
func encrypted(name string) error {
	return &fault.Error{
		Code: fault.Encrypted, Op: "unpacking", Subject: name, Err: fmt.Errorf("it is encrypted, and none of the passwords given opens it"),
		Hint: "Give its password, one a line, in a file of passwords.",
	}
}

// tooMany says that a container holds more files than are read.
func tooMany(name string, lim Limits) error {
	return &fault.Error{
		Code: fault.Limit, Op: "unpacking", Subject: name, Err: fmt.Errorf("it holds more than %d files and folders", lim.Entries),
		Hint: "Unpack it by hand and import the folder.",
	}
}
