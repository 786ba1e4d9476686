package archive

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"vaughn/index/archive/chat"
	"vaughn/index/fault"
	"vaughn/index/message"
)

// chatRun is the reading of one chat source: it numbers the conversations a
// parser gathers and emits them, and then what files of the source are left.
type chatRun struct {
	ctx    context.Context
	src    Source
	emit   func(Item) error
	sum    Summary
	number int64
	used   map[string]bool     // files of the source that were read or attached
	byBase map[string][]string // files of the source by base name, lower case
	broken error               // what emit returned
	chats  int64               // conversations by the source's own structure, -1 when it has none
	pieces int64               // given out beyond one a conversation
}

// readChat runs a parser over a source and ends with the summary. An error of
// the parser is an item, unless nothing at all was read.
func readChat(ctx context.Context, src Source, f Format, emit func(Item) error, parse func(*chatRun, *chat.Set) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r := &chatRun{ctx: ctx, src: src, emit: emit, used: map[string]bool{}, chats: -1}
	r.sum.Dialect = f.Info().Name
	platform, _, _ := strings.Cut(f.Info().Name, "-")
	set := chat.NewSet(platform, 16*src.Limits.orDefaults().Memory, r.give)
	err := parse(r, set)
	if err == nil {
		err = set.Flush()
	}
	if err == nil && src.isDir(src.Main) {
		err = r.rest()
	}
	switch {
	case r.broken != nil:
		return r.broken
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && r.number == 0:
		return damagedChat(src.Name, err)
	case err != nil:
		if err := r.fail("", damagedChat(src.Name, err)); err != nil {
			return err
		}
	}
	r.sum.Expected = r.sum.Read + r.sum.Failed + r.sum.Skipped
	if r.chats >= 0 {
		r.sum.Expected = r.chats + r.pieces + r.sum.Failed
	}
	return emit(Item{Summary: &r.sum})
}

func damagedChat(name string, err error) error {
	var coded *fault.Error
	if errors.As(err, &coded) {
		return err
	}
	return &fault.Error{Code: fault.Damaged, Op: "reading", Subject: name, Err: err,
		Hint: "The export may be cut off or changed. Export the chat again, or look at the file in an editor."}
}

// at is the place of the next item.
func (r *chatRun) at(name string) message.Locator {
	at := message.Locator{Source: r.src.ID, Path: name, Ordinal: r.number, Offset: -1, Length: -1}
	r.number++
	return at
}

// give emits one conversation.
func (r *chatRun) give(t *chat.Talk) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	at := r.at("")
	if t.Piece > 1 {
		r.pieces++
	}
	if r.src.Skip != nil && r.src.Skip(at.Path, at.Ordinal) {
		r.sum.Skipped++
		return nil
	}
	r.sum.Read++
	r.broken = r.emit(Item{At: at, Message: t.Message(at)})
	return r.broken
}

// fail emits an item that cannot be had.
func (r *chatRun) fail(name string, err error) error {
	r.sum.Failed++
	r.broken = r.emit(Item{At: r.at(name), Err: err})
	return r.broken
}

// rest emits every file of a folder that no conversation holds as a document:
// an export has files of its own sort beside the chat, and none is dropped.
func (r *chatRun) rest() error {
	return r.files(func(name string, err error) error {
		if r.used[name] || isClutter(path.Base(name)) {
			return nil
		}
		at := r.at(rel(r.src.Main, name))
		if r.src.Skip != nil && r.src.Skip(at.Path, at.Ordinal) {
			r.sum.Skipped++
			return nil
		}
		var m *message.Message
		if err == nil {
			m, err = r.src.document(name, at)
		}
		if err != nil {
			r.sum.Failed++
			r.broken = r.emit(Item{At: at, Err: err})
			return r.broken
		}
		r.sum.Read++
		r.broken = r.emit(Item{At: at, Message: m})
		return r.broken
	})
}

// files visits every file of a folder in lexical order.
func (r *chatRun) files(visit func(name string, err error) error) error {
	return fs.WalkDir(r.src.FS, r.src.Main, func(name string, d fs.DirEntry, err error) error {
		switch {
		case r.ctx.Err() != nil:
			return r.ctx.Err()
		case err != nil && name == r.src.Main:
			return opening(r.src.Name, err)
		case err != nil:
			return visit(name, opening(r.src.label(name), err))
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			return visit(name, errNotRegular)
		}
		return visit(name, nil)
	})
}

// open reads a file of the source and marks it as read.
func (r *chatRun) open(name string) func() (io.ReadCloser, error) {
	r.used[name] = true
	return func() (io.ReadCloser, error) {
		f, err := r.src.Open(name)
		if err != nil {
			return nil, err
		}
		return readCloser{readFunc(func(p []byte) (int, error) {
			if err := r.ctx.Err(); err != nil {
				return 0, err
			}
			return f.Read(p)
		}), f}, nil
	}
}

// find gives a file of the export by its base name, from the folder dir and
// those below it. Of several, the first in lexical order is taken.
func (r *chatRun) find(dir string) func(name string) (message.Attachment, bool) {
	if r.byBase == nil {
		r.byBase = map[string][]string{}
		_ = fs.WalkDir(r.src.FS, dir, func(name string, d fs.DirEntry, err error) error {
			switch {
			case r.ctx.Err() != nil || len(r.used) > r.src.Limits.orDefaults().Entries:
				return fs.SkipAll
			case err != nil:
				return nil
			case d.IsDir() && name != dir && !r.src.isDir(r.src.Main) && !mediaFolder(rel(dir, name)):
				// Beside a file on disk only a folder of media belongs to it.
				return fs.SkipDir
			case d.Type().IsRegular():
				key := strings.ToLower(path.Base(name))
				r.byBase[key] = append(r.byBase[key], name)
			}
			return nil
		})
	}
	return func(name string) (message.Attachment, bool) {
		list := r.byBase[strings.ToLower(name)]
		if len(list) == 0 {
			return message.Attachment{}, false
		}
		return r.attach(list[0]), true
	}
}

// mediaFolder tells by its first element a folder in which programs keep files.
func mediaFolder(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	switch strings.ToLower(first) {
	case "media", "files", "attachments", "message":
		return true
	}
	return false
}

// attach makes an attachment of a file of the source.
func (r *chatRun) attach(name string) message.Attachment {
	r.used[name] = true
	base := path.Base(name)
	a := message.Attachment{Name: oneLine(base), Type: typeByName(base), Size: -1}
	if info, err := fs.Stat(r.src.FS, name); err == nil {
		a.Size = info.Size()
	}
	src, limit := r.src, r.src.Limits.orDefaults().Item
	a.Open = func() (io.ReadCloser, error) {
		f, err := src.FS.Open(name)
		if err != nil {
			return nil, opening(src.label(name), err)
		}
		return readCloser{io.LimitReader(f, limit), f}, nil
	}
	return a
}

// folderFormats are the formats that read a folder as a whole; of the others a
// folder is only where they lie.
func folderFormats() []Format {
	return []Format{Maildir{}, Slack{}, TeleMessage{}, SignalExport{}, GoogleChat{}, WhatsApp{}}
}

// wholeFolder finds the format that reads a folder as a whole, nil when it is
// a folder like any other.
func wholeFolder(listing []byte, dir string) Format {
	for _, f := range folderFormats() {
		if f.Sniff(listing, dir) {
			return f
		}
	}
	return nil
}

// listed tells whether a folder's listing has an entry.
func listed(listing []byte, name string) bool {
	return strings.Contains("\n"+string(listing), "\n"+name+"\n")
}

// isFolder tells whether Sniff was asked about a folder.
func isFolder(name string) bool { return strings.HasSuffix(name, "/") }
