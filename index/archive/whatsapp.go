package archive

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/chat/whatsapp"
)

// WhatsApp reads what "Export chat" writes: a text file with its media beside
// it, or a folder (or zip) of both.
type WhatsApp struct{}

// Info describes the format.
func (WhatsApp) Info() Info {
	return Info{
		Name: "whatsapp", Title: "WhatsApp exported chat (Android, iOS)", Extensions: []string{".txt"},
		Keeps:  "every entry with its place and its time as written, media that lie beside it, deletions and calls as the program words them",
		Loses:  "nothing of the export; the export itself has no ids, reply targets, reactions, earlier versions or time zone",
		Proven: RealData, Many: true,
	}
}

// Sniff wants several lines that begin entries. A folder must say by its names
// that it is one export; its text is looked at when it is read.
func (WhatsApp) Sniff(head []byte, name string) bool {
	if !isFolder(name) {
		return whatsapp.Sniff(head)
	}
	texts := 0
	for entry := range strings.Lines(string(head)) {
		entry = strings.TrimSuffix(entry, "\n")
		switch {
		case strings.HasSuffix(entry, "/"), hasExt(entry, ".eml", ".emlx", ".msg", ".pst", ".ost", ".mbox", ".mht", ".mhtml", ".zip", ".tar", ".xml", ".json", ".dat"):
			// Mail and containers are read for themselves; the chat then is one
			// source of several.
			return false
		case isWhatsAppText(entry):
			texts++
		}
	}
	return texts == 1
}

func isWhatsAppText(base string) bool {
	return base == "_chat.txt" || strings.Contains(base, "WhatsApp") && hasExt(base, ".txt")
}

// Read emits the conversation.
func (f WhatsApp) Read(ctx context.Context, src Source, emit func(Item) error) error {
	return readChat(ctx, src, f, emit, func(r *chatRun, set *chat.Set) error {
		if !src.isDir(src.Main) {
			return r.whatsApp(src.Main, set)
		}
		entries, err := fs.ReadDir(src.FS, src.Main)
		if err != nil {
			return opening(src.Name, err)
		}
		for _, e := range entries {
			name := path.Join(src.Main, e.Name())
			if head, _, err := src.head(name); err != nil || !isWhatsAppText(e.Name()) || !whatsapp.Sniff(head) {
				continue
			}
			if err := r.whatsApp(name, set); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *chatRun) whatsApp(name string, set *chat.Set) error {
	o := whatsapp.Options{Zone: r.src.Zone, Source: r.src.ID, Title: whatsAppTitle(r.src, name), Find: r.find(path.Dir(name))}
	if name != r.src.Main {
		o.Path = rel(r.src.Main, name)
	}
	if err := whatsapp.Parse(r.open(name), set, o); err != nil {
		return fmt.Errorf("the text of the chat: %w", err)
	}
	return nil
}

// whatsAppTitle is the chat's name as the file or its folder bears it.
func whatsAppTitle(src Source, name string) string {
	base := path.Base(name)
	if base == "_chat.txt" {
		if base = path.Base(path.Dir(name)); base == "." || base == "/" {
			base = path.Base(strings.ReplaceAll(strings.TrimSuffix(src.Name, "!"), `\`, "/"))
		}
	}
	base = strings.ReplaceAll(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(base, ".txt"), ".zip"), ".TXT"), "_", " ")
	for _, lead := range []string{"WhatsApp Chat with ", "WhatsApp Chat - ", "WhatsApp Chat mit ", "Chat de WhatsApp con ", "Discussion WhatsApp avec ", "Chat WhatsApp con ", "Conversa do WhatsApp com ", "Чат WhatsApp с ", "WhatsApp-chat met ", "Historique WhatsApp "} {
		base = strings.TrimPrefix(base, lead)
	}
	return chat.Line(base)
}
