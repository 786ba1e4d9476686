package archive

import (
	"context"
	"io"
	"path"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/chat/slack"
)

// Slack reads the folder (or zip) of a Slack workspace export.
type Slack struct{}

// Info describes the format.
func (Slack) Info() Info {
	return Info{
		Name: "slack", Title: "Slack workspace export",
		Keeps:  "every message of every conversation, threads, reactions, logged edits and deletions, who is a member now; other files of the export as documents",
		Loses:  "the layout of blocks; who was a member when a message was sent; files, which the export only links to, unless a tool fetched them beside it",
		Proven: RealData, Many: true,
	}
}

// Sniff asks for the lists of users and conversations in a folder.
func (Slack) Sniff(head []byte, name string) bool {
	return isFolder(name) && slack.Sniff(func(entry string) bool { return listed(head, entry) })
}

// Read emits a conversation a channel, then the other files of the export.
func (f Slack) Read(ctx context.Context, src Source, emit func(Item) error) error {
	return readChat(ctx, src, f, emit, func(r *chatRun, set *chat.Set) error {
		return slack.Parse(src.FS, src.Main, set, slack.Options{
			Source: src.ID, Limit: int(src.Limits.orDefaults().Memory),
			Open: func(name string) (io.ReadCloser, error) { return r.open(name)() },
			Find: r.find(src.Main),
			Fail: func(name string, err error) error {
				return r.fail(name, damagedChat(path.Join(src.Name, name), err))
			},
		})
	})
}
