package archive

import (
	"context"
	"path"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/chat/teams"
)

// Teams reads Teams messages as Microsoft Graph writes them.
type Teams struct{}

// Info describes the format.
func (Teams) Info() Info {
	return Info{
		Name: "teams", Title: "Microsoft Teams messages (Graph JSON)", Extensions: []string{".json"},
		Keeps:  "every message by chat or channel, replies, reactions, deletions, the HTML as it is",
		Loses:  "earlier texts of edited messages, which Graph does not give; files, which are links, unless they lie beside it",
		Proven: RealData, Many: true,
	}
}

// Sniff wants the fields of a chatMessage.
func (Teams) Sniff(head []byte, name string) bool { return !isFolder(name) && teams.Sniff(head) }

// Read emits a conversation a chat or channel.
func (f Teams) Read(ctx context.Context, src Source, emit func(Item) error) error {
	return readChat(ctx, src, f, emit, func(r *chatRun, set *chat.Set) error {
		head, _, err := src.head(src.Main)
		if err != nil {
			return err
		}
		file, err := r.open(src.Main)()
		if err != nil {
			return err
		}
		defer file.Close()
		return teams.Parse(file, teams.Envelope(head), set, teams.Options{
			Source: src.ID, Limit: int(src.Limits.orDefaults().Memory), Find: r.find(path.Dir(src.Main)),
		})
	})
}
