package archive

import (
	"context"
	"io"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/chat/google"
)

// GoogleChat reads the folder (or zip) "Google Chat" of a Takeout.
type GoogleChat struct{}

// Info describes the format.
func (GoogleChat) Info() Info {
	return Info{
		Name: "gchat", Title: "Google Chat (Takeout)",
		Keeps:  "every message of every group, threads, reactions, deletions and their sort, files; other files of the export as documents",
		Loses:  "earlier texts of edited messages, which the export does not hold",
		Proven: SpecsOnly, Many: true,
	}
}

// Sniff asks for the two folders of the export.
func (GoogleChat) Sniff(head []byte, name string) bool {
	return isFolder(name) && listed(head, "Groups/") && listed(head, "Users/")
}

// Read emits a conversation a group, then the other files of the export.
func (f GoogleChat) Read(ctx context.Context, src Source, emit func(Item) error) error {
	return readChat(ctx, src, f, emit, func(r *chatRun, set *chat.Set) error {
		return google.Parse(src.FS, src.Main, set, google.Options{
			Source: src.ID, Limit: int(src.Limits.orDefaults().Memory),
			Open:   func(name string) (io.ReadCloser, error) { return r.open(name)() },
			Attach: r.attach,
			Fail: func(name string, err error) error {
				return r.fail(rel(src.Main, name), damagedChat(src.label(name), err))
			},
		})
	})
}
