package archive

import (
	"context"
	"path"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/chat/teams"
)

// TeamsHTML reads a Teams conversation, or one message of it, as the HTML page
// that Purview exports.
type TeamsHTML struct{}

// Info describes the format.
func (TeamsHTML) Info() Info {
	return Info{
		Name: "teams-html", Title: "Microsoft Teams transcript (Purview HTML)", Extensions: []string{".html", ".htm"},
		Keeps:  "every message element with sender, time and text, its HTML as it is, files that lie beside it",
		Loses:  "reactions and replies, which are text beside the message; who was in the room; the markup of real transcripts was not at hand",
		Proven: SpecsOnly, Many: true,
	}
}

// Sniff wants a page with Teams' marks and a whole message.
func (TeamsHTML) Sniff(head []byte, name string) bool {
	return !isFolder(name) && teams.SniffHTML(head)
}

// Read emits the conversation.
func (f TeamsHTML) Read(ctx context.Context, src Source, emit func(Item) error) error {
	return readChat(ctx, src, f, emit, func(r *chatRun, set *chat.Set) error {
		file, err := r.open(src.Main)()
		if err != nil {
			return err
		}
		defer file.Close()
		return teams.ParseHTML(file, path.Base(src.Main), set, teams.Options{
			Source: src.ID, Limit: int(src.Limits.orDefaults().Memory), Find: r.find(path.Dir(src.Main)),
		})
	})
}
