package archive

import (
	"context"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/chat/sms"
)

// SMS reads the XML of the Android program SMS Backup & Restore.
type SMS struct{}

// Info describes the format.
func (SMS) Info() Info {
	return Info{
		Name: "sms", Title: "SMS Backup & Restore (XML)", Extensions: []string{".xml"},
		Keeps:  "every text and multimedia message and call by partner or group, parts as files, drafts and failed messages as such",
		Loses:  "the layout of slides (SMIL); attributes that only serve the restoring program",
		Proven: RealData, Many: true,
	}
}

// Sniff wants the root element.
func (SMS) Sniff(head []byte, name string) bool { return !isFolder(name) && sms.Sniff(head) }

// Read emits a conversation a partner or group.
func (f SMS) Read(ctx context.Context, src Source, emit func(Item) error) error {
	return readChat(ctx, src, f, emit, func(r *chatRun, set *chat.Set) error {
		file, err := r.open(src.Main)()
		if err != nil {
			return err
		}
		defer file.Close()
		return sms.Parse(file, set, sms.Options{Source: src.ID, At: func() (sms.ReaderAtCloser, error) {
			at, _, err := src.OpenAt(src.Main)
			return at, err
		}})
	})
}
