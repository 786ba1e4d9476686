package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/rsmf"
	"vaughn/index/message"
)

// Shapes an RSMF file comes in.
const (
	rsmfShapeMail = iota
	rsmfShapeZip
	rsmfShapeJSON
)

// zipEntry begins the local header of a file in a zip.
var zipEntry = []byte("PK\x03\x04")

func rsmfShape(head []byte) int {
	if bytes.HasPrefix(head, zipEntry) {
		return rsmfShapeZip
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(text) > 0 && text[0] == '{' && bytes.Contains(text, []byte(`"version"`)) && bytes.Contains(text, []byte(`"participants"`)) &&
		bytes.Contains(text, []byte(`"conversations"`)) {
		return rsmfShapeJSON
	}
	return rsmfShapeMail
}

// rsmfFiles is what lies beside a manifest.
type rsmfFiles struct {
	names []string // sorted; nil when the folder holds other things too
	find  func(name string) func() (io.ReadCloser, error)
}

// open gives how a file is opened, nil when it is not there.
func (f rsmfFiles) open(name string) func() (io.ReadCloser, error) { return f.find(name) }

// read takes in a whole file, which is the manifest.
func (f rsmfFiles) read(name string) ([]byte, error) {
	open := f.find(name)
	if open == nil {
		return nil, errNoManifest
	}
	rc, err := open()
	if err != nil {
		return nil, errNoManifest
	}
	defer rc.Close()
	raw, err := io.ReadAll(io.LimitReader(rc, maxManifest+1))
	if err != nil || len(raw) > maxManifest {
		return nil, errors.New("the manifest cannot be unpacked, or is too large")
	}
	return raw, nil
}

func filesOfZip(z *zip.Reader) rsmfFiles {
	in := map[string]*zip.File{}
	for _, f := range z.File {
		if !f.FileInfo().IsDir() {
			in[f.Name] = f
		}
	}
	return rsmfFiles{slices.Sorted(maps.Keys(in)), func(name string) func() (io.ReadCloser, error) {
		f := in[name]
		if f == nil {
			return nil
		}
		return func() (io.ReadCloser, error) {
			rc, err := f.Open()
			if err != nil {
				return nil, fmt.Errorf("unpacking a file of %s: %w", rsmf.ZipName, err)
			}
			return rc, nil
		}
	}}
}

// bare reads a zip or a manifest that no mail is around.
func (r *rsmfRun) bare(ctx context.Context, shape int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if shape == rsmfShapeJSON {
		dir := path.Dir(r.src.Main)
		r.files.find = func(name string) func() (io.ReadCloser, error) {
			full := path.Join(dir, name)
			if name == rsmf.ManifestName {
				full = r.src.Main
			} else if info, err := fs.Stat(r.src.FS, full); name == "" || name != path.Base(name) || err != nil || !info.Mode().IsRegular() {
				return nil
			}
			return func() (io.ReadCloser, error) { return r.src.Open(full) }
		}
		return r.manifest(ctx, nil)
	}
	f, size, err := r.src.OpenAt(r.src.Main)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := zip.NewReader(f, size)
	if err != nil {
		return r.broken(errNoManifest)
	}
	r.files = filesOfZip(z)
	return r.manifest(ctx, nil)
}

func (r *rsmfRun) attachment(shown string, open func() (io.ReadCloser, error)) message.Attachment {
	limit := r.src.Limits.orDefaults().Item
	return message.Attachment{Name: oneLine(shown), Type: typeByName(shown), Size: -1, Open: func() (io.ReadCloser, error) {
		rc, err := open()
		if err != nil {
			return nil, err
		}
		return readCloser{io.LimitReader(rc, limit), rc}, nil
	}}
}

// unnamed attaches the files of the zip that no event names, pictures of people
// among them, to the first conversation.
func (r *rsmfRun) unnamed(m *message.Message) {
	named := map[string]bool{rsmf.ManifestName: true}
	for _, e := range r.m.Events {
		for _, a := range e.Attachments {
			named[a.ID] = true
		}
	}
	for _, name := range r.files.names {
		if !named[name] {
			m.Attached = append(m.Attached, r.attachment(name, r.files.open(name)))
		}
	}
}

// head is the first line of a conversation's bytes: what the file says of it
// besides its events.
func (r *rsmfRun) head(c rsmf.Conversation, talk *message.Conversation) any {
	h := struct {
		Mail         []message.Header    `json:"mail,omitempty"`
		Version      string              `json:"version"`
		Collection   string              `json:"eventcollectionid,omitempty"`
		Participants []rsmf.Participant  `json:"participants"`
		Conversation []rsmf.Conversation `json:"conversations"`
	}{Version: r.m.Version, Collection: r.m.Collection, Conversation: []rsmf.Conversation{c}}
	if r.mail != nil {
		h.Mail = r.mail.Headers
	}
	here := map[string]bool{}
	for _, p := range talk.Participants {
		here[p.ID] = true
	}
	for _, p := range r.m.Participants {
		if here[p.ID] {
			h.Participants = append(h.Participants, p)
		}
	}
	return h
}

// rsmfRoom follows who was in a channel: those the conversation lists were there at
// its first event, and events say who came and went after.
func rsmfRoom(m *message.Message, c rsmf.Conversation) {
	if m.Chat.Direct || len(c.Participants) == 0 {
		return
	}
	t := &chat.Talk{Conversation: *m.Chat}
	t.Room.First = c.Participants
	for _, e := range t.Events {
		switch {
		case e.From == "":
		case e.Kind == message.EventJoin:
			t.Moved(e.ID, []string{e.From}, nil)
		case e.Kind == message.EventLeave:
			t.Moved(e.ID, nil, []string{e.From})
		}
	}
	t.FollowRoom()
	m.Problems = append(m.Problems, t.Problems...)
}
