package archive

import (
	"context"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"vaughn/index/message"
)

// holdings are the files that lie beside a chat log, by base name and by stem.
type holdings struct {
	src    Source
	byBase map[string][]string
	byStem map[string][]string
	files  []string
	used   map[string]bool
	whole  bool // the source is a folder, all of which must be accounted for
}

func newHoldings(src Source, whole bool) *holdings {
	return &holdings{src: src, byBase: map[string][]string{}, byStem: map[string][]string{}, used: map[string]bool{}, whole: whole}
}

func (h *holdings) add(name string) {
	base := strings.ToLower(path.Base(name))
	h.files = append(h.files, name)
	h.byBase[base] = append(h.byBase[base], name)
	stem := strings.TrimSuffix(base, path.Ext(base))
	h.byStem[stem] = append(h.byStem[stem], name)
}

// find looks a file up by the base names it may have, then by its guid.
func (h *holdings) find(names []string, guid string) (name string, many bool) {
	for _, n := range names {
		if n == "" {
			continue
		}
		if found := h.byBase[strings.ToLower(baseName(n))]; len(found) > 0 {
			h.used[found[0]] = true
			return found[0], len(found) > 1
		}
	}
	if guid = strings.ToLower(guid); guid != "" {
		for _, found := range [][]string{h.byBase[guid], h.byStem[guid]} {
			if len(found) > 0 {
				h.used[found[0]] = true
				return found[0], len(found) > 1
			}
		}
	}
	return "", false
}

// attachment makes one of a file of the source.
func (h *holdings) attachment(name, shown string) message.Attachment {
	a := message.Attachment{Name: shown, Type: typeByName(shown), Size: -1}
	if a.Name == "" {
		a.Name = path.Base(name)
	}
	if a.Type == "application/octet-stream" {
		a.Type = typeByName(name)
	}
	if info, err := fs.Stat(h.src.FS, name); err == nil {
		a.Size = info.Size()
	}
	a.Open = func() (io.ReadCloser, error) {
		f, err := h.src.FS.Open(name)
		if err != nil {
			return nil, opening(h.src.label(name), err)
		}
		return f, nil
	}
	return a
}

// unused lists the files of a folder that nothing named, in order.
func (h *holdings) unused() []string {
	if !h.whole {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(h.files), func(n string) bool { return h.used[n] })
}

// attachmentDirs are names of folders in which bots put files.
func isAttachmentDir(name string) bool {
	name = strings.ToLower(path.Base(name))
	return strings.Contains(name, "attach") || name == "files" || name == "media"
}

// maxBeside is how many files beside a single log are looked at.
const maxBeside = 100_000

// list finds the logs of the source and the files beside them. Of a single log
// these are its neighbours and those in a folder of attachments beside it.
func (w *wickr) list(ctx context.Context) error {
	whole := w.src.isDir(w.src.Main)
	w.held = newHoldings(w.src, whole)
	root := w.src.Main
	if !whole {
		w.logs, root = []string{w.src.Main}, path.Dir(w.src.Main)
	}
	return fs.WalkDir(w.src.FS, root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && whole:
			return w.fail(message.Locator{Source: w.src.ID, Path: rel(w.src.Main, name), Offset: -1, Length: -1}, opening(w.src.label(name), err))
		case err != nil:
			return nil
		case d.IsDir():
			if !whole && name != root && !isAttachmentDir(name) {
				return fs.SkipDir
			}
		case !d.Type().IsRegular() || isClutter(path.Base(name)) || name == w.src.Main:
		case whole && w.src.isWickr(name):
			w.logs = append(w.logs, name)
		case len(w.held.files) < maxBeside || whole:
			w.held.add(name)
		}
		return nil
	})
}

// isWickr tells a log by its content.
func (s Source) isWickr(name string) bool {
	if path.Ext(name) != "" && !hasExt(name, ".txt", ".json", ".jsonl", ".ndjson", ".log", ".out") {
		return false
	}
	head, _, err := s.head(name)
	return err == nil && Wickr{}.Sniff(head, name)
}

// isWickrDir tells a folder that is one export: it holds logs itself, or in one
// folder beside one of attachments, and nothing that another format reads.
func (s Source) isWickrDir(dir string) bool {
	logs, others, dirs := s.wickrLogs(dir)
	if logs > 0 {
		return others == 0
	}
	if others > 0 || !slices.ContainsFunc(dirs, isAttachmentDir) {
		return false
	}
	for _, sub := range dirs {
		if isAttachmentDir(sub) {
			continue
		}
		n, others, _ := s.wickrLogs(sub)
		if others > 0 {
			return false
		}
		logs += n
	}
	return logs > 0
}

// wickrLogs counts the logs directly in a folder and the files another format
// reads. It stops looking where no log is among the first files.
func (s Source) wickrLogs(dir string) (logs, others int, dirs []string) {
	const enough = 40
	entries, err := fs.ReadDir(s.FS, dir)
	if err != nil {
		return 0, 0, nil
	}
	looked := 0
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		switch {
		case e.IsDir():
			dirs = append(dirs, name)
		case !e.Type().IsRegular() || isClutter(e.Name()):
		case s.isWickr(name):
			logs++
		case looked >= enough && logs == 0:
			return 0, 0, dirs
		default:
			looked++
			if head, _, err := s.head(name); err == nil && detect(head, name) != nil {
				others++
			}
		}
	}
	return logs, others, dirs
}
