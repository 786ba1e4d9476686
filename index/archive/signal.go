package archive

import (
	"context"
	"path"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/chat/signal"
)

// Signal reads one file of Signal's: a stream of backup frames, or the text of
// a command-line exporter.
type Signal struct{}

// Info describes the format.
func (Signal) Info() Info {
	return Info{
		Name: "signal", Title: "Signal backup frames; text and JSON of sigtop, signal-export and signal-cli", Extensions: []string{".binproto", ".txt", ".json"},
		Keeps:  "every chat item with its versions, reactions, quotes, timers, receipts and tombstones; what the text or JSON of an exporter says",
		Loses:  "styles of text, settings of the account; encrypted backups and the desktop's database cannot be read without their key",
		Proven: RealData, Many: true,
	}
}

// Sniff wants the first two frames of a backup, or an exporter's first lines.
func (Signal) Sniff(head []byte, name string) bool {
	return !isFolder(name) && (signal.Sniff(head) || signal.SniffText(head) || signal.SniffJSON(head))
}

// Read emits a conversation a chat.
func (f Signal) Read(ctx context.Context, src Source, emit func(Item) error) error {
	return readChat(ctx, src, f, emit, func(r *chatRun, set *chat.Set) error {
		head, _, err := src.head(src.Main)
		if err != nil {
			return err
		}
		parse := signal.ParseText
		switch {
		case signal.Sniff(head):
			parse = signal.Parse
		case signal.SniffJSON(head):
			parse = signal.ParseJSON
		}
		file, err := r.open(src.Main)()
		if err != nil {
			return err
		}
		defer file.Close()
		return parse(file, set, r.signal(path.Dir(src.Main), path.Base(src.Main)))
	})
}

func (r *chatRun) signal(dir, title string) signal.Options {
	return signal.Options{
		Source: r.src.ID, Limit: int(r.src.Limits.orDefaults().Memory), Zone: r.src.Zone,
		Title: chat.Line(title), Find: r.find(dir),
	}
}

// SignalExport reads the folder (or zip) of Signal's plaintext export.
type SignalExport struct{}

// Info describes the format.
func (SignalExport) Info() Info {
	return Info{
		Name: "signal-export", Title: "Signal plaintext export",
		Keeps:  "every chat item with its versions, reactions, quotes, timers, receipts and tombstones, and the files",
		Loses:  "styles of text, settings of the account",
		Proven: SpecsOnly, Many: true,
	}
}

// Sniff asks for the two files of the export.
func (SignalExport) Sniff(head []byte, name string) bool {
	return isFolder(name) && listed(head, "main.jsonl") && listed(head, "metadata.json")
}

// Read emits a conversation a chat, then the other files of the export.
func (f SignalExport) Read(ctx context.Context, src Source, emit func(Item) error) error {
	return readChat(ctx, src, f, emit, func(r *chatRun, set *chat.Set) error {
		file, err := r.open(path.Join(src.Main, "main.jsonl"))()
		if err != nil {
			return err
		}
		defer file.Close()
		o := r.signal(src.Main, path.Base(src.Main))
		o.Path = "main.jsonl"
		return signal.ParseLines(file, set, o)
	})
}
